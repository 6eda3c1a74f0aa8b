#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| copytaster_fuzz::run("desk", bytes));
