//! Words that a label must not say, as data (`data/label-words.csv`).
//!
//! Source: 婴幼儿配方乳粉产品配方注册管理办法 (2023), the articles on labels: no claim of preventing or
//! treating disease, of intelligence, resistance or protection of the gut, and no vague origin of milk.

use std::sync::LazyLock;

use crate::catalogue::split;
use crate::code::narrow;

const SOURCE: &str = include_str!("../../../../data/label-words.csv");

/// What is wrong with a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum WordKind {
    /// It claims an effect on health.
    HealthClaim,
    /// It praises an origin without naming it.
    VagueOrigin,
    /// Alone, it names no place.
    VaguePlace,
}

struct LabelWord {
    kind: WordKind,
    phrase: &'static str,
    plain: String,
    permitted_within: Vec<String>,
}

static WORDS: LazyLock<Vec<LabelWord>> = LazyLock::new(|| SOURCE.lines().skip(1).filter_map(parse).collect());

/// The phrases of a kind that a text holds, as the list writes them.
pub(super) fn phrases_in(text: &str, kind: WordKind) -> Vec<&'static str> {
    let text = plain(text);
    let mut found: Vec<&LabelWord> =
        WORDS.iter().filter(|word| word.kind == kind && holds(&text, word)).collect();
    // `免疫力` within `提高免疫力` says nothing more.
    let longer: Vec<String> = found.iter().map(|word| word.plain.clone()).collect();
    found.retain(|word| !longer.iter().any(|other| *other != word.plain && other.contains(&word.plain)));
    found.into_iter().map(|word| word.phrase).collect()
}

/// Whether a place of origin names no place.
pub(super) fn is_vague_place(place: &str) -> bool {
    let place = plain(place);
    WORDS.iter().any(|word| match word.kind {
        WordKind::VaguePlace => word.plain == place,
        WordKind::VagueOrigin => place.contains(&word.plain),
        WordKind::HealthClaim => false,
    })
}

fn holds(text: &str, word: &LabelWord) -> bool {
    if !text.contains(&word.plain) {
        return false;
    }
    let permitted =
        word.permitted_within.iter().fold(text.to_owned(), |text, longer| text.replace(longer, " "));
    permitted.contains(&word.plain)
}

fn parse(line: &'static str) -> Option<LabelWord> {
    let [kind, phrase, permitted] = *split(line).as_slice() else { return None };
    let kind = match kind {
        "health_claim" => WordKind::HealthClaim,
        "vague_origin" => WordKind::VagueOrigin,
        "vague_place" => WordKind::VaguePlace,
        _ => return None,
    };
    let permitted_within = permitted.split('|').filter(|text| !text.is_empty()).map(plain).collect();
    Some(LabelWord { kind, phrase, plain: plain(phrase), permitted_within })
}

/// Narrow, lower case, without spaces: a space inside a phrase hides nothing.
fn plain(text: &str) -> String {
    text.chars().map(narrow).filter(|c| !c.is_whitespace()).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_of_the_list_is_read() {
        assert_eq!(WORDS.len(), SOURCE.lines().count() - 1);
        assert!(WORDS.iter().all(|word| !word.plain.is_empty()));
    }

    #[test]
    fn a_phrase_is_found_through_spaces_width_and_case() {
        assert_eq!(phrases_in("有助 益\u{3000}智", WordKind::HealthClaim), ["益智"]);
        assert_eq!(phrases_in("It Boosts Ｉmmunity.", WordKind::HealthClaim), ["boosts immunity"]);
    }

    #[test]
    fn only_the_longest_of_nested_phrases_is_named() {
        assert_eq!(phrases_in("提高免疫力", WordKind::HealthClaim), ["提高免疫", "免疫力"]);
        assert_eq!(phrases_in("imported milk source", WordKind::VagueOrigin), ["imported milk source"]);
    }

    #[test]
    fn a_phrase_is_permitted_within_its_exceptions_only() {
        assert!(phrases_in("本品不能代替药物治疗。", WordKind::HealthClaim).is_empty());
        assert_eq!(phrases_in("不能代替药物治疗，但可治疗腹泻", WordKind::HealthClaim), ["治疗"]);
    }

    #[test]
    fn a_continent_is_vague_and_a_country_is_not() {
        assert!(is_vague_place("进口") && is_vague_place(" 欧洲 ") && is_vague_place("优质奶源地"));
        assert!(!is_vague_place("法国") && !is_vague_place("黑龙江 齐齐哈尔") && !is_vague_place("法国进口"));
    }
}
