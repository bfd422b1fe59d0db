//! Where goods come from and where they went, over HTTP, and the exports read back.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that cannot be set up has failed")]

#[cfg(test)]
#[path = "common/mod.rs"]
mod common;

use std::io::Cursor;

use axum::http::StatusCode;
use calamine::{Data, Reader as _, Xlsx};
use common::{CAN, CASE, OTHER, Reply, TestApp, record};
use rusu_core::code_rule::Carrier;
use rusu_core::lineage::{LineageNode, MaterialLot};
use rusu_core::lot::{Lot, RawMaterial};
use rusu_testkit::builders::{lot_key, sample_raw_material};
use serde_json::{Value, json};

/// The platform with a second lot: milk M1 into base powder B1, that into both lots.
fn dairy() -> TestApp {
    let app = TestApp::default();
    let base = material(&app, "基粉|B1", &["生牛乳|M1|=示例牧场"]);
    let first = vec![material(&app, "混合料|X1", &["基粉|B1"]), base.clone()];
    app.restate(Lot { raw_materials: first, ..app.lot() });
    let key = lot_key("SL2");
    app.stage(&key, 2, &[record("6900012345678999", Carrier::Outer, None)]);
    app.publish(Lot { key, raw_materials: vec![base], unit_count: 1, ..app.lot() }, 2);
    app
}

fn material(app: &TestApp, line: &str, made_from: &[&str]) -> RawMaterial {
    let Some(LineageNode::Material(MaterialLot { name, number, supplier })) = LineageNode::parse(line) else {
        panic!("{line} is no raw material")
    };
    let made_from = made_from.iter().map(|line| LineageNode::parse(line).unwrap()).collect();
    let document = app.document(b"%PDF-1.7 c", "c.pdf", rusu_core::lot::Media::Pdf);
    RawMaterial { name, material_lot: number, supplier, made_from, document, ..sample_raw_material() }
}

async fn graph(app: &TestApp, query: &str) -> Value {
    app.get_own(&format!("/api/v1/enterprise/trace?{query}")).await.json()
}

/// Steps as `from > to`, each by the lot or raw-material number.
fn steps(graph: &Value) -> Vec<String> {
    let name = |place: &Value| {
        let node = &graph["nodes"][usize::try_from(place.as_u64().unwrap()).unwrap()];
        let own = if node["kind"] == "lot" { &node["lot_number"] } else { &node["material"]["material_lot"] };
        own.as_str().unwrap().to_owned()
    };
    let steps = graph["steps"].as_array().unwrap().iter();
    steps.map(|step| format!("{} > {}", name(&step["from"]), name(&step["to"]))).collect()
}

#[tokio::test]
async fn forward_tells_which_lots_used_a_raw_material_and_how_many_cans() {
    let app = dairy();
    let found = graph(&app, "material=M1&direction=forward").await;
    assert_eq!(steps(&found), ["M1 > B1", "B1 > SL2", "B1 > SL260801A1", "B1 > X1", "X1 > SL260801A1"]);
    assert_eq!((&found["units_affected"], &found["is_cut_off"]), (&json!(101), &json!(false)));
    let lot =
        found["nodes"].as_array().unwrap().iter().find(|node| node["lot_number"] == "SL260801A1").unwrap();
    assert_eq!(
        (&lot["lot"]["state"], &lot["circulation"][0]["place"]),
        (&json!("published"), &json!("北京市"))
    );
}

#[tokio::test]
async fn backward_tells_what_is_in_a_lot_level_by_level() {
    let app = dairy();
    let found = graph(&app, "lot=SL260801A1&direction=backward").await;
    let levels: Vec<i64> =
        found["nodes"].as_array().unwrap().iter().map(|n| n["level"].as_i64().unwrap()).collect();
    assert_eq!(levels, [0, -1, -1, -2]);
    let cut = graph(&app, "lot=SL260801A1&direction=backward&depth=1").await;
    assert_eq!((cut["nodes"].as_array().unwrap().len(), &cut["is_cut_off"]), (3, &json!(true)));
}

#[tokio::test]
async fn a_start_must_be_one_lot_or_one_raw_material_that_the_enterprise_has() {
    let app = dairy();
    for (query, status, code) in [
        ("", 422, "field_missing"),
        ("lot=SL2&material=B1", 422, "field_form"),
        ("lot=SL2&direction=sideways", 422, "field_form"),
        ("lot=SL2&depth=0", 422, "field_form"),
        ("lot=SL2&depth=9", 422, "field_form"),
        ("lot=SL2&depth=x", 400, "address_form"),
        ("lot=SL9", 404, "name_unknown"),
        ("material=B9", 404, "name_unknown"),
        ("material=B1&supplier=x", 404, "name_unknown"),
    ] {
        let refused = app.get_own(&format!("/api/v1/enterprise/trace?{query}")).await;
        assert_eq!((refused.status.as_u16(), refused.problem().as_str()), (status, code), "{query}");
        let export = app.get_own(&format!("/api/v1/enterprise/trace/export?{query}")).await;
        assert_eq!((export.status.as_u16(), export.problem().as_str()), (status, code), "{query}");
    }
    assert_eq!(graph(&app, "lot=SL2&depth=8").await["is_cut_off"], json!(false));
    assert_eq!(
        app.get_own("/api/v1/enterprise/trace/export?lot=SL2&format=pdf").await.problem(),
        "field_form"
    );
}

#[tokio::test]
async fn nobody_sees_where_the_goods_of_others_come_from() {
    let app = dairy();
    let stranger = app.app.intake.issue_key(OTHER, "test").unwrap();
    for path in ["/api/v1/enterprise/trace?lot=SL2", "/api/v1/enterprise/trace/export?material=B1"] {
        assert_eq!(app.get_with(path, &stranger).await.problem(), "name_unknown");
        assert_eq!(app.get(path).await.problem(), "key_unknown");
        let operators = path.replace("enterprise/", "operator/") + "&enterprise=1";
        assert_eq!(app.get_own(&operators).await.problem(), "key_unknown");
    }
}

#[tokio::test]
async fn the_operator_sees_any_enterprises() {
    let app = dairy();
    let reply = app.operate("GET", "/trace?enterprise=1&material=M1", "").await;
    assert_eq!(reply.json()["units_affected"], json!(101));
    assert_eq!(app.operate("GET", "/trace?enterprise=2&material=M1", "").await.problem(), "name_unknown");
    assert_eq!(app.operate("GET", "/trace?material=M1", "").await.problem(), "address_form");
    let export = app.operate("GET", "/trace/export?enterprise=1&lot=SL2", "").await;
    assert_eq!(export.status, StatusCode::OK);
    assert!(export.text().contains("6900012345678999"));
}

fn rows(reply: &Reply) -> Vec<Vec<String>> {
    let text = reply.text().strip_prefix('\u{feff}').unwrap();
    text.lines().map(|line| line.split(',').map(str::to_owned).collect()).collect()
}

#[tokio::test]
async fn a_csv_has_everything_in_one_table() {
    let app = dairy();
    let reply = app.get_own("/api/v1/enterprise/trace/export?material=M1&direction=forward").await;
    assert_eq!(reply.header("content-type"), "text/csv; charset=utf-8; header=present");
    assert_eq!(reply.header("content-disposition"), "attachment; filename=\"trace.csv\"");
    let rows = rows(&reply);
    let column = |name: &str| rows[0].iter().position(|heading| heading == name).unwrap();
    let of = |table: &str| rows.iter().filter(|row| row[0] == table).collect::<Vec<_>>();
    assert_eq!((of("lots").len(), of("steps").len(), of("packages").len()), (2, 5, 1));
    let units: Vec<&str> = of("units").iter().map(|row| row[column("code")].as_str()).collect();
    assert_eq!(units, [CAN, "6900012345678902", "6900012345678999", "N000000001"]);
    let first = of("units")[0];
    assert_eq!(
        (first[column("lot_number")].as_str(), first[column("case_code")].as_str()),
        ("SL260801A1", CASE)
    );
    // The supplier begins as a formula does.
    assert!(of("steps").iter().any(|row| row[column("from_supplier")] == "'=示例牧场"));
}

#[tokio::test]
async fn a_workbook_is_read_back_with_a_sheet_for_each_kind() {
    let app = dairy();
    let reply = app.get_own("/api/v1/enterprise/trace/export?lot=SL260801A1&format=xlsx").await;
    assert_eq!(reply.header("content-disposition"), "attachment; filename=\"trace.xlsx\"");
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(reply.body.to_vec())).unwrap();
    let names = ["来源与去向", "批次", "原料", "流通", "单品", "箱和垛"];
    assert!(
        names.iter().all(|name| book.sheet_names().contains(&(*name).to_owned())),
        "{:?}",
        book.sheet_names()
    );
    let units = book.worksheet_range("单品").unwrap();
    let codes: Vec<&Data> = units.rows().skip(1).map(|row| &row[2]).collect();
    let text = |code: &str| Data::String(code.to_owned());
    assert_eq!(codes, [&text(CAN), &text("6900012345678902"), &text("N000000001")]);
    let steps = book.worksheet_range("来源与去向").unwrap();
    assert!(steps.rows().any(|row| row.contains(&text("=示例牧场"))));
}

#[tokio::test]
async fn the_headings_of_a_workbook_follow_the_callers_language() {
    let app = dairy();
    let request = axum::http::Request::get("/api/v1/enterprise/trace/export?lot=SL2&format=xlsx")
        .header("authorization", format!("Bearer {}", app.key))
        .header("accept-language", "en");
    let reply = app.send(request.body(axum::body::Body::empty()).unwrap()).await;
    let book: Xlsx<_> = Xlsx::new(Cursor::new(reply.body.to_vec())).unwrap();
    assert!(book.sheet_names().contains(&"Units".to_owned()));
}
