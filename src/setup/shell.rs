//! Where does this user's shell look for completions, and `man` for pages, without being told to?
//!
//! A start-up file is read at most, never written: where no folder is read already, the one line that
//! would do is given.

use std::path::PathBuf;

use rustix::fs::{Access, access};

use super::machine::Machine;

/// Where something goes.
#[derive(Debug, PartialEq, Eq)]
pub enum Spot {
    /// A folder that is read.
    Folder(PathBuf),
    /// None is; this line, typed once, would do.
    Line(String),
    /// Nobody would read it.
    Nowhere(&'static str),
}

/// The shells that we have completions for, by name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shell {
    Bash,
    Zsh,
    Fish,
    Elvish,
}

impl Shell {
    pub fn named(name: &str) -> Option<Self> {
        match name {
            "bash" => Some(Self::Bash),
            "zsh" => Some(Self::Zsh),
            "fish" => Some(Self::Fish),
            "elvish" => Some(Self::Elvish),
            _ => None,
        }
    }
}

/// Loaders of bash's completions, as distributions and Homebrew install them.
const BASH_COMPLETION: [&str; 5] = [
    "/usr/share/bash-completion/bash_completion",
    "/usr/local/share/bash-completion/bash_completion",
    "/opt/homebrew/share/bash-completion/bash_completion",
    "/opt/local/share/bash-completion/bash_completion",
    "/home/linuxbrew/.linuxbrew/share/bash-completion/bash_completion",
];

/// Where completions of `shell` are read.
pub fn completions(shell: Shell, machine: &Machine) -> Spot {
    let program = machine.program.display();
    match shell {
        Shell::Bash => {
            if BASH_COMPLETION.iter().any(|path| std::path::Path::new(path).is_file()) {
                return Spot::Folder(machine.share().join("bash-completion/completions"));
            }
            let line = format!("echo 'source <(\"{program}\" completions bash)' >> ~/.bashrc");
            Spot::Line(line)
        }
        Shell::Fish => {
            Spot::Folder(machine.place(super::machine::Base::Config, "fish/completions"))
        }
        Shell::Zsh => zsh(machine).map_or_else(
            || Spot::Line(format!("echo 'source <(\"{program}\" completions zsh)' >> ~/.zshrc")),
            Spot::Folder,
        ),
        Shell::Elvish => Spot::Line(format!(
            "echo 'eval (\"{program}\" completions elvish | slurp)' >> ~/.config/elvish/rc.elv"
        )),
    }
}

/// A folder of `fpath`: oh-my-zsh's own, one that `.zshrc` names, or the system's if we may write it.
fn zsh(machine: &Machine) -> Option<PathBuf> {
    let home = &machine.person.home;
    let framework = machine.person.oh_my_zsh.clone().unwrap_or_else(|| home.join(".oh-my-zsh"));
    if framework.join("oh-my-zsh.sh").is_file() {
        return Some(framework.join("custom/completions"));
    }
    let rc = std::fs::read_to_string(home.join(".zshrc")).unwrap_or_default();
    let lines: Vec<&str> = rc
        .lines()
        .map(str::trim_start)
        .filter(|line| !line.starts_with('#') && line.contains("fpath"))
        .collect();
    let named = [".zfunc", ".zsh/completions", ".zsh/functions", ".config/zsh/completions"]
        .into_iter()
        .find(|folder| lines.iter().any(|line| line.contains(folder)));
    if let Some(folder) = named {
        return Some(home.join(folder));
    }
    let system = PathBuf::from("/usr/local/share/zsh/site-functions");
    access(&system, Access::WRITE_OK).is_ok().then_some(system)
}

/// Where manual pages are read: `man` looks beside each folder of `PATH`, into `../share/man`.
pub fn manual(machine: &Machine) -> Spot {
    if !machine.has_program("man") {
        return Spot::Nowhere("there is no `man` here");
    }
    let home = &machine.person.home;
    if machine.person.path.contains(&home.join(".local/bin")) {
        return Spot::Folder(home.join(".local/share/man/man1"));
    }
    let program = machine.program.display();
    Spot::Line(format!(
        "\"{program}\" man --out ~/.local/share/man/man1 && echo 'export MANPATH=\"$HOME/.local/share/man:$MANPATH\"' >> ~/.profile"
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::environment::Person;

    #[test]
    fn only_folders_that_are_read_are_used() {
        let dir = tempfile::tempdir().unwrap();
        let home = dir.path().to_owned();
        let person = Person { home: home.clone(), ..Person::default() };
        let mut machine = Machine { person, mac: false, program: "/bin/lean-ctx".into() };
        let fish = home.join(".config/fish/completions");
        assert_eq!(completions(Shell::Fish, &machine), Spot::Folder(fish));
        assert!(matches!(manual(&machine), Spot::Nowhere(_)));
        std::fs::write(home.join(".zshrc"), "# fpath+=~/.zfunc\nfpath+=(~/.zsh/completions)\n")
            .unwrap();
        let zsh = home.join(".zsh/completions");
        assert_eq!(completions(Shell::Zsh, &machine), Spot::Folder(zsh));
        let bin = home.join(".local/bin");
        std::fs::create_dir_all(&bin).unwrap();
        std::fs::write(bin.join("man"), "").unwrap();
        std::os::unix::fs::symlink("/bin/sh", bin.join("man2")).unwrap();
        machine.person.path.push(bin.clone());
        assert!(matches!(manual(&machine), Spot::Nowhere(_)), "not a program");
        std::fs::remove_file(bin.join("man")).unwrap();
        std::fs::rename(bin.join("man2"), bin.join("man")).unwrap();
        assert_eq!(manual(&machine), Spot::Folder(home.join(".local/share/man/man1")));
    }
}
