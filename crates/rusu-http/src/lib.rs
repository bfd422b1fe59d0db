//! Every HTTP face: public API, consumer pages, enterprise API, documents, health and metrics.
//!
//! Owns: wire types, problem documents, authentication at the door, the one list of routes and the
//! one list of layers (`routes`), the OpenAPI document. Refuses to know: any engine, and every rule
//! of the domain; a handler extracts, calls and maps.
//!
//! Invariants: whatever is a question is answered with status 200; nothing but [`problem::Problem`]
//! says no under `/api`; no body, key, address or path of a request is ever logged.

pub mod app;
pub mod metrics;
pub mod pages;
