//! What is wrong with prompts and resources. People choose these from lists, so what counts are words and names.

use super::{Finding, Linter, MAX_PROPERTY, Rule};
use crate::{PromptDefinition, Registry};

pub(super) fn lint(registry: &Registry) -> Vec<Finding> {
    let prompts = registry.prompts().flat_map(|prompt| prompt_of(prompt.definition()));
    let resources = registry.resources().flat_map(|resource| {
        let definition = resource.definition();
        named(&format!("resource {}", definition.uri()), definition.title(), definition.description())
    });
    let templates = registry.templates().flat_map(|template| {
        let definition = template.definition();
        named(
            &format!("template {}", definition.uri_template()),
            definition.title(),
            definition.description(),
        )
    });
    prompts.chain(resources).chain(templates).collect()
}

fn prompt_of(prompt: &PromptDefinition) -> Vec<Finding> {
    let subject = format!("prompt {}", prompt.name());
    let mut linter = Linter { subject: &subject, findings: Vec::new() };
    linter.name(prompt.name());
    linter.described(prompt.description());
    linter.titled(prompt.title());
    for argument in prompt.arguments() {
        let name = &argument.name;
        if !super::is_property(name) {
            let message = format!("{name:?} is not 1 to {MAX_PROPERTY} of A-Z a-z 0-9 _ . -");
            linter.find(Rule::PropertyNames, message);
        }
        if argument.description.as_deref().unwrap_or_default().trim().is_empty() {
            linter.find(Rule::Description, format!("the argument {name:?} has none"));
        }
    }
    linter.findings
}

fn named(subject: &str, title: Option<&str>, description: Option<&str>) -> Vec<Finding> {
    let mut linter = Linter { subject, findings: Vec::new() };
    linter.described(description.unwrap_or_default());
    linter.titled(title.unwrap_or_default());
    linter.findings
}
