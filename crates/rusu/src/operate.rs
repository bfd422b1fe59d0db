//! The operator's commands. They touch the registry only, so they work beside a running server,
//! which shows what they change on its next query.

mod admission;
pub(crate) mod commands;

use rusu_core::code::TraceCode;
use rusu_core::enterprise::Coverage;
use rusu_core::lot::{LotKey, LotState};
use rusu_core::recall::RecallPlan;
use rusu_intake::{NewEnterprise, RecallActor, RecallDraft};

use crate::Ending;
use crate::cli::{EnterpriseCommand, LotCommand};
use crate::config::Config;
use crate::operator;
use crate::operator::recall_commands::{RecallCommand, lot_number};
use crate::stores::{named_enterprise, operator_admission, operator_intake, operator_recall_desk};
use crate::words::{aligned, both};

/// `rusu enterprise`.
pub(crate) fn enterprise(config: &Config, command: EnterpriseCommand) -> anyhow::Result<Ending> {
    match command {
        EnterpriseCommand::Add { name, brand, coverage, parent } => {
            add(config, &name, brand, coverage, parent)?
        }
        EnterpriseCommand::List => list(config)?,
        EnterpriseCommand::Key { enterprise, label } => {
            let (registry, intake) = operator_intake(config)?;
            let enterprise = named_enterprise(registry.as_ref(), &enterprise)?;
            println!("{}", intake.issue_key(enterprise.id, &label)?);
            eprintln!("{}", both("command-key-once", &[("name", (&enterprise.name).into())]));
        }
        EnterpriseCommand::RevokeKey { enterprise, label } => {
            let (registry, intake) = operator_intake(config)?;
            let enterprise = named_enterprise(registry.as_ref(), &enterprise)?;
            let count = intake.revoke_keys(enterprise.id, &label)?;
            let named = [("label", label.as_str().into()), ("count", count.into())];
            println!("{}", both("command-operator-key-revoked", &named));
            return Ok(if count == 0 { Ending::Refused } else { Ending::Good });
        }
        EnterpriseCommand::SigningKey(command) => {
            let (registry, desk) = operator_admission(config)?;
            admission::signing_key(registry.as_ref(), &desk, command)?;
        }
        EnterpriseCommand::Standing(command) => {
            let (registry, desk) = operator_admission(config)?;
            admission::standing(registry.as_ref(), &desk, &command)?;
        }
        EnterpriseCommand::Papers { days } => admission::papers(&operator_admission(config)?.1, days)?,
    }
    Ok(Ending::Good)
}

fn add(
    config: &Config,
    name: &str,
    brands: Vec<String>,
    coverage: Coverage,
    parent: Option<String>,
) -> anyhow::Result<()> {
    let (registry, intake) = operator_intake(config)?;
    let parent = parent.map(|text| named_enterprise(registry.as_ref(), &text)).transpose()?;
    let parent = parent.map(|enterprise| enterprise.id);
    let name = name.trim().to_owned();
    anyhow::ensure!(!name.is_empty(), "an enterprise needs a name");
    let new = NewEnterprise { id: None, name, brands, coverage, parent, is_sample: false };
    let enterprise = intake.admit(new)?;
    println!("{}\t{}", enterprise.id, enterprise.name);
    Ok(())
}

fn list(config: &Config) -> anyhow::Result<()> {
    let (registry, _) = operator_intake(config)?;
    let mut rows = Vec::new();
    for enterprise in registry.enterprises()? {
        let coverage = match enterprise.coverage {
            Coverage::InShelfLife => "in_shelf_life".to_owned(),
            Coverage::Since(date) => format!("since:{date}"),
        };
        let sample = if enterprise.is_sample { "sample" } else { "" };
        let parent = enterprise.parent.map(|id| format!("parent {id}")).unwrap_or_default();
        rows.push(vec![enterprise.id.to_string(), enterprise.name, coverage, parent, sample.to_owned()]);
    }
    print!("{}", aligned(&rows));
    Ok(())
}

/// `rusu recall`.
pub(crate) fn recall(config: &Config, command: RecallCommand) -> anyhow::Result<Ending> {
    let announce = match command {
        RecallCommand::Announce(announce) => *announce,
        other => return operator::recall(config, other),
    };
    let (registry, desk) = operator_recall_desk(config)?;
    let enterprise = named_enterprise(registry.as_ref(), &announce.enterprise)?;
    let targets = announce.targets.read()?;
    let draft = RecallDraft {
        enterprise: Some(enterprise.id),
        is_drill: false,
        level: announce.level,
        targets,
        reason: announce.reason,
        instructions: announce.instructions,
        contact_phone: announce.phone,
        plan: RecallPlan { regions: announce.region, ..RecallPlan::default() },
    };
    let recall = desk.announce_at_once(&RecallActor::operator(""), &draft)?;
    for number in recall.lots() {
        // A notice may name lots that were never delivered; a slip of the pen looks the same.
        let key = LotKey { enterprise: enterprise.id, number: number.clone() };
        if registry.lot(&key)?.is_none_or(|lot| lot.state == LotState::Draft) {
            eprintln!("{}", both("command-recall-lot-unknown", &[("lot", number.as_str().into())]));
        }
    }
    let count = u64::try_from(recall.lots().count()).unwrap_or(u64::MAX);
    println!(
        "{}",
        both(
            "command-recall-announced",
            &[("id", recall.id.to_string().as_str().into()), ("count", count.into())]
        )
    );
    Ok(Ending::Good)
}

/// `rusu lot`.
pub(crate) fn lot(config: &Config, command: LotCommand) -> anyhow::Result<Ending> {
    let (registry, intake) = operator_intake(config)?;
    let key = |enterprise: &str, lot: &str| -> anyhow::Result<LotKey> {
        let enterprise = named_enterprise(registry.as_ref(), enterprise)?;
        Ok(LotKey { enterprise: enterprise.id, number: lot_number(lot)? })
    };
    match command {
        LotCommand::State { enterprise, lot, state, reason } => {
            let key = key(&enterprise, &lot)?;
            intake.set_lot_state(&key, state.state(&reason), &reason)?;
            println!("{}", both("command-lot-state", &[("lot", key.number.as_str().into())]));
        }
        LotCommand::Show { enterprise, lot } => {
            let file = intake.lot_sheet(&key(&enterprise, &lot)?)?;
            let lot = &file.lot;
            let state = rusu_intake::state_word(&lot.state).to_owned();
            let (units, voids) = (lot.unit_count.to_string(), file.void_codes.len().to_string());
            println!("{}\t{state}\t{units}\t{voids}\t{}", lot.key.number, lot.published_at);
            let row = |change: &rusu_core::history::ValueChange| {
                let value = |value: &Option<String>| value.as_deref().unwrap_or("-").replace('\n', "; ");
                let (old, new) = (value(&change.old), value(&change.new));
                let (field, who, why) = (change.field.clone(), change.who.clone(), change.why.clone());
                vec![change.at.to_string(), field, old, new, who, why]
            };
            let rows: Vec<Vec<String>> = file.changes.iter().map(row).collect();
            print!("{}", aligned(&rows));
        }
        LotCommand::Void { enterprise, lot, code, reason } => {
            let key = key(&enterprise, &lot)?;
            intake.lot_sheet(&key)?;
            let read = |text: &String| -> anyhow::Result<_> { Ok((TraceCode::parse(text)?, reason.clone())) };
            let codes = code.iter().map(read).collect::<anyhow::Result<Vec<_>>>()?;
            intake.void_codes(&key, codes)?;
            println!("{}", both("command-lot-void", &[("lot", key.number.as_str().into())]));
        }
    }
    Ok(Ending::Good)
}
