//! What surrounds every request; `routes` says in which order.

mod bounds;
mod digest;
mod headers;
mod observe;
mod problems;

pub(crate) use bounds::{Bounds, within_bounds};
pub(crate) use digest::{BodySeal, check_digest, joined};
pub(crate) use headers::{guard_answer, policy_framed_by, policy_with_style};
pub(crate) use observe::{RequestId, observe};
pub(crate) use problems::{caught, write_problem};
