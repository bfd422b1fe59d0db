//! A lot becomes visible, or stays a draft.

use rusu_core::lot::LotState;
use rusu_core::ports::{PartState, PublishedLot, StoreFault};

use super::{State, damaged};

impl State {
    fn check_publication(&self, published: &PublishedLot) -> Result<(), StoreFault> {
        let lot = &published.lot;
        let enterprise = lot.key.enterprise;
        self.check_enterprise(enterprise)?;
        if !self.products.contains_key(&(enterprise, lot.product.clone())) {
            return Err(damaged(format!(
                "product {} of enterprise {enterprise} does not exist",
                lot.product
            )));
        }
        if !self.sites.contains_key(&(enterprise, lot.site.clone())) {
            return Err(damaged(format!("site {} of enterprise {enterprise} does not exist", lot.site)));
        }
        let Some(number) = published.part else { return Ok(()) };
        match self.parts.get(&(enterprise, number)) {
            Some(part) if part.lot == lot.key.number => Ok(()),
            _ => Err(damaged(format!(
                "part {} of enterprise {enterprise} is not of lot {}",
                number.0, lot.key.number
            ))),
        }
    }

    pub(super) fn publish(&mut self, published: &PublishedLot) -> Result<(), StoreFault> {
        if self.published.contains(published) {
            return Ok(());
        }
        self.check_publication(published)?;
        let lot = &published.lot;
        let enterprise = lot.key.enterprise;
        if let Some(part) = published.part.and_then(|number| self.parts.get_mut(&(enterprise, number))) {
            part.state = PartState::Published;
            part.codes = published.part_codes;
        }
        let order = self.lots.get(&lot.key).map_or(self.lots.len(), |(order, _)| *order);
        self.lots.insert(lot.key.clone(), (order, lot.clone()));
        self.changes.extend(published.changes.iter().map(|c| (enterprise, c.clone())));
        let told = (lot.state != LotState::Draft).then(|| self.enterprises.get_mut(&enterprise)).flatten();
        if let Some(row) = told {
            row.last_delivered_at = row.last_delivered_at.max(Some(lot.published_at));
        }
        self.published.push(published.clone());
        self.statements.push(Some(lot.key.clone()));
        self.generation += 1;
        Ok(())
    }
}
