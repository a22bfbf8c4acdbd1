use super::*;

#[track_caller]
fn text(html: &str, expected: &str) -> CleanText {
    let clean = html_to_text(html, &TextOptions::default());
    assert_eq!(clean.text, expected);
    clean
}

#[track_caller]
fn markdown(html: &str, expected: &str) {
    assert_eq!(html_to_markdown(html, &TextOptions::default()).text, expected);
}

#[test]
fn blocks_and_white_space() {
    text("<p>a\n  b</p><p>c<br>d</p>", "a b\n\nc\nd");
    text("<div>a</div><div>b</div><div><br></div><div>c</div>", "a\nb\n\nc");
    text("a &amp; b&nbsp;c &lt;d&gt;", "a & b c <d>");
    text("<pre>a\n  b</pre>c", "a\n  b\n\nc");
    text("<table><tr><td>a<td>b<tr><td>c<td>d</table>", "a | b\nc | d");
    text("<h1>T</h1>x<hr>y", "T\n\nx\n\n---\n\ny");
    text("", "");
}

#[test]
fn lists() {
    text("<ol><li>a<ul><li>b</li></ul></li><li>c</li></ol>", "1. a\n  - b\n2. c");
    markdown("<ul><li><p>a</p></li><li>b</li></ul>", "- a\n\n- b");
}

#[test]
fn markdown_markers_touch_the_words() {
    markdown("a<b> b </b>c", "a **b** c");
    // The second one stays italic, as in a browser.
    markdown("<b>a<i>b</b>c</i>", "**a*b****c*");
    markdown("<b><div>a</div><div>b</div></b>", "**a**\n**b**");
    markdown("<blockquote>said<br>twice</blockquote>no", "> said\n> twice\n\nno");
    markdown("<pre>x = *y*</pre>", "```\nx = *y*\n```");
    markdown("use <code>x</code>", "use `x`");
}

#[test]
fn links_and_pictures() {
    text("<a href='https://a.example/'>a.example</a>", "a.example");
    text("<a href='https://a.example/x'>this <b>one</b></a>.", "this one (https://a.example/x).");
    markdown("x <a href='https://a.example/(1)'>y</a>", "x [y](https://a.example/%281%29)");
    text("<a href='javascript:alert(1)'>y</a>", "y");
    text("<a href='https://a.example'><div>a</div><div>b</div></a>c", "a\nb (https://a.example)\nc");
    text("<img src='cid:1'> <img alt='Logo  of X' src=x>", "⟦image⟧ ⟦image: Logo of X⟧");
    text(&format!("<a href='https://{}'>y</a>", "a".repeat(200_000)), "y");
}

#[test]
fn hidden_text_is_removed_and_counted() {
    let html = "<style>p{}</style><script>if (a < b) alert('</p>')</script><!-- c --><title>t</title>\
        a<span style='display:none'>x<b>y</b></span><div hidden>z</div>b\u{200B}c<input type=hidden value=q>";
    assert_eq!(text(html, "abc").removed_invisible, 3);
    text("<p style='font-size:0'>x<p>y", "y");
    text("<div style='display:none'>x</span>y</div>z", "z");
    text("<table><tr><td><div style='display:none'>x</td><td>y</td></table>", "y");
}

#[test]
fn history_folds() {
    let options = TextOptions::default();
    for quote in [
        "<div class='gmail_quote gmail_quote_container'><div class=gmail_attr>On 3 May 2026 S wrote:<br></div><blockquote class=gmail_quote>old<br>er</blockquote></div>",
        "<div>On 3 May 2026, S wrote:</div><blockquote type=cite>old<div>er</div></blockquote>",
        "<div id=appendonsend></div><hr><div id=divRplyFwdMsg><b>From:</b> S</div><div>old</div>",
        "<hr id='stopSpelling'><b>From:</b> S<div>old</div>",
        "<div style='border-top:solid #E1E1E1 1.0pt'><p><b>From:</b> S@x.example<br><b>Sent:</b> Tuesday</p></div><p>old",
    ] {
        for convert in [html_to_text, html_to_markdown] {
            let clean = convert(&format!("<div>New</div>{quote}"), &options);
            assert_eq!(clean.text, "New\n\n⟦quoted history: 3 lines omitted⟧", "{quote}");
        }
        let whole = html_to_text(&format!("<div>New</div>{quote}"), &options.clone().fold_quotes(false));
        assert!(whole.text.contains('S'), "{}", whole.text);
    }
    text(
        "a<div class=gmail_quote>---------- Forwarded message ---------<br>From: S<br>x</div>",
        "a\n---------- Forwarded message ---------\nFrom: S\nx",
    );
}

/// Quotations as mail programs mark them. Each holds two lines.
#[test]
fn quotations_of_mail_programs_fold() {
    for quote in [
        "<div id='mail-editor-reference-message-container'><div class='ms-outlook-mobile-reference-message skipProofing'>From S<br>old</div></div>",
        "<div class='ms-outlook-mobile-reference-message'>From S<br>old</div>",
        "<div><div class='OutlookMessageHeader'>From S</div><p>old</p></div>",
        "<div><div class='x_OutlookMessageHeader'>From S</div>old</div>",
        "<div id='x_x_divRplyFwdMsg'>From S</div>old",
        "<div class='gmail_quote_container'>From S<br>old</div>",
        "<div class='x_gmail_quote'>From S<br>old</div>",
        "<div id='yahoo_quoted_123' class='yahoo_quoted'>From S<br>old</div>",
        "<div class='ydp1a2byahoo_quoted'>From S<br>old</div>",
        "<div class='protonmail_quote'>From S<br>old</div>",
        "<div class='tutanota_quote'>From S<br>old</div>",
        "<div class='missive_quote'>From S<br>old</div>",
        "<div class='moz-cite-prefix'>From S</div><blockquote type='cite' cite='mid:1'>old</blockquote>",
        "<div class='zmail_extra'>From S<blockquote id='blockquote_zmail'>old</blockquote></div>",
        "<blockquote class='front-blockquote'>From S<br>old</blockquote>",
        "<includetail><div>From S</div><div>old</div></includetail>",
        "<blockquote id='isReplyContent'>From S<br>old</blockquote>",
        "<div class='ntes-mailmaster-quote'>From S<br>old</div>",
        "<div name='quote'><div name='quoted-content'>From S<br>old</div></div>",
        "<div name='messageReplySection'>From S<blockquote class='spark_quote'>old</blockquote></div>",
        "<div class='originalMessageContent'>From S<br>old</div>",
    ] {
        let clean = html_to_text(&format!("<div>New</div>{quote}"), &TextOptions::default());
        assert_eq!(clean.text, "New\n\n⟦quoted history: 2 lines omitted⟧", "{quote}");
    }
}

#[test]
fn marks_around_own_words_fold_nothing() {
    for own in [
        "<div id='composer_signature'>Jane</div>",
        "<div id='ms-outlook-mobile-signature'>Jane</div>",
        "<div class='gmail_extra'>Jane</div>",
        "<div class='gmail_signature'>Jane</div>",
        "<div class='protonmail_signature_block'>Jane</div>",
        "<div class='moz-signature'>Jane</div>",
        "<blockquote>Jane</blockquote>",
        "<blockquote class='quote'>Jane</blockquote>",
        "<p name='quote'>Jane</p>",
        "<div class='quoted'>Jane</div>",
        "<div class='hs_reply'>Jane</div>",
    ] {
        let clean = html_to_text(&format!("<div>New</div>{own}"), &TextOptions::default());
        assert!(clean.text.ends_with("Jane") && clean.omitted_quoted_lines == 0, "{own}: {}", clean.text);
    }
    // Words after the parent of the header are the writer's: an answer below, so nothing folds.
    text(
        "<p>New</p><div><div class='OutlookMessageHeader'>From S</div>old</div><p>My answer</p>",
        "New\n\nFrom S\nold\n\nMy answer",
    );
    // So are coloured ones in the quotation.
    text(
        "<p>New</p><div><div class='OutlookMessageHeader'>From S</div><p>Which?</p><p style='color:red'>Business</p></div>",
        "New\n\nFrom S\n\nWhich?\n\nBusiness",
    );
}

#[test]
fn numbers_of_lists_are_kept() {
    for (list, numbers) in [
        ("<ol><li>a<li>b</ol>", "1. a\n2. b"),
        ("<ol start=7><li>a<li>b</ol>", "7. a\n8. b"),
        ("<ol start='-1'><li>a<li>b</ol>", "-1. a\n0. b"),
        ("<ol start=x><li>a</ol>", "1. a"),
        ("<ol reversed><li>a<li>b<li>c</ol>", "3. a\n2. b\n1. c"),
        ("<ol reversed start=9><li>a<li>b</ol>", "9. a\n8. b"),
        ("<ol><li>a<li value=5>b<li>c</ol>", "1. a\n5. b\n6. c"),
        ("<ol reversed><li value=5>a<li>b</ol>", "5. a\n4. b"),
        ("<ol start=9223372036854775807><li>a<li>b</ol>", "9223372036854775807. a\n9223372036854775807. b"),
        ("<ol reversed><li>a<ol start=4><li>b</ol><li>c</ol>", "2. a\n  4. b\n1. c"),
        ("<ul><li value=3>a</ul>", "- a"),
    ] {
        text(list, numbers);
    }
}

#[test]
fn hostile_mail_takes_bounded_time_and_memory() {
    let many = 100_000;
    let cases = [
        "<div>".repeat(many) + "deep",
        "<div>".repeat(many) + "deep" + &"</div>".repeat(many) + "after",
        "<b>".repeat(many) + &"</i>".repeat(many),
        "<i><div>".to_owned() + &"<b>".repeat(many) + &"</i>".repeat(many),
        "<ul><li>".repeat(many),
        "<table><tr><td>".repeat(many),
        "<blockquote type=cite>".repeat(many) + "q",
        "<a href='https://a.example'>".repeat(30_000) + "x",
        format!("<p style='{}'>x", "a:b;".repeat(many)),
        format!("<p {}>x", (0..many).map(|n| format!("a{n} ")).collect::<String>()),
        "<p".repeat(many),
        "&#x200b;".repeat(many),
        "<br>".repeat(many),
        "<".repeat(many),
        "<!--".repeat(many),
        "&".repeat(many),
    ];
    for html in cases {
        let start = std::time::Instant::now();
        let _ = html_to_text(&html, &TextOptions::default());
        let _ = html_to_markdown(&html, &TextOptions::default());
        // Far above the expected time, far below that of a quadratic algorithm.
        assert!(start.elapsed().as_secs() < 20, "{}: {:?}", &html[..30], start.elapsed());
    }
}

#[test]
fn truncation_is_reported() {
    // As in a browser, deep elements become siblings, and no word is lost.
    let deep = "<div>".repeat(2000) + "deep" + &"</div>".repeat(2000) + "after";
    let clean = html_to_text(&deep, &TextOptions::default());
    assert_eq!((clean.text.as_str(), clean.truncated), ("deep\nafter", false));
    let clean = html_to_text("éé", &TextOptions::default().max_input(3));
    assert_eq!((clean.text.as_str(), clean.truncated), ("é", true));
    assert!(!html_to_text("<p>a", &TextOptions::default()).truncated);
}

#[test]
fn misleading_links_are_marked_and_counted_wherever_they_stand() {
    let link = "<a href='https://evil.example/x'>www.bank.example</a>";
    let mark = "(https://evil.example/x) \u{27E6}this link leads to evil.example\u{27E7}";
    for (html, links) in [
        (link.to_owned(), 1),
        (format!("<p>Hi</p><p>{link}</p>"), 1),
        (format!("<ul><li>Hi<li>{link}</ul><h2>{link}</h2>"), 2),
        (
            "<p>Hi</p><a href='https://evil.example/x'><div>Log in</div><div>www.bank.example</div></a>"
                .to_owned(),
            1,
        ),
        (format!("<p>Hi</p><table><tr><td>{link}<td>x</table>"), 1),
        (link.replace("www.bank", "www.evil"), 0),
    ] {
        let clean = html_to_text(&html, &TextOptions::default());
        assert_eq!(
            (clean.misleading_links, clean.text.matches(mark).count()),
            (links, links),
            "{}",
            clean.text
        );
    }
}
