//! `#[response]`: derives and lenient reading of a response struct.

use proc_macro2::TokenStream;
use quote::quote;
use syn::{
    Error, Field, Ident, ItemStruct, Path, Result, Token, Visibility,
    parse::{Parse, ParseStream, Parser},
    parse_quote,
};

use crate::struct_def::{self, Serde};

/// The arguments of `#[response(…)]`.
pub(crate) struct Arguments {
    /// Module with the functions `fields`, `take` and `is_absent`.
    reader: Option<Path>,
}

impl Parse for Arguments {
    fn parse(input: ParseStream<'_>) -> Result<Self> {
        if input.is_empty() {
            return Ok(Self { reader: None });
        }
        let name: Ident = input.parse()?;
        if name != "reader" {
            return Err(Error::new(name.span(), "unknown option; expected `reader`"));
        }
        input.parse::<Token![=]>()?;
        Ok(Self { reader: Some(input.parse()?) })
    }
}

pub(crate) fn expand(arguments: &Arguments, mut item: ItemStruct) -> Result<TokenStream> {
    let reader = arguments.reader.as_ref();
    let name = item.ident.clone();
    let fields = struct_def::named_fields(&mut item, "response")?;
    let mut reads = Vec::with_capacity(fields.named.len());
    let mut is_default = true;
    for field in &mut fields.named {
        let is_required = struct_def::take_flag(field, "required")?.is_some();
        is_default &= !is_required;
        reads.push(read(field, is_required, reader)?);
    }
    fields.named.push(extra()?);

    let fields_of = match reader {
        Some(reader) => quote!(#reader::fields(deserializer)?),
        None => quote!(::client_core::response::fields(deserializer)?),
    };
    let default = is_default.then(|| quote!(Default,));
    Ok(quote! {
        #[derive(
            Debug,
            Clone,
            PartialEq,
            #default
            ::client_core::macros::Serialize,
            ::client_core::macros::JsonSchema,
        )]
        #[serde(crate = "::client_core::macros::serde")]
        #[schemars(crate = "::client_core::macros::schemars")]
        #[non_exhaustive]
        #item

        impl ::client_core::response::FromFields for #name {
            fn from_fields(
                #[allow(unused_mut, reason = "a response may have no known field")]
                mut fields: ::client_core::macros::Map<::std::string::String, ::client_core::macros::Value>,
            ) -> ::core::result::Result<Self, ::client_core::macros::ReadError> {
                Ok(Self {
                    #(#reads,)*
                    extra: fields,
                })
            }
        }

        impl<'de> ::client_core::macros::Deserialize<'de> for #name {
            fn deserialize<D: ::client_core::macros::serde::Deserializer<'de>>(
                deserializer: D,
            ) -> ::core::result::Result<Self, D::Error> {
                let fields = #fields_of;
                <Self as ::client_core::response::FromFields>::from_fields(fields)
                    .map_err(::client_core::macros::serde::de::Error::custom)
            }
        }
    })
}

/// Field for unknown and unreadable values.
fn extra() -> Result<Field> {
    Field::parse_named.parse2(quote! {
        /// Fields that this version of the crate does not know, and values that could not be read.
        #[serde(flatten)]
        pub extra: ::client_core::macros::Map<::std::string::String, ::client_core::macros::Value>
    })
}

/// The expression that reads a field. Takes the markers off, and adds what serde needs.
fn read(field: &mut Field, is_required: bool, reader: Option<&Path>) -> Result<TokenStream> {
    let name = field.ident.clone().expect("named fields have names");
    if !matches!(field.vis, Visibility::Public(_)) {
        return Err(Error::new_spanned(field.ident.as_ref(), "the fields of a response are `pub`"));
    }
    if name == "extra" {
        return Err(Error::new(name.span(), "`#[response]` adds the field `extra`"));
    }
    let serde = Serde::of(field)?;
    let first = serde.rename.as_ref().map_or_else(|| name.to_string(), |rename| rename.value());
    let aliases = &serde.aliases;
    let names = quote!(&[#first #(, #aliases)*]);
    if is_required {
        return Ok(quote!(#name: ::client_core::response::required(&mut fields, #names)?));
    }
    if !serde.has_default {
        field.attrs.push(parse_quote!(#[serde(default)]));
    }
    if let Some(reader) = reader {
        if !serde.has_skip_if {
            let absent = quote!(#reader::is_absent).to_string().replace(' ', "");
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
        return Ok(
            quote!(#name: ::client_core::response::take_with(&mut fields, #names, |value| #with(value))),
        );
    }
    let function = match struct_def::inside(&field.ty, "Option") {
        Some(inner) if struct_def::inside(inner, "Vec").is_some() => quote!(optional_list),
        Some(_) => quote!(optional),
        None if struct_def::inside(&field.ty, "Vec").is_some() => quote!(list),
        None => quote!(value),
    };
    Ok(quote!(#name: ::client_core::response::#function(&mut fields, #names)))
}
