//! Budget of a result for its items.

use serde::Serialize;

use super::json_chars;

/// Default number of characters reserved in a list result for everything but its items: cursor, counts, failures.
pub const FRAME_CHARS: usize = 3_000;

/// Number of characters that a result has for its items.
///
/// ```
/// use client_core::mcp::result::Room;
///
/// let mut room = Room::of(1_000);
/// let long = "x".repeat(400);
/// assert!(room.take(&long));
/// assert!(!room.take(&long));
/// assert!(room.take(&"short"));
/// ```
#[derive(Debug, Clone)]
pub struct Room {
    chars: usize,
    used: usize,
}

impl Room {
    /// Creates the budget of a result of this length, with [`FRAME_CHARS`] reserved. The budget is at least half of
    /// the length.
    #[must_use]
    pub fn of(result_chars: usize) -> Self {
        Self::with_frame(result_chars, FRAME_CHARS)
    }

    /// Creates the budget with another number of reserved characters.
    #[must_use]
    pub fn with_frame(result_chars: usize, frame_chars: usize) -> Self {
        Self { chars: result_chars.saturating_sub(frame_chars).max(result_chars / 2), used: 0 }
    }

    /// Returns the number of characters for all items together.
    #[must_use]
    pub const fn chars(&self) -> usize {
        self.chars
    }

    /// Counts an item if it fits, and returns `true` if so. The first item always fits, so that a list makes
    /// progress.
    pub fn take(&mut self, item: &impl Serialize) -> bool {
        // One for the comma.
        let size = json_chars(item) + 1;
        let fits = self.used == 0 || self.used + size <= self.chars;
        if fits {
            self.used += size;
        }
        fits
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_item_always_fits() {
        let mut room = Room::of(10);
        assert_eq!(room.chars(), 5);
        assert!(room.take(&"a long text"));
        assert!(!room.take(&1));
    }

    #[test]
    fn budget_is_at_least_half() {
        assert_eq!(Room::of(40_000).chars(), 37_000);
        assert_eq!(Room::with_frame(40_000, 4_000).chars(), 36_000);
        assert_eq!(Room::of(1_000).chars(), 500);
    }
}
