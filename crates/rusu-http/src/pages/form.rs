//! The question form, on the home page and below an answer that found nothing.

use std::sync::Arc;

use rusu_core::answer::Answer;
use rusu_core::code::TraceCode;
use rusu_core::enterprise::{Enterprise, EnterpriseId};

use super::frame::Frame;
use crate::wire::percent_encoded;

/// A link with its words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Link {
    pub href: String,
    pub words: String,
}

/// What stands above the fields when the question cannot be asked yet.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Message {
    /// What is wrong.
    pub text: String,
    /// Ways on, with what was typed.
    pub choices: Vec<Link>,
    /// Whether it is about the enterprise; otherwise it is about the code.
    pub is_of_enterprise: bool,
}

/// The form with what was typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Form {
    /// As typed.
    pub enterprise: String,
    /// As typed.
    pub code: String,
    /// What is wrong, if anything.
    pub message: Option<Message>,
    /// Every enterprise's name, for the field's suggestions.
    pub names: Vec<String>,
    /// Whether the page has a better way on, so that the form's button is not filled.
    pub is_second: bool,
    /// Where it asks: `/query`, or `/embed` in somebody else's frame.
    pub action: &'static str,
}

impl Form {
    /// A form with what was typed.
    pub fn typed(enterprise: &str, code: &str, directory: &[Arc<Enterprise>]) -> Self {
        // A link names the enterprise by its id; a person reads its name.
        let by_id = enterprise.trim().parse().ok().map(EnterpriseId);
        let by_id = by_id.and_then(|id| directory.iter().find(|e| e.id == id));
        Self {
            enterprise: by_id.map_or(enterprise.trim(), |e| e.name.as_str()).to_owned(),
            code: code.trim().to_owned(),
            message: None,
            names: directory.iter().map(|e| e.name.clone()).collect(),
            is_second: false,
            action: "/query",
        }
    }

    /// No code was typed.
    pub fn without_code(mut self, frame: &Frame) -> Self {
        self.message = Some(Message { text: frame.t("form-empty"), ..Message::default() });
        self
    }

    /// The name is no enterprise's.
    pub fn with_unknown(mut self, frame: &Frame) -> Self {
        let text = frame.t1("form-unknown", "name", &self.enterprise);
        let choices = if self.code.is_empty() { Vec::new() } else { vec![self.without_enterprise(frame)] };
        self.message = Some(Message { text, choices, is_of_enterprise: true });
        self
    }

    /// The name is several enterprises'.
    pub fn with_several(mut self, frame: &Frame, several: &[Arc<Enterprise>]) -> Self {
        let text = frame.t1("form-several", "name", &self.enterprise);
        let mut choices: Vec<Link> = several.iter().map(|e| self.choice(frame, e)).collect();
        if !self.code.is_empty() {
            choices.push(self.without_enterprise(frame));
        }
        self.message = Some(Message { text, choices, is_of_enterprise: true });
        self
    }

    /// Whether the message is about the enterprise.
    pub fn is_enterprise_wrong(&self) -> bool {
        self.message.as_ref().is_some_and(|message| message.is_of_enterprise)
    }

    /// Whether the message is about the code.
    pub fn is_code_wrong(&self) -> bool {
        self.message.as_ref().is_some_and(|message| !message.is_of_enterprise)
    }

    fn without_enterprise(&self, frame: &Frame) -> Link {
        Link { href: question(frame, None, &self.code), words: frame.t("form-without") }
    }

    /// With a code the choice asks at once; without one it fills the field.
    fn choice(&self, frame: &Frame, enterprise: &Enterprise) -> Link {
        let href = if self.code.is_empty() {
            prefilled(frame, enterprise)
        } else {
            question(frame, Some(enterprise), &self.code)
        };
        Link { href, words: enterprise.name.clone() }
    }
}

/// The address that asks for a code.
pub(super) fn question(frame: &Frame, enterprise: Option<&Enterprise>, code: &str) -> String {
    let code = percent_encoded(code);
    match enterprise {
        Some(enterprise) => frame.onward(&format!("/query?enterprise={}&code={code}", enterprise.id)),
        None => frame.onward(&format!("/query?code={code}")),
    }
}

/// The address of the form with the enterprise filled in.
pub(super) fn prefilled(frame: &Frame, enterprise: &Enterprise) -> String {
    frame.onward(&format!("/?enterprise={}", percent_encoded(&enterprise.name)))
}

/// The address of the form that reports a problem with an answer.
pub(super) fn report(frame: &Frame, answer: &Answer) -> String {
    let text = answer.code.as_ref().map_or(answer.text.as_str(), TraceCode::as_str);
    let verdict = answer.verdict.as_str();
    let mut address = format!("/report?code={}&verdict={verdict}", percent_encoded(text));
    if let Some(enterprise) = &answer.enterprise {
        address.push_str("&enterprise=");
        address.push_str(&enterprise.id.to_string());
    }
    frame.onward(&address)
}
