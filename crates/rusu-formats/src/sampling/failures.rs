//! Failures in a cell: one a line, `parameter║found║limit`.

use rusu_core::limits::SHORT_TEXT_CHARACTERS_MAX;
use rusu_core::portal::SamplingFailure;
use rusu_core::rejection::Finding;

const BARS: [char; 4] = ['║', '‖', '|', '｜'];
/// Between two failures on one line; a limit such as `n=5;c=2` holds it too.
const BETWEEN: [char; 2] = ['；', ';'];

/// Reads the failures of a cell.
///
/// # Errors
/// The finding.
pub(super) fn parse(text: &str) -> Result<Vec<SamplingFailure>, Finding> {
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    let mut failures = Vec::new();
    for line in lines {
        let parts = line.split(BARS).count();
        // Several failures on one line show more bars than one failure has.
        if parts > 3 && line.contains(BETWEEN) {
            for piece in line.split(BETWEEN).map(str::trim).filter(|piece| !piece.is_empty()) {
                failures.push(failure(piece, line)?);
            }
        } else {
            failures.push(failure(line, line)?);
        }
    }
    Ok(failures)
}

fn failure(text: &str, line: &str) -> Result<SamplingFailure, Finding> {
    let refused = || Finding::error("sampling_failure_form", line);
    let mut parts = text.split(BARS).map(|part| part.trim().to_owned());
    let parameter = parts.next().filter(|parameter| !parameter.is_empty()).ok_or_else(refused)?;
    let (found, limit) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
    let is_long = |text: &str| text.chars().count() > SHORT_TEXT_CHARACTERS_MAX;
    if parts.next().is_some() || [&parameter, &found, &limit].into_iter().any(|text| is_long(text)) {
        return Err(refused());
    }
    Ok(SamplingFailure { parameter, found, limit })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Vec<(String, String, String)> {
        parse(text).unwrap().into_iter().map(|f| (f.parameter, f.found, f.limit)).collect()
    }

    fn owned(parameter: &str, found: &str, limit: &str) -> (String, String, String) {
        (parameter.to_owned(), found.to_owned(), limit.to_owned())
    }

    #[test]
    fn a_failure_is_read_with_every_bar_that_notices_use() {
        for bar in ["║", "‖", "|", "｜"] {
            let text = format!("蛋白质{bar}0.3 g/100kJ{bar} 0.43～0.72 g/100kJ");
            assert_eq!(read(&text), [owned("蛋白质", "0.3 g/100kJ", "0.43～0.72 g/100kJ")], "{bar}");
        }
    }

    #[test]
    fn several_failures_stand_on_lines_of_their_own() {
        let read = read("硒║2.1 μg║1.9 μg\n\n维生素A║3║4");
        assert_eq!(read, [owned("硒", "2.1 μg", "1.9 μg"), owned("维生素A", "3", "4")]);
    }

    #[test]
    fn several_failures_on_one_line_are_told_apart() {
        assert_eq!(read("硒║2.1║1.9；钠║50║40"), [owned("硒", "2.1", "1.9"), owned("钠", "50", "40")]);
    }

    #[test]
    fn a_semicolon_within_one_failure_stays() {
        assert_eq!(read("菌落总数║1000║n=5;c=2;m=1000"), [owned("菌落总数", "1000", "n=5;c=2;m=1000")]);
    }

    #[test]
    fn found_and_limit_may_be_left_out() {
        assert_eq!(read("感官"), [owned("感官", "", "")]);
    }

    #[test]
    fn more_than_three_parts_or_no_parameter_are_refused() {
        for text in ["硒║1║2║3", "║1║2"] {
            assert_eq!(parse(text).unwrap_err().rule, "sampling_failure_form", "{text}");
        }
    }
}
