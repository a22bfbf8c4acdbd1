//! Mail and Markdown that nobody means well with.

use proptest::prelude::*;

use super::{TextOptions, clean_text, html_to_markdown, html_to_text, markdown_to_html};

proptest! {
    #[test]
    fn mail_never_panics_and_shows_nothing_invisible(
        html in "(<(/?(p|div|b|i|a|ul|ol|li|td|tr|table|pre|blockquote|h1|br|hr|img)( (style='display:none'|href='https://a.example'|class=gmail_quote|alt=x))?>?|!--)|[a-z \\n>\u{200B}\u{202E}&;*-]|On 3 May 2026 x wrote:\n|From: ){0,60}",
    ) {
        for convert in [html_to_text, html_to_markdown, clean_text] {
            let clean = convert(&html, &TextOptions::default().fold_signature(true));
            prop_assert!(!clean.text.contains(['\u{200B}', '\u{202E}', '\r']), "{:?}", clean.text);
            prop_assert!(!clean.text.contains("\n\n\n"), "{:?}", clean.text);
        }
    }

    #[test]
    fn markdown_lets_no_markup_through(text in "([<>&\"'a-z \\n*_\\[\\]()!`|-]|<script>|<img src=x onerror=y>|javascript:){0,40}") {
        let html = markdown_to_html(&text).to_lowercase();
        prop_assert!(!html.contains("<script"), "{}", html);
        prop_assert!(!html.contains("onerror=y>"), "{}", html);
        prop_assert!(!html.contains("href=\"javascript"), "{}", html);
    }
}
