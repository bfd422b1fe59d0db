//! The page of an answer with a record: verdict, comparison with the can, and the 32 items.
//!
//! Order: by worry and not by statute. Quality and its documents come first, then the way from farm
//! to shelf, the product, feeding, the enterprise, and what was published and corrected when.

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

use super::change::{self, ChangeView};
use super::form::{self, Link, question};
use super::frame::{Asked, Frame};
use super::items::{ItemView, Items, phone_href};
use super::marked::{Kind, MarkedCode};
use super::sampled::Sampled;
use super::share;
use super::verdict::VerdictView;
use super::way::Way;

/// Most lot numbers that a recall notice names on the page.
const NOTICE_LOTS_MAX: usize = 60;

/// A figure to hold against the can.
struct Figure {
    item: ItemView,
    /// The label where it is not the item's name.
    name: String,
    value: String,
    /// A second, smaller value.
    note: Option<String>,
    /// The code, which is not a mere text.
    code: Option<MarkedCode>,
}

/// Items under one heading.
struct Group {
    id: &'static str,
    title: String,
    items: Vec<ItemView>,
    way: Option<Way>,
}

/// A recall's notice.
struct Notice {
    rows: Vec<NoticeRow>,
}

/// A line of a notice.
struct NoticeRow {
    name: String,
    value: String,
    href: Option<String>,
}

/// What is in a case or on a pallet.
struct PackageView {
    heading: String,
    codes: Vec<(String, MarkedCode)>,
    more: Option<String>,
}

/// What was published, and corrected since.
struct Proof {
    published: String,
    complete: String,
    changes: Vec<ChangeView>,
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
    sampling: Vec<Sampled>,
    /// Whether one of them found a failure.
    is_sampled_bad: bool,
    notices: Vec<Notice>,
    maker: String,
    product: Option<ItemView>,
    age: Option<String>,
    figures: Vec<Figure>,
    package: Option<PackageView>,
    groups: Vec<Group>,
    proof: Proof,
}

impl Found {
    /// The page of an answer; `None` if it has no record.
    pub fn new(asked: &Asked, is_sample: bool, at: Timestamp, answer: &Answer) -> Option<Self> {
        let (record, code) = (answer.record.as_ref()?, answer.code.as_ref()?);
        let mut frame = Frame::new(asked, "result-title", is_sample || record.enterprise.is_sample);
        frame.is_private = true;
        frame.looked_at = Some(at);
        let lang = frame.lang();
        let mut items = Items::new(record, code, lang);
        let product = items.take("product_name");
        let figures = figures(&frame, &mut items, record, code);
        let age = record.items.iter().find(|item| item.item.id == "applicable_age");
        let age = age.and_then(|item| item.value.as_ref()).map(|value| value.get(lang).to_owned());
        Some(Self {
            verdict: VerdictView::new(answer, lang),
            scans: scans(answer, lang),
            call: call(&frame, answer, record),
            share: share::href(&frame, answer)?,
            report: form::report(&frame, answer),
            is_sampled_bad: answer.has_failed_sampling(),
            sampling: answer.sampling.iter().map(|result| Sampled::new(&frame, result)).collect(),
            notices: answer.recalls.iter().map(|recall| notice(&frame, recall)).collect(),
            maker: maker(record, lang),
            product,
            age,
            figures,
            package: answer.package.as_ref().map(|contents| package(&frame, answer, contents)),
            groups: groups(&frame, items, record),
            proof: proof(&frame, record),
            frame,
        })
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
    figures: Vec<Figure>,
    /// The whole answer, in a page of its own.
    whole: String,
}

impl Found {
    /// The short answer; `question` is the address of the whole one.
    pub fn framed(self, question: &str) -> FramedFound {
        let Self { frame, verdict, scans, call, figures, .. } = self;
        FramedFound { whole: frame.whole_answer(question), frame, verdict, scans, call, figures }
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

fn notice(frame: &Frame, recall: &Recall) -> Notice {
    let separator = frame.t("verdict-list-separator");
    let mut lots: Vec<&str> = recall.lots.iter().take(NOTICE_LOTS_MAX).map(|lot| lot.as_str()).collect();
    if recall.lots.len() > NOTICE_LOTS_MAX {
        lots.push("…");
    }
    let values = [
        ("notice-level", frame.t(&format!("recall-level-{}", recall.level.as_str()))),
        ("notice-announced", change::minute(recall.announced_at)),
        ("notice-lots", lots.join(&separator)),
        ("notice-reason", recall.reason.clone()),
        ("notice-instructions", recall.instructions.clone()),
        ("notice-phone", recall.contact_phone.clone()),
    ];
    let filled = values.into_iter().filter(|(_, value)| !value.trim().is_empty());
    let row = |(id, value): (&str, String)| {
        let href = if id == "notice-phone" { phone_href(&value) } else { None };
        NoticeRow { name: frame.t(id), value, href }
    };
    Notice { rows: filled.map(row).collect() }
}

fn maker(record: &Record, lang: Lang) -> String {
    let Record { enterprise, group, site, .. } = record;
    let own = match lang {
        Lang::Zh => format!("{}（{}）", enterprise.name, site.name),
        Lang::En => format!("{} ({})", enterprise.name, site.name),
    };
    match group {
        Some(group) => format!("{} · {own}", group.name),
        None => own,
    }
}

fn figures(frame: &Frame, items: &mut Items, record: &Record, code: &TraceCode) -> Vec<Figure> {
    let ids = ["production_date", "shelf_life", "lot_number", "net_content", "trace_code"];
    let figure = |item: ItemView| {
        let (name, value) = (item.name.clone(), item.value.clone().unwrap_or_default());
        match item.id {
            // The can carries the date or the months: both are shown.
            "shelf_life" => Figure {
                name: frame.t("result-expiry"),
                value: record.lot.expiry_date.to_string(),
                note: item.value.clone(),
                code: None,
                item,
            },
            "trace_code" => {
                Figure { item, name, value, note: None, code: Some(MarkedCode::plain(code.as_str())) }
            }
            _ => Figure { item, name, value, note: None, code: None },
        }
    };
    items.take_all(&ids).into_iter().map(figure).collect()
}

/// Groups in the order of worry, with their items.
const GROUPS: [(&str, &[&str]); 5] = [
    ("quality", &["inspection_conclusion", "product_inspection_report", "main_ingredient_conformity"]),
    ("way", &["main_ingredient_origin", "main_ingredients", "production_process", "place_of_production"]),
    (
        "goods",
        &[
            "brand_name",
            "formula_category",
            "applicable_age",
            "formula_registration_no",
            "product_standard_code",
            "gtin",
            "ingredient_list",
            "nutrition_facts",
        ],
    ),
    ("feeding", &["feeding_instructions", "storage_conditions", "consumer_guide"]),
    (
        "maker",
        &[
            "manufacturer_name",
            "uscc",
            "contact_phone",
            "production_licence_no",
            "manufacturer_address",
            "website",
            "integrity_certificate",
        ],
    ),
];

fn groups(frame: &Frame, mut items: Items, record: &Record) -> Vec<Group> {
    let mut group = |(id, ids): (&'static str, &[&str])| {
        let way = (id == "way").then(|| Way::new(record, items.take("circulation_info"), frame.lang()));
        Group { id, title: frame.t(&format!("group-{id}")), items: items.take_all(ids), way }
    };
    let mut groups: Vec<Group> = GROUPS.into_iter().map(&mut group).collect();
    if let Some(last) = groups.last_mut() {
        last.items.extend(items.rest());
    }
    groups
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

fn proof(frame: &Frame, record: &Record) -> Proof {
    let complete = record.completeness;
    let arguments: [(&str, Argument<'_>); 3] = [
        ("filled", u64::from(complete.filled).into()),
        ("mandatory", u64::from(complete.mandatory).into()),
        ("given", u64::from(complete.mandatory_filled).into()),
    ];
    Proof {
        published: frame.t1("proof-published", "at", &change::minute(record.lot.published_at)),
        complete: texts::format(frame.lang(), "proof-complete", &arguments),
        changes: change::all(&record.changes, frame.lang()),
    }
}
