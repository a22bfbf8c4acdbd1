//! Other readings of the points that Front's documentation leaves open, and ordinary events that change them.
//!
//! By default the fake takes the simplest reading. A program should work with each of these as well.
//!
//! | reading | switch |
//! | --- | --- |
//! | a conversation is moved, and its channel stays in the old inbox | [`move_conversation`](FakeFront::move_conversation) |
//! | a public address forwards into a channel | [`set_forwarding_alias`](FakeFront::set_forwarding_alias) |
//! | a channel writes from another address than it receives at | [`set_send_as`](FakeFront::set_send_as) |
//! | a channel of ours cannot send | [`set_channel_valid`](FakeFront::set_channel_valid) |
//! | a message appears later than its 202 | [`set_send_delay`](FakeFront::set_send_delay) |
//! | a message is delivered late although the send failed | `set_send_delay` with [`Fault::status(502)`](super::Fault::status) and [`after_write`](super::Fault::after_write) |
//! | a message is forwarded to a supplier | [`forward`](FakeFront::forward) |
//! | a message has no direction | [`NewMessage::without_direction`] |
//! | lists that are documented as whole are paged | [`set_list_page_size`](FakeFront::set_list_page_size) |
//! | a link to the next page has no `page_token` | [`set_next_without_token`](FakeFront::set_next_without_token) |

use super::build::{NewMessage, add_message};
use super::events::Source;
use super::state::Kind;
use super::{FakeFront, conversations};

impl FakeFront {
    /// Moves a conversation to another inbox, as a teammate does in Front. Its messages keep their channels.
    pub fn move_conversation(&self, conversation: &str, inbox: &str) {
        conversations::move_to(&mut self.lock(), conversation, inbox, Source::Api);
    }

    /// Sets a public address that forwards into a channel. Messages that the fake receives through the channel from now
    /// on name this address as their recipient, and the API does not show it anywhere else.
    pub fn set_forwarding_alias(&self, channel: &str, address: &str) {
        self.lock().set(Kind::Channel, channel, "forwarding_alias", address);
    }

    /// Sets the sender address of a channel. Defaults to its receiving address.
    pub fn set_send_as(&self, channel: &str, address: &str) {
        self.lock().set(Kind::Channel, channel, "send_as", address);
    }

    /// Sets whether a channel can send and receive. Defaults to `true`.
    pub fn set_channel_valid(&self, channel: &str, valid: bool) {
        self.lock().set(Kind::Channel, channel, "is_valid", valid);
    }

    /// Forwards a conversation to somebody else, as a teammate does in Front, and returns the id of the message.
    #[allow(clippy::must_use_candidate, reason = "what is added is often not named again")]
    pub fn forward(&self, conversation: &str, teammate: &str, to: &str, html: &str) -> String {
        add_message(&mut self.lock(), conversation, NewMessage::by(teammate, to, html).forwarded())
    }

    /// Pages the lists that Front documents as whole, such as channels, inboxes, teammates and comments. `None` is the
    /// default.
    pub fn set_list_page_size(&self, size: Option<usize>) {
        self.lock().list_page_size = size;
    }

    /// Sets whether links to the next page have a `cursor` in place of the `page_token`. Defaults to `false`.
    pub fn set_next_without_token(&self, without: bool) {
        self.lock().next_without_token = without;
    }
}
