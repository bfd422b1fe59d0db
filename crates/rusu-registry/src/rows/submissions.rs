//! Rows of submissions, receipts and rejections.

use std::borrow::Cow;
use std::sync::Arc;

use rusu_core::enterprise::EnterpriseId;
use rusu_core::lot::{ContentHash, LotNumber};
use rusu_core::ports::{NewSubmission, StoreFault};
use rusu_core::rejection::{Finding, Place, Rejection, Severity};
use rusu_core::submission::{
    AcceptMode, LotReceipt, LotResult, Receipt, RowCounts, StepTimes, SubmissionId, SubmissionState,
};
use serde::{Deserialize, Serialize};

use super::{At, json_text, kept, position, stored, time_text};
use crate::entities::{rejection, submission, submission_lot};

pub fn new_submission_row(new: &NewSubmission) -> submission::Model {
    submission::Model {
        id: new.id.as_str().to_owned(),
        enterprise: new.enterprise.0.into(),
        idempotency_key: kept(&new.idempotency_key),
        file_name: kept(&new.file_name),
        content: new.content.0.to_vec(),
        mode: new.mode.as_str().to_owned(),
        state: SubmissionState::Received.as_str().to_owned(),
        rows_total: 0,
        rows_accepted: 0,
        rows_rejected: 0,
        rows_duplicate: 0,
        warnings: 0,
        failure: None,
        received_at: time_text(new.received_at),
        finished_at: None,
        decoded_at: None,
        committed_at: None,
    }
}

pub fn receipt(row: submission::Model, lots: Vec<LotReceipt>) -> Result<Receipt, StoreFault> {
    let at = At::new("submissions", &row.id);
    let time = |column, text: &Option<String>| text.as_ref().map(|t| at.time(column, t)).transpose();
    Ok(Receipt {
        id: at.read("id", &row.id, SubmissionId::parse)?,
        enterprise: EnterpriseId(at.number("enterprise", row.enterprise)?),
        content: ContentHash(at.hash("content", &row.content)?),
        mode: at.read("mode", &row.mode, AcceptMode::from_word)?,
        state: at.read("state", &row.state, SubmissionState::from_word)?,
        counts: RowCounts {
            total: at.number("rows_total", row.rows_total)?,
            accepted: at.number("rows_accepted", row.rows_accepted)?,
            rejected: at.number("rows_rejected", row.rows_rejected)?,
            duplicate: at.number("rows_duplicate", row.rows_duplicate)?,
            warnings: at.number("warnings", row.warnings)?,
        },
        lots,
        received_at: at.time("received_at", &row.received_at)?,
        times: StepTimes {
            decoded_at: time("decoded_at", &row.decoded_at)?,
            committed_at: time("committed_at", &row.committed_at)?,
        },
        finished_at: time("finished_at", &row.finished_at)?,
        file_name: row.file_name,
        failure: row.failure,
    })
}

pub fn lot_receipt_row(
    id: &SubmissionId,
    index: usize,
    lot: &LotReceipt,
) -> Result<submission_lot::Model, StoreFault> {
    Ok(submission_lot::Model {
        submission: id.as_str().to_owned(),
        position: position(index),
        number: lot.number.as_str().to_owned(),
        result: lot.result.as_str().to_owned(),
        units: stored("units of a lot", lot.units)?,
    })
}

pub fn lot_receipt(row: &submission_lot::Model) -> Result<LotReceipt, StoreFault> {
    let at = At::new("submission_lots", format!("{} {}", row.submission, row.position));
    Ok(LotReceipt {
        number: at.read("number", &row.number, LotNumber::parse)?,
        result: at.read("result", &row.result, LotResult::from_word)?,
        units: at.number("units", row.units)?,
    })
}

/// What `rejections.finding` holds: JSON, because it keeps every character that a sender can write.
#[derive(Serialize, Deserialize)]
struct FindingRow<'a> {
    file: Cow<'a, str>,
    sheet: Option<Cow<'a, str>>,
    column: Option<Cow<'a, str>>,
    value: Cow<'a, str>,
    details: Vec<(Cow<'a, str>, Cow<'a, str>)>,
}

fn severity_word(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
    }
}

pub fn rejection_row(
    id: &SubmissionId,
    index: usize,
    rejection: &Rejection,
) -> Result<rejection::Model, StoreFault> {
    let Rejection { place, finding } = rejection;
    let details = finding.details.iter().map(|(name, text)| (name.as_ref().into(), text.as_str().into()));
    let row = FindingRow {
        file: place.file.as_ref().into(),
        sheet: place.sheet.as_deref().map(Into::into),
        column: place.column.as_deref().map(Into::into),
        value: finding.value.as_str().into(),
        details: details.collect(),
    };
    Ok(rejection::Model {
        submission: id.as_str().to_owned(),
        position: position(index),
        rule: kept(&finding.rule),
        severity: severity_word(finding.severity).to_owned(),
        line: place.row.map(|row| stored("row of a file", row)).transpose()?,
        finding: json_text(&row)?,
    })
}

pub fn rejection(row: rejection::Model) -> Result<Rejection, StoreFault> {
    let at = At::new("rejections", format!("{} {}", row.submission, row.position));
    let stored: FindingRow<'static> = at.json("finding", &row.finding)?;
    let severity =
        |word: &str| [Severity::Error, Severity::Warning].into_iter().find(|s| severity_word(*s) == word);
    let details =
        stored.details.into_iter().map(|(name, text)| (Cow::Owned(name.into_owned()), text.into_owned()));
    Ok(Rejection {
        place: Place {
            file: Arc::from(stored.file),
            sheet: stored.sheet.map(Arc::from),
            row: row.line.map(|line| at.number("line", line)).transpose()?,
            column: stored.column.map(Arc::from),
        },
        finding: Finding {
            severity: at.read("severity", &row.severity, severity)?,
            value: stored.value.into_owned(),
            details: details.collect(),
            rule: Cow::Owned(row.rule),
        },
    })
}
