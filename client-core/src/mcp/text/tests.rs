//! Mail and Markdown that nobody means well with.

use proptest::prelude::*;

use super::{
    BodyFormat, TextOptions, WriteFormat, WrittenAs, WrittenBody, clean_text, html_to_markdown, html_to_text,
    markdown_to_html,
};

/// Returns the letters and digits of a text, in words.
fn words(text: &str) -> Vec<String> {
    text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

/// Words, brackets, entities, emoji and scripts, without tags of HTML.
const PLAIN: &str = "([a-z]{1,6} |<[a-z]{2,6}@x\\.example> |<https://x\\.example/[a-z]> |5 < 6 |x <y then |<your name> |List<String> |&amp; |&lt;id&gt; |AT&T |🙂 |👨\u{200D}👩\u{200D}👧 |שלום |مرحبا |日本語 |한국어 |\n|\n\n|  |<3 |</3 |<-- |\\[x\\] |[0-9]\\. x ){1,30}";

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
    fn outgoing_words_reach_the_reader(text in PLAIN) {
        prop_assume!(!words(&text).is_empty());
        let options = TextOptions::default().fold_quotes(false);
        let sent = [
            (WriteFormat::Plain, words(&text)),
            // Entities are what they stand for.
            (WriteFormat::Auto, words(&BodyFormat::Text.read(&text).text)),
            (WriteFormat::Html, words(&BodyFormat::Text.read(&text).text)),
        ];
        // Markdown counts where all numbers of a list are the same.
        let numbers = text.lines().filter_map(|line| line.trim_start().split_once(". ")?.0.parse::<u8>().ok());
        let numbers: Vec<u8> = numbers.collect();
        let counts = numbers.windows(2).any(|pair| pair[0] == pair[1]);
        for (format, expected) in sent.into_iter().filter(|(format, _)| !counts || *format != WriteFormat::Auto) {
            let html = format.html(&text).unwrap();
            prop_assert_eq!(words(&html_to_text(&html, &options).text), expected, "{:?}: {}", format, html);
        }
        let html = WriteFormat::Markdown.html(&text).unwrap();
        let read = html_to_text(&html, &options).text;
        // Entities are what they stand for, and numbers of a list are the list's own.
        let own = |word: &&String| !matches!(word.as_str(), "amp" | "lt" | "gt") && word.parse::<u8>().is_err();
        for word in words(&text).iter().filter(own) {
            prop_assert!(read.contains(word.as_str()), "{}: {}: {}", word, html, read);
        }
    }

    #[test]
    fn outgoing_lines_reach_the_reader(text in "[a-z<>&;@. ]{1,20}(\n[a-z<>&;@. ]{1,20}){0,6}") {
        let options = TextOptions::default().fold_quotes(false);
        for format in [WriteFormat::Plain, WriteFormat::Auto] {
            let Ok(WrittenBody { html, written_as, .. }) = format.write(&text) else { continue };
            prop_assume!(written_as != WrittenAs::Html);
            let lines = |text: &str| text.lines().filter(|line| !line.trim().is_empty()).count();
            let read = html_to_text(&html, &options).text;
            prop_assert!(lines(&read) >= lines(&text), "{}: {}", html, read);
        }
    }

    #[test]
    fn words_of_text_are_read(text in PLAIN) {
        let options = TextOptions::default().fold_quotes(false);
        for body in [BodyFormat::Text, BodyFormat::Markdown] {
            let read = body.read_with(&super::MessageBody::new(&text), &options).text;
            prop_assert_eq!(words(&read), words(&super::entity::decode(&text)), "{}", text);
        }
        // In a document, too.
        let html = format!("<p>{text}</p>");
        let read = html_to_text(&html, &options).text;
        prop_assert_eq!(words(&read), words(&super::entity::decode(&text)), "{}", html);
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
