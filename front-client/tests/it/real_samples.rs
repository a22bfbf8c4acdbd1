//! Recorded messages, from the folder that `FRONT_SAMPLES` names.

use std::{collections::HashSet, fs, path::Path};

use client_core::mcp::text::{BodyFormat, MessageBody, TextOptions};
use serde_json::Value;

/// Calls `visit` for each object with a body, at any depth.
fn each_message(value: &Value, visit: &mut impl FnMut(&Value)) {
    match value {
        Value::Object(members) => {
            if value["body"].is_string() {
                visit(value);
            }
            members.values().for_each(|member| each_message(member, visit));
        }
        Value::Array(items) => items.iter().for_each(|item| each_message(item, visit)),
        _ => {}
    }
}

fn each_file(folder: &Path, visit: &mut impl FnMut(&Value)) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            each_file(&path, visit);
        } else if path.extension().is_some_and(|extension| extension == "json") {
            let value: Value = serde_json::from_slice(&fs::read(&path).unwrap()).unwrap();
            each_message(&value, visit);
        }
    }
}

fn words(text: &str) -> HashSet<String> {
    let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.map(str::to_lowercase).collect()
}

#[test]
fn words_of_the_plain_text_are_in_the_text_of_the_body() {
    let Some(folder) = std::env::var_os("FRONT_SAMPLES") else {
        println!("SKIPPED: FRONT_SAMPLES names no folder");
        return;
    };
    let mut compared = 0;
    each_file(Path::new(&folder), &mut |message| {
        let (body, text) = (message["body"].as_str().unwrap_or_default(), message["text"].as_str());
        let source = MessageBody::new(body).text(text);
        let whole = TextOptions::default().fold_quotes(false);
        let read = BodyFormat::Text.read_with(&source, &whole);
        // Some mocks escape their line breaks twice.
        let Some(text) = text.map(|text| text.replace("\\n", " ")) else { return };
        let missing: Vec<_> = words(&text).difference(&words(&read.text)).cloned().collect();
        // Front's text includes hidden text.
        let is_hidden = read.removed_invisible > 0;
        assert!(missing.is_empty() || is_hidden, "{missing:?} are missing in {:?} of {body:?}", read.text);
        compared += 1;
        // Folding takes words from quoted history only.
        let folded = BodyFormat::Text.read_with(&source, &TextOptions::default());
        let missing: Vec<_> = words(&text).difference(&words(&folded.text)).cloned().collect();
        assert!(missing.is_empty() || is_hidden || folded.omitted_quoted_lines > 0, "{missing:?}");
    });
    assert!(compared > 20, "{compared}");
}
