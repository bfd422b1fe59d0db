//! The record on the wire: 32 items, the lot, its way, its corrections.

use rusu_core::code::TraceCode;
use rusu_core::history::{Subject, ValueChange};
use rusu_core::lot::{DocumentRef, Lot};
use rusu_core::product::Product;
use rusu_core::record::{Bilingual, Completeness, Milestone, Record, RecordItem, TRACE_CODE};
use rusu_core::texts::Lang;
use serde::Serialize;
use utoipa::ToSchema;

use super::{EnterpriseBody, moment, percent_encoded};
use crate::pieces::{Fixed, Pieces};

/// A certificate or report to open.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct DocumentBody {
    /// What it is.
    pub title: String,
    /// Where it is; the content never changes.
    pub url: String,
    /// `application/pdf`, `image/jpeg` or `image/png`.
    #[schema(example = "application/pdf")]
    pub media: &'static str,
    /// How large it is.
    pub bytes: u64,
}

/// One of the 32 items of one can.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct ItemBody {
    /// 1–32.
    pub no: u8,
    /// Its stable id.
    #[schema(example = "net_content")]
    pub id: &'static str,
    /// Its name.
    pub name: &'static str,
    /// Its value in words; `null` means that the enterprise has not provided it.
    #[schema(required)]
    pub value: Option<String>,
    /// Under which heading it is shown.
    #[schema(example = "product")]
    pub group: &'static str,
    /// Whether an enterprise must provide it.
    pub mandatory: bool,
    /// The same value as a table, the first row being its heading; empty where it is none.
    pub rows: Vec<Vec<String>>,
    /// Certificates and reports behind it.
    pub documents: Vec<DocumentBody>,
}

impl ItemBody {
    fn new(item: &RecordItem, lang: Lang, public_url: &str) -> Self {
        let said = |text: &Bilingual| text.get(lang).to_owned();
        let document = |title: &Bilingual, file: &DocumentRef| DocumentBody {
            title: said(title),
            url: format!("{public_url}/documents/{}/{}", file.hash, percent_encoded(&file.file_name)),
            media: file.media.as_str(),
            bytes: file.bytes,
        };
        Self {
            no: item.item.no,
            id: item.item.id,
            name: item.item.name(lang),
            value: item.value.as_ref().map(said),
            group: item.item.group.as_str(),
            mandatory: item.item.mandatory,
            rows: item.rows.iter().map(|row| row.iter().map(said).collect()).collect(),
            documents: item.documents.iter().map(|d| document(&d.title, &d.document)).collect(),
        }
    }
}

/// The lot, for programs that need its values by themselves.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct LotBody {
    /// As printed on the can.
    pub number: String,
    /// When it was made.
    #[schema(format = Date)]
    pub production_date: String,
    /// When it expires.
    #[schema(format = Date)]
    pub expiry_date: String,
    /// `published`, `under_correction`, `withdrawn` or `archived`.
    #[schema(example = "published")]
    pub state: &'static str,
    /// When it was first published.
    #[schema(format = DateTime)]
    pub published_at: String,
}

impl From<&Lot> for LotBody {
    fn from(lot: &Lot) -> Self {
        Self {
            number: lot.key.number.to_string(),
            production_date: lot.production_date.to_string(),
            expiry_date: lot.expiry_date.to_string(),
            state: lot.state.as_str(),
            published_at: moment(lot.published_at),
        }
    }
}

/// The product, for programs that need its values by themselves.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct ProductBody {
    /// Its name.
    pub name: String,
    /// Its brand.
    pub brand: String,
    /// `infant`, `older_infant` or `young_child`.
    #[schema(example = "infant")]
    pub stage: &'static str,
    /// `milk_based` or `soy_based`.
    #[schema(example = "milk_based")]
    pub base: &'static str,
    /// From which month of age.
    pub age_from_months: u32,
    /// To which month of age; `null` means open-ended.
    #[schema(required)]
    pub age_to_months: Option<u32>,
    /// Such as `800 g`.
    pub net_content: String,
    /// The number of its registration.
    pub formula_registration_no: String,
    /// The product's barcode.
    #[schema(required)]
    pub gtin: Option<String>,
    /// How long it keeps.
    pub shelf_life_months: u32,
}

impl From<&Product> for ProductBody {
    fn from(product: &Product) -> Self {
        Self {
            name: product.name.clone(),
            brand: product.brand_name.clone(),
            stage: product.stage.as_str(),
            base: product.base.as_str(),
            age_from_months: product.age_from_months,
            age_to_months: product.age_to_months,
            net_content: product.net_content.clone(),
            formula_registration_no: product.formula_registration.to_string(),
            gtin: product.gtin.as_ref().map(|gtin| gtin.short().to_owned()),
            shelf_life_months: product.shelf_life_months,
        }
    }
}

/// Where it was made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct SiteBody {
    /// The plant's name.
    pub name: String,
    /// Such as `黑龙江省齐齐哈尔市`.
    #[schema(required)]
    pub place_of_production: Option<String>,
    /// The number of its production licence.
    pub licence: String,
}

/// A step on the lot's way.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct MilestoneBody {
    /// On which day.
    #[schema(format = Date)]
    pub date: String,
    /// What happened.
    pub title: String,
    /// Where.
    #[schema(required)]
    pub place: Option<String>,
}

impl MilestoneBody {
    fn new(milestone: Milestone, lang: Lang) -> Self {
        let title = milestone.title.get(lang).to_owned();
        Self { date: milestone.date.to_string(), title, place: milestone.place }
    }
}

/// How much of the catalogue is filled.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct CompletenessBody {
    /// Mandatory items with a value.
    pub mandatory_filled: u8,
    /// Mandatory items.
    pub mandatory: u8,
    /// Items with a value.
    pub filled: u8,
    /// Items: 32.
    pub all: u8,
}

impl From<Completeness> for CompletenessBody {
    fn from(completeness: Completeness) -> Self {
        let Completeness { mandatory_filled, mandatory, filled, all } = completeness;
        Self { mandatory_filled, mandatory, filled, all }
    }
}

/// A value that was changed after its first publication.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct ChangeBody {
    /// `enterprise`, `site`, `product` or `lot`.
    #[schema(example = "lot")]
    pub subject: &'static str,
    /// The site's or product's reference, or the lot's number.
    #[schema(required)]
    pub reference: Option<String>,
    /// A trace item's id, or a field's name.
    #[schema(example = "production_date")]
    pub field: String,
    /// Before; `null` if there was none.
    #[schema(required)]
    pub old: Option<String>,
    /// After; `null` if it was taken away.
    #[schema(required)]
    pub new: Option<String>,
    /// Why, in the enterprise's words; may be empty.
    pub why: String,
    /// When.
    #[schema(format = DateTime)]
    pub at: String,
}

/// How lot numbers carry a date is a matter between the enterprise and the platform.
const INTERNAL_FIELD: &str = "lot_number_pattern";

impl From<&ValueChange> for ChangeBody {
    fn from(change: &ValueChange) -> Self {
        let (subject, reference) = match &change.subject {
            Subject::Enterprise => ("enterprise", None),
            Subject::Site(reference) => ("site", Some(reference.clone())),
            Subject::Product(reference) => ("product", Some(reference.clone())),
            Subject::Lot(number) => ("lot", Some(number.clone())),
        };
        Self {
            subject,
            reference,
            field: change.field.clone(),
            old: change.old.clone(),
            new: change.new.clone(),
            why: change.why.clone(),
            at: moment(change.at),
        }
    }
}

/// Everything known of the lot and the can.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct RecordBody {
    /// All 32 items, in order.
    #[schema(min_items = 32, max_items = 32)]
    pub items: Vec<ItemBody>,
    /// The lot.
    pub lot: LotBody,
    /// The product.
    pub product: ProductBody,
    /// Where it was made.
    pub site: SiteBody,
    /// The group to which the enterprise belongs.
    #[schema(required)]
    pub group: Option<EnterpriseBody>,
    /// The lot's way, oldest first.
    pub timeline: Vec<MilestoneBody>,
    /// How much of the catalogue is filled.
    pub completeness: CompletenessBody,
    /// Changes since the first publication, oldest first.
    pub changes: Vec<ChangeBody>,
}

impl RecordBody {
    /// A record in a language. Production volumes are nobody's business: the number of cans stays out.
    pub(super) fn new(record: &Record, items: &[RecordItem], lang: Lang, public_url: &str) -> Self {
        let shown = record.changes.iter().filter(|change| change.field != INTERNAL_FIELD);
        Self {
            items: items.iter().map(|item| ItemBody::new(item, lang, public_url)).collect(),
            lot: LotBody::from(&record.lot),
            product: ProductBody::from(&record.product),
            site: SiteBody {
                name: record.site.name.clone(),
                place_of_production: record.site.place_of_production.clone(),
                licence: record.site.licence.to_string(),
            },
            group: record.group.as_ref().map(|group| EnterpriseBody::from(&**group)),
            timeline: record.timeline().into_iter().map(|m| MilestoneBody::new(m, lang)).collect(),
            completeness: record.completeness.into(),
            changes: shown.map(ChangeBody::from).collect(),
        }
    }
}

/// A record as JSON, but for the code of the can.
pub(crate) struct RecordJson {
    before: String,
    after: Fixed,
}

/// Stands where the code belongs while the JSON is made. No text of an enterprise holds it: these are
/// noncharacters, which no text may hold; if one does, nothing is kept of its record.
const PLACE: &str = "\u{10FFFE}\u{10FFFF}";

impl RecordJson {
    /// A record's JSON in a language; `None` if the code's place is not to be found in it.
    pub(crate) fn new(record: &Record, lang: Lang, public_url: &str) -> Option<Self> {
        let mut items = record.items.clone();
        let own = items.iter_mut().find(|item| item.item.id == TRACE_CODE)?;
        own.value = Some(Bilingual { zh: PLACE.to_owned(), en: PLACE.to_owned() });
        let json = serde_json::to_string(&RecordBody::new(record, &items, lang, public_url)).ok()?;
        let (before, after) = json.split_once(PLACE)?;
        let is_clear = !after.contains(PLACE);
        is_clear.then(|| Self { before: before.to_owned(), after: Fixed::new(after.to_owned()) })
    }

    /// Writes the JSON of one can's record. A code is digits and letters, which JSON writes as they are.
    pub(crate) fn write<'a>(&'a self, code: &TraceCode, json: &mut Pieces<'a>) {
        json.short(&self.before);
        json.short(code.as_str());
        json.long(&self.after);
    }

    /// About so many bytes of memory.
    pub(crate) fn bytes(&self) -> usize {
        self.before.len() + self.after.bytes()
    }
}
