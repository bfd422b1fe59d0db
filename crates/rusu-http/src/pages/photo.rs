//! A photo of the code, read on the server: the way for browsers that run no script.
//!
//! Invariants: a photo lives in memory until it is read and nowhere else; nothing of it is stored or
//! reported. Its size in bytes, in pixels and in memory is bounded before it is unpacked.

use std::io::Cursor;
use std::sync::Arc;
use std::time::Duration;

use axum::Extension;
use axum::extract::multipart::MultipartRejection;
use axum::extract::{Multipart, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use image::{DynamicImage, GrayImage, ImageError, ImageReader};
use rusu_core::limits::{
    PHOTO_BYTES_MAX, PHOTO_SECONDS_MAX, PHOTOS_ARRIVING_MAX, PHOTOS_AT_ONCE_MAX, PICTURE_MEMORY_BYTES_MAX,
    PICTURE_SIDE_PIXELS_MAX,
};
use tokio::sync::Semaphore;
use tokio::time::timeout;

use super::frame::{Asked, Frame};
use super::home::{Fields, directory};
use super::render;
use super::scan::Scan;
use crate::app::AppState;
use crate::blocking::blocking;
use crate::error::ApiError;
use crate::wire::percent_encoded;

/// Longest sides at which the code is looked for: a code that fills the photo is found in a small
/// copy, where noise is gone; one in a corner needs a large one.
const SIDES: [u32; 4] = [1_000, 1_600, 600, 2_400];
/// A photo that is too large is taken in and dropped up to here, so that the sender reads why.
const DROPPED_BYTES_MAX: u64 = 4 * PHOTO_BYTES_MAX;

/// Room for photos that arrive, and for those that are read.
#[derive(Clone, Debug)]
pub(super) struct PhotoRoom {
    arriving: Arc<Semaphore>,
    reading: Arc<Semaphore>,
}

impl Default for PhotoRoom {
    fn default() -> Self {
        let room = |at_once| Arc::new(Semaphore::new(at_once));
        Self { arriving: room(PHOTOS_ARRIVING_MAX), reading: room(PHOTOS_AT_ONCE_MAX) }
    }
}

/// Why a photo led to nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Trouble {
    /// No file came.
    Missing,
    /// No code in it.
    Nothing,
    /// Not a picture.
    Broken,
    /// Too many bytes or pixels.
    Large,
    /// It did not arrive.
    Slow,
    /// Too many at once.
    Busy,
}

impl Trouble {
    fn words(self) -> &'static str {
        match self {
            Self::Missing => "photo-none",
            Self::Nothing => "photo-nothing",
            Self::Broken => "photo-broken",
            Self::Large => "photo-large",
            Self::Slow => "photo-slow",
            Self::Busy => "photo-busy",
        }
    }

    fn status(self) -> StatusCode {
        match self {
            Self::Nothing => StatusCode::OK,
            Self::Missing | Self::Broken => StatusCode::UNPROCESSABLE_ENTITY,
            Self::Large => StatusCode::PAYLOAD_TOO_LARGE,
            Self::Slow => StatusCode::REQUEST_TIMEOUT,
            Self::Busy => StatusCode::SERVICE_UNAVAILABLE,
        }
    }
}

/// `POST /photo`: leads to the answer for the code in the photo.
pub(super) async fn read_photo(
    State(app): State<AppState>,
    Extension(room): Extension<PhotoRoom>,
    asked: Asked,
    form: Result<Multipart, MultipartRejection>,
) -> Result<Response, ApiError> {
    match text_of(&room, form).await? {
        Ok(text) => Ok(found(&asked, &text)),
        Err(trouble) => {
            let directory = directory(&app).await?;
            let (fields, words) = (Fields::default(), Some(trouble.words()));
            let sample = app.settings.sample_data;
            let page = Scan::new(&asked, sample, directory.enterprises(), &fields, words);
            Ok(render::with_status(&asked, trouble.status(), &page))
        }
    }
}

fn found(asked: &Asked, text: &str) -> Response {
    let frame = Frame::new(asked, "scan-title", false);
    let address = frame.onward(&format!("/query?code={}", percent_encoded(text)));
    // What `percent_encoded` writes is visible ASCII.
    let location = HeaderValue::from_str(&address).unwrap_or(HeaderValue::from_static("/scan"));
    (StatusCode::SEE_OTHER, [(header::LOCATION, location)]).into_response()
}

async fn text_of(
    room: &PhotoRoom,
    form: Result<Multipart, MultipartRejection>,
) -> Result<Result<String, Trouble>, ApiError> {
    let Ok(form) = form else { return Ok(Err(Trouble::Missing)) };
    let Ok(_arriving) = room.arriving.try_acquire() else { return Ok(Err(Trouble::Busy)) };
    let patience = Duration::from_secs(PHOTO_SECONDS_MAX);
    let photo = match timeout(patience, arrived(form)).await {
        Ok(Ok(photo)) => photo,
        Ok(Err(trouble)) => return Ok(Err(trouble)),
        Err(_) => return Ok(Err(Trouble::Slow)),
    };
    // At most `PHOTOS_ARRIVING_MAX` wait here, each for a second or two.
    let Ok(_reading) = room.reading.acquire().await else { return Ok(Err(Trouble::Busy)) };
    blocking(move || Ok::<_, ApiError>(read(&photo))).await
}

/// The form's file, whole.
async fn arrived(mut form: Multipart) -> Result<Vec<u8>, Trouble> {
    loop {
        let field = form.next_field().await.map_err(|_| Trouble::Slow)?;
        let Some(mut field) = field else { return Err(Trouble::Missing) };
        if field.name() != Some("photo") {
            continue;
        }
        let (mut photo, mut bytes) = (Vec::new(), 0_u64);
        while let Some(piece) = field.chunk().await.map_err(|_| Trouble::Slow)? {
            bytes = bytes.saturating_add(u64::try_from(piece.len()).unwrap_or(u64::MAX));
            if bytes <= PHOTO_BYTES_MAX {
                photo.extend_from_slice(&piece);
            } else if bytes > DROPPED_BYTES_MAX {
                break;
            } else {
                photo = Vec::new();
            }
        }
        return match bytes {
            0 => Err(Trouble::Missing),
            1..=PHOTO_BYTES_MAX => Ok(photo),
            _ => Err(Trouble::Large),
        };
    }
}

/// The text of the first QR code in a photo.
fn read(photo: &[u8]) -> Result<String, Trouble> {
    let picture = unpacked(photo)?.into_luma8();
    let longest = picture.width().max(picture.height());
    let mut is_whole_done = false;
    for side in SIDES {
        let is_whole = longest <= side;
        if is_whole && is_whole_done {
            continue;
        }
        is_whole_done |= is_whole;
        let text = if is_whole { decoded(&picture) } else { decoded(&smaller(&picture, side)) };
        if let Some(text) = text {
            return Ok(text);
        }
    }
    Err(Trouble::Nothing)
}

fn unpacked(photo: &[u8]) -> Result<DynamicImage, Trouble> {
    let mut reader =
        ImageReader::new(Cursor::new(photo)).with_guessed_format().map_err(|_| Trouble::Broken)?;
    let mut limits = image::Limits::default();
    limits.max_image_width = Some(PICTURE_SIDE_PIXELS_MAX);
    limits.max_image_height = Some(PICTURE_SIDE_PIXELS_MAX);
    limits.max_alloc = Some(PICTURE_MEMORY_BYTES_MAX);
    reader.limits(limits);
    reader.decode().map_err(|error| match error {
        ImageError::Limits(_) => Trouble::Large,
        _ => Trouble::Broken,
    })
}

fn smaller(picture: &GrayImage, side: u32) -> GrayImage {
    let (width, height) = picture.dimensions();
    let longest = width.max(height).max(1);
    let scaled = |length: u32| (u64::from(length) * u64::from(side)).div_ceil(u64::from(longest));
    let scaled = |length| u32::try_from(scaled(length)).unwrap_or(side).clamp(1, side);
    image::imageops::thumbnail(picture, scaled(width), scaled(height))
}

fn decoded(picture: &GrayImage) -> Option<String> {
    let (width, height) = picture.dimensions();
    let (across, down) = (usize::try_from(width).ok()?, usize::try_from(height).ok()?);
    let row = |x: usize| u32::try_from(x).unwrap_or(0);
    let mut prepared = rqrr::PreparedImage::prepare_from_greyscale(across, down, |x, y| {
        let image::Luma([value]) = *picture.get_pixel(row(x), row(y));
        value
    });
    let texts = prepared.detect_grids().into_iter().filter_map(|grid| grid.decode().ok());
    texts.map(|(_, text)| text).find(|text| !text.trim().is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn png(picture: &GrayImage) -> Vec<u8> {
        let mut bytes = Cursor::new(Vec::new());
        picture.write_to(&mut bytes, image::ImageFormat::Png).unwrap();
        bytes.into_inner()
    }

    #[test]
    fn a_picture_without_a_code_says_so() {
        assert_eq!(read(&png(&GrayImage::new(300, 200))), Err(Trouble::Nothing));
        assert_eq!(read(&png(&GrayImage::new(1, 1))), Err(Trouble::Nothing));
    }

    #[test]
    fn what_is_no_picture_says_so() {
        assert_eq!(read(b"%PDF-1.7"), Err(Trouble::Broken));
        assert_eq!(read(b""), Err(Trouble::Broken));
        let cut = png(&GrayImage::new(300, 200));
        assert_eq!(read(&cut[..cut.len() / 2]), Err(Trouble::Broken));
    }

    #[test]
    fn a_side_at_the_limit_is_read_and_one_pixel_more_is_not() {
        let of = |width| read(&png(&GrayImage::new(width, 1)));
        assert_eq!(of(PICTURE_SIDE_PIXELS_MAX), Err(Trouble::Nothing));
        assert_eq!(of(PICTURE_SIDE_PIXELS_MAX + 1), Err(Trouble::Large));
    }
}
