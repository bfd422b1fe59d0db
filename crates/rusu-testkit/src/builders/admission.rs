//! Sample values of admission.

use jiff::civil::date;
use rusu_core::admission::{
    Admission, ApplicantCertificate, ApplicantContact, ApplicantKey, ApplicantSite, Application,
    ApplicationContent, ApplicationState, EnterpriseState, Standing,
};
use rusu_core::enterprise::Coverage;
use rusu_core::identifiers::{CreditCode, ProductionLicence};
use rusu_core::signature::{KeyId, SignatureAlgorithm, SigningKey};

use super::{ENTERPRISE, moment};

/// A key whose id and bytes are of one byte, again and again. It is no point of any curve.
#[must_use]
pub fn sample_signing_key(byte: u8) -> SigningKey {
    SigningKey {
        id: KeyId::of_fingerprint([byte; 16]),
        enterprise: ENTERPRISE,
        algorithm: SignatureAlgorithm::Ed25519,
        public_key: vec![byte; 32],
        label: "一号产线".to_owned(),
        created_at: moment(0),
        revoked_at: None,
    }
}

/// A suspension.
#[must_use]
pub fn sample_standing() -> Standing {
    Standing {
        state: EnterpriseState::Suspended,
        signed_only: true,
        reason: "许可证过期".to_owned(),
        who: "张三".to_owned(),
        since: Some(moment(50)),
    }
}

/// What an applicant says, with every field filled.
#[must_use]
pub fn sample_application_content() -> ApplicationContent {
    ApplicationContent {
        name: "新申乳业".to_owned(),
        legal_name: "新申乳业（黑龙江）有限公司".to_owned(),
        credit_code: CreditCode::parse("91230000MA00000151").expect("its check characters hold"),
        brands: vec!["新申".to_owned(), "NewShen".to_owned()],
        group: "新申集团".to_owned(),
        coverage: Coverage::Since(date(2026, 1, 1)),
        sites: vec![ApplicantSite {
            name: "一厂".to_owned(),
            address: "黑龙江省齐齐哈尔市示例路 1 号".to_owned(),
            licence: ProductionLicence::parse("SC12923020000010").expect("its check digit holds"),
            licence_valid_to: date(2029, 6, 30),
        }],
        certificates: vec![ApplicantCertificate {
            name: "HACCP".to_owned(),
            number: "H-1".to_owned(),
            issuer: "示例认证中心".to_owned(),
            valid_to: Some(date(2028, 2, 29)),
        }],
        contact: Some(ApplicantContact {
            person: "李四".to_owned(),
            phone: "13800000000".to_owned(),
            mail: "li@example.cn".to_owned(),
        }),
        key: Some(ApplicantKey { algorithm: SignatureAlgorithm::Sm2Sm3, public_key: vec![4; 65] }),
    }
}

/// An application that waits; `id` 0, so that adding it gives a number.
#[must_use]
pub fn sample_application() -> Application {
    Application {
        id: 0,
        secret_digest: [6; 32],
        received_at: moment(0),
        content: sample_application_content(),
        contact_until: Some(moment(1_000)),
        state: ApplicationState::Submitted,
        decision: None,
    }
}

/// The admission of an application as a new enterprise, with its first key.
#[must_use]
pub fn sample_admission(application: u64) -> Admission {
    Admission {
        application,
        known: None,
        name: "新申乳业".to_owned(),
        brands: vec!["新申".to_owned()],
        coverage: Coverage::InShelfLife,
        parent: None,
        key: Some(sample_signing_key(8)),
        at: moment(70),
        who: "张三".to_owned(),
        reason: "资料齐全".to_owned(),
    }
}
