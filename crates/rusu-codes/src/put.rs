//! Storing a part: small ones as batches through the engine's journal, large ones as sorted tables.

use fjall::OwnedWriteBatch;
use rusu_core::enterprise::EnterpriseId;
use rusu_core::lot::PartNo;
use rusu_core::ports::{CodeRecord, PutCount, StoreFault};

use crate::engine::Engine;
use crate::entry::{ChildKind, Run, child_key, child_value, unit_key};
use crate::overlap::Clearance;
use crate::packed::Packed;
use crate::pieces::{Piece, Pieces};

/// Operations in one batch: about 300 KB in memory.
pub(crate) const BATCH_RECORDS: usize = 4_096;

/// Stores a part. The caller holds the writers' lock.
pub(crate) fn put(
    engine: &Engine,
    bulk_records_min: usize,
    enterprise: EnterpriseId,
    part: PartNo,
    records: &mut dyn Iterator<Item = Result<CodeRecord, StoreFault>>,
) -> Result<PutCount, StoreFault> {
    engine.writable()?;
    let mut pieces = Pieces::new(engine, enterprise, part, records);
    let mut first = Vec::new();
    let small = loop {
        if first.len() >= bulk_records_min {
            break false;
        }
        match pieces.next()? {
            Some(piece) => first.push(piece),
            None => break true,
        }
    };
    let put =
        Put { engine, enterprise, clearance: Clearance::new(engine, enterprise), batch: engine.batch() };
    if small {
        put.batches(first)?;
    } else {
        put.bulk(first, &mut pieces)?;
    }
    Ok(pieces.counted())
}

struct Put<'s> {
    engine: &'s Engine,
    enterprise: EnterpriseId,
    clearance: Clearance<'s>,
    batch: OwnedWriteBatch,
}

impl Put<'_> {
    /// Each batch is whole or absent after a crash; a part may be there in part, invisible.
    fn batches(mut self, pieces: Vec<Piece>) -> Result<(), StoreFault> {
        for piece in pieces {
            let key = unit_key(self.enterprise, &piece.first);
            if let Some(run) = self.make_room(&piece)? {
                self.batch.insert(&self.engine.runs, key, run.value());
            } else {
                self.batch.insert(&self.engine.points, key, point_value(&piece));
            }
            self.name_parent(&piece)?;
        }
        self.engine.commit(self.batch)
    }

    /// Points and runs become tables of their own, each registered at once at the end: a crash
    /// before leaves neither, between the two points without runs. Entries in `children` come in
    /// the order of parents and go through the journal.
    fn bulk(mut self, first: Vec<Piece>, rest: &mut Pieces<'_>) -> Result<(), StoreFault> {
        let engine = self.engine;
        let stop = |error: fjall::Error| engine.stop(&error);
        engine.wait_for_compaction();
        let (mut points, mut runs) = (None, None);
        let mut first = first.into_iter();
        loop {
            let piece = match first.next() {
                Some(piece) => piece,
                None => match rest.next()? {
                    Some(piece) => piece,
                    None => break,
                },
            };
            let key = unit_key(self.enterprise, &piece.first);
            if let Some(run) = self.make_room(&piece)? {
                if runs.is_none() {
                    runs = Some(engine.runs.start_ingestion().map_err(stop)?);
                }
                if let Some(runs) = &mut runs {
                    runs.write(key, run.value()).map_err(stop)?;
                }
            } else {
                if points.is_none() {
                    points = Some(engine.points.start_ingestion().map_err(stop)?);
                }
                if let Some(points) = &mut points {
                    points.write(key, point_value(&piece)).map_err(stop)?;
                }
            }
            self.name_parent(&piece)?;
        }
        engine.writable()?;
        if let Some(points) = points {
            points.finish().map_err(stop)?;
        }
        if let Some(runs) = runs {
            runs.finish().map_err(stop)?;
        }
        engine.commit(self.batch)
    }

    /// The piece as a run with its range cleared, or `None` if it is a point.
    fn make_room(&mut self, piece: &Piece) -> Result<Option<Run>, StoreFault> {
        let Packed::Number { digits, value: first } = piece.first else { return Ok(None) };
        if piece.count == 1 {
            return Ok(None);
        }
        self.clearance.clear(&piece.first, piece.count)?;
        Ok(Some(Run { digits, first, count: piece.count, entry: piece.entry.clone() }))
    }

    fn name_parent(&mut self, piece: &Piece) -> Result<(), StoreFault> {
        if let Some(parent) = &piece.entry.parent {
            let kind = if piece.count == 1 { ChildKind::Point } else { ChildKind::Run };
            let key = child_key(self.enterprise, parent, &piece.first, kind);
            self.batch.insert(&self.engine.children, key, child_value(piece.count, kind));
        }
        if self.batch.len() >= BATCH_RECORDS {
            self.engine.commit(std::mem::replace(&mut self.batch, self.engine.batch()))?;
        }
        Ok(())
    }
}

fn point_value(piece: &Piece) -> Vec<u8> {
    let mut value = Vec::with_capacity(16);
    piece.entry.write(&mut value);
    value
}
