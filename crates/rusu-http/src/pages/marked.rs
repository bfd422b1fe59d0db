//! Codes in groups of four, with what is wrong or missing in them marked.

use std::ops::Range;

use rusu_core::answer::Answer;
use rusu_core::code::normalise;
use rusu_core::rule_book::Hint;

/// Most characters of a typed text that are shown back.
const SHOWN_MAX: usize = 80;
/// Most missing characters that are drawn as gaps.
const GAPS_MAX: usize = 8;
const GROUP: usize = 4;

/// What a run of characters is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Plain,
    /// Probably wrong.
    Wrong,
    /// Missing; the run's text has one blank for each.
    Gap,
}

/// Characters of one kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Run {
    pub kind: Kind,
    pub text: String,
}

/// A code as groups of runs; a text that is no code is one group.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct MarkedCode {
    pub groups: Vec<Vec<Run>>,
}

impl MarkedCode {
    /// A code with nothing to mark.
    pub fn plain(code: &str) -> Self {
        Self::grouped(code.chars().map(|c| (c, Kind::Plain)).collect(), GROUP)
    }

    /// What was typed, with what the hint says of it. `None` if nothing was.
    pub fn typed(answer: &Answer) -> Option<Self> {
        let (text, size) = shown(answer)?;
        let wrong = answer.hint.as_ref().map_or(0..0, wrong);
        let kind = |at: usize| if wrong.contains(&at) { Kind::Wrong } else { Kind::Plain };
        let mut characters: Vec<(char, Kind)> =
            text.chars().take(SHOWN_MAX).enumerate().map(|(at, c)| (c, kind(at))).collect();
        if text.chars().count() > SHOWN_MAX {
            characters.push(('…', Kind::Plain));
        }
        if let Some(Hint::Length { rule, given }) = &answer.hint {
            let missing = rule.shape.length_min.saturating_sub(*given).min(GAPS_MAX);
            characters.extend(std::iter::repeat_n((' ', Kind::Gap), missing));
        }
        Some(Self::grouped(characters, size))
    }

    fn grouped(characters: Vec<(char, Kind)>, size: usize) -> Self {
        let runs = |group: &[(char, Kind)]| {
            let mut runs: Vec<Run> = Vec::new();
            for (character, kind) in group {
                match runs.last_mut() {
                    Some(run) if run.kind == *kind => run.text.push(*character),
                    _ => runs.push(Run { kind: *kind, text: character.to_string() }),
                }
            }
            runs
        };
        Self { groups: characters.chunks(size).map(runs).collect() }
    }
}

/// The text to show and the size of its groups: the code that was read, or the text as it came where
/// none could be or the text is a link.
fn shown(answer: &Answer) -> Option<(String, usize)> {
    let raw = answer.text.trim();
    let is_text = matches!(answer.hint, Some(Hint::ForeignLink { .. } | Hint::Rounded | Hint::Nothing));
    match &answer.code {
        _ if is_text && !raw.is_empty() => Some((raw.to_owned(), usize::MAX)),
        Some(code) => Some((code.as_str().to_owned(), GROUP)),
        None => Some(normalise(raw)).filter(|code| !code.is_empty()).map(|code| (code, GROUP)),
    }
}

fn wrong(hint: &Hint) -> Range<usize> {
    match hint {
        Hint::Character { position, .. } => position.saturating_sub(1)..*position,
        Hint::Length { rule, .. } => rule.shape.length_max..usize::MAX,
        Hint::Prefix { rule } => 0..rule.shape.prefix.chars().count(),
        Hint::Empty
        | Hint::Rounded
        | Hint::CheckDigit { .. }
        | Hint::Barcode { .. }
        | Hint::ForeignLink { .. }
        | Hint::Nothing => 0..0,
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use rusu_core::verdict::Verdict;
    use rusu_testkit::builders::{sample_code_rule, trace_code};

    use super::*;

    fn asked(text: &str, hint: Hint) -> Answer {
        Answer { code: Some(trace_code(text)), hint: Some(hint), ..Answer::bare(Verdict::Unrecognised, text) }
    }

    fn told(marked: &MarkedCode) -> String {
        let run = |run: &Run| match run.kind {
            Kind::Plain => run.text.clone(),
            Kind::Wrong => format!("[{}]", run.text),
            Kind::Gap => "_".repeat(run.text.len()),
        };
        let groups = marked.groups.iter().map(|group| group.iter().map(run).collect::<String>());
        groups.collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn a_code_stands_in_groups_of_four() {
        assert_eq!(told(&MarkedCode::plain("6900012345")), "6900 0123 45");
    }

    #[test]
    fn missing_characters_are_drawn_as_gaps() {
        let hint = Hint::Length { rule: Arc::new(sample_code_rule()), given: 14 };
        assert_eq!(told(&MarkedCode::typed(&asked("69000123456789", hint)).unwrap()), "6900 0123 4567 89__");
    }

    #[test]
    fn characters_too_many_are_marked() {
        let hint = Hint::Length { rule: Arc::new(sample_code_rule()), given: 17 };
        assert_eq!(
            told(&MarkedCode::typed(&asked("69000123456789012", hint)).unwrap()),
            "6900 0123 4567 8901 [2]"
        );
    }

    #[test]
    fn a_wrong_character_is_marked_at_its_place() {
        let hint = Hint::Character { rule: Arc::new(sample_code_rule()), character: 'O', position: 3 };
        assert_eq!(
            told(&MarkedCode::typed(&asked("69O0012345678901", hint)).unwrap()),
            "69[O]0 0123 4567 8901"
        );
    }

    #[test]
    fn a_foreign_link_is_shown_as_it_came() {
        let hint = Hint::ForeignLink { host: "example.org".to_owned() };
        let answer =
            Answer { hint: Some(hint), ..Answer::bare(Verdict::Unrecognised, "https://example.org/a") };
        assert_eq!(told(&MarkedCode::typed(&answer).unwrap()), "https://example.org/a");
    }

    #[test]
    fn nothing_typed_shows_nothing() {
        assert_eq!(MarkedCode::typed(&Answer::bare(Verdict::Unrecognised, " ")), None);
    }
}
