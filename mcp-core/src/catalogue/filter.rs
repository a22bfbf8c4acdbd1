//! What a caller may see and use.

mod json;

use std::{collections::BTreeSet, fmt, sync::Arc};

use crate::{
    catalogue::registry::{Listed, Registry, is_name},
    handler::{
        prompt::PromptDefinition,
        resource::TemplateDefinition,
        tool::{Access, Method, ToolDefinition, usual_access},
    },
    wire::resource_definition::ResourceDefinition,
};

/// A rule for tools, prompts and resources, or several joined by and, or, not. A value: it compares, hashes and has a
/// JSON form.
///
/// # Methods
///
/// Every tool belongs to exactly one of three classes, by its [access](ToolDefinition::access):
///
/// | word | tools |
/// | --- | --- |
/// | `read` | only read ([`Access::Read`]), whatever their method |
/// | `write` | change data inside ([`Access::Write`]), whatever their method |
/// | `send` | reach a customer ([`Access::Send`]) |
///
/// The words for methods name parts of these classes:
///
/// | word | tools |
/// | --- | --- |
/// | `list`, `get` | of that method, in `read` |
/// | `create`, `update`, `delete` | of that method, in `write` |
/// | `custom` | of the method custom, in `read` or `write` |
///
/// A tool whose method and access nobody set is custom and writes: `write` and `custom` match it, `read` does not.
///
/// Any other word is the exact name of a tool, a prompt or a resource. A name that nothing has allows nothing;
/// [`check`](Self::check) finds such typing errors when a program starts. Only `send` and an exact name ever include a tool
/// that sends.
///
/// Prompts, resources and templates of resources count as tools of the method get that only read.
///
/// # Rules
///
/// A rule has methods, tags or both. What it is asked about passes when it has any of the methods *and* any of the tags.
/// What is not stated does not restrict; an empty list matches nothing, and so does a rule that states neither. Case does
/// not matter.
///
/// # JSON
///
/// `{"methods":["read"],"tags":["contacts"]}`, `{"and":[…]}`, `{"or":[…]}`, `{"not":…}`, `"all"`, `"none"`. An empty
/// `or` allows nothing; an empty `and` is refused, because it would allow everything.
///
/// ```
/// use mcp_core::{Filter, Method, ToolDefinition};
///
/// let filter = Filter::new().methods(["read", "add_note"])?.tags(["Contacts"])?;
/// let tool = ToolDefinition::new("get_contact", "Get a contact", "Gets a contact.")
///     .with_method(Method::Get)
///     .with_tags(["contacts"]);
/// assert!(filter.allows(&tool));
/// assert!(!filter.allows(&tool.with_method(Method::Delete)));
/// assert_eq!(serde_json::from_str::<Filter>(&serde_json::to_string(&filter)?)?, filter);
///
/// let error = Filter::new().methods(["réad"]).unwrap_err();
/// assert!(error.to_string().contains("réad"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Filter(Arc<Expr>);

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Expr {
    All,
    None,
    Rule(Rule),
    And(Vec<Filter>),
    Or(Vec<Filter>),
    Not(Filter),
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
struct Rule {
    methods: Option<BTreeSet<Word>>,
    tags: Option<BTreeSet<String>>,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
enum Word {
    Read,
    Write,
    Custom,
    Send,
    Method(Method),
    Name(String),
}

/// A filter cannot be made, or names what does not exist.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum FilterError {
    /// A method word that cannot even be the name of anything.
    #[error(
        "{0:?} is no method of a filter: use read, write, custom, send, list, get, create, update, delete or a name"
    )]
    InvalidMethod(String),
    /// A tag that is empty or longer than [`MAX_TAG`] characters.
    #[error("{0:?} is no tag of a filter: 1 to {MAX_TAG} characters")]
    InvalidTag(String),
    /// Words that nothing in the registry answers to.
    #[error("the filter names what nothing has: {}", unknown(methods, tags))]
    #[non_exhaustive]
    Unknown {
        /// Method words that are neither known words nor names.
        methods: Vec<String>,
        /// Tags that nothing has.
        tags: Vec<String>,
    },
}

/// Longest tag of a filter, in characters.
pub const MAX_TAG: usize = 128;

fn unknown(methods: &[String], tags: &[String]) -> String {
    let methods = methods.iter().map(|word| format!("method {word:?}"));
    methods.chain(tags.iter().map(|tag| format!("tag {tag:?}"))).collect::<Vec<_>>().join(", ")
}

impl Word {
    fn parse(word: &str) -> Result<Self, FilterError> {
        let lower = word.trim().to_ascii_lowercase();
        Ok(match lower.as_str() {
            "read" => Self::Read,
            "write" => Self::Write,
            "custom" => Self::Custom,
            "send" => Self::Send,
            "list" => Self::Method(Method::List),
            "get" => Self::Method(Method::Get),
            "create" => Self::Method(Method::Create),
            "update" => Self::Method(Method::Update),
            "delete" => Self::Method(Method::Delete),
            name if is_name(name) => Self::Name(lower),
            _ => return Err(FilterError::InvalidMethod(word.to_owned())),
        })
    }

    fn as_str(&self) -> &str {
        match self {
            Self::Read => "read",
            Self::Write => "write",
            Self::Custom => "custom",
            Self::Send => "send",
            Self::Method(Method::List) => "list",
            Self::Method(Method::Get) => "get",
            Self::Method(Method::Create) => "create",
            Self::Method(Method::Update) => "update",
            Self::Method(Method::Delete) => "delete",
            Self::Method(Method::Custom) => "custom",
            Self::Name(name) => name,
        }
    }

    fn matches(&self, subject: &Subject<'_>) -> bool {
        match self {
            Self::Read => subject.access == Access::Read,
            Self::Write => subject.access == Access::Write,
            Self::Send => subject.access == Access::Send,
            Self::Custom => subject.method == Method::Custom && subject.access != Access::Send,
            // A word for a method must not let in more than its class: a `get` that writes is in `write` alone.
            Self::Method(method) => subject.method == *method && subject.access == usual_access(*method),
            Self::Name(name) => subject.name.eq_ignore_ascii_case(name),
        }
    }
}

/// What a filter looks at.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Subject<'a> {
    name: &'a str,
    tags: &'a [String],
    access: Access,
    method: Method,
}

impl<'a> Subject<'a> {
    /// Something that is only read.
    const fn read(name: &'a str, tags: &'a [String]) -> Self {
        Self { name, tags, access: Access::Read, method: Method::Get }
    }
}

impl<'a> From<&'a ToolDefinition> for Subject<'a> {
    fn from(tool: &'a ToolDefinition) -> Self {
        Self { name: tool.name(), tags: tool.tags(), access: tool.access(), method: tool.method() }
    }
}

impl<'a> From<&'a PromptDefinition> for Subject<'a> {
    fn from(prompt: &'a PromptDefinition) -> Self {
        Self::read(prompt.name(), prompt.tags())
    }
}

impl<'a> From<&'a ResourceDefinition> for Subject<'a> {
    fn from(resource: &'a ResourceDefinition) -> Self {
        Self::read(resource.name(), resource.tags())
    }
}

impl<'a> From<&'a TemplateDefinition> for Subject<'a> {
    fn from(template: &'a TemplateDefinition) -> Self {
        Self::read(template.name(), template.tags())
    }
}

impl Rule {
    fn shows(&self, subject: &Subject<'_>) -> bool {
        if self.methods.is_none() && self.tags.is_none() {
            return false;
        }
        let method = self.methods.as_ref().is_none_or(|words| words.iter().any(|word| word.matches(subject)));
        let tag =
            self.tags.as_ref().is_none_or(|tags| subject.tags.iter().any(|tag| tags.contains(&fold(tag))));
        method && tag
    }
}

fn fold(tag: &str) -> String {
    tag.trim().to_lowercase()
}

impl Default for Filter {
    /// A rule that states nothing and so matches nothing.
    fn default() -> Self {
        Self::new()
    }
}

impl Filter {
    fn of(expr: Expr) -> Self {
        Self(Arc::new(expr))
    }

    /// Allows everything.
    #[must_use]
    pub fn all() -> Self {
        Self::of(Expr::All)
    }

    /// Allows nothing.
    #[must_use]
    pub fn none() -> Self {
        Self::of(Expr::None)
    }

    /// A rule that states nothing yet. It matches nothing until it has [`methods`](Self::methods) or
    /// [`tags`](Self::tags).
    #[must_use]
    pub fn new() -> Self {
        Self::of(Expr::Rule(Rule::default()))
    }

    /// States the methods of the rule, in place of those stated before. On a filter that is not a plain rule, the
    /// result is the filter and the new rule.
    ///
    /// # Errors
    ///
    /// For a word that is neither a method nor could be a name; [`check`](Self::check) finds the names that nothing
    /// has.
    pub fn methods<W: AsRef<str>>(self, words: impl IntoIterator<Item = W>) -> Result<Self, FilterError> {
        let words = words.into_iter().map(|word| Word::parse(word.as_ref())).collect::<Result<_, _>>()?;
        Ok(self.state(|rule| rule.methods = Some(words)))
    }

    /// States the tags of the rule, in place of those stated before. On a filter that is not a plain rule, the result
    /// is the filter and the new rule.
    ///
    /// # Errors
    ///
    /// For a tag that is empty or too long.
    pub fn tags<T: AsRef<str>>(self, tags: impl IntoIterator<Item = T>) -> Result<Self, FilterError> {
        let tag = |tag: T| match fold(tag.as_ref()) {
            folded if (1..=MAX_TAG).contains(&folded.chars().count()) => Ok(folded),
            _ => Err(FilterError::InvalidTag(tag.as_ref().to_owned())),
        };
        let tags = tags.into_iter().map(tag).collect::<Result<_, _>>()?;
        Ok(self.state(|rule| rule.tags = Some(tags)))
    }

    fn state(self, change: impl FnOnce(&mut Rule)) -> Self {
        match &*self.0 {
            Expr::Rule(rule) => {
                let mut rule = rule.clone();
                change(&mut rule);
                Self::of(Expr::Rule(rule))
            }
            _ => {
                let mut rule = Rule::default();
                change(&mut rule);
                self.and(&Self::of(Expr::Rule(rule)))
            }
        }
    }

    /// Allows what both allow.
    #[must_use]
    pub fn and(&self, other: &Self) -> Self {
        match (&*self.0, &*other.0) {
            (Expr::All, _) | (_, Expr::None) => other.clone(),
            (_, Expr::All) | (Expr::None, _) => self.clone(),
            _ if self == other => self.clone(),
            (Expr::And(terms), _) if terms.contains(other) => self.clone(),
            (Expr::And(terms), _) => {
                Self::of(Expr::And([terms.as_slice(), std::slice::from_ref(other)].concat()))
            }
            _ => Self::of(Expr::And(vec![self.clone(), other.clone()])),
        }
    }

    /// Allows what either allows.
    #[must_use]
    pub fn or(&self, other: &Self) -> Self {
        match (&*self.0, &*other.0) {
            (Expr::None, _) | (_, Expr::All) => other.clone(),
            (_, Expr::None) | (Expr::All, _) => self.clone(),
            _ if self == other => self.clone(),
            (Expr::Or(terms), _) if terms.contains(other) => self.clone(),
            (Expr::Or(terms), _) => {
                Self::of(Expr::Or([terms.as_slice(), std::slice::from_ref(other)].concat()))
            }
            _ => Self::of(Expr::Or(vec![self.clone(), other.clone()])),
        }
    }

    /// Allows what this one does not. (Also spelled `!filter`.)
    #[must_use]
    pub fn not(&self) -> Self {
        match &*self.0 {
            Expr::All => Self::none(),
            Expr::None => Self::all(),
            Expr::Not(inner) => inner.clone(),
            _ => Self::of(Expr::Not(self.clone())),
        }
    }

    /// Whether the filter lets a tool be seen and called.
    #[must_use]
    pub fn allows(&self, tool: &ToolDefinition) -> bool {
        self.shows(&tool.into())
    }

    /// Whether the filter lets a prompt be seen and filled in.
    #[must_use]
    pub fn allows_prompt(&self, prompt: &PromptDefinition) -> bool {
        self.shows(&prompt.into())
    }

    /// Whether the filter lets a resource be seen and read.
    #[must_use]
    pub fn allows_resource(&self, resource: &ResourceDefinition) -> bool {
        self.shows(&resource.into())
    }

    /// Whether the filter lets a template be seen and its resources be read.
    #[must_use]
    pub fn allows_template(&self, template: &TemplateDefinition) -> bool {
        self.shows(&template.into())
    }

    pub(crate) fn shows(&self, subject: &Subject<'_>) -> bool {
        match &*self.0 {
            Expr::All => true,
            Expr::None => false,
            Expr::Rule(rule) => rule.shows(subject),
            Expr::And(terms) => terms.iter().all(|term| term.shows(subject)),
            Expr::Or(terms) => terms.iter().any(|term| term.shows(subject)),
            Expr::Not(inner) => !inner.shows(subject),
        }
    }

    /// Whether this is the filter that allows everything, whatever it is.
    #[must_use]
    pub fn is_all(&self) -> bool {
        matches!(*self.0, Expr::All)
    }

    /// Looks for words that nothing in the registry answers to, which are mostly slips of the pen.
    ///
    /// # Errors
    ///
    /// Names every unknown method word and tag.
    pub fn check(&self, registry: &Registry) -> Result<(), FilterError> {
        let subjects: Vec<Subject<'_>> = registry
            .iter()
            .map(Listed::subject)
            .chain(registry.prompts().map(Listed::subject))
            .chain(registry.resources().map(Listed::subject))
            .chain(registry.templates().map(Listed::subject))
            .collect();
        let (mut methods, mut tags) = (BTreeSet::new(), BTreeSet::new());
        self.each_rule(&mut |rule| {
            for word in rule.methods.iter().flatten() {
                if let Word::Name(name) = word
                    && !subjects.iter().any(|subject| subject.name.eq_ignore_ascii_case(name))
                {
                    methods.insert(name.clone());
                }
            }
            for tag in rule.tags.iter().flatten() {
                if !subjects.iter().any(|subject| subject.tags.iter().any(|t| fold(t) == *tag)) {
                    tags.insert(tag.clone());
                }
            }
        });
        if methods.is_empty() && tags.is_empty() {
            return Ok(());
        }
        Err(FilterError::Unknown { methods: methods.into_iter().collect(), tags: tags.into_iter().collect() })
    }

    fn each_rule(&self, visit: &mut dyn FnMut(&Rule)) {
        match &*self.0 {
            Expr::All | Expr::None => {}
            Expr::Rule(rule) => visit(rule),
            Expr::And(terms) | Expr::Or(terms) => terms.iter().for_each(|term| term.each_rule(visit)),
            Expr::Not(inner) => inner.each_rule(visit),
        }
    }
}

impl std::ops::Not for Filter {
    type Output = Self;

    fn not(self) -> Self {
        Self::not(&self)
    }
}

impl fmt::Debug for Filter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &*self.0 {
            Expr::All => f.write_str("all"),
            Expr::None => f.write_str("none"),
            Expr::Rule(rule) => {
                let mut set = f.debug_struct("rule");
                if let Some(words) = &rule.methods {
                    set.field("methods", &words.iter().map(Word::as_str).collect::<Vec<_>>());
                }
                if let Some(tags) = &rule.tags {
                    set.field("tags", tags);
                }
                set.finish()
            }
            Expr::And(terms) => f.debug_tuple("and").field(terms).finish(),
            Expr::Or(terms) => f.debug_tuple("or").field(terms).finish(),
            Expr::Not(inner) => f.debug_tuple("not").field(inner).finish(),
        }
    }
}
