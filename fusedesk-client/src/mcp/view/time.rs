//! Times as tools write them.

use jiff::Timestamp;

use crate::time::{Moment, MomentKind};

/// In UTC where FuseDesk names a zone, to the second; as FuseDesk wrote it where it does not.
pub(crate) fn time(moment: Option<&Moment>) -> Option<String> {
    let moment = moment?;
    let instant = moment.as_millis().and_then(|millis| Timestamp::from_second(millis.div_euclid(1_000)).ok());
    Some(instant.map_or_else(|| moment.as_str().trim().to_owned(), |instant| instant.to_string()))
}

/// Whether a time has no zone, so that nobody knows when exactly it was.
pub(crate) fn has_no_zone(moment: &Moment) -> bool {
    matches!(moment.kind(), MomentKind::Local | MomentKind::Day)
}

/// The hours between two times, to a tenth; none before the first.
pub(crate) fn hours(since_millis: i64, now_millis: i64) -> f64 {
    let millis = now_millis.saturating_sub(since_millis).max(0);
    (millis as f64 / 360_000.0).round() / 10.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_zone_becomes_utc_and_no_zone_stays_none() {
        for (text, shown, no_zone) in [
            ("2024-03-05T14:07:09-07:00", "2024-03-05T21:07:09Z", false),
            ("2024-03-05 14:07:09", "2024-03-05 14:07:09", true),
            ("2024-03-05", "2024-03-05", true),
            (" soon ", "soon", false),
        ] {
            let moment = Moment::new(text);
            assert_eq!(
                (time(Some(&moment)).as_deref(), has_no_zone(&moment)),
                (Some(shown), no_zone),
                "{text}"
            );
        }
        assert_eq!(time(None), None);
        assert_eq!((hours(0, 5_400_000), hours(5, 0)), (1.5, 0.0));
    }
}
