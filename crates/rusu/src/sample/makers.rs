//! The three invented makers and what they say of themselves. Everything here is made up; the
//! numbers have right check digits and regions that do not exist.

use rusu_formats::writer::Row;

use super::series::Series;

/// One of the invented makers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum Maker {
    /// 示例乳业: serial codes, cases, pallets, inner codes. Delivers CSV in GBK.
    Serial,
    /// 样例乳品: random letters and digits, GS1 Digital Link. Delivers a workbook.
    Random,
    /// 演示乳业集团: two plants, asks for the code under the lid, Handle. Delivers JSON Lines.
    Group,
}

impl Maker {
    pub(crate) const ALL: [Self; 3] = [Self::Serial, Self::Random, Self::Group];

    /// The name in the directory.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Serial => "示例乳业",
            Self::Random => "样例乳品",
            Self::Group => "演示乳业集团",
        }
    }

    /// Brands on the cans.
    pub(crate) fn brands(self) -> &'static [&'static str] {
        match self {
            Self::Serial => &["示例金装"],
            Self::Random => &["样例优护"],
            Self::Group => &["演示星", "演示草原"],
        }
    }

    /// The registered name.
    pub(crate) fn legal_name(self) -> &'static str {
        match self {
            Self::Serial => "示例乳业（黑龙江）有限公司",
            Self::Random => "样例乳品有限公司",
            Self::Group => "演示乳业集团有限公司",
        }
    }

    fn credit_code(self) -> &'static str {
        match self {
            Self::Serial => "91990000EXAMPLE019",
            Self::Random => "91990000EXAMPLE02C",
            Self::Group => "91990000EXAMPLE03F",
        }
    }

    /// How the maker's host on the web is called; `.example` belongs to nobody.
    pub(crate) fn host(self) -> &'static str {
        match self {
            Self::Serial => "serial-milk.example",
            Self::Random => "random-milk.example",
            Self::Group => "group-milk.example",
        }
    }

    /// The main product's reference.
    pub(crate) fn product(self) -> &'static str {
        match self {
            Self::Serial => "GOLD-1-800",
            Self::Random => "CARE-2-800",
            Self::Group => "STAR-3-800",
        }
    }

    /// GTIN-13 of the main product.
    pub(crate) fn gtin(self) -> &'static str {
        match self {
            Self::Serial => "6900000000014",
            Self::Random => "6900000000021",
            Self::Group => "6900000000038",
        }
    }

    /// Enterprise, sites, products and code rules.
    pub(crate) fn master(self, series: Series) -> Vec<Row> {
        let mut rows = vec![self.enterprise(series)];
        rows.extend(self.sites(series));
        rows.extend(self.products());
        rows.extend(self.code_rules());
        rows
    }

    fn enterprise(self, series: Series) -> Row {
        let website = format!("https://www.{}", self.host());
        let from = series.end_of_year(-1).to_string();
        let to = series.end_of_year(2).to_string();
        Row::new(
            "enterprise",
            &[
                ("legal_name", self.legal_name()),
                ("credit_code", self.credit_code()),
                ("brands", &self.brands().join("、")),
                ("contact_phone", "400-000-0000"),
                ("website", &website),
                ("certificate_number", &self.certificate_number()),
                ("certificate_grade", "AAA"),
                ("certificate_issuer", "示例认证中心"),
                ("certificate_valid_from", &from),
                ("certificate_valid_to", &to),
                ("certificate_file", CERTIFICATE_FILE),
            ],
        )
    }

    /// Number of the certificate of integrity.
    pub(crate) fn certificate_number(self) -> String {
        format!("CX-EXAMPLE-{}", self.credit_code().get(15..17).unwrap_or_default())
    }

    fn sites(self, series: Series) -> Vec<Row> {
        let valid_to = series.end_of_year(4).to_string();
        let site = |reference: &str, name: &str, region: &str, licence: &str| {
            let address = format!("{region}示例路 1 号");
            Row::new(
                "sites",
                &[
                    ("site_ref", reference),
                    ("site_name", name),
                    ("address", &address),
                    ("place_of_production", region),
                    ("licence_number", licence),
                    ("licence_valid_to", &valid_to),
                ],
            )
        };
        match self {
            Self::Serial => vec![site("P1", "示例乳业一厂", "黑龙江省示例市", "SC12999000000012")],
            Self::Random => vec![site("P1", "样例乳品工厂", "浙江省样例市", "SC12999000000029")],
            Self::Group => vec![
                site("P1", "演示乳业集团一厂", "内蒙古自治区演示市", "SC12999000000037"),
                site("P2", "演示乳业集团二厂", "河北省演示市", "SC12999000000045"),
            ],
        }
    }

    fn products(self) -> Vec<Row> {
        match self {
            Self::Serial => vec![product(&ProductWords {
                reference: self.product(),
                name: "示例金装婴儿配方奶粉（0-6月龄，1段）",
                brand: "示例金装",
                stage: "婴儿",
                ages: ("0", "6"),
                standard: "GB 10765-2021",
                registration: "国食注字YP20229901",
                gtin: self.gtin(),
                process: ("湿法", "生牛乳一次喷雾干燥"),
            })],
            Self::Random => vec![product(&ProductWords {
                reference: self.product(),
                name: "样例优护较大婴儿配方奶粉（6-12月龄，2段）",
                brand: "样例优护",
                stage: "较大婴儿",
                ages: ("6", "12"),
                standard: "GB 10766-2021",
                registration: "国食注字YP20229902",
                gtin: self.gtin(),
                process: ("干湿复合", "湿法制成基粉，再干混部分营养素"),
            })],
            Self::Group => vec![
                product(&ProductWords {
                    reference: self.product(),
                    name: "演示星幼儿配方奶粉（12-36月龄，3段）",
                    brand: "演示星",
                    stage: "幼儿",
                    ages: ("12", "36"),
                    standard: "GB 10767-2021",
                    registration: "国食注字YP20229903",
                    gtin: self.gtin(),
                    process: ("湿法", "生牛乳一次喷雾干燥"),
                }),
                product(&ProductWords {
                    reference: "GRASS-1-800",
                    name: "演示草原婴儿配方奶粉（0-6月龄，1段）",
                    brand: "演示草原",
                    stage: "婴儿",
                    ages: ("0", "6"),
                    standard: "GB 10765-2021",
                    registration: "国食注字YP20229904",
                    gtin: "6900000000045",
                    process: ("湿法", "生牛乳一次喷雾干燥"),
                }),
            ],
        }
    }

    fn code_rules(self) -> Vec<Row> {
        match self {
            Self::Serial => serial_rules(),
            Self::Random => vec![code_rule(
                ["OUTER-AN14", "外码", "是", "14", "数字和字母", "", "无", "K7M2XQ9RTB4HWN"],
                r"^\(01\)06900000000021(\([0-9]+\)[^()]+)*\(21\)(?<code>[0-9A-Z]{14})$",
                "罐身侧面二维码下方，14 位字母和数字",
                "On the side of the can below the QR code, 14 letters and digits",
            )],
            Self::Group => vec![
                code_rule(
                    ["INNER-20", "内码", "是", "20", "数字", "92", "无", "92012345678901234567"],
                    r"^88\.9999\.1/(?<code>92[0-9]{18})$",
                    "撕开铝箔后盖内刮开涂层，20 位数字，92 开头",
                    "Below the scratch-off layer inside the lid, 20 digits that begin with 92",
                ),
                code_rule(
                    ["OUTER-20", "外码", "否", "20", "数字", "91", "无", "91012345678901234567"],
                    "",
                    "罐底，20 位数字，91 开头",
                    "On the bottom of the can, 20 digits that begin with 91",
                ),
            ],
        }
    }
}

fn serial_rules() -> Vec<Row> {
    let label = ("外箱或托盘标签，18 位数字", "On the label of the case or pallet, 18 digits");
    vec![
        code_rule(
            ["OUTER-16", "外码", "是", "16", "数字", "88", "GS1", "8800010000000007"],
            r"^https?://t\.serial-milk\.example/c\?code=(?<code>[0-9]{16})$",
            "罐底，喷码第二行，16 位数字",
            "On the bottom of the can, second printed line, 16 digits",
        ),
        code_rule(
            ["OUTER-14", "外码", "是", "14", "数字", "", "无", "26401234567890"],
            "",
            "旧罐型：罐底，14 位数字",
            "Older cans: on the bottom, 14 digits",
        ),
        code_rule(
            ["INNER-12", "内码", "否", "12", "数字", "7", "无", "712345678901"],
            "",
            "盖内，12 位数字",
            "Inside the lid, 12 digits",
        ),
        code_rule(
            ["CASE", "箱码", "否", "18", "数字", "06900000", "GS1", "069000000000000014"],
            r"^\(00\)(?<code>06900000[0-9]{10})$",
            label.0,
            label.1,
        ),
        code_rule(
            ["PALLET", "垛码", "否", "18", "数字", "16900000", "GS1", "169000000000000011"],
            r"^\(00\)(?<code>16900000[0-9]{10})$",
            label.0,
            label.1,
        ),
    ]
}

/// A code rule. The cells: reference, carrier, asked, length, characters, prefix, check, example.
fn code_rule(cells: [&str; 8], pattern: &str, place_zh: &str, place_en: &str) -> Row {
    let [reference, carrier, asked, length, alphabet, prefix, check, example] = cells;
    Row::new(
        "code_rules",
        &[
            ("rule_ref", reference),
            ("carrier", carrier),
            ("asked", asked),
            ("length_min", length),
            ("length_max", length),
            ("alphabet", alphabet),
            ("prefix", prefix),
            ("check", check),
            ("text_pattern", pattern),
            ("example", example),
            ("place_on_can_zh", place_zh),
            ("place_on_can_en", place_en),
        ],
    )
}

/// File name of each maker's certificate of integrity.
pub(crate) const CERTIFICATE_FILE: &str = "企业诚信证书.pdf";

/// What differs between the products.
struct ProductWords {
    reference: &'static str,
    name: &'static str,
    brand: &'static str,
    stage: &'static str,
    ages: (&'static str, &'static str),
    standard: &'static str,
    registration: &'static str,
    gtin: &'static str,
    process: (&'static str, &'static str),
}

fn product(words: &ProductWords) -> Row {
    Row::new(
        "products",
        &[
            ("product_ref", words.reference),
            ("product_name", words.name),
            ("brand_name", words.brand),
            ("stage", words.stage),
            ("base", "乳基"),
            ("age_from_months", words.ages.0),
            ("age_to_months", words.ages.1),
            ("net_content", "800 g"),
            ("package_kind", "罐装"),
            ("ingredient_list", INGREDIENTS),
            ("nutrition_facts", NUTRITION),
            ("product_standard_code", words.standard),
            ("formula_registration_no", words.registration),
            ("shelf_life_months", "24"),
            ("storage_conditions", "密封置于阴凉、干燥处；开罐后盖紧，一个月内食用完，不要放入冰箱。"),
            ("feeding_instructions", FEEDING),
            ("consumer_guide", GUIDE),
            ("gtin", words.gtin),
            ("process", words.process.0),
            ("process_description", words.process.1),
        ],
    )
}

const INGREDIENTS: &str = "生牛乳，脱盐乳清粉，乳糖，植物油（葵花籽油、低芥酸菜籽油、椰子油），浓缩乳清蛋白粉，\
低聚半乳糖，二十二碳六烯酸油脂，花生四烯酸油脂，碳酸钙，柠檬酸钾，氯化钾，硫酸亚铁，硫酸锌，L-抗坏血酸，\
醋酸视黄酯，胆钙化醇，dl-α-醋酸生育酚，叶酸，牛磺酸";

const NUTRITION: &str = "能量|kJ||2120|286
蛋白质|g|0.56|11.9|1.6
脂肪|g|1.30|27.5|3.7
亚油酸|g|0.19|4.0|0.54
碳水化合物|g|2.6|55.0|7.4
维生素A|μg RE|20|424|57
维生素D|μg|0.40|8.5|1.1
维生素E|mg α-TE|0.30|6.4|0.86
维生素C|mg|4.0|85|11
钙|mg|20|424|57
铁|mg|0.25|5.3|0.7
锌|mg|0.20|4.2|0.57
二十二碳六烯酸|mg|3.9|83|11";

const FEEDING: &str = "1. 洗净双手，将奶瓶、奶嘴在沸水中煮 5 分钟。
2. 把煮沸过的水放到约 50 ℃，按喂哺表量出水量，先加水后加粉。
3. 用罐内量匙取平匙奶粉，每平匙约 4.5 g，配 30 mL 水，摇匀至完全溶解。
4. 滴在手腕内侧试温，不烫再喂。冲好后 1 小时内未喝完的应倒掉。";

const GUIDE: &str = "对于 0-6 月龄的婴儿最理想的食品是母乳，在母乳不足或无母乳时可食用本品。
请按喂哺表冲调，过浓或过稀都对宝宝不利；开罐前请检查罐底是否完好。
6 月龄以后请在食用本品时添加辅助食品。";
