//! `fusedesk_read_case`: a case and its history.
//!
//! FuseDesk answers the whole history at once. A page of it is counted from its beginning, so that what is added while a
//! model reads neither repeats nor hides anything.

mod entry;

use client_core::mcp::{
    argument::{self, given},
    result::{Failed, Room},
    text::BodyFormat,
};
use mcp_core::{Cursor, Method, Tool, ToolError};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use self::entry::{Entry, in_order};
use super::{Call, ToolSet};
use crate::{
    api::{
        cases::{Case, GetCase, HistoryEntry},
        contacts::{ContactKey, GetContact},
    },
    mcp::{
        key::Key,
        names::{Names, Wanted},
        resolve,
        view::{Body, CaseView, ContactView, time},
        when::now,
    },
    time::Moment,
};

/// Entries on a page, unless the call says otherwise.
const DEFAULT_LIMIT: usize = 30;
/// The most entries on a page.
const MAX_LIMIT: usize = 200;
/// The share of a result that one text may take: one in so many.
const TEXT_SHARE: usize = 5;
/// What the case, its customer and the frame of a result take, in characters.
const FRAME_CHARS: usize = 6_000;

const NAME: &str = "fusedesk_read_case";

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Arguments {
    /// The id of the case, a number such as 1042.
    case_id: Key,
    /// Which end of the history comes first: newest, so that the first page has what was written last, or oldest; newest
    /// by default.
    order: Option<Order>,
    /// How texts are written; text by default.
    body_format: Option<BodyFormat>,
    /// Entries of the history on the page; 30 by default.
    #[schemars(range(min = 1, max = 200))]
    limit: Option<usize>,
    /// Where to go on: next_cursor of an earlier call leads to further entries, rest_cursor of an entry to the rest of its
    /// text. Give the other arguments as in that call.
    cursor: Option<String>,
}

/// Which end comes first.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub(super) enum Order {
    #[default]
    Newest,
    Oldest,
}

/// Where a call goes on.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
enum Position {
    /// At the entry before which there are so many older ones; newest first, at the one before it.
    #[serde(rename = "p")]
    Page(usize),
    /// In the text of the entry before which there are so many.
    #[serde(rename = "r")]
    Rest(usize, usize),
}

#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Read {
    /// The case as it stands; on the first page only.
    #[serde(skip_serializing_if = "Option::is_none")]
    case: Option<CaseView>,
    /// What the case is about, where its history does not begin with it; on the first page only.
    #[serde(skip_serializing_if = "Option::is_none")]
    details: Option<Body>,
    /// The contact; on the first page only.
    #[serde(skip_serializing_if = "Option::is_none")]
    customer: Option<ContactView>,
    /// What the customer said about how the case was handled; on the first page only.
    #[serde(skip_serializing_if = "Option::is_none")]
    feedback: Option<FeedbackView>,
    /// The history: notes, calls, e-mails, chats.
    history: Vec<Entry>,
    /// How many entries the history has.
    entries_total: usize,
    /// Leads to further entries; absent on the last page.
    #[serde(skip_serializing_if = "Option::is_none")]
    next_cursor: Option<String>,
    /// What could not be read, and why.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    failed: Vec<Failed>,
}

/// What the customer said about how the case was handled.
#[derive(Debug, Serialize, JsonSchema)]
struct FeedbackView {
    /// The rating, as FuseDesk has it.
    #[serde(skip_serializing_if = "Option::is_none")]
    rating: Option<String>,
    /// What the customer wrote.
    #[serde(skip_serializing_if = "Option::is_none")]
    text: Option<String>,
    /// When the customer gave the rating.
    #[serde(skip_serializing_if = "Option::is_none")]
    rated_at: Option<String>,
    /// When the customer was asked.
    #[serde(skip_serializing_if = "Option::is_none")]
    requested_at: Option<String>,
}

pub(super) fn tool(set: &ToolSet) -> impl Tool {
    set.tool(
        NAME,
        "Reads a case: status, department, rep and tags by name, the customer with all addresses, feedback, and the \
         history of notes, calls, e-mails and chats as clean text, the newest first. A long history comes in pages: \
         next_cursor leads on.",
        read,
    )
    .title("Read case")
    .method(Method::Get)
    .tags(["cases"])
}

pub(crate) async fn read(call: Call, arguments: Arguments) -> Result<Read, ToolError> {
    let id = resolve::case_id("case_id", arguments.case_id.as_str())?;
    let limit = argument::limit(arguments.limit, DEFAULT_LIMIT, MAX_LIMIT)?;
    let order = arguments.order.unwrap_or_default();
    let format = arguments.body_format.unwrap_or_default();
    let cursor = Cursor::new(NAME, &(id, order, format));
    let position: Option<Position> =
        given(arguments.cursor.as_deref()).map(|text| cursor.decode(text)).transpose()?;
    let mut case = call.send(&GetCase::new(id)).await?;
    let mut names = Names::of(&call, Wanted::by([&case])).await;
    let history = in_order(case.history.take().unwrap_or_default());
    let pages = Pages { call: &call, names: &names, history: &history, order, format, cursor: &cursor };
    let (history_page, next) = match position {
        Some(Position::Rest(at, from)) => (vec![pages.rest(at, from)?], None),
        Some(Position::Page(at)) => pages.page(at, limit)?,
        None => pages.page(if order == Order::Newest { history.len() } else { 0 }, limit)?,
    };
    let next_cursor = next.map(|at| cursor.encode(&Position::Page(at))).transpose()?;
    let mut read = Read {
        case: None,
        details: None,
        customer: None,
        feedback: None,
        history: history_page,
        entries_total: history.len(),
        next_cursor,
        failed: Vec::new(),
    };
    if position.is_none() {
        read.case = Some(CaseView::at(&case, &names, now()));
        read.details = details(&call, &case, &history, format);
        read.feedback = feedback(&case);
        match customer(&call, &case).await {
            Ok(customer) => read.customer = customer,
            Err(error) => read.failed.push(Failed::new("customer", &error)),
        }
    }
    read.failed.extend(names.failed());
    Ok(read)
}

/// The contact of a case with all addresses.
async fn customer(call: &Call, case: &Case) -> Result<Option<ContactView>, ToolError> {
    let key: ContactKey = match (&case.contact_uuid, case.crm_contact_id) {
        (Some(uuid), _) => uuid.into(),
        (None, Some(id)) => id.into(),
        (None, None) => return Ok(None),
    };
    Ok(call.find(&GetContact::new(key)).await?.as_ref().map(ContactView::from))
}

/// The details, unless the first entry of the history says the same.
fn details(call: &Call, case: &Case, history: &[HistoryEntry], format: BodyFormat) -> Option<Body> {
    let text = |body: Option<&str>| BodyFormat::Text.read(body.unwrap_or_default()).text;
    let own = text(case.details.as_deref());
    let first = history.first().map(|entry| text(entry.note.as_deref()));
    if own.trim().is_empty() || first.as_deref().map(str::trim) == Some(own.trim()) {
        return None;
    }
    let mut details = Body::of(case.details.as_deref(), format);
    details.cut(0, FRAME_CHARS.min(call.room().chars()) / 2);
    Some(details)
}

fn feedback(case: &Case) -> Option<FeedbackView> {
    let text = |value: &Option<serde_json::Value>| match value.as_ref()? {
        serde_json::Value::String(text) => Some(text.clone()).filter(|text| !text.trim().is_empty()),
        serde_json::Value::Bool(false) => None,
        other => Some(other.to_string()),
    };
    let at = |moment: &Option<Moment>| time(moment.as_ref());
    let view = FeedbackView {
        rating: text(&case.rating),
        text: text(&case.feedback).map(|text| BodyFormat::Text.read(&text).text),
        rated_at: at(&case.rated_at),
        requested_at: at(&case.feedback_requested_at),
    };
    let is_empty = view.rating.is_none() && view.text.is_none() && view.requested_at.is_none();
    (!is_empty || view.rated_at.is_some()).then_some(view)
}

/// A history, in pages.
struct Pages<'a> {
    call: &'a Call,
    names: &'a Names,
    history: &'a [HistoryEntry],
    order: Order,
    format: BodyFormat,
    cursor: &'a Cursor,
}

impl Pages<'_> {
    /// The entries from a place on, and the next place.
    fn page(&self, start: usize, limit: usize) -> Result<(Vec<Entry>, Option<usize>), ToolError> {
        let mut room = Room::with_frame(self.call.limits().result_chars, FRAME_CHARS);
        let chars = if limit == 1 { room.chars() * 3 / 4 } else { room.chars() / TEXT_SHARE };
        let start = start.min(self.history.len());
        let places: Vec<usize> = match self.order {
            Order::Newest => (0..start).rev().collect(),
            Order::Oldest => (start..self.history.len()).collect(),
        };
        let mut entries = Vec::new();
        for &at in &places {
            if entries.len() == limit {
                break;
            }
            let entry = self.entry(at, 0, chars)?;
            if !room.take(&entry) {
                break;
            }
            entries.push(entry);
        }
        let next = (entries.len() < places.len()).then(|| match self.order {
            Order::Newest => start - entries.len(),
            Order::Oldest => start + entries.len(),
        });
        Ok((entries, next))
    }

    /// The rest of a text that was cut.
    fn rest(&self, at: usize, from: usize) -> Result<Entry, ToolError> {
        self.entry(at, from, self.call.limits().result_chars * 3 / 4)
    }

    fn entry(&self, at: usize, from: usize, chars: usize) -> Result<Entry, ToolError> {
        let entry = self.history.get(at).ok_or_else(|| {
            ToolError::not_found("the entry that the cursor leads to is no longer in the history")
        })?;
        let mut view = Entry::of(entry, self.names, self.format);
        let rest = view.body.cut(from, chars);
        view.rest_cursor = rest.map(|from| self.cursor.encode(&Position::Rest(at, from))).transpose()?;
        Ok(view)
    }
}
