//! Drives `lean_ctx::fuzz::book::line`, where the law is written.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| lean_ctx::fuzz::book::line(data));
