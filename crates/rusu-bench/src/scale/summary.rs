//! A table of medians and ratios out of the rows of one run.

use std::fmt::Write as _;

use serde_json::Value;

use crate::surroundings::median;

/// What is told of each engine: heading, step, field, and whether more is better.
const COLUMNS: [(&str, &str, &str, bool); 8] = [
    ("load, codes/s", "load", "codes_per_second", true),
    ("bytes a code", "settle", "bytes", false),
    ("hits/s", "look-up", "hits_per_second", true),
    ("misses/s", "look-up", "misses_per_second", true),
    ("hit p50, µs", "look-up", "hit_p50_us", false),
    ("hit p99, µs", "look-up", "hit_p99_us", false),
    ("miss p50, µs", "look-up", "miss_p50_us", false),
    ("resident MB", "look-up", "resident_bytes", false),
];

/// One line an engine, and one line of what ours is better by.
#[must_use]
pub fn table(rows: &[Value]) -> String {
    let mut engines: Vec<&str> = rows.iter().filter_map(|row| row.get("engine")?.as_str()).collect();
    let mut seen = Vec::new();
    engines.retain(|engine| {
        !seen.contains(engine) && {
            seen.push(engine);
            true
        }
    });
    let headings: Vec<&str> = COLUMNS.iter().map(|column| column.0).collect();
    let mut text = format!("| engine | {} |\n|---|{}\n", headings.join(" | "), "---|".repeat(COLUMNS.len()));
    let values = |engine: &str| COLUMNS.map(|(_, step, field, _)| value(rows, engine, step, field));
    for engine in &engines {
        let cells: Vec<String> = values(engine).into_iter().map(shown).collect();
        let _ = writeln!(text, "| {engine} | {} |", cells.join(" | "));
    }
    let ours = engines.first().map(|engine| values(engine)).unwrap_or_default();
    for engine in engines.iter().skip(1) {
        let pairs = ours.into_iter().zip(values(engine)).zip(&COLUMNS);
        let cells: Vec<String> = pairs.map(|((own, other), column)| ratio(own, other, column.3)).collect();
        let _ = writeln!(text, "| better than {engine} by | {} |", cells.join(" | "));
    }
    text
}

/// By how many times our value is the better one.
fn ratio(own: Option<f64>, other: Option<f64>, more_is_better: bool) -> String {
    match (own, other) {
        (Some(own), Some(other)) if more_is_better => format!("{:.1} ×", own / other),
        (Some(own), Some(other)) => format!("{:.1} ×", other / own),
        _ => "–".to_owned(),
    }
}

/// The median of a field over an engine's rows of a step, in the column's unit.
fn value(rows: &[Value], engine: &str, step: &str, field: &str) -> Option<f64> {
    let is = |row: &Value, name: &str, text: &str| row.get(name).and_then(Value::as_str) == Some(text);
    let own = rows.iter().filter(|row| is(row, "engine", engine) && is(row, "step", step));
    let numbers: Vec<f64> = own
        .filter_map(|row| {
            let number = row.get(field)?.as_f64()?;
            match field {
                "bytes" => Some(number / row.get("codes")?.as_f64()?),
                "resident_bytes" => Some(number / 1e6),
                _ => Some(number),
            }
        })
        .collect();
    (!numbers.is_empty()).then(|| median(&numbers))
}

fn shown(value: Option<f64>) -> String {
    match value {
        None => "–".to_owned(),
        Some(value) if value >= 100.0 => format!("{value:.0}"),
        Some(value) => format!("{value:.2}"),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn the_table_tells_medians_and_what_ours_is_better_by() {
        let row =
            |engine: &str, rate: u64| json!({"engine": engine, "step": "load", "codes_per_second": rate});
        let rows = [row("rusu", 1_000), row("rusu", 3_000), row("rusu", 9_000), row("postgres", 300)];
        let text = table(&rows);
        assert!(text.contains("| rusu | 3000 |"), "{text}");
        assert!(text.contains("| better than postgres by | 10.0 × |"), "{text}");
    }

    #[test]
    fn fewer_bytes_are_better() {
        let row = |engine: &str, bytes: u64| json!({"engine": engine, "step": "settle", "bytes": bytes, "codes": 10});
        let text = table(&[row("rusu", 50), row("postgres", 1_000)]);
        assert!(text.contains("20.0 ×"), "{text}");
    }
}
