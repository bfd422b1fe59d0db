//! Writes the template to standard output, as the download offers it:
//! `cargo run -p rusu-formats --example template > template.xlsx`.

use std::io::{self, Write};

use rusu_core::texts::Lang;

fn main() -> io::Result<()> {
    io::stdout().write_all(&rusu_formats::template_xlsx(Lang::Zh))
}
