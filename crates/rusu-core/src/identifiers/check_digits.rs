//! Check digits: each function takes digit values (0–9, most significant first) without the check
//! digit and returns the check digit.

/// How the last digit of a number follows from the others.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum CheckAlgorithm {
    /// There is no check digit: any text holds.
    None,
    /// GS1, weights 3 and 1.
    Gs1,
    /// Luhn, weights 2 and 1 with digit sums.
    Luhn,
    /// ISO 7064 MOD 11,10.
    Mod1110,
}

impl CheckAlgorithm {
    /// Every algorithm.
    pub const ALL: &'static [Self] = &[Self::None, Self::Gs1, Self::Luhn, Self::Mod1110];

    /// The stable word on the wire and in the registry.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Gs1 => "gs1",
            Self::Luhn => "luhn",
            Self::Mod1110 => "mod1110",
        }
    }

    /// The algorithm of a stable word.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|algorithm| algorithm.name() == name)
    }

    /// Whether the last digit of `code` is its check digit.
    ///
    /// Anything but at least two ASCII digits holds for [`CheckAlgorithm::None`] only.
    #[must_use]
    pub fn holds(self, code: &str) -> bool {
        let check_digit = match self {
            Self::None => return true,
            Self::Gs1 => gs1_mod10,
            Self::Luhn => luhn,
            Self::Mod1110 => iso7064_mod11_10,
        };
        match digit_values(code).as_deref().and_then(<[u8]>::split_last) {
            Some((last, others)) => !others.is_empty() && check_digit(others) == *last,
            None => false,
        }
    }
}

/// The check digit of GTIN, SSCC and the other GS1 numbers.
///
/// Source: GS1 General Specifications, section 7.9.1; GB 12904-2008.
#[must_use]
pub fn gs1_mod10(digits: &[u8]) -> u8 {
    weighted_mod10(digits, |digit| digit * 3)
}

/// The check digit of the Luhn formula.
///
/// Source: ISO/IEC 7812-1, annex B.
#[must_use]
pub fn luhn(digits: &[u8]) -> u8 {
    weighted_mod10(digits, |digit| digit * 2 / 10 + digit * 2 % 10)
}

/// The check digit of ISO 7064 MOD 11,10, a hybrid system: it finds every wrong digit and nearly
/// every exchange of neighbours.
///
/// Source: ISO 7064:2003, hybrid systems; GB/T 17710-2008.
#[must_use]
pub fn iso7064_mod11_10(digits: &[u8]) -> u8 {
    let product = digits.iter().fold(10_u8, |product, digit| {
        let sum = (product + digit % 10) % 10;
        (if sum == 0 { 10 } else { sum }) * 2 % 11
    });
    (11 - product) % 10
}

/// What brings the sum to a multiple of ten when every other digit, beginning with the last,
/// counts as `heavy` says. The sum is kept below ten, so that no length overflows it.
fn weighted_mod10(digits: &[u8], heavy: fn(u8) -> u8) -> u8 {
    let sum = digits.iter().rev().enumerate().fold(0, |sum, (place, digit)| {
        let digit = digit % 10;
        (sum + if place.is_multiple_of(2) { heavy(digit) } else { digit }) % 10
    });
    (10 - sum) % 10
}

/// The digit values of a text of ASCII digits.
pub(super) fn digit_values(text: &str) -> Option<Vec<u8>> {
    text.bytes().map(|byte| byte.is_ascii_digit().then(|| byte - b'0')).collect()
}

/// The check digit that a number has and the one that it should have, if `text` is made of digits
/// and not empty.
pub(super) fn given_and_expected(text: &str, check_digit: fn(&[u8]) -> u8) -> Option<(u8, u8)> {
    let digits = digit_values(text)?;
    let (given, others) = digits.split_last()?;
    Some((*given, check_digit(others)))
}
