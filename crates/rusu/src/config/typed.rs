//! What was typed: texts by name, the last layer that speaks of a setting wins.

use std::collections::BTreeMap;
use std::fmt;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, anyhow, bail};

use super::SETTINGS;

/// The file that is read when it is there and no other is named.
const USUAL_FILE: &str = "rusu.toml";
/// What begins every variable of the environment that is meant for this program.
const PREFIX: &str = "RUSU_";
/// The variable that names the file.
const FILE_VARIABLE: &str = "RUSU_CONFIG";
/// What begins the variables of the tests, which are no settings.
const TEST_PREFIX: &str = "RUSU_TEST_";

/// Where a value came from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Origin {
    Default,
    File(PathBuf),
    Environment(String),
    Flag(String),
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Default => f.write_str("default"),
            Self::File(path) => write!(f, "file {}", path.display()),
            Self::Environment(variable) => write!(f, "environment {variable}"),
            Self::Flag(flag) => write!(f, "flag {flag}"),
        }
    }
}

/// A value as typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Given {
    pub(crate) text: String,
    pub(crate) origin: Origin,
}

/// All layers laid over each other.
#[derive(Clone, Debug, Default)]
pub(crate) struct Typed {
    values: BTreeMap<&'static str, Given>,
}

impl Typed {
    /// Reads all layers. `file` is what `--config` names, `flags` holds what the command line says.
    ///
    /// # Errors
    /// A file that cannot be read, a key or variable that nobody knows.
    pub(crate) fn read(
        file: Option<&Path>,
        environment: &[(String, String)],
        flags: &[(&'static str, String)],
    ) -> anyhow::Result<Self> {
        let mut typed = Self::default();
        for setting in SETTINGS {
            if let Some(text) = setting.default {
                typed.put(setting.name, text.to_owned(), Origin::Default);
            }
        }
        let named =
            environment.iter().find(|(name, _)| name == FILE_VARIABLE).map(|(_, path)| PathBuf::from(path));
        let usual = Path::new(USUAL_FILE).is_file().then(|| PathBuf::from(USUAL_FILE));
        if let Some(path) = file.map(Path::to_owned).or(named).or(usual) {
            let text = std::fs::read_to_string(&path)
                .with_context(|| format!("configuration file {} cannot be read", path.display()))?;
            typed.lay_file(&path, &text)?;
        }
        typed.lay_environment(environment)?;
        for (name, text) in flags {
            typed.put(name, text.clone(), Origin::Flag(format!("--{}", name.replace('_', "-"))));
        }
        Ok(typed)
    }

    /// What is in force for a setting.
    pub(crate) fn get(&self, name: &str) -> Option<&Given> {
        self.values.get(name)
    }

    fn put(&mut self, name: &'static str, text: String, origin: Origin) {
        self.values.insert(name, Given { text, origin });
    }

    fn lay_file(&mut self, path: &Path, text: &str) -> anyhow::Result<()> {
        let shown = path.display();
        let table: toml::Table =
            text.parse().with_context(|| format!("configuration file {shown} is not TOML"))?;
        for (key, value) in table {
            let Some(name) = known(&key) else {
                let nearest = nearest(&key);
                bail!("unknown key `{key}` in {shown}; the nearest known key is `{nearest}`");
            };
            let text = match value {
                toml::Value::String(text) => text,
                toml::Value::Integer(number) => number.to_string(),
                toml::Value::Boolean(yes) => yes.to_string(),
                other => bail!(
                    "`{key}` in {shown} is {}, expected a text, a number or true/false",
                    other.type_str()
                ),
            };
            self.put(name, text, Origin::File(path.to_owned()));
        }
        Ok(())
    }

    fn lay_environment(&mut self, environment: &[(String, String)]) -> anyhow::Result<()> {
        for (variable, text) in environment {
            let Some(rest) = variable.strip_prefix(PREFIX) else { continue };
            if variable == FILE_VARIABLE || variable.starts_with(TEST_PREFIX) {
                continue;
            }
            let name = known(&rest.to_ascii_lowercase()).ok_or_else(|| {
                let nearest = format!("{PREFIX}{}", nearest(&rest.to_ascii_lowercase()).to_ascii_uppercase());
                anyhow!(
                    "unknown variable `{variable}` in the environment; the nearest known one is `{nearest}`"
                )
            })?;
            self.put(name, text.clone(), Origin::Environment(variable.clone()));
        }
        Ok(())
    }
}

fn known(name: &str) -> Option<&'static str> {
    SETTINGS.iter().find(|setting| setting.name == name).map(|setting| setting.name)
}

fn nearest(name: &str) -> &'static str {
    let distance = |setting: &&super::Setting| edits(name, setting.name);
    SETTINGS.iter().min_by_key(distance).map_or("", |setting| setting.name)
}

/// How many characters must be changed, added or taken away to come from one text to the other.
fn edits(from: &str, to: &str) -> usize {
    let to: Vec<char> = to.chars().collect();
    let mut row: Vec<usize> = (0..=to.len()).collect();
    for (line, a) in from.chars().enumerate() {
        let mut next = vec![line + 1];
        for ((b, diagonal), above) in to.iter().zip(&row).zip(row.iter().skip(1)) {
            let left = next.last().copied().unwrap_or_default();
            next.push((diagonal + usize::from(a != *b)).min(above + 1).min(left + 1));
        }
        row = next;
    }
    row.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_name_is_the_one_with_the_fewest_slips() {
        assert_eq!(nearest("listn"), "listen");
        assert_eq!(nearest("datadir"), "data_dir");
        assert_eq!(nearest("logformat"), "log_format");
    }

    #[test]
    fn edits_count_changes_additions_and_removals() {
        assert_eq!(edits("listen", "listen"), 0);
        assert_eq!(edits("lisen", "listen"), 1);
        assert_eq!(edits("", "abc"), 3);
    }
}
