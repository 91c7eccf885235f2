//! Do the limits protect this machine from its callers?

use std::collections::BTreeSet;

use super::Flight;
use crate::config::{Embedding, IndexLimits, Limits};
use crate::doctor::Check;
use crate::index::embedding::model::Model;

/// Those that an operator is asked to think about.
const KEYS: [&str; 5] =
    ["maxRps", "rateBurst", "maxConcurrency", "maxBodyBytes", "requestTimeoutMs"];

/// What there is to be used up.
#[derive(Debug, Clone, Copy)]
struct Machine {
    cpus: u64,
    /// Bytes; of the machine or the container, whichever is less.
    memory: u64,
}

impl Machine {
    fn here() -> Self {
        let cpus = std::thread::available_parallelism().map_or(1, |n| n.get() as u64);
        Self { cpus, memory: memory() }
    }
}

#[cfg(target_os = "linux")]
fn memory() -> u64 {
    let info = rustix::system::sysinfo();
    let whole = info.totalram.saturating_mul(u64::from(info.mem_unit));
    let limit = std::fs::read_to_string("/sys/fs/cgroup/memory.max");
    limit
        .ok()
        .and_then(|text| text.trim().parse().ok())
        .map_or(whole, |limit: u64| limit.min(whole))
}

/// Not asked elsewhere: then nothing is said of it.
#[cfg(not(target_os = "linux"))]
const fn memory() -> u64 {
    u64::MAX
}

pub fn checks(flight: &Flight) -> Vec<Check> {
    let (machine, config) = (Machine::here(), flight.config);
    let written: BTreeSet<String> =
        serde_json::from_str::<serde_json::Map<String, serde_json::Value>>(flight.text)
            .map(|o| o.into_iter().map(|(key, _)| key).collect())
            .unwrap_or_default();
    let tokens = config.tokens.len();
    let mut checks = vec![
        caps(&config.limits, &written, tokens, machine),
        index(&config.index, machine),
        quota(config.storage_quota),
    ];
    checks.extend(model(&config.index.embedding));
    checks
}

/// Where none is named there is nothing to say.
fn model(embedding: &Embedding) -> Option<Check> {
    const NAME: &str = "embedding model";
    let Embedding::Model(folder) = embedding else { return None };
    Some(match Model::check(folder) {
        Ok(()) => Check::ok(NAME, format!("`{}` is a model", folder.display())),
        Err(e) => {
            let remedy =
                e.hint_text().unwrap_or("name another folder, or write `true` or `\"off\"`");
            Check::failure(NAME, e.chain(), remedy)
        }
    })
}

fn caps(limits: &Limits, written: &BTreeSet<String>, tokens: usize, machine: Machine) -> Check {
    const NAME: &str = "caps";
    let mut odd = Vec::new();
    let concurrency = limits.max_concurrency as u64;
    let bodies = limits.max_body_bytes.saturating_mul(concurrency);
    if bodies > machine.memory / 4 {
        odd.push(format!(
            "{concurrency} bodies of `maxBodyBytes` are {} MiB, of {} MiB of memory",
            bodies >> 20,
            machine.memory >> 20
        ));
    }
    if concurrency > 64 * machine.cpus {
        odd.push(format!("`maxConcurrency` is {concurrency} on {} cores", machine.cpus));
    }
    if u64::from(limits.max_rps) > 1000 * machine.cpus {
        odd.push(format!("`maxRps` {} is no limit on {} cores", limits.max_rps, machine.cpus));
    }
    if u64::from(limits.rate_burst) > 60 * u64::from(limits.max_rps) {
        odd.push(format!("`rateBurst` {} is more than a minute of `maxRps`", limits.rate_burst));
    }
    if limits.rate_burst < limits.max_rps {
        odd.push(format!("`rateBurst` {} is less than a second of `maxRps`", limits.rate_burst));
    }
    if tokens > 1 && limits.per_token_rps >= limits.max_rps && limits.max_rps > 1 {
        odd.push("one token may use up `maxRps`: `perTokenRps` is as large".into());
    }
    let seconds = limits.request_timeout.as_secs();
    if !(1..=300).contains(&seconds) {
        odd.push(format!("`requestTimeoutMs` is {} ms", limits.request_timeout.as_millis()));
    }
    if !odd.is_empty() {
        return Check::warning(
            NAME,
            odd.join("; "),
            "tune them to this machine: docs/preflight.md has the rules",
        );
    }
    let unset: Vec<&str> = KEYS.into_iter().filter(|key| !written.contains(*key)).collect();
    let shown = format!(
        "{} requests/s (burst {}), {concurrency} at once, bodies of {} KiB, {seconds} s each",
        limits.max_rps,
        limits.rate_burst,
        limits.max_body_bytes >> 10
    );
    match unset.is_empty() {
        true => Check::ok(NAME, shown),
        false => Check::ok(NAME, format!("{shown}; by default: {}", super::listed(unset))),
    }
}

fn index(limits: &IndexLimits, machine: Machine) -> Check {
    const NAME: &str = "index memory";
    let bytes = limits.memory_mb << 20;
    match bytes > machine.memory / 2 {
        false => {
            Check::ok(NAME, format!("{} MiB of {} MiB", limits.memory_mb, machine.memory >> 20))
        }
        true => Check::warning(
            NAME,
            format!(
                "`index.memoryMb` is {}, of {} MiB of memory",
                limits.memory_mb,
                machine.memory >> 20
            ),
            "give it at most half: requests need the rest",
        ),
    }
}

fn quota(quota: Option<u64>) -> Check {
    const NAME: &str = "storage quota";
    match quota {
        Some(bytes) => Check::ok(NAME, format!("callers may keep {} MiB", bytes >> 20)),
        None => Check::warning(
            NAME,
            "there is none: callers may fill the disk",
            "set `storageQuotaBytes`",
        ),
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::doctor::State;

    const SANE: Limits = Limits {
        max_body_bytes: 2 << 20,
        max_concurrency: 32,
        max_rps: 50,
        rate_burst: 100,
        per_token_rps: 25,
        per_token_burst: 50,
        request_timeout: Duration::from_secs(30),
    };
    const MACHINE: Machine = Machine { cpus: 2, memory: 4 << 30 };

    #[test]
    fn what_does_not_fit_is_named() {
        let none = BTreeSet::new();
        let ok = caps(&SANE, &none, 5, MACHINE);
        assert_eq!(ok.state, State::Ok);
        assert!(ok.message.contains("by default: `maxRps`"), "{}", ok.message);
        let all = KEYS.map(str::to_owned).into();
        assert!(!caps(&SANE, &all, 5, MACHINE).message.contains("by default"));
        for (limits, named) in [
            (Limits { max_body_bytes: 1 << 30, ..SANE.clone() }, "maxBodyBytes"),
            (Limits { max_concurrency: 4096, max_body_bytes: 1, ..SANE.clone() }, "maxConcurrency"),
            (Limits { max_rps: 100_000, rate_burst: 100_000, ..SANE.clone() }, "maxRps"),
            (Limits { rate_burst: 10_000, ..SANE.clone() }, "rateBurst"),
            (Limits { rate_burst: 10, ..SANE.clone() }, "rateBurst"),
            (Limits { per_token_rps: 50, ..SANE.clone() }, "perTokenRps"),
            (
                Limits { request_timeout: Duration::from_millis(5), ..SANE.clone() },
                "requestTimeoutMs",
            ),
            (
                Limits { request_timeout: Duration::from_secs(3600), ..SANE.clone() },
                "requestTimeoutMs",
            ),
        ] {
            let check = caps(&limits, &none, 5, MACHINE);
            assert_eq!(check.state, State::Warning, "{named}");
            assert!(check.message.contains(named), "{named}: {}", check.message);
        }
        let one = Limits { per_token_rps: 50, ..SANE.clone() };
        assert_eq!(caps(&one, &none, 1, MACHINE).state, State::Ok);
        let small = IndexLimits { memory_mb: 256, embedding: Embedding::Trained };
        assert_eq!(index(&small, MACHINE).state, State::Ok);
        assert_eq!(index(&IndexLimits { memory_mb: 4096, ..small }, MACHINE).state, State::Warning);
        assert!(model(&Embedding::Trained).is_none() && model(&Embedding::Off).is_none());
        let broken = model(&Embedding::Model("/nowhere".into())).unwrap();
        assert!(broken.state == State::Failure && broken.remedy.is_some());
        assert_eq!((quota(Some(1)).state, quota(None).state), (State::Ok, State::Warning));
        assert!(Machine::here().memory > 1 << 20);
    }
}
