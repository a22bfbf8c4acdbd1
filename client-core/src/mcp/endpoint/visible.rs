//! HTML in responses, read as text.

use serde_json::{Map, Value};

use crate::mcp::{
    Call, ToolVendor,
    text::{BodyFormat, MessageBody, TextOptions},
};

/// Member of an object that counts the hidden elements and characters that were removed from its texts.
const REMOVED: &str = "hidden_parts_removed";

/// Member of an object with a text that was too long to read to its end.
const TRUNCATED: &str = "text_truncated";

/// Replaces the HTML in a response by the text that people see. Members with the names in `unfiltered`, and texts that
/// are no HTML, stay as they are. Quoted history stays, because there is no argument that shows it.
///
/// Any text may be HTML, since vendors do not say which are. A text without `<` has no elements.
pub(super) async fn show_text<V: ToolVendor>(call: &Call<V>, value: &mut Value, unfiltered: &[&str]) {
    let mut values = vec![value];
    // Without recursion: the depth is that of the response.
    while let Some(value) = values.pop() {
        match value {
            Value::Array(items) => {
                for item in items {
                    if let Value::String(text) = item {
                        read(call, text, &mut Removed::default()).await;
                    } else {
                        values.push(item);
                    }
                }
            }
            Value::Object(members) => {
                let mut removed = Removed::default();
                for (name, member) in members.iter_mut() {
                    if let Value::String(text) = member
                        && !unfiltered.contains(&name.as_str())
                    {
                        read(call, text, &mut removed).await;
                    }
                }
                removed.tell(members);
                values.extend(members.values_mut().filter(|member| !member.is_string()));
            }
            _ => {}
        }
    }
}

/// Losses of the texts of an object.
#[derive(Default)]
struct Removed {
    hidden: usize,
    truncated: bool,
}

impl Removed {
    fn tell(&self, members: &mut Map<String, Value>) {
        if self.hidden > 0 {
            members.entry(REMOVED).or_insert(self.hidden.into());
        }
        if self.truncated {
            members.entry(TRUNCATED).or_insert(true.into());
        }
    }
}

async fn read<V: ToolVendor>(call: &Call<V>, text: &mut String, removed: &mut Removed) {
    if !text.contains('<') {
        return;
    }
    let options = TextOptions::default().fold_quotes(false);
    let clean = call.read_body(&MessageBody::new(text), BodyFormat::Text, &options).await;
    removed.hidden += clean.removed_invisible;
    removed.truncated |= clean.truncated;
    *text = clean.text;
}
