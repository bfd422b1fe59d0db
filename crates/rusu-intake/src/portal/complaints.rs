//! Complaints and reports: without an account, so within bounds.

use std::net::IpAddr;

use jiff::SignedDuration;
use rusu_core::channel::Channel;
use rusu_core::code::narrow;
use rusu_core::enterprise::EnterpriseId;
use rusu_core::limits::{
    COMPLAINT_CODE_CHARACTERS_MAX, COMPLAINT_CONTACT_CHARACTERS_MAX, COMPLAINT_CONTACT_DAYS_MAX,
    COMPLAINT_TEXT_CHARACTERS_MAX, COMPLAINTS_OPEN_MAX,
};
use rusu_core::portal::{Complaint, ComplaintKind, ComplaintState, NewComplaint, Page, PageNumber};
use rusu_core::ports::StoreFault;
use rusu_core::verdict::Verdict;

use super::fields::{form, line, lines};
use super::ticket::Mark;
use super::{PortalDesk, PortalError, ticket, unknown};

/// Fewest and most digits of a telephone number: a short service number, and ITU-T E.164 with an
/// extension.
const PHONE_DIGITS: std::ops::RangeInclusive<usize> = 5..=20;

/// A complaint as it arrives, unchecked. Whatever a face offers besides, such as a field that only
/// a script fills in, is the face's to judge.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RawComplaint {
    /// The stable word of what it is about.
    pub kind: String,
    /// In the person's own words; may be empty if a code is given.
    pub text: String,
    /// The enterprise, if known.
    pub enterprise: Option<EnterpriseId>,
    /// What was typed or scanned, if it was about a can.
    pub code: Option<String>,
    /// What the platform answered then.
    pub verdict: Option<Verdict>,
    /// Telephone or mail address, if the person wants an answer.
    pub contact: Option<String>,
    /// Through which front door.
    pub channel: Channel,
}

impl PortalDesk {
    /// A ticket for a form that is opened now. Nothing is kept of it.
    ///
    /// # Errors
    /// [`StoreFault`].
    pub fn ticket(&self) -> Result<String, StoreFault> {
        Ok(ticket::issue(&self.secret()?, self.clock.now(), self.chance.bytes()))
    }

    /// Takes a complaint and returns its number. A refused one does not use up its ticket.
    ///
    /// # Errors
    /// [`PortalError::Form`] of `kind`, `text`, `code` or `contact`; [`PortalError::TooLong`] of
    /// `text`, `code` or `contact`; [`PortalError::Missing`] of `text` if there is no code either;
    /// [`PortalError::Unknown`] of an enterprise; [`PortalError::TicketInvalid`],
    /// [`PortalError::TicketEarly`], [`PortalError::TicketExpired`] or [`PortalError::TicketUsed`];
    /// [`PortalError::ComplaintsOfAddress`] or [`PortalError::ComplaintsBusy`];
    /// [`PortalError::Fault`].
    pub fn submit(
        &self,
        raw: &RawComplaint,
        ticket: &str,
        address: Option<IpAddr>,
    ) -> Result<u64, PortalError> {
        let content = self.checked(raw)?;
        let now = self.clock.now();
        ticket::read(&self.secret()?, ticket, now)?;
        if self.portal.complaints_open()? >= COMPLAINTS_OPEN_MAX {
            return Err(PortalError::ComplaintsBusy { what: "open", limit: COMPLAINTS_OPEN_MAX });
        }
        let kept = SignedDuration::from_hours(24 * COMPLAINT_CONTACT_DAYS_MAX);
        let contact_until = content.contact.as_ref().and_then(|_| now.checked_add(kept).ok());
        let complaint = Complaint {
            id: 0,
            received_at: now,
            content,
            contact_until,
            state: ComplaintState::Open,
            note: String::new(),
            updated_at: now,
        };
        let mark = self.enter(ticket, address)?;
        let stored = self.portal.add_complaint(&complaint);
        self.settle(&mark, stored.as_ref().ok().copied());
        Ok(stored?)
    }

    /// Lets a form in: its ticket is ours and fresh, and its address is within bounds.
    pub(crate) fn enter(&self, ticket: &str, address: Option<IpAddr>) -> Result<Mark, PortalError> {
        let now = self.clock.now();
        let (mark, until) = ticket::read(&self.secret()?, ticket, now)?;
        self.recent().admit(mark, until, address, now)?;
        Ok(mark)
    }

    /// Says what became of a form that was let in.
    pub(crate) fn settle(&self, mark: &Mark, entry: Option<u64>) {
        self.recent().settle(mark, entry);
    }

    /// Complaints, latest first; in one state or all.
    ///
    /// # Errors
    /// [`StoreFault`].
    pub fn complaints(
        &self,
        state: Option<ComplaintState>,
        page: PageNumber,
    ) -> Result<Page<Complaint>, StoreFault> {
        self.portal.complaints(state, page)
    }

    /// Changes where a complaint stands, with a note.
    ///
    /// # Errors
    /// [`PortalError::Unknown`] if there is none with this number; [`PortalError::TooLong`] or
    /// [`PortalError::Form`] of `note`; [`PortalError::Fault`].
    pub fn answer_complaint(&self, id: u64, state: ComplaintState, note: &str) -> Result<(), PortalError> {
        let note = lines("note", note, COMPLAINT_TEXT_CHARACTERS_MAX)?;
        let known = self.portal.answer_complaint(id, state, &note, self.clock.now())?;
        if known { Ok(()) } else { Err(unknown("complaint", id)) }
    }

    /// Wipes the contacts whose day has come, and forgets what this process remembered of addresses
    /// beyond its hour. Tells how many contacts. Call it once an hour.
    ///
    /// # Errors
    /// [`StoreFault`].
    pub fn wipe(&self) -> Result<u64, StoreFault> {
        let now = self.clock.now();
        self.recent().forget(now);
        self.portal.wipe_contacts(now)
    }

    fn checked(&self, raw: &RawComplaint) -> Result<NewComplaint, PortalError> {
        let kind = ComplaintKind::from_word(raw.kind.trim()).ok_or_else(|| form("kind", &raw.kind))?;
        let text = lines("text", &raw.text, COMPLAINT_TEXT_CHARACTERS_MAX)?;
        let code = line("code", raw.code.as_deref().unwrap_or_default(), COMPLAINT_CODE_CHARACTERS_MAX)?;
        if text.is_empty() && code.is_empty() {
            return Err(PortalError::Missing { field: "text" });
        }
        Ok(NewComplaint {
            kind,
            text,
            enterprise: raw.enterprise.map(|id| self.known_enterprise(id)).transpose()?,
            code: Some(code).filter(|code| !code.is_empty()),
            verdict: raw.verdict,
            contact: contact(raw.contact.as_deref().unwrap_or_default())?,
            channel: raw.channel,
        })
    }
}

/// A telephone number or a mail address, full-width forms narrowed; `None` if it is empty.
fn contact(text: &str) -> Result<Option<String>, PortalError> {
    let narrowed: String = text.chars().map(narrow).collect();
    let contact = line("contact", &narrowed, COMPLAINT_CONTACT_CHARACTERS_MAX)?;
    if contact.is_empty() {
        return Ok(None);
    }
    if is_phone(&contact) || is_mail(&contact) { Ok(Some(contact)) } else { Err(form("contact", &contact)) }
}

pub(crate) fn is_phone(text: &str) -> bool {
    let digits = text.chars().filter(char::is_ascii_digit).count();
    let others = text.chars().all(|c| c.is_ascii_digit() || matches!(c, ' ' | '-' | '(' | ')' | '+'));
    PHONE_DIGITS.contains(&digits) && others && !text.chars().skip(1).any(|c| c == '+')
}

pub(crate) fn is_mail(text: &str) -> bool {
    let Some((name, domain)) = text.split_once('@') else { return false };
    let fits = |part: &str| !part.is_empty() && !part.contains(|c: char| c.is_whitespace() || c == '@');
    let labels: Vec<&str> = domain.split('.').collect();
    fits(name) && labels.len() >= 2 && labels.into_iter().all(fits)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_telephone_number_or_a_mail_address_is_a_contact() {
        for text in [
            "13800000000",
            "+86 138-0000-0000",
            "(010) 6600 0000",
            "96315",
            "１３８００００００００",
            "mama@example.cn",
            "妈妈@例子.中国",
        ] {
            assert!(matches!(contact(text), Ok(Some(_))), "{text}");
        }
    }

    #[test]
    fn other_texts_are_no_contact() {
        for text in [
            "微信同号",
            "1234",
            "138+0000+0000",
            "mama@",
            "@example.cn",
            "a b@example.cn",
            "a@b@c.cn",
            "a@b.",
        ] {
            assert!(matches!(contact(text), Err(PortalError::Form { field: "contact", .. })), "{text}");
        }
    }

    #[test]
    fn no_contact_is_none() {
        assert!(matches!(contact(" \u{3000} "), Ok(None)));
    }

    #[test]
    fn a_contact_is_accepted_at_the_limit_and_refused_beyond() {
        let mail = |length: usize| format!("{}@example.cn", "a".repeat(length - "@example.cn".len()));
        assert!(contact(&mail(COMPLAINT_CONTACT_CHARACTERS_MAX)).is_ok());
        let beyond = contact(&mail(COMPLAINT_CONTACT_CHARACTERS_MAX + 1));
        assert!(matches!(beyond, Err(PortalError::TooLong { field: "contact", .. })));
    }
}
