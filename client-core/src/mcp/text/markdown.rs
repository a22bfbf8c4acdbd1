//! Detection of Markdown in what a model writes without naming the format.

use std::{borrow::Cow, collections::HashMap};

use pulldown_cmark::{CodeBlockKind, Event, Options, Parser, Tag};

use super::outgoing::markdown_to_html;

/// Returns the HTML of a text that is plainly Markdown. `None` if it is not, or if the conversion would lose a word.
pub(super) fn convert(text: &str) -> Option<String> {
    if !is_markdown(text) {
        return None;
    }
    let text = separate_lists(text);
    if !text.contains('\\') {
        return keeps_words(&text).then(|| markdown_to_html(&text));
    }
    // Markdown takes a backslash before a sign away. Who writes `\\server\share` beside bold words means it.
    let stand_in = ('\u{E000}'..='\u{F8FF}').find(|c| !text.contains(*c))?;
    let text = text.replace('\\', stand_in.encode_utf8(&mut [0; 4]));
    keeps_words(&text).then(|| markdown_to_html(&text).replace(stand_in, "\\"))
}

/// Returns `true` for links, bold text, headings, fences and lists. A lone asterisk is none of them.
fn is_markdown(text: &str) -> bool {
    let lines: Vec<&str> = text.lines().collect();
    let fences = lines.iter().filter(|line| line.trim_start().starts_with("```")).count();
    let items = lines
        .windows(2)
        .any(|pair| matches!((bullet(pair[0]), bullet(pair[1])), (Some(a), Some(b)) if a == b));
    fences >= 2 || items || lines.iter().any(|line| is_heading(line) || has_bold(line) || has_link(line))
}

fn is_heading(line: &str) -> bool {
    let level = line.bytes().take_while(|&b| b == b'#').count();
    (2..=6).contains(&level) && line[level..].starts_with(' ') && !line[level..].trim().is_empty()
}

/// Returns the sign of a list item: `-`, `*`, `+`, or a digit for all numbers.
fn bullet(line: &str) -> Option<char> {
    let line = line.trim_start_matches(' ');
    let sign = line.chars().next()?;
    if matches!(sign, '-' | '*' | '+') {
        return (line[1..].starts_with(' ') && !line[1..].trim().is_empty()).then_some(sign);
    }
    let digits = line.bytes().take_while(u8::is_ascii_digit).count();
    let rest = line.get(digits..)?.strip_prefix(['.', ')'])?;
    ((1..=2).contains(&digits) && rest.starts_with(' ') && !rest.trim().is_empty()).then_some('1')
}

/// Returns `true` for `**words**`: a pair whose signs touch the words.
fn has_bold(line: &str) -> bool {
    let mut parts = line.split("**");
    parts.next();
    let parts: Vec<&str> = parts.collect();
    parts.iter().take(parts.len().saturating_sub(1)).step_by(2).any(|words| {
        let touches = |c: Option<char>| c.is_some_and(|c| !c.is_whitespace() && c != '*');
        touches(words.chars().next()) && touches(words.chars().next_back())
    })
}

/// Returns `true` for `[words](https://…)`.
fn has_link(line: &str) -> bool {
    line.match_indices("](").any(|(at, _)| {
        let target = line[at + 2..].trim_start_matches('<');
        let known =
            ["http://", "https://", "mailto:", "tel:"].iter().any(|scheme| target.starts_with(scheme));
        known && target.contains(')') && line[..at].contains('[')
    })
}

/// Ends each list before a line that is no item, so that the line does not become a part of the last item.
fn separate_lists(text: &str) -> Cow<'_, str> {
    let mut separated = String::with_capacity(text.len() + 16);
    let (mut fenced, mut in_list) = (false, false);
    for line in text.split_inclusive('\n') {
        fenced ^= line.trim_start().starts_with("```");
        let item = !fenced && bullet(line.trim_end()).is_some();
        if in_list && !item && !fenced && !line.trim().is_empty() && !line.starts_with([' ', '\t']) {
            separated.push('\n');
        }
        in_list = item || (in_list && !line.trim().is_empty() && line.starts_with([' ', '\t']));
        separated.push_str(line);
    }
    Cow::Owned(separated)
}

/// Escapes the definitions of links (`[words]: target`) that no link uses, which Markdown would drop.
pub(super) fn keep_definitions(text: &str) -> Cow<'_, str> {
    let label = |line: &'_ str| -> Option<String> {
        let (label, _) = line.trim_start().strip_prefix('[')?.split_once("]:")?;
        Some(format!("[{label}]").to_lowercase())
    };
    if !text.lines().any(|line| label(line).is_some()) {
        return Cow::Borrowed(text);
    }
    let mut used: HashMap<String, usize> = HashMap::new();
    for (at, _) in text.match_indices('[') {
        let end = text[at..].bytes().take(MAX_LABEL).position(|b| b == b']');
        if let Some(end) = end {
            *used.entry(text[at..=at + end].to_lowercase()).or_default() += 1;
        }
    }
    let mut kept = String::with_capacity(text.len() + 8);
    for line in text.split_inclusive('\n') {
        match label(line) {
            Some(label) if used.get(&label).is_none_or(|&uses| uses < 2) => {
                kept.push_str(&line.replacen('[', "\\[", 1));
            }
            _ => kept.push_str(line),
        }
    }
    Cow::Owned(kept)
}

/// Maximum length of the label of a link, in bytes.
const MAX_LABEL: usize = 256;

/// Returns `true` if each word of the source is in the conversion.
fn keeps_words(text: &str) -> bool {
    let mut words: HashMap<String, usize> = HashMap::new();
    let mut add = |text: &str| {
        for word in words_of(text) {
            *words.entry(word.to_owned()).or_default() += 1;
        }
    };
    for event in Parser::new_ext(text, Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH) {
        match event {
            Event::Text(text) | Event::Code(text) | Event::Html(text) | Event::InlineHtml(text) => add(&text),
            Event::Start(Tag::Link { dest_url, title, .. } | Tag::Image { dest_url, title, .. }) => {
                add(&dest_url);
                add(&title);
            }
            Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(language))) => add(&language),
            _ => {}
        }
    }
    let decoded = super::entity::decode(text);
    // Numbers of a list are the list's own.
    let lines = decoded.lines().map(|line| if bullet(line) == Some('1') { after_number(line) } else { line });
    lines.flat_map(words_of).all(|word| match words.get_mut(word) {
        Some(count) if *count > 0 => {
            *count -= 1;
            true
        }
        _ => false,
    })
}

fn after_number(line: &str) -> &str {
    line.trim_start().trim_start_matches(|c: char| c.is_ascii_digit())
}

fn words_of(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markdown_is_recognised() {
        for text in [
            "Hi **Jonas**,\n- one\nSee [docs](https://x.example).",
            "## Steps\nGo",
            "```\nx\n```",
            "1. one\n2. two",
            "* one\n* two",
        ] {
            assert!(convert(text).is_some(), "{text}");
        }
        for text in [
            "5 * 3 * 2",
            "a *star* is born",
            "# 5 in line",
            "use ** or **",
            "2 ** 3 ** 4",
            "array[0](x)",
            "- Ann",
            "snake_case_name and __init__",
            "1986. A year",
            "Hi,\n\nthanks.\n--\nAnn",
        ] {
            assert!(convert(text).is_none(), "{text}");
        }
    }

    #[test]
    fn lines_after_a_list_are_no_item() {
        let html = convert("**A**\n- one\n- two\nBye").unwrap();
        assert!(html.contains("</ul>\n<p>Bye</p>"), "{html}");
    }

    #[test]
    fn backslashes_stay() {
        for text in ["\\\\server\\share", "C:\\Users\\_ann\\*.log", "\\[x\\]", "a\\"] {
            let html = convert(&format!("**See** {text}")).unwrap();
            assert_eq!(html, format!("<p><strong>See</strong> {text}</p>\n"));
        }
    }

    #[test]
    fn conversion_that_loses_words_is_refused() {
        assert_eq!(convert("**a**\n\n[note]: https://x.example"), None);
        assert_eq!(keep_definitions("a\n[b]: c"), "a\n\\[b]: c");
        assert_eq!(keep_definitions("[a][b]\n\n[b]: c"), "[a][b]\n\n[b]: c");
        assert!(convert("**a** &amp; <b> `code`\n1. x\n2. y").is_some());
    }
}
