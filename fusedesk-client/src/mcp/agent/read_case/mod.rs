//! `fusedesk_read_case`: a case and its history.
//!
//! FuseDesk returns the whole history at once. Pages are counted from its beginning, so that new entries neither
//! repeat nor hide others between two calls.

mod entry;

use client_core::mcp::{
    Folded,
    argument::{self, given},
    result::{Failed, Room},
    text::{BodyFormat, MessageBody, TextOptions},
    untrusted::{Line, Passage, Writer},
};
use mcp_core::{Cursor, HandlerError, Tool, ToolMethod};
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
        names::{Names, RequestedNames},
        resolve,
        time_argument::now,
        view::{Body, CaseView, ContactView, Reading, Source, is_false, time},
    },
    time::Moment,
};

/// Default number of entries on a page.
const DEFAULT_LIMIT: usize = 30;
/// Maximum number of entries on a page.
const MAX_LIMIT: usize = 200;
/// Divisor for the share of a result that one text may take.
const TEXT_SHARE: usize = 5;
/// Size of the case, its customer and the envelope of a result, in characters.
const FRAME_CHARS: usize = 6_000;

const NAME: &str = "fusedesk_read_case";

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Arguments {
    /// Id of the case, a number such as 1042.
    case_id: Key,
    /// Order of the history: newest, for the latest entries on the first page, or oldest. Default newest.
    order: Option<Order>,
    /// Format of the texts. Default text.
    body_format: Option<BodyFormat>,
    /// Shows quoted history, which is folded by default. Default false.
    include_quoted: Option<bool>,
    /// Number of history entries on the page. Default 30.
    #[schemars(range(min = 1, max = 200))]
    limit: Option<usize>,
    /// next_cursor of an earlier call for further entries, or rest_cursor of an entry for the rest of its text. Repeat
    /// the other arguments unchanged.
    cursor: Option<String>,
}

/// Sort direction.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub(super) enum Order {
    #[default]
    Newest,
    Oldest,
}

/// Position that a call continues from.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
enum Position {
    /// Index of the next entry, by number of older ones. With newest first, the entry before it.
    #[serde(rename = "p")]
    Page(usize),
    /// Index of an entry, and offset in its text.
    #[serde(rename = "r")]
    Rest(usize, usize),
}

#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Read {
    /// Case. On the first page only.
    #[serde(skip_serializing_if = "Option::is_none")]
    case: Option<CaseView>,
    /// Description of the case, unless the history begins with it. On the first page only.
    #[serde(skip_serializing_if = "Option::is_none")]
    details: Option<Body>,
    /// Contact. On the first page only.
    #[serde(skip_serializing_if = "Option::is_none")]
    customer: Option<ContactView>,
    /// Customer feedback. On the first page only.
    #[serde(skip_serializing_if = "Option::is_none")]
    feedback: Option<FeedbackView>,
    /// History: notes, calls, e-mails, chats.
    history: Vec<Entry>,
    /// Total number of history entries.
    entries_total: usize,
    /// Cursor of further entries. Absent on the last page.
    #[serde(skip_serializing_if = "Option::is_none")]
    next_cursor: Option<String>,
    /// True if the page ended early because its texts are very long. next_cursor reads on.
    #[serde(skip_serializing_if = "is_false")]
    truncated: bool,
    /// Quoted history that this page leaves out, and the argument that shows it.
    #[serde(skip_serializing_if = "Option::is_none")]
    folded: Option<Folded>,
    /// Parts that could not be read, with the reason.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    failed: Vec<Failed>,
}

/// Customer feedback.
#[derive(Debug, Serialize, JsonSchema)]
struct FeedbackView {
    /// Rating, unchanged.
    #[serde(skip_serializing_if = "Option::is_none")]
    rating: Option<Line>,
    /// Comment of the customer.
    #[serde(skip_serializing_if = "Option::is_none")]
    text: Option<Passage>,
    /// Time of the customer's rating.
    #[serde(skip_serializing_if = "Option::is_none")]
    rated_at: Option<String>,
    /// Time of the feedback request.
    #[serde(skip_serializing_if = "Option::is_none")]
    requested_at: Option<String>,
}

pub(super) fn tool(set: &ToolSet) -> impl Tool {
    set.tool(
        NAME,
        "Reads a case: status, department, rep and tags by name, the customer with all addresses, feedback, and \
         the history of notes, calls, e-mails and chats as clean text, newest first. A long history is paged: \
         call again with next_cursor.",
        read,
    )
    .title("Read case")
    .method(ToolMethod::Get)
    .tags(["cases"])
}

pub(crate) async fn read(call: Call, arguments: Arguments) -> Result<Read, HandlerError> {
    let id = resolve::case_id("case_id", arguments.case_id.as_str())?;
    let limit = argument::limit(arguments.limit, DEFAULT_LIMIT, MAX_LIMIT)?;
    let order = arguments.order.unwrap_or_default();
    let reading = Reading {
        format: arguments.body_format.unwrap_or_default(),
        include_quoted: arguments.include_quoted.unwrap_or_default(),
    };
    let cursor = call.cursor(NAME, &(id, order, reading.format, reading.include_quoted));
    let position: Option<Position> =
        given(arguments.cursor.as_deref()).map(|text| cursor.decode(text)).transpose()?;
    let mut case = call.send(&GetCase::new(id)).await?;
    let mut names = Names::of(&call, RequestedNames::by([&case])).await;
    let history = in_order(case.history.take().unwrap_or_default());
    let pages = Pages { call: &call, names: &names, history: &history, order, reading, cursor: &cursor };
    let (history_page, next, truncated) = match position {
        Some(Position::Rest(at, from)) => (vec![pages.rest(at, from).await?], None, false),
        Some(Position::Page(at)) => pages.page(at, limit).await?,
        None => pages.page(if order == Order::Newest { history.len() } else { 0 }, limit).await?,
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
        truncated,
        folded: None,
        failed: Vec::new(),
    };
    if position.is_none() {
        read.case = Some(CaseView::at(&case, &names, now()));
        read.details = details(&call, &case, &history, reading).await;
        read.feedback = feedback(&case);
        match customer(&call, &case).await {
            Ok(customer) => read.customer = customer,
            Err(error) => read.failed.push(Failed::new("customer", &error)),
        }
    }
    let bodies = read.history.iter().map(|entry| &entry.body).chain(&read.details);
    read.folded = Folded::of(bodies.map(|body| body.quoted_lines_omitted), "include_quoted");
    read.failed.extend(names.failed());
    Ok(read)
}

/// Reads the contact of a case with all addresses.
async fn customer(call: &Call, case: &Case) -> Result<Option<ContactView>, HandlerError> {
    let key: ContactKey = match (&case.contact_uuid, case.crm_contact_id) {
        (Some(uuid), _) => uuid.into(),
        (None, Some(id)) => id.into(),
        (None, None) => return Ok(None),
    };
    Ok(call.find(&GetContact::new(key)).await?.as_ref().map(ContactView::from))
}

/// Returns the details, unless the first entry of the history has the same text.
async fn details(call: &Call, case: &Case, history: &[HistoryEntry], reading: Reading) -> Option<Body> {
    let source = Source::mail(case.details.as_deref())?;
    // Compared whole, because a note is never folded.
    let whole = Reading { format: BodyFormat::Text, include_quoted: true };
    let own = Body::read(call, Some(source), whole).await.text?;
    let first = Body::read(call, history.first().and_then(Source::entry), whole).await.text;
    let own = own.text().trim();
    if own.is_empty() || first.as_ref().map(|first| first.text().trim()) == Some(own) {
        return None;
    }
    let mut details = Body::read(call, Some(source), reading).await;
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
        rating: Line::given(text(&case.rating).as_deref()),
        text: text(&case.feedback).map(|text| {
            let options = TextOptions::default().fold_mark(false);
            let clean = BodyFormat::Text.read_with(&MessageBody::new(&text), &options);
            Passage::from(clean).by(Writer::Customer)
        }),
        rated_at: at(&case.rated_at),
        requested_at: at(&case.feedback_requested_at),
    };
    let is_empty = view.rating.is_none() && view.text.is_none() && view.requested_at.is_none();
    (!is_empty || view.rated_at.is_some()).then_some(view)
}

/// Pages of a history.
struct Pages<'a> {
    call: &'a Call,
    names: &'a Names,
    history: &'a [HistoryEntry],
    order: Order,
    reading: Reading,
    cursor: &'a Cursor,
}

impl Pages<'_> {
    /// Returns the entries from a position on, the next position, and `true` if the texts were too long for more.
    async fn page(
        &self,
        start: usize,
        limit: usize,
    ) -> Result<(Vec<Entry>, Option<usize>, bool), HandlerError> {
        let mut room = Room::with_frame(self.call.limits().result_chars, FRAME_CHARS);
        let chars = if limit == 1 { room.chars() * 3 / 4 } else { room.chars() / TEXT_SHARE };
        let start = start.min(self.history.len());
        let places: Vec<usize> = match self.order {
            Order::Newest => (0..start).rev().collect(),
            Order::Oldest => (start..self.history.len()).collect(),
        };
        let mut entries = Vec::new();
        let mut truncated = false;
        for &at in &places {
            if entries.len() == limit {
                break;
            }
            let source = self.history.get(at).and_then(Source::entry);
            if !entries.is_empty() && source.is_some_and(|source| !self.call.has_room_for(&source.body)) {
                truncated = true;
                break;
            }
            let entry = self.entry(at, 0, chars).await?;
            if !room.take(&entry) {
                break;
            }
            entries.push(entry);
        }
        let next = (entries.len() < places.len()).then(|| match self.order {
            Order::Newest => start - entries.len(),
            Order::Oldest => start + entries.len(),
        });
        Ok((entries, next, truncated))
    }

    /// Returns the rest of a truncated text.
    async fn rest(&self, at: usize, from: usize) -> Result<Entry, HandlerError> {
        self.entry(at, from, self.call.limits().result_chars * 3 / 4).await
    }

    async fn entry(&self, at: usize, from: usize, chars: usize) -> Result<Entry, HandlerError> {
        let entry = self
            .history
            .get(at)
            .ok_or_else(|| HandlerError::not_found("the entry of the cursor is no longer in the history"))?;
        let body = Body::read(self.call, Source::entry(entry), self.reading).await;
        let mut view = Entry::of(entry, self.names, body);
        let rest = view.body.cut(from, chars);
        view.rest_cursor = rest.map(|from| self.cursor.encode(&Position::Rest(at, from))).transpose()?;
        Ok(view)
    }
}
