//! Stable paging of changing lists of cases.
//!
//! FuseDesk pages by offset, and a changed case moves to the front of a list by time. A position here is the time
//! and id of the last case returned, with its approximate offset. Reading starts somewhat earlier, and skips the
//! cases before the position.

use std::collections::VecDeque;

use mcp_core::HandlerError;
use serde::{Deserialize, Serialize};

use super::call::Call;
use crate::{
    api::{
        SortOrder,
        cases::{Case, CaseSort, SearchCases},
    },
    id::CaseId,
    page::LARGEST_KNOWN_PAGE,
    time::Moment,
};

/// Number of cases before the position that are read again. This many may leave the list between two pages without
/// a gap.
const OVERLAP: u32 = 10;

/// Position of the next page of a list.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct CasePosition {
    /// Number of cases before.
    #[serde(rename = "o")]
    offset: u64,
    /// Last of them, by time and id.
    #[serde(rename = "l", default, skip_serializing_if = "Option::is_none")]
    last: Option<(i64, u64)>,
}

/// List of cases, page after page.
#[derive(Debug)]
pub(crate) struct CaseList {
    search: SearchCases,
    sort: CaseSort,
    order: SortOrder,
    page_size: u32,
    place: CasePosition,
    rows: VecDeque<Case>,
    /// Offset of the next page. `None` before the first.
    next: Option<u64>,
    ended: bool,
    looked_at: usize,
}

impl CaseList {
    /// Creates a list of the cases of a search, sorted by time, from a position on. The page size is the number of
    /// cases that the caller expects to need.
    pub(crate) fn new(
        search: SearchCases,
        sort: CaseSort,
        order: SortOrder,
        place: CasePosition,
        expected: usize,
    ) -> Self {
        let search = search.order_by(sort.clone(), order.clone()).order_by(CaseSort::Id, order.clone());
        let expected = u32::try_from(expected).unwrap_or(LARGEST_KNOWN_PAGE);
        Self {
            search,
            sort,
            order,
            page_size: expected.saturating_add(OVERLAP + 1).min(LARGEST_KNOWN_PAGE),
            place,
            rows: VecDeque::new(),
            next: None,
            ended: false,
            looked_at: 0,
        }
    }

    /// Returns the next case without taking it. `None` at the end of the list, or if the request budget is spent.
    pub(crate) async fn peek(&mut self, call: &Call) -> Result<Option<&Case>, HandlerError> {
        while self.rows.is_empty() && !self.ended && call.requests_left() > 0 {
            self.read(call).await?;
        }
        Ok(self.rows.front())
    }

    /// Takes the peeked case.
    pub(crate) fn advance(&mut self) -> Option<Case> {
        let case = self.rows.pop_front()?;
        self.place.offset += 1;
        self.place.last = Some(self.key(&case));
        self.looked_at += 1;
        Some(case)
    }

    /// Returns the position to continue from. `None` at the end.
    pub(crate) fn place(&self) -> Option<CasePosition> {
        (!self.ended || !self.rows.is_empty()).then(|| self.place.clone())
    }

    /// Returns the number of cases taken.
    pub(crate) fn looked_at(&self) -> usize {
        self.looked_at
    }

    async fn read(&mut self, call: &Call) -> Result<(), HandlerError> {
        let first =
            self.place.offset.saturating_sub(u64::from(if self.place.last.is_some() { OVERLAP } else { 0 }));
        let offset = self.next.unwrap_or(first);
        let mut request = self.search.clone().limit(self.page_size);
        if offset > 0 {
            request = request.offset(offset);
        }
        let rows = call.send(&request).await?;
        let count = rows.len();
        self.ended = count < self.page_size as usize;
        let rows: VecDeque<Case> = if self.place.last.is_some() {
            rows.into_iter().skip_while(|case| self.is_past(case)).collect()
        } else {
            rows.into()
        };
        self.place.offset = offset + (count - rows.len()) as u64;
        self.next = Some(offset + count as u64);
        self.rows = rows;
        Ok(())
    }

    /// Returns the sort key. Cases without a time are the oldest.
    fn key(&self, case: &Case) -> (i64, u64) {
        let time = match self.sort {
            CaseSort::Opened => &case.opened_at,
            CaseSort::Closed => &case.closed_at,
            CaseSort::LastResponse => &case.last_response_at,
            _ => &case.updated_at,
        };
        let millis = time.as_ref().and_then(Moment::millis_as_if_utc).unwrap_or(i64::MIN);
        (millis, case.id.map_or(0, CaseId::get))
    }

    fn is_past(&self, case: &Case) -> bool {
        let Some(last) = self.place.last else { return false };
        let key = self.key(case);
        if self.order == SortOrder::Descending { key >= last } else { key <= last }
    }
}
