//! Enterprises and their sites.

use std::fmt;

use jiff::Timestamp;
use jiff::civil::Date;

use crate::identifiers::{CreditCode, ProductionLicence};
use crate::lot::DocumentRef;

/// The platform's number for an enterprise, given at admission and never used again.
///
/// Shape: decimal, from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct EnterpriseId(pub u32);

impl fmt::Display for EnterpriseId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// Which of an enterprise's goods the platform knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Coverage {
    /// All goods within their shelf life.
    InShelfLife,
    /// Goods produced on or after a date.
    Since(Date),
}

/// A maker, or a group (集团) that is the parent of others.
#[derive(Clone, Debug, PartialEq)]
pub struct Enterprise {
    /// The platform's number.
    pub id: EnterpriseId,
    /// The name people know, as the directory lists it.
    pub name: String,
    /// Brands on its cans; a search finds the enterprise by them.
    pub brands: Vec<String>,
    /// The group it belongs to.
    pub parent: Option<EnterpriseId>,
    /// What of its goods is on the platform.
    pub coverage: Coverage,
    /// What the enterprise itself has published; `None` until its first master data.
    pub profile: Option<EnterpriseProfile>,
    /// Invented, for trying the platform out; pages say so.
    pub is_sample: bool,
    /// When its latest lot was published.
    pub last_delivered_at: Option<Timestamp>,
}

/// What an enterprise says of itself (trace items 18, 19, 22, 23, 25).
#[derive(Clone, Debug, PartialEq)]
pub struct EnterpriseProfile {
    /// Item 18, the registered name.
    pub legal_name: String,
    /// Item 19.
    pub credit_code: CreditCode,
    /// Item 22.
    pub contact_phone: String,
    /// Item 23, an https URL.
    pub website: Option<String>,
    /// Item 25.
    pub integrity_certificate: Option<IntegrityCertificate>,
    /// How its lot numbers carry the production date, if they do: the pattern of a
    /// [`LotNumberRule`](crate::code_rule::LotNumberRule).
    pub lot_number_pattern: Option<String>,
}

/// A certificate of integrity management (企业诚信证书, GB/T 33300-2016).
#[derive(Clone, Debug, PartialEq)]
pub struct IntegrityCertificate {
    /// Free text of at most 64 characters.
    pub number: String,
    /// Such as `AAA`.
    pub grade: Option<String>,
    /// Who issued it.
    pub issuer: String,
    /// First day of validity.
    pub valid_from: Option<Date>,
    /// Last day of validity.
    pub valid_to: Date,
    /// The scanned certificate.
    pub document: Option<DocumentRef>,
}

/// An enterprise's own reference to one of its sites, products or rules.
///
/// Shape: 1–40 characters, trimmed.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Reference(String);

impl Reference {
    /// Takes a trimmed, non-empty text of at most 40 characters without control characters.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let fits = text.chars().count() <= crate::limits::REFERENCE_CHARACTERS_MAX;
        (!text.is_empty() && fits && !text.chars().any(char::is_control)).then(|| Self(text.to_owned()))
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Reference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A place of production: one production licence.
#[derive(Clone, Debug, PartialEq)]
pub struct Site {
    /// Whose.
    pub enterprise: EnterpriseId,
    /// The enterprise's own reference.
    pub reference: Reference,
    /// The plant's name.
    pub name: String,
    /// Item 20.
    pub address: String,
    /// Item 21, such as `黑龙江省齐齐哈尔市`.
    pub place_of_production: Option<String>,
    /// Item 24.
    pub licence: ProductionLicence,
    /// Item 24, last day of validity.
    pub licence_valid_to: Date,
}
