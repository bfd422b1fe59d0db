//! What every engine must do to be compared.

use rusu_core::enterprise::EnterpriseId;
use rusu_core::lot::PartNo;

use super::Engine;
use crate::nation::Nation;
use crate::scale::lot_records;

/// Puts two lots of a maker with cases, then asks.
pub(super) fn keeps_its_lots(engine: &mut dyn Engine) {
    let nation = Nation::new(1, 150_000);
    let maker = nation.makers().iter().find(|maker| maker.is_cased()).unwrap();
    let records = lot_records(maker, 0);
    let (first, second) = records.split_at(records.len() / 2);
    engine.put_lot(maker.id(), PartNo(1), first).unwrap();
    engine.put_lot(maker.id(), PartNo(2), second).unwrap();
    engine.settle().unwrap();
    assert_eq!(engine.find(maker.id(), &first[7].code).unwrap(), Some(PartNo(1)));
    assert_eq!(engine.find(maker.id(), &second[7].code).unwrap(), Some(PartNo(2)));
    assert_eq!(engine.find(EnterpriseId(94), &first[7].code).unwrap(), None);
    assert_eq!(engine.find(maker.id(), &maker.miss(1)).unwrap(), None);
    assert!(engine.bytes() > 0);
}
