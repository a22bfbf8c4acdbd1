//! Words of `#[serde(…)]` that the attributes honour. All others are refused, because they would be ignored.

use proc_macro2::Span;
use syn::{
    Attribute, Error, Field, LitStr, Meta, Result, Token, meta::ParseNestedMeta, punctuated::Punctuated,
};

/// Attribute that reads the words.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reader {
    Request,
    Part,
    Response,
}

/// Markers of fields, which must not stand in `cfg_attr` either.
const MARKERS: [&str; 6] = ["check", "required", "default", "file", "entry", "no_setter"];

/// Words of the `#[serde(…)]` attributes of a field.
#[derive(Default)]
pub(crate) struct Serde {
    pub(crate) rename: Option<LitStr>,
    pub(crate) aliases: Vec<LitStr>,
    /// A module with `deserialize`.
    pub(crate) with: Option<LitStr>,
    /// A function that reads the value.
    pub(crate) deserialize_with: Option<LitStr>,
    pub(crate) has_skip_if: bool,
    words: Vec<(String, Span)>,
}

impl Reader {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Request => "request",
            Self::Part => "request_part",
            Self::Response => "response",
        }
    }

    /// Words that a field may have.
    fn words(self) -> &'static [&'static str] {
        match self {
            Self::Request | Self::Part => &["rename", "alias", "with", "serialize_with", "deserialize_with"],
            Self::Response => {
                &["rename", "alias", "with", "serialize_with", "deserialize_with", "skip_serializing_if"]
            }
        }
    }

    /// Says what stands in place of a refused word of a field.
    fn instead(self, word: &str) -> String {
        let is_response = self == Self::Response;
        match word {
            "default" if is_response => {
                "an absent field has the `Default` of its type; use an `Option<T>` or a type with another default"
            }
            "default" => "use `#[default]` or `#[default(function)]`",
            "skip" | "skip_serializing" | "skip_deserializing" if is_response => {
                "every field is read and written; remove the field from the struct"
            }
            "skip" | "skip_serializing" | "skip_deserializing" | "skip_serializing_if" => {
                "the type says when it is sent; an `Option<T>`, `Vec<T>` or `Patch<T>` is left out unless set"
            }
            "flatten" if is_response => "write its fields into this struct; unknown fields are kept in `extra`",
            "flatten" => "write its fields into this struct",
            _ => return format!("the words of a field are `{}`", self.words().join("`, `")),
        }
        .to_owned()
    }

    /// Says what stands in place of a word of the struct.
    fn instead_on_struct(self, word: &str) -> &'static str {
        match (word, self) {
            ("rename_all" | "rename_all_fields", _) => "name each field with `#[serde(rename = \"…\")]`",
            ("deny_unknown_fields", Self::Response) => "unknown fields are kept in `extra`",
            ("deny_unknown_fields", _) => "the attribute adds it",
            ("crate", _) => "use the option `crate = path` of the attribute",
            ("default", _) => "mark the fields",
            _ => "write the impls by hand",
        }
    }

    fn refusal(self, word: &str, instead: &str) -> String {
        format!("`#[{}]` takes no `#[serde({word})]`: {instead}", self.name())
    }

    /// Refuses serde attributes of the struct.
    pub(crate) fn check_struct(self, attributes: &[Attribute]) -> Result<()> {
        refuse_conditional(attributes)?;
        for attribute in attributes.iter().filter(|attribute| attribute.path().is_ident("serde")) {
            attribute.parse_nested_meta(|meta| {
                let word = word(&meta)?;
                Err(meta.error(self.refusal(&word, self.instead_on_struct(&word))))
            })?;
        }
        Ok(())
    }
}

impl Serde {
    pub(crate) fn of(field: &Field, reader: Reader) -> Result<Self> {
        if let Some(cfg) = field.attrs.iter().find(|attribute| attribute.path().is_ident("cfg")) {
            let message = format!(
                "a field of `#[{}]` is there in every build: put the `#[cfg]` on the struct",
                reader.name()
            );
            return Err(Error::new_spanned(cfg, message));
        }
        refuse_conditional(&field.attrs)?;
        let mut serde = Self::default();
        for attribute in field.attrs.iter().filter(|attribute| attribute.path().is_ident("serde")) {
            attribute.parse_nested_meta(|meta| serde.word(&meta, reader))?;
        }
        Ok(serde)
    }

    fn word(&mut self, meta: &ParseNestedMeta<'_>, reader: Reader) -> Result<()> {
        let word = word(meta)?;
        if !reader.words().contains(&&*word) {
            return Err(meta.error(reader.refusal(&word, &reader.instead(&word))));
        }
        if meta.input.peek(syn::token::Paren) {
            let instead = "one name is read and written; use `#[serde(rename = \"…\")]`";
            return Err(meta.error(reader.refusal(&format!("{word}(…)"), instead)));
        }
        let text = meta.value()?.parse()?;
        match &*word {
            "rename" => self.rename = Some(text),
            "alias" => self.aliases.push(text),
            "with" => self.with = Some(text),
            "deserialize_with" => self.deserialize_with = Some(text),
            "skip_serializing_if" => self.has_skip_if = true,
            _ => {}
        }
        self.words.push((word, meta.path.segments[0].ident.span()));
        Ok(())
    }

    /// Refuses words that this field would ignore.
    pub(crate) fn refuse(&self, ignored: &[&str], reason: &str) -> Result<()> {
        match self.words.iter().find(|(word, _)| ignored.contains(&&**word)) {
            Some((word, span)) => Err(Error::new(*span, format!("`{word}` has no effect here: {reason}"))),
            None => Ok(()),
        }
    }
}

fn word(meta: &ParseNestedMeta<'_>) -> Result<String> {
    meta.path.get_ident().map(ToString::to_string).ok_or_else(|| meta.error("expected a word of serde"))
}

/// Refuses `cfg_attr` with an attribute that changes the generated code.
fn refuse_conditional(attributes: &[Attribute]) -> Result<()> {
    attributes.iter().try_for_each(|attribute| conditional(&attribute.meta))
}

fn conditional(meta: &Meta) -> Result<()> {
    let Meta::List(list) = meta else { return Ok(()) };
    if !list.path.is_ident("cfg_attr") {
        return Ok(());
    }
    let metas = list.parse_args_with(Punctuated::<Meta, Token![,]>::parse_terminated)?;
    for meta in metas.iter().skip(1) {
        let Some(name) = meta.path().get_ident().map(ToString::to_string) else { continue };
        if name == "serde" || name == "cfg" || MARKERS.contains(&&*name) {
            let message = format!("`#[{name}]` has no effect in `cfg_attr`: write it without the condition");
            return Err(Error::new_spanned(meta, message));
        }
        conditional(meta)?;
    }
    Ok(())
}
