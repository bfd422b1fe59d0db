//! The number of a case or a pallet.

use super::check_digits::{given_and_expected, gs1_mod10};
use super::error::{IdentifierError, excerpt};
use super::{canonical_text, compact};

const DIGITS: usize = 18;

/// A serial shipping container code (系列货运包装箱代码).
///
/// Shape: 18 digits: extension digit, GS1 company prefix and serial reference (16 together), GS1
/// check digit. Without the application identifier `(00)`.
///
/// Source: GS1 General Specifications, sections 3.3.1 and 7.9.1; GB/T 18127; GS1 AI (00).
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Sscc(String);

canonical_text!(Sscc);

impl Sscc {
    /// Reads an SSCC; spaces and full-width digits do not matter.
    ///
    /// # Errors
    ///
    /// `sscc_form`, `sscc_check_digit`.
    pub fn parse(text: &str) -> Result<Self, IdentifierError> {
        let sscc = compact(text);
        let checked = if sscc.len() == DIGITS { given_and_expected(&sscc, gs1_mod10) } else { None };
        let Some((given, expected)) = checked else {
            let characters = sscc.chars().count();
            return Err(IdentifierError::SsccForm { value: excerpt(&sscc), characters });
        };
        if given != expected {
            return Err(IdentifierError::SsccCheckDigit { value: excerpt(&sscc), given, expected });
        }
        Ok(Self(sscc))
    }
}
