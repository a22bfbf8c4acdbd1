//! `tag_conversation`: adds and removes tags.

use client_core::mcp::{argument::pick, result::Failed, untrusted::Line};
use mcp_core::{HandlerError, HandlerErrorKind, Tool, ToolMethod};
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

/// Maximum number of tags that one call adds or removes.
const MAX_TAGS: usize = 50;

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Arguments {
    /// Conversation: id cnv_…, or a link that contains it.
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
    /// Conversation id.
    conversation_id: ConversationId,
    /// Tags after the change.
    tags: Vec<TagView>,
    /// Tags added by this call. Tags that were there before are not listed.
    added: Vec<TagId>,
    /// Tags removed by this call. Tags that were not there are not listed.
    removed: Vec<TagId>,
    /// Failed changes, if others succeeded.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    failed: Vec<Failed>,
    /// Conversation that the requested one was merged into. Use this id from now on.
    #[serde(skip_serializing_if = "Option::is_none")]
    merged_into: Option<ConversationId>,
}

pub(super) fn tool(set: &ToolSet) -> impl Tool {
    set.tool(
        "tag_conversation",
        "Adds tags to a conversation and removes tags from it. Other tags stay. Adding a present tag or removing an \
         absent one changes nothing. Tags must exist: list_tags finds them.",
        tag,
    )
    .title("Tag a conversation")
    .method(ToolMethod::Update)
    .tags(["conversations", "tags"])
}

async fn tag(call: Call, arguments: Arguments) -> Result<Tagged, HandlerError> {
    let requested = resolve::conversation_id("conversationId", &arguments.conversation_id)?;
    let Arguments { add_tags, remove_tags, .. } = &arguments;
    if add_tags.is_empty() && remove_tags.is_empty() {
        return Err(HandlerError::invalid_arguments(
            "addTags and removeTags are empty; name at least one tag",
        ));
    }
    for (name, list) in [("addTags", add_tags), ("removeTags", remove_tags)] {
        if list.len() > MAX_TAGS {
            return Err(HandlerError::invalid_arguments(format!(
                "{name} has {} tags; one call takes at most {MAX_TAGS}",
                list.len()
            )));
        }
    }
    let mut tags = Tags::default();
    let (add, remove) = tags.ids(&call, add_tags, remove_tags).await?;
    if let Some(both) = add.iter().find(|id| remove.contains(id)) {
        return Err(HandlerError::invalid_arguments(format!(
            "{both} is in addTags and in removeTags; leave it in one of them"
        )));
    }
    let before = call.send(&GetConversation::new(requested)).await?;
    let has = |id: &TagId| before.tags.iter().any(|tag| tag.id == *id);
    let mut change = Change {
        add: add.into_iter().filter(|id| !has(id)).collect(),
        remove: remove.into_iter().filter(has).collect(),
        failed: Vec::new(),
    };
    change.carry_out(&call, &before.id).await?;
    let Change { add: added, remove: removed, failed } = change;
    let now = tags.tags_after(&call, &before, &added, &removed).await;
    Ok(Tagged {
        conversation_id: before.id,
        tags: now,
        added,
        removed,
        failed,
        merged_into: call.merged_into(),
    })
}

/// Planned changes, compared with the conversation; afterwards, the changes made.
struct Change {
    add: Vec<TagId>,
    remove: Vec<TagId>,
    failed: Vec<Failed>,
}

impl Change {
    /// Fails only if nothing was changed.
    async fn carry_out(&mut self, call: &Call, conversation: &ConversationId) -> Result<(), HandlerError> {
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

/// Tags of the company. Loaded only if a name needs to be resolved.
#[derive(Default)]
struct Tags(Option<(Vec<Tag>, bool)>);

impl Tags {
    /// Resolves both lists to ids. Reports all unknown names at once.
    async fn ids(
        &mut self,
        call: &Call,
        add: &[String],
        remove: &[String],
    ) -> Result<(Vec<TagId>, Vec<TagId>), HandlerError> {
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

    fn id(&self, text: &str) -> Result<TagId, HandlerError> {
        if let Some(id) = resolve::id_in("tag_", text) {
            return Ok(id.into());
        }
        if text.trim().is_empty() {
            return Err(HandlerError::invalid_arguments("a tag is an empty text; give ids tag_… or names"));
        }
        let tags = self.0.as_ref().map_or(&[][..], |(tags, _)| tags);
        pick("tag", text, tags).map(|tag| tag.id.clone()).map_err(|error| self.note_incomplete(error))
    }

    /// Adds a note to a not-found error if not all tags were read.
    fn note_incomplete(&self, error: HandlerError) -> HandlerError {
        match &self.0 {
            Some((tags, false)) if error.kind() == HandlerErrorKind::NotFound => error.with_hint(format!(
                "Only the first {} tags were searched; list_tags with name_query finds the id.",
                tags.len()
            )),
            _ => error,
        }
    }

    fn several(&self, errors: &[HandlerError]) -> HandlerError {
        let messages: Vec<&str> = errors.iter().map(HandlerError::message).collect();
        let mut hints: Vec<&str> = errors.iter().filter_map(HandlerError::hint).collect();
        hints.dedup();
        let kind = match errors.iter().all(|error| error.kind() == HandlerErrorKind::NotFound) {
            true => HandlerErrorKind::NotFound,
            false => HandlerErrorKind::InvalidArguments,
        };
        HandlerError::new(kind, messages.join("; ")).with_hint(hints.join(" "))
    }

    /// Returns the tags after the change. The change is already made: if the conversation cannot be read again, the
    /// tags are computed.
    async fn tags_after(
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
            name: Line::given(known.iter().find(|tag| tag.id == *id).and_then(|tag| tag.name.as_deref())),
        });
        kept.chain(new).collect()
    }
}
