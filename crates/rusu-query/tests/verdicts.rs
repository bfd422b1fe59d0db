//! From raw text to verdict, over the in-memory stores.

#![expect(clippy::unwrap_used, reason = "a test that cannot be set up has failed")]

use std::sync::Arc;

use jiff::SignedDuration;
use rusu_core::answer::{Answer, Question};
use rusu_core::code_rule::{Alphabet, Carrier, CodeRule, CodeShape};
use rusu_core::enterprise::{Enterprise, EnterpriseId};
use rusu_core::identifiers::CheckAlgorithm;
use rusu_core::lot::{Lot, LotKey, LotNumber, LotState, VoidCode};
use rusu_core::ports::{
    CodeReader, CodeRecord, CodeWriter, MasterChange, PublishedLot, RecallWriter, RegistryReader,
    RegistryWriter, ScanDelta, StoreFault,
};
use rusu_core::recall::Recall;
use rusu_core::rule_book::Hint;
use rusu_core::verdict::Verdict;
use rusu_query::{Query, QueryTally, ScanTally};
use rusu_testkit::builders::{
    FixedClock, lot_key, moment, reference, sample_code_rule, sample_enterprise_with_profile, sample_lot,
    sample_lot_numbered, sample_product, sample_recall, sample_site, sample_submission_id, trace_code,
};
use rusu_testkit::codes_memory::MemoryCodes;
use rusu_testkit::registry_memory::MemoryRegistry;

const OWN: EnterpriseId = EnterpriseId(1);
const OTHER: EnterpriseId = EnterpriseId(2);
const SILENT: EnterpriseId = EnterpriseId(3);
/// In lot SL260801A1.
const CAN: &str = "6900012345678901";
const INNER: &str = "N000000001";
const CASE: &str = "C00000000001";

struct World {
    registry: Arc<MemoryRegistry>,
    codes: Arc<MemoryCodes>,
    clock: Arc<FixedClock>,
    queries: Arc<QueryTally>,
    query: Query,
}

fn shape(length: usize, alphabet: Alphabet, prefix: &str) -> CodeShape {
    CodeShape {
        length_min: length,
        length_max: length,
        alphabet,
        prefix: prefix.to_owned(),
        check: CheckAlgorithm::None,
    }
}

fn rule(enterprise: EnterpriseId, name: &str, carrier: Carrier, asked: bool, shape: CodeShape) -> CodeRule {
    CodeRule {
        enterprise,
        reference: reference(name),
        carrier,
        asked,
        shape,
        text_patterns: Vec::new(),
        ..sample_code_rule()
    }
}

/// Enterprise 1 has 16 digits outside, `N…` inside, `C…` on cases; 2 has 16 digits as well and asks
/// for inner codes `M…`; 3 is in the directory only.
fn world() -> World {
    let registry = Arc::new(MemoryRegistry::new());
    let codes = Arc::new(MemoryCodes::new());
    let clock = Arc::new(FixedClock::default());
    let own = sample_enterprise_with_profile();
    let named = |id, name: &str| Enterprise { id, name: name.to_owned(), brands: Vec::new(), ..own.clone() };
    for enterprise in
        [own.clone(), named(OTHER, "样例乳品"), Enterprise { profile: None, ..named(SILENT, "飞鹤") }]
    {
        registry.save_enterprise(&enterprise).unwrap();
    }
    let letters = Alphabet::DigitsAndLetters;
    let own_rules = vec![
        sample_code_rule(),
        rule(OWN, "inner", Carrier::Inner, false, shape(10, letters, "N")),
        rule(OWN, "case", Carrier::Case, true, shape(12, letters, "C")),
    ];
    let other_rules = vec![
        rule(OTHER, "outer", Carrier::Outer, false, shape(16, Alphabet::Digits, "")),
        rule(OTHER, "inner", Carrier::Inner, true, shape(10, letters, "M")),
    ];
    for (id, code_rules) in [(OWN, own_rules), (OTHER, other_rules)] {
        let (mut site, mut product) = (sample_site(), sample_product());
        (site.enterprise, product.enterprise) = (id, id);
        let change = MasterChange {
            sites: vec![site],
            products: vec![product],
            code_rules,
            ..MasterChange::default()
        };
        registry.save_master(id, &change).unwrap();
    }
    let (reader, code_reader): (Arc<dyn RegistryReader>, Arc<dyn CodeReader>) =
        (registry.clone(), codes.clone());
    let queries = Arc::new(QueryTally::new());
    let tally = Arc::new(ScanTally::new(100));
    let query = Query::new(reader, registry.clone(), code_reader, tally, Arc::clone(&queries), clock.clone());
    let world = World { registry, codes, clock, queries, query };
    world.stage(&sample_lot().key, 1, &own_codes());
    world.publish(sample_lot(), 1);
    world
}

fn record(code: &str, carrier: Carrier, parent: Option<&str>) -> CodeRecord {
    CodeRecord { code: trace_code(code), carrier, parent: parent.map(trace_code) }
}

fn own_codes() -> Vec<CodeRecord> {
    vec![
        record(CAN, Carrier::Outer, Some(CASE)),
        record("6900012345678902", Carrier::Outer, Some(CASE)),
        record(CASE, Carrier::Case, None),
        record(INNER, Carrier::Inner, Some(CAN)),
    ]
}

impl World {
    /// Puts codes under a part that is not published.
    fn stage(&self, key: &LotKey, submission: u8, records: &[CodeRecord]) {
        let part = self.registry.reserve_part(key, &sample_submission_id(submission)).unwrap();
        let mut records = records.iter().cloned().map(Ok::<_, StoreFault>);
        self.codes.put(key.enterprise, part, &mut records).unwrap();
    }

    fn publish(&self, lot: Lot, submission: u8) {
        let submission = sample_submission_id(submission);
        let part = Some(self.registry.reserve_part(&lot.key, &submission).unwrap());
        let published = PublishedLot { lot, part, part_codes: 3, changes: Vec::new(), submission };
        self.registry.publish_lot(&published).unwrap();
    }

    fn restate(&self, lot: Lot) {
        let submission = sample_submission_id(1);
        let published = PublishedLot { lot, part: None, part_codes: 0, changes: Vec::new(), submission };
        self.registry.publish_lot(&published).unwrap();
        self.clock.advance(SignedDuration::from_secs(1));
    }

    fn ask(&self, text: &str, enterprise: Option<EnterpriseId>) -> Answer {
        self.query.resolve(&Question { text: text.to_owned(), enterprise, ..Question::default() }).unwrap()
    }

    fn verdict(&self, text: &str) -> Verdict {
        self.ask(text, None).verdict
    }

    fn ask_again(&self, text: &str) -> Answer {
        self.query
            .resolve(&Question { text: text.to_owned(), is_again: true, ..Question::default() })
            .unwrap()
    }
}

#[test]
fn the_first_question_and_the_next_ones_are_told_apart() {
    let world = world();
    assert_eq!(world.ask(CAN, Some(OWN)).verdict, Verdict::FirstQuery);
    let second = world.ask(CAN, Some(OWN));
    assert_eq!(second.verdict, Verdict::SeenBefore);
    assert_eq!(second.scans.unwrap().first_at, Some(moment(0)));
}

#[test]
fn the_twentieth_question_is_unusual_whether_counted_in_the_store_or_before() {
    let world = world();
    let delta = ScanDelta { enterprise: OWN, code: trace_code(CAN), count: 18, first_at: moment(-60) };
    world.codes.add_scans(&[delta]).unwrap();
    let nineteenth = world.ask(CAN, Some(OWN));
    assert_eq!((nineteenth.verdict, nineteenth.scans.unwrap().before), (Verdict::SeenBefore, 18));
    assert_eq!(world.ask(CAN, Some(OWN)).verdict, Verdict::UnusuallyOften);
}

#[test]
fn a_found_can_brings_all_32_items_with_its_own_code() {
    let answer = world().ask("https://t.example.com/6900012345678901", None);
    let items = answer.items();
    assert_eq!(items.len(), 32);
    assert_eq!(items.first().and_then(|item| item.value.clone()).unwrap().zh, CAN);
}

#[test]
fn a_can_is_expired_on_the_day_after_its_last() {
    let world = world();
    world.clock.set("2028-07-31T15:59:59Z".parse().unwrap());
    assert_eq!(world.ask(CAN, Some(OWN)).verdict, Verdict::FirstQuery);
    world.clock.set("2028-07-31T16:00:00Z".parse().unwrap());
    assert_eq!(world.ask(CAN, Some(OWN)).verdict, Verdict::Expired);
}

#[test]
fn beyond_retention_only_the_dates_are_told() {
    let world = world();
    world.clock.set("2030-01-01T00:00:00Z".parse().unwrap());
    let answer = world.ask(CAN, Some(OWN));
    assert_eq!((answer.verdict, answer.record.is_none()), (Verdict::Archived, true));
    assert_eq!(answer.archived, Some((sample_lot().production_date, sample_lot().expiry_date)));
}

#[test]
fn a_recall_shows_on_the_next_question_within_the_promised_time() {
    let world = world();
    assert_eq!(world.ask(CAN, Some(OWN)).verdict, Verdict::FirstQuery);
    world.registry.save_recall(&sample_recall()).unwrap();
    world.clock.advance(SignedDuration::from_millis(rusu_query::GENERATION_POLL_MS));
    let answer = world.ask(CAN, Some(OWN));
    assert_eq!((answer.verdict, answer.recalls.len()), (Verdict::Recalled, 1));
}

#[test]
fn a_recall_that_has_ended_weighs_no_more() {
    let world = world();
    world.registry.save_recall(&Recall { ended_at: Some(moment(7_200)), ..sample_recall() }).unwrap();
    world.clock.advance(SignedDuration::from_hours(3));
    assert_eq!(world.ask(CAN, Some(OWN)).verdict, Verdict::FirstQuery);
}

#[test]
fn a_withdrawn_lot_and_a_void_code_are_withdrawn() {
    let world = world();
    let void = VoidCode { code: trace_code(CAN), reason: "破损".to_owned(), since: moment(0) };
    world.registry.void_codes(&lot_key("SL260801A1"), &[void]).unwrap();
    world.clock.advance(SignedDuration::from_secs(1));
    let answer = world.ask(CAN, Some(OWN));
    assert_eq!((answer.verdict, answer.void.is_some()), (Verdict::Withdrawn, true));
    assert_eq!(
        world.ask("6900012345678902", Some(OWN)).verdict,
        Verdict::FirstQuery,
        "its neighbour is not void"
    );
    world.restate(Lot { state: LotState::Withdrawn { reason: "标签有误".to_owned() }, ..sample_lot() });
    assert_eq!(world.ask("6900012345678902", Some(OWN)).verdict, Verdict::Withdrawn);
}

#[test]
fn a_lot_under_correction_says_so() {
    let world = world();
    world.restate(Lot { state: LotState::UnderCorrection, ..sample_lot() });
    assert_eq!(world.ask(CAN, Some(OWN)).verdict, Verdict::UnderCorrection);
}

#[test]
fn a_case_lists_its_cans_and_no_inner_codes() {
    let answer = world().ask(CASE, None);
    let package = answer.package.unwrap();
    assert_eq!(answer.verdict, Verdict::Package);
    assert_eq!(package.codes, [trace_code(CAN), trace_code("6900012345678902")]);
}

#[test]
fn a_case_first_named_by_a_refused_delivery_becomes_visible_with_its_cans() {
    let world = world();
    let late = "C00000000002";
    let key = lot_key("SL260801A2");
    world.stage(
        &key,
        2,
        &[record("6900012345678910", Carrier::Outer, Some(late)), record(late, Carrier::Case, None)],
    );
    assert_eq!(world.verdict(late), Verdict::NoRecord);
    let again = [record("6900012345678911", Carrier::Outer, Some(late)), record(late, Carrier::Case, None)];
    world.stage(&key, 3, &again);
    world.publish(Lot { key, ..sample_lot_numbered("SL260801A2") }, 3);
    let answer = world.ask(late, None);
    assert_eq!(answer.verdict, Verdict::Package);
    assert_eq!(
        answer.package.unwrap().codes,
        [trace_code("6900012345678911")],
        "the refused can stays invisible"
    );
}

#[test]
fn codes_of_a_part_that_is_not_published_are_invisible() {
    let world = world();
    world.stage(&lot_key("SL260801A9"), 9, &[record("6900099999999999", Carrier::Outer, None)]);
    assert_eq!(world.ask("6900099999999999", Some(OWN)).verdict, Verdict::NoRecord);
}

#[test]
fn an_inner_code_is_answered_with_where_the_outer_one_stands() {
    let answer = world().ask(INNER, None);
    assert_eq!(answer.verdict, Verdict::InnerCodeGiven);
    assert_eq!(answer.asked_rule.unwrap().reference, reference("outer"));
}

#[test]
fn an_inner_code_of_a_recalled_lot_tells_the_recall() {
    let world = world();
    world.registry.save_recall(&sample_recall()).unwrap();
    assert_eq!(world.verdict(INNER), Verdict::Recalled);
}

#[test]
fn an_inner_code_is_recognised_by_its_form_even_if_it_is_not_known() {
    assert_eq!(world().verdict("N999999999"), Verdict::InnerCodeGiven);
}

#[test]
fn an_outer_code_where_the_inner_one_is_asked_is_told() {
    assert_eq!(world().ask("1234567890123456", Some(OTHER)).verdict, Verdict::OuterCodeGiven);
}

#[test]
fn a_code_that_fits_without_a_record_names_the_enterprise_and_its_last_delivery() {
    let world = world();
    let answer = world.ask("6900000000000001", Some(OWN));
    assert_eq!(answer.verdict, Verdict::NoRecord);
    assert!(answer.enterprise.unwrap().last_delivered_at.is_some());
}

#[test]
fn a_chosen_enterprise_without_rules_is_answered_as_having_delivered_nothing() {
    let answer = world().ask("ABCDEF123456", Some(SILENT));
    assert_eq!((answer.verdict, answer.enterprise.unwrap().id), (Verdict::NoRecord, SILENT));
}

#[test]
fn a_code_of_another_enterprise_than_the_chosen_one_names_both() {
    let answer = world().ask(CAN, Some(SILENT));
    assert_eq!(answer.verdict, Verdict::OtherEnterprise);
    assert_eq!((answer.enterprise.unwrap().id, answer.chosen.unwrap().id), (OWN, SILENT));
}

#[test]
fn a_code_that_fits_several_enterprises_and_is_unknown_asks_for_the_brand() {
    let answer = world().ask("6900000000000001", None);
    assert_eq!(answer.verdict, Verdict::Ambiguous);
    assert_eq!(answer.candidates.iter().map(|e| e.id).collect::<Vec<_>>(), [OWN, OTHER]);
}

#[test]
fn a_code_that_fits_several_but_is_known_to_one_is_answered() {
    assert_eq!(world().verdict(CAN), Verdict::FirstQuery);
}

#[test]
fn the_same_code_in_two_enterprises_asks_for_the_brand() {
    let world = world();
    let key = LotKey { enterprise: OTHER, number: LotNumber::parse("X1").unwrap() };
    world.stage(&key, 7, &[record(CAN, Carrier::Outer, None)]);
    world.publish(Lot { key, ..sample_lot() }, 7);
    assert_eq!(world.verdict(CAN), Verdict::Ambiguous);
    assert_eq!(world.ask(CAN, Some(OWN)).verdict, Verdict::FirstQuery);
}

#[test]
fn a_missing_digit_is_hinted_with_the_chosen_enterprises_form() {
    let answer = world().ask("690001234567890", Some(OWN));
    assert_eq!(answer.verdict, Verdict::Unrecognised);
    assert!(matches!(answer.hint, Some(Hint::Length { given: 15, .. })));
}

#[test]
fn the_form_that_a_hint_compares_with_is_the_one_that_is_shown() {
    let world = world();
    let longer = rule(OWN, "a-longer-one", Carrier::Outer, true, shape(22, Alphabet::Digits, "69"));
    let change = MasterChange { code_rules: vec![longer], ..MasterChange::default() };
    world.registry.save_master(OWN, &change).unwrap();
    let answer = world.ask("690001234567890", Some(OWN));
    assert_eq!(answer.asked_rule.unwrap().reference, reference("outer"));
}

#[test]
fn an_imports_barcode_and_a_strangers_link_are_not_connected() {
    assert_eq!(world().verdict("4006381333931"), Verdict::NotConnected);
    assert_eq!(world().verdict("https://brand.example/x?id=7"), Verdict::NotConnected);
}

#[test]
fn a_makers_own_link_with_a_damaged_code_is_not_called_unconnected() {
    let answer = world().ask("https://t.example.com/690001234567890", None);
    assert_eq!(answer.verdict, Verdict::Unrecognised);
    assert!(matches!(answer.hint, Some(Hint::Length { given: 15, .. })), "{:?}", answer.hint);
}

#[test]
fn a_code_is_found_in_whatever_text_was_pasted_with_it() {
    let world = world();
    for text in [
        "https://h5.example.com?c=6900012345678901",
        "https://h5.example.com/#/trace/6900012345678901",
        "https://h5.example.com/#/trace?c=6900012345678901",
        "https://t.example.com/6900012345678901#top",
        "Trace code 6900012345678901 please",
    ] {
        assert_eq!(world.ask(text, Some(OWN)).code, Some(trace_code(CAN)), "{text}");
    }
}

#[test]
fn a_chosen_group_answers_for_its_subsidiaries() {
    let world = world();
    let group = EnterpriseId(4);
    let own = sample_enterprise_with_profile();
    let named = Enterprise { id: group, name: "示例集团".to_owned(), profile: None, ..own.clone() };
    world.registry.save_enterprise(&named).unwrap();
    world.registry.save_enterprise(&Enterprise { parent: Some(group), ..own }).unwrap();
    assert_eq!(world.ask(CAN, Some(group)).verdict, Verdict::FirstQuery);
    let unknown = world.ask("6900000000000001", Some(group));
    assert_eq!((unknown.verdict, unknown.enterprise.unwrap().id), (Verdict::NoRecord, OWN));
}

#[test]
fn a_published_code_is_found_after_its_enterprises_codes_have_got_another_form() {
    let world = world();
    let longer = rule(OWN, "outer", Carrier::Outer, true, shape(20, Alphabet::Digits, "69"));
    let change = MasterChange { code_rules: vec![longer], ..MasterChange::default() };
    world.registry.save_master(OWN, &change).unwrap();
    assert_eq!(world.ask(CAN, Some(OWN)).verdict, Verdict::FirstQuery);
}

#[test]
fn nonsense_is_unrecognised() {
    assert_eq!(world().verdict("这是什么"), Verdict::Unrecognised);
}

#[test]
fn an_enterprise_is_found_by_id_name_brand_and_credit_code_but_not_when_several_are_meant() {
    let world = world();
    let directory = world.query.directory().unwrap();
    for text in ["1", "示例乳业", " 示例 乳业 ", "STARSPRING", "星源"] {
        assert_eq!(directory.find(text).map(|e| e.id), Some(OWN), "{text}");
    }
    assert_eq!(directory.find("nobody"), None);
    let credit_code = sample_enterprise_with_profile().profile.unwrap().credit_code;
    assert_eq!(directory.find(credit_code.as_str()), None, "two sample enterprises share it");
}

#[test]
fn asking_again_shows_what_was_shown_and_counts_nothing() {
    let world = world();
    let first = world.ask(CAN, None);
    assert_eq!(world.ask_again(CAN).scans, first.scans);
    let second = world.ask(CAN, None);
    assert_eq!((world.ask_again(CAN).scans, world.ask_again(CAN).scans), (second.scans, second.scans));
    assert_eq!(second.scans.unwrap().before, 1);
}

#[test]
fn asking_again_shows_what_was_shown_after_the_scans_were_written() {
    let world = world();
    let (first, second) = (world.ask(CAN, None), world.ask(CAN, None));
    world
        .codes
        .add_scans(&[ScanDelta { enterprise: OWN, code: trace_code(CAN), count: 1, first_at: moment(0) }])
        .unwrap();
    assert_eq!((first.scans.unwrap().before, second.scans.unwrap().before), (0, 1));
    assert_eq!(
        world.ask_again(CAN).scans.unwrap().before,
        2,
        "one written and two pending, less the own one"
    );
}

#[test]
fn a_code_that_was_never_looked_at_is_the_first_even_again() {
    let world = world();
    assert_eq!(world.ask_again(CAN).verdict, Verdict::FirstQuery);
    assert_eq!(world.ask(CAN, None).verdict, Verdict::FirstQuery);
}

#[test]
fn each_question_counts_once_by_its_channel_and_outcome_and_again_counts_nothing() {
    let world = world();
    let channel = rusu_core::channel::Channel::named("jd");
    let asked = |text: &str, is_again| {
        let question = Question { text: text.to_owned(), channel, is_again, ..Question::default() };
        world.query.resolve(&question).unwrap()
    };
    asked(CAN, false);
    asked("123", false);
    asked(CAN, true);
    let counted = world.queries.drain();
    let told: Vec<_> = counted.iter().map(|c| (c.channel.as_str(), c.found, c.not_found)).collect();
    assert_eq!(told, [("jd", 1, 1)]);
}

#[test]
fn an_answer_bears_the_sampling_results_of_its_lot_and_of_no_other() {
    use rusu_core::ports::PortalWriter as _;

    let world = world();
    assert_eq!(world.ask(CAN, None).sampling, []);
    let own = sampling_result("1", "SL260801A1");
    world.registry.save_sampling(&[own.clone(), sampling_result("2", "SL260802A1")]).unwrap();
    world.clock.advance(SignedDuration::from_secs(1));
    let told: Vec<String> = world.ask(CAN, None).sampling.into_iter().map(|r| r.sample_number).collect();
    assert_eq!(told, [own.sample_number]);
}

#[test]
fn the_directory_holds_the_logos() {
    use rusu_core::lot::ContentHash;
    use rusu_core::ports::PortalWriter as _;

    let world = world();
    let logo = ContentHash([7; 32]);
    assert_eq!(world.query.directory().unwrap().logo(OWN), None);
    world.registry.set_logo(OWN, Some(logo)).unwrap();
    world.clock.advance(SignedDuration::from_secs(1));
    let directory = world.query.directory().unwrap();
    assert_eq!((directory.logo(OWN), directory.logo(OTHER)), (Some(&logo), None));
    assert!(directory.is_logo(&logo) && !directory.is_logo(&ContentHash([8; 32])));
}

fn sampling_result(number: &str, lot: &str) -> rusu_core::portal::SamplingResult {
    rusu_core::portal::SamplingResult {
        id: 0,
        scope: rusu_core::portal::SamplingScope::National,
        authority: "示例市场监督管理局".to_owned(),
        notice: "2026年第1号".to_owned(),
        notice_url: None,
        published_on: jiff::civil::date(2026, 9, 1),
        sample_number: number.to_owned(),
        product_name: "示例奶粉".to_owned(),
        brand: None,
        manufacturer: "示例乳业".to_owned(),
        enterprise: Some(OWN),
        specification: None,
        lot_number: LotNumber::parse(lot),
        production_date: None,
        sampled_at: None,
        conclusion: rusu_core::portal::Conclusion::Pass,
        failures: Vec::new(),
    }
}

#[test]
fn a_package_shows_what_is_in_it_as_of_now() {
    use rusu_core::packaging::{PackagingEvent, PackagingStep};
    let world = world();
    let loose = "6900012345678909";
    world.stage(&lot_key("SL9"), 9, &[record(loose, Carrier::Outer, None)]);
    world.publish(sample_lot_numbered("SL9"), 9);
    let event = |step, code: &str| PackagingEvent {
        enterprise: OWN,
        step,
        code: trace_code(code),
        package: trace_code(CASE),
        why: "换箱".to_owned(),
        who: "enterprise".to_owned(),
        at: moment(0),
    };
    let contents = || world.ask(CASE, Some(OWN)).package.unwrap().codes;
    assert_eq!(contents(), [CAN, "6900012345678902"].map(trace_code));
    let events = [event(PackagingStep::Unpacked, CAN), event(PackagingStep::Packed, loose)];
    world.registry.save_packaging(&events).unwrap();
    assert_eq!(contents(), ["6900012345678902", loose].map(trace_code));
    world.registry.save_packaging(&[event(PackagingStep::Packed, CAN)]).unwrap();
    assert_eq!(contents(), [CAN, "6900012345678902", loose].map(trace_code));
}
