//! Raw rows, brought to one value for each engine, size and cost: the median.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::surroundings::median;

/// Our own engine's name in the rows of `scale`.
const OURS: &str = "rusu";

/// Values by engine, cost and number of codes.
#[derive(Clone, Debug, Default)]
pub(super) struct Rows {
    values: BTreeMap<(String, &'static str, u64), Vec<f64>>,
}

/// One line of a panel.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Series {
    pub(super) engine: String,
    /// Drawn dashed.
    pub(super) is_tail: bool,
    /// Codes and the median at that size.
    pub(super) points: Vec<(f64, f64)>,
}

impl Rows {
    /// Takes what it knows out of lines of JSON; other lines are left alone.
    pub(super) fn read(&mut self, text: &str) {
        for row in text.lines().filter_map(|line| serde_json::from_str::<Value>(line).ok()) {
            self.take(&row);
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.values.is_empty()
    }

    /// Ours first.
    pub(super) fn engines(&self) -> Vec<String> {
        let mut engines: Vec<String> = self.values.keys().map(|(engine, ..)| engine.clone()).collect();
        engines.dedup();
        engines.sort_by_key(|engine| engine != OURS);
        engines
    }

    /// A line for each engine and cost that has values; costs behind the first are drawn as tails.
    pub(super) fn of(&self, costs: &[&'static str]) -> Vec<Series> {
        let mut series = Vec::new();
        for engine in self.engines() {
            for (index, cost) in costs.iter().enumerate() {
                let own = self.values.iter().filter(|((name, kind, _), _)| *name == engine && kind == cost);
                let points: Vec<(f64, f64)> =
                    own.map(|((.., codes), values)| (float(*codes), median(values))).collect();
                if !points.is_empty() {
                    series.push(Series { engine: engine.clone(), is_tail: index > 0, points });
                }
            }
        }
        series
    }

    fn take(&mut self, row: &Value) {
        let text = |name: &str| row.get(name).and_then(Value::as_str).unwrap_or_default();
        let number = |name: &str| row.get(name).and_then(Value::as_f64);
        let Some(codes) = row.get("codes").and_then(Value::as_u64).filter(|codes| *codes > 0) else { return };
        // A run with the codes of one scheme only is no size of the nation.
        if row.get("scheme").is_some_and(|scheme| !scheme.is_null()) {
            return;
        }
        let (bench, step) = (text("bench"), text("step"));
        let engine = if bench == "scale" { text("engine") } else { OURS };
        let per_code = |name: &str| number(name).map(|bytes| bytes / float(codes));
        let costs: Vec<(&'static str, Option<f64>)> = match (bench, step) {
            // What the whole way in costs belongs to no engine alone; it is the nation's load.
            ("load", _) => vec![
                ("codes_per_second", number("codes_per_second")),
                ("bytes_per_code", per_code("code_store_bytes")),
            ],
            ("measure", "open") => vec![("opening_seconds", number("seconds"))],
            // Beside the load's own row, of which our engine has one at every size.
            ("scale", "load") if engine != OURS => vec![("codes_per_second", number("codes_per_second"))],
            ("scale", "settle") if engine != OURS => vec![("bytes_per_code", per_code("bytes"))],
            ("measure", "warm") => look_ups(&number),
            ("scale", "look-up") if engine != OURS => look_ups(&number),
            _ => Vec::new(),
        };
        for (cost, value) in costs {
            if let Some(value) = value.filter(|value| *value > 0.0) {
                self.values.entry((engine.to_owned(), cost, codes)).or_default().push(value);
            }
        }
    }
}

fn look_ups(number: &dyn Fn(&str) -> Option<f64>) -> Vec<(&'static str, Option<f64>)> {
    let mut costs: Vec<_> = ["hit_p50_us", "hit_p99_us", "miss_p50_us", "miss_p99_us"]
        .into_iter()
        .map(|name| (name, number(name)))
        .collect();
    costs.push(("resident_mb", number("resident_bytes").map(|bytes| bytes / 1e6)));
    costs
}

/// Codes as a float: exact up to 2⁵³.
fn float(codes: u64) -> f64 {
    let high = u32::try_from(codes >> 32).unwrap_or(u32::MAX);
    let low = u32::try_from(codes & u64::from(u32::MAX)).unwrap_or(u32::MAX);
    f64::from(high) * 4_294_967_296.0 + f64::from(low)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_size_has_the_median_of_its_rows() {
        let mut rows = Rows::default();
        for rate in [1, 9, 2] {
            rows.read(&format!(
                "{{\"bench\":\"scale\",\"step\":\"load\",\"engine\":\"sqlite\",\"codes\":5,\"codes_per_second\":{rate}}}"
            ));
        }
        let series = rows.of(&["codes_per_second"]);
        assert_eq!(
            series,
            [Series { engine: "sqlite".to_owned(), is_tail: false, points: vec![(5.0, 2.0)] }]
        );
    }

    #[test]
    fn lines_that_are_no_rows_are_left_alone() {
        let mut rows = Rows::default();
        rows.read("| a table |\n{\"bench\":\"http\",\"codes\":5}\n");
        assert!(rows.is_empty());
    }

    #[test]
    fn large_numbers_of_codes_stay_exact() {
        assert!((float(1_800_000_000_000) - 1.8e12).abs() < f64::EPSILON);
    }
}
