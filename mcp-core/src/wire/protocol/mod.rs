//! Wire types of MCP, one file per area, for the revisions 2025-03-26 to 2026-07-28.
//!
//! The types are what a tools server reads and writes; results are written by [`dispatch`](crate::dispatch) as bytes,
//! so there is no type per result. Source: <https://modelcontextprotocol.io/specification>.

mod annotations;
mod checked;
mod content;
mod icon;
mod lifecycle;
mod meta;
mod version;
mod vocabulary;

pub use annotations::{ContentAnnotations, Role};
pub use checked::Checked;
pub use content::{Content, ResourceContents};
pub use icon::{Icon, IconTheme};
pub use lifecycle::Implementation;
pub(crate) use meta::{Field, push_server_info};
pub use meta::{
    MAX_PROGRESS_TOKEN, META_CLIENT_CAPABILITIES, META_CLIENT_INFO, META_LOG_LEVEL, META_PROTOCOL_VERSION,
    META_SERVER_INFO, META_SUBSCRIPTION_ID, Params,
};
pub use version::{Era, ProtocolVersion, UnknownVersion};
pub(crate) use vocabulary::Vocabulary;

/// Method that tells what the server is and can do (2026-07-28).
pub const DISCOVER: &str = "server/discover";
/// Method that opens a connection (up to 2025-11-25).
pub const INITIALIZE: &str = "initialize";
/// Method that asks whether the peer is there (up to 2025-11-25).
pub const PING: &str = "ping";
/// Method that lists the tools.
pub const LIST_TOOLS: &str = "tools/list";
/// Method that calls a tool.
pub const CALL_TOOL: &str = "tools/call";
/// Method that says from which level on log messages are wanted (up to 2025-11-25).
pub const SET_LOG_LEVEL: &str = "logging/setLevel";
/// Method that opens a stream of notifications about changes (2026-07-28).
pub const LISTEN: &str = "subscriptions/listen";
/// Method that asks for word of a resource's changes (up to 2025-11-25).
pub const SUBSCRIBE: &str = "resources/subscribe";
/// Method that takes that back (up to 2025-11-25).
pub const UNSUBSCRIBE: &str = "resources/unsubscribe";
/// Method by which a server asks the user.
pub const ELICIT: &str = "elicitation/create";
/// Method by which a server asks the client's model.
pub const CREATE_MESSAGE: &str = "sampling/createMessage";
/// Method by which a server asks where the client works.
pub const LIST_ROOTS: &str = "roots/list";
/// Method that lists the prompts.
pub const LIST_PROMPTS: &str = "prompts/list";
/// Method that fills a prompt in.
pub const GET_PROMPT: &str = "prompts/get";
/// Method that lists the resources.
pub const LIST_RESOURCES: &str = "resources/list";
/// Method that lists the templates of resources.
pub const LIST_TEMPLATES: &str = "resources/templates/list";
/// Method that reads a resource.
pub const READ_RESOURCE: &str = "resources/read";
/// Method that proposes values for an argument.
pub const COMPLETE: &str = "completion/complete";
/// Notification about the progress of a call.
pub const PROGRESS: &str = "notifications/progress";
/// Notification that is a log message.
pub const MESSAGE: &str = "notifications/message";
/// Notification that a resource has changed.
pub const UPDATED: &str = "notifications/resources/updated";
/// Notification that ends the handshake (up to 2025-11-25).
pub const INITIALIZED: &str = "notifications/initialized";
/// Notification that a request is no longer wanted.
pub const CANCELLED: &str = "notifications/cancelled";
/// Notification that a stream of changes is open.
pub const ACKNOWLEDGED: &str = "notifications/subscriptions/acknowledged";
