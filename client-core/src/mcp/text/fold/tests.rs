use super::{
    super::{TextOptions, clean_text, html_to_text},
    headers, introductions, markers,
};

#[track_caller]
fn folds(text: &str, expected: &str, omitted: usize) {
    let clean = clean_text(text, &TextOptions::default());
    assert_eq!(clean.text, expected);
    assert_eq!(clean.omitted_quoted_lines, omitted);
}

#[test]
fn quotations_fold_with_their_introduction() {
    folds(
        "Sure.\n\nOn Tue, 3 May 2026 at 10:00, Sarah Miller\n<sarah@example.com> wrote:\n\n> Can you?\n>\n> Sarah\n",
        "Sure.\n\n⟦quoted history: 5 lines omitted⟧",
        5,
    );
}

#[test]
fn inline_replies_are_kept_with_their_questions() {
    let text = "> First?\nYes.\n> Second?\nNo.";
    folds(text, text, 0);
}

#[test]
fn introductions_in_all_languages_are_folded() {
    for intro in [
        "Am 03.05.2026 um 10:00 schrieb Sarah Miller <s@example.com>:",
        "Le mar. 3 mai 2026 à 10:00, Sarah <s@example.com> a écrit :",
        "El mar, 3 may 2026 a las 10:00, Sarah (<s@example.com>) escribió:",
        "Il giorno mar 3 mag 2026 alle ore 10:00 Sarah ha scritto:",
        "Em ter., 3 de mai. de 2026 às 10:00, Sarah escreveu:",
        "Op di 3 mei 2026 om 10:00 schreef Sarah <s@example.com>:",
        "Den 3 maj 2026 kl. 10:00 skrev Sarah:",
    ] {
        folds(&format!("Ok\n\n{intro}\n\nold\ntext"), "Ok\n\n⟦quoted history: 3 lines omitted⟧", 3);
    }
}

#[test]
fn outlook_headers_open_the_history() {
    folds("New.\n\n-----Original Message-----\nFrom: a\nold", "New.\n\n⟦quoted history: 3 lines omitted⟧", 3);
    folds(
        "New.\n\n________________________________\nFrom: Sarah\nSent: Tuesday\nTo: David\nSubject: Hi\n\nold",
        "New.\n\n⟦quoted history: 6 lines omitted⟧",
        6,
    );
    folds(
        "Neu.\n\nVon: Sarah\nGesendet: Dienstag\nAn: David\nBetreff: Hallo\n\nalt",
        "Neu.\n\n⟦quoted history: 5 lines omitted⟧",
        5,
    );
}

#[test]
fn text_that_resembles_history_is_kept() {
    for text in [
        "From: my point of view\nthis is fine.",
        "On Monday we wrote: nothing.",
        "So:\nOn order 12345 we wrote:\n- a note",
        "On 3 May we met.\nShe wrote it down.",
        "A list\n---\nmore",
    ] {
        folds(text, text, 0);
    }
}

#[test]
fn forwarded_message_is_kept() {
    let text =
        "See below.\n\n---------- Forwarded message ---------\nFrom: a\nDate: b\nSubject: c\n\nThe point.";
    folds(text, text, 0);
    let all = "> only\n> quoted";
    folds(all, all, 0);
}

#[test]
fn signatures_fold_when_asked() {
    let text = "Hi\n-- \nSarah\nCEO\n> old";
    let clean = clean_text(text, &TextOptions::default().fold_signature(true));
    // Trailing blanks are removed before, so the delimiter is recognised without its blank too.
    assert_eq!(clean.text, "Hi\n\n⟦signature: 2 lines omitted⟧\n\n⟦quoted history: 1 line omitted⟧");
    assert!(clean_text(text, &TextOptions::default()).text.contains("CEO"));
}

#[test]
fn folding_can_be_disabled() {
    let text = "Hi\n> old";
    assert_eq!(clean_text(text, &TextOptions::default().fold_quotes(false)).text, text);
}

#[test]
fn long_body_is_folded_in_linear_time() {
    let many = "On 1 wrote\n".repeat(50_000) + &"From: x\n".repeat(20_000) + &"> q\n\n".repeat(20_000);
    let clean = clean_text(&many, &TextOptions::default());
    assert!(!clean.text.is_empty());
}

const OPTIONS: TextOptions =
    TextOptions { fold_quotes: true, fold_signature: false, fold_mark: true, max_input: 1 << 20 };

#[track_caller]
fn is_folded(body: &str, form: &str) {
    let clean = clean_text(body, &OPTIONS);
    assert!(clean.text.starts_with("OK\n\n⟦quoted history: "), "{form}\n{}", clean.text);
    assert!(!clean.text.contains("acme.test") && !clean.text.contains("old"), "{form}\n{}", clean.text);
    assert!(clean.omitted_quoted_lines > 1, "{form}");
}

#[track_caller]
fn stays(body: &str) {
    let clean = clean_text(body, &OPTIONS);
    assert_eq!(clean.omitted_quoted_lines, 0, "{}", clean.text);
    let words = |text: &str| text.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
    assert_eq!(words(&clean.text), words(body));
}

#[test]
fn each_form_of_an_introduction_folds() {
    let examples = introductions::FORMS.iter().map(|form| (form.language, form.example));
    for (language, example) in examples.chain(introductions::VERBLESS.iter().map(|example| ("", *example))) {
        let form = format!("{language}: {example}");
        is_folded(&format!("OK\n\n{example}\n> old"), &form);
        is_folded(&format!("OK\n{example}\n\n> old\n> lines"), &form);
        is_folded(&format!("OK\n\n{example}\n\nold"), &form);
        is_folded(&format!("OK\n\n> {example}\n> old"), &form);
        // Mail programs wrap long lines.
        let wrapped = example.find(" <").or_else(|| example.rfind(' '));
        if let Some(at) = wrapped {
            is_folded(&format!("OK\n\n{}\n{}\n\n> old", &example[..at], &example[at + 1..]), &form);
        }
        let escaped = example.replace('<', "&lt;").replace('>', "&gt;");
        let html = format!("<div>OK</div><div>{escaped}</div><blockquote type=\"cite\">old</blockquote>");
        let clean = html_to_text(&html, &OPTIONS);
        assert_eq!(clean.text, "OK\n\n⟦quoted history: 2 lines omitted⟧", "{form}");
    }
}

#[test]
fn introduction_without_a_quotation_stays() {
    for form in introductions::FORMS {
        stays(&format!("OK\n\n{}", form.example));
        stays(&format!("OK, {}\nplease call 555-123\nand ask for Ann", form.example));
    }
    stays("She called.\n\nOn Monday, 3 May 2026 Bob wrote:\nplease call 555-123\nand ask for Ann");
    stays("She called.\n\nOn Monday, 3 May 2026 Bob wrote:\n\nplease call 555-123");
    stays("She called.\n\nOn Monday at 10:00 Bob wrote:\n\nplease call 555-123");
    stays("On 3 May 2026 at 10:00 he wrote that I should call:\n\n555-123");
}

#[test]
fn each_header_block_folds() {
    for block in headers::EXAMPLES {
        is_folded(&format!("OK\n\n{block}\n\nold"), block);
        is_folded(&format!("OK\n\n________________________________\n{block}\nold"), block);
        is_folded(&format!("OK\n\n> {}\n> old", block.replace('\n', "\n> ")), block);
        let lines = block.replace('<', "&lt;").replace('>', "&gt;").replace('\n', "<br>");
        let clean = html_to_text(&format!("<p>OK</p><div>{lines}</div><p>old</p>"), &OPTIONS);
        assert!(clean.text.starts_with("OK\n\n⟦quoted history: "), "{block}\n{}", clean.text);
        let bold = block.replace('<', "&lt;").replace('>', "&gt;");
        let bold = bold.lines().map(|line| format!("<p><b>{}</b></p>", line.replacen(':', ":</b><b> ", 1)));
        let clean = html_to_text(&format!("<p>OK</p>{}<p>old</p>", bold.collect::<String>()), &OPTIONS);
        assert!(clean.text.starts_with("OK\n\n⟦quoted history: "), "{block}\n{}", clean.text);
    }
}

#[test]
fn header_block_without_a_message_stays() {
    for block in headers::EXAMPLES {
        stays(&format!("OK\n\n{block}"));
    }
    stays(
        "Please change my flight:\n\nFrom: Berlin\nTo: Paris\nDate: 3 May 2026\n\nMy booking code is ABC123.",
    );
    stays("Bitte ändern:\n\nVon: Berlin\nAn: Paris\nDatum: 3. Mai 2026\n\nMein Code ist ABC123.");
    stays("New contact request\n\nFrom: Jane <jane@x.example>\nSubject: Help\n\nPlease help me.");
}

#[test]
fn each_announcement_of_an_original_folds() {
    for (language, words) in markers::ORIGINALS {
        for words in *words {
            for rule in ["-----", "--------", "____"] {
                let marker = format!("{rule} {words} {rule}");
                is_folded(&format!("OK\n\n{marker}\nFrom: Sarah\nold"), &format!("{language}: {marker}"));
            }
        }
    }
    stays("OK\n\n-----Original Message-----\n\nis what it says above the text");
}

#[test]
fn each_forwarded_message_stays() {
    for (language, words) in markers::FORWARDS {
        for words in *words {
            for marker in
                [format!("---------- {words} ---------"), format!("{words}:"), format!("> {words}:")]
            {
                let body = format!(
                    "Please answer.\n\n{marker}\nFrom: Ann <ann@x.example>\nDate: 3 May 2026\nSubject: c\n\nThe point.\n> older"
                );
                let clean = clean_text(&body, &OPTIONS);
                assert!(clean.text.contains("The point."), "{language}: {marker}\n{}", clean.text);
                assert_eq!(clean.omitted_quoted_lines, 0, "{language}: {marker}\n{}", clean.text);
            }
        }
    }
}

#[test]
fn answers_in_and_below_the_quotation_stay() {
    for body in [
        "Hi\n\nOn 3 May 2026 at 10:00, Sarah wrote:\n> Which plan?\nBusiness.\n> Since when?\n1 May.",
        "Hi,\n> Which plan?\nBusiness, from 1 May.",
        "My answers are below.\n\nOn 3 May 2026 at 10:00, Sarah <s@acme.test> wrote:\n> Which plan?\n> Business",
        "Antworten in Rot.\n\nVon: Sarah <s@acme.test>\nGesendet: 3. Mai 2026\nBetreff: Plan\n\nWelcher?\nBusiness",
        "Voir ci-dessous\n\nLe 3 mai 2026 à 10:00, Sarah a écrit :\n> Lequel ?\n> Business",
        "FYI\n\nFrom: Ann <ann@x.example>\nSent: 3 May 2026\nTo: Bob\nSubject: c\n\nThe point.",
    ] {
        stays(body);
    }
    for html in [
        "<div>My answers are in red below.</div><blockquote type=\"cite\"><div>Which plan?</div><div style=\"color:red\">Business, from 1 May.</div></blockquote>",
        "<div>Answers:</div><div id=\"divRplyFwdMsg\"><b>From:</b> S<br><b>Sent:</b> x<br><b>To:</b> y<br><b>Subject:</b> z</div><p>Which plan?</p><p style=\"color:blue\">Business, from 1 May.</p>",
        "<div>Hi</div><blockquote type=cite>Which plan?</blockquote><div>Business, from 1 May.</div>",
    ] {
        let clean = html_to_text(html, &OPTIONS);
        assert!(clean.text.contains("Business, from 1 May."), "{}", clean.text);
        assert!(clean.text.contains("Which plan?"), "{}", clean.text);
        assert_eq!(clean.omitted_quoted_lines, 0);
    }
}

#[test]
fn footer_below_the_quotation_is_no_answer() {
    for footer in
        ["-- \nAnn", "Sent from my iPhone", "[image: logo]", "_______________________\nlist@x.example"]
    {
        let clean =
            clean_text(&format!("Yes.\n\nOn 3 May 2026, Sarah wrote:\n> Which?\n\n{footer}"), &OPTIONS);
        assert_eq!(clean.omitted_quoted_lines, 2, "{}", clean.text);
        assert!(clean.text.ends_with(footer.lines().last().unwrap()), "{}", clean.text);
    }
}

#[test]
fn many_lines_are_folded_in_linear_time() {
    let start = std::time::Instant::now();
    for unit in [
        "\n",
        "From: a\n\n",
        "> a\nb\n",
        "-----\n",
        "__________\n\n",
        "On 3 May 2026\n",
        "a: b\n",
        "Von: x\nAn: y\n",
    ] {
        let body = format!("OK\n{}", unit.repeat(200_000));
        let _ = clean_text(&body, &OPTIONS);
    }
    assert!(start.elapsed().as_secs() < 40, "{:?}", start.elapsed());
}

#[test]
fn folded_text_is_counted_without_a_mark() {
    let options = TextOptions::default().fold_signature(true).fold_mark(false);
    let clean =
        clean_text("Hi [quoted history: 9 lines omitted]\n-- \nAnn\n\nOn 1 May Bo wrote:\n> old", &options);
    assert_eq!(
        (clean.text.as_str(), clean.omitted_quoted_lines),
        ("Hi [quoted history: 9 lines omitted]", 1)
    );
    let html = "<p>Hi ⟦quoted history: 9 lines omitted⟧</p><blockquote type=cite>old</blockquote>";
    let clean = crate::mcp::text::html_to_text(html, &TextOptions::default().fold_mark(false));
    assert_eq!(
        (clean.text.as_str(), clean.omitted_quoted_lines),
        ("Hi [quoted history: 9 lines omitted]", 1)
    );
}
