//! The arguments of `#[request(…)]`: `POST "/teams/{team_id}/tags" -> Tag, scopes = ["tags:write"]`.

use proc_macro2::Span;
use syn::{
    Error, Expr, ExprArray, Ident, LitStr, Path, Result, Token, Type,
    parse::{Parse, ParseStream},
    parse_quote,
};

const METHODS: [&str; 5] = ["GET", "POST", "PUT", "PATCH", "DELETE"];

/// Names that the attribute takes after the output, for its error messages.
const OPTIONS: &str = "`scopes`, `query`, `check`, `new`, `vendor`, `encoding`, `accept`, `files`, `annotate`, `decode` or `to_request`";

pub(crate) struct Operation {
    pub(crate) method: Ident,
    pub(crate) path: LitStr,
    pub(crate) output: Type,
    pub(crate) scopes: Option<ExprArray>,
    pub(crate) query: Option<ExprArray>,
    /// Functions that take the whole request.
    pub(crate) checks: Vec<Path>,
    pub(crate) constructor: Constructor,
    pub(crate) vendor: Type,
    pub(crate) encoding: Option<Expr>,
    pub(crate) accept: Option<Expr>,
    /// Methods of `Endpoint` that are functions elsewhere.
    pub(crate) files: Option<Path>,
    pub(crate) annotate: Option<Path>,
    pub(crate) decode: Option<Path>,
    pub(crate) to_request: Option<Path>,
}

/// The constructor `new`.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Constructor {
    /// As public as the struct.
    Public,
    /// `new = private`: the constructors that users see are written by hand, and call it.
    Private,
    /// `new = none`: `new` is written by hand.
    None,
}

impl Parse for Operation {
    fn parse(input: ParseStream<'_>) -> Result<Self> {
        let (method, path) = (method(input)?, path(input)?);
        let output = match input.parse::<Option<Token![->]>>()? {
            Some(_) => input.parse()?,
            None => parse_quote!(()),
        };
        let mut operation = Self {
            method,
            path,
            output,
            scopes: None,
            query: None,
            checks: Vec::new(),
            constructor: Constructor::Public,
            vendor: parse_quote!(crate::RequestVendor),
            encoding: None,
            accept: None,
            files: None,
            annotate: None,
            decode: None,
            to_request: None,
        };
        let mut seen = Vec::new();
        while !input.is_empty() {
            input.parse::<Token![,]>()?;
            if input.is_empty() {
                break;
            }
            let name: Ident = input.parse()?;
            if name != "check" && seen.contains(&name) {
                return Err(Error::new(name.span(), format!("`{name}` stands here twice")));
            }
            input.parse::<Token![=]>()?;
            operation.option(&name, input)?;
            seen.push(name);
        }
        Ok(operation)
    }
}

impl Operation {
    fn option(&mut self, name: &Ident, input: ParseStream<'_>) -> Result<()> {
        match name.to_string().as_str() {
            "scopes" => self.scopes = Some(input.parse()?),
            "query" => self.query = Some(input.parse()?),
            "check" => self.checks.push(input.parse()?),
            "vendor" => self.vendor = input.parse()?,
            "encoding" => self.encoding = Some(input.parse()?),
            "accept" => self.accept = Some(input.parse()?),
            "files" => self.files = Some(input.parse()?),
            "annotate" => self.annotate = Some(input.parse()?),
            "decode" => self.decode = Some(input.parse()?),
            "to_request" => self.to_request = Some(input.parse()?),
            "new" => {
                let constructor: Ident = input.call(syn::ext::IdentExt::parse_any)?;
                self.constructor = match constructor.to_string().as_str() {
                    "private" => Constructor::Private,
                    "none" => Constructor::None,
                    _ => {
                        let expected = "expected `new = private` or `new = none`";
                        return Err(Error::new(constructor.span(), expected));
                    }
                };
            }
            _ => return Err(Error::new(name.span(), format!("unknown option; expected {OPTIONS}"))),
        }
        Ok(())
    }

    /// The arguments that the path names: `{name}` and `{*name}`.
    pub(crate) fn path_arguments(&self) -> Result<Vec<String>> {
        let path = self.path.value();
        let mut names = Vec::new();
        let mut rest = path.as_str();
        while let Some((_, after)) = rest.split_once('{') {
            let Some((name, tail)) = after.split_once('}') else {
                return Err(Error::new(self.path.span(), "a `{` of the path has no `}`"));
            };
            names.push(name.strip_prefix('*').unwrap_or(name).to_owned());
            rest = tail;
        }
        Ok(names)
    }
}

fn method(input: ParseStream<'_>) -> Result<Ident> {
    let expected =
        |span: Span| Error::new(span, format!("expected the method of the request: {}", METHODS.join(", ")));
    let method: Ident = input.parse().map_err(|error| expected(error.span()))?;
    if METHODS.iter().any(|known| method == known) { Ok(method) } else { Err(expected(method.span())) }
}

fn path(input: ParseStream<'_>) -> Result<LitStr> {
    let path: LitStr = input.parse().map_err(|error| {
        Error::new(error.span(), "expected the path of the request, such as \"/tags/{tag_id}\"")
    })?;
    if !path.value().starts_with('/') {
        return Err(Error::new(path.span(), "a path begins with `/`"));
    }
    Ok(path)
}
