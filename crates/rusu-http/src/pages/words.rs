//! Sentences in pieces, so that dates and numbers do not break at their hyphens.

/// A piece of a sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Word {
    pub text: String,
    /// Whether no line may break inside.
    pub is_whole: bool,
}

/// A sentence in pieces; nothing is lost.
pub(super) fn words(sentence: &str) -> Vec<Word> {
    let is_of_number = |c: char| c.is_ascii_alphanumeric() || c == '-';
    let mut words: Vec<Word> = Vec::new();
    let mut rest = sentence;
    while let Some(first) = rest.chars().next() {
        let is_number = is_of_number(first);
        let end = rest.find(|c| is_of_number(c) != is_number).unwrap_or(rest.len());
        let (piece, behind) = rest.split_at(end);
        let is_whole = is_number && breaks(piece);
        match words.last_mut() {
            Some(last) if !last.is_whole && !is_whole => last.text.push_str(piece),
            last => {
                // A line that ends with an opening bracket looks broken: the bracket goes along.
                let bracket = last.filter(|last| is_whole && last.text.ends_with(['（', '(']));
                let mut text: String = bracket.and_then(|last| last.text.pop()).into_iter().collect();
                text.push_str(piece);
                words.push(Word { text, is_whole });
            }
        }
        rest = behind;
    }
    words
}

/// Whether a browser would break it: a number with a hyphen inside.
fn breaks(piece: &str) -> bool {
    piece.trim_matches('-').contains('-') && piece.bytes().any(|b| b.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(sentence: &str) -> Vec<(String, bool)> {
        words(sentence).into_iter().map(|word| (word.text, word.is_whole)).collect()
    }

    #[test]
    fn a_date_and_a_phone_stay_whole() {
        let expected = [
            ("第 2 次，首次 ", false),
            ("2026-08-29", true),
            ("，拨打 ", false),
            ("400-000-0001", true),
            ("。", false),
        ];
        let told = told("第 2 次，首次 2026-08-29，拨打 400-000-0001。");
        assert_eq!(told, expected.map(|(text, whole)| (text.to_owned(), whole)));
    }

    #[test]
    fn an_opening_bracket_goes_with_its_number() {
        let expected = [("联系企业", false), ("（400-000-0001", true), ("）。", false)];
        assert_eq!(
            told("联系企业（400-000-0001）。"),
            expected.map(|(text, whole)| (text.to_owned(), whole))
        );
    }

    #[test]
    fn a_certificate_number_stays_whole_and_a_hyphenated_word_may_break() {
        assert_eq!(told("HG-2026-0211"), [("HG-2026-0211".to_owned(), true)]);
        assert_eq!(told("milk-based"), [("milk-based".to_owned(), false)]);
    }

    #[test]
    fn a_sentence_loses_nothing() {
        for sentence in ["", "-", "1-2", "a1-2b3，", "没有数字", "--1--", "（1-2）", "("] {
            assert_eq!(words(sentence).into_iter().map(|w| w.text).collect::<String>(), sentence);
        }
    }
}
