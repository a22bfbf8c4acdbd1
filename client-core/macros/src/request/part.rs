//! `#[request_part]`: derives and constructor of a struct inside requests, and its setters on these requests.

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::{
    Error, Field, Ident, ItemStruct, Path, Result, Token, bracketed,
    parse::{Parse, ParseStream},
    parse_quote,
    punctuated::Punctuated,
};

use super::{Errors, constructor, derives, field::Argument, read_fields};
use crate::struct_def;

/// Markers of fields that only a request can have.
const MARKERS_OF_REQUESTS: [&str; 2] = ["check", "file"];

/// The arguments of `#[request_part(…)]`: `setters = [SendReply::options]`.
pub(crate) struct Part {
    /// Fields of requests that hold the part.
    places: Vec<(Path, Ident)>,
}

impl Parse for Part {
    fn parse(input: ParseStream<'_>) -> Result<Self> {
        if input.is_empty() {
            return Ok(Self { places: Vec::new() });
        }
        let name: Ident = input.parse()?;
        if name != "setters" {
            return Err(Error::new(name.span(), "unknown option; expected `setters = [Request::field]`"));
        }
        input.parse::<Token![=]>()?;
        let list;
        bracketed!(list in input);
        let fields = Punctuated::<Path, Token![,]>::parse_terminated(&list)?;
        input.parse::<Option<Token![,]>>()?;
        Ok(Self { places: fields.into_iter().map(place).collect::<Result<_>>()? })
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
    let arguments = read_fields(struct_def::named_fields(&mut item, "request_part")?, &mut errors, read);
    errors.finish()?;

    let (derives, name) = (derives(), &item.ident);
    let initial = if arguments.iter().any(Argument::is_required) {
        let constructor = constructor("part", &item.vis, &arguments);
        quote!(impl #name { #constructor })
    } else {
        let values = arguments.iter().map(Argument::initial);
        quote! {
            impl ::core::default::Default for #name {
                fn default() -> Self {
                    Self { #(#values),* }
                }
            }
        }
    };
    let setters = part.places.iter().map(|(request, field)| {
        let part = quote_spanned!(field.span()=> ::client_core::macros::PartField::<#name>::part);
        let place = quote!(#part(&mut self.#field));
        let setters = arguments.iter().map(|argument| argument.setters(&parse_quote!(pub), &place));
        quote!(impl #request { #(#setters)* })
    });
    Ok(quote! {
        #derives
        #[schemars(inline, crate = "::client_core::macros::schemars")]
        #item

        #initial
        #(#setters)*
    })
}

fn read(field: &mut Field) -> Result<Argument> {
    let marker = field
        .attrs
        .iter()
        .find(|attribute| MARKERS_OF_REQUESTS.iter().any(|marker| attribute.path().is_ident(marker)));
    match marker {
        Some(marker) => {
            Err(Error::new_spanned(marker, "this marker belongs to a field of the request itself"))
        }
        None => Argument::read(field),
    }
}
