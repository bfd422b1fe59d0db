//! What the operator maintains, for whoever holds one of the operator's keys.
//!
//! Invariants: no handler does anything before `OperatorCaller` was extracted; a body is read within
//! a named bound; every change is reported once, with the key's label and without content.

pub(crate) mod announcements;
pub(crate) mod applications;
pub(super) mod body;
pub(crate) mod check_files;
pub(crate) mod complaints;
pub(crate) mod enterprises;
pub(crate) mod lineage;
pub(crate) mod logos;
pub(crate) mod recalls;
pub(crate) mod sampling;
pub(crate) mod statements;
pub(crate) mod videos;

use axum::extract::Path;
use axum::extract::rejection::{PathRejection, QueryRejection};
use rusu_core::portal::PageNumber;
use rusu_intake::PortalError;
use serde::Deserialize;
use utoipa::IntoParams;

use crate::error::ApiError;

pub(crate) use body::OperatorRoom;
pub(in crate::api) use body::whole;

/// Which page.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct NumberedPage {
    /// From 1.
    #[param(minimum = 1)]
    pub(crate) page: Option<usize>,
}

pub(crate) fn page(number: Option<usize>) -> PageNumber {
    PageNumber::new(number.unwrap_or(1))
}

pub(crate) fn of_path<T>(path: Result<Path<T>, PathRejection>) -> Result<T, ApiError> {
    path.map(|Path(part)| part).map_err(|e| ApiError::AddressForm { why: e.body_text() })
}

pub(crate) fn of_query(rejection: QueryRejection) -> ApiError {
    ApiError::AddressForm { why: rejection.body_text() }
}

/// A text that a field cannot take.
fn form(field: &'static str, given: &str) -> PortalError {
    PortalError::Form { field, given: given.to_owned() }
}
