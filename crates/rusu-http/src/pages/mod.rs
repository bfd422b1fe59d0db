//! The pages that a consumer sees, rendered on the server; they work without JavaScript.
//!
//! Owns: the question form, the answer in all its verdicts, the directory, the fixed pages, their
//! sheets and small scripts. Every page stands at its path in Chinese and below `/en` in
//! English. Refuses to know: how a text is resolved, and any word of its own (all are in
//! `pages.ftl`, the verdicts' in `verdicts.ftl`).
//!
//! Invariants: no inline script, and no inline style but the sheet itself on the pages of a query,
//! which the policy admits by its hash; an answer is never cached; a look is counted once; whatever was asked, found or not, is answered with status 200.

mod answer;
mod assets;
mod change;
mod check_files;
mod directory;
mod doors;
mod embed;
mod fixed;
mod form;
mod frame;
mod home;
mod items;
mod lot;
mod marked;
mod news;
mod packed;
mod paging;
mod photo;
mod picture;
mod recall_facts;
mod recalls;
mod render;
mod report;
mod result;
mod sampled;
mod sampling;
mod scan;
mod search;
mod sender;
mod share;
mod statistics;
mod unfound;
mod verdict;
mod way;
mod words;

#[cfg(test)]
mod portal_tests;
#[cfg(test)]
mod tests;

use axum::extract::DefaultBodyLimit;
use axum::routing::{MethodRouter, get};
use axum::{Extension, Router};

use rusu_core::limits::COMPLAINT_BODY_BYTES_MAX;

use crate::app::AppState;

pub use fixed::{fault, not_found};
pub use frame::Asked;
pub(crate) use lot::LotPage;
pub(crate) use news::film;
pub(crate) use packed::reads_gzip;

/// Every page, in both languages, and what belongs to them.
pub fn routes() -> Router<AppState> {
    let router = Router::new()
        .route("/en", get(home::get_home))
        .route("/assets/{file}", get(assets::get_asset))
        .route("/favicon.svg", get(assets::get_favicon))
        .route("/robots.txt", get(assets::get_robots))
        .route("/{file}", get(check_files::get_check_file))
        .route("/directory.json", get(directory::get_directory))
        .route("/text-size", get(fixed::get_text_size));
    let report_form = get(report::get_report)
        .post(report::create_report)
        .layer(DefaultBodyLimit::max(COMPLAINT_BODY_BYTES_MAX));
    let pages: [(&str, MethodRouter<AppState>); 15] = [
        ("/", get(home::get_home)),
        ("/query", get(answer::get_answer)),
        ("/t/{code}", get(answer::get_answer_by_path)),
        ("/t/{code}/share.svg", get(answer::get_share)),
        ("/scan", get(scan::get_scan)),
        ("/embed", get(embed::get_embed)),
        ("/enterprises", get(directory::get_enterprises)),
        ("/how-to-use", get(doors::get_how_to_use)),
        ("/privacy", get(fixed::get_privacy)),
        ("/sampling", get(sampling::get_sampling)),
        ("/recalls", get(recalls::get_recalls)),
        ("/news", get(news::get_news)),
        ("/news/{id}", get(news::get_announcement)),
        ("/statistics", get(statistics::get_statistics)),
        ("/report", report_form),
    ];
    pages.into_iter().fold(router, |router, (path, page)| {
        router.route(path, page.clone()).route(&format!("/en{path}"), page)
    })
}

/// Where a photo of the code is sent. It takes as long as it takes and has a room of its own.
pub fn photo_routes() -> Router<AppState> {
    // The handler counts the bytes itself: a photo that is too large is told so in words.
    let photo: MethodRouter<AppState> = get(scan::get_scan).post(photo::read_photo);
    let router = Router::new().route("/photo", photo.clone()).route("/en/photo", photo);
    router.layer(DefaultBodyLimit::disable()).layer(Extension(photo::PhotoRoom::default()))
}
