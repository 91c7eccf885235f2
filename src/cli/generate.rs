//! What do completions and man pages look like? Made from the command tree alone, so that the same
//! binary always gives the same bytes.

use std::path::Path;

use clap::builder::Resettable;
use clap::{Command, CommandFactory as _};
use clap_complete::Shell;
use clap_complete::env::{self, EnvCompleter};
use clap_mangen::roff::{Roff, roman};

use super::Cli;
use crate::base::Result;
use crate::base::error::Context as _;

/// The command's name, by which a shell finds it.
pub const NAME: &str = "lean-ctx";

/// A file's name and its bytes.
pub type Page = (String, Vec<u8>);

/// What a shell reads to complete our commands: it asks `program`, so that names which only a machine knows are
/// completed, too, and no list of commands grows old in a file.
///
/// # Errors
/// When the script cannot be rendered.
pub fn completion(shell: Shell, program: &str) -> Result<Page> {
    let (name, by): (_, &dyn EnvCompleter) = match shell {
        Shell::Zsh => ("_lean-ctx", &env::Zsh),
        Shell::Fish => ("lean-ctx.fish", &env::Fish),
        Shell::Elvish => ("lean-ctx.elv", &env::Elvish),
        Shell::PowerShell => ("_lean-ctx.ps1", &env::Powershell),
        // clap's list is open; bash is what is left of those that it has.
        _ => ("lean-ctx.bash", &env::Bash),
    };
    let mut bytes = Vec::new();
    by.write_registration("COMPLETE", NAME, NAME, program, &mut bytes)
        .context(|| format!("cannot render the completions of `{shell}`"))?;
    let script = String::from_utf8_lossy(&bytes);
    let script = if shell == Shell::Zsh { as_function(&script) } else { script.into_owned() };
    Ok((name.into(), format!("{}\n", script.trim()).into_bytes()))
}

/// zsh reads a file of `fpath` as the body of a function when it is needed first: then it must complete, and not
/// only say who will the next time.
fn as_function(script: &str) -> String {
    let call = "\nif [ \"$funcstack[1]\" = \"_lean-ctx\" ]; then\n    _clap_dynamic_completer_lean_ctx \"$@\"\nfi\ncompdef ";
    script.replace("\ncompdef ", call)
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
            assert_eq!(completion(shell, NAME).unwrap(), completion(shell, NAME).unwrap());
        }
    }
}
