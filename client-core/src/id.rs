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
            ::core::fmt::Debug, ::core::clone::Clone, ::core::cmp::PartialEq, ::core::cmp::Eq,
            ::core::cmp::PartialOrd, ::core::cmp::Ord, ::core::hash::Hash,
        )]
        pub struct $name(::std::string::String);

        impl $name {
            /// Creates an id from its text.
            pub fn new(id: impl ::core::convert::Into<::std::string::String>) -> Self {
                Self(::core::convert::Into::into(id))
            }

            /// Returns the id as text.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl ::core::fmt::Display for $name {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl ::core::convert::From<&str> for $name {
            fn from(id: &str) -> Self {
                Self(<::std::string::String as ::core::convert::From<&str>>::from(id))
            }
        }

        impl ::core::convert::From<::std::string::String> for $name {
            fn from(id: ::std::string::String) -> Self {
                Self(id)
            }
        }

        /// Lets requests take an id by reference.
        impl ::core::convert::From<&$name> for $name {
            fn from(id: &$name) -> Self {
                ::core::clone::Clone::clone(id)
            }
        }

        impl ::core::convert::From<$name> for ::std::string::String {
            fn from(id: $name) -> Self {
                id.0
            }
        }

        impl ::core::str::FromStr for $name {
            type Err = ::core::convert::Infallible;

            fn from_str(id: &str) -> ::core::result::Result<Self, Self::Err> {
                ::core::result::Result::Ok(<Self as ::core::convert::From<&str>>::from(id))
            }
        }

        impl ::core::convert::AsRef<str> for $name {
            fn as_ref(&self) -> &str {
                &self.0
            }
        }

        impl ::core::cmp::PartialEq<str> for $name {
            fn eq(&self, other: &str) -> bool {
                self.0 == other
            }
        }

        impl ::core::cmp::PartialEq<&str> for $name {
            fn eq(&self, other: &&str) -> bool {
                self.0 == *other
            }
        }

        impl $crate::macros::serde::Serialize for $name {
            fn serialize<S: $crate::macros::serde::Serializer>(
                &self,
                serializer: S,
            ) -> ::core::result::Result<S::Ok, S::Error> {
                serializer.serialize_str(&self.0)
            }
        }

        impl<'de> $crate::macros::serde::Deserialize<'de> for $name {
            fn deserialize<D: $crate::macros::serde::Deserializer<'de>>(
                deserializer: D,
            ) -> ::core::result::Result<Self, D::Error> {
                <::std::string::String as $crate::macros::serde::Deserialize<'de>>::deserialize(deserializer).map(Self)
            }
        }

        $crate::json_schema! {
            impl JsonSchema for $name {
                stringify!($name),
                |generator| {
                    // The derive writes the docs into the schema. Its attribute takes a path without `$crate`.
                    use $crate::macros::schemars as __schemars;

                    $(#[$doc])*
                    #[derive(JsonSchema)]
                    #[schemars(transparent, crate = "__schemars")]
                    #[allow(dead_code, reason = "only its schema is used")]
                    struct Described(::std::string::String);

                    <Described as JsonSchema>::json_schema(generator)
                }
            }
        }
    )*};
}
