//! Base64 of the standard alphabet with padding, as structured fields have it.
//!
//! Source: RFC 4648, section 4.

const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// Bytes as text.
#[must_use]
pub fn to_base64(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for chunk in bytes.chunks(3) {
        let sum = chunk.iter().fold(0_u32, |sum, byte| (sum << 8) | u32::from(*byte));
        let group = sum << (8 * (3 - chunk.len()));
        for place in 0..4 {
            let index = usize::try_from((group >> (18 - 6 * place)) & 63).unwrap_or_default();
            let character = ALPHABET.get(index).copied().filter(|_| place <= chunk.len());
            text.push(char::from(character.unwrap_or(b'=')));
        }
    }
    text
}

/// The bytes of [`to_base64`]; `None` for anything that it would not write.
#[must_use]
pub fn from_base64(text: &str) -> Option<Vec<u8>> {
    let mut bytes = Vec::with_capacity(text.len() / 4 * 3);
    for chunk in text.as_bytes().chunks(4) {
        let mut group = 0_u32;
        let digits: Vec<u8> = chunk.iter().copied().take_while(|byte| *byte != b'=').collect();
        for byte in &digits {
            let index = ALPHABET.iter().position(|known| known == byte)?;
            group = (group << 6) | u32::try_from(index).ok()?;
        }
        group <<= 6 * (4 - digits.len());
        let [_, decoded @ ..] = group.to_be_bytes();
        bytes.extend(decoded.iter().take(digits.len().saturating_sub(1)));
    }
    (to_base64(&bytes) == text).then_some(bytes)
}
