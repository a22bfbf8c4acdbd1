//! The program as its users meet it: started, called, stopped.

mod program;
mod refuse;
mod serve;
