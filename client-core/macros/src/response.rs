//! `#[response]`: derives and lenient reading of a response struct.

use proc_macro2::TokenStream;
use quote::quote;
use syn::{
    Error, Field, Ident, ItemStruct, Path, Result, Token, Type, Visibility,
    ext::IdentExt,
    parse::{Parse, ParseStream, Parser},
    parse_quote,
};

use crate::{
    serde_words::{Reader, Serde},
    struct_def::{self, Errors},
};

/// The arguments of `#[response(…)]`.
pub(crate) struct Arguments {
    /// Module with the functions `fields`, `take` and `is_absent`.
    reader: Option<Path>,
    /// Path of `client_core`.
    krate: Path,
}

/// Code of one field.
struct Read {
    field: Ident,
    /// Names on the wire.
    names: Vec<String>,
    code: TokenStream,
    ty: Type,
}

impl Parse for Arguments {
    fn parse(input: ParseStream<'_>) -> Result<Self> {
        let mut arguments = Self { reader: None, krate: struct_def::client_core() };
        while !input.is_empty() {
            let name = input.call(Ident::parse_any)?;
            let is_crate = name == "crate";
            if !is_crate && name != "reader" {
                return Err(Error::new(name.span(), "unknown option; expected `reader` or `crate`"));
            }
            input.parse::<Token![=]>()?;
            let path = input.parse()?;
            if is_crate {
                arguments.krate = path;
            } else {
                arguments.reader = Some(path);
            }
            if !input.is_empty() {
                input.parse::<Token![,]>()?;
            }
        }
        Ok(arguments)
    }
}

pub(crate) fn expand(arguments: &Arguments, mut item: ItemStruct) -> Result<TokenStream> {
    let krate = &arguments.krate;
    let name = item.ident.clone();
    let fields = struct_def::named_fields(&mut item, Reader::Response)?;
    let mut errors = Errors::default();
    let mut reads = Vec::with_capacity(fields.named.len());
    let mut is_default = true;
    for field in &mut fields.named {
        let Some(required) = errors.or_note(struct_def::take_flag(field, "required")) else { continue };
        is_default &= required.is_none();
        reads.extend(errors.or_note(read(field, required.is_some(), arguments)));
    }
    let names = reads.iter().flat_map(|read| read.names.iter().map(|name| (name.clone(), &read.field)));
    errors.or_note(struct_def::refuse_same_wire_name(names));
    errors.finish()?;
    fields.named.push(extra(krate)?);

    let allow_deprecated = struct_def::allow_deprecated(fields);
    let fields_of = match &arguments.reader {
        Some(reader) => quote!(#reader::fields::<Self, D>(deserializer)?),
        None => quote!(#krate::response::record_fields::<Self, D>(deserializer, false)?),
    };
    let default = is_default.then(|| quote!(::core::default::Default,));
    let known = reads.iter().map(|read| known(read, krate));
    let reads = reads.iter().map(|read| &read.code);
    let serde = struct_def::text(&quote!(#krate::macros::serde));
    let schemars = struct_def::text(&quote!(#krate::macros::schemars));
    Ok(quote! {
        #[derive(
            ::core::fmt::Debug,
            ::core::clone::Clone,
            ::core::cmp::PartialEq,
            #default
            #krate::macros::Serialize,
            #krate::macros::JsonSchema,
        )]
        #[serde(crate = #serde)]
        #[schemars(crate = #schemars)]
        #[non_exhaustive]
        #item

        impl #krate::response::FromFields for #name {
            #allow_deprecated
            fn from_fields(
                #[allow(unused_mut, reason = "a response may have no known field")]
                mut fields: #krate::macros::Map<::std::string::String, #krate::macros::Value>,
            ) -> ::core::result::Result<Self, #krate::macros::ReadError> {
                ::core::result::Result::Ok(Self {
                    #(#reads,)*
                    extra: fields,
                })
            }

            fn known() -> ::core::option::Option<&'static [#krate::response::Known]> {
                #[allow(unused_imports, reason = "all fields may be records")]
                use #krate::response::Opaque as _;
                static KNOWN: ::std::sync::OnceLock<::std::vec::Vec<#krate::response::Known>> =
                    ::std::sync::OnceLock::new();
                ::core::option::Option::Some(KNOWN.get_or_init(|| ::std::vec![#(#known,)*]))
            }
        }

        impl<'de> #krate::macros::Deserialize<'de> for #name {
            fn deserialize<D: #krate::macros::serde::Deserializer<'de>>(
                deserializer: D,
            ) -> ::core::result::Result<Self, D::Error> {
                let fields = #fields_of;
                #krate::response::counted(|| <Self as #krate::response::FromFields>::from_fields(fields))
                    .map_err(#krate::macros::serde::de::Error::custom)
            }
        }
    })
}

/// Field for unknown and unreadable values.
fn extra(krate: &Path) -> Result<Field> {
    Field::parse_named.parse2(quote! {
        /// Fields that this version of the crate does not know, and values that could not be read.
        #[serde(flatten)]
        pub extra: #krate::macros::Map<::std::string::String, #krate::macros::Value>
    })
}

/// Reads a field. Takes the markers off, and adds what serde needs.
fn read(field: &mut Field, is_required: bool, arguments: &Arguments) -> Result<Read> {
    let name = field.ident.clone().expect("named fields have names");
    match &field.vis {
        Visibility::Public(_) => {}
        Visibility::Inherited => return Err(Error::new(name.span(), PUBLIC)),
        Visibility::Restricted(visibility) => return Err(Error::new_spanned(visibility, PUBLIC)),
    }
    if name.unraw() == "extra" {
        return Err(Error::new(name.span(), "`#[response]` adds the field `extra`"));
    }
    let serde = Serde::of(field, Reader::Response)?;
    let first = serde.rename.as_ref().map_or_else(|| struct_def::plain(&name), syn::LitStr::value);
    let names: Vec<_> = std::iter::once(first).chain(serde.aliases.iter().map(syn::LitStr::value)).collect();
    let code = code(field, &name, &names, &serde, is_required, arguments)?;
    Ok(Read { field: name, names, code, ty: field.ty.clone() })
}

/// Description of a field for the limits of unknown fields.
fn known(read: &Read, krate: &Path) -> TokenStream {
    let names = &read.names;
    let (mut ty, mut is_list) = (&read.ty, false);
    loop {
        let list = struct_def::inside(ty, "Vec");
        is_list |= list.is_some();
        match list.or_else(|| struct_def::inside(ty, "Option")).or_else(|| struct_def::inside(ty, "Box")) {
            Some(inner) => ty = inner,
            None => break,
        }
    }
    quote!(#krate::response::Known::new(&[#(#names),*], #krate::response::Probe::<#ty>::new().known(), #is_list))
}

const PUBLIC: &str = "the fields of a response are `pub`";

/// The expression that reads a field.
fn code(
    field: &mut Field,
    name: &Ident,
    names: &[String],
    serde: &Serde,
    is_required: bool,
    Arguments { reader, krate }: &Arguments,
) -> Result<TokenStream> {
    let names = quote!(&[#(#names),*]);
    if is_required {
        serde.refuse(
            &["with", "deserialize_with", "skip_serializing_if"],
            "a `#[required]` field is always there, and is read as its type",
        )?;
        return Ok(quote!(#name: #krate::response::required(&mut fields, #names)?));
    }
    field.attrs.push(parse_quote!(#[serde(default)]));
    if let Some(reader) = reader {
        serde.refuse(&["with", "deserialize_with"], "the `reader` of the struct reads all fields")?;
        if !serde.has_skip_if {
            let absent = struct_def::text(&quote!(#reader::is_absent));
            field.attrs.push(parse_quote!(#[serde(skip_serializing_if = #absent)]));
        }
        return Ok(quote!(#name: #reader::take(&mut fields, #names)));
    }
    let with = match (&serde.deserialize_with, &serde.with) {
        (Some(function), _) => Some(function.parse::<Path>()?),
        (None, Some(module)) => {
            let module: Path = module.parse()?;
            Some(parse_quote!(#module::deserialize))
        }
        (None, None) => None,
    };
    if let Some(with) = with {
        return Ok(quote!(#name: #krate::response::take_with(&mut fields, #names, |value| #with(value))));
    }
    let function = match struct_def::inside(&field.ty, "Option") {
        Some(inner) if struct_def::inside(inner, "Vec").is_some() => quote!(optional_list),
        Some(_) => quote!(optional),
        None if struct_def::inside(&field.ty, "Vec").is_some() => quote!(list),
        None => quote!(value),
    };
    Ok(quote!(#name: #krate::response::#function(&mut fields, #names)))
}
