//! Server capabilities.

use crate::{
    catalogue::{pagination::Kind, visible::View},
    wire::protocol::{CALL_TOOL, COMPLETE, GET_PROMPT, READ_RESOURCE},
};

/// Capabilities that follow from the contents of the registry. Methods of other capabilities are not served.
///
/// They depend on the items of the server, not on those visible to the caller. Capabilities are not secret, and a client
/// may cache them beyond a change of its grant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Capabilities {
    tools: bool,
    prompts: bool,
    resources: bool,
    completions: bool,
}

impl Capabilities {
    pub(crate) fn of(view: &View) -> Self {
        let prompts = view.prompts().next().is_some();
        let resources = view.resources().next().is_some() || view.templates().next().is_some();
        Self {
            // An empty server counts as one whose tools are added later.
            tools: view.iter().next().is_some() || !(prompts || resources),
            prompts,
            resources,
            completions: view.prompts().any(|prompt| prompt.completes())
                || view.templates().any(|template| template.completes()),
        }
    }

    /// Returns `true` if the list is served.
    pub(crate) const fn lists(self, kind: Kind) -> bool {
        match kind {
            Kind::Tools => self.tools,
            Kind::Prompts => self.prompts,
            Kind::Resources | Kind::Templates => self.resources,
        }
    }

    /// Returns `true` unless the method needs a capability that the server lacks.
    pub(crate) fn serves(self, method: &str) -> bool {
        match method {
            CALL_TOOL => self.tools,
            GET_PROMPT => self.prompts,
            READ_RESOURCE => self.resources,
            COMPLETE => self.completions,
            _ => true,
        }
    }

    /// Writes the object `capabilities`. The transport decides about log messages and list-changed notifications.
    pub(crate) fn push(self, body: &mut Vec<u8>, logging: bool, list_changed: bool) {
        let list = if list_changed { r#"{"listChanged":true}"# } else { "{}" };
        let resources = if list_changed { r#"{"subscribe":true,"listChanged":true}"# } else { "{}" };
        let all = [
            (self.completions, "completions", "{}"),
            (logging, "logging", "{}"),
            (self.prompts, "prompts", list),
            (self.resources, "resources", resources),
            (self.tools, "tools", list),
        ];
        body.push(b'{');
        let start = body.len();
        for (_, name, settings) in all.into_iter().filter(|(offered, ..)| *offered) {
            if body.len() > start {
                body.push(b',');
            }
            body.push(b'"');
            body.extend_from_slice(name.as_bytes());
            body.extend_from_slice(br#"":"#);
            body.extend_from_slice(settings.as_bytes());
        }
        body.push(b'}');
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        catalogue::{filter::Filter, registry::Registry},
        handler::{
            context::Context,
            prompt::prompt_fn,
            resource::resource_fn,
            tool::{HandlerError, NoArguments},
        },
    };

    fn capabilities(view: &View) -> String {
        let mut body = Vec::new();
        Capabilities::of(view).push(&mut body, false, false);
        String::from_utf8(body).unwrap()
    }

    #[test]
    fn capabilities_follow_from_the_registry() {
        assert_eq!(capabilities(&Registry::new().into()), r#"{"tools":{}}"#);
        let prompt = prompt_fn("p", "P.", |_: NoArguments| async { Ok::<_, HandlerError>("") });
        let resource = resource_fn("a:b", "r", "R.", |_: Context| async { Ok::<_, HandlerError>("") });
        let registry = Registry::new().with_prompt(prompt).unwrap();
        assert_eq!(capabilities(&registry.clone().into()), r#"{"prompts":{}}"#);
        let registry = registry.with_resource(resource).unwrap();
        assert_eq!(capabilities(&registry.clone().into()), r#"{"prompts":{},"resources":{}}"#);
        let mut body = Vec::new();
        Capabilities::of(&registry.clone().into()).push(&mut body, true, true);
        assert_eq!(
            body,
            br#"{"logging":{},"prompts":{"listChanged":true},"resources":{"subscribe":true,"listChanged":true}}"#
        );
        let only = Filter::new().methods(["r"]).unwrap();
        assert_eq!(capabilities(&registry.view(&only)), r#"{"resources":{}}"#);
    }
}
