use super::*;

const TOKEN: &str = "sekret-Token/12+34=x";

fn filter(credential: &str) -> Filter {
    Filter::new(&[credential.into()]).unwrap()
}

fn base64(bytes: &[u8], url_safe: bool) -> String {
    let alphabet: &[u8] = if url_safe {
        b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    } else {
        b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    };
    let mut text = String::new();
    for group in bytes.chunks(3) {
        let value = (0..3).fold(0_u32, |value, at| value << 8 | u32::from(*group.get(at).unwrap_or(&0)));
        for at in 0..4 {
            if at <= group.len() {
                text.push(char::from(alphabet[(value >> (18 - 6 * at) & 63) as usize]));
            } else if !url_safe {
                text.push('=');
            }
        }
    }
    text
}

/// The token with each of its characters written by this function.
fn each(write: impl Fn(char) -> String) -> String {
    TOKEN.chars().map(write).collect()
}

#[test]
fn every_encoding_is_found() {
    let hex: String = TOKEN.bytes().map(|byte| format!("{byte:02x}")).collect();
    for text in [
        TOKEN.to_owned(),
        TOKEN.to_uppercase(),
        TOKEN.replace('/', "\\/"),
        TOKEN.replace('/', "\\\\\\/"),
        each(|c| format!("\\u{:04x}", u32::from(c))),
        each(|c| format!("\\\\u{:04X}", u32::from(c))),
        each(|c| format!("\\x{:02x}", u32::from(c))),
        each(|c| format!("\\u{{{:x}}}", u32::from(c))),
        each(|c| format!("%{:02x}", u32::from(c))),
        each(|c| format!("%25{:02X}", u32::from(c))),
        each(|c| format!("&#x{:X};", u32::from(c))),
        each(|c| format!("&#{};", u32::from(c))),
        each(|c| format!("&amp;#{:03};", u32::from(c))),
        TOKEN.replace('/', "&sol;").replace('+', "&plus;").replace('=', "&equals;"),
        percent_encoding::utf8_percent_encode(TOKEN, percent_encoding::NON_ALPHANUMERIC).to_string(),
        each(|c| format!("{c}\u{200B}")),
        each(|c| format!("{c}\n")),
        hex.clone(),
        hex.to_uppercase(),
    ] {
        for (before, after) in [("", ""), ("token=", "; x"), ("\"", "\""), ("x", "x"), ("\u{fc}", "\u{fc}")] {
            let found = filter(TOKEN).text(&format!("{before}{text}{after}")).into_owned();
            let rest = found.replacen("[redacted]", "", 1);
            assert!(
                rest.trim_end_matches(['\n', '\u{200B}'])
                    == format!("{before}{after}").trim_end_matches(['\n', '\u{200B}'])
                    || rest.replace(['\n', '\u{200B}'], "") == format!("{before}{after}"),
                "{text}: {found}"
            );
        }
    }
}

#[test]
fn base64_is_found_at_every_place_of_a_text() {
    for length in 8..20 {
        let token = "abcdefghSECRETxyz123"[..length].to_owned();
        for before in 0..7 {
            for after in 0..7 {
                let text = format!(
                    "{}{token}{}",
                    "?~\u{7f}>ws:".get(..before).unwrap(),
                    "~?<>ws:".get(..after).unwrap()
                );
                for url_safe in [false, true] {
                    let encoded = base64(text.as_bytes(), url_safe);
                    let clean = filter(&token).text(&encoded).into_owned();
                    assert!(clean.contains("[redacted]"), "{text}: {encoded}");
                    // What is left has none of the credential's bits.
                    let (start, end) = clean.split_once("[redacted]").unwrap();
                    assert!(start.len() * 6 <= before * 8, "{text}: {clean}");
                    let kept = end.trim_end_matches('=').len();
                    let first = encoded.trim_end_matches('=').len() - kept;
                    assert!(kept == 0 || first * 6 >= (before + length) * 8, "{text}: {clean}");
                }
            }
        }
    }
}

#[test]
fn long_credential_is_found_to_its_end() {
    let token: String = (0..700).map(|at| char::from(b'a' + (at * at % 23) as u8)).collect();
    let filter = filter(&token);
    assert_eq!(filter.text(&format!("a {token} b {token}")), "a [redacted] b [redacted]");
    assert_eq!(filter.text(&format!("a {}… b", &token[..300])), "a [redacted]… b");
    let basic = base64(format!("user:{token}!").as_bytes(), false);
    assert_eq!(filter.text(&basic), "dXNlcj[redacted]IQ==");
}

#[test]
fn other_text_stays() {
    let text = "sekret-Token and \\u0073\\n %73 &#115; sekret-Token/12+34=";
    assert!(matches!(filter(TOKEN).text(text), Cow::Borrowed(_)));
    for (text, rest) in
        [("\\", "\\"), ("%", "%"), ("&#", "&#"), ("\\u", "\\u"), ("\\u{", "\\u{"), ("\u{ff}", "\u{ff}")]
    {
        assert_eq!(filter(TOKEN).text(text), rest);
    }
    assert_eq!(filter(TOKEN).bytes(b"\xff\xfe\xc3"), None);
}

#[test]
fn short_credential_is_a_whole_word_with_a_digit() {
    let short = filter("ab12");
    assert_eq!(short.text("key AB12, ab12."), "key [redacted], [redacted].");
    assert_eq!(short.text("fab12 ab123"), "fab12 ab123");
    for credential in ["", "k", "a1", "token", "secrets"] {
        assert!(Filter::new(&[credential.into()]).is_none(), "{credential}");
    }
    assert!(Filter::new(&["k".into(), TOKEN.into()]).is_some());
}

#[test]
fn json_stays_valid() {
    let escaped = each(|c| format!("\\u{:04x}", u32::from(c)));
    let encoded = base64(format!("Bearer {TOKEN}").as_bytes(), false).replace('/', "\\/");
    let json = format!(r#"{{"a":"{escaped}","b":["\\{TOKEN}\\","\n{encoded}"],"{TOKEN}":1}}"#);
    let clean = filter(TOKEN).text(&json).into_owned();
    let value: serde_json::Value = serde_json::from_str(&clean).unwrap();
    assert_eq!(value["a"], "[redacted]");
    assert!(!value.to_string().to_lowercase().contains("sekret"), "{value}");
}

#[test]
fn utf_16_keeps_two_bytes_a_character() {
    let utf_16 = |text: &str| text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>();
    let clean = filter(TOKEN).bytes(&utf_16(&format!("a {TOKEN} b"))).unwrap();
    assert_eq!(clean, utf_16(&format!("a {} b", "*".repeat(TOKEN.len()))));
}

#[test]
fn file_keeps_its_length() {
    let filter = filter(TOKEN);
    let file = [b"\x89PNG\0", TOKEN.as_bytes(), b"\xff"].concat();
    let clean = filter.file(&file).unwrap();
    assert_eq!(clean, [b"\x89PNG\0", &b"*".repeat(TOKEN.len())[..], b"\xff"].concat());
    assert_eq!(filter.file(TOKEN.to_uppercase().as_bytes()), None);
}

#[tokio::test]
async fn time_is_linear() {
    let filter = filter(&format!("{}b", "a".repeat(40)));
    for piece in ["a", "\\", "\\u", "%25", "&amp;", "\\u0061", "aaaaaaaaa\n", "{\"a\": \"words\"},"] {
        let text = piece.repeat(4_000_000 / piece.len());
        let start = std::time::Instant::now();
        assert!(filter.long_bytes(text.as_bytes()).await.is_none(), "{piece}");
        // Generous: an unoptimised build on a busy machine. A quadratic pass would take minutes.
        assert!(start.elapsed() < std::time::Duration::from_secs(20), "{piece}: {:?}", start.elapsed());
    }
}
