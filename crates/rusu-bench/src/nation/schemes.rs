//! How the makers of the nation print codes.

use rusu_core::code::TraceCode;

use super::shuffle::Shuffle;

/// Codes missing between two lots of a serial maker: cans that never left the line.
pub const SERIAL_GAP: u64 = 64;
/// The number at which serial makers began.
const SERIAL_FIRST: u64 = 1_000_000_000;

/// How one maker's cans are coded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Scheme {
    /// 16 digits: the maker's two and a running number.
    Serial16,
    /// 16 digits: the maker's two and fourteen drawn at random.
    Random16,
    /// 20 digits: the maker's two and eighteen drawn at random.
    Random20,
    /// 12 letters and digits: two letters of the maker and ten drawn at random.
    Letters12,
}

impl Scheme {
    /// Every scheme, the most frequent first, with its share of the nation's codes in percent.
    pub const SHARES: [(Self, u64); 4] =
        [(Self::Random16, 58), (Self::Serial16, 20), (Self::Random20, 12), (Self::Letters12, 10)];

    /// Its name in results.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Serial16 => "serial-16",
            Self::Random16 => "random-16",
            Self::Random20 => "random-20",
            Self::Letters12 => "letters-12",
        }
    }

    /// Characters of a code.
    #[must_use]
    pub fn length(self) -> usize {
        match self {
            Self::Serial16 | Self::Random16 => 16,
            Self::Random20 => 20,
            Self::Letters12 => 12,
        }
    }

    /// Characters of each of the two halves behind the maker's prefix.
    fn half_length(self) -> usize {
        (self.length() - 2) / 2
    }

    /// What each half counts to.
    pub(super) fn half(self) -> u64 {
        match self {
            Self::Serial16 | Self::Random16 => 10_u64.pow(7),
            Self::Random20 => 10_u64.pow(9),
            Self::Letters12 => 36_u64.pow(5),
        }
    }
}

/// A code's characters, in place: making one costs no allocation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CodeText {
    bytes: [u8; 20],
    length: usize,
}

impl CodeText {
    /// The characters.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        self.bytes.get(..self.length).unwrap_or_default()
    }

    /// The characters as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(self.as_bytes()).expect("codes are made of ASCII alone")
    }

    /// As the platform knows a code.
    #[must_use]
    pub fn code(&self) -> TraceCode {
        TraceCode::parse(self.as_str()).expect("every text made here is a normal code of 12 to 20 characters")
    }
}

/// Makes the texts of one maker's codes.
#[derive(Clone, Copy, Debug)]
pub(super) struct Press {
    scheme: Scheme,
    prefix: [u8; 2],
    shuffle: Shuffle,
}

impl Press {
    pub(super) fn new(scheme: Scheme, index: u64, seed: u64) -> Self {
        let shuffle = Shuffle::new(scheme.half(), seed, index);
        Self { scheme, prefix: prefix(scheme, index), shuffle }
    }

    pub(super) fn prefix(&self) -> &str {
        std::str::from_utf8(&self.prefix).expect("digits and letters")
    }

    /// The code of the maker's can number `place`, in lot `lot`.
    pub(super) fn text(&self, place: u64, lot: u64) -> CodeText {
        match self.scheme {
            Scheme::Serial16 => self.serial(SERIAL_FIRST + place + lot * SERIAL_GAP),
            _ => {
                let (left, right) = self.shuffle.at(place);
                self.joined(left, right)
            }
        }
    }

    /// A code between the end of a serial lot and the next one, or behind the last.
    pub(super) fn between(&self, lot_end: u64, lot: u64, step: u64) -> CodeText {
        self.serial(SERIAL_FIRST + lot_end + lot * SERIAL_GAP + step)
    }

    fn serial(&self, number: u64) -> CodeText {
        let half = self.scheme.half();
        self.joined(number / half, number % half)
    }

    fn joined(&self, left: u64, right: u64) -> CodeText {
        let mut text = CodeText { bytes: [b'0'; 20], length: self.scheme.length() };
        let half = self.scheme.half_length();
        let (head, tail) = text.bytes.split_at_mut(2);
        head.copy_from_slice(&self.prefix);
        let (first, rest) = tail.split_at_mut(half);
        let (second, _) = rest.split_at_mut(half);
        if self.scheme == Scheme::Letters12 {
            write_base36(left, first);
            write_base36(right, second);
        } else {
            write_digits(left, first);
            write_digits(right, second);
        }
        text
    }
}

/// Two characters that no other maker's codes of this form begin with.
fn prefix(scheme: Scheme, index: u64) -> [u8; 2] {
    let mut prefix = [0; 2];
    if scheme == Scheme::Letters12 {
        let letter = |n: u64| b'A' + u8::try_from(n % 26).expect("below 26");
        prefix = [letter(index / 26), letter(index)];
    } else {
        // From 05, so that 95 makers fit into two digits.
        write_digits(index + 5, &mut prefix);
    }
    prefix
}

/// Writes a number in decimal, with leading zeros, right-aligned.
pub(super) fn write_digits(number: u64, out: &mut [u8]) {
    let mut rest = u32::try_from(number).unwrap_or(u32::MAX);
    for byte in out.iter_mut().rev() {
        *byte = b'0' + u8::try_from(rest % 10).expect("a digit");
        rest /= 10;
    }
}

fn write_base36(number: u64, out: &mut [u8]) {
    let mut rest = u32::try_from(number).unwrap_or(u32::MAX);
    for byte in out.iter_mut().rev() {
        let digit = u8::try_from(rest % 36).expect("below 36");
        *byte = if digit < 10 { b'0' + digit } else { b'A' + digit - 10 };
        rest /= 36;
    }
}

/// A case's or pallet's 18 characters in the form of an SSCC: extension digit, 069 and the maker's
/// two digits, eleven digits, check digit.
pub(super) fn sscc(extension: u8, index: u64, number: u64) -> CodeText {
    const SPLIT: u64 = 1_000_000;
    let mut text = CodeText { bytes: [b'0'; 20], length: 18 };
    let (head, tail) = text.bytes.split_at_mut(6);
    head.copy_from_slice(&[extension, b'0', b'6', b'9', b'0', b'0']);
    if let Some(own) = head.get_mut(4..6) {
        write_digits(index, own);
    }
    let (upper, rest) = tail.split_at_mut(5);
    let (lower, _) = rest.split_at_mut(6);
    write_digits(number / SPLIT, upper);
    write_digits(number % SPLIT, lower);
    let check = check_digit(text.bytes.get(..17).unwrap_or_default());
    if let Some(last) = text.bytes.get_mut(17) {
        *last = check;
    }
    text
}

/// GS1's check digit of seventeen digits, as a character.
fn check_digit(digits: &[u8]) -> u8 {
    let sum: u32 = digits
        .iter()
        .enumerate()
        .map(|(place, byte)| u32::from(byte - b'0') * if place % 2 == 0 { 3 } else { 1 })
        .sum();
    b'0' + u8::try_from((10 - sum % 10) % 10).expect("a digit")
}

#[cfg(test)]
mod tests {
    use rusu_core::identifiers::CheckAlgorithm;

    use super::*;

    #[test]
    fn an_sscc_ends_in_its_check_digit() {
        for number in [0, 1, 999_999, 1_000_000, 140_000_033] {
            let text = sscc(b'0', 94, number);
            assert!(CheckAlgorithm::Gs1.holds(text.as_str()), "{}", text.as_str());
        }
    }

    #[test]
    fn no_two_ssccs_of_a_maker_are_alike() {
        let texts: std::collections::HashSet<String> =
            (999_000..1_002_000).map(|number| sscc(b'1', 3, number).as_str().to_owned()).collect();
        assert_eq!(texts.len(), 3_000);
    }

    #[test]
    fn the_shares_of_the_schemes_add_up_to_all() {
        assert_eq!(Scheme::SHARES.iter().map(|(_, percent)| percent).sum::<u64>(), 100);
    }

    #[test]
    fn a_code_has_the_length_of_its_scheme() {
        for (scheme, _) in Scheme::SHARES {
            assert_eq!(Press::new(scheme, 94, 1).text(0, 0).as_str().len(), scheme.length());
        }
    }

    #[test]
    fn letters_and_digits_are_written_to_the_last() {
        let mut out = [0; 5];
        write_base36(36_u64.pow(5) - 1, &mut out);
        assert_eq!(&out, b"ZZZZZ");
        write_base36(10, &mut out);
        assert_eq!(&out, b"0000A");
    }
}
