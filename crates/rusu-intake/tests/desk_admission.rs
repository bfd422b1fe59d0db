//! Admission's desk: keys within their bounds, standings, papers, contacts on their day.

#![expect(clippy::unwrap_used, reason = "a test that cannot be set up has failed")]

use std::sync::Arc;

use jiff::SignedDuration;
use jiff::civil::date;
use rusu_core::admission::{EnterpriseState, PaperKind};
use rusu_core::enterprise::{Enterprise, EnterpriseId, Site};
use rusu_core::limits::{
    APPLICATION_SITES_MAX, APPLICATION_UNDECIDED_DAYS_MAX, COMPLAINT_SECONDS_MIN, KEY_LABEL_CHARACTERS_MAX,
    SIGNING_KEYS_IN_FORCE_MAX,
};
use rusu_core::ports::{AdmissionReader, MasterChange, RegistryWriter};
use rusu_core::signature::{SignatureAlgorithm, to_base64};
use rusu_intake::{
    Access, AdmissionDesk, AdmissionError, PortalDesk, PortalError, RawApplication, RawContact, RawKey,
    RawSite, SecretKey,
};
use rusu_testkit::builders::{
    ENTERPRISE, FixedClock, SeededChance, sample_enterprise, sample_enterprise_with_profile, sample_site,
};
use rusu_testkit::objects_memory::MemoryObjects;
use rusu_testkit::registry_memory::MemoryRegistry;

const CHILD: EnterpriseId = EnterpriseId(5);
const STRANGER: EnterpriseId = EnterpriseId(6);

struct Office {
    registry: Arc<MemoryRegistry>,
    clock: Arc<FixedClock>,
    portal: Arc<PortalDesk>,
    desk: AdmissionDesk,
}

/// A group, its child, and a stranger.
fn office() -> Office {
    let (registry, clock) = (Arc::new(MemoryRegistry::new()), Arc::new(FixedClock::default()));
    let chance = Arc::new(SeededChance::new(3));
    let objects = Arc::new(MemoryObjects::new());
    let portal = PortalDesk::new(registry.clone(), objects, registry.clone(), clock.clone(), chance.clone());
    let portal = Arc::new(portal);
    let desk = AdmissionDesk::new(registry.clone(), registry.clone(), portal.clone(), clock.clone(), chance);
    registry.save_enterprise(&sample_enterprise_with_profile()).unwrap();
    let other = |id, parent| Enterprise { id, parent, ..sample_enterprise() };
    registry.save_enterprise(&other(CHILD, Some(ENTERPRISE))).unwrap();
    registry.save_enterprise(&other(STRANGER, None)).unwrap();
    Office { registry, clock, portal, desk }
}

fn key(seed: u64) -> RawKey {
    let key = SecretKey::generate(SignatureAlgorithm::Ed25519, &SeededChance::new(seed)).unwrap();
    RawKey { algorithm: "ed25519".to_owned(), public_key: to_base64(&key.public_key()) }
}

fn access(caller: EnterpriseId, on_behalf_of: Option<&str>, writes: bool) -> Access {
    Access { caller, is_signed: false, writes, on_behalf_of: on_behalf_of.map(str::to_owned) }
}

#[test]
fn so_many_keys_are_in_force_and_one_more_is_refused_until_one_is_revoked() {
    let desk = office().desk;
    let register = |seed| desk.register_key(ENTERPRISE, &key(seed), "key");
    let limit = u64::try_from(SIGNING_KEYS_IN_FORCE_MAX).unwrap();
    let ids: Vec<_> = (1..=limit).map(|seed| register(seed).unwrap().id).collect();
    assert!(matches!(register(limit + 1), Err(AdmissionError::KeysLimit { .. })));
    desk.revoke_key(ENTERPRISE, ids.first().unwrap().as_str()).unwrap();
    assert!(register(limit + 1).is_ok());
}

#[test]
fn the_same_key_again_is_the_same_entry_and_a_revoked_one_never_comes_back() {
    let desk = office().desk;
    let first = desk.register_key(ENTERPRISE, &key(1), "first").unwrap();
    assert_eq!(desk.register_key(ENTERPRISE, &key(1), "again").unwrap(), first);
    assert!(matches!(desk.register_key(CHILD, &key(1), "x"), Err(AdmissionError::KeyTaken { .. })));
    desk.revoke_key(ENTERPRISE, first.id.as_str()).unwrap();
    desk.revoke_key(ENTERPRISE, first.id.as_str()).unwrap();
    assert!(matches!(desk.register_key(ENTERPRISE, &key(1), "x"), Err(AdmissionError::KeyRevoked { .. })));
    assert!(matches!(desk.revoke_key(ENTERPRISE, "rk_x"), Err(AdmissionError::NoSuchKey { .. })));
}

#[test]
fn a_keys_label_is_needed_and_bounded() {
    let desk = office().desk;
    let register = |label: &str| desk.register_key(ENTERPRISE, &key(1), label);
    let missing = register(" ");
    assert!(matches!(missing, Err(AdmissionError::Entry(PortalError::Missing { field: "label" }))));
    let long = register(&"长".repeat(KEY_LABEL_CHARACTERS_MAX + 1));
    assert!(matches!(long, Err(AdmissionError::Entry(PortalError::TooLong { field: "label", .. }))));
    assert!(register(&"长".repeat(KEY_LABEL_CHARACTERS_MAX)).is_ok());
}

#[test]
fn a_group_acts_for_itself_and_its_child_and_for_nobody_else() {
    let desk = office().desk;
    let acting = |caller, of: Option<&str>| desk.check_access(&access(caller, of, true));
    assert_eq!(acting(ENTERPRISE, None).unwrap(), ENTERPRISE);
    assert_eq!(acting(ENTERPRISE, Some("1")).unwrap(), ENTERPRISE);
    assert_eq!(acting(ENTERPRISE, Some(" 5 ")).unwrap(), CHILD);
    for (caller, of) in
        [(ENTERPRISE, "6"), (ENTERPRISE, "99"), (ENTERPRISE, ""), (CHILD, "1"), (STRANGER, "5")]
    {
        assert!(matches!(acting(caller, Some(of)), Err(AdmissionError::NotYours { .. })), "{caller} {of}");
    }
}

#[test]
fn a_child_s_standing_and_the_groups_both_count() {
    let desk = office().desk;
    let acting = |writes| desk.check_access(&access(ENTERPRISE, Some("5"), writes));
    let decide = |id, state, signed| desk.set_standing(id, state, signed, "why", "who").unwrap();
    decide(CHILD, None, Some(true));
    assert!(matches!(acting(false), Err(AdmissionError::SignatureRequired { enterprise: CHILD })));
    decide(CHILD, None, Some(false));
    decide(ENTERPRISE, Some(EnterpriseState::Suspended), None);
    assert!(matches!(acting(true), Err(AdmissionError::Suspended { enterprise: ENTERPRISE, .. })));
    assert_eq!(acting(false).unwrap(), CHILD);
}

#[test]
fn what_is_not_said_of_a_standing_stays() {
    let office = office();
    let decide = |state, signed| office.desk.set_standing(ENTERPRISE, state, signed, "why", "who").unwrap();
    decide(None, Some(true));
    let standing = decide(Some(EnterpriseState::Suspended), None);
    assert_eq!((standing.state, standing.signed_only), (EnterpriseState::Suspended, true));
    assert_eq!(office.desk.standings(ENTERPRISE).unwrap().len(), 2);
}

#[test]
fn papers_of_one_enterprise_come_without_the_others_and_are_counted_over_all() {
    let office = office();
    for enterprise in [ENTERPRISE, CHILD] {
        let site = Site { enterprise, licence_valid_to: date(2026, 10, 1), ..sample_site() };
        let change = MasterChange { sites: vec![site], ..MasterChange::default() };
        office.registry.save_master(enterprise, &change).unwrap();
    }
    let of = |enterprise| office.desk.ending_papers(enterprise, 3_650).unwrap();
    assert!(of(Some(CHILD)).iter().all(|paper| paper.enterprise == CHILD));
    let first = of(None).first().cloned().unwrap();
    assert_eq!((first.kind, first.valid_to), (PaperKind::ProductionLicence, date(2026, 10, 1)));
    assert_eq!(office.desk.ending_count(), 0);
    office.desk.upkeep().unwrap();
    assert_eq!(office.desk.ending_count(), 2);
}

fn application(sites: usize) -> RawApplication {
    let site = RawSite {
        name: "一厂".to_owned(),
        address: "示例路 1 号".to_owned(),
        licence: "SC12923020000010".to_owned(),
        licence_valid_to: "2029-06-30".to_owned(),
    };
    let contact =
        RawContact { person: "李四".to_owned(), phone: "13800000000".to_owned(), mail: String::new() };
    RawApplication {
        name: "新申乳业".to_owned(),
        legal_name: "新申乳业有限公司".to_owned(),
        credit_code: "91230000MA00000151".to_owned(),
        sites: vec![site; sites],
        contact,
        ..RawApplication::default()
    }
}

impl Office {
    fn apply(&self, sites: usize) -> Result<u64, AdmissionError> {
        let ticket = self.portal.ticket().unwrap();
        self.clock.advance(SignedDuration::from_secs(COMPLAINT_SECONDS_MIN));
        self.desk.apply(&application(sites), &ticket, None).map(|taken| taken.id)
    }
}

#[test]
fn so_many_sites_are_taken_and_no_more() {
    let office = office();
    assert!(office.apply(APPLICATION_SITES_MAX).is_ok());
    let beyond = office.apply(APPLICATION_SITES_MAX + 1);
    assert!(matches!(beyond, Err(AdmissionError::Entry(PortalError::TooLong { field: "sites", .. }))));
}

#[test]
fn the_contact_of_an_application_that_nobody_decides_is_wiped_after_a_year() {
    let office = office();
    let id = office.apply(1).unwrap();
    office.clock.advance(SignedDuration::from_hours(24 * APPLICATION_UNDECIDED_DAYS_MAX - 1));
    assert_eq!(office.desk.upkeep().unwrap(), 0);
    office.clock.advance(SignedDuration::from_hours(1));
    assert_eq!(office.desk.upkeep().unwrap(), 1);
    assert_eq!(office.registry.application(id).unwrap().unwrap().content.contact, None);
}

#[test]
fn a_secret_is_kept_as_its_digest_only() {
    let office = office();
    let ticket = office.portal.ticket().unwrap();
    office.clock.advance(SignedDuration::from_secs(COMPLAINT_SECONDS_MIN));
    let taken = office.desk.apply(&application(1), &ticket, None).unwrap();
    let kept = format!("{:?}", office.registry.application(taken.id).unwrap());
    assert!(!kept.contains(&taken.secret));
    assert_eq!(office.desk.application_of(taken.id, &taken.secret).unwrap().id, taken.id);
}
