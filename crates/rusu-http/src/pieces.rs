//! Bodies in pieces, of which the long ones are the same in many answers and are packed once.
//!
//! A gzip stream may be put together from parts that were packed on their own (RFC 1951: blocks that end
//! on a byte and look back at nothing before them). Packing a page as a whole takes more than ten times
//! as long as everything else of an answer (`docs/measurements/http.md`); packing its short pieces and
//! copying the long ones costs some bytes and next to no time.
//!
//! Invariant: unpacked, the packed body is the plain one, byte by byte.

use std::cell::RefCell;
use std::fmt;

use axum::body::Body;
use axum::http::{HeaderMap, HeaderValue, header};
use flate2::{Compress, Compression, Crc, FlushCompress};

/// Of long pieces, which are packed once and read often.
const ONCE: Compression = Compression::new(7);
/// Of short pieces, which are packed for each answer.
const EACH_TIME: u32 = 5;
/// Up to so many bytes a short piece is sent as it is: packing has a price that does not depend on how
/// much there is to pack, and saves little here.
const AS_IT_IS_BYTES_MAX: u16 = 160;
/// Room that a piece may need beyond its own bytes, when it cannot be made smaller.
const SPARE_BYTES: usize = 128;
/// RFC 1952: deflate, no name, no time, any system.
const HEAD: [u8; 10] = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff];
/// RFC 1951: a last block that holds nothing.
const LAST: [u8; 2] = [3, 0];

/// A text that stands in many answers, with its packed form.
pub(crate) struct Fixed {
    text: String,
    packed: Vec<u8>,
    crc: Crc,
}

impl Fixed {
    /// Packs a text.
    pub fn new(text: String) -> Self {
        let mut packed = Vec::new();
        pack(&mut Compress::new(ONCE, false), text.as_bytes(), &mut packed);
        packed.shrink_to_fit();
        let mut crc = Crc::new();
        crc.update(text.as_bytes());
        Self { text, packed, crc }
    }

    /// The text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// About so many bytes of memory.
    pub fn bytes(&self) -> usize {
        self.text.len() + self.packed.len()
    }
}

/// A body that is being put together.
#[derive(Default)]
pub(crate) struct Pieces<'a> {
    /// All short pieces, one behind the other.
    short: String,
    /// Where in `short` a long one stands.
    long: Vec<(usize, &'a Fixed)>,
}

impl<'a> Pieces<'a> {
    /// Adds a short piece.
    pub fn short(&mut self, text: &str) {
        self.short.push_str(text);
    }

    /// Adds a long one.
    pub fn long(&mut self, fixed: &'a Fixed) {
        self.long.push((self.short.len(), fixed));
    }

    /// The body as it is sent.
    pub fn sent(&self, is_packed: bool) -> Sent {
        Sent { bytes: if is_packed { self.packed() } else { self.plain() }, is_packed }
    }

    #[cfg(test)]
    pub fn long_pieces(&self) -> usize {
        self.long.len()
    }

    fn plain(&self) -> Vec<u8> {
        let long: usize = self.long.iter().map(|(_, fixed)| fixed.text.len()).sum();
        let mut plain = Vec::with_capacity(self.short.len() + long);
        self.each(|short, long| {
            plain.extend_from_slice(short.as_bytes());
            plain.extend_from_slice(long.map_or("", Fixed::text).as_bytes());
        });
        plain
    }

    fn packed(&self) -> Vec<u8> {
        thread_local! {
            /// Making one takes longer than using it.
            static PACKER: RefCell<Compress> = RefCell::new(Compress::new(Compression::new(EACH_TIME), false));
        }
        let long: usize = self.long.iter().map(|(_, fixed)| fixed.packed.len()).sum();
        let mut packed = Vec::with_capacity(long + self.short.len() / 2 + SPARE_BYTES);
        let mut crc = Crc::new();
        packed.extend_from_slice(&HEAD);
        PACKER.with_borrow_mut(|packer| {
            self.each(|short, long| {
                match u16::try_from(short.len()) {
                    Ok(length) if length <= AS_IT_IS_BYTES_MAX => store(length, short, &mut packed),
                    _ => {
                        packer.reset();
                        pack(packer, short.as_bytes(), &mut packed);
                    }
                }
                crc.update(short.as_bytes());
                if let Some(fixed) = long {
                    packed.extend_from_slice(&fixed.packed);
                    crc.combine(&fixed.crc);
                }
            });
        });
        packed.extend_from_slice(&LAST);
        packed.extend_from_slice(&crc.sum().to_le_bytes());
        packed.extend_from_slice(&crc.amount().to_le_bytes());
        packed
    }

    /// Visits each short piece with the long one behind it.
    fn each(&self, mut visit: impl FnMut(&str, Option<&Fixed>)) {
        let mut from = 0;
        for (to, fixed) in &self.long {
            visit(self.short.get(from..*to).unwrap_or_default(), Some(fixed));
            from = *to;
        }
        visit(self.short.get(from..).unwrap_or_default(), None);
    }
}

/// Adds a piece as it is: RFC 1951, 3.2.4, on a byte's border.
fn store(length: u16, piece: &str, packed: &mut Vec<u8>) {
    packed.push(0);
    packed.extend_from_slice(&length.to_le_bytes());
    packed.extend_from_slice(&(!length).to_le_bytes());
    packed.extend_from_slice(piece.as_bytes());
}

/// Packs a piece so that it ends on a byte and the next one does not look back at it.
fn pack(packer: &mut Compress, piece: &[u8], packed: &mut Vec<u8>) {
    if piece.is_empty() {
        return;
    }
    let (before, mut done) = (packer.total_in(), 0);
    loop {
        packed.reserve(piece.len() / 2 + SPARE_BYTES);
        let rest = piece.get(done..).unwrap_or_default();
        // Packing into memory fails only for a packer that was ended, which none here is.
        if packer.compress_vec(rest, packed, FlushCompress::Full).is_err() {
            return;
        }
        done = usize::try_from(packer.total_in() - before).unwrap_or(piece.len());
        // Room that is left over means that nothing was held back.
        if done >= piece.len() && packed.len() < packed.capacity() {
            return;
        }
    }
}

/// Writes a template, whose long pieces are told by where they lie in memory.
pub(crate) struct Gathering<'a, 'b> {
    pieces: &'b mut Pieces<'a>,
    known: &'b [&'a Fixed],
}

impl<'a, 'b> Gathering<'a, 'b> {
    /// Gathers pieces, of which these are the long ones; a template writes each as a whole.
    pub fn new(pieces: &'b mut Pieces<'a>, known: &'b [&'a Fixed]) -> Self {
        Self { pieces, known }
    }
}

impl fmt::Write for Gathering<'_, '_> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        let is_this = |fixed: &&&Fixed| std::ptr::eq(fixed.text.as_str(), text) && !text.is_empty();
        match self.known.iter().find(is_this) {
            Some(fixed) => self.pieces.long(fixed),
            None => self.pieces.short(text),
        }
        Ok(())
    }
}

/// A body as it is sent.
pub(crate) struct Sent {
    bytes: Vec<u8>,
    is_packed: bool,
}

impl Sent {
    /// The body; the headers tell how it is packed, and that it depends on who asks.
    pub fn into_body(self, headers: &mut HeaderMap) -> Body {
        headers.append(header::VARY, HeaderValue::from_static("accept-encoding"));
        if self.is_packed {
            headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static("gzip"));
        }
        Body::from(self.bytes)
    }

    #[cfg(test)]
    pub fn into_text(self) -> String {
        String::from_utf8(self.bytes).unwrap()
    }

    #[cfg(test)]
    pub fn bytes(&self) -> usize {
        self.bytes.len()
    }
}

#[cfg(test)]
mod tests {
    use std::fmt::Write as _;
    use std::io::Read as _;

    use super::*;

    fn unpacked(packed: &[u8]) -> String {
        let mut text = String::new();
        flate2::read::GzDecoder::new(packed).read_to_string(&mut text).unwrap();
        text
    }

    #[track_caller]
    fn check(pieces: &Pieces<'_>, expected: &str) {
        assert_eq!(String::from_utf8(pieces.plain()).unwrap(), expected);
        assert_eq!(unpacked(&pieces.packed()), expected);
    }

    #[test]
    fn a_body_in_pieces_is_the_same_packed_and_plain() {
        let (first, second) = (Fixed::new("乳溯 ".repeat(3_000)), Fixed::new("second".to_owned()));
        let mut pieces = Pieces::default();
        pieces.short("before ");
        pieces.long(&first);
        pieces.long(&second);
        pieces.short(" between ");
        pieces.long(&first);
        pieces.short(" after");
        let expected = ["before ", first.text(), "second", " between ", first.text(), " after"].concat();
        check(&pieces, &expected);
    }

    #[test]
    fn empty_pieces_and_bodies_are_packed_too() {
        check(&Pieces::default(), "");
        let empty = Fixed::new(String::new());
        let mut pieces = Pieces::default();
        pieces.long(&empty);
        pieces.short("x");
        check(&pieces, "x");
    }

    #[test]
    fn a_piece_of_the_most_bytes_that_are_sent_as_they_are_and_one_more_come_out_again() {
        for bytes in [AS_IT_IS_BYTES_MAX, AS_IT_IS_BYTES_MAX + 1] {
            let text = "x".repeat(bytes.into());
            let mut pieces = Pieces::default();
            pieces.short(&text);
            check(&pieces, &text);
        }
    }

    #[test]
    fn a_piece_that_cannot_be_made_smaller_is_packed_whole() {
        // Numbers from a fixed seed, as letters: little in them is alike.
        let mut state = 1_u64;
        let mut noise = String::new();
        for _ in 0..50_000 {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            noise.push(char::from_u32(0x4e00 + u32::try_from(state >> 50).unwrap()).unwrap());
        }
        let mut pieces = Pieces::default();
        pieces.short(&noise);
        check(&pieces, &noise);
    }

    #[test]
    fn what_a_template_writes_is_told_by_its_place_and_not_by_its_words() {
        let fixed = Fixed::new("the same words".to_owned());
        let mut pieces = Pieces::default();
        let known = [&fixed];
        let mut gathering = Gathering::new(&mut pieces, &known);
        write!(gathering, "{} {}", fixed.text(), "the same words".to_owned()).unwrap();
        assert_eq!((pieces.long.len(), pieces.short.as_str()), (1, " the same words"));
        check(&pieces, "the same words the same words");
    }
}
