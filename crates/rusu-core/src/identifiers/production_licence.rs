//! The food production licence of a site.

use super::check_digits::{given_and_expected, iso7064_mod11_10};
use super::error::{IdentifierError, excerpt};
use super::{canonical_text, compact};

const DIGITS: usize = 14;

/// A food production licence number (食品生产许可证编号).
///
/// Shape: `SC` and 14 digits: 3 of category (129 infant formula, 105 dairy), 6 of region
/// (GB/T 2260), 4 of sequence, 1 check digit by ISO 7064 MOD 11,10.
///
/// Source: 食品生产许可管理办法 (2020), article 29; GB/T 17710-2008 for the check digit.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ProductionLicence(String);

canonical_text!(ProductionLicence);

impl ProductionLicence {
    /// Reads a licence number; spaces, full-width characters and lower case do not matter.
    ///
    /// # Errors
    ///
    /// `licence_form`, `licence_check`.
    pub fn parse(text: &str) -> Result<Self, IdentifierError> {
        let licence = compact(text);
        let checked = licence
            .strip_prefix("SC")
            .filter(|digits| digits.len() == DIGITS)
            .and_then(|digits| given_and_expected(digits, iso7064_mod11_10));
        let Some((given, expected)) = checked else {
            let characters = licence.chars().count();
            return Err(IdentifierError::LicenceForm { value: excerpt(&licence), characters });
        };
        if given != expected {
            return Err(IdentifierError::LicenceCheck { value: excerpt(&licence), given, expected });
        }
        Ok(Self(licence))
    }

    /// The food category, 3 digits: `129` infant formula, `105` dairy.
    #[must_use]
    pub fn category(&self) -> &str {
        self.0.get(2..5).expect("parse lets 16 ASCII characters pass only")
    }

    /// The region of the authority, 6 digits (GB/T 2260).
    #[must_use]
    pub fn region(&self) -> &str {
        self.0.get(5..11).expect("parse lets 16 ASCII characters pass only")
    }
}
