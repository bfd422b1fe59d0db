//! The operator's commands. They touch the registry only, so they work beside a running server,
//! which shows what they change on its next query.

use rusu_core::enterprise::Coverage;
use rusu_core::lot::{LotKey, LotNumber};
use rusu_core::ports::Clock as _;
use rusu_core::recall::Recall;
use rusu_intake::NewEnterprise;

use crate::Ending;
use crate::cli::{EnterpriseCommand, LotCommand, RecallCommand};
use crate::clock::SystemClock;
use crate::config::Config;
use crate::stores::{named_enterprise, operator_intake};
use crate::words::{aligned, both};

/// `rusu enterprise`.
pub(crate) fn enterprise(config: &Config, command: EnterpriseCommand) -> anyhow::Result<Ending> {
    let (registry, intake) = operator_intake(config)?;
    match command {
        EnterpriseCommand::Add { name, brand, coverage, parent } => {
            let parent = parent.map(|text| named_enterprise(registry.as_ref(), &text)).transpose()?;
            let parent = parent.map(|enterprise| enterprise.id);
            let name = name.trim().to_owned();
            anyhow::ensure!(!name.is_empty(), "an enterprise needs a name");
            let new = NewEnterprise { id: None, name, brands: brand, coverage, parent, is_sample: false };
            let enterprise = intake.admit(new)?;
            println!("{}\t{}", enterprise.id, enterprise.name);
        }
        EnterpriseCommand::List => {
            let mut rows = Vec::new();
            for enterprise in registry.enterprises()? {
                let coverage = match enterprise.coverage {
                    Coverage::InShelfLife => "in_shelf_life".to_owned(),
                    Coverage::Since(date) => format!("since:{date}"),
                };
                let sample = if enterprise.is_sample { "sample" } else { "" };
                let parent = enterprise.parent.map(|id| format!("parent {id}")).unwrap_or_default();
                rows.push(vec![
                    enterprise.id.to_string(),
                    enterprise.name,
                    coverage,
                    parent,
                    sample.to_owned(),
                ]);
            }
            print!("{}", aligned(&rows));
        }
        EnterpriseCommand::Key { enterprise, label } => {
            let enterprise = named_enterprise(registry.as_ref(), &enterprise)?;
            println!("{}", intake.issue_key(enterprise.id, &label)?);
            eprintln!("{}", both("command-key-once", &[("name", (&enterprise.name).into())]));
        }
    }
    Ok(Ending::Good)
}

/// `rusu recall`.
pub(crate) fn recall(config: &Config, command: RecallCommand) -> anyhow::Result<Ending> {
    let (registry, intake) = operator_intake(config)?;
    let RecallCommand::Announce { enterprise, level, lot, reason, instructions, phone } = command;
    let enterprise = named_enterprise(registry.as_ref(), &enterprise)?;
    let lots = lot.iter().map(|text| lot_number(text)).collect::<anyhow::Result<Vec<LotNumber>>>()?;
    for number in &lots {
        // A notice may name lots that were never delivered; a slip of the pen looks the same.
        let key = LotKey { enterprise: enterprise.id, number: number.clone() };
        if registry.lot(&key)?.is_none() {
            eprintln!("{}", both("command-recall-lot-unknown", &[("lot", number.as_str().into())]));
        }
    }
    let count = u64::try_from(lots.len()).unwrap_or(u64::MAX);
    let recall = Recall {
        id: 0,
        enterprise: enterprise.id,
        level,
        lots,
        reason,
        instructions,
        contact_phone: phone,
        announced_at: SystemClock.now(),
        ended_at: None,
    };
    let id = intake.announce_recall(&recall)?;
    println!(
        "{}",
        both("command-recall-announced", &[("id", id.to_string().as_str().into()), ("count", count.into())])
    );
    Ok(Ending::Good)
}

/// `rusu lot`.
pub(crate) fn lot(config: &Config, command: LotCommand) -> anyhow::Result<Ending> {
    let (registry, intake) = operator_intake(config)?;
    let LotCommand::State { enterprise, lot, state, reason } = command;
    let enterprise = named_enterprise(registry.as_ref(), &enterprise)?;
    let key = LotKey { enterprise: enterprise.id, number: lot_number(&lot)? };
    intake.set_lot_state(&key, state.state(&reason), &reason)?;
    println!("{}", both("command-lot-state", &[("lot", key.number.as_str().into())]));
    Ok(Ending::Good)
}

fn lot_number(text: &str) -> anyhow::Result<LotNumber> {
    LotNumber::parse(text)
        .ok_or_else(|| anyhow::anyhow!("lot number `{text}` is empty or has more than 20 characters"))
}
