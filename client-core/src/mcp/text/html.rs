//! Conversion of HTML: the document is read into a tree, styled, and written as text.

mod adopt;
mod build;
mod formatting;
mod names;
pub(super) mod read;
mod rest;
mod stack;
pub(super) mod tree;
mod walk;

use super::{CleanText, TextOptions, answers, finish, markup, render::Form};

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
    let document = read::read(html, options.max_input, markup::mend);
    let walked = walk::walk(&document, form);
    let clean = finish(
        walked.lines,
        &answers::options(&document, options),
        walked.removed,
        document.truncated || walked.truncated,
    );
    CleanText { misleading_links: walked.misleading, ..clean }
}

/// Steps of a conversion.
#[cfg(test)]
#[derive(Debug)]
pub(super) struct Cost {
    /// Nodes, attributes, and steps for misnested formatting.
    pub(super) construction: usize,
    /// Steps of matching selectors and applying declarations.
    pub(super) styles: usize,
}

/// Returns the steps of a conversion with the default options.
#[cfg(test)]
pub(super) fn cost(html: &str) -> Cost {
    let document = read::read(html, TextOptions::default().max_input, markup::mend);
    let walked = walk::walk(&document, Form::Text);
    let attributes = document.all_attributes().count();
    Cost { construction: document.len() + document.work + attributes, styles: walked.steps }
}

#[cfg(test)]
mod tests;
