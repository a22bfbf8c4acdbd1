//! Cascade: which declarations apply to an element, and in which order.

use std::{cell::Cell, collections::HashMap, rc::Rc};

use cssparser::Parser;

use super::{
    color::Color,
    declaration::{Declaration, Phase, Value},
    media::media_applies,
    rules::{OVERDRAFT, Rules, STEP_BYTES},
    set::{Env, set},
    sheet::{Keyframes, Sheets, declarations_of},
    style::Style,
    user_agent,
    value::{Part, parts_of},
    variable::{MAX_VARIABLES, Substituted, Variables, substitute},
};
use crate::mcp::text::html::tree::{Document, NodeId};

/// Maximum number of steps of matching selectors and applying declarations in a document. The rest of the text is
/// omitted then.
const MAX_STEPS: usize = 800_000;
/// Steps that a declaration that applies stands for.
const DECLARATION_STEPS: usize = 5;
/// Steps of reading an inline style that no element had before, and bytes of it that one more step stands for.
const READ_STEPS: usize = 20;
const READ_BYTES: usize = 8;
/// Length of an inline style, in bytes, up to which equal texts are read once.
const MAX_SHARED: usize = 1024;

/// Styles of a document.
pub(in crate::mcp::text) struct Styles<'a> {
    document: &'a Document,
    rules: Rules<'a>,
    keyframes: HashMap<String, Keyframes>,
    /// Initial values of custom properties.
    initial: Option<Rc<Variables>>,
    steps: Cell<usize>,
    inline: HashMap<&'a str, Rc<[Declaration]>>,
    /// Long inline styles by their place, since copies of an element share it.
    long: HashMap<usize, Rc<[Declaration]>>,
    /// `true` if a limit of the sheets is exceeded: nothing in the document is surely visible.
    unsure: bool,
}

/// Rank of a declaration: importance, layer, inline, specificity, order.
type Rank = (bool, u32, bool, u32, u32);

impl<'a> Styles<'a> {
    /// Reads the sheets of a document.
    pub(in crate::mcp::text) fn new(document: &'a Document) -> Self {
        let mut sheets = Sheets::new(document.quirks);
        let mut template = 0_usize;
        let mut at = document.styled.then_some(Document::ROOT);
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
        let values = sheets.initial;
        Self {
            initial: (!values.is_empty()).then(|| Rc::new(Variables { values, excess: false })),
            document,
            rules: Rules::new(document, sheets.rules),
            keyframes: sheets.keyframes,
            steps: Cell::new(MAX_STEPS + OVERDRAFT),
            inline: HashMap::new(),
            long: HashMap::new(),
            unsure: sheets.unsure,
        }
    }

    /// Returns `true` if the limit of steps is exceeded.
    pub(in crate::mcp::text) fn is_exhausted(&self) -> bool {
        self.steps.get() <= OVERDRAFT
    }

    /// Returns `true` if rules are missing, which may hide any part of the document.
    pub(in crate::mcp::text) const fn is_unsure(&self) -> bool {
        self.unsure
    }

    /// Returns the number of steps that matching took.
    #[cfg(test)]
    pub(in crate::mcp::text) fn steps(&self) -> usize {
        (MAX_STEPS + OVERDRAFT) - self.steps.get()
    }

    /// Returns the custom properties outside of the root.
    pub(super) fn initial(&self) -> Option<Rc<Variables>> {
        self.initial.clone()
    }

    fn spend(&self, steps: usize) {
        self.steps.set(self.steps.get().saturating_sub(steps));
    }

    /// Adds the rules that apply to an element.
    pub(super) fn collect(&mut self, id: NodeId, found: &mut Vec<u32>) {
        self.rules.collect(id, &self.steps, found);
    }

    /// Returns the style of an element to which rules apply, and changes the variables to those of the element.
    pub(super) fn style(
        &mut self,
        id: NodeId,
        parent: &Style,
        body: Color,
        variables: &mut Option<Rc<Variables>>,
        rules: &[u32],
    ) -> Style {
        let document = self.document;
        let mut style = Style::child_of(parent);
        user_agent::apply(&mut style, document, id, body);
        let inline = self.inline(id);
        let user_agent_style = (inline.is_some() || !rules.is_empty()).then(|| style.clone());
        user_agent::apply_attributes(&mut style, document, id);
        style.unsure |= document.has_excess(id);
        if user_agent_style.is_none() {
            return style;
        }
        let mut ranked: Vec<(Rank, &Declaration)> = Vec::new();
        for &rule in rules {
            let Some(((layer, specificity, order), declarations)) = self.rules.get(rule) else { continue };
            self.spend(declarations.len() * DECLARATION_STEPS);
            if self.is_exhausted() {
                return style;
            }
            rank(&mut ranked, (false, layer, false, specificity, order), declarations);
        }
        if let Some(declarations) = &inline {
            self.spend(declarations.len() * DECLARATION_STEPS);
            rank(&mut ranked, (false, u32::MAX, true, 0, 0), declarations);
        }
        ranked.sort_by_key(|(rank, _)| *rank);
        let env = Env { parent, quirks: document.quirks, user_agent: user_agent_style.as_ref() };
        self.declare(&ranked, variables);
        revert_layers(&mut ranked);
        let list = ranked.iter().map(|(_, declaration)| *declaration);
        self.apply(&mut style, list, variables.as_deref(), &env);
        self.animate(&mut style, variables.as_deref(), &env);
        style
    }

    /// Returns the declarations of the attribute `style`.
    fn inline(&mut self, id: NodeId) -> Option<Rc<[Declaration]>> {
        let document = self.document;
        let (at, text) = document.placed_attribute(id, Document::STYLE)?;
        let read = || {
            self.steps.set(self.steps.get().saturating_sub(READ_STEPS + text.len() / READ_BYTES));
            declarations_of(&mut Parser::new(text), document.quirks).into()
        };
        let known = if text.len() > MAX_SHARED {
            self.long.entry(at).or_insert_with(read)
        } else {
            self.inline.entry(text).or_insert_with(read)
        };
        Some(Rc::clone(known))
    }

    /// Applies the custom properties among the declarations.
    fn declare(&self, list: &[(Rank, &Declaration)], variables: &mut Option<Rc<Variables>>) {
        for (_, declaration) in list.iter().filter(|(_, declaration)| declaration.phase == Phase::Custom) {
            let map = Rc::make_mut(variables.get_or_insert_with(Rc::default));
            self.spend(1 + map.len() / 4);
            let Value::Text(text) = &declaration.value else {
                map.values.remove(&*declaration.name);
                map.excess = true;
                continue;
            };
            if map.values.len() < MAX_VARIABLES || map.values.contains_key(&*declaration.name) {
                map.values.insert((&*declaration.name).into(), Rc::clone(text));
            } else {
                map.excess = true;
            }
        }
    }

    /// Applies the moment in which an animation ends or stands still.
    fn animate(&self, style: &mut Style, variables: Option<&Variables>, env: &Env<'_>) {
        let Some(animation) = style.animation.clone() else { return };
        let Some((first, last)) = self.keyframes.get(&animation.name) else { return };
        let waits = animation.delay > MAX_DELAY;
        let frame = if animation.paused || waits {
            if waits && !animation.keeps_first { return } else { first }
        } else if animation.keeps_last && !animation.endless {
            last
        } else {
            return;
        };
        self.spend(frame.len() * DECLARATION_STEPS);
        self.apply(style, frame.iter(), variables, env);
    }

    /// Applies declarations in their order; those that others depend on come first.
    fn apply<'d>(
        &self,
        style: &mut Style,
        list: impl Iterator<Item = &'d Declaration> + Clone,
        variables: Option<&Variables>,
        env: &Env<'_>,
    ) {
        let resets = list.clone().any(|declaration| declaration.phase == Phase::All);
        let rounds: &[Phase] =
            if resets { &[Phase::All] } else { &[Phase::Font, Phase::Color, Phase::Other] };
        for round in rounds {
            for declaration in list.clone() {
                let now =
                    if resets { declaration.phase != Phase::Custom } else { declaration.phase == *round };
                if now && !self.is_exhausted() {
                    self.apply_one(style, declaration, variables, env);
                }
            }
        }
    }

    fn apply_one(
        &self,
        style: &mut Style,
        declaration: &Declaration,
        variables: Option<&Variables>,
        env: &Env<'_>,
    ) {
        let name = &*declaration.name;
        let unset = [Part::Word("unset".into())];
        match &declaration.value {
            Value::Parts(parts) => {
                set(style, name, parts, env);
            }
            Value::Excess => style.unsure = true,
            Value::Text(text) => {
                match substitute(text, variables, &|bytes| self.spend(1 + bytes / STEP_BYTES)) {
                    Substituted::Text(text) => {
                        let is_set = parts_of(&text).is_some_and(|parts| set(style, name, &parts, env));
                        if !is_set {
                            // Invalid when computed: as if it were unset.
                            set(style, name, &unset, env);
                        }
                    }
                    Substituted::Invalid => {
                        set(style, name, &unset, env);
                    }
                    Substituted::Excess => style.unsure = true,
                }
            }
        }
    }
}

/// Removes what `revert-layer` takes back: declarations of the same property in the same layer.
fn revert_layers(ranked: &mut Vec<(Rank, &Declaration)>) {
    let is_revert = |declaration: &Declaration| {
        matches!(&declaration.value, Value::Parts(parts)
            if matches!(parts.as_slice(), [Part::Word(word)] if word == "revert-layer"))
    };
    while let Some(at) = ranked.iter().rposition(|(_, declaration)| is_revert(declaration)) {
        let ((important, layer, inline, ..), revert) = ranked[at];
        let mut index = 0;
        ranked.retain(|(rank, declaration)| {
            let same = (rank.0, rank.1, rank.2) == (important, layer, inline);
            let goes = index <= at
                && same
                && (declaration.name == revert.name
                    || (revert.phase == Phase::All && declaration.phase != Phase::Custom));
            index += 1;
            !goes
        });
    }
}

/// Adds declarations with their rank.
fn rank<'d>(ranked: &mut Vec<(Rank, &'d Declaration)>, rank: Rank, declarations: &'d [Declaration]) {
    ranked.extend(declarations.iter().map(|declaration| {
        let important = (true, u32::MAX - rank.1, rank.2, rank.3, rank.4);
        (if declaration.important { important } else { rank }, declaration)
    }));
}

/// Seconds that a reader waits for an animation.
const MAX_DELAY: f32 = 10.0;

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
