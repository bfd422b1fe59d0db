//! `cargo xtask bench trace`: raw materials over three levels into lots of a million cans, asked forward
//! and backward over HTTP, and exported. Prints one line of JSON.

use std::fs::File;
use std::io::{BufRead as _, BufReader, BufWriter, Read, Write as _};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail, ensure};

use crate::bench_intake::{Order, TABLES};

/// Cans in a case.
const CASE_CANS: u64 = 6;
/// Cans on a pallet.
const PALLET_CANS: u64 = 240;
/// Milk, base powder, blend, lot.
const LEVELS: i64 = 3;
/// How often each question is asked.
const ASKED: usize = 5;

/// What to measure.
#[derive(Clone, Debug)]
pub struct Plan {
    /// Cans of the lots that the raw material went into.
    pub units: u64,
    /// Those lots.
    pub lots: u64,
    /// Cans of the same maker that it did not go into.
    pub others: u64,
    /// How codes follow each other.
    pub order: Order,
    /// Where the exports are kept; nowhere without it.
    pub keep: Option<PathBuf>,
}

/// Loads the lots with the release binary into an empty data directory, serves it and asks.
///
/// # Errors
/// When the binary is missing or fails, or an answer is not what it should be.
pub fn run(binary: &Path, plan: &Plan) -> Result<()> {
    ensure!(binary.is_file(), "{} is missing: build it with --release first", binary.display());
    let work = std::env::temp_dir().join(format!("rusu-bench-trace-{}", std::process::id()));
    std::fs::create_dir_all(work.join("delivery"))?;
    let outcome = measure(binary, &work, plan);
    std::fs::remove_dir_all(&work)?;
    println!("{}", outcome?);
    Ok(())
}

fn measure(binary: &Path, work: &Path, plan: &Plan) -> Result<serde_json::Value> {
    let (delivery, data) = (work.join("delivery"), work.join("data"));
    write_delivery(&delivery, plan)?;
    let add = command(binary, &data).args(["enterprise", "add", "--name", "Benchmark"]).output()?;
    ensure!(add.status.success(), "the enterprise could not be admitted");
    let mut load = command(binary, &data);
    load.arg("load").arg(&delivery).args(["--enterprise", "Benchmark", "--no-fsck"]);
    let load = load.output()?;
    ensure!(load.status.success(), "the load was refused:\n{}", String::from_utf8_lossy(&load.stdout));
    let key = command(binary, &data).args(["enterprise", "key", "Benchmark", "--label", "bench"]).output()?;
    ensure!(key.status.success(), "no key was given: {}", String::from_utf8_lossy(&key.stderr));
    let key = String::from_utf8_lossy(&key.stdout).trim().to_owned();
    let mut serve = command(binary, &data);
    serve.arg("serve").args(["--listen", "127.0.0.1:0"]).stdout(Stdio::piped());
    let mut server = serve.spawn().context("the server could not be started")?;
    let asked = ready(&mut server).and_then(|host| ask(&Asking { host, key }, plan));
    server.kill()?;
    server.wait()?;
    asked
}

fn command(binary: &Path, data: &Path) -> Command {
    let mut command = Command::new(binary);
    command.arg("--data-dir").arg(data).args(["--log", "warn"]);
    command
}

/// Waits for the line that begins with `ready ` and tells the server's host and port.
fn ready(server: &mut Child) -> Result<String> {
    let output = server.stdout.take().context("the server's output cannot be read")?;
    for line in BufReader::new(output).lines() {
        let line = line?;
        if let Some((_, url)) = line.strip_prefix("ready ").and_then(|rest| rest.split_once("http://")) {
            let host = url.split(['/', ' ']).next().unwrap_or_default();
            return Ok(host.to_owned());
        }
    }
    bail!("the server ended before it was ready")
}

struct Asking {
    host: String,
    key: String,
}

impl Asking {
    /// The time until the whole answer was there, and its body, which goes to `into`.
    #[expect(clippy::disallowed_methods, reason = "a benchmark measures time")]
    fn get(&self, path: &str, into: &mut dyn std::io::Write) -> Result<(Duration, u64)> {
        let began = Instant::now();
        let mut stream = TcpStream::connect(&self.host)?;
        let (host, key) = (&self.host, &self.key);
        write!(
            stream,
            "GET {path} HTTP/1.1\r\nHost: {host}\r\nAuthorization: Bearer {key}\r\nConnection: close\r\n\r\n"
        )?;
        let mut reader = BufReader::with_capacity(256 * 1024, stream);
        let mut status = String::new();
        reader.read_line(&mut status)?;
        let (mut is_chunked, mut length) = (false, 0);
        loop {
            let mut line = String::new();
            reader.read_line(&mut line)?;
            let line = line.trim().to_ascii_lowercase();
            if line.is_empty() {
                break;
            }
            is_chunked |= line == "transfer-encoding: chunked";
            if let Some(bytes) = line.strip_prefix("content-length:") {
                length = bytes.trim().parse()?;
            }
        }
        let bytes = if is_chunked {
            dechunked(&mut reader, into)?
        } else {
            std::io::copy(&mut reader.take(length), into)?
        };
        ensure!(status.contains(" 200 "), "{path}: {}", status.trim());
        Ok((began.elapsed(), bytes))
    }

    /// The median time of several questions, milliseconds, and the last answer.
    fn median(&self, path: &str) -> Result<(f64, serde_json::Value)> {
        let (mut times, mut body) = (Vec::new(), Vec::new());
        for _ in 0..ASKED {
            body.clear();
            times.push(self.get(path, &mut body)?.0);
        }
        times.sort_unstable();
        let median = times.get(ASKED / 2).copied().unwrap_or_default();
        Ok((rounded(median.as_secs_f64() * 1_000.0), serde_json::from_slice(&body)?))
    }
}

fn rounded(value: f64) -> f64 {
    (value * 1_000.0).round() / 1_000.0
}

fn dechunked(reader: &mut impl std::io::BufRead, into: &mut dyn std::io::Write) -> Result<u64> {
    let mut bytes = 0;
    loop {
        let mut size = String::new();
        reader.read_line(&mut size)?;
        let size = u64::from_str_radix(size.trim(), 16).context("the answer broke off")?;
        if size == 0 {
            return Ok(bytes);
        }
        let copied = std::io::copy(&mut reader.by_ref().take(size), into)?;
        ensure!(copied == size, "the answer broke off");
        bytes += size;
        reader.read_line(&mut String::new())?;
    }
}

/// Counts the lines that pass.
struct Lines<W: std::io::Write> {
    into: W,
    lines: u64,
}

impl<W: std::io::Write> std::io::Write for Lines<W> {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        let lines = bytes.iter().filter(|byte| **byte == b'\n').count();
        self.lines += u64::try_from(lines).unwrap_or_default();
        self.into.write_all(bytes)?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        self.into.flush()
    }
}

fn ask(asking: &Asking, plan: &Plan) -> Result<serde_json::Value> {
    const TRACE: &str = "/api/v1/enterprise/trace";
    let (forward_ms, forward) = asking.median(&format!("{TRACE}?material=M0&direction=forward"))?;
    let (backward_ms, backward) = asking.median(&format!("{TRACE}?lot=T1&direction=backward"))?;
    let (both_ms, _) = asking.median(&format!("{TRACE}?material=B0&direction=both"))?;
    let units = forward.get("units_affected").and_then(serde_json::Value::as_u64);
    ensure!(units == Some(plan.units), "{units:?} cans were found forward, not {}", plan.units);
    let deepest = |graph: &serde_json::Value| {
        let nodes = graph.get("nodes").and_then(serde_json::Value::as_array).into_iter().flatten();
        nodes.filter_map(|node| node.get("level")?.as_i64()).map(i64::abs).max()
    };
    ensure!(
        (deepest(&forward), deepest(&backward)) == (Some(LEVELS), Some(LEVELS)),
        "the levels are not those of the delivery"
    );
    let export = format!("{TRACE}/export?material=M0&direction=forward");
    let mut csv = Lines { into: kept(plan, "trace.csv")?, lines: 0 };
    let (csv_time, csv_bytes) = asking.get(&format!("{export}&format=csv"), &mut csv)?;
    csv.flush()?;
    ensure!(csv.lines > plan.units, "the CSV has {} lines for {} cans", csv.lines, plan.units);
    let mut xlsx = kept(plan, "trace.xlsx")?;
    let (xlsx_time, xlsx_bytes) = asking.get(&format!("{export}&format=xlsx"), &mut xlsx)?;
    xlsx.flush()?;
    Ok(serde_json::json!({
        "bench": "trace",
        "order": plan.order.word(),
        "units": plan.units,
        "lots": plan.lots,
        "other_units": plan.others,
        "levels": deepest(&forward),
        "forward_ms": forward_ms,
        "backward_ms": backward_ms,
        "both_ms": both_ms,
        "csv_seconds": rounded(csv_time.as_secs_f64()),
        "csv_bytes": csv_bytes,
        "csv_lines": csv.lines,
        "xlsx_seconds": rounded(xlsx_time.as_secs_f64()),
        "xlsx_bytes": xlsx_bytes,
    }))
}

fn kept(plan: &Plan, name: &str) -> Result<Box<dyn std::io::Write>> {
    let Some(folder) = &plan.keep else { return Ok(Box::new(std::io::sink())) };
    std::fs::create_dir_all(folder)?;
    Ok(Box::new(BufWriter::new(File::create(folder.join(name))?)))
}

/// Four lots of milk into ten of base powder. Every second lot is made of two of these, and says what they were made
/// of; the others are made of a blend of the same two, and know no more than that.
fn write_delivery(folder: &Path, plan: &Plan) -> Result<()> {
    let master = TABLES.iter().filter(|(name, _)| !matches!(*name, "lots.csv" | "raw_materials.csv"));
    for (name, text) in master {
        std::fs::write(folder.join(name), text)?;
    }
    std::fs::write(folder.join("report.pdf"), crate::bench_intake::PDF)?;
    let writer = |name: &str| -> Result<BufWriter<File>> {
        Ok(BufWriter::with_capacity(1024 * 1024, File::create(folder.join(name))?))
    };
    let (mut lots, mut materials) = (writer("lots.csv")?, writer("raw_materials.csv")?);
    let mut codes = writer("codes.csv")?;
    writeln!(
        lots,
        "lot_number,product_ref,site_ref,production_date,report_number,laboratory,report_date,conclusion,report_file"
    )?;
    writeln!(
        materials,
        "lot_number,material_name,material_lot,made_from,origin,certificate_number,certificate_date,conclusion,certificate_file"
    )?;
    writeln!(codes, "lot_number,code,case_code,pallet_code")?;
    let each = plan.units / plan.lots.max(1);
    let mut place = 0;
    let mut lot = |name: &str, count: u64, rows: &[(String, String, String)]| -> Result<()> {
        writeln!(lots, "{name},A,P1,2026-01-10,R1,Laboratory,2026-01-12,pass,report.pdf")?;
        for (material, number, made_from) in rows {
            writeln!(
                materials,
                "{name},{material},{number},\"{made_from}\",黑龙江省,C1,2026-01-01,pass,report.pdf"
            )?;
        }
        for _ in 0..count {
            let (case, pallet) = (place / CASE_CANS, place / PALLET_CANS);
            writeln!(codes, "{name},{},C{case:011},P{pallet:011}", plan.order.code(place))?;
            place += 1;
        }
        Ok(())
    };
    for index in 0..plan.lots {
        let (first, second) = (index / 2 % 10, (index / 2 + 1) % 10);
        let base = |number: u64| {
            let milk = format!("生牛乳|M0\n生牛乳|M{}", 1 + number % 3);
            ("基粉".to_owned(), format!("B{number}"), milk)
        };
        let blend = ("混合料".to_owned(), format!("X{index}"), format!("基粉|B{first}\n基粉|B{second}"));
        // What does not divide goes to the last lot.
        let rest = if index + 1 == plan.lots { plan.units % plan.lots } else { 0 };
        let of_powder = [base(first), base(second)];
        let made_of = if index % 2 == 0 { &of_powder[..] } else { std::slice::from_ref(&blend) };
        lot(&format!("T{index}"), each + rest, made_of)?;
    }
    let mut left = plan.others;
    for index in 0.. {
        if left == 0 {
            break;
        }
        let count = left.min(each.max(1));
        left -= count;
        let other = ("乳清粉".to_owned(), format!("W{index}"), String::new());
        lot(&format!("O{index}"), count, &[other])?;
    }
    lots.flush()?;
    materials.flush()?;
    codes.flush()?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chunks_are_put_together_and_a_broken_end_is_told() {
        let mut into = Vec::new();
        let whole = "5\r\nhello\r\n6\r\n world\r\n0\r\n\r\n";
        assert_eq!(dechunked(&mut whole.as_bytes(), &mut into).unwrap(), 11);
        assert_eq!(into, b"hello world");
        assert!(dechunked(&mut "5\r\nhel".as_bytes(), &mut Vec::new()).is_err());
        assert!(dechunked(&mut "5\r\nhello\r\n".as_bytes(), &mut Vec::new()).is_err());
    }

    #[test]
    fn every_can_of_the_plan_is_delivered_once() {
        let folder = tempfile::tempdir().unwrap();
        let plan = Plan { units: 100, lots: 7, others: 33, order: Order::Random, keep: None };
        write_delivery(folder.path(), &plan).unwrap();
        let codes = std::fs::read_to_string(folder.path().join("codes.csv")).unwrap();
        let cans = |prefix: &str| codes.lines().filter(|line| line.starts_with(prefix)).count();
        assert_eq!((cans("T"), cans("O")), (100, 33));
    }
}
