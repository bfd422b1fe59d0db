//! Deliveries of the nation's makers, as the platform takes them: a ZIP with tables and one report.
//!
//! A delivery is made in memory when it is wanted and forgotten afterwards: a country of codes
//! needs no disk of its own.

use std::io::{Cursor, Write as _};
use std::ops::Range;

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use super::{Maker, Scheme};

/// Bytes set aside for one row of codes.csv; the longest has 68.
const ROW_BYTES: u64 = 72;
/// Days over which the production dates of the lots are spread.
const PRODUCTION_DAYS: usize = 300;

/// Ranges of a maker's lots, each with about `codes_wanted` codes: one delivery each.
#[must_use]
pub fn deliveries(maker: &Maker, codes_wanted: u64) -> Vec<Range<usize>> {
    let mut ranges = Vec::new();
    let (mut first, mut codes) = (0, 0);
    for lot in 0..maker.lots() {
        codes += maker.lot_codes(lot);
        if codes >= codes_wanted || lot + 1 == maker.lots() {
            ranges.push(first..lot + 1);
            (first, codes) = (lot + 1, 0);
        }
    }
    ranges
}

/// The file name of the delivery that begins with a lot; it is also its idempotency key.
#[must_use]
pub fn delivery_name(maker: &Maker, lots: &Range<usize>) -> String {
    format!("{}-{}.zip", maker.prefix(), maker.lot_number(lots.start))
}

/// The bytes of the delivery of some of a maker's lots. The one with the first lot brings the master
/// data too.
///
/// # Errors
/// When the ZIP cannot be written, which in memory does not happen.
pub fn delivery(maker: &Maker, lots: &Range<usize>) -> anyhow::Result<Vec<u8>> {
    let codes: u64 = lots.clone().map(|lot| maker.lot_codes(lot)).sum();
    let capacity = usize::try_from(codes * ROW_BYTES)?;
    let table = codes_table(maker, lots, capacity);
    let mut zip = ZipWriter::new(Cursor::new(Vec::with_capacity(table.len() + 64 * 1024)));
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Stored)
        .last_modified_time(zip::DateTime::default());
    let mut add = |name: &str, bytes: &[u8]| -> anyhow::Result<()> {
        zip.start_file(name, options)?;
        zip.write_all(bytes)?;
        Ok(())
    };
    if lots.start == 0 {
        for (name, text) in master(maker) {
            add(name, text.as_bytes())?;
        }
    }
    add("lots.csv", lots_table(maker, lots).as_bytes())?;
    add("raw_materials.csv", materials_table(maker, lots).as_bytes())?;
    add("report.pdf", REPORT)?;
    add("codes.csv", &table)?;
    Ok(zip.finish()?.into_inner())
}

fn codes_table(maker: &Maker, lots: &Range<usize>, capacity: usize) -> Vec<u8> {
    let mut out = Vec::with_capacity(capacity + 64);
    let heading: &[u8] =
        if maker.is_cased() { b"lot_number,code,case_code,pallet_code\n" } else { b"lot_number,code\n" };
    out.extend_from_slice(heading);
    for lot in lots.clone() {
        let number = maker.lot_number(lot);
        for index in 0..maker.lot_codes(lot) {
            out.extend_from_slice(number.as_bytes());
            out.push(b',');
            out.extend_from_slice(maker.code_text(lot, index).as_bytes());
            if let (Some(case), Some(pallet)) = (maker.case_text(lot, index), maker.pallet_text(lot, index)) {
                out.push(b',');
                out.extend_from_slice(case.as_bytes());
                out.push(b',');
                out.extend_from_slice(pallet.as_bytes());
            }
            out.push(b'\n');
        }
    }
    out
}

fn lots_table(maker: &Maker, lots: &Range<usize>) -> String {
    let mut text =
        "lot_number,product_ref,site_ref,production_date,report_number,laboratory,report_date,conclusion,\
                    tested_parameters,report_file\n"
            .to_owned();
    for lot in lots.clone() {
        let number = maker.lot_number(lot);
        let (produced, reported) = (day(lot, 0), day(lot, 3));
        let product = lot % STAGES.len() + 1;
        text.push_str(&format!(
            "{number},S{product},P1,{produced},JY-{number},示例乳业中心化验室,{reported},合格,全项,report.pdf\n"
        ));
    }
    text
}

fn materials_table(maker: &Maker, lots: &Range<usize>) -> String {
    let mut text =
        "lot_number,material_name,material_lot,origin,certificate_number,certificate_date,conclusion,certificate_file\n"
            .to_owned();
    for lot in lots.clone() {
        let (number, certified) = (maker.lot_number(lot), day(lot, 0));
        for (material, origin) in MATERIALS {
            text.push_str(&format!(
                "{number},{material},M{number},{origin},COA-{number},{certified},合格,report.pdf\n"
            ));
        }
    }
    text
}

/// So many days behind a lot's production, in 2025; the same whenever it is asked for.
fn day(lot: usize, days_later: i16) -> jiff::civil::Date {
    let ordinal = i16::try_from(lot % PRODUCTION_DAYS).unwrap_or(0) + 1 + days_later;
    let first = jiff::civil::date(2025, 1, 1);
    first.with().day_of_year(ordinal).build().unwrap_or(first)
}

/// Tables that are the same for all of a maker's deliveries.
fn master(maker: &Maker) -> Vec<(&'static str, String)> {
    vec![
        ("enterprise.csv", enterprise_table(maker)),
        ("sites.csv", SITES.to_owned()),
        ("products.csv", products_table(maker)),
        ("code_rules.csv", rules_table(maker)),
    ]
}

fn enterprise_table(maker: &Maker) -> String {
    let name = maker.name();
    format!(
        "legal_name,credit_code,brands,contact_phone,website\n\
         {name} 有限公司,91990000EXAMPLE019,{name},400-000-0000,https://maker-{}.example\n",
        maker.id()
    )
}

fn products_table(maker: &Maker) -> String {
    let mut text = "product_ref,product_name,brand_name,stage,base,age_from_months,age_to_months,net_content,\
                    package_kind,ingredient_list,nutrition_facts,product_standard_code,formula_registration_no,\
                    shelf_life_months,storage_conditions,feeding_instructions,consumer_guide,process\n"
        .to_owned();
    let name = maker.name();
    for (number, (stage, kind, from, to, standard)) in (1..).zip(STAGES) {
        text.push_str(&format!(
            "S{number},{name}{kind}（{from}-{to}月龄，{number}段）,{name},{stage},milk_based,{from},{to},800 g,罐装,\
             {INGREDIENTS},\"{NUTRITION}\",{standard},国食注字YP2025{:04},24,阴凉干燥处，开罐后一个月内食用完,\
             \"{FEEDING}\",{GUIDE},湿法\n",
            maker.id().0 * 10 + number
        ));
    }
    text
}

fn rules_table(maker: &Maker) -> String {
    let (length, prefix) = (maker.scheme().length(), maker.prefix());
    let (alphabet, class) = match maker.scheme() {
        Scheme::Letters12 => ("digits_and_letters", "[0-9A-Z]"),
        Scheme::Serial16 | Scheme::Random16 | Scheme::Random20 => ("digits", "[0-9]"),
    };
    let example = maker.miss(1);
    let mut text = format!(
        "rule_ref,carrier,asked,length_min,length_max,alphabet,prefix,check,text_pattern,example,code_position\n\
         OUTER,outer,yes,{length},{length},{alphabet},{prefix},none,\
         \"^https://t\\.maker-{}\\.example/(?<code>{class}{{{length}}})$\",{example},罐底\n",
        maker.id()
    );
    if let (Some(case), Some(pallet)) = (maker.case_text(0, 0), maker.pallet_text(0, 0)) {
        for (carrier, package) in [("case", case), ("pallet", pallet)] {
            let prefix = package.as_str().get(..6).unwrap_or_default();
            let (rule, package) = (carrier.to_uppercase(), package.as_str());
            text.push_str(&format!("{rule},{carrier},no,18,18,digits,{prefix},gs1,,{package},\n"));
        }
    }
    text
}

/// Stage, name, months from and to, standard.
const STAGES: [(&str, &str, u32, u32, &str); 3] = [
    ("infant", "婴儿配方奶粉", 0, 6, "GB 10765-2021"),
    ("older_infant", "较大婴儿配方奶粉", 6, 12, "GB 10766-2021"),
    ("young_child", "幼儿配方奶粉", 12, 36, "GB 10767-2021"),
];

const MATERIALS: [(&str, &str); 4] =
    [("生牛乳", "黑龙江省齐齐哈尔市"), ("脱盐乳清粉", "法国"), ("乳糖", "德国"), ("植物油", "山东省日照市")];

const SITES: &str = "site_ref,site_name,address,place_of_production,licence_number,licence_valid_to\n\
     P1,示例乳业一厂,黑龙江省哈尔滨市示例路 1 号,黑龙江省哈尔滨市,SC12999000000012,2099-12-31\n";

const INGREDIENTS: &str = "生牛乳，脱盐乳清粉，乳糖，植物油（葵花籽油、玉米油、大豆油），低聚半乳糖，乳清蛋白粉，\
     二十二碳六烯酸油脂，花生四烯酸油脂，碳酸钙，氯化钾，柠檬酸钠，维生素C，硫酸亚铁，维生素E，烟酰胺，硫酸锌，\
     维生素A，泛酸钙，硫酸铜，维生素B1，维生素B2，维生素B6，叶酸，碘化钾，维生素K1，亚硒酸钠，生物素，维生素D3，维生素B12";

const NUTRITION: &str = "能量|kJ|100|2150|286\n蛋白质|g|0.56|12.0|1.6\n脂肪|g|1.2|25.8|3.4\n碳水化合物|g|2.6|55.9|7.4\n\
     亚油酸|g|0.17|3.7|0.49\n维生素A|μgRE|22|473|63\n维生素D|μg|0.48|10.3|1.4\n维生素E|mgα-TE|0.36|7.7|1.0\n\
     维生素K1|μg|2.1|45|6.0\n维生素B1|μg|24|516|69\n维生素B2|μg|45|968|129\n维生素B6|μg|18|387|51\n\
     维生素B12|μg|0.09|1.9|0.26\n烟酸|μg|170|3655|486\n叶酸|μg|4.5|97|12.9\n维生素C|mg|4.2|90|12\n钠|mg|9.5|204|27\n\
     钾|mg|26|559|74\n铜|μg|17|366|49\n镁|mg|2.2|47|6.3\n铁|mg|0.25|5.4|0.71\n锌|mg|0.22|4.7|0.63\n钙|mg|18|387|51\n\
     磷|mg|10|215|29\n碘|μg|5.2|112|15\n硒|μg|0.7|15|2.0";

const FEEDING: &str = "1. 洗净双手，奶瓶煮沸消毒。\n2. 将煮沸的饮用水冷却至约 50℃，按喂哺表量取。\n\
     3. 用随罐小勺量取奶粉，刮平加入。\n4. 摇匀后滴在手腕内侧试温，再喂哺。";

const GUIDE: &str = "对于 0-6 月龄的婴儿最理想的食品是母乳，在母乳不足或无母乳时可食用本产品";

/// The smallest file that every reader takes for a PDF.
const REPORT: &[u8] = b"%PDF-1.4
1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj
2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj
3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>endobj
trailer<</Root 1 0 R>>
%%EOF
";

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use super::super::Nation;
    use super::*;

    fn checked(maker: &Maker, lots: &Range<usize>) -> rusu_intake::CheckReport {
        let bytes = delivery(maker, lots).unwrap();
        let scratch = tempfile::tempdir().unwrap();
        let now: Timestamp = "2026-06-01T00:00:00Z".parse().unwrap();
        rusu_intake::check_offline(&mut Cursor::new(bytes), "delivery.zip", now, scratch.path()).unwrap()
    }

    #[test]
    fn no_lot_is_reported_before_it_is_produced() {
        assert!((0..1_000).all(|lot| day(lot, 0) < day(lot, 3)));
    }

    #[test]
    fn the_platform_finds_nothing_wrong_with_any_makers_first_delivery() {
        for maker in Nation::new(2, 100_000).makers() {
            let report = checked(maker, &(0..1));
            assert_eq!(report.rejections, [], "{} {}", maker.name(), maker.scheme().name());
            assert_eq!(report.counts.accepted, report.counts.total);
            assert!(report.counts.total > maker.codes());
        }
    }

    #[test]
    fn a_later_delivery_brings_no_master_data() {
        let nation = Nation::new(2, 2_000_000);
        let maker = nation.makers().first().unwrap();
        let report = checked(maker, &(1..2));
        assert!(report.left_to_platform > 0);
        assert_eq!(report.rejections, []);
    }

    #[test]
    fn deliveries_hold_every_lot_once() {
        let nation = Nation::new(2, 10_000_000);
        for maker in nation.makers() {
            let lots: Vec<usize> = deliveries(maker, 300_000).into_iter().flatten().collect();
            assert_eq!(lots, (0..maker.lots()).collect::<Vec<_>>());
        }
    }

    #[test]
    fn a_maker_without_codes_delivers_nothing() {
        let nation = Nation::new(2, 0);
        assert!(nation.makers().iter().all(|maker| deliveries(maker, 1).is_empty()));
    }
}
