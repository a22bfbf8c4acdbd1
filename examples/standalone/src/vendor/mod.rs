//! The vendors: which account of each is served, or the fake.

mod front;
mod fusedesk;

pub(crate) use front::Front;
pub(crate) use fusedesk::FuseDesk;

/// The URL without a name and password before the host, which do not belong on a screen.
fn without_userinfo(url: &str) -> String {
    let Some((scheme, rest)) = url.split_once("://") else { return url.to_owned() };
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let (authority, path) = rest.split_at(end);
    let host = authority.rsplit_once('@').map_or(authority, |(_, host)| host);
    // A query can hold a key.
    let path = path.split(['?', '#']).next().unwrap_or_default();
    format!("{scheme}://{host}{path}")
}
