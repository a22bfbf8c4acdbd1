//! Parts of a struct that both attributes read.

use syn::{
    Attribute, Error, Expr, ExprLit, Field, Fields, FieldsNamed, GenericArgument, ItemStruct, Lit, LitStr,
    Meta, PathArguments, Result, Type, meta::ParseNestedMeta,
};

/// Returns the named fields of a struct, or an error that names the attribute.
pub(crate) fn named_fields<'a>(item: &'a mut ItemStruct, attribute: &str) -> Result<&'a mut FieldsNamed> {
    if !item.generics.params.is_empty() {
        return Err(Error::new_spanned(
            &item.generics,
            format!("`#[{attribute}]` takes no generic struct; write the impls by hand"),
        ));
    }
    match &mut item.fields {
        Fields::Named(fields) => Ok(fields),
        _ => Err(Error::new_spanned(
            &item.ident,
            format!(
                "`#[{attribute}]` needs a struct with named fields, such as `struct {} {{}}`",
                item.ident
            ),
        )),
    }
}

/// Takes a marker such as `#[required]` from the field, if it has it.
pub(crate) fn take(field: &mut Field, name: &str) -> Option<Attribute> {
    let at = field.attrs.iter().position(|attribute| attribute.path().is_ident(name))?;
    Some(field.attrs.remove(at))
}

/// Takes a marker without arguments.
pub(crate) fn take_flag(field: &mut Field, name: &str) -> Result<Option<Attribute>> {
    let Some(attribute) = take(field, name) else { return Ok(None) };
    attribute.meta.require_path_only()?;
    Ok(Some(attribute))
}

/// Returns `Type` of `Name<Type>`.
pub(crate) fn inside<'a>(ty: &'a Type, name: &str) -> Option<&'a Type> {
    let Type::Path(path) = ty else { return None };
    let last = path.path.segments.last().filter(|last| last.ident == name)?;
    let PathArguments::AngleBracketed(arguments) = &last.arguments else { return None };
    match arguments.args.first()? {
        GenericArgument::Type(inner) => Some(inner),
        _ => None,
    }
}

/// Returns `true` if the last segment of the type has this name, with any arguments.
pub(crate) fn is_named(ty: &Type, name: &str) -> bool {
    matches!(ty, Type::Path(path) if path.path.segments.last().is_some_and(|last| last.ident == name))
}

pub(crate) fn docs(attributes: &[Attribute]) -> Vec<&Attribute> {
    attributes.iter().filter(|attribute| attribute.path().is_ident("doc")).collect()
}

/// The first paragraph of the docs, as one line.
pub(crate) fn summary(attributes: &[Attribute]) -> String {
    let mut lines = Vec::new();
    for attribute in docs(attributes) {
        let Meta::NameValue(doc) = &attribute.meta else { continue };
        let Expr::Lit(ExprLit { lit: Lit::Str(line), .. }) = &doc.value else { continue };
        let line = line.value();
        if line.trim().is_empty() {
            break;
        }
        lines.push(line.trim().to_owned());
    }
    lines.join(" ")
}

/// Options of the `#[serde(…)]` attributes of a field.
#[derive(Default)]
pub(crate) struct Serde {
    pub(crate) rename: Option<LitStr>,
    pub(crate) aliases: Vec<LitStr>,
    /// A module with `deserialize`, or the function itself.
    pub(crate) with: Option<LitStr>,
    pub(crate) deserialize_with: Option<LitStr>,
    pub(crate) has_default: bool,
    pub(crate) has_skip: bool,
    pub(crate) has_skip_if: bool,
}

impl Serde {
    pub(crate) fn of(field: &Field) -> Result<Self> {
        let mut serde = Self::default();
        for attribute in field.attrs.iter().filter(|attribute| attribute.path().is_ident("serde")) {
            attribute.parse_nested_meta(|meta| serde.word(&meta))?;
        }
        Ok(serde)
    }

    fn word(&mut self, meta: &ParseNestedMeta<'_>) -> Result<()> {
        let Some(name) = meta.path.get_ident() else { return Err(meta.error("expected a word of serde")) };
        let text = |meta: &ParseNestedMeta<'_>| meta.value()?.parse::<LitStr>();
        match name.to_string().as_str() {
            "rename" => self.rename = Some(text(meta)?),
            "alias" => self.aliases.push(text(meta)?),
            "with" => self.with = Some(text(meta)?),
            "deserialize_with" => self.deserialize_with = Some(text(meta)?),
            "default" => {
                self.has_default = true;
                if meta.input.peek(syn::Token![=]) {
                    text(meta)?;
                }
            }
            "skip" => self.has_skip = true,
            "skip_serializing_if" => {
                self.has_skip_if = true;
                text(meta)?;
            }
            _ if meta.input.peek(syn::Token![=]) => drop(text(meta)?),
            _ => {}
        }
        Ok(())
    }
}
