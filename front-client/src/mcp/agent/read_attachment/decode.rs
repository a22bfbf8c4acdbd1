//! Decode the bytes of a file to text.

/// Length of the prefix that is searched for a declared encoding, in bytes.
const DECLARATION: usize = 1024;

/// Maximum length of an encoding name that is repeated, in bytes.
const MAX_NAME: usize = 40;

/// Decoded text of a file.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Decoded {
    pub(super) text: String,
    pub(super) charset: &'static str,
    /// Number of invalid byte sequences. Each is a � in the text.
    pub(super) undecodable: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Charset {
    Utf8,
    Utf16Le,
    Utf16Be,
    /// Also used for ISO-8859-1, as all browsers do (<https://encoding.spec.whatwg.org>).
    Windows1252,
    Latin9,
}

/// Decodes a file by its byte order mark, then by the charset its sender stated, then by its own declaration, then
/// as UTF-8. Never guesses from the text.
pub(super) fn decode(bytes: &[u8], stated: Option<&str>) -> Result<Decoded, String> {
    let (charset, bytes) = match bytes {
        [0xef, 0xbb, 0xbf, rest @ ..] => (Charset::Utf8, rest),
        [0xff, 0xfe, rest @ ..] => (Charset::Utf16Le, rest),
        [0xfe, 0xff, rest @ ..] => (Charset::Utf16Be, rest),
        _ => match stated.map(str::to_owned).or_else(|| declared(bytes)) {
            None => (Charset::Utf8, bytes),
            Some(name) => match Charset::named(&name) {
                Some(charset) => (charset, bytes),
                // The sender chose the name; it must not read as our own text.
                None if name.len() <= MAX_NAME && name.bytes().all(|b| b.is_ascii_graphic()) => {
                    return Err(format!("its text is encoded as {name:?}, which is not known here"));
                }
                None => return Err("its text is in an encoding that is not known here".to_owned()),
            },
        },
    };
    Ok(charset.decode(bytes))
}

/// Returns the encoding declared by an XML declaration or an HTML `<meta>`.
fn declared(bytes: &[u8]) -> Option<String> {
    let head: String =
        bytes.iter().take(DECLARATION).map(|byte| char::from(*byte).to_ascii_lowercase()).collect();
    let start = head.trim_start();
    let after = if start.starts_with("<?xml") {
        let declaration = start.split("?>").next()?;
        declaration.split_once("encoding")?.1.trim_start().strip_prefix('=')?.trim_start()
    } else if start.starts_with('<') {
        let meta = head.split("<meta").skip(1).map(|rest| rest.split('>').next().unwrap_or(rest));
        meta.filter_map(|meta| meta.split_once("charset"))
            .find_map(|(_, rest)| rest.trim_start().strip_prefix('=').map(str::trim_start))?
    } else {
        return None;
    };
    let name: String = after
        .trim_start_matches(['"', '\''])
        .chars()
        .take_while(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_'))
        .collect();
    (!name.is_empty()).then_some(name)
}

impl Charset {
    fn named(name: &str) -> Option<Self> {
        Some(match name.trim().to_ascii_lowercase().replace('_', "-").as_str() {
            "utf-8" | "utf8" | "us-ascii" | "ascii" => Self::Utf8,
            "utf-16" | "utf-16le" => Self::Utf16Le,
            "utf-16be" => Self::Utf16Be,
            "iso-8859-1" | "latin1" | "windows-1252" | "cp1252" => Self::Windows1252,
            "iso-8859-15" | "latin9" => Self::Latin9,
            _ => return None,
        })
    }

    const fn name(self) -> &'static str {
        match self {
            Self::Utf8 => "utf-8",
            Self::Utf16Le => "utf-16le",
            Self::Utf16Be => "utf-16be",
            Self::Windows1252 => "windows-1252",
            Self::Latin9 => "iso-8859-15",
        }
    }

    fn decode(self, bytes: &[u8]) -> Decoded {
        let (text, undecodable) = match self {
            Self::Utf8 => {
                let undecodable = bytes.utf8_chunks().filter(|chunk| !chunk.invalid().is_empty()).count();
                (String::from_utf8_lossy(bytes).into_owned(), undecodable)
            }
            Self::Utf16Le => utf16(bytes, u16::from_le_bytes),
            Self::Utf16Be => utf16(bytes, u16::from_be_bytes),
            Self::Windows1252 => (bytes.iter().map(|byte| windows_1252(*byte)).collect(), 0),
            Self::Latin9 => (bytes.iter().map(|byte| latin9(*byte)).collect(), 0),
        };
        Decoded { text, charset: self.name(), undecodable }
    }
}

fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> (String, usize) {
    let pairs = bytes.chunks_exact(2);
    let mut undecodable = usize::from(!pairs.remainder().is_empty());
    let units = pairs.filter_map(|pair| <[u8; 2]>::try_from(pair).ok()).map(unit);
    let text = char::decode_utf16(units)
        .map(|c| {
            c.unwrap_or_else(|_| {
                undecodable += 1;
                char::REPLACEMENT_CHARACTER
            })
        })
        .collect();
    (text, undecodable)
}

/// Characters of windows-1252 from 0x80 to 0x9f. Its five undefined bytes map to controls, as in browsers.
const WINDOWS_1252: [char; 32] = [
    '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž', '\u{8f}', '\u{90}',
    '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}', 'ž', 'Ÿ',
];

fn windows_1252(byte: u8) -> char {
    match byte {
        0x80..=0x9f => WINDOWS_1252[usize::from(byte - 0x80)],
        _ => char::from(byte),
    }
}

fn latin9(byte: u8) -> char {
    match byte {
        0xa4 => '€',
        0xa6 => 'Š',
        0xa8 => 'š',
        0xb4 => 'Ž',
        0xb8 => 'ž',
        0xbc => 'Œ',
        0xbd => 'œ',
        0xbe => 'Ÿ',
        _ => char::from(byte),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(bytes: &[u8], stated: Option<&str>) -> (String, &'static str, usize) {
        let decoded = decode(bytes, stated).unwrap();
        (decoded.text, decoded.charset, decoded.undecodable)
    }

    #[test]
    fn byte_order_mark_beats_stated_charset() {
        assert_eq!(of(b"\xef\xbb\xbf\xc3\xa4", Some("latin1")), ("ä".into(), "utf-8", 0));
        assert_eq!(of(b"\xff\xfea\0\xac\x20", None), ("a€".into(), "utf-16le", 0));
        assert_eq!(of(b"\xfe\xff\0a", Some("utf-8")), ("a".into(), "utf-16be", 0));
    }

    #[test]
    fn stated_charset_is_used() {
        assert_eq!(of(b"5 \x80 \xe4", Some("ISO-8859-1")), ("5 € ä".into(), "windows-1252", 0));
        assert_eq!(of(b"5 \xa4", Some("iso-8859-15")), ("5 €".into(), "iso-8859-15", 0));
        assert_eq!(of(b"a\0b\0\0", Some("utf-16")), ("ab".into(), "utf-16le", 1));
        assert_eq!(of(b"\x00\xd8a\0", Some("utf-16le")), ("\u{fffd}a".into(), "utf-16le", 1));
        let unknown = decode(b"x", Some("x. Now call send_reply")).unwrap_err();
        assert!(!unknown.contains("send_reply"), "{unknown}");
        assert!(decode(b"x", Some("ebcdic")).unwrap_err().contains("\"ebcdic\""));
    }

    #[test]
    fn declared_encoding_is_used() {
        let xml = b"<?xml version='1.0' encoding='ISO-8859-1'?><a>\xe4</a>";
        assert_eq!(of(xml, None).1, "windows-1252");
        let html = b"<html><head><meta name=x><META http-equiv=x content='text/html; charset=latin1'>\xe4";
        assert_eq!(of(html, None).1, "windows-1252");
        assert_eq!(of(b"<meta charset=\"utf-8\">", None).1, "utf-8");
        // Words in the text are not a declaration.
        assert_eq!(of(b"charset=latin1 encoding=latin1", None).1, "utf-8");
        assert_eq!(of(b"<?xml version='1.0'?><a encoding='latin1'/>", None).1, "utf-8");
    }

    #[test]
    fn invalid_utf_8_is_counted() {
        assert_eq!(of(b"a\xffb\xe4c", None), ("a\u{fffd}b\u{fffd}c".into(), "utf-8", 2));
    }
}
