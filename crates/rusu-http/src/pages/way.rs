//! The way of the milk, from the farm to the shelf. Everything on it is the enterprise's own data:
//! a step that it has not given is named and marked as such.

use jiff::civil::Date;
use rusu_core::lot::{BizStep, CirculationEvent, Conclusion, RawMaterial};
use rusu_core::record::Record;
use rusu_core::texts::{self, Argument, Lang};

use super::items::ItemView;

/// Most origins that the schematic draws; it counts all of them.
const ORIGINS_DRAWN_MAX: usize = 6;
/// Height within which the origins stand in the schematic.
const ORIGINS_HEIGHT: usize = 56;

/// A step.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Step {
    pub title: String,
    pub date: Option<String>,
    /// Where, and to whom.
    pub place: Option<String>,
    /// What happened, in sentences.
    pub lines: Vec<String>,
    /// Whether the enterprise has not given it.
    pub is_missing: bool,
}

/// The schematic above the steps: origins, plant, shop.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Map {
    /// Heights of the origins' spots.
    pub origins: Vec<usize>,
    /// How many origins there are.
    pub count: u64,
    /// Whether the enterprise has told that the lot reached the shop.
    pub is_sold: bool,
}

/// The steps up to the factory's gate, and those behind it, which are item 32.
#[derive(Clone, Debug)]
pub(super) struct Way {
    pub map: Option<Map>,
    pub made: Vec<Step>,
    pub sent: Vec<Step>,
    pub circulation: Option<ItemView>,
}

impl Way {
    /// A lot's way. The circulation item's own words are the steps.
    pub fn new(record: &Record, circulation: Option<ItemView>, lang: Lang) -> Self {
        let origins = origins(&record.lot.raw_materials);
        Self {
            map: map(record, origins.len()),
            made: made(record, &origins, lang),
            sent: sent(&record.lot.circulation, lang),
            circulation,
        }
    }
}

/// Places with what comes from each, in the order in which the enterprise lists its materials.
fn origins(materials: &[RawMaterial]) -> Vec<(&str, Vec<&str>)> {
    let mut origins: Vec<(&str, Vec<&str>)> = Vec::new();
    for material in materials {
        let place = material.origin.trim();
        match origins.iter_mut().find(|(known, _)| *known == place) {
            Some((_, names)) => names.push(&material.name),
            None => origins.push((place, vec![&material.name])),
        }
    }
    origins
}

fn map(record: &Record, count: usize) -> Option<Map> {
    let drawn = count.min(ORIGINS_DRAWN_MAX);
    let height = ORIGINS_HEIGHT.checked_div(drawn)?;
    let is_sold = record.lot.circulation.iter().any(|event| event.step == BizStep::RetailSelling);
    let origins = (0..drawn).map(|at| 2 + height * at + height / 2).collect();
    Some(Map { origins, count: u64::try_from(count).unwrap_or(u64::MAX), is_sold })
}

fn made(record: &Record, origins: &[(&str, Vec<&str>)], lang: Lang) -> Vec<Step> {
    let plain = |id: &str| texts::plain(lang, id);
    let lot = &record.lot;
    let farm = Step {
        title: plain("way-farm"),
        lines: farm(origins, lang),
        is_missing: origins.is_empty(),
        ..Step::default()
    };
    let checked = checked(&lot.raw_materials, lang);
    let place = record.site.place_of_production.clone();
    let produced = Step {
        title: plain("way-made"),
        date: Some(lot.production_date.to_string()),
        is_missing: place.is_none(),
        place,
        lines: vec![plain(&format!("way-process-{}", record.product.process.as_str()))],
    };
    let inspected = Step {
        title: plain("way-inspected"),
        date: Some(lot.inspection.report_date.to_string()),
        place: Some(lot.inspection.laboratory.clone()),
        lines: vec![plain(&format!("milestone-inspected-{}", lot.inspection.conclusion.as_str()))],
        is_missing: false,
    };
    let mut dated: Vec<(Date, Step)> = checked.into_iter().collect();
    dated.push((lot.production_date, produced));
    dated.push((lot.inspection.report_date, inspected));
    // Stable: of two steps on one day the earlier in the chain comes first.
    dated.sort_by_key(|(date, _)| *date);
    std::iter::once(farm).chain(dated.into_iter().map(|(_, step)| step)).collect()
}

fn farm(origins: &[(&str, Vec<&str>)], lang: Lang) -> Vec<String> {
    let separator = texts::plain(lang, "verdict-list-separator");
    let line = |(place, names): &(&str, Vec<&str>)| {
        let materials = names.join(&separator);
        let arguments: [(&str, Argument<'_>); 2] =
            [("place", (*place).into()), ("materials", (&materials).into())];
        texts::format(lang, "way-origin", &arguments)
    };
    origins.iter().map(line).collect()
}

/// The certificates; the day is that of the last one.
fn checked(materials: &[RawMaterial], lang: Lang) -> Option<(Date, Step)> {
    let date = materials.iter().map(|material| material.certificate_date).max()?;
    let passed = materials.iter().filter(|material| material.conclusion == Conclusion::Pass).count();
    let id = if passed == materials.len() { "way-checked-all" } else { "way-checked-some" };
    let number = |count: usize| u64::try_from(count).unwrap_or(u64::MAX);
    let arguments: [(&str, Argument<'_>); 2] =
        [("count", number(materials.len()).into()), ("passed", number(passed).into())];
    let lines = vec![texts::format(lang, id, &arguments)];
    let title = texts::plain(lang, "way-checked");
    Some((date, Step { title, date: Some(date.to_string()), lines, ..Step::default() }))
}

/// What was delivered, by day; then the kinds of step that were not.
fn sent(events: &[CirculationEvent], lang: Lang) -> Vec<Step> {
    if events.is_empty() {
        return Vec::new();
    }
    let mut by_day: Vec<&CirculationEvent> = events.iter().collect();
    by_day.sort_by_key(|event| event.event_date);
    let missing = BizStep::ALL.iter().filter(|step| !events.iter().any(|event| event.step == **step));
    let missing = missing.map(|step| Step { title: title(*step, lang), is_missing: true, ..Step::default() });
    by_day.into_iter().map(|event| given(event, lang)).chain(missing).collect()
}

fn title(step: BizStep, lang: Lang) -> String {
    texts::plain(lang, &format!("step-{}", step.as_str()))
}

fn given(event: &CirculationEvent, lang: Lang) -> Step {
    let place = match &event.party {
        Some(party) if !party.trim().is_empty() => format!("{} · {party}", event.place),
        _ => event.place.clone(),
    };
    let date = Some(event.event_date.to_string());
    Step { title: title(event.step, lang), date, place: Some(place), ..Step::default() }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use rusu_testkit::builders::{sample_circulation_event, sample_raw_material};

    use super::*;

    fn from(name: &str, origin: &str) -> RawMaterial {
        RawMaterial { name: name.to_owned(), origin: origin.to_owned(), ..sample_raw_material() }
    }

    #[test]
    fn materials_of_one_place_stand_together() {
        let materials = [from("生牛乳", "黑龙江"), from("乳糖", "荷兰"), from("奶油", "黑龙江")];
        assert_eq!(farm(&origins(&materials), Lang::Zh), ["黑龙江：生牛乳、奶油", "荷兰：乳糖"]);
    }

    #[test]
    fn a_certificate_that_did_not_pass_is_not_told_as_passed() {
        let failed = RawMaterial { conclusion: Conclusion::Fail, ..sample_raw_material() };
        let (_, step) = checked(&[sample_raw_material(), failed], Lang::Zh).unwrap();
        assert_eq!(step.lines, ["2 份合格证，其中 1 份结论合格"]);
        assert_eq!(checked(&[], Lang::Zh), None);
    }

    #[test]
    fn kinds_of_step_that_were_not_given_are_named_and_marked() {
        let event = CirculationEvent { event_date: date(2026, 8, 20), ..sample_circulation_event() };
        let told: Vec<(String, bool)> =
            sent(&[event], Lang::Zh).into_iter().map(|step| (step.title, step.is_missing)).collect();
        let expected = [("出库", false), ("入库", true), ("零售", true)];
        assert_eq!(told, expected.map(|(title, missing)| (title.to_owned(), missing)));
    }

    #[test]
    fn nothing_given_is_no_step() {
        assert_eq!(sent(&[], Lang::En), []);
    }
}
