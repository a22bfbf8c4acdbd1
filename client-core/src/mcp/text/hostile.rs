//! Bodies that are made to be costly: one per kind, of any length.

/// Name and content of a body of about this many bytes.
pub(crate) type Body = (&'static str, String);

/// Repeats what a function writes for each number until a text is long enough.
fn fill(bytes: usize, mut part: impl FnMut(usize) -> String) -> String {
    let mut text = String::with_capacity(bytes + 256);
    let mut n = 0;
    while text.len() < bytes {
        text.push_str(&part(n));
        n += 1;
    }
    text
}

fn same(bytes: usize, part: &str) -> String {
    part.repeat(bytes / part.len() + 1)
}

/// Puts a sheet of half of the bytes before markup of the other half.
fn styled(bytes: usize, rule: impl FnMut(usize) -> String, markup: impl FnMut(usize) -> String) -> String {
    let sheet = fill(bytes / 2, rule);
    format!("<!DOCTYPE html><style>{sheet}</style>{}", fill(bytes / 2, markup))
}

/// A few rules for as much markup as fits.
fn ruled(bytes: usize, sheet: &str, markup: impl FnMut(usize) -> String) -> String {
    format!("<!DOCTYPE html><style>{sheet}</style>{}", fill(bytes, markup))
}

/// Bodies of HTML.
pub(crate) fn html(bytes: usize) -> Vec<Body> {
    let nested = |open: &str, inner: &str, close: &str| {
        let depth = bytes / (open.len() + close.len());
        format!("{}{inner}{}", open.repeat(depth), close.repeat(depth))
    };
    vec![
        ("siblings", same(bytes, "<p>a</p>")),
        ("spans", same(bytes, "<b>a</b> ")),
        ("nesting", nested("<div>", "a", "</div>")),
        ("unclosed", same(bytes, "<div><b>a")),
        ("unclosed spans", same(bytes, "<span>")),
        ("misnested", same(bytes, "<b><i>a</b>c</i>")),
        ("misnested blocks", same(bytes, "<b><p>a</b>c</p>")),
        ("misnested links", same(bytes, "<a href=x><div>a")),
        ("misnested fonts", fill(bytes, |n| format!("<font size={n}><p>a</font>"))),
        ("formatting left open", same(bytes, "<p><b><i><u><s>a</p>")),
        ("end tags", same(bytes, "</b></p>")),
        ("unknown end tags", fill(bytes, |n| format!("<x-{n}></y-{n}>"))),
        ("distinct elements", fill(bytes, |n| format!("<x-{n}>a</x-{n}>"))),
        ("table", format!("<table>{}", same(bytes, "<tr><td>a<td>c"))),
        ("tables", same(bytes, "<table><td>")),
        ("text in tables", same(bytes, "<table>a<tr>b<td>c</table>")),
        ("fostered", format!("<table>{}", same(bytes, "<b>a"))),
        ("lists", same(bytes, "<ul><li>a")),
        ("ordered items", format!("<ol>{}", same(bytes, "<li>a"))),
        ("options", format!("<select>{}", same(bytes, "<option>a"))),
        ("selects", same(bytes, "<select><option>a</select>")),
        ("details", same(bytes, "<details><summary>a</summary>c</details>")),
        ("headings", same(bytes, "<h1>a<h2>c")),
        ("quotations", same(bytes, "<blockquote>a")),
        ("hidden", same(bytes, "<p hidden>a</p>")),
        ("hidden nesting", nested("<div hidden>", "a", "</div>")),
        ("hidden inside", same(bytes, "<i style=display:none>a</i>b ")),
        ("unseen inside", same(bytes, "<i style=color:#fff>a</i>b ")),
        ("unseen nesting", nested("<div style=color:#fff>a", "a", "</div>")),
        ("links", fill(bytes, |n| format!("<a href=https://a{n}.example/>b{n}.example</a>"))),
        ("pictures", fill(bytes, |n| format!("<img src=cid:{n} alt='a {n}'>"))),
        (
            "data pictures",
            fill(bytes, |_| format!("<img src=data:image/png;base64,{}>", "QUJD".repeat(2500))),
        ),
        ("attributes", format!("<p {}>a", fill(bytes, |n| format!("a{n}=b ")))),
        ("same attributes", format!("<p {}>a", same(bytes, "a=b "))),
        ("long attribute", format!("<p title='{}'>a", same(bytes, "abc "))),
        ("attributes of many", same(bytes, "<p a=1 b=2 c=3 d=4 e=5 f=6 g=7 h=8 i=9>a")),
        (
            "classes",
            format!("<style>.a{{color:red}}</style><p class='{}'>a", fill(bytes, |n| format!("c{n} "))),
        ),
        ("entities", same(bytes, "&amp;")),
        ("numeric entities", fill(bytes, |n| format!("&#{};", 100 + n % 50_000))),
        ("broken entities", same(bytes, "&a")),
        ("ampersands", same(bytes, "&")),
        ("less-than signs", same(bytes, "<")),
        ("spaced less-than signs", same(bytes, "a < ")),
        ("open tags", same(bytes, "<a ")),
        ("open quotes", same(bytes, "<a b='")),
        ("words in brackets", fill(bytes, |n| format!("<jane{n}@x.example> "))),
        ("paired words in brackets", fill(bytes, |n| format!("<q{n}>a</q{n}><r{n}>"))),
        ("comments", same(bytes, "<!-- a -->")),
        ("open comments", same(bytes, "<!--")),
        ("bogus comments", same(bytes, "<?a?><!a></ a>")),
        ("cdata", same(bytes, "<![CDATA[a]]>")),
        ("mso conditionals", same(bytes, "<!--[if mso]><p>a</p><![endif]--><![if !mso]>b<![endif]>")),
        ("noscript", same(bytes, "<noscript><p>a")),
        ("scripts", same(bytes, "<script>a</script>")),
        ("templates", same(bytes, "<template>a")),
        ("svg", same(bytes, "<svg><g>a</svg>b")),
        ("math", same(bytes, "<math><mi>a<p>b")),
        ("ruby", same(bytes, "<ruby>a<rp>(<rt>b")),
        ("no tag", same(bytes, "lorem ipsum dolor sit amet ")),
        ("one word", same(bytes, "a")),
        ("blanks", same(bytes, " \n\t")),
        ("breaks", same(bytes, "a<br>")),
        ("cjk", same(bytes, "訂單已經寄出，謝謝。")),
        ("invisible", same(bytes, "\u{200B}\u{E0041}")),
        ("invisible between", same(bytes, "a\u{200B}")),
        ("marks", format!("a{}", same(bytes, "\u{301}"))),
        ("quotation", format!("<p>Hello</p><blockquote type=cite>{}", same(bytes, "a<br>"))),
        ("introductions", same(bytes, "<p>On 3 May 2026 Sarah &lt;s@x.example> wrote:</p>")),
        ("preformatted", format!("<pre>{}", same(bytes, "a\n"))),
        ("rules", same(bytes, "<hr>")),
    ]
}

/// Bodies of HTML that are costly by their styles.
pub(crate) fn styles(bytes: usize) -> Vec<Body> {
    let p = |_: usize| "<p class=a>a</p>".to_owned();
    vec![
        ("inline styles", same(bytes, "<p style='color:red;margin:0 auto'>a</p>")),
        ("distinct inline styles", fill(bytes, |n| format!("<p style='color:#{n:06x}'>a</p>"))),
        (
            "distinct long styles",
            fill(bytes, |n| {
                format!(
                    "<p style='color:#{n:06x};margin:{n}px 0 1px 2px;font:{n}px a;background:#fff url(a) no-repeat'>a</p>"
                )
            }),
        ),
        ("colours", fill(bytes, |n| format!("<i style=color:#{:06x}>a</i>", n * 7 + 0x10_0000))),
        (
            "functions of colours",
            fill(bytes, |n| {
                format!("<i style='color:rgb({} {} {})'>a</i>", n % 256, n / 256 % 256, n / 65536)
            }),
        ),
        ("grounds", same(bytes, "<div style='background:linear-gradient(#f00,#0f0,#00f,#ff0)'>a")),
        ("shadows", same(bytes, "<i style='text-shadow:1px 1px #ff0,2px 2px #0f0'>a</i>")),
        ("one long style", format!("<p style='{}'>a", fill(bytes, |n| format!("color:#{n:06x};")))),
        (
            "long styles",
            fill(bytes, |n| format!("<p style='{}'>a", fill(60_000, |m| format!("margin:{n}px {m}px;")))),
        ),
        ("long value", format!("<p style='font-family:{}'>a", same(bytes, "a,"))),
        (
            "calc",
            fill(bytes, |n| format!("<p style='width:{}{n}px{}'>a", "calc(".repeat(15), ")".repeat(15))),
        ),
        ("deep calc", format!("<p style='width:{}1px'>a", same(bytes, "calc("))),
        ("long calc", fill(bytes, |n| format!("<p style='width:calc({n}px{})'>a", " + 1px".repeat(80)))),
        ("escapes", same(bytes, "<p style='d\\69splay:\\6e one'>a")),
        ("variables", ruled(bytes, &variables(100, 1), p)),
        (
            "doubling variables",
            ruled(bytes, &variables(100, 2), |n| format!("<p style='color:var(--v{})'>a</p>", n % 100)),
        ),
        (
            "doubling inline variables",
            fill(bytes, |n| {
                format!(
                    "<p style='--a:x{n};--b:var(--a)var(--a);--c:var(--b)var(--b);--d:var(--c)var(--c);color:var(--d)'>a</p>"
                )
            }),
        ),
        ("nested variables", fill(bytes, |n| format!("<p style='--v{n}:red'>"))),
        ("distinct variables", format!("<p style='{}'>a", fill(bytes, |n| format!("--v{n}:red;")))),
        ("long variables", ruled(bytes, &format!("p{{--a:{};color:var(--a)}}", "x ".repeat(2000)), p)),
        ("rules", styled(bytes, |n| format!(".c{n}{{color:#{n:06x}}}"), |n| format!("<p class=c{n}>a</p>"))),
        ("rules of tags", styled(bytes, |n| format!("p{{color:#{n:06x}}}"), p)),
        ("universal rules", styled(bytes, |n| format!("*{{margin:{n}px}}"), p)),
        ("failing rules", styled(bytes, |n| format!("* > p#i{n}{{margin:0}}"), p)),
        ("failing attributes", styled(bytes, |n| format!("[a{n}]{{margin:0}}"), p)),
        ("failing not", styled(bytes, |n| format!("p:not(.a):not(.b{n}){{margin:0}}"), p)),
        (
            "failing ancestors",
            styled(bytes, |n| format!(".x{n} div p{{margin:0}}"), |_| "<div><p>a".to_owned()),
        ),
        ("siblings in selectors", styled(bytes, |n| format!("h{n} ~ p{{margin:0}}"), p)),
        (
            "universal siblings",
            ruled(bytes, "* ~ * ~ * ~ b{color:red} * + * + * + b{color:red} * * * b{color:red}", |_| {
                "<p>a<b>c</b></p>".to_owned()
            }),
        ),
        (
            "deep descendants",
            ruled(bytes, "i div div div div div div div p{color:red}", |_| "<div><p>a</p>".to_owned()),
        ),
        (
            "one rule of selectors",
            format!(
                "<style>{}b{{color:red}}</style>{}",
                fill(bytes / 2, |n| format!(".a{n},")),
                fill(bytes / 2, p)
            ),
        ),
        ("sheets", fill(bytes, |n| format!("<style>.a{n}{{color:red}}</style>"))),
        ("sheets with text", fill(bytes, |n| format!("<style>p{{margin:{n}px}}</style><p>a"))),
        ("nth-last-child", ruled(bytes, "p:nth-last-child(3n+1){color:red}", p)),
        ("nth-last-child of", ruled(bytes, "p:nth-last-child(3n+1 of .a){color:red}", p)),
        ("nth-of-type", styled(bytes, |n| format!("p:nth-of-type({n}n+1){{color:red}}"), p)),
        (
            "nth-child",
            styled(
                bytes,
                |n| format!("div :nth-child({n}n+1) > p ~ p{{color:#{n:06x}}}"),
                |_| "<div><p>a</p><p>b</p></div>".to_owned(),
            ),
        ),
        ("last-of-type", ruled(bytes, "p:last-of-type{color:red}p:only-child{color:red}", p)),
        ("has", ruled(bytes, "p:has(~ b){color:red}", p)),
        ("has of many", styled(bytes, |n| format!("p:has(.x{n}){{color:red}}"), p)),
        ("has of nesting", ruled(bytes, "div:has(b i){color:red}", |_| "<div>a".to_owned())),
        (
            "nested functions",
            styled(bytes, |n| format!("{}.x{n}{}{{color:red}}", ":is(:not(".repeat(5), "))".repeat(5)), p),
        ),
        ("deep functions", format!("<style>{}", same(bytes, ":is("))),
        ("lists of functions", ruled(bytes, &format!("{}{{color:red}}", ":is(p,b,.c,#d)".repeat(200)), p)),
        ("nested rules", format!("<style>{}", same(bytes, ".a{color:red;"))),
        ("nested lists", format!("<style>{}", same(bytes, ".a,.b,.c{color:red;"))),
        (
            "parents in lists",
            format!(
                "<style>{}</style><p class=a>a",
                fill(bytes, |n| format!(".a,.b,.c{{&.d,&.e,&{{&.f{n},&.g{{color:red}}}}}}"))
            ),
        ),
        (
            "media",
            fill(bytes, |n| format!("<style>@media screen and (min-width:{n}px){{p{{margin:0}}}}</style>")),
        ),
        ("nested media", format!("<style>{}", same(bytes, "@media screen{p{margin:0}"))),
        ("nested supports", format!("<style>@supports {}", same(bytes, "(not (a:b) and "))),
        ("imports", format!("<style>{}", same(bytes, "@import url(https://a.example/);"))),
        ("layers", format!("<style>{}", fill(bytes, |n| format!("@layer a{n}{{p{{margin:0}}}}")))),
        ("names of layers", format!("<style>@layer {}z;", fill(bytes, |n| format!("a{n},")))),
        (
            "keyframes",
            format!(
                "<style>{}</style><p style=animation:k9>a",
                fill(bytes, |n| format!("@keyframes k{n}{{to{{color:red}}}}"))
            ),
        ),
        (
            "animations",
            ruled(bytes, &format!("@keyframes k{{to{{{}}}}}", "color:red;".repeat(2000)), |_| {
                "<p style='animation:k 1s forwards'>a".to_owned()
            }),
        ),
        ("braces", format!("<style>{}", same(bytes, "{}[]()"))),
        ("open braces", format!("<style>{}", same(bytes, "a{"))),
        ("comments in sheets", format!("<style>{}", same(bytes, "/**/"))),
        ("many properties", ruled(bytes, &format!("p{{{}}}", "color:red;margin:0;".repeat(200)), p)),
        ("all", ruled(bytes, "p{all:unset;all:revert;color:red;all:inherit}", p)),
        ("positions", same(bytes, "<div style='position:relative;left:1px;overflow:hidden'>a")),
        (
            "clips",
            same(
                bytes,
                "<div style='clip-path:polygon(0 0,9px 0,9px 9px,0 9px);overflow:hidden;height:20px'>a</div>",
            ),
        ),
        ("flat boxes", same(bytes, "<div style='overflow:hidden;max-height:0'><p>a</div>")),
        ("line-high clips", same(bytes, "<div style='overflow:hidden;max-height:1em'>a b c")),
        (
            "data sheets",
            fill(bytes, |n| format!("<link rel=stylesheet href='data:text/css,p%7Bmargin:{n}px%7D'>")),
        ),
    ]
}

/// Custom properties that each use the one before `times` times.
fn variables(count: usize, times: usize) -> String {
    let list: String =
        (1..count).map(|n| format!("--v{n}:{};", format!("var(--v{}) ", n - 1).repeat(times))).collect();
    format!("p{{--v0:red;{list}color:var(--v{})}}", count - 1)
}

/// Bodies of plain text.
pub(crate) fn text(bytes: usize) -> Vec<Body> {
    vec![
        ("words", same(bytes, "lorem ipsum dolor sit amet ")),
        ("lines", same(bytes, "a\n")),
        ("blank lines", same(bytes, "\n")),
        ("quotation", format!("Hello\n{}", same(bytes, "> a\n"))),
        ("marks of quotation", format!("a\n{}", same(bytes, "> "))),
        ("quotations", same(bytes, "> a\nb\n")),
        ("quotations after answers", same(bytes, "Thanks\n\n> a\n\n")),
        ("introductions", same(bytes, "On 3 May 2026 at 10:00 Sarah <s@x.example> wrote:\n")),
        ("introductions apart", same(bytes, "On 3 May 2026 at 10:00 Sarah <s@x.example> wrote:\n\n")),
        (
            "introductions of quotations",
            same(bytes, "On 3 May 2026 at 10:00 Sarah <s@x.example> wrote:\n> a\n"),
        ),
        (
            "almost introductions",
            same(bytes, "On 3 May 2026 at 10:00 Sarah <s@x.example>\nwrote :\nor so:\n"),
        ),
        ("headers", same(bytes, "From: a@x.example\nSent: 3 May 2026 10:00\nTo: b\nSubject: c\n\n")),
        ("senders", same(bytes, "From: a\n")),
        ("originals", same(bytes, "-----Original Message-----\n")),
        ("forwards", same(bytes, "a\n-- forwarded\n")),
        ("rules", same(bytes, "________________\n")),
        ("signatures", same(bytes, "-- \n")),
        ("colons", same(bytes, "a:\n")),
        ("invisible", same(bytes, "\u{200B}\u{E0041}")),
        ("cjk", same(bytes, "訂單已經寄出，謝謝。\n")),
    ]
}
