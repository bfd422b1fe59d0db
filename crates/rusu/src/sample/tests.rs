use std::path::Path;
use std::sync::Arc;

use rusu_codes::{CodeSettings, CodeStore};
use rusu_core::answer::Question;
use rusu_core::ports::{Chance, Clock, RegistryWriter};
use rusu_core::verdict::Verdict;
use rusu_objects::ObjectStore;
use rusu_query::{Query, QueryTally, ScanTally};
use rusu_registry::SqlRegistry;

use super::*;
use crate::clock::SystemChance;

struct FixedClock(Timestamp);

impl Clock for FixedClock {
    fn now(&self) -> Timestamp {
        self.0
    }
}

fn at(text: &str) -> Timestamp {
    format!("{text}T04:00:00Z").parse().unwrap()
}

/// A platform in a directory at a moment.
struct Place {
    registry: Arc<SqlRegistry>,
    codes: Arc<dyn CodeWriter>,
    intake: Intake,
    desk: PortalDesk,
    recalls: RecallDesk,
    now: Timestamp,
}

impl Place {
    fn open(directory: &Path, day: &str) -> Self {
        let registry = SqlRegistry::open_file(&directory.join("registry.sqlite")).unwrap();
        let registry = Arc::new(registry);
        let codes = CodeStore::open(&directory.join("codes"), CodeSettings::default()).unwrap();
        let codes: Arc<dyn CodeWriter> = Arc::new(codes);
        let objects = Arc::new(ObjectStore::local(&directory.join("objects")).unwrap());
        let now = at(day);
        let chance: Arc<dyn Chance> = Arc::new(SystemChance);
        let r: Arc<dyn RegistryWriter> = registry.clone();
        let c = Arc::clone(&codes);
        let clock: Arc<dyn Clock> = Arc::new(FixedClock(now));
        let desk = PortalDesk::new(
            registry.clone(),
            objects.clone(),
            registry.clone(),
            Arc::clone(&clock),
            Arc::clone(&chance),
        );
        let reader = Arc::clone(&codes) as Arc<dyn rusu_core::ports::CodeReader>;
        let recalls = RecallDesk::new(registry.clone(), registry.clone(), reader, Arc::clone(&clock));
        let intake = Intake::new(r, c, objects, clock, chance, directory.to_owned());
        Self { registry, codes, intake, desk, recalls, now }
    }

    fn prepare(&self, known: &str) -> Samples {
        let stores = SampleStores {
            intake: &self.intake,
            registry: self.registry.as_ref(),
            codes: self.codes.as_ref(),
            desk: &self.desk,
            recalls: &self.recalls,
        };
        prepare(&stores, self.now, known, &mut |_| {}).unwrap()
    }

    fn verdict(&self, question: &SampleQuestion) -> Verdict {
        let clock = Arc::new(FixedClock(self.now));
        let tally = Arc::new(ScanTally::new(16));
        let registry = Arc::clone(&self.registry) as Arc<dyn rusu_core::ports::RegistryReader>;
        let codes = Arc::clone(&self.codes) as Arc<dyn rusu_core::ports::CodeReader>;
        let portal = Arc::clone(&self.registry) as Arc<dyn rusu_core::ports::PortalReader>;
        let query = Query::new(registry, portal, codes, tally, Arc::new(QueryTally::new()), clock);
        let enterprise = question.enterprise.as_ref().map(|id| EnterpriseId(id.parse().unwrap()));
        query
            .resolve(&Question { text: question.text.clone(), enterprise, ..Question::default() })
            .unwrap()
            .verdict
    }
}

fn assert_every_verdict(place: &Place, samples: &Samples) {
    let words: Vec<&str> = samples.questions.iter().map(|question| question.verdict).collect();
    let all: Vec<&str> = Verdict::ALL.iter().map(|verdict| verdict.as_str()).collect();
    assert_eq!(words, all);
    for question in &samples.questions {
        assert_eq!(place.verdict(question).as_str(), question.verdict, "{question:?}");
    }
}

#[test]
fn every_verdict_has_a_question_that_gives_it() {
    let directory = tempfile::tempdir().unwrap();
    let place = Place::open(directory.path(), "2026-11-23");
    assert_every_verdict(&place, &place.prepare(""));
}

#[test]
fn a_second_start_changes_nothing() {
    let directory = tempfile::tempdir().unwrap();
    let place = Place::open(directory.path(), "2026-11-23");
    let first = place.prepare("");
    let generation = place.registry.generation().unwrap();
    let keys: Vec<&str> = first.keys.iter().map(|key| key.key.as_str()).collect();
    let second = place.prepare(&keys.join("\n"));
    assert_eq!(place.registry.generation().unwrap(), generation);
    assert_eq!(second.questions, first.questions);
    assert_eq!(second.keys.iter().map(|key| key.key.as_str()).collect::<Vec<_>>(), keys);
}

#[test]
fn in_another_quarter_new_lots_give_every_verdict_again() {
    let directory = tempfile::tempdir().unwrap();
    Place::open(directory.path(), "2026-11-23").prepare("");
    for day in ["2026-12-31", "2027-01-01", "2027-04-01", "2029-02-28"] {
        let place = Place::open(directory.path(), day);
        assert_every_verdict(&place, &place.prepare(""));
    }
}

#[test]
fn a_code_that_was_asked_for_is_no_longer_offered_as_the_first_query() {
    let directory = tempfile::tempdir().unwrap();
    let place = Place::open(directory.path(), "2026-11-23");
    let first = place.prepare("").questions.remove(0);
    let delta = rusu_core::ports::ScanDelta {
        enterprise: EnterpriseId(first.enterprise.clone().unwrap().parse().unwrap()),
        code: code(first.code.as_deref().unwrap()).unwrap(),
        count: 1,
        first_at: place.now,
    };
    place.codes.add_scans(&[delta]).unwrap();
    let second = place.prepare("").questions.remove(0);
    assert_ne!(second.text, first.text);
    assert_eq!(place.verdict(&second), Verdict::FirstQuery);
}

#[test]
fn the_sample_lots_are_complete_and_stores_agree() {
    let directory = tempfile::tempdir().unwrap();
    let place = Place::open(directory.path(), "2026-11-23");
    place.prepare("");
    let objects = ObjectStore::local(&directory.path().join("objects")).unwrap();
    let report =
        rusu_intake::fsck(place.registry.as_ref(), place.codes.as_ref(), &objects, &mut |_| {}).unwrap();
    assert_eq!(report.problems, Vec::<String>::new());
    assert_eq!(report.lots, 10);
}

#[test]
fn an_amended_lot_keeps_its_history() {
    let directory = tempfile::tempdir().unwrap();
    let place = Place::open(directory.path(), "2026-11-23");
    place.prepare("");
    let enterprises = place.registry.enterprises().unwrap();
    let maker = enterprises.iter().find(|e| e.name == Maker::Serial.name()).unwrap();
    let lots = lots::lots(Series::of(jiff::civil::date(2026, 11, 23)));
    let lot = lots.iter().find(|lot| lot.role == Role::Amended).unwrap();
    let key = LotKey { enterprise: maker.id, number: LotNumber::parse(&lot.number).unwrap() };
    let file = place.registry.lot_file(&key).unwrap().unwrap();
    assert!(file.changes.iter().any(|change| change.why.contains("更正")), "{:?}", file.changes);
}

#[test]
fn what_the_operator_publishes_is_put_in_place_once() {
    let directory = tempfile::tempdir().unwrap();
    let place = Place::open(directory.path(), "2026-09-01");
    let first = place.prepare("");
    let again = place.prepare(&first.operator_key);
    assert_eq!(first.operator_key, again.operator_key);
    let page = rusu_core::portal::PageNumber::FIRST;
    assert_eq!(place.desk.announcements(page).unwrap().entries.len(), 4);
    let portal: &dyn rusu_core::ports::PortalReader = place.registry.as_ref();
    let found = portal.sampling(&rusu_core::portal::SamplingSearch::default(), page).unwrap();
    assert_eq!(found.entries.len(), 6);
    assert!(found.entries.iter().all(|result| result.enterprise.is_some()), "every maker is recognised");
}
