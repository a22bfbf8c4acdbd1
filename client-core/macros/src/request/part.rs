//! `#[request_part]`: derives and constructor of a struct inside requests, and its setters on these requests.

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::{
    Error, Field, Ident, ItemStruct, Path, Result, Token, bracketed,
    ext::IdentExt,
    parse::{Parse, ParseStream},
    parse_quote,
    punctuated::Punctuated,
};

use super::{check_methods, constructor, derives, field::Argument, read_fields};
use crate::{
    serde_words::Reader,
    struct_def::{self, Errors},
};

/// Markers of fields that only a request can have.
const MARKERS_OF_REQUESTS: [&str; 2] = ["check", "file"];

/// The arguments of `#[request_part(…)]`: `setters = [SendReply::options]`.
pub(crate) struct Part {
    /// Fields of requests that hold the part.
    places: Vec<(Path, Ident)>,
    /// Path of `client_core`.
    krate: Path,
}

impl Parse for Part {
    fn parse(input: ParseStream<'_>) -> Result<Self> {
        let mut part = Self { places: Vec::new(), krate: struct_def::client_core() };
        while !input.is_empty() {
            let name = input.call(Ident::parse_any)?;
            let is_crate = name == "crate";
            if !is_crate && name != "setters" {
                let message = "unknown option; expected `setters = [Request::field]` or `crate`";
                return Err(Error::new(name.span(), message));
            }
            input.parse::<Token![=]>()?;
            if is_crate {
                part.krate = input.parse()?;
            } else {
                let list;
                bracketed!(list in input);
                let fields = Punctuated::<Path, Token![,]>::parse_terminated(&list)?;
                part.places = fields.into_iter().map(place).collect::<Result<_>>()?;
            }
            if !input.is_empty() {
                input.parse::<Token![,]>()?;
            }
        }
        Ok(part)
    }
}

/// Splits `Request::field`.
fn place(mut path: Path) -> Result<(Path, Ident)> {
    let error = Error::new_spanned(&path, "expected a request and its field, as `Request::field`");
    let Some(field) = path.segments.pop() else { return Err(error) };
    path.segments.pop_punct();
    if path.segments.is_empty() { Err(error) } else { Ok((path, field.ident)) }
}

pub(crate) fn expand(part: &Part, mut item: ItemStruct) -> Result<TokenStream> {
    let mut errors = Errors::default();
    let krate = &part.krate;
    let fields = struct_def::named_fields(&mut item, Reader::Part)?;
    let allow_deprecated = struct_def::allow_deprecated(fields);
    let arguments = read_fields(fields, &mut errors, |field| read(field, krate));
    if !part.places.is_empty() {
        errors.or_note(check_methods(&arguments));
    }
    errors.finish()?;

    let (derives, name) = (derives(krate), &item.ident);
    let schemars = struct_def::text(&quote!(#krate::macros::schemars));
    let initial = if arguments.iter().any(Argument::is_required) {
        let constructor = constructor("part", &item.vis, &arguments);
        quote!(#allow_deprecated impl #name { #constructor })
    } else {
        let values = arguments.iter().map(Argument::initial);
        quote! {
            #allow_deprecated
            impl ::core::default::Default for #name {
                fn default() -> Self {
                    Self { #(#values),* }
                }
            }
        }
    };
    let setters = part.places.iter().map(|(request, field)| {
        let krate = struct_def::spanned(krate, field.span());
        let part = quote_spanned!(field.span()=> #krate::macros::PartField::<#name>::part);
        let place = quote!(#part(&mut self.#field));
        let setters = arguments.iter().map(|argument| argument.setters(&parse_quote!(pub), &place));
        quote!(#allow_deprecated impl #request { #(#setters)* })
    });
    Ok(quote! {
        #derives
        #[schemars(inline, crate = #schemars)]
        #item

        #initial
        #(#setters)*
    })
}

fn read(field: &mut Field, krate: &Path) -> Result<Argument> {
    let marker = field
        .attrs
        .iter()
        .find(|attribute| MARKERS_OF_REQUESTS.iter().any(|marker| attribute.path().is_ident(marker)));
    match marker {
        Some(marker) => {
            Err(Error::new_spanned(marker, "this marker belongs to a field of the request itself"))
        }
        None => Argument::read(field, Reader::Part, krate),
    }
}
