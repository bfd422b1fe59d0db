//! The portal's own pages, from what the stores give to what a person reads, in both languages.

use std::sync::Arc;

use askama::Template as _;
use jiff::civil::date;
use rusu_core::channel::Channel;
use rusu_core::code_rule::CanPosition;
use rusu_core::enterprise::{Enterprise, EnterpriseId};
use rusu_core::limits::PORTAL_PAGE_ROWS_MAX;
use rusu_core::lot::ContentHash;
use rusu_core::portal::{
    Announcement, AnnouncementKind, Conclusion, LotStatistics, Page, QueryCount, SamplingFailure,
    SamplingResult, SamplingScope, Statement, Words,
};
use rusu_core::recall::Recall;
use rusu_core::texts::Lang;
use rusu_query::{RecallList, Statistics};
use rusu_testkit::builders::recall::lot_targets;
use rusu_testkit::builders::{lot_number, moment, sample_enterprise_with_profile, sample_recall};

use super::directory::Enterprises;
use super::doors::HowToUse;
use super::frame::Asked;
use super::news::{self, Article, News};
use super::recalls::{self, Recalls, Whose};
use super::sampling::{self, Sampling, Wrong};
use super::statistics::{Listed, StatisticsPage};

const HOSTILE: &str = "<script>alert(1)</script>\"'><img src=x>";

fn asked(lang: Lang, path: &str) -> Asked {
    Asked { lang, path: path.to_owned(), ..Asked::default() }
}

fn maker() -> Arc<Enterprise> {
    Arc::new(Enterprise { is_sample: false, ..sample_enterprise_with_profile() })
}

fn other() -> Arc<Enterprise> {
    Arc::new(Enterprise { id: EnterpriseId(2), name: "样例乳品".to_owned(), ..(*maker()).clone() })
}

fn both(check: impl Fn(Lang)) {
    [Lang::Zh, Lang::En].into_iter().for_each(check);
}

/// The words of a page as a person reads them.
fn words_of(html: &str) -> String {
    let pieces = html.split('<').map(|piece| piece.split_once('>').map_or(piece, |(_, text)| text));
    pieces.collect::<String>().replace("&#39;", "'")
}

/// A page shows what it is given and runs none of it.
fn is_safe(html: &str) -> bool {
    !html.contains("<script>") && !html.contains("<img src=x") && html.contains("&#60;script&#62;")
}

fn result() -> SamplingResult {
    SamplingResult {
        id: 1,
        scope: SamplingScope::National,
        authority: "国家市场监督管理总局".to_owned(),
        notice: "2026年第12号".to_owned(),
        notice_url: Some("https://www.samr.gov.cn/notice/12".to_owned()),
        published_on: date(2026, 9, 1),
        sample_number: "GC26000000001".to_owned(),
        product_name: "示例婴儿配方奶粉".to_owned(),
        brand: Some("示例".to_owned()),
        manufacturer: "示例乳业有限公司".to_owned(),
        enterprise: Some(EnterpriseId(1)),
        specification: Some("800 g/罐".to_owned()),
        lot_number: Some(lot_number("SL260801A1")),
        production_date: Some(date(2026, 8, 1)),
        sampled_at: None,
        conclusion: Conclusion::Pass,
        failures: Vec::new(),
    }
}

fn failed() -> SamplingResult {
    let failure = SamplingFailure {
        parameter: "维生素C".to_owned(),
        found: "1.2 mg/100kJ".to_owned(),
        limit: "2.5–17.0 mg/100kJ".to_owned(),
    };
    SamplingResult { conclusion: Conclusion::Fail, failures: vec![failure], ..result() }
}

fn page_of<T>(entries: Vec<T>, more: bool) -> Page<T> {
    Page { entries, number: 1, more }
}

fn sampling(lang: Lang, fields: sampling::Fields, found: Result<Page<SamplingResult>, Wrong>) -> String {
    let all = [maker(), other()];
    Sampling::new(&asked(lang, "/sampling"), false, &all, fields, found).render().unwrap()
}

fn searched(q: &str) -> sampling::Fields {
    sampling::Fields { q: q.to_owned(), ..sampling::Fields::default() }
}

#[test]
fn a_sampling_result_tells_outcome_product_maker_lot_authority_and_notice() {
    both(|lang| {
        let html = sampling(lang, searched(""), Ok(page_of(vec![result()], false)));
        let words = words_of(&html);
        for text in [
            "示例婴儿配方奶粉",
            "SL260801A1",
            "示例乳业有限公司",
            "国家市场监督管理总局",
            "2026-09-01",
            "GC26000000001",
        ] {
            assert!(words.contains(text), "{text} in {lang:?}");
        }
        assert!(html.contains("class=\"pass\""));
        assert!(html.contains("href=\"https://www.samr.gov.cn/notice/12\" rel=\"noopener"));
    });
}

#[test]
fn a_failed_sample_tells_what_was_found_the_limit_and_what_to_do() {
    let html = sampling(Lang::Zh, searched(""), Ok(page_of(vec![failed()], false)));
    let words = words_of(&html);
    for text in ["不合格", "维生素C", "1.2 mg/100kJ", "2.5–17.0 mg/100kJ", "请先不要食用"] {
        assert!(words.contains(text), "{text}");
    }
    assert!(html.contains("class=\"fail\"") && html.contains("href=\"/recalls\""));
}

#[test]
fn a_notice_that_is_no_https_address_is_no_link() {
    let result = SamplingResult { notice_url: Some("javascript:alert(1)".to_owned()), ..result() };
    assert!(!sampling(Lang::Zh, searched(""), Ok(page_of(vec![result], false))).contains("javascript:"));
}

#[test]
fn markup_in_a_sampling_result_or_a_search_is_shown_and_not_run() {
    let result = SamplingResult { product_name: HOSTILE.to_owned(), notice: HOSTILE.to_owned(), ..failed() };
    assert!(is_safe(&sampling(Lang::Zh, searched(HOSTILE), Ok(page_of(vec![result], true)))));
}

#[test]
fn an_empty_list_a_vain_search_and_a_page_behind_the_last_say_different_things() {
    let none = || Ok(page_of(Vec::new(), false));
    assert!(sampling(Lang::Zh, searched(""), none()).contains("还没有抽检结果"));
    let vain = sampling(Lang::Zh, searched("没有"), none());
    assert!(vain.contains("没有找到这样的抽检结果") && vain.contains("value=\"没有\""));
    let behind = sampling::Fields { page: "9".to_owned(), ..searched("奶粉") };
    let behind = sampling(Lang::Zh, behind, none());
    assert!(behind.contains("href=\"/sampling?q=%E5%A5%B6%E7%B2%89\">回到第一页"));
}

#[test]
fn the_next_page_of_a_search_keeps_what_is_looked_for() {
    let fields = sampling::Fields { conclusion: "fail".to_owned(), page: "2".to_owned(), ..searched("a&b") };
    let html = sampling(Lang::En, fields, Ok(page_of(vec![failed()], true)));
    assert!(html.contains("href=\"/en/sampling?q=a%26b&#38;conclusion=fail&#38;page=3\""));
    assert!(html.contains("href=\"/en/sampling?q=a%26b&#38;conclusion=fail\""));
    assert!(html.contains("<option value=\"fail\" selected>"));
}

#[test]
fn a_name_of_several_enterprises_is_asked_back_with_the_search_kept() {
    let fields = sampling::Fields { enterprise: "乳".to_owned(), ..searched("奶粉") };
    let html = sampling(Lang::Zh, fields, Err(Wrong::Several(vec![maker(), other()])));
    assert!(html.contains("href=\"/sampling?q=%E5%A5%B6%E7%B2%89&#38;enterprise=2\">样例乳品</a>"));
    assert!(html.contains("role=\"alert\""));
}

#[test]
fn an_unknown_enterprise_or_a_strange_lot_is_told_beside_the_fields() {
    let fields = sampling::Fields { enterprise: "没有这家".to_owned(), ..searched("") };
    assert!(sampling(Lang::Zh, fields, Err(Wrong::Unknown)).contains("没有找到“没有这家”这家企业"));
    let fields = sampling::Fields { lot: "x".repeat(40), ..searched("") };
    assert!(sampling(Lang::Zh, fields, Err(Wrong::Lot)).contains("不像批号"));
}

fn recall(id: u64) -> Recall {
    Recall { id, ..sample_recall() }
}

fn ended(id: u64) -> Recall {
    Recall { ended_at: Some(moment(86_400)), targets: lot_targets(&["OLD1"]), ..recall(id) }
}

fn recalls_of(lang: Lang, lot: Option<&str>, whose: &Whose, recalls: Vec<Recall>) -> String {
    let fields = recalls::Fields { lot: lot.map(ToOwned::to_owned), ..recalls::Fields::default() };
    let list = RecallList { recalls, is_whole: true };
    Recalls::new(&asked(lang, "/recalls"), false, &[maker(), other()], &fields, whose, list).render().unwrap()
}

fn recalls_page(lang: Lang, lot: Option<&str>, recalls: Vec<Recall>) -> String {
    recalls_of(lang, lot, &Whose::Everybodys, recalls)
}

#[test]
fn a_recall_tells_maker_level_lots_reason_what_to_do_and_a_phone_to_tap() {
    both(|lang| {
        let html = recalls_page(lang, None, vec![recall(1), ended(2)]);
        let words = words_of(&html);
        for text in ["示例乳业", "SL260801A1", "检出阪崎肠杆菌", "停止食用并退回", "OLD1"] {
            assert!(words.contains(text), "{text} in {lang:?}");
        }
        assert!(html.contains("href=\"tel:4000000001\""));
        assert_eq!(html.matches("class=\"state is-stop\"").count(), 1);
        assert_eq!(html.matches("class=\"state is-calm\"").count(), 1);
    });
}

#[test]
fn the_list_names_its_forms_for_machines() {
    let html = recalls_page(Lang::Zh, None, vec![recall(1)]);
    for feed in ["/recalls.csv", "/recalls.json", "/recalls.atom"] {
        assert!(html.contains(&format!("<a href=\"{feed}\">")), "{feed}");
    }
    assert!(html.contains("type=\"application/atom+xml\""));
}

#[test]
fn a_lot_under_recall_is_answered_first_and_its_notice_alone_is_shown() {
    let html = recalls_page(Lang::Zh, Some(" sl260801a1 "), vec![recall(1), ended(2)]);
    assert!(
        html.contains("class=\"verdict is-stop\"") && words_of(&html).contains("批号 SL260801A1 正在召回")
    );
    assert!(html.contains("id=\"recall-1\"") && !html.contains("id=\"recall-2\""));
    assert!(words_of(&html).contains("示例乳业，一级召回"));
}

#[test]
fn a_lot_whose_recall_has_ended_is_told_so() {
    let html = recalls_page(Lang::Zh, Some("OLD1"), vec![recall(1), ended(2)]);
    assert!(html.contains("class=\"verdict is-care\"") && words_of(&html).contains("召回过"));
}

#[test]
fn a_lot_without_a_recall_is_answered_calmly_and_the_list_stays() {
    let html = recalls_page(Lang::Zh, Some("ELSE9"), vec![recall(1)]);
    assert!(html.contains("class=\"verdict is-calm\"") && html.contains("id=\"recall-1\""));
}

#[test]
fn a_search_through_a_part_of_the_recalls_says_so() {
    let fields = recalls::Fields { lot: Some("ELSE9".to_owned()), ..recalls::Fields::default() };
    let list = RecallList { recalls: vec![recall(1)], is_whole: false };
    let page = Recalls::new(&asked(Lang::Zh, "/recalls"), false, &[], &fields, &Whose::Everybodys, list);
    assert!(page.render().unwrap().contains("只核对了最近的 1 份召回"));
}

#[test]
fn a_button_pressed_without_a_lot_asks_for_one() {
    assert!(recalls_page(Lang::Zh, Some(" "), Vec::new()).contains("请输入罐体上的批号"));
    assert!(recalls_page(Lang::En, Some(&"x".repeat(21)), Vec::new()).contains("role=\"alert\""));
}

#[test]
fn no_recall_at_all_and_none_of_one_enterprise_are_told_apart() {
    assert!(recalls_page(Lang::Zh, None, Vec::new()).contains("没有正在进行的召回"));
    let html = recalls_of(Lang::Zh, None, &Whose::One(maker()), Vec::new());
    assert!(html.contains("示例乳业没有公布过召回") && html.contains("href=\"/recalls\">查看全部"));
}

#[test]
fn recalls_beyond_one_page_stand_on_the_next() {
    let full = |count: usize| (1..=count).map(|id| recall(u64::try_from(id).unwrap())).collect::<Vec<_>>();
    assert!(!recalls_page(Lang::Zh, None, full(PORTAL_PAGE_ROWS_MAX)).contains("rel=\"next\""));
    let html = recalls_page(Lang::Zh, None, full(PORTAL_PAGE_ROWS_MAX + 1));
    assert!(html.contains("rel=\"next\" href=\"/recalls?page=2\""));
    assert_eq!(html.matches("id=\"recall-").count(), PORTAL_PAGE_ROWS_MAX);
}

#[test]
fn markup_in_a_recall_or_a_lot_is_shown_and_not_run() {
    let hostile = Recall { reason: HOSTILE.to_owned(), instructions: HOSTILE.to_owned(), ..recall(1) };
    assert!(is_safe(&recalls_page(Lang::Zh, Some(HOSTILE), vec![hostile])));
}

fn words(zh: &str, en: &str) -> Words {
    Words { zh: zh.to_owned(), en: en.to_owned() }
}

fn announcement() -> Announcement {
    Announcement {
        id: 7,
        kind: AnnouncementKind::Article,
        title: words("怎样保存奶粉", "Keeping formula"),
        summary: words("开罐后要盖紧。", ""),
        body: words("第一段。\n\n- 盖紧\n- 阴凉", ""),
        video: None,
        pinned: true,
        published_at: Some(moment(0)),
        updated_at: moment(0),
    }
}

fn article(lang: Lang, one: &Announcement, video: Option<(String, &'static str)>) -> String {
    Article::new(&asked(lang, "/news/7"), false, one, video).render().unwrap()
}

#[test]
fn the_news_lead_to_each_announcement_and_mark_the_pinned_ones() {
    both(|lang| {
        let found = page_of(vec![announcement()], false);
        let page = News::new(&asked(lang, "/news"), false, &news::Fields::default(), &found);
        let html = page.render().unwrap();
        let (href, title) = match lang {
            Lang::Zh => ("href=\"/news/7\"", "怎样保存奶粉"),
            Lang::En => ("href=\"/en/news/7\"", "Keeping formula"),
        };
        assert!(html.contains(href) && html.contains(title) && html.contains("class=\"tag\""), "{lang:?}");
    });
}

#[test]
fn the_chosen_kind_is_marked_and_kept_on_the_next_page() {
    let fields = news::Fields { kind: "video".to_owned(), page: String::new() };
    let found = page_of(vec![announcement()], true);
    let html = News::new(&asked(Lang::Zh, "/news"), false, &fields, &found).render().unwrap();
    assert!(html.contains("href=\"/news?kind=video\" aria-current=\"true\""));
    assert!(html.contains("href=\"/news?kind=video&#38;page=2\""));
}

#[test]
fn news_without_any_entry_say_so() {
    let found = page_of(Vec::new(), false);
    let page = News::new(&asked(Lang::En, "/news"), false, &news::Fields::default(), &found);
    assert!(page.render().unwrap().contains("There is nothing yet"));
}

#[test]
fn an_article_shows_paragraphs_and_lists() {
    let html = article(Lang::Zh, &announcement(), None);
    assert!(html.contains("<p class=\"text\">第一段。</p>") && html.contains("<li>盖紧</li><li>阴凉</li>"));
    assert!(html.contains("<h1 lang=\"zh-CN\">怎样保存奶粉</h1>"));
}

#[test]
fn chinese_on_an_english_page_is_marked_as_chinese() {
    let html = article(Lang::En, &announcement(), None);
    assert!(html.contains("<h1 lang=\"en\">Keeping formula</h1>"));
    assert!(html.contains("lang=\"zh-CN\">开罐后要盖紧。"));
    assert!(html.contains("<div class=\"body\" lang=\"zh-CN\">"));
}

#[test]
fn a_film_is_played_from_this_host_and_can_be_opened_without_a_player() {
    let href = format!("/videos/{}.mp4", ContentHash([7; 32]));
    let html = article(Lang::Zh, &announcement(), Some((href.clone(), "video/mp4")));
    assert!(html.contains("controls preload=\"metadata\""));
    assert!(html.contains(&format!("<source src=\"{href}\" type=\"video/mp4\">")));
    assert!(html.contains(&format!("<a href=\"{href}\">")));
}

#[test]
fn markup_in_an_announcement_is_shown_and_not_run() {
    let hostile = || words(HOSTILE, HOSTILE);
    let body = words(&format!("{HOSTILE}\n- {HOSTILE}"), "");
    let one = Announcement { title: hostile(), summary: hostile(), body, ..announcement() };
    assert!(is_safe(&article(Lang::Zh, &one, None)));
    let found = page_of(vec![one], false);
    let page = News::new(&asked(Lang::En, "/news"), false, &news::Fields::default(), &found);
    assert!(is_safe(&page.render().unwrap()));
}

fn statistics() -> Statistics {
    let lots = LotStatistics {
        enterprises_delivering: 48,
        lots_active: 12_000,
        lots_archived: 3_000,
        units_active: 1_234_567_890,
        units_archived: 345,
    };
    let day = date(2026, 9, 1);
    let count = QueryCount { day, channel: Channel::named("gov_cn"), found: 30, not_found: 10 };
    Statistics { counted_at: moment(0), lots, queries: (750, 250), days: vec![count], market_share: None }
}

fn figures_page(lang: Lang, statistics: &Statistics) -> String {
    let listed = Listed { all: 60, samples: 2 };
    StatisticsPage::new(&asked(lang, "/statistics"), false, listed, statistics).render().unwrap()
}

#[test]
fn every_figure_stands_beside_its_definition() {
    both(|lang| {
        let html = figures_page(lang, &statistics());
        let words = words_of(&html);
        for text in ["60", "48", "12,000", "3,000", "1,234,567,890", "345", "1,000", "75.0%"] {
            assert!(words.contains(text), "{text} in {lang:?}");
        }
        assert_eq!(html.matches("class=\"number\"").count(), 9);
        assert!(!words.contains("figure-") && !words.contains("definition"), "a text is missing");
    });
}

#[test]
fn samples_among_the_enterprises_are_told() {
    assert!(figures_page(Lang::Zh, &statistics()).contains("其中示例企业 2 家"));
}

#[test]
fn a_market_share_has_its_source_and_day_or_is_said_to_be_unknown() {
    assert!(figures_page(Lang::Zh, &statistics()).contains("未公布"));
    let stated =
        Statement {
            value: "约 99%".to_owned(), source: "协会年报".to_owned(), as_of: date(2026, 6, 30)
        };
    let html = figures_page(Lang::Zh, &Statistics { market_share: Some(stated), ..statistics() });
    assert!(html.contains("约 99%") && html.contains("来源：协会年报，截至 2026-06-30"));
}

#[test]
fn front_doors_are_a_table_with_bars_that_no_style_draws() {
    let html = figures_page(Lang::Zh, &statistics());
    assert!(html.contains("中国政府网") && html.contains("<rect class=\"full\" width=\"100\""));
    assert!(!html.contains(" style=") && !html.contains("<style"));
}

#[test]
fn how_to_use_shows_every_place_of_a_code() {
    both(|lang| {
        let html = HowToUse::new(&asked(lang, "/how-to-use"), false).render().unwrap();
        assert_eq!(html.matches("<figure class=\"where\">").count(), CanPosition::ALL.len());
        assert!(!words_of(&html).contains("picture-"), "a text is missing");
    });
}

#[test]
fn how_to_use_names_every_front_door() {
    both(|lang| {
        let html = HowToUse::new(&asked(lang, "/how-to-use"), false).render().unwrap();
        for door in rusu_core::channel::front_doors() {
            assert!(words_of(&html).contains(door.name(lang)), "{} in {lang:?}", door.id);
        }
    });
}

#[test]
fn an_enterprise_without_a_logo_has_its_first_character() {
    let html = Enterprises::new(&asked(Lang::Zh, "/enterprises"), false, &[maker()], "").render().unwrap();
    assert!(html.contains("class=\"mark monogram\" aria-hidden=\"true\">示<"));
    assert!(words_of(&html).contains("哪些不在这里"));
}

#[test]
fn a_logo_stands_on_this_host_and_takes_its_place_before_it_is_there() {
    let (page, logo) =
        (Enterprises::new(&asked(Lang::Zh, "/enterprises"), false, &[maker()], ""), ContentHash([9; 32]));
    let html = page.with_logos(|_| Some(&logo)).render().unwrap();
    let image = format!("src=\"/logos/{logo}.png\" width=\"48\" height=\"48\" alt=\"\" loading=\"lazy\"");
    assert!(html.contains(&image) && !html.contains("monogram"));
}

#[test]
fn the_front_door_goes_along_with_links_and_forms() {
    let asked = Asked { query: Some("from=jd&q=x".to_owned()), ..asked(Lang::En, "/sampling") };
    let found = Ok(page_of(vec![failed()], true));
    let html = Sampling::new(&asked, false, &[maker()], searched("x"), found).render().unwrap();
    assert!(html.contains("href=\"/en/sampling?q=x&#38;page=2&#38;from=jd\""));
    assert!(html.contains("href=\"/en/recalls?from=jd\""));
    assert!(html.contains("<input type=\"hidden\" name=\"from\" value=\"jd\">"));
}

#[test]
fn who_comes_through_a_front_door_sees_it_marked() {
    let asked = Asked { query: Some("from=jd".to_owned()), ..asked(Lang::Zh, "/how-to-use") };
    let html = HowToUse::new(&asked, false).render().unwrap();
    assert!(html.contains("<dt>京东 APP <span class=\"tag\">") && html.matches("class=\"tag\"").count() == 1);
}

#[test]
fn the_further_fields_are_open_only_if_they_are_used() {
    let html = |fields| sampling(Lang::Zh, fields, Ok(page_of(Vec::new(), false)));
    assert!(html(searched("奶粉")).contains("<details class=\"narrow\">"));
    let narrowed = sampling::Fields { lot: "SL1".to_owned(), ..searched("") };
    assert!(html(narrowed).contains("<details class=\"narrow\" open>"));
}
