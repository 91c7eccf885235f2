//! How does one command take a machine from nothing to connected? The steps of setup, in their order.

use clap::builder::PossibleValuesParser;

use super::generate;
use super::local::WorkspaceArg;
use super::ui::Ui;
use crate::app::Space;
use crate::auth::Secret;
use crate::base::files::Mode;
use crate::base::layout::DataDir;
use crate::base::{Error, Kind, Result};
use crate::client;
use crate::config::environment;
use crate::doctor::{self, Patient, State};
use crate::setup::change::Wish;
use crate::setup::shell::{self, Shell, Spot};
use crate::setup::{
    self, CLIENTS, Changes, Client, Item, Machine, Report, Server, ServerKind, Status, Step, undo,
};
use crate::workspace::source::short;

/// Steps, by the names that reports and `--only` give them.
const STEPS: [&str; 5] = ["clients", "completions", "man", "index", "doctor"];

/// What setup and bootstrap both take.
#[derive(Debug, clap::Args)]
pub struct Options {
    /// Connect to a team's server, with the token in LEAN_CTX_TEAM_TOKEN, instead of this machine's.
    #[arg(long, value_name = "URL", conflicts_with = "undo")]
    team: Option<String>,
    /// Only these steps and clients.
    #[arg(long, value_name = "NAME", value_delimiter = ',', value_parser = names(), conflicts_with = "undo")]
    only: Vec<String>,
    /// All but these steps and clients.
    #[arg(long, value_name = "NAME", value_delimiter = ',', value_parser = names(), conflicts_with = "undo")]
    skip: Vec<String>,
    /// Change nothing; show what would change.
    #[arg(long)]
    dry_run: bool,
    /// Restore every file that setup has changed or made.
    #[arg(long)]
    undo: bool,
    /// Print the report for programs.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    workspace: WorkspaceArg,
}

fn names() -> PossibleValuesParser {
    PossibleValuesParser::new(STEPS.into_iter().chain(CLIENTS.iter().map(|c| c.id)))
}

/// How free a run is.
#[derive(Debug, Clone, Copy)]
pub struct Manner {
    /// Ask the person first.
    pub ask: bool,
    /// Mend what the doctor finds.
    pub fix: bool,
}

impl Options {
    /// Whether there is anything to ask: a look changes nothing, and undoing is asked for by name.
    pub const fn asks(&self) -> bool {
        !self.dry_run && !self.undo
    }

    /// Does it all, prints the report and keeps it.
    ///
    /// # Errors
    /// `Usage` for a wrong address or a missing token; `Failed` when a step failed, after the report.
    pub fn run(mut self, ui: &Ui, manner: Manner) -> Result<()> {
        let server = self.team.as_deref().map(client::address).transpose()?;
        let token = environment::team_token().map(|t| Secret::new(t.as_str()));
        if server.is_some() && token.is_none() {
            return Err(Error::new(Kind::Usage, "there is no token to show to the team's server")
                .hint("set `LEAN_CTX_TEAM_TOKEN` to the token that its operator gave you"));
        }
        let running = std::env::current_exe()
            .map_err(|e| Error::failed("cannot tell where this program lies").source(e))?;
        let machine = Machine::new(environment::person()?, running);
        let data = environment::local_data()?;
        let space = self.workspace.space()?;
        if manner.ask {
            self.ask(ui, &machine, space.as_ref())?;
        }
        let mut report = Report::start();
        let mut changes = Changes::open(&data.setup(), self.dry_run)?;
        if self.undo {
            report.steps.push(if self.dry_run {
                undo::preview(&changes)
            } else {
                undo::undo(&mut changes)
            });
        } else {
            let kind = match (&server, &token) {
                (Some(url), Some(token)) => ServerKind::Team(url.clone(), token.clone()),
                _ => ServerKind::Local(space.as_ref().map(|s| s.root().to_owned())),
            };
            let server_of = Server { program: machine.program.clone(), kind };
            let mut run = Run { options: &self, ui, machine: &machine, changes: &mut changes };
            report.steps.push(run.clients(&server_of));
            report.steps.push(run.completions());
            report.steps.push(run.manual()?);
            report.steps.push(run.index(space.as_ref()));
            let patient = Patient {
                data: &data,
                machine: &machine,
                space: space.as_ref(),
                token: token.as_ref(),
                team: server.as_ref(),
                fix: manner.fix && !self.dry_run,
            };
            report.steps.push(run.doctor(&patient));
        }
        report.finish();
        self.tell(ui, &mut report, &changes, &data, token.as_ref())
    }

    /// Asks which clients, and whether the rest is welcome; the answers are options.
    fn ask(&mut self, ui: &Ui, machine: &Machine, space: Option<&Space>) -> Result<()> {
        let found: Vec<&Client> =
            CLIENTS.iter().filter(|c| self.wants_client(c) && c.is_installed(machine)).collect();
        if found.is_empty() {
            ui.note("no MCP client that we know is installed");
        } else {
            let shown: Vec<String> = found
                .iter()
                .map(|c| format!("{}  {}", c.title, machine.short(&c.file(machine))))
                .collect();
            let chosen =
                ui.choose("Connect which clients? (space marks, enter goes on)", &shown)?;
            let left = found.iter().enumerate().filter(|(at, _)| !chosen.contains(at));
            self.skip.extend(left.map(|(_, client)| client.id.to_owned()));
        }
        if (self.wants("completions") || self.wants("man"))
            && !ui.agree("Install completions and manual pages for your shell?")?
        {
            self.skip.extend(["completions".into(), "man".into()]);
        }
        if let Some(space) = space.filter(|_| self.wants("index"))
            && !ui.agree(&format!("Index `{}` now?", space.id()))?
        {
            self.skip.push("index".into());
        }
        Ok(())
    }

    /// Whether a step is run. A client that is named alone brings its step.
    fn wants(&self, step: &str) -> bool {
        let named = |list: &[String], name: &str| list.iter().any(|n| n == name);
        let client = step == "clients" && CLIENTS.iter().any(|c| named(&self.only, c.id));
        (self.only.is_empty() || client || named(&self.only, step)) && !named(&self.skip, step)
    }

    fn wants_client(&self, client: &Client) -> bool {
        let all = !CLIENTS.iter().any(|c| self.only.iter().any(|n| n == c.id));
        let named = |list: &[String]| list.iter().any(|n| n == client.id);
        self.wants("clients") && (all || named(&self.only)) && !named(&self.skip)
    }

    fn tell(
        &self,
        ui: &Ui,
        report: &mut Report,
        changes: &Changes,
        data: &DataDir,
        token: Option<&Secret>,
    ) -> Result<()> {
        if !self.dry_run
            && let Err(e) = report.keep(&data.setup().join("latest.json"))
        {
            report.errors.push(e.chain());
            report.success = false;
        }
        let diff = changes.diffs.concat();
        let diff = token.map_or(diff.clone(), |t| diff.replace(t.expose(), "lctx_…"));
        if self.json {
            ui.json(report)?;
            if !diff.is_empty() {
                ui.say(diff.trim_end());
            }
        } else {
            if !diff.is_empty() {
                ui.line(diff.trim_end())?;
            }
            print(ui, report, self.dry_run)?;
        }
        ui.flush()?;
        match report.errors.len() {
            0 if report.success => Ok(()),
            0 | 1 => Err(Error::failed("a step failed")),
            n => Err(Error::failed(format!("{n} things failed"))),
        }
    }
}

fn print(ui: &Ui, report: &Report, dry: bool) -> Result<()> {
    let quiet = |item: &&Item| item.status != Status::NotDetected;
    let mut rows = Vec::new();
    for step in &report.steps {
        for item in step.items.iter().filter(quiet) {
            let note = item.note.clone().or_else(|| item.path.clone()).unwrap_or_default();
            rows.push(vec![step.name.clone(), item.name.clone(), item.status.word().into(), note]);
        }
    }
    ui.table(&["STEP", "WHAT", "STATUS", "NOTE"], rows)?;
    for warning in &report.warnings {
        ui.warn(warning);
    }
    if dry {
        ui.note("nothing was changed");
    } else if report.success {
        ui.note("done; restart a client to let it read its configuration");
    }
    Ok(())
}

struct Run<'a> {
    options: &'a Options,
    ui: &'a Ui,
    machine: &'a Machine,
    changes: &'a mut Changes,
}

impl Run<'_> {
    fn clients(&mut self, server: &Server) -> Step {
        let mut step = Step::new("clients");
        for client in &CLIENTS {
            let item = Item::new(client.id, Status::Skipped);
            if !self.options.wants_client(client) {
                step.add(item.note("not asked for"));
            } else if client.is_installed(self.machine) {
                self.client(client, server, &mut step);
            } else {
                step.add(Item::new(client.id, Status::NotDetected));
            }
        }
        step
    }

    fn client(&mut self, client: &Client, server: &Server, step: &mut Step) {
        let path = client.file(self.machine);
        let team = matches!(server.kind, ServerKind::Team(..));
        let mode = if team && client.holds_token() { Mode::Private } else { Mode::Keep };
        let wish = Wish { path: &path, client: Some(client.id), mode };
        let made = self.changes.put(&wish, |text| setup::connected(client, server, &path, text));
        let item = Item::new(client.id, Status::Error).path(&path);
        match made {
            Ok(status) => step.add(Item { status, note: note(client, server), ..item }),
            Err(e) => step.fail(item, &e),
        }
    }

    fn completions(&mut self) -> Step {
        let mut step = Step::new("completions");
        let name = self.machine.person.shell.clone().unwrap_or_default();
        let Some(shell) = Shell::named(&name).filter(|_| self.options.wants("completions")) else {
            let why = match self.options.wants("completions") {
                false => "not asked for".to_owned(),
                true if name.is_empty() => "`SHELL` does not say which shell is yours".to_owned(),
                true => format!("there are none for `{name}`"),
            };
            step.add(Item::new("completions", Status::Skipped).note(why));
            return step;
        };
        let of = match shell {
            Shell::Bash => clap_complete::Shell::Bash,
            Shell::Zsh => clap_complete::Shell::Zsh,
            Shell::Fish => clap_complete::Shell::Fish,
            Shell::Elvish => clap_complete::Shell::Elvish,
        };
        let program = match self.machine.has_program(setup::NAME) {
            true => setup::NAME.to_owned(),
            false => self.machine.program.display().to_string(),
        };
        let (file, bytes) = match generate::completion(of, &program) {
            Ok(page) => page,
            Err(e) => {
                step.fail(Item::new(&name, Status::Error), &e);
                return step;
            }
        };
        // The loader of bash looks for the command's own name.
        let file = if shell == Shell::Bash { setup::NAME.to_owned() } else { file };
        self.install(
            &mut step,
            &name,
            shell::completions(shell, self.machine),
            vec![(file, bytes)],
        );
        step
    }

    fn manual(&mut self) -> Result<Step> {
        let mut step = Step::new("man");
        if self.options.wants("man") {
            let pages = generate::pages()?;
            self.install(&mut step, "pages", shell::manual(self.machine), pages);
        } else {
            step.add(Item::new("pages", Status::Skipped).note("not asked for"));
        }
        Ok(step)
    }

    /// Generated files into a folder: one item for all, whose status is that of the file that
    /// changed most.
    fn install(&mut self, step: &mut Step, name: &str, spot: Spot, files: Vec<generate::Page>) {
        let folder = match spot {
            Spot::Folder(folder) => folder,
            Spot::Line(line) => {
                let note =
                    format!("nothing reads a folder of yours yet; this line would do: {line}");
                return step.add(Item::new(name, Status::Skipped).note(note));
            }
            Spot::Nowhere(why) => return step.add(Item::new(name, Status::Skipped).note(why)),
        };
        let count = files.len();
        let item = Item::new(name, Status::Already).path(&folder);
        let shown = self.changes.diffs.len();
        let mut status = Status::Already;
        for (file, bytes) in files {
            let path = folder.join(file);
            let wish = Wish { path: &path, client: None, mode: Mode::Plain };
            let text = String::from_utf8_lossy(&bytes).into_owned();
            match self.changes.put(&wish, |_| Ok(text.clone())) {
                Ok(Status::Created) => status = Status::Created,
                Ok(Status::Updated) if status == Status::Already => status = Status::Updated,
                Ok(_) => {}
                Err(e) => return step.fail(item, &e),
            }
        }
        // A whole manual is no change that anybody reads.
        self.changes.diffs.truncate(shown);
        let note = if count == 1 { "a file".to_owned() } else { format!("{count} files") };
        step.add(Item { status, ..item.note(note) });
    }

    fn index(&self, space: Option<&Space>) -> Step {
        let mut step = Step::new("index");
        let skipped = |note: &str| Item::new("index", Status::Skipped).note(note);
        let Some(space) = space.filter(|_| self.options.wants("index")) else {
            step.add(match self.options.wants("index") {
                true => skipped("you stand in no repository"),
                false => skipped("not asked for"),
            });
            return step;
        };
        let item = Item::new(space.id(), Status::Ran).path(space.root());
        if self.options.dry_run {
            step.add(Item { status: Status::Skipped, ..item.note("would be indexed") });
            return step;
        }
        let bar = self.ui.indexing(space.id());
        let done = space.refresh(&|p| bar.tell(p));
        drop(bar);
        match done {
            Ok(refresh) => {
                let changed = refresh.is_some_and(|r| r.changed);
                let status = if changed { Status::Ran } else { Status::Already };
                let summary = space.summary();
                let commit = summary.commit.as_deref().map_or("no commit", short);
                let note = format!("{} files at {commit}", summary.files);
                step.add(Item { status, ..item.note(note) });
            }
            Err(e) => step.fail(item, &e),
        }
        step
    }

    fn doctor(&self, patient: &Patient) -> Step {
        let mut step = Step::new("doctor");
        if !self.options.wants("doctor") {
            step.add(Item::new("doctor", Status::Skipped).note("not asked for"));
            return step;
        }
        for check in doctor::examine(patient).checks {
            let told = match &check.remedy {
                Some(remedy) => format!("{}; {remedy}", check.message),
                None => check.message.clone(),
            };
            match check.state {
                State::Failure => {
                    step.fail(Item::new(check.name, Status::Error), &Error::failed(told));
                    continue;
                }
                State::Warning => step.warnings.push(format!("{}: {told}", check.name)),
                State::Ok => {}
            }
            let status = if check.fixed { Status::Updated } else { Status::Ran };
            step.add(Item::new(check.name, status).note(told));
        }
        step
    }
}

/// What a person should know of an entry that they do not see.
fn note(client: &Client, server: &Server) -> Option<String> {
    match &server.kind {
        ServerKind::Team(..) if client.holds_token() => {
            Some("holds the token itself, rights 0600: this client reads no environment".into())
        }
        ServerKind::Team(..) => {
            Some("start it where `LEAN_CTX_TEAM_TOKEN` is set: the file only names it".into())
        }
        ServerKind::Local(Some(root)) if client.is_pinned() => Some(format!(
            "asks about `{}`, since it does not say which folder is open",
            root.display()
        )),
        ServerKind::Local(None) if client.is_pinned() => {
            Some("run setup in a repository: this client does not say which folder is open".into())
        }
        ServerKind::Local(_) => None,
    }
}
