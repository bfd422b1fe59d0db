//! Measures the store on one of three loads: `cargo run --release --example measure -- LOAD CODES`.
//!
//! `random`: 16-digit numbers spread over the maker's space, in lots of 100,000;
//! `cased`: consecutive numbers, six to a case, 48 cases to a pallet; `serial`: consecutive numbers.

use std::error::Error;
use std::time::Instant;

use rusu_codes::{CodeSettings, CodeStore};
use rusu_core::code::TraceCode;
use rusu_core::code_rule::Carrier;
use rusu_core::enterprise::EnterpriseId;
use rusu_core::lot::PartNo;
use rusu_core::ports::{CodeReader as _, CodeRecord, CodeWriter as _};

const MAKER: EnterpriseId = EnterpriseId(1);
const LOT_CODES: u64 = 100_000;
const LOOK_UPS: u64 = 200_000;

#[expect(clippy::disallowed_methods, reason = "a measurement reads the clock and its arguments")]
fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let load = arguments.next().unwrap_or_else(|| "random".to_owned());
    let codes: u64 = arguments.next().unwrap_or_else(|| "5000000".to_owned()).parse()?;
    let fan_out = arguments.next().map(|text| text.parse()).transpose()?;
    let directory = tempfile::tempdir()?;
    let settings = CodeSettings::default();
    let merge_fan_out = fan_out.unwrap_or(settings.merge_fan_out);
    let store = CodeStore::open(directory.path(), CodeSettings { merge_fan_out, ..settings })?;
    let begun = Instant::now();
    for lot in 0..codes.div_ceil(LOT_CODES) {
        let part = PartNo(u32::try_from(lot)? + 1);
        store.put(MAKER, part, &mut lot_of(&load, lot)?.into_iter().map(Ok))?;
        store.sync()?;
    }
    let seconds = begun.elapsed().as_secs_f64();
    println!("{load}: {codes} codes in {seconds:.1} s, {:.0} codes/s", per_second(codes, seconds));

    println!("{} strata, {} bytes of memory", store.strata(), store.memory_bytes());
    look_up(&store, &load, codes)?;
    let begun = Instant::now();
    store.settle()?;
    println!("settled in {:.1} s", begun.elapsed().as_secs_f64());
    println!("{} strata, {} bytes of memory", store.strata(), store.memory_bytes());
    let files = std::fs::read_dir(directory.path().join("strata"))?;
    let bytes = files.map(|file| Ok(file?.metadata()?.len())).sum::<std::io::Result<u64>>()?;
    println!("{bytes} bytes on disk");
    look_up(&store, &load, codes)
}

#[expect(clippy::disallowed_methods, reason = "a measurement reads the clock")]
fn look_up(store: &CodeStore, load: &str, codes: u64) -> Result<(), Box<dyn Error>> {
    let mut hits = 0_u64;
    for miss in [false, true] {
        let begun = Instant::now();
        for index in 0..LOOK_UPS {
            let number = scattered(index) % codes + if miss { codes } else { 0 };
            let number = if load == "random" { scattered(number) } else { number };
            hits += u64::from(store.find(MAKER, &TraceCode::parse(&format!("{number:016}"))?)?.is_some());
        }
        let rate = per_second(LOOK_UPS, begun.elapsed().as_secs_f64());
        println!("{}: {rate:.0} look-ups/s", if miss { "misses" } else { "hits" });
    }
    println!("{hits} of {LOOK_UPS} were found");
    Ok(())
}

fn lot_of(load: &str, lot: u64) -> Result<Vec<CodeRecord>, Box<dyn Error>> {
    let mut records = Vec::new();
    for index in lot * LOT_CODES..(lot + 1) * LOT_CODES {
        let number = if load == "random" { scattered(index) } else { index };
        let parent = (load == "cased").then(|| format!("CASE{:010}", index / 6));
        if let Some(case) = parent.as_ref().filter(|_| index % 6 == 0 || index % LOT_CODES == 0) {
            let pallet = TraceCode::parse(&format!("PALLET{:08}", index / 288))?;
            records.push(CodeRecord {
                code: TraceCode::parse(case)?,
                carrier: Carrier::Case,
                parent: Some(pallet),
            });
        }
        let parent = parent.map(|text| TraceCode::parse(&text)).transpose()?;
        let code = TraceCode::parse(&format!("{number:016}"))?;
        records.push(CodeRecord { code, carrier: Carrier::Outer, parent });
    }
    records.sort_by(|a, b| a.code.cmp(&b.code));
    Ok(records)
}

/// A bijection of 53-bit numbers, so that no number comes twice.
fn scattered(index: u64) -> u64 {
    const MASK: u64 = (1 << 53) - 1;
    let mixed = index.wrapping_mul(0x9e37_79b9_7f4a_7c15) & MASK;
    (mixed ^ mixed >> 27).wrapping_mul(0x94d0_49bb_1331_11eb) & MASK
}

#[expect(clippy::cast_precision_loss, reason = "a rate for people")]
fn per_second(count: u64, seconds: f64) -> f64 {
    count as f64 / seconds
}
