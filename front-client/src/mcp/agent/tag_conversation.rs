//! `tag_conversation`: tags on and off.

use client_core::mcp::{
    argument::{Named, pick},
    result::Failed,
};
use mcp_core::{ErrorKind, Method, Tool, ToolError};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Call, FrontCall, ToolSet};
use crate::{
    api::{
        conversations::{AddConversationTags, Conversation, GetConversation, RemoveConversationTags},
        tags::Tag,
    },
    id::{ConversationId, TagId},
    mcp::{resolve, view::TagView},
};

/// The most tags that one call adds or removes.
const MAX_TAGS: usize = 50;

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Arguments {
    /// The conversation: its id cnv_…, or a link that holds it.
    #[serde(alias = "conversation_id")]
    conversation_id: String,
    /// Tags to add: ids tag_… or exact names.
    #[serde(default, alias = "add_tags")]
    #[schemars(with = "Option<Vec<String>>")]
    add_tags: Vec<String>,
    /// Tags to remove: ids tag_… or exact names.
    #[serde(default, alias = "remove_tags")]
    #[schemars(with = "Option<Vec<String>>")]
    remove_tags: Vec<String>,
}

#[derive(Debug, Serialize, JsonSchema)]
struct Tagged {
    /// The conversation.
    conversation_id: ConversationId,
    /// The tags that it has now.
    tags: Vec<TagView>,
    /// The tags that this call added. Those that were there before are not among them.
    added: Vec<TagId>,
    /// The tags that this call removed. Those that were not there are not among them.
    removed: Vec<TagId>,
    /// What could not be done, where a part was done.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    failed: Vec<Failed>,
    /// The conversation that the one asked for was merged into; use this id from now on.
    #[serde(skip_serializing_if = "Option::is_none")]
    merged_into: Option<ConversationId>,
}

pub(super) fn tool(set: &ToolSet) -> impl Tool {
    set.tool(
            "tag_conversation",
            "Adds tags to a conversation and removes tags from it; its other tags stay. A tag that is there already, or \
             is not there to remove, does no harm. Tags must exist: list_tags finds them.",
            tag,
        )
        .title("Tag a conversation")
        .method(Method::Update)
        .tags(["conversations", "tags"])
}

async fn tag(call: Call, arguments: Arguments) -> Result<Tagged, ToolError> {
    let asked = resolve::conversation_id("conversationId", &arguments.conversation_id)?;
    let Arguments { add_tags, remove_tags, .. } = &arguments;
    if add_tags.is_empty() && remove_tags.is_empty() {
        return Err(ToolError::invalid_arguments("addTags and removeTags are empty; name at least one tag"));
    }
    for (name, list) in [("addTags", add_tags), ("removeTags", remove_tags)] {
        if list.len() > MAX_TAGS {
            return Err(ToolError::invalid_arguments(format!(
                "{name} has {} tags; one call takes at most {MAX_TAGS}",
                list.len()
            )));
        }
    }
    let mut tags = Tags::default();
    let (add, remove) = tags.ids(&call, add_tags, remove_tags).await?;
    if let Some(both) = add.iter().find(|id| remove.contains(id)) {
        return Err(ToolError::invalid_arguments(format!(
            "{both} is in addTags and in removeTags; leave it in one of them"
        )));
    }
    let before = call.send(&GetConversation::new(asked)).await?;
    let has = |id: &TagId| before.tags.iter().any(|tag| tag.id == *id);
    let mut change = Change {
        add: add.into_iter().filter(|id| !has(id)).collect(),
        remove: remove.into_iter().filter(has).collect(),
        failed: Vec::new(),
    };
    change.carry_out(&call, &before.id).await?;
    let Change { add: added, remove: removed, failed } = change;
    let now = tags.now(&call, &before, &added, &removed).await;
    Ok(Tagged {
        conversation_id: before.id,
        tags: now,
        added,
        removed,
        failed,
        merged_into: call.merged_into(),
    })
}

/// What is left to do after a look at the conversation; afterwards, what was done.
struct Change {
    add: Vec<TagId>,
    remove: Vec<TagId>,
    failed: Vec<Failed>,
}

impl Change {
    /// Fails only where nothing was done.
    async fn carry_out(&mut self, call: &Call, conversation: &ConversationId) -> Result<(), ToolError> {
        if !self.add.is_empty() {
            let request = AddConversationTags::new(conversation.clone(), self.add.iter().cloned());
            call.send(&request).await?;
        }
        if !self.remove.is_empty() {
            let request = RemoveConversationTags::new(conversation.clone(), self.remove.iter().cloned());
            match call.send(&request).await {
                Ok(()) => {}
                Err(error) if self.add.is_empty() => return Err(error),
                Err(error) => {
                    self.failed.push(Failed::new("removeTags", &error));
                    self.remove.clear();
                }
            }
        }
        Ok(())
    }
}

/// The tags of the company, where a name made it necessary to read them.
#[derive(Default)]
struct Tags(Option<(Vec<Tag>, bool)>);

impl Tags {
    /// The ids of both lists. All names that are not known are told at once.
    async fn ids(
        &mut self,
        call: &Call,
        add: &[String],
        remove: &[String],
    ) -> Result<(Vec<TagId>, Vec<TagId>), ToolError> {
        let is_name = |text: &String| resolve::id_in("tag_", text).is_none();
        if add.iter().chain(remove).any(is_name) {
            self.0 = Some(resolve::all_tags(call).await?);
        }
        let mut unknown = Vec::new();
        let mut of = |texts: &[String]| {
            let mut ids = Vec::new();
            for text in texts {
                match self.id(text) {
                    Ok(id) if ids.contains(&id) => {}
                    Ok(id) => ids.push(id),
                    Err(error) => unknown.push(error),
                }
            }
            ids
        };
        let lists = (of(add), of(remove));
        match unknown.len() {
            0 => Ok(lists),
            1 => Err(unknown.remove(0)),
            _ => Err(self.several(&unknown)),
        }
    }

    fn id(&self, text: &str) -> Result<TagId, ToolError> {
        if let Some(id) = resolve::id_in("tag_", text) {
            return Ok(id.into());
        }
        if text.trim().is_empty() {
            return Err(ToolError::invalid_arguments("a tag is an empty text; give ids tag_… or names"));
        }
        let tags = self.0.as_ref().map_or(&[][..], |(tags, _)| tags);
        pick("tag", text, tags).map(|tag| tag.id.clone()).map_err(|error| self.partial(error))
    }

    /// Where not all tags were read, a name that was not found may yet exist.
    fn partial(&self, error: ToolError) -> ToolError {
        match &self.0 {
            Some((tags, false)) if error.kind() == ErrorKind::NotFound => error.with_hint(format!(
                "Only the first {} tags were looked through; list_tags with name_query finds the id.",
                tags.len()
            )),
            _ => error,
        }
    }

    fn several(&self, errors: &[ToolError]) -> ToolError {
        let messages: Vec<&str> = errors.iter().map(ToolError::message).collect();
        let mut hints: Vec<&str> = errors.iter().filter_map(ToolError::hint).collect();
        hints.dedup();
        let kind = match errors.iter().all(|error| error.kind() == ErrorKind::NotFound) {
            true => ErrorKind::NotFound,
            false => ErrorKind::InvalidArguments,
        };
        ToolError::new(kind, messages.join("; ")).with_hint(hints.join(" "))
    }

    /// The tags that the conversation has after the change. The change is made: where the conversation cannot be read
    /// again, they are what they must be.
    async fn now(
        &self,
        call: &Call,
        before: &Conversation,
        added: &[TagId],
        removed: &[TagId],
    ) -> Vec<TagView> {
        if !(added.is_empty() && removed.is_empty())
            && let Ok(after) = call.send(&GetConversation::new(before.id.clone())).await
        {
            return after.tags.iter().map(Into::into).collect();
        }
        let kept = before.tags.iter().filter(|tag| !removed.contains(&tag.id)).map(TagView::from);
        let known = self.0.as_ref().map_or(&[][..], |(tags, _)| tags);
        let new = added.iter().map(|id| TagView {
            id: id.clone(),
            name: known.iter().find(|tag| tag.id == *id).and_then(|tag| tag.names().into_iter().next()),
        });
        kept.chain(new).collect()
    }
}
