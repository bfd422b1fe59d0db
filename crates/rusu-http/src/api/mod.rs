//! The interface for programs.
//!
//! Owns: extraction, one call, mapping. Every function is a handler named `<verb>_<resource>`,
//! which is also its operation id.

pub(crate) mod answers;
pub(crate) mod complaints;
pub(crate) mod directory;
pub(crate) mod documents;
pub(crate) mod media;
pub(crate) mod operations;
pub(crate) mod operator;
pub(crate) mod portal;
pub(crate) mod submissions;
pub(crate) mod templates;
pub(crate) mod upload;
