//! Corrections in words: when, why, and what stood there before.

use jiff::Timestamp;
use rusu_core::calendar::{china_day, china_time};
use rusu_core::catalogue;
use rusu_core::history::{Subject, ValueChange};
use rusu_core::texts::{self, Argument, Lang};

/// A correction, for the list of all of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct ChangeView {
    /// What was corrected.
    pub name: String,
    /// When, why and from what.
    pub text: String,
}

/// The minute in China at a moment, `2026-08-14 09:12`.
pub(super) fn minute(at: Timestamp) -> String {
    china_time(at).strftime("%Y-%m-%d %H:%M").to_string()
}

/// The corrections of an item's value, latest first.
pub(super) fn of_item(changes: &[ValueChange], id: &str, lang: Lang) -> Vec<String> {
    let own =
        |change: &&ValueChange| change.field == id || (id == "shelf_life" && change.field == "expiry_date");
    changes.iter().rev().filter(own).map(|change| sentence(change, lang)).collect()
}

/// All corrections that a parent can make sense of, latest first.
pub(super) fn all(changes: &[ValueChange], lang: Lang) -> Vec<ChangeView> {
    let view =
        |change: &ValueChange| Some(ChangeView { name: name(change, lang)?, text: sentence(change, lang) });
    changes.iter().rev().filter_map(view).collect()
}

/// When the lot was last amended and what then, in a sentence; `None` if it never was.
pub(super) fn latest(changes: &[ValueChange], lang: Lang) -> Option<String> {
    let named = |change: &ValueChange| Some((china_day(change.at), name(change, lang)?));
    let named: Vec<_> = changes.iter().filter_map(named).collect();
    let day = named.iter().map(|(day, _)| *day).max()?;
    let mut what: Vec<&str> = Vec::new();
    for (_, name) in named.iter().filter(|(of, _)| *of == day) {
        if !what.contains(&name.as_str()) {
            what.push(name);
        }
    }
    let what = what.join(&texts::plain(lang, "verdict-list-separator"));
    let date = day.to_string();
    let arguments: [(&str, Argument<'_>); 2] = [("date", (&date).into()), ("what", (&what).into())];
    Some(texts::format(lang, "result-amended", &arguments))
}

fn name(change: &ValueChange, lang: Lang) -> Option<String> {
    if let Some(item) = catalogue::by_id(&change.field) {
        return Some(item.name(lang).to_owned());
    }
    let id = match (change.field.as_str(), &change.subject) {
        ("expiry_date", _) => "result-expiry",
        ("name", Subject::Site(_)) => "change-field-site-name",
        ("name", _) => "change-field-name",
        ("brands", _) => "change-field-brands",
        ("site", _) => "change-field-site",
        ("product", _) => "change-field-product",
        ("state", _) => "change-field-state",
        // How lot numbers carry a date is a matter between the enterprise and the platform.
        _ => return None,
    };
    Some(texts::plain(lang, id))
}

fn sentence(change: &ValueChange, lang: Lang) -> String {
    let date = china_day(change.at).to_string();
    let old = change.old.as_deref().map(|old| in_words(&change.field, old, lang)).unwrap_or_default();
    let why = change.why.trim();
    let id = match (old.is_empty(), why.is_empty()) {
        (true, true) => "change-added",
        (true, false) => "change-added-why",
        (false, true) => "change-corrected",
        (false, false) => "change-corrected-why",
    };
    let arguments: [(&str, Argument<'_>); 3] =
        [("date", (&date).into()), ("old", (&old).into()), ("why", why.into())];
    texts::format(lang, id, &arguments)
}

/// An old value as a person reads it: history keeps values by name, with the stable words and the
/// documents' hashes in them.
fn in_words(field: &str, old: &str, lang: Lang) -> String {
    match field {
        "shelf_life" => return months(old, lang),
        "applicable_age" => return old.replace("..", "–"),
        _ => {}
    }
    let words: &[&str] = match field {
        "formula_category" => &["stage", "base"],
        "production_process" => &["process"],
        "inspection_conclusion" | "main_ingredient_conformity" => &["conclusion"],
        "circulation_info" => &["step"],
        "state" => &["lot-state"],
        _ => &[],
    };
    let word = |token: &str| {
        let told = words.iter().map(|kind| format!("{kind}-{token}")).find(|id| texts::exists(id));
        told.map_or_else(|| token.replace('|', " ").replace("..", "–"), |id| texts::plain(lang, &id))
    };
    let line = |line: &str| {
        let tokens = line.split_whitespace().filter(|token| !is_hash(token));
        tokens.map(word).collect::<Vec<_>>().join(" ")
    };
    old.lines().map(line).collect::<Vec<_>>().join(&texts::plain(lang, "separator-semicolon"))
}

fn months(old: &str, lang: Lang) -> String {
    let Ok(months) = old.parse::<u64>() else { return old.to_owned() };
    texts::format(lang, "value-months", &[("months", months.into())])
}

fn is_hash(token: &str) -> bool {
    token.len() == 64 && token.bytes().all(|b| b.is_ascii_hexdigit())
}

#[cfg(test)]
mod tests {
    use rusu_testkit::builders::{moment, sample_change};

    use super::*;

    #[test]
    fn a_correction_tells_day_reason_and_old_value() {
        let told = of_item(&[sample_change(0)], "production_date", Lang::Zh);
        assert_eq!(told, ["2026-09-01 更正（录入错误），原为：2026-08-02"]);
    }

    #[test]
    fn a_value_that_was_not_there_was_added() {
        let added = ValueChange { old: None, why: String::new(), ..sample_change(0) };
        assert_eq!(of_item(&[added], "production_date", Lang::En), ["Added on 2026-09-01"]);
    }

    #[test]
    fn the_latest_correction_comes_first() {
        let (first, second) = (sample_change(0), sample_change(86_400));
        let told = of_item(&[first, second], "production_date", Lang::Zh);
        assert!(told[0].starts_with("2026-09-02") && told[1].starts_with("2026-09-01"), "{told:?}");
    }

    #[test]
    fn stable_words_and_hashes_do_not_reach_a_parent() {
        let hash = "ab".repeat(32);
        let old = format!("脱盐乳清粉 COA-1 2026-05-03 pass {hash}\n乳糖 COA-2 2026-05-04 pass {hash}");
        let told = in_words("main_ingredient_conformity", &old, Lang::Zh);
        assert_eq!(told, "脱盐乳清粉 COA-1 2026-05-03 合格；乳糖 COA-2 2026-05-04 合格");
        assert_eq!(in_words("formula_category", "infant milk_based", Lang::Zh), "婴儿配方食品 乳基");
        assert_eq!(in_words("shelf_life", "24", Lang::En), "24 months");
        assert_eq!(in_words("applicable_age", "0..6", Lang::Zh), "0–6");
    }

    #[test]
    fn a_change_of_the_expiry_date_stands_at_the_shelf_life() {
        let change = ValueChange { field: "expiry_date".to_owned(), ..sample_change(0) };
        assert_eq!(of_item(std::slice::from_ref(&change), "shelf_life", Lang::Zh).len(), 1);
        assert_eq!(all(&[change], Lang::Zh)[0].name, "保质期至");
    }

    #[test]
    fn the_latest_day_of_corrections_is_told_with_all_that_was_corrected_then() {
        let of = |field: &str, at| ValueChange { field: field.to_owned(), ..sample_change(at) };
        let day = 86_400;
        let changes =
            [of("website", 0), of("production_date", day), of("state", day + 9), of("state", day + 20)];
        let told = latest(&changes, Lang::Zh).unwrap();
        assert!(told.contains("2026-09-02") && told.contains("生产日期、批次状态"), "{told}");
        assert!(!told.contains("网址"), "{told}");
        assert_eq!(latest(&[of("lot_number_pattern", 0)], Lang::Zh), None);
        assert_eq!(latest(&[], Lang::Zh), None);
    }

    #[test]
    fn a_state_is_told_in_words() {
        assert_eq!(in_words("state", "under_correction", Lang::Zh), "更正中");
        assert_eq!(in_words("state", "published", Lang::En), "published");
    }

    #[test]
    fn how_lot_numbers_carry_a_date_is_not_told() {
        let change = ValueChange { field: "lot_number_pattern".to_owned(), ..sample_change(0) };
        assert_eq!(all(&[change], Lang::Zh), []);
    }

    #[test]
    fn times_are_those_of_china() {
        assert_eq!(minute(moment(0)), "2026-09-01 08:00");
        assert_eq!(china_day(moment(16 * 3_600)).to_string(), "2026-09-02");
    }
}
