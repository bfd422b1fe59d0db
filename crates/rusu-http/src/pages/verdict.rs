//! The verdict: the one thing that a tired parent must read.

use rusu_core::answer::Answer;
use rusu_core::texts::Lang;
use rusu_core::verdict_texts::{VerdictTexts, verdict_texts};

/// The verdict as every answer's page shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct VerdictView {
    /// `good`, `care`, `stop` or `calm`; chooses colour and icon.
    pub tone: &'static str,
    /// The verdict's stable word.
    pub word: &'static str,
    /// The title in phrases, which break between and not inside.
    pub phrases: Vec<String>,
    pub detail: Vec<Word>,
    pub next: Vec<Word>,
    pub hint: Option<Vec<Word>>,
}

/// A piece of a sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Word {
    pub text: String,
    /// Whether no line may break inside.
    pub is_whole: bool,
}

impl VerdictView {
    /// The words of an answer.
    pub fn new(answer: &Answer, lang: Lang) -> Self {
        let VerdictTexts { title, detail, next, hint } = verdict_texts(answer, lang);
        Self {
            tone: answer.verdict.tone().as_str(),
            word: answer.verdict.as_str(),
            phrases: phrases(&title, lang),
            detail: words(&detail),
            next: words(&next),
            hint: hint.map(|hint| words(&hint)),
        }
    }
}

/// A sentence in pieces: dates and phone numbers would break at their hyphens and stay whole.
pub(super) fn words(sentence: &str) -> Vec<Word> {
    let is_number = |c: char| c.is_ascii_digit() || c == '-';
    let mut words: Vec<Word> = Vec::new();
    let mut rest = sentence;
    while let Some(first) = rest.chars().next() {
        let is_whole = is_number(first);
        let end = rest.find(|c| is_number(c) != is_whole).unwrap_or(rest.len());
        let (piece, behind) = rest.split_at(end);
        match words.last_mut() {
            // Without a hyphen there is nowhere to break.
            Some(last) if !last.is_whole && !(is_whole && piece.contains('-')) => last.text.push_str(piece),
            _ => words.push(Word { text: piece.to_owned(), is_whole: is_whole && piece.contains('-') }),
        }
        rest = behind;
    }
    words
}

/// English breaks at its spaces; Chinese would break anywhere.
fn phrases(title: &str, lang: Lang) -> Vec<String> {
    match lang {
        Lang::Zh => title.split_inclusive(['，', '：']).map(ToOwned::to_owned).collect(),
        Lang::En => vec![title.to_owned()],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_chinese_title_breaks_between_its_phrases() {
        assert_eq!(phrases("请停止食用：这一批正在召回", Lang::Zh), ["请停止食用：", "这一批正在召回"]);
        assert_eq!(phrases("Found: the first", Lang::En), ["Found: the first"]);
    }

    #[test]
    fn a_date_and_a_phone_stay_whole() {
        let told: Vec<(String, bool)> =
            words("第 2 次，首次 2026-08-29，拨打 400-000-0001。").into_iter().map(|w| (w.text, w.is_whole)).collect();
        let expected = [("第 2 次，首次 ", false), ("2026-08-29", true), ("，拨打 ", false), ("400-000-0001", true), ("。", false)];
        assert_eq!(told, expected.map(|(text, whole)| (text.to_owned(), whole)));
    }

    #[test]
    fn a_sentence_loses_nothing() {
        for sentence in ["", "-", "1-2", "a1-2b3", "没有数字"] {
            assert_eq!(words(sentence).into_iter().map(|w| w.text).collect::<String>(), sentence);
        }
    }
}
