//! Parts of a struct that all attributes read.

use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, quote};
use syn::{
    Attribute, Error, Expr, ExprLit, Field, Fields, FieldsNamed, GenericArgument, Ident, Item, ItemStruct,
    Lit, Meta, Path, PathArguments, Result, Type, ext::IdentExt, parse_quote,
};

use crate::serde_words::Reader;

/// Parses the struct of an attribute, or returns an error that names the attribute.
pub(crate) fn parse(item: TokenStream, reader: Reader) -> Result<ItemStruct> {
    let message = format!("`#[{}]` needs a struct with named fields", reader.name());
    match syn::parse2(item)? {
        Item::Struct(item) => Ok(item),
        Item::Enum(item) => Err(Error::new_spanned(item.enum_token, message)),
        Item::Union(item) => Err(Error::new_spanned(item.union_token, message)),
        Item::Fn(item) => Err(Error::new_spanned(item.sig.fn_token, message)),
        other => Err(Error::new_spanned(other, message)),
    }
}

/// Returns the named fields of a struct, or an error that names the attribute.
pub(crate) fn named_fields(item: &mut ItemStruct, reader: Reader) -> Result<&mut FieldsNamed> {
    reader.check_struct(&item.attrs)?;
    let attribute = reader.name();
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

/// Returns the default of the option `crate`.
pub(crate) fn client_core() -> Path {
    parse_quote!(::client_core)
}

/// Returns a path to which errors point at this span.
pub(crate) fn spanned(path: &Path, span: Span) -> TokenStream {
    let tokens = path.to_token_stream().into_iter();
    let respanned = tokens.map(|mut token| {
        token.set_span(span);
        token
    });
    respanned.collect()
}

/// Returns a path as the text that serde and schemars take.
pub(crate) fn text(path: &impl ToTokens) -> String {
    path.to_token_stream().to_string().replace(' ', "")
}

/// Returns the name of an identifier without `r#`.
pub(crate) fn plain(name: &Ident) -> String {
    name.unraw().to_string()
}

/// Returns the attribute that lets generated code use deprecated fields, if there are any.
pub(crate) fn allow_deprecated(fields: &FieldsNamed) -> Option<TokenStream> {
    let mut attributes = fields.named.iter().flat_map(|field| &field.attrs);
    let is_deprecated = attributes.any(|attribute| attribute.path().is_ident("deprecated"));
    is_deprecated.then(|| quote!(#[allow(deprecated, reason = "generated code sets all fields")]))
}

/// Refuses a name that two fields claim. `message` takes both fields and the name.
pub(crate) fn refuse_twins<'a>(
    names: impl Iterator<Item = (String, &'a Ident)>,
    message: impl Fn(&str, &str, &str) -> String,
) -> Result<()> {
    let mut seen: Vec<(String, &Ident)> = Vec::new();
    for (name, field) in names {
        if let Some((_, earlier)) = seen.iter().find(|(seen, _)| *seen == name) {
            return Err(Error::new(field.span(), message(&plain(earlier), &plain(field), &name)));
        }
        seen.push((name, field));
    }
    Ok(())
}

/// Refuses a name on the wire that two fields have.
pub(crate) fn refuse_same_wire_name<'a>(names: impl Iterator<Item = (String, &'a Ident)>) -> Result<()> {
    refuse_twins(names, |one, other, name| {
        format!("the fields `{one}` and `{other}` have the same name `{name}` on the wire")
    })
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

/// Returns the type without parentheses, and without the invisible group that `macro_rules!` puts around a `$t:ty`.
pub(crate) fn peel(mut ty: &Type) -> &Type {
    loop {
        ty = match ty {
            Type::Group(group) => &group.elem,
            Type::Paren(paren) => &paren.elem,
            _ => return ty,
        };
    }
}

/// Returns `Type` of `Name<Type>`.
pub(crate) fn inside<'a>(ty: &'a Type, name: &str) -> Option<&'a Type> {
    let Type::Path(path) = peel(ty) else { return None };
    let last = path.path.segments.last().filter(|last| last.ident == name)?;
    let PathArguments::AngleBracketed(arguments) = &last.arguments else { return None };
    match arguments.args.first()? {
        GenericArgument::Type(inner) => Some(peel(inner)),
        _ => None,
    }
}

/// Returns `true` if the last segment of the type has this name, with any arguments.
pub(crate) fn is_named(ty: &Type, name: &str) -> bool {
    matches!(peel(ty), Type::Path(path) if path.path.segments.last().is_some_and(|last| last.ident == name))
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

/// Errors of several fields, reported together.
#[derive(Default)]
pub(crate) struct Errors(Option<Error>);

impl Errors {
    pub(crate) fn or_note<T>(&mut self, result: Result<T>) -> Option<T> {
        match (result, &mut self.0) {
            (Ok(value), _) => Some(value),
            (Err(error), Some(earlier)) => {
                earlier.combine(error);
                None
            }
            (Err(error), none) => {
                *none = Some(error);
                None
            }
        }
    }

    pub(crate) fn finish(self) -> Result<()> {
        self.0.map_or(Ok(()), Err)
    }
}
