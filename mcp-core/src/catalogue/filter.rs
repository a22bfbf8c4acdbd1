//! Access filter by method class, tag or name.

mod json;

use std::{collections::BTreeSet, fmt, sync::Arc};

use crate::{
    catalogue::registry::{ListItem, Registry, is_name},
    handler::{
        prompt::PromptDefinition,
        resource::TemplateDefinition,
        tool::{Access, ToolDefinition, ToolMethod, usual_access},
    },
    wire::resource_definition::ResourceDefinition,
};

/// Access filter for tools, prompts and resources: one rule, or several joined by and, or, not. Implements `Eq` and
/// `Hash`, and has a JSON form.
///
/// # Methods
///
/// Every tool belongs to exactly one of three classes, by its [access](ToolDefinition::access):
///
/// | word | tools |
/// | --- | --- |
/// | `read` | tools that only read ([`Access::Read`]), of any method |
/// | `write` | tools that change internal data ([`Access::Write`]), of any method |
/// | `send` | tools that reach a customer ([`Access::Send`]), of any method |
///
/// The method words match parts of these classes:
///
/// | word | tools |
/// | --- | --- |
/// | `list`, `get` | tools of that method with read access |
/// | `create`, `update`, `delete` | tools of that method with write access |
/// | `custom` | tools of the method custom with read or write access |
///
/// A tool without method and access counts as a custom tool with write access: `write` and `custom` match it, `read`
/// does not.
///
/// Any other word is the exact name of a tool, a prompt or a resource. An unknown name matches nothing; call
/// [`check`](Self::check) at startup to find typing errors. Only `send` and an exact name match tools with send access.
///
/// Prompts, resources and resource templates count as read-only tools of the method `get`.
///
/// # Rules
///
/// A rule has methods, tags or both. An item passes if it has any of the methods *and* any of the tags. An unset
/// list does not restrict; an empty list matches nothing, and neither does a rule with both lists unset. Matching
/// ignores case.
///
/// # JSON
///
/// `{"methods":["read"],"tags":["contacts"]}`, `{"and":[…]}`, `{"or":[…]}`, `{"not":…}`, `"all"`, `"none"`. An
/// empty `or` allows nothing. An empty `and` is refused, because it would allow everything.
///
/// ```
/// use mcp_core::{Filter, ToolMethod, ToolDefinition};
///
/// let filter = Filter::new().methods(["read", "add_note"])?.tags(["Contacts"])?;
/// let tool = ToolDefinition::new("get_contact", "Get a contact", "Gets a contact.")
///     .with_method(ToolMethod::Get)
///     .with_tags(["contacts"]);
/// assert!(filter.allows(&tool));
/// assert!(!filter.allows(&tool.with_method(ToolMethod::Delete)));
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
    ToolMethod(ToolMethod),
    Name(String),
}

/// Error of building or checking a [`Filter`].
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum FilterError {
    /// The word is neither a method nor a valid name.
    #[error(
        "{0:?} is not a filter method; use read, write, custom, send, list, get, create, update, delete or a name"
    )]
    InvalidMethod(String),
    /// The tag is empty or longer than 128 characters.
    #[error("{0:?} is not a tag; use 1 to {MAX_TAG} characters")]
    InvalidTag(String),
    /// The filter has words that match nothing in the registry.
    #[error("the filter names unknown methods or tags: {}", unknown(methods, tags))]
    #[non_exhaustive]
    Unknown {
        /// Words that are neither methods nor names in the registry.
        methods: Vec<String>,
        /// Tags that no item in the registry has.
        tags: Vec<String>,
    },
}

/// Maximum length of a tag in a filter, in characters.
pub(crate) const MAX_TAG: usize = 128;

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
            "list" => Self::ToolMethod(ToolMethod::List),
            "get" => Self::ToolMethod(ToolMethod::Get),
            "create" => Self::ToolMethod(ToolMethod::Create),
            "update" => Self::ToolMethod(ToolMethod::Update),
            "delete" => Self::ToolMethod(ToolMethod::Delete),
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
            Self::ToolMethod(ToolMethod::List) => "list",
            Self::ToolMethod(ToolMethod::Get) => "get",
            Self::ToolMethod(ToolMethod::Create) => "create",
            Self::ToolMethod(ToolMethod::Update) => "update",
            Self::ToolMethod(ToolMethod::Delete) => "delete",
            Self::ToolMethod(ToolMethod::Custom) => "custom",
            Self::Name(name) => name,
        }
    }

    fn matches(&self, subject: &Subject<'_>) -> bool {
        match self {
            Self::Read => subject.access == Access::Read,
            Self::Write => subject.access == Access::Write,
            Self::Send => subject.access == Access::Send,
            Self::Custom => subject.method == ToolMethod::Custom && subject.access != Access::Send,
            // A method word must not match beyond its class: `get` with write access is matched by `write` only.
            Self::ToolMethod(method) => subject.method == *method && subject.access == usual_access(*method),
            Self::Name(name) => subject.name.eq_ignore_ascii_case(name),
        }
    }
}

/// Attributes of an item that a filter matches.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Subject<'a> {
    name: &'a str,
    tags: &'a [String],
    access: Access,
    method: ToolMethod,
}

impl<'a> Subject<'a> {
    /// An item with read access.
    const fn read(name: &'a str, tags: &'a [String]) -> Self {
        Self { name, tags, access: Access::Read, method: ToolMethod::Get }
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
    /// Returns a rule without methods and tags, which matches nothing.
    fn default() -> Self {
        Self::new()
    }
}

impl Filter {
    fn of(expr: Expr) -> Self {
        Self(Arc::new(expr))
    }

    /// Returns a filter that allows everything.
    #[must_use]
    pub fn all() -> Self {
        Self::of(Expr::All)
    }

    /// Returns a filter that allows nothing.
    #[must_use]
    pub fn none() -> Self {
        Self::of(Expr::None)
    }

    /// Creates an empty rule. It matches nothing until [`methods`](Self::methods) or [`tags`](Self::tags) are set.
    #[must_use]
    pub fn new() -> Self {
        Self::of(Expr::Rule(Rule::default()))
    }

    /// Sets the methods of the rule, replacing earlier ones. On a filter that is not a plain rule, returns the
    /// conjunction of the filter and the new rule.
    ///
    /// # Errors
    ///
    /// If a word is neither a method nor a valid name. [`check`](Self::check) finds names that do not exist.
    pub fn methods<W: AsRef<str>>(self, words: impl IntoIterator<Item = W>) -> Result<Self, FilterError> {
        let words = words.into_iter().map(|word| Word::parse(word.as_ref())).collect::<Result<_, _>>()?;
        Ok(self.state(|rule| rule.methods = Some(words)))
    }

    /// Sets the tags of the rule, replacing earlier ones. On a filter that is not a plain rule, returns the
    /// conjunction of the filter and the new rule.
    ///
    /// # Errors
    ///
    /// If a tag is empty or too long.
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

    /// Returns a filter that allows what both filters allow.
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

    /// Returns a filter that allows what either filter allows.
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

    /// Returns a filter that allows what this one hides. Also available as `!filter`.
    #[must_use]
    pub fn not(&self) -> Self {
        match &*self.0 {
            Expr::All => Self::none(),
            Expr::None => Self::all(),
            Expr::Not(inner) => inner.clone(),
            _ => Self::of(Expr::Not(self.clone())),
        }
    }

    /// Returns `true` if the filter allows listing and calling the tool.
    #[must_use]
    pub fn allows(&self, tool: &ToolDefinition) -> bool {
        self.shows(&tool.into())
    }

    /// Returns `true` if the filter allows listing and getting the prompt.
    #[must_use]
    pub fn allows_prompt(&self, prompt: &PromptDefinition) -> bool {
        self.shows(&prompt.into())
    }

    /// Returns `true` if the filter allows listing and reading the resource.
    #[must_use]
    pub fn allows_resource(&self, resource: &ResourceDefinition) -> bool {
        self.shows(&resource.into())
    }

    /// Returns `true` if the filter allows listing the template and reading its resources.
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

    /// Returns `true` for the filter [`all`](Self::all).
    #[must_use]
    pub fn is_all(&self) -> bool {
        matches!(*self.0, Expr::All)
    }

    /// Checks that every name and tag of the filter exists in the registry. Unknown ones are usually typing errors.
    ///
    /// # Errors
    ///
    /// [`FilterError::Unknown`] with all unknown names and tags.
    pub fn check(&self, registry: &Registry) -> Result<(), FilterError> {
        let subjects: Vec<Subject<'_>> = registry
            .iter()
            .map(ListItem::subject)
            .chain(registry.prompts().map(ListItem::subject))
            .chain(registry.resources().map(ListItem::subject))
            .chain(registry.templates().map(ListItem::subject))
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
