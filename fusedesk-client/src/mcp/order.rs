//! Things in the order of time, where some have none.

/// The things, oldest first, each with the time by which it was put there. One without a time takes that of its neighbour
/// before, and is the oldest where there is none. What comes newest first is turned round: FuseDesk does not say in which
/// order it answers.
pub(crate) fn by_time<T>(mut things: Vec<T>, millis: impl Fn(&T) -> Option<i64>) -> Vec<(i64, T)> {
    let times: Vec<i64> = things.iter().filter_map(&millis).collect();
    if times.first() > times.last() {
        things.reverse();
    }
    let mut last = i64::MIN;
    let mut keyed: Vec<(i64, T)> = things
        .into_iter()
        .map(|thing| {
            last = millis(&thing).unwrap_or(last);
            (last, thing)
        })
        .collect();
    // Stable: what was written at the same time stays as it came.
    keyed.sort_by_key(|(millis, _)| *millis);
    keyed
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_order_becomes_oldest_first() {
        let order = |things: &[(u32, Option<i64>)]| {
            by_time(things.to_vec(), |(_, time)| *time).into_iter().map(|(_, (id, _))| id).collect::<Vec<_>>()
        };
        assert_eq!(order(&[(1, Some(1)), (2, None), (3, Some(2))]), [1, 2, 3]);
        assert_eq!(order(&[(3, Some(2)), (2, None), (1, Some(1))]), [1, 2, 3]);
        assert_eq!(order(&[(4, None), (3, Some(2)), (1, Some(1)), (5, Some(2))]), [4, 1, 3, 5]);
        assert_eq!(order(&[(2, None), (1, None)]), [2, 1]);
        assert!(order(&[]).is_empty());
    }
}
