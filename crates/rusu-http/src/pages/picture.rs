//! The picture of the can: where the code stands, per enterprise.

use rusu_core::code_rule::{CanPosition, CodeRule};
use rusu_core::texts::Lang;

use super::frame::Frame;

/// What the picture shows where no enterprise's own example is known.
const EXAMPLE: &str = "6900012345678901";
/// Longest example that fits the picture.
const EXAMPLE_CHARACTERS_MAX: usize = 24;
/// Longest example that fits in its natural width.
const NATURAL_CHARACTERS_MAX: usize = 16;

/// The can with the code on it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Picture {
    pub position: CanPosition,
    /// A code as it looks there.
    pub example: String,
    /// Whether the example must be squeezed.
    pub is_long: bool,
    /// What the picture shows, for who cannot see it.
    pub label: String,
    /// Where that is, in words.
    pub place: String,
}

impl Picture {
    /// The picture of a place that a code can stand in, whoever's it is.
    pub fn at(frame: &Frame, position: CanPosition) -> Self {
        Self {
            position,
            example: EXAMPLE.to_owned(),
            is_long: EXAMPLE.len() >= NATURAL_CHARACTERS_MAX,
            label: label(frame, position),
            place: frame.t(&format!("picture-{}-where", position.as_str())),
        }
    }

    /// The picture for codes of a rule; the usual one where the rule is not known.
    pub fn new(frame: &Frame, rule: Option<&CodeRule>) -> Self {
        let own = rule.map(|rule| rule.example.as_str());
        let own = own.filter(|example| (1..=EXAMPLE_CHARACTERS_MAX).contains(&example.chars().count()));
        let example = own.unwrap_or(EXAMPLE).to_owned();
        let told = rule.and_then(|rule| rule.position);
        let position = told.unwrap_or(CanPosition::Bottom);
        let in_words = rule.and_then(|rule| place(frame, rule));
        let where_it_is = told.map(|told| frame.t(&format!("picture-{}-where", told.as_str())));
        let place = in_words.or(where_it_is).unwrap_or_else(|| frame.t("form-code-hint"));
        let is_long = example.chars().count() >= NATURAL_CHARACTERS_MAX;
        Self { position, example, is_long, label: label(frame, position), place }
    }
}

fn label(frame: &Frame, position: CanPosition) -> String {
    match position {
        CanPosition::Bottom => frame.t("home-where-label"),
        other => frame.t(&format!("picture-{}-label", other.as_str())),
    }
}

/// Where on the can in the enterprise's words; better in the other language than not at all.
fn place(frame: &Frame, rule: &CodeRule) -> Option<String> {
    let [zh, en] = &rule.place_on_can;
    let own = if frame.lang() == Lang::Zh || en.trim().is_empty() { zh } else { en };
    (!own.trim().is_empty()).then(|| frame.t1("unfound-place", "place", own))
}
