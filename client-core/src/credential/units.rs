//! Characters of a text, with the escapes of JSON, URLs and HTML undone.

/// Bytes of a text that stand for one character.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Unit {
    /// ASCII character in lower case. `OTHER` for any other character, `None` for one that nobody sees.
    pub(super) byte: Option<u8>,
    /// Position after the character.
    pub(super) end: usize,
}

/// Byte of every character that is in no credential.
pub(super) const OTHER: u8 = 0xFF;

/// Longest run of repeated encodings that is read as one character.
const MAX_ESCAPE: usize = 64;

/// Named characters of HTML that are in credentials and their encodings.
const NAMED: [(&[u8], u8); 24] = [
    (b"amp;", b'&'),
    (b"lt;", b'<'),
    (b"gt;", b'>'),
    (b"quot;", b'"'),
    (b"apos;", b'\''),
    (b"sol;", b'/'),
    (b"plus;", b'+'),
    (b"equals;", b'='),
    (b"lowbar;", b'_'),
    (b"period;", b'.'),
    (b"colon;", b':'),
    (b"comma;", b','),
    (b"semi;", b';'),
    (b"commat;", b'@'),
    (b"excl;", b'!'),
    (b"num;", b'#'),
    (b"dollar;", b'$'),
    (b"percnt;", b'%'),
    (b"ast;", b'*'),
    (b"lpar;", b'('),
    (b"rpar;", b')'),
    (b"quest;", b'?'),
    (b"lbrace;", b'{'),
    (b"rbrace;", b'}'),
];

/// Reads the character at a position, which is inside the text.
pub(super) fn unit(text: &[u8], at: usize) -> Unit {
    let escape = match text[at] {
        b'\\' => backslash(text, at),
        b'%' => percent(text, at),
        b'&' => entity(text, at),
        byte if byte < 0x80 => {
            let unseen = matches!(byte, b'\r' | b'\n' | 0);
            return Unit { byte: (!unseen).then(|| byte.to_ascii_lowercase()), end: at + 1 };
        }
        _ => None,
    };
    escape.unwrap_or_else(|| plain(text, at))
}

fn of_code(code: u32, end: usize) -> Unit {
    Unit { byte: if is_unseen(code) { None } else { Some(ascii(code)) }, end }
}

fn ascii(code: u32) -> u8 {
    u8::try_from(code).ok().filter(u8::is_ascii).map_or(OTHER, |byte| byte.to_ascii_lowercase())
}

/// Reads a character of UTF-8, or one byte that is none.
fn plain(text: &[u8], at: usize) -> Unit {
    let length = match text[at] {
        0xC2..=0xDF => 2,
        0xE0..=0xEF => 3,
        0xF0..=0xF4 => 4,
        _ => 1,
    };
    let bytes = text.get(at..at + length).unwrap_or(&text[at..=at]);
    match std::str::from_utf8(bytes).ok().and_then(|text| text.chars().next()) {
        Some(c) => of_code(c.into(), at + length),
        None => Unit { byte: Some(OTHER), end: at + 1 },
    }
}

/// Reads an escape of JSON or of a program, written in a text of the same kind any number of times: `\/`, `\u002f`,
/// `\\\/`, `\x2f`.
fn backslash(text: &[u8], at: usize) -> Option<Unit> {
    let run = text[at..].iter().take_while(|byte| **byte == b'\\').count();
    let letter = at + run;
    let end = letter + 1;
    // A run is one character, so that a long one is read once.
    let bare = Some(Unit { byte: Some(b'\\'), end: letter });
    let escape = match *text.get(letter).unwrap_or(&OTHER) {
        b'u' if text.get(end) == Some(&b'{') => {
            let digits = text[end + 1..].iter().take(8).take_while(|byte| byte.is_ascii_hexdigit()).count();
            let close = end + 1 + digits;
            (digits > 0 && text.get(close) == Some(&b'}'))
                .then(|| of_code(number(&text[end + 1..close], 16), close + 1))
        }
        b'u' => hex(text, end, 4).map(|code| of_code(code, end + 4)),
        b'x' => hex(text, end, 2).map(|code| of_code(code, end + 2)),
        b'n' | b'r' => Some(Unit { byte: None, end }),
        b't' | b'b' | b'f' => Some(Unit { byte: Some(OTHER), end }),
        byte if byte.is_ascii() => Some(of_code(byte.into(), end)),
        _ => None,
    };
    escape.or(bare)
}

/// Reads a percent-encoded character, encoded any number of times: `%2F`, `%252F`.
fn percent(text: &[u8], at: usize) -> Option<Unit> {
    let mut digits = at + 1;
    while text.get(digits..digits + 2) == Some(b"25") && digits < at + MAX_ESCAPE {
        if hex(text, digits + 2, 2).is_none() {
            break;
        }
        digits += 2;
    }
    hex(text, digits, 2).map(|code| of_code(code, digits + 2))
}

/// Reads a character reference of HTML, written any number of times: `&#x2F;`, `&#47;`, `&sol;`, `&amp;#47;`.
fn entity(text: &[u8], at: usize) -> Option<Unit> {
    let mut name = at + 1;
    while text[name..].starts_with(b"amp;") && name < at + MAX_ESCAPE {
        let rest = &text[name + 4..];
        if !rest.starts_with(b"#") && !NAMED.iter().any(|(entity, _)| rest.starts_with(entity)) {
            break;
        }
        name += 4;
    }
    let rest = &text[name..];
    if let Some(&(entity, byte)) = NAMED.iter().find(|(entity, _)| rest.starts_with(entity)) {
        return Some(Unit { byte: Some(byte), end: name + entity.len() });
    }
    let digits = rest.strip_prefix(b"#")?;
    let (digits, radix, start) = match digits.first()? {
        b'x' | b'X' => (&digits[1..], 16, name + 2),
        _ => (digits, 10, name + 1),
    };
    let length = digits.iter().take(10).take_while(|byte| char::from(**byte).is_digit(radix)).count();
    let end = start + length;
    let end = if text.get(end) == Some(&b';') { end + 1 } else { end };
    (length > 0).then(|| of_code(number(&digits[..length], radix), end))
}

fn hex(text: &[u8], at: usize, digits: usize) -> Option<u32> {
    let digits = text.get(at..at + digits)?;
    digits.iter().all(u8::is_ascii_hexdigit).then(|| number(digits, 16))
}

fn number(digits: &[u8], radix: u32) -> u32 {
    digits.iter().fold(0, |number: u32, digit| {
        let digit = char::from(*digit).to_digit(radix).unwrap_or_default();
        number.saturating_mul(radix).saturating_add(digit)
    })
}

/// Characters that later steps remove, and the bytes between the letters of UTF-16. They may not split a credential.
fn is_unseen(code: u32) -> bool {
    matches!(code, 0 | 0x0A | 0x0D) || char::from_u32(code).is_some_and(crate::one_line::is_ignorable)
}
