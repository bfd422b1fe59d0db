//! Sample data: the directory of connected enterprises, and three invented makers with everything
//! that a parent may meet.
//!
//! The makers' lots are made as real deliveries, in the three forms that enterprises use, and go
//! through the same intake. A start that finds them changes nothing.

mod codes;
mod directory;
mod document;
mod keys;
mod lots;
mod makers;
mod portal;
mod questions;
mod recall;
mod series;

use std::collections::HashMap;
use std::io::{Cursor, Write as _};

use anyhow::{Context as _, bail};
use jiff::Timestamp;
use rusu_core::calendar::china_day;
use rusu_core::code::TraceCode;
use rusu_core::enterprise::{Enterprise, EnterpriseId};
use rusu_core::lot::{LotKey, LotNumber, LotState};
use rusu_core::ports::{CodeWriter, RegistryReader};
use rusu_core::submission::{AcceptMode, SubmissionState};
use rusu_core::texts::Lang;
use rusu_formats::writer::{self, CsvEncoding, Row};
use rusu_intake::{Delivery, Intake, IntakeError, NewEnterprise, PortalDesk, RecallDesk};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

pub(crate) use keys::{KEYS_FILE, SampleKey};
pub(crate) use questions::{QUESTIONS_FILE, SampleQuestion};

use lots::{Role, SampleLot};
use makers::Maker;
use series::Series;

/// Changes when the sample deliveries do, so that an older data directory gets the new ones.
const VERSION: u32 = 1;

/// What the sample data need of the stores.
pub(crate) struct SampleStores<'a> {
    pub(crate) intake: &'a Intake,
    pub(crate) registry: &'a dyn RegistryReader,
    pub(crate) codes: &'a dyn CodeWriter,
    pub(crate) desk: &'a PortalDesk,
    pub(crate) recalls: &'a RecallDesk,
}

/// What a start with sample data tells.
pub(crate) struct Samples {
    /// One question for every verdict.
    pub(crate) questions: Vec<SampleQuestion>,
    /// The invented makers' keys.
    pub(crate) keys: Vec<SampleKey>,
    /// A key for the operator's commands.
    pub(crate) operator_key: String,
}

/// Puts everything in place that is not there yet. `known` are the keys that an earlier start wrote down.
///
/// # Errors
/// A store's fault; a sample delivery that is refused, which is our own mistake.
pub(crate) fn prepare(
    stores: &SampleStores<'_>,
    now: Timestamp,
    known: &str,
    progress: &mut dyn FnMut(&str),
) -> anyhow::Result<Samples> {
    directory::admit(stores)?;
    let today = china_day(now);
    let series = Series::of(today);
    let lots = lots::lots(series);
    let mut makers = HashMap::new();
    for maker in Maker::ALL {
        let enterprise = admit(stores, maker)?;
        let own: Vec<&SampleLot> = lots.iter().filter(|lot| lot.maker == maker).collect();
        let name = format!("{}-{}-{VERSION}", maker.name(), series.name());
        deliver(
            stores,
            enterprise.id,
            &format!("{name}.zip"),
            || first_delivery(maker, series, &own),
            progress,
        )?;
        let amended: Vec<&SampleLot> = own.iter().copied().filter(|lot| lot.role == Role::Amended).collect();
        if !amended.is_empty() {
            let make = || corrections(&amended);
            deliver(stores, enterprise.id, &format!("{name}-更正.zip"), make, progress)?;
        }
        makers.insert(maker, enterprise);
    }
    let world = World { lots, makers, series };
    set_states(stores, &world)?;
    portal::prepare(stores.desk, &world, today)?;
    let questions = questions::questions(stores, &world, now)?;
    let keys = keys::keys(stores.intake, &world, known)?;
    let operator_key = keys::operator_key(stores.desk, known)?;
    Ok(Samples { questions, keys, operator_key })
}

/// The sample lots and makers as they stand in the stores.
struct World {
    lots: Vec<SampleLot>,
    makers: HashMap<Maker, Enterprise>,
    series: Series,
}

impl World {
    fn enterprise(&self, maker: Maker) -> anyhow::Result<&Enterprise> {
        self.makers.get(&maker).context("every maker was admitted")
    }

    fn lot(&self, maker: Maker, role: Role) -> anyhow::Result<&SampleLot> {
        let found = self.lots.iter().find(|lot| lot.maker == maker && lot.role == role);
        found.with_context(|| format!("no sample lot of {maker:?} is {role:?}"))
    }

    fn key(&self, lot: &SampleLot) -> anyhow::Result<LotKey> {
        let number = LotNumber::parse(&lot.number).context("sample lot numbers are short")?;
        Ok(LotKey { enterprise: self.enterprise(lot.maker)?.id, number })
    }
}

fn admit(stores: &SampleStores<'_>, maker: Maker) -> anyhow::Result<Enterprise> {
    let brands = maker.brands().iter().map(|brand| (*brand).to_owned()).collect();
    Ok(stores.intake.admit(NewEnterprise {
        id: None,
        name: maker.name().to_owned(),
        brands,
        coverage: rusu_core::enterprise::Coverage::InShelfLife,
        parent: None,
        is_sample: true,
    })?)
}

/// Delivers a package unless it has been. Its name is its idempotency key.
fn deliver(
    stores: &SampleStores<'_>,
    enterprise: EnterpriseId,
    name: &str,
    make: impl FnOnce() -> anyhow::Result<Vec<u8>>,
    progress: &mut dyn FnMut(&str),
) -> anyhow::Result<()> {
    let receipts = stores.intake.receipts(enterprise, rusu_core::limits::PAGE_ROWS_MAX)?;
    let earlier = receipts.into_iter().find(|receipt| receipt.file_name == name);
    let id = match earlier {
        Some(receipt) if receipt.state.is_final() => return Ok(()),
        Some(receipt) => receipt.id,
        None => {
            progress(name);
            let mut upload = stores.intake.begin_upload()?;
            upload.write(&make()?)?;
            let delivery = Delivery {
                enterprise,
                idempotency_key: Some(name.to_owned()),
                file_name: name.to_owned(),
                mode: AcceptMode::AllOrNothing,
            };
            match stores.intake.receive(delivery, upload) {
                Ok(receipt) => receipt.id,
                // Delivered long ago, so that its receipt is no longer among the latest.
                Err(IntakeError::KeyReused { .. }) => return Ok(()),
                Err(error) => return Err(error.into()),
            }
        }
    };
    let receipt = stores.intake.process(&id)?;
    if receipt.state == SubmissionState::Published {
        return Ok(());
    }
    let rejections = stores.intake.rejections(enterprise, &id)?.unwrap_or_default();
    let shown = crate::submit::show::rejections(&rejections);
    bail!("sample delivery {name} was not published but {}:\n{shown}", receipt.state.as_str())
}

/// The first delivery of a maker, in its own form.
fn first_delivery(maker: Maker, series: Series, lots: &[&SampleLot]) -> anyhow::Result<Vec<u8>> {
    let mut rows = maker.master(series);
    rows.extend(lots.iter().flat_map(|lot| lot.rows(false)));
    let mut files = match maker {
        Maker::Serial => gbk_tables(&rows),
        Maker::Random => vec![("样例乳品报送.xlsx".to_owned(), writer::xlsx(&rows, Lang::Zh)?)],
        Maker::Group => vec![("delivery.jsonl".to_owned(), writer::json_lines(&rows))],
    };
    files.push(lots::certificate(maker, series));
    files.extend(lots.iter().flat_map(|lot| lot.documents(false)));
    zipped(&files)
}

/// The second delivery of lots whose reports were wrong.
fn corrections(lots: &[&SampleLot]) -> anyhow::Result<Vec<u8>> {
    let rows: Vec<Row> = lots.iter().flat_map(|lot| lot.rows(true)).collect();
    let mut files = gbk_tables(&rows);
    files.extend(lots.iter().flat_map(|lot| lot.documents(true)));
    zipped(&files)
}

fn gbk_tables(rows: &[Row]) -> Vec<(String, Vec<u8>)> {
    let tables =
        rusu_formats::columns::TABLES.iter().filter(|table| rows.iter().any(|row| row.table == table.id));
    tables
        .map(|table| {
            let bytes = writer::csv(&table.id, rows, Lang::Zh, CsvEncoding::Gb18030);
            (format!("{}.csv", table.name(Lang::Zh)), bytes)
        })
        .collect()
}

fn zipped(files: &[(String, Vec<u8>)]) -> anyhow::Result<Vec<u8>> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in files {
        let options = SimpleFileOptions::default().last_modified_time(zip::DateTime::default());
        writer.start_file(name.as_str(), options)?;
        writer.write_all(bytes)?;
    }
    Ok(writer.finish()?.into_inner())
}

/// Recalls, withdrawals, corrections and void codes, each once.
fn set_states(stores: &SampleStores<'_>, world: &World) -> anyhow::Result<()> {
    for lot in &world.lots {
        let key = world.key(lot)?;
        let file = stores
            .registry
            .lot_file(&key)?
            .with_context(|| format!("sample lot {} is missing", lot.number))?;
        let untouched = file.lot.state == LotState::Published;
        match lot.role {
            Role::Recalled => recall::announce(stores.recalls, &key, lot.production)?,
            Role::Withdrawn if untouched => {
                let reason = "示例：包装密封检查发现问题，企业主动撤回".to_owned();
                stores.intake.set_lot_state(&key, LotState::Withdrawn { reason: reason.clone() }, &reason)?;
            }
            Role::UnderCorrection if untouched => {
                stores.intake.set_lot_state(
                    &key,
                    LotState::UnderCorrection,
                    "示例：企业正在核对原料来源地",
                )?;
            }
            Role::Fresh if lot.maker == Maker::Serial && file.void_codes.is_empty() => {
                let can = lot.cans.first().context("the fresh lot has cans")?;
                let void = vec![(code(&can.outer)?, "示例：罐体破损，未灌装".to_owned())];
                stores.intake.void_codes(&key, void)?;
            }
            _ => {}
        }
    }
    Ok(())
}

fn code(text: &str) -> anyhow::Result<TraceCode> {
    TraceCode::parse(text).with_context(|| format!("sample code {text}"))
}

#[cfg(test)]
mod tests;
