//! Applications on the wire.

use rusu_core::admission::{ApplicantCertificate, ApplicantSite, Application, ApplicationContent};
use rusu_core::enterprise::Coverage;
use rusu_core::portal::Page;
use rusu_intake::{RawApplication, RawCertificate, RawContact, RawKey, RawSite, key_id};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::moment;

/// A plant of an applicant.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct ApplicantSiteBody {
    /// The plant's name.
    pub name: String,
    /// Its address.
    pub address: String,
    /// Its food production licence.
    #[schema(example = "SC12923020000010")]
    pub licence: String,
    /// The licence's last day.
    #[schema(format = Date)]
    pub licence_valid_to: String,
}

impl From<&ApplicantSite> for ApplicantSiteBody {
    fn from(site: &ApplicantSite) -> Self {
        Self {
            name: site.name.clone(),
            address: site.address.clone(),
            licence: site.licence.to_string(),
            licence_valid_to: site.licence_valid_to.to_string(),
        }
    }
}

/// A certificate of an applicant.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct ApplicantCertificateBody {
    /// What it certifies.
    #[schema(example = "HACCP")]
    pub name: String,
    /// Its number.
    pub number: String,
    /// Who issued it.
    pub issuer: String,
    /// Its last day; empty if it has none.
    pub valid_to: String,
}

impl From<&ApplicantCertificate> for ApplicantCertificateBody {
    fn from(certificate: &ApplicantCertificate) -> Self {
        Self {
            name: certificate.name.clone(),
            number: certificate.number.clone(),
            issuer: certificate.issuer.clone(),
            valid_to: certificate.valid_to.map(|date| date.to_string()).unwrap_or_default(),
        }
    }
}

/// Whom to ask.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct ApplicantContactBody {
    /// The person's name.
    pub person: String,
    /// A telephone number.
    pub phone: String,
    /// A mail address; may be empty.
    pub mail: String,
}

/// A public key of an applicant.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ApplicantKeyBody {
    /// `ed25519` or `sm2-sm3`.
    pub algorithm: String,
    /// PEM, or the key's bytes in base64.
    pub public_key: String,
}

/// An application.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct NewApplicationBody {
    /// From `create_application_ticket`.
    #[schema(required)]
    pub ticket: String,
    /// The name people shall know.
    #[schema(required)]
    pub name: String,
    /// The registered name.
    #[schema(required)]
    pub legal_name: String,
    /// The unified social credit code.
    #[schema(required)]
    pub credit_code: String,
    /// Brands on its cans.
    pub brands: Vec<String>,
    /// The group it belongs to.
    pub group: String,
    /// Goods produced on or after this day; empty for all goods within their shelf life.
    pub coverage_since: String,
    /// Its plants, at least one.
    #[schema(required)]
    pub sites: Vec<ApplicantSiteBody>,
    /// Its certificates.
    pub certificates: Vec<ApplicantCertificateBody>,
    /// Whom to ask; wiped 60 days after a refusal.
    #[schema(required)]
    pub contact: ApplicantContactBody,
    /// The public key with which it will sign, if it has one already.
    pub signing_key: Option<ApplicantKeyBody>,
}

impl From<NewApplicationBody> for RawApplication {
    fn from(body: NewApplicationBody) -> Self {
        let site = |site: ApplicantSiteBody| RawSite {
            name: site.name,
            address: site.address,
            licence: site.licence,
            licence_valid_to: site.licence_valid_to,
        };
        let certificate = |certificate: ApplicantCertificateBody| RawCertificate {
            name: certificate.name,
            number: certificate.number,
            issuer: certificate.issuer,
            valid_to: certificate.valid_to,
        };
        let ApplicantContactBody { person, phone, mail } = body.contact;
        let key = body.signing_key;
        Self {
            name: body.name,
            legal_name: body.legal_name,
            credit_code: body.credit_code,
            brands: body.brands,
            group: body.group,
            coverage_since: body.coverage_since,
            sites: body.sites.into_iter().map(site).collect(),
            certificates: body.certificates.into_iter().map(certificate).collect(),
            contact: RawContact { person, phone, mail },
            key: key.map(|key| RawKey { algorithm: key.algorithm, public_key: key.public_key }),
        }
    }
}

/// An application that was taken.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct ApplicationTakenBody {
    /// Its number.
    pub id: u64,
    /// By which the applicant asks how it stands; told this once.
    #[schema(example = "rusu_ap_…")]
    pub secret: String,
}

/// How an application stands, as the applicant sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct ApplicationStateBody {
    /// Its number.
    pub id: u64,
    /// When it came.
    #[schema(format = DateTime)]
    pub received_at: String,
    /// `submitted`, `admitted` or `refused`.
    #[schema(example = "submitted")]
    pub state: &'static str,
    /// Why, once it was decided.
    pub reason: String,
    /// When it was decided.
    #[schema(required, format = DateTime)]
    pub decided_at: Option<String>,
    /// The enterprise's number, once it is admitted.
    #[schema(required)]
    pub enterprise: Option<u32>,
    /// The id of the public key that the application brought.
    #[schema(required)]
    pub signing_key: Option<String>,
}

impl From<&Application> for ApplicationStateBody {
    fn from(application: &Application) -> Self {
        let decision = application.decision.as_ref();
        let key = application.content.key.as_ref();
        Self {
            id: application.id,
            received_at: moment(application.received_at),
            state: application.state.as_str(),
            reason: decision.map(|decision| decision.reason.clone()).unwrap_or_default(),
            decided_at: decision.map(|decision| moment(decision.at)),
            enterprise: decision.and_then(|decision| decision.enterprise).map(|id| id.0),
            signing_key: key.map(|key| key_id(key.algorithm, &key.public_key).to_string()),
        }
    }
}

/// An application whole, as the operator sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct ApplicationBody {
    /// How it stands.
    #[serde(flatten)]
    pub state: ApplicationStateBody,
    /// The name people shall know.
    pub name: String,
    /// The registered name.
    pub legal_name: String,
    /// The unified social credit code.
    pub credit_code: String,
    /// Brands on its cans.
    pub brands: Vec<String>,
    /// The group it belongs to, in its own words.
    pub group: String,
    /// Goods produced on or after this day; `null` for all goods within their shelf life.
    #[schema(required, format = Date)]
    pub coverage_since: Option<String>,
    /// Its plants.
    pub sites: Vec<ApplicantSiteBody>,
    /// Its certificates.
    pub certificates: Vec<ApplicantCertificateBody>,
    /// Whom to ask; `null` once it was wiped.
    #[schema(required)]
    pub contact: Option<ApplicantContactBody>,
    /// When the contact is wiped.
    #[schema(required, format = DateTime)]
    pub contact_until: Option<String>,
    /// Who decided.
    #[schema(required)]
    pub decided_by: Option<String>,
}

impl From<&Application> for ApplicationBody {
    fn from(application: &Application) -> Self {
        let ApplicationContent { name, legal_name, credit_code, brands, group, .. } =
            application.content.clone();
        let contact = application.content.contact.clone();
        Self {
            state: ApplicationStateBody::from(application),
            name,
            legal_name,
            credit_code: credit_code.to_string(),
            brands,
            group,
            coverage_since: match application.content.coverage {
                Coverage::InShelfLife => None,
                Coverage::Since(date) => Some(date.to_string()),
            },
            sites: application.content.sites.iter().map(ApplicantSiteBody::from).collect(),
            certificates: application
                .content
                .certificates
                .iter()
                .map(ApplicantCertificateBody::from)
                .collect(),
            contact: contact.map(|contact| ApplicantContactBody {
                person: contact.person,
                phone: contact.phone,
                mail: contact.mail,
            }),
            contact_until: application.contact_until.map(moment),
            decided_by: application.decision.as_ref().map(|decision| decision.who.clone()),
        }
    }
}

/// A page of applications, the latest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct ApplicationsBody {
    /// The applications.
    pub applications: Vec<ApplicationBody>,
    /// The page's number, from 1.
    pub page: usize,
    /// Whether there is another behind it.
    pub more: bool,
}

impl From<&Page<Application>> for ApplicationsBody {
    fn from(page: &Page<Application>) -> Self {
        let applications = page.entries.iter().map(ApplicationBody::from).collect();
        Self { applications, page: page.number, more: page.more }
    }
}

/// How an application is admitted.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct AdmissionOrderBody {
    /// The number of an enterprise of the directory that the applicant is; a new one is made without it.
    pub enterprise: Option<u32>,
    /// The number of the group it belongs to.
    pub parent: Option<u32>,
    /// Why.
    #[schema(max_length = 1000)]
    pub reason: String,
}

/// Why something is refused.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReasonBody {
    /// Why; the applicant reads it.
    #[schema(max_length = 1000)]
    pub reason: String,
}

/// What an admission made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct AdmittedBody {
    /// The enterprise's number.
    pub enterprise: u32,
    /// The id of its first key, if the application brought one.
    #[schema(required)]
    pub signing_key: Option<String>,
}
