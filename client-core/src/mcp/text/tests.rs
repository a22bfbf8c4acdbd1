//! Mail and Markdown that nobody means well with.

use proptest::prelude::*;

use super::{TextOptions, clean_text, html_to_markdown, html_to_text, markdown_to_html};

proptest! {
    #[test]
    fn mail_conversion_never_panics_or_keeps_invisible_characters(
        html in "(<(/?(p|div|b|i|a|ul|ol|li|td|tr|table|pre|blockquote|h1|br|hr|img)( (style='display:none'|href='https://a.example'|class=gmail_quote|alt=x))?>?|!--)|[a-z \\n>\u{200B}\u{202E}&;*-]|On 3 May 2026 x wrote:\n|From: ){0,60}",
    ) {
        for convert in [html_to_text, html_to_markdown, clean_text] {
            let clean = convert(&html, &TextOptions::default().fold_signature(true));
            prop_assert!(!clean.text.contains(['\u{200B}', '\u{202E}', '\r']), "{:?}", clean.text);
            prop_assert!(!clean.text.contains("\n\n\n"), "{:?}", clean.text);
        }
    }

    #[test]
    fn no_word_of_a_mail_is_lost_without_a_count(
        parts in proptest::collection::vec("(<(/?(p|div|b|i|font|table|tr|td|ul|li|span|center|details|select|svg)( (style='display:none'|style='color:#fff'|style='font-size:0'|hidden|class=x|bgcolor=black))?)>|w )", 0..40),
        sheet in "(<style>\\.x\\{(opacity:0|color:red|display:none)\\}</style>)?",
    ) {
        let mut number = 0;
        let mut html = sheet;
        for part in &parts {
            html.push_str(&part.replace("w ", &format!("word{number} ")));
            number += usize::from(part == "w ");
        }
        let clean = html_to_text(&html, &TextOptions::default().fold_quotes(false));
        let shown: std::collections::HashSet<&str> = clean.text.split(|c: char| !c.is_alphanumeric()).collect();
        let missing = (0..number).filter(|n| !shown.contains(format!("word{n}").as_str())).count();
        prop_assert!(missing == 0 || clean.removed_invisible > 0, "{} {:?}", html, clean);
        prop_assert!(!clean.truncated);
    }

    #[test]
    fn markdown_output_has_no_foreign_markup(text in "([<>&\"'a-z \\n*_\\[\\]()!`|-]|<script>|<img src=x onerror=y>|javascript:){0,40}") {
        let html = markdown_to_html(&text).to_lowercase();
        prop_assert!(!html.contains("<script"), "{}", html);
        prop_assert!(!html.contains("onerror=y>"), "{}", html);
        prop_assert!(!html.contains("href=\"javascript"), "{}", html);
    }
}
