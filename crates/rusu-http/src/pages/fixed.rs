//! Pages that are the same for everybody, and the choice of the text size.

use askama::Template;
use axum::extract::{Query, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use rusu_core::limits::COMPLAINT_CONTACT_DAYS_MAX;
use serde::Deserialize;

use super::frame::{Asked, Frame, TEXT_COOKIE};
use super::render;
use crate::app::AppState;

#[derive(Template)]
#[template(path = "privacy.html")]
struct Privacy {
    frame: Frame,
    /// What is kept of a report.
    report: String,
}

#[derive(Template)]
#[template(path = "message.html")]
struct Message {
    frame: Frame,
    text: String,
}

/// `GET /privacy`.
pub(super) async fn get_privacy(State(app): State<AppState>, asked: Asked) -> Response {
    let frame = Frame::new(&asked, "privacy-title", app.settings.sample_data);
    let report = frame.t1("privacy-report", "days", COMPLAINT_CONTACT_DAYS_MAX.unsigned_abs());
    render::kept(&asked, &Privacy { frame, report })
}

/// The page for every address that does not exist.
pub async fn not_found(asked: Asked) -> Response {
    message(&asked, StatusCode::NOT_FOUND, "missing")
}

/// The page for a request that cannot be answered: by a fault of the platform, whose cause is logged
/// by whoever met it, or because it is none of ours.
#[must_use]
pub fn fault(asked: &Asked, status: StatusCode) -> Response {
    message(asked, status, if status.is_client_error() { "refused" } else { "fault" })
}

fn message(asked: &Asked, status: StatusCode, kind: &str) -> Response {
    let mut frame = Frame::new(asked, &format!("{kind}-title"), false);
    frame.is_private = true;
    let text = frame.t(&format!("{kind}-text"));
    render::with_status(asked, status, &Message { frame, text })
}

/// The chosen text size, and where to go then.
#[derive(Debug, Deserialize)]
pub(super) struct TextSize {
    #[serde(default)]
    size: String,
    #[serde(default)]
    back: String,
}

/// `GET /text-size`: keeps the choice in a cookie and leads back. Anything but the two sizes keeps
/// nothing.
pub(super) async fn get_text_size(Query(TextSize { size, back }): Query<TextSize>) -> Response {
    let back = if is_local(&back) { back.as_str() } else { "/" };
    let mut response = Redirect::to(back).into_response();
    let cookie = match size.as_str() {
        "large" => format!("{TEXT_COOKIE}=large; Path=/; Max-Age=31536000; SameSite=Lax; HttpOnly"),
        "normal" => format!("{TEXT_COOKIE}=normal; Path=/; Max-Age=31536000; SameSite=Lax; HttpOnly"),
        _ => return response,
    };
    if let Ok(cookie) = HeaderValue::from_str(&cookie) {
        response.headers_mut().insert(header::SET_COOKIE, cookie);
    }
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

/// Whether an address stays on this host: one slash at its beginning, and only visible ASCII (a
/// browser reads `/\` and `/<tab>/` as `//`).
fn is_local(back: &str) -> bool {
    let mut characters = back.chars();
    characters.next() == Some('/')
        && !matches!(characters.next(), Some('/' | '\\'))
        && back.chars().all(|c| c.is_ascii_graphic() && c != '\\')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_path_of_this_host_is_led_back_to() {
        for good in ["/", "/query?code=1%202&enterprise=3", "/en/t/69"] {
            assert!(is_local(good), "{good}");
        }
        for bad in
            ["", "//evil.example", "/\\evil.example", "https://evil.example/", "/a\r\nb", "/\t/evil", "query"]
        {
            assert!(!is_local(bad), "{bad}");
        }
    }

    #[tokio::test]
    async fn a_size_is_kept_for_a_year() {
        let chosen = TextSize { size: "large".to_owned(), back: "/en".to_owned() };
        let response = get_text_size(Query(chosen)).await;
        assert_eq!(response.status(), StatusCode::SEE_OTHER);
        assert_eq!(response.headers()[header::LOCATION], "/en");
        let cookie = response.headers()[header::SET_COOKIE].to_str().unwrap();
        assert!(cookie.starts_with("rusu_text=large;") && cookie.contains("Max-Age=31536000"), "{cookie}");
    }

    #[tokio::test]
    async fn another_size_is_not_kept() {
        let chosen = TextSize { size: "huge; Domain=x".to_owned(), back: "//evil".to_owned() };
        let response = get_text_size(Query(chosen)).await;
        assert_eq!(response.headers()[header::LOCATION], "/");
        assert!(response.headers().get(header::SET_COOKIE).is_none());
    }
}
