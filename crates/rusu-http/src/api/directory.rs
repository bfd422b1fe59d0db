//! Who is connected, and what the 32 items are.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderName, HeaderValue, header};
use rusu_core::catalogue;
use rusu_core::ports::StoreFault;

use crate::app::AppState;
use crate::blocking::blocking;
use crate::error::ApiError;
use crate::problem::Problem;
use crate::wire::{CatalogueBody, DirectoryBody, EnterpriseBody, ListedEnterpriseBody, TraceItemBody};

type Kept<T> = ([(HeaderName, HeaderValue); 1], Json<T>);

const A_MINUTE: HeaderValue = HeaderValue::from_static("public, max-age=60");
const AN_HOUR: HeaderValue = HeaderValue::from_static("public, max-age=3600");

/// Lists every connected enterprise with its coverage.
#[utoipa::path(
    get, path = "/api/v1/enterprises", tag = "query",
    responses(
        (status = 200, description = "The directory, by number", body = DirectoryBody),
        (status = 503, description = "Later it will work", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn list_enterprises(State(app): State<AppState>) -> Result<Kept<DirectoryBody>, ApiError> {
    let query = Arc::clone(&app.query);
    let read = move || -> Result<DirectoryBody, StoreFault> {
        let directory = query.directory()?;
        let listed = directory.enterprises().iter().map(|one| ListedEnterpriseBody {
            enterprise: EnterpriseBody::from(&**one),
            logo: directory.logo(one.id).map(|logo| format!("/logos/{logo}.png")),
        });
        let enterprises = listed.collect();
        Ok(DirectoryBody { enterprises })
    };
    Ok(([(header::CACHE_CONTROL, A_MINUTE)], Json(blocking(read).await?)))
}

/// Lists the 32 trace items.
#[utoipa::path(
    get, path = "/api/v1/catalogue", tag = "query",
    responses((status = 200, description = "The items, in order", body = CatalogueBody))
)]
pub(crate) async fn get_catalogue() -> Kept<CatalogueBody> {
    let items = catalogue::all().iter().map(TraceItemBody::from).collect();
    ([(header::CACHE_CONTROL, AN_HOUR)], Json(CatalogueBody { items }))
}
