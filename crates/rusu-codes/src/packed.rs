//! One code as bytes: short, self-delimiting, and in [`TraceCode`]'s order.

use rusu_core::code::TraceCode;

/// Most digits that are stored as a number: 10^38 is the last power of ten below 2^128.
pub(crate) const NUMBER_DIGITS_MAX: u8 = 38;
/// Tag of a code that has letters.
const TAG_TEXT: u8 = 0xff;
/// Ends a text of free length; smaller than any character of a code, so a prefix comes first.
const TEXT_END: u8 = 0;

/// A code as the store handles it. The derived order is the order of its bytes.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Packed {
    /// Digits only, at most [`NUMBER_DIGITS_MAX`]; the count keeps leading zeros.
    Number {
        /// How many digits.
        digits: u8,
        /// Their value, below 10^`digits`.
        value: u128,
    },
    /// Everything else. The tag is the digit count for longer numbers, else [`TAG_TEXT`].
    Text {
        /// First byte.
        tag: u8,
        /// The characters.
        text: String,
    },
}

impl Packed {
    pub(crate) fn of(code: &TraceCode) -> Self {
        let text = code.as_str();
        let length = u8::try_from(text.len()).unwrap_or(TAG_TEXT);
        if !code.is_digits() {
            return Self::Text { tag: TAG_TEXT, text: text.to_owned() };
        }
        match text.parse() {
            Ok(value) if length <= NUMBER_DIGITS_MAX => Self::Number { digits: length, value },
            _ => Self::Text { tag: length, text: text.to_owned() },
        }
    }

    /// The code, or `None` if no code looks like this.
    pub(crate) fn code(&self) -> Option<TraceCode> {
        let text = match self {
            Self::Number { digits, value } => format!("{value:0width$}", width = usize::from(*digits)),
            Self::Text { text, .. } => text.clone(),
        };
        TraceCode::parse(&text).ok().filter(|code| code.as_str() == text && Self::of(code) == *self)
    }

    pub(crate) fn write(&self, out: &mut Vec<u8>) {
        match self {
            Self::Number { digits, value } => {
                out.push(*digits);
                let bytes = value.to_be_bytes();
                out.extend_from_slice(bytes.get(bytes.len() - width(*digits)..).unwrap_or_default());
            }
            Self::Text { tag, text } => {
                out.push(*tag);
                out.extend_from_slice(text.as_bytes());
                if *tag == TAG_TEXT {
                    out.push(TEXT_END);
                }
            }
        }
    }

    /// Takes one code off the front of `bytes`; `None` if there is none.
    pub(crate) fn read(bytes: &mut &[u8]) -> Option<Self> {
        let (tag, rest) = bytes.split_first()?;
        let (packed, rest) = match *tag {
            digits @ 1..=NUMBER_DIGITS_MAX => {
                let (number, rest) = rest.split_at_checked(width(digits))?;
                let value = number.iter().fold(0, |value: u128, byte| value << 8 | u128::from(*byte));
                (value <= value_max(digits)).then_some((Self::Number { digits, value }, rest))?
            }
            TAG_TEXT => {
                let end = rest.iter().position(|byte| *byte == TEXT_END)?;
                let (text, rest) = rest.split_at_checked(end)?;
                (Self::text(TAG_TEXT, text)?, rest.split_first()?.1)
            }
            digits => {
                let (text, rest) = rest.split_at_checked(usize::from(digits))?;
                (Self::text(digits, text)?, rest)
            }
        };
        *bytes = rest;
        Some(packed)
    }

    fn text(tag: u8, bytes: &[u8]) -> Option<Self> {
        Some(Self::Text { tag, text: String::from_utf8(bytes.to_vec()).ok()? })
    }
}

/// The largest number of so many digits.
pub(crate) fn value_max(digits: u8) -> u128 {
    10_u128.checked_pow(u32::from(digits)).map_or(u128::MAX, |limit| limit - 1)
}

/// Bytes of the largest number of so many digits. 10^n has floor(n × log2 10) + 1 bits.
fn width(digits: u8) -> usize {
    let bits = usize::from(digits) * 33_219_281 / 10_000_000 + 1;
    bits.div_ceil(8)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn bytes(packed: &Packed) -> Vec<u8> {
        let mut out = Vec::new();
        packed.write(&mut out);
        out
    }

    fn packed(text: &str) -> Packed {
        Packed::of(&TraceCode::parse(text).unwrap())
    }

    #[test]
    fn the_width_is_the_smallest_that_holds_every_number_of_so_many_digits() {
        for digits in 1..=NUMBER_DIGITS_MAX {
            let bits = 128 - value_max(digits).leading_zeros() as usize;
            assert_eq!(width(digits), bits.div_ceil(8), "{digits} digits");
        }
    }

    #[test]
    fn codes_have_exactly_these_bytes() {
        assert_eq!(bytes(&packed("000258")), [6, 0, 1, 2]);
        assert_eq!(bytes(&packed("6900123456789012")), [16, 0x18, 0x83, 0xa0, 0x2f, 0x8c, 0x5a, 0x14]);
        let twenty = bytes(&packed("18446744073709551616"));
        assert_eq!(twenty, [20, 1, 0, 0, 0, 0, 0, 0, 0, 0]);
        assert_eq!(bytes(&packed(&"9".repeat(38))).len(), 17);
        let thirty_nine = bytes(&packed(&"7".repeat(39)));
        assert_eq!((thirty_nine.len(), thirty_nine[0], thirty_nine[39]), (40, 39, b'7'));
        assert_eq!(bytes(&packed("AB12CD")), [0xff, b'A', b'B', b'1', b'2', b'C', b'D', 0]);
    }

    #[test]
    fn bytes_that_are_no_code_are_refused() {
        for damaged in
            [&[][..], &[6, 0, 1], &[6, 0xff, 0xff, 0xff], &[0xff, b'A', b'B'], &[39, b'1'], &[0, 1]]
        {
            let read = Packed::read(&mut &*damaged);
            assert!(read.as_ref().and_then(Packed::code).is_none(), "{damaged:?} read as {read:?}");
        }
    }

    fn any_code() -> impl Strategy<Value = TraceCode> {
        prop_oneof!["[0-9]{6,40}", "[0-9A-Z]{6,40}", "[01]{6,8}", "[0A]{6,9}"]
            .prop_map(|text| TraceCode::parse(&text).unwrap())
    }

    proptest! {
        #[test]
        fn byte_order_is_code_order_and_every_code_reads_back(a in any_code(), b in any_code()) {
            let (pa, pb) = (Packed::of(&a), Packed::of(&b));
            prop_assert_eq!(bytes(&pa).cmp(&bytes(&pb)), a.cmp(&b));
            prop_assert_eq!(pa.cmp(&pb), a.cmp(&b));
            let mut both = bytes(&pa);
            pb.write(&mut both);
            let mut rest = both.as_slice();
            prop_assert_eq!(Packed::read(&mut rest).and_then(|p| p.code()), Some(a));
            prop_assert_eq!(Packed::read(&mut rest).and_then(|p| p.code()), Some(b));
            prop_assert!(rest.is_empty());
        }
    }
}
