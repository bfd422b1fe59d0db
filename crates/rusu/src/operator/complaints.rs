//! Reading and answering complaints.

use std::io::Write as _;

use serde::Deserialize;
use serde_json::json;
use ureq::http::Method;

use super::client::Client;
use super::commands::{ComplaintStateWord, ComplaintsCommand};
use super::{harmless_line, spreadsheet};
use crate::Ending;
use crate::words::both;

const PATH: &str = "/api/v1/operator/complaints";

/// Columns of the list for a spreadsheet, by their texts.
const COLUMNS: [&str; 13] = [
    "number",
    "received",
    "state",
    "kind",
    "text",
    "enterprise",
    "code",
    "verdict",
    "contact",
    "contact-until",
    "channel",
    "note",
    "updated",
];

#[derive(Deserialize)]
struct WireComplaints {
    complaints: Vec<WireComplaint>,
    more: bool,
}

#[derive(Deserialize)]
struct WireComplaint {
    id: u64,
    received_at: String,
    kind: String,
    text: String,
    enterprise: Option<WireEnterprise>,
    code: Option<String>,
    verdict: Option<String>,
    contact: Option<String>,
    contact_until: Option<String>,
    channel: String,
    state: String,
    note: String,
    updated_at: String,
}

#[derive(Deserialize)]
struct WireEnterprise {
    id: u32,
    name: String,
}

impl WireComplaint {
    fn kind_name(&self) -> String {
        both(&format!("report-kind-{}", self.kind), &[])
    }

    fn state_name(&self) -> String {
        both(&format!("command-complaint-{}", self.state), &[])
    }

    fn verdict_name(&self) -> String {
        let verdict = self.verdict.as_deref();
        verdict.map(|verdict| both(&format!("command-verdict-{verdict}"), &[])).unwrap_or_default()
    }

    fn enterprise_name(&self) -> String {
        self.enterprise.as_ref().map(|one| format!("{} {}", one.id, one.name)).unwrap_or_default()
    }

    /// As a row of [`COLUMNS`].
    fn row(&self) -> Vec<String> {
        let given = |text: &Option<String>| text.clone().unwrap_or_default();
        vec![
            self.id.to_string(),
            self.received_at.clone(),
            self.state_name(),
            self.kind_name(),
            self.text.clone(),
            self.enterprise_name(),
            given(&self.code),
            self.verdict_name(),
            given(&self.contact),
            given(&self.contact_until),
            self.channel.clone(),
            self.note.clone(),
            self.updated_at.clone(),
        ]
    }

    /// As a block of lines, what is empty left out.
    fn block(&self) -> String {
        let mut block =
            format!("{}  {}  {}  {}\n", self.id, self.received_at, self.state_name(), self.kind_name());
        for line in self.text.lines().filter(|line| !line.trim().is_empty()) {
            block.push_str(&format!("   {}\n", harmless_line(line)));
        }
        // The first four columns and the text stand above.
        for (column, cell) in COLUMNS.iter().zip(self.row()).skip(5).filter(|(_, cell)| !cell.is_empty()) {
            block.push_str(&format!("   {}: {}\n", heading(column), harmless_line(&cell)));
        }
        block
    }
}

pub(super) fn run(client: &Client, command: ComplaintsCommand) -> anyhow::Result<Ending> {
    match command {
        ComplaintsCommand::List { state, csv } => list(client, state, csv)?,
        ComplaintsCommand::Answer { id, state, note } => {
            let body = json!({ "state": state.as_str(), "note": note });
            client.send(Method::PATCH, &format!("{PATH}/{id}"), &body)?;
            let state = both(&format!("command-complaint-{}", state.as_str()), &[]);
            let named = [("id", id.to_string()), ("state", state)];
            let named = named.each_ref().map(|(name, text)| (*name, text.into()));
            println!("{}", both("command-complaint-answered", &named));
        }
    }
    Ok(Ending::Good)
}

fn list(client: &Client, state: Option<ComplaintStateWord>, as_csv: bool) -> anyhow::Result<()> {
    let only = state.map(|state| format!("state={}&", state.as_str())).unwrap_or_default();
    let mut rows = vec![COLUMNS.iter().map(|column| heading(column)).collect()];
    let mut count: u64 = 0;
    client.pages(&format!("{PATH}?{only}"), |page: WireComplaints| {
        for complaint in &page.complaints {
            count = count.saturating_add(1);
            if as_csv {
                rows.push(complaint.row());
            } else {
                println!("{}", complaint.block());
            }
        }
        Ok(page.more)
    })?;
    if as_csv {
        std::io::stdout().write_all(&spreadsheet::csv(rows)?)?;
    } else {
        println!("{}", both("command-complaints-count", &[("count", count.into())]));
    }
    Ok(())
}

fn heading(column: &str) -> String {
    both(&format!("command-complaint-column-{column}"), &[])
}

#[cfg(test)]
mod tests {
    use rusu_core::portal::{ComplaintKind, ComplaintState};
    use rusu_core::texts::exists;

    use super::*;

    #[test]
    fn every_state_kind_and_column_has_words() {
        for state in ComplaintState::ALL {
            assert!(exists(&format!("command-complaint-{}", state.as_str())));
        }
        for kind in ComplaintKind::ALL {
            assert!(exists(&format!("report-kind-{}", kind.as_str())));
        }
        for column in COLUMNS {
            assert!(exists(&format!("command-complaint-column-{column}")), "{column}");
        }
    }

    #[test]
    fn a_complaint_is_shown_without_what_would_steer_the_terminal() {
        let complaint: WireComplaint = serde_json::from_value(json!({
            "id": 7, "received_at": "2026-08-14T09:00:00+08:00", "kind": "mismatch", "text": "a\u{1b}[2Jb\n\nc",
            "enterprise": { "id": 61, "name": "测试" }, "code": "88\u{7}", "verdict": null, "contact": null,
            "contact_until": null, "channel": "portal", "state": "open", "note": "", "updated_at": "",
        }))
        .unwrap();
        let block = complaint.block();
        assert!(!block.contains(['\u{1b}', '\u{7}']), "{block}");
        assert!(block.contains("61 测试") && block.contains("   c\n"), "{block}");
        assert_eq!(complaint.row().len(), COLUMNS.len());
    }
}
