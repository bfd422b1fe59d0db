//! One small multiple: a frame, ticks, lines, and the last value of each line in figures.

use std::fmt::Write as _;

use super::rows::Series;

/// Width of a panel with its margins.
pub(super) const PANEL_WIDTH: f64 = 320.0;
/// Height of a panel with its margins.
pub(super) const PANEL_HEIGHT: f64 = 220.0;

const LEFT: f64 = 58.0;
const RIGHT: f64 = 44.0;
const TOP: f64 = 26.0;
const BOTTOM: f64 = 34.0;
/// The sizes that every panel spans.
const CODES: (f64, f64) = (6.0, 9.4);

/// One cost against size.
pub(super) struct Panel {
    pub(super) title: &'static str,
    pub(super) series: Vec<Series>,
}

/// What a line stands for, in words.
pub(super) fn shown_name(engine: &str) -> &str {
    match engine {
        "rusu" => "Rusu",
        "postgres" => "PostgreSQL",
        "sqlite" => "SQLite",
        other => other,
    }
}

/// A line's colour.
pub(super) fn color(engine: &str) -> &'static str {
    match engine {
        "rusu" => "#0969da",
        "postgres" => "#bc4c00",
        _ => "#1a7f37",
    }
}

impl Panel {
    /// Draws itself with its upper left corner at a place.
    pub(super) fn draw(&self, out: &mut String, x: f64, y: f64) {
        let (width, height) = (PANEL_WIDTH - LEFT - RIGHT, PANEL_HEIGHT - TOP - BOTTOM);
        let values = self.series.iter().flat_map(|series| series.points.iter().map(|(_, value)| *value));
        let (low, high) = bounds(values);
        let across = |codes: f64| x + LEFT + (codes.log10() - CODES.0) / (CODES.1 - CODES.0) * width;
        let up = |value: f64| y + TOP + height - (value.log10() - low) / (high - low) * height;
        let _ = writeln!(
            out,
            "<text x=\"{:.1}\" y=\"{:.1}\" font-size=\"12\" font-weight=\"600\" fill=\"#1f2328\">{}</text>",
            x + LEFT,
            y + 16.0,
            self.title
        );
        for exponent in [6, 7, 8, 9] {
            let place = across(10_f64.powi(exponent));
            let _ = writeln!(
                out,
                "<line x1=\"{place:.1}\" x2=\"{place:.1}\" y1=\"{:.1}\" y2=\"{:.1}\" stroke=\"#eaeef2\"/>\
                 <text x=\"{place:.1}\" y=\"{:.1}\" text-anchor=\"middle\" fill=\"#59636e\">10<tspan dy=\"-4\" \
                 font-size=\"8\">{exponent}</tspan></text>",
                y + TOP,
                y + TOP + height,
                y + TOP + height + 15.0
            );
        }
        for tick in ticks(low, high) {
            let place = up(tick);
            let _ = writeln!(
                out,
                "<line x1=\"{:.1}\" x2=\"{:.1}\" y1=\"{place:.1}\" y2=\"{place:.1}\" stroke=\"#eaeef2\"/>\
                 <text x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"end\" fill=\"#59636e\">{}</text>",
                x + LEFT,
                x + LEFT + width,
                x + LEFT - 6.0,
                place + 4.0,
                figure(tick)
            );
        }
        for series in &self.series {
            line(out, series, &across, &up);
        }
    }
}

fn line(out: &mut String, series: &Series, across: &dyn Fn(f64) -> f64, up: &dyn Fn(f64) -> f64) {
    let color = color(&series.engine);
    let places: Vec<String> = series
        .points
        .iter()
        .map(|(codes, value)| format!("{:.1},{:.1}", across(*codes), up(*value)))
        .collect();
    let dashes = if series.is_tail { " stroke-dasharray=\"4 3\"" } else { "" };
    let _ = writeln!(
        out,
        "<polyline points=\"{}\" fill=\"none\" stroke=\"{color}\" stroke-width=\"1.8\"{dashes}/>",
        places.join(" ")
    );
    for (codes, value) in &series.points {
        let _ = writeln!(
            out,
            "<circle cx=\"{:.1}\" cy=\"{:.1}\" r=\"2.6\" fill=\"{color}\"/>",
            across(*codes),
            up(*value)
        );
    }
    if let Some((codes, value)) = series.points.last() {
        let _ = writeln!(
            out,
            "<text x=\"{:.1}\" y=\"{:.1}\" fill=\"{color}\" font-weight=\"600\">{}</text>",
            across(*codes) + 6.0,
            up(*value) + 4.0,
            figure(*value)
        );
    }
}

/// The logarithms of the lowest and highest value, opened to decades or halves of them.
fn bounds(values: impl Iterator<Item = f64>) -> (f64, f64) {
    let (mut low, mut high) = (f64::INFINITY, f64::NEG_INFINITY);
    for value in values {
        low = low.min(value.log10());
        high = high.max(value.log10());
    }
    if low > high {
        return (0.0, 1.0);
    }
    let (low, high) = ((low - 0.15).floor(), (high + 0.15).ceil());
    (low, if high > low { high } else { low + 1.0 })
}

/// Decades; in a narrow panel 2 and 5 of each besides.
fn ticks(low: f64, high: f64) -> Vec<f64> {
    let steps: &[f64] = if high - low <= 1.5 { &[1.0, 2.0, 5.0] } else { &[1.0] };
    let decades = (-12..=12).map(f64::from).filter(|decade| *decade >= low && *decade <= high);
    decades
        .flat_map(|decade| steps.iter().map(move |step| step * 10_f64.powf(decade)))
        .filter(|tick| tick.log10() <= high + 1e-9)
        .collect()
}

/// A value as a reader wants it: 2.1 M, 340 k, 12, 0.31.
fn figure(value: f64) -> String {
    let plain = |value: f64| {
        let text = if value >= 100.0 {
            format!("{value:.0}")
        } else if value >= 0.995 {
            format!("{value:.1}")
        } else {
            format!("{value:.2}")
        };
        text.strip_suffix(".0").map_or(text.clone(), str::to_owned)
    };
    if value >= 1e6 {
        format!("{} M", plain(value / 1e6))
    } else if value >= 1e4 {
        format!("{} k", plain(value / 1e3))
    } else if value < 0.01 {
        format!("{value:.4}").trim_end_matches('0').to_owned()
    } else {
        plain(value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_short() {
        let shown: Vec<String> =
            [2_100_000.0, 340_000.0, 12.0, 0.31, 0.004, 1_500.0].into_iter().map(figure).collect();
        assert_eq!(shown, ["2.1 M", "340 k", "12", "0.31", "0.004", "1500"]);
    }

    #[test]
    fn a_panel_spans_whole_decades() {
        assert_eq!(bounds([3.0, 40.0].into_iter()), (0.0, 2.0));
        assert_eq!(bounds(std::iter::empty()), (0.0, 1.0));
    }

    #[test]
    fn a_narrow_panel_has_ticks_between_decades() {
        assert_eq!(ticks(0.0, 1.0), [1.0, 2.0, 5.0, 10.0]);
        assert_eq!(ticks(0.0, 3.0).len(), 4);
    }
}
