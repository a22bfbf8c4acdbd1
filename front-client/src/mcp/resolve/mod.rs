//! From what a model writes to what Front takes: an id, a link, an e-mail address, a name.

mod id;
mod name;

pub(crate) use id::{conversation_id, id_in};
pub(crate) use name::{Named, pick, suggestions};
