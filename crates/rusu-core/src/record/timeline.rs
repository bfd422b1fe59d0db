//! The lot's way as dated milestones.

use jiff::civil::Date;

use super::Bilingual;
use super::fold::{word, worded};
use crate::enterprise::Site;
use crate::lot::Lot;
use crate::product::Product;
use crate::texts::{self, Argument, Lang};

/// One step on a lot's way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Milestone {
    /// On which day.
    pub date: Date,
    /// What happened.
    pub title: Bilingual,
    /// Where, as the enterprise wrote it.
    pub place: Option<String>,
}

pub(super) fn milestones(site: &Site, product: &Product, lot: &Lot) -> Vec<Milestone> {
    let process = word("process", product.process.as_str());
    let produced = |lang: Lang| {
        texts::format(lang, "milestone-produced", &[("process", Argument::from(process.get(lang)))])
    };
    let accepted = lot.raw_materials.iter().map(|material| material.certificate_date).max();
    let mut all: Vec<Milestone> = accepted
        .map(|date| Milestone { date, title: worded("milestone-raw-materials", &[]), place: None })
        .into_iter()
        .collect();
    all.push(Milestone {
        date: lot.production_date,
        title: Bilingual { zh: produced(Lang::Zh), en: produced(Lang::En) },
        place: site.place_of_production.clone(),
    });
    all.push(Milestone {
        date: lot.inspection.report_date,
        title: word("milestone-inspected", lot.inspection.conclusion.as_str()),
        place: None,
    });
    all.extend(lot.circulation.iter().map(|event| Milestone {
        date: event.event_date,
        title: word("step", event.step.as_str()),
        place: Some(event.place.clone()),
    }));
    // Stable: of two steps on one day the earlier in the chain comes first.
    all.sort_by_key(|milestone| milestone.date);
    all
}
