//! What do completions and man pages look like? Made from the command tree alone, so that the same
//! binary always gives the same bytes.

use std::path::Path;

use clap::builder::Resettable;
use clap::{Command, CommandFactory as _};
use clap_complete::Shell;
use clap_mangen::roff::{Roff, roman};

use super::Cli;
use crate::base::Result;
use crate::base::error::Context as _;

/// A file's name and its bytes.
pub type Page = (String, Vec<u8>);

pub fn completion(shell: Shell) -> Page {
    let mut bytes = Vec::new();
    clap_complete::generate(shell, &mut Cli::command(), "lean-ctx", &mut bytes);
    let name = match shell {
        Shell::Zsh => "_lean-ctx",
        Shell::Fish => "lean-ctx.fish",
        Shell::Elvish => "lean-ctx.elv",
        Shell::PowerShell => "_lean-ctx.ps1",
        // clap's list is open: what it learns later gets the plain name.
        _ => "lean-ctx.bash",
    };
    let bytes = if matches!(shell, Shell::Bash) { mend_bash(&bytes) } else { bytes };
    (name.into(), bytes)
}

/// clap_complete's bash script finds a subcommand under `lean__ctx__subcmd__…` but labels its cases
/// `lean__subcmd__ctx__subcmd__…`: it takes the hyphen in the binary's name for one between a
/// command and its subcommand. Without this, nothing below the first word is completed.
fn mend_bash(script: &[u8]) -> Vec<u8> {
    String::from_utf8_lossy(script).replace("lean__subcmd__ctx", "lean__ctx").into_bytes()
}

/// One page a command, the first of them `lean-ctx.1`.
///
/// # Errors
/// When a page cannot be rendered.
pub fn pages() -> Result<Vec<Page>> {
    let mut root = Cli::command().disable_help_subcommand(true);
    // Gives the subcommands their full names.
    root.build();
    let mut found = Vec::new();
    render(&root, &mut found)?;
    Ok(found)
}

fn render(command: &Command, found: &mut Vec<Page>) -> Result<()> {
    let name = command.get_display_name().unwrap_or_else(|| command.get_name());
    let mut bytes = Vec::new();
    // The text after the help has a section of its own, since its lines must stay lines.
    let plain = command.clone().after_help(Resettable::Reset);
    clap_mangen::Man::new(plain)
        .manual("lean-ctx")
        .render(&mut bytes)
        .and_then(|()| examples(command).to_writer(&mut bytes))
        .context(|| format!("cannot render `{name}`"))?;
    found.push((format!("{name}.1"), bytes));
    command.get_subcommands().filter(|s| !s.is_hide_set()).try_for_each(|s| render(s, found))
}

fn examples(command: &Command) -> Roff {
    let mut section = Roff::new();
    if let Some(text) = command.get_after_help() {
        section.control("SH", ["EXAMPLES"]).control("nf", []);
        section.text([roman(text.to_string())]).control("fi", []);
    }
    section
}

/// Writes the pages into `dir`, which is created.
///
/// # Errors
/// Any I/O error.
pub fn write(dir: &Path, pages: &[Page]) -> Result<()> {
    std::fs::create_dir_all(dir).context(|| format!("cannot create `{}`", dir.display()))?;
    for (name, bytes) in pages {
        let path = dir.join(name);
        std::fs::write(&path, bytes).context(|| format!("cannot write `{}`", path.display()))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_generated_does_not_change_by_itself() {
        assert_eq!(pages().unwrap(), pages().unwrap());
        let names: Vec<String> = pages().unwrap().into_iter().map(|(name, _)| name).collect();
        assert_eq!(names[0], "lean-ctx.1");
        assert!(names.contains(&"lean-ctx-team-token-create.1".into()), "{names:?}");
        let root = String::from_utf8(pages().unwrap().remove(0).1).unwrap();
        assert!(root.contains(".SH EXAMPLES\n.nf\nExamples:\n  lean\\-ctx "), "{root}");
        for shell in [Shell::Bash, Shell::Zsh, Shell::Fish, Shell::Elvish, Shell::PowerShell] {
            assert_eq!(completion(shell), completion(shell));
        }
    }
}
