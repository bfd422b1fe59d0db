//! Films: streamed into the object store, told by their first bytes.

use rusu_core::lot::ContentHash;
use rusu_core::ports::{ObjectKind, ObjectSink, StoreFault};

use super::{PortalDesk, PortalError};

/// So many first bytes tell what a film is: WebM's header names its kind within them.
const HEAD_BYTES: usize = 64;

/// What kind of film it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum VideoMedia {
    /// MP4 (ISO/IEC 14496-12, a `ftyp` box first).
    Mp4,
    /// WebM (Matroska with the document type `webm`).
    Webm,
}

impl VideoMedia {
    /// The media type.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Mp4 => "video/mp4",
            Self::Webm => "video/webm",
        }
    }

    /// The kind that the first 64 bytes of a film tell.
    #[must_use]
    pub fn from_first_bytes(head: &[u8]) -> Option<Self> {
        let head = head.get(..HEAD_BYTES).unwrap_or(head);
        match head {
            // `qt  ` is QuickTime, which browsers do not promise to play.
            [_, _, _, _, b'f', b't', b'y', b'p', brand @ ..] if !brand.starts_with(b"qt  ") => {
                Some(Self::Mp4)
            }
            [0x1a, 0x45, 0xdf, 0xa3, header @ ..] if header.windows(4).any(|word| word == b"webm") => {
                Some(Self::Webm)
            }
            _ => None,
        }
    }
}

/// A film that was made durable.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Film {
    /// Its hash, by which an announcement names it.
    pub video: ContentHash,
    /// Its bytes.
    pub bytes: u64,
    /// Its kind.
    pub media: VideoMedia,
}

/// The bytes of a film while they arrive. Dropping it leaves nothing.
pub struct VideoUpload {
    sink: Box<dyn ObjectSink>,
    head: Vec<u8>,
    media: Option<VideoMedia>,
}

impl PortalDesk {
    /// Begins to take a film.
    ///
    /// # Errors
    /// [`StoreFault`].
    pub fn begin_video(&self) -> Result<VideoUpload, StoreFault> {
        let sink = self.objects.create(ObjectKind::Video)?;
        Ok(VideoUpload { sink, head: Vec::with_capacity(HEAD_BYTES), media: None })
    }
}

impl VideoUpload {
    /// Adds bytes. Blocks.
    ///
    /// # Errors
    /// [`PortalError::VideoKind`] as soon as the first bytes tell it; [`PortalError::Fault`] with
    /// [`StoreFault::TooLarge`] beyond `VIDEO_BYTES_MAX`.
    pub fn write(&mut self, bytes: &[u8]) -> Result<(), PortalError> {
        if self.media.is_none() {
            let room = HEAD_BYTES - self.head.len();
            self.head.extend(bytes.iter().take(room));
            if self.head.len() == HEAD_BYTES {
                self.media = Some(media_of(&self.head)?);
            }
        }
        Ok(self.sink.write(bytes)?)
    }

    /// Makes the film durable.
    ///
    /// # Errors
    /// [`PortalError::VideoKind`]; [`PortalError::Fault`].
    pub fn finish(self) -> Result<Film, PortalError> {
        let media = match self.media {
            Some(media) => media,
            None => media_of(&self.head)?,
        };
        let (video, bytes) = self.sink.finish()?;
        Ok(Film { video, bytes, media })
    }
}

fn media_of(head: &[u8]) -> Result<VideoMedia, PortalError> {
    VideoMedia::from_first_bytes(head).ok_or(PortalError::VideoKind)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_film_is_told_by_its_first_bytes() {
        let mp4 = b"\0\0\0\x20ftypisom\0\0\x02\0";
        let webm = b"\x1a\x45\xdf\xa3\x9f\x42\x86\x81\x01\x42\xf7\x81\x01\x42\xf2\x81\x04\x42\xf3\x81\x08\x42\x82\x84webm";
        assert_eq!(VideoMedia::from_first_bytes(mp4), Some(VideoMedia::Mp4));
        assert_eq!(VideoMedia::from_first_bytes(webm), Some(VideoMedia::Webm));
    }

    #[test]
    fn what_browsers_do_not_play_is_no_film() {
        let matroska = b"\x1a\x45\xdf\xa3\x9f\x42\x82\x88matroska";
        for bytes in [&b""[..], b"GIF89a", b"\0\0\0\x14ftypqt  ", b"RIFF\0\0\0\0AVI ", matroska] {
            assert_eq!(VideoMedia::from_first_bytes(bytes), None);
        }
    }
}
