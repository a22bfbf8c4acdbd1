//! Paths with parameters: `/cases/{caseId}/reply`.

use http::Method;
use percent_encoding::percent_decode_str;

/// Parameters of a path by name, decoded.
pub type PathParams = Vec<(&'static str, String)>;

/// One operation of an API.
pub trait Route {
    /// Returns the method, in capitals.
    fn method(&self) -> &'static str;

    /// Returns the path, without a trailing slash. Each `{parameter}` is one whole segment.
    fn path(&self) -> &'static str;
}

/// Finds the operation of a method and a path, with its parameters. If two match, the one with the earlier literal
/// segment wins. A trailing slash is ignored. Empty parameters do not match.
///
/// ```
/// use client_core::testing::{Route, find_route};
/// use http::Method;
///
/// struct Get(&'static str);
///
/// impl Route for Get {
///     fn method(&self) -> &'static str {
///         "GET"
///     }
///
///     fn path(&self) -> &'static str {
///         self.0
///     }
/// }
///
/// let routes = [Get("/departments/{id}"), Get("/departments/all")];
/// let (found, _) = find_route(&routes, &Method::GET, "/departments/all/").unwrap();
/// assert_eq!(found.path(), "/departments/all");
/// let (_, params) = find_route(&routes, &Method::GET, "/departments/a%2Fb").unwrap();
/// assert_eq!(params, [("id", "a/b".to_owned())]);
/// ```
pub fn find_route<'a, R: Route + 'a>(
    routes: impl IntoIterator<Item = &'a R>,
    method: &Method,
    path: &str,
) -> Option<(&'a R, PathParams)> {
    let path = path.trim_end_matches('/');
    let decoded = path.split('/').map(|segment| percent_decode_str(segment).decode_utf8_lossy().into_owned());
    let segments: Vec<String> = decoded.collect();
    let routes = routes.into_iter().filter(|route| route.method() == method.as_str());
    let fitting = routes.filter_map(|route| Some((route, params(route.path(), &segments)?)));
    fitting.min_by_key(|(route, _)| {
        route.path().split('/').map(|part| part.starts_with('{')).collect::<Vec<_>>()
    })
}

/// Returns the parameters if the segments match.
fn params(template: &'static str, segments: &[String]) -> Option<PathParams> {
    if template.split('/').count() != segments.len() {
        return None;
    }
    let mut params = Vec::new();
    for (part, given) in template.split('/').zip(segments) {
        match part.strip_prefix('{').and_then(|part| part.strip_suffix('}')) {
            Some(_) if given.is_empty() => return None,
            Some(name) => params.push((name, given.clone())),
            None if part == given => {}
            None => return None,
        }
    }
    Some(params)
}
