//! Drives `lean_ctx::fuzz::proof::check`, where the law is written.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| lean_ctx::fuzz::proof::check(data));
