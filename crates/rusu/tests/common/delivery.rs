//! Deliveries that are right, in every form; a test plants its own mistakes.

use std::io::{Cursor, Write as _};
use std::path::{Path, PathBuf};

use rusu_core::texts::Lang;
use rusu_formats::columns::TABLES;
use rusu_formats::writer::{CsvEncoding, Row, csv, json_lines, xlsx};

/// A delivery: rows, and documents by file name.
#[derive(Clone)]
pub struct Delivery {
    pub rows: Vec<Row>,
    pub documents: Vec<(String, Vec<u8>)>,
}

/// Enterprise, site, product and code rules.
pub fn master() -> Vec<Row> {
    vec![
        Row::new(
            "enterprise",
            &[
                ("legal_name", "测试乳业有限公司"),
                ("credit_code", "91990000EXAMPLE019"),
                ("contact_phone", "400-000-0000"),
                ("website", "https://test.example"),
            ],
        ),
        Row::new(
            "sites",
            &[
                ("site_ref", "P1"),
                ("site_name", "测试乳业一厂"),
                ("address", "黑龙江省测试市测试路 1 号"),
                ("place_of_production", "黑龙江省测试市"),
                ("licence_number", "SC12999000000012"),
                ("licence_valid_to", "2099-12-31"),
            ],
        ),
        Row::new(
            "products",
            &[
                ("product_ref", "GOLD-1-800"),
                ("product_name", "测试婴儿配方奶粉（0-6月龄，1段）"),
                ("brand_name", "测试"),
                ("stage", "婴儿"),
                ("base", "乳基"),
                ("age_from_months", "0"),
                ("age_to_months", "6"),
                ("net_content", "800 g"),
                ("package_kind", "罐装"),
                ("ingredient_list", "生牛乳，脱盐乳清粉，乳糖，植物油"),
                ("nutrition_facts", "能量|kJ||2150|286\n蛋白质|g|0.56|12.0|1.6"),
                ("product_standard_code", "GB 10765-2021"),
                ("formula_registration_no", "国食注字YP20229901"),
                ("shelf_life_months", "24"),
                ("storage_conditions", "阴凉干燥处"),
                ("feeding_instructions", "1. 洗净双手。\n2. 加水 30 mL。"),
                ("consumer_guide", "最理想的食品是母乳"),
                ("process", "湿法"),
            ],
        ),
        rule("OUTER", "外码", "是", "88", "8800000000000015"),
        rule("INNER", "内码", "否", "87", "8700000000000016"),
    ]
}

fn rule(reference: &str, carrier: &str, asked: &str, prefix: &str, example: &str) -> Row {
    Row::new(
        "code_rules",
        &[
            ("rule_ref", reference),
            ("carrier", carrier),
            ("asked", asked),
            ("length_min", "16"),
            ("length_max", "16"),
            ("alphabet", "数字"),
            ("prefix", prefix),
            ("check", "GS1"),
            ("example", example),
        ],
    )
}

/// The outer code with a number, check digit included.
pub fn outer(number: u64) -> String {
    with_check(&format!("88{number:013}"))
}

/// 15 digits with their GS1 check digit.
pub fn with_check(digits: &str) -> String {
    let sum: u32 = digits
        .chars()
        .rev()
        .enumerate()
        .map(|(place, digit)| digit.to_digit(10).unwrap() * if place % 2 == 0 { 3 } else { 1 })
        .sum();
    format!("{digits}{}", (10 - sum % 10) % 10)
}

/// The bytes of a lot's report.
pub fn pdf(what: &str) -> Vec<u8> {
    format!("%PDF-1.4\n% {what}\ntrailer<</Root 1 0 R>>\n%%EOF\n").into_bytes()
}

/// A lot with its raw materials, circulation, documents and cans numbered from `first`.
pub fn lot(number: &str, first: u64, cans: u64) -> Delivery {
    let report = format!("{number}-检验报告.pdf");
    let mut rows = vec![Row::new(
        "lots",
        &[
            ("lot_number", number),
            ("product_ref", "GOLD-1-800"),
            ("site_ref", "P1"),
            ("production_date", "2026-03-14"),
            ("net_content", "800 g"),
            ("report_number", &format!("JY-{number}")),
            ("laboratory", "测试乳业中心化验室"),
            ("report_date", "2026-03-16"),
            ("conclusion", "合格"),
            ("tested_parameters", "全项"),
            ("report_file", &report),
        ],
    )];
    let mut documents = vec![(report, pdf(&format!("report of {number}")))];
    for (name, origin) in [("生牛乳", "黑龙江省"), ("脱盐乳清粉", "法国"), ("乳糖", "荷兰")]
    {
        let file = format!("{number}-{name}-合格证明.pdf");
        rows.push(Row::new(
            "raw_materials",
            &[
                ("lot_number", number),
                ("material_name", name),
                ("material_lot", "M1"),
                ("origin", origin),
                ("certificate_number", "COA-1"),
                ("certificate_date", "2026-03-01"),
                ("conclusion", "合格"),
                ("certificate_file", &file),
            ],
        ));
        documents.push((file, pdf(&format!("certificate of {name} for {number}"))));
    }
    for (step, date) in [("出库", "2026-03-20"), ("入库", "2026-03-25")] {
        let cells = [("lot_number", number), ("step", step), ("event_date", date), ("place", "浙江省杭州市")];
        rows.push(Row::new("circulation", &cells));
    }
    rows.extend(
        (first..first + cans).map(|n| Row::new("codes", &[("lot_number", number), ("code", &outer(n))])),
    );
    Delivery { rows, documents }
}

/// A lot together with the master data.
pub fn whole(number: &str, first: u64, cans: u64) -> Delivery {
    let lot = lot(number, first, cans);
    Delivery { rows: [master(), lot.rows].concat(), documents: lot.documents }
}

/// Numbers that do not follow each other, as makers that want no guessing print them.
pub fn scattered(n: u64) -> u64 {
    n * 7_919_017 % 9_999_999_967
}

/// A lot together with the master data, whose cans' numbers are scattered.
pub fn scattered_lot(number: &str, cans: u64) -> Delivery {
    let mut lot = whole(number, 1, 0);
    let row = |n| Row::new("codes", &[("lot_number", number), ("code", &outer(scattered(n)))]);
    lot.rows.extend((0..cans).map(row));
    lot
}

impl Delivery {
    /// Changes a cell of the nth row of a table.
    pub fn plant(&mut self, table: &str, index: usize, column: &str, text: &str) {
        let row = self.rows.iter_mut().filter(|row| row.table == table).nth(index).unwrap();
        *row = row.clone().with(column, text);
    }

    fn tables(&self, encoding: CsvEncoding) -> Vec<(String, Vec<u8>)> {
        let present = TABLES.iter().filter(|table| self.rows.iter().any(|row| row.table == table.id));
        present
            .map(|table| {
                (format!("{}.csv", table.name(Lang::Zh)), csv(&table.id, &self.rows, Lang::Zh, encoding))
            })
            .collect()
    }

    /// CSV files in GBK and the documents, in a folder.
    pub fn as_gbk_folder(&self, folder: &Path) -> PathBuf {
        write(folder, &self.tables(CsvEncoding::Gb18030));
        write(folder, &self.documents);
        folder.to_owned()
    }

    /// A workbook with the documents beside it.
    pub fn as_workbook(&self, folder: &Path) -> PathBuf {
        write(folder, &self.documents);
        write(folder, &[("报送.xlsx".to_owned(), xlsx(&self.rows, Lang::Zh).unwrap())]);
        folder.join("报送.xlsx")
    }

    /// JSON Lines with the documents beside it.
    pub fn as_json_lines(&self, folder: &Path) -> PathBuf {
        write(folder, &self.documents);
        write(folder, &[("delivery.jsonl".to_owned(), json_lines(&self.rows))]);
        folder.join("delivery.jsonl")
    }

    /// A ZIP of CSV files in UTF-8 and the documents.
    pub fn as_zip(&self, folder: &Path) -> PathBuf {
        write(folder, &[("delivery.zip".to_owned(), self.zipped())]);
        folder.join("delivery.zip")
    }

    /// The bytes of such a ZIP.
    pub fn zipped(&self) -> Vec<u8> {
        let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
        for (name, bytes) in self.tables(CsvEncoding::Utf8).iter().chain(&self.documents) {
            writer.start_file(name.as_str(), zip::write::SimpleFileOptions::default()).unwrap();
            writer.write_all(bytes).unwrap();
        }
        writer.finish().unwrap().into_inner()
    }
}

fn write(folder: &Path, files: &[(String, Vec<u8>)]) {
    for (name, bytes) in files {
        std::fs::write(folder.join(name), bytes).unwrap();
    }
}
