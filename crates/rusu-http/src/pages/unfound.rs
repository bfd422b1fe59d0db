//! The page of an answer without a record: nothing found, or archived.
//!
//! It accuses nobody and keeps what was typed: the form below is filled in again.

use std::sync::Arc;

use askama::Template;
use rusu_core::answer::Answer;
use rusu_core::code_rule::CodeRule;
use rusu_core::enterprise::Enterprise;
use rusu_core::rule_book::Hint;
use rusu_core::texts::Lang;
use rusu_core::verdict::Verdict;

use super::form::{Form, Link, question};
use super::frame::{Asked, Frame};
use super::home::Fields;
use super::items::phone_href;
use super::marked::{Kind, MarkedCode};
use super::verdict::VerdictView;

/// Longest example that fits the picture of the can.
const PICTURE_CHARACTERS_MAX: usize = 24;

/// How the code should look.
struct Example {
    heading: String,
    code: MarkedCode,
}

/// The page.
#[derive(Template)]
#[template(path = "unfound.html")]
pub(super) struct Unfound {
    frame: Frame,
    verdict: VerdictView,
    typed: Option<MarkedCode>,
    wanted: Option<Example>,
    /// The main way on, where it is not the form.
    ask_other: Option<Link>,
    /// Brands to choose from.
    choices: Vec<Link>,
    call: Option<Link>,
    /// What is left of an archived lot: names and dates.
    dates: Vec<(String, String)>,
    form: Form,
    /// Whether the picture of the can helps.
    has_picture: bool,
    example: String,
    place: Option<String>,
    /// Whether the list of enterprises helps.
    has_directory_link: bool,
}

impl Unfound {
    /// The page of an answer.
    pub fn new(
        asked: &Asked,
        is_sample: bool,
        directory: &[Arc<Enterprise>],
        fields: &Fields,
        answer: &Answer,
    ) -> Self {
        let is_sample = is_sample || answer.enterprise.as_ref().is_some_and(|e| e.is_sample);
        let mut frame = Frame::new(asked, "result-title", is_sample);
        frame.is_private = true;
        let lang = frame.lang();
        let rule = wanted_rule(answer);
        let wanted =
            rule.filter(|_| answer.verdict != Verdict::Archived).map(|rule| wanted(&frame, rule, answer));
        let ask_other = ask_other(&frame, answer);
        let choices = answer.candidates.iter();
        let choices =
            choices.map(|e| Link { href: question(&frame, Some(e), &answer.text), words: e.name.clone() });
        // What is archived was answered in full: the next question is about another can.
        let code = if answer.verdict == Verdict::Archived { "" } else { &fields.code };
        let mut form = Form::typed(&fields.enterprise, code, directory);
        form.is_second = ask_other.is_some() || !answer.candidates.is_empty();
        Self {
            verdict: VerdictView::new(answer, lang),
            typed: MarkedCode::typed(answer),
            wanted,
            ask_other,
            choices: choices.collect(),
            call: call(&frame, answer),
            dates: dates(&frame, answer),
            form,
            has_picture: !matches!(
                answer.verdict,
                Verdict::Archived | Verdict::Ambiguous | Verdict::OtherEnterprise
            ),
            example: picture_example(rule),
            place: rule.and_then(|rule| place(&frame, rule)),
            has_directory_link: answer.verdict == Verdict::NotConnected,
            frame,
        }
    }
}

fn wanted_rule(answer: &Answer) -> Option<&Arc<CodeRule>> {
    let of_hint = answer.hint.as_ref().and_then(|hint| match hint {
        Hint::Length { rule, .. } | Hint::Character { rule, .. } => Some(rule),
        Hint::CheckDigit { rule } | Hint::Prefix { rule } => Some(rule),
        Hint::Empty | Hint::Rounded | Hint::Barcode { .. } | Hint::ForeignLink { .. } | Hint::Nothing => None,
    });
    of_hint.or(answer.asked_rule.as_ref())
}

fn wanted(frame: &Frame, rule: &CodeRule, answer: &Answer) -> Example {
    let owner = answer.enterprise.as_ref().filter(|e| e.id == rule.enterprise);
    let heading = match owner {
        Some(owner) => frame.t1("unfound-example", "enterprise", &owner.name),
        None => frame.t("unfound-example-any"),
    };
    Example { heading, code: MarkedCode::plain(&rule.example) }
}

fn ask_other(frame: &Frame, answer: &Answer) -> Option<Link> {
    if answer.verdict != Verdict::OtherEnterprise {
        return None;
    }
    let owner = answer.enterprise.as_ref()?;
    Some(Link {
        href: question(frame, Some(owner), &answer.text),
        words: frame.t1("unfound-ask-other", "enterprise", &owner.name),
    })
}

fn call(frame: &Frame, answer: &Answer) -> Option<Link> {
    if answer.verdict != Verdict::NoRecord {
        return None;
    }
    let phone = answer.enterprise.as_ref()?.profile.as_ref()?.contact_phone.clone();
    Some(Link { href: phone_href(&phone)?, words: frame.t1("result-call", "phone", &phone) })
}

fn dates(frame: &Frame, answer: &Answer) -> Vec<(String, String)> {
    let name = rusu_core::catalogue::by_id("production_date").map(|item| item.name(frame.lang()).to_owned());
    match (answer.archived, name) {
        (Some((production, expiry)), Some(name)) => {
            vec![(name, production.to_string()), (frame.t("result-expiry"), expiry.to_string())]
        }
        _ => Vec::new(),
    }
}

/// Where on the can; better in the other language than not at all.
fn place(frame: &Frame, rule: &CodeRule) -> Option<String> {
    let [zh, en] = &rule.place_on_can;
    let own = if frame.lang() == Lang::Zh || en.trim().is_empty() { zh } else { en };
    (!own.trim().is_empty()).then(|| frame.t1("unfound-place", "place", own))
}

fn picture_example(rule: Option<&Arc<CodeRule>>) -> String {
    let own = rule.map(|rule| rule.example.as_str());
    let own = own.filter(|example| (1..=PICTURE_CHARACTERS_MAX).contains(&example.chars().count()));
    own.unwrap_or(super::home::EXAMPLE).to_owned()
}
