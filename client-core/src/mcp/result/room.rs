//! The part of a result that its items may take.

use serde::Serialize;

use super::json_chars;

/// What the frame of a list takes of a result, in characters, unless a tool knows better: the cursor, counts, what
/// failed.
pub const FRAME_CHARS: usize = 3_000;

/// The room that a result has for its items.
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
    /// The room of a result of so many characters, whose frame takes [`FRAME_CHARS`]; at least half of the whole.
    #[must_use]
    pub fn of(result_chars: usize) -> Self {
        Self::with_frame(result_chars, FRAME_CHARS)
    }

    /// The same with a frame of another size.
    #[must_use]
    pub fn with_frame(result_chars: usize, frame_chars: usize) -> Self {
        Self { chars: result_chars.saturating_sub(frame_chars).max(result_chars / 2), used: 0 }
    }

    /// The characters that all items together may have.
    #[must_use]
    pub const fn chars(&self) -> usize {
        self.chars
    }

    /// Takes an item in, if it fits; the first always does, so that a list gets on.
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
    fn the_frame_never_takes_more_than_half() {
        assert_eq!(Room::of(40_000).chars(), 37_000);
        assert_eq!(Room::with_frame(40_000, 4_000).chars(), 36_000);
        assert_eq!(Room::of(1_000).chars(), 500);
    }
}
