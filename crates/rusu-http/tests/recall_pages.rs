//! What people read of a recall: the list, the answer for a can, and the check of a lot number.

#![expect(clippy::unwrap_used, reason = "a test that cannot be set up has failed")]

#[cfg(test)]
#[path = "common/mod.rs"]
mod common;

use common::{CAN, TestApp};
use rusu_core::ports::RecallWriter as _;
use rusu_core::recall::{Amended, Recall};
use rusu_testkit::builders::recall::{
    code_target, full_plan, lot_targets, range_target, sample_report, targets,
};
use rusu_testkit::builders::{moment, sample_recall};

const HOSTILE: &str = "<script>alert(1)</script>";

fn with(recall: &Recall) -> TestApp {
    let app = TestApp::default();
    app.registry.save_recall(recall).unwrap().unwrap();
    app.settle();
    app
}

/// The words alone: a page sets phrases apart.
fn without_tags(html: &str) -> String {
    html.split('<').map(|piece| piece.split_once('>').map_or(piece, |(_, words)| words)).collect()
}

/// In force, with a plan, single codes, one change of its list and one report.
fn rich() -> Recall {
    let mut list = lot_targets(&["SL260801A1"]);
    list.extend(targets(vec![
        range_target(Some("RANGED1"), "6900012345670001", "6900012345670099"),
        code_target(&["6900012345671111", "6900012345672222"]),
    ]));
    let mut later = lot_targets(&["LATER1"]);
    let amended =
        Amended { at: moment(90_000), who: "operator 值班".to_owned(), why: "同一条线。".to_owned() };
    for entry in &mut later {
        entry.added = amended.clone();
    }
    list.extend(later);
    Recall { targets: list, plan: full_plan(), reports: vec![sample_report(false)], ..sample_recall() }
}

#[tokio::test]
async fn the_list_tells_codes_regions_product_progress_deadline_and_changes() {
    let app = with(&rich());
    let page = app.get("/recalls").await;
    let html = page.text();
    for told in [
        "SL260801A1",
        "LATER1",
        "批号 RANGED1 中的 6900012345670001 至 6900012345670099",
        "2 个追溯码",
        "浙江省、江苏省",
        "示例婴儿配方奶粉",
        "生产日期 2026-08-01 – 2026-08-02",
        "已召回 4000 罐",
        "企业须在 2026-09-15 以前完成召回",
        "2026-09-02 增加：批号 LATER1。原因：同一条线。",
    ] {
        assert!(html.contains(told), "{told}");
    }
    assert!(!html.contains("值班"), "whose key it was is nobody's business");
    let english = app.get("/en/recalls").await;
    for told in ["Changes of the notice", "2026-09-02 added: lot LATER1", "finish the recall by 2026-09-15"] {
        assert!(english.text().contains(told), "{told}");
    }
}

#[tokio::test]
async fn the_answer_for_a_can_tells_the_same_facts() {
    let app = with(&rich());
    let page = app.get(&format!("/query?enterprise=1&code={CAN}")).await;
    for told in ["浙江省、江苏省", "批号 RANGED1", "企业须在 2026-09-15", "2026-09-02 增加：批号 LATER1"]
    {
        assert!(without_tags(page.text()).contains(told), "{told}");
    }
}

#[tokio::test]
async fn a_deadline_beyond_the_known_holidays_says_so() {
    let app = with(&Recall { announced_at: Some("2026-12-28T01:00:00Z".parse().unwrap()), ..rich() });
    assert!(app.get("/recalls").await.text().contains("2027-01-11 前后"));
}

#[tokio::test]
async fn what_is_over_has_no_deadline_and_what_was_lifted_says_why() {
    let ended = Recall { ended_at: Some(moment(100_000)), ..rich() };
    assert!(!with(&ended).get("/recalls").await.text().contains("企业须在 2026"));
    let lifted = Recall { lifted_why: Some("复检合格".to_owned()), ..ended };
    assert!(with(&lifted).get("/recalls").await.text().contains("已撤销，原因：复检合格"));
}

#[tokio::test]
async fn a_lot_of_which_a_part_is_recalled_is_told_to_look_up_its_codes() {
    let app = with(&rich());
    let part = app.get("/recalls?lot=RANGED1").await;
    assert!(part.text().contains("有一部分罐正在召回") && part.text().contains("class=\"verdict is-care\""));
    assert!(app.get("/recalls?lot=SL260801A1").await.text().contains("class=\"verdict is-stop\""));
    assert!(app.get("/recalls?lot=OTHER1").await.text().contains("class=\"verdict is-calm\""));
}

#[tokio::test]
async fn a_can_that_was_never_delivered_shows_the_notice_that_names_it() {
    let app = with(&Recall { targets: targets(vec![code_target(&["6900099999999999"])]), ..sample_recall() });
    let page = app.get("/query?enterprise=1&code=6900099999999999").await;
    let html = page.text();
    assert!(html.contains("data-verdict=\"recalled\"") && html.contains("class=\"verdict is-stop\""));
    assert!(html.contains("检出阪崎肠杆菌") && html.contains("tel:4000000001"), "{html}");
}

#[tokio::test]
async fn markup_in_a_notice_is_shown_and_not_run() {
    let mut recall = rich();
    recall.plan.regions = vec![HOSTILE.to_owned()];
    recall.plan.product = HOSTILE.to_owned();
    for entry in &mut recall.targets {
        entry.added.why = HOSTILE.to_owned();
    }
    let app = with(&recall);
    for path in ["/recalls".to_owned(), format!("/query?enterprise=1&code={CAN}"), "/recalls.atom".to_owned()]
    {
        assert!(!app.get(&path).await.text().contains(HOSTILE), "{path}");
    }
}
