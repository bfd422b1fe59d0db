//! The two addresses that are answered: the form's, and the URL on the can.

use std::sync::Arc;

use axum::extract::rejection::{PathRejection, QueryRejection};
use axum::extract::{Path, Query, State};
use axum::response::Response;
use rusu_core::answer::{Answer, Question};
use rusu_core::enterprise::Enterprise;
use rusu_core::ports::StoreFault;
use rusu_query::{Directory, Query as Lookup};

use super::frame::Asked;
use super::home::{Fields, Home};
use super::render;
use super::result::Found;
use super::search::{self, Named};
use super::unfound::Unfound;
use crate::app::AppState;
use crate::blocking::blocking;
use crate::error::ApiError;

/// What a question led to.
enum Outcome {
    /// An answer, found or not.
    Answered(Box<Answer>),
    /// No code was typed.
    NoCode,
    /// The enterprise's name is nobody's.
    Unknown,
    /// The enterprise's name is several ones'.
    Several(Vec<Arc<Enterprise>>),
}

/// `GET /query`.
pub(super) async fn get_answer(
    State(app): State<AppState>,
    asked: Asked,
    fields: Result<Query<Fields>, QueryRejection>,
) -> Result<Response, ApiError> {
    let fields = fields.map_or_else(|_| Fields::default(), |Query(fields)| fields);
    answered(app, asked, fields).await
}

/// `GET /t/{code}`. A name with a dot is a check file of a mini-program, never a code.
pub(super) async fn get_answer_by_path(
    State(app): State<AppState>,
    asked: Asked,
    code: Result<Path<String>, PathRejection>,
    fields: Result<Query<Fields>, QueryRejection>,
) -> Result<Response, ApiError> {
    let code = code.map_or_else(|_| String::new(), |Path(code)| code);
    if code.is_empty() || code.contains('.') {
        return Err(ApiError::AddressUnknown);
    }
    let fields = fields.map_or_else(|_| Fields::default(), |Query(fields)| fields);
    answered(app, asked, Fields { code, ..fields }).await
}

async fn answered(app: AppState, asked: Asked, fields: Fields) -> Result<Response, ApiError> {
    let lookup = Arc::clone(&app.query);
    let given = fields.clone();
    let done = blocking(move || {
        let directory = lookup.directory()?;
        Ok::<_, StoreFault>((outcome(&lookup, &directory, &given)?, directory))
    });
    let (outcome, directory) = done.await?;
    if let Outcome::Answered(answer) = &outcome {
        app.metrics.count_query(answer.verdict);
    }
    Ok(shown(&asked, app.settings.sample_data, directory.enterprises(), &fields, outcome))
}

fn outcome(lookup: &Lookup, directory: &Directory, fields: &Fields) -> Result<Outcome, StoreFault> {
    let enterprise = match search::named(directory, &fields.enterprise) {
        Named::Nobody => None,
        Named::One(enterprise) => Some(enterprise.id),
        Named::Several(several) => return Ok(Outcome::Several(several)),
        Named::Unknown => return Ok(Outcome::Unknown),
    };
    if fields.code.trim().is_empty() {
        return Ok(Outcome::NoCode);
    }
    let question = Question { text: fields.code.clone(), enterprise, ..Question::default() };
    Ok(Outcome::Answered(Box::new(lookup.resolve(&question)?)))
}

fn shown(
    asked: &Asked,
    is_sample: bool,
    directory: &[Arc<Enterprise>],
    fields: &Fields,
    outcome: Outcome,
) -> Response {
    match outcome {
        Outcome::Answered(answer) => match Found::new(asked, is_sample, &answer) {
            Some(page) => render::answer(asked, &page),
            None => render::answer(asked, &Unfound::new(asked, is_sample, directory, fields, &answer)),
        },
        Outcome::NoCode => {
            let page = Home::new(asked, is_sample, directory, fields, |form, frame| form.without_code(frame));
            render::answer(asked, &page)
        }
        Outcome::Unknown => {
            let page = Home::new(asked, is_sample, directory, fields, |form, frame| form.with_unknown(frame));
            render::answer(asked, &page)
        }
        Outcome::Several(several) => {
            let fill = |form: super::form::Form, frame: &_| form.with_several(frame, &several);
            render::answer(asked, &Home::new(asked, is_sample, directory, fields, fill))
        }
    }
}
