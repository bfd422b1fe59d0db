//! Reports of what the program does, on standard error: lines for people or JSON for machines.

use std::io::IsTerminal as _;

use tracing_subscriber::EnvFilter;

use crate::config::{Config, LogFormat};

/// Starts reporting; once per process.
pub(crate) fn start(config: &Config) {
    // Each migration in three lines is for nobody; whoever names the module gets them.
    let filter = EnvFilter::try_new(format!("sea_orm_migration=warn,{}", config.log));
    let filter = filter.unwrap_or_else(|_| EnvFilter::new("info"));
    let builder = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    match config.log_format {
        LogFormat::Text => builder.with_ansi(std::io::stderr().is_terminal()).init(),
        LogFormat::Json => builder.json().flatten_event(true).init(),
    }
}
