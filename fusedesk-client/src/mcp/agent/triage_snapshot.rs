//! `fusedesk_triage_snapshot`: counts and ages of waiting cases, chats and e-mails.

use std::collections::BTreeMap;

use client_core::mcp::{
    argument,
    result::{Failed, Room},
};
use mcp_core::{HandlerError, Tool, ToolMethod};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Call, ToolSet};
use crate::{
    api::{
        SortOrder,
        cases::{Case, CaseSort, SearchCases, StatusFilter},
        chats::{Chat, ChatSender, ListChats},
        departments::Department,
        emails::{Email, SearchUnassignedEmails},
    },
    id::DepartmentId,
    mcp::{
        call::{Task, run_all},
        cases::{CaseList, CasePosition},
        chats::{ChatView, last_at},
        emails::{self, EmailView, Scan},
        key::Key,
        names::{Names, RequestedNames},
        resolve,
        time_argument::now,
        view::{CaseView, NameView, hours},
    },
    time::Moment,
};

/// Default number of cases, chats and e-mails listed each.
const DEFAULT_LIMIT: usize = 5;
/// Maximum number listed each.
const MAX_LIMIT: usize = 25;
/// Requested length of an e-mail's text, in characters: for an excerpt.
const BODY_CHARS: u32 = 500;
/// Size of the counts in a result, in characters. There are few departments.
const FRAME_CHARS: usize = 12_000;

const NAME: &str = "fusedesk_triage_snapshot";

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Arguments {
    /// Only cases and chats of this department: an id or an exact name. E-mails without a case have none.
    department: Option<Key>,
    /// Number of oldest cases, chats and e-mails to list each. Default 5.
    #[schemars(range(min = 1, max = 25))]
    limit: Option<usize>,
}

#[derive(Debug, Serialize, JsonSchema)]
struct Snapshot {
    /// Time of the snapshot.
    at: String,
    /// New cases: the team has to act.
    #[serde(skip_serializing_if = "Option::is_none")]
    new_cases: Option<CaseCounts>,
    /// Open cases: the team waits for the customer.
    #[serde(skip_serializing_if = "Option::is_none")]
    open_cases: Option<CaseCounts>,
    /// Active chats.
    #[serde(skip_serializing_if = "Option::is_none")]
    chats: Option<ChatCounts>,
    /// E-mails without a case.
    #[serde(skip_serializing_if = "Option::is_none")]
    unassigned_emails: Option<EmailCounts>,
    /// Parts that could not be read, with the reason. They are missing above.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    failed: Vec<Failed>,
}

/// Cases of one status.
#[derive(Debug, Serialize, JsonSchema)]
struct CaseCounts {
    /// Number counted.
    counted: usize,
    /// `true` if these are all. Otherwise only the oldest were counted.
    complete: bool,
    /// Number of unassigned ones.
    unassigned: usize,
    /// Ages since opening.
    ages: Ages,
    /// Counts by department, the largest first.
    by_department: Vec<DepartmentCounts>,
    /// The oldest cases.
    oldest: Vec<CaseView>,
}

/// Cases of one department.
#[derive(Debug, Serialize, JsonSchema)]
struct DepartmentCounts {
    /// Department. Absent for cases without one.
    #[serde(skip_serializing_if = "Option::is_none")]
    department: Option<NameView>,
    /// Number.
    counted: usize,
    /// Number of unassigned ones.
    unassigned: usize,
    /// Ages since opening.
    ages: Ages,
}

/// Number of cases by age.
#[derive(Debug, Default, Serialize, JsonSchema)]
struct Ages {
    under_4_hours: usize,
    under_1_day: usize,
    under_3_days: usize,
    under_7_days: usize,
    over_7_days: usize,
    /// Without a time zone or a time.
    unknown: usize,
}

impl Ages {
    fn count(&mut self, opened: Option<&Moment>, now: i64) {
        let age = opened.and_then(Moment::as_millis).map(|opened| hours(opened, now));
        *match age {
            None => &mut self.unknown,
            Some(age) if age < 4.0 => &mut self.under_4_hours,
            Some(age) if age < 24.0 => &mut self.under_1_day,
            Some(age) if age < 72.0 => &mut self.under_3_days,
            Some(age) if age < 168.0 => &mut self.under_7_days,
            Some(_) => &mut self.over_7_days,
        } += 1;
    }
}

/// Active chats.
#[derive(Debug, Serialize, JsonSchema)]
struct ChatCounts {
    /// Number.
    active: usize,
    /// Number of chats with a last message from the client.
    waiting_on_team: usize,
    /// Number of chats with messages that no rep has seen.
    unseen: usize,
    /// Number of unassigned ones.
    unassigned: usize,
    /// Chats with the longest waiting clients.
    longest_waiting: Vec<ChatView>,
}

/// E-mails without a case.
#[derive(Debug, Serialize, JsonSchema)]
struct EmailCounts {
    /// Number counted.
    counted: usize,
    /// True if everything was read.
    complete: bool,
    /// The oldest e-mails.
    oldest: Vec<EmailView>,
}

pub(super) fn tool(set: &ToolSet) -> impl Tool {
    set.tool(
        NAME,
        "Counts waiting work in FuseDesk: new and open cases by department and age, unassigned cases, chats that \
         wait for a rep, and e-mails without a case. Lists the oldest of each. The number of counted records is \
         bounded; the result says if the counts are complete. Parts that fail are listed under failed.",
        snapshot,
    )
    .title("Triage snapshot")
    .method(ToolMethod::Get)
    .tags(["cases", "chats", "emails"])
}

/// Part of the snapshot.
enum Part {
    New(Result<Counted, HandlerError>),
    Open(Result<Counted, HandlerError>),
    Chats(Result<Vec<Chat>, HandlerError>),
    Emails(Result<Scan, HandlerError>),
}

/// Cases that were read, and `true` if these are all.
struct Counted {
    cases: Vec<Case>,
    complete: bool,
    failure: Option<HandlerError>,
}

async fn snapshot(call: Call, arguments: Arguments) -> Result<Snapshot, HandlerError> {
    let limit = argument::limit(arguments.limit, DEFAULT_LIMIT, MAX_LIMIT)?;
    let department = match Key::given(arguments.department.as_ref()) {
        Some(text) => resolve::one::<Department>(&call, "department", text).await?.id,
        None => None,
    };
    let parts = parts(&call, department).await;
    let mut names = Names::of(&call, RequestedNames { departments: true, reps: true, tags: true }).await;
    let all = parts.len();
    let now = now();
    let mut snapshot = Snapshot {
        at: jiff::Timestamp::from_second(now.div_euclid(1_000)).unwrap_or_default().to_string(),
        new_cases: None,
        open_cases: None,
        chats: None,
        unassigned_emails: None,
        failed: Vec::new(),
    };
    let mut room = Room::with_frame(call.limits().result_chars, FRAME_CHARS);
    let mut lists = Named { call: &call, names: &names, limit, now, room: &mut room };
    let (mut missing, mut further) = (Vec::new(), Vec::new());
    for part in parts {
        match part {
            Part::New(Ok(counted)) => {
                snapshot.new_cases = Some(lists.cases(&counted));
                further.extend(counted.failure.map(|error| ("further new cases", error)));
            }
            Part::Open(Ok(counted)) => {
                snapshot.open_cases = Some(lists.cases(&counted));
                further.extend(counted.failure.map(|error| ("further open cases", error)));
            }
            Part::Chats(Ok(chats)) => snapshot.chats = Some(lists.chats(chats, department).await),
            Part::Emails(Ok(mut scan)) => {
                snapshot.unassigned_emails = Some(lists.emails(&mut scan).await);
                further.extend(scan.failure.map(|error| ("further e-mails", error)));
            }
            Part::New(Err(error)) => missing.push(("new_cases", error)),
            Part::Open(Err(error)) => missing.push(("open_cases", error)),
            Part::Chats(Err(error)) => missing.push(("chats", error)),
            Part::Emails(Err(error)) => missing.push(("unassigned_emails", error)),
        }
    }
    if missing.len() == all
        && let Some((_, error)) = missing.pop()
    {
        return Err(error);
    }
    let failed = missing.iter().chain(&further).map(|(what, error)| Failed::new(*what, error));
    snapshot.failed = failed.collect();
    snapshot.failed.extend(names.failed());
    Ok(snapshot)
}

async fn parts(call: &Call, department: Option<DepartmentId>) -> Vec<Part> {
    let tasks: Vec<Task<'_, Part>> = vec![
        Box::pin(async move { Part::New(count(call, StatusFilter::New, department).await) }),
        Box::pin(async move { Part::Open(count(call, StatusFilter::Open, department).await) }),
        Box::pin(async move { Part::Chats(call.send(&ListChats::new()).await) }),
        Box::pin(async move {
            let search = SearchUnassignedEmails::new().body_limit(BODY_CHARS);
            Part::Emails(emails::scan(call, &search, call.settings().scan_cases).await)
        }),
    ];
    run_all(call, tasks).await
}

/// Reads the cases of a status, oldest first, up to the scan limit.
async fn count(
    call: &Call,
    status: StatusFilter,
    department: Option<DepartmentId>,
) -> Result<Counted, HandlerError> {
    let search = SearchCases::new().status(status);
    let search = department.into_iter().fold(search, SearchCases::department);
    let most = call.settings().scan_cases;
    let mut list =
        CaseList::new(search, CaseSort::Opened, SortOrder::Ascending, CasePosition::default(), most);
    let mut cases = Vec::new();
    let mut failure = None;
    while cases.len() < most {
        match list.peek(call).await {
            Ok(Some(_)) => cases.extend(list.advance()),
            Ok(None) => break,
            Err(error) if cases.is_empty() => return Err(error),
            Err(error) => {
                failure = Some(error);
                break;
            }
        }
    }
    Ok(Counted { cases, complete: list.place().is_none(), failure })
}

/// Common parts of the lists of a snapshot.
struct Named<'a> {
    call: &'a Call,
    names: &'a Names,
    limit: usize,
    now: i64,
    room: &'a mut Room,
}

impl Named<'_> {
    fn cases(&mut self, counted: &Counted) -> CaseCounts {
        let mut all = DepartmentCounts { department: None, counted: 0, unassigned: 0, ages: Ages::default() };
        let mut by_department: BTreeMap<Option<DepartmentId>, DepartmentCounts> = BTreeMap::new();
        for case in &counted.cases {
            let department = case.department_id.map(|id| self.names.department(id));
            let of_department = by_department.entry(case.department_id).or_insert_with(|| DepartmentCounts {
                department,
                counted: 0,
                unassigned: 0,
                ages: Ages::default(),
            });
            for counts in [&mut all, of_department] {
                counts.counted += 1;
                counts.unassigned += usize::from(case.rep_user_id.is_none());
                counts.ages.count(case.opened_at.as_ref(), self.now);
            }
        }
        let mut by_department: Vec<DepartmentCounts> = by_department.into_values().collect();
        by_department.sort_by_key(|counts| std::cmp::Reverse(counts.counted));
        let views = counted.cases.iter().map(|case| CaseView::at(case, self.names, self.now));
        let oldest: Vec<CaseView> = views.take(self.limit).take_while(|view| self.room.take(view)).collect();
        CaseCounts {
            counted: all.counted,
            complete: counted.complete,
            unassigned: all.unassigned,
            ages: all.ages,
            by_department,
            oldest,
        }
    }

    async fn chats(&mut self, mut chats: Vec<Chat>, department: Option<DepartmentId>) -> ChatCounts {
        chats.retain(|chat| department.is_none() || chat.department_id == department);
        let waits = |chat: &&Chat| chat.last_message_sender == Some(ChatSender::Client);
        let is_unseen = |chat: &&Chat| chat.unseen.is_some_and(|unseen| unseen > 0);
        chats.sort_by_key(|chat| last_at(chat).and_then(Moment::millis_as_if_utc).unwrap_or(i64::MAX));
        let mut longest = Vec::new();
        for chat in chats.iter().filter(waits).take(self.limit) {
            let view = ChatView::at(self.call, chat, self.names, self.now).await;
            if !self.room.take(&view) {
                break;
            }
            longest.push(view);
        }
        ChatCounts {
            active: chats.len(),
            waiting_on_team: chats.iter().filter(waits).count(),
            unseen: chats.iter().filter(is_unseen).count(),
            unassigned: chats.iter().filter(|chat| chat.rep_user_id.is_none()).count(),
            longest_waiting: longest,
        }
    }

    async fn emails(&mut self, scan: &mut Scan) -> EmailCounts {
        // E-mails without a time are last.
        let key = |email: &Email| Some(emails::key(email).0).filter(|at| *at > i64::MIN).unwrap_or(i64::MAX);
        scan.emails.sort_by_key(key);
        let mut oldest = Vec::new();
        for email in scan.emails.iter().take(self.limit) {
            let view = EmailView::of(self.call, email).await;
            if !self.room.take(&view) {
                break;
            }
            oldest.push(view);
        }
        EmailCounts { counted: scan.emails.len(), complete: scan.complete, oldest }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_age_is_counted_once() {
        let mut ages = Ages::default();
        let day = 24 * 3_600_000;
        for opened in
            ["1970-01-30T00:00:00Z", "1970-01-29T12:00:00Z", "1970-01-28T00:00:00Z", "1970-01-25T00:00:00Z"]
        {
            ages.count(Some(&Moment::new(opened)), 29 * day);
        }
        ages.count(Some(&Moment::new("1970-01-01T00:00:00Z")), 29 * day);
        ages.count(Some(&Moment::new("1970-01-29 12:00:00")), 29 * day);
        ages.count(None, 29 * day);
        let counts =
            [ages.under_4_hours, ages.under_1_day, ages.under_3_days, ages.under_7_days, ages.over_7_days];
        assert_eq!((counts, ages.unknown), ([1; 5], 2));
    }
}
