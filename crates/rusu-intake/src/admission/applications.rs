//! Applications: without an account, so within bounds, and what the operator decides of them.

use std::net::IpAddr;

use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use rusu_core::admission::{
    Admission, ApplicantCertificate, ApplicantContact, ApplicantKey, ApplicantSite, Application,
    ApplicationContent, ApplicationDecision, ApplicationState,
};
use rusu_core::enterprise::{Coverage, EnterpriseId};
use rusu_core::identifiers::{CreditCode, ProductionLicence};
use rusu_core::limits::{
    APPLICATION_CERTIFICATES_MAX, APPLICATION_CONTACT_DAYS_MAX, APPLICATION_SITES_MAX,
    APPLICATION_UNDECIDED_DAYS_MAX, APPLICATIONS_OPEN_MAX, BRANDS_MAX, COMPLAINT_CONTACT_CHARACTERS_MAX,
    REASON_CHARACTERS_MAX, SHORT_TEXT_CHARACTERS_MAX,
};
use rusu_core::portal::{Page, PageNumber};
use rusu_core::ports::StoreFault;
use rusu_core::signature::{KeyId, SigningKey};

use super::keys::read_key;
use super::{AdmissionDesk, AdmissionError};
use crate::PortalError;
use crate::keys::{base64_url, digest};
use crate::portal::complaints::{is_mail, is_phone};
use crate::portal::fields::{form, line, lines, needed};
use crate::signing::key_id;

/// What begins every application's secret, so that scanners of leaked secrets know it.
const SECRET_PREFIX: &str = "rusu_ap_";
/// What an enterprise's first key is called.
const FIRST_KEY_LABEL: &str = "application";

/// A plant as it arrives, unchecked.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RawSite {
    /// The plant's name.
    pub name: String,
    /// Its address.
    pub address: String,
    /// Its production licence.
    pub licence: String,
    /// The licence's last day.
    pub licence_valid_to: String,
}

/// A certificate as it arrives, unchecked.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RawCertificate {
    /// What it certifies.
    pub name: String,
    /// Its number.
    pub number: String,
    /// Who issued it.
    pub issuer: String,
    /// Its last day; may be empty.
    pub valid_to: String,
}

/// A contact as it arrives, unchecked.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RawContact {
    /// The person's name.
    pub person: String,
    /// A telephone number.
    pub phone: String,
    /// A mail address; may be empty.
    pub mail: String,
}

/// A public key as it arrives, unchecked.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RawKey {
    /// The stable word of the algorithm.
    pub algorithm: String,
    /// The key: PEM, or its bytes in base64.
    pub public_key: String,
}

/// An application as it arrives, unchecked.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RawApplication {
    /// The name people shall know.
    pub name: String,
    /// The registered name.
    pub legal_name: String,
    /// The credit code.
    pub credit_code: String,
    /// Brands on its cans.
    pub brands: Vec<String>,
    /// The group it belongs to; may be empty.
    pub group: String,
    /// From which day of production on; empty for all goods within their shelf life.
    pub coverage_since: String,
    /// Its plants, at least one.
    pub sites: Vec<RawSite>,
    /// Its certificates.
    pub certificates: Vec<RawCertificate>,
    /// Whom to ask.
    pub contact: RawContact,
    /// Its first key, if it has one already.
    pub key: Option<RawKey>,
}

/// An application that was taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Submitted {
    /// Its number.
    pub id: u64,
    /// By which the applicant asks how it stands; told this once and kept nowhere.
    pub secret: String,
}

/// How the operator admits.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AdmissionOrder {
    /// An enterprise of the directory that the applicant is; `None` makes a new one.
    pub known: Option<EnterpriseId>,
    /// The group it belongs to.
    pub parent: Option<EnterpriseId>,
    /// Why.
    pub reason: String,
}

/// What an admission made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Admitted {
    /// The enterprise.
    pub enterprise: EnterpriseId,
    /// Its first key, if the application brought one.
    pub key: Option<KeyId>,
}

impl AdmissionDesk {
    /// Takes an application. A refused one does not use up its ticket.
    ///
    /// # Errors
    /// [`AdmissionError::Entry`] of any field, of the ticket, or of a limit of forms;
    /// [`AdmissionError::PublicKeyForm`]; [`AdmissionError::ApplicationsBusy`];
    /// [`AdmissionError::Fault`].
    pub fn apply(
        &self,
        raw: &RawApplication,
        ticket: &str,
        address: Option<IpAddr>,
    ) -> Result<Submitted, AdmissionError> {
        let content = checked(raw)?;
        if self.admission.applications_open()? >= APPLICATIONS_OPEN_MAX {
            return Err(AdmissionError::ApplicationsBusy { limit: APPLICATIONS_OPEN_MAX });
        }
        let secret = format!("{SECRET_PREFIX}{}", base64_url(&self.chance.bytes()));
        let received_at = self.clock.now();
        let application = Application {
            id: 0,
            secret_digest: digest(&secret),
            received_at,
            content,
            contact_until: days_after(received_at, APPLICATION_UNDECIDED_DAYS_MAX),
            state: ApplicationState::Submitted,
            decision: None,
        };
        let mark = self.portal.enter(ticket, address)?;
        let stored = self.admission.add_application(&application);
        self.portal.settle(&mark, stored.as_ref().ok().copied());
        Ok(Submitted { id: stored?, secret })
    }

    /// An application, for the one who knows its secret.
    ///
    /// # Errors
    /// [`AdmissionError::ApplicationUnknown`], whichever of the two is wrong; [`AdmissionError::Fault`].
    pub fn application_of(&self, id: u64, secret: &str) -> Result<Application, AdmissionError> {
        let digest = digest(secret);
        let found = self.admission.application(id)?.filter(|one| one.secret_digest == digest);
        found.ok_or(AdmissionError::ApplicationUnknown { id })
    }

    /// An application, for the operator.
    ///
    /// # Errors
    /// [`AdmissionError::ApplicationUnknown`]; [`AdmissionError::Fault`].
    pub fn application(&self, id: u64) -> Result<Application, AdmissionError> {
        self.admission.application(id)?.ok_or(AdmissionError::ApplicationUnknown { id })
    }

    /// Applications, the latest first; in one state or all.
    ///
    /// # Errors
    /// [`StoreFault`].
    pub fn applications(
        &self,
        state: Option<ApplicationState>,
        page: PageNumber,
    ) -> Result<Page<Application>, StoreFault> {
        self.admission.applications(state, page)
    }

    /// Admits an applicant: makes the enterprise, or finds it in the directory, with its first key.
    ///
    /// # Errors
    /// [`AdmissionError::ApplicationUnknown`], [`AdmissionError::ApplicationDecided`],
    /// [`AdmissionError::NameTaken`], [`AdmissionError::KeyTaken`], [`AdmissionError::Ended`] if the known
    /// enterprise's admission has ended; [`AdmissionError::Entry`] of `reason` or of an unknown enterprise
    /// or group; [`AdmissionError::Fault`].
    pub fn admit(&self, id: u64, order: &AdmissionOrder, who: &str) -> Result<Admitted, AdmissionError> {
        let reason = lines("reason", &order.reason, REASON_CHARACTERS_MAX)?;
        let content = self.application(id)?.content;
        self.check_place(&content, order)?;
        let at = self.clock.now();
        let key = content.key.map(|key| SigningKey {
            id: key_id(key.algorithm, &key.public_key),
            enterprise: EnterpriseId(0),
            algorithm: key.algorithm,
            public_key: key.public_key,
            label: FIRST_KEY_LABEL.to_owned(),
            created_at: at,
            revoked_at: None,
        });
        if let Some(key) = &key
            && self.admission.signing_key(&key.id)?.is_some()
        {
            return Err(AdmissionError::KeyTaken { id: key.id.clone() });
        }
        let key_id = key.as_ref().map(|key| key.id.clone());
        let admission = Admission {
            application: id,
            known: order.known,
            name: content.name,
            brands: content.brands,
            coverage: content.coverage,
            parent: order.parent,
            key,
            at,
            who: who.to_owned(),
            reason,
        };
        let enterprise = self.admission.admit(&admission)?;
        let enterprise = enterprise.ok_or(AdmissionError::ApplicationDecided { id })?;
        Ok(Admitted { enterprise, key: key_id })
    }

    /// Refuses an applicant; the contact is wiped some days later.
    ///
    /// # Errors
    /// [`AdmissionError::ApplicationUnknown`], [`AdmissionError::ApplicationDecided`],
    /// [`AdmissionError::Entry`] of `reason`; [`AdmissionError::Fault`].
    pub fn refuse(&self, id: u64, reason: &str, who: &str) -> Result<(), AdmissionError> {
        let reason = needed("reason", lines("reason", reason, REASON_CHARACTERS_MAX)?)?;
        self.application(id)?;
        let at = self.clock.now();
        let until = days_after(at, APPLICATION_CONTACT_DAYS_MAX).unwrap_or(at);
        let decision = ApplicationDecision { at, who: who.to_owned(), reason, enterprise: None };
        let refused = self.admission.refuse_application(id, &decision, until)?;
        if refused { Ok(()) } else { Err(AdmissionError::ApplicationDecided { id }) }
    }

    /// Whether there is room for the enterprise where the operator wants it.
    fn check_place(
        &self,
        content: &ApplicationContent,
        order: &AdmissionOrder,
    ) -> Result<(), AdmissionError> {
        if let Some(parent) = order.parent {
            self.known_enterprise(parent)?;
        }
        if let Some(known) = order.known {
            self.known_enterprise(known)?;
            let standing = self.admission.standing(known)?;
            let has_ended = standing.state == rusu_core::admission::EnterpriseState::Ended;
            let ended = AdmissionError::Ended { enterprise: known, reason: standing.reason };
            return if has_ended { Err(ended) } else { Ok(()) };
        }
        let known = self.registry.enterprises()?;
        match known.into_iter().find(|other| other.name == content.name) {
            None => Ok(()),
            Some(other) => Err(AdmissionError::NameTaken { name: other.name, enterprise: other.id }),
        }
    }
}

fn days_after(at: Timestamp, days: i64) -> Option<Timestamp> {
    at.checked_add(SignedDuration::from_hours(24 * days)).ok()
}

fn checked(raw: &RawApplication) -> Result<ApplicationContent, AdmissionError> {
    let name = short("name", &raw.name)?;
    let legal_name = short("legal_name", &raw.legal_name)?;
    let credit_code =
        CreditCode::parse(&raw.credit_code).map_err(|_| form("credit_code", &raw.credit_code))?;
    let coverage = match raw.coverage_since.trim() {
        "" => Coverage::InShelfLife,
        text => Coverage::Since(date("coverage_since", text)?),
    };
    if raw.sites.is_empty() {
        return Err(PortalError::Missing { field: "sites" }.into());
    }
    at_most("sites", raw.sites.len(), APPLICATION_SITES_MAX)?;
    at_most("certificates", raw.certificates.len(), APPLICATION_CERTIFICATES_MAX)?;
    at_most("brands", raw.brands.len(), BRANDS_MAX)?;
    let brands: Result<Vec<String>, PortalError> =
        raw.brands.iter().map(|brand| short("brands", brand)).collect();
    let key = match &raw.key {
        None => None,
        Some(key) => {
            let (algorithm, public_key) = read_key(key)?;
            Some(ApplicantKey { algorithm, public_key })
        }
    };
    Ok(ApplicationContent {
        name,
        legal_name,
        credit_code,
        brands: brands?,
        group: line("group", &raw.group, SHORT_TEXT_CHARACTERS_MAX)?,
        coverage,
        sites: raw.sites.iter().map(site).collect::<Result<_, PortalError>>()?,
        certificates: raw.certificates.iter().map(certificate).collect::<Result<_, PortalError>>()?,
        contact: Some(contact(&raw.contact)?),
        key,
    })
}

fn site(raw: &RawSite) -> Result<ApplicantSite, PortalError> {
    let licence = ProductionLicence::parse(&raw.licence).map_err(|_| form("licence", &raw.licence))?;
    Ok(ApplicantSite {
        name: short("site_name", &raw.name)?,
        address: short("address", &raw.address)?,
        licence,
        licence_valid_to: date("licence_valid_to", raw.licence_valid_to.trim())?,
    })
}

fn certificate(raw: &RawCertificate) -> Result<ApplicantCertificate, PortalError> {
    let valid_to = match raw.valid_to.trim() {
        "" => None,
        text => Some(date("certificate_valid_to", text)?),
    };
    Ok(ApplicantCertificate {
        name: short("certificate_name", &raw.name)?,
        number: short("certificate_number", &raw.number)?,
        issuer: short("certificate_issuer", &raw.issuer)?,
        valid_to,
    })
}

fn contact(raw: &RawContact) -> Result<ApplicantContact, PortalError> {
    let person = short("contact_person", &raw.person)?;
    let phone = line("contact_phone", &raw.phone, COMPLAINT_CONTACT_CHARACTERS_MAX)?;
    let phone = needed("contact_phone", phone)?;
    if !is_phone(&phone) {
        return Err(form("contact_phone", &phone));
    }
    let mail = line("contact_mail", &raw.mail, COMPLAINT_CONTACT_CHARACTERS_MAX)?;
    if !mail.is_empty() && !is_mail(&mail) {
        return Err(form("contact_mail", &mail));
    }
    Ok(ApplicantContact { person, phone, mail })
}

/// A short text that is needed.
fn short(field: &'static str, text: &str) -> Result<String, PortalError> {
    needed(field, line(field, text, SHORT_TEXT_CHARACTERS_MAX)?)
}

fn date(field: &'static str, text: &str) -> Result<Date, PortalError> {
    text.parse().map_err(|_| form(field, text))
}

fn at_most(field: &'static str, given: usize, limit: usize) -> Result<(), PortalError> {
    if given > limit { Err(PortalError::TooLong { field, given, limit }) } else { Ok(()) }
}
