//! What enterprises send: CSV, XLSX, JSON Lines and ZIP, decoded to domain values; and what they are
//! given back: the template, the rejection list, the published format. Beside it, the authorities'
//! sampling results, which the operator imports.
//!
//! Owns: the column table, encodings, the four file forms, places of mistakes as the sender sees
//! them. Refuses to know: stores, HTTP, whether a reference exists, what a lot needs.
//!
//! Invariants:
//! * Bad input is data: a [`Rejection`] with its place. [`DecodeFault`] is the platform's own trouble
//!   only: the upload cannot be read, a scratch file cannot be written, the sink failed.
//! * Memory does not grow with the rows of a file. What must be held at once (one row, a workbook's
//!   shared texts, a ZIP's directory) has a named limit.
//! * Nothing is guessed: a number that lost digits, a date in doubt, an unknown word is refused.

mod bounded;
mod cell;
pub mod columns;
mod csv_file;
pub mod document;
mod encoding;
pub mod export;
pub mod guide;
mod json_lines;
mod plain;
mod recalls;
pub mod records;
mod rejections;
mod row;
pub mod sampling;
mod session;
mod tables;
mod template;
pub mod writer;
mod xlsx;
mod zip_file;

use std::io::{self, Read, Seek as _, SeekFrom};

use rusu_core::draft::Entry;
use rusu_core::enterprise::EnterpriseId;
use rusu_core::ports::{ReadSeek, StoreFault};
use rusu_core::rejection::{Place, Rejection};

pub use recalls::recalls_csv;
pub use rejections::{harmless_cell, rejections_csv};
pub use template::template_xlsx;

use bounded::Watched;
use session::Session;

/// Who takes what a delivery holds, in the order in which it stands there.
pub trait EntrySink {
    /// A row whose cells are right.
    ///
    /// # Errors
    /// [`StoreFault`]; decoding stops.
    fn entry(&mut self, place: &Place, entry: Entry) -> Result<(), StoreFault>;

    /// A mistake, or a remark where the severity is a warning. All mistakes of one row come in
    /// succession; the row itself comes as an entry only if none of them is an error.
    fn reject(&mut self, rejection: Rejection);

    /// A PDF, OFD, JPEG, PNG or WebP of a ZIP, under its name without folders. A sink that reads less than
    /// everything just skips it. If reading fails, so should this; the decoder then tells a damaged
    /// ZIP (a rejection) from a fault of its own.
    ///
    /// # Errors
    /// [`StoreFault`]; decoding stops, unless it was the ZIP's damage.
    fn document(&mut self, name: &str, bytes: u64, content: &mut dyn Read) -> Result<(), StoreFault>;
}

/// The platform could not decode; says nothing about the delivery.
#[derive(Debug, thiserror::Error)]
pub enum DecodeFault {
    /// The upload could not be read.
    #[error("upload {file_name} cannot be read: {source}")]
    Read {
        /// Which.
        file_name: String,
        /// Why.
        source: io::Error,
    },
    /// A workbook inside a ZIP could not be unpacked beside it.
    #[error("scratch file for {file_name} cannot be used: {source}")]
    Scratch {
        /// Which workbook.
        file_name: String,
        /// Why.
        source: io::Error,
    },
    /// The sink failed.
    #[error(transparent)]
    Store(#[from] StoreFault),
}

/// Why decoding a file ended early.
#[derive(Debug)]
pub(crate) enum Stop {
    /// The platform's trouble.
    Fault(DecodeFault),
    /// The bytes ended in an error: the upload's fault, or damage within a ZIP. Who opened the file
    /// knows which.
    Unreadable,
}

impl From<DecodeFault> for Stop {
    fn from(fault: DecodeFault) -> Self {
        Self::Fault(fault)
    }
}

impl From<StoreFault> for Stop {
    fn from(fault: StoreFault) -> Self {
        Self::Fault(fault.into())
    }
}

impl From<io::Error> for Stop {
    fn from(_: io::Error) -> Self {
        Self::Unreadable
    }
}

/// Decodes a delivery. The form is told by the content, the file's name helps.
///
/// # Errors
/// [`DecodeFault`]; what is wrong with the delivery goes to the sink.
pub fn decode(
    upload: &mut dyn ReadSeek,
    file_name: &str,
    enterprise: EnterpriseId,
    sink: &mut dyn EntrySink,
) -> Result<(), DecodeFault> {
    let mut session = Session::new(enterprise, sink);
    let mut upload = Watched::new(upload);
    let decoded = decode_watched(&mut upload, file_name, &mut session);
    if let Some(source) = upload.fault() {
        return Err(DecodeFault::Read { file_name: file_name.to_owned(), source });
    }
    match decoded {
        Err(Stop::Fault(fault)) => Err(fault),
        Err(Stop::Unreadable) => {
            session.reject_file(file_name, "file_damaged");
            Ok(())
        }
        Ok(()) => Ok(()),
    }
}

/// Reads one document of a ZIP again, by the name that the sink was told. `false` if there is none.
///
/// # Errors
/// [`DecodeFault`]; `Read` also where the ZIP is damaged, which [`decode`] has found before.
pub fn read_document(
    upload: &mut dyn ReadSeek,
    file_name: &str,
    document_name: &str,
    out: &mut dyn FnMut(&[u8]) -> Result<(), StoreFault>,
) -> Result<bool, DecodeFault> {
    let mut upload = Watched::new(upload);
    let found = zip_file::read_document(&mut upload, file_name, document_name, out);
    match upload.fault() {
        Some(source) => Err(DecodeFault::Read { file_name: file_name.to_owned(), source }),
        None => found,
    }
}

/// What the bytes of a file, helped by its name, say that it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    /// Separated values.
    Csv,
    /// JSON Lines.
    JsonLines,
    /// A workbook.
    Xlsx,
    /// A ZIP that is no workbook.
    Zip,
    /// A PDF or picture.
    Document,
    /// An Excel file of before 2007, or one with a password.
    OldExcel,
    /// Nothing in it.
    Empty,
    /// Anything else.
    Unknown,
}

/// Bytes at the start of a file that tell its form.
pub(crate) const HEAD_BYTES: usize = 4096;

/// Tells the form of a file. A ZIP is told from a workbook by what it holds, not here.
pub(crate) fn form_of(head: &[u8], name: &str) -> Form {
    let extension = name.rsplit_once('.').map(|(_, extension)| extension.to_ascii_lowercase());
    let extension = extension.as_deref().unwrap_or_default();
    let text = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head).trim_ascii_start();
    if text.is_empty() {
        Form::Empty
    } else if extension == "ofd" && head.starts_with(b"PK\x03\x04") {
        Form::Document
    } else if head.starts_with(b"PK\x03\x04") || head.starts_with(b"PK\x05\x06") {
        if extension == "xlsx" || extension == "xlsm" { Form::Xlsx } else { Form::Zip }
    } else if head.starts_with(b"\xd0\xcf\x11\xe0") {
        Form::OldExcel
    } else if rusu_core::lot::Media::from_first_bytes(head).is_some() {
        Form::Document
    } else if matches!(extension, "jsonl" | "ndjson" | "json")
        || (text.starts_with(b"{") && extension != "csv")
    {
        Form::JsonLines
    } else if matches!(extension, "csv" | "tsv" | "txt") {
        Form::Csv
    } else {
        Form::Unknown
    }
}

fn decode_watched(upload: &mut Watched<'_>, name: &str, session: &mut Session<'_>) -> Result<(), Stop> {
    let mut head = Vec::with_capacity(HEAD_BYTES);
    upload.by_ref().take(HEAD_BYTES as u64).read_to_end(&mut head)?;
    upload.seek(SeekFrom::Start(0))?;
    match form_of(&head, name) {
        Form::Csv => csv_file::decode(upload, name, session),
        Form::JsonLines => json_lines::decode(upload, name, session),
        Form::Xlsx => xlsx::decode(upload, name, session),
        Form::Zip => zip_file::decode(upload, name, session),
        other => {
            session.reject_file(name, refusal(other));
            Ok(())
        }
    }
}

/// The rule by which a form is refused as a delivery.
pub(crate) fn refusal(form: Form) -> &'static str {
    match form {
        Form::Document => "file_is_document",
        Form::OldExcel => "file_old_excel",
        Form::Empty => "file_empty",
        Form::Zip => "zip_nested",
        Form::Csv | Form::JsonLines | Form::Xlsx | Form::Unknown => "file_kind_unknown",
    }
}
