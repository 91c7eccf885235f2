//! Is the audit log written, rotated and carried to somewhere else?

use std::fs;
use std::path::{Path, PathBuf};

use rustix::fs::{Access, access};

use super::{Flight, listed};
use crate::audit;
use crate::doctor::Check;
use crate::ledger::{Key, parts};

/// A log that grows beyond this without ever being rotated wants a rule.
const LARGE: u64 = 256 << 20;
/// A configuration above this is none.
const MOST: u64 = 1 << 20;

/// Where log shippers of Linux are told what to read.
const SHIPPERS: [&str; 17] = [
    "etc/vector",
    "etc/fluent-bit",
    "etc/fluent",
    "etc/fluentd",
    "etc/td-agent",
    "etc/filebeat",
    "etc/promtail",
    "etc/alloy",
    "etc/loki",
    "etc/rsyslog.conf",
    "etc/rsyslog.d",
    "etc/syslog-ng",
    "etc/otelcol",
    "etc/otelcol-contrib",
    "etc/datadog-agent/conf.d",
    "opt/aws/amazon-cloudwatch-agent/etc",
    "opt/splunkforwarder/etc",
];
const ROTATORS: [&str; 2] = ["etc/logrotate.conf", "etc/logrotate.d"];

pub fn checks(flight: &Flight) -> Vec<Check> {
    let log = &flight.config.audit_log;
    let keys = Key::load(&flight.config.data.keys()).ok().flatten();
    let system = Path::new("/");
    vec![
        writable(log),
        chain(log, &keys.map(|key| key.trusted()).unwrap_or_default()),
        rotated(log, system),
        shipped(log, system),
    ]
}

fn writable(log: &Path) -> Check {
    const NAME: &str = "audit log";
    let shown = log.display();
    let there = if log.exists() { log } else { log.parent().unwrap_or(Path::new("/")) };
    match access(there, Access::READ_OK | Access::WRITE_OK) {
        Err(e) => Check::failure(
            NAME,
            format!("`{shown}` cannot be written by this user: {}", std::io::Error::from(e)),
            "give the server's user the file and its folder; without the log nothing is answered",
        ),
        Ok(()) if !log.exists() => {
            Check::warning(NAME, format!("`{shown}` is not there yet"), "start the server once")
        }
        Ok(()) => Check::ok(NAME, format!("`{shown}` can be written")),
    }
}

fn chain(log: &Path, keys: &[crate::ledger::PublicKey]) -> Check {
    const NAME: &str = "audit chain";
    if !log.exists() {
        return Check::ok(NAME, "nothing was decided yet");
    }
    let verify = |partial| audit::verify(log, &[], None, keys, partial).map(|report| report.book);
    match verify(false) {
        Err(e) => Check::failure(NAME, e.chain(), "inspect as the server's user"),
        Ok(book) if book.ok => Check::ok(NAME, format!("{} records hold", book.records)),
        // Old files may have been taken away on purpose.
        Ok(book) => match verify(true) {
            Ok(rest) if rest.ok => {
                Check::ok(NAME, format!("{} records hold; older files are not here", rest.records))
            }
            _ => Check::failure(
                NAME,
                book.faults.first().map_or_else(|| "it does not hold".into(), |fault| fault.text()),
                "`lean-ctx team audit verify` names every fault",
            ),
        },
    }
}

fn rotated(log: &Path, system: &Path) -> Check {
    const NAME: &str = "audit rotation";
    let found = parts(log, &audit::FORMAT).map_or(0, |found| found.len());
    if found > 1 {
        return Check::ok(NAME, format!("{} older files stand beside it", found - 1));
    }
    if let Some(rule) = naming(system, &ROTATORS, log) {
        return Check::ok(NAME, format!("`{}` names it", rule.display()));
    }
    let bytes = fs::metadata(log).map_or(0, |meta| meta.len());
    let message = format!(
        "it has {} MiB in one file, and neither {} names it",
        bytes >> 20,
        ROTATORS.map(|r| format!("/{r}")).join(" nor ")
    );
    let remedy =
        "rotate it by renaming, then `kill -HUP` the server; never compress or cut the newest file";
    match bytes > LARGE {
        true => Check::failure(NAME, message, remedy),
        false => Check::warning(NAME, message, remedy),
    }
}

fn shipped(log: &Path, system: &Path) -> Check {
    const NAME: &str = "audit shipping";
    if let Some(rule) = naming(system, &SHIPPERS, log) {
        return Check::ok(NAME, format!("`{}` names it", rule.display()));
    }
    let there: Vec<&str> =
        SHIPPERS.into_iter().filter(|place| system.join(place).exists()).collect();
    let looked = match there.is_empty() {
        true => "no log shipper's configuration is on this machine".to_owned(),
        false => format!("of {} none names it", listed(there)),
    };
    Check::warning(
        NAME,
        format!("whether the log is carried elsewhere is not seen from here: {looked}"),
        "ship it (JSON lines) to where the server cannot write, and keep a signed head there: `team audit verify --head`",
    )
}

/// The first configuration file that mentions the log, or the folder that it lies in with a pattern.
fn naming(system: &Path, places: &[&str], log: &Path) -> Option<PathBuf> {
    let own = log.to_string_lossy().into_owned();
    let folder = log.parent().map(|dir| format!("{}/*", dir.display())).unwrap_or_default();
    let mut waiting: Vec<(PathBuf, u32)> = places.iter().map(|p| (system.join(p), 0)).collect();
    while let Some((path, depth)) = waiting.pop() {
        let Ok(meta) = fs::metadata(&path) else { continue };
        if meta.is_dir() && depth < 4 {
            let inside = fs::read_dir(&path).into_iter().flatten().flatten();
            waiting.extend(inside.map(|entry| (entry.path(), depth + 1)));
        } else if meta.is_file() && meta.len() <= MOST {
            let text = fs::read(&path).unwrap_or_default();
            let text = String::from_utf8_lossy(&text);
            if text.contains(&own) || (folder.len() > 4 && text.contains(&folder)) {
                return Some(path);
            }
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::doctor::State;

    #[test]
    fn each_finding_both_ways() {
        let dir = tempfile::tempdir().unwrap();
        let (system, log) = (dir.path(), dir.path().join("var/audit.jsonl"));
        fs::create_dir_all(log.parent().unwrap()).unwrap();
        assert_eq!(writable(&log).state, State::Warning);
        assert_eq!(chain(&log, &[]).state, State::Ok);
        fs::write(&log, "{}\n").unwrap();
        assert_eq!(writable(&log).state, State::Ok);
        assert_eq!(chain(&log, &[]).state, State::Failure);
        assert_eq!(writable(&system.join("none/audit.jsonl")).state, State::Failure);

        let (rotation, shipping) = (rotated(&log, system), shipped(&log, system));
        assert_eq!((rotation.state, shipping.state), (State::Warning, State::Warning));
        assert!(shipping.message.contains("no log shipper"), "{}", shipping.message);
        for (file, rule) in [
            ("etc/logrotate.d/lean-ctx", format!("{} {{ weekly }}", log.display())),
            ("etc/vector/vector.yaml", format!("include: [\"{}\"]", log.display())),
        ] {
            fs::create_dir_all(system.join(file).parent().unwrap()).unwrap();
            fs::write(system.join(file), "nothing").unwrap();
            let before =
                if file.contains("vector") { shipped(&log, system) } else { rotated(&log, system) };
            assert_eq!(before.state, State::Warning);
            fs::write(system.join(file), rule).unwrap();
        }
        assert_eq!(
            (rotated(&log, system).state, shipped(&log, system).state),
            (State::Ok, State::Ok)
        );
        fs::remove_dir_all(system.join("etc")).unwrap();
        fs::write(log.with_file_name("audit.jsonl.1"), "{}\n").unwrap();
        assert_eq!(rotated(&log, system).state, State::Ok);
    }
}
