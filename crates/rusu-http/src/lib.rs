//! Every HTTP face: public API, consumer pages, enterprise API, documents, health and metrics.
//!
//! Owns: wire types, problem documents, authentication at the door, the one list of routes and the
//! one list of layers (`routes`), the OpenAPI document. Refuses to know: any engine, and every rule
//! of the domain; a handler extracts, calls and maps.
//!
//! Invariants: whatever is a question is answered with status 200; under `/api` nothing but a
//! [`problem::Problem`] says no; no body, key, address or path of a request is ever reported.

mod api;
pub mod app;
mod blocking;
mod caller;
mod error;
mod language;
mod layers;
pub mod metrics;
mod openapi;
pub mod pages;
mod pieces;
pub mod problem;
pub mod rendered;
mod routes;
mod serve;
mod telling;
mod wire;

pub use api::recalls::RecallRoom;
pub use app::{App, AppState, Settings};
pub use metrics::Metrics;
pub use rendered::Rendered;
pub use routes::{openapi_json, router};
pub use serve::serve;
pub use telling::{SignedPost, signed_post};
