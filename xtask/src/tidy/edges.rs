//! Edges between crates, against the floor table.

use crate::floors::{Floor, FloorTable, Room};
use crate::metadata::{Dependency, Metadata, Package};
use crate::violation::Violation;

/// The crate that only tests may see.
const TESTKIT: &str = "rusu-testkit";

/// Whether the table agrees with itself and with the list of crates.
pub(super) fn table(metadata: &Metadata, table: &FloorTable) -> Vec<Violation> {
    let mut found = Vec::new();
    for room in &table.rooms {
        if !metadata.packages.iter().any(|package| package.name == room.name) {
            let message = "the floor table names a crate that the workspace does not have; remove the row";
            found.push(Violation::new("row", &room.name, message));
        }
        for used in &room.may_use {
            match table.room(used) {
                None => found.push(Violation::new(
                    "row",
                    &room.name,
                    format!("may use {used}, which has no row in the floor table"),
                )),
                Some(lower) if !stands_above(room.floor, lower.floor) => found.push(Violation::new(
                    "row",
                    &room.name,
                    format!("may use {used}, which lies on the same or a higher floor"),
                )),
                Some(_) => {}
            }
        }
    }
    found
}

/// Whether a crate keeps to its row.
pub(super) fn package(package: &Package, table: &FloorTable) -> Vec<Violation> {
    let Some(room) = table.room(&package.name) else {
        let message = "the crate has no row in the floor table of ARCHITECTURE.md; add one";
        return vec![Violation::new("row", &package.name, message)];
    };
    let built = package.dependencies.iter().filter(|dependency| !dependency.is_dev());
    built.filter_map(|dependency| edge(room, dependency, table)).collect()
}

fn edge(room: &Room, to: &Dependency, table: &FloorTable) -> Option<Violation> {
    let from = &room.name;
    let edge = format!("{from} → {}", to.name);
    if to.path.is_none() {
        return (!room.outside.permits(&to.name)).then(|| {
            Violation::new("outside", edge, format!("the floor table keeps {} out of {from}", to.name))
        });
    }
    if to.name == TESTKIT {
        let message = "the test kit is only ever a dev-dependency; move it to [dev-dependencies]";
        return Some(Violation::new("testkit", edge, message));
    }
    let Some(target) = table.room(&to.name) else {
        return Some(Violation::new("edge", edge, format!("{} has no row in the floor table", to.name)));
    };
    if !stands_above(room.floor, target.floor) {
        let message = "the edge leads to the same or a higher floor; a room imports only rooms below it";
        return Some(Violation::new("edge", edge, message));
    }
    let message = "the floor table has no such edge; a new one needs a decision in docs/adr";
    (!room.may_use.contains(&to.name)).then(|| Violation::new("edge", edge, message))
}

fn stands_above(from: Floor, to: Floor) -> bool {
    match (from, to) {
        (Floor::Level(from), Floor::Level(to)) => from > to,
        (Floor::Dev, _) => true,
        (Floor::Level(_), Floor::Dev) => false,
    }
}
