//! Configuration: a TOML file, then the environment, then flags.
//!
//! Two stages: *as typed* ([`Typed`]: texts and where each came from) and *checked* ([`Config`]).
//! Every setting exists in all three layers under one name; a key that nobody knows is an error.

mod show;
mod typed;

use std::net::SocketAddr;
use std::path::PathBuf;

use tracing_subscriber::EnvFilter;

pub(crate) use show::{reference_table, shown};
pub(crate) use typed::Typed;

/// One setting: its name in the file, as `RUSU_NAME` in the environment and as `--name` on the command line.
pub(crate) struct Setting {
    pub(crate) name: &'static str,
    /// What is in force when nobody says anything; `None` where that follows from other settings.
    pub(crate) default: Option<&'static str>,
    /// Whether its value must not be shown.
    pub(crate) secret: bool,
    pub(crate) about: &'static str,
}

const fn setting(name: &'static str, default: Option<&'static str>, about: &'static str) -> Setting {
    Setting { name, default, secret: false, about }
}

/// Every setting there is.
pub(crate) const SETTINGS: &[Setting] = &[
    setting("listen", Some("127.0.0.1:8480"), "Address and port of the server. Port 0 takes any free port."),
    setting("data_dir", Some("./data-dir"), "Where everything is kept. One server at a time."),
    setting(
        "registry_url",
        None,
        "The registry: `sqlite:PATH?mode=rwc` or `postgres://USER:PASSWORD@HOST/DATABASE`. Left out: `registry.sqlite` in the data directory.",
    ),
    setting(
        "public_url",
        None,
        "The address under which people reach the server, as links and QR codes show it. Left out: `http://` and the address it listens on.",
    ),
    setting(
        "log",
        Some("info"),
        "What is reported: `error`, `warn`, `info`, `debug`, `trace`, or by module such as `info,rusu_intake=debug`.",
    ),
    setting("log_format", Some("text"), "`text` for people, `json` for machines."),
    setting("code_cache_bytes", Some("268435456"), "Memory for the code store's cache, bytes."),
    setting(
        "sample_data",
        Some("false"),
        "Whether to start with the directory of connected enterprises and three invented makers.",
    ),
    setting(
        "embed_origins",
        None,
        "Sites that may show the small form of `/embed` in a frame: origins such as `https://www.gov.example`, separated by commas. Left out: none.",
    ),
    setting(
        "client_address_header",
        None,
        "The request header in which a trusted proxy in front names the caller's address, such as `x-real-ip`. It is used for limits only and never kept. Left out: the address of the connection.",
    ),
    setting(
        "server",
        Some("http://127.0.0.1:8480"),
        "For `rusu submit`, `agent` and `recall`: the platform to deliver to.",
    ),
    Setting {
        name: "key",
        default: None,
        secret: true,
        about: "For `rusu submit`, `agent` and `recall`: the enterprise's key. Better in the environment or a file than on the command line.",
    },
    setting(
        "signing_key",
        None,
        "For `rusu submit`, `agent` and `recall`: the file of the enterprise's private key, as `rusu keygen` writes it. Requests are then signed, and `key` is not needed; `server` must be the address that the platform calls its own (`public_url`). Left out: `key` is sent.",
    ),
    Setting {
        name: "operator_key",
        default: None,
        secret: true,
        about: "For the operator's commands over the network: the key that `rusu operator key` gave. Better in the environment or a file.",
    },
];

/// How reports are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum LogFormat {
    Text,
    Json,
}

/// The configuration in force, checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Config {
    pub(crate) listen: SocketAddr,
    pub(crate) data_dir: PathBuf,
    pub(crate) registry_url: Option<String>,
    pub(crate) public_url: Option<String>,
    pub(crate) log: String,
    pub(crate) log_format: LogFormat,
    pub(crate) code_cache_bytes: u64,
    pub(crate) sample_data: bool,
    pub(crate) server: String,
    pub(crate) key: Option<String>,
    pub(crate) signing_key: Option<PathBuf>,
    pub(crate) operator_key: Option<String>,
    pub(crate) embed_origins: Vec<String>,
    pub(crate) client_address_header: Option<String>,
}

impl Config {
    /// Checks what was typed.
    ///
    /// # Errors
    /// Everything that is wrong, one line each, with the setting's name, its value and where it came from.
    pub(crate) fn check(typed: &Typed) -> Result<Self, Vec<String>> {
        let mut wrong = Wrong { typed, lines: Vec::new() };
        let checked = Self {
            listen: wrong.read("listen", "an address and a port, such as 127.0.0.1:8480", |t| t.parse().ok()),
            data_dir: wrong.read("data_dir", "a directory", |t| (!t.is_empty()).then(|| PathBuf::from(t))),
            registry_url: wrong.optional("registry_url", "sqlite:PATH or postgres://…", registry_url),
            public_url: wrong.optional("public_url", "an http:// or https:// address", web_url),
            log: wrong.read("log", "a level such as info", log_filter),
            log_format: wrong.read("log_format", "text or json", log_format),
            code_cache_bytes: wrong.read(
                "code_cache_bytes",
                "a number of bytes, at least 1048576",
                cache_bytes,
            ),
            sample_data: wrong.read("sample_data", "true or false", |t| t.parse().ok()),
            server: wrong.read("server", "an http:// or https:// address", web_url),
            key: wrong.optional("key", "a key that begins with rusu_", enterprise_key),
            signing_key: wrong
                .optional("signing_key", "a file", |t| (!t.is_empty()).then(|| PathBuf::from(t))),
            operator_key: wrong.optional("operator_key", "a key that begins with rusu_op_", operator_key),
            embed_origins: wrong
                .optional(
                    "embed_origins",
                    "origins such as https://www.gov.example, separated by commas",
                    origins,
                )
                .unwrap_or_default(),
            client_address_header: wrong.optional("client_address_header", "a header's name", header_name),
        };
        if wrong.lines.is_empty() { Ok(checked) } else { Err(wrong.lines) }
    }
}

/// Collects what is wrong, so that all of it is told at once.
struct Wrong<'a> {
    typed: &'a Typed,
    lines: Vec<String>,
}

impl Wrong<'_> {
    fn read<T: Checked>(&mut self, name: &str, expected: &str, check: impl Fn(&str) -> Option<T>) -> T {
        self.optional(name, expected, check).unwrap_or_else(T::stand_in)
    }

    fn optional<T>(&mut self, name: &str, expected: &str, check: impl Fn(&str) -> Option<T>) -> Option<T> {
        let given = self.typed.get(name)?;
        let checked = check(given.text.trim());
        if checked.is_none() {
            let secret = SETTINGS.iter().any(|s| s.name == name && s.secret);
            let value = if secret { "(not shown)" } else { given.text.as_str() };
            self.lines.push(format!("{name} is `{value}` ({}), expected {expected}", given.origin));
        }
        checked
    }
}

/// A value that stands in for a wrong one while the rest is checked; it is never used.
trait Checked {
    fn stand_in() -> Self;
}

impl Checked for SocketAddr {
    fn stand_in() -> Self {
        Self::from(([127, 0, 0, 1], 0))
    }
}

impl Checked for PathBuf {
    fn stand_in() -> Self {
        Self::new()
    }
}

impl Checked for String {
    fn stand_in() -> Self {
        Self::new()
    }
}

impl Checked for LogFormat {
    fn stand_in() -> Self {
        Self::Text
    }
}

impl Checked for u64 {
    fn stand_in() -> Self {
        0
    }
}

impl Checked for bool {
    fn stand_in() -> Self {
        false
    }
}

fn registry_url(text: &str) -> Option<String> {
    let known = ["sqlite:", "postgres://", "postgresql://"].iter().any(|scheme| text.starts_with(scheme));
    known.then(|| text.to_owned())
}

fn web_url(text: &str) -> Option<String> {
    let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"))?;
    let host = rest.split('/').next().unwrap_or_default();
    let fits = !host.is_empty() && !text.contains(char::is_whitespace);
    fits.then(|| text.trim_end_matches('/').to_owned())
}

fn log_filter(text: &str) -> Option<String> {
    EnvFilter::try_new(text).ok().filter(|_| !text.is_empty()).map(|_| text.to_owned())
}

fn log_format(text: &str) -> Option<LogFormat> {
    match text {
        "text" => Some(LogFormat::Text),
        "json" => Some(LogFormat::Json),
        _ => None,
    }
}

fn cache_bytes(text: &str) -> Option<u64> {
    text.replace('_', "").parse().ok().filter(|bytes| *bytes >= 1024 * 1024)
}

fn enterprise_key(text: &str) -> Option<String> {
    text.starts_with("rusu_").then(|| text.to_owned())
}

fn operator_key(text: &str) -> Option<String> {
    text.starts_with("rusu_op_").then(|| text.to_owned())
}

/// Origins in a list; a plain `http` one only of this machine, for trying out.
fn origins(text: &str) -> Option<Vec<String>> {
    text.split(',').map(str::trim).filter(|one| !one.is_empty()).map(origin).collect()
}

fn origin(text: &str) -> Option<String> {
    let is_local = ["http://127.0.0.1", "http://localhost"]
        .iter()
        .any(|local| text.strip_prefix(local).is_some_and(|rest| rest.is_empty() || rest.starts_with(':')));
    let host = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://").filter(|_| is_local))?;
    // What follows goes into a policy, where a space or a semicolon would say more than an origin.
    let fits = !host.is_empty() && host.bytes().all(|b| b.is_ascii_alphanumeric() || b".-:".contains(&b));
    fits.then(|| text.to_owned())
}

fn header_name(text: &str) -> Option<String> {
    let fits = !text.is_empty() && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
    fits.then(|| text.to_ascii_lowercase())
}

#[cfg(test)]
mod tests;
