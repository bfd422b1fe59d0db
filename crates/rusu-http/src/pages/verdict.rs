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
    pub detail: String,
    pub next: String,
    pub hint: Option<String>,
}

impl VerdictView {
    /// The words of an answer.
    pub fn new(answer: &Answer, lang: Lang) -> Self {
        let VerdictTexts { title, detail, next, hint } = verdict_texts(answer, lang);
        Self {
            tone: answer.tone().as_str(),
            word: answer.verdict.as_str(),
            phrases: phrases(&title, lang),
            detail,
            next,
            hint,
        }
    }
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
}
