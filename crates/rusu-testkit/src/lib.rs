//! Builders, in-memory stores and the conformance suites that are the stores' contract.
//!
//! Only ever a dev-dependency.

pub mod builders;
pub mod registry_memory;
pub mod registry_suite;
