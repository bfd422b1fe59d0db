//! Reading and deciding applications.

use serde::Deserialize;
use serde_json::{Value, json};
use ureq::http::Method;

use super::client::Client;
use super::commands::ApplicationCommand;
use super::harmless_line;
use crate::Ending;
use crate::words::{aligned, both};

const PATH: &str = "/api/v1/operator/applications";

#[derive(Deserialize)]
struct WireApplications {
    applications: Vec<WireApplication>,
    more: bool,
}

#[derive(Deserialize)]
struct WireApplication {
    id: u64,
    received_at: String,
    state: String,
    name: String,
    legal_name: String,
    credit_code: String,
    enterprise: Option<u32>,
}

impl WireApplication {
    fn row(&self) -> Vec<String> {
        vec![
            self.id.to_string(),
            self.state.clone(),
            self.received_at.clone(),
            harmless_line(&self.name),
            harmless_line(&self.legal_name),
            self.credit_code.clone(),
            self.enterprise.map(|id| id.to_string()).unwrap_or_default(),
        ]
    }
}

pub(super) fn run(client: &Client, command: ApplicationCommand) -> anyhow::Result<Ending> {
    match command {
        ApplicationCommand::List { state } => {
            let state = state.map_or("", super::commands::ApplicationStateWord::as_str);
            let mut rows = Vec::new();
            client.pages(&format!("{PATH}?state={state}&"), |page: WireApplications| {
                rows.extend(page.applications.iter().map(WireApplication::row));
                Ok(page.more)
            })?;
            print!("{}", aligned(&rows));
        }
        ApplicationCommand::Show { id } => {
            let application: Value = client.get(&format!("{PATH}/{id}"))?;
            // JSON escapes whatever could steer a terminal, but for the marks that turn a line.
            let text = serde_json::to_string_pretty(&application)?;
            text.lines().for_each(|line| println!("{}", harmless_line(line)));
        }
        ApplicationCommand::Admit { id, enterprise, parent, reason } => {
            let order = json!({ "enterprise": enterprise, "parent": parent, "reason": reason });
            let admitted = client.send(Method::POST, &format!("{PATH}/{id}/admission"), &order)?;
            let number = admitted.get("enterprise").and_then(Value::as_u64).unwrap_or_default();
            println!(
                "{}",
                both("command-application-admitted", &[("number", number.to_string().as_str().into())])
            );
            if let Some(key) = admitted.get("signing_key").and_then(Value::as_str) {
                println!("{key}");
            }
        }
        ApplicationCommand::Refuse { id, reason } => {
            client.send(Method::POST, &format!("{PATH}/{id}/refusal"), &json!({ "reason": reason }))?;
            println!(
                "{}",
                both("command-application-refused", &[("number", id.to_string().as_str().into())])
            );
        }
    }
    Ok(Ending::Good)
}
