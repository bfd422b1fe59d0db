//! Which encoding a table of separated values is in: UTF-8, UTF-16 with a mark, or GB18030 (and so
//! GBK and GB2312), which Excel in China writes.
//!
//! Separators, quotes and line ends are single ASCII bytes that occur in no character of UTF-8 or
//! GB18030, so tables are split first and decoded cell by cell: a broken byte costs one row.

use std::io::{self, Read};

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Decoder, GB18030, GBK, UTF_16BE, UTF_16LE};

/// So many good characters for each broken piece mean UTF-8 with broken bytes and not GB18030: in
/// GB18030 text about one character in seven happens to be UTF-8.
const GOOD_FOR_EACH_BROKEN: usize = 3;

/// An encoding in which cells are decoded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Encoding {
    /// UTF-8.
    Utf8,
    /// GB18030.
    Gb18030,
}

/// What a sample tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Guess {
    /// ASCII so far: nothing is decided.
    Open,
    /// This one.
    Is(Encoding),
    /// None that is accepted.
    Foreign,
}

/// Tells the encoding of a sample that does not end within a character.
pub(crate) fn guess(sample: &[u8]) -> Guess {
    if sample.is_ascii() {
        return Guess::Open;
    }
    let (mut good, mut broken) = (0, 0);
    for chunk in sample.utf8_chunks() {
        good += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        broken += usize::from(!chunk.invalid().is_empty());
    }
    if broken == 0 || good >= broken * GOOD_FOR_EACH_BROKEN {
        return Guess::Is(Encoding::Utf8);
    }
    if GB18030.decode_without_bom_handling_and_without_replacement(sample).is_some() {
        return Guess::Is(Encoding::Gb18030);
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(sample, true);
    let likely = detector.guess(Some(b"cn"), Utf8Detection::Deny);
    if likely == GBK || likely == GB18030 { Guess::Is(Encoding::Gb18030) } else { Guess::Foreign }
}

impl Encoding {
    /// Decodes a cell behind `text`; what cannot be decoded becomes U+FFFD, which no cell may hold.
    pub(crate) fn append(self, bytes: &[u8], text: &mut String) {
        if let Ok(plain) = std::str::from_utf8(bytes)
            && (self == Self::Utf8 || bytes.is_ascii())
        {
            text.push_str(plain);
            return;
        }
        match self {
            Self::Utf8 => text.push_str(&String::from_utf8_lossy(bytes)),
            Self::Gb18030 => text.push_str(&GB18030.decode_without_bom_handling(bytes).0),
        }
    }
}

/// The byte order mark at the start of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mark {
    /// None.
    None,
    /// UTF-8's, three bytes.
    Utf8,
    /// UTF-16's, little end first.
    Utf16Little,
    /// UTF-16's, big end first.
    Utf16Big,
}

/// Tells the mark.
pub(crate) fn mark(head: &[u8]) -> Mark {
    match head {
        [0xef, 0xbb, 0xbf, ..] => Mark::Utf8,
        [0xff, 0xfe, ..] => Mark::Utf16Little,
        [0xfe, 0xff, ..] => Mark::Utf16Big,
        _ => Mark::None,
    }
}

/// UTF-16 with its mark, read as UTF-8. Unpaired surrogates become U+FFFD.
pub(crate) struct Utf16<R> {
    inner: R,
    decoder: Decoder,
    raw: Vec<u8>,
    decoded: io::Cursor<String>,
    ended: bool,
}

impl<R: Read> Utf16<R> {
    /// Reads behind the mark, which tells the order of bytes.
    pub(crate) fn new(inner: R, mark: Mark) -> Self {
        let encoding = if mark == Mark::Utf16Big { UTF_16BE } else { UTF_16LE };
        let decoder = encoding.new_decoder_with_bom_removal();
        Self { inner, decoder, raw: vec![0; 16 * 1024], decoded: io::Cursor::default(), ended: false }
    }

    fn fill(&mut self) -> io::Result<()> {
        let read = self.inner.read(&mut self.raw)?;
        self.ended = read == 0;
        let raw = self.raw.get(..read).unwrap_or_default();
        let mut text = std::mem::take(&mut self.decoded).into_inner();
        text.clear();
        // Room for everything, so that one call takes all of `raw`.
        text.reserve(self.decoder.max_utf8_buffer_length(read).unwrap_or(4 * read));
        let _ = self.decoder.decode_to_string(raw, &mut text, self.ended);
        self.decoded = io::Cursor::new(text);
        Ok(())
    }
}

impl<R: Read> Read for Utf16<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            let read = self.decoded.read(buffer)?;
            if read > 0 || self.ended || buffer.is_empty() {
                return Ok(read);
            }
            self.fill()?;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decoded(encoding: Encoding, bytes: &[u8]) -> String {
        let mut text = String::new();
        encoding.append(bytes, &mut text);
        text
    }

    #[test]
    fn ascii_leaves_the_encoding_open() {
        assert_eq!(guess(b"lot_number,code\n"), Guess::Open);
    }

    #[test]
    fn utf_8_and_gb18030_are_told_apart() {
        let text = "批号,生产日期,检验结论\nSL1,2026-08-14,合格\n";
        assert_eq!(guess(text.as_bytes()), Guess::Is(Encoding::Utf8));
        assert_eq!(guess(&GB18030.encode(text).0), Guess::Is(Encoding::Gb18030));
    }

    #[test]
    fn one_broken_byte_does_not_turn_utf_8_into_gb18030() {
        let mut bytes = "批号,生产日期,检验结论,检验机构\nSL1,2026-08-14,合格\n".as_bytes().to_vec();
        bytes.insert(30, 0xff);
        assert_eq!(guess(&bytes), Guess::Is(Encoding::Utf8));
    }

    #[test]
    fn neither_encoding_is_foreign() {
        assert_eq!(guess(b"Herstellungsl\xe4nder\xff\xff, na\xefve caf\xe9 \xff"), Guess::Foreign);
    }

    #[test]
    fn a_broken_cell_is_marked() {
        assert!(decoded(Encoding::Gb18030, b"\xba\xcf\xff").contains('\u{fffd}'));
        assert_eq!(decoded(Encoding::Gb18030, b"\xba\xcf\xb8\xf1"), "合格");
    }

    #[test]
    fn utf_16_is_read_in_either_order() {
        let text = "批号,码\n";
        let little: Vec<u8> =
            [0xff, 0xfe].into_iter().chain(text.encode_utf16().flat_map(u16::to_le_bytes)).collect();
        let big: Vec<u8> =
            [0xfe, 0xff].into_iter().chain(text.encode_utf16().flat_map(u16::to_be_bytes)).collect();
        for bytes in [little, big] {
            let mut read = String::new();
            Utf16::new(&bytes[..], mark(&bytes)).read_to_string(&mut read).unwrap();
            assert_eq!(read, text);
        }
    }
}
