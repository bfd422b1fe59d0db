//! Changes of packages on the wire.

use rusu_core::code::TraceCode;
use rusu_core::packaging::{PackagingEvent, PackagingStep};
use rusu_intake::{LotError, PackagingOrder, PackagingSheet};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::moment;

/// Codes that are put into a package or taken out of it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PackagingOrderBody {
    /// `packed` or `unpacked`.
    #[schema(example = "packed")]
    pub step: String,
    /// The case or pallet.
    pub package: String,
    /// Cans, or cases for a pallet; at most 1,000.
    pub codes: Vec<String>,
    /// Why, in at most 500 characters.
    pub reason: String,
}

impl PackagingOrderBody {
    /// The order in the domain's words.
    pub(crate) fn order(self) -> Result<PackagingOrder, LotError> {
        let form = |field, given: &str| LotError::Form { field, given: given.to_owned() };
        let code = |field, text: &str| TraceCode::parse(text).map_err(|_| form(field, text));
        let codes = self.codes.iter().map(|text| code("codes", text));
        Ok(PackagingOrder {
            step: PackagingStep::from_word(self.step.trim()).ok_or_else(|| form("step", &self.step))?,
            package: code("package", &self.package)?,
            codes: codes.collect::<Result<Vec<_>, LotError>>()?,
            reason: self.reason,
        })
    }
}

/// What became of an order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct PackagingCountBody {
    /// Codes that did not stand so already.
    pub changed: usize,
}

/// A change of a code's package.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct PackagingEventBody {
    /// `packed` or `unpacked`.
    #[schema(example = "packed")]
    pub step: &'static str,
    /// The can or case.
    pub code: String,
    /// The case or pallet.
    pub package: String,
    /// Why.
    pub reason: String,
    /// When.
    #[schema(format = DateTime)]
    pub at: String,
}

impl From<&PackagingEvent> for PackagingEventBody {
    fn from(event: &PackagingEvent) -> Self {
        Self {
            step: event.step.as_str(),
            code: event.code.to_string(),
            package: event.package.to_string(),
            reason: event.why.clone(),
            at: moment(event.at),
        }
    }
}

/// What a code is in as of now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct PackagingSheetBody {
    /// `outer`, `inner`, `case` or `pallet`.
    #[schema(example = "outer")]
    pub carrier: &'static str,
    /// The case or pallet that it is in; for an inner code its can's outer one.
    #[schema(required)]
    pub parent: Option<String>,
    /// The latest changes of it and of what is or was in it, latest first, at most 100.
    pub history: Vec<PackagingEventBody>,
}

impl From<&PackagingSheet> for PackagingSheetBody {
    fn from(sheet: &PackagingSheet) -> Self {
        Self {
            carrier: sheet.carrier.as_str(),
            parent: sheet.parent.as_ref().map(ToString::to_string),
            history: sheet.history.iter().map(PackagingEventBody::from).collect(),
        }
    }
}
