//! Declarations: properties that decide what is visible, and their values.

use std::rc::Rc;

use cssparser::Parser;

use super::{
    set::{Env, set},
    style::Style,
    value::{Part, parts},
};

/// Declaration of a property.
#[derive(Debug, Clone)]
pub(super) struct Declaration {
    /// Name in lower case; custom properties keep their case.
    pub(super) name: Rc<str>,
    pub(super) value: Value,
    pub(super) important: bool,
}

#[derive(Debug, Clone)]
pub(super) enum Value {
    Parts(Vec<Part>),
    /// Text of a custom property, or a value with variables in it.
    Text(Rc<str>),
}

/// Maximum length of a value with variables, in bytes, before and after they are replaced.
pub(super) const MAX_VALUE: usize = 4096;

/// Reads the value of a declaration. Returns `None` if it is invalid, or decides nothing about what is visible.
pub(super) fn declaration(name: &str, input: &mut Parser<'_>, quirks: bool) -> Option<Declaration> {
    let custom = name.starts_with("--");
    let name = if custom { name.to_owned() } else { name.to_ascii_lowercase() };
    if !custom && !is_known(&name) {
        return None;
    }
    let start = input.state();
    let from = input.position();
    let list = parts(input);
    let has_variables = list.as_ref().is_some_and(|list| uses_variables(list));
    if custom || has_variables {
        input.reset(&start);
        while input.next().is_ok() {}
        let text = input.slice_from(from);
        let (text, important) = split_important(text);
        if text.len() > MAX_VALUE {
            return None;
        }
        return Some(Declaration { name: name.into(), value: Value::Text(text.into()), important });
    }
    let list = list?;
    // The components end at the mark of importance; after it stands its word only.
    let marked = input.slice_from(from).ends_with('!');
    while input.next().is_ok() {}
    let important = split_important(input.slice_from(from)).1;
    if marked && !important {
        return None;
    }
    let parent = Style::default();
    let mut scratch = Style::default();
    let env = Env { parent: &parent, quirks, user_agent: None };
    set(&mut scratch, &name, &list, &env).then(|| Declaration {
        name: name.into(),
        value: Value::Parts(list),
        important,
    })
}

/// Splits `!important` off the end of a value.
fn split_important(text: &str) -> (&str, bool) {
    let text = text.trim();
    match text.rsplit_once('!') {
        Some((value, mark)) if without_comments(mark).trim().eq_ignore_ascii_case("important") => {
            (value.trim_end(), true)
        }
        _ => (text, false),
    }
}

fn without_comments(text: &str) -> String {
    let mut clean = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("/*") {
        clean.push_str(before);
        rest = after.split_once("*/").map_or("", |(_, after)| after);
    }
    clean + rest
}

fn uses_variables(list: &[Part]) -> bool {
    list.iter().any(|part| {
        matches!(part, Part::Function(name, inner) if matches!(name.as_str(), "var" | "env") || uses_variables(inner))
    })
}

/// Returns `true` for properties that decide what is visible.
fn is_known(name: &str) -> bool {
    matches!(
        name,
        "all"
            | "animation"
            | "animation-delay"
            | "animation-duration"
            | "animation-fill-mode"
            | "animation-iteration-count"
            | "animation-name"
            | "animation-play-state"
            | "backface-visibility"
            | "background"
            | "background-clip"
            | "background-color"
            | "background-image"
            | "block-size"
            | "bottom"
            | "box-sizing"
            | "clip"
            | "clip-path"
            | "color"
            | "contain"
            | "content"
            | "content-visibility"
            | "direction"
            | "display"
            | "filter"
            | "flex"
            | "flex-basis"
            | "float"
            | "font"
            | "font-size"
            | "font-size-adjust"
            | "grid-template-rows"
            | "height"
            | "inline-size"
            | "left"
            | "letter-spacing"
            | "line-height"
            | "margin"
            | "mask"
            | "mask-image"
            | "mask-size"
            | "max-block-size"
            | "max-height"
            | "max-inline-size"
            | "max-width"
            | "min-block-size"
            | "min-height"
            | "min-inline-size"
            | "min-width"
            | "mix-blend-mode"
            | "offset-path"
            | "opacity"
            | "overflow"
            | "overflow-block"
            | "overflow-inline"
            | "overflow-x"
            | "overflow-y"
            | "padding"
            | "position"
            | "right"
            | "rotate"
            | "scale"
            | "text-align"
            | "text-indent"
            | "text-shadow"
            | "top"
            | "transform"
            | "translate"
            | "visibility"
            | "white-space"
            | "white-space-collapse"
            | "text-wrap"
            | "text-wrap-mode"
            | "width"
            | "word-spacing"
            | "zoom"
            | "-webkit-animation"
            | "-webkit-animation-name"
            | "-webkit-animation-fill-mode"
            | "-webkit-background-clip"
            | "-webkit-clip-path"
            | "-webkit-filter"
            | "-webkit-mask"
            | "-webkit-mask-image"
            | "-webkit-mask-size"
            | "-webkit-opacity"
            | "-webkit-text-fill-color"
            | "-webkit-text-security"
            | "-webkit-text-stroke"
            | "-webkit-text-stroke-color"
            | "-webkit-text-stroke-width"
            | "-webkit-transform"
            | "-webkit-backface-visibility"
    ) || name.starts_with("margin-")
        || name.starts_with("padding-")
        || name.starts_with("inset")
        || name.starts_with("border")
}

#[cfg(test)]
mod tests {
    use super::{super::sheet::declarations_of, *};

    #[test]
    fn invalid_declarations_are_ignored() {
        let read = |css: &str| {
            declarations_of(&mut Parser::new(css), false)
                .iter()
                .map(|d| format!("{}{}", d.name, if d.important { "!" } else { "" }))
                .collect::<Vec<_>>()
                .join(" ")
        };
        assert_eq!(read("display:none"), "display");
        assert_eq!(read("display:n\\6fne ! /*x*/ IMPORTANT; color:red"), "display! color");
        assert_eq!(read("displ\\61y:none"), "display");
        assert_eq!(read("display:bogus;color:nocolor;font-size:12;opacity:red"), "");
        assert_eq!(read("--X:1;display:var(--y,none)"), "--X display");
        assert_eq!(read("display:none !bogus;color:red"), "color");
        assert_eq!(read("color:red;;opacity:0"), "color opacity");
    }
}
