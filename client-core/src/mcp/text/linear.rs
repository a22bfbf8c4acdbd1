//! Cost of bodies that are made to be costly, in steps and allocations: those do not depend on the machine.

use super::{
    TextOptions, clean_text, hostile,
    html::{Cost, cost},
    html_to_text,
};

const SMALL: usize = 24 * 1024;
/// Steps and allocations that do not depend on the length.
const FIXED: f64 = 4000.0;
/// Growth of a cost that is linear when the input doubles, with room for growing buffers.
const MOST: f64 = 2.3;

/// Allocations, and steps of construction and styles.
fn of_html(html: &str) -> (u64, Cost) {
    let options = TextOptions::default();
    let allocations = allocation_counter::measure(|| drop(html_to_text(html, &options)));
    (allocations.count_total, cost(html))
}

#[track_caller]
fn doubles(name: &str, what: &str, one: f64, two: f64) {
    assert!(two <= MOST * one + FIXED, "{name}: {one} {what} become {two} when the body doubles");
}

#[test]
fn cost_of_markup_is_linear() {
    for ((name, one), (_, two)) in hostile::html(SMALL).iter().zip(hostile::html(2 * SMALL)) {
        let ((few, least), (many, most)) = (of_html(one), of_html(&two));
        doubles(name, "allocations", few as f64, many as f64);
        doubles(name, "steps of construction", least.construction as f64, most.construction as f64);
        doubles(name, "steps of styles", least.styles as f64, most.styles as f64);
    }
}

#[test]
fn cost_of_plain_text_is_linear() {
    let options = TextOptions::default();
    for ((name, one), (_, two)) in hostile::text(SMALL).iter().zip(hostile::text(2 * SMALL)) {
        let count = |text| allocation_counter::measure(|| drop(clean_text(text, &options))).count_total;
        doubles(name, "allocations", count(one) as f64, count(&two) as f64);
    }
}

/// Rules times elements is no linear number: it ends at a limit.
#[test]
fn cost_of_styles_is_bounded() {
    for (name, one) in hostile::styles(2 * SMALL) {
        let (allocations, steps) = of_html(&one);
        assert!(
            allocations <= 2 * one.len() as u64,
            "{name}: {allocations} allocations in {} bytes",
            one.len()
        );
        assert!(steps.construction <= one.len(), "{name}: {steps:?}");
    }
}

#[test]
fn what_a_limit_leaves_out_is_counted_and_never_shown() {
    let options = TextOptions::default();
    let hidden = "<p class=x>HID</p>";
    let fill = |part: &str, times: usize| part.repeat(times);
    for html in [
        // Selectors, nesting of rules, and steps of matching.
        format!("<style>{}.x{{display:none}}</style>{hidden}", fill("p,b{margin:0}", 6000)),
        format!("<style>{}.x{{display:none}}</style>{hidden}", fill("@media screen{", 40)),
        format!(
            "<style>{}.x{{opacity:0}}</style>{}{hidden}",
            fill("*{margin:0}", 5000),
            fill("<p>a</p>", 5000)
        ),
        // Elements and bytes, with the sheet behind them.
        format!("{hidden}{}<style>.x{{display:none}}</style>", fill("<p>a</p>", 60_000)),
        format!("{hidden}{}<style>.x{{display:none}}</style>", fill("a b c d ", 140_000)),
        format!("{hidden}{}<style>.x{{display:none}}</style>", fill("a b c d ", 600_000)),
        // Misnested formatting.
        format!("{}<div style=display:none>HID", fill("<b><p>", 30_000)),
        // Attributes, components, nesting and variables of a value.
        format!(
            "<style>[z]{{display:none}}</style><p class=a {} z>HID",
            (0..90).map(|n| format!("a{n} ")).collect::<String>()
        ),
        format!("<p style='font-size:{}0px'>HID", fill("calc(", 30)),
        format!("<p style='mask:{}'>HID", fill("linear-gradient(transparent,transparent) ", 200)),
        format!("<p style='--a:/*{}*/none;display:var(--a)'>HID", fill("a", 5000)),
        format!(
            "<p style='{}color:var(--a0,#000)'>HID",
            (0..300).rev().map(|n| format!("--a{n}:#fff;")).collect::<String>()
        ),
    ] {
        let clean = html_to_text(&html, &options);
        let start: String = html.chars().take(60).collect();
        assert!(!clean.text.contains("HID"), "{start}");
        assert!(clean.removed_invisible > 0 || clean.truncated, "{start}: not reported");
    }
}
