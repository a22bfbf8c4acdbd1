//! Style sheets: rules with their selectors, conditions and declarations.

use std::{collections::HashMap, rc::Rc};

use cssparser::{
    AtRuleParser, CowRcStr, DeclarationParser, ParseError, Parser, ParserState, QualifiedRuleParser,
    RuleBodyItemParser, RuleBodyParser, StyleSheetParser,
};
use selectors::parser::{SelectorList, SelectorParseErrorKind};

use super::{
    declaration::{Declaration, Declarations},
    media,
    select::{self, Selectors},
    value::{Parts, parts},
};

/// Maximum number of selectors in all sheets. With more of them nothing in a document is surely visible.
const MAX_SELECTORS: usize = 10_000;
/// Maximum nesting of rules. With deeper ones nothing in a document is surely visible.
const MAX_DEPTH: usize = 32;

/// Rule: selectors and what they declare.
#[derive(Debug)]
pub(super) struct Rule {
    pub(super) selectors: SelectorList<Selectors>,
    pub(super) declarations: Rc<[Declaration]>,
    /// Order of cascade layers; rules outside of layers come last.
    pub(super) layer: u32,
    /// Part of the document in which the rule holds.
    pub(super) scope: Option<Rc<Scope>>,
}

/// Scope of rules: elements inside of some, and not inside of others in them.
#[derive(Debug)]
pub(super) struct Scope {
    pub(super) root: SelectorList<Selectors>,
    pub(super) limit: Option<SelectorList<Selectors>>,
}

/// First and last moment of an animation.
pub(super) type Keyframes = (Vec<Declaration>, Vec<Declaration>);

/// Rules of all sheets of a document, in their order.
#[derive(Debug, Default)]
pub(super) struct Sheets {
    pub(super) rules: Vec<Rule>,
    pub(super) keyframes: HashMap<String, Keyframes>,
    /// Initial values of custom properties.
    pub(super) initial: HashMap<Rc<str>, Rc<str>>,
    layers: HashMap<String, u32>,
    selectors: usize,
    quirks: bool,
    /// `true` if a limit is exceeded, so that rules are missing.
    pub(super) unsure: bool,
}

/// Layer of rules outside of layers.
const NO_LAYER: u32 = u32::MAX;

impl Sheets {
    pub(super) fn new(quirks: bool) -> Self {
        Self { quirks, ..Self::default() }
    }

    /// Adds the rules of a sheet.
    pub(super) fn add(&mut self, css: &str) {
        if self.unsure {
            return;
        }
        let css = css.trim_start().trim_start_matches("<!--");
        let mut input = Parser::new(css);
        let mut values = Declarations::new(self.quirks);
        let mut reader = Reader {
            sheets: self,
            values: &mut values,
            parent: None,
            scope: None,
            layer: NO_LAYER,
            depth: 0,
            own: Vec::new(),
        };
        let mut rules = StyleSheetParser::new(&mut input, &mut reader);
        while rules.next().is_some() {
            if rules.parser.sheets.unsure {
                break;
            }
        }
    }

    fn layer(&mut self, name: String) -> u32 {
        let next = self.layers.len() as u32;
        *self.layers.entry(name).or_insert(next)
    }
}

struct Reader<'a> {
    sheets: &'a mut Sheets,
    values: &'a mut Declarations,
    /// Selectors of the rule around.
    parent: Option<SelectorList<Selectors>>,
    scope: Option<Rc<Scope>>,
    layer: u32,
    depth: usize,
    /// Declarations of the rule around.
    own: Vec<Declaration>,
}

type Error = ParseError<SelectorParseErrorKind>;

enum At {
    /// Rules that hold.
    Group(u32),
    Keyframes(String),
    Scope(Scope),
    Property(String),
    /// Rules that do not hold, or that style nothing.
    Nothing,
}

impl Reader<'_> {
    /// Reads the content of a rule with selectors, or of a group inside one.
    fn body(&mut self, input: &mut Parser<'_>, parent: Option<SelectorList<Selectors>>, layer: u32) {
        if self.depth >= MAX_DEPTH {
            self.sheets.unsure = true;
            return;
        }
        let at = self.sheets.rules.len();
        let mut reader = Reader {
            sheets: &mut *self.sheets,
            values: &mut *self.values,
            parent: parent.clone(),
            scope: self.scope.clone(),
            layer,
            depth: self.depth + 1,
            own: Vec::new(),
        };
        for _ in RuleBodyParser::new(input, &mut reader) {}
        let own = std::mem::take(&mut reader.own);
        if let Some(selectors) = parent
            && !own.is_empty()
        {
            let count = selectors.len();
            if self.sheets.selectors + count > MAX_SELECTORS {
                self.sheets.unsure = true;
                return;
            }
            self.sheets.selectors += count;
            // Before the rules inside, whatever order they stand in.
            let scope = self.scope.clone();
            self.sheets.rules.insert(at, Rule { selectors, declarations: own.into(), layer, scope });
        }
    }
}

impl<'i> QualifiedRuleParser<'i> for Reader<'_> {
    type Prelude = SelectorList<Selectors>;
    type QualifiedRule = ();
    type Error = SelectorParseErrorKind;

    fn parse_prelude(&mut self, input: &mut Parser<'i>) -> Result<Self::Prelude, Error> {
        if let (None, Some(scope)) = (&self.parent, &self.scope) {
            let start = input.position();
            while input.next().is_ok() {}
            // The root of the scope is what a nested rule calls its parent.
            let text = input.slice_from(start).replace(":scope", "&");
            let list = select::parse(&mut Parser::new(&text), false)?;
            return Ok(list.replace_parent_selector(&scope.root));
        }
        let list = select::parse(input, self.parent.is_some())?;
        Ok(match &self.parent {
            Some(parent) => list.replace_parent_selector(parent),
            None => list,
        })
    }

    fn parse_block(
        &mut self,
        prelude: Self::Prelude,
        _: &ParserState,
        input: &mut Parser<'i>,
    ) -> Result<(), Error> {
        let layer = self.layer;
        self.body(input, Some(prelude), layer);
        Ok(())
    }
}

impl<'i> AtRuleParser<'i> for Reader<'_> {
    type Prelude = At;
    type AtRule = ();
    type Error = SelectorParseErrorKind;

    fn parse_prelude(&mut self, name: CowRcStr<'i>, input: &mut Parser<'i>) -> Result<At, Error> {
        let name = name.to_ascii_lowercase();
        if name == "scope" {
            let root = input.parse_nested_block_of_scope()?;
            let limited = input.try_parse(|input| input.expect_ident_matching("to")).is_ok();
            let limit = if limited { Some(input.parse_nested_block_of_scope()?) } else { None };
            return Ok(At::Scope(Scope { root, limit }));
        }
        let start = input.position();
        let prelude = match parts(input) {
            Parts::Known(list) => list,
            Parts::Invalid => Vec::new(),
            Parts::Excess => {
                self.sheets.unsure |= matches!(name.as_str(), "media" | "supports" | "container" | "layer");
                Vec::new()
            }
        };
        let text = input.slice_from(start).trim().to_owned();
        Ok(match name.as_str() {
            "media" if media::media_applies(&prelude) => At::Group(self.layer),
            "supports" if media::supports(&prelude) => At::Group(self.layer),
            "container" if container_applies(&prelude) => At::Group(self.layer),
            "layer" if self.layer == NO_LAYER => {
                let mut last = NO_LAYER;
                for name in text.split(',') {
                    let name = match name.trim() {
                        "" => format!(" {}", self.sheets.rules.len()),
                        name => name.to_owned(),
                    };
                    last = self.sheets.layer(name);
                }
                At::Group(last)
            }
            "layer" => At::Group(self.layer),
            "property" => At::Property(text),
            "keyframes" | "-webkit-keyframes" => {
                At::Keyframes(text.trim_matches(['"', '\'']).to_ascii_lowercase())
            }
            _ => At::Nothing,
        })
    }

    fn rule_without_block(&mut self, _: At, _: &ParserState) -> Result<(), ()> {
        Ok(())
    }

    fn parse_block(&mut self, prelude: At, _: &ParserState, input: &mut Parser<'i>) -> Result<(), Error> {
        match prelude {
            At::Group(layer) => match self.parent.clone() {
                Some(parent) => self.body(input, Some(parent), layer),
                None => {
                    let scope = self.scope.clone();
                    self.group(input, scope, layer);
                }
            },
            At::Scope(scope) => {
                let layer = self.layer;
                self.group(input, Some(Rc::new(scope)), layer);
            }
            At::Keyframes(name) => {
                let mut frames = Frames { quirks: self.sheets.quirks, first: Vec::new(), last: Vec::new() };
                for _ in StyleSheetParser::new(input, &mut frames) {}
                self.sheets.keyframes.insert(name, (frames.first, frames.last));
            }
            At::Property(name) => {
                let start = input.position();
                while input.next().is_ok() {}
                let text = input.slice_from(start);
                let mut values = text.rsplit(';').filter_map(|part| part.split_once(':'));
                if let Some((_, value)) = values.find(|(name, _)| name.trim() == "initial-value") {
                    self.sheets.initial.insert(name.into(), value.trim().into());
                }
            }
            At::Nothing => while input.next().is_ok() {},
        }
        Ok(())
    }
}

impl Reader<'_> {
    fn group(&mut self, input: &mut Parser<'_>, scope: Option<Rc<Scope>>, layer: u32) {
        if self.depth >= MAX_DEPTH {
            self.sheets.unsure = true;
            return;
        }
        let mut reader = Reader {
            sheets: &mut *self.sheets,
            values: &mut *self.values,
            parent: None,
            scope,
            layer,
            depth: self.depth + 1,
            own: Vec::new(),
        };
        for _ in StyleSheetParser::new(input, &mut reader) {}
    }
}

impl<'i> DeclarationParser<'i> for Reader<'_> {
    type Declaration = ();
    type Error = SelectorParseErrorKind;

    fn parse_value(
        &mut self,
        name: CowRcStr<'i>,
        input: &mut Parser<'i>,
        _: &ParserState,
    ) -> Result<(), Error> {
        match self.values.read(&name, input) {
            Some(found) => self.own.push(found),
            // It may be a rule, as in `a:link { … }`.
            None => return Err(ParseError::unexpected_token()),
        }
        Ok(())
    }
}

impl RuleBodyItemParser<'_, (), SelectorParseErrorKind> for Reader<'_> {
    fn parse_declarations(&self) -> bool {
        true
    }

    fn parse_qualified(&self) -> bool {
        true
    }
}

/// Reads the selectors of `@scope (…)`.
trait ScopeInput {
    fn parse_nested_block_of_scope(&mut self) -> Result<SelectorList<Selectors>, Error>;
}

impl ScopeInput for Parser<'_> {
    fn parse_nested_block_of_scope(&mut self) -> Result<SelectorList<Selectors>, Error> {
        self.expect_parenthesis_block()?;
        self.parse_nested_block(|input| select::parse(input, false))
    }
}

/// Returns `true` if a container query holds: the width of a container is taken for that of the window.
fn container_applies(prelude: &[super::value::Part]) -> bool {
    let condition = match prelude {
        [super::value::Part::Word(name), rest @ ..] if name != "not" => rest,
        all => all,
    };
    media::holds(condition, &|inner| {
        let renamed: Vec<_> = inner
            .iter()
            .map(|part| match part {
                super::value::Part::Word(name) => super::value::Part::Word(
                    name.replace("inline-size", "width").replace("block-size", "height").into(),
                ),
                part => part.clone(),
            })
            .collect();
        media::feature(&renamed)
    })
}

/// First and last moment of an animation.
struct Frames {
    quirks: bool,
    first: Vec<Declaration>,
    last: Vec<Declaration>,
}

impl<'i> QualifiedRuleParser<'i> for Frames {
    type Prelude = (bool, bool);
    type QualifiedRule = ();
    type Error = SelectorParseErrorKind;

    fn parse_prelude(&mut self, input: &mut Parser<'i>) -> Result<(bool, bool), Error> {
        let start = input.position();
        while input.next().is_ok() {}
        let text = input.slice_from(start).to_ascii_lowercase();
        let has = |names: [&str; 2]| text.split(',').any(|part| names.contains(&part.trim()));
        Ok((has(["from", "0%"]), has(["to", "100%"])))
    }

    fn parse_block(
        &mut self,
        (first, last): (bool, bool),
        _: &ParserState,
        input: &mut Parser<'i>,
    ) -> Result<(), Error> {
        let mut list = declarations_of(input, self.quirks);
        // A keyframe is never important.
        list.iter_mut().for_each(|declaration| declaration.important = false);
        if first {
            self.first.extend(list.iter().cloned());
        }
        if last {
            self.last.extend(list);
        }
        Ok(())
    }
}

impl<'i> AtRuleParser<'i> for Frames {
    type Prelude = ();
    type AtRule = ();
    type Error = SelectorParseErrorKind;
}

/// Reads declarations up to the end of the input.
pub(super) fn declarations_of(input: &mut Parser<'_>, quirks: bool) -> Vec<Declaration> {
    let mut list = List { values: Declarations::new(quirks), list: Vec::new() };
    for _ in RuleBodyParser::new(input, &mut list) {}
    list.list
}

struct List {
    values: Declarations,
    list: Vec<Declaration>,
}

impl<'i> DeclarationParser<'i> for List {
    type Declaration = ();
    type Error = ();

    fn parse_value(
        &mut self,
        name: CowRcStr<'i>,
        input: &mut Parser<'i>,
        _: &ParserState,
    ) -> Result<(), ParseError<()>> {
        match self.values.read(&name, input) {
            Some(found) => self.list.push(found),
            None => while input.next().is_ok() {},
        }
        Ok(())
    }
}

impl<'i> QualifiedRuleParser<'i> for List {
    type Prelude = ();
    type QualifiedRule = ();
    type Error = ();
}

impl<'i> AtRuleParser<'i> for List {
    type Prelude = ();
    type AtRule = ();
    type Error = ();
}

impl RuleBodyItemParser<'_, (), ()> for List {
    fn parse_declarations(&self) -> bool {
        true
    }

    fn parse_qualified(&self) -> bool {
        false
    }
}
