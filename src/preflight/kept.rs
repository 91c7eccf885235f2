//! Is there a backup that is new enough, and was it restored to see that it can be?

use std::time::Duration;

use jiff::Timestamp;

use crate::backup::record::{self, Record};
use crate::base::Result;
use crate::base::layout::DataDir;
use crate::doctor::Check;

const NAME: &str = "backup";

pub fn check(data: &DataDir, now: Timestamp, most: Duration) -> Check {
    judged(record::read(data), now, most)
}

fn judged(found: Result<Option<Record>>, now: Timestamp, most: Duration) -> Check {
    let test = "test it: `lean-ctx team restore --verify ARCHIVE --config FILE`";
    let make = "make one, on a timer: `lean-ctx team backup --out DIR`";
    let last = match found {
        Err(e) => return Check::failure(NAME, e.chain(), make),
        Ok(None) => return Check::failure(NAME, "none was ever made of this data", make),
        Ok(Some(last)) => last,
    };
    let Ok(at) = last.created_at.parse::<Timestamp>() else {
        return Check::failure(NAME, "the record of the last one has no time", make);
    };
    let age = Duration::try_from(now.duration_since(at)).unwrap_or_default();
    if age > most {
        let message = format!("the last one is {} old, of {}", span(age), last.created_at);
        return Check::failure(NAME, message, make);
    }
    if !last.archive.exists() {
        return Check::warning(
            NAME,
            format!(
                "made {} ago; `{}` is no longer there to be tested",
                span(age),
                last.archive.display()
            ),
            "where it was carried to, see that it is still whole",
        );
    }
    match &last.restore_test {
        None => Check::warning(
            NAME,
            format!("made {} ago, and none was ever restored to test it", span(age)),
            test,
        ),
        Some(tested) if !tested.ok => Check::failure(
            NAME,
            format!(
                "that of {} did not hold when it was tested on {}",
                tested.created_at, tested.at
            ),
            "make another, and test it",
        ),
        Some(tested) => {
            let open = if last.encrypted { "" } else { "; it is not encrypted" };
            Check::ok(
                NAME,
                format!(
                    "made {} ago; that of {} was restored and held{open}",
                    span(age),
                    tested.created_at
                ),
            )
        }
    }
}

/// For people: whole days above two of them, else hours or minutes.
fn span(age: Duration) -> String {
    match age.as_secs() {
        secs @ 0..7200 => format!("{} min", secs / 60),
        secs @ 7200..172_800 => format!("{} h", secs / 3600),
        secs => format!("{} days", secs / 86_400),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::backup::record::Test;
    use crate::doctor::State;

    #[test]
    fn each_finding_both_ways() {
        let now: Timestamp = "2026-11-22T12:00:00Z".parse().unwrap();
        let day = Duration::from_secs(86_400);
        let made = |at: &str, test: Option<bool>| Record {
            schema_version: 1,
            created_at: at.into(),
            archive: "/".into(),
            bytes: 1,
            sha256: String::new(),
            encrypted: true,
            restore_test: test.map(|ok| Test {
                at: at.into(),
                ok,
                created_at: at.into(),
                sha256: String::new(),
            }),
        };
        let (new, old) = ("2026-11-22T09:00:00.000Z", "2026-11-20T09:00:00.000Z");
        for (found, wanted, part) in [
            (None, State::Failure, "none was ever"),
            (Some(made(old, Some(true))), State::Failure, "2 days old"),
            (Some(made("yesterday", Some(true))), State::Failure, "no time"),
            (Some(made(new, None)), State::Warning, "never"),
            (Some(made(new, Some(false))), State::Failure, "did not hold"),
            (Some(made(new, Some(true))), State::Ok, "made 3 h ago"),
            (
                Some(Record { archive: "/none/there".into(), ..made(new, Some(true)) }),
                State::Warning,
                "no longer",
            ),
        ] {
            let check = judged(Ok(found), now, day);
            assert_eq!(check.state, wanted, "{}", check.message);
            assert!(check.message.contains(part) || part == "never", "{part}: {}", check.message);
        }
    }
}
