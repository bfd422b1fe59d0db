//! The one list of routes and the one list of layers.

use std::sync::Arc;

use axum::extract::DefaultBodyLimit;
use axum::http::{HeaderValue, Method, header};
use axum::middleware::{from_fn, from_fn_with_state};
use axum::response::{IntoResponse as _, Response};
use axum::routing::get;
use axum::{Extension, Router};
use rusu_core::limits::{
    ENTERPRISE_JSON_BYTES_MAX, QUESTION_BODY_BYTES_MAX, RECALL_CHECK_BODY_BYTES_MAX,
    UPLOAD_MANIFEST_BYTES_MAX,
};
use tower_http::CompressionLevel;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::compression::predicate::{DefaultPredicate, NotForContentType, Predicate};
use tower_http::cors::{Any, CorsLayer};
use utoipa::OpenApi as _;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::api::export::ExportRoom;
use crate::api::operator::{self, OperatorRoom};
use crate::api::upload::{CheckRoom, UploadRoom};
use crate::api::{
    answers, applications, checks, complaints, directory, documents, enterprise, enterprise_recalls, limits,
    lineage, lots, media, operations, packaging, portal, recall_feeds, recalls, records, signing_keys,
    submissions, templates, uploads, webhooks,
};
use crate::app::AppState;
use crate::error::ApiError;
use crate::layers::{Bounds, caught, check_digest, guard_answer, observe, within_bounds, write_problem};
use crate::openapi::Description;
use crate::pages;

/// The whole face of the platform.
pub fn router(app: AppState) -> Router {
    let bounds = Bounds::default();
    let (interface, description) = interface(&bounds).split_for_parts();
    // Written once; it cannot change while the process runs.
    let description: Arc<str> = description.to_pretty_json().unwrap_or_default().into();
    let pages = pages::routes().layer(from_fn_with_state(bounds, within_bounds));
    let router = interface
        .route("/openapi.json", get(move || get_openapi(description)))
        .merge(pages)
        .merge(pages::photo_routes())
        .fallback(no_route);
    layered(router, &app).with_state(app)
}

/// The OpenAPI document of the interface, as JSON.
#[must_use]
pub fn openapi_json() -> String {
    let json = interface(&Bounds::default()).into_openapi().to_pretty_json();
    json.unwrap_or_default() + "\n"
}

/// What programs call; the handlers' names are the operation ids.
fn interface(bounds: &Bounds) -> OpenApiRouter<AppState> {
    let operator = operator_interface(bounds);
    let (recalls, lots) = (recall_interface(bounds), lot_interface(bounds));
    let bounds = from_fn_with_state(bounds.clone(), within_bounds);
    // Anybody's page may ask: government portals and shops show the answer on their own.
    let public = OpenApiRouter::new()
        .routes(routes!(answers::resolve_question))
        .routes(routes!(answers::get_unit))
        .routes(routes!(directory::list_enterprises))
        .routes(routes!(directory::get_catalogue))
        .routes(routes!(portal::list_sampling_results))
        .routes(routes!(portal::list_recalls))
        .routes(routes!(portal::list_announcements))
        .routes(routes!(portal::get_announcement))
        .routes(routes!(portal::get_statistics))
        .routes(routes!(complaints::create_complaint_ticket))
        .routes(routes!(complaints::create_complaint))
        .layer(bounds.clone())
        .layer(DefaultBodyLimit::max(QUESTION_BODY_BYTES_MAX))
        .layer(from_anywhere());
    let admission = OpenApiRouter::new()
        .routes(routes!(applications::create_application_ticket))
        .routes(routes!(applications::create_application))
        .routes(routes!(applications::get_application))
        .routes(routes!(enterprise::get_own_enterprise))
        .routes(routes!(enterprise::list_ending_papers))
        .routes(routes!(enterprise::try_code_rule))
        .routes(routes!(signing_keys::list_signing_keys, signing_keys::create_signing_key))
        .routes(routes!(signing_keys::delete_signing_key))
        .layer(bounds.clone())
        .layer(DefaultBodyLimit::max(ENTERPRISE_JSON_BYTES_MAX));
    let bounded = OpenApiRouter::new()
        .routes(routes!(documents::get_document))
        .routes(routes!(media::get_logo))
        .routes(routes!(media::get_video))
        .routes(routes!(submissions::list_submissions))
        .routes(routes!(submissions::get_submission))
        .routes(routes!(submissions::list_rejections))
        .routes(routes!(submissions::get_rejections_csv))
        .routes(routes!(templates::get_submission_template))
        .merge(delivery_interface())
        .layer(bounds);
    // An upload takes as long as it takes and has a room of its own.
    let uploads = OpenApiRouter::new()
        .routes(routes!(submissions::create_submission))
        .routes(routes!(uploads::replace_upload_part))
        .routes(routes!(uploads::complete_upload))
        .routes(routes!(checks::check_submission))
        .layer(Extension(CheckRoom::default()))
        .layer(Extension(UploadRoom::default()));
    OpenApiRouter::with_openapi(Description::openapi())
        .merge(public)
        .merge(admission)
        .merge(recalls)
        .merge(lots)
        .merge(bounded)
        .merge(uploads)
        .merge(operator)
        .routes(routes!(operations::get_livez))
        .routes(routes!(operations::get_readyz))
        .routes(routes!(operations::get_metrics))
}

/// Recalls: the list for machines and bulk checks for anybody, and the enterprise's own.
fn recall_interface(bounds: &Bounds) -> OpenApiRouter<AppState> {
    let bounds = from_fn_with_state(bounds.clone(), within_bounds);
    let public = OpenApiRouter::new()
        .routes(routes!(recall_feeds::get_recalls_json))
        .routes(routes!(recall_feeds::get_recalls_csv))
        .routes(routes!(recall_feeds::get_recalls_atom))
        .routes(routes!(recalls::check_recalls))
        .layer(Extension(recalls::CheckRoom::default()))
        .layer(bounds.clone())
        .layer(DefaultBodyLimit::max(RECALL_CHECK_BODY_BYTES_MAX))
        .layer(from_anywhere());
    let own = OpenApiRouter::new()
        .routes(routes!(enterprise_recalls::list_own_recalls, enterprise_recalls::create_own_recall))
        .routes(routes!(enterprise_recalls::get_own_recall, enterprise_recalls::replace_own_recall))
        .routes(routes!(enterprise_recalls::step_own_recall))
        .routes(routes!(enterprise_recalls::amend_own_recall))
        .routes(routes!(enterprise_recalls::report_own_recall))
        .layer(bounds);
    public.merge(own)
}

/// An enterprise's published lots: their lives, where goods come from and went, packaging, and exports.
fn lot_interface(bounds: &Bounds) -> OpenApiRouter<AppState> {
    let bounded = OpenApiRouter::new()
        .routes(routes!(lots::list_lots))
        .routes(routes!(lots::get_lot, lots::update_lot))
        .routes(routes!(lots::replace_lot_state))
        .routes(routes!(lots::create_void_codes))
        .routes(routes!(lineage::get_lineage))
        .routes(routes!(packaging::create_packaging))
        .routes(routes!(packaging::get_packaging))
        .layer(from_fn_with_state(bounds.clone(), within_bounds));
    // An export is written while it is sent; there is room for few at once, whoever asks.
    let exports = OpenApiRouter::new()
        .routes(routes!(lineage::export_lineage))
        .routes(routes!(records::list_records))
        .routes(routes!(operator::lineage::export_operator_lineage))
        .layer(Extension(ExportRoom::default()));
    bounded.merge(exports)
}

/// What surrounds a delivery: limits, uploads in parts, webhooks.
fn delivery_interface() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(limits::list_limits))
        .routes(routes!(limits::get_quota))
        .routes(routes!(uploads::create_upload, uploads::list_uploads))
        .routes(routes!(uploads::get_upload, uploads::delete_upload))
        .routes(routes!(webhooks::get_webhook, webhooks::replace_webhook, webhooks::delete_webhook))
        .routes(routes!(webhooks::get_webhook_key))
        .layer(DefaultBodyLimit::max(UPLOAD_MANIFEST_BYTES_MAX))
}

/// What the operator calls. Not for pages of others: no origin but ours may use a key.
fn operator_interface(bounds: &Bounds) -> OpenApiRouter<AppState> {
    use operator::lineage as operator_lineage;
    use operator::{
        announcements, applications, check_files, complaints, enterprises, logos, recalls, sampling,
        statements, videos,
    };
    let bounded = OpenApiRouter::new()
        .routes(routes!(announcements::list_operator_announcements, announcements::create_announcement))
        .routes(routes!(
            announcements::get_operator_announcement,
            announcements::replace_announcement,
            announcements::delete_announcement
        ))
        .routes(routes!(logos::delete_logo))
        .routes(routes!(sampling::delete_sampling_result))
        .routes(routes!(sampling::get_sampling_template))
        .routes(routes!(complaints::list_complaints))
        .routes(routes!(complaints::update_complaint))
        .routes(routes!(check_files::list_check_files))
        .routes(routes!(
            check_files::get_operator_check_file,
            check_files::replace_check_file,
            check_files::delete_check_file
        ))
        .routes(routes!(applications::list_applications))
        .routes(routes!(applications::get_operator_application))
        .routes(routes!(applications::admit_application))
        .routes(routes!(applications::refuse_application))
        .routes(routes!(enterprises::list_standings, enterprises::create_standing))
        .routes(routes!(enterprises::list_operator_signing_keys, enterprises::create_operator_signing_key))
        .routes(routes!(enterprises::delete_operator_signing_key))
        .routes(routes!(enterprises::list_operator_papers))
        .routes(routes!(statements::replace_market_share, statements::delete_market_share))
        .routes(routes!(recalls::list_operator_recalls, recalls::create_operator_recall))
        .routes(routes!(recalls::get_operator_recall, recalls::replace_operator_recall))
        .routes(routes!(recalls::step_operator_recall))
        .routes(routes!(recalls::amend_operator_recall))
        .routes(routes!(recalls::report_operator_recall))
        .routes(routes!(operator_lineage::get_operator_lineage))
        .layer(from_fn_with_state(bounds.clone(), within_bounds));
    // A file takes as long as it takes; there is room for few at once.
    let files = OpenApiRouter::new()
        .routes(routes!(logos::replace_logo))
        .routes(routes!(videos::create_video))
        .routes(routes!(sampling::import_sampling_results))
        .layer(Extension(OperatorRoom::default()));
    bounded.merge(files)
}

/// What surrounds every route, the outermost last.
fn layered(router: Router<AppState>, app: &AppState) -> Router<AppState> {
    router
        .layer(from_fn(check_digest))
        .layer(CatchPanicLayer::custom(caught))
        .layer(from_fn(write_problem))
        .layer(compressed())
        .layer(from_fn_with_state(Arc::clone(app), guard_answer))
        .layer(from_fn_with_state(Arc::clone(app), observe))
}

/// Documents and workbooks are compressed already.
fn compressed() -> CompressionLayer<impl Predicate> {
    let predicate = DefaultPredicate::new()
        .and(NotForContentType::const_new("application/pdf"))
        .and(NotForContentType::const_new("video/"))
        .and(NotForContentType::const_new("application/vnd.openxmlformats"));
    // Level 5 of both: the higher ones take many times as long for a tenth of the size.
    CompressionLayer::new().br(true).gzip(true).quality(CompressionLevel::Precise(5)).compress_when(predicate)
}

fn from_anywhere() -> CorsLayer {
    CorsLayer::new()
        .allow_origin(Any)
        .allow_methods([Method::GET, Method::POST])
        .allow_headers([header::CONTENT_TYPE, header::ACCEPT_LANGUAGE])
        .max_age(std::time::Duration::from_secs(86_400))
}

async fn get_openapi(description: Arc<str>) -> Response {
    const JSON: HeaderValue = HeaderValue::from_static("application/json");
    const AN_HOUR: HeaderValue = HeaderValue::from_static("public, max-age=3600");
    let headers = [(header::CONTENT_TYPE, JSON), (header::CACHE_CONTROL, AN_HOUR)];
    (headers, description.to_string()).into_response()
}

async fn no_route() -> ApiError {
    ApiError::AddressUnknown
}
