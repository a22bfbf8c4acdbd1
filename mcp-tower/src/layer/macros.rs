//! Common methods of the services in this folder.

/// Implements `new`, `layer` and the accessors of a service with a field `inner`. The arguments are those of the
/// layer's `new`.
macro_rules! service {
    ($service:ident, $layer:ident($($argument:ident: $type:ty),*)) => {
        impl<S> $service<S> {
            #[doc = concat!("Wraps a service; [`", stringify!($layer), "`] has all settings.")]
            pub fn new(inner: S, $($argument: $type),*) -> Self {
                tower_layer::Layer::layer(&$layer::new($($argument),*), inner)
            }
        }

        impl $service<()> {
            #[doc = concat!("Returns a [`", stringify!($layer), "`].")]
            pub fn layer($($argument: $type),*) -> $layer {
                $layer::new($($argument),*)
            }
        }

        service!($service);
    };
    ($service:ident, $layer:ident($($argument:ident: $type:ty),*) or $error:ty) => {
        impl<S> $service<S> {
            #[doc = concat!("Wraps a service; [`", stringify!($layer), "`] has all settings.")]
            ///
            /// # Errors
            ///
            #[doc = concat!("As [`", stringify!($layer), "::new`].")]
            pub fn new(inner: S, $($argument: $type),*) -> Result<Self, $error> {
                Ok(tower_layer::Layer::layer(&$layer::new($($argument),*)?, inner))
            }
        }

        impl $service<()> {
            #[doc = concat!("Returns a [`", stringify!($layer), "`].")]
            ///
            /// # Errors
            ///
            #[doc = concat!("As [`", stringify!($layer), "::new`].")]
            pub fn layer($($argument: $type),*) -> Result<$layer, $error> {
                $layer::new($($argument),*)
            }
        }

        service!($service);
    };
    ($service:ident) => {
        impl<S> $service<S> {
            /// Borrows the inner service.
            pub const fn get_ref(&self) -> &S {
                &self.inner
            }

            /// Borrows the inner service mutably.
            pub const fn get_mut(&mut self) -> &mut S {
                &mut self.inner
            }

            /// Returns the inner service.
            pub fn into_inner(self) -> S {
                self.inner
            }
        }
    };
}
