//! Pictures of certificates and reports, written anew.

use std::io::Cursor;

use image::codecs::jpeg::JpegEncoder;
use image::{DynamicImage, ImageDecoder as _, ImageError, ImageFormat, ImageReader, Limits};
use rusu_core::limits::{DOCUMENT_PICTURE_MEMORY_BYTES_MAX, DOCUMENT_PIXELS_MAX};
use rusu_core::lot::Media;
use rusu_core::rejection::Finding;

/// A scanned text stays sharp, and a photo does not grow.
const JPEG_QUALITY: u8 = 90;

/// The same picture in the same format, with nothing but its pixels.
///
/// # Errors
/// The rule by which it is refused.
pub(super) fn renewed(name: &str, media: Media, bytes: &[u8]) -> Result<Vec<u8>, Finding> {
    let format = match media {
        Media::Jpeg => ImageFormat::Jpeg,
        Media::Png => ImageFormat::Png,
        Media::Webp => ImageFormat::WebP,
        Media::Pdf | Media::Ofd => return Err(Finding::error("document_kind", name)),
    };
    let picture = decoded(name, format, bytes)?;
    let mut renewed = Cursor::new(Vec::new());
    let written = match format {
        ImageFormat::Jpeg => {
            let encoder = JpegEncoder::new_with_quality(&mut renewed, JPEG_QUALITY);
            match &picture {
                DynamicImage::ImageLuma8(_) => picture.write_with_encoder(encoder),
                _ => picture.into_rgb8().write_with_encoder(encoder),
            }
        }
        // The encoder writes eight bits a channel.
        ImageFormat::WebP => picture.into_rgba8().write_to(&mut renewed, format),
        _ => picture.write_to(&mut renewed, format),
    };
    written.map_err(|error| refused(name, &error))?;
    Ok(renewed.into_inner())
}

/// Decodes within bounds that hold before anything is unpacked: a small file can claim gigabytes.
fn decoded(name: &str, format: ImageFormat, bytes: &[u8]) -> Result<DynamicImage, Finding> {
    let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
    let mut limits = Limits::no_limits();
    limits.max_alloc = Some(DOCUMENT_PICTURE_MEMORY_BYTES_MAX);
    reader.limits(limits);
    let mut decoder = reader.into_decoder().map_err(|error| refused(name, &error))?;
    let (width, height) = decoder.dimensions();
    let pixels = u64::from(width) * u64::from(height);
    if pixels > DOCUMENT_PIXELS_MAX || decoder.total_bytes() > DOCUMENT_PICTURE_MEMORY_BYTES_MAX {
        return Err(too_many_pixels(name));
    }
    // A telephone's photo lies on its side and says so beside the pixels, which are all that is kept.
    let orientation = decoder.orientation().map_err(|error| refused(name, &error))?;
    let mut picture = DynamicImage::from_decoder(decoder).map_err(|error| refused(name, &error))?;
    if pixels == 0 {
        return Err(Finding::error("document_picture_damaged", name));
    }
    picture.apply_orientation(orientation);
    Ok(picture)
}

fn refused(name: &str, error: &ImageError) -> Finding {
    match error {
        ImageError::Limits(_) => too_many_pixels(name),
        error => {
            tracing::debug!(%error, "a picture cannot be read");
            Finding::error("document_picture_damaged", name)
        }
    }
}

fn too_many_pixels(name: &str) -> Finding {
    Finding::error("document_picture_pixels", name).with("limit", DOCUMENT_PIXELS_MAX / 1_000_000)
}

#[cfg(test)]
mod tests {
    use image::RgbImage;

    use super::*;

    fn written(width: u32, height: u32, format: ImageFormat) -> Vec<u8> {
        let picture = DynamicImage::ImageRgb8(RgbImage::from_fn(width, height, |x, y| {
            image::Rgb([u8::try_from(x % 256).unwrap(), u8::try_from(y % 256).unwrap(), 90])
        }));
        let mut bytes = Cursor::new(Vec::new());
        picture.write_to(&mut bytes, format).unwrap();
        bytes.into_inner()
    }

    const FORMATS: [(Media, ImageFormat); 3] =
        [(Media::Jpeg, ImageFormat::Jpeg), (Media::Png, ImageFormat::Png), (Media::Webp, ImageFormat::WebP)];

    fn rule(result: Result<Vec<u8>, Finding>) -> String {
        result.map_or_else(|finding| finding.rule.to_string(), |_| "none".to_owned())
    }

    #[test]
    fn a_picture_keeps_its_format_and_its_size_and_is_the_same_every_time() {
        for (media, format) in FORMATS {
            let bytes = written(60, 40, format);
            let renewed = renewed("a", media, &bytes).unwrap();
            assert_eq!(image::guess_format(&renewed).unwrap(), format);
            let picture = image::load_from_memory(&renewed).unwrap();
            assert_eq!((picture.width(), picture.height()), (60, 40));
            assert_eq!(super::renewed("a", media, &bytes).unwrap(), renewed);
        }
    }

    #[test]
    fn what_was_hidden_behind_a_picture_is_gone() {
        for (media, format) in FORMATS {
            let mut bytes = written(60, 40, format);
            bytes.extend_from_slice(b"<script>alert(1)</script>");
            let renewed = renewed("a", media, &bytes).unwrap();
            assert!(!renewed.windows(7).any(|window| window == b"<script"), "{media:?}");
        }
    }

    #[test]
    fn a_picture_that_breaks_off_is_damaged() {
        for (media, format) in [FORMATS[1], FORMATS[2]] {
            let mut bytes = written(300, 200, format);
            bytes.truncate(bytes.len() / 2);
            assert_eq!(rule(renewed("a", media, &bytes)), "document_picture_damaged", "{media:?}");
        }
        assert_eq!(rule(renewed("a", Media::Jpeg, b"\xff\xd8\xff\xe0")), "document_picture_damaged");
    }

    #[test]
    fn a_picture_is_accepted_at_the_limit_of_pixels_and_refused_beyond() {
        let width = 10_000;
        let most = u32::try_from(DOCUMENT_PIXELS_MAX).unwrap() / width;
        let grey = |height| {
            let picture = DynamicImage::ImageLuma8(image::GrayImage::new(width, height));
            let mut bytes = Cursor::new(Vec::new());
            picture.write_to(&mut bytes, ImageFormat::Png).unwrap();
            bytes.into_inner()
        };
        assert_eq!(rule(renewed("a", Media::Png, &grey(most))), "none");
        assert_eq!(rule(renewed("a", Media::Png, &grey(most + 1))), "document_picture_pixels");
    }

    #[test]
    fn a_photo_that_lies_on_its_side_is_set_upright() {
        let mut jpeg = written(200, 100, ImageFormat::Jpeg);
        // An EXIF block that says: turned by a quarter.
        let exif =
            b"\xff\xe1\x00\x22Exif\0\0MM\0\x2a\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0";
        jpeg.splice(2..2, exif.iter().copied());
        let renewed = renewed("a", Media::Jpeg, &jpeg).unwrap();
        let picture = image::load_from_memory(&renewed).unwrap();
        assert_eq!((picture.width(), picture.height()), (100, 200));
    }
}
