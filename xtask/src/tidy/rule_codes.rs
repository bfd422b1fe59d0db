//! Every rule that the code raises must be listed, because only listed rules are sure to have texts.

use std::collections::BTreeSet;

use super::TextFile;
use crate::violation::Violation;

/// The list of all rules.
const LIST: &str = "crates/rusu-core/src/validation/rules.rs";

/// Rules raised by name somewhere in the crates that the list does not have.
pub(super) fn unlisted(files: &[TextFile]) -> Vec<Violation> {
    let Some(list) = files.iter().find(|file| file.path == LIST) else { return Vec::new() };
    let listed: BTreeSet<&str> = list.text.split('"').skip(1).step_by(2).collect();
    let sources = files.iter().filter(|file| {
        let is_test = file.path.split('/').any(|part| matches!(part, "tests" | "tests.rs" | "rusu-testkit"));
        file.path.starts_with("crates/") && file.path.ends_with(".rs") && !is_test
    });
    sources
        .flat_map(|file| {
            let code = file.text.split("#[cfg(test)]").next().unwrap_or_default();
            let raised =
                ["Finding::error(\"", "Finding::warning(\""].iter().flat_map(|call| code.split(call).skip(1));
            let raised = raised.filter_map(|rest| rest.split('"').next());
            raised.filter(|rule| !listed.contains(rule)).map(|rule| {
                let message = format!(
                    "rule `{rule}` is raised here and not listed in {LIST}; a person would see its code"
                );
                Violation::new("rule_code", &file.path, message)
            })
        })
        .collect()
}
