//! Lists of definitions, whole and by page.

use std::{num::NonZeroUsize, sync::Arc};

use bytes::Bytes;

use crate::{
    handler::cursor::Cursor,
    wire::{
        jsonrpc::RpcError,
        protocol::{LIST_PROMPTS, LIST_RESOURCES, LIST_TEMPLATES, LIST_TOOLS},
    },
};

/// Kind of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Tools,
    Prompts,
    Resources,
    Templates,
}

impl Kind {
    /// Number of kinds.
    pub(crate) const COUNT: usize = 4;

    /// Returns the member of the result that holds the list.
    pub(crate) const fn member(self) -> &'static str {
        match self {
            Self::Tools => "tools",
            Self::Prompts => "prompts",
            Self::Resources => "resources",
            Self::Templates => "resourceTemplates",
        }
    }

    pub(crate) const fn method(self) -> &'static str {
        match self {
            Self::Tools => LIST_TOOLS,
            Self::Prompts => LIST_PROMPTS,
            Self::Resources => LIST_RESOURCES,
            Self::Templates => LIST_TEMPLATES,
        }
    }

    /// Creates a cursor of this list. It names the last item of the previous page, so it stays valid on every node
    /// and when the list changes.
    fn cursor(self) -> Cursor {
        Cursor::unsigned(self.method())
    }
}

/// Definitions, written as a JSON array.
#[derive(Debug)]
pub(crate) struct List {
    bytes: Bytes,
    /// Key and end offset of each item.
    items: Vec<(Arc<str>, usize)>,
}

/// One page of a list.
pub(crate) struct Page {
    /// Items separated by commas, without brackets.
    pub(crate) items: Bytes,
    /// Cursor of the next page; `None` on the last page.
    pub(crate) next: Option<String>,
}

impl List {
    /// Writes a list of items, which must be sorted by key.
    pub(crate) fn write<'a>(definitions: impl Iterator<Item = (&'a Arc<str>, Bytes)>) -> Self {
        let (mut bytes, mut items) = (vec![b'['], Vec::new());
        for (key, json) in definitions {
            if !items.is_empty() {
                bytes.push(b',');
            }
            bytes.extend_from_slice(&json);
            items.push((Arc::clone(key), bytes.len()));
        }
        bytes.push(b']');
        Self { bytes: bytes.into(), items }
    }

    /// Returns the whole array.
    pub(crate) fn whole(&self) -> Bytes {
        self.bytes.clone()
    }

    /// Returns the page after a cursor. It shares the memory of the list.
    pub(crate) fn page(
        &self,
        kind: Kind,
        cursor: Option<&str>,
        size: Option<NonZeroUsize>,
    ) -> Result<Page, RpcError> {
        let first = match cursor {
            None => 0,
            Some(cursor) => {
                let last: String = kind.cursor().decode(cursor).map_err(|_| unknown_cursor())?;
                self.items.partition_point(|(key, _)| **key <= *last)
            }
        };
        let end =
            size.map_or(self.items.len(), |size| first.saturating_add(size.get()).min(self.items.len()));
        if first >= end {
            return Ok(Page { items: Bytes::new(), next: None });
        }
        let start = first.checked_sub(1).map_or(1, |before| self.items[before].1 + 1);
        let (last, stop) = &self.items[end - 1];
        let next = match end < self.items.len() {
            true => Some(
                kind.cursor()
                    .encode(&&**last)
                    .map_err(|_| RpcError::internal("the cursor cannot be written"))?,
            ),
            false => None,
        };
        Ok(Page { items: self.bytes.slice(start..*stop), next })
    }
}

fn unknown_cursor() -> RpcError {
    RpcError::invalid_params("unknown cursor; pass it unchanged, or omit it to start again")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn list(names: &[&str]) -> List {
        let items: Vec<(Arc<str>, Bytes)> =
            names.iter().map(|name| ((*name).into(), format!("{{\"n\":{name:?}}}").into())).collect();
        List::write(items.iter().map(|(key, json)| (key, json.clone())))
    }

    fn text(page: &Page) -> &str {
        std::str::from_utf8(&page.items).unwrap()
    }

    #[test]
    fn pages_share_the_memory_of_the_list() {
        let list = list(&["a", "b", "c"]);
        assert_eq!(list.whole(), r#"[{"n":"a"},{"n":"b"},{"n":"c"}]"#);
        let whole = list.page(Kind::Tools, None, None).unwrap();
        assert_eq!(text(&whole), r#"{"n":"a"},{"n":"b"},{"n":"c"}"#);
        assert!(list.bytes.as_ptr_range().contains(&whole.items.as_ptr()));
        assert!(whole.next.is_none());
        let page = list.page(Kind::Tools, None, NonZeroUsize::new(2)).unwrap();
        assert_eq!(text(&page), r#"{"n":"a"},{"n":"b"}"#);
        let page = list.page(Kind::Tools, page.next.as_deref(), NonZeroUsize::new(2)).unwrap();
        assert_eq!((text(&page), page.next.as_deref()), (r#"{"n":"c"}"#, None));
        let empty = super::List::write(std::iter::empty());
        assert_eq!(empty.whole(), "[]");
        assert_eq!(text(&empty.page(Kind::Tools, None, NonZeroUsize::new(1)).unwrap()), "");
    }

    #[test]
    fn a_cursor_belongs_to_its_list() {
        let list = list(&["a", "b"]);
        let next = list.page(Kind::Tools, None, NonZeroUsize::new(1)).unwrap().next.unwrap();
        list.page(Kind::Tools, Some(&next), None).unwrap();
        for (kind, cursor) in [
            (Kind::Prompts, next.as_str()),
            (Kind::Tools, ""),
            (Kind::Tools, "1"),
            (Kind::Tools, &next[1..]),
            (Kind::Tools, &next.repeat(2)),
        ] {
            assert_eq!(list.page(kind, Some(cursor), None).err().unwrap().code(), RpcError::INVALID_PARAMS);
        }
    }

    #[test]
    fn cursor_survives_list_changes() {
        let next =
            list(&["a", "c", "e"]).page(Kind::Tools, None, NonZeroUsize::new(2)).unwrap().next.unwrap();
        let page =
            |names: &[&str]| text(&list(names).page(Kind::Tools, Some(&next), None).unwrap()).to_owned();
        assert_eq!(page(&["a", "b", "d", "e"]), r#"{"n":"d"},{"n":"e"}"#);
        assert_eq!(page(&["a"]), "");
    }

    proptest! {
        #[test]
        fn pages_join_to_the_list(names in prop::collection::btree_set("[a-z]{1,3}", 0..20), size in 1..25_usize) {
            let names: Vec<&str> = names.iter().map(String::as_str).collect();
            let list = list(&names);
            let (mut pages, mut cursor) = (Vec::new(), None);
            // At most one page per item, so that a repeated cursor ends the test.
            for _ in 0..=names.len() {
                let page = list.page(Kind::Resources, cursor.as_deref(), NonZeroUsize::new(size)).unwrap();
                pages.push(text(&page).to_owned());
                cursor = page.next;
                if cursor.is_none() {
                    break;
                }
            }
            prop_assert_eq!(pages.len(), names.len().div_ceil(size).max(1));
            prop_assert_eq!(format!("[{}]", pages.join(",")).into_bytes(), list.whole());
        }

        #[test]
        fn arbitrary_text_is_not_a_cursor(cursor in "\\PC{0,60}") {
            prop_assert!(list(&["a"]).page(Kind::Tools, Some(&cursor), None).is_err());
        }
    }
}
