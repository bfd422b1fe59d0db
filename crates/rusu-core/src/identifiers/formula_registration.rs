//! The registration of an infant formula.

use super::error::{IdentifierError, excerpt};
use super::{canonical_text, compact};

const PREFIX: &str = "国食注字YP";
const DIGITS: usize = 8;

/// The year of the first registrations; the rules came into force on 1 October 2016.
const YEAR_MIN: u16 = 2017;

/// A formula registration number (婴幼儿配方乳粉产品配方注册号).
///
/// Shape: `国食注字YP`, 4 digits of year (2017 or later), 4 digits of sequence; no check digit.
/// `国食注字TY` is for medical formula, which this platform does not hold.
///
/// Source: 婴幼儿配方乳粉产品配方注册管理办法 (2016, revised 2023), the article on the form of the
/// registration number.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct FormulaRegistration(String);

canonical_text!(FormulaRegistration);

impl FormulaRegistration {
    /// Reads a registration number; spaces, full-width characters and lower case do not matter.
    ///
    /// # Errors
    ///
    /// `registration_form`, `registration_year`.
    pub fn parse(text: &str) -> Result<Self, IdentifierError> {
        let registration = compact(text);
        let Some(year) = year_in(&registration) else {
            let characters = registration.chars().count();
            return Err(IdentifierError::RegistrationForm { value: excerpt(&registration), characters });
        };
        if year < YEAR_MIN {
            let (value, first) = (excerpt(&registration), YEAR_MIN);
            return Err(IdentifierError::RegistrationYear { value, year, first });
        }
        Ok(Self(registration))
    }

    /// The year of the registration.
    #[must_use]
    pub fn year(&self) -> u16 {
        year_in(&self.0).expect("parse lets texts with a year pass only")
    }
}

/// The year, if the text has the form of a registration number.
fn year_in(registration: &str) -> Option<u16> {
    let digits = registration.strip_prefix(PREFIX)?;
    if digits.len() != DIGITS || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    digits.get(..4)?.parse().ok()
}
