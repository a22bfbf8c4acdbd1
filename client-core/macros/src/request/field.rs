//! One argument: a field of a request struct, with its type and markers.

use proc_macro2::{Span, TokenStream};
use quote::{format_ident, quote, quote_spanned};
use syn::{
    Attribute, Error, Expr, Field, Ident, Path, Result, Token, Type, Visibility, parse_quote,
    punctuated::Punctuated, spanned::Spanned,
};

use crate::{
    serde_words::{Reader, Serde},
    struct_def,
};

/// Types with parameters taken by value. All other types are taken as `impl Into<_>`.
const PLAIN: [&str; 14] =
    ["bool", "char", "u8", "u16", "u32", "u64", "usize", "i8", "i16", "i32", "i64", "isize", "f32", "f64"];

pub(crate) struct Argument {
    name: Ident,
    wire_name: String,
    docs: Vec<Attribute>,
    summary: String,
    ty: Type,
    kind: Kind,
    checks: Vec<Check>,
    /// `#[deprecated]`, which the setters repeat.
    deprecated: Option<Attribute>,
    has_setter: bool,
    /// The names of setters of single entries of a map: one that sets, and one that sends null.
    entry: Vec<Ident>,
    /// Path of `client_core`.
    krate: Path,
}

/// Way in which an argument is set.
enum Kind {
    /// By `new`.
    Required,
    /// By a setter. Starts as the default, or as the return value of a function.
    Defaulted(Option<Path>),
    /// `Option<T>`
    Optional(Type),
    /// `Option<Vec<T>>`: absent, empty and filled are three states.
    OptionalMany(Type),
    /// `Vec<T>` and `CommaList<T>`
    Many(Type),
    /// `Map<String, Value>`
    Map,
    /// `Patch<T>`
    Clearable(Type),
    /// `Option<Upload>` with `#[file]`
    File,
    /// `Vec<Upload>` with `#[file]`
    Files,
}

/// `#[check(path, arguments…)]`
struct Check {
    path: Expr,
    arguments: Vec<Expr>,
}

impl Argument {
    /// Reads a field, takes the markers off and adds what serde needs.
    pub(crate) fn read(field: &mut Field, reader: Reader, krate: &Path) -> Result<Self> {
        let name = field.ident.clone().expect("named fields have names");
        let mut checks = Vec::new();
        while let Some(attribute) = struct_def::take(field, "check") {
            checks.push(Check::read(&attribute)?);
        }
        let has_setter = struct_def::take_flag(field, "no_setter")?.is_none();
        let entry = struct_def::take(field, "entry")
            .map(|attribute| entry_names(&attribute))
            .transpose()?
            .unwrap_or_default();
        let kind = Kind::read(field)?;
        if !entry.is_empty() && !matches!(kind, Kind::Map) {
            return Err(Error::new_spanned(&field.ty, "`#[entry]` belongs to a `Map<String, Value>`"));
        }
        let serde = Serde::of(field, reader)?;
        if matches!(kind, Kind::File | Kind::Files) {
            let ignored = ["alias", "with", "serialize_with", "deserialize_with"];
            serde.refuse(&ignored, "a `#[file]` is uploaded as a form field")?;
        }
        kind.add_serde(field, krate);
        let is_deprecated = |attribute: &&Attribute| attribute.path().is_ident("deprecated");
        Ok(Self {
            wire_name: serde.rename.map_or_else(|| struct_def::plain(&name), |rename| rename.value()),
            deprecated: field.attrs.iter().find(is_deprecated).cloned(),
            docs: struct_def::docs(&field.attrs).into_iter().cloned().collect(),
            summary: struct_def::summary(&field.attrs),
            ty: struct_def::peel(&field.ty).clone(),
            name,
            kind,
            checks,
            has_setter,
            entry,
            krate: krate.clone(),
        })
    }

    pub(crate) fn wire_name(&self) -> &str {
        &self.wire_name
    }

    pub(crate) fn name(&self) -> &Ident {
        &self.name
    }

    /// The names of the setters.
    pub(crate) fn methods(&self) -> Vec<String> {
        let mut methods: Vec<_> = self.entry.iter().map(struct_def::plain).collect();
        let name = struct_def::plain(&self.name);
        match &self.kind {
            _ if !self.has_setter => {}
            Kind::Required => {}
            Kind::Files => methods.push("attach".to_owned()),
            Kind::Clearable(_) => methods.extend([format!("clear_{name}"), name]),
            _ => methods.push(name),
        }
        methods
    }

    pub(crate) fn span(&self) -> Span {
        self.name.span()
    }

    pub(crate) fn is_required(&self) -> bool {
        matches!(self.kind, Kind::Required)
    }

    /// An entry of the list of required arguments in the docs of `new`.
    pub(crate) fn doc_item(&self) -> String {
        format!("- `{}`: {}", struct_def::plain(&self.name), self.summary)
    }

    /// A parameter of `new`.
    pub(crate) fn parameter(&self) -> TokenStream {
        let (name, ty) = (&self.name, self.parameter_type());
        quote!(#name: #ty)
    }

    fn parameter_type(&self) -> TokenStream {
        match many(&self.ty) {
            Some(item) => each(&item),
            None => one(&self.ty).0,
        }
    }

    /// The field's value in `new`.
    pub(crate) fn initial(&self) -> TokenStream {
        let name = &self.name;
        let value = match &self.kind {
            Kind::Required if many(&self.ty).is_some() => collected(name),
            Kind::Required => one(&self.ty).1(name),
            Kind::Defaulted(Some(path)) => quote!(#path()),
            _ => quote!(::core::default::Default::default()),
        };
        quote!(#name: #value)
    }

    /// The setters. `place` is the value that has the field: `self` in the impl of the struct itself.
    pub(crate) fn setters(&self, visibility: &Visibility, place: &TokenStream) -> TokenStream {
        let Self { name, deprecated, krate, .. } = self;
        let plain = struct_def::plain(name);
        let set = self.entry.first().map(|entry| {
            let docs = format!("Sets one entry of `{plain}`. The others stay.");
            quote! {
                #[doc = #docs]
                #deprecated
                #[must_use]
                #visibility fn #entry(
                    mut self,
                    name: impl ::core::convert::Into<::std::string::String>,
                    value: impl ::core::convert::Into<#krate::macros::Value>,
                ) -> Self {
                    #place.#name.insert(
                        ::core::convert::Into::into(name),
                        ::core::convert::Into::into(value),
                    );
                    self
                }
            }
        });
        let remove = self.entry.get(1).map(|entry| {
            let docs = format!("Removes one entry of `{plain}`: sends `null`. The others stay.");
            quote! {
                #[doc = #docs]
                #deprecated
                #[must_use]
                #visibility fn #entry(mut self, name: impl ::core::convert::Into<::std::string::String>) -> Self {
                    #place.#name.insert(::core::convert::Into::into(name), #krate::macros::Value::Null);
                    self
                }
            }
        });
        let setter = self.has_setter.then(|| self.setter(visibility, place));
        quote!(#set #remove #setter)
    }

    fn setter(&self, visibility: &Visibility, place: &TokenStream) -> TokenStream {
        let Self { name, docs, deprecated, krate, .. } = self;
        let set = |parameter: TokenStream, value: TokenStream| {
            quote! {
                #(#docs)*
                #deprecated
                #[must_use]
                #visibility fn #name(mut self, #name: #parameter) -> Self {
                    #place.#name = #value;
                    self
                }
            }
        };
        match &self.kind {
            Kind::Required => quote!(),
            Kind::Defaulted(_) => match many(&self.ty) {
                Some(item) => set(each(&item), collected(name)),
                None => {
                    let (parameter, value) = one(&self.ty);
                    set(parameter, value(name))
                }
            },
            Kind::Many(item) => set(each(item), collected(name)),
            Kind::OptionalMany(item) => {
                let list = collected(name);
                set(each(item), quote!(::core::option::Option::Some(#list)))
            }
            Kind::Optional(inner) => {
                let (parameter, value) = one(inner);
                let value = value(name);
                set(parameter, quote!(::core::option::Option::Some(#value)))
            }
            Kind::Map => quote! {
                #(#docs)*
                #deprecated
                #[must_use]
                #visibility fn #name<K, V>(mut self, #name: impl ::core::iter::IntoIterator<Item = (K, V)>) -> Self
                where
                    K: ::core::convert::Into<::std::string::String>,
                    V: ::core::convert::Into<#krate::macros::Value>,
                {
                    #place.#name.extend(::core::iter::Iterator::map(
                        ::core::iter::IntoIterator::into_iter(#name),
                        |(name, value)| (::core::convert::Into::into(name), ::core::convert::Into::into(value)),
                    ));
                    self
                }
            },
            Kind::Clearable(inner) => {
                let (parameter, value) = one(inner);
                let value = value(name);
                let setter = set(parameter, quote!(#krate::Patch::Set(#value)));
                let clear = format_ident!("clear_{}", name);
                let clear_docs = format!("Clears `{}`: sends `null`.", struct_def::plain(name));
                quote! {
                    #setter

                    #[doc = #clear_docs]
                    #deprecated
                    #[must_use]
                    #visibility fn #clear(mut self) -> Self {
                        #place.#name = #krate::Patch::Clear;
                        self
                    }
                }
            }
            Kind::File => set(quote!(#krate::Upload), quote!(::core::option::Option::Some(#name))),
            Kind::Files => quote! {
                #(#docs)*
                ///
                /// Adds one file to those before.
                #deprecated
                #[must_use]
                #visibility fn attach(mut self, file: #krate::Upload) -> Self {
                    #place.#name.push(file);
                    self
                }
            },
        }
    }

    /// The statements of `validate` for this field. An argument that is absent is not checked.
    pub(crate) fn checks(&self) -> Option<TokenStream> {
        let Self { name, wire_name, krate, .. } = self;
        let on_field = |span| quote_spanned!(span=> &self.#name);
        let calls = |value: &dyn Fn(Span) -> TokenStream| {
            let calls = self.checks.iter().map(|Check { path, arguments }| {
                let span = path.span().resolved_at(Span::call_site());
                let value = value(span);
                quote_spanned!(span=> #path(#wire_name, #value #(, #arguments)*)?;)
            });
            quote!(#(#calls)*)
        };
        let span = self.checks.first()?.path.span().resolved_at(Span::call_site());
        let present = match &self.kind {
            _ if struct_def::inside(&self.ty, "Option").is_some() => quote!(::core::option::Option::Some),
            _ if struct_def::inside(&self.ty, "Patch").is_some() => quote!(#krate::Patch::Set),
            Kind::Many(_) | Kind::Map | Kind::Files => {
                let calls = calls(&on_field);
                return Some(quote_spanned!(span=> if !self.#name.is_empty() { #calls }));
            }
            _ => return Some(calls(&on_field)),
        };
        let calls = calls(&|span| quote_spanned!(span=> value));
        Some(quote_spanned!(span=> if let #present(value) = &self.#name { #calls }))
    }

    /// The statement of `files` for this field.
    pub(crate) fn files(&self) -> Option<TokenStream> {
        let Self { name, wire_name, .. } = self;
        match &self.kind {
            Kind::File => Some(quote! {
                files.extend(self.#name.iter().map(|file| (::std::string::String::from(#wire_name), file)));
            }),
            Kind::Files => Some(quote! {
                files.extend(
                    self.#name.iter().enumerate().map(|(index, file)| (::std::format!("{}[{index}]", #wire_name), file)),
                );
            }),
            _ => None,
        }
    }
}

impl Kind {
    fn read(field: &mut Field) -> Result<Self> {
        let required = struct_def::take_flag(field, "required")?;
        let default = struct_def::take(field, "default");
        let file = struct_def::take_flag(field, "file")?;
        let markers = [&required, &default, &file];
        if markers.iter().filter(|marker| marker.is_some()).count() > 1 {
            return Err(Error::new_spanned(
                field.ident.as_ref(),
                "a field has at most one of `#[required]`, `#[default]` and `#[file]`",
            ));
        }
        let ty = &field.ty;
        if let Some(file) = file {
            return match (struct_def::inside(ty, "Option"), struct_def::inside(ty, "Vec")) {
                (Some(inner), _) if struct_def::is_named(inner, "Upload") => Ok(Self::File),
                (_, Some(inner)) if struct_def::is_named(inner, "Upload") => Ok(Self::Files),
                _ => Err(Error::new_spanned(file, "a file is an `Option<Upload>` or a `Vec<Upload>`")),
            };
        }
        if let Some(default) = default {
            return Ok(Self::Defaulted(match &default.meta {
                syn::Meta::Path(_) => None,
                _ => Some(default.parse_args()?),
            }));
        }
        let kind = Self::of(ty);
        match (required, kind) {
            (Some(marker), Self::Required) => {
                Err(Error::new_spanned(marker, "a field of this type is required without the marker"))
            }
            (Some(_), _) => Ok(Self::Required),
            (None, kind) => Ok(kind),
        }
    }

    fn of(ty: &Type) -> Self {
        if let Some(inner) = struct_def::inside(ty, "Option") {
            return match struct_def::inside(inner, "Vec") {
                Some(item) => Self::OptionalMany(item.clone()),
                None => Self::Optional(inner.clone()),
            };
        }
        if let Some(inner) = struct_def::inside(ty, "Patch") {
            return Self::Clearable(inner.clone());
        }
        if struct_def::is_named(ty, "Map") {
            return Self::Map;
        }
        many(ty).map_or(Self::Required, Self::Many)
    }

    fn add_serde(&self, field: &mut Field, krate: &Path) {
        field.attrs.push(match self {
            Self::File | Self::Files => parse_quote!(#[serde(skip)]),
            Self::Required => return,
            Self::Defaulted(Some(path)) => {
                let path = struct_def::text(path);
                parse_quote!(#[serde(default = #path)])
            }
            _ => parse_quote!(#[serde(default)]),
        });
        let absent = match self {
            Self::Optional(_) | Self::OptionalMany(_) => "::core::option::Option::is_none".to_owned(),
            Self::Clearable(_) => struct_def::text(&quote!(#krate::Patch::is_leave)),
            Self::Map => struct_def::text(&quote!(#krate::macros::Map::is_empty)),
            Self::Many(_) if struct_def::is_named(&field.ty, "Vec") => "::std::vec::Vec::is_empty".to_owned(),
            Self::Many(_) => {
                let Type::Path(list) = struct_def::peel(&field.ty) else { return };
                let mut list = list.path.clone();
                if let Some(last) = list.segments.last_mut() {
                    last.arguments = syn::PathArguments::None;
                }
                struct_def::text(&quote!(#list::is_empty))
            }
            _ => return,
        };
        field.attrs.push(parse_quote!(#[serde(skip_serializing_if = #absent)]));
    }
}

impl Check {
    fn read(attribute: &Attribute) -> Result<Self> {
        let mut parts =
            attribute.parse_args_with(Punctuated::<Expr, Token![,]>::parse_terminated)?.into_iter();
        match parts.next() {
            Some(path @ Expr::Path(_)) => Ok(Self { path, arguments: parts.collect() }),
            Some(other) => Err(Error::new(other.span(), "expected the path of a function")),
            None => Err(Error::new_spanned(attribute, "expected `#[check(function)]`")),
        }
    }
}

/// `#[entry(set)]` or `#[entry(set, remove)]`
fn entry_names(attribute: &Attribute) -> Result<Vec<Ident>> {
    let names: Vec<Ident> =
        attribute.parse_args_with(Punctuated::<Ident, Token![,]>::parse_terminated)?.into_iter().collect();
    if names.is_empty() || names.len() > 2 {
        return Err(Error::new_spanned(attribute, "expected `#[entry(set)]` or `#[entry(set, remove)]`"));
    }
    Ok(names)
}

/// The items of a list: of a `Vec` or of a `CommaList`.
fn many(ty: &Type) -> Option<Type> {
    struct_def::inside(ty, "Vec").or_else(|| struct_def::inside(ty, "CommaList")).cloned()
}

/// Returns the parameter type for one value, and the conversion to the field.
fn one(ty: &Type) -> (TokenStream, fn(&Ident) -> TokenStream) {
    let is_plain = PLAIN.iter().any(|plain| struct_def::is_named(ty, plain));
    if is_plain {
        (quote!(#ty), |name| quote!(#name))
    } else {
        (quote!(impl ::core::convert::Into<#ty>), |name| quote!(::core::convert::Into::into(#name)))
    }
}

fn each(item: &Type) -> TokenStream {
    quote!(impl ::core::iter::IntoIterator<Item = impl ::core::convert::Into<#item>>)
}

fn collected(name: &Ident) -> TokenStream {
    quote! {
        ::core::iter::Iterator::collect(::core::iter::Iterator::map(
            ::core::iter::IntoIterator::into_iter(#name),
            ::core::convert::Into::into,
        ))
    }
}
