//! Showing the configuration: what is in force, and the table of the published reference.

use std::fmt::Write as _;

use super::{SETTINGS, Typed};

/// What is in force, as TOML that could be saved, with where each value came from. Secrets are masked.
pub(crate) fn shown(typed: &Typed) -> String {
    let mut text = String::new();
    for setting in SETTINGS {
        let line = match typed.get(setting.name) {
            None => format!("# {} is not set", setting.name),
            Some(given) => {
                let value =
                    if setting.secret { "********".to_owned() } else { without_password(&given.text) };
                let value = toml::Value::String(value);
                format!("{} = {value}  # {}", setting.name, given.origin)
            }
        };
        let _ = writeln!(text, "{line}");
    }
    text
}

/// The password of a `scheme://user:password@host` address masked.
fn without_password(text: &str) -> String {
    let masked = || {
        let (scheme, rest) = text.split_once("://")?;
        let end = rest.find(['/', '?']).unwrap_or(rest.len());
        let (credentials, host) = rest.get(..end)?.rsplit_once('@')?;
        let (user, _) = credentials.split_once(':')?;
        Some(format!("{scheme}://{user}:********@{host}{}", rest.get(end..)?))
    };
    masked().unwrap_or_else(|| text.to_owned())
}

/// The table of `docs/configuration.md`.
pub(crate) fn reference_table() -> String {
    let mut table = String::from(
        "| key in the file | variable | flag | default | what it says |\n|---|---|---|---|---|\n",
    );
    for setting in SETTINGS {
        let name = setting.name;
        let (variable, flag) = (name.to_ascii_uppercase(), name.replace('_', "-"));
        let default = setting.default.map_or_else(String::new, |default| format!("`{default}`"));
        let _ =
            writeln!(table, "| `{name}` | `RUSU_{variable}` | `--{flag}` | {default} | {} |", setting.about);
    }
    table
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_password_of_a_database_address_is_masked() {
        assert_eq!(
            without_password("postgres://rusu:a@b:c@db/rusu?x=1"),
            "postgres://rusu:********@db/rusu?x=1"
        );
        assert_eq!(without_password("postgres://rusu@db/rusu"), "postgres://rusu@db/rusu");
        assert_eq!(without_password("sqlite:./x"), "sqlite:./x");
    }

    #[test]
    fn the_published_reference_has_the_table_of_all_settings() {
        let published = include_str!("../../../../docs/configuration.md");
        let table = reference_table();
        assert!(published.contains(&table), "docs/configuration.md must hold this table:\n{table}");
    }
}
