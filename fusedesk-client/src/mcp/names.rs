//! Names of departments, reps and case tags.
//!
//! FuseDesk's responses contain their ids only. Their lists are cached, because nearly every result needs them and
//! FuseDesk limits requests by the hour. A name or id missing in the cache is looked up in a fresh list before it
//! counts as unknown.

use std::{
    fmt,
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

use client_core::mcp::{argument::Named, result::Failed, untrusted::Line};
use mcp_core::HandlerError;

use super::{
    Author,
    call::{Call, Task, run_all},
    view::NameView,
};
use crate::{
    Endpoint,
    api::{
        case_tags::{CaseTag, ListCaseTags},
        cases::{Case, CaseTagRef},
        departments::{Department, ListAllDepartments},
        reps::{ListReps, Rep},
    },
    id::{CaseTagId, DepartmentId, RepUserId},
    vendor::FuseDesk,
};

/// Resource of FuseDesk with a number and a name.
pub(crate) trait NamedResource: Clone + Send + Sync + Sized + 'static {
    /// Noun in the singular.
    const NOUN: &'static str;
    /// Tool that lists them.
    const LISTER: &'static str;
    /// Request that lists them all.
    type List: Endpoint<Vendor = FuseDesk, Output = Vec<Self>> + Default;

    /// Returns the number.
    fn number(&self) -> Option<u64>;
    /// Names of the record, the most exact first.
    fn names(&self) -> Vec<String>;
    /// Returns `true` if it is neither archived nor disabled.
    fn is_current(&self) -> bool;
    /// Returns the cache slot of their list.
    fn list(cache: &NameCache) -> &CachedList<Self>;
}

impl NamedResource for Department {
    const NOUN: &'static str = "department";
    const LISTER: &'static str = "fusedesk_list_departments";
    type List = ListAllDepartments;

    fn number(&self) -> Option<u64> {
        self.id.map(DepartmentId::get)
    }

    fn names(&self) -> Vec<String> {
        self.name.iter().cloned().collect()
    }

    fn is_current(&self) -> bool {
        self.archived_at.is_none()
    }

    fn list(cache: &NameCache) -> &CachedList<Self> {
        &cache.departments
    }
}

impl NamedResource for Rep {
    const NOUN: &'static str = "rep";
    const LISTER: &'static str = "fusedesk_list_reps";
    type List = ListReps;

    fn number(&self) -> Option<u64> {
        self.user_id.map(RepUserId::get)
    }

    fn names(&self) -> Vec<String> {
        let names = [self.name(), self.email.clone(), self.username.clone(), self.first_name.clone()];
        names.into_iter().flatten().filter(|name| !name.trim().is_empty()).collect()
    }

    fn is_current(&self) -> bool {
        self.is_active != Some(false) && self.is_archived != Some(true)
    }

    fn list(cache: &NameCache) -> &CachedList<Self> {
        &cache.reps
    }
}

impl NamedResource for CaseTag {
    const NOUN: &'static str = "case tag";
    const LISTER: &'static str = "fusedesk_list_case_tags";
    type List = ListCaseTags;

    fn number(&self) -> Option<u64> {
        self.id.map(CaseTagId::get)
    }

    fn names(&self) -> Vec<String> {
        self.name.iter().cloned().collect()
    }

    fn is_current(&self) -> bool {
        self.is_hidden != Some(true)
    }

    fn list(cache: &NameCache) -> &CachedList<Self> {
        &cache.tags
    }
}

/// Resource with its number as text.
#[derive(Debug, Clone)]
pub(crate) struct Indexed<T> {
    key: String,
    pub(crate) number: u64,
    pub(crate) resource: T,
}

impl<T: NamedResource> Named for Indexed<T> {
    fn id(&self) -> &str {
        &self.key
    }

    fn names(&self) -> Vec<String> {
        self.resource.names()
    }
}

/// List with the time at which it was read.
type Reading<T> = (Instant, Arc<Vec<Indexed<T>>>);

/// Cached list.
pub(crate) struct CachedList<T>(Arc<Mutex<Option<Reading<T>>>>);

impl<T> Clone for CachedList<T> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

impl<T> Default for CachedList<T> {
    fn default() -> Self {
        Self(Arc::default())
    }
}

/// Lists cached between calls.
#[derive(Clone, Default)]
pub(crate) struct NameCache {
    departments: CachedList<Department>,
    reps: CachedList<Rep>,
    tags: CachedList<CaseTag>,
}

impl fmt::Debug for NameCache {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("NameCache").finish_non_exhaustive()
    }
}

impl<T: NamedResource> CachedList<T> {
    fn cached(&self, ttl: Duration) -> Option<Arc<Vec<Indexed<T>>>> {
        let reading = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        reading.as_ref().filter(|(at, _)| at.elapsed() < ttl).map(|(_, list)| Arc::clone(list))
    }

    async fn read(&self, call: &Call) -> Result<Arc<Vec<Indexed<T>>>, HandlerError> {
        let resources = call.send(&T::List::default()).await?;
        let known = resources.into_iter().filter_map(|resource| {
            let number = resource.number()?;
            Some(Indexed { key: number.to_string(), number, resource })
        });
        let list = Arc::new(known.collect());
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some((Instant::now(), Arc::clone(&list)));
        Ok(list)
    }
}

/// Reads the current list. One request.
pub(crate) async fn read<T: NamedResource>(call: &Call) -> Result<Arc<Vec<Indexed<T>>>, HandlerError> {
    T::list(&call.settings().names).read(call).await
}

/// Returns the cached list. At most one request.
pub(crate) async fn cached<T: NamedResource>(call: &Call) -> Result<Arc<Vec<Indexed<T>>>, HandlerError> {
    match T::list(&call.settings().names).cached(call.settings().names_ttl) {
        Some(list) => Ok(list),
        None => read(call).await,
    }
}

/// Applies `find` to the cached list, then to a fresh one. At most one request.
pub(crate) async fn look_up<T: NamedResource, R>(
    call: &Call,
    find: impl Fn(&[Indexed<T>]) -> Result<R, HandlerError>,
) -> Result<R, HandlerError> {
    if let Some(list) = T::list(&call.settings().names).cached(call.settings().names_ttl)
        && let Ok(found) = find(&list)
    {
        return Ok(found);
    }
    find(&read(call).await?)
}

/// Names for a result. Names that could not be read stay numbers, and are listed in [`failed`](Self::failed).
#[derive(Debug, Default)]
pub(crate) struct Names {
    departments: Option<Arc<Vec<Indexed<Department>>>>,
    reps: Option<Arc<Vec<Indexed<Rep>>>>,
    tags: Option<Arc<Vec<Indexed<CaseTag>>>>,
    failed: Vec<Failed>,
}

/// Names to read.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct RequestedNames {
    pub(crate) departments: bool,
    pub(crate) reps: bool,
    pub(crate) tags: bool,
}

impl RequestedNames {
    /// Collects the names of cases, and of the authors in their histories.
    pub(crate) fn by<'a>(cases: impl IntoIterator<Item = &'a Case>) -> Self {
        let mut requested = Self::default();
        for case in cases {
            let mut history = case.history.iter().flatten();
            requested.departments |= case.department_id.is_some();
            requested.reps |= case.rep_user_id.is_some() || history.any(|entry| entry.rep_user_id.is_some());
            requested.tags |= case.tags.iter().any(|tag| tag.name.is_none());
        }
        requested
    }
}

enum Part {
    Departments(Result<Arc<Vec<Indexed<Department>>>, HandlerError>),
    Reps(Result<Arc<Vec<Indexed<Rep>>>, HandlerError>),
    Tags(Result<Arc<Vec<Indexed<CaseTag>>>, HandlerError>),
}

impl Names {
    /// Reads the names. At most three requests.
    pub(crate) async fn of(call: &Call, requested: RequestedNames) -> Self {
        let mut tasks: Vec<Task<'_, Part>> = Vec::new();
        if requested.departments {
            tasks.push(Box::pin(async { Part::Departments(cached(call).await) }));
        }
        if requested.reps {
            tasks.push(Box::pin(async { Part::Reps(cached(call).await) }));
        }
        if requested.tags {
            tasks.push(Box::pin(async { Part::Tags(cached(call).await) }));
        }
        let mut names = Self::default();
        for part in run_all(call, tasks).await {
            match part {
                Part::Departments(Ok(list)) => names.departments = Some(list),
                Part::Reps(Ok(list)) => names.reps = Some(list),
                Part::Tags(Ok(list)) => names.tags = Some(list),
                Part::Departments(Err(error)) => names.fail("names of departments", &error),
                Part::Reps(Err(error)) => names.fail("names of reps", &error),
                Part::Tags(Err(error)) => names.fail("names of case tags", &error),
            }
        }
        names
    }

    fn fail(&mut self, what: &str, error: &HandlerError) {
        self.failed.push(Failed::new(what, error));
    }

    /// Returns the names that could not be read, with the reason.
    pub(crate) fn failed(&mut self) -> Vec<Failed> {
        std::mem::take(&mut self.failed)
    }

    /// Returns the department with its name.
    pub(crate) fn department(&self, id: DepartmentId) -> NameView {
        NameView::new(id.get(), find(self.departments.as_deref(), id.get()).and_then(|it| it.name.as_deref()))
    }

    /// Returns the rep with the name.
    pub(crate) fn rep(&self, id: RepUserId) -> NameView {
        let rep = find(self.reps.as_deref(), id.get());
        let name = rep.and_then(|rep| NamedResource::names(rep).into_iter().next());
        NameView::new(id.get(), name.as_deref())
    }

    /// Returns the author for results: the name of the rep, or `api key`.
    pub(crate) fn author(&self, author: Author) -> Line {
        let name = author.id().and_then(|id| self.rep(id).name);
        name.unwrap_or_else(|| author.to_string().into())
    }

    /// Returns the tag with its name, or `None` if the case has neither id nor name.
    pub(crate) fn tag(&self, tag: &CaseTagRef) -> Option<NameView> {
        let known = || find(self.tags.as_deref(), tag.id?.get())?.name.clone();
        let name = tag.name.clone().or_else(known);
        let id = tag.id.map(CaseTagId::get).or_else(|| self.tag_called(name.as_deref()?));
        match (id, name) {
            (Some(id), name) => Some(NameView::new(id, name.as_deref())),
            (None, Some(name)) => Some(NameView::nameless_id(&name)),
            (None, None) => None,
        }
    }

    fn tag_called(&self, name: &str) -> Option<u64> {
        let tags = self.tags.as_deref()?;
        tags.iter().find(|tag| tag.resource.name.as_deref() == Some(name)).map(|tag| tag.number)
    }
}

fn find<T>(list: Option<&Vec<Indexed<T>>>, number: u64) -> Option<&T> {
    list?.iter().find(|known| known.number == number).map(|known| &known.resource)
}
