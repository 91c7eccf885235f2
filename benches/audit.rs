//! How many decisions are written down in a second, by one caller and by 64, with a sync for each batch and without?

use std::path::Path;
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use lean_ctx::bench::{Key, Options, Record, Writer, verify_audit};

fn record(n: u64) -> Record {
    let mut record = Record::new("ctx_search", "tools/call").allow();
    record.token_id = Some("alice".into());
    record.workspace_id = Some("core".into());
    record.arguments_sha256 = Some("0123456789abcdef".repeat(4));
    record.request_id = Some(format!("{n:032x}"));
    record.remote = Some("10.0.0.1".into());
    record.duration_ms = Some(3);
    record
}

/// `calls` records by `callers` threads that each wait for every answer.
fn run(writer: &Writer, callers: u64, calls: u64) -> Duration {
    let begun = Instant::now();
    thread::scope(|scope| {
        for caller in 0..callers {
            let share = calls / callers + u64::from(caller < calls % callers);
            scope.spawn(move || (0..share).for_each(|n| writer.record(record(n)).unwrap()));
        }
    });
    begun.elapsed()
}

fn start(dir: &Path, sync_always: bool) -> Writer {
    let key = Arc::new(Key::open(&dir.join("keys")).unwrap());
    let options = Options { sync_always, ..Options::default() };
    Writer::start(&dir.join("audit.jsonl"), key, options).unwrap()
}

fn writing(c: &mut Criterion) {
    let mut group = c.benchmark_group("audit");
    group.throughput(Throughput::Elements(1)).sample_size(10);
    for (name, sync_always) in [("sync within 1 s", false), ("sync each batch", true)] {
        for callers in [1, 64] {
            let dir = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
            let writer = start(dir.path(), sync_always);
            group.bench_function(BenchmarkId::new(name, callers), |b| {
                b.iter_custom(|calls| run(&writer, callers, calls));
            });
        }
    }
    group.finish();
}

fn verifying(c: &mut Criterion) {
    const RECORDS: u64 = 20_000;
    let dir = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
    let writer = start(dir.path(), false);
    run(&writer, 64, RECORDS);
    writer.close().unwrap();
    let mut group = c.benchmark_group("verify");
    group.throughput(Throughput::Elements(RECORDS)).sample_size(10);
    group.bench_function("20,000 records", |b| {
        b.iter(|| {
            let report = verify_audit(&dir.path().join("audit.jsonl"), &[], None, &[], false);
            assert!(report.unwrap().book.ok);
        });
    });
    group.finish();
}

criterion_group!(benches, writing, verifying);
criterion_main!(benches);
