//! The number of a trade product under its bar code.

use super::check_digits::{given_and_expected, gs1_mod10};
use super::error::{IdentifierError, excerpt};
use super::{canonical_text, compact};

/// A Global Trade Item Number (商品条码): GTIN-8, GTIN-12, GTIN-13 or GTIN-14.
///
/// Shape: 14 digits, shorter ones padded with zeros on the left; the last is the GS1 check digit,
/// which the padding does not change. So the three spellings of one GTIN are equal.
///
/// Source: GS1 General Specifications, sections 3.3.2 and 7.9.1; GB 12904-2008; GS1 AI (01).
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Gtin(String);

canonical_text!(Gtin);

impl Gtin {
    /// Reads a GTIN; spaces and full-width digits do not matter.
    ///
    /// # Errors
    ///
    /// `gtin_digits`, `gtin_length`, `gtin_check_digit`.
    pub fn parse(text: &str) -> Result<Self, IdentifierError> {
        let gtin = compact(text);
        let stranger = gtin.chars().enumerate().find(|(_, character)| !character.is_ascii_digit());
        if let Some((place, character)) = stranger {
            let (value, position) = (excerpt(&gtin), place + 1);
            return Err(IdentifierError::GtinDigits { value, character, position });
        }
        let checked = match gtin.len() {
            8 | 12 | 13 | 14 => given_and_expected(&gtin, gs1_mod10),
            _ => None,
        };
        let Some((given, expected)) = checked else {
            return Err(IdentifierError::GtinLength { value: excerpt(&gtin), characters: gtin.len() });
        };
        if given != expected {
            return Err(IdentifierError::GtinCheckDigit { value: excerpt(&gtin), given, expected });
        }
        Ok(Self(format!("{gtin:0>14}")))
    }

    /// The digits as they stand under the bar code: 8 for a GTIN-8, 13 where one zero of padding
    /// is all there is, else 14. A GTIN-12 comes as 13 digits, as scanners give it.
    #[must_use]
    pub fn short(&self) -> &str {
        self.gtin8().or_else(|| self.0.strip_prefix('0')).unwrap_or(&self.0)
    }

    /// The GS1 prefix, 3 digits: which GS1 organisation gave out the number. The packaging level
    /// in front of a GTIN-14 is no part of it.
    #[must_use]
    pub fn prefix3(&self) -> &str {
        let prefix = match self.gtin8() {
            Some(gtin8) => gtin8.get(..3),
            None => self.0.get(1..4),
        };
        prefix.expect("parse lets 14 ASCII digits pass only, of which a GTIN-8 is the last 8")
    }

    /// Whether the number was given out by GS1 China (prefixes 690–699). It says where the brand
    /// registered, not where the product was made.
    #[must_use]
    pub fn is_registered_in_china(&self) -> bool {
        ("690"..="699").contains(&self.prefix3())
    }

    /// The 8 digits of a GTIN-8. No other GTIN begins with six zeros: the prefixes that would give
    /// such a GTIN-13 are kept free for this reason (GS1 General Specifications, table of GS1 prefixes).
    fn gtin8(&self) -> Option<&str> {
        self.0.strip_prefix("000000")
    }
}
