//! Targets of links: short enough to read, and compared with the words of the link.

use url::Url;

/// Length in characters from which on a target is shortened.
const MAX_SHOWN: usize = 160;
/// Characters after the host, and at the end, that a shortened target keeps.
const SHOWN_START: usize = 60;
const SHOWN_END: usize = 30;
/// Maximum length of a host name, by RFC 1035. A target with a longer one is none.
const MAX_HOST: usize = 253;

/// Returns a target with its scheme and host in full, and the middle of a long rest cut out. Returns `None` for a target
/// with an impossible host.
pub(super) fn shortened(target: &str) -> Option<String> {
    let host_end = target
        .find("://")
        .map(|at| at + 3 + target[at + 3..].find(['/', '?', '#']).unwrap_or(target.len() - at - 3))
        .unwrap_or(0);
    if host_end > MAX_HOST + 100 {
        return None;
    }
    let length = target.chars().count();
    if length <= MAX_SHOWN {
        return Some(target.to_owned());
    }
    let (start, rest) = target.split_at(host_end);
    let shown: String = rest.chars().take(SHOWN_START).collect();
    let tail: Vec<char> = rest.chars().rev().take(SHOWN_END).collect();
    Some(format!("{start}{shown}…{}", tail.into_iter().rev().collect::<String>()))
}

/// Returns the host of a target if the words of its link name another one.
pub(super) fn other_host(words: &str, target: &str) -> Option<String> {
    let target = Url::parse(target).ok()?;
    let host = target.host_str()?.to_ascii_lowercase();
    let mut named = words.split_whitespace().filter_map(|word| named_host(word, words)).peekable();
    named.peek()?;
    named.all(|named| !is_same_host(&named, &host)).then_some(host)
}

/// Returns the host that a word names.
fn named_host(word: &str, words: &str) -> Option<String> {
    let word = word.trim_matches(|c: char| !c.is_alphanumeric() && c != '/');
    let lower = word.to_lowercase();
    let is_address = lower.starts_with("http://") || lower.starts_with("https://");
    let plain = !is_address && !lower.contains('@') && lower.contains('.');
    if !is_address && !(plain && (lower.starts_with("www.") || words.trim() == word || lower.contains('/'))) {
        return None;
    }
    let url = if is_address { Url::parse(word) } else { Url::parse(&format!("https://{word}")) }.ok()?;
    let host = url.host_str()?.to_ascii_lowercase();
    let top = host.rsplit('.').next()?;
    let is_file = matches!(
        top,
        "pdf"
            | "doc"
            | "docx"
            | "xls"
            | "xlsx"
            | "ppt"
            | "pptx"
            | "csv"
            | "txt"
            | "png"
            | "jpg"
            | "jpeg"
            | "gif"
            | "zip"
            | "js"
            | "md"
            | "html"
            | "htm"
            | "json"
            | "xml"
            | "exe"
            | "mp4"
            | "mp3"
    );
    let is_name = top.len() >= 2 && !top.bytes().all(|b| b.is_ascii_digit());
    (host.contains('.') && is_name && (is_address || !is_file)).then_some(host)
}

fn is_same_host(a: &str, b: &str) -> bool {
    let (a, b) = (a.trim_start_matches("www."), b.trim_start_matches("www."));
    a == b
        || a.strip_suffix(b).is_some_and(|rest| rest.ends_with('.'))
        || b.strip_suffix(a).is_some_and(|rest| rest.ends_with('.'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_targets_keep_their_host() {
        let long = format!("https://mail.example/{}end", "x".repeat(900));
        let short = shortened(&long).unwrap();
        assert!(short.starts_with("https://mail.example/xxx") && short.ends_with("xend"), "{short}");
        assert!(short.chars().count() <= MAX_SHOWN, "{short}");
        assert_eq!(shortened("mailto:a@b.example").as_deref(), Some("mailto:a@b.example"));
    }

    #[test]
    fn words_that_name_another_host_are_found() {
        for (words, target) in [
            ("www.bank.example", "https://evil.example/x"),
            ("https://bank.example/login", "https://bank.example.evil.example"),
            ("bank.example", "https://bank.example@evil.example/"),
            ("bаnk.example", "https://bank.example/"),
            ("log in at www.bank.example now", "http://10.0.0.1/"),
        ] {
            assert!(other_host(words, target).is_some(), "{words}");
        }
        for (words, target) in [
            ("bank.example", "https://www.bank.example/login"),
            ("bank.example", "https://click.bank.example/?u=1"),
            ("Offer.pdf", "https://files.example/1"),
            ("version 1.2", "https://a.example"),
            ("anna@bank.example", "https://a.example"),
            ("click here", "https://a.example"),
        ] {
            assert_eq!(other_host(words, target), None, "{words}");
        }
    }
}
