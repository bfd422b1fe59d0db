//! libFuzzer on `rusu_fuzz::stratum`.
#![no_main]

#[cfg(fuzzing)]
libfuzzer_sys::fuzz_target!(|bytes: &[u8]| rusu_fuzz::stratum(bytes));
