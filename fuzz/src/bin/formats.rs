//! libFuzzer on [`rusu_fuzz::formats`].
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| rusu_fuzz::formats(bytes));
