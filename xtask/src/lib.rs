//! The house's own tools, behind `cargo xtask COMMAND`; one module a command.
//!
//! Owns: the checks that no compiler makes (floors, file sizes, licences).
//! Refuses to know: the domain. What is law stands in data that people read too: the floor table in
//! `ARCHITECTURE.md` and `deny.toml`.

pub mod bench_intake;
pub mod bench_nation;
pub mod bench_pages;
pub mod bench_trace;
pub mod floors;
pub mod kill;
pub mod licences;
pub mod metadata;
pub mod proofs;
pub mod recall_load;
pub mod tidy;
pub mod violation;
