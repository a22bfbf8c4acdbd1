//! Lints of prompts and resources. Users choose these from lists, so names and descriptions matter.

use super::{Finding, Linter, MAX_DESCRIPTION, MAX_PROPERTY, Rule};
use crate::{
    catalogue::registry::Registry,
    handler::{prompt::PromptDefinition, resource::TemplateDefinition},
    wire::resource_definition::ResourceDefinition,
};

pub(super) fn lint(registry: &Registry) -> Vec<Finding> {
    let prompts = registry.prompts().flat_map(|prompt| prompt_of(prompt.definition()));
    let resources = registry.resources().flat_map(|resource| resource_of(resource.definition()));
    let templates = registry.templates().flat_map(|template| template_of(template.definition()));
    prompts.chain(resources).chain(templates).collect()
}

fn prompt_of(prompt: &PromptDefinition) -> Vec<Finding> {
    let subject = format!("prompt {}", prompt.name());
    let mut linter = Linter { subject: &subject, findings: Vec::new() };
    linter.name(prompt.name());
    linter.described(prompt.description());
    linter.titled(prompt.title());
    linter.icons(prompt.icons());
    for (index, argument) in prompt.arguments().iter().enumerate() {
        let name = &argument.name;
        if !super::is_property(name) {
            let message = format!(
                "the name {name:?} is invalid; use 1 to {MAX_PROPERTY} characters of A-Z a-z 0-9 _ . -"
            );
            linter.find(Rule::PropertyNames, message);
        }
        if prompt.arguments()[..index].iter().any(|earlier| earlier.name == *name) {
            linter.find(Rule::PropertyNames, format!("two arguments are named {name:?}"));
        }
        match argument.description.as_deref().unwrap_or_default().trim().chars().count() {
            0 => linter.find(Rule::Description, format!("the argument {name:?} has no description")),
            n if n > MAX_DESCRIPTION => {
                let message =
                    format!("the description of {name:?} has {n} characters; use at most {MAX_DESCRIPTION}");
                linter.find(Rule::Description, message);
            }
            _ => {}
        }
    }
    linter.findings
}

fn resource_of(resource: &ResourceDefinition) -> Vec<Finding> {
    let subject = format!("resource {}", resource.uri());
    let mut linter = Linter { subject: &subject, findings: Vec::new() };
    linter.described(resource.description().unwrap_or_default());
    linter.titled(resource.title().unwrap_or_default());
    linter.icons(resource.icons());
    linter.located(resource.uri(), &[], resource.mime_type());
    linter.findings
}

fn template_of(template: &TemplateDefinition) -> Vec<Finding> {
    let subject = format!("template {}", template.uri_template());
    let mut linter = Linter { subject: &subject, findings: Vec::new() };
    linter.described(template.description().unwrap_or_default());
    linter.titled(template.title().unwrap_or_default());
    linter.icons(template.icons());
    linter.located(template.uri_template(), &['{', '}'], template.mime_type());
    linter.findings
}

impl Linter<'_> {
    fn located(&mut self, uri: &str, besides: &[char], mime_type: Option<&str>) {
        // RFC 3986, section 2: characters that are neither reserved nor unreserved are percent-encoded.
        let foreign = |c: char| {
            !(c.is_ascii_alphanumeric() || "-._~:/?#[]@!$&'()*+,;=%".contains(c) || besides.contains(&c))
        };
        if let Some(character) = uri.chars().find(|c| foreign(*c)) {
            self.find(Rule::Uri, format!("has {character:?}, which must be percent-encoded"));
        }
        let is_type = |text: &str| {
            let mut parts = text.split(';').next().unwrap_or_default().trim().split('/');
            let token = |part: Option<&str>| {
                part.is_some_and(|part| {
                    !part.is_empty()
                        && part.bytes().all(|b| b.is_ascii_alphanumeric() || b"!#$&-^_.+".contains(&b))
                })
            };
            token(parts.next()) && token(parts.next()) && parts.next().is_none()
        };
        if let Some(mime_type) = mime_type.filter(|mime_type| !is_type(mime_type)) {
            self.find(Rule::MediaType, format!("{mime_type:?} is not a media type"));
        }
    }
}
