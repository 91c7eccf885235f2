//! Does the database keep what was acknowledged, refuse what it does not know, and make nothing unasked?

use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

use super::*;

const ONE: Migration =
    Migration { name: "note", sql: "CREATE TABLE note (text TEXT NOT NULL) STRICT" };
const FIRST: &[Migration] = &[ONE];
const SECOND: &[Migration] =
    &[ONE, Migration { name: "mark", sql: "ALTER TABLE note ADD COLUMN mark INTEGER" }];
const OTHER: &[Migration] = &[Migration { name: "note", sql: "CREATE TABLE note (x INTEGER)" }];
const FAULTY: &[Migration] =
    &[ONE, Migration { name: "half", sql: "CREATE TABLE half (x); CREATE TABL broken" }];

fn store(dir: &Path, migrations: &'static [Migration], medium: Option<Medium>) -> Store {
    Store { migrations, medium, ..Store::new(dir.join("data/state.db")) }
}

fn add(w: &Write, text: &str) -> Result<()> {
    w.sql().execute("INSERT INTO note (text) VALUES (?1)", [text])?;
    Ok(())
}

fn count(r: &Read) -> Result<i64> {
    Ok(r.sql().query_row("SELECT count(*) FROM note", [], |row| row.get(0))?)
}

fn mode(path: &Path) -> u32 {
    std::fs::metadata(path).unwrap().permissions().mode() & 0o777
}

#[test]
fn looking_makes_nothing_and_writing_makes_private_files() {
    let dir = tempfile::tempdir().unwrap();
    let store = store(dir.path(), FIRST, None);
    assert_eq!(store.read(count).unwrap(), 0);
    assert!(!dir.path().join("data").exists());
    store.write(|w| add(w, "a")).unwrap();
    assert_eq!(store.read(count).unwrap(), 1);
    for file in std::fs::read_dir(dir.path().join("data")).unwrap() {
        assert_eq!(mode(&file.unwrap().path()), 0o600);
    }
    assert_eq!(mode(&dir.path().join("data")), 0o700);
}

#[test]
fn a_file_that_others_can_read_is_closed_to_them() {
    let dir = tempfile::tempdir().unwrap();
    let store = store(dir.path(), FIRST, None);
    std::fs::create_dir(dir.path().join("data")).unwrap();
    std::fs::write(store.path(), "").unwrap();
    std::fs::set_permissions(store.path(), std::fs::Permissions::from_mode(0o644)).unwrap();
    store.open().unwrap();
    assert_eq!(mode(store.path()), 0o600);
}

#[test]
fn failed_work_leaves_nothing() {
    let dir = tempfile::tempdir().unwrap();
    for medium in [Medium::Local, Medium::Network] {
        let store = store(&dir.path().join(format!("{medium:?}")), FIRST, Some(medium));
        store.write(|w| add(w, "kept")).unwrap();
        let failed: Result<()> =
            store.write(|w| add(w, "lost").and_then(|()| Err(Error::failed("no"))));
        assert_eq!(failed.unwrap_err().message(), "no");
        let panicked = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
            let _: Result<()> = store.write(|w| {
                add(w, "lost")?;
                panic!("in the work")
            });
        }));
        assert!(panicked.is_err());
        store.write_soon(|w| add(w, "kept")).unwrap();
        assert_eq!(store.read(count).unwrap(), 2);
        assert!(store.faults().unwrap().unwrap().is_empty());
    }
}

#[test]
fn a_look_sees_one_moment_while_others_write() {
    let dir = tempfile::tempdir().unwrap();
    let store = store(dir.path(), FIRST, None);
    store.write(|w| add(w, "a")).unwrap();
    let (before, after) = store
        .read(|r| {
            let before = count(r)?;
            std::thread::scope(|s| s.spawn(|| store.write(|w| add(w, "b"))).join().unwrap())?;
            Ok((before, count(r)?))
        })
        .unwrap();
    assert_eq!((before, after, store.read(count).unwrap()), (1, 1, 2));
    // A reader cannot write, whatever it is asked.
    assert!(store.read(|r| Ok(r.sql().execute("DELETE FROM note", [])?)).is_err());
}

#[test]
fn a_newer_form_is_refused_and_an_older_one_brought_on() {
    let dir = tempfile::tempdir().unwrap();
    store(dir.path(), FIRST, None).write(|w| add(w, "old")).unwrap();
    let newer = store(dir.path(), SECOND, None);
    assert_eq!(newer.read(count).unwrap(), 1, "a look brings it on as well");
    newer.write(|w| Ok(w.sql().execute("UPDATE note SET mark = 1", [])?)).unwrap();
    let refused = store(dir.path(), FIRST, None).open().unwrap_err();
    assert!(
        refused.message().contains("newer lean-ctx (its form is 2, this one knows 1)"),
        "{refused}"
    );
    assert!(refused.message().contains("state.db") && refused.hint_text().is_some());
    let edited = store(dir.path(), OTHER, None).open().unwrap_err();
    assert!(edited.message().contains("newer"), "{edited}");
}

#[test]
fn a_step_that_was_edited_is_refused_and_one_that_fails_changes_nothing() {
    let dir = tempfile::tempdir().unwrap();
    store(dir.path(), FIRST, None).write(|w| add(w, "old")).unwrap();
    let edited = store(dir.path(), OTHER, None).open().unwrap_err();
    assert!(edited.message().contains("step 1 (`note`)"), "{edited}");
    assert!(store(dir.path(), FAULTY, None).open().is_err());
    assert_eq!(store(dir.path(), FIRST, None).read(count).unwrap(), 1);
}

#[test]
fn foreign_and_damaged_files_are_named() {
    let dir = tempfile::tempdir().unwrap();
    let store = store(dir.path(), FIRST, None);
    std::fs::create_dir(dir.path().join("data")).unwrap();
    std::fs::write(store.path(), "this is a diary and no database".repeat(100)).unwrap();
    let damaged = store.open().unwrap_err();
    assert!(damaged.message().contains("damaged") && damaged.message().contains("state.db"));
    std::fs::remove_file(store.path()).unwrap();
    std::fs::create_dir(store.path()).unwrap();
    assert!(store.open().unwrap_err().message().contains("is not a file"));
    assert_ne!(mode(store.path()), 0o600, "what is not ours keeps its mode");
    std::fs::remove_dir(store.path()).unwrap();
    let foreign = Connection::open(store.path()).unwrap();
    foreign.execute_batch("CREATE TABLE diary (day TEXT); PRAGMA user_version = 1").unwrap();
    assert!(store.open().unwrap_err().message().contains("not one of lean-ctx"));
}

#[test]
fn on_a_network_file_system_there_is_no_log_and_others_can_look() {
    let dir = tempfile::tempdir().unwrap();
    store(dir.path(), FIRST, Some(Medium::Local)).write(|w| add(w, "local")).unwrap();
    let first = store(dir.path(), FIRST, Some(Medium::Network));
    assert_eq!(first.read(count).unwrap(), 1);
    first.write_soon(|w| add(w, "remote")).unwrap();
    assert!(!dir.path().join("data/state.db-shm").exists());
    assert!(!dir.path().join("data/state.db-wal").exists());
    assert_eq!(first.medium().unwrap(), Medium::Network);
    // Another store stands for another process, as a backup is.
    let second = store(dir.path(), FIRST, Some(Medium::Network));
    assert_eq!(second.read(count).unwrap(), 2);
    assert!(store(dir.path(), FIRST, None).faults().unwrap().unwrap().is_empty());
    second.copy(&dir.path().join("copy.db")).unwrap();
    drop((first, second));
    let local = store(dir.path(), FIRST, Some(Medium::Local));
    assert_eq!(local.read(count).unwrap(), 2);
}

#[test]
fn who_comes_at_the_same_time_to_a_new_database_finds_it_made() {
    for _ in 0..5 {
        let dir = tempfile::tempdir().unwrap();
        std::thread::scope(|s| {
            for n in 0..6 {
                let dir = dir.path();
                s.spawn(move || {
                    store(dir, SECOND, None).write(|w| add(w, &format!("{n}"))).unwrap();
                });
            }
        });
        assert_eq!(store(dir.path(), SECOND, None).read(count).unwrap(), 6);
    }
}

#[test]
fn two_processes_and_many_threads_lose_nothing() {
    let dir = tempfile::tempdir().unwrap();
    // Two stores over one file share nothing but the file, as two processes do.
    let stores = [store(dir.path(), FIRST, None), store(dir.path(), FIRST, None)];
    std::thread::scope(|s| {
        for store in &stores {
            for _ in 0..4 {
                s.spawn(move || {
                    for n in 0..10 {
                        let mine = format!("{n}");
                        let before = store.read(count).unwrap();
                        match n % 2 {
                            0 => store.write(|w| add(w, &mine)).unwrap(),
                            _ => store.write_soon(|w| add(w, &mine)).unwrap(),
                        }
                        assert!(store.read(count).unwrap() > before, "what was written is seen");
                    }
                });
            }
        }
    });
    assert_eq!(stores[0].read(count).unwrap(), 80);
    assert!(stores[1].faults().unwrap().unwrap().is_empty());
}

#[test]
fn two_processes_on_a_network_file_system_lose_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let open = || store(dir.path(), FIRST, Some(Medium::Network));
    let stores = [open(), open()];
    std::thread::scope(|s| {
        for store in &stores {
            s.spawn(move || {
                for n in 0..6 {
                    let before = store.read(count).unwrap();
                    store.write_soon(|w| add(w, &format!("{n}"))).unwrap();
                    assert!(store.read(count).unwrap() > before, "what was written is seen");
                }
            });
        }
    });
    assert_eq!(stores[0].read(count).unwrap(), 12);
    assert!(stores[1].faults().unwrap().unwrap().is_empty());
}

#[cfg(feature = "server")]
#[test]
fn writers_who_wait_for_the_disk_together_lose_nothing() {
    let dir = tempfile::tempdir().unwrap();
    for medium in [Medium::Local, Medium::Network] {
        let store = store(&dir.path().join(format!("{medium:?}")), FIRST, Some(medium));
        std::thread::scope(|s| {
            for _ in 0..4 {
                s.spawn(|| (0..10).for_each(|_| store.write_together(|w| add(w, "a")).unwrap()));
            }
        });
        assert_eq!(store.read(count).unwrap(), 40);
        assert!(
            store.write_together(|w| add(w, "b").and(Err::<(), _>(Error::failed("no")))).is_err()
        );
        assert_eq!(store.read(count).unwrap(), 40);
    }
}
