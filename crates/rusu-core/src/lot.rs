//! Lots, their parts, documents, raw materials and circulation.

use std::fmt;
use std::sync::Arc;

use jiff::Timestamp;
use jiff::civil::Date;

use crate::enterprise::{EnterpriseId, Reference};
use crate::limits::LOT_NUMBER_CHARACTERS_MAX;
use crate::lineage::LineageNode;
use crate::product::words;

/// Item 13, as printed on the can.
///
/// Shape: 1–20 printable characters, full-width forms narrowed, no inner spaces, upper case.
/// Source: GS1 AI (10).
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct LotNumber(Arc<str>);

impl LotNumber {
    /// Normalises and checks a text; `None` when empty, too long or holding control characters.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let number: String = text
            .trim()
            .chars()
            .map(crate::code::narrow)
            .filter(|c| !c.is_whitespace())
            .flat_map(char::to_uppercase)
            .collect();
        let length = number.chars().count();
        let fits = (1..=LOT_NUMBER_CHARACTERS_MAX).contains(&length);
        (fits && !number.chars().any(char::is_control)).then_some(Self(number.into()))
    }

    /// The normalised text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for LotNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Which lot, of all enterprises.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct LotKey {
    /// Whose.
    pub enterprise: EnterpriseId,
    /// Its number within the enterprise.
    pub number: LotNumber,
}

/// The number of a part within its enterprise, from 1.
///
/// A part is the set of codes that one submission brought for one lot. The code store points at
/// parts; the registry says which parts are published. Numbers are never used again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct PartNo(pub u32);

/// SHA-256 of a document's or an upload's bytes.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ContentHash(pub [u8; 32]);

impl ContentHash {
    /// Lower-case hexadecimal, 64 characters.
    #[must_use]
    pub fn to_hex(&self) -> String {
        use fmt::Write as _;
        self.0.iter().fold(String::with_capacity(64), |mut text, byte| {
            let _ = write!(text, "{byte:02x}");
            text
        })
    }

    /// Reads 64 hexadecimal characters.
    #[must_use]
    pub fn from_hex(text: &str) -> Option<Self> {
        let bytes = text.as_bytes();
        if bytes.len() != 64 || !bytes.iter().all(u8::is_ascii_hexdigit) {
            return None;
        }
        let mut hash = [0; 32];
        for (index, slot) in hash.iter_mut().enumerate() {
            *slot = u8::from_str_radix(text.get(index * 2..index * 2 + 2)?, 16).ok()?;
        }
        Some(Self(hash))
    }
}

impl fmt::Display for ContentHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.to_hex())
    }
}

impl fmt::Debug for ContentHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.to_hex())
    }
}

/// What kind of file a document is. Told by its first bytes, never by its name alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Media {
    /// PDF.
    Pdf,
    /// JPEG.
    Jpeg,
    /// PNG.
    Png,
    /// OFD, the Chinese page format (GB/T 33190).
    Ofd,
    /// WebP.
    Webp,
}

words!(Media, Media::Pdf => "application/pdf", Media::Jpeg => "image/jpeg", Media::Png => "image/png",
    Media::Ofd => "application/ofd", Media::Webp => "image/webp");

impl Media {
    /// The kind that the first bytes of a file tell. An OFD begins as any ZIP does and is not told so.
    #[must_use]
    pub fn from_first_bytes(bytes: &[u8]) -> Option<Self> {
        if bytes.starts_with(b"%PDF-") {
            Some(Self::Pdf)
        } else if bytes.starts_with(&[0xff, 0xd8, 0xff]) {
            Some(Self::Jpeg)
        } else if bytes.starts_with(b"\x89PNG\r\n\x1a\n") {
            Some(Self::Png)
        } else if bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WEBP") {
            Some(Self::Webp)
        } else {
            None
        }
    }

    /// The kind that a file name's extension claims.
    #[must_use]
    pub fn from_file_name(name: &str) -> Option<Self> {
        let extension = name.rsplit_once('.')?.1.to_ascii_lowercase();
        match extension.as_str() {
            "pdf" => Some(Self::Pdf),
            "jpg" | "jpeg" => Some(Self::Jpeg),
            "png" => Some(Self::Png),
            "ofd" => Some(Self::Ofd),
            "webp" => Some(Self::Webp),
            _ => None,
        }
    }
}

/// A stored document: where its bytes are and how it is called.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DocumentRef {
    /// SHA-256 of the bytes.
    pub hash: ContentHash,
    /// The name under which the enterprise sent it, without folders.
    pub file_name: String,
    /// What it is.
    pub media: Media,
    /// How large it is, bytes.
    pub bytes: u64,
}

/// Items 27, 28 and 29 of one raw material.
#[derive(Clone, Debug, PartialEq)]
pub struct RawMaterial {
    /// Such as `脱盐乳清粉`.
    pub name: String,
    /// The raw material's own lot number.
    pub material_lot: Option<String>,
    /// Who delivered it; `None` for what the enterprise made itself or did not say.
    pub supplier: Option<String>,
    /// The lots and raw-material lots that it was made from, in the sender's order.
    pub made_from: Vec<LineageNode>,
    /// Country, or province and city.
    pub origin: String,
    /// Number of the certificate of conformity.
    pub certificate_number: String,
    /// Date of the certificate.
    pub certificate_date: Date,
    /// What the certificate concludes.
    pub conclusion: Conclusion,
    /// The certificate itself.
    pub document: DocumentRef,
}

/// What an inspection concluded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Conclusion {
    /// 合格.
    Pass,
    /// 不合格.
    Fail,
}

words!(Conclusion, Conclusion::Pass => "pass", Conclusion::Fail => "fail");

/// Items 30 and 31.
#[derive(Clone, Debug, PartialEq)]
pub struct Inspection {
    /// The report's number.
    pub report_number: String,
    /// Who inspected.
    pub laboratory: String,
    /// Date of the report.
    pub report_date: Date,
    /// Item 31.
    pub conclusion: Conclusion,
    /// Item 31, in words: what was tested.
    pub tested_parameters: Option<String>,
    /// The report itself.
    pub document: DocumentRef,
}

/// A step of a lot's way to the shop.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum BizStep {
    /// 出库.
    Shipping,
    /// 入库.
    Receiving,
    /// 零售.
    RetailSelling,
}

words!(BizStep, BizStep::Shipping => "shipping", BizStep::Receiving => "receiving", BizStep::RetailSelling => "retail_selling");

/// Item 32, one event. Source: EPCIS 2.0 ObjectEvent, with dates instead of instants.
#[derive(Clone, Debug, PartialEq)]
pub struct CirculationEvent {
    /// What happened.
    pub step: BizStep,
    /// When it happened, +08:00.
    pub event_date: Date,
    /// Where: a region, never a street.
    pub place: String,
    /// Who received or sold it.
    pub party: Option<String>,
}

/// Where a lot stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LotState {
    /// Stored and checked, and shown to nobody until the enterprise publishes it.
    Draft,
    /// Visible.
    Published,
    /// Visible, and the enterprise is correcting its data.
    UnderCorrection,
    /// The enterprise has withdrawn it.
    Withdrawn {
        /// Why.
        reason: String,
    },
    /// Past retention: only its dates are told.
    Archived,
}

impl LotState {
    /// The stable word.
    #[must_use]
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Published => "published",
            Self::UnderCorrection => "under_correction",
            Self::Withdrawn { .. } => "withdrawn",
            Self::Archived => "archived",
        }
    }
}

/// A published lot with its items.
#[derive(Clone, Debug, PartialEq)]
pub struct Lot {
    /// Which.
    pub key: LotKey,
    /// Of which product.
    pub product: Reference,
    /// Made at which site.
    pub site: Reference,
    /// Item 11.
    pub production_date: Date,
    /// Derived from the production date and the product's shelf life, at publication.
    pub expiry_date: Date,
    /// Items 27–29.
    pub raw_materials: Vec<RawMaterial>,
    /// Items 30 and 31.
    pub inspection: Inspection,
    /// Item 32.
    pub circulation: Vec<CirculationEvent>,
    /// Where it stands.
    pub state: LotState,
    /// Outer codes of all its published parts.
    pub unit_count: u64,
    /// When it was first published.
    pub published_at: Timestamp,
}

/// A code that the enterprise has declared void (lost, damaged, never filled).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VoidCode {
    /// Which.
    pub code: crate::code::TraceCode,
    /// Why.
    pub reason: String,
    /// Since when.
    pub since: Timestamp,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lot_number_of_twenty_characters_is_accepted_and_one_more_refused() {
        assert!(LotNumber::parse(&"A".repeat(20)).is_some());
        assert!(LotNumber::parse(&"A".repeat(21)).is_none());
    }

    #[test]
    fn a_lot_number_is_narrowed_and_upper_case() {
        assert_eq!(LotNumber::parse(" ｓl2608 141a ").unwrap().as_str(), "SL2608141A");
    }

    #[test]
    fn an_empty_lot_number_is_refused() {
        assert!(LotNumber::parse("  ").is_none());
    }

    #[test]
    fn a_content_hash_survives_hexadecimal() {
        let hash = ContentHash([0xab; 32]);
        assert_eq!(ContentHash::from_hex(&hash.to_hex()), Some(hash));
        assert_eq!(ContentHash::from_hex("zz"), None);
    }

    #[test]
    fn media_is_told_by_the_first_bytes() {
        assert_eq!(Media::from_first_bytes(b"%PDF-1.7"), Some(Media::Pdf));
        assert_eq!(Media::from_first_bytes(b"MZ\x90"), None);
        assert_eq!(Media::from_file_name("报告.PDF"), Some(Media::Pdf));
        assert_eq!(Media::from_file_name("报告"), None);
    }
}
