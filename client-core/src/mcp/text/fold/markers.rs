//! Lines that announce an earlier message: the original of a reply, or a forwarded one.

/// Announcements of the original, in lower case.
#[rustfmt::skip]
pub(super) const ORIGINALS: &[(&str, &[&str])] = &[
    ("en", &["original message", "original appointment", "original e-mail", "original email"]),
    ("de", &["ursprüngliche nachricht", "originalnachricht", "original-nachricht", "ursprünglicher termin"]),
    ("fr", &["message d'origine", "message d’origine", "message original", "message initial", "courriel d'origine"]),
    ("es", &["mensaje original"]),
    ("it", &["messaggio originale"]),
    ("pt", &["mensagem original"]),
    ("nl", &["oorspronkelijk bericht", "origineel bericht"]),
    ("sv", &["ursprungligt meddelande", "originalmeddelande", "ursprungligt mejl"]),
    ("da", &["oprindelig meddelelse", "oprindelig besked", "original meddelelse"]),
    ("fi", &["alkuperäinen viesti"]),
    ("nb", &["opprinnelig melding", "original melding"]),
    ("pl", &["wiadomość oryginalna", "oryginalna wiadomość"]),
    ("cs", &["původní zpráva", "původní e-mail"]),
    ("hu", &["eredeti üzenet"]),
    ("ro", &["mesaj original", "mesajul original", "mesaj inițial"]),
    ("el", &["αρχικό μήνυμα"]),
    ("tr", &["orijinal mesaj", "özgün ileti", "orijinal ileti", "özgün mesaj"]),
    ("ru", &["исходное сообщение", "оригинальное сообщение", "исходное письмо"]),
    ("uk", &["вихідне повідомлення", "оригінальне повідомлення", "початкове повідомлення"]),
    ("he", &["הודעה מקורית", "ההודעה המקורית"]),
    ("ar", &["الرسالة الأصلية", "رسالة أصلية"]),
    ("ja", &["元のメッセージ", "元のメール", "オリジナルメッセージ"]),
    ("ko", &["원본 메시지", "원본 이메일", "원래 메시지", "원본메시지"]),
    ("zh-CN", &["原始邮件", "原邮件", "原始消息", "原始信息"]),
    ("zh-TW", &["原始郵件", "原始訊息", "原始信件"]),
    ("vi", &["tin nhắn gốc", "thư gốc", "tin gốc"]),
];

/// Announcements of a forwarded message, in lower case.
#[rustfmt::skip]
pub(super) const FORWARDS: &[(&str, &[&str])] = &[
    ("en", &["forwarded message", "begin forwarded message", "start of forwarded message", "forwarded by", "forwarded email", "forwarded e-mail"]),
    ("de", &["weitergeleitete nachricht", "anfang der weitergeleiteten nachricht", "anfang der weitergeleiteten e-mail", "weitergeleitete e-mail", "weitergeleitet von"]),
    ("fr", &["message transféré", "début du message transféré", "début du message réexpédié", "message réexpédié", "courriel transféré", "message réacheminé"]),
    ("es", &["mensaje reenviado", "inicio del mensaje reenviado", "mensaje reenviado por"]),
    ("it", &["messaggio inoltrato", "inizio messaggio inoltrato", "inizio del messaggio inoltrato", "inoltrato da"]),
    ("pt", &["mensagem encaminhada", "mensagem reencaminhada", "início da mensagem encaminhada", "início da mensagem reencaminhada"]),
    ("nl", &["doorgestuurd bericht", "begin doorgestuurd bericht", "doorgezonden bericht"]),
    ("sv", &["vidarebefordrat meddelande", "vidarebefordrat brev", "vidarebefordrat mejl", "vidarebefordrat mail", "början på vidarebefordrat meddelande"]),
    ("da", &["videresendt meddelelse", "videresendt besked", "videresendt mail", "start på videresendt besked", "begynder videresendt besked"]),
    ("fi", &["välitetty viesti", "edelleenlähetetty viesti", "välitetty viesti alkaa", "edelleenlähetetty viesti alkaa"]),
    ("nb", &["videresendt melding", "videresendt e-post", "start på videresendt melding", "begynnelse på videresendt melding"]),
    ("pl", &["wiadomość przekazana dalej", "przekazana wiadomość", "treść przekazanej wiadomości", "początek przekazywanej wiadomości", "wiadomość przesłana dalej"]),
    ("cs", &["přeposlaná zpráva", "přeposílaná zpráva", "začátek přeposílané zprávy", "začátek přeposlané zprávy"]),
    ("hu", &["továbbított üzenet", "továbbított levél", "továbbított üzenet kezdete"]),
    ("ro", &["mesaj redirecționat", "mesaj redirecţionat", "mesaj redirectionat", "mesaj transmis mai departe", "începutul mesajului redirecționat"]),
    ("el", &["προωθημένο μήνυμα", "μήνυμα που προωθήθηκε", "έναρξη προωθημένου μηνύματος", "αρχή προωθημένου μηνύματος"]),
    ("tr", &["yönlendirilmiş mesaj", "yönlendirilen mesaj", "iletilen mesaj", "iletilen ileti", "iletilmiş ileti", "yönlendirilen ileti"]),
    ("ru", &["пересылаемое сообщение", "пересланное сообщение", "перенаправленное сообщение", "начало переадресованного сообщения", "переадресованное сообщение"]),
    ("uk", &["переслане повідомлення", "перенаправлене повідомлення", "пересилане повідомлення", "початок листа, що пересилається"]),
    ("he", &["הודעה שהועברה", "הודעה מועברת", "תחילת ההודעה שהועברה"]),
    ("ar", &["رسالة مُعاد توجيهها", "رسالة معاد توجيهها", "الرسالة المعاد توجيهها", "بداية الرسالة المعاد توجيهها", "رسالة محولة"]),
    ("ja", &["転送メッセージ", "転送されたメッセージ", "転送されたメール", "転送メール", "以下、転送されたメッセージ"]),
    ("ko", &["전달된 메시지", "전달된 메일", "전달된 이메일", "전달 메시지"]),
    ("zh-CN", &["转发的邮件", "已转发邮件", "转发邮件", "转发的消息", "下面是被转发的邮件", "以下是转发的邮件", "转发邮件信息"]),
    ("zh-TW", &["轉寄的郵件", "轉寄郵件", "已轉寄郵件", "轉寄的訊息", "開始轉寄的郵件", "以下是轉寄的郵件", "以下為轉寄的郵件"]),
    ("vi", &["tin nhắn được chuyển tiếp", "tin nhắn đã chuyển tiếp", "thư được chuyển tiếp", "thư đã chuyển tiếp", "bắt đầu thư được chuyển tiếp"]),
];

/// Maximum length of an announcement, in bytes.
const MAX_LINE: usize = 200;

/// Returns `true` for a line with the signs of an announcement.
pub(super) fn may_announce(line: &str) -> bool {
    line.len() <= MAX_LINE && (line.ends_with([':', '：']) || is_ruled(line))
}

/// Returns `true` if a line announces the original of a reply. The dashes are a part of it.
pub(super) fn is_original(line: &str) -> bool {
    ruled(line)
        .is_some_and(|words| all(ORIGINALS).any(|known| words == known || words == format!("{known}:")))
}

/// Returns `true` if a line announces a forwarded message.
pub(super) fn is_forward(line: &str) -> bool {
    if let Some(words) = ruled(line) {
        return all(FORWARDS).any(|known| words.starts_with(known));
    }
    // Apple Mail writes no dashes.
    let line = line.trim_matches(|c: char| c.is_whitespace() || matches!(c, '>' | '*'));
    if line.len() > MAX_LINE || !line.ends_with([':', '：']) {
        return false;
    }
    let words = line.trim_end_matches([':', '：']).trim_end().to_lowercase();
    all(FORWARDS).any(|known| words == known)
}

fn all(table: &'static [(&str, &[&str])]) -> impl Iterator<Item = &'static str> {
    table.iter().flat_map(|(_, words)| words.iter().copied())
}

fn is_rule(c: char) -> bool {
    matches!(c, '-' | '_' | '=' | '—' | '–' | '―' | '─')
}

/// Returns `true` if a line begins with two dashes.
fn is_ruled(line: &str) -> bool {
    if line.as_bytes().first().is_some_and(u8::is_ascii_alphanumeric) {
        return false;
    }
    let line = line.trim_start_matches(|c: char| c.is_whitespace() || matches!(c, '>' | '*'));
    line.chars().take(2).filter(|&c| is_rule(c)).count() == 2
}

/// Returns the words between the dashes of a line, in lower case.
fn ruled(line: &str) -> Option<String> {
    if line.len() > MAX_LINE || !is_ruled(line) {
        return None;
    }
    let line = line.trim_matches(|c: char| c.is_whitespace() || matches!(c, '>' | '*'));
    let words = line.trim_matches(|c: char| is_rule(c) || c.is_whitespace()).to_lowercase();
    (!words.is_empty()).then_some(words)
}
