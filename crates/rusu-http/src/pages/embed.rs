//! The small form for pages of others: portals and apps show it in a frame. The short answer stands in
//! the same frame; the whole one opens in a page of its own, which nobody may frame.

use askama::Template;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use axum::http::Method;
use axum::http::header::CONTENT_SECURITY_POLICY;
use axum::response::Response;

use super::answer::{Manner, Outcome, counted};
use super::form::{Form, question};
use super::frame::{Asked, Frame};
use super::home::{Fields, directory};
use super::render;
use super::result::Found;
use super::verdict::VerdictView;
use crate::app::{App, AppState};
use crate::error::ApiError;
use crate::layers::policy_framed_by;

/// The form, below a verdict that found nothing or alone.
#[derive(Template)]
#[template(path = "embed.html")]
struct Embed {
    frame: Frame,
    form: Form,
    verdict: Option<VerdictView>,
    /// The whole answer, in a page of its own.
    whole: Option<String>,
}

/// `GET /embed`.
pub(super) async fn get_embed(
    State(app): State<AppState>,
    method: Method,
    asked: Asked,
    fields: Result<Query<Fields>, QueryRejection>,
) -> Result<Response, ApiError> {
    let fields = fields.map_or_else(|_| Fields::default(), |Query(fields)| fields);
    let mut response = if fields.code.is_empty() {
        let directory = directory(&app).await?;
        let form = Form::typed(&fields.enterprise, "", directory.enterprises());
        render::kept(&asked, &alone(&app, &asked, form))
    } else {
        answered(&app, &asked, Manner::new(&app, &asked, &method), fields).await?
    };
    let policy = policy_framed_by(&app.settings.embed_origins);
    response.headers_mut().insert(CONTENT_SECURITY_POLICY, policy);
    Ok(response)
}

fn frame(app: &App, asked: &Asked) -> Frame {
    Frame::new(asked, "embed-title", app.settings.sample_data)
}

fn alone(app: &App, asked: &Asked, mut form: Form) -> Embed {
    form.action = "/embed";
    Embed { frame: frame(app, asked), form, verdict: None, whole: None }
}

async fn answered(
    app: &AppState,
    asked: &Asked,
    manner: Manner,
    fields: Fields,
) -> Result<Response, ApiError> {
    let (outcome, directory) = counted(app, manner, fields.clone()).await?;
    let mut frame = frame(app, asked);
    frame.looked_at = Some(manner.at);
    let mut form = Form::typed(&fields.enterprise, &fields.code, directory.enterprises());
    form.action = "/embed";
    let answer = match outcome {
        Outcome::Answered(answer) => answer,
        Outcome::NoCode => return Ok(render::answer(asked, &alone(app, asked, form.without_code(&frame)))),
        Outcome::Unknown => return Ok(render::answer(asked, &alone(app, asked, form.with_unknown(&frame)))),
        Outcome::Several(several) => {
            return Ok(render::answer(asked, &alone(app, asked, form.with_several(&frame, &several))));
        }
    };
    let address = question(&frame, answer.enterprise.as_deref(), &answer.text);
    if let Some(found) = Found::new(asked, app.settings.sample_data, manner.at, &answer, &app.rendered) {
        return Ok(render::answer(asked, &found.framed(&address)));
    }
    let verdict = Some(VerdictView::new(&answer, frame.lang()));
    // The enterprise that was chosen stands in the question, not the one that the answer speaks of.
    let address = frame.onward(&format!(
        "/query?enterprise={}&code={}",
        crate::wire::percent_encoded(&fields.enterprise),
        crate::wire::percent_encoded(&fields.code)
    ));
    let whole = Some(frame.whole_answer(&address));
    Ok(render::answer(asked, &Embed { frame, form, verdict, whole }))
}
