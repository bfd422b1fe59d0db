//! Complaints on stores in memory.
#![expect(clippy::unwrap_used, reason = "a test that cannot be set up has failed")]

mod desk_common;

use std::net::IpAddr;

use desk_common::{Desk, desk, desk_on};
use jiff::SignedDuration;
use rusu_core::channel::Channel;
use rusu_core::enterprise::EnterpriseId;
use rusu_core::limits::{
    COMPLAINT_CODE_CHARACTERS_MAX, COMPLAINT_CONTACT_DAYS_MAX, COMPLAINT_SECONDS_MAX, COMPLAINT_SECONDS_MIN,
    COMPLAINT_TEXT_CHARACTERS_MAX, COMPLAINTS_PER_ADDRESS_MAX,
};
use rusu_core::portal::{Complaint, ComplaintKind, ComplaintState, PageNumber};
use rusu_core::ports::PortalReader as _;
use rusu_core::verdict::Verdict;
use rusu_intake::{PortalError, RawComplaint};
use rusu_testkit::builders::ENTERPRISE;

fn raw() -> RawComplaint {
    RawComplaint {
        kind: "cannot_find".to_owned(),
        text: "查不到这罐奶粉。".to_owned(),
        ..RawComplaint::default()
    }
}

fn address() -> Option<IpAddr> {
    "192.0.2.7".parse().ok()
}

impl Desk {
    fn wait(&self, seconds: i64) {
        self.clock.advance(SignedDuration::from_secs(seconds));
    }

    /// Opens a form, writes for a minute, sends it.
    fn send(&self, raw: &RawComplaint) -> Result<u64, PortalError> {
        let ticket = self.desk.ticket().unwrap();
        self.wait(60);
        self.desk.submit(raw, &ticket, address())
    }

    fn kept(&self) -> Vec<Complaint> {
        self.registry.complaints(None, PageNumber::FIRST).unwrap().entries
    }
}

#[test]
fn a_complaint_is_kept_as_it_was_written() {
    let desk = desk();
    let sent = RawComplaint {
        kind: "quality".to_owned(),
        text: " 冲不开。\r\n有结块。 ".to_owned(),
        enterprise: Some(ENTERPRISE),
        code: Some(" 6900 0123 4567 8901 ".to_owned()),
        verdict: Some(Verdict::FirstQuery),
        contact: Some("１３８ 0000 0000".to_owned()),
        channel: Channel::named("gov_cn"),
    };
    let id = desk.send(&sent).unwrap();
    let kept = desk.kept().remove(0);
    assert_eq!((kept.id, kept.state, kept.note.as_str()), (id, ComplaintState::Open, ""));
    assert_eq!(kept.content.kind, ComplaintKind::Quality);
    assert_eq!(kept.content.text, "冲不开。\n有结块。");
    assert_eq!(kept.content.enterprise, Some(ENTERPRISE));
    assert_eq!(kept.content.code.as_deref(), Some("6900 0123 4567 8901"));
    assert_eq!(kept.content.verdict, Some(Verdict::FirstQuery));
    assert_eq!(kept.content.contact.as_deref(), Some("138 0000 0000"));
    assert_eq!(kept.content.channel.as_str(), "gov_cn");
}

#[test]
fn a_contact_is_kept_for_its_days_and_no_longer() {
    let desk = desk();
    desk.send(&RawComplaint { contact: Some("13800000000".to_owned()), ..raw() }).unwrap();
    let lasts = SignedDuration::from_hours(24 * COMPLAINT_CONTACT_DAYS_MAX);
    assert_eq!(desk.kept()[0].contact_until, Some(desk.kept()[0].received_at + lasts));
    desk.clock.advance(lasts - SignedDuration::from_secs(1));
    assert_eq!(desk.desk.wipe().unwrap(), 0);
    desk.wait(1);
    assert_eq!(desk.desk.wipe().unwrap(), 1);
    assert_eq!(desk.kept()[0].content.contact, None);
}

#[test]
fn without_a_contact_there_is_nothing_to_wipe() {
    let desk = desk();
    desk.send(&RawComplaint { contact: Some("  ".to_owned()), ..raw() }).unwrap();
    assert_eq!((desk.kept()[0].content.contact.clone(), desk.kept()[0].contact_until), (None, None));
}

#[test]
fn a_text_or_a_code_is_needed() {
    let desk = desk();
    let silent = RawComplaint { text: String::new(), ..raw() };
    assert!(matches!(desk.send(&silent), Err(PortalError::Missing { field: "text" })));
    assert!(desk.send(&RawComplaint { code: Some("69000123".to_owned()), ..silent }).is_ok());
}

#[test]
fn an_unknown_kind_is_refused() {
    let desk = desk();
    let refused = desk.send(&RawComplaint { kind: "spam".to_owned(), ..raw() });
    assert!(matches!(refused, Err(PortalError::Form { field: "kind", .. })));
}

#[test]
fn an_enterprise_that_does_not_exist_is_refused() {
    let desk = desk();
    let refused = desk.send(&RawComplaint { enterprise: Some(EnterpriseId(999)), ..raw() });
    assert!(matches!(refused, Err(PortalError::Unknown { what: "enterprise", .. })));
}

#[test]
fn text_and_code_are_accepted_at_their_limits_and_refused_beyond() {
    let desk = desk();
    let text = |length| RawComplaint { text: "字".repeat(length), ..raw() };
    assert!(desk.send(&text(COMPLAINT_TEXT_CHARACTERS_MAX)).is_ok());
    let beyond = desk.send(&text(COMPLAINT_TEXT_CHARACTERS_MAX + 1));
    assert!(matches!(beyond, Err(PortalError::TooLong { field: "text", .. })));
    let code = |length| RawComplaint { code: Some("6".repeat(length)), ..raw() };
    assert!(desk.send(&code(COMPLAINT_CODE_CHARACTERS_MAX)).is_ok());
    let beyond = desk.send(&code(COMPLAINT_CODE_CHARACTERS_MAX + 1));
    assert!(matches!(beyond, Err(PortalError::TooLong { field: "code", .. })));
}

#[test]
fn a_form_that_is_sent_too_soon_or_too_late_is_refused() {
    let desk = desk();
    let ticket = desk.desk.ticket().unwrap();
    desk.wait(COMPLAINT_SECONDS_MIN - 1);
    let early = desk.desk.submit(&raw(), &ticket, address());
    assert!(matches!(early, Err(PortalError::TicketEarly { .. })));
    desk.wait(COMPLAINT_SECONDS_MAX - COMPLAINT_SECONDS_MIN + 2);
    let late = desk.desk.submit(&raw(), &ticket, address());
    assert!(matches!(late, Err(PortalError::TicketExpired { .. })));
}

#[test]
fn a_refused_complaint_can_be_mended_and_sent_with_the_same_ticket() {
    let desk = desk();
    let ticket = desk.desk.ticket().unwrap();
    desk.wait(60);
    let mistaken = RawComplaint { contact: Some("微信同号".to_owned()), ..raw() };
    assert!(matches!(desk.desk.submit(&mistaken, &ticket, address()), Err(PortalError::Form { .. })));
    assert!(desk.desk.submit(&raw(), &ticket, address()).is_ok());
}

#[test]
fn a_form_that_is_sent_twice_is_one_complaint() {
    let desk = desk();
    let ticket = desk.desk.ticket().unwrap();
    desk.wait(60);
    let id = desk.desk.submit(&raw(), &ticket, address()).unwrap();
    let again = desk.desk.submit(&raw(), &ticket, address());
    assert!(matches!(again, Err(PortalError::TicketUsed { complaint: Some(first) }) if first == id));
    assert_eq!(desk.kept().len(), 1);
}

#[test]
fn a_ticket_of_one_process_is_taken_by_another() {
    let desk = desk();
    let other = desk_on(&desk.registry, &desk.objects, &desk.clock, 8);
    let ticket = desk.desk.ticket().unwrap();
    desk.wait(60);
    assert!(other.submit(&raw(), &ticket, address()).is_ok());
}

#[test]
fn a_forged_ticket_is_refused() {
    let desk = desk();
    let refused = desk.desk.submit(&raw(), "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", address());
    assert!(matches!(refused, Err(PortalError::TicketInvalid)));
}

#[test]
fn an_address_sends_to_its_limit_and_no_more_within_an_hour() {
    let desk = desk();
    for _ in 0..COMPLAINTS_PER_ADDRESS_MAX {
        desk.send(&raw()).unwrap();
    }
    assert!(matches!(desk.send(&raw()), Err(PortalError::ComplaintsOfAddress { .. })));
    desk.wait(3_600);
    assert!(desk.send(&raw()).is_ok());
}

#[test]
fn a_complaint_is_answered_with_a_note() {
    let desk = desk();
    let id = desk.send(&raw()).unwrap();
    desk.desk.answer_complaint(id, ComplaintState::Closed, " 已回电。 ").unwrap();
    let kept = desk.desk.complaints(Some(ComplaintState::Closed), PageNumber::FIRST).unwrap().entries;
    assert_eq!((kept[0].id, kept[0].note.as_str()), (id, "已回电。"));
}

#[test]
fn a_complaint_that_does_not_exist_cannot_be_answered() {
    let desk = desk();
    let refused = desk.desk.answer_complaint(7, ComplaintState::Closed, "");
    assert!(matches!(refused, Err(PortalError::Unknown { .. })));
}
