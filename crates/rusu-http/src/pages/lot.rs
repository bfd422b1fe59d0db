//! The part of a lot's page that is the same for each of its cans, rendered once: the 32 items but
//! for the code itself, official sampling, and what was published and corrected.

use askama::Template;
use rusu_core::portal::SamplingResult;
use rusu_core::record::Record;
use rusu_core::texts::{self, Argument, Lang};

use super::change::{self, ChangeView};
use super::frame::{Asked, Frame};
use super::items::{ItemView, Items};
use super::sampled::Sampled;
use super::way::Way;
use crate::pieces::Fixed;

/// A figure to hold against the can.
pub(super) struct Figure {
    pub item: ItemView,
    /// The label where it is not the item's name.
    pub name: String,
    pub value: String,
    /// A second, smaller value.
    pub note: Option<String>,
    /// Whether it is the code, which is another one on each can.
    pub is_code: bool,
}

/// Items under one heading.
struct Group {
    id: &'static str,
    title: String,
    items: Vec<ItemView>,
    way: Option<Way>,
}

/// What was published, and corrected since.
struct Proof {
    published: String,
    complete: String,
    changes: Vec<ChangeView>,
}

/// Everything of a page that depends on the lot and the language alone.
pub(crate) struct LotPage {
    /// The results that are told here.
    pub sampling: Vec<SamplingResult>,
    pub(super) maker: String,
    pub(super) product: Option<ItemView>,
    pub(super) age: Option<String>,
    pub(super) figures: Vec<Figure>,
    /// When it was last amended, and what.
    pub(super) amended: Option<String>,
    /// HTML: the ways to the groups, and the first group up to its last link.
    pub(super) first: Fixed,
    /// HTML: the other groups, and what was published and corrected.
    pub(super) others: Fixed,
}

#[derive(Template)]
#[template(path = "lot-first.html")]
struct First<'a> {
    frame: &'a Frame,
    groups: &'a [Group],
    group: &'a Group,
    sampling: &'a [Sampled],
}

#[derive(Template)]
#[template(path = "lot-others.html")]
struct Others<'a> {
    frame: &'a Frame,
    groups: &'a [Group],
    proof: &'a Proof,
}

impl LotPage {
    /// Renders a lot's part of its cans' pages.
    pub fn new(record: &Record, sampling: &[SamplingResult], lang: Lang) -> Self {
        let frame = Frame::new(&Asked { lang, ..Asked::default() }, "result-title", false);
        let mut items = Items::of_lot(record, lang);
        let product = items.take("product_name");
        let figures = figures(&frame, &mut items, record);
        let age = record.items.iter().find(|item| item.item.id == "applicable_age");
        let age = age.and_then(|item| item.value.as_ref()).map(|value| value.get(lang).to_owned());
        let (groups, proof) = (groups(&frame, items, record), proof(&frame, record));
        let told: Vec<Sampled> = sampling.iter().map(|result| Sampled::new(&frame, result)).collect();
        let (first, others) = match groups.split_first() {
            Some((group, others)) => (
                html(&First { frame: &frame, groups: &groups, group, sampling: &told }),
                html(&Others { frame: &frame, groups: others, proof: &proof }),
            ),
            None => (String::new(), String::new()),
        };
        let (first, others) = (Fixed::new(first), Fixed::new(others));
        let (maker, amended) = (maker(record, lang), change::latest(&record.changes, lang));
        Self { sampling: sampling.to_vec(), maker, product, age, figures, amended, first, others }
    }

    /// About so many bytes of memory.
    pub fn bytes(&self) -> usize {
        // Figures and names are short; what they take is the same for all lots, about.
        const FIGURES_BYTES: usize = 4 * 1024;
        self.first.bytes() + self.others.bytes() + FIGURES_BYTES
    }
}

/// A template of the house over texts in memory is always rendered; what was not would be seen at
/// once, and stands in the log.
fn html(part: &impl Template) -> String {
    let html = part.render().inspect_err(|error| tracing::error!(%error, "a lot cannot be rendered"));
    html.unwrap_or_default()
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

fn figures(frame: &Frame, items: &mut Items, record: &Record) -> Vec<Figure> {
    let ids = ["production_date", "shelf_life", "lot_number", "net_content", "trace_code"];
    let figure = |item: ItemView| {
        let (name, value) = (item.name.clone(), item.value.clone().unwrap_or_default());
        match item.id {
            // The can carries the date or the months: both are shown.
            "shelf_life" => Figure {
                name: frame.t("result-expiry"),
                value: record.lot.expiry_date.to_string(),
                note: item.value.clone(),
                is_code: false,
                item,
            },
            id => Figure { item, name, value, note: None, is_code: id == "trace_code" },
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
