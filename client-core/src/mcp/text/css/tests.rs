use crate::mcp::text::{TextOptions, html_to_text};

#[track_caller]
fn hidden(html: &str) {
    let clean = html_to_text(html, &TextOptions::default());
    assert!(!clean.text.contains("HID"), "{html}: {}", clean.text);
    assert!(clean.removed_invisible > 0, "{html}: not counted");
}

#[track_caller]
fn visible(html: &str) {
    let clean = html_to_text(html, &TextOptions::default());
    assert!(clean.text.contains("VIS"), "{html}: {:?}", clean.text);
}

#[test]
fn styles_of_every_kind_hide() {
    for style in [
        "display:none",
        "display:n\\6fne",
        "opacity:1%",
        "opacity:calc(0)",
        "font-size:.1vw",
        "font:.1% a",
        "max-height:0;overflow:auto",
        "height:1px;overflow:hidden",
        "color:#fff",
        "color:hsl(0 0% 0%/0)",
        "-webkit-text-fill-color:transparent",
        "text-indent:100%;white-space:nowrap;overflow:hidden",
        "position:absolute;left:-100%",
        "position:relative;left:-9999px",
        "margin:0 0 0 -9999px",
        "transform:rotateY(90deg)",
        "scale:0",
        "clip-path:inset(0 100% 0 0)",
        "--x:1;display:var(--y,none)",
        "letter-spacing:-1em",
        "mask-image:linear-gradient(transparent,transparent)",
    ] {
        hidden(&format!("<p>a</p><div style='{style}'>HID text</div>"));
        hidden(&format!("<!DOCTYPE html><style>.x{{{style}}}</style><p>a</p><div class=x>HID text</div>"));
    }
}

#[test]
fn selectors_cascade_and_inheritance_count() {
    hidden("<style>#x{display:none}</style><p id=x>HID");
    hidden("<style>div > p:not(.y){color:#fff}</style><div><p class=z>HID</p></div>");
    hidden("<p class=late>HID</p><style>.late{display:none}</style>");
    hidden("<style>@media screen and (min-width:300px){.x{opacity:0}}</style><p class=x>HID");
    hidden("<div style='background:#369'><b style='color:#336699'>HID</b></div>");
    hidden("<div><font style='font-size:0'>HID</div>HID");
    hidden("<div style='opacity:.3'><div style='opacity:.3'><p style='opacity:.3'>HID");
    visible("<style>p{display:none}p.x{display:block!important}</style><p class=x style='display:none'>VIS");
    visible("<style>@media print{p{display:none}}</style><p>VIS");
    visible("<style>@media (prefers-color-scheme:dark){p{color:#fff}}</style><p>VIS");
    visible("<div style='font-size:0'><span style='font-size:14px'>VIS</span></div>");
    visible("<table><td bgcolor=navy><a style='color:#fff'>VIS</a>");
    visible("<table bgcolor=navy><tr><td><font color=white>VIS</font></table>");
    visible("<span style='height:0;overflow:hidden'>VIS</span>");
}

#[test]
fn matching_takes_bounded_steps() {
    let rules: String =
        (0..2000).map(|n| format!("div :nth-child({n}n+1) > p ~ p{{color:#{:06x}}}", n)).collect();
    let html = format!("<style>{rules}</style>{}", "<div><p>a</p><p>b</p></div>".repeat(20_000));
    let clean = html_to_text(&html, &TextOptions::default());
    assert!(clean.truncated);
    let html = format!("<style>p:has(~ b){{color:red}}</style>{}", "<p>a</p>".repeat(50_000));
    assert!(html_to_text(&html, &TextOptions::default()).truncated);
}

#[test]
fn closed_lists_show_the_option_that_is_selected() {
    let many = "<option>a".repeat(80);
    visible(&format!("<select>{many}<option selected>VIS<option>HID</select>"));
    hidden(&format!("<p>a<select>{many}<option selected>b<option>HID</select>"));
    hidden("<p>a<select><option selected>HID<option selected>VIS</select>");
    visible("<select multiple><option>a<option>VIS</select>");
}
