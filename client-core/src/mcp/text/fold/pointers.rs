//! Words by which a writer points into the quotation: "my answers are in red below".

/// Maximum number of bytes that are searched, at the beginning and at the end of the writer's words.
const MAX_SEARCHED: usize = 16 * 1024;

/// Phrases in lower case, by language.
#[rustfmt::skip]
pub(super) const PHRASES: &[(&str, &[&str])] = &[
    ("en", &["below", "inline", "in-line", "in line", "interspersed", "underneath", "in red", "in blue", "in green", "in bold", "in purple", "in orange", "in colour", "in color", "in caps", "in the text", "in your text", "between the lines", "in your mail", "in your email", "highlighted", "fyi", "fwd"]),
    ("de", &["unten", "untenstehend", "nachstehend", "nachfolgend", "inline", "in rot", "in blau", "in grün", "rot markiert", "blau markiert", "farbig", "fett markiert", "im text", "in deinem text", "in ihrem text", "zwischen den zeilen", "zur info", "zur kenntnis", "anbei die mail"]),
    ("fr", &["ci-dessous", "ci-après", "ci dessous", "plus bas", "en rouge", "en bleu", "en vert", "en gras", "en couleur", "dans le texte", "dans votre texte", "dans ton texte", "pour info", "pour information"]),
    ("es", &["abajo", "debajo", "a continuación", "más adelante", "en rojo", "en azul", "en verde", "en negrita", "en color", "en el texto", "entre líneas", "intercalad", "para tu información"]),
    ("it", &["sotto", "qui sotto", "di seguito", "seguente", "in rosso", "in blu", "in verde", "in grassetto", "nel testo", "tra le righe", "per conoscenza"]),
    ("pt", &["abaixo", "em baixo", "a seguir", "em vermelho", "em azul", "em verde", "a vermelho", "a azul", "em negrito", "no texto", "nas entrelinhas", "para conhecimento"]),
    ("nl", &["hieronder", "onderstaand", "hierna", "in het rood", "in rood", "in het blauw", "in blauw", "in het groen", "in groen", "tussen de regels", "in de tekst", "ter info"]),
    ("sv", &["nedan", "nedanför", "i rött", "i blått", "i grönt", "med rött", "med blått", "rödmarkerat", "i texten", "mellan raderna", "för kännedom"]),
    ("da", &["nedenfor", "herunder", "nedenstående", "med rødt", "i rødt", "med blåt", "i blåt", "med grønt", "i teksten", "mellem linjerne", "til orientering"]),
    ("fi", &["alla olev", "alapuolel", "vastaukset alla", "vastaukseni alla", "kommentit alla", "punaisella", "sinisellä", "vihreällä", "tekstin sekaan", "tekstin seassa", "tiedoksi"]),
    ("nb", &["nedenfor", "under her", "se under", "svar under", "kommentarer under", "nedenstående", "i rødt", "med rødt", "i blått", "med blått", "i grønt", "i teksten", "mellom linjene", "til orientering"]),
    ("pl", &["poniżej", "niżej", "na czerwono", "na niebiesko", "na zielono", "czerwonym", "niebieskim", "w tekście", "w treści", "do wiadomości"]),
    ("cs", &["níže", "dole", "červeně", "červenou", "modře", "modrou", "zeleně", "v textu", "na vědomí"]),
    ("hu", &["lent", "alább", "lentebb", "pirossal", "kékkel", "zölddel", "a szövegben", "sorok között", "tájékoztatásul"]),
    ("ro", &["mai jos", "dedesubt", "cu roșu", "cu rosu", "în roșu", "cu albastru", "în albastru", "cu verde", "în text", "printre rânduri", "spre informare"]),
    ("el", &["παρακάτω", "πιο κάτω", "κατωτέρω", "κόκκιν", "μπλε", "πράσιν", "στο κείμενο", "προς ενημέρωση"]),
    ("tr", &["aşağıda", "aşağıya", "kırmızı", "mavi ile", "mavi renk", "yeşil ile", "metin içinde", "satır aralarında", "bilginize"]),
    ("ru", &["ниже", "красным", "синим", "зелёным", "зеленым", "в тексте", "по тексту", "между строк", "для информации"]),
    ("uk", &["нижче", "червоним", "синім", "зеленим", "у тексті", "по тексту", "до відома"]),
    ("he", &["למטה", "להלן", "בהמשך", "באדום", "בכחול", "בירוק", "בגוף", "לידיעתך", "לידיעתכם"]),
    ("ar", &["أدناه", "ادناه", "بالأسفل", "باللون الأحمر", "بالأحمر", "باللون الأزرق", "بالأزرق", "داخل النص", "للعلم"]),
    ("ja", &["下記", "以下に", "以下の", "以下、", "下に", "赤字", "青字", "赤で", "青で", "赤色", "青色", "インライン", "本文中", "ご参考"]),
    ("ko", &["아래", "하단", "빨간", "파란", "빨강", "파랑", "본문에", "본문 중", "참고로"]),
    ("zh-CN", &["下面", "下方", "以下", "如下", "见下", "红色", "蓝色", "红字", "蓝字", "文中", "供参考"]),
    ("zh-TW", &["下列", "見下", "紅色", "藍色", "紅字", "藍字", "內文", "供參考"]),
    ("vi", &["bên dưới", "dưới đây", "phía dưới", "ở dưới", "màu đỏ", "màu xanh", "chữ đỏ", "để tham khảo"]),
];

/// Returns `true` if the words point into the quotation. Too many matches are harmless: nothing is folded then.
pub(super) fn points_into_quotation(own: &str) -> bool {
    let (start, end) = ends(own);
    [start, end].into_iter().any(|part| {
        let part = part.to_lowercase();
        PHRASES.iter().flat_map(|(_, phrases)| phrases.iter()).any(|phrase| has_phrase(&part, phrase))
    })
}

/// Returns the first and the last part of a text, as far as they are searched.
fn ends(text: &str) -> (&str, &str) {
    let mut first = text.len().min(MAX_SEARCHED);
    while !text.is_char_boundary(first) {
        first -= 1;
    }
    let mut last = text.len().saturating_sub(MAX_SEARCHED).max(first);
    while !text.is_char_boundary(last) {
        last += 1;
    }
    (&text[..first], &text[last..])
}

/// Returns `true` if a phrase begins at a word, in scripts with blanks between words. Its last word may have an
/// ending.
fn has_phrase(text: &str, phrase: &str) -> bool {
    let spaced = phrase.chars().next().is_some_and(|c| c < '\u{0590}');
    text.match_indices(phrase).any(|(at, _)| {
        let before = text[..at].chars().next_back();
        let after = text[at + phrase.len()..].chars();
        let ending = after.take_while(|c| c.is_alphabetic()).count();
        !spaced
            || (before.is_none_or(|c| !c.is_alphanumeric()) && ending <= if phrase.len() > 5 { 4 } else { 0 })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_phrase_points() {
        for (language, phrases) in PHRASES {
            for phrase in *phrases {
                assert!(points_into_quotation(&format!("x {phrase}.")), "{language}: {phrase}");
            }
        }
    }

    #[test]
    fn other_words_do_not_point() {
        for own in [
            "Thanks, that worked.",
            "Hej alla, tack!",
            "The order is online.",
            "Understood",
            "Danke, alles gut",
        ] {
            assert!(!points_into_quotation(own), "{own}");
        }
    }
}
