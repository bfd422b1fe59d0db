use std::sync::Arc;

use jiff::civil::date;

use super::*;
use crate::answer::{PackageContents, ScanCount};
use crate::code_rule::Carrier;
use crate::identifiers::Gtin;
use crate::lot::VoidCode;
use crate::ports::LotFile;
use crate::recall::RecallLevel;
use crate::record::Record;
use crate::sample;
use crate::verdict::Verdict;

fn full(verdict: Verdict) -> Answer {
    let enterprise = Arc::new(sample::enterprise());
    let file = LotFile {
        lot: sample::lot(),
        product: sample::product(),
        site: sample::site(),
        void_codes: Vec::new(),
        changes: Vec::new(),
    };
    let mut answer = Answer::bare(verdict, "6900012345678901");
    answer.scans = Some(ScanCount { before: 2, first_at: Some(sample::now()) });
    answer.candidates = vec![Arc::clone(&enterprise)];
    answer.chosen = Some(Arc::clone(&enterprise));
    answer.asked_rule = Some(Arc::new(sample::code_rule()));
    answer.record = Some(Arc::new(Record::assemble(Arc::clone(&enterprise), None, file)));
    answer.enterprise = Some(enterprise);
    answer.recalls = vec![recall(RecallLevel::Two), recall(RecallLevel::One)];
    answer
}

fn recall(level: RecallLevel) -> Arc<Recall> {
    Arc::new(Recall { level, ..sample::recall() })
}

fn hints() -> Vec<Hint> {
    let rule = Arc::new(sample::code_rule());
    vec![
        Hint::Empty,
        Hint::Rounded,
        Hint::Length { rule: Arc::clone(&rule), given: 15 },
        Hint::Length { rule: Arc::clone(&rule), given: 17 },
        Hint::Character { rule: Arc::clone(&rule), character: 'O', position: 3 },
        Hint::CheckDigit { rule: Arc::clone(&rule) },
        Hint::Prefix { rule },
        Hint::Barcode { gtin: Gtin::parse("6907992633671").unwrap() },
        Hint::ForeignLink { host: "example.com".to_owned() },
        Hint::Nothing,
    ]
}

fn assert_kind(texts: &VerdictTexts, what: &str) {
    for text in [&texts.title, &texts.detail, &texts.next].into_iter().chain(&texts.hint) {
        assert!(!text.trim().is_empty(), "{what}: empty");
        for banned in ["假货", "！", "!", "{$", "fake", "verdict-", "hint-"] {
            assert!(!text.contains(banned), "{what}: {text}");
        }
    }
}

#[test]
fn every_verdict_says_what_is_so_and_what_to_do_in_both_languages() {
    for verdict in Verdict::ALL {
        for lang in [Lang::Zh, Lang::En] {
            for answer in [full(*verdict), Answer::bare(*verdict, "1")] {
                let texts = verdict_texts(&answer, lang);
                assert_kind(&texts, verdict.as_str());
                assert!(!texts.title.contains("none") && !texts.next.contains("none"), "{texts:?}");
            }
        }
    }
}

#[test]
fn every_hint_has_a_text_in_both_languages() {
    for hint in hints() {
        for lang in [Lang::Zh, Lang::En] {
            let mut answer = full(Verdict::Unrecognised);
            answer.hint = Some(hint.clone());
            assert_kind(&verdict_texts(&answer, lang), kind_of(&hint));
            answer.enterprise = None;
            assert_kind(&verdict_texts(&answer, lang), kind_of(&hint));
        }
    }
}

#[test]
fn the_first_query_is_told_as_the_first() {
    assert_eq!(verdict_texts(&full(Verdict::FirstQuery), Lang::Zh).title, "查到了，这是第 1 次查询");
}

#[test]
fn a_count_is_told_as_a_bucket() {
    let texts = verdict_texts(&full(Verdict::SeenBefore), Lang::Zh);
    assert_eq!(texts.title, "查到了，已查询过 2 到 5 次");
    assert!(texts.detail.contains("首次查询是 2026-09-01"), "{}", texts.detail);
}

#[test]
fn the_gravest_recall_is_told_with_its_reason_and_phone() {
    let texts = verdict_texts(&full(Verdict::Recalled), Lang::Zh);
    assert_eq!(texts.detail, "一级召回，企业 2026-09-01 公布。原因：一项指标不符合标准。");
    assert_eq!(texts.next, "请保留罐体和购买凭证，拨打 400-111-1111 退货。");
}

#[test]
fn a_void_code_is_told_apart_from_a_withdrawn_lot() {
    let mut answer = full(Verdict::Withdrawn);
    assert_eq!(verdict_texts(&answer, Lang::Zh).title, "请停止食用：企业已撤回这一批");
    answer.void =
        Some(VoidCode {
            code: sample::code("690001"), reason: "罐体破损".to_owned(), since: sample::now()
        });
    answer.recalls.clear();
    let texts = verdict_texts(&answer, Lang::Zh);
    assert_eq!(texts.title, "请停止食用：企业已声明这个追溯码作废");
    assert_eq!(texts.detail, "企业说明的原因：罐体破损。");
}

#[test]
fn a_pallet_is_told_apart_from_a_case() {
    let mut answer = full(Verdict::Package);
    answer.package = Some(PackageContents { carrier: Carrier::Pallet, codes: Vec::new(), more: false });
    assert_eq!(verdict_texts(&answer, Lang::En).title, "Found: this is the code of a pallet");
}

#[test]
fn an_archived_lot_tells_its_dates() {
    let mut answer = Answer::bare(Verdict::Archived, "690001");
    answer.archived = Some((date(2020, 1, 1), date(2021, 12, 31)));
    let texts = verdict_texts(&answer, Lang::Zh);
    assert!(texts.detail.starts_with("生产日期 2020-01-01，保质期至 2021-12-31。"), "{}", texts.detail);
}

#[test]
fn a_missing_digit_is_named_in_title_and_hint() {
    let mut answer = full(Verdict::Unrecognised);
    answer.hint = Some(Hint::Length { rule: Arc::new(sample::code_rule()), given: 15 });
    let texts = verdict_texts(&answer, Lang::Zh);
    assert_eq!(texts.title, "没有查到，可能少输了几位");
    let hint = "您输入了 15 位，示例乳业的追溯码是 16 位，例如 6900012345678901。";
    assert_eq!(texts.hint.as_deref(), Some(hint));
}

#[test]
fn a_hint_never_names_an_enterprise_whose_rule_it_is_not() {
    let mut rule = sample::code_rule();
    rule.enterprise = crate::enterprise::EnterpriseId(8);
    let mut answer = full(Verdict::Unrecognised);
    answer.hint = Some(Hint::CheckDigit { rule: Arc::new(rule) });
    let hint = verdict_texts(&answer, Lang::Zh).hint.unwrap();
    assert!(!hint.contains("示例乳业"), "{hint}");
}

#[test]
fn a_recall_of_single_cans_does_not_speak_of_the_lot() {
    let title = |answer: &Answer| verdict_texts(answer, Lang::Zh).title;
    let mut answer = full(Verdict::Recalled);
    assert!(title(&answer).contains("这一批"), "{}", title(&answer));
    answer.recalls = vec![Arc::new(Recall { targets: Vec::new(), ..sample::recall() })];
    assert!(title(&answer).contains("这一罐"), "{}", title(&answer));
    answer.record = None;
    assert!(title(&answer).contains("这一罐"));
}
