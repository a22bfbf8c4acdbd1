//! `#[request]`: derives, constructor, setters and `impl Endpoint` of a request struct.

mod field;
pub(crate) mod part;

use proc_macro2::TokenStream;
use quote::quote;
use syn::{Error, Field, FieldsNamed, ItemStruct, Lit, Path, Result, Visibility, spanned::Spanned};

use self::field::Argument;
use crate::{
    operation::{Constructor, Operation},
    serde_words::Reader,
    struct_def::{self, Errors},
};

pub(crate) fn expand(operation: &Operation, mut item: ItemStruct) -> Result<TokenStream> {
    let mut errors = Errors::default();
    let krate = &operation.krate;
    let fields = struct_def::named_fields(&mut item, Reader::Request)?;
    let allow_deprecated = struct_def::allow_deprecated(fields);
    let arguments = read_fields(fields, &mut errors, |field| {
        if matches!(field.vis, Visibility::Inherited) {
            return Argument::read(field, Reader::Request, krate);
        }
        let message = "the fields of a request are private: `new` and the setters set them";
        Err(Error::new_spanned(&field.vis, message))
    });
    errors.or_note(check_names(operation, &arguments));
    errors.or_note(check_methods(&arguments));
    errors.finish()?;

    let non_exhaustive = arguments.is_empty().then(|| quote!(#[non_exhaustive]));
    let constructor = match operation.constructor {
        Constructor::Public => constructor("request", &item.vis, &arguments),
        Constructor::Private => constructor("request", &Visibility::Inherited, &arguments),
        Constructor::None => TokenStream::new(),
    };
    let setters = arguments.iter().map(|argument| argument.setters(&item.vis, &quote!(self)));
    let endpoint = endpoint(operation, &item, &arguments);
    let derives = derives(krate);
    let schemars = struct_def::text(&quote!(#krate::macros::schemars));
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
        #[schemars(crate = #schemars)]
        #non_exhaustive
        #item

        #allow_deprecated
        impl #name {
            #constructor
            #(#setters)*
        }

        #default
        #allow_deprecated
        #endpoint
    })
}

/// Reads all fields, and notes the errors of each.
fn read_fields(
    fields: &mut FieldsNamed,
    errors: &mut Errors,
    read: impl Fn(&mut Field) -> Result<Argument>,
) -> Vec<Argument> {
    let arguments: Vec<_> = fields.named.iter_mut().filter_map(|field| errors.or_note(read(field))).collect();
    let names = arguments.iter().map(|argument| (argument.wire_name().to_owned(), argument.name()));
    errors.or_note(struct_def::refuse_same_wire_name(names));
    arguments
}

fn derives(krate: &Path) -> TokenStream {
    let serde = struct_def::text(&quote!(#krate::macros::serde));
    quote! {
        #[derive(
            ::core::fmt::Debug,
            ::core::clone::Clone,
            ::core::cmp::PartialEq,
            #krate::macros::Serialize,
            #krate::macros::Deserialize,
            #krate::macros::JsonSchema,
        )]
        #[serde(crate = #serde, deny_unknown_fields)]
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
    let Operation { method, path, output, vendor, krate, .. } = operation;
    let scopes = operation.scopes.as_ref().map_or_else(|| quote!([]), |scopes| quote!(#scopes));
    let query = operation.query.as_ref().map(|query| quote!(const QUERY: &'static [&'static str] = &#query;));
    let encoding =
        operation.encoding.as_ref().map(|encoding| quote!(const ENCODING: #krate::Encoding = #encoding;));
    let accept = operation.accept.as_ref().map(|accept| quote!(const ACCEPT: &'static str = #accept;));
    let validate = validate(operation, arguments);
    let files = files(operation, arguments);
    let annotate = operation.annotate.as_ref().map(|annotate| {
        quote! {
            fn annotate(&self, extensions: &mut #krate::http::Extensions) {
                #annotate(self, extensions);
            }
        }
    });
    let decode = operation.decode.as_ref().map(|decode| {
        quote! {
            fn decode(
                response: &#krate::http::Response<#krate::bytes::Bytes>,
            ) -> ::core::result::Result<Self::Output, #krate::DecodeError> {
                #decode(response)
            }
        }
    });
    let to_request = operation.to_request.as_ref().map(|to_request| {
        quote! {
            fn to_request(
                &self,
            ) -> ::core::result::Result<
                #krate::http::Request<#krate::Body>,
                #krate::Error,
            > {
                #to_request(self)
            }
        }
    });
    quote! {
        impl #krate::Endpoint for #name {
            type Vendor = #vendor;
            type Output = #output;
            const METHOD: #krate::http::Method = #krate::http::Method::#method;
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

/// Methods of a request that no setter may hide.
const METHODS: [&str; 13] = [
    "new",
    "clone",
    "default",
    "validate",
    "files",
    "annotate",
    "decode",
    "to_request",
    "send",
    "stream",
    "stream_within",
    "stream_from",
    "customize",
];

/// Every setter has a name of its own.
fn check_methods(arguments: &[Argument]) -> Result<()> {
    let methods = || {
        arguments
            .iter()
            .flat_map(|argument| argument.methods().into_iter().map(move |method| (method, argument.name())))
    };
    if let Some((method, field)) = methods().find(|(method, _)| METHODS.contains(&&**method)) {
        let owner = if method == "new" { "the constructor" } else { "a method that every request has" };
        return Err(Error::new(
            field.span(),
            format!("a setter cannot have the name of {owner}, `{method}`: use `#[serde(rename)]`"),
        ));
    }
    struct_def::refuse_twins(methods(), |one, other, method| {
        format!(
            "the fields `{one}` and `{other}` both make the method `{method}`: rename one, or mark it `#[no_setter]`"
        )
    })
}

fn validate(operation: &Operation, arguments: &[Argument]) -> Option<TokenStream> {
    let fields = arguments.iter().flat_map(Argument::checks);
    let whole = operation.checks.iter().map(|check| quote!(#check(self)?;));
    let checks: Vec<_> = fields.chain(whole).collect();
    (!checks.is_empty()).then(|| {
        quote! {
            fn validate(&self) -> ::core::result::Result<(), ::std::string::String> {
                #(#checks)*
                ::core::result::Result::Ok(())
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
    let krate = &operation.krate;
    Some(quote! {
        fn files(&self) -> ::std::vec::Vec<(::std::string::String, &#krate::Upload)> {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn methods_of_every_request_are_reserved() {
        let source = concat!(env!("CARGO_MANIFEST_DIR"), "/../src/endpoint.rs");
        // The package of this crate lacks the file.
        let Ok(source) = std::fs::read_to_string(source) else {
            eprintln!("SKIPPED: there is no {source}");
            return;
        };
        let file = syn::parse_file(&source).unwrap();
        let endpoint = file.items.iter().find_map(|item| match item {
            syn::Item::Trait(item) if item.ident == "Endpoint" => Some(item),
            _ => None,
        });
        let mut methods = 0;
        for item in &endpoint.unwrap().items {
            if let syn::TraitItem::Fn(method) = item {
                methods += 1;
                assert!(METHODS.contains(&&*method.sig.ident.to_string()), "{} is missing", method.sig.ident);
            }
        }
        assert!(methods > 5);
    }
}
