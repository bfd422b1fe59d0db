//! An invented recall with everything that a notice tells, and one change of its list.

use jiff::civil::Date;
use rusu_core::lot::{LotKey, LotNumber};
use rusu_core::portal::{PageNumber, Words};
use rusu_core::recall::{RecallLevel, RecallPlan, RecallTarget};
use rusu_intake::{RecallActor, RecallDesk, RecallDraft};

/// Announces a lot's recall, unless that was done at an earlier start.
pub(super) fn announce(desk: &RecallDesk, key: &LotKey, production: Date) -> anyhow::Result<()> {
    let maker = RecallActor::enterprise(key.enterprise);
    // The sample's own recall is its maker's first; there are few.
    let known = desk.list(&maker, PageNumber::FIRST)?;
    if known.more || known.entries.iter().any(|recall| recall.holds_lot(&key.number)) {
        return Ok(());
    }
    let recall = desk.announce_at_once(&maker, &draft(key, production))?;
    let beside = LotNumber::parse(&format!("{}2", key.number));
    let add = beside.map(RecallTarget::Lot).into_iter().collect();
    desk.amend(&maker, recall.id, add, &[], "示例：同一条生产线的下一批")?;
    Ok(())
}

fn draft(key: &LotKey, production: Date) -> RecallDraft {
    RecallDraft {
        enterprise: None,
        is_drill: false,
        level: RecallLevel::Two,
        targets: vec![RecallTarget::Lot(key.number.clone())],
        reason: "示例：留样复检发现一项指标偏离企业内控标准".to_owned(),
        instructions: "请停止食用，保留包装，凭罐体到购买处全额退款，或拨打客服电话办理。".to_owned(),
        contact_phone: "400-000-0000".to_owned(),
        plan: RecallPlan {
            producer: "示例企业，示例省示例市".to_owned(),
            product: "婴幼儿配方奶粉（示例）".to_owned(),
            size: "800 g/罐".to_owned(),
            produced_from: Some(production),
            produced_to: Some(production),
            quantity_sold: Some(20),
            regions: vec!["浙江省（示例）".to_owned(), "江苏省（示例）".to_owned()],
            hazard: "示例：可能引起肠胃不适".to_owned(),
            flow: "示例：消费者凭罐体在购买处退款，门店七日内退回企业".to_owned(),
            notice: Words {
                zh: "示例公告：这是虚构的召回，不对应任何真实产品。".to_owned(),
                en: "Sample notice: an invented recall that stands for no real product.".to_owned(),
            },
            disposal: "示例：集中无害化处理".to_owned(),
            expected_effect: "示例：全部召回".to_owned(),
            ..RecallPlan::default()
        },
    }
}
