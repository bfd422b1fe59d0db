//! Texts that people type: trimmed, bounded, without invisible characters.

use super::PortalError;

/// Most characters of a refused text that are repeated.
const SHOWN_MAX: usize = 60;

/// One line, which may be empty: line ends and tabs become spaces.
pub(crate) fn line(field: &'static str, text: &str, limit: usize) -> Result<String, PortalError> {
    read(field, text, limit, false)
}

/// Some lines, which may be empty: line ends become `\n`.
pub(crate) fn lines(field: &'static str, text: &str, limit: usize) -> Result<String, PortalError> {
    read(field, text, limit, true)
}

/// A text that must not be empty.
pub(crate) fn needed(field: &'static str, text: String) -> Result<String, PortalError> {
    if text.is_empty() { Err(PortalError::Missing { field }) } else { Ok(text) }
}

/// The error that a text is not what a field takes.
pub(crate) fn form(field: &'static str, text: &str) -> PortalError {
    let given = text.chars().filter(|c| !c.is_control()).take(SHOWN_MAX).collect();
    PortalError::Form { field, given }
}

fn read(field: &'static str, text: &str, limit: usize, has_lines: bool) -> Result<String, PortalError> {
    let text = text.trim_matches(|c: char| c.is_whitespace() || matches!(c, '\u{feff}' | '\u{200b}'));
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let text = if has_lines { text } else { text.replace(['\n', '\t'], " ") };
    let given = text.chars().count();
    if given > limit {
        return Err(PortalError::TooLong { field, given, limit });
    }
    let is_foreign = |c: char| c.is_control() && !(has_lines && matches!(c, '\n' | '\t'));
    if text.chars().any(is_foreign) {
        return Err(form(field, &text));
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_trimmed_and_its_line_ends_are_made_one() {
        assert_eq!(lines("body", " 一\r\n\r\n二\r三 ", 20).unwrap(), "一\n\n二\n三");
        assert_eq!(line("title", "一\r\n二", 20).unwrap(), "一 二");
    }

    #[test]
    fn a_text_is_accepted_at_the_limit_and_refused_beyond() {
        assert!(line("title", "四个汉字", 4).is_ok());
        let refused = line("title", "五个汉字了", 4);
        assert!(matches!(refused, Err(PortalError::TooLong { field: "title", given: 5, limit: 4 })));
    }

    #[test]
    fn a_control_character_is_refused() {
        assert!(matches!(line("title", "a\u{7}b", 9), Err(PortalError::Form { .. })));
        assert!(matches!(lines("body", "a\u{0}b", 9), Err(PortalError::Form { .. })));
    }

    #[test]
    fn an_empty_text_where_one_is_needed_is_missing() {
        assert!(matches!(needed("title", String::new()), Err(PortalError::Missing { field: "title" })));
    }
}
