//! libFuzzer on [`rusu_fuzz::signature`].
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| rusu_fuzz::signature(bytes));
