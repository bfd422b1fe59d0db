//! The interface for programs.
//!
//! Owns: extraction, one call, mapping. Every function is a handler named `<verb>_<resource>`,
//! which is also its operation id.

pub(crate) mod answers;
pub(crate) mod applications;
pub(crate) mod checks;
pub(crate) mod complaints;
pub(crate) mod directory;
pub(crate) mod documents;
pub(crate) mod enterprise;
pub(crate) mod enterprise_recalls;
pub(crate) mod export;
pub(crate) mod limits;
pub(crate) mod lineage;
pub(crate) mod lots;
pub(crate) mod media;
pub(crate) mod operations;
pub(crate) mod operator;
pub(crate) mod packaging;
pub(crate) mod portal;
pub(crate) mod recall_desk;
pub(crate) mod recall_feeds;
pub(crate) mod recalls;
pub(crate) mod records;
pub(crate) mod signing_keys;
pub(crate) mod submissions;
pub(crate) mod templates;
pub(crate) mod upload;
pub(crate) mod uploads;
pub(crate) mod webhooks;
