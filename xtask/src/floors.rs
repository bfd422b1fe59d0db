//! The floor table of `ARCHITECTURE.md`: who may stand on whom.
//!
//! The table is a Markdown table whose first column is headed `crate`. Its columns: crate, floor,
//! may use, owns, never sees, from outside. `owns` and `never sees` are for people; the others are
//! data. Words in back quotes are names; the rest of a data cell is read strictly.

use anyhow::{Context, Result, bail, ensure};

const HEADINGS: [&str; 6] = ["crate", "floor", "may use", "owns", "never sees", "from outside"];

/// How high a room lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Floor {
    /// In the house, 0 is the ground.
    Level(u8),
    /// A tool beside the house, in no build of the product.
    Dev,
}

/// Which crates of other people a room may use.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outside {
    /// These and no others.
    Only(Vec<String>),
    /// Any but these; a name that ends in `*` stands for all that begin so.
    Not(Vec<String>),
}

impl Outside {
    /// Whether the room may use `name`.
    #[must_use]
    pub fn permits(&self, name: &str) -> bool {
        let among = |patterns: &[String]| {
            patterns.iter().any(|pattern| match pattern.strip_suffix('*') {
                Some(start) => name.starts_with(start),
                None => name == pattern,
            })
        };
        match self {
            Self::Only(patterns) => among(patterns),
            Self::Not(patterns) => !among(patterns),
        }
    }
}

/// One row of the table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Room {
    /// The crate.
    pub name: String,
    /// Where it lies.
    pub floor: Floor,
    /// Crates of the house that it may use.
    pub may_use: Vec<String>,
    /// Crates of others that it may use.
    pub outside: Outside,
}

/// The whole table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FloorTable {
    /// Its rows.
    pub rooms: Vec<Room>,
}

impl FloorTable {
    /// Reads the table out of `ARCHITECTURE.md`.
    ///
    /// # Errors
    /// There is no such table, or a cell of it cannot be read.
    pub fn parse(markdown: &str) -> Result<Self> {
        let mut lines = markdown.lines().map(cells).skip_while(|row| row.first() != Some(&"crate"));
        let header = lines.next().context("ARCHITECTURE.md has no table that begins with `crate`")?;
        ensure!(header == HEADINGS, "the floor table must have the columns {HEADINGS:?}, it has {header:?}");
        let rows = lines.skip(1).take_while(|row| !row.is_empty());
        let rooms = rows.map(|row| room(&row)).collect::<Result<Vec<_>>>()?;
        ensure!(!rooms.is_empty(), "the floor table has no rows");
        Ok(Self { rooms })
    }

    /// The row of a crate.
    #[must_use]
    pub fn room(&self, name: &str) -> Option<&Room> {
        self.rooms.iter().find(|room| room.name == name)
    }
}

/// The cells of a table row; none for a line that is no row.
fn cells(line: &str) -> Vec<&str> {
    let inner = line.trim().strip_prefix('|').and_then(|rest| rest.strip_suffix('|'));
    inner.map(|inner| inner.split('|').map(str::trim).collect()).unwrap_or_default()
}

fn room(row: &[&str]) -> Result<Room> {
    let [name, floor, may_use, _owns, _never_sees, outside] = row else {
        bail!("a row of the floor table must have {} cells: {row:?}", HEADINGS.len());
    };
    let name = name.trim_matches('`').to_owned();
    let floor = match *floor {
        "dev" => Floor::Dev,
        level => Floor::Level(level.parse().with_context(|| format!("{name}: `{level}` is no floor"))?),
    };
    let outside = outside_cell(outside).with_context(|| format!("{name}: cannot read `{outside}`"))?;
    Ok(Room { may_use: quoted(may_use), name, floor, outside })
}

fn outside_cell(cell: &str) -> Option<Outside> {
    match cell.split_whitespace().next()? {
        "only" => Some(Outside::Only(quoted(cell))),
        "not" => Some(Outside::Not(quoted(cell))),
        "any" => Some(Outside::Not(Vec::new())),
        _ => None,
    }
}

/// The words in back quotes.
fn quoted(cell: &str) -> Vec<String> {
    cell.split('`').skip(1).step_by(2).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const TABLE: &str = "\
# A house

| crate | floor | may use | owns | never sees | from outside |
|---|---|---|---|---|---|
| `low` | 0 | – | sums | the sea | only `regex` `jiff` |
| `high` | 1 | `low` | doors | sums | not `sea-orm*` `fjall` |
| `kit` | dev | `low`, `high` | tests | the product | any |

| crate | of another table |
";

    #[test]
    fn a_table_is_read_with_its_three_kinds_of_outside_cells() {
        let table = FloorTable::parse(TABLE).unwrap();
        assert_eq!(table.rooms.len(), 3);
        assert_eq!(table.room("low").unwrap().outside, Outside::Only(vec!["regex".into(), "jiff".into()]));
        assert_eq!(table.room("high").unwrap().may_use, ["low"]);
        assert_eq!(table.room("kit").unwrap().floor, Floor::Dev);
        assert_eq!(table.room("kit").unwrap().may_use, ["low", "high"]);
    }

    #[test]
    fn an_only_list_permits_nothing_else() {
        let outside = Outside::Only(vec!["jiff".into()]);
        assert!(outside.permits("jiff"));
        assert!(!outside.permits("serde"));
    }

    #[test]
    fn a_star_stands_for_every_ending() {
        let outside = Outside::Not(vec!["sea-orm*".into()]);
        assert!(!outside.permits("sea-orm"));
        assert!(!outside.permits("sea-orm-migration"));
        assert!(outside.permits("serde"));
    }

    #[test]
    fn a_text_without_the_table_is_refused() {
        assert!(FloorTable::parse("# A house without floors\n").is_err());
    }

    #[test]
    fn a_table_with_other_columns_is_refused() {
        assert!(FloorTable::parse("| crate | floor |\n|---|---|\n| `low` | 0 |\n").is_err());
    }

    #[test]
    fn a_floor_that_is_no_number_is_refused() {
        assert!(FloorTable::parse(&TABLE.replace("| 1 |", "| attic |")).is_err());
    }

    #[test]
    fn an_outside_cell_without_its_word_is_refused() {
        assert!(FloorTable::parse(&TABLE.replace("not `sea-orm*`", "`sea-orm*`")).is_err());
    }
}
