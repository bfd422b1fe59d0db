//! Rows of what surrounds the answers.

use rusu_core::channel::Channel;
use rusu_core::enterprise::EnterpriseId;
use rusu_core::lot::{ContentHash, LotNumber};
use rusu_core::portal::{
    Announcement, AnnouncementKind, Complaint, ComplaintKind, ComplaintState, Conclusion, NewComplaint,
    OperatorKey, Picture, QueryCount, SamplingFailure, SamplingResult, SamplingScope, Statement, Words,
};
use rusu_core::ports::StoreFault;
use rusu_core::verdict::Verdict;
use serde::{Deserialize, Serialize};

use super::{At, json_text, kept, kept_option, stored, time_text};
use crate::entities::{announcement, complaint, logo, operator_key, query_count, sampling_result};

pub fn logo(row: &logo::Model) -> Result<(EnterpriseId, Picture), StoreFault> {
    let at = At::new("logos", row.enterprise);
    let enterprise = EnterpriseId(at.number("enterprise", row.enterprise)?);
    Ok((enterprise, ContentHash(at.hash("picture", &row.picture)?)))
}

pub fn announcement_row(id: i64, announcement: &Announcement) -> announcement::Model {
    let Announcement { title, summary, body, .. } = announcement;
    announcement::Model {
        id,
        kind: announcement.kind.as_str().to_owned(),
        title_zh: kept(&title.zh),
        title_en: kept(&title.en),
        summary_zh: kept(&summary.zh),
        summary_en: kept(&summary.en),
        body_zh: kept(&body.zh),
        body_en: kept(&body.en),
        video: announcement.video.map(|video| video.0.to_vec()),
        pinned: announcement.pinned,
        published_at: announcement.published_at.map(time_text),
        updated_at: time_text(announcement.updated_at),
    }
}

pub fn announcement(row: announcement::Model) -> Result<Announcement, StoreFault> {
    let at = At::new("announcements", row.id);
    let video = row.video.as_ref().map(|hash| at.hash("video", hash).map(ContentHash));
    Ok(Announcement {
        id: at.number("id", row.id)?,
        kind: at.read("kind", &row.kind, AnnouncementKind::from_word)?,
        video: video.transpose()?,
        pinned: row.pinned,
        published_at: row.published_at.as_ref().map(|t| at.time("published_at", t)).transpose()?,
        updated_at: at.time("updated_at", &row.updated_at)?,
        title: Words { zh: row.title_zh, en: row.title_en },
        summary: Words { zh: row.summary_zh, en: row.summary_en },
        body: Words { zh: row.body_zh, en: row.body_en },
    })
}

/// One parameter inside `sampling_results.failures`.
#[derive(Serialize, Deserialize)]
struct FailureRow {
    parameter: String,
    found: String,
    limit: String,
}

pub fn sampling_row(id: i64, result: &SamplingResult) -> Result<sampling_result::Model, StoreFault> {
    let failures = result.failures.iter().map(|failure| FailureRow {
        parameter: failure.parameter.clone(),
        found: failure.found.clone(),
        limit: failure.limit.clone(),
    });
    Ok(sampling_result::Model {
        id,
        scope: result.scope.as_str().to_owned(),
        authority: kept(&result.authority),
        notice: kept(&result.notice),
        notice_url: kept_option(result.notice_url.as_ref()),
        published_on: result.published_on.to_string(),
        sample_number: kept(&result.sample_number),
        product_name: kept(&result.product_name),
        brand: kept_option(result.brand.as_ref()),
        manufacturer: kept(&result.manufacturer),
        enterprise: result.enterprise.map(|enterprise| enterprise.0.into()),
        specification: kept_option(result.specification.as_ref()),
        lot_number: result.lot_number.as_ref().map(|lot| lot.as_str().to_owned()),
        production_date: result.production_date.map(|date| date.to_string()),
        sampled_at: kept_option(result.sampled_at.as_ref()),
        conclusion: result.conclusion.as_str().to_owned(),
        failures: json_text(&failures.collect::<Vec<_>>())?,
        search_text: result.search_text(),
    })
}

pub fn sampling(row: sampling_result::Model) -> Result<SamplingResult, StoreFault> {
    let at = At::new("sampling_results", row.id);
    let failures: Vec<FailureRow> = at.json("failures", &row.failures)?;
    let failure = |f: FailureRow| SamplingFailure { parameter: f.parameter, found: f.found, limit: f.limit };
    let enterprise = row.enterprise.map(|number| at.number("enterprise", number).map(EnterpriseId));
    Ok(SamplingResult {
        id: at.number("id", row.id)?,
        scope: at.read("scope", &row.scope, SamplingScope::from_word)?,
        published_on: at.date("published_on", &row.published_on)?,
        enterprise: enterprise.transpose()?,
        lot_number: at.read_option("lot_number", row.lot_number.as_ref(), LotNumber::parse)?,
        production_date: row.production_date.as_ref().map(|d| at.date("production_date", d)).transpose()?,
        conclusion: at.read("conclusion", &row.conclusion, Conclusion::from_word)?,
        failures: failures.into_iter().map(failure).collect(),
        authority: row.authority,
        notice: row.notice,
        notice_url: row.notice_url,
        sample_number: row.sample_number,
        product_name: row.product_name,
        brand: row.brand,
        manufacturer: row.manufacturer,
        specification: row.specification,
        sampled_at: row.sampled_at,
    })
}

pub fn complaint_row(id: i64, complaint: &Complaint) -> complaint::Model {
    let content = &complaint.content;
    complaint::Model {
        id,
        received_at: time_text(complaint.received_at),
        kind: content.kind.as_str().to_owned(),
        content: kept(&content.text),
        enterprise: content.enterprise.map(|enterprise| enterprise.0.into()),
        code: kept_option(content.code.as_ref()),
        verdict: content.verdict.map(|verdict| verdict.as_str().to_owned()),
        contact: kept_option(content.contact.as_ref()),
        contact_until: complaint.contact_until.map(time_text),
        channel: content.channel.as_str().to_owned(),
        state: complaint.state.as_str().to_owned(),
        note: kept(&complaint.note),
        updated_at: time_text(complaint.updated_at),
    }
}

pub fn complaint(row: complaint::Model) -> Result<Complaint, StoreFault> {
    let at = At::new("complaints", row.id);
    let enterprise = row.enterprise.map(|number| at.number("enterprise", number).map(EnterpriseId));
    Ok(Complaint {
        id: at.number("id", row.id)?,
        received_at: at.time("received_at", &row.received_at)?,
        content: NewComplaint {
            kind: at.read("kind", &row.kind, ComplaintKind::from_word)?,
            enterprise: enterprise.transpose()?,
            verdict: at.read_option("verdict", row.verdict.as_ref(), Verdict::from_word)?,
            channel: Channel::named(&row.channel),
            text: row.content,
            code: row.code,
            contact: row.contact,
        },
        contact_until: row.contact_until.as_ref().map(|t| at.time("contact_until", t)).transpose()?,
        state: at.read("state", &row.state, ComplaintState::from_word)?,
        note: row.note,
        updated_at: at.time("updated_at", &row.updated_at)?,
    })
}

pub fn query_count_row(count: &QueryCount) -> Result<query_count::Model, StoreFault> {
    Ok(query_count::Model {
        day: count.day.to_string(),
        channel: count.channel.as_str().to_owned(),
        found: stored("queries of a day", count.found)?,
        not_found: stored("queries of a day", count.not_found)?,
    })
}

/// A front door that was closed since then is another channel.
pub fn query_count(row: &query_count::Model) -> Result<QueryCount, StoreFault> {
    let at = At::new("query_counts", format!("{} {}", row.day, row.channel));
    Ok(QueryCount {
        day: at.date("day", &row.day)?,
        channel: Channel::named(&row.channel),
        found: at.number("found", row.found)?,
        not_found: at.number("not_found", row.not_found)?,
    })
}

pub fn operator_key_row(key: &OperatorKey) -> operator_key::Model {
    operator_key::Model {
        digest: key.digest.to_vec(),
        label: kept(&key.label),
        created_at: time_text(key.created_at),
        revoked_at: key.revoked_at.map(time_text),
    }
}

pub fn operator_key(row: operator_key::Model) -> Result<OperatorKey, StoreFault> {
    let at = At::new("operator_keys", format!("with label {}", row.label));
    Ok(OperatorKey {
        digest: at.hash("digest", &row.digest)?,
        created_at: at.time("created_at", &row.created_at)?,
        revoked_at: row.revoked_at.as_ref().map(|t| at.time("revoked_at", t)).transpose()?,
        label: row.label,
    })
}

/// A statement as it stands in `settings`.
#[derive(Serialize, Deserialize)]
struct StatementRow {
    value: String,
    source: String,
    as_of: String,
}

pub fn statement_text(statement: &Statement) -> Result<String, StoreFault> {
    json_text(&StatementRow {
        value: statement.value.clone(),
        source: statement.source.clone(),
        as_of: statement.as_of.to_string(),
    })
}

pub fn statement(at: &At, text: &str) -> Result<Statement, StoreFault> {
    let row: StatementRow = at.json("setting", text)?;
    Ok(Statement { as_of: at.date("setting", &row.as_of)?, value: row.value, source: row.source })
}

/// A secret as it stands in `settings`.
pub fn secret_text(secret: &[u8; 32]) -> String {
    ContentHash(*secret).to_hex()
}

pub fn secret(text: &str) -> Option<[u8; 32]> {
    ContentHash::from_hex(text).map(|bytes| bytes.0)
}
