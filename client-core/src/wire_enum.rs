//! Open string enums that keep unknown values.

/// Defines an enum over strings with a catch-all variant. Unknown values of the vendor do not fail the page and
/// are written back unchanged.
///
/// The JSON Schema of an argument lists the known values. That of a response names them as examples only.
#[macro_export]
macro_rules! wire_enum {
    ($($(#[$doc:meta])* pub enum $name:ident { $($(#[$vdoc:meta])* $variant:ident = $text:literal,)* })*) => {$(
        $(#[$doc])*
        #[derive(
            ::core::fmt::Debug, ::core::clone::Clone, ::core::cmp::PartialEq, ::core::cmp::Eq, ::core::hash::Hash,
        )]
        #[non_exhaustive]
        pub enum $name {
            $($(#[$vdoc])* $variant,)*
            /// Value unknown to this version of the crate.
            Other(::std::string::String),
        }

        impl $name {
            /// Returns the text on the wire.
            #[must_use]
            pub fn as_str(&self) -> &str {
                match self {
                    $(Self::$variant => $text,)*
                    Self::Other(text) => text,
                }
            }
        }

        impl ::core::convert::From<&str> for $name {
            fn from(text: &str) -> Self {
                match text {
                    $($text => Self::$variant,)*
                    _ => Self::Other(<::std::string::String as ::core::convert::From<&str>>::from(text)),
                }
            }
        }

        impl ::core::convert::From<::std::string::String> for $name {
            fn from(text: ::std::string::String) -> Self {
                match <Self as ::core::convert::From<&str>>::from(&*text) {
                    Self::Other(_) => Self::Other(text),
                    known => known,
                }
            }
        }

        impl ::core::str::FromStr for $name {
            type Err = ::core::convert::Infallible;

            fn from_str(text: &str) -> ::core::result::Result<Self, Self::Err> {
                ::core::result::Result::Ok(<Self as ::core::convert::From<&str>>::from(text))
            }
        }

        impl ::core::fmt::Display for $name {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl $crate::macros::serde::Serialize for $name {
            fn serialize<S: $crate::macros::serde::Serializer>(&self, serializer: S) -> ::core::result::Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        impl<'de> $crate::macros::serde::Deserialize<'de> for $name {
            fn deserialize<D: $crate::macros::serde::Deserializer<'de>>(deserializer: D) -> ::core::result::Result<Self, D::Error> {
                let text = <::std::borrow::Cow<'de, str> as $crate::macros::serde::Deserialize<'de>>::deserialize(deserializer)?;
                ::core::result::Result::Ok(<Self as ::core::convert::From<&str>>::from(&*text))
            }
        }

        $crate::json_schema! {
            impl JsonSchema for $name {
                stringify!($name),
                |generator| {
                    if generator.contract().is_serialize() {
                        // A response may hold any other text.
                        json_schema!({ "type": "string", "examples": [$($text),*] })
                    } else {
                        json_schema!({ "type": "string", "enum": [$($text),*] })
                    }
                }
            }
        }
    )*};
}
