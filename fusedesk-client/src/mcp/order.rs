//! Chronological order of items, some without a time, and positions in it.

use serde::{Deserialize, Serialize};

/// Sort key: the time, then the id.
pub(crate) type Key = (i64, String);

/// Position in a list, newest first, that is read again for each page: the key of the last item returned, and the
/// number of returned items with that key. Items without ids may share a key.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct PagePosition(i64, String, usize);

impl PagePosition {
    /// Returns the items of a sorted list after the position.
    pub(crate) fn rest<T>(position: Option<&Self>, items: Vec<T>, key: impl Fn(&T) -> Key) -> Vec<T> {
        let Some(Self(millis, id, given)) = position else { return items };
        let mut given = *given;
        items
            .into_iter()
            .filter(|item| match key(item).cmp(&(*millis, id.clone())) {
                std::cmp::Ordering::Less => true,
                std::cmp::Ordering::Equal if given == 0 => true,
                std::cmp::Ordering::Equal => {
                    given -= 1;
                    false
                }
                std::cmp::Ordering::Greater => false,
            })
            .collect()
    }

    /// Returns the position after this many items, or `None` at the end.
    pub(crate) fn next<T>(
        position: Option<&Self>,
        rest: &[T],
        given: usize,
        key: impl Fn(&T) -> Key,
    ) -> Option<Self> {
        let (gone, left) = rest.split_at(given);
        let (last, _) = (gone.last()?, left.first()?);
        let (millis, id) = key(last);
        let before = position
            .filter(|position| position.0 == millis && position.1 == id)
            .map_or(0, |position| position.2);
        let same = gone.iter().filter(|item| key(item) == (millis, id.clone())).count();
        Some(Self(millis, id, before + same))
    }
}

/// Sorts items, oldest first, and returns each with its sort time. An item without a time takes that of its
/// predecessor, and without one it is the oldest. Newest-first input is reversed, because FuseDesk does not
/// document its order.
pub(crate) fn by_time<T>(mut items: Vec<T>, millis: impl Fn(&T) -> Option<i64>) -> Vec<(i64, T)> {
    let times: Vec<i64> = items.iter().filter_map(&millis).collect();
    if times.first() > times.last() {
        items.reverse();
    }
    let mut last = i64::MIN;
    let mut keyed: Vec<(i64, T)> = items
        .into_iter()
        .map(|item| {
            last = millis(&item).unwrap_or(last);
            (last, item)
        })
        .collect();
    // Stable sort: items with equal times keep their order.
    keyed.sort_by_key(|(millis, _)| *millis);
    keyed
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_are_complete_with_equal_keys() {
        let items = || (0..9_u32).map(|n| (n, if n < 2 { "b" } else { "" })).collect::<Vec<_>>();
        let key = |(n, id): &(u32, &str)| (if *n == 8 { 1 } else { 5 }, (*id).to_owned());
        for size in 1..10 {
            let (mut seen, mut position) = (Vec::new(), None);
            loop {
                let rest = PagePosition::rest(position.as_ref(), items(), key);
                let given = size.min(rest.len());
                seen.extend(rest[..given].iter().map(|(n, _)| *n));
                match PagePosition::next(position.as_ref(), &rest, given, key) {
                    Some(next) => position = Some(next),
                    None => break,
                }
            }
            assert_eq!(seen, (0..9).collect::<Vec<_>>(), "{size} a page");
        }
    }

    #[test]
    fn any_order_becomes_oldest_first() {
        let order = |items: &[(u32, Option<i64>)]| {
            by_time(items.to_vec(), |(_, time)| *time).into_iter().map(|(_, (id, _))| id).collect::<Vec<_>>()
        };
        assert_eq!(order(&[(1, Some(1)), (2, None), (3, Some(2))]), [1, 2, 3]);
        assert_eq!(order(&[(3, Some(2)), (2, None), (1, Some(1))]), [1, 2, 3]);
        assert_eq!(order(&[(4, None), (3, Some(2)), (1, Some(1)), (5, Some(2))]), [4, 1, 3, 5]);
        assert_eq!(order(&[(2, None), (1, None)]), [2, 1]);
        assert!(order(&[]).is_empty());
    }
}
