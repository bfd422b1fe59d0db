//! The directory and the catalogue on the wire.

use rusu_core::catalogue::TraceItem;
use rusu_core::enterprise::{Coverage, Enterprise};
use serde::Serialize;
use utoipa::ToSchema;

use super::{BothBody, moment};

/// What of an enterprise's goods is on the platform.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct CoverageBody {
    /// `in_shelf_life`: everything within its shelf life; `since`: produced on or after a date.
    #[schema(example = "since")]
    pub kind: &'static str,
    /// The date, for `since`.
    #[schema(required, format = Date)]
    pub since: Option<String>,
    /// The same in words.
    pub text: BothBody,
}

impl CoverageBody {
    fn new(coverage: Coverage) -> Self {
        match coverage {
            Coverage::InShelfLife => Self {
                kind: "in_shelf_life",
                since: None,
                text: BothBody::of_message("coverage-in-shelf-life", &[]),
            },
            Coverage::Since(date) => {
                let date = date.to_string();
                let text = BothBody::of_message("coverage-since", &[("date", (&date).into())]);
                Self { kind: "since", since: Some(date), text }
            }
        }
    }
}

/// A connected enterprise.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct EnterpriseBody {
    /// The platform's number, never used again.
    #[schema(example = 61)]
    pub id: u32,
    /// The name people know.
    pub name: String,
    /// Brands on its cans.
    pub brands: Vec<String>,
    /// The group it belongs to.
    #[schema(required)]
    pub parent: Option<u32>,
    /// The registered name, once the enterprise has published it.
    #[schema(required)]
    pub legal_name: Option<String>,
    /// The unified social credit code.
    #[schema(required)]
    pub credit_code: Option<String>,
    /// The enterprise's own telephone.
    #[schema(required)]
    pub contact_phone: Option<String>,
    /// The enterprise's own web site.
    #[schema(required)]
    pub website: Option<String>,
    /// What of its goods is on the platform.
    pub coverage: CoverageBody,
    /// Invented, for trying the platform out.
    pub is_sample: bool,
    /// When its latest lot was published.
    #[schema(required, format = DateTime)]
    pub last_delivered_at: Option<String>,
}

impl From<&Enterprise> for EnterpriseBody {
    fn from(enterprise: &Enterprise) -> Self {
        let profile = enterprise.profile.as_ref();
        Self {
            id: enterprise.id.0,
            name: enterprise.name.clone(),
            brands: enterprise.brands.clone(),
            parent: enterprise.parent.map(|id| id.0),
            legal_name: profile.map(|p| p.legal_name.clone()),
            credit_code: profile.map(|p| p.credit_code.to_string()),
            contact_phone: profile.map(|p| p.contact_phone.clone()),
            website: profile.and_then(|p| p.website.clone()),
            coverage: CoverageBody::new(enterprise.coverage),
            is_sample: enterprise.is_sample,
            last_delivered_at: enterprise.last_delivered_at.map(moment),
        }
    }
}

/// A connected enterprise, as the directory lists it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct ListedEnterpriseBody {
    /// The enterprise.
    #[serde(flatten)]
    pub enterprise: EnterpriseBody,
    /// Where its logo is: a PNG of 128 pixels square.
    #[schema(
        required,
        example = "/logos/9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08.png"
    )]
    pub logo: Option<String>,
}

/// Every connected enterprise, by number.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct DirectoryBody {
    /// The enterprises.
    pub enterprises: Vec<ListedEnterpriseBody>,
}

/// One of the 32 trace items.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct TraceItemBody {
    /// 1–32.
    pub no: u8,
    /// Its stable id.
    #[schema(example = "net_content")]
    pub id: &'static str,
    /// Its name.
    pub name: BothBody,
    /// Under which heading it is shown.
    #[schema(example = "product")]
    pub group: &'static str,
    /// What it is a property of.
    #[schema(example = "lot")]
    pub level: &'static str,
    /// Whether an enterprise must provide it.
    pub mandatory: bool,
    /// The law or standard that asks for it.
    pub source: &'static str,
}

impl From<&'static TraceItem> for TraceItemBody {
    fn from(item: &'static TraceItem) -> Self {
        Self {
            no: item.no,
            id: item.id,
            name: BothBody { zh: item.name_zh.to_owned(), en: item.name_en.to_owned() },
            group: item.group.as_str(),
            level: item.level.as_str(),
            mandatory: item.mandatory,
            source: item.source,
        }
    }
}

/// The 32 trace items, in order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct CatalogueBody {
    /// The items.
    pub items: Vec<TraceItemBody>,
}
