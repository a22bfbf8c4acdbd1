//! Finds the quoted history of a thread and folds it into one line.

/// One line of a body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Line {
    pub(super) text: String,
    /// Whether the markup already says that the line is history.
    pub(super) quoted: bool,
    /// How many bytes at the start were put there by the layout and say nothing about history.
    pub(super) margin: usize,
}

impl Line {
    fn content(&self) -> &str {
        self.text.get(self.margin..).unwrap_or_default().trim()
    }
}

/// How many lines an introduction such as "On … wrote:" may run over.
const INTRO_LINES: usize = 3;
/// Longest introduction, in bytes.
const MAX_INTRO: usize = 400;
/// How many lines below "From:" the other headers are looked for.
const HEADER_LINES: usize = 6;

/// Joins the lines, with what is history replaced by one line each, and counts the lines left out.
pub(super) fn fold(lines: Vec<Line>, quotes: bool, signature: bool) -> (String, usize) {
    let unfolded = |lines: &[Line]| join(lines.iter().map(|line| line.text.as_str()));
    if !quotes && !signature {
        return (unfolded(&lines), 0);
    }
    let mut folder = Folder { lines: &lines, kept: Vec::new(), own: 0, omitted: 0 };
    folder.run(quotes, signature);
    let Folder { kept, omitted, own, .. } = folder;
    // A body that is nothing but history is a forward, or the message itself.
    if own == 0 {
        return (unfolded(&lines), 0);
    }
    let texts: Vec<String> = kept.into_iter().map(Kept::into_text).collect();
    (join(texts.iter().map(String::as_str)), omitted)
}

enum Kept<'a> {
    Own(&'a str),
    Quoted(usize),
    Signature(usize),
}

impl Kept<'_> {
    fn into_text(self) -> String {
        let lines = |n: usize| if n == 1 { "1 line".to_owned() } else { format!("{n} lines") };
        match self {
            Self::Own(text) => text.to_owned(),
            Self::Quoted(n) => format!("[quoted history: {} omitted]", lines(n)),
            Self::Signature(n) => format!("[signature: {} omitted]", lines(n)),
        }
    }
}

struct Folder<'a> {
    lines: &'a [Line],
    kept: Vec<Kept<'a>>,
    /// How many of the lines kept are the writer's own words.
    own: usize,
    omitted: usize,
}

impl<'a> Folder<'a> {
    fn run(&mut self, quotes: bool, signature: bool) {
        let mut at = 0;
        let mut forwarded = false;
        while let Some(line) = self.lines.get(at) {
            let text = line.content();
            if quotes && !forwarded {
                if is_forward(text) {
                    // What follows is what the writer wants to be read.
                    forwarded = true;
                } else if line.quoted || text.starts_with('>') {
                    let end = self.quote_end(at);
                    if self.group_is_forward(at, end) {
                        forwarded = true;
                    } else {
                        self.take_intro();
                        self.omit(at, end);
                        at = end;
                        continue;
                    }
                } else if self.has_own() && self.opens_history(at) {
                    self.omit(at, self.lines.len());
                    return;
                }
            }
            if signature && matches!(line.text.as_str(), "-- " | "--") && self.has_own() {
                let end = (at + 1..self.lines.len())
                    .find(|&i| quotes && (self.is_quoted(i) || self.opens_history(i)))
                    .unwrap_or(self.lines.len());
                self.push(Kept::Signature(self.count(at + 1, end)));
                at = end;
                continue;
            }
            self.own += usize::from(!text.is_empty());
            self.kept.push(Kept::Own(line.text.trim_end()));
            at += 1;
        }
    }

    fn has_own(&self) -> bool {
        self.own > 0
    }

    fn is_quoted(&self, at: usize) -> bool {
        self.lines[at].quoted || self.lines[at].content().starts_with('>')
    }

    fn count(&self, from: usize, to: usize) -> usize {
        self.lines[from..to].iter().filter(|line| !line.text.trim().is_empty()).count()
    }

    /// The line after the group of quoted lines, over empty ones between them.
    fn quote_end(&self, start: usize) -> usize {
        let mut end = start;
        let mut at = start;
        while at < self.lines.len() && (self.is_quoted(at) || self.lines[at].text.trim().is_empty()) {
            if self.is_quoted(at) {
                end = at + 1;
            }
            at += 1;
        }
        end
    }

    fn group_is_forward(&self, from: usize, to: usize) -> bool {
        let first = self.lines[from..to].iter().find(|line| !bare(&line.text).is_empty());
        first.is_some_and(|line| is_forward(bare(&line.text)))
    }

    /// Takes an introduction that stands right above the quotation back out of what was kept.
    fn take_intro(&mut self) {
        let blank = |kept: &Kept<'_>| matches!(kept, Kept::Own(text) if text.trim().is_empty());
        let end = self.kept.len() - self.kept.iter().rev().take_while(|kept| blank(kept)).count();
        let mut joined = String::new();
        for start in (end.saturating_sub(INTRO_LINES)..end).rev() {
            let Kept::Own(text) = self.kept[start] else { return };
            if text.trim().is_empty() || joined.len() > MAX_INTRO {
                return;
            }
            joined = format!("{} {joined}", text.trim());
            if is_intro(joined.trim()) {
                self.omitted += end - start;
                self.own = self.own.saturating_sub(end - start);
                self.kept.truncate(start);
                self.push(Kept::Quoted(end - start));
                return;
            }
        }
    }

    fn omit(&mut self, from: usize, to: usize) {
        let count = self.count(from, to);
        self.omitted += count;
        self.push(Kept::Quoted(count));
    }

    /// Adds a mark, or adds to the one before it.
    fn push(&mut self, mark: Kept<'a>) {
        if let (Kept::Quoted(more), Some(Kept::Quoted(count))) = (&mark, self.kept.last_mut()) {
            *count += more;
            return;
        }
        self.kept.push(mark);
    }

    /// Whether everything from this line on is history.
    fn opens_history(&self, at: usize) -> bool {
        let text = bare(&self.lines[at].text);
        if text.is_empty() {
            return false;
        }
        if is_original_message(text) || self.is_header_block(at) {
            return true;
        }
        if text.len() >= 10 && text.bytes().all(|b| b == b'_' || b == b'-') {
            let next = (at + 1..self.lines.len()).find(|&i| !self.lines[i].text.trim().is_empty());
            return next.is_some_and(|next| self.is_header_block(next));
        }
        if !INTROS.iter().any(|(start, _)| text.starts_with(start)) {
            return false;
        }
        let mut joined = String::new();
        for line in self.lines[at..].iter().take(INTRO_LINES) {
            joined = format!("{joined} {}", line.text.trim());
            if joined.len() > MAX_INTRO {
                return false;
            }
            if is_intro(joined.trim()) {
                return true;
            }
        }
        false
    }

    fn is_header_block(&self, at: usize) -> bool {
        if header(&self.lines[at].text) != Some(Header::From) {
            return false;
        }
        let mut others: Vec<Header> = Vec::new();
        let below = self.lines[at + 1..].iter().filter(|line| !line.text.trim().is_empty());
        for found in below.take(HEADER_LINES).filter_map(|line| header(&line.text)) {
            if found != Header::From && !others.contains(&found) {
                others.push(found);
            }
        }
        others.len() >= 2
    }
}

/// A line without the marks of quotation and emphasis around it.
fn bare(text: &str) -> &str {
    text.trim_matches(|c: char| c.is_whitespace() || matches!(c, '>' | '*'))
}

fn join<'a>(lines: impl Iterator<Item = &'a str>) -> String {
    let mut text = String::new();
    let mut blank = false;
    for line in lines {
        let mark = line.starts_with("[quoted history: ") || line.starts_with("[signature: ");
        if line.trim().is_empty() {
            blank = true;
            continue;
        }
        if !text.is_empty() {
            text.push_str(if blank || mark { "\n\n" } else { "\n" });
        }
        text.push_str(line);
        blank = mark;
    }
    text
}

/// First and last words of the line that mail programs put above a quotation, by language. What is in between holds
/// a date or an address, so one is asked for.
const INTROS: [(&str, &str); 15] = [
    ("On ", "wrote"),
    ("Am ", "schrieb"),
    ("Le ", "a écrit"),
    ("El ", "escribió"),
    ("Il ", "ha scritto"),
    ("Em ", "escreveu"),
    ("A ", "escreveu"),
    ("Op ", "schreef"),
    ("Den ", "skrev"),
    ("W dniu ", "napisał"),
    ("Dnia ", "napisał"),
    ("Dne ", "napsal"),
    ("", "пишет"),
    ("", "写道"),
    ("", "kirjoitti"),
];

fn is_intro(text: &str) -> bool {
    let text = bare(text);
    text.len() <= MAX_INTRO
        && text.ends_with([':', '：'])
        && has_date_or_address(text)
        && INTROS.iter().any(|(start, verb)| text.starts_with(start) && text.contains(verb))
}

/// A year of four digits, a time of day or an `@`.
fn has_date_or_address(text: &str) -> bool {
    let year = |run: &str| run.len() == 4 && (run.starts_with("19") || run.starts_with("20"));
    let bytes = text.as_bytes();
    text.contains('@')
        || text.split(|c: char| !c.is_ascii_digit()).any(year)
        || bytes.windows(3).any(|w| w[0].is_ascii_digit() && w[1] == b':' && w[2].is_ascii_digit())
}

fn is_original_message(text: &str) -> bool {
    if !text.starts_with("--") && !text.starts_with("__") {
        return false;
    }
    let words = text.trim_matches(|c: char| matches!(c, '-' | '_') || c.is_whitespace()).to_lowercase();
    matches!(
        words.as_str(),
        "original message"
            | "original appointment"
            | "ursprüngliche nachricht"
            | "originalnachricht"
            | "message d'origine"
            | "message d’origine"
            | "message original"
            | "mensaje original"
            | "messaggio originale"
            | "mensagem original"
            | "oorspronkelijk bericht"
            | "originalmeddelande"
            | "oprindelig meddelelse"
            | "opprinnelig melding"
            | "wiadomość oryginalna"
    )
}

fn is_forward(text: &str) -> bool {
    let lower = text.trim_matches(|c: char| matches!(c, '-' | '>' | '*') || c.is_whitespace()).to_lowercase();
    let marked = text.trim_start_matches(['>', '*', ' ']).starts_with("--");
    matches!(lower.as_str(), "begin forwarded message:" | "start of forwarded message")
        || (marked
            && [
                "forwarded message",
                "forwarded by",
                "weitergeleitete nachricht",
                "message transféré",
                "mensaje reenviado",
                "messaggio inoltrato",
                "mensagem encaminhada",
                "doorgestuurd bericht",
            ]
            .iter()
            .any(|words| lower.starts_with(words)))
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Header {
    From,
    Date,
    To,
    Subject,
}

fn header(text: &str) -> Option<Header> {
    let (label, _) = bare(text).split_once([':', '：'])?;
    let label = label.trim_matches(|c: char| c == '*' || c.is_whitespace());
    if label.len() > 24 {
        return None;
    }
    Some(match label.to_lowercase().as_str() {
        "from" | "von" | "de" | "da" | "van" | "från" | "fra" | "od" | "от" | "发件人" | "差出人" => {
            Header::From
        }
        "sent" | "date" | "gesendet" | "datum" | "envoyé" | "enviado" | "enviado el" | "fecha"
        | "inviato" | "data" | "verzonden" | "skickat" | "sendt" | "dato" | "wysłano" | "дата"
        | "发送时间" | "送信日時" => Header::Date,
        "to" | "an" | "à" | "para" | "a" | "aan" | "till" | "til" | "do" | "кому" | "收件人" | "宛先" => {
            Header::To
        }
        "subject" | "betreff" | "objet" | "asunto" | "oggetto" | "assunto" | "onderwerp" | "ämne"
        | "emne" | "temat" | "тема" | "主题" | "件名" => Header::Subject,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::super::{TextOptions, clean_text};

    #[track_caller]
    fn folds(text: &str, expected: &str, omitted: usize) {
        let clean = clean_text(text, &TextOptions::default());
        assert_eq!(clean.text, expected);
        assert_eq!(clean.omitted_quoted_lines, omitted);
    }

    #[test]
    fn quotations_fold_with_their_introduction() {
        folds(
            "Sure.\n\nOn Tue, 3 May 2026 at 10:00, Sarah Miller\n<sarah@example.com> wrote:\n\n> Can you?\n>\n> Sarah\n",
            "Sure.\n\n[quoted history: 5 lines omitted]",
            5,
        );
    }

    #[test]
    fn answers_between_quotations_stay() {
        folds(
            "> First?\nYes.\n> Second?\nNo.",
            "[quoted history: 1 line omitted]\n\nYes.\n\n[quoted history: 1 line omitted]\n\nNo.",
            2,
        );
    }

    #[test]
    fn languages() {
        for intro in [
            "Am 03.05.2026 um 10:00 schrieb Sarah Miller <s@example.com>:",
            "Le mar. 3 mai 2026 à 10:00, Sarah <s@example.com> a écrit :",
            "El mar, 3 may 2026 a las 10:00, Sarah (<s@example.com>) escribió:",
            "Il giorno mar 3 mag 2026 alle ore 10:00 Sarah ha scritto:",
            "Em ter., 3 de mai. de 2026 às 10:00, Sarah escreveu:",
            "Op di 3 mei 2026 om 10:00 schreef Sarah <s@example.com>:",
            "Den 3 maj 2026 kl. 10:00 skrev Sarah:",
        ] {
            folds(&format!("Ok\n\n{intro}\n\nold\ntext"), "Ok\n\n[quoted history: 3 lines omitted]", 3);
        }
    }

    #[test]
    fn outlook_headers_open_the_history() {
        folds(
            "New.\n\n-----Original Message-----\nFrom: a\nold",
            "New.\n\n[quoted history: 3 lines omitted]",
            3,
        );
        folds(
            "New.\n\n________________________________\nFrom: Sarah\nSent: Tuesday\nTo: David\nSubject: Hi\n\nold",
            "New.\n\n[quoted history: 6 lines omitted]",
            6,
        );
        folds(
            "Neu.\n\nVon: Sarah\nGesendet: Dienstag\nAn: David\nBetreff: Hallo\n\nalt",
            "Neu.\n\n[quoted history: 5 lines omitted]",
            5,
        );
    }

    #[test]
    fn what_only_looks_like_history_stays() {
        for text in [
            "From: my point of view\nthis is fine.",
            "On Monday we wrote: nothing.",
            "So:\nOn order 12345 we wrote:\n- a note",
            "On 3 May we met.\nShe wrote it down.",
            "A list\n---\nmore",
        ] {
            folds(text, text, 0);
        }
    }

    #[test]
    fn forwards_are_read() {
        let text = "See below.\n\n---------- Forwarded message ---------\nFrom: a\nDate: b\nSubject: c\n\nThe point.";
        folds(text, text, 0);
        let all = "> only\n> quoted";
        folds(all, all, 0);
    }

    #[test]
    fn signatures_fold_when_asked() {
        let text = "Hi\n-- \nSarah\nCEO\n> old";
        let clean = clean_text(text, &TextOptions::default().fold_signature(true));
        // Trailing blanks of a line are gone by then, so the delimiter is recognised without its blank too.
        assert_eq!(clean.text, "Hi\n\n[signature: 2 lines omitted]\n\n[quoted history: 1 line omitted]");
        assert!(clean_text(text, &TextOptions::default()).text.contains("CEO"));
    }

    #[test]
    fn folding_can_be_off() {
        let text = "Hi\n> old";
        assert_eq!(clean_text(text, &TextOptions::default().fold_quotes(false)).text, text);
    }

    #[test]
    fn long_bodies_take_no_time() {
        let many = "On 1 wrote\n".repeat(50_000) + &"From: x\n".repeat(20_000) + &"> q\n\n".repeat(20_000);
        let clean = clean_text(&many, &TextOptions::default());
        assert!(!clean.text.is_empty());
    }
}
