//! How does anything reach the terminal? This file is the only one that prints: results on stdout,
//! everything else on stderr.

use std::fs::File;
use std::io::{self, BufRead as _, IsTerminal as _, Write as _};
use std::os::fd::AsFd as _;
use std::process::{Command, ExitCode, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::{Duration, Instant};

use dialoguer::console::Term;
use indicatif::{MultiProgress, ProgressBar, ProgressDrawTarget, ProgressStyle};
use serde::Serialize;
use serde_json::json;
use signal_hook::consts::SIGINT;
use signal_hook::flag::register_conditional_default;
use zeroize::Zeroizing;

use super::sheet::{self, Head, Sheet, Span};
use crate::auth::Secret;
use crate::base::error::Context as _;
use crate::base::{Error, Kind, Result, clock};
use crate::config::environment;
use crate::ingest::Progress as Indexed;
use crate::trace::{Format, Level};

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Color {
    Auto,
    Always,
    Never,
}

/// The terminal, or what stands in its place.
pub struct Ui {
    color: bool,
    /// The same of results, on stdout.
    dyes: bool,
    /// Colours were asked for, whatever reads.
    always: bool,
    quiet: bool,
    /// Bars and messages share stderr; what is printed meanwhile moves them aside.
    bars: MultiProgress,
    reader_left: AtomicBool,
    /// False while a question is open; none before the first.
    interruptible: OnceLock<Arc<AtomicBool>>,
    /// The standard output, where it is a protocol's alone.
    protocol: OnceLock<File>,
    /// How stderr is written where it is a log.
    log: OnceLock<(Format, Level)>,
}

impl Ui {
    pub fn new(color: Color, no_color: bool, quiet: bool) -> Self {
        let terminal = io::stderr().is_terminal();
        let target = if terminal && !quiet {
            ProgressDrawTarget::stderr()
        } else {
            ProgressDrawTarget::hidden()
        };
        Self {
            color: match color {
                Color::Auto => terminal && !no_color,
                Color::Always => true,
                Color::Never => false,
            },
            dyes: match color {
                Color::Auto => io::stdout().is_terminal() && !no_color,
                Color::Always => true,
                Color::Never => false,
            },
            always: color == Color::Always,
            quiet,
            bars: MultiProgress::with_draw_target(target),
            reader_left: AtomicBool::new(false),
            interruptible: OnceLock::new(),
            protocol: OnceLock::new(),
            log: OnceLock::new(),
        }
    }

    /// A line of the result.
    ///
    /// # Errors
    /// When stdout cannot be written; see [`Ui::reader_left`].
    pub fn line(&self, text: &str) -> Result<()> {
        self.bytes(format!("{text}\n").as_bytes())
    }

    /// A result as it is.
    ///
    /// # Errors
    /// When stdout cannot be written.
    pub fn bytes(&self, bytes: &[u8]) -> Result<()> {
        self.bars.suspend(|| {
            self.written(match self.protocol.get() {
                Some(mut out) => out.write_all(bytes),
                None => io::stdout().write_all(bytes),
            })
        })
    }

    /// From now on only [`Ui::bytes`] and what stands on it reach the standard output; whatever
    /// else in this process, or a child of it, prints there comes out on stderr.
    ///
    /// # Errors
    /// When the descriptors cannot be changed.
    pub fn keep_stdout_for_protocol(&self) -> Result<()> {
        let act = || "cannot keep the standard output for the protocol".into();
        let own = io::stdout().as_fd().try_clone_to_owned().context(act)?;
        rustix::stdio::dup2_stdout(io::stderr().as_fd()).context(act)?;
        // A second call finds it kept.
        let _ = self.protocol.set(File::from(own));
        Ok(())
    }

    /// A secret, shown this once. A reader that has left is a failure here: the secret is lost.
    ///
    /// # Errors
    /// When stdout cannot be written.
    pub fn secret(&self, secret: &Secret) -> Result<()> {
        let mut out = io::stdout();
        let done = self.bars.suspend(|| {
            out.write_all(secret.expose().as_bytes())
                .and_then(|()| out.write_all(b"\n"))
                .and_then(|()| out.flush())
        });
        done.map_err(|e| {
            Error::failed("cannot write the secret to the standard output: it is lost")
                .source(e)
                .hint("make another one; of a token: `lean-ctx team token rotate ID --overlap 0`")
        })
    }

    /// # Errors
    /// When stdout cannot be written.
    pub fn flush(&self) -> Result<()> {
        self.written(io::stdout().flush())
    }

    fn written(&self, done: io::Result<()>) -> Result<()> {
        if done.as_ref().is_err_and(|e| e.kind() == io::ErrorKind::BrokenPipe) {
            self.reader_left.store(true, Ordering::Relaxed);
        }
        done.context(|| "cannot write to the standard output".into())
    }

    /// Whether stdout was closed by its reader.
    pub fn reader_left(&self) -> bool {
        self.reader_left.load(Ordering::Relaxed)
    }

    /// A result for programs.
    ///
    /// # Errors
    /// When stdout cannot be written.
    pub fn json(&self, value: &impl Serialize) -> Result<()> {
        let text = serde_json::to_string_pretty(value).context(|| "cannot spell JSON".into())?;
        self.line(&text)
    }

    /// Whether results are read by a person at once, and not by a program or out of a file.
    pub fn is_read(&self) -> bool {
        io::stdout().is_terminal()
    }

    /// A result for people. On a terminal it fits the width, cells broken between words; else its
    /// columns are as wide as they must be, so that `grep` and `awk` work.
    ///
    /// # Errors
    /// When stdout cannot be written.
    pub fn table(&self, head: &[&str], rows: Vec<Vec<String>>) -> Result<()> {
        let head: Vec<Head> = head.iter().map(|name| Head { name, cut: false }).collect();
        let spans = |row: Vec<String>| row.into_iter().map(Span::plain).collect();
        let rows: Vec<Vec<Span>> = rows.into_iter().map(spans).collect();
        let lines = sheet::table(&head, &rows, self.width(), false);
        self.line(&lines.join("\n"))
    }

    /// Columns of the terminal that results are read on.
    fn width(&self) -> Option<u16> {
        let size = self.is_read().then(|| Term::stdout().size_checked()).flatten();
        size.map(|(_, columns)| columns)
    }

    /// Whether a tool's answer is laid out for a person; else it is what an AI client would read.
    pub fn lays_out(&self) -> bool {
        self.is_read() || self.always
    }

    /// A result for people: through their pager where it is longer than the screen.
    ///
    /// # Errors
    /// When stdout cannot be written.
    pub fn page(&self, sheet: &Sheet) -> Result<()> {
        let text = sheet.render(self.width(), self.dyes);
        let rows = self.is_read().then(|| Term::stdout().size_checked()).flatten();
        let long = rows.is_some_and(|(rows, _)| text.lines().count() >= usize::from(rows));
        match environment::pager().filter(|_| long) {
            Some(pager) if self.bars.suspend(|| paged(&pager, &text)) => Ok(()),
            _ => self.bytes(text.as_bytes()),
        }
    }

    /// From now on what is said on stderr is a log, written so.
    pub fn log_as(&self, format: Format, least: Level) {
        // A second call finds it set.
        let _ = self.log.set((format, least));
    }

    /// A line of the log, as it is.
    pub fn log_line(&self, line: &str) {
        self.stderr(line);
    }

    /// What has happened at this moment, for whoever reads the log later.
    pub fn happened(&self, level: Level, text: &str) {
        match self.log.get() {
            Some((Format::Json, _)) => self.tell(level, text, None),
            _ => self.tell(level, &format!("{} {text}", clock::rfc3339(clock::now())), None),
        }
    }

    /// What happened, for a person; not with `--quiet`.
    pub fn note(&self, text: &str) {
        if !self.quiet {
            self.tell(Level::Info, text, None);
        }
    }

    /// What a person must see even with `--quiet`.
    pub fn say(&self, text: &str) {
        self.tell(Level::Info, text, None);
    }

    pub fn warn(&self, text: &str) {
        self.tell(Level::Warn, text, None);
    }

    pub fn hint(&self, text: &str) {
        self.stderr(&format!("{} {}", self.paint("36;1", "hint:"), clean(text)));
    }

    pub fn error(&self, e: &Error) {
        self.tell(Level::Error, &e.chain(), e.hint_text());
    }

    /// Writes to a person or, where stderr is a log, to that.
    fn tell(&self, level: Level, text: &str, hint: Option<&str>) {
        let log = self.log.get();
        if log.is_some_and(|(_, least)| level > *least) {
            return;
        }
        if let Some((Format::Json, _)) = log {
            let at = clock::rfc3339(clock::now());
            let mut line = json!({"ts": at, "level": level.word(), "message": text});
            if let Some(hint) = hint {
                line["hint"] = hint.into();
            }
            return self.stderr(&line.to_string());
        }
        let text = clean(text);
        self.stderr(&match level {
            Level::Error => format!("{} {text}", self.paint("31;1", "error:")),
            Level::Warn => format!("{} {text}", self.paint("33;1", "warning:")),
            Level::Info | Level::Debug => text,
        });
        if let Some(hint) = hint {
            self.hint(hint);
        }
    }

    fn paint(&self, code: &str, text: &str) -> String {
        if self.color { format!("\u{1b}[{code}m{text}\u{1b}[0m") } else { text.into() }
    }

    /// Nobody can be told when stderr is gone.
    fn stderr(&self, line: &str) {
        self.bars.suspend(|| {
            // In one write: the stream itself keeps nothing back.
            let _ = io::stderr().write_all(format!("{line}\n").as_bytes());
        });
    }

    /// The next line of stdin, without its end; `None` at the end of input. A line longer than
    /// `most` bytes is cut there: it cannot be a message, and must not fill the memory.
    ///
    /// # Errors
    /// When stdin cannot be read.
    pub fn input_line(&self, most: usize) -> Result<Option<Vec<u8>>> {
        let mut stdin = io::stdin().lock();
        let (mut line, mut ended) = (Vec::new(), false);
        while !ended {
            let chunk = stdin.fill_buf().context(|| "cannot read the standard input".into())?;
            if chunk.is_empty() {
                return Ok((!line.is_empty()).then_some(line));
            }
            let end = chunk.iter().position(|b| *b == b'\n');
            ended = end.is_some();
            let used = end.map_or(chunk.len(), |at| at + 1);
            let room = most.saturating_sub(line.len());
            line.extend_from_slice(&chunk[..end.unwrap_or(used).min(room)]);
            stdin.consume(used);
        }
        Ok(Some(line))
    }

    /// A secret: typed without echo on a terminal, else the first line of stdin.
    ///
    /// # Errors
    /// When nothing is given.
    pub fn secret_input(&self, prompt: &str) -> Result<Zeroizing<String>> {
        if self.can_ask() {
            // Ctrl-C ends the process here: no cursor is hidden, and the read could not be woken.
            let typed = dialoguer::Password::new().with_prompt(prompt).interact();
            return typed.map(Zeroizing::new).context(|| "the question was not answered".into());
        }
        let line = Zeroizing::new(self.input_line(4096)?.unwrap_or_default());
        String::from_utf8(line.to_vec())
            .map(Zeroizing::new)
            .map_err(|_| Error::new(Kind::Usage, "the secret on the standard input is not text"))
    }

    /// A bar over `total` steps, or a spinner; hidden unless stderr is a terminal.
    pub fn progress(&self, label: &str, total: Option<u64>) -> Progress {
        let template = match total {
            Some(_) => "{msg} {wide_bar} {pos}/{len}",
            None => "{spinner} {msg} {pos}",
        };
        let bar = self.bars.add(total.map_or_else(ProgressBar::new_spinner, ProgressBar::new));
        if let Ok(style) = ProgressStyle::with_template(template) {
            bar.set_style(style);
        }
        bar.set_message(clean(label));
        bar.enable_steady_tick(Duration::from_millis(120));
        Progress(bar)
    }

    /// A bar for an index that is being built: files, text a second, time left.
    pub fn indexing(&self, id: &str) -> Indexing {
        Bars(self.bars.clone()).indexing(id)
    }

    /// Where bars are added, for those who outlive a borrow.
    pub fn bars(&self) -> Bars {
        Bars(self.bars.clone())
    }

    /// Whether there is a person to ask.
    pub fn can_ask(&self) -> bool {
        io::stdin().is_terminal() && io::stderr().is_terminal()
    }

    /// Asks before a dangerous act, with "no" as the default.
    ///
    /// # Errors
    /// `Usage` when there is nobody to ask: `--yes` is then the way. `Failed` when the answer is no.
    pub fn confirm(&self, question: &str, yes: bool) -> Result<()> {
        if yes {
            return Ok(());
        }
        if !self.can_ask() {
            return Err(Error::new(Kind::Usage, "there is no terminal to confirm on")
                .hint("nothing was changed; add `--yes` to go ahead without being asked"));
        }
        let question = dialoguer::Confirm::new().with_prompt(clean(question)).default(false);
        match self.answered(|| question.interact())? {
            true => Ok(()),
            false => Err(unconfirmed()),
        }
    }

    /// Asks what is harmless, with "yes" as the default.
    ///
    /// # Errors
    /// When the person ends the input instead of answering.
    pub fn agree(&self, question: &str) -> Result<bool> {
        let question = dialoguer::Confirm::new().with_prompt(clean(question)).default(true);
        self.answered(|| question.interact())
    }

    /// Asks which of these; all are marked at first.
    ///
    /// # Errors
    /// When the person ends the input instead of answering.
    pub fn choose(&self, question: &str, items: &[String]) -> Result<Vec<usize>> {
        let question = dialoguer::MultiSelect::new()
            .with_prompt(clean(question))
            .items(items)
            .defaults(&vec![true; items.len()]);
        self.answered(|| question.interact())
    }

    /// Waits for an answer. Ctrl-C is one as well: the reader of keys sends itself the signal, whose
    /// default would leave the terminal without a cursor and the person without a word.
    fn answered<T>(&self, ask: impl FnOnce() -> dialoguer::Result<T>) -> Result<T> {
        let interruptible = self.interruptible.get_or_init(|| {
            let flag = Arc::new(AtomicBool::new(true));
            // A handler cannot be taken away again; between questions this one does what none did.
            // Without it, Ctrl-C ends the process as ever.
            let _ = register_conditional_default(SIGINT, Arc::clone(&flag));
            flag
        });
        interruptible.store(false, Ordering::SeqCst);
        let answer = ask();
        interruptible.store(true, Ordering::SeqCst);
        answer.map_err(|dialoguer::Error::IO(e)| {
            let term = Term::stderr();
            // The question's line has no end yet. Nobody can be told when stderr is gone.
            let _ = term.show_cursor().and_then(|()| term.write_line(""));
            match e.kind() {
                io::ErrorKind::Interrupted => unconfirmed(),
                _ => Error::failed("the question was not answered").source(e),
            }
        })
    }

    /// Asks for a text.
    ///
    /// # Errors
    /// When the person ends the input instead of answering.
    pub fn ask(
        &self,
        question: &str,
        default: &str,
        check: impl Fn(&str) -> Result<(), String>,
    ) -> Result<String> {
        let question = dialoguer::Input::<String>::new()
            .with_prompt(clean(question))
            .default(default.into())
            .validate_with(|text: &String| check(text));
        self.answered(|| question.interact_text())
    }
}

/// A bar that disappears when it is dropped.
pub struct Progress(ProgressBar);

impl Progress {
    pub fn set(&self, done: u64) {
        self.0.set_position(done);
    }

    pub fn set_total(&self, total: u64) {
        self.0.set_length(total);
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.0.finish_and_clear();
    }
}

/// What bars share.
pub struct Bars(MultiProgress);

impl Bars {
    /// See [`Ui::indexing`].
    pub fn indexing(&self, id: &str) -> Indexing {
        Indexing {
            bars: self.0.clone(),
            label: format!("indexing {}", clean(id)),
            bar: OnceLock::new(),
            began: Mutex::new(clock::instant()),
        }
    }
}

/// A bar that disappears when it is dropped.
pub struct Indexing {
    bars: MultiProgress,
    label: String,
    /// Shown once there is something to do: an index that is ready has none.
    bar: OnceLock<ProgressBar>,
    /// The part of the work that is counted.
    began: Mutex<Instant>,
}

impl Indexing {
    pub fn tell(&self, progress: Indexed) {
        let Indexed { files_done, files_total, bytes_done } = progress;
        if files_total == 0 {
            return;
        }
        let bar = self.bar.get_or_init(|| self.shown());
        let mut began = self.began.lock().unwrap_or_else(PoisonError::into_inner);
        // Text comes first, then the code in it: that is counted anew.
        if files_done < bar.position() {
            *began = clock::instant();
            bar.reset_eta();
        }
        let seconds = began.elapsed().as_secs_f64();
        bar.set_length(files_total);
        bar.set_position(files_done);
        if bytes_done > 0 && seconds > 0.1 {
            #[allow(clippy::cast_precision_loss)]
            let rate = bytes_done as f64 / 1e6 / seconds;
            bar.set_prefix(format!(", {rate:.1} MB/s"));
        }
    }

    fn shown(&self) -> ProgressBar {
        let bar = self.bars.add(ProgressBar::new(0));
        let template = "{msg} {wide_bar} {pos}/{len} files{prefix}, {eta} left";
        if let Ok(style) = ProgressStyle::with_template(template) {
            bar.set_style(style);
        }
        bar.set_message(self.label.clone());
        bar.enable_steady_tick(Duration::from_millis(120));
        bar
    }
}

impl Drop for Indexing {
    fn drop(&mut self) {
        if let Some(bar) = self.bar.get() {
            bar.finish_and_clear();
        }
    }
}

/// Whether a pager has shown it.
fn paged(pager: &str, text: &str) -> bool {
    let mut command = Command::new("sh");
    command.args(["-c", pager]).stdin(Stdio::piped());
    if !environment::less_is_told() {
        // As git does: no pause where it fits, colours kept, the text left on the screen.
        command.env("LESS", "FRX");
    }
    let Ok(mut child) = command.spawn() else { return false };
    if let Some(mut input) = child.stdin.take() {
        // Who has seen enough closes it: that is no failure.
        let _ = input.write_all(text.as_bytes());
    }
    // 127: the shell has not found it.
    child.wait().is_ok_and(|status| status.code() != Some(127))
}

/// What clap has to say: help and version are results, the rest is wrong usage.
pub fn usage(e: &clap::Error) -> ExitCode {
    let _ = e.print();
    ExitCode::from(if e.use_stderr() { 2 } else { 0 })
}

fn unconfirmed() -> Error {
    Error::failed("not confirmed: nothing was changed")
}

/// Names and messages come from files and remotes: escape sequences must not reach the terminal.
pub fn clean(text: &str) -> String {
    let odd = |c: char| c.is_control() && c != '\n' && c != '\t';
    if text.contains(odd) { text.replace(odd, "\u{fffd}") } else { text.into() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escape_sequences_do_not_reach_the_terminal() {
        assert_eq!(clean("a\u{1b}[2Jb\nc\td\u{9b}"), "a\u{fffd}[2Jb\nc\td\u{fffd}");
    }

    #[test]
    fn a_table_fits_the_terminal_and_breaks_no_word() {
        let row = |id: &str, scopes: &str| {
            let time = "2026-11-22 10:22:05Z".to_owned();
            [id, "member", scopes, "all"].map(str::to_owned).into_iter().chain([time]).collect()
        };
        let head = ["ID", "ROLE", "SCOPES", "WORKSPACES", "LAST USED"];
        let rows: Vec<Vec<String>> =
            vec![row("alice", "search, graph, index, knowledge"), row("bob", "all")];
        let spans = |row: &Vec<String>| row.iter().map(Span::plain).collect();
        let rows: Vec<Vec<Span>> = rows.iter().map(spans).collect();
        let head = head.map(|name| Head { name, cut: false });
        let lines = sheet::table(&head, &rows, Some(60), false);
        assert!(lines.iter().all(|line| line.chars().count() <= 60), "{lines:#?}");
        let text = lines.join("\n");
        for word in ["knowledge", "WORKSPACES", "2026-11-22", "10:22:05Z", "alice"] {
            assert!(text.contains(word), "{word} is broken: {lines:#?}");
        }
        assert_eq!(sheet::table(&head, &rows, None, false).len(), 3, "one line a row for programs");
    }

    #[test]
    fn colour_is_a_choice() {
        let ui = |color, no_color| Ui::new(color, no_color, true);
        assert!(ui(Color::Always, true).color);
        assert!(!ui(Color::Never, false).color);
        assert!(!ui(Color::Auto, true).color);
        assert_eq!(ui(Color::Never, false).paint("1", "x"), "x");
    }
}
