//! Wire types of MCP, one file per area, for the revisions 2025-03-26 to 2026-07-28.
//!
//! There is no type per result, because [`dispatch`](crate::dispatch) writes results as bytes. Source:
//! <https://modelcontextprotocol.io/specification>.

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
pub(crate) use meta::MAX_PROGRESS_TOKEN;
pub(crate) use meta::{Field, push_server_info};
pub use meta::{
    META_CLIENT_CAPABILITIES, META_CLIENT_INFO, META_LOG_LEVEL, META_PROTOCOL_VERSION, META_SERVER_INFO,
    META_SUBSCRIPTION_ID, Params,
};
pub use version::{Lifecycle, ProtocolVersion, UnknownVersion};
pub(crate) use vocabulary::Vocabulary;

/// Method that returns the server's info and capabilities (2026-07-28).
pub const DISCOVER: &str = "server/discover";
/// Method that opens a connection (up to 2025-11-25).
pub const INITIALIZE: &str = "initialize";
/// Method that tests the connection (up to 2025-11-25).
pub const PING: &str = "ping";
/// Method that lists the tools.
pub const LIST_TOOLS: &str = "tools/list";
/// Method that calls a tool.
pub const CALL_TOOL: &str = "tools/call";
/// Method that sets the minimum log level (up to 2025-11-25).
pub const SET_LOG_LEVEL: &str = "logging/setLevel";
/// Method that opens a stream of change notifications (2026-07-28).
pub const LISTEN: &str = "subscriptions/listen";
/// Method that subscribes to changes of a resource (up to 2025-11-25).
pub const SUBSCRIBE: &str = "resources/subscribe";
/// Method that unsubscribes from changes of a resource (up to 2025-11-25).
pub const UNSUBSCRIBE: &str = "resources/unsubscribe";
/// Method of the server for elicitation.
pub const ELICIT: &str = "elicitation/create";
/// Method of the server for sampling.
pub const CREATE_MESSAGE: &str = "sampling/createMessage";
/// Method of the server for roots.
pub const LIST_ROOTS: &str = "roots/list";
/// Method that lists the prompts.
pub const LIST_PROMPTS: &str = "prompts/list";
/// Method that gets a prompt.
pub const GET_PROMPT: &str = "prompts/get";
/// Method that lists the resources.
pub const LIST_RESOURCES: &str = "resources/list";
/// Method that lists the resource templates.
pub const LIST_TEMPLATES: &str = "resources/templates/list";
/// Method that reads a resource.
pub const READ_RESOURCE: &str = "resources/read";
/// Method that completes an argument.
pub const COMPLETE: &str = "completion/complete";
/// Notification of progress.
pub const PROGRESS: &str = "notifications/progress";
/// Notification of a log message.
pub const MESSAGE: &str = "notifications/message";
/// Notification of a changed resource.
pub const UPDATED: &str = "notifications/resources/updated";
/// Notification that ends the initialization (up to 2025-11-25).
pub const INITIALIZED: &str = "notifications/initialized";
/// Notification that cancels a request.
pub const CANCELLED: &str = "notifications/cancelled";
/// Notification that acknowledges a subscription.
pub const ACKNOWLEDGED: &str = "notifications/subscriptions/acknowledged";
