//! Classify a file as text or binary by its stated type and name. Its content is not inspected.

/// Handling of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum FileKind {
    /// Plain text: plain, CSV, JSON, XML, YAML and so on.
    Text,
    /// HTML. Only its visible text is returned.
    Html,
    /// Text by file name only, because the type is unspecific. Must be valid UTF-8.
    TextByName,
    /// HTML by file name only.
    HtmlByName,
    /// Anything else.
    Binary,
}

/// Text types besides `text/…`, `…+json` and `…+xml`.
const TEXT_TYPES: [&str; 12] = [
    "application/csv",
    "application/graphql",
    "application/javascript",
    "application/json",
    "application/jsonl",
    "application/ndjson",
    "application/sql",
    "application/toml",
    "application/x-ndjson",
    "application/x-yaml",
    "application/xml",
    "application/yaml",
];

/// Unspecific types, sent when the sender's program knows no better. Windows uses the last for CSV files.
const VAGUE_TYPES: [&str; 5] = [
    "",
    "application/octet-stream",
    "application/x-download",
    "binary/octet-stream",
    "application/vnd.ms-excel",
];

/// File name extensions of text files.
const TEXT_ENDINGS: [&str; 17] = [
    "conf", "csv", "ics", "ini", "json", "jsonl", "log", "md", "ndjson", "sql", "text", "toml", "tsv", "txt",
    "xml", "yaml", "yml",
];

impl FileKind {
    pub(super) fn of(content_type: Option<&str>, filename: Option<&str>) -> Self {
        let essence = content_type.unwrap_or_default().split(';').next().unwrap_or_default().trim();
        let essence = essence.to_ascii_lowercase();
        match essence.as_str() {
            "text/html" | "application/xhtml+xml" => Self::Html,
            // Markup that is not meant to be read.
            "text/rtf" => Self::Binary,
            name if name.starts_with("text/") || TEXT_TYPES.contains(&name) => Self::Text,
            name if ["+json", "+xml", "+yaml"].iter().any(|suffix| name.ends_with(suffix)) => Self::Text,
            name if VAGUE_TYPES.contains(&name) => Self::by_name(filename.unwrap_or_default()),
            _ => Self::Binary,
        }
    }

    fn by_name(filename: &str) -> Self {
        let ending = filename.rsplit_once('.').map_or("", |(_, ending)| ending).to_ascii_lowercase();
        match ending.as_str() {
            "html" | "htm" => Self::HtmlByName,
            ending if TEXT_ENDINGS.contains(&ending) => Self::TextByName,
            _ => Self::Binary,
        }
    }
}

/// Returns the charset of a media type.
pub(super) fn charset(content_type: Option<&str>) -> Option<&str> {
    let parameters = content_type?.split(';').skip(1);
    let named = parameters.filter_map(|parameter| parameter.split_once('='));
    named
        .filter(|(name, _)| name.trim().eq_ignore_ascii_case("charset"))
        .map(|(_, value)| value.trim().trim_matches('"'))
        .find(|value| !value.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_type_decides() {
        for (content_type, filename, kind) in [
            (Some("text/csv; charset=utf-8"), "a.pdf", FileKind::Text),
            (Some("TEXT/HTML"), "a", FileKind::Html),
            (Some("application/problem+json"), "a", FileKind::Text),
            (Some("application/pdf"), "a.txt", FileKind::Binary),
            (Some("application/octet-stream"), "a.CSV", FileKind::TextByName),
            (Some("application/vnd.ms-excel"), "a.xls", FileKind::Binary),
            (None, "a.htm", FileKind::HtmlByName),
            (None, "csv", FileKind::Binary),
            (Some("text/rtf"), "a.rtf", FileKind::Binary),
        ] {
            assert_eq!(FileKind::of(content_type, Some(filename)), kind, "{content_type:?} {filename}");
        }
    }

    #[test]
    fn charsets_are_parameters() {
        assert_eq!(charset(Some("text/plain; format=flowed; Charset=\"latin1\"")), Some("latin1"));
        assert_eq!(charset(Some("text/plain; charset=")), None);
        assert_eq!(charset(Some("text/plain")), None);
        assert_eq!(charset(None), None);
    }
}
