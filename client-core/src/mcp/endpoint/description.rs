//! Conversion of doc comments to descriptions for models.

use serde_json::Value;

/// Maximum length of a description that [`mcp_core::lint`] accepts, in characters.
const MAX_DESCRIPTION: usize = 1024;

/// Returns the first paragraph of a doc comment as plain text, of at most [`MAX_DESCRIPTION`] minus `reserved`
/// characters.
pub(super) fn first_paragraph(doc: &str, reserved: usize) -> String {
    let paragraph = doc.trim().split("\n\n").next().unwrap_or_default();
    let text = unlink(paragraph).split_whitespace().collect::<Vec<_>>().join(" ");
    clip(text, MAX_DESCRIPTION.saturating_sub(reserved))
}

/// Returns the sentences that fit, or the words that fit if no sentence does.
fn clip(text: String, chars: usize) -> String {
    let Some((end, _)) = text.char_indices().nth(chars) else { return text };
    let head = &text[..end];
    match head.rfind(". ") {
        Some(at) => head[..=at].to_owned(),
        None => format!("{}…", &head[..head.rfind(' ').unwrap_or(0)]),
    }
}

/// Removes the links from every description in a schema.
pub(super) fn unlink_all(schema: &mut Value) {
    match schema {
        Value::Object(map) => {
            for (key, value) in map {
                match value {
                    Value::String(text) if key == "description" => *text = unlink(text),
                    _ => unlink_all(value),
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(unlink_all),
        _ => {}
    }
}

/// Replaces links of rustdoc with their text: ``[`Name`](path)``, ``[`Name`]`` and `[words](path)`. Other brackets
/// stay.
fn unlink(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(open) = rest.find('[') {
        plain.push_str(&rest[..open]);
        let inner = &rest[open + 1..];
        let link = inner.find(']').and_then(|close| {
            let words = &inner[..close];
            let after = &inner[close + 1..];
            let target =
                after.strip_prefix('(').and_then(|target| target.find(')').map(|end| &target[end + 1..]));
            let code = words.len() > 2 && words.starts_with('`') && words.ends_with('`');
            match target {
                Some(after) => Some((words, after)),
                None if code => Some((words, after)),
                None => None,
            }
        });
        match link {
            Some((words, after)) => {
                plain.push_str(words);
                rest = after;
            }
            None => {
                plain.push('[');
                rest = inner;
            }
        }
    }
    plain.push_str(rest);
    plain
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn links_become_their_text() {
        for (text, plain) in [
            ("A [`Page`](crate::Page) of it.", "A `Page` of it."),
            ("See [`send`].", "See `send`."),
            ("See [the docs](https://x.example/a).", "See the docs."),
            ("As `q[name]` or [1, 2] or [", "As `q[name]` or [1, 2] or ["),
        ] {
            assert_eq!(unlink(text), plain);
        }
        let mut schema =
            json!({"description": "[`A`]", "properties": {"description": {"description": "[`B`]"}}});
        unlink_all(&mut schema);
        assert_eq!(
            schema,
            json!({"description": "`A`", "properties": {"description": {"description": "`B`"}}})
        );
    }

    #[test]
    fn only_the_first_paragraph_is_taken_and_only_what_fits() {
        assert_eq!(first_paragraph("Lists\nconversations.\n\nMore.", 0), "Lists conversations.");
        let long = format!("One sentence. {}", "word ".repeat(400));
        assert_eq!(first_paragraph(&long, 0), "One sentence.");
        let words = first_paragraph(&"word ".repeat(400), 24);
        assert!(words.ends_with("word…") && words.chars().count() <= MAX_DESCRIPTION - 24, "{words}");
    }
}
