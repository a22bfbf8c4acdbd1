//! Channels: the addresses that messages go out from and come in by. Each feeds an inbox.
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

/// The times for which a channel may let a message be taken back, in seconds
/// (<https://dev.frontapp.com/reference/create-a-channel>).
pub const UNDO_SEND_TIMES: [u32; 6] = [0, 5, 10, 15, 30, 60];

wire_enum! {
    /// What a channel is connected to.
    pub enum ChannelKind {
        /// A channel of the company's own making, or of an application.
        Custom = "custom",
        /// Facebook.
        Facebook = "facebook",
        /// Gmail.
        Gmail = "gmail",
        /// Reviews on Google Play.
        GooglePlay = "google_play",
        /// An IMAP mailbox.
        Imap = "imap",
        /// Intercom.
        Intercom = "intercom",
        /// A form on a website.
        Form = "form",
        /// Office 365.
        Office365 = "office365",
        /// Anonymous Layer chat.
        LayerAnon = "layer_anon",
        /// Mail by SMTP and forwarding.
        Smtp = "smtp",
        /// Talkdesk.
        Talkdesk = "talkdesk",
        /// Truly.
        Truly = "truly",
        /// Text messages by Twilio.
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
        /// Mail hosted by Front.
        FrontMail = "front_mail",
    }
}

/// A channel.
#[response]
pub struct Channel {
    /// The channel.
    #[required]
    pub id: ChannelId,
    /// Its name.
    pub name: Option<String>,
    /// The address that receives.
    pub address: Option<String>,
    /// What it is connected to.
    #[serde(rename = "type")]
    pub kind: Option<ChannelKind>,
    /// The address that its messages are sent from.
    pub send_as: Option<String>,
    /// How it behaves.
    pub settings: ChannelSettings,
    /// Whether it belongs to one teammate.
    pub is_private: Option<bool>,
    /// Whether it is set up well enough to send and receive.
    pub is_valid: Option<bool>,
}

/// The settings of a channel, as Front answers them.
#[response]
pub struct ChannelSettings {
    /// How long a message can be taken back after it was sent, in seconds.
    pub undo_send_time: Option<u32>,
    /// Whether teammates without access to the inbox may reply. Private channels leave it out.
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
