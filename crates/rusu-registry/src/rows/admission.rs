//! Rows of admission.

use rusu_core::admission::{
    ApplicantCertificate, ApplicantContact, ApplicantKey, ApplicantSite, Application, ApplicationContent,
    ApplicationDecision, ApplicationState, EnterpriseState, Standing,
};
use rusu_core::enterprise::{Coverage, EnterpriseId};
use rusu_core::identifiers::{CreditCode, ProductionLicence};
use rusu_core::ports::StoreFault;
use rusu_core::signature::{KeyId, SignatureAlgorithm, SigningKey, from_base64, to_base64};
use serde::{Deserialize, Serialize};

use super::{At, json_text, kept, time_text};
use crate::entities::{application, enterprise_standing, signing_key};

pub fn signing_key_row(key: &SigningKey) -> signing_key::Model {
    signing_key::Model {
        id: key.id.to_string(),
        enterprise: key.enterprise.0.into(),
        algorithm: key.algorithm.as_str().to_owned(),
        public_key: key.public_key.clone(),
        label: kept(&key.label),
        created_at: time_text(key.created_at),
        revoked_at: key.revoked_at.map(time_text),
    }
}

pub fn signing_key(row: signing_key::Model) -> Result<SigningKey, StoreFault> {
    let at = At::new("signing_keys", &row.id);
    Ok(SigningKey {
        id: at.read("id", &row.id, KeyId::parse)?,
        enterprise: EnterpriseId(at.number("enterprise", row.enterprise)?),
        algorithm: at.read("algorithm", &row.algorithm, SignatureAlgorithm::from_word)?,
        created_at: at.time("created_at", &row.created_at)?,
        revoked_at: row.revoked_at.as_ref().map(|t| at.time("revoked_at", t)).transpose()?,
        public_key: row.public_key,
        label: row.label,
    })
}

pub fn standing_row(enterprise: EnterpriseId, standing: &Standing) -> enterprise_standing::Model {
    enterprise_standing::Model {
        id: 0,
        enterprise: enterprise.0.into(),
        state: standing.state.as_str().to_owned(),
        signed_only: standing.signed_only,
        reason: kept(&standing.reason),
        who: kept(&standing.who),
        since: standing.since.map(time_text),
    }
}

pub fn standing(row: enterprise_standing::Model) -> Result<Standing, StoreFault> {
    let at = At::new("enterprise_standings", row.id);
    Ok(Standing {
        state: at.read("state", &row.state, EnterpriseState::from_word)?,
        signed_only: row.signed_only,
        since: row.since.as_ref().map(|t| at.time("since", t)).transpose()?,
        reason: row.reason,
        who: row.who,
    })
}

/// What an application says, as it stands in `applications.content`.
#[derive(Serialize, Deserialize)]
struct ContentRow {
    name: String,
    legal_name: String,
    credit_code: String,
    brands: Vec<String>,
    group: String,
    coverage_since: Option<String>,
    sites: Vec<SiteRow>,
    certificates: Vec<CertificateRow>,
    key: Option<KeyRow>,
}

#[derive(Serialize, Deserialize)]
struct SiteRow {
    name: String,
    address: String,
    licence: String,
    licence_valid_to: String,
}

#[derive(Serialize, Deserialize)]
struct CertificateRow {
    name: String,
    number: String,
    issuer: String,
    valid_to: Option<String>,
}

#[derive(Serialize, Deserialize)]
struct KeyRow {
    algorithm: String,
    public_key: String,
}

/// A contact as it stands in `applications.contact`.
#[derive(Serialize, Deserialize)]
struct ContactRow {
    person: String,
    phone: String,
    mail: String,
}

pub fn application_row(id: i64, application: &Application) -> Result<application::Model, StoreFault> {
    let content = &application.content;
    let contact = content.contact.as_ref().map(|contact| ContactRow {
        person: kept(&contact.person),
        phone: kept(&contact.phone),
        mail: kept(&contact.mail),
    });
    let decision = application.decision.as_ref();
    Ok(application::Model {
        id,
        secret_digest: application.secret_digest.to_vec(),
        received_at: time_text(application.received_at),
        state: application.state.as_str().to_owned(),
        content: json_text(&content_row(content))?,
        contact: contact.as_ref().map(json_text).transpose()?,
        contact_until: application.contact_until.map(time_text),
        decided_at: decision.map(|d| time_text(d.at)),
        decided_by: decision.map(|d| kept(&d.who)),
        reason: decision.map(|d| kept(&d.reason)),
        enterprise: decision.and_then(|d| d.enterprise).map(|id| id.0.into()),
    })
}

fn content_row(content: &ApplicationContent) -> ContentRow {
    let site = |site: &ApplicantSite| SiteRow {
        name: kept(&site.name),
        address: kept(&site.address),
        licence: site.licence.to_string(),
        licence_valid_to: site.licence_valid_to.to_string(),
    };
    let certificate = |certificate: &ApplicantCertificate| CertificateRow {
        name: kept(&certificate.name),
        number: kept(&certificate.number),
        issuer: kept(&certificate.issuer),
        valid_to: certificate.valid_to.map(|date| date.to_string()),
    };
    let key = content.key.as_ref();
    ContentRow {
        name: kept(&content.name),
        legal_name: kept(&content.legal_name),
        credit_code: content.credit_code.to_string(),
        brands: content.brands.iter().map(|brand| kept(brand)).collect(),
        group: kept(&content.group),
        coverage_since: match content.coverage {
            Coverage::InShelfLife => None,
            Coverage::Since(date) => Some(date.to_string()),
        },
        sites: content.sites.iter().map(site).collect(),
        certificates: content.certificates.iter().map(certificate).collect(),
        key: key.map(|key| KeyRow {
            algorithm: key.algorithm.as_str().to_owned(),
            public_key: to_base64(&key.public_key),
        }),
    }
}

pub fn application(row: application::Model) -> Result<Application, StoreFault> {
    let at = At::new("applications", row.id);
    let contact = row.contact.as_ref().map(|text| at.json::<ContactRow>("contact", text)).transpose()?;
    let contact = contact.map(|ContactRow { person, phone, mail }| ApplicantContact { person, phone, mail });
    let enterprise = row.enterprise.map(|number| at.number("enterprise", number).map(EnterpriseId));
    let enterprise = enterprise.transpose()?;
    let decision = match row.decided_at.as_ref() {
        None => None,
        Some(decided_at) => Some(ApplicationDecision {
            at: at.time("decided_at", decided_at)?,
            who: row.decided_by.unwrap_or_default(),
            reason: row.reason.unwrap_or_default(),
            enterprise,
        }),
    };
    Ok(Application {
        id: at.number("id", row.id)?,
        secret_digest: at.hash("secret_digest", &row.secret_digest)?,
        received_at: at.time("received_at", &row.received_at)?,
        content: content(&at, at.json("content", &row.content)?, contact)?,
        contact_until: row.contact_until.as_ref().map(|t| at.time("contact_until", t)).transpose()?,
        state: at.read("state", &row.state, ApplicationState::from_word)?,
        decision,
    })
}

fn content(
    at: &At,
    row: ContentRow,
    contact: Option<ApplicantContact>,
) -> Result<ApplicationContent, StoreFault> {
    let site = |site: SiteRow| {
        Ok::<_, StoreFault>(ApplicantSite {
            licence: at.read("content", &site.licence, |text| ProductionLicence::parse(text).ok())?,
            licence_valid_to: at.date("content", &site.licence_valid_to)?,
            name: site.name,
            address: site.address,
        })
    };
    let certificate = |certificate: CertificateRow| {
        Ok::<_, StoreFault>(ApplicantCertificate {
            valid_to: certificate.valid_to.as_ref().map(|date| at.date("content", date)).transpose()?,
            name: certificate.name,
            number: certificate.number,
            issuer: certificate.issuer,
        })
    };
    let key = |key: KeyRow| {
        Ok::<_, StoreFault>(ApplicantKey {
            algorithm: at.read("content", &key.algorithm, SignatureAlgorithm::from_word)?,
            public_key: at.read("content", &key.public_key, from_base64)?,
        })
    };
    let since = row.coverage_since.as_ref().map(|date| at.date("content", date)).transpose()?;
    Ok(ApplicationContent {
        credit_code: at.read("content", &row.credit_code, |text| CreditCode::parse(text).ok())?,
        coverage: since.map_or(Coverage::InShelfLife, Coverage::Since),
        sites: row.sites.into_iter().map(site).collect::<Result<_, StoreFault>>()?,
        certificates: row.certificates.into_iter().map(certificate).collect::<Result<_, StoreFault>>()?,
        key: row.key.map(key).transpose()?,
        name: row.name,
        legal_name: row.legal_name,
        brands: row.brands,
        group: row.group,
        contact,
    })
}
