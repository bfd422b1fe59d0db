//! Results of official sampling on the page of the lot.

use rusu_core::portal::{Conclusion, SamplingFailure, SamplingResult};
use rusu_core::texts::{self, Argument};

use super::frame::Frame;

/// One result.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Sampled {
    pub is_pass: bool,
    pub conclusion: String,
    pub authority: String,
    pub notice: String,
    pub date: String,
    pub href: Option<String>,
    /// What did not conform, each with its limit.
    pub failures: Vec<String>,
}

impl Sampled {
    /// A result in words.
    pub fn new(frame: &Frame, result: &SamplingResult) -> Self {
        Self {
            is_pass: result.conclusion == Conclusion::Pass,
            conclusion: frame.t(&format!("conclusion-{}", result.conclusion.as_str())),
            authority: result.authority.clone(),
            notice: result.notice.clone(),
            date: result.published_on.to_string(),
            href: result.notice_url.clone().filter(|url| url.starts_with("https://")),
            failures: result.failures.iter().map(|failure| words(frame, failure)).collect(),
        }
    }
}

fn words(frame: &Frame, failure: &SamplingFailure) -> String {
    let SamplingFailure { parameter, found, limit } = failure;
    let arguments: [(&str, Argument<'_>); 3] =
        [("parameter", parameter.into()), ("found", found.into()), ("limit", limit.into())];
    texts::format(frame.lang(), "result-sampling-failure", &arguments)
}
