//! `cargo xtask bench intake`: many codes in one file through the whole intake, with the rate and
//! the peak of memory. Prints one line of JSON.

use std::fs::File;
use std::io::{BufWriter, Write as _};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, ensure};

/// How the codes of the file follow each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    /// Consecutive numbers.
    Serial,
    /// Numbers all over the maker's space, in no order.
    Random,
}

impl Order {
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Serial => "serial",
            Self::Random => "random",
        }
    }

    /// The code at a place: 16 digits, no two alike.
    pub(crate) fn code(self, place: u64) -> String {
        const SPACE: u64 = 100_000_000_000_000;
        // Odd and no multiple of five, so that multiplying is a permutation of the space.
        const FACTOR: u128 = 38_197_601_122_733;
        let number = match self {
            Self::Serial => place,
            Self::Random => u64::try_from(u128::from(place) * FACTOR % u128::from(SPACE)).unwrap_or_default(),
        };
        format!("88{number:014}")
    }
}

/// Writes a file of codes, loads it with the release binary into an empty data directory.
///
/// # Errors
/// When the binary is missing or fails.
pub fn run(root: &Path, codes: u64, order: Order) -> Result<()> {
    let binary = root.join("target/release/rusu");
    ensure!(
        binary.is_file(),
        "{} is missing: run `cargo build --release --package rusu` first",
        binary.display()
    );
    let work = std::env::temp_dir().join(format!("rusu-bench-{}", std::process::id()));
    let delivery = work.join("delivery");
    std::fs::create_dir_all(&delivery)?;
    let outcome = measure(&binary, &work, &delivery, codes, order);
    std::fs::remove_dir_all(&work)?;
    println!("{}", outcome?);
    Ok(())
}

#[expect(clippy::disallowed_methods, reason = "a benchmark measures time")]
fn measure(
    binary: &Path,
    work: &Path,
    delivery: &Path,
    codes: u64,
    order: Order,
) -> Result<serde_json::Value> {
    write_delivery(delivery, codes, order)?;
    let file_bytes = std::fs::metadata(delivery.join("codes.csv"))?.len();
    let data = work.join("data");
    let mut add = command(binary, &data);
    add.args(["enterprise", "add", "--name", "Benchmark"]).stdout(Stdio::null());
    ensure!(add.status()?.success(), "the enterprise could not be admitted");
    let began = Instant::now();
    let mut load = command(binary, &data);
    load.arg("load").arg(delivery).args(["--enterprise", "Benchmark", "--no-fsck"]).stdout(Stdio::piped());
    let mut child = load.spawn().context("the load could not be started")?;
    let peak_rss_bytes = watch(&mut child)?;
    let seconds = began.elapsed().as_secs_f64();
    let output = child.wait_with_output()?;
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    ensure!(output.status.success(), "the load was refused:\n{said}");
    let began = Instant::now();
    let fsck = command(binary, &data).arg("fsck").stdout(Stdio::null()).status()?;
    ensure!(fsck.success(), "the stores disagree after the load");
    let thousandth = |value: f64| (value * 1_000.0).round() / 1_000.0;
    let micros = u64::try_from(Duration::from_secs_f64(seconds).as_micros())?.max(1);
    Ok(serde_json::json!({
        "bench": "intake",
        "order": order.word(),
        "codes": codes,
        "file_bytes": file_bytes,
        "seconds": thousandth(seconds),
        "codes_per_second": codes.saturating_mul(1_000_000) / micros,
        "peak_rss_bytes": peak_rss_bytes,
        "code_store_bytes": size_of(&data.join("codes"))?,
        "fsck_seconds": thousandth(began.elapsed().as_secs_f64()),
    }))
}

fn command(binary: &Path, data: &Path) -> Command {
    let mut command = Command::new(binary);
    command.arg("--data-dir").arg(data).args(["--log", "warn"]);
    command
}

/// Waits for a process and tells the most memory it ever held, bytes.
fn watch(child: &mut Child) -> Result<u64> {
    let status = format!("/proc/{}/status", child.id());
    let mut peak = 0;
    while child.try_wait()?.is_none() {
        let text = std::fs::read_to_string(&status).unwrap_or_default();
        let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        let kilobytes: u64 =
            line.and_then(|rest| rest.trim().strip_suffix("kB")?.trim().parse().ok()).unwrap_or(0);
        peak = peak.max(kilobytes * 1_024);
        std::thread::sleep(Duration::from_millis(50));
    }
    Ok(peak)
}

fn size_of(path: &Path) -> Result<u64> {
    let mut bytes = 0;
    for entry in std::fs::read_dir(path)? {
        let entry = entry?;
        bytes += if entry.file_type()?.is_dir() { size_of(&entry.path())? } else { entry.metadata()?.len() };
    }
    Ok(bytes)
}

fn write_delivery(folder: &Path, codes: u64, order: Order) -> Result<()> {
    for (name, text) in TABLES {
        std::fs::write(folder.join(name), text)?;
    }
    std::fs::write(folder.join("report.pdf"), PDF)?;
    let mut file = BufWriter::with_capacity(1024 * 1024, File::create(folder.join("codes.csv"))?);
    writeln!(file, "lot_number,code")?;
    for place in 0..codes {
        writeln!(file, "BENCH1,{}", order.code(place))?;
    }
    file.flush()?;
    Ok(())
}

/// The smallest file that every reader takes for a PDF.
pub(crate) const PDF: &[u8] = b"%PDF-1.4
1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj
2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj
3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>endobj
trailer<</Root 1 0 R>>
%%EOF
";

/// Everything of the delivery but its codes; the headings are the columns' ids.
pub(crate) const TABLES: &[(&str, &str)] = &[
    ("enterprise.csv", "legal_name,credit_code,contact_phone\nBenchmark,91990000EXAMPLE019,400-000-0000\n"),
    (
        "sites.csv",
        "site_ref,site_name,address,licence_number,licence_valid_to\n\
         P1,Plant,Somewhere 1,SC12999000000012,2099-12-31\n",
    ),
    (
        "products.csv",
        "product_ref,product_name,brand_name,stage,base,age_from_months,age_to_months,net_content,ingredient_list,\
         nutrition_facts,product_standard_code,formula_registration_no,shelf_life_months,storage_conditions,\
         feeding_instructions,consumer_guide,process\n\
         A,Benchmark 1,Benchmark,infant,milk_based,0,6,800 g,milk,energy|kJ||2150,GB 10765-2021,国食注字YP20229901,24,\
         dry,with water,see the label,wet\n",
    ),
    (
        "code_rules.csv",
        "rule_ref,carrier,asked,length_min,length_max,alphabet,prefix,check,example\n\
         OUTER,outer,yes,16,16,digits,88,none,8800000000000017\n",
    ),
    (
        "lots.csv",
        "lot_number,product_ref,site_ref,production_date,report_number,laboratory,report_date,conclusion,report_file\n\
         BENCH1,A,P1,2026-01-10,R1,Laboratory,2026-01-12,pass,report.pdf\n",
    ),
    (
        "raw_materials.csv",
        "lot_number,material_name,origin,certificate_number,certificate_date,conclusion,certificate_file\n\
         BENCH1,milk,黑龙江省,C1,2026-01-01,pass,report.pdf\n",
    ),
];

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn no_two_codes_of_a_file_are_alike() {
        for order in [Order::Serial, Order::Random] {
            let codes: BTreeSet<String> = (0..10_000).map(|place| order.code(place)).collect();
            assert_eq!(codes.len(), 10_000);
            assert!(codes.iter().all(|code| code.len() == 16));
        }
    }
}
