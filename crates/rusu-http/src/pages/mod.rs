//! The pages that a consumer sees, rendered on the server; they work without JavaScript.
//!
//! Owns: the question form, the answer in all its verdicts, the directory, the fixed pages, their
//! sheet and their one small script. Every page stands at its path in Chinese and below `/en` in
//! English. Refuses to know: how a text is resolved, and any word of its own (all are in
//! `pages.ftl`, the verdicts' in `verdicts.ftl`).
//!
//! Invariants: no inline script or style (the content security policy forbids them); an answer is
//! never cached; whatever was asked, found or not, is answered with status 200.

mod answer;
mod assets;
mod change;
mod directory;
mod fixed;
mod form;
mod frame;
mod home;
mod items;
mod marked;
mod render;
mod result;
mod search;
mod unfound;
mod verdict;
mod way;
mod words;

#[cfg(test)]
mod tests;

use axum::Router;
use axum::routing::{MethodRouter, get};

use crate::app::AppState;

pub use fixed::{fault, not_found};
pub use frame::Asked;

/// Every page, in both languages, and what belongs to them.
pub fn routes() -> Router<AppState> {
    let router = Router::new()
        .route("/en", get(home::get_home))
        .route("/assets/{file}", get(assets::get_asset))
        .route("/favicon.svg", get(assets::get_favicon))
        .route("/directory.json", get(directory::get_directory))
        .route("/text-size", get(fixed::get_text_size));
    let pages: [(&str, MethodRouter<AppState>); 6] = [
        ("/", get(home::get_home)),
        ("/query", get(answer::get_answer)),
        ("/t/{code}", get(answer::get_answer_by_path)),
        ("/enterprises", get(directory::get_enterprises)),
        ("/how-to-use", get(fixed::get_how_to_use)),
        ("/privacy", get(fixed::get_privacy)),
    ];
    pages.into_iter().fold(router, |router, (path, page)| {
        router.route(path, page.clone()).route(&format!("/en{path}"), page)
    })
}
