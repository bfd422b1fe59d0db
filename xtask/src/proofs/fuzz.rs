//! `cargo xtask fuzz`: coverage-guided fuzzing with libFuzzer on the stable compiler.

use std::path::Path;
use std::process::Command;

use anyhow::{Context as _, Result, bail};

use super::files_below;
use super::program::Program;

/// libFuzzer's instrumentation, without the nightly compiler that `cargo fuzz` asks for. There is no
/// address sanitizer, which safe Rust does not need.
const FLAGS: &str = "-Cpasses=sancov-module -Cllvm-args=-sanitizer-coverage-level=4 \
    -Cllvm-args=-sanitizer-coverage-inline-8bit-counters -Cllvm-args=-sanitizer-coverage-pc-table \
    -Cllvm-args=-sanitizer-coverage-trace-compares --cfg fuzzing -Ccodegen-units=1";
/// With `--target`, the flags do not reach build scripts and macros.
const TARGET: &str = "x86_64-unknown-linux-gnu";
/// Every target, and the most bytes of one input.
const TARGETS: [(&str, u32); 3] = [("formats", 16_384), ("signature", 2_048), ("stratum", STRATUM_BYTES_MAX)];
/// A field that is right, to begin with.
const SIGNATURE_INPUT: &str = r#"sig1=("@method" "@target-uri");created=1788220800;nonce="0123456789abcdef";keyid="rk_00112233445566778899aabbccddeeff";alg="ed25519""#;
/// Most bytes of a stratum.
const STRATUM_BYTES_MAX: u32 = 32_768;
/// Most codes of a put of the history that gives the first strata, and its groups.
const STRATUM_CODES_MAX: u64 = 600;
const STRATA_GROUPS: u64 = 24;
/// Deliveries that are right.
const FIXTURES: &str = "crates/rusu-formats/tests/fixtures";
/// What the first byte of an input for `formats` says, in the order of `fuzz/src/lib.rs`.
const FORMS: [&str; 4] = ["csv", "xlsx", "jsonl", "zip"];
/// An input that takes longer is a hang, seconds.
const INPUT_SECONDS_MAX: u32 = 10;
/// An input that makes the process take more is an unbounded allocation, MiB.
const MEMORY_MIB_MAX: u32 = 1_024;

/// Fuzzes one target or all of them, each for so many seconds. Tells whether nothing was found.
///
/// # Errors
/// When the targets do not build.
pub fn run(root: &Path, target: Option<&str>, seconds: u32, seed: u64) -> Result<bool> {
    let chosen: Vec<_> =
        TARGETS.iter().filter(|(name, _)| target.is_none_or(|wanted| wanted == *name)).collect();
    if chosen.is_empty() {
        bail!("there is no such target; there are {:?}", TARGETS.map(|(name, _)| name));
    }
    let directory = root.join("target/fuzz");
    let mut all_well = true;
    for (name, bytes_max) in chosen {
        build(root, &directory, name)?;
        let corpus = directory.join("corpus").join(name);
        std::fs::create_dir_all(&corpus)?;
        match *name {
            "formats" => sow_deliveries(root, &corpus)?,
            "signature" => std::fs::write(corpus.join("input"), SIGNATURE_INPUT)?,
            _ => sow_strata(root, &corpus)?,
        }
        let binary = directory.join(TARGET).join("release").join(name);
        let mut fuzzer = Command::new(binary);
        fuzzer.arg(&corpus).args([
            format!("-max_total_time={seconds}"),
            format!("-timeout={INPUT_SECONDS_MAX}"),
            format!("-rss_limit_mb={MEMORY_MIB_MAX}"),
            format!("-max_len={bytes_max}"),
            format!("-seed={}", seed.max(1)),
            format!("-artifact_prefix={}/{name}-", directory.display()),
            "-print_final_stats=1".to_owned(),
            "-verbosity=0".to_owned(),
        ]);
        let output = fuzzer.output().context("the fuzz target cannot be started")?;
        let said = String::from_utf8_lossy(&output.stderr);
        if output.status.success() {
            let figures = said.lines().filter_map(|line| line.strip_prefix("stat::"));
            println!("fuzz {name}: nothing found; {}", figures.collect::<Vec<_>>().join(", "));
        } else {
            println!("fuzz {name}: FOUND SOMETHING\n{said}");
        }
        all_well &= output.status.success();
    }
    Ok(all_well)
}

/// Begins with files that are right: behind the byte that says which form they have.
fn sow_deliveries(root: &Path, corpus: &Path) -> Result<()> {
    for entry in std::fs::read_dir(root.join(FIXTURES))? {
        let path = entry?.path();
        let extension = path.extension().unwrap_or_default().to_string_lossy().into_owned();
        let Some(form) = FORMS.iter().position(|form| *form == extension) else { continue };
        let mut bytes = vec![u8::try_from(form)?];
        bytes.extend(std::fs::read(&path)?);
        std::fs::write(corpus.join(path.file_name().unwrap_or_default()), bytes)?;
    }
    Ok(())
}

/// Begins with the small strata of a short history.
fn sow_strata(root: &Path, corpus: &Path) -> Result<()> {
    let program = Program::build(root, 1, STRATUM_CODES_MAX)?;
    let store = std::env::temp_dir().join(format!("rusu-fuzz-{}", std::process::id()));
    program.put(&store, STRATA_GROUPS)?;
    for file in files_below(&store.join("strata"))? {
        let from = store.join("strata").join(&file);
        if file.extension().is_some_and(|extension| extension == "stratum")
            && std::fs::metadata(&from)?.len() <= u64::from(STRATUM_BYTES_MAX)
        {
            std::fs::copy(from, corpus.join(file))?;
        }
    }
    Ok(std::fs::remove_dir_all(store)?)
}

fn build(root: &Path, directory: &Path, name: &str) -> Result<()> {
    let mut cargo = Command::new("cargo");
    cargo.current_dir(root).env("RUSTFLAGS", FLAGS).env("CARGO_TARGET_DIR", directory);
    cargo.args(["build", "--quiet", "--release", "--package", "rusu-fuzz"]);
    cargo.args(["--features", "libfuzzer", "--target", TARGET, "--bin", name]);
    if !cargo.status().context("cargo cannot be started")?.success() {
        bail!("the fuzz target {name} does not build");
    }
    Ok(())
}
