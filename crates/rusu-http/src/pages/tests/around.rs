//! What stands around a record: sampling results, the way, the picture to share, the ways on, and how
//! large it all is.

use super::*;

fn sampling_result() -> SamplingResult {
    SamplingResult {
        id: 1,
        scope: SamplingScope::National,
        authority: "示例市场监督管理局".to_owned(),
        notice: "2026年第1号".to_owned(),
        notice_url: Some("https://www.example.gov/notice".to_owned()),
        published_on: date(2026, 9, 1),
        sample_number: "S1".to_owned(),
        product_name: "示例奶粉".to_owned(),
        brand: None,
        manufacturer: "示例乳业".to_owned(),
        enterprise: Some(EnterpriseId(1)),
        specification: None,
        lot_number: None,
        production_date: None,
        sampled_at: None,
        conclusion: rusu_core::portal::Conclusion::Fail,
        failures: vec![SamplingFailure {
            parameter: "<b>菌落</b>".to_owned(),
            found: "120 CFU/g".to_owned(),
            limit: "10 CFU/g".to_owned(),
        }],
    }
}

#[test]
fn a_failed_sampling_of_the_lot_is_told_first_and_never_sounds_good() {
    let failed = SamplingResult { conclusion: rusu_core::portal::Conclusion::Fail, ..sampling_result() };
    let html = page(&Answer { sampling: vec![failed.clone()], ..found(Verdict::FirstQuery) }, Lang::Zh);
    assert!(html.contains("class=\"verdict is-care\""), "{html}");
    assert!(html.find("data-sampled-bad").unwrap() < html.find("<div data-item=").unwrap());
    let passed = SamplingResult {
        conclusion: rusu_core::portal::Conclusion::Pass,
        failures: Vec::new(),
        ..failed.clone()
    };
    let html = page(&Answer { sampling: vec![passed], ..found(Verdict::FirstQuery) }, Lang::Zh);
    assert!(html.contains("class=\"verdict is-good\"") && !html.contains("data-sampled-bad"));
    let html = page(&Answer { sampling: vec![failed], ..found(Verdict::Recalled) }, Lang::Zh);
    assert!(html.contains("class=\"verdict is-stop\""));
}

#[test]
fn a_sampling_result_of_the_lot_tells_what_was_found_and_what_is_allowed() {
    let html = page(&Answer { sampling: vec![sampling_result()], ..found(Verdict::FirstQuery) }, Lang::Zh);
    let shown = html.split("data-sampling>").nth(1).unwrap().split("</p>").next().unwrap();
    assert!(shown.contains("class=\"fail\"") && shown.contains("不合格"), "{shown}");
    assert!(shown.contains("&#60;b&#62;菌落&#60;/b&#62;：实测 120 CFU/g，标准要求 10 CFU/g"), "{shown}");
    assert!(shown.contains("href=\"https://www.example.gov/notice\""), "{shown}");
}

#[test]
fn a_lot_that_was_not_sampled_says_that_this_means_nothing_bad() {
    let words = words_of(&page(&found(Verdict::FirstQuery), Lang::Zh));
    assert!(words.contains("没有抽到不代表有问题"));
}

#[test]
fn a_notice_that_is_no_web_address_is_not_linked() {
    let result = SamplingResult { notice_url: Some("javascript:alert(1)".to_owned()), ..sampling_result() };
    let html = page(&Answer { sampling: vec![result], ..found(Verdict::FirstQuery) }, Lang::Zh);
    assert!(!html.contains("javascript:"));
}

#[test]
fn every_answer_leads_to_a_report_that_knows_what_it_is_about() {
    for verdict in Verdict::ALL {
        let answer = answer(*verdict);
        let html = page(&answer, Lang::En);
        let wanted = format!("verdict={}", verdict.as_str());
        let link = html.split("href=\"/en/report?code=").nth(1).unwrap_or_default();
        assert!(link.split('"').next().unwrap().contains(&wanted), "{verdict:?}");
    }
}

#[test]
fn the_front_door_goes_along_with_every_way_on() {
    let from = Asked { query: Some("from=jd".to_owned()), ..asked(Lang::Zh) };
    let html = page_of(&answer(Verdict::Package), &from);
    assert!(html.contains("href=\"/query?enterprise=1&#38;code=6900012345678902&#38;from=jd\""));
    assert!(html.contains("href=\"/?from=jd\">再查一罐</a>"));
    let html = page_of(&answer(Verdict::NoRecord), &from);
    assert!(html.contains("<input type=\"hidden\" name=\"from\" value=\"jd\">"));
}

#[test]
fn the_way_begins_at_the_farm_and_tells_how_it_was_made() {
    both(|lang| {
        let words = words_of(&page(&found(Verdict::FirstQuery), lang));
        let way = [
            texts::plain(lang, "way-farm"),
            texts::plain(lang, "way-checked"),
            texts::plain(lang, &format!("way-process-{}", sample_product().process.as_str())),
            texts::plain(lang, "way-inspected"),
            texts::plain(lang, "step-shipping"),
        ];
        let at: Vec<usize> =
            way.iter().map(|text| words.find(text.as_str()).unwrap_or_else(|| panic!("{text}"))).collect();
        assert!(at.is_sorted(), "{at:?}");
    });
}

#[test]
fn the_picture_shows_where_this_enterprises_code_stands() {
    for position in CanPosition::ALL {
        let rule = CodeRule {
            position: Some(*position),
            place_on_can: [String::new(), String::new()],
            ..sample_code_rule()
        };
        let answer = Answer { asked_rule: Some(Arc::new(rule)), ..unfound(Verdict::NoRecord) };
        both(|lang| {
            let html = page(&answer, lang);
            let told = texts::plain(lang, &format!("picture-{}-where", position.as_str()));
            assert!(html.contains(&told), "{position:?} in {lang:?} lacks {told}");
            assert_eq!(html.matches("class=\"picture\"").count(), 1);
            assert_eq!(html.contains("class=\"layer\""), *position == CanPosition::UnderScratchOff);
        });
    }
}

fn picture_of(answer: &Answer, lang: Lang) -> Option<String> {
    let share = Share::new(&asked(lang), "trace.example", false, moment(0), answer)?;
    Some(share.render().unwrap())
}

#[test]
fn the_picture_to_share_tells_verdict_product_dates_and_only_the_end_of_the_code() {
    both(|lang| {
        let svg = picture_of(&found(Verdict::Expired), lang).unwrap();
        for text in ["2026-08-01", "SL260801A1", "···· 8901", "2026-09-01", "trace.example"] {
            assert!(svg.contains(text), "{text} in {lang:?}");
        }
        assert!(!svg.contains(CODE), "a picture that travels must not carry the code");
    });
}

#[test]
fn markup_in_a_shared_picture_is_shown_and_not_run() {
    let product = Product { name: "<script>alert(1)</script>\"&".to_owned(), ..sample_product() };
    let answer = Answer { record: Some(record_of(sample_lot(), product)), ..found(Verdict::FirstQuery) };
    let svg = picture_of(&answer, Lang::Zh).unwrap();
    assert!(!svg.contains("<script") && svg.contains("&#60;script&#62;"));
}

#[test]
fn an_answer_without_a_record_has_no_picture() {
    assert_eq!(picture_of(&answer(Verdict::NoRecord), Lang::Zh), None);
}

#[test]
fn every_verdict_fits_into_its_picture() {
    both(|lang| {
        for verdict in Verdict::ALL {
            let Some(svg) = picture_of(&answer(*verdict), lang) else { continue };
            let lowest =
                svg.split(" y=\"").skip(1).filter_map(|rest| rest.split('"').next()?.parse::<u32>().ok());
            let lowest = lowest.max().unwrap();
            assert!(lowest <= 985, "{verdict:?} in {lang:?}: {lowest}");
        }
    });
}

#[test]
fn the_scanner_has_all_its_words_in_both_languages_and_none_of_its_own() {
    both(|lang| {
        let fields = Fields::default();
        let html = Home::new(&asked(lang), false, &[maker()], &fields, |form, _| form).render().unwrap();
        for state in
            ["starting", "denied", "no-camera", "busy", "insecure", "unsupported", "nothing", "barcode"]
        {
            let said = html.split(&format!("data-scan-say=\"{state}\" hidden>")).nth(1).unwrap();
            assert!(!said.starts_with('<') && !said.starts_with("scan-say"), "{state}");
        }
        assert!(
            html.contains("data-scan ")
                && html.contains("data-scan-start")
                && html.contains("data-scan-photo")
        );
    });
}

/// What travels for a page that holds the sheet, packed as the server packs it (level 5).
fn packed_bytes(html: &str) -> usize {
    let mut packed = Vec::new();
    let parameters = brotli::enc::BrotliEncoderParams { quality: 5, ..Default::default() };
    brotli::BrotliCompress(&mut html.as_bytes(), &mut packed, &parameters).unwrap();
    packed.len()
}

#[test]
fn the_first_page_with_its_sheet_is_at_most_10_kilobytes() {
    both(|lang| {
        let fields = Fields::default();
        let html = Home::new(
            &Asked { path: "/".to_owned(), ..asked(lang) },
            true,
            &[maker(), other_maker()],
            &fields,
            |form, _| form,
        );
        let bytes = packed_bytes(&html.render().unwrap());
        println!("home in {lang:?}: {bytes} bytes");
        assert!(bytes <= 10 * 1024, "{bytes} bytes in {lang:?}");
    });
}

#[test]
fn the_fullest_answer_with_its_sheet_is_at_most_15_kilobytes() {
    both(|lang| {
        let sampling = vec![sampling_result(); 10];
        let full = Answer { sampling, ..answer(Verdict::Recalled) };
        // As it is sent, in pieces that were packed on their own.
        let asked = Asked { reads_gzip: true, ..asked(lang) };
        let found = Found::new(&asked, false, moment(0), &full, &Rendered::default()).unwrap();
        let (bytes, _) = render::travels(&asked, &found);
        println!("answer in {lang:?}: {bytes} bytes");
        assert!(bytes <= 15 * 1024, "{bytes} bytes in {lang:?}");
    });
}

#[test]
fn the_sheet_and_the_lots_part_of_an_answer_are_packed_before() {
    both(|lang| {
        let found =
            Found::new(&asked(lang), false, moment(0), &found(Verdict::FirstQuery), &Rendered::default());
        let (_, long_pieces) = render::travels(&asked(lang), &found.unwrap());
        assert_eq!(long_pieces, 3, "{lang:?}");
    });
}

#[test]
fn the_script_is_small() {
    assert!(include_str!("../../../assets/home.js").len() < 4_096);
}

#[test]
fn large_text_is_told_to_the_sheet() {
    let large = Asked { is_large: true, ..asked(Lang::Zh) };
    assert!(
        page_of(&found(Verdict::FirstQuery), &large).contains("<html lang=\"zh-CN\" data-text=\"large\">")
    );
}
