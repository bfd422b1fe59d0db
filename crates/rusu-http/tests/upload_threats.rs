//! What a hostile sender may send, row by row of the table "Upload threats → control → test": one test
//! for each row, named after it.

#[cfg(test)]
#[path = "common/mod.rs"]
mod common;

#[cfg(test)]
#[path = "threats/mod.rs"]
mod threats;

use std::net::TcpListener;
use std::sync::Arc;

use axum::body::{Body, Bytes};
use axum::http::{Request, header};
use common::{OWN, TestApp, delivery, zip};
use futures_util::stream;
use jiff::SignedDuration;
use rusu_core::enterprise::EnterpriseId;
use rusu_core::limits::{
    FILES_PER_SUBMISSION_MAX, ROW_BYTES_MAX, UPLOAD_BYTES_PER_SECOND_MIN, UPLOAD_PACE_SECONDS,
    WORKBOOK_PART_BYTES_MAX,
};
use rusu_core::ports::{ObjectKind, ObjectReader as _, RegistryReader as _};
use serde_json::{Value, json};
use threats::{
    Captured, Endless, Found, PDFS, delivered_with, jpeg, lying_sizes, overlapping, png, png_claiming, told,
    webp,
};

#[tokio::test]
async fn zip_bomb_nested_zip_many_entries() {
    let app = TestApp::default();
    let inner = zip(&[("rows.csv", b"a")]);
    let nested = told(&app, "a.zip", zip(&[("inner.zip", &inner), ("deeper/inner.zip", &inner)])).await;
    assert_eq!(nested.rules, ["zip_nested", "zip_nested"]);

    let zeros = vec![0; 15 * 1024 * 1024];
    let bomb = told(&app, "a.zip", zip(&[("a.pdf", &zeros)])).await;
    assert!(bomb.has("zip_ratio"), "{bomb:?}");

    let names: Vec<String> = (0..=FILES_PER_SUBMISSION_MAX).map(|n| format!("{n}.csv")).collect();
    let many: Vec<(&str, &[u8])> = names.iter().map(|name| (name.as_str(), b"".as_slice())).collect();
    assert_eq!(told(&app, "a.zip", zip(&many)).await.rules, ["zip_too_many_files"]);
    let most = told(&app, "a.zip", zip(&many[1..])).await;
    assert!(!most.has("zip_too_many_files") && most.has("file_empty"), "as many as the limit are looked at");

    let rules = told(&app, "a.zip", overlapping()).await.rules;
    assert!(rules == ["zip_overlap"] || rules == ["file_damaged"], "{rules:?}");

    // A header that claims 4 GiB is refused for its claim; one that claims nothing for what comes out of it.
    let boasting = told(&app, "a.zip", lying_sizes(&zeros, u32::MAX - 1)).await;
    assert_eq!(boasting.rules, ["document_too_large"]);
    let hiding = told(&app, "a.zip", lying_sizes(&zeros, 0)).await;
    assert_eq!(hiding.rules, ["zip_damaged"]);
    assert!(app.registry.lots(OWN, 10).unwrap().len() == 1, "nothing but the sample is there");
}

#[tokio::test]
async fn xlsx_zip_and_xml() {
    let app = TestApp::default();
    let part = b"<si><t>aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa</t></si>";
    let times = usize::try_from(WORKBOOK_PART_BYTES_MAX).unwrap() / part.len() + 2;
    let shared = [b"<sst>".to_vec(), part.repeat(times), b"</sst>".to_vec()].concat();
    let bomb = threats::workbook("<sheetData/>", &shared);
    assert!(bomb.len() < 2 * 1024 * 1024, "a bomb is small: {}", bomb.len());
    assert_eq!(told(&app, "a.xlsx", bomb).await.rules, ["workbook_too_large"]);

    let claims =
        threats::workbook("<sheetData/>", b"<sst uniqueCount=\"4000000000\"><si><t>a</t></si></sst>");
    assert_eq!(told(&app, "a.xlsx", claims).await.rules, ["file_damaged"]);

    // As many rows as a sheet has, each with nothing in it: read by the way, kept nowhere.
    let rows: String = (1..=1_048_576).map(|row| format!("<row r=\"{row}\"/>")).collect();
    let empty =
        told(&app, "a.xlsx", threats::workbook(&format!("<sheetData>{rows}</sheetData>"), b"<sst/>")).await;
    assert_eq!(empty.state, "rejected", "{empty:?}");

    // A formula is never computed; what it claims as its value is no number that a code could be.
    let formula = "<sheetData><row r=\"1\"><c r=\"A1\" t=\"str\"><f>HYPERLINK(\"http://x\")</f><v>x</v></c></row></sheetData>";
    assert_eq!(told(&app, "a.xlsx", threats::workbook(formula, b"<sst/>")).await.state, "rejected");
}

#[tokio::test]
async fn csv_formula_injection() {
    let app = TestApp::default();
    for formula in ["=cmd|' /C calc'!A0", "+1+1", "-2+3", "@SUM(A1)", "\t=1", "\r=1"] {
        let cell = serde_json::to_string(formula).unwrap();
        let file = format!(r#"{{"table":"codes","lot_number":"NEW1","code":{cell}}}"#);
        let id = threats::process(&app, "rows.jsonl", file.into_bytes()).await;
        let csv = app.get_own(&format!("/api/v1/submissions/{id}/rejections.csv")).await;
        for cell in threats::cells(csv.text()) {
            assert!(!cell.starts_with(['=', '+', '-', '@', '\t', '\r']), "{cell:?} of {formula:?}");
        }
        let shown = app.get_own(&format!("/api/v1/submissions/{id}/rejections")).await.json();
        let shown = shown["rejections"][0]["value"].as_str().unwrap().to_owned();
        assert_eq!(shown.trim(), formula.trim(), "what was sent is kept as it was sent");
    }
}

#[tokio::test]
async fn csv_size_columns_quotes() {
    // A gigabyte behind an open quote: after the first megabyte nothing more is read of it.
    const GIB: u64 = 1024 * 1024 * 1024;
    let mut endless = Endless::new(b"lot_number,code\nL1,\"".to_vec(), b"no end\n".to_vec(), GIB);
    let mut found = Found::default();
    rusu_formats::decode(&mut endless, "codes.csv", EnterpriseId(1), &mut found).unwrap();
    assert_eq!(found.rules, ["row_too_long"]);
    let most = 3 * u64::try_from(ROW_BYTES_MAX).unwrap();
    assert!(endless.read < most, "{} bytes were read", endless.read);

    let app = TestApp::default();
    let open = [b"lot_number,code\nL1,\"".to_vec(), b"no end\n".repeat(300_000)].concat();
    assert_eq!(told(&app, "codes.csv", open).await.rules, ["row_too_long"]);
    let columns =
        format!("lot_number,code{}\nL1,6900012345670001{}\n", ",x".repeat(5_000), ",y".repeat(5_000));
    let wide = told(&app, "codes.csv", columns.into_bytes()).await;
    assert_eq!(wide.state, "rejected", "{wide:?}");
    let cell = format!("lot_number,code\nL1,{}\n", "9".repeat(70_000));
    assert!(told(&app, "codes.csv", cell.into_bytes()).await.has("cell_too_long"));
}

/// EPCIS is not read yet, so there is no XML reader of our own to mislead: XML is refused as a form, and
/// the one inside a workbook expands nothing.
#[tokio::test]
async fn xxe_and_billion_laughs() {
    const LAUGHS: &str = "<?xml version=\"1.0\"?><!DOCTYPE l [<!ENTITY a \"ha\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;\">\
        <!ENTITY x SYSTEM \"file:///etc/passwd\">]>";
    let app = TestApp::default();
    for document in [
        format!("{LAUGHS}<epcis:EPCISDocument>&b;&x;</epcis:EPCISDocument>"),
        "<a>".repeat(100_000),
        "<?xml version=\"1.0\"?><EPCISDocument/>".to_owned(),
    ] {
        for name in ["events.xml", "events", "events.epcis"] {
            let refused = told(&app, name, document.clone().into_bytes()).await;
            assert_eq!(refused.rules, ["file_kind_unknown"], "{name}");
        }
        let zipped = zip(&[("events.xml", document.as_bytes())]);
        assert_eq!(told(&app, "a.zip", zipped).await.rules, ["file_kind_unknown"]);
    }
    let shared = format!("{LAUGHS}<sst><si><t>&b;&x;</t></si></sst>");
    let sheet = "<sheetData><row r=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c></row></sheetData>";
    let workbook = told(&app, "a.xlsx", threats::workbook(sheet, shared.as_bytes())).await;
    assert_eq!(workbook.state, "rejected");
    assert!(!workbook.said.contains("haha") && !workbook.said.contains("root:"), "{workbook:?}");
}

#[tokio::test]
async fn giant_and_deep_json() {
    let app = TestApp::default();
    let deep = "[".repeat(100_000);
    for path in ["/api/v1/uploads", "/api/v1/submissions/check?file_name=a.jsonl", "/api/v1/resolve"] {
        let request = Request::post(path)
            .header(header::AUTHORIZATION, format!("Bearer {}", app.key))
            .header(header::CONTENT_TYPE, "application/json");
        let reply = app.send(request.body(Body::from(deep.clone())).unwrap()).await;
        let status = reply.status.as_u16();
        assert!(matches!(status, 200 | 400 | 413), "{path} answered {status}");
        assert!(status != 200 || reply.json()["state"] == "rejected", "{path}");
    }
    assert!(told(&app, "a.jsonl", deep.clone().into_bytes()).await.has("json_array"));
    let in_a_row = format!("{{\"table\":\"codes\",\"code\":{deep}");
    assert!(told(&app, "a.jsonl", in_a_row.into_bytes()).await.has("json_form"));
    let wide: String = (0..1_000).map(|n| format!("\"f{n}\":1,")).collect();
    let wide = format!("{{\"table\":\"codes\",{wide}\"code\":\"6900012345670001\"}}");
    assert!(told(&app, "a.jsonl", wide.into_bytes()).await.has("json_form"));
    let long = format!("{{\"table\":\"codes\",\"code\":\"{}\"}}", "9".repeat(ROW_BYTES_MAX));
    assert!(told(&app, "a.jsonl", long.into_bytes()).await.has("row_too_long"));
    let twice = r#"{"table":"codes","lot_number":"L1","code":"6900012345670001","code":"6900012345670002"}"#;
    assert!(told(&app, "a.jsonl", twice.into()).await.has("json_field_twice"));
    let twice = Request::post("/api/v1/uploads")
        .header(header::AUTHORIZATION, format!("Bearer {}", app.key))
        .body(Body::from(r#"{"bytes":1,"bytes":2}"#))
        .unwrap();
    assert_eq!(app.send(twice).await.problem(), "body_form");
}

#[tokio::test]
async fn pdf_certificates_with_script() {
    for (number, (pdf, active)) in PDFS.iter().enumerate() {
        let app = TestApp::default();
        let (found, path) = delivered_with(&app, "report.pdf", pdf).await;
        assert_eq!(found.state, "published", "{number}: {found:?}");
        let warned: Vec<&String> = found.rules.iter().filter(|rule| *rule == "document_active").collect();
        assert_eq!(warned.len(), active.len(), "{number}: {found:?}");
        assert!(active.iter().all(|name| found.said.contains(name)), "{number}: {}", found.said);
        let served = app.get(&path).await;
        assert_eq!(&served.body[..], *pdf, "byte for byte");
        assert!(served.header("content-disposition").starts_with("attachment; "));
        assert!(served.header("content-security-policy").starts_with("sandbox; default-src 'none'"));
        assert_eq!(served.header("x-content-type-options"), "nosniff");
        assert_eq!(served.header("cross-origin-resource-policy"), "same-origin");
        assert_eq!(served.header("content-type"), "application/pdf");
    }
}

#[tokio::test]
async fn svg_and_html_as_image() {
    const SCRIPT: &[u8] = b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>";
    for name in ["report.png", "report.jpg", "report.webp", "report.svg", "report.html", "report.pdf"] {
        let app = TestApp::default();
        let (found, _) = delivered_with(&app, name, SCRIPT).await;
        assert_eq!(found.state, "rejected", "{name}");
    }
    // A picture that is also something else is served as nothing but its pixels.
    for (name, picture) in [("report.png", png()), ("report.jpg", jpeg()), ("report.webp", webp())] {
        let app = TestApp::default();
        let (found, path) = delivered_with(&app, name, &[picture.as_slice(), SCRIPT].concat()).await;
        assert_eq!(found.state, "published", "{name}: {found:?}");
        let served = app.get(&path).await;
        assert!(!served.body.windows(7).any(|window| window == b"<script"), "{name}");
        assert!(served.header("content-type").starts_with("image/"), "{name}");
        assert!(served.header("content-security-policy").starts_with("sandbox; default-src 'none'"));
    }
    // One kind under another's name, and few bytes that claim gigabytes.
    let app = TestApp::default();
    assert!(delivered_with(&app, "report.jpg", &png()).await.0.has("document_kind"));
    assert!(
        delivered_with(&app, "report.png", &png_claiming(50_000, 50_000))
            .await
            .0
            .has("document_picture_pixels")
    );
    assert_eq!(app.objects.list(ObjectKind::Document).unwrap().len(), 2, "the sample's own");
}

#[tokio::test]
async fn path_traversal_and_symlink_in_zip() {
    let app = TestApp::default();
    for name in [
        "../rows.csv",
        "a/../../rows.csv",
        "/etc/rows.csv",
        "C:\\rows.csv",
        "\\\\host\\rows.csv",
        "..\\rows.csv",
    ] {
        let refused = told(&app, "a.zip", zip(&[(name, b"lot_number,code\n")])).await;
        assert_eq!(refused.rules, ["zip_path_unsafe"], "{name}");
    }
    assert_eq!(told(&app, "a.zip", zip(&[("a\0b.csv", b"x")])).await.rules, ["zip_name"]);
    assert_eq!(told(&app, "a.zip", threats::symlink()).await.rules, ["zip_path_unsafe"]);
    // A name that is a device elsewhere is only a name here: the object is called by its hash.
    let (found, path) = delivered_with(&app, "CON.pdf", b"%PDF-1.7 con").await;
    assert_eq!(found.state, "published", "{found:?}");
    let hash = path.split('/').nth(2).unwrap();
    assert!(app.objects.list(ObjectKind::Document).unwrap().iter().any(|stored| stored.to_hex() == hash));
    for file_name in ["..%2F..%2Fetc%2Fpasswd", "%2Fetc%2Fpasswd", "CON", "a%5Cb.csv"] {
        let reply = app.deliver(&format!("file_name={file_name}"), "x").await;
        assert_eq!(reply.status, 202, "{file_name} is a name and no path");
    }
    assert_eq!(app.deliver("file_name=a%00b.csv", "x").await.problem(), "file_name_form");
    app.process_all();
}

/// No address that a sender writes is ever asked: nothing that the platform is made of can ask one.
#[tokio::test]
async fn ssrf_by_links() {
    let app = TestApp::default();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    listener.set_nonblocking(true).unwrap();
    let url = format!("https://{}/certificate.pdf", listener.local_addr().unwrap());
    let enterprise = json!({
        "table": "enterprise", "legal_name": "示例乳业有限公司", "credit_code": "91330106673959654P",
        "contact_phone": "400-000-0000", "website": url, "certificate_number": "C1", "certificate_issuer": "示例",
        "certificate_valid_to": "2029-01-01", "certificate_file": url,
    });
    let sent = told(&app, "rows.jsonl", enterprise.to_string().into_bytes()).await;
    assert!(sent.has("document_missing"), "a link is no document: {sent:?}");
    let website = json!({
        "table": "enterprise", "legal_name": "示例乳业有限公司", "credit_code": "91330106673959654P",
        "contact_phone": "400-000-0000", "website": url,
    });
    assert_eq!(told(&app, "rows.jsonl", website.to_string().into_bytes()).await.state, "published");
    let asked = listener.accept();
    assert_eq!(asked.unwrap_err().kind(), std::io::ErrorKind::WouldBlock, "somebody asked");
}

#[tokio::test]
async fn slow_upload_and_many_parts() {
    let app = TestApp::default();
    let drip = async |bytes_a_second: u64, seconds: i64| {
        let clock = Arc::clone(&app.clock);
        let drops = (0..seconds).map(move |_| {
            clock.advance(SignedDuration::from_secs(1));
            Ok::<_, std::io::Error>(Bytes::from(vec![b'x'; usize::try_from(bytes_a_second).unwrap()]))
        });
        app.deliver("file_name=a.csv", Body::from_stream(stream::iter(drops))).await
    };
    let slow = drip(UPLOAD_BYTES_PER_SECOND_MIN - 1, 10 * UPLOAD_PACE_SECONDS).await;
    assert_eq!((slow.status.as_u16(), slow.problem().as_str()), (408, "upload_slow"));
    assert!(app.objects.list(ObjectKind::Upload).unwrap().is_empty(), "nothing of it is kept");
    let steady = drip(UPLOAD_BYTES_PER_SECOND_MIN, 2 * UPLOAD_PACE_SECONDS).await;
    assert_eq!(steady.status, 202);
    app.process_all();
    // Many sessions and many at once: `uploads.rs` and the intake's own tests fill each bound.
    let limits = app.get("/api/v1/limits").await.json();
    let named = |name: &str| {
        let all = limits["limits"].as_array().unwrap();
        all.iter().any(|limit| limit["name"] == name && limit["value"].as_u64().is_some())
    };
    for name in [
        "upload_sessions_per_enterprise_max",
        "upload_bytes_per_enterprise_max",
        "uploads_per_enterprise_at_once_max",
        "delivered_bytes_per_day_max",
        "upload_parts_max",
    ] {
        assert!(named(name), "{name}");
    }
}

#[tokio::test]
async fn unicode_tricks_in_names() {
    let app = TestApp::default();
    // Shown, `报告<RLO>fdp.exe` reads as `报告exe.pdf`.
    let reply = app.deliver("file_name=%E6%8A%A5%E5%91%8A%E2%80%AEfdp.exe", "x").await;
    assert_eq!(reply.problem(), "file_name_form");
    let disguised = "报告\u{202e}fdp.exe";
    assert_eq!(told(&app, "a.zip", zip(&[(disguised, b"x")])).await.rules, ["zip_name"]);
    for control in ['\u{202a}', '\u{202e}', '\u{2066}', '\u{2069}', '\u{200f}', '\u{61c}'] {
        let row = json!({"table": "enterprise", "legal_name": format!("示例{control}乳业")}).to_string();
        assert!(told(&app, "a.jsonl", row.into_bytes()).await.has("text_hidden"), "{control:?}");
    }
    let brand = |name: &str| {
        json!({
            "table": "enterprise", "legal_name": "示例乳业有限公司", "credit_code": "91330106673959654P",
            "contact_phone": "400-000-0000", "brands": name,
        })
    };
    for (name, remarked) in
        [("Аptamil", true), ("Aptamil", false), ("爱他美 Aptamil", false), ("Фрисо", false)]
    {
        let found = told(&app, "a.jsonl", brand(name).to_string().into_bytes()).await;
        assert_eq!(found.has("brand_mixed_script"), remarked, "{name}: {found:?}");
    }
}

#[tokio::test]
async fn a_name_in_another_normal_form_is_the_same_name() {
    let app = TestApp::default();
    let row = json!({
        "table": "enterprise", "legal_name": "示例Nestle\u{301}有限公司", "credit_code": "91330106673959654P",
        "contact_phone": "400-000-0000",
    });
    let found = told(&app, "a.jsonl", row.to_string().into_bytes()).await;
    assert_eq!(found.state, "published", "{found:?}");
    let stored = app.registry.enterprises().unwrap();
    let mut names = stored.iter().filter_map(|enterprise| Some(&enterprise.profile.as_ref()?.legal_name));
    assert!(names.any(|name| name == "示例Nestlé有限公司"), "{stored:?}");
}

/// One test: the subscriber is the process's.
#[tokio::test]
async fn log_injection() {
    const EVIL: &str = "x\n2026-01-01T00:00:00Z ERROR forged: line\r\n";
    let reports = Captured::default();
    tracing_subscriber::fmt()
        .with_max_level(tracing::Level::TRACE)
        .with_ansi(false)
        .with_writer(reports.clone())
        .init();
    let app = TestApp::default();
    let evil = threats::percent_encoded(EVIL);
    for path in [
        format!("/api/v1/submissions/{evil}"),
        format!("/api/v1/submissions?limit={evil}"),
        format!("/api/v1/uploads/{evil}"),
        format!("/api/v1/units/{evil}/{evil}"),
        format!("/t/{evil}"),
        format!("/documents/{evil}/{evil}"),
        format!("/search?q={evil}"),
    ] {
        app.get_own(&path).await;
    }
    app.deliver(&format!("file_name={evil}"), "x").await;
    app.deliver(&format!("file_name=a.csv&mode={evil}"), "x").await;
    app.resolve(json!({"text": EVIL, "enterprise": EVIL, "channel": EVIL, "lang": EVIL})).await;
    let manifest = json!({
        "file_name": EVIL, "bytes": 1, "content_sha256": EVIL, "parts_sha256": [EVIL], "mode": EVIL,
        "idempotency_key": EVIL,
    });
    let request =
        Request::post("/api/v1/uploads").header(header::AUTHORIZATION, format!("Bearer {}", app.key));
    app.send(request.body(Body::from(manifest.to_string())).unwrap()).await;
    // Every field of every table, and names inside a ZIP.
    for table in rusu_formats::columns::TABLES.iter() {
        let mut row = serde_json::Map::new();
        row.insert("table".to_owned(), json!(table.id));
        for column in &table.columns {
            row.insert(column.id.clone(), json!(EVIL));
        }
        row.insert(EVIL.to_owned(), json!(EVIL));
        told(&app, "a.jsonl", Value::Object(row).to_string().into_bytes()).await;
    }
    told(&app, "a.zip", zip(&[(EVIL, b"x"), ("a.csv", EVIL.as_bytes())])).await;
    told(&app, "a.zip", delivery(EVIL, &[EVIL])).await;
    let said = reports.text();
    assert!(said.contains("submission ended"), "something was reported: {said}");
    for line in said.lines() {
        assert!(!line.contains("forged") || line.contains("\\n"), "{line}");
        assert!(!line.starts_with("2026-01-01T00:00:00Z ERROR"), "{line}");
    }
}
