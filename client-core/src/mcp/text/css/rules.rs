//! Rules of the sheets of a document, and which of them apply to an element.

use std::{
    borrow::Cow,
    cell::Cell,
    collections::{HashMap, HashSet},
};

use selectors::{
    context::{
        MatchingContext, MatchingForInvalidation, MatchingMode, NeedsSelectorFlags, QuirksMode,
        SelectorCaches,
    },
    matching::{matches_selector, matches_selector_list},
    parser::{Component, Selector},
};

use super::{
    declaration::Declaration,
    select::{Element, Name, Pseudo, Selectors},
    sheet::{Rule, Scope},
};
use crate::mcp::text::html::tree::{Document, NameId, NodeId};

/// Bytes of an attribute that one step of matching stands for.
pub(super) const STEP_BYTES: usize = 64;
/// Steps by which one comparison may exceed the limit: one that ends halfway spoils the caches of the matcher.
pub(super) const OVERDRAFT: usize = 200_000;
/// Steps of `:has()`, which looks at much of a document.
const HAS_STEPS: usize = 30;

/// Layer, specificity and order of a rule.
type Rank = (u32, u32, u32);

/// Selector of a rule.
struct Entry {
    selector: Selector<Selectors>,
    rule: u32,
    pseudo: bool,
    /// Steps of a comparison, besides those that the comparison counts.
    cost: usize,
}

/// Selectors by what their last part asks for: those that an element may match are found without a look at the others.
pub(super) struct Rules<'a> {
    document: &'a Document,
    list: Vec<Rule>,
    entries: Vec<Entry>,
    ids: HashMap<Box<str>, Vec<u32>>,
    classes: HashMap<Box<str>, Vec<u32>>,
    attributes: HashMap<NameId, Vec<u32>>,
    tags: HashMap<NameId, Vec<u32>>,
    any: Vec<u32>,
    places: Vec<u8>,
    caches: SelectorCaches,
    pseudos: bool,
}

impl<'a> Rules<'a> {
    pub(super) fn new(document: &'a Document, list: Vec<Rule>) -> Self {
        let places = if list.is_empty() { Vec::new() } else { vec![0; document.len()] };
        let mut rules = Self {
            document,
            list: Vec::new(),
            entries: Vec::new(),
            ids: HashMap::new(),
            classes: HashMap::new(),
            attributes: HashMap::new(),
            tags: HashMap::new(),
            any: Vec::new(),
            places,
            caches: SelectorCaches::default(),
            pseudos: false,
        };
        if !list.is_empty() {
            let words = Words::of(document);
            for (index, rule) in list.iter().enumerate() {
                for selector in rule.selectors.slice() {
                    rules.add(index as u32, selector, &words);
                }
            }
        }
        rules.list = list;
        rules
    }

    fn add(&mut self, rule: u32, selector: &Selector<Selectors>, words: &Words<'_>) {
        let pseudo = selector.has_pseudo_element();
        if (pseudo && selector.pseudo_element() != Some(&Pseudo::FirstLine)) || !words.may_match(selector) {
            return;
        }
        let mut last = selector.iter();
        if pseudo {
            while last.next().is_some() {}
            last.next_sequence();
        }
        let (mut id, mut class, mut attribute, mut tag) = (None, None, None, None);
        for component in last {
            match component {
                Component::ID(name) => id = Some(key(self.document, name.as_ref()).into()),
                Component::Class(name) => class = Some(key(self.document, name.as_ref()).into()),
                Component::LocalName(name) => tag = self.document.name_of(name.lower_name.as_ref()),
                Component::AttributeInNoNamespaceExists { local_name_lower: name, .. }
                | Component::AttributeInNoNamespace { local_name: name, .. } => {
                    attribute = self.document.name_of(&name.as_ref().to_ascii_lowercase());
                }
                _ => {}
            }
        }
        let entry = self.entries.len() as u32;
        let cost = 1 + selector.iter_raw_match_order().map(cost).sum::<usize>();
        self.pseudos |= pseudo;
        self.entries.push(Entry { selector: selector.clone(), rule, pseudo, cost });
        let list = match (id, class, attribute, tag) {
            (Some(id), ..) => self.ids.entry(id).or_default(),
            (_, Some(class), ..) => self.classes.entry(class).or_default(),
            (_, _, Some(attribute), _) => self.attributes.entry(attribute).or_default(),
            (_, _, _, Some(tag)) => self.tags.entry(tag).or_default(),
            _ => &mut self.any,
        };
        list.push(entry);
    }

    /// Returns the rank of a rule's declarations, by layer, specificity and order, and the declarations.
    pub(super) fn get(&self, entry: u32) -> Option<(Rank, &[Declaration])> {
        let entry = self.entries.get(entry as usize)?;
        let rule = self.list.get(entry.rule as usize)?;
        Some(((rule.layer, entry.selector.specificity(), entry.rule), &rule.declarations))
    }

    /// Adds the selectors that match an element, in the order of the sheets.
    pub(super) fn collect(&mut self, id: NodeId, steps: &Cell<usize>, found: &mut Vec<u32>) {
        if self.entries.is_empty() {
            return;
        }
        let document = self.document;
        let spend = |cost: usize| steps.set(steps.get().saturating_sub(cost));
        let add = |found: &mut Vec<u32>, list: Option<&Vec<u32>>| {
            let list = list.map(Vec::as_slice).unwrap_or_default();
            spend(list.len() / 2);
            if steps.get() > OVERDRAFT {
                found.extend_from_slice(list);
            }
        };
        add(found, Some(&self.any));
        add(found, self.tags.get(&document.name_id(id)));
        for (name, value) in document.named_attributes(id) {
            if !self.attributes.is_empty() {
                add(found, self.attributes.get(&name));
            }
            if name == Document::ID && !self.ids.is_empty() {
                add(found, self.ids.get(&*key(document, value)));
            } else if name == Document::CLASS && !self.classes.is_empty() {
                spend(value.len() / STEP_BYTES);
                for class in value.split_ascii_whitespace() {
                    add(found, self.classes.get(&*key(document, class)));
                }
            }
        }
        if found.is_empty() {
            return;
        }
        found.sort_unstable();
        found.dedup();
        let element = Element { document, id, steps, places: &self.places };
        let quirks = if document.quirks { QuirksMode::Quirks } else { QuirksMode::NoQuirks };
        let mut modes = [MatchingMode::Normal, MatchingMode::ForStatelessPseudoElement].into_iter();
        let mut matched = vec![false; if self.pseudos { found.len() } else { 0 }];
        while let Some(mode) = modes.next().filter(|mode| *mode == MatchingMode::Normal || self.pseudos) {
            let mut context = MatchingContext::new(
                mode,
                None,
                &mut self.caches,
                quirks,
                NeedsSelectorFlags::No,
                MatchingForInvalidation::No,
            );
            let mut matches = |candidate: u32| {
                let entry = &self.entries[candidate as usize];
                if entry.pseudo != (mode != MatchingMode::Normal) || steps.get() <= OVERDRAFT {
                    return false;
                }
                spend(entry.cost);
                matches_selector(&entry.selector, 0, None, element, &mut context)
                    && self.list[entry.rule as usize]
                        .scope
                        .as_deref()
                        .is_none_or(|scope| is_in(element, scope, &mut context))
            };
            if self.pseudos {
                for (at, candidate) in found.iter().enumerate() {
                    matched[at] |= matches(*candidate);
                }
            } else {
                found.retain(|candidate| matches(*candidate));
            }
        }
        if self.pseudos {
            let mut matched = matched.into_iter();
            found.retain(|_| matched.next().unwrap_or(false));
        }
    }
}

/// Returns `true` if an element is in a scope.
fn is_in(element: Element<'_>, scope: &Scope, context: &mut MatchingContext<'_, Selectors>) -> bool {
    let mut at = Some(element);
    while let Some(element) = at {
        if matches_selector_list(&scope.root, element, context) {
            return true;
        }
        if scope.limit.as_ref().is_some_and(|limit| matches_selector_list(limit, element, context)) {
            return false;
        }
        at = selectors::Element::parent_element(&element);
    }
    false
}

/// Returns a class or an identifier as the document compares it.
fn key<'n>(document: &Document, name: &'n str) -> Cow<'n, str> {
    if document.quirks && name.bytes().any(|b| b.is_ascii_uppercase()) {
        Cow::Owned(name.to_ascii_lowercase())
    } else {
        Cow::Borrowed(name)
    }
}

/// Returns the steps of a part of a selector that it does not count itself.
fn cost(component: &Component<Selectors>) -> usize {
    let all = |list: &[Selector<Selectors>]| -> usize {
        list.iter().map(|selector| 1 + selector.iter_raw_match_order().map(cost).sum::<usize>()).sum()
    };
    match component {
        Component::Is(list) | Component::Where(list) | Component::Negation(list) => all(list.slice()),
        Component::NthOf(of) => 2 + all(of.selectors()),
        Component::Nth(_) => 2,
        Component::Has(list) => {
            list.iter().map(|relative| HAS_STEPS + all(std::slice::from_ref(&relative.selector))).sum()
        }
        _ => 0,
    }
}

/// Names, classes and identifiers of a document: a selector that asks for others matches nothing.
struct Words<'a> {
    document: &'a Document,
    classes: HashSet<Cow<'a, str>>,
    ids: HashSet<Cow<'a, str>>,
}

impl<'a> Words<'a> {
    fn of(document: &'a Document) -> Self {
        let (mut classes, mut ids) = (HashSet::new(), HashSet::new());
        for (name, value) in document.all_attributes() {
            if name == Document::CLASS {
                classes.extend(value.split_ascii_whitespace().map(|class| key(document, class)));
            } else if name == Document::ID {
                ids.insert(key(document, value));
            }
        }
        Self { document, classes, ids }
    }

    fn may_match(&self, selector: &Selector<Selectors>) -> bool {
        let has_name = |name: &Name| self.document.name_of(&name.as_ref().to_ascii_lowercase()).is_some();
        selector.iter_raw_match_order().all(|component| match component {
            Component::ID(name) => self.ids.contains(&*key(self.document, name.as_ref())),
            Component::Class(name) => self.classes.contains(&*key(self.document, name.as_ref())),
            Component::LocalName(name) => has_name(&name.lower_name),
            Component::AttributeInNoNamespaceExists { local_name_lower: name, .. }
            | Component::AttributeInNoNamespace { local_name: name, .. } => has_name(name),
            _ => true,
        })
    }
}
