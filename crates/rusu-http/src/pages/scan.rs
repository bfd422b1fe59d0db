//! The scanner's page. The camera is the script's matter; without it a photo is sent instead, and
//! typing is always there.

use std::sync::Arc;

use askama::Template;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use axum::response::Response;
use rusu_core::code_rule::CanPosition;
use rusu_core::enterprise::Enterprise;

use super::form::Form;
use super::frame::{Asked, Frame};
use super::home::{Fields, directory};
use super::picture::Picture;
use super::render;
use crate::app::AppState;
use crate::error::ApiError;

/// What the scanner says, one sentence for each state; it has no words of its own.
const SAYS: [&str; 15] = [
    "starting",
    "reading",
    "looking",
    "found",
    "slow",
    "denied",
    "no-camera",
    "busy",
    "insecure",
    "unsupported",
    "nothing",
    "photo-nothing",
    "photo-broken",
    "barcode",
    "failed",
];

/// The scanner's part of a page.
#[derive(Clone, Copy, Debug)]
pub(super) struct ScanBox {
    /// Whether scanning is the page's main way on.
    pub is_main: bool,
    pub says: [&'static str; 15],
}

impl ScanBox {
    /// The part on a page whose main way on it is, or is not.
    pub fn new(is_main: bool) -> Self {
        Self { is_main, says: SAYS }
    }
}

/// The page.
#[derive(Template)]
#[template(path = "scan.html")]
pub(super) struct Scan {
    frame: Frame,
    scan: ScanBox,
    /// Why a photo could not be read.
    message: Option<String>,
    form: Form,
    picture: Picture,
}

impl Scan {
    /// The page; `trouble` is the id of what is wrong with a photo that was sent.
    pub fn new(
        asked: &Asked,
        is_sample: bool,
        enterprises: &[Arc<Enterprise>],
        fields: &Fields,
        trouble: Option<&str>,
    ) -> Self {
        let frame = Frame::new(asked, "scan-title", is_sample);
        let mut form = Form::typed(&fields.enterprise, &fields.code, enterprises);
        form.is_second = true;
        Self {
            scan: ScanBox::new(true),
            message: trouble.map(|id| frame.t(id)),
            form,
            picture: Picture::new(&frame, None),
            frame,
        }
    }
}

/// `GET /scan`, and `GET /photo` for who comes back to it.
pub(super) async fn get_scan(
    State(app): State<AppState>,
    asked: Asked,
    fields: Result<Query<Fields>, QueryRejection>,
) -> Result<Response, ApiError> {
    let fields = fields.map_or_else(|_| Fields::default(), |Query(fields)| fields);
    let directory = directory(&app).await?;
    let sample = app.settings.sample_data;
    Ok(render::kept(&asked, &Scan::new(&asked, sample, directory.enterprises(), &fields, None)))
}
