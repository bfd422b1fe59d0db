//! Builders, in-memory stores and the conformance suites that are the stores' contract.
//!
//! Only ever a dev-dependency.

pub mod admission_suite;
pub mod builders;
pub mod codes_memory;
pub mod codes_suite;
pub mod codes_workload;
pub mod delivery_suite;
pub mod faulty;
pub mod objects_memory;
pub mod objects_suite;
pub mod portal_suite;
pub mod registry_memory;
pub mod registry_suite;
pub mod webhook_suite;
