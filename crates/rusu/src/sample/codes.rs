//! Codes of the invented makers. Always the same for a series: a start finds again what an
//! earlier one delivered.

use rusu_core::identifiers::check_digits::gs1_mod10;
use sha2::{Digest as _, Sha256};

use super::series::Series;

/// Letters and digits that nobody mistakes for each other.
const CHARACTERS: &[u8; 31] = b"ABCDEFGHJKMNPQRSTUVWXYZ23456789";

/// A stream of digits and letters that looks random and is the same for the same name.
pub(crate) struct Stream {
    name: String,
    turn: u64,
}

impl Stream {
    pub(crate) fn new(series: Series, name: &str) -> Self {
        Self { name: format!("rusu sample {} {name}", series.name()), turn: 0 }
    }

    fn bytes(&mut self) -> [u8; 32] {
        self.turn += 1;
        Sha256::digest(format!("{} {}", self.name, self.turn)).into()
    }

    /// As many digits, at most 32.
    pub(crate) fn digits(&mut self, count: usize) -> String {
        self.bytes().iter().take(count).map(|byte| char::from(b'0' + byte % 10)).collect()
    }

    /// As many letters and digits, at most 32.
    pub(crate) fn characters(&mut self, count: usize) -> String {
        let character =
            |byte: &u8| CHARACTERS.get(usize::from(*byte) % CHARACTERS.len()).copied().unwrap_or(b'A');
        self.bytes().iter().take(count).map(|byte| char::from(character(byte))).collect()
    }
}

/// Digits with their GS1 check digit behind them.
pub(crate) fn with_gs1(digits: &str) -> String {
    let values: Vec<u8> = digits.bytes().map(|byte| byte.wrapping_sub(b'0')).collect();
    format!("{digits}{}", gs1_mod10(&values))
}

/// The same digits with a wrong last one.
pub(crate) fn mistyped(digits: &str) -> String {
    let mut text = digits.to_owned();
    let last = text.pop().and_then(|c| c.to_digit(10)).unwrap_or_default();
    format!("{text}{}", (last + 3) % 10)
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn a_stream_is_the_same_for_the_same_name_and_another_for_another() {
        let series = Series::of(date(2026, 10, 1));
        let draw = |name: &str| Stream::new(series, name).digits(18);
        assert_eq!(draw("a"), draw("a"));
        assert_ne!(draw("a"), draw("b"));
    }

    #[test]
    fn a_gs1_check_digit_is_put_behind() {
        assert_eq!(with_gs1("690000000001"), "6900000000014");
        assert_ne!(mistyped("6900000000014"), "6900000000014");
    }
}
