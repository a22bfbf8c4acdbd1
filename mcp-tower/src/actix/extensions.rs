//! Extensions of a request, from actix to the service.

use std::{any::type_name, cell::RefMut, fmt};

use actix_web::{HttpMessage, HttpRequest, dev::Extensions as ActixExtensions};
use http::Extensions;
use mcp_core::{Filter, Grant, Principal};

/// Extensions that an actix request passes to the tower service, of any type.
///
/// Available on `HttpRequest` and `ServiceRequest`; use it in a middleware in place of actix's `extensions_mut`. The
/// [module docs](super#extensions) have an example.
///
/// A type here takes precedence over the same type in actix's own extensions. Grants combine: the one here applies
/// [within](Grant::within) the other, so the caller sees what both allow.
pub trait CallExtensions: HttpMessage {
    /// Borrows the extensions of the call.
    ///
    /// End the borrow before the request goes on to the next service.
    ///
    /// # Panics
    ///
    /// Panics while the extensions of the request are borrowed elsewhere, as actix's `extensions_mut` does.
    fn call_extensions_mut(&self) -> RefMut<'_, Extensions> {
        RefMut::map(self.extensions_mut(), |own| {
            if !own.contains::<Bag>() {
                own.insert(Bag::default());
            }
            &mut own.get_mut::<Bag>().expect("the bag was inserted above").0
        })
    }
}

impl<T: HttpMessage> CallExtensions for T {}

/// Extensions of the call, stored inside actix's own.
#[derive(Default)]
struct Bag(Extensions);

/// A type that is copied from actix's own extensions.
#[derive(Clone, Copy)]
pub(super) struct Carried {
    name: fn() -> &'static str,
    required: bool,
    copy: fn(&ActixExtensions, &mut Extensions),
    is_in: fn(&Extensions) -> bool,
}

impl Carried {
    pub(super) fn optional<T: Clone + Send + Sync + 'static>() -> Self {
        Self {
            name: type_name::<T>,
            required: false,
            copy: copy::<T>,
            is_in: |extensions| extensions.get::<T>().is_some(),
        }
    }

    pub(super) fn required<T: Clone + Send + Sync + 'static>() -> Self {
        Self { required: true, ..Self::optional::<T>() }
    }
}

impl fmt::Debug for Carried {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Carried").field("type", &(self.name)()).field("required", &self.required).finish()
    }
}

fn copy<T: Clone + Send + Sync + 'static>(from: &ActixExtensions, to: &mut Extensions) {
    if let (Some(value), None) = (from.get::<T>(), to.get::<T>()) {
        to.insert(value.clone());
    }
}

/// Collects the extensions that are passed with a request.
pub(super) fn collect(request: &HttpRequest, carried: &[Carried]) -> Extensions {
    let own = request.extensions();
    let mut extensions = own.get::<Bag>().map(|bag| bag.0.clone()).unwrap_or_default();
    let grant = match (extensions.remove::<Grant>(), own.get::<Grant>()) {
        (Some(grant), Some(outer)) => Some(grant.within(outer)),
        (grant, outer) => grant.or_else(|| outer.cloned()),
    };
    match grant {
        Some(grant) => drop(extensions.insert(grant)),
        None => copy::<Principal>(&own, &mut extensions),
    }
    // Outside a grant these types must reach the endpoint, which refuses the request.
    copy::<Filter>(&own, &mut extensions);
    for each in carried {
        (each.copy)(&own, &mut extensions);
    }
    extensions
}

/// Returns the name of a required type that is missing.
pub(super) fn missing(extensions: &Extensions, carried: &[Carried]) -> Option<&'static str> {
    carried.iter().find(|each| each.required && !(each.is_in)(extensions)).map(|each| (each.name)())
}
