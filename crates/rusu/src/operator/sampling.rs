//! Importing results of official sampling.

use std::fs::File;
use std::io::Write as _;
use std::path::Path;

use anyhow::Context as _;
use rusu_core::limits::SAMPLING_FILE_BYTES_MAX;
use rusu_core::texts::Lang;
use serde::Deserialize;
use ureq::http::Method;

use super::client::Client;
use super::commands::SamplingCommand;
use super::spreadsheet;
use crate::Ending;
use crate::submit::client::{WireRejection, percent_encoded};
use crate::submit::show::{self, RejectionView};
use crate::words::both;

const PATH: &str = "/api/v1/operator/sampling-results";

#[derive(Deserialize)]
struct WireImport {
    added: u64,
    replaced: u64,
    unchanged: u64,
    #[serde(default)]
    recognised: u64,
    rejections: Vec<WireRejection>,
}

pub(super) fn run(client: &Client, command: SamplingCommand) -> anyhow::Result<Ending> {
    match command {
        SamplingCommand::Import { file, dry_run, rejections } => {
            return import(client, &file, dry_run, rejections.as_deref());
        }
        SamplingCommand::Remove { id } => {
            client.delete(&format!("{PATH}/{id}"))?;
            println!("{}", both("command-sampling-removed", &[("id", id.to_string().as_str().into())]));
        }
        SamplingCommand::Template { file, language } => {
            let lang = match language.lang() {
                Lang::Zh => "zh",
                Lang::En => "en",
            };
            let workbook = client.get_file(&format!("{PATH}/template?lang={lang}"))?;
            let shown = file.display().to_string();
            // An existing file may be one that somebody filled in.
            let created = File::create_new(&file).with_context(|| format!("{shown} cannot be made"))?;
            let written = (&created).write_all(&workbook).and_then(|()| created.sync_all());
            written.with_context(|| format!("{shown} cannot be written"))?;
            println!("{}", both("command-sampling-template", &[("file", (&shown).into())]));
        }
    }
    Ok(Ending::Good)
}

fn import(client: &Client, file: &Path, dry_run: bool, list: Option<&Path>) -> anyhow::Result<Ending> {
    let name = file.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    let path = format!("{PATH}?dry_run={dry_run}&file_name={}", percent_encoded(name));
    let told = client.send_file(Method::POST, &path, file, SAMPLING_FILE_BYTES_MAX)?;
    let report: WireImport = serde_json::from_value(told).context("the platform's answer cannot be read")?;
    let views: Vec<RejectionView> = report.rejections.into_iter().map(RejectionView::from).collect();
    print!("{}", show::rejection_views(&views));
    if !views.is_empty() {
        println!();
    }
    let id = if dry_run { "command-sampling-would" } else { "command-sampling-imported" };
    let counts = [
        ("added", report.added.into()),
        ("replaced", report.replaced.into()),
        ("unchanged", report.unchanged.into()),
        ("recognised", report.recognised.into()),
    ];
    println!("{}", both(id, &counts));
    if let Some(list) = list {
        let shown = list.display().to_string();
        let written = std::fs::write(list, spreadsheet::rejections(&views)?);
        written.with_context(|| format!("{shown} cannot be written"))?;
        eprintln!("{}", both("command-rejections-written", &[("file", (&shown).into())]));
    }
    let refused = views.iter().filter(|view| view.is_error).count();
    if refused == 0 {
        return Ok(Ending::Good);
    }
    let refused = u64::try_from(refused).unwrap_or(u64::MAX);
    println!("{}", both("command-sampling-refused", &[("count", refused.into())]));
    Ok(Ending::Refused)
}
