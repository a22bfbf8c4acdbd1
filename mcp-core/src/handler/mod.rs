//! The second floor: tools, prompts, resources and completions, and the context that they run in.

pub mod client_features;
pub(crate) mod completion;
pub(crate) mod context;
pub(crate) mod cursor;
pub(crate) mod function;
pub(crate) mod prompt;
pub(crate) mod resource;
pub mod schema;
pub(crate) mod tool;
