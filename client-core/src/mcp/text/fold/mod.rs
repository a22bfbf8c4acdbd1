//! Detection and folding of quoted history.
//!
//! Folding is a guess. It happens only if the writer's own words come first, if nothing of theirs stands in or below
//! the quotation, and if their words do not point into it. Otherwise the whole body stays.

mod headers;
mod introductions;
mod markers;
mod pointers;
#[cfg(test)]
mod tests;

use std::borrow::Cow;

use introductions::{MAX_INTRO, Strength};

use super::{
    TextOptions,
    invisible::{CLOSE, OPEN},
};

/// Line of a body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Line {
    pub(super) text: String,
    /// `true` if the markup identifies the line as quoted history.
    pub(super) quoted: bool,
    /// Number of leading bytes that come from the layout and do not mark history.
    pub(super) margin: usize,
}

impl Line {
    fn content(&self) -> &str {
        self.text.get(self.margin..).unwrap_or_default().trim()
    }

    fn is_blank(&self) -> bool {
        self.text.trim().is_empty()
    }

    fn is_quoted(&self) -> bool {
        self.quoted || self.content().starts_with('>')
    }
}

/// Maximum number of lines of an introduction such as "On … wrote:".
const INTRO_LINES: usize = 3;
/// Minimum length of a rule above a header block, in bytes.
const RULE: usize = 10;

/// Joins the lines, replaces each block of history by a mark, or by nothing, and counts the omitted lines.
pub(super) fn fold(lines: Vec<Line>, options: &TextOptions) -> (String, usize) {
    let (quotes, signature) = (options.fold_quotes, options.fold_signature);
    let mark = |name: &str, count| if options.fold_mark { mark(name, count) } else { String::new() };
    if !quotes && !signature {
        return (join(lines.iter().map(|line| line.text.as_str())), 0);
    }
    let parts = if quotes { Parts::of(&lines).foldable() } else { Parts::own(&lines) };
    let mut omitted = 0;
    let mut kept: Vec<Cow<'_, str>> = Vec::new();
    let mut has_own = false;
    for part in &parts.list {
        let range = &lines[part.start..part.end];
        if part.kind == Kind::History {
            let count = count(range);
            omitted += count;
            kept.push(mark("quoted history", count).into());
            continue;
        }
        let mut end = range.len();
        let delimiter = range.iter().position(|line| matches!(line.text.as_str(), "-- " | "--"));
        if let Some(at) = delimiter.filter(|&at| signature && (has_own || count(&range[..at]) > 0)) {
            end = at;
        }
        has_own |= count(&range[..end]) > 0;
        kept.extend(range[..end].iter().map(|line| Cow::Borrowed(line.text.trim_end())));
        if end < range.len() {
            kept.push(mark("signature", count(&range[end + 1..])).into());
        }
    }
    (join(kept.iter().map(AsRef::as_ref)), omitted)
}

fn mark(name: &str, count: usize) -> String {
    format!("{OPEN}{name}: {count} {} omitted{CLOSE}", if count == 1 { "line" } else { "lines" })
}

/// Returns the number of lines that are not blank.
fn count(lines: &[Line]) -> usize {
    lines.iter().filter(|line| !line.is_blank()).count()
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Own,
    History,
    /// Forwarded message: the point of the mail.
    Forward,
}

#[derive(Debug)]
struct Part {
    kind: Kind,
    start: usize,
    end: usize,
}

/// Maximum number of lines that are examined as the beginning of history. A body with more of them is no reply.
const MAX_CANDIDATES: usize = 1_000;

/// Parts of a body, in order.
struct Parts<'a> {
    lines: &'a [Line],
    list: Vec<Part>,
    /// Number of candidates left.
    candidates: usize,
    /// `true` if the writer's words follow a quotation.
    answered: bool,
    /// Position of the next line that is not blank, for each line.
    next: Vec<usize>,
    /// `true` for each line that ends as an introduction does.
    ends: Vec<bool>,
}

impl<'a> Parts<'a> {
    /// Takes the whole body as the writer's own.
    fn own(lines: &'a [Line]) -> Self {
        let list = vec![Part { kind: Kind::Own, start: 0, end: lines.len() }];
        Self { lines, list, candidates: 0, answered: false, next: Vec::new(), ends: Vec::new() }
    }

    fn of(lines: &'a [Line]) -> Self {
        let mut next = vec![lines.len(); lines.len() + 1];
        for at in (0..lines.len()).rev() {
            next[at] = if lines[at].is_blank() { next[at + 1] } else { at };
        }
        let ends = lines.iter().map(|line| line.content().ends_with([':', '：', '*', '>'])).collect();
        let mut parts =
            Self { lines, list: Vec::new(), candidates: MAX_CANDIDATES, answered: false, next, ends };
        let (mut own, mut at) = (0, parts.next[0]);
        while at < lines.len() && !parts.answered {
            let (kind, start, end) = if parts.is_forward(at) {
                (Kind::Forward, at, lines.len())
            } else if lines[at].is_quoted() {
                let end = parts.quote_end(at);
                if parts.begins_with_forward(at, end) {
                    (Kind::Forward, at, lines.len())
                } else {
                    (Kind::History, parts.introduction_above(own, at), end)
                }
            } else if parts.opens_history(at) {
                (Kind::History, at, lines.len())
            } else {
                at = parts.next[at + 1];
                continue;
            };
            parts.add(Kind::Own, own, start);
            parts.add(kind, start, end);
            (own, at) = (end, parts.next[end]);
        }
        parts.add(Kind::Own, own, lines.len());
        parts
    }

    fn add(&mut self, kind: Kind, start: usize, end: usize) {
        if start == end {
            return;
        }
        let is_blank = kind == Kind::Own && self.next[start] >= end;
        let has_history = self.list.iter().any(|part| part.kind == Kind::History);
        self.answered |= kind == Kind::Own && has_history && self.is_answer(start, end);
        match self.list.last_mut() {
            // Two quotations with nothing in between are one.
            Some(last) if last.kind == kind => last.end = end,
            Some(_) if is_blank => {}
            _ => self.list.push(Part { kind, start, end }),
        }
    }

    /// Returns the parts, or the whole body as the writer's own if a part must not be folded.
    fn foldable(self) -> Self {
        let text = |part: &Part| -> String {
            let lines = self.lines[part.start..part.end].iter().map(|line| line.text.as_str());
            lines.collect::<Vec<_>>().join("\n")
        };
        let Some(first) = self.list.iter().position(|part| part.kind == Kind::History) else {
            return Self::own(self.lines);
        };
        let is_own = |part: &&Part| part.kind == Kind::Own;
        let mut before = self.list[..first].iter().filter(is_own).peekable();
        // A body of nothing but history is a forward, or the message itself.
        if before.peek().is_none_or(|part| count(&self.lines[part.start..part.end]) == 0) {
            return Self::own(self.lines);
        }
        let points = before.any(|part| pointers::points_into_quotation(&text(part)));
        if points || self.answered { Self::own(self.lines) } else { self }
    }

    /// Counts a candidate. Returns `false` if there were too many.
    fn examine(&mut self) -> bool {
        let left = self.candidates > 0;
        self.candidates = self.candidates.saturating_sub(1);
        left
    }

    fn is_forward(&mut self, at: usize) -> bool {
        let line = self.lines[at].content();
        markers::may_announce(line) && self.examine() && markers::is_forward(line)
    }

    /// Returns `true` if the lines below a quotation are the writer's words, and no signature or footer.
    fn is_answer(&self, start: usize, end: usize) -> bool {
        // A picture without words is a logo. Mail programs write a similar mark into plain text.
        let is_image =
            |text: &str| text.strip_prefix(['[', OPEN]).is_some_and(|text| text.starts_with("image"));
        let has_words = |line: &&Line| !line.is_blank() && !is_image(line.content());
        let own = &self.lines[start..end];
        let mut worded = own.iter().filter(has_words);
        let Some(first) = worded.next() else { return false };
        let text = first.content();
        let footer = text.starts_with("--") || is_rule(text) || (worded.next().is_none() && is_device(text));
        !footer
    }

    /// Returns the position after the block of quoted lines, blank ones in between included.
    fn quote_end(&self, start: usize) -> usize {
        let mut end = start;
        while self.lines.get(end).is_some_and(Line::is_quoted) {
            end += 1;
            let next = self.next[end];
            if self.lines.get(next).is_some_and(Line::is_quoted) {
                end = next;
            }
        }
        end
    }

    fn begins_with_forward(&self, from: usize, to: usize) -> bool {
        let first = self.lines[from..to].iter().find(|line| !bare(line.content()).is_empty());
        first.is_some_and(|line| markers::is_forward(line.content()))
    }

    /// Returns the position of the introduction above a quotation, or of the quotation itself.
    fn introduction_above(&self, own: usize, quote: usize) -> usize {
        let mut end = quote;
        while end > own && self.lines[end - 1].is_blank() {
            end -= 1;
        }
        let mut joined = String::new();
        let mut found: Option<usize> = None;
        for start in (own.max(end.saturating_sub(INTRO_LINES))..end).rev() {
            let line = &self.lines[start];
            if line.is_blank() || joined.len() + line.text.len() > MAX_INTRO {
                break;
            }
            let longer = format!("{} {joined}", line.content());
            let (short, long) = (bare(&joined), bare(&longer));
            if found.is_some() && introductions::has_start(short) {
                break;
            }
            // A line above is a part of the introduction only if it has the first words, the name or the date.
            let begins = introductions::has_start(long)
                || short.starts_with(['<', '('])
                || (introductions::has_date(long) && !introductions::has_date(short));
            if introductions::strength(long).is_some() && (found.is_none() || begins) {
                found = Some(start);
            }
            joined = longer;
        }
        found.unwrap_or(quote)
    }

    /// Returns `true` if everything from this line on is history.
    fn opens_history(&mut self, at: usize) -> bool {
        let text = self.lines[at].content();
        let next = self.next[at + 1];
        if is_rule(text) {
            return self.is_block(next);
        }
        if markers::may_announce(text) && self.examine() && markers::is_original(text) {
            let header = self.lines.get(next).is_some_and(|line| headers::is_header(&line.text));
            return (header || self.introduction(next).is_some()) && self.next[next + 1] < self.lines.len();
        }
        // A block is examined at its first line.
        let is_header = |at: usize| headers::is_header(&self.lines[at].text);
        if is_header(at) && (at == 0 || !is_header(at - 1)) && self.is_block(at) {
            return true;
        }
        // Without a quotation, the introduction must be a paragraph of its own.
        let alone = at == 0 || self.lines[at - 1].is_blank();
        let Some((end, strength)) = (if alone { self.introduction(at) } else { None }) else { return false };
        let blank = self.lines.get(end).is_some_and(Line::is_blank);
        let quoted = self.lines.get(self.next[end]).is_none_or(Line::is_quoted);
        strength == Strength::Strong && blank && !quoted
    }

    /// Returns the position after the introduction at a line.
    fn introduction(&mut self, at: usize) -> Option<(usize, Strength)> {
        if !self.ends.get(at..)?.iter().take(INTRO_LINES).any(|ends| *ends) || !self.examine() {
            return None;
        }
        let mut joined = String::new();
        for (ahead, line) in self.lines[at..].iter().take(INTRO_LINES).enumerate() {
            if line.is_blank() || joined.len() + line.text.len() > MAX_INTRO {
                return None;
            }
            joined = format!("{joined} {}", line.content());
            if let Some(strength) = introductions::strength(bare(&joined)) {
                return Some((at + ahead + 1, strength));
            }
        }
        None
    }

    /// Returns `true` if a header block with text below it begins at a line.
    fn is_block(&mut self, at: usize) -> bool {
        let Some(rest) = self.lines.get(at..) else { return false };
        if !rest.first().is_some_and(|line| headers::is_header(&line.text)) || !self.examine() {
            return false;
        }
        let length = headers::block(rest.iter().map(|line| line.text.as_str()));
        length > 0 && self.next[at + length] < self.lines.len()
    }
}

/// Returns `true` for a line of dashes.
fn is_rule(text: &str) -> bool {
    text.len() >= RULE && text.chars().all(|c| matches!(c, '_' | '-' | '=' | '—' | '─'))
}

/// Returns `true` for the line that a telephone adds.
fn is_device(text: &str) -> bool {
    let text = text.to_lowercase();
    ["iphone", "ipad", "android", "outlook", "samsung", "galaxy", "mobile", "yahoo", "proton mail", "huawei"]
        .iter()
        .any(|name| text.contains(name))
}

/// Strips marks of quotation and emphasis from a line.
fn bare(text: &str) -> &str {
    text.trim_matches(|c: char| c.is_whitespace() || matches!(c, '>' | '*'))
}

fn join<'a>(lines: impl Iterator<Item = &'a str>) -> String {
    let mut text = String::new();
    let mut blank = false;
    for line in lines {
        let mark = line.starts_with("\u{27E6}quoted history: ") || line.starts_with("\u{27E6}signature: ");
        if line.trim().is_empty() {
            blank = true;
            continue;
        }
        if !text.is_empty() {
            text.push_str(if blank || mark { "\n\n" } else { "\n" });
        }
        text.push_str(line);
        blank = mark;
    }
    text
}
