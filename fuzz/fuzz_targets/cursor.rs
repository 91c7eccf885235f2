//! Drives `lean_ctx::fuzz::cursor::decode`, where the law is written.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| lean_ctx::fuzz::cursor::decode(data));
