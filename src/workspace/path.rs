//! Does this path, typed by somebody else, stay inside the workspace? Only what passed here reaches content.

use std::fmt;

use crate::base::{Error, Result};

/// A path relative to the workspace's root, normalised: `/` between parts, no empty part, no `.`,
/// no `..`; empty for the root itself. It has been checked as text alone: no file system is asked,
/// because content comes from a snapshot (symlinks are resolved inside it, see `Snapshot::resolve`).
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct JailedPath(String);

impl JailedPath {
    /// `""`, `"."` and `"./"` are the root.
    ///
    /// # Errors
    /// `invalid_arguments`, with the reason, for: absolute paths (Unix, Windows drive, UNC), `..`
    /// anywhere (even where it would stay inside: what is meant is then unclear), control
    /// characters, and the repository's own `.git` in any of the disguises that a case-insensitive
    /// or Windows file system would accept.
    pub fn parse(raw: &str) -> Result<Self> {
        check_whole(raw)?;
        let mut parts = Vec::new();
        // A backslash is a legal character of a file name in git. It is looked through for what it
        // could hide on another system, and otherwise kept.
        for part in raw.split('/') {
            if part.is_empty() || part == "." {
                continue;
            }
            for piece in part.split('\\') {
                check_piece(raw, piece)?;
            }
            parts.push(part);
        }
        let path = parts.join("/");
        // `./C:` and `./\\server` have lost what hid them.
        check_whole(&path).map_err(|_| refuse(raw, "is absolute"))?;
        Ok(Self(path))
    }

    pub const fn root() -> Self {
        Self(String::new())
    }

    pub fn is_root(&self) -> bool {
        self.0.is_empty()
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether `path` (an entry of a manifest) is this path or lies below it.
    pub fn covers(&self, path: &str) -> bool {
        self.is_root()
            || path
                .strip_prefix(self.as_str())
                .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    }
}

impl fmt::Display for JailedPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.is_root() { "." } else { &self.0 })
    }
}

impl fmt::Debug for JailedPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, f)
    }
}

fn refuse(raw: &str, why: &str) -> Error {
    // `escape_debug`: a refused path may hold control characters, and is shown on terminals.
    let shown: String = raw.chars().take(200).flat_map(char::escape_debug).collect();
    Error::invalid(format!("the path `{shown}` {why}"))
        .hint("paths are relative to the workspace's root, with `/` between their parts")
}

fn check_whole(raw: &str) -> Result<()> {
    if raw.len() > 4096 {
        return Err(refuse(raw, "is longer than 4096 bytes"));
    }
    if raw.chars().any(char::is_control) {
        return Err(refuse(raw, "holds a control character"));
    }
    if raw.starts_with('/') || raw.starts_with('\\') {
        return Err(refuse(raw, "is absolute"));
    }
    let bytes = raw.as_bytes();
    if bytes.len() >= 2 && bytes[0].is_ascii_alphabetic() && bytes[1] == b':' {
        return Err(refuse(raw, "names a drive"));
    }
    Ok(())
}

fn check_piece(raw: &str, piece: &str) -> Result<()> {
    let plain: String = piece.chars().filter(|c| !ignorable(*c)).collect();
    // Windows drops dots and blanks at the end of a name: `.. ` and `...` mean `..` there.
    let trimmed = plain.trim_end_matches([' ', '.']);
    let dots = plain.len() - plain.trim_start_matches('.').len();
    if trimmed.is_empty() && dots >= 2 {
        return Err(refuse(raw, "holds `..`"));
    }
    // `.git::$INDEX_ALLOCATION` is a directory's other name on NTFS.
    let name = trimmed.split(':').next().unwrap_or_default().trim_end_matches([' ', '.']);
    let lower = name.to_lowercase();
    let short = lower.strip_prefix("git~").is_some_and(|n| n.bytes().all(|b| b.is_ascii_digit()));
    if lower == ".git" || (short && lower.len() > 4) {
        return Err(refuse(raw, "names the repository's own `.git`"));
    }
    Ok(())
}

/// Code points that HFS+ leaves out when it compares names (git's `next_hfs_char`).
const fn ignorable(c: char) -> bool {
    matches!(c,
        '\u{200c}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{206a}'..='\u{206f}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_are_refused() {
        let refused = [
            "..",
            "../",
            "../x",
            "a/..",
            "a/../b",
            "a/b/../../..",
            "./..",
            ".//../x",
            "..\\x",
            "a\\..\\b",
            "a\\..",
            "..\\..\\windows",
            ".. ",
            "a/.. /b",
            "...",
            "....",
            "a/.../b",
            ".\u{200c}.",
            "/",
            "/etc/passwd",
            "//server/share",
            "\\\\server\\share\\x",
            "\\x",
            "C:",
            "C:\\x",
            "c:/x",
            "z:x",
            "\\\\?\\C:\\x",
            "./C:/x",
            ".//\\\\server",
            "a\0b",
            "\0",
            "a\nb",
            "a\rb",
            "a\tb",
            "a\u{1b}[2J",
            "a\u{7f}",
            "a\u{85}b",
            ".git",
            ".git/config",
            "a/.git",
            "a/.git/config",
            ".GIT/config",
            ".Git",
            ".git.",
            ".git..",
            ".git ",
            ".git . .",
            ".git/",
            "./.git",
            "git~1",
            "GIT~1/config",
            "git~12",
            ".g\u{200c}it",
            ".git\u{200d}/config",
            "\u{feff}.git",
            ".git::$INDEX_ALLOCATION",
            ".git:x/config",
            "a\\.git\\config",
            ".git\\config",
        ];
        assert!(refused.len() >= 40);
        for raw in refused {
            let error = JailedPath::parse(raw).expect_err(&format!("{raw:?} passed"));
            assert_eq!(error.kind(), crate::base::Kind::InvalidArguments, "{raw:?}");
            assert!(!error.message().chars().any(char::is_control), "{raw:?}");
        }
        assert!(JailedPath::parse(&"a/".repeat(3000)).is_err());
    }

    #[test]
    fn ordinary_paths_are_normalised() {
        let kept = [
            ("", ""),
            (".", ""),
            ("./", ""),
            ("././.", ""),
            ("a", "a"),
            ("./a//b/./c/", "a/b/c"),
            (".gitignore", ".gitignore"),
            (".github/workflows/ci.yml", ".github/workflows/ci.yml"),
            ("a.git/x", "a.git/x"),
            ("git~x", "git~x"),
            ("git~", "git~"),
            ("x..y/z", "x..y/z"),
            ("..x", "..x"),
            ("...x", "...x"),
            ("ünï/文.rs", "ünï/文.rs"),
            ("a b/c d", "a b/c d"),
            ("a\\b", "a\\b"),
            ("ab:c", "ab:c"),
            ("~", "~"),
            ("$HOME", "$HOME"),
            ("%2e%2e/x", "%2e%2e/x"),
        ];
        for (raw, expected) in kept {
            assert_eq!(JailedPath::parse(raw).unwrap().as_str(), expected, "{raw:?}");
        }
    }

    #[test]
    fn covers_whole_parts_only() {
        let path = JailedPath::parse("src/a").unwrap();
        assert!(path.covers("src/a"));
        assert!(path.covers("src/a/b.rs"));
        assert!(!path.covers("src/ab"));
        assert!(!path.covers("src"));
        assert!(JailedPath::root().covers("anything"));
    }

    proptest::proptest! {
        #[test]
        fn what_passes_has_no_way_up(raw in "[a./\\\\ :g\u{200c}-]{0,12}") {
            if let Ok(path) = JailedPath::parse(&raw) {
                proptest::prop_assert!(!path.as_str().starts_with('/'));
                proptest::prop_assert!(path.as_str().split(['/', '\\']).all(|p| p != ".." && !p.is_empty() || path.is_root() || p.is_empty() && path.as_str().contains('\\')));
                let again = JailedPath::parse(path.as_str()).unwrap();
                proptest::prop_assert_eq!(again, path);
            }
        }
    }
}
