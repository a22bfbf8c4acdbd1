//! Layout of text in lines, as plain text or Markdown.

use super::{
    element::{self, is_safe_url},
    fold::Line,
    invisible::{self, CLOSE, OPEN},
    link,
};

/// Maximum indentation of lists and quotations.
const MAX_INDENT: usize = 8;

/// Length of the words of a link over several lines that are compared with its target, in bytes.
const MAX_LINK_WORDS: usize = 2_000;

/// Output format.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    Text,
    Markdown,
}

/// Bold, italic, code and struck out, in the order of their indices.
const MARKERS: [&str; 4] = ["**", "*", "`", "~~"];
/// Marker that plain text shows as well, because it changes the meaning.
const STRUCK: usize = 3;

/// Open link, with the position where its words begin.
#[derive(Debug)]
pub(super) struct Link {
    url: String,
    /// Target as it is shown.
    shown: String,
    line: usize,
    start: usize,
}

/// Indentation of new lines.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Margin {
    pub(super) quotes: usize,
    pub(super) lists: usize,
    pub(super) history: bool,
}

pub(super) struct Renderer {
    form: Form,
    lines: Vec<Line>,
    current: String,
    /// Length of the prefix and bullet at the start of `current`.
    bare: usize,
    /// Length of the quotation mark at the start of `current`.
    quote: usize,
    history: bool,
    space: bool,
    blank: bool,
    cell: bool,
    prefix: Option<String>,
    /// Number of open elements per marker.
    wanted: [usize; 4],
    /// Open markers on this line, outermost first.
    opened: Vec<usize>,
    pub(super) preformatted: usize,
    /// Number of open elements whose style keeps line breaks.
    pub(super) preserved: usize,
    pub(super) margin: Margin,
    pub(super) removed: usize,
    /// Number of links whose words name another host.
    pub(super) misleading: usize,
}

impl Renderer {
    pub(super) fn new(form: Form) -> Self {
        Self {
            form,
            lines: Vec::new(),
            current: String::new(),
            bare: 0,
            quote: 0,
            history: false,
            space: false,
            blank: false,
            cell: false,
            prefix: None,
            wanted: [0; 4],
            opened: Vec::new(),
            preformatted: 0,
            preserved: 0,
            margin: Margin::default(),
            removed: 0,
            misleading: 0,
        }
    }

    pub(super) fn finish(mut self) -> (Vec<Line>, usize) {
        self.end_line();
        (self.lines, self.removed)
    }

    fn is_empty_line(&self) -> bool {
        self.current.len() == self.bare
    }

    /// Ends the line, unless it is empty.
    pub(super) fn end_line(&mut self) {
        self.space = false;
        self.cell = false;
        if self.is_empty_line() {
            return;
        }
        self.close_markers(0);
        let mut text = std::mem::take(&mut self.current);
        text.truncate(text.trim_end().len());
        self.bare = 0;
        self.lines.push(Line { text, quoted: self.history, margin: self.quote });
    }

    /// Ends the line and requests an empty one before the next.
    pub(super) fn end_paragraph(&mut self) {
        self.end_line();
        self.blank = true;
    }

    /// Handles `<br>`: ends the line; on an empty line, requests an empty line.
    pub(super) fn line_break(&mut self) {
        if self.is_empty_line() { self.blank = true } else { self.end_line() }
    }

    /// Begins a table cell: separates the following text from the line so far.
    pub(super) fn cell(&mut self) {
        self.cell = !self.is_empty_line();
        self.space = false;
    }

    /// Sets the prefix of the next word: a bullet or the mark of a heading.
    pub(super) fn prefix(&mut self, prefix: String) {
        self.end_line();
        self.prefix = Some(prefix);
    }

    pub(super) fn rule(&mut self) {
        self.end_paragraph();
        self.write("---");
        self.end_paragraph();
    }

    /// Adds text, collapsing white space as HTML does.
    pub(super) fn text(&mut self, text: &str) {
        let text = invisible::remove(text, &mut self.removed);
        if self.preformatted > 0 || self.preserved > 0 {
            for (index, line) in text.split('\n').enumerate() {
                if index > 0 {
                    if self.is_empty_line() { self.blank = true } else { self.end_line() }
                }
                let line = line.trim_end_matches('\r');
                if !line.trim().is_empty() {
                    self.write(line);
                }
            }
            return;
        }
        for (index, word) in text.split([' ', '\t', '\n', '\r', '\u{C}', '\u{A0}']).enumerate() {
            if index > 0 {
                self.space = true;
            }
            if !word.is_empty() {
                self.write(word);
            }
        }
    }

    fn write(&mut self, word: &str) {
        if self.current.is_empty() {
            self.start_line();
        }
        if !self.is_empty_line() {
            if self.cell {
                self.close_markers(0);
                self.current.push_str(" | ");
            } else if self.space {
                self.current.push(' ');
            }
        }
        self.space = false;
        self.cell = false;
        self.open_markers();
        self.current.push_str(word);
    }

    fn start_line(&mut self) {
        if std::mem::take(&mut self.blank) && !self.lines.is_empty() {
            self.lines.push(Line {
                text: String::new(),
                quoted: self.history && self.margin.history,
                margin: 0,
            });
        }
        self.history = self.margin.history;
        if self.form == Form::Markdown {
            for _ in 0..self.margin.quotes.min(MAX_INDENT) {
                self.current.push_str("> ");
            }
        }
        self.quote = self.current.len();
        for _ in 1..self.margin.lists.min(MAX_INDENT) {
            self.current.push_str("  ");
        }
        match self.prefix.take() {
            Some(prefix) => self.current.push_str(&prefix),
            None if self.margin.lists > 0 => self.current.push_str("  "),
            None => {}
        }
        self.bare = self.current.len();
    }

    pub(super) fn mark(&mut self, marker: usize) {
        self.wanted[marker] += 1;
    }

    pub(super) fn unmark(&mut self, marker: usize) {
        self.wanted[marker] = self.wanted[marker].saturating_sub(1);
        if self.wanted[marker] == 0
            && let Some(at) = self.opened.iter().position(|&open| open == marker)
        {
            self.close_markers(at);
        }
    }

    fn open_markers(&mut self) {
        if self.preformatted > 0 {
            return;
        }
        for (marker, sign) in MARKERS.iter().enumerate() {
            if (self.form == Form::Markdown || marker == STRUCK)
                && self.wanted[marker] > 0
                && !self.opened.contains(&marker)
            {
                self.current.push_str(sign);
                self.opened.push(marker);
            }
        }
    }

    fn close_markers(&mut self, from: usize) {
        while self.opened.len() > from {
            if let Some(marker) = self.opened.pop() {
                self.current.push_str(MARKERS[marker]);
            }
        }
    }

    /// Writes a fence around preformatted text.
    pub(super) fn fence(&mut self) {
        if self.form == Form::Markdown {
            self.end_line();
            self.write("```");
            self.end_line();
        }
    }

    pub(super) fn open_link(&mut self, href: &str) -> Option<Link> {
        let url = invisible::remove(href, &mut self.removed);
        let url: String = url.chars().filter(|c| !c.is_whitespace()).collect();
        if !is_safe_url(&url) {
            return None;
        }
        let shown = link::shortened(&url)?;
        // An empty line may come before the words.
        let gap = self.current.is_empty() && self.blank && !self.lines.is_empty();
        let line = self.lines.len() + usize::from(gap);
        Some(Link { url, shown, line, start: self.current.len() })
    }

    pub(super) fn close_link(&mut self, link: &Link) {
        if self.lines.len() != link.line {
            // The words span several lines, so the target follows them.
            let words = self.words_since(link);
            let target = format!(" ({}){}", link.shown, self.other_host(&words, link));
            if !self.is_empty_line() {
                self.close_markers(0);
                self.current.push_str(&target);
            } else if let Some(last) = self.lines.last_mut().filter(|line| !line.text.is_empty()) {
                last.text.push_str(&target);
            }
            return;
        }
        if self.current.len() <= link.start.max(self.bare) {
            return;
        }
        self.close_markers(0);
        let start = link.start.max(self.bare);
        let label = self.current[start..].trim_start().to_owned();
        if label.is_empty() {
            return;
        }
        let start = self.current.len() - label.len();
        if same_place(&label, &link.url) {
            return;
        }
        self.current.truncate(start);
        let linked = match self.form {
            Form::Markdown => format!("[{label}]({})", link.shown.replace('(', "%28").replace(')', "%29")),
            Form::Text => format!("{label} ({})", link.shown),
        };
        let mark = self.other_host(&label, link);
        self.current.push_str(&linked);
        self.current.push_str(&mark);
    }

    /// Returns the mark of a link whose words name another host, and counts it.
    fn other_host(&mut self, words: &str, link: &Link) -> String {
        let Some(host) = link::other_host(words, &link.url) else { return String::new() };
        self.misleading += 1;
        format!(" {OPEN}this link leads to {host}{CLOSE}")
    }

    /// Returns the words of a link that spans several lines.
    fn words_since(&self, link: &Link) -> String {
        let mut words = String::new();
        let lines = self.lines.iter().skip(link.line).map(|line| line.text.as_str());
        for (index, line) in lines.chain([self.current.as_str()]).enumerate() {
            let from = if index == 0 { link.start } else { 0 };
            words.push_str(line.get(from..).unwrap_or_default());
            words.push(' ');
            if words.len() > MAX_LINK_WORDS {
                break;
            }
        }
        words
    }

    pub(super) fn image(&mut self, alt: &str) {
        let alt = alt.split_whitespace().collect::<Vec<_>>().join(" ");
        let alt = invisible::remove(&alt, &mut self.removed);
        if alt.is_empty() {
            self.write(&format!("{OPEN}image{CLOSE}"));
        } else {
            self.write(&format!("{OPEN}image: {alt}{CLOSE}"));
        }
    }

    pub(super) fn heading(&mut self, name: &str) {
        self.end_paragraph();
        if self.form == Form::Markdown {
            let level = name.as_bytes().get(1).map_or(1, |digit| usize::from(digit.saturating_sub(b'0')));
            self.prefix(format!("{} ", "#".repeat(level.clamp(1, 6))));
        }
    }
}

/// Returns the marker of an element.
pub(super) fn marker(name: &str) -> Option<usize> {
    match name {
        "b" | "strong" => Some(0),
        "i" | "em" => Some(1),
        "code" | "tt" | "kbd" | "samp" => Some(2),
        "s" | "strike" | "del" => Some(3),
        _ => None,
    }
}

/// Returns `true` if the words of a link repeat its target.
fn same_place(label: &str, url: &str) -> bool {
    let plain = |text: &str| {
        let text = text.trim().trim_end_matches('/').to_lowercase();
        ["https://", "http://", "mailto:", "tel:"]
            .into_iter()
            .find_map(|scheme| text.strip_prefix(scheme).map(str::to_owned))
            .unwrap_or(text)
    };
    element::is_safe_url(url) && plain(label) == plain(url)
}
