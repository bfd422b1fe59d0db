//! The two addresses that are answered: the form's, and the URL on the can.

use std::sync::Arc;

use axum::extract::rejection::{PathRejection, QueryRejection};
use axum::extract::{Path, Query, State};
use axum::http::Method;
use axum::response::Response;
use jiff::Timestamp;
use rusu_core::answer::{Answer, Question};
use rusu_core::channel::Channel;
use rusu_core::enterprise::Enterprise;
use rusu_core::ports::StoreFault;
use rusu_query::{Directory, Query as Lookup};

use super::check_files::check_file;
use super::frame::Asked;
use super::home::{Fields, Home};
use super::render;
use super::result::Found;
use super::search::{self, Named};
use super::share::{self, Share};
use super::unfound::Unfound;
use crate::app::{App, AppState};
use crate::blocking::{MayTakeTime, at_once_or_blocking};
use crate::error::ApiError;

/// What a question led to.
pub(super) enum Outcome {
    /// An answer, found or not.
    Answered(Box<Answer>),
    /// No code was typed.
    NoCode,
    /// The enterprise's name is nobody's.
    Unknown,
    /// The enterprise's name is several ones'.
    Several(Vec<Arc<Enterprise>>),
}

/// How a question is asked, besides its text.
#[derive(Clone, Copy, Debug)]
pub(super) struct Manner {
    channel: Channel,
    is_again: bool,
    pub at: Timestamp,
}

impl Manner {
    /// Whoever asks for the head alone (a monitor, a messenger that makes a preview) or fetches ahead
    /// looks at nothing.
    pub fn new(app: &App, asked: &Asked, method: &Method) -> Self {
        let at = app.clock.now();
        let is_again = *method == Method::HEAD || asked.is_ahead || asked.is_again(at);
        Self { channel: asked.channel().unwrap_or_default(), is_again, at }
    }
}

/// `GET /query`.
pub(super) async fn get_answer(
    State(app): State<AppState>,
    method: Method,
    asked: Asked,
    fields: Result<Query<Fields>, QueryRejection>,
) -> Result<Response, ApiError> {
    let fields = fields.map_or_else(|_| Fields::default(), |Query(fields)| fields);
    let manner = Manner::new(&app, &asked, &method);
    answered(app, asked, manner, fields).await
}

/// `GET /t/{code}`. A name that ends in `.txt` is a check file of a mini-program, never a code.
pub(super) async fn get_answer_by_path(
    State(app): State<AppState>,
    method: Method,
    asked: Asked,
    code: Result<Path<String>, PathRejection>,
    fields: Result<Query<Fields>, QueryRejection>,
) -> Result<Response, ApiError> {
    let code = code.map_or_else(|_| String::new(), |Path(code)| code);
    if code.is_empty() {
        return Err(ApiError::AddressUnknown);
    }
    if code.ends_with(".txt") {
        return check_file(&app, code).await;
    }
    let fields = fields.map_or_else(|_| Fields::default(), |Query(fields)| fields);
    let manner = Manner::new(&app, &asked, &method);
    answered(app, asked, manner, Fields { code, ..fields }).await
}

/// `GET /t/{code}/share.svg`: the answer as a picture. It is made of an answer that was looked at and
/// counts as none.
pub(super) async fn get_share(
    State(app): State<AppState>,
    asked: Asked,
    code: Result<Path<String>, PathRejection>,
    fields: Result<Query<Fields>, QueryRejection>,
) -> Result<Response, ApiError> {
    let code = code.map_or_else(|_| String::new(), |Path(code)| code);
    let fields = fields.map_or_else(|_| Fields::default(), |Query(fields)| fields);
    let at = app.clock.now();
    let manner = Manner { channel: Channel::PORTAL, is_again: true, at };
    let (outcome, _) = looked_up(&app, manner, Fields { code, ..fields }).await?;
    let Outcome::Answered(answer) = outcome else { return Err(ApiError::AddressUnknown) };
    let address = share::address(&app.settings.public_url);
    let picture = Share::new(&asked, address, app.settings.sample_data, at, &answer);
    picture.and_then(|picture| picture.response()).ok_or(ApiError::AddressUnknown)
}

async fn answered(app: AppState, asked: Asked, manner: Manner, fields: Fields) -> Result<Response, ApiError> {
    let (outcome, directory) = counted(&app, manner, fields.clone()).await?;
    Ok(shown(&app, &asked, manner.at, directory.enterprises(), &fields, outcome))
}

/// What a question leads to, counted by verdict and front door.
pub(super) async fn counted(
    app: &AppState,
    manner: Manner,
    fields: Fields,
) -> Result<(Outcome, Arc<Directory>), ApiError> {
    let (outcome, directory) = looked_up(app, manner, fields).await?;
    if let Outcome::Answered(answer) = &outcome {
        app.metrics.count_query(answer.verdict);
        if !manner.is_again {
            app.metrics.count_channel(manner.channel);
        }
    }
    Ok((outcome, directory))
}

async fn looked_up(
    app: &AppState,
    manner: Manner,
    fields: Fields,
) -> Result<(Outcome, Arc<Directory>), ApiError> {
    let lookup = Arc::clone(&app.query);
    let done = at_once_or_blocking(move |may| {
        let MayTakeTime(may_ask) = may;
        let directory = if may_ask { Some(lookup.directory()?) } else { lookup.held_directory() };
        let Some(directory) = directory else { return Ok::<_, StoreFault>(None) };
        let outcome = outcome(&lookup, &directory, manner, &fields, may)?;
        Ok(outcome.map(|outcome| (outcome, directory)))
    });
    done.await
}

/// `None` if the answer takes time and there is none.
fn outcome(
    lookup: &Lookup,
    directory: &Directory,
    manner: Manner,
    fields: &Fields,
    MayTakeTime(may_ask): MayTakeTime,
) -> Result<Option<Outcome>, StoreFault> {
    let enterprise = match search::named(directory, &fields.enterprise) {
        Named::Nobody => None,
        Named::One(enterprise) => Some(enterprise.id),
        Named::Several(several) => return Ok(Some(Outcome::Several(several))),
        Named::Unknown => return Ok(Some(Outcome::Unknown)),
    };
    if fields.code.trim().is_empty() {
        return Ok(Some(Outcome::NoCode));
    }
    let Manner { channel, is_again, .. } = manner;
    let question = Question { text: fields.code.clone(), enterprise, channel, is_again };
    let answer = if may_ask { Some(lookup.resolve(&question)?) } else { lookup.resolve_held(&question)? };
    Ok(answer.map(|answer| Outcome::Answered(Box::new(answer))))
}

fn shown(
    app: &App,
    asked: &Asked,
    at: Timestamp,
    directory: &[Arc<Enterprise>],
    fields: &Fields,
    outcome: Outcome,
) -> Response {
    let is_sample = app.settings.sample_data;
    match outcome {
        Outcome::Answered(answer) => match Found::new(asked, is_sample, at, &answer, &app.rendered) {
            Some(page) => render::answer_in_pieces(asked, &page),
            None => render::answer(asked, &Unfound::new(asked, is_sample, at, directory, fields, &answer)),
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
