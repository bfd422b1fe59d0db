//! Recalls over the network, for the operator or for an enterprise with its own key.

use std::time::Duration;

use anyhow::Context as _;
use jiff::SignedDuration;
use rusu_core::ports::Clock as _;
use rusu_core::recall::RecallTarget;
use serde_json::{Value, json};
use ureq::http::Method;

use super::client::Client;
use super::recall_commands::{RecallAmend, RecallCommand, RecallDrill};
use super::{NotSent, harmless_line};
use crate::Ending;
use crate::clock::SystemClock;
use crate::config::Config;
use crate::words::{aligned, both};

/// Between two looks of a drill.
const LOOK_PAUSE: Duration = Duration::from_millis(200);

/// The platform, and where one's recalls stand there.
struct Office {
    client: Client,
    path: &'static str,
}

impl Office {
    /// The operator's door if there is a key for it, otherwise the enterprise's.
    fn open(config: &Config) -> anyhow::Result<Self> {
        if config.operator_key.is_some() {
            return Ok(Self { client: Client::new(config)?, path: "/api/v1/operator/recalls" });
        }
        Ok(Self { client: Client::of_enterprise(config)?, path: "/api/v1/enterprise/recalls" })
    }

    fn sent(&self, method: Method, rest: &str, body: &Value) -> anyhow::Result<Value> {
        self.client.send(method, &format!("{}{rest}", self.path), body)
    }
}

/// Everything but `rusu recall announce`.
pub(super) fn run(config: &Config, command: RecallCommand) -> anyhow::Result<Ending> {
    let office = Office::open(config)?;
    let step = |id: u64, body: Value| tell(&office.sent(Method::POST, &format!("/{id}/steps"), &body)?);
    match command {
        RecallCommand::Announce(_) => anyhow::bail!("announcing works on the data directory"),
        RecallCommand::List => list(&office)?,
        RecallCommand::Show { id } => {
            let recall: Value = office.client.get(&format!("{}/{id}", office.path))?;
            println!("{}", serde_json::to_string_pretty(&recall)?);
        }
        RecallCommand::Add(amend) => change(&office, &amend, "add")?,
        RecallCommand::Remove(amend) => change(&office, &amend, "remove")?,
        RecallCommand::Start { id } => step(id, json!({"step": "start"}))?,
        RecallCommand::Complete { id } => step(id, json!({"step": "complete"}))?,
        RecallCommand::Lift { id, why } => step(id, json!({"step": "lift", "why": why}))?,
        RecallCommand::Report { id, date, recalled, disposed, note, is_final } => {
            let report = json!({
                "date": date.to_string(), "recalled_units": recalled, "disposed_units": disposed,
                "note": note, "is_final": is_final,
            });
            tell(&office.sent(Method::POST, &format!("/{id}/reports"), &report)?)?;
        }
        RecallCommand::Drill(drill) => return practise(&office, &drill),
    }
    Ok(Ending::Good)
}

fn list(office: &Office) -> anyhow::Result<()> {
    let mut rows = Vec::new();
    office.client.pages(&format!("{}?", office.path), |page: Value| {
        rows.extend(page.get("recalls").and_then(Value::as_array).into_iter().flatten().map(row));
        Ok(page.get("more") == Some(&Value::Bool(true)))
    })?;
    if rows.is_empty() {
        println!("{}", both("command-recall-none", &[]));
    }
    print!("{}", aligned(&rows));
    Ok(())
}

fn row(recall: &Value) -> Vec<String> {
    let drill = recall.get("drill") == Some(&Value::Bool(true));
    vec![
        text(recall, "/id"),
        harmless_line(&text(recall, "/enterprise/name")),
        both(&format!("recall-level-{}", text(recall, "/level")), &[]),
        both(&format!("recall-state-{}", text(recall, "/state")), &[]),
        if drill { both("command-recall-drill", &[]) } else { String::new() },
        harmless_line(&text(recall, "/reason")),
    ]
}

fn change(office: &Office, amend: &RecallAmend, which: &str) -> anyhow::Result<()> {
    let targets: Vec<Value> = amend.targets.read().map_err(not_sent)?.iter().map(wire).collect();
    let body = json!({ which: targets, "why": amend.why });
    tell(&office.sent(Method::POST, &format!("/{}/amendments", amend.id), &body)?)
}

/// Plans, announces, looks until a look-up tells of it, ends, and tells what was found.
fn practise(office: &Office, drill: &RecallDrill) -> anyhow::Result<Ending> {
    let targets: Vec<Value> = drill.targets.read().map_err(not_sent)?.iter().map(wire).collect();
    let words = both("command-recall-drill", &[]);
    let body = json!({
        "enterprise": drill.enterprise, "drill": true, "announce": true, "level": drill.level.as_str(),
        "targets": targets, "reason": words, "instructions": words, "contact_phone": "-",
    });
    let begun = office.sent(Method::POST, "", &body)?;
    let id = text(&begun, "/id");
    println!("{}", both("command-recall-drill-announced", &[("id", (&id).into())]));
    let look = json!({"step": "look", "text": drill.text});
    let seen = looked(office, &id, &look, drill.seconds);
    // A drill that could not be looked at ends all the same.
    let ended = office.sent(Method::POST, &format!("/{id}/steps"), &json!({"step": "complete"}));
    let (is_seen, ended) = (seen?, ended?);
    if !is_seen {
        println!("{}", both("command-recall-drill-none", &[("seconds", drill.seconds.into())]));
    }
    told(&ended);
    Ok(if is_seen { Ending::Good } else { Ending::Refused })
}

/// Looks until the drill has had its effect; each look is timed by the platform.
fn looked(office: &Office, id: &str, look: &Value, seconds_max: u64) -> anyhow::Result<bool> {
    let begun = SystemClock.now();
    let patience = SignedDuration::from_secs(i64::try_from(seconds_max)?);
    loop {
        let recall = office.sent(Method::POST, &format!("/{id}/steps"), look)?;
        if recall.pointer("/drill_report/to_effect_ms").is_some_and(Value::is_i64) {
            return Ok(true);
        }
        if SystemClock.now().duration_since(begun) >= patience {
            return Ok(false);
        }
        std::thread::sleep(LOOK_PAUSE);
    }
}

fn told(ended: &Value) {
    let report = ended.get("drill_report").unwrap_or(&Value::Null);
    let say = |id: &str, named: &[(&str, &str)]| {
        let named: Vec<_> = named.iter().map(|(name, text)| (*name, (*text).into())).collect();
        println!("{}", both(id, &named));
    };
    let figure = |name: &str| text(report, &format!("/{name}"));
    if report.get("to_effect_ms").is_some_and(Value::is_i64) {
        say("command-recall-drill-effect", &[("ms", &figure("to_effect_ms"))]);
    }
    say("command-recall-drill-targets", &[("known", &figure("targets_known")), ("all", &figure("targets"))]);
    let units = if report.get("units").is_some_and(Value::is_u64) {
        figure("units")
    } else {
        both("command-recall-unknown-units", &[])
    };
    say("command-recall-drill-units", &[("units", &units)]);
    let missing = report.get("missing").and_then(Value::as_array).into_iter().flatten();
    let missing: Vec<String> = missing.map(ToString::to_string).collect();
    if !missing.is_empty() {
        say("command-recall-drill-missing", &[("missing", &missing.join(", "))]);
    }
    let fields = report.get("plan_missing").and_then(Value::as_array).into_iter().flatten();
    let fields: Vec<&str> = fields.filter_map(Value::as_str).collect();
    if !fields.is_empty() {
        say("command-recall-drill-plan", &[("fields", &fields.join(", "))]);
    }
}

fn tell(recall: &Value) -> anyhow::Result<()> {
    let id = text(recall, "/id");
    let state =
        recall.get("state").and_then(Value::as_str).context("the platform's answer cannot be read")?;
    let state = both(&format!("recall-state-{state}"), &[]);
    println!("{}", both("command-recall-state", &[("id", (&id).into()), ("state", (&state).into())]));
    Ok(())
}

fn not_sent(error: anyhow::Error) -> anyhow::Error {
    NotSent(error.to_string()).into()
}

/// A field as text, whatever it is.
fn text(value: &Value, pointer: &str) -> String {
    match value.pointer(pointer) {
        Some(Value::String(text)) => text.clone(),
        None | Some(Value::Null) => String::new(),
        Some(other) => other.to_string(),
    }
}

fn wire(target: &RecallTarget) -> Value {
    match target {
        RecallTarget::Lot(lot) => json!({"kind": "lot", "lot": lot.as_str()}),
        RecallTarget::Range(range) => json!({
            "kind": "range", "lot": range.lot.as_ref().map(|lot| lot.as_str().to_owned()),
            "first": range.first().as_str(), "last": range.last().as_str(),
        }),
        RecallTarget::Codes(codes) => {
            let codes: Vec<&str> = codes.iter().map(|code| code.as_str()).collect();
            json!({"kind": "codes", "codes": codes})
        }
    }
}
