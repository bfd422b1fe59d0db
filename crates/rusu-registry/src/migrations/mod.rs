//! The schema's history: one list for both databases. A migration that was released is never
//! edited; a change of the schema is a new file.

mod m0001_initial;
mod m0002_portal;
mod m0003_admission;
mod m0004_recalls;
mod m0005_lot_life;
mod m0006_delivery;
mod shape;

use sea_orm_migration::prelude::*;

/// All migrations, oldest first.
pub struct Migrator;

#[async_trait::async_trait]
impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m0001_initial::Initial),
            Box::new(m0002_portal::Portal),
            Box::new(m0003_admission::Admission),
            Box::new(m0004_recalls::Recalls),
            Box::new(m0005_lot_life::LotLife),
            Box::new(m0006_delivery::Delivery),
        ]
    }
}
