//! Bringing format 1 to format 2: its codes become strata, its counters stay where they are.
//!
//! Format 1 kept points, runs and children as rows of the engine. An upgrade that is interrupted
//! begins anew when the store is opened next; what it had written then hides nothing but itself.

mod entry;
mod merge;

use fjall::{Guard, Keyspace, KeyspaceCreateOptions};
use rusu_core::enterprise::EnterpriseId;
use rusu_core::ports::StoreFault;

use crate::engine::{Engine, damaged_row, read_fault};
use crate::key::Key;
use crate::layers::Layers;
use crate::packed::Packed;
use crate::piece::{Entry, Piece};
use crate::pile::Pile;

/// Keyspaces that only format 1 has.
const OLD_KEYSPACES: [&str; 3] = ["points", "runs", "children"];

/// Writes everything that format 1 holds as strata, durably.
pub(crate) fn upgrade(layers: &Layers) -> Result<(), StoreFault> {
    let engine = &layers.engine;
    let (points, runs) = (old_keyspace(engine, "points")?, old_keyspace(engine, "runs")?);
    let points: Box<dyn Iterator<Item = _>> = Box::new(points.iter().map(read_point));
    let runs: Box<dyn Iterator<Item = _>> = Box::new(runs.iter().map(read_run));
    let mut merge = merge::Merge { points: points.peekable(), runs: runs.peekable(), open: None };
    let mut pile: Option<Pile<'_>> = None;
    tracing::info!(store = "codes", "format 1 is brought to format 2");
    while let Some((enterprise, first, count, entry)) = merge.next()? {
        let piece = piece(&first, count, &entry);
        let piece = piece.ok_or_else(|| damaged_row("points or runs", format!("{first:?}").as_bytes()))?;
        if let Some(mut other) = pile.take_if(|pile| pile.enterprise() != enterprise) {
            other.finish()?;
        }
        pile.get_or_insert_with(|| Pile::new(layers, enterprise)).push(piece)?;
    }
    pile.map_or(Ok(()), |mut pile| pile.finish())?;
    layers.sync()
}

/// Removes what format 1 left, once everything is in format 2.
pub(crate) fn remove(engine: &Engine) -> Result<(), StoreFault> {
    let database = engine.database();
    for name in OLD_KEYSPACES.into_iter().filter(|name| database.keyspace_exists(name)) {
        let keyspace = old_keyspace(engine, name)?;
        database.delete_keyspace(keyspace).map_err(|error| engine.stop(&error))?;
    }
    Ok(())
}

fn old_keyspace(engine: &Engine, name: &str) -> Result<Keyspace, StoreFault> {
    engine.database().keyspace(name, KeyspaceCreateOptions::default).map_err(|error| read_fault(&error))
}

fn piece(first: &Packed, count: u64, entry: &entry::Entry) -> Option<Piece> {
    let parent = match &entry.parent {
        Some(parent) => Some(Key::of(&parent.code()?)),
        None => None,
    };
    let entry = Entry { part: entry.part, carrier: entry.carrier, parent };
    Some(Piece { first: Key::of(&first.code()?), count, entry })
}

fn read_point(guard: Guard) -> Result<(EnterpriseId, Packed, entry::Entry), StoreFault> {
    let (key, value) = guard.into_inner().map_err(|error| read_fault(&error))?;
    let read = entry::read_unit_key(&key).zip(entry::Entry::read(&value));
    read.map(|((enterprise, code), entry)| (enterprise, code, entry))
        .ok_or_else(|| damaged_row("points", &key))
}

fn read_run(guard: Guard) -> Result<(EnterpriseId, entry::Run), StoreFault> {
    let (key, value) = guard.into_inner().map_err(|error| read_fault(&error))?;
    let read = entry::read_unit_key(&key)
        .and_then(|(enterprise, code)| Some((enterprise, entry::Run::read(&code, &value)?)));
    read.ok_or_else(|| damaged_row("runs", &key))
}
