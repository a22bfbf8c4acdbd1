//! `#[request]`: derives, constructor, setters and `impl Endpoint` of a request struct.

mod field;
pub(crate) mod part;

use proc_macro2::TokenStream;
use quote::quote;
use syn::{Error, Field, FieldsNamed, ItemStruct, Lit, Result, Visibility, spanned::Spanned};

use self::field::Argument;
use crate::{
    operation::{Constructor, Operation},
    struct_def,
};

pub(crate) fn expand(operation: &Operation, mut item: ItemStruct) -> Result<TokenStream> {
    let mut errors = Errors::default();
    let arguments = read_fields(struct_def::named_fields(&mut item, "request")?, &mut errors, |field| {
        if matches!(field.vis, Visibility::Inherited) {
            return Argument::read(field);
        }
        let message = "the fields of a request are private: `new` and the setters set them";
        Err(Error::new_spanned(&field.vis, message))
    });
    errors.or_note(check_names(operation, &arguments));
    errors.finish()?;

    let non_exhaustive = arguments.is_empty().then(|| quote!(#[non_exhaustive]));
    let constructor = match operation.constructor {
        Constructor::Public => constructor("request", &item.vis, &arguments),
        Constructor::Private => constructor("request", &Visibility::Inherited, &arguments),
        Constructor::None => TokenStream::new(),
    };
    let setters = arguments.iter().map(|argument| argument.setters(&item.vis, &quote!(self)));
    let endpoint = endpoint(operation, &item, &arguments);
    let derives = derives();
    let name = &item.ident;
    let is_default = operation.constructor != Constructor::None
        && arguments.iter().all(|argument| !argument.is_required());
    let default = is_default.then(|| {
        quote! {
            impl ::core::default::Default for #name {
                fn default() -> Self {
                    Self::new()
                }
            }
        }
    });
    Ok(quote! {
        #derives
        #[schemars(crate = "::client_core::macros::schemars")]
        #non_exhaustive
        #item

        impl #name {
            #constructor
            #(#setters)*
        }

        #default
        #endpoint
    })
}

/// Reads all fields, and notes the errors of each.
fn read_fields(
    fields: &mut FieldsNamed,
    errors: &mut Errors,
    read: fn(&mut Field) -> Result<Argument>,
) -> Vec<Argument> {
    fields.named.iter_mut().filter_map(|field| errors.or_note(read(field))).collect()
}

fn derives() -> TokenStream {
    quote! {
        #[derive(
            Debug,
            Clone,
            PartialEq,
            ::client_core::macros::Serialize,
            ::client_core::macros::Deserialize,
            ::client_core::macros::JsonSchema,
        )]
        #[serde(crate = "::client_core::macros::serde", deny_unknown_fields)]
    }
}

fn constructor(noun: &str, visibility: &Visibility, arguments: &[Argument]) -> TokenStream {
    let required: Vec<_> = arguments.iter().filter(|argument| argument.is_required()).collect();
    let docs = match required.as_slice() {
        [] if arguments.is_empty() => format!("Creates the {noun}. It takes no arguments."),
        [] => format!("Creates the {noun}. All of its arguments are optional, and have setters."),
        required => {
            let list: Vec<_> = required.iter().map(|argument| argument.doc_item()).collect();
            let setters = if required.len() == arguments.len() { "" } else { " The others have setters." };
            format!("Creates the {noun} with its required arguments.{setters}\n\n{}", list.join("\n"))
        }
    };
    let parameters = required.iter().map(|argument| argument.parameter());
    let values = arguments.iter().map(Argument::initial);
    quote! {
        #[doc = #docs]
        #[must_use]
        #visibility fn new(#(#parameters),*) -> Self {
            Self { #(#values),* }
        }
    }
}

fn endpoint(operation: &Operation, item: &ItemStruct, arguments: &[Argument]) -> TokenStream {
    let name = &item.ident;
    let Operation { method, path, output, vendor, .. } = operation;
    let scopes = operation.scopes.as_ref().map_or_else(|| quote!([]), |scopes| quote!(#scopes));
    let query = operation.query.as_ref().map(|query| quote!(const QUERY: &'static [&'static str] = &#query;));
    let encoding = operation
        .encoding
        .as_ref()
        .map(|encoding| quote!(const ENCODING: ::client_core::Encoding = #encoding;));
    let accept = operation.accept.as_ref().map(|accept| quote!(const ACCEPT: &'static str = #accept;));
    let validate = validate(operation, arguments);
    let files = files(operation, arguments);
    let annotate = operation.annotate.as_ref().map(|annotate| {
        quote! {
            fn annotate(&self, extensions: &mut ::client_core::http::Extensions) {
                #annotate(self, extensions);
            }
        }
    });
    let decode = operation.decode.as_ref().map(|decode| {
        quote! {
            fn decode(
                response: &::client_core::http::Response<::client_core::bytes::Bytes>,
            ) -> ::core::result::Result<Self::Output, ::client_core::DecodeError> {
                #decode(response)
            }
        }
    });
    let to_request = operation.to_request.as_ref().map(|to_request| {
        quote! {
            fn to_request(
                &self,
            ) -> ::core::result::Result<
                ::client_core::http::Request<::client_core::Body>,
                ::client_core::Error,
            > {
                #to_request(self)
            }
        }
    });
    quote! {
        impl ::client_core::Endpoint for #name {
            type Vendor = #vendor;
            type Output = #output;
            const METHOD: ::client_core::http::Method = ::client_core::http::Method::#method;
            const PATH: &'static str = #path;
            const SCOPES: &'static [&'static str] = &#scopes;
            #query
            #encoding
            #accept
            #validate
            #files
            #annotate
            #decode
            #to_request
        }
    }
}

fn validate(operation: &Operation, arguments: &[Argument]) -> Option<TokenStream> {
    let fields = arguments.iter().flat_map(Argument::checks);
    let whole = operation.checks.iter().map(|check| quote!(#check(self)?;));
    let checks: Vec<_> = fields.chain(whole).collect();
    (!checks.is_empty()).then(|| {
        quote! {
            fn validate(&self) -> ::core::result::Result<(), ::std::string::String> {
                #(#checks)*
                Ok(())
            }
        }
    })
}

fn files(operation: &Operation, arguments: &[Argument]) -> Option<TokenStream> {
    let files: Vec<_> = arguments.iter().filter_map(Argument::files).collect();
    let body = match &operation.files {
        Some(path) => quote!(#path(self)),
        None if files.is_empty() => return None,
        None => quote! {
            let mut files = ::std::vec::Vec::new();
            #(#files)*
            files
        },
    };
    Some(quote! {
        fn files(&self) -> ::std::vec::Vec<(::std::string::String, &::client_core::Upload)> {
            #body
        }
    })
}

/// Every name in the path and in `query` is an argument, and those of the path are required.
fn check_names(operation: &Operation, arguments: &[Argument]) -> Result<()> {
    for name in operation.path_arguments()? {
        match arguments.iter().find(|argument| argument.wire_name() == name) {
            Some(argument) if argument.is_required() => {}
            Some(argument) => {
                return Err(Error::new(
                    argument.span(),
                    format!("`{name}` is part of the path: it must be required, of a type such as an id"),
                ));
            }
            None => {
                return Err(Error::new(
                    operation.path.span(),
                    format!("the path names `{name}`, which is not the name of a field on the wire"),
                ));
            }
        }
    }
    for expression in operation.query.iter().flat_map(|query| &query.elems) {
        let syn::Expr::Lit(syn::ExprLit { lit: Lit::Str(name), .. }) = expression else {
            return Err(Error::new(expression.span(), "expected the name of a field, as a string"));
        };
        if !arguments.iter().any(|argument| argument.wire_name() == name.value()) {
            return Err(Error::new(
                name.span(),
                format!("no field has the name `{}` on the wire", name.value()),
            ));
        }
    }
    Ok(())
}

/// Errors of several fields, reported together.
#[derive(Default)]
struct Errors(Option<Error>);

impl Errors {
    fn or_note<T>(&mut self, result: Result<T>) -> Option<T> {
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

    fn finish(self) -> Result<()> {
        self.0.map_or(Ok(()), Err)
    }
}
