//! Declarations: properties that decide what is visible, and their values.

use std::{borrow::Cow, rc::Rc};

use cssparser::Parser;

use super::{
    set::{Env, set},
    style::Style,
    value::{Part, Parts, parts},
};

/// Declaration of a property.
#[derive(Debug, Clone)]
pub(super) struct Declaration {
    /// Name in lower case; custom properties keep their case.
    pub(super) name: Name,
    pub(super) value: Value,
    pub(super) important: bool,
    pub(super) phase: Phase,
}

/// Order in which declarations are applied: what others depend on comes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Phase {
    Custom,
    All,
    Font,
    Color,
    Other,
}

impl Phase {
    fn of(name: &str) -> Self {
        match name {
            "all" => Self::All,
            "font" | "font-size" | "line-height" => Self::Font,
            "color" => Self::Color,
            name if name.starts_with("--") => Self::Custom,
            _ => Self::Other,
        }
    }
}

#[derive(Debug, Clone)]
pub(super) enum Value {
    Parts(Vec<Part>),
    /// Value that exceeds a limit: what it applies to is not surely visible.
    Excess,
    /// Text of a custom property, or a value with variables in it.
    Text(Rc<str>),
}

/// Maximum length of a value with variables, in bytes, before and after they are replaced.
pub(super) const MAX_VALUE: usize = 4096;

/// Reader of declarations, with a style on which values are tried.
pub(super) struct Declarations {
    quirks: bool,
    parent: Style,
    scratch: Style,
}

impl Declarations {
    pub(super) fn new(quirks: bool) -> Self {
        Self { quirks, parent: Style::default(), scratch: Style::default() }
    }

    /// Reads the value of a declaration. Returns `None` if it is invalid, or decides nothing about what is visible.
    pub(super) fn read(&mut self, name: &str, input: &mut Parser<'_>) -> Option<Declaration> {
        let custom = name.starts_with("--");
        let name = if custom || !name.bytes().any(|b| b.is_ascii_uppercase()) {
            Cow::Borrowed(name)
        } else {
            Cow::Owned(name.to_ascii_lowercase())
        };
        let property = Name::of(&name)?;
        let declaration = |value, important| Declaration {
            phase: Phase::of(&name),
            name: property.clone(),
            value,
            important,
        };
        let start = input.state();
        let from = input.position();
        let list = if custom { Parts::Invalid } else { parts(input) };
        let has_variables = matches!(&list, Parts::Known(list) if uses_variables(list));
        if custom || has_variables {
            input.reset(&start);
            while input.next().is_ok() {}
            let (text, important) = split_important(input.slice_from(from));
            let value = if text.len() > MAX_VALUE { Value::Excess } else { Value::Text(text.into()) };
            return Some(declaration(value, important));
        }
        let list = match list {
            Parts::Known(list) => list,
            Parts::Invalid => return None,
            Parts::Excess => {
                while input.next().is_ok() {}
                return Some(declaration(Value::Excess, true));
            }
        };
        // The components end at the mark of importance; after it stands its word only.
        let marked = input.slice_from(from).ends_with('!');
        while input.next().is_ok() {}
        let important = split_important(input.slice_from(from)).1;
        if marked && !important {
            return None;
        }
        let env = Env { parent: &self.parent, quirks: self.quirks, user_agent: None };
        set(&mut self.scratch, &name, &list, &env).then(|| declaration(Value::Parts(list), important))
    }
}

/// Returns `false` if a property that is known does not take a value.
pub(super) fn accepts(name: &str, value: &[Part]) -> bool {
    let parent = Style::default();
    let env = Env { parent: &parent, quirks: false, user_agent: None };
    PROPERTIES.binary_search(&name).is_err() || set(&mut Style::default(), name, value, &env)
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

/// Properties that decide what is visible, in order. So do all of borders.
#[rustfmt::skip]
const PROPERTIES: [&str; 121] = [
    "-webkit-animation", "-webkit-animation-fill-mode", "-webkit-animation-name", "-webkit-backface-visibility",
    "-webkit-background-clip", "-webkit-clip-path", "-webkit-filter", "-webkit-mask", "-webkit-mask-image",
    "-webkit-mask-size", "-webkit-opacity", "-webkit-text-fill-color", "-webkit-text-security",
    "-webkit-text-stroke", "-webkit-text-stroke-color", "-webkit-text-stroke-width", "-webkit-transform", "all",
    "animation", "animation-delay", "animation-duration", "animation-fill-mode", "animation-iteration-count",
    "animation-name", "animation-play-state", "backface-visibility", "background", "background-clip",
    "background-color", "background-image", "block-size", "bottom", "box-sizing", "clip", "clip-path", "color",
    "contain", "content", "content-visibility", "direction", "display", "filter", "flex", "flex-basis", "float",
    "font", "font-size", "font-size-adjust", "grid-template-rows", "height", "inline-size", "inset", "inset-block",
    "inset-block-end", "inset-block-start", "inset-inline", "inset-inline-end", "inset-inline-start", "left",
    "letter-spacing", "line-height", "margin", "margin-block", "margin-block-end", "margin-block-start",
    "margin-bottom", "margin-inline", "margin-inline-end", "margin-inline-start", "margin-left", "margin-right",
    "margin-top", "mask", "mask-image", "mask-size", "max-block-size", "max-height", "max-inline-size", "max-width",
    "min-block-size", "min-height", "min-inline-size", "min-width", "mix-blend-mode", "offset-path", "opacity",
    "overflow", "overflow-block", "overflow-inline", "overflow-x", "overflow-y", "padding", "padding-block",
    "padding-block-end", "padding-block-start", "padding-bottom", "padding-inline", "padding-inline-end",
    "padding-inline-start", "padding-left", "padding-right", "padding-top", "position", "right", "rotate", "scale",
    "table-layout", "text-align", "text-indent", "text-shadow", "text-wrap", "text-wrap-mode", "top", "transform",
    "translate", "visibility", "white-space", "white-space-collapse", "width", "word-spacing", "zoom",
];

/// Name of a property.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Name {
    Known(&'static str),
    /// Custom property, or one of a border.
    Other(Rc<str>),
}

impl Name {
    fn of(name: &str) -> Option<Self> {
        match PROPERTIES.binary_search(&name) {
            Ok(at) => Some(Self::Known(PROPERTIES[at])),
            Err(_) => {
                let other = name.starts_with("border") || name.starts_with("--");
                other.then(|| Self::Other(name.into()))
            }
        }
    }
}

impl std::ops::Deref for Name {
    type Target = str;

    fn deref(&self) -> &str {
        match self {
            Self::Known(name) => name,
            Self::Other(name) => name,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{super::sheet::declarations_of, *};

    #[test]
    fn invalid_declarations_are_ignored() {
        let read = |css: &str| {
            declarations_of(&mut Parser::new(css), false)
                .iter()
                .map(|d| format!("{}{}", &*d.name, if d.important { "!" } else { "" }))
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

    #[test]
    fn properties_are_in_order() {
        assert!(PROPERTIES.is_sorted());
    }
}
