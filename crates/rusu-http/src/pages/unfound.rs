//! The page of an answer without a record: nothing found, or archived.
//!
//! It accuses nobody and keeps what was typed: the form below is filled in again.

use std::sync::Arc;

use askama::Template;
use jiff::Timestamp;
use rusu_core::answer::Answer;
use rusu_core::code_rule::{CanPosition, CodeRule};
use rusu_core::enterprise::Enterprise;
use rusu_core::rule_book::Hint;
use rusu_core::verdict::Verdict;

use super::form::{self, Form, Link, question};
use super::frame::{Asked, Frame};
use super::home::Fields;
use super::items::phone_href;
use super::marked::{Kind, MarkedCode};
use super::picture::Picture;
use super::result::{Notice, notice};
use super::verdict::VerdictView;

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
    /// Recalls that name the code although nobody has delivered it.
    notices: Vec<Notice>,
    /// What is left of an archived lot: names and dates.
    dates: Vec<(String, String)>,
    form: Form,
    /// The picture of the can, where it helps.
    picture: Option<Picture>,
    /// Where a problem is reported.
    report: String,
    /// Whether the list of enterprises helps.
    has_directory_link: bool,
}

impl Unfound {
    /// The page of an answer.
    pub fn new(
        asked: &Asked,
        is_sample: bool,
        at: Timestamp,
        directory: &[Arc<Enterprise>],
        fields: &Fields,
        answer: &Answer,
    ) -> Self {
        let is_sample = is_sample || answer.enterprise.as_ref().is_some_and(|e| e.is_sample);
        let mut frame = Frame::new(asked, "result-title", is_sample);
        frame.is_private = true;
        frame.looked_at = Some(at);
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
            notices: answer.recalls.iter().map(|recall| notice(&frame, recall)).collect(),
            dates: dates(&frame, answer),
            form,
            picture: has_picture(answer).then(|| Picture::new(&frame, rule.map(Arc::as_ref))),
            report: form::report(&frame, answer),
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
    if !matches!(answer.verdict, Verdict::NoRecord | Verdict::Recalled) {
        return None;
    }
    let own = answer.enterprise.as_ref().and_then(|e| Some(e.profile.as_ref()?.contact_phone.clone()));
    let told = answer.recalls.iter().map(|recall| recall.contact_phone.clone());
    let phone = told.chain(own).find(|phone| !phone.trim().is_empty())?;
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

/// Whether it helps to look where the code stands.
fn has_picture(answer: &Answer) -> bool {
    let is_told = matches!(
        answer.verdict,
        Verdict::Archived | Verdict::Ambiguous | Verdict::OtherEnterprise | Verdict::Recalled
    );
    !is_told
}
