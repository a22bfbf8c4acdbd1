//! Enums of the wire that keep values which they do not know.

/// Defines an enum over strings with a catch-all variant, so that a value that the vendor adds tomorrow does not fail a whole
/// page and is written back unchanged.
///
/// The JSON Schema of an argument lists the known values. That of a response names them as examples only.
#[macro_export]
macro_rules! wire_enum {
    ($($(#[$doc:meta])* pub enum $name:ident { $($(#[$vdoc:meta])* $variant:ident = $text:literal,)* })*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum $name {
            $($(#[$vdoc])* $variant,)*
            /// A value that this version of the crate does not know.
            Other(String),
        }

        impl $name {
            /// The text on the wire.
            #[must_use]
            pub fn as_str(&self) -> &str {
                match self {
                    $(Self::$variant => $text,)*
                    Self::Other(text) => text,
                }
            }
        }

        impl From<&str> for $name {
            fn from(text: &str) -> Self {
                match text {
                    $($text => Self::$variant,)*
                    _ => Self::Other(text.to_owned()),
                }
            }
        }

        impl From<String> for $name {
            fn from(text: String) -> Self {
                match Self::from(&*text) {
                    Self::Other(_) => Self::Other(text),
                    known => known,
                }
            }
        }

        impl std::str::FromStr for $name {
            type Err = std::convert::Infallible;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                Ok(Self::from(text))
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl $crate::macros::serde::Serialize for $name {
            fn serialize<S: $crate::macros::serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        impl<'de> $crate::macros::serde::Deserialize<'de> for $name {
            fn deserialize<D: $crate::macros::serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = <std::borrow::Cow<'de, str> as $crate::macros::serde::Deserialize<'de>>::deserialize(deserializer)?;
                Ok(Self::from(&*text))
            }
        }

        $crate::json_schema! {
            impl JsonSchema for $name {
                stringify!($name),
                |generator| if generator.contract().is_serialize() {
                    // A response may hold any other text.
                    json_schema!({ "type": "string", "examples": [$($text),*] })
                } else {
                    json_schema!({ "type": "string", "enum": [$($text),*] })
                }
            }
        }
    )*};
}
