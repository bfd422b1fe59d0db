//! How migrations say what a table looks like.

use sea_orm_migration::prelude::*;

/// A table of columns.
pub fn table(name: &'static str, columns: Vec<ColumnDef>) -> TableCreateStatement {
    let mut table = Table::create();
    table.table(name);
    for column in columns {
        table.col(column);
    }
    table
}

/// Its primary key.
pub fn key(table: &mut TableCreateStatement, columns: &[&'static str]) {
    let mut index = Index::create();
    for column in columns {
        index.col(*column);
    }
    table.primary_key(&mut index);
}

/// A reference to another table's key.
pub fn refers(
    table: &mut TableCreateStatement,
    columns: &[&'static str],
    to: &'static str,
    keys: &[&'static str],
) {
    let mut reference = ForeignKey::create();
    for column in columns {
        reference.from_col(*column);
    }
    reference.to_tbl(to);
    for column in keys {
        reference.to_col(*column);
    }
    table.foreign_key(&mut reference);
}

/// A reference to the enterprise whose it is.
pub fn of_enterprise(table: &mut TableCreateStatement) {
    refers(table, &["enterprise"], "enterprises", &["id"]);
}

/// An index on columns of a table.
pub fn index(
    table: &'static str,
    name: &'static str,
    columns: &[&'static str],
    unique: bool,
) -> IndexCreateStatement {
    let mut index = Index::create();
    index.table(table).name(name);
    for column in columns {
        index.col(*column);
    }
    if unique {
        index.unique();
    }
    index
}
