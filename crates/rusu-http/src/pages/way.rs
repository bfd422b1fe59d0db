//! The way of the milk, from the raw materials to the shelf.

use rusu_core::lot::CirculationEvent;
use rusu_core::record::{Milestone, Record};
use rusu_core::texts::{self, Lang};

use super::items::ItemView;

/// A step with its day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Step {
    pub title: String,
    pub date: String,
    /// Where, and to whom.
    pub place: Option<String>,
}

/// The steps up to the factory's gate, and those behind it, which are item 32.
#[derive(Clone, Debug)]
pub(super) struct Way {
    pub made: Vec<Step>,
    pub sent: Vec<Step>,
    pub circulation: Option<ItemView>,
}

impl Way {
    /// A lot's way. The circulation item's own words are the steps.
    pub fn new(record: &Record, circulation: Option<ItemView>, lang: Lang) -> Self {
        let events = &record.lot.circulation;
        let is_made = |milestone: &Milestone| !events.iter().any(|event| is_of(milestone, event));
        let timeline = record.timeline();
        let mut sent: Vec<&CirculationEvent> = events.iter().collect();
        sent.sort_by_key(|event| event.event_date);
        Self {
            made: timeline.iter().filter(|m| is_made(m)).map(|m| made(m, lang)).collect(),
            sent: sent.into_iter().map(|event| step(event, lang)).collect(),
            circulation,
        }
    }
}

fn title(event: &CirculationEvent, lang: Lang) -> String {
    texts::plain(lang, &format!("step-{}", event.step.as_str()))
}

fn is_of(milestone: &Milestone, event: &CirculationEvent) -> bool {
    milestone.date == event.event_date
        && milestone.place.as_ref() == Some(&event.place)
        && milestone.title.zh == title(event, Lang::Zh)
}

fn made(milestone: &Milestone, lang: Lang) -> Step {
    Step {
        title: milestone.title.get(lang).to_owned(),
        date: milestone.date.to_string(),
        place: milestone.place.clone(),
    }
}

fn step(event: &CirculationEvent, lang: Lang) -> Step {
    let place = match &event.party {
        Some(party) if !party.trim().is_empty() => format!("{} · {party}", event.place),
        _ => event.place.clone(),
    };
    Step { title: title(event, lang), date: event.event_date.to_string(), place: Some(place) }
}
