//! What the operator decides of enterprises on the data directory: keys, standings, papers.

use anyhow::Context as _;
use rusu_core::admission::{EndingPaper, Standing};
use rusu_core::limits::PUBLIC_KEY_CHARACTERS_MAX;
use rusu_core::ports::RegistryReader;
use rusu_core::signature::{SignatureAlgorithm, SigningKey};
use rusu_intake::{AdmissionDesk, RawKey, read_public_key};

use super::commands::{EnterpriseStateWord, SigningKeyCommand, StandingCommand};
use crate::stores::named_enterprise;
use crate::words::aligned;

/// Who decides, where no key of the operator names anybody.
const WHO: &str = "command";

/// `rusu enterprise signing-key`.
pub(super) fn signing_key(
    registry: &dyn RegistryReader,
    desk: &AdmissionDesk,
    command: SigningKeyCommand,
) -> anyhow::Result<()> {
    let named = |text: &str| named_enterprise(registry, text);
    match command {
        SigningKeyCommand::Add { enterprise, label, file } => {
            let shown = file.display();
            let public_key =
                std::fs::read_to_string(&file).with_context(|| format!("{shown} cannot be read"))?;
            let fits = |algorithm: &&SignatureAlgorithm| {
                public_key.len() <= PUBLIC_KEY_CHARACTERS_MAX
                    && read_public_key(**algorithm, &public_key).is_some()
            };
            let algorithm = SignatureAlgorithm::ALL.iter().find(fits);
            let algorithm = algorithm.with_context(|| format!("{shown} holds no public key"))?;
            let raw = RawKey { algorithm: algorithm.as_str().to_owned(), public_key };
            println!("{}", desk.register_key(named(&enterprise)?.id, &raw, &label)?.id);
        }
        SigningKeyCommand::List { enterprise } => {
            let keys = desk.keys(named(&enterprise)?.id)?;
            let row = |key: &SigningKey| {
                let revoked = key.revoked_at.map(|at| format!("revoked {at}")).unwrap_or_default();
                let (algorithm, label) = (key.algorithm.as_str().to_owned(), key.label.clone());
                vec![key.id.to_string(), algorithm, key.created_at.to_string(), label, revoked]
            };
            print!("{}", aligned(&keys.iter().map(row).collect::<Vec<_>>()));
        }
        SigningKeyCommand::Revoke { enterprise, id } => {
            println!("{}", desk.revoke_key(named(&enterprise)?.id, &id)?);
        }
    }
    Ok(())
}

/// `rusu enterprise standing`.
pub(super) fn standing(
    registry: &dyn RegistryReader,
    desk: &AdmissionDesk,
    command: &StandingCommand,
) -> anyhow::Result<()> {
    let enterprise = named_enterprise(registry, &command.enterprise)?;
    if command.state.is_some() || command.signed_only.is_some() {
        let reason = command.reason.as_deref().context("a decision needs --reason")?;
        let state = command.state.map(EnterpriseStateWord::state);
        desk.set_standing(enterprise.id, state, command.signed_only, reason, WHO)?;
    }
    let row = |standing: &Standing| {
        let since = standing.since.map(|at| at.to_string()).unwrap_or_default();
        let signed = if standing.signed_only { "signed_only" } else { "" };
        let state = standing.state.as_str().to_owned();
        vec![since, state, signed.to_owned(), standing.who.clone(), standing.reason.clone()]
    };
    print!("{}", aligned(&desk.standings(enterprise.id)?.iter().map(row).collect::<Vec<_>>()));
    Ok(())
}

/// `rusu enterprise papers`.
pub(super) fn papers(desk: &AdmissionDesk, days: i32) -> anyhow::Result<()> {
    let row = |paper: &EndingPaper| {
        let kind = paper.kind.as_str().to_owned();
        let days_left = paper.days_left.to_string();
        let enterprise = paper.enterprise.to_string();
        vec![
            paper.valid_to.to_string(),
            days_left,
            enterprise,
            kind,
            paper.site.clone(),
            paper.number.clone(),
        ]
    };
    print!("{}", aligned(&desk.ending_papers(None, days)?.iter().map(row).collect::<Vec<_>>()));
    Ok(())
}
