//! The page of an answer with a record: verdict, comparison with the can, and the 32 items.
//!
//! Order: by worry and not by statute. Quality and its documents come first, then the way from farm
//! to shelf, the product, feeding, the enterprise, and what was published and corrected when.

use std::sync::Arc;

use askama::Template;
use jiff::Timestamp;
use rusu_core::answer::{Answer, PackageContents, ScanBucket};
use rusu_core::calendar::china_day;
use rusu_core::code::TraceCode;
use rusu_core::code_rule::Carrier;
use rusu_core::limits::PACKAGE_CONTENTS_SHOWN_MAX;
use rusu_core::recall::Recall;
use rusu_core::record::Record;
use rusu_core::texts::{self, Argument, Lang};
use rusu_core::verdict::Tone;
use rusu_core::verdict_texts::bucket_text;

use super::change;
use super::form::{self, Link, question};
use super::frame::{Asked, Frame};
use super::items::phone_href;
use super::lot::LotPage;
use super::marked::{Kind, MarkedCode};
use super::recall_facts;
use super::render::HasPieces;
use super::share;
use super::verdict::VerdictView;
use crate::pieces::Fixed;
use crate::rendered::Rendered;

/// Most lot numbers that a recall notice names on the page.
const NOTICE_LOTS_MAX: usize = 60;

/// A recall's notice.
pub(super) struct Notice {
    pub rows: Vec<NoticeRow>,
}

/// A line of a notice.
pub(super) struct NoticeRow {
    pub name: String,
    pub value: String,
    pub href: Option<String>,
}

/// What is in a case or on a pallet.
struct PackageView {
    heading: String,
    codes: Vec<(String, MarkedCode)>,
    more: Option<String>,
}

/// The page.
#[derive(Template)]
#[template(path = "result.html")]
pub(super) struct Found {
    frame: Frame,
    verdict: VerdictView,
    scans: Option<String>,
    call: Option<Link>,
    /// Where the answer's picture stands.
    share: String,
    /// Where a problem is reported.
    report: String,
    /// Whether one result of official sampling found a failure.
    is_sampled_bad: bool,
    notices: Vec<Notice>,
    /// What is the same for every can of the lot.
    lot: Arc<LotPage>,
    /// The code, as the can carries it.
    code: MarkedCode,
    package: Option<PackageView>,
}

impl Found {
    /// The page of an answer; `None` if it has no record.
    pub fn new(
        asked: &Asked,
        is_sample: bool,
        at: Timestamp,
        answer: &Answer,
        rendered: &Rendered,
    ) -> Option<Self> {
        let (record, code) = (answer.record.as_ref()?, answer.code.as_ref()?);
        let mut frame = Frame::new(asked, "result-title", is_sample || record.enterprise.is_sample);
        frame.is_private = true;
        frame.looked_at = Some(at);
        let lang = frame.lang();
        Some(Self {
            verdict: VerdictView::new(answer, lang),
            scans: scans(answer, lang),
            call: call(&frame, answer, record),
            share: share::href(&frame, answer)?,
            report: form::report(&frame, answer),
            is_sampled_bad: answer.has_failed_sampling(),
            notices: answer.recalls.iter().map(|recall| notice(&frame, recall)).collect(),
            lot: rendered.page(record, &answer.sampling, lang),
            code: MarkedCode::plain(code.as_str()),
            package: answer.package.as_ref().map(|contents| package(&frame, answer, contents)),
            frame,
        })
    }
}

impl HasPieces for Found {
    fn pieces(&self) -> Vec<&Fixed> {
        vec![&self.lot.first, &self.lot.others]
    }
}

/// The short answer in somebody else's frame: verdict, count and comparison.
#[derive(Template)]
#[template(path = "embed-found.html")]
pub(super) struct FramedFound {
    frame: Frame,
    verdict: VerdictView,
    scans: Option<String>,
    call: Option<Link>,
    lot: Arc<LotPage>,
    code: MarkedCode,
    /// The whole answer, in a page of its own.
    whole: String,
}

impl Found {
    /// The short answer; `question` is the address of the whole one.
    pub fn framed(self, question: &str) -> FramedFound {
        let Self { frame, verdict, scans, call, lot, code, .. } = self;
        FramedFound { whole: frame.whole_answer(question), frame, verdict, scans, call, lot, code }
    }
}

/// How often it was asked for; under every verdict, because it is what people look for.
fn scans(answer: &Answer, lang: Lang) -> Option<String> {
    let scans = answer.scans?;
    if scans.bucket() == ScanBucket::First {
        return Some(texts::plain(lang, "result-scans-first"));
    }
    let bucket = bucket_text(scans.bucket(), lang);
    let first = scans.first_at.map(|at| china_day(at).to_string());
    Some(match &first {
        Some(first) => {
            let arguments: [(&str, Argument<'_>); 2] =
                [("bucket", (&bucket).into()), ("first", first.into())];
            texts::format(lang, "result-scans-since", &arguments)
        }
        None => texts::format(lang, "result-scans", &[("bucket", (&bucket).into())]),
    })
}

/// Whom to call, where something must be stopped.
fn call(frame: &Frame, answer: &Answer, record: &Record) -> Option<Link> {
    if answer.verdict.tone() != Tone::Stop {
        return None;
    }
    let own = record.enterprise.profile.as_ref().map(|profile| profile.contact_phone.clone());
    let gravest = answer.recalls.iter().min_by_key(|recall| recall.level);
    let phone = gravest.map(|r| r.contact_phone.clone()).filter(|phone| !phone.trim().is_empty()).or(own)?;
    Some(Link { href: phone_href(&phone)?, words: frame.t1("result-call", "phone", &phone) })
}

pub(super) fn notice(frame: &Frame, recall: &Recall) -> Notice {
    let (separator, lang) = (frame.t("verdict-list-separator"), frame.lang());
    let mut lots: Vec<&str> = recall.lots().take(NOTICE_LOTS_MAX).map(|lot| lot.as_str()).collect();
    if recall.lots().count() > NOTICE_LOTS_MAX {
        lots.push("…");
    }
    let values = [
        ("notice-level", frame.t(&format!("recall-level-{}", recall.level.as_str()))),
        ("notice-announced", recall.announced_at.map(change::minute).unwrap_or_default()),
        ("notice-lots", lots.join(&separator)),
        ("recalls-codes-name", recall_facts::codes(recall, lang).join(&separator)),
        ("notice-reason", recall.reason.clone()),
        ("notice-instructions", recall.instructions.clone()),
        ("notice-phone", recall.contact_phone.clone()),
        ("recalls-product", recall_facts::product(recall, lang)),
        ("recalls-regions", recall.plan.regions.join(&separator)),
        ("recalls-deadline", recall_facts::deadline(recall, lang).unwrap_or_default()),
        ("recalls-amendments", recall_facts::amendments(recall, lang).join("\n")),
    ];
    let filled = values.into_iter().filter(|(_, value)| !value.trim().is_empty());
    let row = |(id, value): (&str, String)| {
        let href = if id == "notice-phone" { phone_href(&value) } else { None };
        NoticeRow { name: frame.t(id), value, href }
    };
    Notice { rows: filled.map(row).collect() }
}

fn package(frame: &Frame, answer: &Answer, contents: &PackageContents) -> PackageView {
    let heading = if contents.carrier == Carrier::Pallet { "package-pallet" } else { "package-case" };
    let shown = u64::try_from(PACKAGE_CONTENTS_SHOWN_MAX).unwrap_or(u64::MAX);
    let link = |code: &TraceCode| {
        (question(frame, answer.enterprise.as_deref(), code.as_str()), MarkedCode::plain(code.as_str()))
    };
    PackageView {
        heading: frame.t(heading),
        codes: contents.codes.iter().map(link).collect(),
        more: contents.more.then(|| frame.t1("package-more", "count", shown)),
    }
}
