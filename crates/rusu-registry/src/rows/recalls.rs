//! Rows of recalls and of their lists.

use jiff::Timestamp;
use rusu_core::code::TraceCode;
use rusu_core::enterprise::EnterpriseId;
use rusu_core::lot::LotNumber;
use rusu_core::portal::Words;
use rusu_core::ports::StoreFault;
use rusu_core::recall::{
    Amended, CodeRange, Recall, RecallLevel, RecallPlan, RecallReport, RecallTarget, TargetEntry,
};
use serde::{Deserialize, Serialize};

use super::{At, json_text, kept, kept_option, position, stored, time_text};
use crate::entities::{recall_file, recall_target};

const LOT: &str = "lot";
const RANGE: &str = "range";
const CODES: &str = "codes";

/// A plan as it stands in `recall_files.plan`; what is missing was never written.
#[derive(Default, Serialize, Deserialize)]
#[serde(default)]
struct PlanRow {
    producer: String,
    product: String,
    trade_mark: String,
    size: String,
    produced_from: Option<String>,
    produced_to: Option<String>,
    quantity_produced: Option<u64>,
    quantity_sold: Option<u64>,
    regions: Vec<String>,
    hazard: String,
    flow: String,
    notice_zh: String,
    notice_en: String,
    disposal: String,
    expected_effect: String,
    known_at: Option<String>,
}

/// A report as it stands in `recall_files.reports`.
#[derive(Serialize, Deserialize)]
struct ReportRow {
    date: String,
    recalled: u64,
    disposed: u64,
    note: String,
    is_final: bool,
    reported_at: String,
    reported_by: String,
}

pub fn recall_rows(
    id: i64,
    recall: &Recall,
) -> Result<(recall_file::Model, Vec<recall_target::Model>), StoreFault> {
    let reports: Vec<ReportRow> = recall.reports.iter().map(report_row).collect();
    let row = recall_file::Model {
        id,
        revision: stored("revision of a recall", recall.revision)?,
        enterprise: recall.enterprise.0.into(),
        is_drill: recall.is_drill,
        level: recall.level.as_str().to_owned(),
        reason: kept(&recall.reason),
        instructions: kept(&recall.instructions),
        contact_phone: kept(&recall.contact_phone),
        plan: kept(&json_text(&plan_row(&recall.plan))?),
        reports: kept(&json_text(&reports)?),
        planned_at: time_text(recall.planned_at),
        announced_at: recall.announced_at.map(time_text),
        started_at: recall.started_at.map(time_text),
        ended_at: recall.ended_at.map(time_text),
        lifted_why: kept_option(recall.lifted_why.as_ref()),
        effective_at: recall.effective_at.map(time_text),
        updated_at: time_text(recall.updated_at),
    };
    let targets = recall.targets.iter().enumerate().map(|(index, entry)| target_row(id, index, entry));
    Ok((row, targets.collect::<Result<_, _>>()?))
}

fn plan_row(plan: &RecallPlan) -> PlanRow {
    let plan = plan.clone();
    PlanRow {
        producer: plan.producer,
        product: plan.product,
        trade_mark: plan.trade_mark,
        size: plan.size,
        produced_from: plan.produced_from.map(|day| day.to_string()),
        produced_to: plan.produced_to.map(|day| day.to_string()),
        quantity_produced: plan.quantity_produced,
        quantity_sold: plan.quantity_sold,
        regions: plan.regions,
        hazard: plan.hazard,
        flow: plan.flow,
        notice_zh: plan.notice.zh,
        notice_en: plan.notice.en,
        disposal: plan.disposal,
        expected_effect: plan.expected_effect,
        known_at: plan.known_at.map(time_text),
    }
}

fn report_row(report: &RecallReport) -> ReportRow {
    ReportRow {
        date: report.date.to_string(),
        recalled: report.recalled,
        disposed: report.disposed,
        note: report.note.clone(),
        is_final: report.is_final,
        reported_at: time_text(report.reported_at),
        reported_by: report.reported_by.clone(),
    }
}

fn target_row(recall: i64, index: usize, entry: &TargetEntry) -> Result<recall_target::Model, StoreFault> {
    let (kind, lot, ends, codes) = match &entry.target {
        RecallTarget::Lot(lot) => (LOT, Some(lot), None, None),
        RecallTarget::Range(range) => (RANGE, range.lot.as_ref(), Some((range.first(), range.last())), None),
        RecallTarget::Codes(codes) => (CODES, None, None, Some(codes)),
    };
    let texts = codes.map(|codes| codes.iter().map(TraceCode::as_str).collect::<Vec<_>>());
    let text = |code: &TraceCode| code.as_str().to_owned();
    let removed = entry.removed.as_ref();
    Ok(recall_target::Model {
        recall,
        position: position(index),
        kind: kind.to_owned(),
        lot_number: lot.map(|lot| lot.as_str().to_owned()),
        first_code: ends.map(|(first, _)| text(first)),
        last_code: ends.map(|(_, last)| text(last)),
        codes: texts.map(|texts| json_text(&texts)).transpose()?,
        added_at: time_text(entry.added.at),
        added_by: kept(&entry.added.who),
        added_why: kept(&entry.added.why),
        removed_at: removed.map(|removed| time_text(removed.at)),
        removed_by: removed.map(|removed| kept(&removed.who)),
        removed_why: removed.map(|removed| kept(&removed.why)),
    })
}

pub fn recall(row: recall_file::Model, targets: &[recall_target::Model]) -> Result<Recall, StoreFault> {
    let at = At::new("recall_files", row.id);
    let time = |column: &str, text: &Option<String>| -> Result<Option<Timestamp>, StoreFault> {
        text.as_ref().map(|text| at.time(column, text)).transpose()
    };
    let reports: Vec<ReportRow> = at.json("reports", &row.reports)?;
    Ok(Recall {
        id: at.number("id", row.id)?,
        revision: at.number("revision", row.revision)?,
        enterprise: EnterpriseId(at.number("enterprise", row.enterprise)?),
        is_drill: row.is_drill,
        level: at.read("level", &row.level, RecallLevel::from_word)?,
        targets: targets.iter().map(target).collect::<Result<_, _>>()?,
        plan: plan(&at, at.json("plan", &row.plan)?)?,
        reports: reports.into_iter().map(|row| report(&at, row)).collect::<Result<_, _>>()?,
        planned_at: at.time("planned_at", &row.planned_at)?,
        announced_at: time("announced_at", &row.announced_at)?,
        started_at: time("started_at", &row.started_at)?,
        ended_at: time("ended_at", &row.ended_at)?,
        effective_at: time("effective_at", &row.effective_at)?,
        updated_at: at.time("updated_at", &row.updated_at)?,
        reason: row.reason,
        instructions: row.instructions,
        contact_phone: row.contact_phone,
        lifted_why: row.lifted_why,
    })
}

fn plan(at: &At, row: PlanRow) -> Result<RecallPlan, StoreFault> {
    let day = |text: Option<String>| text.map(|text| at.date("plan", &text)).transpose();
    Ok(RecallPlan {
        producer: row.producer,
        product: row.product,
        trade_mark: row.trade_mark,
        size: row.size,
        produced_from: day(row.produced_from)?,
        produced_to: day(row.produced_to)?,
        quantity_produced: row.quantity_produced,
        quantity_sold: row.quantity_sold,
        regions: row.regions,
        hazard: row.hazard,
        flow: row.flow,
        notice: Words { zh: row.notice_zh, en: row.notice_en },
        disposal: row.disposal,
        expected_effect: row.expected_effect,
        known_at: row.known_at.map(|text| at.time("plan", &text)).transpose()?,
    })
}

fn report(at: &At, row: ReportRow) -> Result<RecallReport, StoreFault> {
    Ok(RecallReport {
        date: at.date("reports", &row.date)?,
        recalled: row.recalled,
        disposed: row.disposed,
        note: row.note,
        is_final: row.is_final,
        reported_at: at.time("reports", &row.reported_at)?,
        reported_by: row.reported_by,
    })
}

fn target(row: &recall_target::Model) -> Result<TargetEntry, StoreFault> {
    let at = At::new("recall_targets", format!("{} {}", row.recall, row.position));
    let lot = at.read_option("lot_number", row.lot_number.as_ref(), LotNumber::parse)?;
    let code = |column: &str, text: &str| at.read(column, text, |text| TraceCode::parse(text).ok());
    let target = match (row.kind.as_str(), lot, &row.first_code, &row.last_code, &row.codes) {
        (LOT, Some(lot), ..) => RecallTarget::Lot(lot),
        (RANGE, lot, Some(first), Some(last), _) => {
            let range = CodeRange::new(lot, code("first_code", first)?, code("last_code", last)?);
            RecallTarget::Range(range.ok_or_else(|| at.bad("last_code", last))?)
        }
        (CODES, _, _, _, Some(codes)) => {
            let texts: Vec<String> = at.json("codes", codes)?;
            RecallTarget::Codes(texts.iter().map(|text| code("codes", text)).collect::<Result<_, _>>()?)
        }
        _ => return Err(at.bad("kind", &row.kind)),
    };
    let removed = row.removed_at.as_ref().map(|time| amended(&at, time, &row.removed_by, &row.removed_why));
    Ok(TargetEntry {
        target,
        added: Amended {
            at: at.time("added_at", &row.added_at)?,
            who: row.added_by.clone(),
            why: row.added_why.clone(),
        },
        removed: removed.transpose()?,
    })
}

fn amended(at: &At, time: &str, who: &Option<String>, why: &Option<String>) -> Result<Amended, StoreFault> {
    Ok(Amended {
        at: at.time("removed_at", time)?,
        who: who.clone().unwrap_or_default(),
        why: why.clone().unwrap_or_default(),
    })
}
