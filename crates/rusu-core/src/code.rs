//! `TraceCode`: what is printed on the can, normalised.

use std::fmt;

use crate::limits::{CODE_CHARACTERS_MAX, CODE_CHARACTERS_MIN};

/// A trace code (追溯码), unique within one enterprise.
///
/// Shape: 6–40 characters of `0-9A-Z`. Leading zeros count. Twenty digits do not fit a `u64`.
///
/// Order: codes of digits only come first, by length and then by value; all others follow in text
/// order. The code store relies on this order, because it is the one in which consecutive serial
/// numbers stand next to each other.
///
/// The text lies in the value itself, because codes come by the million and a heap would cost more
/// than all else that is done with them. The derived order is the one above.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TraceCode {
    /// The number of characters if all are digits, else [`GROUP_TEXT`].
    group: u8,
    /// ASCII, zeros behind the end.
    characters: [u8; CODE_CHARACTERS_MAX],
    length: u8,
}

/// Behind every number of digits.
const GROUP_TEXT: u8 = u8::MAX;

/// Why a text is not a trace code.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CodeError {
    /// Nothing is left after spaces and hyphens are removed.
    #[error("code is empty")]
    Empty,
    /// Fewer characters than any code has.
    #[error("code has {given} characters, at least {CODE_CHARACTERS_MIN} are needed")]
    TooShort {
        /// Characters after normalisation.
        given: usize,
    },
    /// More characters than any code has.
    #[error("code has {given} characters, limit is {CODE_CHARACTERS_MAX}")]
    TooLong {
        /// Characters after normalisation.
        given: usize,
    },
    /// A character outside `0-9A-Z`.
    #[error("code holds the character `{character}` at position {position}")]
    Character {
        /// The offending character.
        character: char,
        /// Counted from 1, after normalisation.
        position: usize,
    },
    /// A number that a spreadsheet wrote in scientific notation: digits are lost for good.
    #[error("code `{text}` was turned into a rounded number by a spreadsheet")]
    Rounded {
        /// The text as given.
        text: String,
    },
}

impl CodeError {
    /// The stable rule code under which this error is reported.
    #[must_use]
    pub fn rule(&self) -> &'static str {
        match self {
            Self::Empty => "code_missing",
            Self::TooShort { .. } => "code_too_short",
            Self::TooLong { .. } => "code_too_long",
            Self::Character { .. } => "code_character",
            Self::Rounded { .. } => "number_rounded",
        }
    }
}

impl TraceCode {
    /// Normalises and checks a text.
    ///
    /// # Errors
    /// See [`CodeError`].
    pub fn parse(text: &str) -> Result<Self, CodeError> {
        // Nearly every code of a delivery of millions is normalised already, and costs one copy.
        if let Some(code) = Self::of_normal(text) {
            return Ok(code);
        }
        if looks_rounded(text) {
            return Err(CodeError::Rounded { text: text.trim().to_owned() });
        }
        let code = normalise(text);
        let given = code.chars().count();
        if given == 0 {
            return Err(CodeError::Empty);
        }
        let foreign = code.chars().enumerate().find(|(_, c)| !is_code_character(*c));
        if let Some((index, character)) = foreign {
            return Err(CodeError::Character { character, position: index + 1 });
        }
        if given < CODE_CHARACTERS_MIN {
            return Err(CodeError::TooShort { given });
        }
        if given > CODE_CHARACTERS_MAX {
            return Err(CodeError::TooLong { given });
        }
        Self::of_normal(&code).ok_or(CodeError::TooLong { given })
    }

    /// The code of a text that is normalised already, with a length that a code may have; of any
    /// other text nothing, though it may still be a code.
    #[must_use]
    pub fn of_normal(text: &str) -> Option<Self> {
        let bytes = text.as_bytes();
        let mut characters = [0; CODE_CHARACTERS_MAX];
        characters.get_mut(..bytes.len())?.copy_from_slice(bytes);
        let length = u8::try_from(bytes.len()).ok().filter(|_| bytes.len() >= CODE_CHARACTERS_MIN)?;
        let has_only_digits = bytes.iter().all(u8::is_ascii_digit);
        if !has_only_digits && !bytes.iter().all(|b| b.is_ascii_digit() || b.is_ascii_uppercase()) {
            return None;
        }
        Some(Self { group: if has_only_digits { length } else { GROUP_TEXT }, characters, length })
    }

    /// The normalised text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(self.as_bytes()).unwrap_or_default()
    }

    /// The normalised text, as the ASCII characters it is.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        self.characters.get(..usize::from(self.length)).unwrap_or_default()
    }

    /// A number of the same order: of two codes with other ranks the lower rank comes first. Codes
    /// that are alike in length and their first 15 characters share one.
    #[must_use]
    pub fn rank(&self) -> u128 {
        let (head, _) = self.characters.split_first_chunk().unwrap_or((&[0; 15], &[]));
        head.iter().fold(u128::from(self.group), |rank, byte| rank << 8 | u128::from(*byte))
    }

    /// Whether the code consists of digits only.
    #[must_use]
    pub fn is_digits(&self) -> bool {
        self.group != GROUP_TEXT
    }

    /// This code and those behind it, so many in all, as long as they are numbers of as many digits;
    /// of a code that is no number, or one beyond 128 bits, the code alone.
    pub fn consecutive(&self, count: u64) -> impl Iterator<Item = Self> + use<> {
        let first = self.clone();
        let digits = usize::from(self.length);
        let number = self.as_str().parse::<u128>().ok().filter(|_| count > 1 && self.is_digits());
        (0..count).map_while(move |index| match (number, index) {
            (_, 0) => Some(first.clone()),
            (None, _) => None,
            (Some(number), _) => {
                let next = format!("{:0digits$}", number.checked_add(u128::from(index))?);
                Self::of_normal(&next).filter(|_| next.len() == digits)
            }
        })
    }

    /// The code's characters in groups of four, as a person reads them.
    #[must_use]
    pub fn grouped(&self) -> String {
        let text = self.as_str();
        let mut shown = String::with_capacity(text.len() + text.len() / 4);
        for (index, character) in text.chars().enumerate() {
            if index > 0 && index % 4 == 0 {
                shown.push(' ');
            }
            shown.push(character);
        }
        shown
    }
}

impl fmt::Display for TraceCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Debug for TraceCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("TraceCode").field(&self.as_str()).finish()
    }
}

/// Whether `character` may stand in a normalised code.
#[must_use]
pub fn is_code_character(character: char) -> bool {
    character.is_ascii_digit() || character.is_ascii_uppercase()
}

/// Full-width forms become ASCII, letters upper case; spaces, hyphens and invisible marks vanish.
#[must_use]
pub fn normalise(text: &str) -> String {
    text.chars().map(narrow).filter(|c| !is_filler(*c)).flat_map(char::to_uppercase).collect()
}

/// One character's ASCII form, if it is a full-width one.
#[must_use]
pub fn narrow(character: char) -> char {
    match character {
        '\u{3000}' => ' ',
        '\u{ff01}'..='\u{ff5e}' => {
            u32::from(character).checked_sub(0xfee0).and_then(char::from_u32).unwrap_or(character)
        }
        other => other,
    }
}

fn is_filler(character: char) -> bool {
    character.is_whitespace()
        || character.is_control()
        || matches!(character, '-' | '_' | '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{200b}'..='\u{200f}' | '\u{feff}')
}

/// Spreadsheets show long numbers as `1.23457E+15`: the digits behind the dots are gone.
fn looks_rounded(text: &str) -> bool {
    let text: String = text.trim().chars().map(narrow).collect();
    let Some((mantissa, exponent)) = text.split_once(['e', 'E']) else { return false };
    let digits = exponent.strip_prefix('+').unwrap_or_default();
    let signed = !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit());
    signed
        && mantissa.bytes().all(|b| b.is_ascii_digit() || b == b'.')
        && mantissa.bytes().any(|b| b.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(text: &str) -> TraceCode {
        TraceCode::parse(text).unwrap()
    }

    #[test]
    fn full_width_digits_spaces_hyphens_and_case_are_normalised() {
        assert_eq!(code("６９００ 0123-4567\u{3000}８９０１").as_str(), "6900012345678901");
        assert_eq!(code(" ab-cd 12 ").as_str(), "ABCD12");
    }

    #[test]
    fn lengths_are_accepted_at_the_boundary_and_refused_beyond() {
        assert!(TraceCode::parse("123456").is_ok());
        assert_eq!(TraceCode::parse("12345"), Err(CodeError::TooShort { given: 5 }));
        assert!(TraceCode::parse(&"9".repeat(40)).is_ok());
        assert_eq!(TraceCode::parse(&"9".repeat(41)), Err(CodeError::TooLong { given: 41 }));
    }

    #[test]
    fn a_number_rounded_by_a_spreadsheet_is_refused_and_not_guessed() {
        assert_eq!(TraceCode::parse("1.23457E+15").unwrap_err().rule(), "number_rounded");
        assert_eq!(TraceCode::parse("6E+15").unwrap_err().rule(), "number_rounded");
        assert_eq!(code("12E4567").as_str(), "12E4567");
    }

    #[test]
    fn a_foreign_character_is_named_with_its_position() {
        assert_eq!(TraceCode::parse("1234奶56"), Err(CodeError::Character { character: '奶', position: 5 }));
    }

    #[test]
    fn digits_come_before_letters_and_short_numbers_before_long_ones() {
        let mut codes = [code("ABC123"), code("1000000"), code("999999"), code("0999999")];
        codes.sort();
        let order: Vec<&str> = codes.iter().map(TraceCode::as_str).collect();
        assert_eq!(order, ["999999", "0999999", "1000000", "ABC123"]);
    }

    #[test]
    fn a_lower_rank_comes_first() {
        let codes =
            ["999999", "0999999", "1000000", "6900012345678901", "6900012345678902", "ABC123", "ABC1234"];
        let ranks = codes.map(|text| code(text).rank());
        assert!(ranks.is_sorted(), "{ranks:x?}");
        assert_eq!(code("6900012345678901").rank(), code("6900012345678902").rank());
        assert!(code("690001234567890").rank() < code("690001234567891").rank());
    }

    #[test]
    fn codes_are_counted_up_within_their_digits() {
        let behind =
            |text: &str, count| code(text).consecutive(count).map(|c| c.to_string()).collect::<Vec<_>>();
        assert_eq!(behind("000998", 3), ["000998", "000999", "001000"]);
        assert_eq!(behind("999998", 5), ["999998", "999999"]);
        assert_eq!(behind("ABC123", 2), ["ABC123"]);
    }

    #[test]
    fn a_code_is_shown_in_groups_of_four() {
        assert_eq!(code("690001234567890").grouped(), "6900 0123 4567 890");
    }
}
