//! Bytes that are sent compressed: packed once, handed out as the caller can read them.

use std::borrow::Cow;
use std::io::Write as _;

use axum::http::{HeaderMap, HeaderValue, header};

/// A way of packing (RFC 9110, 8.4.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Coding {
    Brotli,
    Gzip,
    Plain,
}

impl Coding {
    /// Its name in `Content-Encoding`; none where nothing is packed.
    pub fn name(self) -> Option<HeaderValue> {
        match self {
            Self::Brotli => Some(HeaderValue::from_static("br")),
            Self::Gzip => Some(HeaderValue::from_static("gzip")),
            Self::Plain => None,
        }
    }

    /// The smallest that the caller reads: by its weights, and of equals the one that packs best.
    pub fn accepted(headers: &HeaderMap) -> Self {
        let [brotli, gzip, plain] = weights(headers);
        if brotli > 0.0 && brotli >= gzip && brotli >= plain {
            Self::Brotli
        } else if gzip > 0.0 && gzip >= plain {
            Self::Gzip
        } else {
            Self::Plain
        }
    }
}

/// Whether the caller reads gzip and likes nothing else better.
pub(crate) fn reads_gzip(headers: &HeaderMap) -> bool {
    let [brotli, gzip, plain] = weights(headers);
    gzip > 0.0 && gzip >= brotli && gzip >= plain
}

/// What Brotli, gzip and plain bytes weigh for the caller.
fn weights(headers: &HeaderMap) -> [f32; 3] {
    let told: Vec<&str> =
        headers.get_all(header::ACCEPT_ENCODING).iter().filter_map(|value| value.to_str().ok()).collect();
    let ranges: Vec<(&str, f32)> = told.iter().flat_map(|line| line.split(',')).map(weighted).collect();
    let of = |wanted: &str| ranges.iter().find(|(name, _)| name.eq_ignore_ascii_case(wanted));
    let weight = |name: &str| of(name).or_else(|| of("*")).map_or(0.0, |(_, weight)| *weight);
    // Whoever prefers plain bytes to packed ones says so with a weight of its own.
    [weight("br"), weight("gzip"), of("identity").map_or(0.0, |(_, weight)| *weight)]
}

fn weighted(range: &str) -> (&str, f32) {
    let (name, weight) = range.split_once(';').unwrap_or((range, "q=1"));
    let weight = weight.trim().strip_prefix("q=").and_then(|q| q.trim().parse().ok());
    (name.trim(), weight.unwrap_or(0.0))
}

/// The same bytes, plain and packed.
#[derive(Debug)]
pub(super) struct Packed {
    plain: Cow<'static, [u8]>,
    brotli: Cow<'static, [u8]>,
    gzip: Cow<'static, [u8]>,
}

impl Packed {
    /// Packs a small text as well as can be; done once at the start.
    pub fn new(plain: impl Into<Cow<'static, [u8]>>) -> Self {
        let plain = plain.into();
        let (brotli, gzip) = (brotli(&plain), gzip(&plain));
        Self { plain, brotli: brotli.into(), gzip: gzip.into() }
    }

    /// Bytes that were packed when they were built.
    pub fn built(plain: &'static [u8], brotli: &'static [u8], gzip: &'static [u8]) -> Self {
        Self { plain: plain.into(), brotli: brotli.into(), gzip: gzip.into() }
    }

    /// As they are.
    pub fn plain(&self) -> &[u8] {
        &self.plain
    }

    /// In one coding.
    pub fn of(&'static self, coding: Coding) -> &'static [u8] {
        match coding {
            Coding::Brotli => &self.brotli,
            Coding::Gzip => &self.gzip,
            Coding::Plain => &self.plain,
        }
    }
}

/// Brotli at its best. Writing into memory cannot fail; if it did, an empty text would be seen at once.
pub(super) fn brotli(bytes: &[u8]) -> Vec<u8> {
    let mut packed = Vec::new();
    let parameters = brotli::enc::BrotliEncoderParams { quality: 11, lgwin: 22, ..Default::default() };
    let done = brotli::BrotliCompress(&mut &*bytes, &mut packed, &parameters);
    done.map(|_| packed).unwrap_or_default()
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut writer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    writer.write_all(bytes).and_then(|()| writer.finish()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn accepted(told: &'static str) -> Coding {
        let mut headers = HeaderMap::new();
        headers.insert(header::ACCEPT_ENCODING, HeaderValue::from_static(told));
        Coding::accepted(&headers)
    }

    #[test]
    fn the_best_coding_of_those_that_are_read_is_chosen() {
        assert_eq!(accepted("gzip, deflate, br"), Coding::Brotli);
        assert_eq!(accepted("gzip, deflate"), Coding::Gzip);
        assert_eq!(accepted("*"), Coding::Brotli);
        assert_eq!(accepted("deflate"), Coding::Plain);
        assert_eq!(Coding::accepted(&HeaderMap::new()), Coding::Plain);
    }

    #[test]
    fn weights_are_honoured() {
        assert_eq!(accepted("br;q=0.1, gzip;q=0.9"), Coding::Gzip);
        assert_eq!(accepted("br;q=0, gzip;q=0"), Coding::Plain);
        assert_eq!(accepted("br;q=0, *"), Coding::Gzip);
        assert_eq!(accepted("identity, gzip;q=0.5"), Coding::Plain);
        assert_eq!(accepted("br;q=much"), Coding::Plain);
    }

    #[test]
    fn gzip_is_read_by_those_who_like_nothing_else_better() {
        let reads = |told: &'static str| {
            let mut headers = HeaderMap::new();
            headers.insert(header::ACCEPT_ENCODING, HeaderValue::from_static(told));
            reads_gzip(&headers)
        };
        assert!(reads("gzip, deflate, br, zstd") && reads("gzip") && reads("*"));
        assert!(!reads("br;q=1.0, gzip;q=0.8") && !reads("br") && !reads("gzip;q=0") && !reads("deflate"));
        assert!(!reads("identity, gzip;q=0.5") && !reads_gzip(&HeaderMap::new()));
    }

    #[test]
    fn what_is_packed_comes_out_again() {
        use std::io::Read as _;

        let text = "乳溯 ".repeat(200);
        let packed = Packed::new(text.clone().into_bytes());
        let (mut of_gzip, mut of_brotli) = (String::new(), Vec::new());
        flate2::read::GzDecoder::new(&*packed.gzip).read_to_string(&mut of_gzip).unwrap();
        brotli::BrotliDecompress(&mut &*packed.brotli, &mut of_brotli).unwrap();
        assert_eq!((of_gzip.as_str(), of_brotli.as_slice()), (text.as_str(), text.as_bytes()));
        assert!(packed.brotli.len() < packed.gzip.len() && packed.gzip.len() < text.len() / 10);
    }
}
