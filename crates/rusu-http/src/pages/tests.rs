//! Every verdict from an answer to a page, in both languages.

use std::sync::Arc;

use askama::Template as _;
use axum::http::{StatusCode, header};
use jiff::civil::date;
use rusu_core::answer::{Answer, PackageContents, ScanCount};
use rusu_core::catalogue;
use rusu_core::code_rule::{CanPosition, Carrier, CodeRule};
use rusu_core::enterprise::{Enterprise, EnterpriseId};
use rusu_core::lot::{CirculationEvent, Conclusion, Inspection, Lot, LotState};
use rusu_core::portal::{SamplingFailure, SamplingResult, SamplingScope};
use rusu_core::ports::LotFile;
use rusu_core::product::Product;
use rusu_core::record::Record;
use rusu_core::rule_book::Hint;
use rusu_core::texts::{self, Lang};
use rusu_core::verdict::Verdict;
use rusu_core::verdict_texts::verdict_texts;
use rusu_testkit::builders::{
    moment, sample_change, sample_circulation_event, sample_code_rule, sample_enterprise_with_profile,
    sample_inspection, sample_lot, sample_product, sample_recall, sample_site, sample_void_code, trace_code,
};

use super::directory::Enterprises;
use super::frame::Asked;
use super::home::{Fields, Home};
use super::render;
use super::result::Found;
use super::share::Share;
use super::unfound::Unfound;
use crate::rendered::Rendered;

mod around;

const CODE: &str = "6900012345678901";

fn asked(lang: Lang) -> Asked {
    let query = Some(format!("code={CODE}&enterprise=1"));
    Asked { lang, path: "/query".to_owned(), query, ..Asked::default() }
}

fn maker() -> Arc<Enterprise> {
    let last_delivered_at = Some(moment(0));
    Arc::new(Enterprise { is_sample: false, last_delivered_at, ..sample_enterprise_with_profile() })
}

fn other_maker() -> Arc<Enterprise> {
    Arc::new(Enterprise { id: EnterpriseId(2), name: "样例乳品".to_owned(), ..(*maker()).clone() })
}

fn record_of(lot: Lot, product: Product) -> Arc<Record> {
    let changes = vec![sample_change(0)];
    let file = LotFile { lot, product, site: sample_site(), void_codes: vec![], changes };
    Arc::new(Record::assemble(maker(), Some(other_maker()), file))
}

fn found(verdict: Verdict) -> Answer {
    Answer {
        code: Some(trace_code(CODE)),
        enterprise: Some(maker()),
        record: Some(record_of(sample_lot(), sample_product())),
        scans: Some(ScanCount { before: 4, first_at: Some(moment(0)) }),
        ..Answer::bare(verdict, CODE)
    }
}

fn unfound(verdict: Verdict) -> Answer {
    Answer {
        code: Some(trace_code(CODE)),
        enterprise: Some(maker()),
        asked_rule: Some(Arc::new(sample_code_rule())),
        ..Answer::bare(verdict, CODE)
    }
}

/// An answer of each verdict with everything that belongs to it.
fn answer(verdict: Verdict) -> Answer {
    let length = Hint::Length { rule: Arc::new(sample_code_rule()), given: 14 };
    match verdict {
        Verdict::FirstQuery | Verdict::SeenBefore | Verdict::UnusuallyOften | Verdict::Expired => {
            found(verdict)
        }
        Verdict::Recalled => Answer { recalls: vec![Arc::new(sample_recall())], ..found(verdict) },
        Verdict::Withdrawn => Answer { void: Some(sample_void_code()), ..found(verdict) },
        Verdict::UnderCorrection => {
            let lot = Lot { state: LotState::UnderCorrection, ..sample_lot() };
            Answer { record: Some(record_of(lot, sample_product())), ..found(verdict) }
        }
        Verdict::Package => {
            let codes = vec![trace_code("6900012345678902"), trace_code("6900012345678903")];
            let package = Some(PackageContents { carrier: Carrier::Case, codes, more: true });
            Answer { package, scans: None, ..found(verdict) }
        }
        Verdict::Archived => {
            Answer { archived: Some((date(2020, 1, 2), date(2022, 1, 1))), ..unfound(verdict) }
        }
        Verdict::Unrecognised => {
            Answer { hint: Some(length), code: Some(trace_code("69000123456789")), ..unfound(verdict) }
        }
        Verdict::NotConnected => {
            Answer { enterprise: None, asked_rule: None, hint: Some(Hint::Nothing), ..unfound(verdict) }
        }
        Verdict::OtherEnterprise => Answer { chosen: Some(other_maker()), ..unfound(verdict) },
        Verdict::Ambiguous => {
            Answer { candidates: vec![maker(), other_maker()], enterprise: None, ..unfound(verdict) }
        }
        Verdict::NoRecord | Verdict::InnerCodeGiven | Verdict::OuterCodeGiven => unfound(verdict),
    }
}

fn page_of(answer: &Answer, asked: &Asked) -> String {
    let fields = Fields { enterprise: String::new(), code: answer.text.clone() };
    match Found::new(asked, false, moment(0), answer, &Rendered::default()) {
        Some(page) => page.render().unwrap(),
        None => {
            let all = [maker(), other_maker()];
            Unfound::new(asked, false, moment(0), &all, &fields, answer).render().unwrap()
        }
    }
}

fn page(answer: &Answer, lang: Lang) -> String {
    page_of(answer, &asked(lang))
}

fn items_on(html: &str) -> Vec<&str> {
    let body = html.split_once("</style>").map_or(html, |(_, body)| body);
    body.split("data-item=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect()
}

/// The words of a page as a person reads them.
fn words_of(html: &str) -> String {
    let pieces = html.split('<').map(|piece| piece.split_once('>').map_or(piece, |(_, text)| text));
    pieces.collect::<String>().replace("&#39;", "'").replace("&quot;", "\"").replace("&#34;", "\"")
}

fn both(check: impl Fn(Lang)) {
    [Lang::Zh, Lang::En].into_iter().for_each(check);
}

#[test]
fn every_verdict_says_its_title_its_detail_and_what_to_do() {
    both(|lang| {
        for verdict in Verdict::ALL {
            let answer = answer(*verdict);
            let (told, words) = (verdict_texts(&answer, lang), words_of(&page(&answer, lang)));
            for text in [told.title, told.detail, told.next].into_iter().chain(told.hint) {
                assert!(words.contains(&text), "{verdict:?} in {lang:?} lacks `{text}`");
            }
        }
    });
}

#[test]
fn every_verdict_with_a_record_shows_each_of_the_32_items_once() {
    both(|lang| {
        for verdict in Verdict::ALL {
            let answer = answer(*verdict);
            let html = page(&answer, lang);
            let mut items = items_on(&html);
            items.sort_unstable();
            let mut expected: Vec<&str> = catalogue::all().iter().map(|item| item.id).collect();
            expected.sort_unstable();
            if answer.record.is_none() {
                expected.clear();
            }
            assert_eq!(items, expected, "{verdict:?} in {lang:?}");
        }
    });
}

#[test]
fn no_page_accuses_anybody() {
    for verdict in Verdict::ALL {
        let html = page(&answer(*verdict), Lang::Zh);
        assert!(!html.contains("假货") && !html.contains("假冒"), "{verdict:?}");
    }
}

#[test]
fn no_page_holds_an_inline_script_or_any_style_but_the_sheet() {
    for verdict in Verdict::ALL {
        let html = page(&answer(*verdict), Lang::Zh);
        let (before, behind) = html.split_once("<style>").unwrap();
        let (sheet, behind) = behind.split_once("</style>").unwrap();
        assert_eq!(sheet, super::assets::sheet_text(), "the policy admits this text alone");
        for part in [before, behind] {
            assert!(
                !part.contains(" style=") && !part.contains("<style") && !part.contains(" onclick"),
                "{verdict:?}"
            );
        }
        assert!(html.split("<script").skip(1).all(|script| script.starts_with(" src=")), "{verdict:?}");
    }
}

#[test]
fn the_policy_of_an_answer_admits_the_sheet_by_its_hash_and_nothing_else() {
    let (found, rendered) = (found(Verdict::FirstQuery), Rendered::default());
    let page = Found::new(&asked(Lang::Zh), false, moment(0), &found, &rendered).unwrap();
    let response = render::answer(&asked(Lang::Zh), &page);
    let policy = response.headers()[header::CONTENT_SECURITY_POLICY].to_str().unwrap();
    assert!(policy.contains(&format!("style-src 'self' {};", super::assets::sheet_hash())), "{policy}");
    assert!(!policy.contains("unsafe"), "{policy}");
}

#[test]
fn every_page_tells_its_language_and_leads_to_the_same_question_in_the_other() {
    for verdict in Verdict::ALL {
        let (zh, en) = (page(&answer(*verdict), Lang::Zh), page(&answer(*verdict), Lang::En));
        let minute = moment(0).as_second() / 60;
        let query = format!("code={CODE}&#38;enterprise=1&#38;again={minute}");
        assert!(zh.contains("<html lang=\"zh-CN\">") && zh.contains(&format!("href=\"/en/query?{query}\"")));
        assert!(en.contains("<html lang=\"en\">") && en.contains(&format!("href=\"/query?{query}\"")));
    }
}

#[test]
fn a_tone_has_its_own_class() {
    for verdict in Verdict::ALL {
        let html = page(&answer(*verdict), Lang::Zh);
        assert!(html.contains(&format!("class=\"verdict is-{}\"", verdict.tone().as_str())), "{verdict:?}");
    }
}

#[test]
fn an_item_that_is_missing_says_so() {
    let html = page(
        &Answer {
            record: Some(record_of(sample_lot(), Product { gtin: None, ..sample_product() })),
            ..found(Verdict::FirstQuery)
        },
        Lang::Zh,
    );
    let item = html.split("data-item=\"gtin\"").nth(1).unwrap();
    assert!(words_of(item.split("</div>").next().unwrap()).contains("企业未提供"));
}

#[test]
fn a_lot_without_circulation_says_so() {
    let record =
        record_of(Lot { circulation: Vec::<CirculationEvent>::new(), ..sample_lot() }, sample_product());
    let html = page(&Answer { record: Some(record), ..found(Verdict::FirstQuery) }, Lang::Zh);
    let item = html.split("data-item=\"circulation_info\"").nth(1).unwrap();
    assert!(words_of(item.split("</div>").next().unwrap()).contains("企业未提供"));
}

#[test]
fn circulation_stands_behind_what_was_made_and_names_the_party() {
    let event = CirculationEvent { event_date: date(2026, 8, 20), ..sample_circulation_event() };
    let record = record_of(Lot { circulation: vec![event], ..sample_lot() }, sample_product());
    let words = words_of(&page(&Answer { record: Some(record), ..found(Verdict::FirstQuery) }, Lang::Zh));
    let (made, sent) = words.split_once("流通信息").unwrap();
    assert!(made.contains("检验合格") && !made.contains("2026-08-20"));
    assert!(sent.contains("出库 2026-08-20 北京市 · 示例母婴"));
}

#[test]
fn certificates_and_reports_lead_to_their_documents() {
    let html = page(&found(Verdict::FirstQuery), Lang::Zh);
    for (byte, name) in [
        ("1e", "%E5%87%BA%E5%8E%82%E6%A3%80%E9%AA%8C%E6%8A%A5%E5%91%8A.pdf"),
        ("14", "%E4%B9%B3%E6%B8%85%E7%B2%89%E5%90%88%E6%A0%BC%E8%AF%81.jpg"),
        ("0a", "%E8%AF%9A%E4%BF%A1%E8%AF%81%E4%B9%A6.pdf"),
    ] {
        assert!(html.contains(&format!("href=\"/documents/{}/{name}\"", byte.repeat(32))), "{name}");
    }
}

#[test]
fn a_failed_inspection_is_not_marked_as_passed() {
    let inspection = Inspection { conclusion: Conclusion::Fail, ..sample_inspection() };
    let record = record_of(Lot { inspection, ..sample_lot() }, sample_product());
    let html = page(&Answer { record: Some(record), ..found(Verdict::Recalled) }, Lang::Zh);
    let item = html.split("data-item=\"inspection_conclusion\"").nth(1).unwrap();
    assert!(item.split("</div>").next().unwrap().contains("class=\"fail\""));
}

#[test]
fn an_amended_value_is_shown_with_its_old_one() {
    let words = words_of(&page(&found(Verdict::FirstQuery), Lang::Zh));
    assert_eq!(
        words.matches("2026-09-01 更正（录入错误），原为：2026-08-02").count(),
        2,
        "at the value and in the list"
    );
}

#[test]
fn a_recall_shows_level_reason_lots_what_to_do_and_phone() {
    let html = page(&answer(Verdict::Recalled), Lang::Zh);
    let words = words_of(&html);
    for text in ["召回公告", "一级召回", "检出阪崎肠杆菌", "SL260801A1", "停止食用并退回", "2026-09-01 09:00"]
    {
        assert!(words.contains(text), "{text}");
    }
    assert!(html.contains("class=\"button main stop\" href=\"tel:4000000001\""));
}

#[test]
fn a_verdict_graver_than_the_count_still_tells_the_count() {
    assert!(
        words_of(&page(&answer(Verdict::Expired), Lang::Zh))
            .contains("查询次数：2 到 5 次，首次查询是 2026-09-01")
    );
}

#[test]
fn every_found_verdict_tells_the_count_directly_below_it() {
    for verdict in [Verdict::FirstQuery, Verdict::SeenBefore, Verdict::UnusuallyOften, Verdict::Recalled] {
        let html = page(&answer(verdict), Lang::Zh);
        let below = html.split("</section>").nth(1).unwrap();
        assert!(below.trim_start().starts_with("<p class=\"scans\">"), "{verdict:?}: {}", &below[..80]);
    }
    let first = Answer { scans: Some(ScanCount { before: 0, first_at: None }), ..found(Verdict::FirstQuery) };
    assert!(words_of(&page(&first, Lang::Zh)).contains("这是该产品第 1 次查询，之前没有人查过。"));
}

#[test]
fn the_can_is_compared_with_expiry_and_months() {
    let words = words_of(&page(&found(Verdict::FirstQuery), Lang::Zh));
    assert!(words.contains("保质期至2028-07-31 24 个月"), "{words}");
}

#[test]
fn the_code_on_the_page_can_be_copied_without_spaces() {
    assert!(words_of(&page(&found(Verdict::FirstQuery), Lang::Zh)).contains(CODE));
}

#[test]
fn a_package_leads_to_each_code_in_it() {
    let html = page(&answer(Verdict::Package), Lang::En);
    for code in ["6900012345678902", "6900012345678903"] {
        assert!(html.contains(&format!("href=\"/en/query?enterprise=1&#38;code={code}\"")), "{code}");
    }
    assert!(words_of(&html).contains("These are the first 100."));
}

#[test]
fn an_ambiguous_code_lets_the_brand_be_chosen() {
    let html = page(&answer(Verdict::Ambiguous), Lang::Zh);
    assert!(html.contains(&format!("href=\"/query?enterprise=1&#38;code={CODE}\">示例乳业</a>")));
    assert!(html.contains(&format!("href=\"/query?enterprise=2&#38;code={CODE}\">样例乳品</a>")));
}

#[test]
fn another_enterprises_code_leads_to_the_right_one() {
    let html = page(&answer(Verdict::OtherEnterprise), Lang::Zh);
    assert!(html.contains(&format!("class=\"button main\" href=\"/query?enterprise=1&#38;code={CODE}\"")));
}

#[test]
fn an_unrecognised_text_is_shown_with_what_is_missing_and_how_it_should_look() {
    let html = page(&answer(Verdict::Unrecognised), Lang::Zh);
    assert!(html.contains("<i class=\"gap\">  </i>"), "two characters are missing");
    assert!(words_of(&html).contains("示例乳业的追溯码像这样6900012345678901"));
}

#[test]
fn an_archived_lot_tells_its_dates_and_starts_a_new_question() {
    let html = page(&answer(Verdict::Archived), Lang::Zh);
    assert!(html.contains("<b>2020-01-02</b>") && html.contains("<b>2022-01-01</b>"));
    assert!(html.contains("name=\"code\" class=\"code\" value=\"\""));
}

#[test]
fn what_was_typed_stands_in_the_form_again() {
    for verdict in [Verdict::Unrecognised, Verdict::NoRecord, Verdict::InnerCodeGiven] {
        assert!(page(&answer(verdict), Lang::Zh).contains(&format!("value=\"{CODE}\"")), "{verdict:?}");
    }
}

#[test]
fn markup_that_is_typed_is_shown_and_not_run() {
    let text = "<script>alert(1)</script>\"><img src=x>";
    let answer = Answer { hint: Some(Hint::Nothing), ..Answer::bare(Verdict::NotConnected, text) };
    let html = page(&answer, Lang::Zh);
    assert!(!html.contains("<script>") && !html.contains("<img"));
    assert!(html.contains("&#60;script&#62;alert(1)"));
}

#[test]
fn markup_of_an_enterprise_is_shown_and_not_run() {
    let product = Product { ingredient_list: "<img src=x onerror=alert(1)>".to_owned(), ..sample_product() };
    let html = page(
        &Answer { record: Some(record_of(sample_lot(), product)), ..found(Verdict::FirstQuery) },
        Lang::Zh,
    );
    assert!(!html.contains("<img"));
}

#[test]
fn a_sample_is_marked_and_a_real_enterprise_is_not() {
    let banner = texts::plain(Lang::Zh, "site-sample");
    assert!(!page(&found(Verdict::FirstQuery), Lang::Zh).contains(&banner));
    let sample = Arc::new(Enterprise { is_sample: true, ..(*maker()).clone() });
    let record = Record { enterprise: sample, ..(*record_of(sample_lot(), sample_product())).clone() };
    let answer = Answer { record: Some(Arc::new(record)), ..found(Verdict::FirstQuery) };
    assert!(page(&answer, Lang::Zh).contains(&banner));
}

#[test]
fn a_form_without_a_code_says_so_and_keeps_the_enterprise() {
    let fields = Fields { enterprise: "示例乳业".to_owned(), code: " ".to_owned() };
    let page =
        Home::new(&asked(Lang::Zh), false, &[maker()], &fields, |form, frame| form.without_code(frame));
    let html = page.render().unwrap();
    assert!(
        html.contains("role=\"alert\"")
            && html.contains("请输入追溯码。")
            && html.contains("value=\"示例乳业\"")
    );
}

#[test]
fn a_name_of_several_enterprises_is_asked_back_with_the_code_kept() {
    let fields = Fields { enterprise: "乳".to_owned(), code: CODE.to_owned() };
    let several = [maker(), other_maker()];
    let fill = |form: super::form::Form, frame: &_| form.with_several(frame, &several);
    let html = Home::new(&asked(Lang::Zh), false, &several, &fields, fill).render().unwrap();
    assert!(html.contains(&format!("href=\"/query?enterprise=2&#38;code={CODE}\">样例乳品</a>")));
    assert!(html.contains(&format!("href=\"/query?code={CODE}\">不填企业，直接查询</a>")));
}

#[test]
fn an_enterprise_that_a_link_names_by_its_id_is_shown_by_its_name() {
    let fields = Fields { enterprise: "2".to_owned(), code: String::new() };
    let html = Home::new(&asked(Lang::Zh), false, &[maker(), other_maker()], &fields, |form, _| form)
        .render()
        .unwrap();
    assert!(html.contains("name=\"enterprise\" value=\"样例乳品\""));
}

#[test]
fn the_directory_tells_coverage_group_and_samples() {
    let part = Enterprise { parent: Some(EnterpriseId(1)), is_sample: true, ..(*other_maker()).clone() };
    let all = [maker(), Arc::new(part)];
    let words = words_of(&Enterprises::new(&asked(Lang::Zh), false, &all, "").render().unwrap());
    for text in [
        "共 2 家企业",
        "可以查：2026-01-01 起生产的产品",
        "属于示例乳业",
        "样例乳品 示例",
        "原装进口的产品不在本平台",
    ] {
        assert!(words.contains(text), "{text}");
    }
}

#[test]
fn a_search_of_the_directory_that_finds_nothing_says_so() {
    let words = words_of(&Enterprises::new(&asked(Lang::Zh), false, &[maker()], "没有").render().unwrap());
    assert!(words.contains("找到 0 家企业") && words.contains("没有找到“没有”"));
}

#[test]
fn a_fixed_page_is_sent_again_only_if_it_changed() {
    let page = || Enterprises::new(&asked(Lang::Zh), false, &[maker()], "");
    let first = render::kept(&asked(Lang::Zh), &page());
    let tag = first.headers()[header::ETAG].to_str().unwrap().to_owned();
    let again = Asked { held_tag: Some(tag), ..asked(Lang::Zh) };
    assert_eq!(render::kept(&again, &page()).status(), StatusCode::NOT_MODIFIED);
    let changed = Enterprises::new(&again, true, &[maker()], "");
    assert_eq!(render::kept(&again, &changed).status(), StatusCode::OK);
}

#[test]
fn an_answer_is_never_kept() {
    let answer = found(Verdict::FirstQuery);
    let page = Found::new(&asked(Lang::Zh), false, moment(0), &answer, &Rendered::default()).unwrap();
    let response = render::answer(&asked(Lang::Zh), &page);
    assert_eq!(response.headers()[header::CACHE_CONTROL], "no-store");
    assert_eq!(response.status(), StatusCode::OK);
}

#[test]
fn every_text_that_a_template_names_exists() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("templates");
    let mut seen = 0;
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let Ok(template) = std::fs::read_to_string(&path) else { continue };
        let calls = template
            .split("frame.t(\"")
            .chain(template.split("frame.t1(\""))
            .filter_map(|rest| rest.split('"').next());
        for id in calls.filter(|id| !id.contains(['<', ' ', '{'])) {
            assert!(texts::exists(id), "{id} in {}", path.display());
            seen += 1;
        }
    }
    assert!(seen > 50, "the templates name their texts another way now");
}
