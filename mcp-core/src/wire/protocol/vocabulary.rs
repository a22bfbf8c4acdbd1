//! Members of the protocol by revision. Members that a client's revision does not have are not sent.
//!
//! | since | members |
//! | --- | --- |
//! | 2025-06-18 | `title`, and `_meta` below the result; `outputSchema`, `structuredContent`, `resource_link`, `lastModified` |
//! | 2025-11-25 | `icons`; a server's `description` and `websiteUrl` |
//! | 2026-07-28 | `resultType`, `ttlMs`, `cacheScope`, the server info in `_meta`: see [`Lifecycle`](super::Lifecycle) |
//!
//! Source: the schema of each revision, <https://github.com/modelcontextprotocol/modelcontextprotocol/tree/main/schema>.

use bytes::Bytes;
use serde_json::{Map, Value};

use super::{Content, ContentAnnotations, Implementation, ProtocolVersion, ResourceContents};
use crate::wire::resource_definition::ResourceDefinition;

/// Set of members and content blocks that a revision has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Vocabulary {
    /// 2025-03-26.
    Oldest,
    /// 2025-06-18.
    Middle,
    /// 2025-11-25 and later.
    Newest,
}

impl Vocabulary {
    /// Number of vocabularies.
    pub(crate) const COUNT: usize = 3;

    /// Returns the vocabulary of a revision; the newest if the revision is unknown.
    pub(crate) const fn of(version: Option<ProtocolVersion>) -> Self {
        match version {
            Some(ProtocolVersion::V2025_03_26) => Self::Oldest,
            Some(ProtocolVersion::V2025_06_18) => Self::Middle,
            Some(ProtocolVersion::V2025_11_25 | ProtocolVersion::V2026_07_28) | None => Self::Newest,
        }
    }

    pub(crate) fn has_titles(self) -> bool {
        self > Self::Oldest
    }

    fn has_icons(self) -> bool {
        self > Self::Middle
    }

    /// Reduces the definition of a tool, a prompt, a resource or a template from its newest form.
    pub(crate) fn definition(self, json: &Bytes) -> Bytes {
        if self == Self::Newest {
            return json.clone();
        }
        let mut definition: Map<String, Value> =
            serde_json::from_slice(json).expect("definitions are written as objects");
        definition.remove("icons");
        if !self.has_titles() {
            let title = definition.remove("title");
            // In this revision, the title of a tool is an annotation.
            if let (Some(title), true, Some(Value::Object(hints))) =
                (title, definition.contains_key("inputSchema"), definition.get_mut("annotations"))
            {
                hints.insert("title".to_owned(), title);
            }
            definition.remove("_meta");
            definition.remove("outputSchema");
            if let Some(Value::Object(hints)) = definition.get_mut("annotations") {
                hints.remove("lastModified");
            }
            if let Some(Value::Array(arguments)) = definition.get_mut("arguments") {
                for argument in arguments.iter_mut().filter_map(Value::as_object_mut) {
                    argument.remove("title");
                }
            }
        }
        Value::Object(definition).to_string().into()
    }

    /// Reduces the info of a server.
    pub(crate) fn server(self, info: &Implementation) -> Implementation {
        match self {
            Self::Newest => info.clone(),
            Self::Middle => info.brief(),
            Self::Oldest => Implementation::new(&info.name, &info.version),
        }
    }

    /// Reduces a content block. Without resource links, a text names the resource.
    pub(crate) fn reduce(self, block: &mut Content) {
        match block {
            Content::ResourceLink(link) if !self.has_titles() => *block = named(link),
            Content::ResourceLink(link) if !self.has_icons() => link.clear_icons(),
            Content::ResourceLink(_) => {}
            Content::Resource { resource, annotations, meta } => {
                self.fit_hints(annotations, meta);
                self.reduce_contents(resource);
            }
            Content::Text { annotations, meta, .. }
            | Content::Image { annotations, meta, .. }
            | Content::Audio { annotations, meta, .. } => self.fit_hints(annotations, meta),
        }
    }

    fn fit_hints(self, hints: &mut Option<ContentAnnotations>, meta: &mut Map<String, Value>) {
        if !self.has_titles() {
            meta.clear();
            if let Some(hints) = hints {
                hints.last_modified = None;
            }
        }
    }

    /// Reduces the contents of a resource.
    pub(crate) fn reduce_contents(self, contents: &mut ResourceContents) {
        if !self.has_titles() {
            contents.meta.clear();
        }
    }
}

fn named(link: &ResourceDefinition) -> Content {
    Content::text(format!("{}: {}", link.title().unwrap_or(link.name()), link.uri()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        handler::{
            prompt::{PromptArgument, PromptDefinition},
            tool::ToolDefinition,
        },
        wire::protocol::Icon,
    };
    use serde_json::json;

    const VERSIONS: [ProtocolVersion; 4] = [
        ProtocolVersion::V2025_03_26,
        ProtocolVersion::V2025_06_18,
        ProtocolVersion::V2025_11_25,
        ProtocolVersion::V2026_07_28,
    ];

    /// Returns the members of a definition that each revision gets.
    fn told(definition: &Value) -> [Value; 4] {
        let json = Bytes::from(definition.to_string());
        VERSIONS
            .map(|version| serde_json::from_slice(&Vocabulary::of(Some(version)).definition(&json)).unwrap())
    }

    #[test]
    fn tool_members_by_revision() {
        let tool = ToolDefinition::new("t", "T", "A tool.")
            .with_output_schema(json!({ "type": "object" }).as_object().unwrap().clone())
            .with_icons([Icon::new("https://example.com/t.png")])
            .with_meta("example/level", 3);
        let whole = tool.to_json();
        let [oldest, middle, newer, newest] = told(&whole);
        assert_eq!((&newer, &newest), (&whole, &whole));
        let mut less = whole.clone();
        less.as_object_mut().unwrap().remove("icons");
        assert_eq!(middle, less);
        let mut hints = whole["annotations"].clone();
        hints["title"] = "T".into();
        assert_eq!(
            oldest,
            json!({
                "name": "t", "description": "A tool.", "inputSchema": whole["inputSchema"], "annotations": hints
            })
        );
    }

    #[test]
    fn a_prompt_and_a_resource_have_what_the_revision_knows() {
        let prompt = PromptDefinition::new("p", "P", "A prompt.")
            .with_arguments([PromptArgument::new("a").title("A").description("Any.")])
            .with_icons([Icon::new("https://example.com/p.png")])
            .with_meta("example/level", 3);
        let [oldest, middle, ..] = told(&serde_json::to_value(prompt).unwrap());
        assert_eq!(
            oldest,
            json!({
                "name": "p", "description": "A prompt.",
                "arguments": [{ "name": "a", "description": "Any.", "required": false }]
            })
        );
        assert!(middle.get("icons").is_none() && middle["arguments"][0]["title"] == "A");
        let resource = ResourceDefinition::new("a:b", "r")
            .with_title("R")
            .with_size(3)
            .with_annotations(ContentAnnotations::new().priority(1.0).last_modified("2025-01-12T15:00:58Z"))
            .with_meta("example/level", 3);
        let [oldest, middle, ..] = told(&serde_json::to_value(&resource).unwrap());
        assert_eq!(
            oldest,
            json!({ "uri": "a:b", "name": "r", "size": 3, "annotations": { "priority": 1.0 } })
        );
        assert_eq!(middle, serde_json::to_value(resource).unwrap());
    }

    #[test]
    fn a_block_has_what_the_revision_knows() {
        let fit = |block: &Content, version| {
            let mut block = block.clone();
            Vocabulary::of(Some(version)).reduce(&mut block);
            serde_json::to_value(block).unwrap()
        };
        let hints = ContentAnnotations::new().priority(1.0).last_modified("2025-01-12T15:00:58Z");
        let plain = [
            Content::text("a"),
            Content::image("AA==", "image/png"),
            Content::audio("AA==", "audio/wav"),
            ResourceContents::text("a:b", "t").into(),
        ];
        for block in plain {
            let mut old = serde_json::to_value(&block).unwrap();
            old["annotations"] = json!({ "priority": 1.0 });
            let block = block.annotations(hints.clone()).meta("example/k", 1);
            assert_eq!(fit(&block, ProtocolVersion::V2025_03_26), old);
            assert_eq!(fit(&block, ProtocolVersion::V2025_06_18), serde_json::to_value(&block).unwrap());
        }
        let inside = Content::from(ResourceContents::text("a:b", "t").meta("example/k", 1));
        assert!(fit(&inside, ProtocolVersion::V2025_03_26)["resource"].get("_meta").is_none());
        assert!(fit(&inside, ProtocolVersion::V2025_06_18)["resource"].get("_meta").is_some());

        let link = ResourceDefinition::new("a:b", "n").with_icons([Icon::new("https://example.com/i.png")]);
        let link = Content::from(link);
        assert_eq!(
            fit(&link, ProtocolVersion::V2025_03_26),
            serde_json::to_value(Content::text("n: a:b")).unwrap()
        );
        let plain = serde_json::to_value(Content::resource_link("a:b", "n")).unwrap();
        assert_eq!(fit(&link, ProtocolVersion::V2025_06_18), plain);
        assert_eq!(fit(&link, ProtocolVersion::V2025_11_25), serde_json::to_value(&link).unwrap());
    }
}
