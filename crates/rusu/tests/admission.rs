//! An enterprise with a key of its own, by commands alone: made, registered, used, revoked.
#![expect(clippy::unwrap_used, reason = "a test that cannot be set up fails")]

mod common;

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use common::{Place, Server, agent, delivery, good, run, rusu};
use serde_json::{Value, json};

/// Makes a key beside the data and registers its public half; tells the file and the id.
fn registered(place: &Place, algorithm: &str, name: &str) -> (PathBuf, String) {
    let file = place.path().join(name);
    let id = good(rusu(place.path()).args(["keygen", "--algorithm", algorithm]).arg(&file));
    let public = place.path().join(format!("{name}.pub"));
    let listed = good(
        rusu(place.path())
            .args(["enterprise", "signing-key", "add", &place.enterprise, "--label", name])
            .arg(&public),
    );
    assert_eq!(id, listed);
    (file, id.trim().to_owned())
}

fn submit(server: &Server, place: &Place, key: &Path, path: &Path) -> Command {
    let mut command = rusu(place.path());
    command.arg("submit").arg(path).args(["--server", &server.url]).env("RUSU_SIGNING_KEY", key);
    command
}

fn said(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

/// What a command that was refused said.
fn refused(command: &mut Command) -> String {
    let output = run(command);
    assert!(!output.status.success(), "{}", said(&output));
    said(&output)
}

#[test]
fn a_delivery_signed_with_either_algorithm_becomes_an_answer() {
    let place = Place::new();
    let keys = [registered(&place, "ed25519", "first.key"), registered(&place, "sm2-sm3", "second.key")];
    let server = place.server();
    for (index, (key, _)) in keys.iter().enumerate() {
        let number = format!("SIG260314{index}");
        let lot = delivery::whole(&number, u64::try_from(index).unwrap() * 100 + 1, 5);
        let path = lot.as_gbk_folder(&place.folder(&number));
        let told = good(&mut submit(&server, &place, key, &path));
        assert!(told.contains("published"), "{told}");
    }
    assert!(server.stop());
    assert!(place.is_clean());
}

#[test]
fn an_enterprise_that_signs_only_is_closed_to_its_bearer_key_and_a_revoked_key_is_closed_too() {
    let place = Place::new();
    let (key, id) = registered(&place, "ed25519", "own.key");
    let standing = ["enterprise", "standing", &place.enterprise];
    let decide = |more: &[&str]| good(rusu(place.path()).args(standing).args(more));
    let told = decide(&["--signed-only", "true", "--reason", "企业要求"]);
    assert!(told.contains("signed_only") && told.contains("企业要求"), "{told}");
    let rules = place.folder("rules").join("code_rules.csv");
    let text = "rule_ref,carrier,asked,length_min,length_max,alphabet,check,example\n\
                OUTER,outer,yes,16,16,digits,none,8800000000000017\n";
    std::fs::write(&rules, text).unwrap();
    let server = place.server();
    let bearer = refused(&mut server.submit(place.path(), &place.key, &rules));
    assert!(bearer.contains("signature_required"), "{bearer}");
    good(&mut submit(&server, &place, &key, &rules));
    good(rusu(place.path()).args(["enterprise", "signing-key", "revoke", &place.enterprise, &id]));
    let revoked = refused(&mut submit(&server, &place, &key, &rules));
    assert!(revoked.contains("signature_key_revoked"), "{revoked}");
    let listed = good(rusu(place.path()).args(["enterprise", "signing-key", "list", &place.enterprise]));
    assert!(listed.contains(&id) && listed.contains("revoked"), "{listed}");
}

#[test]
fn a_bearer_key_that_leaked_is_taken_back_by_its_label() {
    let place = Place::new();
    let server = place.server();
    let path = delivery::whole("LEAK1", 1, 5).as_gbk_folder(&place.folder("leak"));
    let revoke = ["enterprise", "revoke-key", &place.enterprise, "--label"];
    let none = run(rusu(place.path()).args(revoke).arg("no such label"));
    assert_eq!(none.status.code(), Some(1), "{}", said(&none));
    good(rusu(place.path()).args(revoke).arg("test"));
    let leaked = refused(&mut server.submit(place.path(), &place.key, &path));
    assert!(leaked.contains("key_unknown"), "{leaked}");
    let next = good(rusu(place.path()).args(["enterprise", "key", &place.enterprise, "--label", "next"]));
    good(&mut server.submit(place.path(), next.trim(), &path));
}

#[test]
fn a_group_delivers_for_its_subsidiary_and_for_nobody_else() {
    let place = Place::new();
    let add = |name: &str, more: &[&str]| {
        let added = good(rusu(place.path()).args(["enterprise", "add", "--name", name]).args(more));
        added.split('\t').next().unwrap().to_owned()
    };
    let group = add("测试集团", &[]);
    let subsidiary = add("测试子公司", &["--parent", "测试集团"]);
    let key = good(rusu(place.path()).args(["enterprise", "key", &group, "--label", "group"]));
    let server = place.server();
    // Large enough to go in parts.
    let lot = delivery::scattered_lot("GROUP1", 50_000);
    let path = lot.as_zip(&place.folder("group"));
    assert!(std::fs::metadata(&path).unwrap().len() > 256 * 1024);
    let deliver = |number: &str| {
        let mut command = server.submit(place.path(), key.trim(), &path);
        command.args(["--enterprise", number, "--no-check"]);
        command
    };
    let stranger = refused(&mut deliver(&place.enterprise));
    assert!(stranger.contains(" 403 "), "{stranger}");
    good(&mut deliver(&subsidiary));
    let can = delivery::outer(delivery::scattered(7));
    assert_eq!(server.verdict(&can, Some(&subsidiary)), "first_query");
    assert_eq!(server.resolve(&can, None)["enterprise"]["id"].to_string(), subsidiary);
}

#[test]
fn a_server_under_another_name_than_its_public_one_says_which_name_must_be_signed() {
    let place = Place::new();
    let (key, _) = registered(&place, "ed25519", "own.key");
    let server = Server::start(place.path(), &["--public-url", "https://trace.example"]);
    let rules = place.folder("rules").join("code_rules.csv");
    std::fs::write(&rules, "rule_ref,carrier,asked,length_min,length_max,alphabet,check,example\n").unwrap();
    let told = refused(submit(&server, &place, &key, &rules).arg("--no-check"));
    assert!(told.contains("signature_wrong") && told.contains("https://trace.example/"), "{told}");
}

/// Sends JSON without a key.
fn post(server: &Server, path: &str, body: &Value) -> (u16, Value) {
    let request = agent().post(format!("{}{path}", server.url)).header("Content-Type", "application/json");
    let mut response = request.send(body.to_string()).unwrap();
    let text = response.body_mut().read_to_string().unwrap();
    (response.status().as_u16(), serde_json::from_str(&text).unwrap())
}

#[test]
fn applications_are_listed_shown_and_refused_by_commands() {
    use rusu_core::ports::{AdmissionReader as _, AdmissionWriter as _};
    let place = Place::new();
    let key = good(rusu(place.path()).args(["operator", "key", "--label", "值班"]));
    let server = place.server();
    let (status, ticket) = post(&server, "/api/v1/applications/ticket", &json!({}));
    assert!(status == 200 && ticket["ticket"].is_string(), "{ticket}");
    // A form needs seconds that no test waits for: the two applications are put where they would be.
    let registry = rusu_registry::SqlRegistry::open_file(&place.path().join("registry.sqlite")).unwrap();
    let ids = [1, 2].map(|_| registry.add_application(&application()).unwrap());
    let operate = |arguments: &[&str]| {
        let mut command = rusu(place.path());
        command.args(arguments).args(["--server", &server.url]).env("RUSU_OPERATOR_KEY", key.trim());
        run(&mut command)
    };
    let listed = said(&operate(&["application", "list", "--state", "submitted"]));
    assert!(listed.lines().count() >= 2 && listed.contains("新申乳业"), "{listed}");
    assert!(said(&operate(&["application", "show", &ids[0].to_string()])).contains("13800000000"));
    let admitted = operate(&["application", "admit", &ids[0].to_string(), "--reason", "齐全"]);
    assert!(admitted.status.success(), "{}", said(&admitted));
    let refused = operate(&["application", "refuse", &ids[1].to_string(), "--reason", "重复"]);
    assert!(refused.status.success(), "{}", said(&refused));
    let again = operate(&["application", "refuse", &ids[1].to_string(), "--reason", "重复"]);
    assert_eq!(again.status.code(), Some(1), "{}", said(&again));
    let decided = registry.application(ids[1]).unwrap().unwrap().decision.unwrap();
    assert_eq!((decided.who.as_str(), decided.reason.as_str()), ("值班", "重复"));
    assert!(good(rusu(place.path()).args(["enterprise", "list"])).contains("新申乳业"));
}

fn application() -> rusu_core::admission::Application {
    use rusu_core::admission::{
        ApplicantContact, ApplicantSite, Application, ApplicationContent, ApplicationState,
    };
    use rusu_core::identifiers::{CreditCode, ProductionLicence};
    Application {
        id: 0,
        secret_digest: [1; 32],
        received_at: jiff::Timestamp::UNIX_EPOCH,
        content: ApplicationContent {
            name: "新申乳业".to_owned(),
            legal_name: "新申乳业有限公司".to_owned(),
            credit_code: CreditCode::parse("91230000MA00000151").unwrap(),
            brands: Vec::new(),
            group: String::new(),
            coverage: rusu_core::enterprise::Coverage::InShelfLife,
            sites: vec![ApplicantSite {
                name: "一厂".to_owned(),
                address: "示例路 1 号".to_owned(),
                licence: ProductionLicence::parse("SC12923020000010").unwrap(),
                licence_valid_to: jiff::civil::date(2029, 6, 30),
            }],
            certificates: Vec::new(),
            contact: Some(ApplicantContact {
                person: "李四".to_owned(),
                phone: "13800000000".to_owned(),
                mail: String::new(),
            }),
            key: None,
        },
        contact_until: None,
        state: ApplicationState::Submitted,
        decision: None,
    }
}
