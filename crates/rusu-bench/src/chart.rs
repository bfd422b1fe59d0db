//! `rusu-bench chart`: cost against size, drawn from the raw rows of `docs/measurements`.
//!
//! One SVG of small multiples: what a load, a byte, a look-up, an opening costs at 10⁶ to 1.8 × 10⁹
//! codes. Both axes are logarithmic, so that a flat line is a cost that does not grow. A white ground
//! of its own keeps it readable on dark pages.

mod panel;
mod rows;

use std::fmt::Write as _;
use std::path::PathBuf;

use anyhow::{Context as _, ensure};

use panel::{PANEL_HEIGHT, PANEL_WIDTH, Panel};
use rows::{Rows, Series};

const COLUMNS: usize = 3;
const HEAD_HEIGHT: f64 = 44.0;
const FOOT_HEIGHT: f64 = 14.0;

/// What is drawn where.
#[derive(Clone, Debug, clap::Args)]
pub struct Arguments {
    /// Files of raw rows, as the other commands print them.
    #[arg(required = true)]
    pub rows: Vec<PathBuf>,
    /// The drawing.
    #[arg(long, default_value = "docs/measurements/scale.svg")]
    pub out: PathBuf,
}

/// Draws.
///
/// # Errors
/// A file that cannot be read or written, or that holds no rows.
pub fn run(arguments: &Arguments) -> anyhow::Result<()> {
    let mut rows = Rows::default();
    for path in &arguments.rows {
        let text =
            std::fs::read_to_string(path).with_context(|| format!("{} cannot be read", path.display()))?;
        rows.read(&text);
    }
    ensure!(!rows.is_empty(), "the files hold no rows of load, measure or scale");
    std::fs::write(&arguments.out, svg(&rows))
        .with_context(|| format!("{} cannot be written", arguments.out.display()))?;
    println!("written: {}", arguments.out.display());
    Ok(())
}

fn panels(rows: &Rows) -> Vec<Panel> {
    let panel = |title: &'static str, series: Vec<Series>| Panel { title, series };
    vec![
        panel("load, codes a second", rows.of(&["codes_per_second"])),
        panel("bytes a code on disk", rows.of(&["bytes_per_code"])),
        panel("resident memory, MB", rows.of(&["resident_mb"])),
        panel("hit, µs (dashed: p99)", rows.of(&["hit_p50_us", "hit_p99_us"])),
        panel("miss, µs (dashed: p99)", rows.of(&["miss_p50_us", "miss_p99_us"])),
        panel("opening the store, seconds", rows.of(&["opening_seconds"])),
    ]
}

fn svg(rows: &Rows) -> String {
    let panels = panels(rows);
    let columns = u32::try_from(COLUMNS).unwrap_or(1);
    let lines = u32::try_from(panels.len().div_ceil(COLUMNS)).unwrap_or(1);
    let width = PANEL_WIDTH * f64::from(columns);
    let height = HEAD_HEIGHT + PANEL_HEIGHT * f64::from(lines) + FOOT_HEIGHT;
    let mut out = String::new();
    let _ = write!(
        out,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" width=\"{width}\" \
         height=\"{height}\" font-family=\"system-ui, sans-serif\" font-size=\"11\" role=\"img\">\n\
         <title>Cost of the code store against the number of codes</title>\n\
         <rect width=\"{width}\" height=\"{height}\" fill=\"#ffffff\"/>\n"
    );
    let mut left = 16.0;
    for engine in rows.engines() {
        let (name, color) = (panel::shown_name(&engine), panel::color(&engine));
        let _ = writeln!(
            out,
            "<rect x=\"{left}\" y=\"15\" width=\"14\" height=\"4\" fill=\"{color}\"/>\
             <text x=\"{}\" y=\"21\" font-size=\"13\" fill=\"#1f2328\">{name}</text>",
            left + 20.0
        );
        left += 120.0;
    }
    let _ = writeln!(
        out,
        "<text x=\"{}\" y=\"21\" text-anchor=\"end\" fill=\"#59636e\">against the number of codes; medians; both axes logarithmic</text>",
        width - 16.0
    );
    let places = (0..lines).flat_map(|line| (0..columns).map(move |column| (column, line)));
    for (panel, (column, line)) in panels.iter().zip(places) {
        let (x, y) = (f64::from(column) * PANEL_WIDTH, HEAD_HEIGHT + f64::from(line) * PANEL_HEIGHT);
        panel.draw(&mut out, x, y);
    }
    out.push_str("</svg>\n");
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn drawn() -> String {
        let mut rows = Rows::default();
        for codes in ["1000000", "10000000", "1800000000"] {
            rows.read(&format!(
                "{{\"bench\":\"load\",\"codes\":{codes},\"codes_per_second\":2000000,\"code_store_bytes\":5000000}}\n\
                 {{\"bench\":\"measure\",\"step\":\"open\",\"codes\":{codes},\"seconds\":0.2}}\n\
                 {{\"bench\":\"measure\",\"step\":\"warm\",\"codes\":{codes},\"hit_p50_us\":2.1,\"hit_p99_us\":4,\
                 \"miss_p50_us\":0.3,\"miss_p99_us\":0.9,\"resident_bytes\":1000000}}\n"
            ));
        }
        svg(&rows)
    }

    #[test]
    fn every_cost_has_a_panel_with_a_line() {
        let svg = drawn();
        for title in ["load", "bytes a code", "resident", "hit", "miss", "opening"] {
            assert!(svg.contains(title), "{title}");
        }
        // Six panels, two of them with a line for the 99th percentile.
        assert_eq!(svg.matches("<polyline").count(), 8);
    }

    #[test]
    fn no_place_in_the_drawing_is_unknown() {
        assert!(!drawn().contains("NaN") && !drawn().contains("inf"));
    }
}
