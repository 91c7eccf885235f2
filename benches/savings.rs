//! What does booking add to an answer, for one caller and for several at once, and how fast is a ledger verified?

use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use lean_ctx::bench::{
    DataDir, Event, Evidence, Key, Mechanism, Metering, SavingsOptions as Options, book,
    verify_savings as verify,
};

const EVENT: Event<'static> = Event {
    tool: "ctx_search",
    mechanism: Mechanism::Routing,
    evidence: Evidence::Modelled,
    method: "first_files",
    baseline: 4000,
    actual: 300,
    bounce: 0,
    workspace: "core",
    token: "alice",
};

/// `calls` answers of one kilobyte, counted and booked by `callers` threads.
fn run(metering: &Metering, callers: u64, calls: u64) -> Duration {
    let text = "src/index/rank.rs:120:    let score = rank(&view, &query);\n".repeat(17);
    let begun = Instant::now();
    thread::scope(|scope| {
        for caller in 0..callers {
            let share = calls / callers + u64::from(caller < calls % callers);
            let text = &text;
            scope.spawn(move || {
                for _ in 0..share {
                    let actual = metering.counts.of(text, str::len);
                    metering.writer.book(&Event { actual, ..EVENT });
                }
            });
        }
    });
    begun.elapsed()
}

fn booking(c: &mut Criterion) {
    let mut group = c.benchmark_group("savings");
    group.throughput(Throughput::Elements(1)).sample_size(10);
    for callers in [1, 2, 16] {
        let dir = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
        let data = DataDir::new(dir.path());
        let key = Arc::new(Key::open(&data.keys()).unwrap());
        let metering = Metering::open(&data, key, Options::new(None)).unwrap();
        group.bench_function(BenchmarkId::new("booked", callers), |b| {
            b.iter_custom(|calls| run(&metering, callers, calls));
        });
        metering.writer.close().unwrap();
        assert_eq!(metering.writer.stats().lost, 0);
    }
    group.finish();
}

fn verifying(c: &mut Criterion) {
    const EVENTS: u64 = 20_000;
    let dir = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
    let data = DataDir::new(dir.path());
    let key = Arc::new(Key::open(&data.keys()).unwrap());
    let public = [key.public().clone()];
    let metering = Metering::open(&data, key, Options::new(None)).unwrap();
    run(&metering, 2, EVENTS);
    metering.writer.close().unwrap();
    let mut group = c.benchmark_group("verify");
    group.throughput(Throughput::Elements(EVENTS)).sample_size(10);
    group.bench_function("20,000 events", |b| {
        b.iter(|| assert!(verify(&book(&data), &[], None, &public, false).unwrap().book.ok));
    });
    group.finish();
}

criterion_group!(benches, booking, verifying);
criterion_main!(benches);
