//! Logos: any picture becomes a small square PNG that the platform made, so that nothing of what a
//! stranger's file holds besides its pixels is ever served.

use std::io::Cursor;

use image::imageops::{FilterType, overlay};
use image::{
    DynamicImage, ImageDecoder, ImageError, ImageFormat, ImageReader, Limits, RgbaImage,
    error::LimitErrorKind,
};
use rusu_core::enterprise::EnterpriseId;
use rusu_core::limits::{
    LOGO_SIDE_PIXELS, PICTURE_BYTES_MAX, PICTURE_MEMORY_BYTES_MAX, PICTURE_SIDE_PIXELS_MAX,
};
use rusu_core::portal::Picture;
use rusu_core::ports::ObjectKind;

use super::{PortalDesk, PortalError};

impl PortalDesk {
    /// Sets an enterprise's logo from a PNG, JPEG or WebP.
    ///
    /// # Errors
    /// [`PortalError::Unknown`] if there is no such enterprise; [`PortalError::PictureKind`],
    /// [`PortalError::PictureTooLarge`], [`PortalError::PicturePixels`] or
    /// [`PortalError::PictureDamaged`]; [`PortalError::Fault`].
    pub fn set_logo(&self, enterprise: EnterpriseId, bytes: &[u8]) -> Result<Picture, PortalError> {
        let enterprise = self.known_enterprise(enterprise)?;
        let logo = logo_of(bytes)?;
        let mut sink = self.objects.create(ObjectKind::Picture)?;
        sink.write(&logo)?;
        // A crash between these two leaves a picture that nothing shows.
        let (hash, _) = sink.finish()?;
        self.portal.set_logo(enterprise, Some(hash))?;
        Ok(hash)
    }

    /// Takes an enterprise's logo away; without one this changes nothing.
    ///
    /// # Errors
    /// [`PortalError::Unknown`] if there is no such enterprise; [`PortalError::Fault`].
    pub fn remove_logo(&self, enterprise: EnterpriseId) -> Result<(), PortalError> {
        let enterprise = self.known_enterprise(enterprise)?;
        Ok(self.portal.set_logo(enterprise, None)?)
    }
}

/// A PNG of `LOGO_SIDE_PIXELS` square with the picture in its middle, the rest transparent.
fn logo_of(bytes: &[u8]) -> Result<Vec<u8>, PortalError> {
    let given = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
    if given > PICTURE_BYTES_MAX {
        return Err(PortalError::PictureTooLarge { given, limit: PICTURE_BYTES_MAX });
    }
    let picture = decoded(bytes)?;
    let fitted = picture.resize(LOGO_SIDE_PIXELS, LOGO_SIDE_PIXELS, FilterType::Lanczos3).into_rgba8();
    let mut square = RgbaImage::new(LOGO_SIDE_PIXELS, LOGO_SIDE_PIXELS);
    let middle = |side: u32| i64::from((LOGO_SIDE_PIXELS - side.min(LOGO_SIDE_PIXELS)) / 2);
    overlay(&mut square, &fitted, middle(fitted.width()), middle(fitted.height()));
    let mut png = Cursor::new(Vec::new());
    DynamicImage::ImageRgba8(square).write_to(&mut png, ImageFormat::Png).map_err(|error| damaged(&error))?;
    Ok(png.into_inner())
}

/// Decodes within the house's bounds, which hold before anything is unpacked: a small file can claim
/// gigabytes.
fn decoded(bytes: &[u8]) -> Result<DynamicImage, PortalError> {
    let format = format_of(bytes).ok_or(PortalError::PictureKind)?;
    let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
    let mut limits = Limits::no_limits();
    limits.max_image_width = Some(PICTURE_SIDE_PIXELS_MAX);
    limits.max_image_height = Some(PICTURE_SIDE_PIXELS_MAX);
    limits.max_alloc = Some(PICTURE_MEMORY_BYTES_MAX);
    reader.limits(limits);
    let mut decoder = reader.into_decoder().map_err(|error| refused(&error))?;
    // A progressive JPEG's coefficients, two bytes each, stand beside its pixels.
    let copies = if format == ImageFormat::Jpeg { 3 } else { 1 };
    if decoder.total_bytes().saturating_mul(copies) > PICTURE_MEMORY_BYTES_MAX {
        return Err(PortalError::PicturePixels { side_max: PICTURE_SIDE_PIXELS_MAX });
    }
    // A telephone's photo lies on its side and says so beside the pixels.
    let orientation = decoder.orientation().map_err(|error| refused(&error))?;
    let mut picture = DynamicImage::from_decoder(decoder).map_err(|error| refused(&error))?;
    if picture.width() == 0 || picture.height() == 0 {
        return Err(PortalError::PictureDamaged { reason: "it has no pixels".to_owned() });
    }
    picture.apply_orientation(orientation);
    Ok(picture)
}

/// The format that the first bytes tell; a name tells nothing.
fn format_of(bytes: &[u8]) -> Option<ImageFormat> {
    match bytes {
        [0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1a, b'\n', ..] => Some(ImageFormat::Png),
        [0xff, 0xd8, 0xff, ..] => Some(ImageFormat::Jpeg),
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => Some(ImageFormat::WebP),
        _ => None,
    }
}

fn refused(error: &ImageError) -> PortalError {
    match error {
        ImageError::Limits(limit) if !matches!(limit.kind(), LimitErrorKind::Unsupported { .. }) => {
            PortalError::PicturePixels { side_max: PICTURE_SIDE_PIXELS_MAX }
        }
        error => damaged(error),
    }
}

fn damaged(error: &ImageError) -> PortalError {
    PortalError::PictureDamaged { reason: error.to_string() }
}

#[cfg(test)]
mod tests {
    use image::{RgbImage, Rgba};

    use super::*;

    fn written(picture: &DynamicImage, format: ImageFormat) -> Vec<u8> {
        let mut bytes = Cursor::new(Vec::new());
        picture.write_to(&mut bytes, format).unwrap();
        bytes.into_inner()
    }

    fn red(width: u32, height: u32) -> DynamicImage {
        DynamicImage::ImageRgb8(RgbImage::from_pixel(width, height, image::Rgb([200, 0, 0])))
    }

    fn logo(bytes: &[u8]) -> RgbaImage {
        let png = logo_of(bytes).unwrap();
        image::load_from_memory_with_format(&png, ImageFormat::Png).unwrap().into_rgba8()
    }

    #[test]
    fn every_accepted_format_becomes_a_square_png() {
        for format in [ImageFormat::Png, ImageFormat::Jpeg, ImageFormat::WebP] {
            let logo = logo(&written(&red(300, 200), format));
            assert_eq!(logo.dimensions(), (LOGO_SIDE_PIXELS, LOGO_SIDE_PIXELS), "{format:?}");
        }
    }

    #[test]
    fn a_wide_picture_stands_in_the_middle_of_transparency() {
        let logo = logo(&written(&red(200, 100), ImageFormat::Png));
        let middle = LOGO_SIDE_PIXELS / 2;
        assert_eq!(logo.get_pixel(middle, 0), &Rgba([0, 0, 0, 0]));
        assert_eq!(logo.get_pixel(middle, LOGO_SIDE_PIXELS - 1), &Rgba([0, 0, 0, 0]));
        assert_eq!(logo.get_pixel(0, middle).0[3], 255);
    }

    #[test]
    fn bytes_that_are_no_picture_are_refused() {
        for bytes in [&b""[..], b"%PDF-1.7", b"GIF89a", b"<svg xmlns='http://www.w3.org/2000/svg'/>"] {
            assert!(matches!(logo_of(bytes), Err(PortalError::PictureKind)));
        }
    }

    #[test]
    fn a_picture_that_breaks_off_is_damaged() {
        let mut png = written(&red(300, 200), ImageFormat::Png);
        png.truncate(png.len() / 2);
        assert!(matches!(logo_of(&png), Err(PortalError::PictureDamaged { .. })));
    }

    #[test]
    fn a_picture_is_accepted_at_the_limit_of_pixels_and_refused_beyond() {
        let strip = |width| written(&red(width, 1), ImageFormat::Png);
        assert!(logo_of(&strip(PICTURE_SIDE_PIXELS_MAX)).is_ok());
        let beyond = logo_of(&strip(PICTURE_SIDE_PIXELS_MAX + 1));
        assert!(matches!(beyond, Err(PortalError::PicturePixels { .. })), "{beyond:?}");
    }

    #[test]
    fn a_small_file_that_claims_gigabytes_is_refused_before_it_is_unpacked() {
        let mut png = written(&red(2, 2), ImageFormat::Png);
        // The header's width and height, and its checksum made to fit.
        png.splice(16..24, [0, 0, 0x20, 0, 0, 0, 0x20, 0]);
        let sum = crc32(&png[12..29]).to_be_bytes();
        png.splice(29..33, sum);
        let refused = logo_of(&png);
        assert!(matches!(refused, Err(PortalError::PicturePixels { .. })), "{refused:?}");
    }

    #[test]
    fn a_jpeg_is_counted_with_its_coefficients() {
        let row = 3 * 3 * u64::from(PICTURE_SIDE_PIXELS_MAX);
        let most = u32::try_from(PICTURE_MEMORY_BYTES_MAX / row).unwrap();
        let jpeg = |height| written(&red(PICTURE_SIDE_PIXELS_MAX, height), ImageFormat::Jpeg);
        assert!(logo_of(&jpeg(most)).is_ok());
        let beyond = logo_of(&jpeg(most + 1));
        assert!(matches!(beyond, Err(PortalError::PicturePixels { .. })), "{beyond:?}");
    }

    #[test]
    fn a_picture_is_accepted_at_the_limit_of_bytes_and_refused_beyond() {
        let mut png = written(&red(2, 2), ImageFormat::Png);
        let limit = usize::try_from(PICTURE_BYTES_MAX).unwrap();
        png.resize(limit, 0);
        assert!(logo_of(&png).is_ok(), "bytes behind a picture's end are ignored");
        png.push(0);
        assert!(matches!(logo_of(&png), Err(PortalError::PictureTooLarge { .. })));
    }

    #[test]
    fn a_photo_that_lies_on_its_side_is_set_upright() {
        let mut jpeg = written(&red(200, 100), ImageFormat::Jpeg);
        // An EXIF block that says: turned by a quarter.
        let exif =
            b"\xff\xe1\x00\x22Exif\0\0MM\0\x2a\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0";
        jpeg.splice(2..2, exif.iter().copied());
        let logo = logo(&jpeg);
        let middle = LOGO_SIDE_PIXELS / 2;
        assert_eq!(logo.get_pixel(0, middle).0[3], 0);
        assert_eq!(logo.get_pixel(middle, 0).0[3], 255);
    }

    fn crc32(bytes: &[u8]) -> u32 {
        !bytes.iter().fold(!0_u32, |crc, byte| {
            (0..8).fold(crc ^ u32::from(*byte), |crc, _| {
                if crc & 1 == 1 { (crc >> 1) ^ 0xedb8_8320 } else { crc >> 1 }
            })
        })
    }
}
