//! Keys of enterprises and of the operator: how they are written and what is kept of them.

use sha2::{Digest, Sha256};

const BASE64_URL: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/// What is kept of a key.
pub(crate) fn digest(key: &str) -> [u8; 32] {
    Sha256::digest(key.as_bytes()).into()
}

/// Bytes in URL-safe base64 without padding.
///
/// Source: RFC 4648, section 5.
pub(crate) fn base64_url(bytes: &[u8]) -> String {
    let mut text = String::new();
    for chunk in bytes.chunks(3) {
        let group =
            chunk.iter().fold(0_u32, |sum, byte| (sum << 8) | u32::from(*byte)) << (8 * (3 - chunk.len()));
        for place in 0..=chunk.len() {
            let index = usize::try_from((group >> (18 - 6 * place)) & 63).unwrap_or_default();
            text.push(char::from(BASE64_URL.get(index).copied().unwrap_or(b'A')));
        }
    }
    text
}

/// The bytes of [`base64_url`]; `None` for anything that it would not write.
pub(crate) fn from_base64_url(text: &str) -> Option<Vec<u8>> {
    let mut bytes = Vec::with_capacity(text.len() * 3 / 4);
    for chunk in text.as_bytes().chunks(4) {
        let mut group = 0_u32;
        for byte in chunk {
            let index = BASE64_URL.iter().position(|known| known == byte)?;
            group = (group << 6) | u32::try_from(index).ok()?;
        }
        group <<= 6 * (4 - chunk.len());
        let [_, decoded @ ..] = group.to_be_bytes();
        bytes.extend(decoded.iter().take(chunk.len() - 1));
    }
    (base64_url(&bytes) == text).then_some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_written_in_url_safe_base64_without_padding() {
        assert_eq!(base64_url(b"\xfb\xff\xfe"), "-__-");
        assert_eq!(base64_url(b"rusu!"), "cnVzdSE");
        assert_eq!(base64_url(&[0; 32]).len(), 43);
    }

    #[test]
    fn what_was_written_is_read_again() {
        for bytes in [&b""[..], b"r", b"ru", b"rus", b"\xfb\xff\xfe\x00"] {
            assert_eq!(from_base64_url(&base64_url(bytes)).as_deref(), Some(bytes));
        }
    }

    #[test]
    fn a_text_that_is_never_written_is_not_read() {
        for text in ["a", "a+/=", "码", "cnVzdSF"] {
            assert_eq!(from_base64_url(text), None, "{text}");
        }
    }
}
