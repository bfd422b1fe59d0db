//! Identifiers with rules of their own: parsed once at the edge into a type that cannot be wrong.
//!
//! Owns: the credit code, the production licence, the GTIN, the SSCC, the formula registration
//! number, and the check digits that these and the makers' code rules share.
//!
//! Refuses to know: whether an identifier was ever issued, to whom, or until when.
//!
//! Invariants: a value holds the canonical form only (half-width, upper case, no spaces), so two
//! spellings of one identifier are equal; parsing what `as_str` gives returns the same value.

pub mod check_digits;
mod credit_code;
mod error;
mod formula_registration;
mod gtin;
mod production_licence;
mod sscc;

pub use check_digits::CheckAlgorithm;
pub use credit_code::CreditCode;
pub use error::IdentifierError;
pub use formula_registration::FormulaRegistration;
pub use gtin::Gtin;
pub use production_licence::ProductionLicence;
pub use sscc::Sscc;

/// Gives an identifier over a `String` its canonical text.
macro_rules! canonical_text {
    ($kind:ty) => {
        impl $kind {
            /// The canonical text.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl std::fmt::Display for $kind {
            fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str(&self.0)
            }
        }
    };
}
use canonical_text;

/// A text as a person meant it: full-width characters (U+FF01–U+FF5E, U+3000) in ASCII, trimmed,
/// runs of white space as one space, characters of no width dropped.
///
/// The last come along when a number is copied from a web page or stands first in a file with a
/// byte order mark; nobody who looks at the cell can see why it is refused.
pub(crate) fn normalise(text: &str) -> String {
    let mut normalised = String::with_capacity(text.len());
    for character in text.chars().filter(|character| !has_no_width(*character)) {
        let character = half_width(character);
        if !character.is_whitespace() {
            normalised.push(character);
        } else if !normalised.is_empty() && !normalised.ends_with(' ') {
            normalised.push(' ');
        }
    }
    if normalised.ends_with(' ') {
        normalised.pop();
    }
    normalised
}

/// The normalised text in upper case and without its inner spaces.
fn compact(text: &str) -> String {
    let mut compacted = normalise(text);
    compacted.retain(|character| character != ' ');
    compacted.make_ascii_uppercase();
    compacted
}

fn half_width(character: char) -> char {
    match character {
        '\u{3000}' => ' ',
        // The full-width forms stand in the order of ASCII, 0xFEE0 above it.
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(u32::from(character) - 0xFEE0).unwrap_or(character),
        other => other,
    }
}

fn has_no_width(character: char) -> bool {
    matches!(character, '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}' | '\u{FEFF}')
}

#[cfg(test)]
mod tests;
