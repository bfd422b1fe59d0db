//! A code as a number: small, copied freely, and in [`TraceCode`]'s order.

use rusu_core::code::TraceCode;

/// Most digits that one number holds: 10^38 is the last power of ten below 2^128.
pub(crate) const NUMBER_DIGITS_MAX: u8 = 38;
/// Tag of a code that has letters.
pub(crate) const TAG_TEXT: u8 = 0xff;
/// Digits and letters, and the empty place behind a text's end, which sorts first.
const TEXT_BASE: u128 = 37;
/// Characters of a text that fit one number: 37^24 is below 2^128.
const TEXT_CHARACTERS: usize = 24;
/// Characters of a text that go to the tail: with the others, 40.
const TAIL_CHARACTERS: usize = 16;
/// Most characters of a code.
const CHARACTERS_MAX: usize = TEXT_CHARACTERS + TAIL_CHARACTERS;

/// A code as the store handles it; the derived order is that of [`TraceCode`].
///
/// Shape: the tag is the number of digits (1–40), or [`TAG_TEXT`] for a code with letters. The value
/// is the number, of its first 38 digits if there are more; of a text its first 24 characters in base
/// 37, padded. The tail is what did not fit: nearly every code has none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Key {
    pub(crate) tag: u8,
    pub(crate) value: u128,
    pub(crate) tail: u128,
}

impl Key {
    /// A number of at most [`NUMBER_DIGITS_MAX`] digits.
    #[cfg(test)]
    pub(crate) const fn number(digits: u8, value: u128) -> Self {
        Self { tag: digits, value, tail: 0 }
    }

    pub(crate) fn of(code: &TraceCode) -> Self {
        let text = code.as_bytes();
        let length = u8::try_from(text.len()).unwrap_or(TAG_TEXT);
        if !code.is_digits() {
            let (head, tail) = text.split_at_checked(TEXT_CHARACTERS).unwrap_or((text, &[]));
            return Self {
                tag: TAG_TEXT,
                value: packed_text(head, TEXT_CHARACTERS),
                tail: packed_text(tail, TAIL_CHARACTERS),
            };
        }
        let (head, tail) = text.split_at_checked(usize::from(NUMBER_DIGITS_MAX)).unwrap_or((text, &[]));
        Self { tag: length, value: number(head), tail: number(tail) }
    }

    /// The code, or `None` if no code looks like this.
    pub(crate) fn code(&self) -> Option<TraceCode> {
        let mut text = [0_u8; CHARACTERS_MAX];
        let text = match self.tag {
            TAG_TEXT => {
                let (head, tail) = text.split_at_mut(TEXT_CHARACTERS);
                unpack_text(self.value, head)?;
                unpack_text(self.tail, tail)?;
                let end = text.iter().position(|byte| *byte == 0).unwrap_or(CHARACTERS_MAX);
                text.get(..end)?
            }
            digits => {
                let written = text.get_mut(..usize::from(digits))?;
                let head = usize::from(digits.min(NUMBER_DIGITS_MAX));
                let (head, tail) = written.split_at_mut(head);
                write_digits(self.value, head)?;
                write_digits(self.tail, tail)?;
                written
            }
        };
        let code = TraceCode::parse(std::str::from_utf8(text).ok()?).ok()?;
        (Self::of(&code) == *self).then_some(code)
    }

    /// Whether the next code of the same length is the next number: only then can codes be a run.
    pub(crate) fn is_number(&self) -> bool {
        self.tag <= NUMBER_DIGITS_MAX
    }

    /// The number `index` behind this one; `None` if it has more digits, or this is no number.
    pub(crate) fn nth(&self, index: u64) -> Option<Self> {
        if index == 0 {
            return Some(*self);
        }
        let value = self.value.checked_add(u128::from(index))?;
        (self.is_number() && value <= value_max(self.tag)).then_some(Self { value, ..*self })
    }

    /// 64 well mixed bits. Part of the format: filters are made of them.
    pub(crate) fn hash(&self) -> u64 {
        let [high, low] = halves(self.value);
        let mut hash = low ^ u64::from(self.tag).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        hash = mixed(hash);
        if high != 0 || self.tail != 0 {
            let [tail_high, tail_low] = halves(self.tail);
            hash = mixed(hash ^ high.wrapping_add(0x6a09_e667_f3bc_c909));
            hash = mixed(hash ^ tail_low ^ tail_high.rotate_left(32));
        }
        hash
    }
}

/// The finaliser of SplitMix64 (Steele, Lea, Flood 2014), a bijection.
fn mixed(mut value: u64) -> u64 {
    value = (value ^ value >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    value = (value ^ value >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
    value ^ value >> 31
}

fn halves(value: u128) -> [u64; 2] {
    [low(value >> 64), low(value)]
}

/// The low 64 bits.
pub(crate) fn low(value: u128) -> u64 {
    const MASK: u128 = u64::MAX as u128;
    u64::try_from(value & MASK).unwrap_or_default()
}

/// The largest number of so many digits.
pub(crate) fn value_max(digits: u8) -> u128 {
    10_u128.checked_pow(u32::from(digits.min(NUMBER_DIGITS_MAX))).map_or(u128::MAX, |power| power - 1)
}

/// What every value of texts of at most so many characters is a multiple of.
pub(crate) fn text_unit(characters: u8) -> u128 {
    let free = TEXT_CHARACTERS.saturating_sub(usize::from(characters));
    TEXT_BASE.pow(u32::try_from(free).unwrap_or_default())
}

/// How many characters of the first 24 a text's value uses.
pub(crate) fn text_characters(value: u128) -> u8 {
    let mut unused = 0;
    let mut rest = value;
    while unused < 24 && rest.is_multiple_of(TEXT_BASE) {
        rest /= TEXT_BASE;
        unused += 1;
    }
    24 - unused
}

fn number(digits: &[u8]) -> u128 {
    // Nineteen digits fit 64 bits, whose arithmetic is several times as fast.
    let (head, tail) = digits.split_at_checked(19).unwrap_or((digits, &[]));
    let head = head.iter().fold(0_u64, |value, digit| value * 10 + u64::from(digit - b'0'));
    tail.iter().fold(u128::from(head), |value, digit| value * 10 + u128::from(digit - b'0'))
}

fn write_digits(mut value: u128, into: &mut [u8]) -> Option<()> {
    let mut places = into.iter_mut().rev();
    while value > u128::from(u64::MAX) {
        *places.next()? = b'0' + u8::try_from(value % 10).unwrap_or_default();
        value /= 10;
    }
    let mut value = low(value);
    for place in places {
        *place = b'0' + u8::try_from(value % 10).unwrap_or_default();
        value /= 10;
    }
    (value == 0).then_some(())
}

fn packed_text(text: &[u8], characters: usize) -> u128 {
    let places = text.iter().copied().chain(std::iter::repeat(0)).take(characters);
    places.fold(0, |value, byte| value * TEXT_BASE + u128::from(rank(byte)))
}

/// Place in the order of characters: nothing, digits, letters.
fn rank(byte: u8) -> u8 {
    match byte {
        b'0'..=b'9' => byte - b'0' + 1,
        b'A'..=b'Z' => byte - b'A' + 11,
        _ => 0,
    }
}

fn unpack_text(mut value: u128, into: &mut [u8]) -> Option<()> {
    for place in into.iter_mut().rev() {
        let rank = u8::try_from(value % TEXT_BASE).ok()?;
        value /= TEXT_BASE;
        *place = match rank {
            0 => 0,
            1..=10 => b'0' + rank - 1,
            _ => b'A' + rank - 11,
        };
    }
    (value == 0).then_some(())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn key(text: &str) -> Key {
        Key::of(&TraceCode::parse(text).unwrap())
    }

    #[test]
    fn a_number_keeps_its_digits_and_value() {
        assert_eq!(key("000258"), Key::number(6, 258));
        assert_eq!(key("99999999999999999999"), Key::number(20, 99_999_999_999_999_999_999));
    }

    #[test]
    fn forty_digits_are_a_number_and_a_tail() {
        let longest = key(&format!("{}42", "9".repeat(38)));
        assert_eq!(longest, Key { tag: 40, value: value_max(38), tail: 42 });
    }

    #[test]
    fn the_next_code_stays_within_its_digits() {
        assert_eq!(key("999998").nth(1), Some(key("999999")));
        assert_eq!(key("999999").nth(1), None);
        assert_eq!(key("A99998").nth(1), None);
    }

    #[test]
    fn a_key_that_no_code_has_is_none() {
        assert_eq!(Key::number(6, 1_000_000).code(), None);
        assert_eq!(Key::number(3, 1).code(), None);
        assert_eq!(Key { tag: TAG_TEXT, value: 1, tail: 0 }.code(), None);
        assert_eq!(Key { tag: 16, value: 1, tail: 1 }.code(), None);
    }

    #[test]
    fn the_characters_of_a_text_tell_its_unit() {
        let value = key("ABCDEF000001").value;
        assert_eq!(text_characters(value), 12);
        assert_eq!(value % text_unit(12), 0);
        assert_ne!(value % text_unit(11), 0);
    }

    #[test]
    fn the_hash_is_part_of_the_format() {
        let hashes = [key("000258"), key("99999999999999999999"), key("CASE01"), key(&"Z".repeat(40))];
        let hashes = hashes.map(|key| key.hash());
        assert_eq!(hashes, GOLDEN_HASHES);
    }

    const GOLDEN_HASHES: [u64; 4] = [
        16_040_367_241_386_230_834,
        271_336_073_318_980_924,
        1_185_999_312_826_892_880,
        4_333_142_139_227_971_132,
    ];

    fn any_text() -> impl Strategy<Value = String> {
        prop_oneof!["[0-9]{6,40}", "[0-9A-Z]{6,40}", "[0-9A-Z]{24}[0-9A-Z]{0,2}", "[0-9]{38,40}"]
    }

    proptest! {
        #[test]
        fn a_code_is_its_keys_code(text in any_text()) {
            let code = TraceCode::parse(&text).unwrap();
            prop_assert_eq!(Key::of(&code).code(), Some(code));
        }

        #[test]
        fn keys_sort_as_codes_do(a in any_text(), b in any_text()) {
            let (a, b) = (TraceCode::parse(&a).unwrap(), TraceCode::parse(&b).unwrap());
            prop_assert_eq!(Key::of(&a).cmp(&Key::of(&b)), a.cmp(&b));
        }
    }
}
