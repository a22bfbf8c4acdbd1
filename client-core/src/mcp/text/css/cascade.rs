//! Cascade: which declarations apply to an element, and in which order.

use std::{cell::Cell, collections::HashMap, rc::Rc};

use cssparser::Parser;
use selectors::{
    context::{
        MatchingContext, MatchingForInvalidation, MatchingMode, NeedsSelectorFlags, QuirksMode,
        SelectorCaches,
    },
    matching::matches_selector,
    parser::{Component, Selector},
};

use super::{
    color::Color,
    declaration::{Declaration, Value},
    media::media_applies,
    select::{Element, Pseudo, Selectors},
    set::{Env, set},
    sheet::{Sheets, declarations_of},
    style::Style,
    user_agent,
    value::parts_of,
    variable::{MAX_VARIABLES, Variables, substitute},
};
use crate::mcp::text::html::tree::{Document, NodeId};

/// Maximum number of steps of matching selectors in a document. The rest of the text is omitted then.
const MAX_STEPS: usize = 2_000_000;
/// Steps that a declaration that applies stands for.
const DECLARATION_STEPS: usize = 12;

/// Selector of a rule.
struct Entry {
    selector: Selector<Selectors>,
    rule: usize,
    pseudo: bool,
}

/// Styles of a document.
pub(in crate::mcp::text) struct Styles<'a> {
    document: &'a Document,
    sheets: Sheets,
    entries: Vec<Entry>,
    ids: HashMap<String, Vec<u32>>,
    classes: HashMap<String, Vec<u32>>,
    tags: HashMap<String, Vec<u32>>,
    any: Vec<u32>,
    steps: Cell<usize>,
    places: Vec<u8>,
    caches: SelectorCaches,
    inline: HashMap<&'a str, Rc<[Declaration]>>,
}

/// Rank of a declaration: importance, layer, inline, specificity, order.
type Rank = (bool, u32, bool, u32, u32);

impl<'a> Styles<'a> {
    /// Reads the sheets of a document.
    pub(in crate::mcp::text) fn new(document: &'a Document) -> Self {
        let mut sheets = Sheets::new(document.quirks);
        let mut template = 0_usize;
        let mut at = Some(Document::ROOT);
        // In the order of the document, without recursion.
        while let Some(id) = at {
            let name = document.name(id);
            if name == "style" && template == 0 && is_sheet(document, id) {
                let mut css = String::new();
                let mut text = document.first(id);
                while let Some(id) = text {
                    css.push_str(document.text(id).unwrap_or_default());
                    text = document.next(id);
                }
                sheets.add(&css);
            } else if name == "link" && template == 0 {
                add_link(document, id, &mut sheets);
            }
            template += usize::from(name == "template");
            at = document.first(id);
            let mut last = id;
            while at.is_none() {
                template -= usize::from(document.name(last) == "template");
                at = document.next(last);
                if at.is_none() {
                    match document.parent(last) {
                        Some(parent) => last = parent,
                        None => break,
                    }
                }
            }
        }
        let mut styles = Self {
            document,
            sheets,
            entries: Vec::new(),
            ids: HashMap::new(),
            classes: HashMap::new(),
            tags: HashMap::new(),
            any: Vec::new(),
            steps: Cell::new(MAX_STEPS),
            places: vec![0; document.len()],
            caches: SelectorCaches::default(),
            inline: HashMap::new(),
        };
        styles.index();
        styles
    }

    /// Returns `true` if the limits on sheets or on matching are exceeded.
    pub(in crate::mcp::text) fn is_exhausted(&self) -> bool {
        self.steps.get() == 0
    }

    pub(in crate::mcp::text) const fn is_truncated(&self) -> bool {
        self.sheets.truncated
    }

    /// Returns the number of steps that matching took.
    #[cfg(test)]
    pub(in crate::mcp::text) fn steps(&self) -> usize {
        MAX_STEPS - self.steps.get()
    }

    fn index(&mut self) {
        for (index, rule) in self.sheets.rules.iter().enumerate() {
            for selector in rule.selectors.slice() {
                let pseudo = selector.has_pseudo_element();
                if pseudo && selector.pseudo_element() != Some(&Pseudo::FirstLine) {
                    continue;
                }
                let entry = self.entries.len() as u32;
                self.entries.push(Entry { selector: selector.clone(), rule: index, pseudo });
                let (mut id, mut class, mut tag) = (None, None, None);
                if !pseudo {
                    for component in selector.iter() {
                        match component {
                            Component::ID(name) => id = Some(self.key(name.as_ref())),
                            Component::Class(name) => class = Some(self.key(name.as_ref())),
                            Component::LocalName(name) => tag = Some(name.lower_name.as_ref().to_owned()),
                            _ => {}
                        }
                    }
                }
                let list = match (id, class, tag) {
                    (Some(id), ..) => self.ids.entry(id).or_default(),
                    (_, Some(class), _) => self.classes.entry(class).or_default(),
                    (_, _, Some(tag)) => self.tags.entry(tag).or_default(),
                    _ => &mut self.any,
                };
                list.push(entry);
            }
        }
    }

    fn key(&self, name: &str) -> String {
        if self.document.quirks { name.to_ascii_lowercase() } else { name.to_owned() }
    }

    /// Returns the style of an element, and changes the variables to those of the element.
    pub(super) fn style(
        &mut self,
        id: NodeId,
        parent: &Style,
        body: Color,
        variables: &mut Option<Rc<Variables>>,
    ) -> Style {
        let document = self.document;
        let mut style = Style::child_of(parent);
        user_agent::apply(&mut style, document, id, body);
        let user_agent_style = document.attributes(id).next().is_some().then(|| style.clone());
        user_agent::apply_attributes(&mut style, document, id);

        let mut found: Vec<(Rank, Rc<[Declaration]>, bool)> = Vec::new();
        if !self.entries.is_empty() {
            self.collect(id, &mut found);
        }
        if let Some(inline) = document.attribute(id, "style") {
            let quirks = document.quirks;
            let declarations = self
                .inline
                .entry(inline)
                .or_insert_with(|| declarations_of(&mut Parser::new(inline), quirks).into());
            found.push(((false, u32::MAX, true, 0, 0), Rc::clone(declarations), false));
        }
        if found.is_empty() {
            return style;
        }
        let mut ranked: Vec<(Rank, &Declaration)> = Vec::new();
        for (rank, declarations, _) in &found {
            self.steps.set(self.steps.get().saturating_sub(declarations.len() * DECLARATION_STEPS));
            for declaration in declarations.iter() {
                let mut rank = *rank;
                if declaration.important {
                    rank = (true, u32::MAX - rank.1, rank.2, rank.3, rank.4);
                }
                ranked.push((rank, declaration));
            }
        }
        ranked.sort_by_key(|(rank, _)| *rank);
        let list: Vec<&Declaration> = ranked.into_iter().map(|(_, declaration)| declaration).collect();
        self.declare(&list, variables);
        let env = Env { parent, quirks: document.quirks, user_agent: user_agent_style.as_ref() };
        apply(&mut style, &list, variables.as_deref(), &env);
        self.animate(&mut style, variables.as_deref(), &env);
        style
    }

    /// Adds the declarations of the rules that match an element.
    fn collect(&mut self, id: NodeId, found: &mut Vec<(Rank, Rc<[Declaration]>, bool)>) {
        let document = self.document;
        let mut candidates: Vec<u32> = self.any.clone();
        candidates.extend(self.tags.get(document.name(id)).into_iter().flatten());
        if let Some(value) = document.attribute(id, "id")
            && !self.ids.is_empty()
        {
            candidates.extend(self.ids.get(&self.key(value)).into_iter().flatten());
        }
        if let Some(value) = document.attribute(id, "class")
            && !self.classes.is_empty()
        {
            for class in value.split_ascii_whitespace() {
                candidates.extend(self.classes.get(&self.key(class)).into_iter().flatten());
            }
        }
        if candidates.is_empty() {
            return;
        }
        candidates.sort_unstable();
        candidates.dedup();
        let element = Element { document, id, steps: &self.steps, places: &self.places };
        let quirks = if document.quirks { QuirksMode::Quirks } else { QuirksMode::NoQuirks };
        for pseudo in [false, true] {
            let mode = if pseudo { MatchingMode::ForStatelessPseudoElement } else { MatchingMode::Normal };
            let mut context = MatchingContext::new(
                mode,
                None,
                &mut self.caches,
                quirks,
                NeedsSelectorFlags::No,
                MatchingForInvalidation::No,
            );
            for &candidate in &candidates {
                let entry = &self.entries[candidate as usize];
                if entry.pseudo != pseudo || !element.step() {
                    continue;
                }
                if matches_selector(&entry.selector, 0, None, element, &mut context) {
                    let rule = &self.sheets.rules[entry.rule];
                    let rank = (false, rule.layer, false, entry.selector.specificity(), entry.rule as u32);
                    found.push((rank, Rc::clone(&rule.declarations), pseudo));
                }
            }
        }
    }

    /// Applies the custom properties among the declarations.
    fn declare(&self, list: &[&Declaration], variables: &mut Option<Rc<Variables>>) {
        for declaration in list {
            if let Value::Text(text) = &declaration.value
                && declaration.name.starts_with("--")
            {
                let map = Rc::make_mut(variables.get_or_insert_with(Rc::default));
                self.steps.set(self.steps.get().saturating_sub(1 + map.len() / 4));
                if map.len() < MAX_VARIABLES || map.contains_key(&declaration.name) {
                    map.insert(Rc::clone(&declaration.name), Rc::clone(text));
                }
            }
        }
    }

    /// Applies the moment in which an animation ends or stands still.
    fn animate(&self, style: &mut Style, variables: Option<&Variables>, env: &Env<'_>) {
        let Some(animation) = style.animation.clone() else { return };
        let Some((_, first, last)) = self.sheets.keyframes.iter().find(|(name, ..)| *name == animation.name)
        else {
            return;
        };
        let waits = animation.delay > MAX_DELAY;
        let frame = if animation.paused || waits {
            if waits && !animation.keeps_first { return } else { first }
        } else if animation.keeps_last && !animation.endless {
            last
        } else {
            return;
        };
        apply(style, &frame.iter().collect::<Vec<_>>(), variables, env);
    }
}

/// Seconds that a reader waits for an animation.
const MAX_DELAY: f32 = 10.0;

/// Applies declarations in their order; those that others depend on come first.
fn apply(style: &mut Style, list: &[&Declaration], variables: Option<&Variables>, env: &Env<'_>) {
    let resets = list.iter().any(|declaration| &*declaration.name == "all");
    let phase = |name: &str| match name {
        "font" | "font-size" | "line-height" => 0,
        "color" => 1,
        _ => 2,
    };
    let none = Variables::new();
    let rounds = if resets { 0..1 } else { 0..3 };
    for round in rounds {
        for declaration in list {
            let name = &*declaration.name;
            if name.starts_with("--") || (!resets && phase(name) != round) {
                continue;
            }
            match &declaration.value {
                Value::Parts(parts) => {
                    set(style, name, parts, env);
                }
                Value::Text(text) => {
                    let parts = substitute(text, variables.unwrap_or(&none)).and_then(|text| parts_of(&text));
                    let is_set = parts.is_some_and(|parts| set(style, name, &parts, env));
                    if !is_set {
                        // Invalid when computed: as if it were unset.
                        set(style, name, &[super::value::Part::Word("unset".to_owned())], env);
                    }
                }
            }
        }
    }
}

/// Returns `true` for a `<style>` whose type and media apply.
fn is_sheet(document: &Document, id: NodeId) -> bool {
    let kind = document.attribute(id, "type").unwrap_or_default().trim();
    (kind.is_empty() || kind.eq_ignore_ascii_case("text/css")) && has_media(document, id)
}

fn has_media(document: &Document, id: NodeId) -> bool {
    document
        .attribute(id, "media")
        .is_none_or(|media| parts_of(media).is_some_and(|query| media_applies(&query)))
}

/// Adds the sheet of a link whose target holds it.
fn add_link(document: &Document, id: NodeId, sheets: &mut Sheets) {
    let is_sheet = document
        .attribute(id, "rel")
        .is_some_and(|rel| rel.split_ascii_whitespace().any(|word| word.eq_ignore_ascii_case("stylesheet")));
    let href = document.attribute(id, "href").unwrap_or_default().trim();
    if !is_sheet || !has_media(document, id) {
        return;
    }
    if let Some(rest) = href.strip_prefix("data:text/css")
        && let Some((kind, data)) = rest.split_once(',')
        && !kind.ends_with(";base64")
    {
        let css = percent_encoding::percent_decode_str(data).decode_utf8_lossy();
        sheets.add(&css);
    }
}
