//! Importing sampling results on stores in memory.
#![expect(clippy::unwrap_used, reason = "a test that cannot be set up has failed")]

#[expect(dead_code, reason = "an import needs neither the clock nor the objects")]
mod desk_common;

use std::io::Cursor;

use desk_common::{Desk, desk};
use rusu_core::enterprise::{Enterprise, EnterpriseId};
use rusu_core::portal::{PageNumber, SamplingResult, SamplingSearch};
use rusu_core::ports::{ImportCount, PortalReader as _, RegistryWriter as _};
use rusu_intake::{PortalError, SamplingReport};
use rusu_testkit::builders::{ENTERPRISE, sample_enterprise_with_profile};

const HEADER: &str = "抽样编号,抽检类别,公布机关,公告号,公布日期,样品名称,标称生产企业名称,批号,结论";

fn row(number: &str, maker: &str, lot: &str) -> String {
    format!("{number},国家,国家市场监督管理总局,2026年第12号,2026-09-01,示例奶粉,{maker},{lot},合格")
}

impl Desk {
    fn import(&self, rows: &[String], dry_run: bool) -> SamplingReport {
        let text = format!("{HEADER}\n{}\n", rows.join("\n"));
        self.desk.import_sampling(&mut Cursor::new(text), "a.csv", dry_run).unwrap()
    }

    fn kept(&self) -> Vec<SamplingResult> {
        self.registry.sampling(&SamplingSearch::default(), PageNumber::FIRST).unwrap().entries
    }
}

fn count(added: u64, replaced: u64, unchanged: u64) -> ImportCount {
    ImportCount { added, replaced, unchanged }
}

fn rules(report: &SamplingReport) -> Vec<&str> {
    report.rejections.iter().map(|rejection| rejection.finding.rule.as_ref()).collect()
}

#[test]
fn good_rows_are_saved_and_bad_ones_told() {
    let desk = desk();
    let report = desk.import(&[row("GC1", "某乳业", "SL1"), row("", "某乳业", "SL2")], false);
    assert_eq!((report.count, rules(&report)), (count(1, 0, 0), vec!["cell_missing"]));
    assert_eq!(desk.kept().len(), 1);
}

#[test]
fn a_dry_run_tells_the_same_and_saves_nothing() {
    let desk = desk();
    let first = [row("GC1", "某乳业", "SL1"), row("GC2", "某乳业", "SL2")];
    assert_eq!(desk.import(&first, true).count, count(2, 0, 0));
    assert!(desk.kept().is_empty());
    desk.import(&first, false);
    let second = [row("GC1", "某乳业", "SL1"), row("GC2", "某乳业", "SL9"), row("GC3", "某乳业", "SL3")];
    let told = desk.import(&second, true);
    assert_eq!(told.count, count(1, 1, 1));
    assert_eq!(desk.import(&second, false), told);
}

#[test]
fn a_maker_of_the_directory_is_recognised_by_its_whole_name() {
    let desk = desk();
    let rows = [
        row("GC1", "示例乳业（黑龙江）有限公司", "SL1"),
        row("GC2", "示例乳业(黑龙江) 有限公司", "SL1"),
        row("GC3", "示例乳业", "SL1"),
        row("GC4", "示例乳业（黑龙江）有限公司二厂", "SL1"),
        row("GC5", "示例", "SL1"),
    ];
    let report = desk.import(&rows, false);
    assert_eq!(report.recognised, 3);
    let mut known: Vec<_> = desk.kept().into_iter().map(|r| (r.sample_number, r.enterprise)).collect();
    known.sort();
    let known: Vec<Option<EnterpriseId>> = known.into_iter().map(|(_, enterprise)| enterprise).collect();
    assert_eq!(known, [Some(ENTERPRISE), Some(ENTERPRISE), Some(ENTERPRISE), None, None]);
}

#[test]
fn a_name_that_two_enterprises_share_recognises_neither() {
    let desk = desk();
    let twin = Enterprise { id: EnterpriseId(2), ..sample_enterprise_with_profile() };
    desk.registry.save_enterprise(&twin).unwrap();
    assert_eq!(desk.import(&[row("GC1", "示例乳业", "SL1")], false).recognised, 0);
}

#[test]
fn a_sample_that_stands_twice_is_one_if_it_says_the_same_and_refused_if_not() {
    let desk = desk();
    let twice = row("GC1", "某乳业", "SL1");
    let report = desk.import(&[twice.clone(), twice, row("GC1", "某乳业", "SL2")], false);
    assert_eq!((report.count, rules(&report)), (count(1, 0, 0), vec!["sampling_twice"]));
}

#[test]
fn a_result_of_a_day_to_come_is_refused() {
    let desk = desk();
    let report = desk.import(&[row("GC1", "某乳业", "SL1").replace("2026-09-01", "2026-09-02")], false);
    assert_eq!(rules(&report), ["sampling_published_in_future"]);
}

#[test]
fn a_file_without_results_changes_nothing() {
    let desk = desk();
    let report = desk.desk.import_sampling(&mut Cursor::new("%PDF-1.7"), "a.pdf", false).unwrap();
    assert_eq!((report.count, rules(&report)), (ImportCount::default(), vec!["file_is_document"]));
}

#[test]
fn a_removed_result_is_gone() {
    let desk = desk();
    desk.import(&[row("GC1", "某乳业", "SL1")], false);
    desk.desk.remove_sampling(desk.kept()[0].id).unwrap();
    assert!(desk.kept().is_empty());
    assert!(matches!(desk.desk.remove_sampling(1), Err(PortalError::Unknown { .. })));
}
