//! The form for complaints and reports: no account, no script needed, safe from floods.
//!
//! Invariants: what was typed is never lost by a refusal; a form that another site's page sends is
//! shown and not taken; the page names no complaint of anybody else.

use std::net::IpAddr;
use std::sync::Arc;

use askama::Template;
use axum::extract::rejection::{FormRejection, QueryRejection};
use axum::extract::{Form, Query, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::Response;
use rusu_core::channel::Channel;
use rusu_core::enterprise::Enterprise;
use rusu_core::limits::{
    COMPLAINT_BODY_BYTES_MAX, COMPLAINT_CODE_CHARACTERS_MAX, COMPLAINT_CONTACT_CHARACTERS_MAX,
    COMPLAINT_CONTACT_DAYS_MAX, COMPLAINT_TEXT_CHARACTERS_MAX,
};
use rusu_core::portal::ComplaintKind;
use rusu_core::ports::StoreFault;
use rusu_core::texts;
use rusu_core::verdict::Verdict;
use rusu_intake::{PortalDesk, PortalError, RawComplaint};
use rusu_query::Directory;
use serde::Deserialize;

use super::frame::{Asked, Frame};
use super::paging::counted;
use super::render;
use super::search::{self, Named};
use super::sender::is_from_elsewhere;
use crate::app::AppState;
use crate::blocking::blocking;
use crate::caller::ClientAddress;
use crate::error::ApiError;

/// With `no-referrer`, which all other pages have, a browser sends `Origin: null` with a form and
/// nobody could tell our own page from another site's.
const REFERRER: HeaderValue = HeaderValue::from_static("same-origin");

/// The form as it was typed, or as a link fills it in.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub(super) struct Fields {
    pub kind: String,
    pub text: String,
    pub code: String,
    pub enterprise: String,
    pub contact: String,
    /// What the platform answered before.
    pub verdict: String,
    /// Through which front door.
    pub from: String,
    pub ticket: String,
    /// Hidden from people; whoever fills it in is a script.
    pub website: String,
}

impl Fields {
    /// A form that a link opens: what it is about follows from the answer that the person has seen.
    fn opened(mut self) -> Self {
        let seen = Verdict::from_word(&self.verdict);
        if ComplaintKind::from_word(&self.kind).is_none() {
            let kind =
                seen.map(
                    |seen| {
                        if seen.is_found() { ComplaintKind::Mismatch } else { ComplaintKind::CannotFind }
                    },
                );
            self.kind = kind.map_or("", ComplaintKind::as_str).to_owned();
        }
        self
    }
}

/// Why the form was not taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Wrong {
    /// The field that it is about; `None` for the form as a whole.
    field: Option<&'static str>,
    text: String,
    status: StatusCode,
    /// Whether the ticket can pass on the next try.
    keeps_ticket: bool,
}

/// What it is about, to choose.
struct Choice {
    word: &'static str,
    name: String,
    hint: Option<String>,
    is_chosen: bool,
}

#[derive(Template)]
#[template(path = "report.html")]
pub(super) struct Report {
    frame: Frame,
    fields: Fields,
    kinds: Vec<Choice>,
    names: Vec<String>,
    wrong: Option<Wrong>,
    contact_hint: String,
    text_max: usize,
    code_max: usize,
    contact_max: usize,
}

impl Report {
    /// The page of a form, with what is wrong with it.
    pub fn new(
        asked: &Asked,
        is_sample: bool,
        enterprises: &[Arc<Enterprise>],
        fields: Fields,
        wrong: Option<Wrong>,
    ) -> Self {
        let mut frame = Frame::new(asked, "report-title", is_sample);
        frame.is_private = true;
        let typed = fields.enterprise.trim();
        // A link names the enterprise by its id; a person reads its name.
        let by_id = enterprises.iter().find(|e| e.id.to_string() == typed);
        let enterprise = by_id.map_or(typed, |e| e.name.as_str()).to_owned();
        Self {
            kinds: kinds(&frame, &fields.kind),
            names: enterprises.iter().map(|e| e.name.clone()).collect(),
            wrong,
            contact_hint: frame.t1("report-contact-hint", "days", days()),
            text_max: COMPLAINT_TEXT_CHARACTERS_MAX,
            code_max: COMPLAINT_CODE_CHARACTERS_MAX,
            contact_max: COMPLAINT_CONTACT_CHARACTERS_MAX,
            fields: Fields { enterprise, ..fields },
            frame,
        }
    }

    /// What is wrong with a field.
    fn wrong_with(&self, field: &str) -> Option<&str> {
        self.wrong.as_ref().filter(|wrong| wrong.field == Some(field)).map(|wrong| wrong.text.as_str())
    }

    /// What stands above the form.
    fn message(&self) -> Option<String> {
        let wrong = self.wrong.as_ref()?;
        Some(if wrong.field.is_some() { self.frame.t("report-wrong") } else { wrong.text.clone() })
    }
}

fn kinds(frame: &Frame, chosen: &str) -> Vec<Choice> {
    let choice = |kind: &ComplaintKind| {
        let id = format!("report-kind-{}", kind.as_str());
        let hint = format!("{id}.hint");
        Choice {
            word: kind.as_str(),
            name: frame.t(&id),
            hint: texts::exists(&hint).then(|| frame.t(&hint)),
            is_chosen: kind.as_str() == chosen,
        }
    };
    ComplaintKind::ALL.iter().map(choice).collect()
}

fn days() -> u64 {
    COMPLAINT_CONTACT_DAYS_MAX.unsigned_abs()
}

/// The page after the form was taken.
#[derive(Template)]
#[template(path = "reported.html")]
struct Reported {
    frame: Frame,
    number: Option<String>,
    contact: String,
}

impl Reported {
    fn new(asked: &Asked, is_sample: bool, number: Option<u64>) -> Self {
        let mut frame = Frame::new(asked, "report-done-title", is_sample);
        frame.is_private = true;
        Self {
            number: number.map(|id| frame.t1("report-done-number", "id", &id.to_string())),
            contact: frame.t1("report-done-contact", "days", days()),
            frame,
        }
    }
}

/// `GET /report`.
pub(super) async fn get_report(
    State(app): State<AppState>,
    asked: Asked,
    fields: Result<Query<Fields>, QueryRejection>,
) -> Result<Response, ApiError> {
    let fields = fields.map_or_else(|_| Fields::default(), |Query(fields)| fields).opened();
    form_page(app, &asked, fields, None).await
}

/// `POST /report`.
pub(super) async fn create_report(
    State(app): State<AppState>,
    asked: Asked,
    headers: HeaderMap,
    ClientAddress(address): ClientAddress,
    form: Result<Form<Fields>, FormRejection>,
) -> Result<Response, ApiError> {
    let Form(fields) = form.map_err(refused_body)?;
    if is_from_elsewhere(&headers, &app.settings.public_url) {
        let text = texts::plain(asked.lang, "report-foreign");
        let wrong = Wrong { field: None, text, status: StatusCode::FORBIDDEN, keeps_ticket: false };
        return form_page(app, &asked, fields, Some(wrong)).await;
    }
    if !fields.website.is_empty() {
        tracing::info!("a report with the hidden field filled in was dropped");
        return Ok(done(&asked, &app, None));
    }
    match send(&app, &asked, fields.clone(), address).await? {
        Ok(number) => Ok(done(&asked, &app, Some(number))),
        Err(wrong) => form_page(app, &asked, fields, Some(wrong)).await,
    }
}

fn refused_body(rejection: FormRejection) -> ApiError {
    match rejection.status() {
        StatusCode::PAYLOAD_TOO_LARGE => ApiError::BodyTooLarge { limit: COMPLAINT_BODY_BYTES_MAX },
        _ => ApiError::BodyForm { why: rejection.body_text() },
    }
}

fn done(asked: &Asked, app: &AppState, number: Option<u64>) -> Response {
    let page = Reported::new(asked, app.settings.sample_data, number);
    render::with_status(asked, StatusCode::CREATED, &page)
}

/// Shows the form; with a fresh ticket unless the one that it has can still pass.
async fn form_page(
    app: AppState,
    asked: &Asked,
    fields: Fields,
    wrong: Option<Wrong>,
) -> Result<Response, ApiError> {
    let (lookup, desk) = (Arc::clone(&app.query), Arc::clone(&app.operator));
    let keeps = wrong.as_ref().is_some_and(|wrong| wrong.keeps_ticket);
    let held = keeps.then(|| fields.ticket.clone());
    let read = blocking(move || {
        let ticket = held.map_or_else(|| desk.ticket(), Ok)?;
        Ok::<_, StoreFault>((lookup.directory()?, ticket))
    });
    let (directory, ticket) = read.await?;
    let status = wrong.as_ref().map_or(StatusCode::OK, |wrong| wrong.status);
    let fields = Fields { ticket, ..fields };
    let page = Report::new(asked, app.settings.sample_data, directory.enterprises(), fields, wrong);
    let mut response = render::with_status(asked, status, &page);
    response.headers_mut().insert(header::REFERRER_POLICY, REFERRER);
    Ok(response)
}

/// Hands the form to the desk: its number, or what is wrong.
async fn send(
    app: &AppState,
    asked: &Asked,
    fields: Fields,
    address: Option<IpAddr>,
) -> Result<Result<u64, Wrong>, ApiError> {
    let (lookup, desk) = (Arc::clone(&app.query), Arc::clone(&app.operator));
    let frame = Frame::new(asked, "report-title", false);
    blocking(move || {
        let directory = lookup.directory()?;
        match raw(&frame, &directory, &fields) {
            Ok(raw) => submitted(&frame, &desk, &raw, &fields.ticket, address),
            Err(wrong) => Ok(Err(wrong)),
        }
    })
    .await
}

fn raw(frame: &Frame, directory: &Directory, fields: &Fields) -> Result<RawComplaint, Wrong> {
    let enterprise = match search::named(directory, &fields.enterprise) {
        Named::Nobody => None,
        Named::One(enterprise) => Some(enterprise.id),
        Named::Unknown => {
            let text = frame.t1("report-enterprise-unknown", "name", fields.enterprise.trim());
            return Err(of_field("enterprise", text));
        }
        Named::Several(several) => {
            let names: Vec<&str> = several.iter().map(|e| e.name.as_str()).collect();
            let names = names.join(&frame.t("verdict-list-separator"));
            return Err(of_field("enterprise", frame.t1("report-enterprise-several", "names", &names)));
        }
    };
    let from = Some(fields.from.as_str());
    Ok(RawComplaint {
        kind: fields.kind.clone(),
        text: fields.text.clone(),
        enterprise,
        code: Some(fields.code.clone()),
        verdict: Verdict::from_word(&fields.verdict),
        contact: Some(fields.contact.clone()),
        channel: Channel::named_or(from, Channel::PORTAL),
    })
}

fn submitted(
    frame: &Frame,
    desk: &PortalDesk,
    raw: &RawComplaint,
    ticket: &str,
    address: Option<IpAddr>,
) -> Result<Result<u64, Wrong>, StoreFault> {
    match desk.submit(raw, ticket, address) {
        Ok(number) => Ok(Ok(number)),
        Err(PortalError::Fault(fault)) => Err(fault),
        // The button was pressed twice: it is the same report.
        Err(PortalError::TicketUsed { complaint: Some(number) }) => Ok(Ok(number)),
        Err(error) => Ok(Err(wrong(frame, &error))),
    }
}

fn of_field(field: &'static str, text: String) -> Wrong {
    Wrong { field: Some(field), text, status: StatusCode::UNPROCESSABLE_ENTITY, keeps_ticket: true }
}

fn of_form(text: String, status: StatusCode, keeps_ticket: bool) -> Wrong {
    Wrong { field: None, text, status, keeps_ticket }
}

/// What a refusal means to the one who wrote.
fn wrong(frame: &Frame, error: &PortalError) -> Wrong {
    const TOO_MANY: StatusCode = StatusCode::TOO_MANY_REQUESTS;
    match error {
        PortalError::Missing { field } => of_field(field, frame.t("report-text-missing")),
        PortalError::Unknown { .. } => of_field("enterprise", frame.t("report-form")),
        PortalError::Form { field, .. } => of_field(field, frame.t(form_words(field))),
        PortalError::TooLong { field, given, limit } => {
            let arguments = [("limit", counted(*limit).into()), ("given", counted(*given).into())];
            of_field(field, texts::format(frame.lang(), "report-too-long", &arguments))
        }
        PortalError::TicketEarly { .. } => of_form(frame.t("report-early"), TOO_MANY, true),
        PortalError::TicketUsed { .. } => of_form(frame.t("report-under-way"), TOO_MANY, true),
        PortalError::TicketExpired { .. } => {
            of_form(frame.t("report-expired"), StatusCode::UNPROCESSABLE_ENTITY, false)
        }
        PortalError::ComplaintsOfAddress { limit } => {
            of_form(frame.t1("report-address-limit", "limit", u64::from(*limit)), TOO_MANY, true)
        }
        PortalError::ComplaintsBusy { .. } => {
            of_form(frame.t("report-busy"), StatusCode::SERVICE_UNAVAILABLE, true)
        }
        PortalError::TicketInvalid => {
            of_form(frame.t("report-invalid"), StatusCode::UNPROCESSABLE_ENTITY, false)
        }
        // The others are about what only the operator sends.
        other => {
            tracing::error!(error = %other, "a report was refused for a reason that is none of its own");
            of_form(frame.t("report-form"), StatusCode::UNPROCESSABLE_ENTITY, true)
        }
    }
}

fn form_words(field: &str) -> &'static str {
    match field {
        "kind" => "report-kind-missing",
        "code" => "report-code-form",
        "contact" => "report-contact-form",
        _ => "report-form",
    }
}
