//! Why the portal's desk refused or failed.

use rusu_core::lot::ContentHash;
use rusu_core::ports::StoreFault;
use rusu_formats::DecodeFault;

/// Why what the operator or a person sent was not taken. `field` is a stable word that a face
/// names in the reader's language.
#[derive(Debug, thiserror::Error)]
pub enum PortalError {
    /// A store failed.
    #[error(transparent)]
    Fault(#[from] StoreFault),
    /// A file could not be read again, or unpacked.
    #[error("file cannot be decoded: {0}")]
    Decode(DecodeFault),
    /// There is no such thing.
    #[error("{what} `{name}` does not exist")]
    Unknown {
        /// What was asked for.
        what: &'static str,
        /// Its number or name.
        name: String,
    },
    /// Something that is needed was left out.
    #[error("{field} is missing")]
    Missing {
        /// What.
        field: &'static str,
    },
    /// A text is too long.
    #[error("{field} has {given} characters, limit is {limit}")]
    TooLong {
        /// Which.
        field: &'static str,
        /// Its characters (a check file's content: bytes).
        given: usize,
        /// The limit.
        limit: usize,
    },
    /// A text is not what the field takes.
    #[error("{field} `{given}` cannot be used")]
    Form {
        /// Which.
        field: &'static str,
        /// The text, shortened.
        given: String,
    },
    /// A date lies in the future.
    #[error("{field} {given} lies in the future")]
    Future {
        /// Which.
        field: &'static str,
        /// The date.
        given: jiff::civil::Date,
    },
    /// The bytes are no PNG, JPEG or WebP.
    #[error("bytes are no PNG, JPEG or WebP")]
    PictureKind,
    /// The picture has too many bytes.
    #[error("picture has {given} bytes, limit is {limit}")]
    PictureTooLarge {
        /// Its bytes.
        given: u64,
        /// The limit.
        limit: u64,
    },
    /// The picture would take too much memory when it is unpacked.
    #[error("picture has too many pixels, limit is {side_max} on a side")]
    PicturePixels {
        /// Most pixels on a side.
        side_max: u32,
    },
    /// The picture cannot be read to its end.
    #[error("picture is damaged: {reason}")]
    PictureDamaged {
        /// What the decoder says.
        reason: String,
    },
    /// The bytes are no MP4 or WebM.
    #[error("bytes are no MP4 or WebM")]
    VideoKind,
    /// No such film was uploaded.
    #[error("film {video} was not uploaded")]
    VideoUnknown {
        /// Which.
        video: ContentHash,
    },
    /// There are as many check files as there can be.
    #[error("there are {limit} check files already")]
    CheckFilesLimit {
        /// The limit.
        limit: usize,
    },
    /// The form's ticket is not one of ours.
    #[error("ticket is not one of ours")]
    TicketInvalid,
    /// The form was sent sooner than a person can write.
    #[error("form was sent before {seconds_min} s had passed")]
    TicketEarly {
        /// Fewest seconds.
        seconds_min: i64,
    },
    /// The form was opened too long ago.
    #[error("form was opened more than {seconds_max} s ago")]
    TicketExpired {
        /// Most seconds.
        seconds_max: i64,
    },
    /// The form was sent before.
    #[error("form was sent before")]
    TicketUsed {
        /// The complaint that it became; `None` while it is on its way.
        complaint: Option<u64>,
    },
    /// Too many complaints from one address.
    #[error("address sent {limit} complaints within an hour")]
    ComplaintsOfAddress {
        /// The limit.
        limit: u32,
    },
    /// Too many complaints altogether.
    #[error("too many complaints: {what}, limit is {limit}")]
    ComplaintsBusy {
        /// Within an hour, or open.
        what: &'static str,
        /// The limit.
        limit: u64,
    },
}

impl PortalError {
    /// The stable code.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Fault(_) => "store_unavailable",
            Self::Decode(_) => "internal",
            Self::Unknown { .. } => "name_unknown",
            Self::Missing { .. } => "field_missing",
            Self::TooLong { .. } => "field_too_long",
            Self::Form { .. } => "field_form",
            Self::Future { .. } => "date_in_future",
            Self::PictureKind => "picture_kind",
            Self::PictureTooLarge { .. } => "picture_too_large",
            Self::PicturePixels { .. } => "picture_pixels",
            Self::PictureDamaged { .. } => "picture_damaged",
            Self::VideoKind => "video_kind",
            Self::VideoUnknown { .. } => "video_unknown",
            Self::CheckFilesLimit { .. } => "check_files_limit",
            Self::TicketInvalid => "ticket_invalid",
            Self::TicketEarly { .. } => "ticket_early",
            Self::TicketExpired { .. } => "ticket_expired",
            Self::TicketUsed { .. } => "ticket_used",
            Self::ComplaintsOfAddress { .. } => "complaints_of_address",
            Self::ComplaintsBusy { .. } => "complaints_busy",
        }
    }
}

impl From<DecodeFault> for PortalError {
    fn from(fault: DecodeFault) -> Self {
        match fault {
            DecodeFault::Store(fault) => Self::Fault(fault),
            fault @ (DecodeFault::Read { .. } | DecodeFault::Scratch { .. }) => Self::Decode(fault),
        }
    }
}
