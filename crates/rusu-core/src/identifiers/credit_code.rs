//! The unified social credit code of an enterprise.

use super::error::{IdentifierError, excerpt};
use super::{canonical_text, compact};

/// Characters of a credit code; the place of a character is its value. I, O, S, V and Z are absent.
const ALPHABET: &str = "0123456789ABCDEFGHJKLMNPQRTUWXY";
const DIGITS: &str = "0123456789";
const CHARACTERS: usize = 18;

/// A unified social credit code (统一社会信用代码).
///
/// Shape: 18 characters of `0123456789ABCDEFGHJKLMNPQRTUWXY`: registration department, kind of
/// organisation, 6 digits of region (GB/T 2260), 9 characters of the organisation code (GB 11714,
/// its own check character last), check character.
///
/// Pilot codes: some of the first codes, given out in pilot regions before the standard was in
/// force, end in a check character that does not match, and they are valid all the same. A text with a wrong check character
/// counts as a pilot code when its organisation code is of the pilot series (`M`, then a digit;
/// the nation-wide series that followed begins with `MA`) and the organisation code's own check
/// character holds. All four pilot codes that were found in public sources pass this:
/// 91350211M00013FA1N, 91350100M0001TGQXM, 91350211M0000XUF46, 91350203M0001FUE2P. Any other wrong
/// check character is refused, because it is a slip of the pen. In the pilot series itself a slip
/// outside the organisation code cannot be told from a pilot code: hence the warning.
///
/// Source: GB 32100-2015; GB 11714-1997 for the organisation code's check character.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct CreditCode(String);

canonical_text!(CreditCode);

impl CreditCode {
    /// Reads a credit code; spaces, full-width characters and lower case do not matter.
    ///
    /// # Errors
    ///
    /// `credit_code_length`, `credit_code_alphabet`, `credit_code_check`.
    pub fn parse(text: &str) -> Result<Self, IdentifierError> {
        let code = compact(text);
        let characters = code.chars().count();
        if characters != CHARACTERS {
            return Err(IdentifierError::CreditCodeLength { value: excerpt(&code), characters });
        }
        for (place, character) in code.chars().enumerate() {
            let allowed = if (2..8).contains(&place) { DIGITS } else { ALPHABET };
            if !allowed.contains(character) {
                let (value, position) = (excerpt(&code), place + 1);
                return Err(IdentifierError::CreditCodeAlphabet { value, character, position, allowed });
            }
        }
        let (given, expected) = check_characters(&code);
        if given != expected && !has_pilot_organisation_code(&code) {
            return Err(IdentifierError::CreditCodeCheck { value: excerpt(&code), given, expected });
        }
        Ok(Self(code))
    }

    /// Whether this is an early pilot code: its check character does not match. Such a code is
    /// accepted with a warning.
    #[must_use]
    pub fn is_pilot(&self) -> bool {
        let (given, expected) = check_characters(&self.0);
        given != expected
    }
}

/// The check character that a code has and the one that follows from the characters before it:
/// weights 3^(i-1) mod 31, then 31 minus the sum mod 31.
fn check_characters(code: &str) -> (char, char) {
    let given = code.chars().next_back().unwrap_or_default();
    let (sum, _) = code.chars().take(CHARACTERS - 1).fold((0, 1), |(sum, weight), character| {
        ((sum + value_in(ALPHABET, character) * weight) % 31, weight * 3 % 31)
    });
    (given, ALPHABET.chars().nth((31 - sum) % 31).unwrap_or_default())
}

/// Whether positions 9–17 are an organisation code of the pilot series.
fn has_pilot_organisation_code(code: &str) -> bool {
    const WEIGHTS: [u32; 8] = [3, 7, 9, 10, 5, 8, 4, 2];
    let organisation: Vec<char> = code.chars().skip(8).take(9).collect();
    let [series, number, .., given] = organisation.as_slice() else { return false };
    // GB 11714 counts with the whole alphabet: A is 10 and Z is 35.
    let values = organisation.iter().map(|character| character.to_digit(36).unwrap_or_default());
    let sum: u32 = values.zip(WEIGHTS).map(|(value, weight)| value * weight).sum();
    let expected = match 11 - sum % 11 {
        10 => Some('X'),
        remainder => char::from_digit(remainder % 11, 10),
    };
    *series == 'M' && number.is_ascii_digit() && Some(*given) == expected
}

/// The place of a character in its alphabet.
fn value_in(alphabet: &str, character: char) -> usize {
    alphabet.chars().position(|candidate| candidate == character).unwrap_or_default()
}
