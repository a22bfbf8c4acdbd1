//! The arguments of `#[request(…)]`: `POST "/teams/{team_id}/tags" -> Tag, scopes = ["tags:write"]`.

use proc_macro2::Span;
use quote::ToTokens;
use syn::{
    Error, Expr, ExprArray, Ident, LitStr, Path, Result, Token, Type,
    ext::IdentExt,
    parse::{Parse, ParseStream},
    parse_quote,
};

use crate::struct_def;

const METHODS: [&str; 5] = ["GET", "POST", "PUT", "PATCH", "DELETE"];

/// Names that the attribute takes after the output, for its error messages.
const OPTIONS: &str = "`scopes`, `query`, `check`, `new`, `vendor`, `encoding`, `accept`, `files`, `annotate`, `decode`, `to_request` or `crate`";

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
    /// Path of `client_core`.
    pub(crate) krate: Path,
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
            krate: struct_def::client_core(),
        };
        let mut seen = Vec::new();
        while !input.is_empty() {
            if !input.peek(Token![,]) {
                return Err(
                    input.error("expected `, option = …`; the output stands after the path and follows `->`")
                );
            }
            input.parse::<Token![,]>()?;
            if input.is_empty() {
                break;
            }
            let name = input.call(Ident::parse_any)?;
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
            "scopes" => self.scopes = Some(list(input)?),
            "query" => self.query = Some(list(input)?),
            "check" => self.checks.push(input.parse()?),
            "vendor" => self.vendor = input.parse()?,
            "encoding" => self.encoding = Some(input.parse()?),
            "accept" => self.accept = Some(input.parse()?),
            "files" => self.files = Some(input.parse()?),
            "annotate" => self.annotate = Some(input.parse()?),
            "decode" => self.decode = Some(input.parse()?),
            "to_request" => self.to_request = Some(input.parse()?),
            "crate" => self.krate = input.parse()?,
            "new" => {
                let constructor: Ident = input.call(Ident::parse_any)?;
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
            let name = name.strip_prefix('*').unwrap_or(name);
            if name.is_empty() {
                return Err(Error::new(self.path.span(), "`{}` of the path names no field"));
            }
            names.push(name.to_owned());
            rest = tail;
        }
        Ok(names)
    }
}

/// Reads a list of strings.
fn list(input: ParseStream<'_>) -> Result<ExprArray> {
    match input.parse()? {
        Expr::Array(list) => Ok(list),
        one @ Expr::Lit(_) => {
            let message = format!("expected a list: `[{}]`", one.to_token_stream());
            Err(Error::new_spanned(one, message))
        }
        other => Err(Error::new_spanned(other, "expected a list, such as `[\"tags:write\"]`")),
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
