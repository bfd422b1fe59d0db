//! Sample values of what surrounds the answers.

use jiff::civil::date;
use rusu_core::channel::Channel;
use rusu_core::lot::ContentHash;
use rusu_core::portal::{
    Announcement, AnnouncementKind, Complaint, ComplaintKind, ComplaintState, Conclusion, NewComplaint,
    OperatorKey, SamplingFailure, SamplingResult, SamplingScope, Words,
};
use rusu_core::verdict::Verdict;

use super::{ENTERPRISE, lot_number, moment};

fn words(zh: &str, en: &str) -> Words {
    Words { zh: zh.to_owned(), en: en.to_owned() }
}

/// A pinned video announcement, published at [`moment`]`(60)`; `id` 0, so that saving it gives a number.
#[must_use]
pub fn sample_announcement() -> Announcement {
    Announcement {
        id: 0,
        kind: AnnouncementKind::Video,
        title: words("怎样扫码", "How to scan"),
        summary: words("三步看懂追溯信息。", "Three steps to the record."),
        body: words("打开小程序。\n\n- 对准罐底\n- 查看结果", "Open the mini-program.\n\n- Point\n- Read"),
        video: Some(ContentHash([5; 32])),
        pinned: true,
        published_at: Some(moment(60)),
        updated_at: moment(30),
    }
}

/// A result of the sample lot that did not conform; `id` 0, so that saving it gives a number.
#[must_use]
pub fn sample_sampling_result() -> SamplingResult {
    let failure = |parameter: &str, found: &str, limit: &str| SamplingFailure {
        parameter: parameter.to_owned(),
        found: found.to_owned(),
        limit: limit.to_owned(),
    };
    SamplingResult {
        id: 0,
        scope: SamplingScope::National,
        authority: "国家市场监督管理总局".to_owned(),
        notice: "2026年第12号".to_owned(),
        notice_url: Some("https://www.example.com/notice/12".to_owned()),
        published_on: date(2026, 9, 15),
        sample_number: "GZJ26000000001".to_owned(),
        product_name: "幼儿配方奶粉（12-36 月龄，3 段）".to_owned(),
        brand: Some("星源".to_owned()),
        manufacturer: "示例乳业（黑龙江）有限公司".to_owned(),
        enterprise: Some(ENTERPRISE),
        specification: Some("800 g/罐".to_owned()),
        lot_number: Some(lot_number("SL260801A1")),
        production_date: Some(date(2026, 8, 1)),
        sampled_at: Some("示例母婴店".to_owned()),
        conclusion: Conclusion::Fail,
        failures: vec![
            failure("维生素A", "612 μg/100 kJ", "14~43 μg/100 kJ"),
            failure("\"硒\"", "0", "≥0.48"),
        ],
    }
}

/// An open complaint with a contact; `id` 0, as before it is added.
#[must_use]
pub fn sample_complaint() -> Complaint {
    Complaint {
        id: 0,
        received_at: moment(10),
        content: NewComplaint {
            kind: ComplaintKind::Mismatch,
            text: "生产日期和罐底不一样".to_owned(),
            enterprise: Some(ENTERPRISE),
            code: Some("6900012345678901".to_owned()),
            verdict: Some(Verdict::SeenBefore),
            contact: Some("13800000000".to_owned()),
            channel: Channel::PORTAL,
        },
        contact_until: Some(moment(60 * 24 * 3_600)),
        state: ComplaintState::Open,
        note: "待回电".to_owned(),
        updated_at: moment(11),
    }
}

/// An operator's key whose digest consists of one byte, again and again.
#[must_use]
pub fn sample_operator_key(byte: u8) -> OperatorKey {
    OperatorKey {
        digest: [byte; 32], label: "运营值班".to_owned(), created_at: moment(0), revoked_at: None
    }
}
