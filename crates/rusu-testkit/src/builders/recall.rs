//! Recalls with everything filled in, and lists of targets.

use jiff::civil::date;
use rusu_core::portal::Words;
use rusu_core::recall::{Amended, CodeRange, Recall, RecallPlan, RecallReport, RecallTarget, TargetEntry};

use super::{lot_number, moment, sample_recall, trace_code};

/// Entries that stood in the plan.
#[must_use]
pub fn targets(targets: Vec<RecallTarget>) -> Vec<TargetEntry> {
    let added = Amended { at: moment(0), who: "operator".to_owned(), why: String::new() };
    targets.into_iter().map(|target| TargetEntry { target, added: added.clone(), removed: None }).collect()
}

/// Entries of whole lots.
#[must_use]
pub fn lot_targets(numbers: &[&str]) -> Vec<TargetEntry> {
    targets(numbers.iter().map(|number| RecallTarget::Lot(lot_number(number))).collect())
}

/// A target of consecutive codes, within a lot or not.
///
/// # Panics
/// If the ends are no range.
#[must_use]
pub fn range_target(lot: Option<&str>, first: &str, last: &str) -> RecallTarget {
    let range = CodeRange::new(lot.map(lot_number), trace_code(first), trace_code(last));
    RecallTarget::Range(range.expect("the ends are a range"))
}

/// A target of single codes.
#[must_use]
pub fn code_target(codes: &[&str]) -> RecallTarget {
    RecallTarget::Codes(codes.iter().map(|code| trace_code(code)).collect())
}

/// A recall that has every field filled: amended, reported, lifted.
#[must_use]
pub fn full_recall() -> Recall {
    let mut list = targets(vec![
        RecallTarget::Lot(lot_number("SL260801A1")),
        range_target(Some("SL260801A1"), "6900012345678901", "6900012345678999"),
        range_target(None, "N000000001", "N000000009"),
        code_target(&["6900012345670001", "AB0001"]),
    ]);
    let amended = |seconds, why: &str| Amended {
        at: moment(seconds),
        who: "enterprise 1".to_owned(),
        why: why.to_owned(),
    };
    if let Some(first) = list.first_mut() {
        first.removed = Some(amended(5_000, "批号写错"));
    }
    list.push(TargetEntry {
        target: RecallTarget::Lot(lot_number("SL260801A2")),
        added: amended(5_000, "批号写错"),
        removed: None,
    });
    Recall {
        targets: list,
        plan: full_plan(),
        started_at: Some(moment(4_000)),
        ended_at: Some(moment(9_000)),
        lifted_why: Some("复检合格".to_owned()),
        reports: vec![sample_report(false), sample_report(true)],
        effective_at: Some(moment(3_601)),
        updated_at: moment(9_000),
        ..sample_recall()
    }
}

/// A plan that has every field filled.
#[must_use]
pub fn full_plan() -> RecallPlan {
    RecallPlan {
        producer: "示例乳业有限公司，浙江省杭州市".to_owned(),
        product: "示例婴儿配方奶粉".to_owned(),
        trade_mark: "示例".to_owned(),
        size: "800 g/罐".to_owned(),
        produced_from: Some(date(2026, 8, 1)),
        produced_to: Some(date(2026, 8, 2)),
        quantity_produced: Some(12_000),
        quantity_sold: Some(9_000),
        regions: vec!["浙江省".to_owned(), "江苏省".to_owned()],
        hazard: "可能引起婴儿腹泻".to_owned(),
        flow: "经购买处退回".to_owned(),
        notice: Words { zh: "召回公告全文".to_owned(), en: "The notice".to_owned() },
        disposal: "无害化处理".to_owned(),
        expected_effect: "全部召回".to_owned(),
        known_at: Some(moment(-3_600)),
    }
}

/// A report on progress, or the final one.
#[must_use]
pub fn sample_report(is_final: bool) -> RecallReport {
    RecallReport {
        date: date(2026, 9, 1),
        recalled: if is_final { 8_000 } else { 4_000 },
        disposed: if is_final { 8_000 } else { 0 },
        note: "按计划进行".to_owned(),
        is_final,
        reported_at: moment(8_000),
        reported_by: "enterprise 1".to_owned(),
    }
}
