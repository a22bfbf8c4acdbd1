//! JSON Schemas of types that are written by hand, where the feature `mcp` is on.

/// Writes `impl JsonSchema` for a type whose schema stands in place, never behind a `$ref`. Without the feature `mcp` of
/// this crate it writes nothing, and no `schemars` is needed.
///
/// The body is the name of the schema and a function that makes it, with all of `schemars` in scope.
///
/// ```
/// struct Percent(u8);
///
/// client_core::json_schema! {
///     impl JsonSchema for Percent {
///         "Percent",
///         |_| json_schema!({ "type": "integer", "minimum": 0, "maximum": 100 })
///     }
/// }
/// ```
#[cfg(feature = "mcp")]
#[macro_export]
macro_rules! json_schema {
    (impl $(<$($parameter:ident $(: $bound:ident)?),+>)? JsonSchema for $type:ty {
        $name:expr,
        |$generator:pat_param| $schema:expr
    }) => {
        const _: () = {
            use $crate::macros::schemars::*;

            impl $(<$($parameter $(: $bound)?),+>)? JsonSchema for $type {
                fn schema_name() -> ::std::borrow::Cow<'static, str> {
                    $name.into()
                }

                fn inline_schema() -> bool {
                    true
                }

                fn json_schema($generator: &mut SchemaGenerator) -> Schema {
                    $schema
                }
            }
        };
    };
}

/// Writes nothing: the feature `mcp` is off.
#[cfg(not(feature = "mcp"))]
#[macro_export]
macro_rules! json_schema {
    ($($any:tt)*) => {};
}
