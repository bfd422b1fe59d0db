//! A file that is written while it is sent.
//!
//! Invariants: memory holds a few pieces of it, however many rows it has; the writer waits for the
//! connection, and stops when that is gone; so many are written at once and no more. A store that
//! fails midway breaks the body off, so that nobody takes half a file for a whole one.

use std::io::{self, Write};
use std::ops::ControlFlow;
use std::sync::Arc;

use axum::body::{Body, Bytes};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse as _, Response};
use rusu_core::code_rule::Carrier;
use rusu_core::limits::EXPORTS_AT_ONCE_MAX;
use rusu_core::lineage::{LineageNode, MaterialLot};
use rusu_core::lot::{Lot, LotState};
use rusu_core::product::Product;
use rusu_core::texts::{Lang, plain};
use rusu_formats::export::{CsvExport, ExportRows, ExportTable, XlsxExport};
use rusu_intake::state_word;
use rusu_query::{CodeRow, DossierRow, Lineage};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, mpsc};

use crate::app::AppState;
use crate::error::ApiError;
use crate::wire::moment;

/// How much is collected before it is sent.
const PIECE_BYTES: usize = 256 * 1024;
/// Pieces that wait for the connection.
const PIECES_WAITING: usize = 4;

/// Room for exports that are being written.
#[derive(Clone, Debug)]
pub(crate) struct ExportRoom(Arc<Semaphore>);

impl Default for ExportRoom {
    fn default() -> Self {
        Self(Arc::new(Semaphore::new(EXPORTS_AT_ONCE_MAX)))
    }
}

impl ExportRoom {
    /// Room for one more.
    ///
    /// # Errors
    /// `Busy` if there is none.
    pub(super) fn enter(&self) -> Result<OwnedSemaphorePermit, ApiError> {
        let entered = Arc::clone(&self.0).try_acquire_owned();
        entered.map_err(|_| ApiError::Busy { what: "exports", what_max: EXPORTS_AT_ONCE_MAX })
    }
}

/// What kind of file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ExportForm {
    Csv,
    Xlsx,
}

impl ExportForm {
    /// The form of a word; CSV where nothing is said.
    pub(super) fn from_word(word: &str) -> Option<Self> {
        match word {
            "" | "csv" => Some(Self::Csv),
            "xlsx" => Some(Self::Xlsx),
            _ => None,
        }
    }

    fn headers(self) -> [(header::HeaderName, HeaderValue); 2] {
        const CSV: HeaderValue = HeaderValue::from_static("text/csv; charset=utf-8; header=present");
        const XLSX: HeaderValue =
            HeaderValue::from_static("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet");
        let named = HeaderValue::from_static;
        let (media, name) = match self {
            Self::Csv => (CSV, named("attachment; filename=\"trace.csv\"")),
            Self::Xlsx => (XLSX, named("attachment; filename=\"trace.xlsx\"")),
        };
        [(header::CONTENT_TYPE, media), (header::CONTENT_DISPOSITION, name)]
    }
}

/// The answer whose body is written from now on.
pub(super) fn exported(
    app: AppState,
    lineage: Lineage,
    form: ExportForm,
    lang: Lang,
    room: OwnedSemaphorePermit,
) -> Response {
    let headers = form.headers();
    streamed(room, headers, move |sending| write(&app, &lineage, form, lang, sending))
}

/// The answer whose body is written from now on, by a thread that may block.
pub(super) fn streamed(
    room: OwnedSemaphorePermit,
    headers: [(header::HeaderName, HeaderValue); 2],
    write: impl FnOnce(&mut Sending) -> io::Result<()> + Send + 'static,
) -> Response {
    let (sender, mut pieces) = mpsc::channel::<io::Result<Bytes>>(PIECES_WAITING);
    let span = tracing::Span::current();
    tokio::task::spawn_blocking(move || {
        let _entered = span.enter();
        let mut sending = Sending { sender, piece: Vec::with_capacity(PIECE_BYTES) };
        // Declared last and given back first: who has the whole body may ask for the next.
        let _room = room;
        let written = write(&mut sending).and_then(|()| sending.flush());
        // Whoever went away in the middle is neither told nor reported.
        if let Some(error) = written.err().filter(|_| !sending.sender.is_closed()) {
            tracing::error!(%error, "an export broke off");
            let _ = sending.sender.blocking_send(Err(error));
        }
    });
    let body = Body::from_stream(futures_util::stream::poll_fn(move |context| pieces.poll_recv(context)));
    (headers, body).into_response()
}

/// What is written goes to the connection, piece by piece.
pub(super) struct Sending {
    sender: mpsc::Sender<io::Result<Bytes>>,
    piece: Vec<u8>,
}

impl Write for Sending {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.piece.extend_from_slice(bytes);
        if self.piece.len() >= PIECE_BYTES {
            self.flush()?;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        if self.piece.is_empty() {
            return Ok(());
        }
        let piece = std::mem::replace(&mut self.piece, Vec::with_capacity(PIECE_BYTES));
        let gone = |_| io::Error::from(io::ErrorKind::BrokenPipe);
        self.sender.blocking_send(Ok(Bytes::from(piece))).map_err(gone)
    }
}

fn write(
    app: &AppState,
    lineage: &Lineage,
    form: ExportForm,
    lang: Lang,
    sending: &mut Sending,
) -> io::Result<()> {
    match form {
        ExportForm::Csv => {
            let mut export = CsvExport::new(sending)?;
            write_rows(app, lineage, lang, &mut export)?;
            export.finish()
        }
        ExportForm::Xlsx => {
            let mut export = XlsxExport::new(app.intake.scratch(), lang)?;
            write_rows(app, lineage, lang, &mut export)?;
            export.finish(sending)
        }
    }
}

fn write_rows(app: &AppState, lineage: &Lineage, lang: Lang, export: &mut dyn ExportRows) -> io::Result<()> {
    let mut outcome = Ok(());
    let read = app.query.dossier(lineage, &mut |row| {
        outcome = write_row(export, lang, row);
        if outcome.is_ok() { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
    });
    outcome.and(read.map_err(io::Error::other))
}

fn write_row(export: &mut dyn ExportRows, lang: Lang, row: DossierRow<'_>) -> io::Result<()> {
    match row {
        DossierRow::CutOff => export.row(ExportTable::Notes, &[&plain(lang, "export-cut-off")]),
        DossierRow::Step(edge, level) => {
            let (from, to) = (Named::new(&edge.from), Named::new(&edge.to));
            let level = level.to_string();
            let [a, b, c, d] = from.cells();
            let [e, f, g, h] = to.cells();
            export.row(ExportTable::Steps, &[&level, a, b, c, d, e, f, g, h])
        }
        DossierRow::Lot(lot, product, level) => write_lot(export, lot, product, level),
        DossierRow::Material(lot, material) => {
            let date = material.certificate_date.to_string();
            let sources: Vec<String> = material.made_from.iter().map(ToString::to_string).collect();
            let cells = [
                lot.as_str(),
                &material.name,
                material.material_lot.as_deref().unwrap_or_default(),
                material.supplier.as_deref().unwrap_or_default(),
                &material.origin,
                &material.certificate_number,
                &date,
                material.conclusion.as_str(),
                &sources.join("; "),
            ];
            export.row(ExportTable::RawMaterials, &cells)
        }
        DossierRow::Circulation(lot, event) => {
            let date = event.event_date.to_string();
            let party = event.party.as_deref().unwrap_or_default();
            let cells = [lot.as_str(), event.step.as_str(), &date, &event.place, party];
            export.row(ExportTable::Circulation, &cells)
        }
        DossierRow::Void(lot, void) => {
            let cells = [lot.as_str(), void.code.as_str(), &void.reason, &moment(void.since)];
            export.row(ExportTable::VoidCodes, &cells)
        }
        DossierRow::Recall(lot, recall) => {
            // Whatever is in force was announced.
            let announced = recall.announced_at.map(moment).unwrap_or_default();
            let id = recall.id.to_string();
            let (level, reason) = (recall.level.as_str(), recall.reason.as_str());
            let cells =
                [lot.as_str(), &id, level, reason, &recall.instructions, &recall.contact_phone, &announced];
            export.row(ExportTable::Recalls, &cells)
        }
        DossierRow::Change(lot, change) => {
            let (old, new) = (change.old.as_deref(), change.new.as_deref());
            let (old, new) = (old.unwrap_or_default(), new.unwrap_or_default());
            let at = moment(change.at);
            let cells = [lot.as_str(), &change.field, old, new, &change.who, &change.why, &at];
            export.row(ExportTable::Changes, &cells)
        }
        DossierRow::Package(lot, CodeRow { code, carrier, parent, .. }) => {
            let pallet = parent.map(|code| code.as_str()).unwrap_or_default();
            export.row(ExportTable::Packages, &[lot.as_str(), carrier.as_str(), code.as_str(), pallet])
        }
        DossierRow::Unit(lot, row) => write_unit(export, lot.as_str(), row),
    }
}

fn write_lot(export: &mut dyn ExportRows, lot: &Lot, product: &Product, level: i64) -> io::Result<()> {
    let reason = match &lot.state {
        LotState::Withdrawn { reason } => reason.as_str(),
        _ => "",
    };
    let report = &lot.inspection;
    let cells = [
        lot.key.number.as_str(),
        &level.to_string(),
        state_word(&lot.state),
        reason,
        lot.product.as_str(),
        &product.name,
        lot.site.as_str(),
        &lot.production_date.to_string(),
        &lot.expiry_date.to_string(),
        &lot.unit_count.to_string(),
        &moment(lot.published_at),
        &report.report_number,
        &report.laboratory,
        &report.report_date.to_string(),
        report.conclusion.as_str(),
    ];
    export.row(ExportTable::Lots, &cells)
}

fn write_unit(export: &mut dyn ExportRows, lot: &str, row: &CodeRow<'_>) -> io::Result<()> {
    let parent = row.parent.map(|code| code.as_str()).unwrap_or_default();
    let pallet = row.pallet.map(|code| code.as_str()).unwrap_or_default();
    // An inner code hangs below its can, not below a case.
    let (outer, case) = if row.carrier == Carrier::Inner { (parent, "") } else { ("", parent) };
    let void = if row.is_void { "yes" } else { "" };
    let cells = [lot, row.carrier.as_str(), row.code.as_str(), outer, case, pallet, void];
    export.row(ExportTable::Units, &cells)
}

/// A node in four cells: its kind, a raw material's name, the lot number, the supplier.
struct Named<'n> {
    kind: &'static str,
    name: &'n str,
    number: &'n str,
    supplier: &'n str,
}

impl<'n> Named<'n> {
    fn new(node: &'n LineageNode) -> Self {
        match node {
            LineageNode::Lot(number) => Self { kind: "lot", name: "", number: number.as_str(), supplier: "" },
            LineageNode::Material(MaterialLot { name, number, supplier }) => Self {
                kind: "material",
                name,
                number: number.as_deref().unwrap_or_default(),
                supplier: supplier.as_deref().unwrap_or_default(),
            },
        }
    }

    fn cells(&self) -> [&'n str; 4] {
        [self.kind, self.name, self.number, self.supplier]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_is_room_for_so_many_exports_and_no_more() {
        let room = ExportRoom::default();
        let entered: Vec<_> = (0..EXPORTS_AT_ONCE_MAX).map(|_| room.enter().unwrap()).collect();
        assert!(matches!(room.enter(), Err(ApiError::Busy { .. })));
        drop(entered);
        assert!(room.enter().is_ok());
    }

    #[tokio::test]
    async fn a_writer_whose_reader_is_gone_stops() {
        let (sender, pieces) = mpsc::channel(1);
        drop(pieces);
        let written = tokio::task::spawn_blocking(move || {
            let mut sending = Sending { sender, piece: Vec::new() };
            sending.write_all(&vec![0; PIECE_BYTES])
        });
        assert_eq!(written.await.unwrap().unwrap_err().kind(), io::ErrorKind::BrokenPipe);
    }

    #[tokio::test]
    async fn what_is_written_arrives_in_pieces_and_whole() {
        let (sender, mut pieces) = mpsc::channel(1);
        let written = tokio::task::spawn_blocking(move || {
            let mut sending = Sending { sender, piece: Vec::new() };
            sending.write_all(&vec![7; PIECE_BYTES])?;
            sending.write_all(&[7; 5])?;
            sending.flush()
        });
        let mut lengths = Vec::new();
        while let Some(piece) = pieces.recv().await {
            lengths.push(piece.unwrap().len());
        }
        written.await.unwrap().unwrap();
        assert_eq!(lengths, [PIECE_BYTES, 5]);
    }

    #[test]
    fn a_form_that_is_neither_is_unknown() {
        assert_eq!(ExportForm::from_word(""), Some(ExportForm::Csv));
        assert_eq!(ExportForm::from_word("xlsx"), Some(ExportForm::Xlsx));
        assert_eq!(ExportForm::from_word("XLS"), None);
    }
}
