//! What is kept in order now and then: logos, check files, the stated market share.

use anyhow::Context as _;
use rusu_core::limits::{CHECK_FILE_BYTES_MAX, PICTURE_BYTES_MAX};
use serde::Deserialize;
use serde_json::json;
use ureq::http::Method;

use super::client::Client;
use super::commands::{CheckFileCommand, LogoCommand, MarketShare, StatementCommand};
use super::{NotSent, harmless_line};
use crate::Ending;
use crate::submit::client::percent_encoded;
use crate::words::{aligned, both};

#[derive(Deserialize)]
struct WireCheckFiles {
    check_files: Vec<WireCheckFile>,
}

#[derive(Deserialize)]
struct WireCheckFile {
    name: String,
    content: String,
}

pub(super) fn logo(client: &Client, command: LogoCommand) -> anyhow::Result<Ending> {
    match command {
        LogoCommand::Set { enterprise, file } => {
            client.send_file(Method::PUT, &logo_of(&enterprise), &file, PICTURE_BYTES_MAX)?;
            println!("{}", both("command-logo-set", &[("name", (&enterprise).into())]));
        }
        LogoCommand::Remove { enterprise } => {
            client.delete(&logo_of(&enterprise))?;
            println!("{}", both("command-logo-removed", &[("name", (&enterprise).into())]));
        }
    }
    Ok(Ending::Good)
}

pub(super) fn check_file(client: &Client, command: CheckFileCommand) -> anyhow::Result<Ending> {
    const PATH: &str = "/api/v1/operator/check-files";
    match command {
        CheckFileCommand::Put { file } => {
            let shown = file.display();
            let name = file.file_name().and_then(|name| name.to_str());
            let name = name.with_context(|| format!("{shown} has no name"))?;
            let bytes = std::fs::metadata(&file).with_context(|| format!("{shown} cannot be read"))?.len();
            if bytes > u64::try_from(CHECK_FILE_BYTES_MAX).unwrap_or(u64::MAX) {
                let told = format!("{shown} has {bytes} bytes, limit is {CHECK_FILE_BYTES_MAX}");
                return Err(NotSent(told).into());
            }
            let text = std::fs::read_to_string(&file).with_context(|| format!("{shown} cannot be read"))?;
            client.send_text(Method::PUT, &format!("{PATH}/{}", percent_encoded(name)), text)?;
            println!("{}", both("command-check-file-put", &[("name", name.into())]));
        }
        CheckFileCommand::Remove { name } => {
            client.delete(&format!("{PATH}/{}", percent_encoded(&name)))?;
            println!("{}", both("command-check-file-removed", &[("name", (&name).into())]));
        }
        CheckFileCommand::List => {
            let known: WireCheckFiles = client.get(PATH)?;
            let row = |file: WireCheckFile| vec![file.name, harmless_line(file.content.trim())];
            print!("{}", aligned(&known.check_files.into_iter().map(row).collect::<Vec<_>>()));
        }
    }
    Ok(Ending::Good)
}

pub(super) fn statement(client: &Client, command: StatementCommand) -> anyhow::Result<Ending> {
    const PATH: &str = "/api/v1/operator/statements/market_share";
    let StatementCommand::MarketShare(MarketShare { value, source, as_of, withdraw }) = command;
    if withdraw {
        client.delete(PATH)?;
        println!("{}", both("command-market-share-withdrawn", &[]));
    } else {
        let as_of = as_of.map(|date| date.to_string());
        let body = json!({ "value_text": value, "source": source, "as_of": as_of });
        client.send(Method::PUT, PATH, &body)?;
        println!("{}", both("command-market-share-stated", &[]));
    }
    Ok(Ending::Good)
}

/// The platform finds the enterprise by its number, name or brand.
fn logo_of(enterprise: &str) -> String {
    format!("/api/v1/operator/enterprises/{}/logo", percent_encoded(enterprise.trim()))
}
