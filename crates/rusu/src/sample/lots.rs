//! The sample lots of a series: each stands for something that a parent may meet.

use jiff::civil::Date;
use jiff::{Span, ToSpan as _};
use rusu_formats::writer::Row;

use super::codes::{Stream, with_gs1};
use super::document::page;
use super::makers::{CERTIFICATE_FILE, Maker};
use super::series::Series;

/// What a sample lot stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Role {
    /// Good in every way.
    Fresh,
    /// Cans with an older kind of code, which another maker's codes look like.
    OlderCodes,
    /// Past its expiry date, kept in full.
    Expired,
    /// Past retention.
    Archived,
    /// Sent twice, the second time with a corrected report.
    Amended,
    /// Under recall.
    Recalled,
    /// Withdrawn by its maker.
    Withdrawn,
    /// Its data are being corrected.
    UnderCorrection,
}

/// A can with everything printed on it and around it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Can {
    pub(crate) outer: String,
    pub(crate) inner: Option<String>,
    pub(crate) case: Option<String>,
    pub(crate) pallet: Option<String>,
}

/// A sample lot.
#[derive(Clone, Debug)]
pub(crate) struct SampleLot {
    pub(crate) maker: Maker,
    pub(crate) role: Role,
    pub(crate) number: String,
    pub(super) production: Date,
    product: &'static str,
    site: &'static str,
    pub(crate) cans: Vec<Can>,
}

/// Cans in a case, cases on a pallet.
const CASE_CANS: usize = 6;
const PALLET_CASES: usize = 20;

/// Every lot of a series.
pub(crate) fn lots(series: Series) -> Vec<SampleLot> {
    let lot = |maker: Maker, role: Role, before: Span, count: usize| {
        SampleLot::new(series, maker, role, series.day(-before), count)
    };
    let mut lots = vec![
        lot(Maker::Serial, Role::Fresh, 40.days(), 240),
        lot(Maker::Serial, Role::OlderCodes, 20.months(), 24),
        lot(Maker::Serial, Role::Expired, 26.months(), 24),
        lot(Maker::Serial, Role::Archived, 40.months(), 24),
        lot(Maker::Serial, Role::Amended, 60.days(), 24),
        lot(Maker::Random, Role::Fresh, 35.days(), 120),
        lot(Maker::Random, Role::Recalled, 90.days(), 24),
        lot(Maker::Random, Role::Withdrawn, 120.days(), 24),
        lot(Maker::Group, Role::Fresh, 30.days(), 120),
        lot(Maker::Group, Role::UnderCorrection, 70.days(), 24),
    ];
    // By chance one maker's random code is also another's number: only the brand can tell.
    let shared = lots
        .iter()
        .find(|l| l.role == Role::OlderCodes)
        .and_then(|l| l.cans.first())
        .map(|c| c.outer.clone());
    let random = lots.iter_mut().find(|l| l.maker == Maker::Random && l.role == Role::Fresh);
    if let (Some(shared), Some(can)) = (shared, random.and_then(|l| l.cans.first_mut())) {
        can.outer = shared;
    }
    lots
}

impl SampleLot {
    fn new(series: Series, maker: Maker, role: Role, production: Date, count: usize) -> Self {
        let date = production.strftime("%y%m%d");
        let letter = match role {
            Role::Fresh => 'A',
            Role::OlderCodes => 'B',
            Role::Expired => 'C',
            Role::Archived => 'D',
            Role::Amended => 'E',
            Role::Recalled => 'F',
            Role::Withdrawn => 'G',
            Role::UnderCorrection => 'H',
        };
        let prefix = match maker {
            Maker::Serial => "SL",
            Maker::Random => "YL",
            Maker::Group => "YS",
        };
        let (product, site) = match role {
            Role::UnderCorrection => ("GRASS-1-800", "P2"),
            _ => (maker.product(), "P1"),
        };
        let number = format!("{prefix}{date}1{letter}");
        Self {
            maker,
            role,
            production,
            product,
            site,
            cans: cans(series, maker, role, letter, count),
            number,
        }
    }

    fn report_file(&self) -> String {
        format!("{}-检验报告.pdf", self.number)
    }

    fn report_number(&self) -> String {
        format!("JY-{}-01", self.number)
    }

    /// The rows of the lot; `corrected` is what the maker sends the second time.
    pub(crate) fn rows(&self, corrected: bool) -> Vec<Row> {
        let mut rows = vec![self.lot_row(corrected)];
        rows.extend(self.materials().into_iter().map(|material| material.row(&self.number)));
        rows.extend(self.circulation());
        rows.extend(self.cans.iter().map(|can| {
            let mut row = Row::new("codes", &[("lot_number", &self.number), ("code", &can.outer)]);
            let others = [("inner_code", &can.inner), ("case_code", &can.case), ("pallet_code", &can.pallet)];
            for (column, code) in others {
                if let Some(code) = code {
                    row = row.with(column, code);
                }
            }
            row
        }));
        rows
    }

    fn lot_row(&self, corrected: bool) -> Row {
        let row = Row::new(
            "lots",
            &[
                ("lot_number", self.number.as_str()),
                ("product_ref", self.product),
                ("site_ref", self.site),
                ("production_date", &self.production.to_string()),
                ("report_number", &self.report_number()),
                ("laboratory", &format!("{}中心化验室", self.maker.name())),
                ("report_date", &self.day(2).to_string()),
                ("conclusion", "合格"),
                ("tested_parameters", "感官、营养成分、污染物、真菌毒素、微生物，全项"),
                ("report_file", &self.report_file()),
            ],
        );
        if corrected {
            row.with("laboratory", "示例第三方检测中心").with("reason", "首次报送时检验机构填写有误，现更正")
        } else {
            row
        }
    }

    fn day(&self, after: i64) -> Date {
        self.production.saturating_add(after.days())
    }

    fn materials(&self) -> Vec<Material> {
        let material = |name, origin, mark: char| Material {
            name,
            origin,
            lot: format!("{mark}{}", self.number),
            certificate_date: self.day(-12),
        };
        vec![
            material("生牛乳", "黑龙江省", 'M'),
            material("脱盐乳清粉", "法国", 'W'),
            material("乳糖", "荷兰", 'L'),
        ]
    }

    fn circulation(&self) -> Vec<Row> {
        if self.role != Role::Fresh {
            return Vec::new();
        }
        let step = |step: &str, after: i64, place: &str, party: &str| {
            let date = self.day(after).to_string();
            let cells = [
                ("lot_number", self.number.as_str()),
                ("step", step),
                ("event_date", &date),
                ("place", place),
                ("party", party),
            ];
            Row::new("circulation", &cells)
        };
        vec![
            step("出库", 6, "黑龙江省", self.maker.name()),
            step("入库", 11, "浙江省杭州市", "示例供应链杭州仓"),
            step("零售", 16, "浙江省杭州市", "示例母婴连锁"),
        ]
    }

    /// The lot's documents, by file name.
    pub(crate) fn documents(&self, corrected: bool) -> Vec<(String, Vec<u8>)> {
        let laboratory = format!("{}中心化验室", self.maker.name());
        let laboratory = if corrected { "示例第三方检测中心".to_owned() } else { laboratory };
        let report = page(
            "出厂检验报告",
            self.maker.legal_name(),
            &[
                ("报告编号", self.report_number()),
                ("批号", self.number.clone()),
                ("产品编号", self.product.to_owned()),
                ("生产日期", self.production.to_string()),
                ("检验机构", laboratory),
                ("报告日期", self.day(2).to_string()),
                ("检验项目", "感官、营养成分、污染物、真菌毒素、微生物，全项".to_owned()),
                ("检验结论", "合格 PASS".to_owned()),
            ],
        );
        let mut documents = vec![(self.report_file(), report)];
        documents.extend(self.materials().iter().map(|m| (m.file(), m.document(self.maker))));
        documents
    }
}

/// A raw material of a lot.
struct Material {
    name: &'static str,
    origin: &'static str,
    lot: String,
    certificate_date: Date,
}

impl Material {
    fn number(&self) -> String {
        format!("COA-{}", self.lot)
    }

    fn file(&self) -> String {
        format!("{}-{}-合格证明.pdf", self.lot, self.name)
    }

    fn row(&self, lot: &str) -> Row {
        Row::new(
            "raw_materials",
            &[
                ("lot_number", lot),
                ("material_name", self.name),
                ("material_lot", &self.lot),
                ("origin", self.origin),
                ("certificate_number", &self.number()),
                ("certificate_date", &self.certificate_date.to_string()),
                ("conclusion", "合格"),
                ("certificate_file", &self.file()),
            ],
        )
    }

    fn document(&self, maker: Maker) -> Vec<u8> {
        let rows = [
            ("证明编号", self.number()),
            ("原料名称", self.name.to_owned()),
            ("原料批号", self.lot.clone()),
            ("来源地", self.origin.to_owned()),
            ("证明日期", self.certificate_date.to_string()),
            ("结论", "合格 PASS".to_owned()),
        ];
        page("原料合格证明", maker.legal_name(), &rows)
    }
}

/// The certificate of integrity of a maker.
pub(crate) fn certificate(maker: Maker, series: Series) -> (String, Vec<u8>) {
    let rows = [
        ("证书编号", maker.certificate_number()),
        ("企业名称", maker.legal_name().to_owned()),
        ("等级", "AAA".to_owned()),
        ("发证机构", "示例认证中心".to_owned()),
        ("有效期", format!("{} – {}", series.end_of_year(-1), series.end_of_year(2))),
    ];
    (CERTIFICATE_FILE.to_owned(), page("企业诚信证书", "示例认证中心", &rows))
}

fn cans(series: Series, maker: Maker, role: Role, letter: char, count: usize) -> Vec<Can> {
    let digits = series.digits();
    let place = u32::from(letter).saturating_sub(u32::from('A')) + 1;
    let mut stream = Stream::new(series, &format!("{maker:?} {role:?}"));
    let packed = maker == Maker::Serial && role == Role::Fresh;
    (0..count)
        .map(|index| {
            let serial = index + 1;
            let outer = match (maker, role) {
                (Maker::Serial, Role::OlderCodes) => format!("{digits}{place}{}", stream.digits(10)),
                (Maker::Serial, _) => with_gs1(&format!("88{digits}{place}{serial:09}")),
                (Maker::Random, _) => stream.characters(14),
                (Maker::Group, _) => format!("91{}", stream.digits(18)),
            };
            let inner = match maker {
                Maker::Serial if packed => Some(format!("7{}", stream.digits(11))),
                Maker::Group => Some(format!("92{}", stream.digits(18))),
                Maker::Serial | Maker::Random => None,
            };
            let package =
                |extension: &str, number: usize| with_gs1(&format!("{extension}6900000{digits}{number:06}"));
            let case = packed.then(|| package("0", index / CASE_CANS + 1));
            let pallet = packed.then(|| package("1", index / CASE_CANS / PALLET_CASES + 1));
            Can { outer, inner, case, pallet }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use jiff::civil::date;

    use super::*;

    #[test]
    fn no_code_is_given_twice_but_the_shared_one() {
        let mut seen = BTreeSet::new();
        let mut twice = Vec::new();
        for series in [date(2026, 10, 1), date(2027, 1, 1), date(2027, 4, 1)].map(Series::of) {
            for can in lots(series).into_iter().flat_map(|lot| lot.cans) {
                for code in [Some(can.outer), can.inner].into_iter().flatten() {
                    if !seen.insert(code.clone()) {
                        twice.push(code);
                    }
                }
            }
        }
        assert_eq!(twice.len(), 3, "one shared code for each series: {twice:?}");
    }

    #[test]
    fn no_lot_number_is_given_twice_within_two_years() {
        let quarters =
            [(2026, 1), (2026, 4), (2026, 7), (2026, 10), (2027, 1), (2027, 4), (2027, 7), (2027, 10)];
        let mut seen = BTreeSet::new();
        for (year, month) in quarters {
            for lot in lots(Series::of(date(year, month, 1))) {
                assert!(seen.insert((lot.maker, lot.number.clone())), "{}", lot.number);
            }
        }
    }
}
