//! Text identifiers, one type for each resource.

/// Defines newtypes over [`String`], one for each kind of resource, so that ids of different resources cannot be
/// mixed up. Any text is accepted. Requests refuse ids that would change their route.
///
/// ```
/// client_core::ids! {
///     /// An order, `ord_…`.
///     OrderId;
///     /// A customer.
///     CustomerId;
/// }
///
/// let order = OrderId::new("ord_1");
/// assert_eq!(order, "ord_1");
/// assert_eq!(serde_json::to_string(&order)?, r#""ord_1""#);
/// # Ok::<(), serde_json::Error>(())
/// ```
#[macro_export]
macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[derive(
            Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash,
            $crate::macros::Serialize, $crate::macros::Deserialize, $crate::macros::JsonSchema,
        )]
        #[serde(transparent, crate = "client_core::macros::serde")]
        #[schemars(inline, crate = "client_core::macros::schemars")]
        pub struct $name(String);

        impl $name {
            /// Creates an id from its text.
            pub fn new(id: impl Into<String>) -> Self {
                Self(id.into())
            }

            /// Returns the id as text.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl From<&str> for $name {
            fn from(id: &str) -> Self {
                Self(id.to_owned())
            }
        }

        impl From<String> for $name {
            fn from(id: String) -> Self {
                Self(id)
            }
        }

        /// Lets requests take an id by reference.
        impl From<&$name> for $name {
            fn from(id: &$name) -> Self {
                id.clone()
            }
        }

        impl From<$name> for String {
            fn from(id: $name) -> Self {
                id.0
            }
        }

        impl std::str::FromStr for $name {
            type Err = std::convert::Infallible;

            fn from_str(id: &str) -> Result<Self, Self::Err> {
                Ok(Self::from(id))
            }
        }

        impl AsRef<str> for $name {
            fn as_ref(&self) -> &str {
                &self.0
            }
        }

        impl PartialEq<str> for $name {
            fn eq(&self, other: &str) -> bool {
                self.0 == other
            }
        }

        impl PartialEq<&str> for $name {
            fn eq(&self, other: &&str) -> bool {
                self.0 == *other
            }
        }
    )*};
}
