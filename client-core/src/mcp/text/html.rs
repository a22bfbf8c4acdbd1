//! Conversion of HTML: the document is read into a tree, styled, and written as text.

mod adopt;
mod build;
mod formatting;
mod names;
pub(super) mod read;
mod stack;
pub(super) mod tree;
mod walk;

use super::{CleanText, TextOptions, answers, cap, finish, render::Form};

/// Converts HTML mail to plain text. A link becomes `words (target)`, an image `⟦image: words⟧`.
///
/// ```
/// use client_core::mcp::text::{TextOptions, html_to_text};
///
/// let clean = html_to_text("<ul><li>one<li><a href='https://e.example/2'>two</a></ul>", &TextOptions::default());
/// assert_eq!(clean.text, "- one\n- two (https://e.example/2)");
/// ```
#[must_use]
pub(super) fn html_to_text(html: &str, options: &TextOptions) -> CleanText {
    convert(html, options, Form::Text)
}

/// Converts HTML mail to Markdown for reading: text that looks like Markdown is not escaped.
///
/// ```
/// use client_core::mcp::text::{TextOptions, html_to_markdown};
///
/// let clean = html_to_markdown("<h2>Offer</h2><p>See <a href='https://e.example'><b>here</b></a>", &TextOptions::default());
/// assert_eq!(clean.text, "## Offer\n\nSee [**here**](https://e.example)");
/// ```
#[must_use]
pub(super) fn html_to_markdown(html: &str, options: &TextOptions) -> CleanText {
    convert(html, options, Form::Markdown)
}

fn convert(html: &str, options: &TextOptions, form: Form) -> CleanText {
    let (html, cut) = cap(html, options.max_input);
    let document = read::read(html);
    let walked = walk::walk(&document, form);
    let clean = finish(
        walked.lines,
        &answers::options(&document, options),
        walked.removed,
        cut || document.truncated || walked.truncated,
    );
    CleanText { misleading_links: walked.misleading, ..clean }
}

#[cfg(test)]
mod tests;
