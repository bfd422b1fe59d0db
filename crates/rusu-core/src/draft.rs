//! What a delivery says before it is checked as a whole: typed entries, cell by cell correct, whose
//! references (product, site, document) are not yet known to exist.

use jiff::civil::Date;

use crate::code::TraceCode;
use crate::code_rule::CodeRule;
use crate::enterprise::{Reference, Site};
use crate::identifiers::{CreditCode, FormulaRegistration, Gtin};
use crate::lineage::LineageNode;
use crate::lot::{CirculationEvent, Conclusion, LotNumber};
use crate::product::Product;

/// One row of a delivery.
#[derive(Clone, Debug, PartialEq)]
pub enum Entry {
    /// The enterprise about itself.
    Enterprise(Box<EnterpriseEntry>),
    /// A site.
    Site(Box<Site>),
    /// A product.
    Product(Box<Product>),
    /// How codes look.
    CodeRule(Box<CodeRule>),
    /// A lot with its lot-level items.
    Lot(Box<LotEntry>),
    /// A raw material of a lot.
    RawMaterial(Box<RawMaterialEntry>),
    /// A step of a lot's circulation.
    Circulation(LotNumber, CirculationEvent),
    /// A can.
    Unit(UnitEntry),
}

/// The enterprise's profile, as sent.
#[derive(Clone, Debug, PartialEq)]
pub struct EnterpriseEntry {
    /// Item 18.
    pub legal_name: String,
    /// Item 19.
    pub credit_code: CreditCode,
    /// Brands, for search; empty leaves them unchanged.
    pub brands: Vec<String>,
    /// Item 22.
    pub contact_phone: String,
    /// Item 23.
    pub website: Option<String>,
    /// Item 25.
    pub certificate: Option<CertificateEntry>,
    /// How lot numbers carry the production date, if they do: the pattern of a
    /// [`LotNumberRule`](crate::code_rule::LotNumberRule).
    pub lot_number_pattern: Option<String>,
}

/// An integrity certificate, as sent.
#[derive(Clone, Debug, PartialEq)]
pub struct CertificateEntry {
    /// Its number.
    pub number: String,
    /// Its grade.
    pub grade: Option<String>,
    /// Its issuer.
    pub issuer: String,
    /// First day of validity.
    pub valid_from: Option<Date>,
    /// Last day of validity.
    pub valid_to: Date,
    /// File name of the scan.
    pub file: Option<String>,
}

/// A lot, as sent.
#[derive(Clone, Debug, PartialEq)]
pub struct LotEntry {
    /// Item 13.
    pub number: LotNumber,
    /// Of which product.
    pub product: Reference,
    /// Made where; may be left out by an enterprise with one site.
    pub site: Option<Reference>,
    /// Item 11.
    pub production_date: Date,
    /// Items 30 and 31; `None` if every such cell is empty.
    pub inspection: Option<InspectionEntry>,
    /// What the delivery repeats of the product; must equal what is registered.
    pub stated: StatedProduct,
    /// Why an already published lot is sent again with other values.
    pub reason: Option<String>,
    /// Whether it is not to be published yet.
    pub is_draft: bool,
}

/// Fields of the product that a lot may repeat.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct StatedProduct {
    /// Item 2.
    pub name: Option<String>,
    /// Item 6.
    pub net_content: Option<String>,
    /// Item 10.
    pub formula_registration: Option<FormulaRegistration>,
    /// Item 17.
    pub gtin: Option<Gtin>,
    /// Derived from items 11 and 12.
    pub expiry_date: Option<Date>,
}

/// An inspection report, as sent.
#[derive(Clone, Debug, PartialEq)]
pub struct InspectionEntry {
    /// The report's number.
    pub report_number: String,
    /// Who inspected.
    pub laboratory: String,
    /// Date of the report.
    pub report_date: Date,
    /// What it concludes.
    pub conclusion: Conclusion,
    /// What was tested.
    pub tested_parameters: Option<String>,
    /// File name of the report; absent is refused by a rule.
    pub file: Option<String>,
}

/// A raw material, as sent.
#[derive(Clone, Debug, PartialEq)]
pub struct RawMaterialEntry {
    /// Of which lot.
    pub lot: LotNumber,
    /// Item 27.
    pub name: String,
    /// Item 27.
    pub material_lot: Option<String>,
    /// Who delivered it.
    pub supplier: Option<String>,
    /// The lots and raw-material lots that it was made from.
    pub made_from: Vec<LineageNode>,
    /// Item 28; absent is refused by a rule.
    pub origin: Option<String>,
    /// Item 29; absent is refused by a rule.
    pub certificate_number: Option<String>,
    /// Item 29.
    pub certificate_date: Option<Date>,
    /// Item 29.
    pub conclusion: Option<Conclusion>,
    /// File name of the certificate; absent is refused by a rule.
    pub file: Option<String>,
}

/// A can, as sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnitEntry {
    /// Of which lot; may be left out where the delivery holds one lot only.
    pub lot: Option<LotNumber>,
    /// The outer code.
    pub code: TraceCode,
    /// The inner code.
    pub inner: Option<TraceCode>,
    /// The case it is in.
    pub case: Option<TraceCode>,
    /// The pallet the case is on.
    pub pallet: Option<TraceCode>,
}
