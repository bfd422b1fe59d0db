//! How the test of tenant isolation fills an operation: the one table that a new endpoint extends.
//!
//! A path parameter or a body that is not here fails the test, so that nothing is left out in silence.

use rusu_core::enterprise::EnterpriseId;

use super::delivery;

/// An enterprise with everything that an endpoint could show of it.
pub struct Tenant {
    pub enterprise: EnterpriseId,
    pub key: String,
    pub submission: String,
    pub signing_key: String,
    pub lot: String,
    /// One of the lot's cans.
    pub can: String,
    /// The number of a recall that is planned.
    pub recall: String,
    /// The id of a large delivery whose one part is missing.
    pub upload: String,
    /// Texts that stand in its data and nowhere else: no other enterprise may ever read one of them.
    pub secrets: Vec<String>,
}

/// The value of a parameter in a path, of this tenant.
pub fn value_of(path: &str, parameter: &str, tenant: &Tenant) -> Option<String> {
    match parameter {
        "{id}" if path.starts_with("/api/v1/submissions/") => Some(tenant.submission.clone()),
        "{id}" if path.starts_with("/api/v1/signing-keys/") => Some(tenant.signing_key.clone()),
        "{id}" if path.starts_with("/api/v1/enterprise/recalls/") => Some(tenant.recall.clone()),
        "{id}" if path.starts_with("/api/v1/uploads/") => Some(tenant.upload.clone()),
        "{number}" => Some("0".to_owned()),
        "{lot}" => Some(tenant.lot.clone()),
        "{code}" => Some(tenant.can.clone()),
        _ => None,
    }
}

/// A recall that is planned and tells nobody.
pub const RECALL_PLAN: &str = r#"{"level":"1","targets":[{"kind":"lot","lot":"X1"}],"reason":"x","instructions":"x","contact_phone":"400-000-0001","plan":{"regions":["x"],"product":"x"}}"#;

/// A large delivery of the three bytes `abc`.
pub const MANIFEST: &str = r#"{"file_name":"a.zip","bytes":3,"content_sha256":"ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad","parts_sha256":["ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"],"idempotency_key":"large"}"#;

/// A body that an operation takes, by its id. It names the tenant's things where a body can.
pub fn body_of(operation: &str, tenant: &Tenant) -> Option<Vec<u8>> {
    let json = match operation {
        "create_submission" => return Some(delivery(&tenant.lot, &["6900012345670001"])),
        "create_signing_key" => r#"{"algorithm":"ed25519","public_key":"AAAA","label":"x"}"#,
        "try_code_rule" => {
            r#"{"text":"6900012345678901","carrier":"outer","length_min":16,"length_max":16,"alphabet":"digits","check":"none","example":"6900012345678901"}"#
        }
        // A check tells of the lot that it was sent, so this one is nobody's secret.
        "check_submission" => return Some(delivery("SL260801X9", &["6900012345670009"])),
        "create_upload" => MANIFEST,
        "replace_upload_part" => "abc",
        "replace_webhook" => r#"{"url":"https://hooks.example.com/x"}"#,
        "create_own_recall" | "replace_own_recall" => RECALL_PLAN,
        "step_own_recall" => r#"{"step":"announce"}"#,
        "amend_own_recall" => r#"{"why":"x","add":[{"kind":"lot","lot":"X2"}]}"#,
        "report_own_recall" => r#"{"date":"2026-09-01","recalled_units":0,"disposed_units":0}"#,
        "update_lot" => r#"{"reason":"x","laboratory":"x"}"#,
        "replace_lot_state" => r#"{"state":"under_correction","reason":"x"}"#,
        "create_void_codes" => return Some(format!(r#"{{"reason":"x","codes":["{}"]}}"#, tenant.can).into()),
        "create_packaging" => {
            let order = r#""step":"packed","package":"C00000000001","reason":"x""#;
            return Some(format!(r#"{{{order},"codes":["{}"]}}"#, tenant.can).into());
        }
        _ => return None,
    };
    Some(json.as_bytes().to_vec())
}

/// Query parameters that an operation needs besides.
pub fn query_of(operation: &str, tenant: &Tenant) -> String {
    match operation {
        "create_submission" | "check_submission" => "file_name=a.zip&".to_owned(),
        "get_lineage" | "export_lineage" => format!("lot={}&", tenant.lot),
        _ => String::new(),
    }
}
