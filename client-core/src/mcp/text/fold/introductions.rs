//! Introductions that mail programs write above a quotation.
//!
//! One row is one form, with the example that tests it.

/// Form of an introduction.
pub(super) struct Form {
    #[cfg_attr(not(test), expect(dead_code, reason = "names the language in tests"))]
    pub(super) language: &'static str,
    /// First words, in lower case. Empty if a date or a name comes first.
    start: &'static str,
    /// Verb, in lower case. With a colon it is the last word.
    verb: &'static str,
    #[cfg_attr(not(test), expect(dead_code, reason = "the example of the form tests it"))]
    pub(super) example: &'static str,
}

const fn form(
    language: &'static str,
    start: &'static str,
    verb: &'static str,
    example: &'static str,
) -> Form {
    Form { language, start, verb, example }
}

/// Forms of Gmail, Outlook, Apple Mail, Yahoo, Proton, Thunderbird and Samsung.
#[rustfmt::skip]
pub(super) const FORMS: &[Form] = &[
    form("en", "on ", "wrote:", "On Tue, May 3, 2026 at 10:00 AM Sarah Miller <sarah@acme.test> wrote:"),
    form("en", "on ", "wrote:", "On 5/3/26 10:00, Sarah Miller wrote:"),
    form("en", "on ", "wrote:", "On Tuesday, May 3, 2026 at 10:00:00 AM GMT+2, Sarah Miller <sarah@acme.test> wrote:"),
    form("en", "on ", "wrote:", "On 2026-05-03 10:00, Sarah Miller wrote:"),
    form("en", "--- on ", "wrote:", "--- On Tue, 5/3/11, Sarah Miller <sarah@acme.test> wrote:"),
    form("en", "", "wrote on", "Sarah Miller <sarah@acme.test> wrote on 3 May 2026 at 10:00:"),
    form("en", "", "wrote:", "2026-05-03 10:00, Sarah Miller <sarah@acme.test> wrote:"),
    form("en", "at ", "wrote:", "At 2026-05-03 10:00:00, Sarah Miller <sarah@acme.test> wrote:"),
    form("de", "am ", "schrieb", "Am Di., 3. Mai 2026 um 10:00 Uhr schrieb Sarah Miller <sarah@acme.test>:"),
    form("de", "am ", "schrieb:", "Am 03.05.2026 um 10:00, Sarah Miller schrieb:"),
    form("de", "", "schrieb am", "Sarah Miller <sarah@acme.test> schrieb am Di., 3. Mai 2026, 10:00:"),
    form("de", "am ", "geschrieben:", "Am Dienstag, 3. Mai 2026 um 10:00:00 MESZ hat Sarah Miller <sarah@acme.test> Folgendes geschrieben:"),
    form("de", "am ", "schrieb", "Am 2026-05-03 10:00, schrieb Sarah Miller:"),
    form("fr", "le ", "a écrit:", "Le mar. 3 mai 2026 à 10:00, Sarah Miller <sarah@acme.test> a écrit :"),
    form("fr-CA", "le ", "a écrit:", "Le mar. 3 mai 2026, à 10 h 00, Sarah Miller <sarah@acme.test> a écrit :"),
    form("fr", "", "a écrit:", "Sarah Miller <sarah@acme.test> a écrit :"),
    form("es", "el ", "escribió:", "El mar, 3 may 2026 a las 10:00, Sarah Miller (<sarah@acme.test>) escribió:"),
    form("es", "en ", "escribió:", "En martes, 3 de mayo de 2026 10:00:00 CEST, Sarah Miller <sarah@acme.test> escribió:"),
    form("es", "", "escribió el", "Sarah Miller escribió el 3/5/2026 a las 10:00:"),
    form("it", "il ", "ha scritto:", "Il giorno mar 3 mag 2026 alle ore 10:00 Sarah Miller <sarah@acme.test> ha scritto:"),
    form("it", "", "ha scritto:", "Sarah Miller <sarah@acme.test> ha scritto:"),
    form("it", "in data ", "ha scritto:", "In data 3 maggio 2026 10:00:00 CEST, Sarah Miller ha scritto:"),
    form("pt-BR", "em ", "escreveu:", "Em ter., 3 de mai. de 2026 às 10:00, Sarah Miller <sarah@acme.test> escreveu:"),
    form("pt", "", "escreveu no dia", "Sarah Miller <sarah@acme.test> escreveu no dia terça, 3/05/2026 à(s) 10:00:"),
    form("pt", "a ", "escreveu:", "A 3 de maio de 2026, às 10:00, Sarah Miller <sarah@acme.test> escreveu:"),
    form("pt", "no dia ", "escreveu:", "No dia 3 de maio de 2026, às 10:00, Sarah Miller escreveu:"),
    form("pt", "às ", "escreveu:", "Às 10:00 de 03/05/2026, Sarah Miller escreveu:"),
    form("nl", "op ", "schreef", "Op di 3 mei 2026 om 10:00 schreef Sarah Miller <sarah@acme.test>:"),
    form("nl", "op ", "geschreven:", "Op 3 mei 2026, om 10:00 heeft Sarah Miller <sarah@acme.test> het volgende geschreven:"),
    form("nl", "", "schreef op", "Sarah Miller <sarah@acme.test> schreef op 3 mei 2026 om 10:00:"),
    form("sv", "den ", "skrev", "Den tis 3 maj 2026 kl 10:00 skrev Sarah Miller <sarah@acme.test>:"),
    form("sv", "", "skrev", "3 maj 2026 kl. 10:00 skrev Sarah Miller <sarah@acme.test>:"),
    form("sv", "den ", "skrev", "Den 2026-05-03 kl. 10:00, skrev Sarah Miller:"),
    form("da", "den ", "skrev", "Den tir. 3. maj 2026 kl. 10.00 skrev Sarah Miller <sarah@acme.test>:"),
    form("da", "", "skrev:", "Sarah Miller <sarah@acme.test> skrev:"),
    form("nb", "", "skrev", "tir. 3. mai 2026 kl. 10:00 skrev Sarah Miller <sarah@acme.test>:"),
    form("nb", "den ", "skrev", "Den 03.05.2026 10:00, skrev Sarah Miller:"),
    form("fi", "", "kirjoitti:", "ti 3. toukok. 2026 klo 10.00 Sarah Miller (sarah@acme.test) kirjoitti:"),
    form("fi", "", "kirjoitti", "Sarah Miller <sarah@acme.test> kirjoitti 3.5.2026 kello 10.00:"),
    form("pl", "", "napisał(a):", "wt., 3 maj 2026 o 10:00 Sarah Miller <sarah@acme.test> napisał(a):"),
    form("pl", "w dniu ", "pisze:", "W dniu 3.05.2026 o 10:00, Sarah Miller pisze:"),
    form("pl", "dnia ", "napisał", "Dnia 3 maja 2026 10:00 Sarah Miller <sarah@acme.test> napisał(a):"),
    form("pl", "wiadomość napisana przez ", "napisana", "Wiadomość napisana przez Sarah Miller <sarah@acme.test> w dniu 3 maj 2026, o godz. 10:00:"),
    form("cs", "", "napsal", "út 3. 5. 2026 v 10:00 odesílatel Sarah Miller <sarah@acme.test> napsal:"),
    form("cs", "dne ", "napsal", "Dne 03. 05. 26 v 10:00 Sarah Miller napsal(a):"),
    form("hu", "", "ezt írta", "Sarah Miller <sarah@acme.test> ezt írta (időpont: 2026. máj. 3., K, 10:00):"),
    form("hu", "", "írta:", "2026. 05. 03. 10:00 keltezéssel, Sarah Miller írta:"),
    form("hu", "", "írta", "Sarah Miller <sarah@acme.test> írta (2026. május 3. dátummal, 10:00):"),
    form("ro", "în ", "a scris:", "În mar., 3 mai 2026 la 10:00, Sarah Miller <sarah@acme.test> a scris:"),
    form("ro", "pe ", "a scris:", "Pe 3 mai 2026, la 10:00, Sarah Miller a scris:"),
    form("ro", "", "a scris:", "Sarah Miller <sarah@acme.test> a scris:"),
    form("el", "στις ", "έγραψε:", "Στις Τρί 3 Μαΐ 2026 στις 10:00 π.μ., ο χρήστης Sarah Miller <sarah@acme.test> έγραψε:"),
    form("el", "", "έγραψε:", "Την Τρίτη, 3 Μαΐου 2026 10:00, η Sarah Miller <sarah@acme.test> έγραψε:"),
    form("tr", "", "şunu yazdı:", "Sarah Miller <sarah@acme.test>, 3 May 2026 Sal, 10:00 tarihinde şunu yazdı:"),
    form("tr", "", "şunları yazdı:", "3 May 2026 tarihinde 10:00 saatinde, Sarah Miller <sarah@acme.test> şunları yazdı:"),
    form("tr", "", "yazdı:", "3.05.2026 10:00 tarihinde Sarah Miller yazdı:"),
    form("ru", "", "пишет:", "03.05.2026 10:00, Sarah Miller пишет:"),
    form("ru", "", "написал", "3 мая 2026 г., в 10:00, Sarah Miller <sarah@acme.test> написал(а):"),
    form("ru", "", "от ", "Вторник, 3 мая 2026, 10:00 +03:00 от Sarah Miller <sarah@acme.test>:"),
    form("uk", "", "пише:", "вт, 3 трав. 2026 р. о 10:00 Sarah Miller <sarah@acme.test> пише:"),
    form("uk", "", "написав", "3 травня 2026 р. о 10:00, Sarah Miller <sarah@acme.test> написав(ла):"),
    form("he", "בתאריך ", "מאת", "בתאריך יום ג׳, 3 במאי 2026 ב-10:00 מאת Sarah Miller <sarah@acme.test>:"),
    form("he", "", "כתב", "ב-3 במאי 2026, בשעה 10:00, Sarah Miller <sarah@acme.test> כתב/ה:"),
    form("ar", "في ", "كتابة", "في الثلاثاء، 3 مايو 2026 في 10:00 ص تمت كتابة ما يلي بواسطة Sarah Miller <sarah@acme.test>:"),
    form("ar", "في ", "كتب", "في ٣ مايو ٢٠٢٦، الساعة ١٠:٠٠ ص، كتب/كتبت Sarah Miller <sarah@acme.test>:"),
    form("ja", "", "のメール:", "2026/05/03 10:00、Sarah Miller <sarah@acme.test>のメール:"),
    form("ja", "", "書きました:", "2026年5月3日 10:00、Sarah Millerさんは書きました:"),
    form("ko", "", "작성:", "2026년 5월 3일 (화) 오전 10:00, Sarah Miller <sarah@acme.test>님이 작성:"),
    form("ko", "", "쓴 글:", "2026-05-03 오전 10:00에 Sarah Miller 이(가) 쓴 글:"),
    form("zh-CN", "", "写道:", "Sarah Miller <sarah@acme.test> 于2026年5月3日周二 10:00写道："),
    form("zh-CN", "在 ", "写道:", "在 2026/5/3 10:00, Sarah Miller 写道:"),
    form("zh-TW", "", "寫道:", "Sarah Miller <sarah@acme.test> 於 2026年5月3日 週二 上午10:00寫道："),
    form("vi", "vào ", "đã viết:", "Vào Th 3, 3 thg 5, 2026 vào lúc 10:00 Sarah Miller <sarah@acme.test> đã viết:"),
    form("vi", "", "đã viết:", "Sarah Miller <sarah@acme.test> đã viết:"),
    form("vi", "", "viết:", "Lúc 10:00 ngày 3 tháng 5 năm 2026, Sarah Miller viết:"),
];

/// Introductions without a verb, as Gmail writes them: a date, a time, and an address at the end.
#[cfg(test)]
pub(super) const VERBLESS: &[&str] = &[
    "вт, 3 мая 2026 г. в 10:00, Sarah Miller <sarah@acme.test>:",
    "03.05.2026, 10:00, \"Sarah Miller\" <sarah@acme.test>:",
    "2025年11月3日(月) 9:00 Sarah sarah@acme.test:",
    "2026年5月3日(火) 10:00 Sarah Miller <sarah@acme.test>:",
    "2026-05-03 10:00 GMT+02:00 Sarah Miller <sarah@acme.test>:",
    "3. 5. 2026 v 10:00, Sarah Miller <sarah@acme.test>:",
    "2026. 5. 3. 오전 10:00, Sarah Miller <sarah@acme.test>:",
    "Dienstag, 3. Mai 2026, 10:00 +0200 von Sarah Miller <sarah@acme.test>:",
];

/// Maximum length of an introduction, in bytes.
pub(super) const MAX_INTRO: usize = 400;

/// Evidence of an introduction.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Strength {
    /// A name and a day, which writers use as well: counts above a marked quotation only.
    Weak,
    /// Address, or date and time of day.
    Strong,
}

/// Returns the strength of an introduction. `None` for other text.
pub(super) fn strength(text: &str) -> Option<Strength> {
    if text.len() > MAX_INTRO {
        return None;
    }
    let text = normal(text);
    if !text.ends_with(':') {
        return old_gmail(&text).then_some(Strength::Weak);
    }
    let (address, time, date) = (text.contains('@'), has_time(&text), has_date(&text));
    if !address && !time && !date {
        return None;
    }
    let verb = FORMS.iter().any(|form| matches(form, &text));
    let dated = date && time && address && ends_with_address(&text) && begins_with_day(&text);
    let strong = address || (time && date);
    (verb || dated).then_some(if strong { Strength::Strong } else { Strength::Weak })
}

/// Returns `true` for an introduction with the first words of its form.
pub(super) fn has_start(text: &str) -> bool {
    let text = normal(text);
    FORMS.iter().any(|form| !form.start.is_empty() && matches(form, &text))
}

fn matches(form: &Form, text: &str) -> bool {
    if !text.starts_with(form.start) {
        return false;
    }
    if form.verb.ends_with(':') {
        return text.ends_with(form.verb);
    }
    // Letters before a verb make another word of it. The name or the date after it is short.
    text.match_indices(form.verb).any(|(at, _)| {
        let before = text[..at].chars().next_back();
        let spaced = before.is_none_or(|c| !c.is_alphanumeric());
        let long = text[at + form.verb.len()..].chars().count() > 120;
        spaced && !long
    })
}

/// Returns the text in lower case, with plain blanks, digits and colons.
fn normal(text: &str) -> String {
    let mut normal = String::with_capacity(text.len());
    for c in text.chars().flat_map(char::to_lowercase) {
        match c {
            '：' => normal.push(':'),
            '٠'..='٩' | '۰'..='۹' => {
                let zero = if c < '۰' { '٠' } else { '۰' };
                normal.extend(char::from_digit(u32::from(c) - u32::from(zero), 10));
            }
            c if c.is_whitespace() => {
                if !normal.ends_with(' ') {
                    normal.push(' ');
                }
            }
            c => normal.push(c),
        }
    }
    let text = normal.trim().trim_end_matches('*').trim_end();
    let Some(body) = text.strip_suffix(':') else { return text.to_owned() };
    format!("{}:", body.trim_end())
}

/// Returns `true` for a year or a date such as 3/5/26.
pub(super) fn has_date(text: &str) -> bool {
    let year = |run: &str| run.len() == 4 && (run.starts_with("19") || run.starts_with("20"));
    let short = |word: &str| {
        let parts: Vec<&str> = word.split(['/', '.', '-']).filter(|part| !part.is_empty()).collect();
        parts.len() == 3
            && parts.iter().all(|part| part.len() <= 2 && part.bytes().all(|b| b.is_ascii_digit()))
    };
    text.split(|c: char| !c.is_ascii_digit()).any(year)
        || text.replace(". ", ".").split([' ', ',']).any(short)
        || text.contains("年")
}

/// Returns `true` for a time of day such as 10:00, 10 h 00 or kl. 10.00.
pub(super) fn has_time(text: &str) -> bool {
    let bytes = text.as_bytes();
    let digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
    let colon =
        (1..bytes.len()).any(|at| bytes[at] == b':' && digit(at - 1) && digit(at + 1) && digit(at + 2));
    let hour = |mark: &str| {
        text.match_indices(mark).any(|(at, _)| {
            let rest = text[at + mark.len()..].trim_start_matches([' ', '.']);
            rest.starts_with(|c: char| c.is_ascii_digit()) && text[at + mark.len()..].starts_with([' ', '.'])
        })
    };
    let before_h = || {
        text.match_indices('h').any(|(at, _)| {
            let hours = text[..at].trim_end().ends_with(|c: char| c.is_ascii_digit());
            hours && text[at + 1..].trim_start().starts_with(|c: char| c.is_ascii_digit())
        })
    };
    colon || ["kl", "klo", "kello"].iter().any(|mark| hour(mark)) || before_h() || text.contains('時')
}

fn ends_with_address(text: &str) -> bool {
    let last = text.trim_end_matches(':').trim_end_matches(['>', ')', ' ']);
    last.rsplit([' ', '<', '(', '"']).next().is_some_and(|word| word.contains('@'))
}

/// Returns `true` if the first words are a date: a number, or a short word or two before it.
fn begins_with_day(text: &str) -> bool {
    let first = text.find(|c: char| c.is_ascii_digit()).unwrap_or(usize::MAX);
    first <= 24
}

/// Returns `true` for the old form of Gmail: `2013/11/3 Sarah <sarah@acme.test>`.
fn old_gmail(text: &str) -> bool {
    let mut parts = text.splitn(2, ' ');
    let date = parts.next().unwrap_or_default();
    let date =
        date.len() >= 8 && date.split(['/', '-']).filter(|part| part.parse::<u16>().is_ok()).count() == 3;
    date && text.ends_with('>') && ends_with_address(text)
}
