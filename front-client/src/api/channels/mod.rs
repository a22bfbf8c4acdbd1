//! Channels: the addresses that send and receive messages. Each channel feeds an inbox.
//!
//! ```
//! use front_client::{Endpoint, api::channels::{CreateChannel, NewChannelKind}};
//!
//! let request = CreateChannel::new("inb_1", NewChannelKind::Smtp).send_as("help@example.com").to_request()?;
//! assert_eq!(request.uri(), "/inboxes/inb_1/channels");
//! assert_eq!(request.body(), r#"{"send_as":"help@example.com","type":"smtp"}"#);
//! # Ok::<(), front_client::Error>(())
//! ```

mod create;
mod list;
mod update;

pub use create::*;
pub use list::*;
pub use update::*;

use client_core::{response, wire_enum};

use crate::id::ChannelId;

/// Undo periods that a channel accepts, in seconds (<https://dev.frontapp.com/reference/create-a-channel>).
pub const UNDO_SEND_TIMES: [u32; 6] = [0, 5, 10, 15, 30, 60];

wire_enum! {
    /// Kind of a channel.
    pub enum ChannelKind {
        /// A custom channel of the company or of an application.
        Custom = "custom",
        /// Facebook.
        Facebook = "facebook",
        /// Gmail.
        Gmail = "gmail",
        /// Reviews on Google Play.
        GooglePlay = "google_play",
        /// IMAP mailbox.
        Imap = "imap",
        /// Intercom.
        Intercom = "intercom",
        /// Website form.
        Form = "form",
        /// Office 365.
        Office365 = "office365",
        /// Anonymous Layer chat.
        LayerAnon = "layer_anon",
        /// E-mail by SMTP and forwarding.
        Smtp = "smtp",
        /// Talkdesk.
        Talkdesk = "talkdesk",
        /// Truly.
        Truly = "truly",
        /// SMS by Twilio.
        Twilio = "twilio",
        /// WhatsApp by Twilio.
        TwilioWhatsapp = "twilio_whatsapp",
        /// Twitter.
        Twitter = "twitter",
        /// Direct messages on Twitter.
        TwitterDm = "twitter_dm",
        /// WhatsApp by Yalo.
        YaloWhatsapp = "yalo_wha",
        /// Front Chat on a website.
        FrontChat = "front_chat",
        /// E-mail hosted by Front.
        FrontMail = "front_mail",
    }
}

/// A channel.
#[response]
pub struct Channel {
    /// Channel id.
    #[required]
    pub id: ChannelId,
    /// Name.
    pub name: Option<String>,
    /// Receiving address.
    pub address: Option<String>,
    /// Kind of channel.
    #[serde(rename = "type")]
    pub kind: Option<ChannelKind>,
    /// Sender address of its messages.
    pub send_as: Option<String>,
    /// Settings.
    pub settings: ChannelSettings,
    /// `true` if the channel belongs to one teammate.
    pub is_private: Option<bool>,
    /// `true` if the channel is ready to send and receive.
    pub is_valid: Option<bool>,
}

/// Settings of a channel, as Front returns them.
#[response]
pub struct ChannelSettings {
    /// Undo period after sending, in seconds.
    pub undo_send_time: Option<u32>,
    /// `true` if teammates without access to the inbox may reply. Absent for private channels.
    pub all_teammates_can_reply: Option<bool>,
}

fn check_undo_send_time(seconds: Option<u32>) -> Result<(), String> {
    match seconds {
        Some(seconds) if !UNDO_SEND_TIMES.contains(&seconds) => {
            Err(format!("`settings.undo_send_time` is {seconds}; it may be one of {UNDO_SEND_TIMES:?}"))
        }
        _ => Ok(()),
    }
}
