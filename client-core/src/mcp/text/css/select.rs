//! Selectors over the document, with a bound on the steps of matching.

use std::{borrow::Borrow, cell::Cell, fmt};

use cssparser::{ParseError, Parser as Input, ToCss, serialize_identifier};
use precomputed_hash::PrecomputedHash;
use selectors::{
    OpaqueElement,
    attr::{AttrSelectorOperation, CaseSensitivity, NamespaceConstraint},
    bloom::BloomFilter,
    context::MatchingContext,
    matching::ElementSelectorFlags,
    parser::{ParseRelative, Parser, SelectorImpl, SelectorList, SelectorParseErrorKind},
};

use super::rules::STEP_BYTES;
use crate::mcp::text::html::tree::{Document, NodeId};

/// Names and values of selectors.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub(super) struct Name(Box<str>);

impl From<&str> for Name {
    fn from(name: &str) -> Self {
        Self(name.into())
    }
}

impl AsRef<str> for Name {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

impl Borrow<str> for Name {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl ToCss for Name {
    fn to_css<W: fmt::Write>(&self, target: &mut W) -> fmt::Result {
        serialize_identifier(&self.0, target)
    }
}

impl PrecomputedHash for Name {
    fn precomputed_hash(&self) -> u32 {
        // FNV-1a; it feeds a filter, and no table.
        self.0.bytes().fold(0x811c_9dc5, |hash, b| (hash ^ u32::from(b)).wrapping_mul(0x0100_0193))
    }
}

/// State of an element that a reader of mail may see.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum State {
    Link,
    Checked,
    Disabled,
    Enabled,
    Open,
    /// Primary language.
    Language(Box<str>),
    /// Every element.
    Any,
    /// No element: the state of one that is being used.
    Never,
}

impl ToCss for State {
    fn to_css<W: fmt::Write>(&self, target: &mut W) -> fmt::Result {
        write!(target, ":{self:?}")
    }
}

impl selectors::parser::NonTSPseudoClass for State {
    fn is_active_or_hover(&self) -> bool {
        false
    }

    fn is_user_action_state(&self) -> bool {
        false
    }
}

/// Part of an element, such as its first line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Pseudo {
    FirstLine,
    Other,
}

impl ToCss for Pseudo {
    fn to_css<W: fmt::Write>(&self, target: &mut W) -> fmt::Result {
        write!(target, "::{self:?}")
    }
}

impl selectors::parser::PseudoElement for Pseudo {}

/// Types of the selectors.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Selectors;

impl SelectorImpl for Selectors {
    type ExtraMatchingData<'a> = ();
    type AttrValue = Name;
    type Identifier = Name;
    type LocalName = Name;
    type NamespaceUrl = Name;
    type NamespacePrefix = Name;
    type BorrowedNamespaceUrl = str;
    type BorrowedLocalName = str;
    type NonTSPseudoClass = State;
    type PseudoElement = Pseudo;
}

struct Grammar;

impl<'i> Parser<'i> for Grammar {
    type Impl = Selectors;
    type Error = SelectorParseErrorKind;

    fn parse_nth_child_of(&self) -> bool {
        true
    }

    fn parse_is_and_where(&self) -> bool {
        true
    }

    fn parse_has(&self) -> bool {
        true
    }

    fn parse_parent_selector(&self) -> bool {
        true
    }

    fn is_is_alias(&self, name: &str) -> bool {
        name.eq_ignore_ascii_case("-webkit-any")
    }

    fn parse_non_ts_pseudo_class(&self, name: &str) -> Result<State, ParseError<Self::Error>> {
        Ok(match name.to_ascii_lowercase().as_str() {
            "link" | "any-link" | "-webkit-any-link" => State::Link,
            "checked" => State::Checked,
            "disabled" => State::Disabled,
            "enabled" => State::Enabled,
            "open" => State::Open,
            "defined" | "read-only" => State::Any,
            "hover" | "active" | "focus" | "focus-visible" | "focus-within" | "visited" | "target"
            | "target-within" | "fullscreen" | "popover-open" | "modal" | "indeterminate" | "default"
            | "user-valid" | "user-invalid" | "autofill" | "-webkit-autofill" | "playing" | "paused"
            | "placeholder-shown" | "read-write" | "invalid" | "in-range" | "out-of-range" | "required" => {
                State::Never
            }
            "optional" | "valid" => State::Any,
            _ => {
                return Err(ParseError::custom(SelectorParseErrorKind::UnsupportedPseudoClassOrElement));
            }
        })
    }

    fn parse_non_ts_functional_pseudo_class(
        &self,
        name: &str,
        parser: &mut Input<'i>,
        _after_part: bool,
    ) -> Result<State, ParseError<Self::Error>> {
        let argument = parser.expect_ident_or_string()?.to_ascii_lowercase();
        match name.to_ascii_lowercase().as_str() {
            "lang" => Ok(State::Language(argument.into())),
            "dir" if argument == "ltr" => Ok(State::Any),
            "dir" | "state" => Ok(State::Never),
            _ => Err(ParseError::custom(SelectorParseErrorKind::UnsupportedPseudoClassOrElement)),
        }
    }

    fn parse_pseudo_element(&self, name: &str) -> Result<Pseudo, ParseError<Self::Error>> {
        match name.to_ascii_lowercase().as_str() {
            "first-line" => Ok(Pseudo::FirstLine),
            "before"
            | "after"
            | "first-letter"
            | "marker"
            | "placeholder"
            | "selection"
            | "backdrop"
            | "file-selector-button"
            | "details-content" => Ok(Pseudo::Other),
            name if name.starts_with("-webkit-") => Ok(Pseudo::Other),
            _ => Err(ParseError::custom(SelectorParseErrorKind::UnsupportedPseudoClassOrElement)),
        }
    }
}

/// Reads a list of selectors; inside another rule its selectors may begin with a combinator.
pub(super) fn parse(
    input: &mut Input<'_>,
    nested: bool,
) -> Result<SelectorList<Selectors>, ParseError<SelectorParseErrorKind>> {
    let relative = if nested { ParseRelative::ForNesting } else { ParseRelative::No };
    SelectorList::parse(&Grammar, input, relative)
}

/// Element of the document, for matching.
#[derive(Clone, Copy)]
pub(super) struct Element<'a> {
    pub(super) document: &'a Document,
    pub(super) id: NodeId,
    /// Steps that are left. Without any, nothing matches.
    pub(super) steps: &'a Cell<usize>,
    /// One byte per node, as its address.
    pub(super) places: &'a [u8],
}

impl fmt::Debug for Element<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "<{} {}>", self.document.name(self.id), self.id)
    }
}

impl Element<'_> {
    /// Spends one step.
    pub(super) fn step(&self) -> bool {
        let left = self.steps.get();
        self.steps.set(left.saturating_sub(1));
        left > 0
    }

    fn walk(&self, from: Option<NodeId>, next: impl Fn(NodeId) -> Option<NodeId>) -> Option<Self> {
        let mut at = from;
        while let Some(id) = at {
            // Without a stop: half a walk would spoil the caches of the matcher, and nothing matches from here on.
            self.step();
            if self.document.is_element(id) {
                return Some(Self { id, ..*self });
            }
            at = next(id);
        }
        None
    }
}

impl selectors::Element for Element<'_> {
    type Impl = Selectors;

    fn opaque(&self) -> OpaqueElement {
        const NOWHERE: &u8 = &0;
        OpaqueElement::new(self.places.get(self.id as usize).unwrap_or(NOWHERE))
    }

    fn parent_element(&self) -> Option<Self> {
        let id = self.document.parent(self.id)?;
        self.step();
        Some(Self { id, ..*self })
    }

    fn parent_node_is_shadow_root(&self) -> bool {
        false
    }

    fn containing_shadow_host(&self) -> Option<Self> {
        None
    }

    fn is_pseudo_element(&self) -> bool {
        false
    }

    fn prev_sibling_element(&self) -> Option<Self> {
        self.walk(self.document.previous(self.id), |id| self.document.previous(id))
    }

    fn next_sibling_element(&self) -> Option<Self> {
        self.walk(self.document.next(self.id), |id| self.document.next(id))
    }

    fn first_element_child(&self) -> Option<Self> {
        self.walk(self.document.first(self.id), |id| self.document.next(id))
    }

    fn is_html_element_in_html_document(&self) -> bool {
        true
    }

    fn has_local_name(&self, name: &str) -> bool {
        self.step() && self.document.name(self.id) == name
    }

    fn has_namespace(&self, namespace: &str) -> bool {
        namespace.is_empty()
    }

    fn is_same_type(&self, other: &Self) -> bool {
        self.document.name_id(self.id) == self.document.name_id(other.id)
    }

    fn attr_matches(
        &self,
        _: &NamespaceConstraint<&Name>,
        name: &Name,
        operation: &AttrSelectorOperation<&Name>,
    ) -> bool {
        self.step()
            && self.document.attribute(self.id, name.as_ref()).is_some_and(|value| {
                // A long value costs more than one step.
                let cost = value.len() / STEP_BYTES;
                self.steps.set(self.steps.get().saturating_sub(cost));
                operation.eval_str(value)
            })
    }

    fn match_non_ts_pseudo_class(&self, state: &State, _: &mut MatchingContext<Selectors>) -> bool {
        let has = |name| self.document.attribute(self.id, name).is_some();
        let name = self.document.name(self.id);
        let is_control =
            matches!(name, "input" | "button" | "select" | "textarea" | "option" | "optgroup" | "fieldset");
        match state {
            State::Link => self.is_link(),
            State::Checked => (name == "input" && has("checked")) || (name == "option" && has("selected")),
            State::Disabled => is_control && has("disabled"),
            State::Enabled => is_control && !has("disabled"),
            State::Open => matches!(name, "details" | "dialog") && has("open"),
            State::Language(language) => {
                let mut at = Some(*self);
                while let Some(element) = at {
                    if let Some(have) = element.document.attribute(element.id, "lang") {
                        let have = have.to_ascii_lowercase();
                        return have.split('-').next() == Some(language) || have == **language;
                    }
                    at = element.parent_element();
                }
                false
            }
            State::Any => true,
            State::Never => false,
        }
    }

    fn match_pseudo_element(&self, _: &Pseudo, _: &mut MatchingContext<Selectors>) -> bool {
        false
    }

    fn apply_selector_flags(&self, _: ElementSelectorFlags) {}

    fn is_link(&self) -> bool {
        matches!(self.document.name(self.id), "a" | "area")
            && self.document.attribute(self.id, "href").is_some()
    }

    fn is_html_slot_element(&self) -> bool {
        false
    }

    fn has_id(&self, id: &Name, case: CaseSensitivity) -> bool {
        self.step()
            && self
                .document
                .attribute(self.id, "id")
                .is_some_and(|have| case.eq(have.as_bytes(), id.0.as_bytes()))
    }

    fn has_class(&self, name: &Name, case: CaseSensitivity) -> bool {
        self.step()
            && self.document.attribute(self.id, "class").is_some_and(|have| {
                self.steps.set(self.steps.get().saturating_sub(have.len() / STEP_BYTES));
                have.split_ascii_whitespace().any(|class| case.eq(class.as_bytes(), name.0.as_bytes()))
            })
    }

    fn has_custom_state(&self, _: &Name) -> bool {
        false
    }

    fn imported_part(&self, _: &Name) -> Option<Name> {
        None
    }

    fn is_part(&self, _: &Name) -> bool {
        false
    }

    fn is_empty(&self) -> bool {
        let mut at = self.document.first(self.id);
        while let Some(id) = at {
            if !self.step() || self.document.text(id).is_none_or(|text| !text.is_empty()) {
                return false;
            }
            at = self.document.next(id);
        }
        true
    }

    fn is_root(&self) -> bool {
        self.id == Document::ROOT
    }

    fn add_element_unique_hashes(&self, _: &mut BloomFilter) -> bool {
        false
    }
}
