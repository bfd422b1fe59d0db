use proptest::prelude::*;

use super::check_digits::{gs1_mod10, iso7064_mod11_10, luhn};
use super::*;

const SAMPLES: &str = include_str!("../../../../data/identifiers.csv");
const PUBLISHED_PILOT_CODES: [&str; 4] =
    ["91350211M00013FA1N", "91350100M0001TGQXM", "91350211M0000XUF46", "91350203M0001FUE2P"];

fn verdict_on(kind: &str, value: &str) -> &'static str {
    let plain = |valid: bool| if valid { "yes" } else { "no" };
    match kind {
        "uscc" => match CreditCode::parse(value) {
            Ok(code) if code.is_pilot() => "warn",
            Ok(_) => "yes",
            Err(_) => "no",
        },
        "licence" => plain(ProductionLicence::parse(value).is_ok()),
        "gtin" => plain(Gtin::parse(value).is_ok()),
        "sscc" => plain(Sscc::parse(value).is_ok()),
        "registration" => plain(FormulaRegistration::parse(value).is_ok()),
        other => panic!("unknown kind {other}"),
    }
}

#[test]
fn every_published_sample_is_judged_as_published() {
    let mut rows = 0;
    for row in SAMPLES.lines().skip(1) {
        let cells: Vec<&str> = row.split(',').collect();
        assert_eq!(verdict_on(cells[0], cells[1]), cells[2], "{row}");
        rows += 1;
    }
    assert_eq!(rows, 25);
}

fn credit_code_rule(text: &str) -> &'static str {
    CreditCode::parse(text).unwrap_err().rule()
}

fn licence_rule(text: &str) -> &'static str {
    ProductionLicence::parse(text).unwrap_err().rule()
}

fn gtin_rule(text: &str) -> &'static str {
    Gtin::parse(text).unwrap_err().rule()
}

fn sscc_rule(text: &str) -> &'static str {
    Sscc::parse(text).unwrap_err().rule()
}

fn registration_rule(text: &str) -> &'static str {
    FormulaRegistration::parse(text).unwrap_err().rule()
}

#[test]
fn the_published_pilot_codes_are_accepted_as_pilot_codes() {
    for code in PUBLISHED_PILOT_CODES {
        assert!(CreditCode::parse(code).unwrap().is_pilot(), "{code}");
    }
}

#[test]
fn a_pilot_series_code_with_a_matching_check_character_is_no_pilot_code() {
    assert!(!CreditCode::parse("91350100M000100Y43").unwrap().is_pilot());
}

#[test]
fn a_wrong_check_character_outside_the_pilot_series_is_refused() {
    assert_eq!(credit_code_rule("91330106673959654Q"), "credit_code_check");
}

#[test]
fn a_wrong_check_character_in_the_nation_wide_series_is_refused() {
    assert_eq!(credit_code_rule("91310115MA1G4L1WX0"), "credit_code_check");
}

#[test]
fn a_pilot_code_with_a_broken_organisation_code_is_refused() {
    assert_eq!(credit_code_rule("91350211M00013FA2N"), "credit_code_check");
}

#[test]
fn a_credit_code_error_names_the_expected_check_character() {
    let message = CreditCode::parse("91330106673959654Q").unwrap_err().to_string();
    assert_eq!(message, "credit code `91330106673959654Q` ends in check character `Q`, expected `P`");
}

#[test]
fn letters_outside_the_alphabet_are_refused() {
    for letter in ["I", "O", "S", "V", "Z", "-", "人"] {
        let text = format!("9133010667395965{letter}P");
        assert_eq!(credit_code_rule(&text), "credit_code_alphabet", "{text}");
    }
}

#[test]
fn a_letter_in_the_region_of_a_credit_code_is_refused_at_its_position() {
    let error = CreditCode::parse("9133A106673959654P").unwrap_err();
    assert!(matches!(error, IdentifierError::CreditCodeAlphabet { position: 5, character: 'A', .. }));
}

#[test]
fn a_credit_code_of_17_or_19_characters_or_none_is_refused() {
    for text in ["", "9133010667395965P", "91330106673959654PP"] {
        assert_eq!(credit_code_rule(text), "credit_code_length", "{text}");
    }
}

#[test]
fn a_credit_code_tells_its_canonical_form() {
    let code = CreditCode::parse(" ９１３３ 0106\u{3000}673959654ｐ\u{feff}").unwrap();
    assert_eq!(code.as_str(), "91330106673959654P");
}

#[test]
fn a_licence_tells_its_category() {
    assert_eq!(ProductionLicence::parse("SC12923010200018").unwrap().category(), "129");
}

#[test]
fn a_licence_tells_its_region() {
    assert_eq!(ProductionLicence::parse("SC12923010200018").unwrap().region(), "230102");
}

#[test]
fn a_licence_tolerates_spaces_width_and_case() {
    let licence = ProductionLicence::parse("ｓｃ 129 230102 0001 8").unwrap();
    assert_eq!(licence.to_string(), "SC12923010200018");
}

#[test]
fn a_licence_of_the_wrong_form_is_refused() {
    for text in ["", "SC", "12923010200018", "QS12923010200018", "SC129230102000188", "SC1292301020001X"] {
        assert_eq!(licence_rule(text), "licence_form", "{text}");
    }
}

#[test]
fn a_licence_with_a_wrong_check_digit_is_refused() {
    assert_eq!(
        ProductionLicence::parse("SC10524011100835").unwrap_err().to_string(),
        "production licence `SC10524011100835` ends in check digit 5, expected 7"
    );
}

#[test]
fn a_licence_check_error_has_its_rule() {
    assert_eq!(licence_rule("SC12923010200019"), "licence_check");
}

#[test]
fn a_gtin_8_is_stored_as_14_digits() {
    assert_eq!(Gtin::parse("96385074").unwrap().as_str(), "00000096385074");
}

#[test]
fn a_gtin_12_is_stored_as_14_digits() {
    assert_eq!(Gtin::parse("614141000036").unwrap().as_str(), "00614141000036");
}

#[test]
fn a_gtin_13_equals_itself_with_padding() {
    assert_eq!(Gtin::parse("6907992633671"), Gtin::parse("06907992633671"));
}

#[test]
fn gtins_of_other_lengths_are_refused() {
    for text in ["", "6", "9638507", "963850749", "69079926336", "690799263367100"] {
        assert_eq!(gtin_rule(text), "gtin_length", "{text}");
    }
}

#[test]
fn a_gtin_of_other_characters_than_digits_is_refused() {
    for text in ["690799263367X", "6.90799E+12", "6907992-633671", "六907992633671"] {
        assert_eq!(gtin_rule(text), "gtin_digits", "{text}");
    }
}

#[test]
fn a_gtin_with_a_wrong_check_digit_is_refused() {
    assert_eq!(gtin_rule("6907992500123"), "gtin_check_digit");
}

#[test]
fn the_short_form_of_a_gtin_leaves_the_padding_out() {
    for (given, short) in [
        ("06907992633671", "6907992633671"),
        ("16907992633678", "16907992633678"),
        ("614141000036", "0614141000036"),
        ("00000096385074", "96385074"),
    ] {
        assert_eq!(Gtin::parse(given).unwrap().short(), short);
    }
}

#[test]
fn the_prefix_of_a_case_gtin_leaves_the_packaging_level_out() {
    assert_eq!(Gtin::parse("16907992633678").unwrap().prefix3(), "690");
}

#[test]
fn the_prefix_of_a_gtin_8_is_its_first_three_digits() {
    assert_eq!(Gtin::parse("96385074").unwrap().prefix3(), "963");
}

/// A GTIN-13 with the given prefix and a right check digit.
fn gtin_with_prefix(prefix: u16) -> Gtin {
    let payload = format!("{prefix:03}123456789");
    let check = gs1_mod10(&check_digits::digit_values(&payload).unwrap());
    Gtin::parse(&format!("{payload}{check}")).unwrap()
}

#[test]
fn prefixes_690_to_699_are_registered_in_china() {
    for prefix in 680..710 {
        let registered = gtin_with_prefix(prefix).is_registered_in_china();
        assert_eq!(registered, (690..=699).contains(&prefix), "{prefix}");
    }
}

#[test]
fn an_sscc_tolerates_spaces_and_width() {
    assert_eq!(Sscc::parse("１ 0614141 123456789 7").unwrap().as_str(), "106141411234567897");
}

#[test]
fn an_sscc_of_17_or_19_digits_or_with_letters_is_refused() {
    for text in ["", "10614141123456789", "1061414112345678970", "10614141123456789A", "人人人人人人"] {
        assert_eq!(sscc_rule(text), "sscc_form", "{text}");
    }
}

#[test]
fn an_sscc_with_a_wrong_check_digit_is_refused() {
    assert_eq!(sscc_rule("106141411234567890"), "sscc_check_digit");
}

#[test]
fn a_registration_tolerates_spaces_width_and_case() {
    let registration = FormulaRegistration::parse("国食注字 ｙｐ ２０１８0012 ").unwrap();
    assert_eq!(registration.as_str(), "国食注字YP20180012");
}

#[test]
fn a_registration_of_2017_is_accepted() {
    assert_eq!(FormulaRegistration::parse("国食注字YP20170001").unwrap().year(), 2017);
}

#[test]
fn a_registration_of_2016_is_refused() {
    assert_eq!(registration_rule("国食注字YP20160001"), "registration_year");
}

#[test]
fn a_registration_of_the_wrong_form_is_refused() {
    for text in [
        "",
        "YP20180012",
        "国食注字TY20240001",
        "国食注字YP2018001",
        "国食注字YP201800123",
        "国食注字YP2018001X",
    ] {
        assert_eq!(registration_rule(text), "registration_form", "{text}");
    }
}

#[test]
fn an_error_carries_no_more_than_64_characters_of_the_value() {
    let error = Sscc::parse(&"乳".repeat(10_000)).unwrap_err();
    assert_eq!(error.value().chars().count(), 64);
}

#[test]
fn an_error_tells_its_details_by_name() {
    let details = Gtin::parse("6907992500123").unwrap_err().details();
    assert_eq!(details, [("given", "3".to_owned()), ("expected", "6".to_owned())]);
}

#[test]
fn normalising_narrows_trims_and_collapses() {
    assert_eq!(normalise("\u{feff}\u{3000}ＡＢ～\t\n ｃ\u{a0}\u{200b}！ "), "AB~ c !");
}

#[test]
fn normalising_leaves_chinese_characters_alone() {
    assert_eq!(normalise("示例乳业（一）"), "示例乳业(一)");
}

#[test]
fn luhn_gives_the_digit_of_the_published_example() {
    // 7992739871 with check digit 3 is the usual example of the Luhn formula.
    assert_eq!(luhn(&[7, 9, 9, 2, 7, 3, 9, 8, 7, 1]), 3);
}

#[test]
fn mod_11_10_gives_the_digit_of_the_published_example() {
    // ISO 7064: 0794 has check digit 5.
    assert_eq!(iso7064_mod11_10(&[0, 7, 9, 4]), 5);
}

#[test]
fn algorithm_names_lead_back_to_the_algorithm() {
    for algorithm in CheckAlgorithm::ALL {
        assert_eq!(CheckAlgorithm::from_name(algorithm.name()), Some(*algorithm));
    }
}

#[test]
fn an_unknown_algorithm_name_is_refused() {
    assert_eq!(CheckAlgorithm::from_name("GS1"), None);
}

#[test]
fn without_an_algorithm_any_text_holds() {
    assert!(CheckAlgorithm::None.holds("AB 乳"));
}

#[test]
fn an_algorithm_holds_for_its_published_example() {
    for (algorithm, code) in [
        (CheckAlgorithm::Gs1, "6907992633671"),
        (CheckAlgorithm::Luhn, "79927398713"),
        (CheckAlgorithm::Mod1110, "07945"),
    ] {
        assert!(algorithm.holds(code), "{code}");
    }
}

#[test]
fn an_algorithm_does_not_hold_for_a_wrong_or_missing_check_digit() {
    for algorithm in [CheckAlgorithm::Gs1, CheckAlgorithm::Luhn, CheckAlgorithm::Mod1110] {
        for code in ["6907992633670", "", "0", "690799263367X", "６９０7992633671"] {
            assert!(!algorithm.holds(code), "{algorithm:?} {code}");
        }
    }
}

/// `digits` with their check digit, as text.
fn completed(digits: &[u8], check_digit: fn(&[u8]) -> u8) -> String {
    digits.iter().chain([&check_digit(digits)]).map(u8::to_string).collect()
}

/// `code` with the digit at `place` moved on by `step` (1–9).
fn with_one_digit_changed(code: &str, place: usize, step: u8) -> String {
    let moved = |(at, byte): (usize, u8)| if at == place { (byte - b'0' + step) % 10 + b'0' } else { byte };
    code.bytes().enumerate().map(moved).map(char::from).collect()
}

fn digits(count: usize) -> impl Strategy<Value = Vec<u8>> {
    proptest::collection::vec(0..10_u8, count)
}

fn widened(text: &str) -> String {
    text.chars().map(|c| char::from_u32(u32::from(c) + 0xFEE0).unwrap()).collect()
}

proptest! {
    #[test]
    fn any_completed_gtin_comes_back_from_its_texts(digits in proptest::sample::select(vec![7, 11, 12, 13]).prop_flat_map(digits)) {
        let gtin = Gtin::parse(&completed(&digits, gs1_mod10)).unwrap();
        prop_assert_eq!(&Gtin::parse(gtin.as_str()).unwrap(), &gtin);
        prop_assert_eq!(&Gtin::parse(gtin.short()).unwrap(), &gtin);
        prop_assert_eq!(&Gtin::parse(&widened(gtin.as_str())).unwrap(), &gtin);
    }

    #[test]
    fn any_change_of_one_gtin_digit_is_refused(digits in digits(13), place in 0..14_usize, step in 1..10_u8) {
        let wrong = with_one_digit_changed(&completed(&digits, gs1_mod10), place, step);
        prop_assert_eq!(gtin_rule(&wrong), "gtin_check_digit");
    }

    #[test]
    fn any_change_of_one_sscc_digit_is_refused(digits in digits(17), place in 0..18_usize, step in 1..10_u8) {
        let right = completed(&digits, gs1_mod10);
        prop_assert_eq!(Sscc::parse(&right).unwrap().to_string(), right.as_str());
        prop_assert_eq!(sscc_rule(&with_one_digit_changed(&right, place, step)), "sscc_check_digit");
    }

    #[test]
    fn any_change_of_one_licence_digit_is_refused(digits in digits(13), place in 0..14_usize, step in 1..10_u8) {
        let right = completed(&digits, iso7064_mod11_10);
        let licence = ProductionLicence::parse(&format!("SC{right}")).unwrap();
        prop_assert_eq!(licence.as_str().strip_prefix("SC"), Some(right.as_str()));
        let wrong = format!("SC{}", with_one_digit_changed(&right, place, step));
        prop_assert_eq!(licence_rule(&wrong), "licence_check");
    }

    #[test]
    fn any_change_of_one_digit_breaks_luhn(digits in digits(15), place in 0..16_usize, step in 1..10_u8) {
        let right = completed(&digits, luhn);
        prop_assert!(CheckAlgorithm::Luhn.holds(&right));
        prop_assert!(!CheckAlgorithm::Luhn.holds(&with_one_digit_changed(&right, place, step)));
    }

    #[test]
    fn of_all_check_characters_only_one_makes_a_credit_code(
        start in "[0-9A-HJ-NPQRTUWXY]{2}[0-9]{6}[0-9A-HJ-LNPQRTUWXY][0-9A-HJ-NPQRTUWXY]{8}",
    ) {
        let accepted: Vec<CreditCode> = "0123456789ABCDEFGHJKLMNPQRTUWXY"
            .chars()
            .filter_map(|check| CreditCode::parse(&format!("{start}{check}")).ok())
            .collect();
        prop_assert_eq!(accepted.len(), 1);
        prop_assert!(accepted.iter().all(|code| !code.is_pilot()));
    }

    #[test]
    fn any_registration_since_2017_comes_back_from_its_text(year in 2017..10_000_u16, sequence in 0..10_000_u16) {
        let text = format!("国食注字YP{year:04}{sequence:04}");
        let registration = FormulaRegistration::parse(&text).unwrap();
        prop_assert_eq!((registration.as_str(), registration.year()), (text.as_str(), year));
    }

    #[test]
    fn no_text_makes_a_parser_panic(text in any::<String>()) {
        let _ = CreditCode::parse(&text);
        let _ = ProductionLicence::parse(&text);
        let _ = Gtin::parse(&text);
        let _ = Sscc::parse(&text);
        let _ = FormulaRegistration::parse(&text);
        let _ = CheckAlgorithm::Mod1110.holds(&text);
    }

    #[test]
    fn normalising_twice_changes_nothing_more(text in any::<String>()) {
        prop_assert_eq!(normalise(&normalise(&text)), normalise(&text));
    }
}
