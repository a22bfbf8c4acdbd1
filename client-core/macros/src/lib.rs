//! Attributes of `client-core`. Use them through that crate, which documents them.

mod operation;
mod request;
mod response;
mod serde_words;
mod struct_def;

use proc_macro::TokenStream;
use syn::parse_macro_input;

use self::serde_words::Reader;

/// Makes a struct a request: one operation of an API, with its arguments as fields.
///
/// The struct stays an ordinary struct with private fields. The attribute adds
///
/// - `Debug`, `Clone`, `PartialEq`, `Serialize`, `Deserialize` (unknown fields are refused), the JSON Schema with the feature
///   `mcp`, and `Default` where no argument is required;
/// - `new`, which takes the required arguments in the order of the fields;
/// - a consuming setter for each optional argument, documented by the docs of the field;
/// - `impl Endpoint`.
///
/// ```
/// use client_core::{Endpoint, Patch, request, testing::acme::Acme};
///
/// fn check_name(argument: &str, name: &String) -> Result<(), String> {
///     if name.is_empty() { Err(format!("`{argument}` is empty")) } else { Ok(()) }
/// }
///
/// /// Changes a tag.
/// #[request(PATCH "/tags/{tag_id}", scopes = ["tags:write"], vendor = Acme)]
/// pub struct UpdateTag {
///     /// The tag.
///     tag_id: String,
///     /// The name.
///     #[check(check_name)]
///     name: Option<String>,
///     /// The tag above it.
///     parent_id: Patch<String>,
/// }
///
/// let request = UpdateTag::new("tag_1").name("VIP").clear_parent_id().to_request()?;
/// assert_eq!(request.uri(), "/tags/tag_1");
/// assert_eq!(request.body(), r#"{"name":"VIP","parent_id":null}"#);
/// assert!(UpdateTag::new("tag_1").name("").to_request().unwrap_err().to_string().contains("`name` is empty"));
/// # Ok::<(), client_core::Error>(())
/// ```
///
/// # Arguments
///
/// The method (`GET`, `POST`, `PUT`, `PATCH`, `DELETE`), the path, and the output after `->`, which is `()` when left out.
/// Each `{name}` of the path must be a required field. Then, in any order:
///
/// | option | meaning |
/// | --- | --- |
/// | `scopes = ["tags:write"]` | `Endpoint::SCOPES`; none by default |
/// | `query = ["name"]` | `Endpoint::QUERY`: fields that go into the query although there is a body |
/// | `check = function` | called by `validate` with the whole request; may stand more than once |
/// | `encoding = …`, `accept = …` | `Endpoint::ENCODING`, `Endpoint::ACCEPT` |
/// | `files`, `annotate`, `decode`, `to_request` ` = function` | function that implements this method of `Endpoint` |
/// | `new = private` | `new` is private: constructors of other names are written by hand |
/// | `new = none` | `new` is written by hand |
/// | `vendor = Type` | `Endpoint::Vendor`; `crate::RequestVendor` by default, an alias that a client defines once |
/// | `crate = path` | path of `client_core` in a crate that has it under another name; `::client_core` by default |
///
/// # Fields
///
/// | type | set by | on the wire |
/// | --- | --- | --- |
/// | `Option<T>` | setter | left out unless set |
/// | `Vec<T>`, `CommaList<T>`, `Option<Vec<T>>` | setter that takes any iterator | left out when empty; when unset |
/// | `Map<String, Value>` | setter that adds entries | left out when empty |
/// | `Patch<T>` | setter, and `clear_…` | left out, `null`, or the value |
/// | any other | `new` | always there |
///
/// Setters take numbers, `bool` and `char` by value and everything else as `impl Into<T>`. A field has its own
/// name on the wire, or the one of `#[serde(rename = "…")]`. The other words of serde are `alias`, `with`, `serialize_with` and
/// `deserialize_with`. All further ones are refused, and so are words on the struct, `#[cfg]` on a field, and two fields with one
/// name. Attributes of schemars stay in place. The setters of a `#[deprecated]` field are deprecated as well.
///
/// | marker | meaning |
/// | --- | --- |
/// | `#[check(function, arguments…)]` | `validate` calls `function(name, &value, arguments…)`, unless the value is absent: not set, cleared, or an empty list or map without `#[required]` or `#[default]`; may stand more than once |
/// | `#[required]` | `new` takes a list, a map or an `Option` as well |
/// | `#[default]`, `#[default(function)]` | not in `new`: starts as the default, or as the return value of the function; always sent |
/// | `#[file]` | an `Option<Upload>` or `Vec<Upload>` that is uploaded as a form field; a list is filled by `attach` |
/// | `#[entry(set)]`, `#[entry(set, remove)]` | setters for single entries of a map: `set(key, value)`, and `remove(key)`, which sends null |
/// | `#[no_setter]` | the setter is written by hand |
///
/// A check returns `Result<(), String>`. The error is a sentence with the fault and the allowed values.
#[proc_macro_attribute]
pub fn request(arguments: TokenStream, item: TokenStream) -> TokenStream {
    let operation = parse_macro_input!(arguments as operation::Operation);
    expand(item, Reader::Request, |item| request::expand(&operation, item))
}

/// Makes a struct a part of requests: the value of one of their fields, such as a filter or settings.
///
/// The attribute adds the derives of [`macro@request`], and `new` with the required fields or, without any, `Default`. Types and
/// markers of fields are those of a request, except `#[check]` and `#[file]`: the request checks its parts.
///
/// `setters = [Request::field, …]` adds the setters to these requests, as `pub`. Their field is the part or an `Option` of it,
/// and has `#[no_setter]`. `crate = path` is the option of [`macro@request`].
///
/// ```
/// use client_core::{Endpoint, request, request_part, testing::acme::Acme};
///
/// /// Filter for lists of tags.
/// #[request_part(setters = [ListTags::filter])]
/// struct TagFilter {
///     /// Only tags with these names.
///     names: Vec<String>,
///     /// Only archived tags, or only the others.
///     #[serde(rename = "is_archived")]
///     archived: Option<bool>,
/// }
///
/// /// Lists tags.
/// #[request(GET "/tags", vendor = Acme)]
/// pub struct ListTags {
///     /// Filter. Omit to list everything.
///     #[no_setter]
///     filter: Option<TagFilter>,
/// }
///
/// let request = ListTags::new().names(["VIP"]).archived(false).to_request()?;
/// assert_eq!(request.uri(), "/tags?filter[is_archived]=false&filter[names][]=VIP");
/// assert_eq!(ListTags::new().to_request()?.uri(), "/tags");
/// # Ok::<(), client_core::Error>(())
/// ```
#[proc_macro_attribute]
pub fn request_part(arguments: TokenStream, item: TokenStream) -> TokenStream {
    let part = parse_macro_input!(arguments as request::part::Part);
    expand(item, Reader::Part, |item| request::part::expand(&part, item))
}

/// Makes a struct a response that is read field by field. The module `client_core::response` has the reference.
#[proc_macro_attribute]
pub fn response(arguments: TokenStream, item: TokenStream) -> TokenStream {
    let arguments = parse_macro_input!(arguments as response::Arguments);
    expand(item, Reader::Response, |item| response::expand(&arguments, item))
}

/// Derives nothing. Replaces the derive of `schemars` while the feature `mcp` of `client-core` is off.
#[proc_macro_derive(JsonSchema, attributes(schemars))]
pub fn no_json_schema(_: TokenStream) -> TokenStream {
    TokenStream::new()
}

fn expand(
    item: TokenStream,
    reader: Reader,
    expand: impl FnOnce(syn::ItemStruct) -> syn::Result<proc_macro2::TokenStream>,
) -> TokenStream {
    let expanded = struct_def::parse(item.into(), reader).and_then(expand);
    expanded.unwrap_or_else(syn::Error::into_compile_error).into()
}
