//! A nation of invented makers, made from a seed, and the measurements that need its size.
//!
//! Owns: the generator ([`nation`]) and the benchmarks behind `rusu-bench`.
//! Refuses to know: how a store keeps what it is given; everything goes through the ports that the
//! product uses too.
//!
//! Invariant: the same seed and number of codes give the same nation, code by code, everywhere.

pub mod chart;
pub mod engines;
pub mod generate;
pub mod http;
pub mod load;
pub mod measure;
pub mod nation;
pub mod query;
mod questions;
pub mod scale;
pub mod stores;
pub mod surroundings;
