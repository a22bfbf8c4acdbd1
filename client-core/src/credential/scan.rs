//! One pass over a text.

use std::ops::Range;

use aho_corasick::{
    Anchored,
    automaton::{Automaton, StateID},
};

use super::{
    ANCHOR, Filter,
    forms::{Form, Kind, is_base64},
    units::unit,
};

/// Bytes that are read at a time.
const BLOCK: usize = 64 * 1024;

/// Starts of the last characters: enough for an anchor and one character before it.
const STARTS: usize = 64;
const _: () = assert!(STARTS > ANCHOR);

pub(super) struct Scan<'a> {
    filter: &'a Filter,
    text: &'a [u8],
    at: usize,
    state: StateID,
    starts: [usize; STARTS],
    /// Number of characters so far.
    count: usize,
    found: Vec<Range<usize>>,
}

impl<'a> Scan<'a> {
    pub(super) fn new(filter: &'a Filter, text: &'a [u8]) -> Self {
        let state = filter.start;
        Self { filter, text, at: 0, state, starts: [0; STARTS], count: 0, found: Vec::new() }
    }

    /// Returns the places of the credentials, in order.
    pub(super) fn found(self) -> Vec<Range<usize>> {
        self.found
    }

    /// Reads the next block. Returns `true` at the end of the text.
    pub(super) fn advance(&mut self) -> bool {
        let end = self.text.len().min(self.at.saturating_add(BLOCK));
        while self.at < end {
            let start = self.at;
            let byte = match self.filter.plain[usize::from(self.text[start])] {
                0 => {
                    let unit = unit(self.text, start);
                    self.at = unit.end;
                    let Some(byte) = unit.byte else { continue };
                    byte
                }
                byte => {
                    self.at += 1;
                    byte
                }
            };
            self.starts[self.count % STARTS] = start;
            self.count += 1;
            if self.state == self.filter.start && !self.filter.first[usize::from(byte)] {
                continue;
            }
            self.state = self.filter.automaton.next_state(Anchored::No, self.state, byte);
            if self.filter.automaton.is_special(self.state) && self.filter.automaton.is_match(self.state) {
                self.matched();
            }
        }
        self.at >= self.text.len()
    }

    fn matched(&mut self) {
        let automaton = &self.filter.automaton;
        let forms = (0..automaton.match_len(self.state))
            .map(|index| &self.filter.forms[automaton.match_pattern(self.state, index).as_usize()]);
        let places = forms.filter_map(|form| self.place(form));
        // Two forms that end here: the longer one has all of the credential.
        if let Some(place) = places.max_by_key(|place| place.len()) {
            self.at = place.end;
            self.found.push(place);
            self.state = self.filter.start;
            self.count = 0;
        }
    }

    /// Returns the place of a form whose anchor ends here.
    fn place(&self, form: &Form) -> Option<Range<usize>> {
        let anchor = form.text.len().min(ANCHOR);
        let start = self.starts[(self.count - anchor) % STARTS];
        let (end, whole) = self.rest(&form.text[anchor..]);
        match form.kind {
            Kind::Plain => Some(start..end),
            Kind::Word => {
                let is_part = |at: Option<&u8>| at.is_some_and(u8::is_ascii_alphanumeric);
                let inside = start.checked_sub(1).and_then(|before| self.text.get(before));
                (!is_part(inside) && !is_part(self.text.get(end))).then_some(start..end)
            }
            Kind::Base64 { before, after } => {
                let first = if before { self.before(anchor).unwrap_or(start) } else { start };
                Some(first..if after && whole { self.after(end) } else { end })
            }
        }
    }

    /// Follows the rest of a form. Returns the position after it, and `true` if all of it is there.
    fn rest(&self, rest: &[u8]) -> (usize, bool) {
        let (mut end, mut at) = (self.at, self.at);
        for expected in rest {
            let next = loop {
                if at >= self.text.len() {
                    return (end, false);
                }
                let unit = unit(self.text, at);
                at = unit.end;
                if let Some(byte) = unit.byte {
                    break byte;
                }
            };
            if next != *expected {
                return (end, false);
            }
            end = at;
        }
        (end, true)
    }

    /// Returns the start of the character of base64 before the anchor.
    fn before(&self, anchor: usize) -> Option<usize> {
        let index = self.count.checked_sub(anchor + 1)?;
        let start = self.starts[index % STARTS];
        unit(self.text, start).byte.is_some_and(is_base64).then_some(start)
    }

    /// Returns the position after a character of base64 and its padding.
    fn after(&self, end: usize) -> usize {
        let next = |at: usize, fits: fn(u8) -> bool| {
            (at < self.text.len()).then(|| unit(self.text, at)).filter(|unit| unit.byte.is_some_and(fits))
        };
        let Some(last) = next(end, is_base64) else { return end };
        let mut end = last.end;
        for _ in 0..2 {
            match next(end, |byte| byte == b'=') {
                Some(padding) => end = padding.end,
                None => break,
            }
        }
        end
    }
}
