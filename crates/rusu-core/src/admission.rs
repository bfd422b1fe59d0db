//! From an application to an admitted enterprise, and where an enterprise stands with the platform.
//!
//! Owns: applications, standings, papers that end. Refuses to know: how any of it is stored, sent or
//! shown, and the goods.
//!
//! Invariant: contacts are personal data, given for the answer; they are wiped on their day.

use jiff::civil::Date;
use jiff::{Span, Timestamp};

use crate::enterprise::{Coverage, Enterprise, EnterpriseId, Site};
use crate::identifiers::{CreditCode, ProductionLicence};
use crate::product::words;
use crate::signature::{SignatureAlgorithm, SigningKey};

/// Whether an enterprise may deliver. What it delivered stays visible in any case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum EnterpriseState {
    /// It may.
    Admitted,
    /// For now it may not.
    Suspended,
    /// It never will again: it must apply anew.
    Ended,
}

words!(EnterpriseState, EnterpriseState::Admitted => "admitted", EnterpriseState::Suspended => "suspended",
    EnterpriseState::Ended => "ended");

/// Where an enterprise stands with the platform.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing {
    /// Whether it may deliver.
    pub state: EnterpriseState,
    /// Whether its bearer keys open nothing, and every request must be signed.
    pub signed_only: bool,
    /// Why.
    pub reason: String,
    /// Who decided so: the label of the operator's key.
    pub who: String,
    /// Since when; `None` for an enterprise of whom nothing was ever decided.
    pub since: Option<Timestamp>,
}

impl Standing {
    /// Where an enterprise stands of whom nothing was ever decided.
    #[must_use]
    pub fn unspoken() -> Self {
        let (reason, who) = (String::new(), String::new());
        Self { state: EnterpriseState::Admitted, signed_only: false, reason, who, since: None }
    }
}

/// A plant that an applicant names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ApplicantSite {
    /// The plant's name.
    pub name: String,
    /// Its address.
    pub address: String,
    /// Its production licence.
    pub licence: ProductionLicence,
    /// The licence's last day.
    pub licence_valid_to: Date,
}

/// A certificate that an applicant names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ApplicantCertificate {
    /// What it certifies, such as `HACCP`.
    pub name: String,
    /// Its number.
    pub number: String,
    /// Who issued it.
    pub issuer: String,
    /// Its last day, if it has one.
    pub valid_to: Option<Date>,
}

/// Whom to ask about an application.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ApplicantContact {
    /// The person's name.
    pub person: String,
    /// A telephone number.
    pub phone: String,
    /// A mail address; may be empty.
    pub mail: String,
}

/// A public key without an owner yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ApplicantKey {
    /// How it signs.
    pub algorithm: SignatureAlgorithm,
    /// See [`SigningKey::public_key`].
    pub public_key: Vec<u8>,
}

/// What an applicant says, checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ApplicationContent {
    /// The name people shall know.
    pub name: String,
    /// The registered name.
    pub legal_name: String,
    /// The credit code.
    pub credit_code: CreditCode,
    /// Brands on its cans.
    pub brands: Vec<String>,
    /// The group it belongs to, in its own words; may be empty.
    pub group: String,
    /// Which of its goods will be on the platform.
    pub coverage: Coverage,
    /// Its plants.
    pub sites: Vec<ApplicantSite>,
    /// Its certificates.
    pub certificates: Vec<ApplicantCertificate>,
    /// Whom to ask; `None` once it was wiped.
    pub contact: Option<ApplicantContact>,
    /// Its first key, if it has one already.
    pub key: Option<ApplicantKey>,
}

/// Where an application stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ApplicationState {
    /// Waiting for the operator.
    Submitted,
    /// Admitted.
    Admitted,
    /// Refused.
    Refused,
}

words!(ApplicationState, ApplicationState::Submitted => "submitted", ApplicationState::Admitted => "admitted",
    ApplicationState::Refused => "refused");

/// What the operator decided of an application.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ApplicationDecision {
    /// When.
    pub at: Timestamp,
    /// Who: the label of the operator's key.
    pub who: String,
    /// Why; the applicant reads it.
    pub reason: String,
    /// The enterprise that it became, if it was admitted.
    pub enterprise: Option<EnterpriseId>,
}

/// An application as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Application {
    /// The platform's number; 0 before it has one.
    pub id: u64,
    /// SHA-256 of the secret by which the applicant asks how it stands.
    pub secret_digest: [u8; 32],
    /// When it came.
    pub received_at: Timestamp,
    /// What it says.
    pub content: ApplicationContent,
    /// When the contact is wiped, if there is a day for it.
    pub contact_until: Option<Timestamp>,
    /// Where it stands.
    pub state: ApplicationState,
    /// What was decided, once it was.
    pub decision: Option<ApplicationDecision>,
}

/// An admission, to be stored at once.
#[derive(Clone, Debug, PartialEq)]
pub struct Admission {
    /// The application's number.
    pub application: u64,
    /// An enterprise of the directory that the applicant is; `None` makes a new one.
    pub known: Option<EnterpriseId>,
    /// The new one's name.
    pub name: String,
    /// Its brands.
    pub brands: Vec<String>,
    /// Which of its goods will be on the platform.
    pub coverage: Coverage,
    /// The group it belongs to.
    pub parent: Option<EnterpriseId>,
    /// Its first key; whose it is, is only known once the enterprise has its number.
    pub key: Option<SigningKey>,
    /// When.
    pub at: Timestamp,
    /// Who decided so.
    pub who: String,
    /// Why.
    pub reason: String,
}

/// What ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum PaperKind {
    /// A site's production licence.
    ProductionLicence,
    /// The certificate of integrity management.
    IntegrityCertificate,
}

words!(PaperKind, PaperKind::ProductionLicence => "production_licence",
    PaperKind::IntegrityCertificate => "integrity_certificate");

/// A licence or certificate that ends soon, or has ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EndingPaper {
    /// Whose.
    pub enterprise: EnterpriseId,
    /// What it is.
    pub kind: PaperKind,
    /// The site's reference; empty for a certificate of the enterprise.
    pub site: String,
    /// Its number.
    pub number: String,
    /// Its last day.
    pub valid_to: Date,
    /// Days from today to its last day: 0 on that day, negative once it has ended.
    pub days_left: i32,
}

/// An enterprise's papers whose last day comes within so many days or has passed, the earliest first.
#[must_use]
pub fn ending_papers(enterprise: &Enterprise, sites: &[Site], today: Date, days: i32) -> Vec<EndingPaper> {
    let paper = |kind, site: &str, number: &str, valid_to: Date| EndingPaper {
        enterprise: enterprise.id,
        kind,
        site: site.to_owned(),
        number: number.to_owned(),
        valid_to,
        days_left: days_between(today, valid_to),
    };
    let licences = sites.iter().map(|site| {
        let number = site.licence.to_string();
        paper(PaperKind::ProductionLicence, site.reference.as_str(), &number, site.licence_valid_to)
    });
    let certificate = enterprise.profile.as_ref().and_then(|profile| profile.integrity_certificate.as_ref());
    let certificate =
        certificate.map(|held| paper(PaperKind::IntegrityCertificate, "", &held.number, held.valid_to));
    let mut ending: Vec<EndingPaper> =
        licences.chain(certificate).filter(|paper| paper.days_left <= days).collect();
    ending.sort_by(|a, b| (a.valid_to, a.kind, &a.site).cmp(&(b.valid_to, b.kind, &b.site)));
    ending
}

fn days_between(from: Date, to: Date) -> i32 {
    from.until(to).map_or(i32::MAX, |span: Span| span.get_days())
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::enterprise::{EnterpriseProfile, IntegrityCertificate};
    use crate::sample::{enterprise, site};

    fn ending(licence: Date, certificate: Date, days: i32) -> Vec<(PaperKind, i32)> {
        let mut enterprise = enterprise();
        let held = IntegrityCertificate {
            number: "C1".to_owned(),
            grade: None,
            issuer: "示例".to_owned(),
            valid_from: None,
            valid_to: certificate,
            document: None,
        };
        enterprise.profile = Some(EnterpriseProfile {
            legal_name: "示例乳业有限公司".to_owned(),
            credit_code: CreditCode::parse("91350211M00013FA1N").unwrap(),
            contact_phone: "4000000000".to_owned(),
            website: None,
            integrity_certificate: Some(held),
            lot_number_pattern: None,
        });
        let site = Site { licence_valid_to: licence, ..site() };
        let found = ending_papers(&enterprise, &[site], date(2026, 11, 1), days);
        found.into_iter().map(|paper| (paper.kind, paper.days_left)).collect()
    }

    #[test]
    fn what_ends_on_the_last_day_of_the_watch_is_told_and_a_day_later_is_not() {
        assert_eq!(ending(date(2026, 12, 1), date(2026, 12, 2), 30), [(PaperKind::ProductionLicence, 30)]);
    }

    #[test]
    fn what_has_ended_is_told_first() {
        assert_eq!(
            ending(date(2026, 11, 1), date(2025, 11, 1), 0),
            [(PaperKind::IntegrityCertificate, -365), (PaperKind::ProductionLicence, 0)]
        );
    }
}
