//! Packages that changed; what raw materials were made from, and who delivered them; when submissions took their steps.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, big_pk_auto, text, text_null};

use super::shape::{index, key, of_enterprise, refers, table};

/// The schema of lots' lives.
pub struct LotLife;

impl MigrationName for LotLife {
    fn name(&self) -> &str {
        "m0005_lot_life"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for LotLife {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let mut with_supplier = Table::alter();
        with_supplier.table("raw_materials").add_column(text_null("supplier"));
        manager.alter_table(with_supplier).await?;
        for step in ["decoded_at", "committed_at"] {
            // SQLite adds one column at a time.
            let mut with_step = Table::alter();
            with_step.table("submissions").add_column(text_null(step));
            manager.alter_table(with_step).await?;
        }
        manager.create_table(material_sources()).await?;
        for table in packaging() {
            manager.create_table(table).await?;
        }
        for index in indices() {
            manager.create_index(index).await?;
        }
        Ok(())
    }
}

/// Either `own_lot` is filled, or `name` and `material_lot`.
fn material_sources() -> TableCreateStatement {
    let mut sources = table(
        "material_sources",
        vec![
            big_integer("lot"),
            big_integer("material"),
            big_integer("position"),
            text_null("own_lot"),
            text_null("name"),
            text_null("material_lot"),
            text_null("supplier"),
        ],
    );
    key(&mut sources, &["lot", "material", "position"]);
    refers(&mut sources, &["lot", "material"], "raw_materials", &["lot", "position"]);
    sources
}

fn packaging() -> [TableCreateStatement; 2] {
    let columns = || {
        let texts = ["step", "code", "package", "why", "who", "happened_at"].map(text);
        std::iter::once(big_integer("enterprise")).chain(texts).collect::<Vec<_>>()
    };
    let mut events = table("packaging_events", [vec![big_pk_auto("id")], columns()].concat());
    of_enterprise(&mut events);
    let mut states = table("packaging_states", columns());
    key(&mut states, &["enterprise", "code"]);
    of_enterprise(&mut states);
    [events, states]
}

fn indices() -> Vec<IndexCreateStatement> {
    vec![
        index("raw_materials", "raw_materials_lot_of_material", &["material_lot", "lot"], false),
        index("material_sources", "material_sources_own_lot", &["own_lot", "lot"], false),
        index("material_sources", "material_sources_material", &["material_lot", "lot"], false),
        index("packaging_events", "packaging_events_code", &["enterprise", "code", "id"], false),
        index("packaging_events", "packaging_events_package", &["enterprise", "package", "id"], false),
        index("packaging_states", "packaging_states_package", &["enterprise", "package", "step"], false),
        index("parts", "parts_of_lot", &["enterprise", "lot_number", "part_no"], false),
    ]
}
