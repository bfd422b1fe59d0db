//! Keys of the invented makers and of their operator, for trying deliveries and commands. Written beside the data, readable by the
//! owner only; a start that finds them valid makes no new ones.

use rusu_intake::{Intake, PortalDesk};

use super::World;
use super::makers::Maker;

/// File name in the data directory.
pub(crate) const KEYS_FILE: &str = "sample-keys.txt";

/// The key of one invented maker.
pub(crate) struct SampleKey {
    pub(crate) enterprise: String,
    pub(crate) key: String,
}

/// The makers' keys: those in `known` (lines of key and name) that still open the door, new ones otherwise.
pub(super) fn keys(intake: &Intake, world: &World, known: &str) -> anyhow::Result<Vec<SampleKey>> {
    let mut keys = Vec::new();
    for maker in Maker::ALL {
        let enterprise = world.enterprise(maker)?;
        let mut valid = None;
        for key in known.split_whitespace().filter(|word| word.starts_with("rusu_")) {
            if intake.authenticate(key)? == Some(enterprise.id) {
                valid = Some(key.to_owned());
            }
        }
        let key = match valid {
            Some(key) => key,
            None => intake.issue_key(enterprise.id, "sample")?,
        };
        keys.push(SampleKey { enterprise: enterprise.name.clone(), key });
    }
    Ok(keys)
}

/// The operator's key: the one in `known` that still opens the door, a new one otherwise.
pub(super) fn operator_key(desk: &PortalDesk, known: &str) -> anyhow::Result<String> {
    for key in known.split_whitespace().filter(|word| word.starts_with("rusu_op_")) {
        if desk.authenticate(key)?.is_some() {
            return Ok(key.to_owned());
        }
    }
    Ok(desk.issue_key("sample")?)
}
