//! `daemon`: how do several editors and the terminal share one index? One background process a user.

use std::fs;
use std::path::Path;
use std::process::Command as Process;
use std::sync::Arc;
use std::time::Duration;

use clap::Subcommand;
use serde_json::{Value, json};

use crate::base::error::Context as _;
use crate::base::files::{self, Mode};
use crate::base::{Error, Kind, Result};
use crate::cli::ui::Ui;
use crate::cli::{span, supervisor};
use crate::config::environment;
use crate::daemon::log::Tail;
use crate::daemon::unit::{self, Unit, Wish};
use crate::daemon::wire::{Room, Status};
use crate::daemon::{self, Place, Settings, Started, build, client};

const EXAMPLES: &str = "\
Examples:
  lean-ctx daemon start
  lean-ctx daemon                     the same as `daemon status`
  lean-ctx daemon restart --memory-mb 2048
  lean-ctx daemon stop

Everything works without it, and it never starts by itself. While it runs, `serve`, `search`, `read`, `tree` and
`call` ask it, and their answers are the same. A program of another build does not ask it, and says so.";

/// Keep the indexes of this user's repositories open in one background process.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    #[command(subcommand)]
    command: Option<Command>,
    /// Print the result for programs.
    #[arg(long, global = true)]
    json: bool,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Start it, unless it runs.
    #[command(after_help = "Example:\n  lean-ctx daemon start --memory-mb 2048 --unload-after 2h")]
    Start(Limits),
    /// End it; what was asked is answered first.
    #[command(after_help = "Example:\n  lean-ctx daemon stop")]
    Stop,
    /// End it and start it again, after an update for example.
    #[command(
        after_help = "Without limits, those of the daemon that runs are kept.\n\nExample:\n  lean-ctx daemon restart"
    )]
    Restart(Limits),
    /// Does it run, what does it hold?
    #[command(after_help = "Example:\n  lean-ctx daemon status --json | jq '.workspaces[].root'")]
    Status,
    /// Show the end of its log.
    #[command(after_help = "Example:\n  lean-ctx daemon logs -n 100 -f")]
    Logs(Logs),
    /// Have the service manager start it at every login (systemd; launchd on macOS).
    #[command(after_help = "Example:\n  lean-ctx daemon enable --dry-run")]
    Enable(Enable),
    /// Take that back.
    #[command(after_help = "Example:\n  lean-ctx daemon disable")]
    Disable(Disable),
    /// Run it in the foreground, as a service manager wants it.
    #[command(after_help = "Example:\n  lean-ctx daemon run")]
    Run(Run),
}

#[derive(Debug, Clone, clap::Args)]
struct Limits {
    /// Unload the least recently used workspaces above this much memory; the last used one stays. [default: 1024]
    #[arg(long, value_name = "MB", value_parser = clap::value_parser!(u32).range(1..))]
    memory_mb: Option<u32>,
    /// Unload a workspace that nobody has asked for this long. [default: 30m]
    #[arg(long, value_name = "SPAN", value_parser = span::parse)]
    unload_after: Option<Duration>,
    /// Watch at most so many folders; workspaces beyond are looked at every ten seconds. [default: 100000]
    #[arg(long, value_name = "COUNT")]
    max_watches: Option<usize>,
}

impl Limits {
    fn over(&self, settings: Settings) -> Settings {
        Settings {
            memory_mb: self.memory_mb.unwrap_or(settings.memory_mb),
            unload_after: self.unload_after.unwrap_or(settings.unload_after),
            max_watches: self.max_watches.unwrap_or(settings.max_watches),
        }
    }
}

#[derive(Debug, clap::Args)]
struct Logs {
    /// Lines to show.
    #[arg(short = 'n', long, value_name = "COUNT", default_value_t = 50)]
    lines: usize,
    /// Go on showing what is added.
    #[arg(short, long)]
    follow: bool,
}

#[derive(Debug, clap::Args)]
struct Enable {
    #[command(flatten)]
    limits: Limits,
    /// Show what would be written and run.
    #[arg(long)]
    dry_run: bool,
}

#[derive(Debug, clap::Args)]
struct Disable {
    /// Show what would be removed and run.
    #[arg(long)]
    dry_run: bool,
}

#[derive(Debug, clap::Args)]
struct Run {
    #[command(flatten)]
    limits: Limits,
    /// Leave the terminal's session; `daemon start` asks for it.
    #[arg(long, hide = true)]
    detached: bool,
}

impl Args {
    pub fn run(self, ui: &Arc<Ui>) -> Result<()> {
        let data = environment::local_data()?;
        let place = Place::of(&data)?;
        let face = Face { ui, place: &place, json: self.json };
        match self.command.unwrap_or(Command::Status) {
            Command::Start(limits) => face.start(limits.over(Settings::default())),
            Command::Stop => face.stop(),
            Command::Restart(limits) => face.restart(&limits),
            Command::Status => face.status(),
            Command::Logs(logs) => face.logs(&logs),
            Command::Enable(args) => face.enable(&args),
            Command::Disable(args) => face.disable(args.dry_run),
            Command::Run(run) => {
                if run.detached {
                    // A child of `daemon start` leads no group, so that this cannot fail.
                    let _ = rustix::process::setsid();
                }
                let settings = run.limits.over(Settings::default());
                // Each client takes a few.
                supervisor::raise_descriptors();
                daemon::run(&data, settings, || {
                    let _ = supervisor::notify("READY=1");
                })
            }
        }
    }
}

struct Face<'a> {
    ui: &'a Ui,
    place: &'a Place,
    json: bool,
}

impl Face<'_> {
    fn told(&self, value: &Value, text: &str) -> Result<()> {
        if self.json { self.ui.json(value) } else { self.ui.line(text) }
    }

    fn start(&self, settings: Settings) -> Result<()> {
        let Started { status, already } = daemon::start(self.place, settings)?;
        let other = status.build != build();
        let word = if already { "already" } else { "started" };
        let value = json!({"status": word, "pid": status.pid, "build": status.build});
        let text = match already {
            true => format!("the daemon runs already: process {}", status.pid),
            false => format!("the daemon runs: process {}", status.pid),
        };
        self.told(&value, &text)?;
        if other {
            self.ui.hint("it is of another build, and not asked: `lean-ctx daemon restart`");
        }
        Ok(())
    }

    fn stop(&self) -> Result<()> {
        match daemon::stop(self.place)? {
            Some(pid) => self.told(
                &json!({"status": "stopped", "pid": pid}),
                &format!("the daemon has ended: process {pid}"),
            ),
            None => self.told(&json!({"status": "already"}), "no daemon runs"),
        }
    }

    fn restart(&self, limits: &Limits) -> Result<()> {
        let kept = client::status(self.place).map_or_else(Settings::default, |s| s.settings);
        daemon::stop(self.place)?;
        self.start(limits.over(kept))
    }

    fn status(&self) -> Result<()> {
        let status = client::status(self.place);
        if self.json {
            let mut value = json!({"running": status.is_some()});
            if let Some(status) = &status {
                value["sameBuild"] = (status.build == build()).into();
                value["socket"] = self.place.socket().display().to_string().into();
                value["log"] = self.place.log().display().to_string().into();
                let more = serde_json::to_value(status).context(|| "cannot spell JSON".into())?;
                for (key, more) in more.as_object().into_iter().flatten() {
                    value[key] = more.clone();
                }
                value["settings"]["unloadAfter"] = status.settings.unload_after.as_secs().into();
            }
            return self.ui.json(&value);
        }
        let Some(status) = status else {
            self.ui.line("no daemon runs")?;
            self.ui.hint("everything works without one; `lean-ctx daemon start` starts it");
            return Ok(());
        };
        self.shown(&status)
    }

    fn shown(&self, status: &Status) -> Result<()> {
        let Status { pid, build: theirs, started_at, settings, .. } = status;
        self.ui.line(&format!("process {pid} since {started_at}, build {theirs}"))?;
        let memory = status.memory_bytes.map_or_else(|| "?".into(), |b| (b >> 20).to_string());
        self.ui.line(&format!(
            "memory {memory} of {} MB, {} clients, unloads after {}",
            settings.memory_mb,
            status.connections,
            span::spell(settings.unload_after)
        ))?;
        if let Some(why) = &status.watching {
            self.ui.warn(why);
        }
        if *theirs != build() {
            self.ui.warn("it is of another build, and not asked: `lean-ctx daemon restart`");
        }
        if status.workspaces.is_empty() {
            return Ok(());
        }
        let row = |room: &Room| {
            let commit = room.commit.as_deref().map_or("", |c| c.get(..12).unwrap_or(c));
            let watched = match &room.polling {
                Some(why) => format!("looked at: {why}"),
                None if room.loaded => format!("{} folders watched", room.watched),
                None => "unloaded".into(),
            };
            let files = if room.loaded { room.files.to_string() } else { String::new() };
            let idle = span::spell(Duration::from_secs(room.idle_secs));
            vec![room.root.display().to_string(), commit.into(), files, idle, watched]
        };
        let rows = status.workspaces.iter().map(row).collect();
        self.ui.table(&["WORKSPACE", "COMMIT", "FILES", "IDLE", "STATE"], rows)
    }

    fn logs(&self, logs: &Logs) -> Result<()> {
        if self.json {
            return Err(Error::new(Kind::Usage, "the log is text: it has no JSON form"));
        }
        let (text, mut tail) = Tail::open(&self.place.log(), logs.lines)?;
        self.ui.bytes(text.as_bytes())?;
        if !logs.follow {
            return Ok(());
        }
        loop {
            self.ui.flush()?;
            std::thread::sleep(FOLLOW);
            self.ui.bytes(tail.more()?.as_bytes())?;
        }
    }

    fn enable(&self, args: &Enable) -> Result<()> {
        let program = std::env::current_exe()
            .and_then(fs::canonicalize)
            .context(|| "cannot tell which program this is".into())?;
        let data = environment::data_dir().map(std::path::absolute).transpose();
        let data = data.context(|| "cannot tell where `LEAN_CTX_DATA_DIR` is".into())?;
        let settings = args.limits.over(Settings::default());
        let unit = unit_of(&Wish { program: &program, data: data.as_deref(), settings })?;
        let before = fs::read_to_string(&unit.path).ok();
        let same = before.as_deref() == Some(&unit.text);
        if args.dry_run {
            return self.would(if same { "already" } else { "write" }, &unit, &unit.enable);
        }
        if !same {
            if let Some(folder) = unit.path.parent() {
                fs::create_dir_all(folder)
                    .context(|| format!("cannot create `{}`", folder.display()))?;
            }
            files::write_atomic(&unit.path, unit.text.as_bytes(), Mode::Plain)?;
        }
        let word = if same { "already" } else { "enabled" };
        self.manage(word, &unit)
    }

    fn disable(&self, dry_run: bool) -> Result<()> {
        let program = Path::new("lean-ctx");
        let unit = unit_of(&Wish { program, data: None, settings: Settings::default() })?;
        let there = unit.path.exists();
        if dry_run {
            return self.would(if there { "remove" } else { "already" }, &unit, &unit.disable);
        }
        if !there {
            let value = json!({"status": "already", "unit": unit.path});
            return self.told(&value, "nothing to take back");
        }
        // While the unit is there, the service manager knows of what it is told.
        let (stop, rest) = unit.disable.split_at(1);
        let stopped = run_all(stop);
        fs::remove_file(&unit.path)
            .context(|| format!("cannot remove `{}`", unit.path.display()))?;
        let rest = run_all(rest).and(stopped);
        self.managed("disabled", &unit, &unit.disable, &rest)
    }

    /// Has the service manager take notice, where there is one to be had.
    fn manage(&self, word: &str, unit: &Unit) -> Result<()> {
        let (last, first) = unit.enable.split_last().expect("there are commands");
        let mut done = run_all(first);
        if done.is_ok() {
            if word == "enabled" {
                // One that was started by hand holds the lock that the service manager's needs.
                daemon::stop(self.place)?;
            }
            done = run_all(std::slice::from_ref(last));
        }
        self.managed(word, unit, &unit.enable, &done)
    }

    fn managed(
        &self,
        word: &str,
        unit: &Unit,
        commands: &[Vec<String>],
        done: &Result<(), String>,
    ) -> Result<()> {
        let lines: Vec<String> = commands.iter().map(|words| words.join(" ")).collect();
        let value = json!({
            "status": word, "unit": unit.path, "ran": done.is_ok(), "commands": lines,
        });
        self.told(&value, &format!("{word}: {}", unit.path.display()))?;
        if let Err(why) = done {
            self.ui.say(&format!("the service manager was not told ({why}). Run:"));
            for line in lines {
                self.ui.say(&format!("  {line}"));
            }
        }
        Ok(())
    }

    fn would(&self, word: &str, unit: &Unit, commands: &[Vec<String>]) -> Result<()> {
        let lines: Vec<String> = commands.iter().map(|words| words.join(" ")).collect();
        if self.json {
            return self.ui.json(&json!({
                "status": word, "dryRun": true, "unit": unit.path, "text": unit.text,
                "commands": lines,
            }));
        }
        self.ui.line(&format!("{word}: {}", unit.path.display()))?;
        if word == "write" {
            self.ui.bytes(unit.text.as_bytes())?;
        }
        lines.iter().try_for_each(|line| self.ui.line(&format!("run: {line}")))
    }
}

const FOLLOW: Duration = Duration::from_millis(250);

fn unit_of(wish: &Wish) -> Result<Unit> {
    if cfg!(target_os = "macos") {
        return Ok(unit::launchd(&environment::home()?, uid(), wish));
    }
    Ok(unit::systemd(&environment::config_home()?, wish))
}

fn uid() -> u32 {
    rustix::process::getuid().as_raw()
}

/// Why not all of them were run.
fn run_all(commands: &[Vec<String>]) -> Result<(), String> {
    for words in commands {
        let (program, arguments) = words.split_first().expect("a command has a program");
        match Process::new(program).args(arguments).output() {
            Ok(output) if output.status.success() => {}
            Ok(output) => {
                let said = String::from_utf8_lossy(&output.stderr);
                let said = said.lines().next().unwrap_or_default().trim();
                return Err(format!("`{program}`: {}, {said}", output.status));
            }
            Err(e) => return Err(format!("`{program}`: {e}")),
        }
    }
    Ok(())
}
