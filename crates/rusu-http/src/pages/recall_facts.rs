//! What a notice says besides its lots, in plain words: codes, changes of the list, clocks.

use rusu_core::calendar::china_day;
use rusu_core::recall::{Amendment, Recall, RecallTarget};
use rusu_core::texts::{self, Lang};

/// Most ranges and entries of a change that stand on a page; the list for machines has all.
const SHOWN_MAX: usize = 60;

/// Ranges and single codes that are recalled, one by one.
pub(super) fn codes(recall: &Recall, lang: Lang) -> Vec<String> {
    let mut words: Vec<String> = recall
        .targets_in_force()
        .filter(|target| !matches!(target, RecallTarget::Lot(_)))
        .take(SHOWN_MAX)
        .map(|target| target_words(target, lang))
        .collect();
    if recall.targets_in_force().filter(|target| !matches!(target, RecallTarget::Lot(_))).count() > SHOWN_MAX
    {
        words.push("…".to_owned());
    }
    words
}

fn target_words(target: &RecallTarget, lang: Lang) -> String {
    match target {
        RecallTarget::Lot(lot) => texts::format(lang, "recalls-target-lot", &[("lot", lot.as_str().into())]),
        RecallTarget::Range(range) => {
            let (first, last) = (range.first().as_str(), range.last().as_str());
            let ends = [("first", first.into()), ("last", last.into())];
            match &range.lot {
                None => texts::format(lang, "recalls-target-range", &ends),
                Some(lot) => {
                    let [first, last] = ends;
                    let named = [first, last, ("lot", lot.as_str().into())];
                    texts::format(lang, "recalls-target-range-lot", &named)
                }
            }
        }
        RecallTarget::Codes(codes) => match codes.as_slice() {
            [only] => texts::format(lang, "recalls-target-code", &[("code", only.as_str().into())]),
            several => {
                let count = u64::try_from(several.len()).unwrap_or(u64::MAX);
                texts::format(lang, "recalls-codes", &[("count", count.into())])
            }
        },
    }
}

/// Changes of the list since the notice, latest first, each in a sentence.
pub(super) fn amendments(recall: &Recall, lang: Lang) -> Vec<String> {
    recall.amendments().iter().rev().map(|one| amendment_words(one, lang)).collect()
}

fn amendment_words(amendment: &Amendment<'_>, lang: Lang) -> String {
    let separator = texts::plain(lang, "verdict-list-separator");
    let listed = |targets: &[&RecallTarget]| {
        let mut words: Vec<String> =
            targets.iter().take(SHOWN_MAX).map(|target| target_words(target, lang)).collect();
        if targets.len() > SHOWN_MAX {
            words.push("…".to_owned());
        }
        words.join(&separator)
    };
    let day = china_day(amendment.at).to_string();
    let (added, removed) = (listed(&amendment.added), listed(&amendment.removed));
    let id = match (amendment.added.is_empty(), amendment.removed.is_empty()) {
        (false, true) => "recalls-amended-added",
        (true, _) => "recalls-amended-removed",
        (false, false) => "recalls-amended-both",
    };
    let why = amendment.why.trim().trim_end_matches(['。', '.']);
    let named = [
        ("date", (&day).into()),
        ("added", (&added).into()),
        ("removed", (&removed).into()),
        ("why", why.into()),
    ];
    texts::format(lang, id, &named)
}

/// By when it must be finished, while it is not; or why it was called off.
pub(super) fn deadline(recall: &Recall, lang: Lang) -> Option<String> {
    if let Some(why) = &recall.lifted_why {
        return Some(texts::format(lang, "recalls-lifted-why", &[("why", why.into())]));
    }
    if recall.ended_at.is_some() {
        return None;
    }
    let day = recall.clock(recall.updated_at).finish_by?;
    let date = day.date.to_string();
    let id = if day.is_provisional { "recalls-finish-provisional" } else { "recalls-finish" };
    Some(texts::format(lang, id, &[("date", (&date).into())]))
}

/// What was recalled: product, size, production dates, as far as the notice says.
pub(super) fn product(recall: &Recall, lang: Lang) -> String {
    let plan = &recall.plan;
    let dates = match (plan.produced_from, plan.produced_to) {
        (Some(from), Some(to)) if from != to => Some(format!("{from} – {to}")),
        (from, to) => from.or(to).map(|day| day.to_string()),
    };
    let produced = dates.map(|dates| texts::format(lang, "recalls-produced", &[("dates", (&dates).into())]));
    let parts = [plan.trade_mark.clone(), plan.product.clone(), plan.size.clone()];
    let parts = parts.into_iter().chain(produced).filter(|part| !part.trim().is_empty());
    parts.collect::<Vec<_>>().join(&texts::plain(lang, "verdict-list-separator"))
}

/// How far it is, by the latest report.
pub(super) fn progress(recall: &Recall, lang: Lang) -> Option<String> {
    let report = recall.reports.last()?;
    let date = report.date.to_string();
    let named = [
        ("date", (&date).into()),
        ("recalled", report.recalled.into()),
        ("disposed", report.disposed.into()),
    ];
    Some(texts::format(lang, "recalls-progress-text", &named))
}
