//! The query string: plain parameters and the object `q`.

use std::collections::BTreeMap;

use super::call::Failure;

/// The decoded pairs of a query string.
#[derive(Default)]
pub(super) struct Query {
    pairs: Vec<(String, String)>,
}

impl Query {
    pub(super) fn parse(raw: &str) -> Self {
        let pairs = url::form_urlencoded::parse(raw.as_bytes());
        Self { pairs: pairs.map(|(name, value)| (name.into_owned(), value.into_owned())).collect() }
    }

    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.pairs.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    pub(super) fn pairs(&self) -> impl Iterator<Item = (&str, &str)> {
        self.pairs.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// The object `q`, in any of its forms: `q[a]=x`, `q[a]=x&q[a]=y`, `q[a][]=x`, `q[a][0]=x`.
    ///
    /// A key outside `allowed`, and `q` without a key, is an error: the real API may ignore it, but a client that
    /// sends it believes that it filtered.
    pub(super) fn q(&self, allowed: &[&str]) -> Result<BTreeMap<&str, Vec<&str>>, Failure> {
        let mut found: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for (name, value) in self.pairs() {
            let Some(rest) = name.strip_prefix('q') else { continue };
            if rest.is_empty() {
                return Err(Failure::query("query.q: expected an object, as in q[statuses][]=assigned"));
            }
            let Some((key, list)) = rest.strip_prefix('[').and_then(|rest| rest.split_once(']')) else {
                continue;
            };
            let index = list.strip_prefix('[').and_then(|list| list.strip_suffix(']'));
            let indexed = index.is_some_and(|index| index.bytes().all(|byte| byte.is_ascii_digit()));
            if !(list.is_empty() || indexed) || !allowed.contains(&key) {
                return Err(Failure::query(format!("query.{name}: unknown filter")));
            }
            found.entry(key).or_default().push(value);
        }
        Ok(found)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_q_in_every_form() {
        for raw in [
            "q[statuses][]=assigned&q[statuses][]=archived",
            "q%5Bstatuses%5D%5B%5D=assigned&q%5Bstatuses%5D%5B%5D=archived",
            "q[statuses][0]=assigned&q[statuses][1]=archived",
            "q[statuses]=assigned&q[statuses]=archived",
        ] {
            let query = Query::parse(raw);
            let found = query.q(&["statuses"]).unwrap();
            assert_eq!(found["statuses"], ["assigned", "archived"], "{raw}");
        }
    }

    #[test]
    fn refuses_a_q_that_would_not_filter() {
        for raw in ["q=statuses", "q[status]=open", "q[statuses][a]=b"] {
            assert!(Query::parse(raw).q(&["statuses"]).is_err(), "{raw}");
        }
    }
}
