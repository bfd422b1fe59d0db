//! Why a text is not the identifier that it should be.

/// Most characters of the offending value that an error carries; a cell may hold 64 KiB.
const VALUE_CHARACTERS_MAX: usize = 64;

/// Why a text is not the identifier that it should be.
///
/// `value` is the text in its canonical form, cut to 64 characters.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum IdentifierError {
    /// A credit code of another length than 18.
    #[error("credit code `{value}` has {characters} characters, 18 are needed")]
    CreditCodeLength {
        /// The offending text.
        value: String,
        /// How long it is.
        characters: usize,
    },
    /// A character that a credit code cannot have at this position.
    #[error("credit code `{value}` has `{character}` at position {position}, expected one of {allowed}")]
    CreditCodeAlphabet {
        /// The offending text.
        value: String,
        /// The first character that is out of place.
        character: char,
        /// Counted from 1.
        position: usize,
        /// What may stand there.
        allowed: &'static str,
    },
    /// A wrong check character, and not the form of a pilot code either.
    #[error("credit code `{value}` ends in check character `{given}`, expected `{expected}`")]
    CreditCodeCheck {
        /// The offending text.
        value: String,
        /// The check character that the text has.
        given: char,
        /// The check character that follows from the first 17.
        expected: char,
    },
    /// Not `SC` and 14 digits.
    #[error("production licence `{value}` has {characters} characters, expected `SC` and 14 digits")]
    LicenceForm {
        /// The offending text.
        value: String,
        /// How long it is, `SC` included.
        characters: usize,
    },
    /// A wrong last digit of a production licence.
    #[error("production licence `{value}` ends in check digit {given}, expected {expected}")]
    LicenceCheck {
        /// The offending text.
        value: String,
        /// The check digit that the text has.
        given: u8,
        /// The check digit that follows from the other digits.
        expected: u8,
    },
    /// A GTIN of another length than 8, 12, 13 or 14.
    #[error("gtin `{value}` has {characters} digits, 8, 12, 13 or 14 are needed")]
    GtinLength {
        /// The offending text.
        value: String,
        /// How long it is.
        characters: usize,
    },
    /// Something else than digits in a GTIN.
    #[error("gtin `{value}` has `{character}` at position {position}, expected a digit")]
    GtinDigits {
        /// The offending text.
        value: String,
        /// The first character that is not a digit.
        character: char,
        /// Counted from 1.
        position: usize,
    },
    /// A wrong last digit of a GTIN.
    #[error("gtin `{value}` ends in check digit {given}, expected {expected}")]
    GtinCheckDigit {
        /// The offending text.
        value: String,
        /// The check digit that the text has.
        given: u8,
        /// The check digit that follows from the other digits.
        expected: u8,
    },
    /// Not 18 digits.
    #[error("sscc `{value}` has {characters} characters, expected 18 digits")]
    SsccForm {
        /// The offending text.
        value: String,
        /// How long it is.
        characters: usize,
    },
    /// A wrong last digit of an SSCC.
    #[error("sscc `{value}` ends in check digit {given}, expected {expected}")]
    SsccCheckDigit {
        /// The offending text.
        value: String,
        /// The check digit that the text has.
        given: u8,
        /// The check digit that follows from the other digits.
        expected: u8,
    },
    /// Not `国食注字YP` and 8 digits.
    #[error("formula registration `{value}` has {characters} characters, expected `国食注字YP` and 8 digits")]
    RegistrationForm {
        /// The offending text.
        value: String,
        /// How long it is, the prefix included.
        characters: usize,
    },
    /// A year before the first registrations.
    #[error("formula registration `{value}` is of the year {year}, the first were made in {first}")]
    RegistrationYear {
        /// The offending text.
        value: String,
        /// The year in the number.
        year: u16,
        /// The first year that has registrations.
        first: u16,
    },
}

impl IdentifierError {
    /// The stable code of the rule that the text breaks.
    #[must_use]
    pub fn rule(&self) -> &'static str {
        match self {
            Self::CreditCodeLength { .. } => "credit_code_length",
            Self::CreditCodeAlphabet { .. } => "credit_code_alphabet",
            Self::CreditCodeCheck { .. } => "credit_code_check",
            Self::LicenceForm { .. } => "licence_form",
            Self::LicenceCheck { .. } => "licence_check",
            Self::GtinLength { .. } => "gtin_length",
            Self::GtinDigits { .. } => "gtin_digits",
            Self::GtinCheckDigit { .. } => "gtin_check_digit",
            Self::SsccForm { .. } => "sscc_form",
            Self::SsccCheckDigit { .. } => "sscc_check_digit",
            Self::RegistrationForm { .. } => "registration_form",
            Self::RegistrationYear { .. } => "registration_year",
        }
    }

    /// The offending text in its canonical form, cut to 64 characters.
    #[must_use]
    pub fn value(&self) -> &str {
        match self {
            Self::CreditCodeLength { value, .. }
            | Self::CreditCodeAlphabet { value, .. }
            | Self::CreditCodeCheck { value, .. }
            | Self::LicenceForm { value, .. }
            | Self::LicenceCheck { value, .. }
            | Self::GtinLength { value, .. }
            | Self::GtinDigits { value, .. }
            | Self::GtinCheckDigit { value, .. }
            | Self::SsccForm { value, .. }
            | Self::SsccCheckDigit { value, .. }
            | Self::RegistrationForm { value, .. }
            | Self::RegistrationYear { value, .. } => value,
        }
    }

    /// What the rule's texts may name besides the value: the placeholder's name and what it stands for.
    #[must_use]
    pub fn details(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::CreditCodeLength { characters, .. }
            | Self::LicenceForm { characters, .. }
            | Self::GtinLength { characters, .. }
            | Self::SsccForm { characters, .. }
            | Self::RegistrationForm { characters, .. } => vec![("characters", characters.to_string())],
            Self::CreditCodeAlphabet { character, position, .. }
            | Self::GtinDigits { character, position, .. } => {
                vec![("character", character.to_string()), ("position", position.to_string())]
            }
            Self::CreditCodeCheck { given, expected, .. } => {
                vec![("given", given.to_string()), ("expected", expected.to_string())]
            }
            Self::LicenceCheck { given, expected, .. }
            | Self::GtinCheckDigit { given, expected, .. }
            | Self::SsccCheckDigit { given, expected, .. } => {
                vec![("given", given.to_string()), ("expected", expected.to_string())]
            }
            Self::RegistrationYear { year, first, .. } => {
                vec![("year", year.to_string()), ("first", first.to_string())]
            }
        }
    }
}

/// As much of a value as an error carries.
pub(super) fn excerpt(value: &str) -> String {
    value.chars().take(VALUE_CHARACTERS_MAX).collect()
}
