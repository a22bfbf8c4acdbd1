//! Texts of vendors in one line of visible characters.

/// Returns the text in one line, without control characters and characters that nobody sees, and at most `max`
/// characters of it. White space becomes one space.
///
/// Error messages are shown in logs, on terminals and to models: there, an escape sequence, a line break or a
/// character that turns the direction of writing would disguise what is said.
pub(crate) fn one_line(text: &str, max: usize) -> String {
    let mut line = String::with_capacity(text.len().min(max));
    let (mut count, mut space) = (0, false);
    for c in text.chars() {
        if c.is_whitespace() || c.is_control() {
            space = !line.is_empty();
        } else if !is_ignorable(c) {
            let needed = 1 + usize::from(space);
            if count + needed > max {
                line.push('…');
                break;
            }
            if std::mem::take(&mut space) {
                line.push(' ');
            }
            line.push(c);
            count += needed;
        }
    }
    line
}

/// Returns `true` for the characters that nobody sees: Unicode's `Default_Ignorable_Code_Point`, and the marks of
/// annotations. A table, because the crate of Unicode's properties comes with the feature `mcp` only.
pub(crate) const fn is_ignorable(c: char) -> bool {
    matches!(c,
        '\u{AD}' | '\u{34F}' | '\u{61C}' | '\u{115F}'..='\u{1160}' | '\u{17B4}'..='\u{17B5}'
        | '\u{180B}'..='\u{180F}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{206F}'
        | '\u{3164}' | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}' | '\u{FFA0}' | '\u{FFF0}'..='\u{FFFB}'
        | '\u{1BCA0}'..='\u{1BCA3}' | '\u{1D173}'..='\u{1D17A}' | '\u{E0000}'..='\u{E0FFF}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_becomes_one_visible_line() {
        for (text, line) in [
            ("", ""),
            ("plain – text", "plain – text"),
            ("a\r\n\t b\u{2028}c\u{85}d\u{0}e", "a b c d e"),
            ("\u{1b}[31mred\u{7}", "[31mred"),
            ("pay\u{202E}load\u{E0041}\u{200B}\u{FEFF}", "payload"),
            ("  \n ", ""),
        ] {
            assert_eq!(one_line(text, 100), line);
        }
    }

    #[test]
    fn line_is_cut() {
        assert_eq!(one_line("abc", 3), "abc");
        assert_eq!(one_line("abcd", 3), "abc…");
        assert_eq!(one_line("ab cd", 3), "ab…");
        assert_eq!(one_line(&"ü\n".repeat(1_000_000), 5), "ü ü ü…");
    }

    #[cfg(feature = "mcp")]
    #[test]
    fn table_agrees_with_unicode() {
        use icu_properties::{CodePointSetData, props::DefaultIgnorableCodePoint};
        let unicode = CodePointSetData::new::<DefaultIgnorableCodePoint>();
        let annotations = '\u{FFF9}'..='\u{FFFB}';
        for c in '\0'..=char::MAX {
            assert_eq!(
                is_ignorable(c),
                unicode.contains(c) || annotations.contains(&c),
                "{:x}",
                u32::from(c)
            );
        }
    }
}
