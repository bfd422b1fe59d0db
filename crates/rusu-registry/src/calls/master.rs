//! Enterprises, sites, products, code rules and keys.

use jiff::Timestamp;
use rusu_core::code_rule::CodeRule;
use rusu_core::enterprise::{Enterprise, EnterpriseId, Site};
use rusu_core::ports::{ApiKey, CodeRuleSet, MasterChange};
use rusu_core::product::Product;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, QueryFilter, QueryOrder};

use super::{bump, check_enterprise, documents, insert_all, upsert};
use crate::entities::{api_key, code_rule, enterprise, product, site, value_change};
use crate::fault::{Outcome, damaged};
use crate::rows;

async fn assemble(db: &impl ConnectionTrait, found: Vec<enterprise::Model>) -> Outcome<Vec<Enterprise>> {
    let documents = documents::load(db, found.iter().filter_map(|row| row.certificate_document)).await?;
    let with_document = |row: enterprise::Model| {
        let document = row.certificate_document.and_then(|number| documents.get(&number).cloned());
        rows::enterprise(row, document)
    };
    Ok(found.into_iter().map(with_document).collect::<Result<_, _>>()?)
}

pub async fn enterprises(db: &impl ConnectionTrait) -> Outcome<Vec<Enterprise>> {
    let found = enterprise::Entity::find().order_by_asc(enterprise::Column::Id).all(db).await?;
    assemble(db, found).await
}

pub async fn enterprise(db: &impl ConnectionTrait, id: EnterpriseId) -> Outcome<Option<Enterprise>> {
    let found = enterprise::Entity::find_by_id(i64::from(id.0)).one(db).await?;
    Ok(assemble(db, found.into_iter().collect()).await?.pop())
}

pub async fn code_rules(db: &impl ConnectionTrait) -> Outcome<CodeRuleSet> {
    let generation = super::generation(db).await?;
    let found = code_rule::Entity::find().all(db).await?;
    let mut rules: Vec<CodeRule> = found.into_iter().map(rows::code_rule).collect::<Result<_, _>>()?;
    // Sorted here: the databases' collations do not agree on the order of texts.
    rules.sort_by(|a, b| (a.enterprise, &a.reference).cmp(&(b.enterprise, &b.reference)));
    Ok(CodeRuleSet { generation, rules })
}

pub async fn sites(db: &impl ConnectionTrait, enterprise: EnterpriseId) -> Outcome<Vec<Site>> {
    let found = site::Entity::find().filter(site::Column::Enterprise.eq(enterprise.0)).all(db).await?;
    let mut sites: Vec<Site> = found.into_iter().map(rows::site).collect::<Result<_, _>>()?;
    sites.sort_by(|a, b| a.reference.cmp(&b.reference));
    Ok(sites)
}

pub async fn products(db: &impl ConnectionTrait, enterprise: EnterpriseId) -> Outcome<Vec<Product>> {
    let found = product::Entity::find().filter(product::Column::Enterprise.eq(enterprise.0)).all(db).await?;
    let mut products: Vec<Product> = found.into_iter().map(rows::product).collect::<Result<_, _>>()?;
    products.sort_by(|a, b| a.reference.cmp(&b.reference));
    Ok(products)
}

pub async fn api_key(db: &impl ConnectionTrait, digest: &[u8; 32]) -> Outcome<Option<ApiKey>> {
    let found = api_key::Entity::find_by_id(digest.to_vec()).one(db).await?;
    Ok(found.map(rows::api_key).transpose()?)
}

pub async fn save_api_key(tx: &DatabaseTransaction, key: &ApiKey) -> Outcome<()> {
    check_enterprise(tx, key.enterprise).await?;
    upsert::<api_key::Entity>(tx, rows::api_key_row(key)).await
}

pub async fn revoke_api_keys(
    tx: &DatabaseTransaction,
    enterprise: EnterpriseId,
    label: &str,
    at: Timestamp,
) -> Outcome<u64> {
    let revoked = api_key::Entity::update_many()
        .col_expr(api_key::Column::RevokedAt, Expr::val(rows::time_text(at)))
        .filter(api_key::Column::Enterprise.eq(i64::from(enterprise.0)))
        .filter(api_key::Column::Label.eq(rows::kept(label)))
        .filter(api_key::Column::RevokedAt.is_null());
    Ok(revoked.exec(tx).await?.rows_affected)
}

pub async fn save_enterprise(tx: &DatabaseTransaction, enterprise: &Enterprise) -> Outcome<()> {
    put_enterprise(tx, enterprise).await?;
    bump(tx).await
}

pub async fn put_enterprise(tx: &DatabaseTransaction, enterprise: &Enterprise) -> Outcome<()> {
    if let Some(parent) = enterprise.parent.filter(|parent| *parent != enterprise.id) {
        check_enterprise(tx, parent).await?;
    }
    let profile = enterprise.profile.as_ref();
    let certificate = profile.and_then(|p| p.integrity_certificate.as_ref()?.document.as_ref());
    let document = match certificate {
        Some(document) => documents::keep(tx, &[&rows::document_row(document)?]).await?.pop(),
        None => None,
    };
    let mut row = rows::enterprise_row(enterprise, document)?;
    // The giver may have read the row before the latest publication.
    let before = enterprise::Entity::find_by_id(row.id).one(tx).await?;
    row.last_delivered_at = row.last_delivered_at.max(before.and_then(|before| before.last_delivered_at));
    upsert::<enterprise::Entity>(tx, row).await
}

pub async fn save_master(
    tx: &DatabaseTransaction,
    enterprise: EnterpriseId,
    change: &MasterChange,
) -> Outcome<()> {
    check_enterprise(tx, enterprise).await?;
    check_owners(enterprise, change)?;
    if let Some(row) = &change.enterprise {
        put_enterprise(tx, row).await?;
    }
    for site in &change.sites {
        upsert::<site::Entity>(tx, rows::site_row(site)).await?;
    }
    for product in &change.products {
        upsert::<product::Entity>(tx, rows::product_row(product)?).await?;
    }
    for rule in &change.code_rules {
        upsert::<code_rule::Entity>(tx, rows::code_rule_row(rule)?).await?;
    }
    let changes = change.changes.iter().map(|c| rows::change_row(enterprise, c)).collect();
    insert_all::<value_change::Entity>(tx, changes).await?;
    bump(tx).await
}

fn check_owners(enterprise: EnterpriseId, change: &MasterChange) -> Outcome<()> {
    let sites = change.sites.iter().map(|site| site.enterprise);
    let products = change.products.iter().map(|product| product.enterprise);
    let rules = change.code_rules.iter().map(|rule| rule.enterprise);
    let own = change.enterprise.iter().map(|row| row.id);
    match sites.chain(products).chain(rules).chain(own).find(|owner| *owner != enterprise) {
        Some(other) => {
            Err(damaged(format!("master data of enterprise {enterprise} names enterprise {other}")).into())
        }
        None => Ok(()),
    }
}
