//! `rusu-bench generate`: makes a nation's deliveries and throws them away: how much of a load's time
//! is the generator's own.

use serde_json::json;

use crate::nation::{DELIVERY_CODES, Nation, deliveries, delivery};
use crate::surroundings::{Watch, surroundings};

/// Which nation is made.
#[derive(Clone, Copy, Debug, clap::Args)]
pub struct Arguments {
    /// Codes on cans.
    #[arg(long, default_value_t = 20_000_000)]
    pub codes: u64,
    /// The same seed and number of codes give the same nation.
    #[arg(long, default_value_t = 1)]
    pub seed: u64,
}

/// Makes, and prints one line of JSON.
///
/// # Errors
/// When a delivery cannot be made.
pub fn run(arguments: &Arguments) -> anyhow::Result<()> {
    let nation = Nation::new(arguments.seed, arguments.codes);
    let watch = Watch::start();
    let (mut bytes, mut count) = (0, 0_u64);
    for maker in nation.makers() {
        for lots in deliveries(maker, DELIVERY_CODES) {
            bytes += u64::try_from(delivery(maker, &lots)?.len())?;
            count += 1;
        }
    }
    let row = json!({
        "bench": "generate", "codes": arguments.codes, "seed": arguments.seed, "deliveries": count,
        "bytes": bytes, "seconds": watch.seconds(), "codes_per_second": watch.rate(arguments.codes),
        "where": surroundings(),
    });
    println!("{row}");
    Ok(())
}
