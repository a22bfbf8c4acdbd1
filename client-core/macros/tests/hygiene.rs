//! The attributes and macros with hidden names of the standard library, raw identifiers, types of `macro_rules!`, and another
//! path of `client_core`.
#![allow(missing_docs, unreachable_pub, unused_parens, clippy::unwrap_used, reason = "tests")]
#![deny(deprecated)]

use client_core::Endpoint;
use serde_json::json;

/// Names of the standard library that stand for something else.
#[allow(dead_code, non_camel_case_types, reason = "nothing uses the names")]
mod hidden {
    use client_core::{
        Patch, Upload, ids, int_ids, request, request_part, response, testing::acme::Acme, wire_enum,
    };
    use serde_json::{Map, Value};

    type Text = ::std::string::String;

    pub struct Result;
    pub struct Ok;
    pub struct Err;
    pub struct Option;
    pub struct Vec;
    pub struct String;
    pub struct Box;
    pub trait From {}
    pub trait Into {}
    pub trait IntoIterator {}
    pub trait Iterator {}
    pub trait AsRef {}
    pub trait Debug {}
    pub trait Clone {}
    pub trait PartialEq {}
    pub trait Default {}
    pub trait ToOwned {}
    pub trait ToString {}
    pub mod std {}
    pub mod core {}
    pub mod alloc {}
    pub mod fmt {}
    pub mod serde {}
    pub mod schemars {}

    ids! {
        /// A tag.
        TagId;
    }
    int_ids! {
        /// A team.
        TeamId;
    }
    wire_enum! {
        /// A colour.
        pub enum Colour {
            /// Red.
            Red = "red",
        }
    }

    /// Options.
    #[request_part(setters = [CreateTag::options])]
    pub struct Options {
        /// Archives it.
        archived: ::std::option::Option<bool>,
    }

    fn check(_: &str, _: &Text) -> ::core::result::Result<(), Text> {
        ::core::result::Result::Ok(())
    }

    /// Creates a tag.
    #[request(POST "/teams/{team_id}/tags" -> Tag, vendor = Acme)]
    pub struct CreateTag {
        /// The team.
        team_id: TeamId,
        /// Name.
        #[check(check)]
        name: Text,
        /// The tag above it.
        #[check(check)]
        parent: Patch<Text>,
        /// Fields.
        #[entry(field, remove_field)]
        fields: Map<Text, Value>,
        /// Options.
        #[default]
        #[no_setter]
        options: Options,
        /// Files.
        #[file]
        images: ::std::vec::Vec<Upload>,
    }

    /// A tag.
    #[response]
    pub struct Tag {
        /// The tag.
        #[required]
        pub id: TagId,
        /// Colour.
        pub colour: ::std::option::Option<Colour>,
    }
}

#[test]
fn hidden_names_do_not_matter() {
    let request =
        hidden::CreateTag::new(hidden::TeamId::new(1), "VIP").archived(true).clear_parent().field("a", 1);
    assert_eq!(request.to_request().unwrap().uri(), "/teams/1/tags");
    let tag: hidden::Tag = serde_json::from_value(json!({ "id": "tag_1", "colour": "red" })).unwrap();
    assert_eq!((tag.id.as_str(), tag.colour), ("tag_1", Some(hidden::Colour::Red)));
}

mod raw {
    use client_core::{Patch, request, response, testing::acme::Acme};

    /// Changes a thing.
    #[request(PATCH "/things/{type}", query = ["in"], vendor = Acme)]
    pub struct UpdateThing {
        /// Its type.
        r#type: String,
        /// Its place.
        r#in: Option<String>,
        /// Its use.
        r#use: Patch<String>,
    }

    /// A thing.
    #[response]
    pub struct Thing {
        /// Its type.
        pub r#type: Option<String>,
    }
}

#[test]
fn raw_identifiers_have_plain_names() {
    let request = raw::UpdateThing::new("a").r#in("b").clear_use().to_request().unwrap();
    assert_eq!(
        (request.uri().to_string(), request.body() == r#"{"use":null}"#),
        ("/things/a?in=b".to_owned(), true)
    );
    let thing: raw::Thing = serde_json::from_value(json!({ "type": "a" })).unwrap();
    assert_eq!(thing.r#type.as_deref(), Some("a"));
}

mod written {
    use client_core::{Patch, request, response, testing::acme::Acme};

    macro_rules! tag {
        ($text:ty, $list:ty, $optional:ty, $patch:ty, $number:ty) => {
            /// Changes a tag.
            #[request(PATCH "/tags", vendor = Acme)]
            pub struct UpdateTag {
                /// Name.
                name: Option<$text>,
                /// Readers.
                readers: $list,
                /// Colour.
                colour: $optional,
                /// The tag above it.
                parent: $patch,
                /// Size.
                size: (Option<$number>),
            }

            /// A tag.
            #[response]
            pub struct Tag {
                /// Name.
                pub name: Option<$text>,
                /// Readers.
                pub readers: $list,
                /// Colour.
                pub colour: $optional,
            }
        };
    }
    tag!(String, Vec<u8>, Option<String>, Patch<String>, u32);
}

#[test]
fn types_of_a_macro_are_read_like_others() {
    let request = written::UpdateTag::new();
    assert_eq!(request.to_request().unwrap().body(), "");
    let request = request.name("a").readers([1]).colour("b").parent("c").clear_parent().size(3);
    let body = r#"{"colour":"b","name":"a","parent":null,"readers":[1],"size":3}"#;
    assert_eq!(request.to_request().unwrap().body(), body);
    let tag: written::Tag =
        serde_json::from_value(json!({ "name": "a", "readers": [1, "x"], "colour": 1 })).unwrap();
    assert_eq!((tag.name.as_deref(), tag.readers, tag.colour), (Some("a"), vec![1], None));
    assert_eq!(tag.extra["unreadable_readers"], json!(["x"]));
}

mod other_path {
    pub mod vendors {
        pub use client_core as cc;
    }

    /// Options.
    #[vendors::cc::request_part(setters = [CreateTag::options], crate = vendors::cc)]
    pub struct Options {
        /// Archives it.
        archived: Option<bool>,
    }

    /// Creates a tag.
    #[vendors::cc::request(POST "/tags" -> Tag, vendor = vendors::cc::testing::acme::Acme, crate = vendors::cc)]
    pub struct CreateTag {
        /// The tag above it.
        parent: vendors::cc::Patch<String>,
        /// Options.
        #[no_setter]
        options: Option<Options>,
    }

    /// A tag.
    #[vendors::cc::response(crate = vendors::cc)]
    pub struct Tag {
        /// Name.
        pub name: Option<String>,
    }
}

#[test]
fn client_core_may_have_another_path() {
    let request = other_path::CreateTag::new().archived(true);
    assert_eq!(request.to_request().unwrap().body(), r#"{"options":{"archived":true}}"#);
    assert!(serde_json::from_value::<other_path::Tag>(json!({ "name": 1 })).unwrap().name.is_none());
}

mod checked {
    use client_core::{Patch, request, response, testing::acme::Acme};
    use serde_json::{Map, Value};

    fn never<T: ?Sized>(name: &str, _: &T) -> Result<(), String> {
        Err(format!("`{name}` is wrong"))
    }

    fn pass<T: ?Sized>(_: &str, _: &T) -> Result<(), String> {
        Ok(())
    }

    /// Creates a tag.
    #[request(POST "/tags", vendor = Acme)]
    pub struct CreateTag {
        /// Names.
        #[check(pass)]
        #[check(never)]
        names: Vec<String>,
        /// Fields.
        #[check(never)]
        fields: Map<String, Value>,
        /// The old name.
        #[deprecated = "use `names`"]
        #[check(pass)]
        old: Patch<String>,
    }

    /// Creates tags.
    #[request(POST "/tags", vendor = Acme)]
    pub struct CreateTags {
        /// Names.
        #[required]
        #[check(never)]
        names: Vec<String>,
    }

    /// A tag.
    #[response]
    pub struct Tag {
        /// The old name.
        #[deprecated = "use `name`"]
        pub old: Option<String>,
        /// Name.
        pub name: Option<String>,
    }
}

#[test]
fn lists_are_checked_unless_they_are_absent() {
    let request = checked::CreateTag::new();
    assert!(request.to_request().is_ok());
    assert!(request.clone().names(["a"]).to_request().unwrap_err().to_string().contains("`names` is wrong"));
    assert!(request.fields([("a", 1)]).to_request().unwrap_err().to_string().contains("`fields` is wrong"));
    assert!(checked::CreateTags::new([] as [&str; 0]).to_request().is_err());
}

#[test]
#[allow(deprecated, reason = "the test calls a deprecated setter")]
fn deprecated_fields_have_deprecated_setters() {
    assert_eq!(checked::CreateTag::new().clear_old().to_request().unwrap().body(), r#"{"old":null}"#);
    let tag: checked::Tag = serde_json::from_value(json!({ "old": "a" })).unwrap();
    assert_eq!(tag.old.as_deref(), Some("a"));
}
