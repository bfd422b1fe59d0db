//! What the operator publishes, invented: announcements, sampling results, the market share. All of
//! it says that it is a sample.

use std::io::Cursor;

use jiff::ToSpan as _;
use jiff::civil::Date;
use rusu_core::portal::{AnnouncementKind, PageNumber, Statement, Words};
use rusu_intake::{AnnouncementDraft, PortalDesk};

use super::World;
use super::lots::Role;
use super::makers::Maker;

/// Announcements: kind, title, summary and text, each in Chinese and English.
const ANNOUNCEMENTS: [(AnnouncementKind, [[&str; 2]; 3]); 4] = [
    (
        AnnouncementKind::Notice,
        [
            ["示例公告：这里是示例数据", "Sample notice: these are sample data"],
            ["本平台正在用虚构的企业和产品试运行。", "The platform runs with invented makers and products."],
            [
                "页面上标有“示例数据”的内容都是虚构的，不对应任何真实产品。\n\n可以试着查询：\n- 罐底的追溯码\n- 抽检结果\n- 正在召回的批次",
                "Everything marked as sample data is invented and stands for no real product.\n\nTry to look up:\n- the code on a can\n- sampling results\n- lots under recall",
            ],
        ],
    ),
    (
        AnnouncementKind::Article,
        [
            ["示例文章：怎样找到罐上的追溯码", "Sample article: where the code stands on the can"],
            [
                "追溯码和商品条码不一样，每一罐都不同。",
                "The trace code is not the barcode: each can has its own.",
            ],
            [
                "追溯码多数印在罐底或罐身，在二维码旁边，是一行数字或字母。\n\n商品条码同一种产品都一样，不能用来追溯。盖子里面或涂层下面的码是内码，请先查外面的码。",
                "The trace code mostly stands on the bottom or the side of the can, beside the QR code: one line of digits or letters.\n\nThe barcode is the same on all cans of a product. A code under the lid or under a scratch-off layer is the inner code: ask for the outer one first.",
            ],
        ],
    ),
    (
        AnnouncementKind::Article,
        [
            ["示例文章：查到以后，核对什么", "Sample article: what to compare"],
            [
                "生产日期、保质期和批号，要与罐上的喷码完全一样。",
                "Dates and lot number must be those printed on the can.",
            ],
            [
                "请把页面上的生产日期、保质期和批号与罐上的喷码逐项核对。\n\n有一项不一样，请先不要食用，联系企业或购买处，也可以在页面上报告问题。",
                "Compare the production date, the expiry date and the lot number with what is printed on the can.\n\nIf one of them differs, do not use the product: call the maker or the shop, or report it on the page.",
            ],
        ],
    ),
    (
        AnnouncementKind::Notice,
        [
            ["示例公告：微信和抖音小程序", "Sample notice: mini-programs for WeChat and Douyin"],
            ["在手机上打开小程序，扫一扫就能查。", "Open the mini-program on the phone and scan."],
            [
                "小程序的名字是“婴配乳粉追溯”。请认准名字和平台的网址，不要在别处输入个人信息。查询不需要登录。",
                "The mini-program is called 婴配乳粉追溯. Mind the name and the platform's address, and give no personal data elsewhere: no account is needed.",
            ],
        ],
    ),
];

/// Puts in place what is not there yet.
pub(super) fn prepare(desk: &PortalDesk, world: &World, today: Date) -> anyhow::Result<()> {
    announcements(desk, today)?;
    let table = sampling(world, today)?;
    let report = desk.import_sampling(&mut Cursor::new(table.into_bytes()), "抽检结果.csv", false)?;
    anyhow::ensure!(report.rejections.is_empty(), "sample sampling results were refused");
    Ok(desk.state_market_share(Some(Statement {
        value: "示例：100%".to_owned(),
        source: "示例数据，不对应任何统计".to_owned(),
        as_of: today,
    }))?)
}

fn announcements(desk: &PortalDesk, today: Date) -> anyhow::Result<()> {
    if !desk.announcements(PageNumber::FIRST)?.entries.is_empty() {
        return Ok(());
    }
    for (days, (kind, [title, summary, body])) in (1_i64..).zip(ANNOUNCEMENTS) {
        let words = |[zh, en]: [&str; 2]| Words { zh: zh.to_owned(), en: en.to_owned() };
        let day = today.checked_sub(days.days())?;
        desk.add_announcement(AnnouncementDraft {
            kind,
            title: words(title),
            summary: words(summary),
            body: words(body),
            video: None,
            pinned: days == 1,
            published_at: Some(day.at(1, 0, 0, 0).to_zoned(jiff::tz::TimeZone::UTC)?.timestamp()),
        })?;
    }
    Ok(())
}

/// The table as an authority would publish it. The recalled lot failed; others passed.
fn sampling(world: &World, today: Date) -> anyhow::Result<String> {
    let mut table = String::from(
        "抽样编号,抽检类别,公布机关,公告号,公布日期,样品名称,商标,标称生产企业名称,规格型号,批号,被抽样单位名称,结论,不合格项目\n",
    );
    let sampled = [
        (Maker::Random, Role::Recalled, "不合格", "阪崎肠杆菌（示例）║检出║不得检出"),
        (Maker::Serial, Role::Fresh, "合格", ""),
        (Maker::Serial, Role::Amended, "合格", ""),
        (Maker::Random, Role::Fresh, "合格", ""),
        (Maker::Group, Role::Fresh, "合格", ""),
        (Maker::Group, Role::UnderCorrection, "合格", ""),
    ];
    for (number, (maker, role, conclusion, failures)) in (1..).zip(sampled) {
        let lot = world.lot(maker, role)?;
        let day = today.checked_sub((5 * i64::from(number)).days())?;
        let brand = maker.brands().first().copied().unwrap_or_default();
        table.push_str(&format!(
            "SAMPLE-{}-{number:02},国家,示例市场监督管理局,示例 {} 年第 {number} 号,{day},{brand}婴幼儿配方奶粉（示例）,{brand},{},800 g/罐,{},示例母婴店,{conclusion},{failures}\n",
            lot.number, today.year(), maker.legal_name(), lot.number,
        ));
    }
    Ok(table)
}
