//! Prints the text that a model reads of each HTML mail: the program that CI compares with a browser.
//!
//! Reads a JSON list of `{"name": …, "html": …}` from standard input, and writes one of `{"name": …, "text": …,
//! "removed": …, "truncated": …}`.

use std::io::Write as _;

use client_core::mcp::text::{TextOptions, html_to_text};
use serde_json::{Value, json};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mails: Vec<Value> = serde_json::from_reader(std::io::stdin())?;
    let options = TextOptions::default().fold_quotes(false).max_input(16 * 1024 * 1024);
    let texts: Vec<Value> = mails
        .iter()
        .map(|mail| {
            let clean = html_to_text(mail["html"].as_str().unwrap_or_default(), &options);
            json!({
                "name": mail["name"],
                "text": clean.text,
                "removed": clean.removed_invisible,
                "truncated": clean.truncated,
            })
        })
        .collect();
    writeln!(std::io::stdout(), "{}", serde_json::to_string_pretty(&texts)?)?;
    Ok(())
}
