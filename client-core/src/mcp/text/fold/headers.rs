//! Header blocks that mail programs write above a quotation.
//!
//! One row is one language, with an example that tests it.

use std::{collections::HashMap, sync::LazyLock};

use super::introductions::has_time;

/// Headers of a language, in lower case.
pub(super) struct Language {
    #[cfg_attr(not(test), expect(dead_code, reason = "names the language in tests"))]
    pub(super) name: &'static str,
    from: &'static [&'static str],
    date: &'static [&'static str],
    to: &'static [&'static str],
    subject: &'static [&'static str],
    other: &'static [&'static str],
}

macro_rules! languages {
    ($($name:literal: $from:expr, $date:expr, $to:expr, $subject:expr, $other:expr;)*) => {
        &[$(Language { name: $name, from: &$from, date: &$date, to: &$to, subject: &$subject, other: &$other }),*]
    };
}

/// Headers of Outlook, Apple Mail, Gmail, Yahoo and Samsung.
#[rustfmt::skip]
pub(super) const LANGUAGES: &[Language] = languages! {
    "en": ["from"], ["sent", "date", "sent on"], ["to"], ["subject", "re"], ["cc", "bcc", "reply-to", "reply to", "importance", "attachments", "when", "where"];
    "de": ["von"], ["gesendet", "datum", "gesendet am"], ["an"], ["betreff"], ["cc", "bcc", "kopie", "antwort an", "priorität", "wichtigkeit"];
    "fr": ["de", "expéditeur"], ["envoyé", "date", "envoyé le", "date d'envoi"], ["à", "a", "pour", "destinataire"], ["objet", "sujet"], ["cc", "cci", "copie à", "répondre à"];
    "es": ["de"], ["enviado", "enviado el", "fecha", "enviada"], ["para"], ["asunto"], ["cc", "cco", "responder a"];
    "it": ["da"], ["inviato", "data", "inviato il"], ["a"], ["oggetto"], ["cc", "ccn", "rispondi a"];
    "pt": ["de"], ["enviado", "data", "enviada em", "enviado em", "enviada"], ["para"], ["assunto"], ["cc", "cco", "responder a"];
    "nl": ["van"], ["verzonden", "datum", "verzonden op"], ["aan"], ["onderwerp"], ["cc", "bcc", "beantwoord"];
    "sv": ["från"], ["skickat", "datum"], ["till"], ["ämne"], ["kopia", "cc"];
    "da": ["fra"], ["sendt", "dato"], ["til"], ["emne"], ["cc", "kopi"];
    "fi": ["lähettäjä"], ["lähetetty", "päivämäärä", "päiväys", "pvm"], ["vastaanottaja", "saaja"], ["aihe"], ["kopio", "cc"];
    "nb": ["fra"], ["sendt", "dato"], ["til"], ["emne"], ["kopi", "cc"];
    "pl": ["od", "nadawca"], ["wysłano", "data", "wysłane", "data wysłania"], ["do", "adresat"], ["temat"], ["dw", "cc", "kopia"];
    "cs": ["od", "odesílatel"], ["odesláno", "datum", "posláno"], ["komu", "příjemce"], ["předmět"], ["kopie", "cc"];
    "hu": ["feladó"], ["elküldve", "dátum", "küldve"], ["címzett", "címzettek"], ["tárgy"], ["másolatot kap", "másolat", "cc"];
    "ro": ["de la", "expeditor", "from"], ["trimis", "data", "dată", "trimis la"], ["către", "catre", "la"], ["subiect", "subiectul"], ["cc"];
    "el": ["από"], ["ημερομηνία", "στάλθηκε", "εστάλη", "αποστολή"], ["προς"], ["θέμα"], ["κοιν", "κοινοποίηση", "cc"];
    "tr": ["kimden", "gönderen"], ["gönderildi", "tarih", "gönderme tarihi"], ["kime", "alıcı"], ["konu"], ["bilgi", "cc"];
    "ru": ["от", "от кого"], ["дата", "отправлено"], ["кому"], ["тема"], ["копия", "cc"];
    "uk": ["від", "від кого"], ["дата", "надіслано", "відправлено"], ["кому", "до"], ["тема"], ["копія", "cc"];
    "he": ["מאת"], ["תאריך", "נשלח", "נשלחה"], ["אל", "ל", "עבור"], ["נושא"], ["עותק", "cc"];
    "ar": ["من"], ["التاريخ", "تاريخ الإرسال", "تم الإرسال", "أرسلت", "الإرسال", "تاريخ"], ["إلى", "الى"], ["الموضوع", "موضوع"], ["نسخة", "cc"];
    "ja": ["差出人", "送信者", "送信元"], ["送信日時", "日時", "日付", "送信日"], ["宛先"], ["件名"], ["cc"];
    "ko": ["보낸 사람", "보낸사람", "발신"], ["보낸 날짜", "날짜", "보낸날짜", "일시"], ["받는 사람", "받는사람", "수신"], ["제목"], ["참조", "cc"];
    "zh-CN": ["发件人"], ["发送时间", "日期", "发送日期", "时间"], ["收件人"], ["主题"], ["抄送", "cc"];
    "zh-TW": ["寄件者", "寄件人"], ["寄件日期", "日期", "傳送時間", "已傳送"], ["收件者", "收件人"], ["主旨", "主題"], ["副本", "cc"];
    "vi": ["từ", "người gửi"], ["đã gửi", "ngày", "gửi"], ["đến", "tới", "người nhận"], ["chủ đề", "tiêu đề"], ["cc", "sao"];
};

/// Examples, one for each form.
#[cfg(test)]
#[rustfmt::skip]
pub(super) const EXAMPLES: &[&str] = &[
    "From: Sarah Miller <sarah@acme.test>\nSent: Tuesday, May 3, 2026 10:00 AM\nTo: David <david@x.example>\nSubject: Order 5",
    "From: Sarah Miller <sarah@acme.test> \nDate: 5/3/26  10:00 AM  (GMT+01:00) \nTo: david@x.example \nSubject: Order 5",
    "Subject: Order 5\nFrom: Sarah Miller <sarah@acme.test>\nDate: 3 May 2026\nTo: David",
    "*From:* Sarah Miller <sarah@acme.test>\n*Sent:* Tuesday, May 3, 2026 10:00 AM\n*To:* David\n*Subject:* Order 5",
    "- From: Sarah Miller <sarah@acme.test>\n- Sent: Tuesday, May 3, 2026 10:00 AM\n- To: David\n- Subject: Order 5",
    "From: Sarah Miller <sarah@acme.test>\nSent: Tuesday, May 3, 2026 10:00 AM\nTo: David <david@x.example>;\nAnn <ann@x.example>\nCc: Bob\nSubject: Order 5",
    "From: Sarah\nSent: Tuesday, 3 May 2026 10:00",
    "Von: Sarah Miller <sarah@acme.test>\nGesendet: Dienstag, 3. Mai 2026 10:00\nAn: David\nBetreff: Bestellung 5",
    "De : Sarah Miller <sarah@acme.test>\nEnvoyé : mardi 3 mai 2026 10:00\nÀ : David\nObjet : Commande 5",
    "De : Sarah Miller <sarah@acme.test>\nDate : 3 mai 2026, à 10 h 00\nÀ : David\nObjet : Commande 5",
    "De: Sarah Miller <sarah@acme.test>\nEnviado el: martes, 3 de mayo de 2026 10:00\nPara: David\nAsunto: Pedido 5",
    "Da: Sarah Miller <sarah@acme.test>\nInviato: martedì 3 maggio 2026 10:00\nA: David\nOggetto: Ordine 5",
    "De: Sarah Miller <sarah@acme.test>\nEnviada em: terça-feira, 3 de maio de 2026 10:00\nPara: David\nAssunto: Pedido 5",
    "Van: Sarah Miller <sarah@acme.test>\nVerzonden: dinsdag 3 mei 2026 10:00\nAan: David\nOnderwerp: Bestelling 5",
    "Från: Sarah Miller <sarah@acme.test>\nSkickat: den 3 maj 2026 10:00\nTill: David\nÄmne: Order 5",
    "Fra: Sarah Miller <sarah@acme.test>\nSendt: 3. maj 2026 10:00\nTil: David\nEmne: Ordre 5",
    "Lähettäjä: Sarah\nLähetetty: …\nVastaanottaja: …\nAihe: …",
    "Fra: Sarah Miller <sarah@acme.test>\nDato: tirsdag 3. mai 2026 kl. 10:00\nTil: David\nEmne: Ordre 5",
    "Od: Sarah Miller <sarah@acme.test>\nWysłano: wtorek, 3 maja 2026 10:00\nDo: David\nTemat: Zamówienie 5",
    "Od: Sarah Miller <sarah@acme.test>\nOdesláno: úterý 3. května 2026 10:00\nKomu: David\nPředmět: Objednávka 5",
    "Feladó: Sarah Miller <sarah@acme.test>\nElküldve: 2026. május 3. 10:00\nCímzett: David\nTárgy: Rendelés 5",
    "De la: Sarah Miller <sarah@acme.test>\nTrimis: marți, 3 mai 2026 10:00\nCătre: David\nSubiect: Comanda 5",
    "Από: Sarah Miller <sarah@acme.test>\nΣτάλθηκε: Τρίτη, 3 Μαΐου 2026 10:00\nΠρος: David\nΘέμα: Παραγγελία 5",
    "Kimden: Sarah Miller <sarah@acme.test>\nGönderildi: 3 Mayıs 2026 Salı 10:00\nKime: David\nKonu: Sipariş 5",
    "От: Sarah Miller <sarah@acme.test>\nОтправлено: 3 мая 2026 г. 10:00\nКому: David\nТема: Заказ 5",
    "Від: Sarah Miller <sarah@acme.test>\nНадіслано: 3 травня 2026 р. 10:00\nКому: David\nТема: Замовлення 5",
    "מאת: Sarah Miller <sarah@acme.test>\nנשלח: יום שלישי 3 מאי 2026 10:00\nאל: David\nנושא: הזמנה 5",
    "من: Sarah Miller <sarah@acme.test>\nتاريخ الإرسال: 3 مايو 2026 10:00\nإلى: David\nالموضوع: طلب 5",
    "差出人: Sarah Miller <sarah@acme.test>\n送信日時: 2026年5月3日 10:00\n宛先: David\n件名: 注文 5",
    "보낸 사람: Sarah Miller <sarah@acme.test>\n보낸 날짜: 2026년 5월 3일 화요일 오전 10:00\n받는 사람: David\n제목: 주문 5",
    "发件人: Sarah Miller <sarah@acme.test>\n发送时间: 2026年5月3日 10:00\n收件人: David\n主题: 订单 5",
    "寄件者： Sarah Miller <sarah@acme.test>\n寄件日期： 2026年5月3日 10:00\n收件者： David\n主旨： 訂單 5",
    "Từ: Sarah Miller <sarah@acme.test>\nĐã gửi: Thứ Ba, 3 tháng 5, 2026 10:00\nĐến: David\nChủ đề: Đơn hàng 5",
];

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Header {
    From,
    Date,
    To,
    Subject,
    Other,
}

/// Maximum number of lines of a header block.
const MAX_LINES: usize = 12;
/// Maximum number of lines that continue one header.
const MAX_WRAPPED: usize = 2;
/// Maximum length of a label, in bytes.
const MAX_LABEL: usize = 48;

/// Labels with their meaning in each language: the position in [`LANGUAGES`].
static LABELS: LazyLock<HashMap<&'static str, Vec<(usize, Header)>>> = LazyLock::new(|| {
    let mut labels: HashMap<&'static str, Vec<(usize, Header)>> = HashMap::new();
    for (at, language) in LANGUAGES.iter().enumerate() {
        let kinds = [
            (language.from, Header::From),
            (language.date, Header::Date),
            (language.to, Header::To),
            (language.subject, Header::Subject),
            (language.other, Header::Other),
        ];
        for (names, header) in kinds {
            for name in names {
                labels.entry(name).or_default().push((at, header));
            }
        }
    }
    labels
});

/// Header in a line, with its value.
struct Found<'a> {
    meanings: &'static [(usize, Header)],
    value: &'a str,
}

/// Reads a line as a header of any language.
fn read(line: &str) -> Option<Found<'_>> {
    // The wide colon begins with that byte.
    if !line.bytes().any(|b| matches!(b, b':' | 0xEF)) {
        return None;
    }
    let line = bare(line);
    let mut most = line.len().min(MAX_LABEL);
    while !line.is_char_boundary(most) {
        most -= 1;
    }
    let start = &line[..most];
    let end = start.find([':', '：'])?;
    let label = line[..end].trim_matches(|c: char| c == '*' || c.is_whitespace()).to_lowercase();
    let meanings = LABELS.get(label.as_str())?;
    let value = line[end..].trim_start_matches([':', '：']);
    Some(Found { meanings, value: value.trim_matches(|c: char| c == '*' || c.is_whitespace()) })
}

/// Strips marks of quotations, lists and emphasis.
fn bare(line: &str) -> &str {
    line.trim_matches(|c: char| c.is_whitespace() || matches!(c, '>' | '*' | '|'))
        .trim_start_matches(['-', '•', '·', '▪'])
        .trim_start()
}

/// Returns `true` if a line is a header of any language.
pub(super) fn is_header(line: &str) -> bool {
    read(line).is_some()
}

/// Returns the number of lines of the header block at the start of these lines. 0 if there is none.
///
/// The block holds a sender and a date in one language, and a subject, an address or a time of day. The sender, the
/// recipient and the day of a journey are not enough.
pub(super) fn block<'a>(lines: impl Iterator<Item = &'a str>) -> usize {
    let mut found: Vec<Found<'_>> = Vec::new();
    let (mut length, mut wrapped) = (0, 0);
    for (at, line) in lines.take(MAX_LINES).enumerate() {
        if line.trim().is_empty() {
            if found.is_empty() {
                return 0;
            }
            // Some programs write each header as a paragraph.
            continue;
        }
        match read(line) {
            Some(header) => {
                found.push(header);
                (length, wrapped) = (at + 1, 0);
            }
            None if found.is_empty() => return 0,
            None if wrapped < MAX_WRAPPED => wrapped += 1,
            None => break,
        }
    }
    let fits = (0..LANGUAGES.len()).any(|language| is_block(&found, language));
    if fits { length } else { 0 }
}

fn is_block(found: &[Found<'_>], language: usize) -> bool {
    let value = |wanted: Header| {
        let has = |found: &&Found<'_>| found.meanings.contains(&(language, wanted));
        found.iter().find(has).map(|found| found.value)
    };
    let Some(from) = value(Header::From).filter(|from| !from.is_empty()) else { return false };
    let (date, to, subject) = (value(Header::Date), value(Header::To), value(Header::Subject));
    let address = from.contains('@') || to.is_some_and(|to| to.contains('@'));
    match date {
        Some(date) => subject.is_some() || address || (to.is_none() && has_time(&date.to_lowercase())),
        None => address && to.is_some() && subject.is_some(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_language_has_an_example() {
        for (at, language) in LANGUAGES.iter().enumerate() {
            let fits = |example: &&&str| {
                let found: Vec<_> = example.lines().filter_map(read).collect();
                is_block(&found, at)
            };
            assert!(EXAMPLES.iter().any(|example| fits(&example)), "{}", language.name);
        }
    }

    #[test]
    fn journeys_and_forms_are_no_header_block() {
        for text in [
            "From: Berlin\nTo: Paris\nDate: 3 May 2026\nclass: 2",
            "From: Berlin\nTo: Paris\nDate: 3 May 2026, 10:00",
            "Von: Berlin\nAn: Paris\nDatum: 3. Mai 2026",
            "De: Madrid\nPara: Lisboa\nFecha: 3 de mayo",
            "From: my point of view\nthis is fine.",
            "From: Jane <jane@x.example>\nSubject: Help\n\nPlease help me.",
            "Date: 3 May 2026 10:00\nSubject: lunch",
        ] {
            assert_eq!(block(text.lines()), 0, "{text}");
        }
    }
}
