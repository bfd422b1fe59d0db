//! The figures, each with its definition beside it.

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use rusu_core::calendar::china_time;
use rusu_core::channel::{Channel, front_doors};
use rusu_core::portal::QueryCount;
use rusu_core::ports::StoreFault;
use rusu_core::texts;
use rusu_query::{STATISTICS_DAYS, Statistics};

use super::frame::{Asked, Frame};
use super::render;
use crate::app::AppState;
use crate::blocking::blocking;
use crate::error::ApiError;

/// How wide the longest bar is, in the picture's own units.
const BAR_WIDTH: u64 = 100;

/// One figure.
struct Figure {
    id: &'static str,
    /// The id of what it means.
    definition: String,
    value: String,
    /// What belongs to the value: a source, samples.
    note: Option<String>,
}

impl Figure {
    fn new(id: &'static str, value: String) -> Self {
        Self { id, definition: format!("{id}.definition"), value, note: None }
    }
}

/// Queries through one front door.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Row {
    name: String,
    queries: String,
    found: String,
    /// Of [`BAR_WIDTH`].
    bar: u64,
}

/// How many enterprises the directory holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Listed {
    /// All.
    pub all: usize,
    /// Samples among them.
    pub samples: usize,
}

#[derive(Template)]
#[template(path = "statistics.html")]
pub(super) struct StatisticsPage {
    frame: Frame,
    figures: Vec<Figure>,
    rows: Vec<Row>,
    heading: String,
    counted: String,
}

impl StatisticsPage {
    /// The page of the figures.
    pub fn new(asked: &Asked, is_sample: bool, listed: Listed, statistics: &Statistics) -> Self {
        let frame = Frame::new(asked, "statistics-title", is_sample);
        let counted = china_time(statistics.counted_at).strftime("%Y-%m-%d %H:%M").to_string();
        let days = u64::try_from(STATISTICS_DAYS).unwrap_or_default();
        Self {
            figures: figures(&frame, listed, statistics),
            rows: rows(&frame, &statistics.days),
            heading: frame.t1("statistics-channels", "days", days),
            counted: frame.t1("statistics-counted", "at", &counted),
            frame,
        }
    }
}

fn figures(frame: &Frame, listed: Listed, statistics: &Statistics) -> Vec<Figure> {
    let lots = statistics.lots;
    let (found, not_found) = statistics.queries;
    let count = |id, number: u64| Figure::new(id, grouped(number));
    let samples = u64::try_from(listed.samples).unwrap_or_default();
    let mut figures = vec![
        Figure {
            note: (samples > 0).then(|| frame.t1("statistics-sample", "count", samples)),
            ..count("figure-enterprises", u64::try_from(listed.all).unwrap_or_default())
        },
        count("figure-enterprises_delivering", lots.enterprises_delivering),
        count("figure-units_active", lots.units_active),
        count("figure-lots_active", lots.lots_active),
        count("figure-units_archived", lots.units_archived),
        count("figure-lots_archived", lots.lots_archived),
        count("figure-queries", found.saturating_add(not_found)),
        Figure::new(
            "figure-found_share",
            share(found, not_found).unwrap_or_else(|| frame.t("figure-found_share-none")),
        ),
    ];
    figures.push(market_share(frame, statistics));
    figures
}

fn market_share(frame: &Frame, statistics: &Statistics) -> Figure {
    let id = "figure-market_share";
    let Some(stated) = &statistics.market_share else {
        return Figure::new(id, frame.t("statistics-unknown"));
    };
    let date = stated.as_of.to_string();
    let arguments = [("source", (&stated.source).into()), ("date", (&date).into())];
    let source = texts::format(frame.lang(), "figure-market_share-source", &arguments);
    Figure { note: Some(source), ..Figure::new(id, stated.value.clone()) }
}

/// Found queries of all, to a tenth of a percent, rounded down: 99.96 % is not all.
fn share(found: u64, not_found: u64) -> Option<String> {
    let all = u128::from(found) + u128::from(not_found);
    let tenths = (u128::from(found) * 1_000).checked_div(all)?;
    Some(format!("{}.{}%", tenths / 10, tenths % 10))
}

/// A number in groups of three.
fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut grouped = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

/// One row for each front door, in the order of their list; the others only if they were used.
fn rows(frame: &Frame, days: &[QueryCount]) -> Vec<Row> {
    let name = |channel: Channel| match channel.front_door() {
        Some(door) => door.name(frame.lang()).to_owned(),
        None => frame.t(&format!("channel-{}", channel.as_str())),
    };
    let sum = |channel: Channel| {
        let own = days.iter().filter(|count| count.channel == channel);
        own.fold((0_u64, 0_u64), |(found, all), count| {
            (
                found.saturating_add(count.found),
                all.saturating_add(count.found).saturating_add(count.not_found),
            )
        })
    };
    let doors = front_doors().iter().map(|door| (Channel::named(door.id), true));
    let others = [(Channel::API, false), (Channel::OTHER, false)];
    let sums: Vec<(Channel, u64, u64)> = doors
        .chain(others)
        .map(|(channel, always)| (channel, sum(channel), always))
        .filter(|(_, (_, all), always)| *always || *all > 0)
        .map(|(channel, (found, all), _)| (channel, found, all))
        .collect();
    let most = sums.iter().map(|(_, _, all)| *all).max().unwrap_or(0);
    if most == 0 {
        return Vec::new();
    }
    let row = |(channel, found, all): (Channel, u64, u64)| Row {
        name: name(channel),
        queries: grouped(all),
        found: grouped(found),
        bar: bar(all, most),
    };
    sums.into_iter().map(row).collect()
}

/// A bar in proportion; what is not nothing can be seen.
fn bar(all: u64, most: u64) -> u64 {
    let width = (u128::from(all) * u128::from(BAR_WIDTH)).checked_div(u128::from(most)).unwrap_or(0);
    let width = u64::try_from(width).unwrap_or(BAR_WIDTH);
    if all > 0 { width.max(1) } else { 0 }
}

/// `GET /statistics`.
pub(super) async fn get_statistics(State(app): State<AppState>, asked: Asked) -> Result<Response, ApiError> {
    let (lookup, portal) = (Arc::clone(&app.query), Arc::clone(&app.portal));
    let read = blocking(move || {
        let directory = lookup.directory()?;
        let samples = directory.enterprises().iter().filter(|e| e.is_sample).count();
        let listed = Listed { all: directory.enterprises().len(), samples };
        Ok::<_, StoreFault>((listed, portal.statistics()?))
    });
    let (listed, statistics) = read.await?;
    let page = StatisticsPage::new(&asked, app.settings.sample_data, listed, &statistics);
    Ok(render::kept(&asked, &page))
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use rusu_core::texts::Lang;

    use super::*;

    fn count(channel: &str, found: u64, not_found: u64) -> QueryCount {
        QueryCount { day: date(2026, 9, 1), channel: Channel::named(channel), found, not_found }
    }

    fn frame() -> Frame {
        Frame::new(&Asked { lang: Lang::En, ..Asked::default() }, "statistics-title", false)
    }

    #[test]
    fn a_number_stands_in_groups_of_three() {
        let told: Vec<String> = [0, 999, 1_000, 1_234_567].into_iter().map(grouped).collect();
        assert_eq!(told, ["0", "999", "1,000", "1,234,567"]);
    }

    #[test]
    fn a_share_is_never_rounded_up_to_all() {
        assert_eq!(share(9_999, 1).as_deref(), Some("99.9%"));
        assert_eq!(share(1, 0).as_deref(), Some("100.0%"));
        assert_eq!(share(0, 0), None);
        assert_eq!(share(u64::MAX, u64::MAX).as_deref(), Some("50.0%"));
    }

    #[test]
    fn days_of_a_front_door_add_up() {
        let rows = rows(&frame(), &[count("jd", 2, 1), count("jd", 1, 0), count("portal", 1, 0)]);
        let jd = rows.iter().find(|row| row.bar == BAR_WIDTH).unwrap();
        assert_eq!((jd.queries.as_str(), jd.found.as_str()), ("4", "3"));
    }

    #[test]
    fn every_front_door_has_a_row_and_the_others_only_if_used() {
        let doors = front_doors().len();
        assert_eq!(rows(&frame(), &[count("jd", 1, 0)]).len(), doors);
        assert_eq!(rows(&frame(), &[count("api", 1, 0)]).len(), doors + 1);
        assert_eq!(rows(&frame(), &[]), []);
    }

    #[test]
    fn a_little_beside_much_can_still_be_seen() {
        assert_eq!((bar(1, u64::MAX), bar(0, 5), bar(5, 5)), (1, 0, BAR_WIDTH));
    }
}
