//! Which repositories does team.json name, and where do they lie?

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use globset::{GlobBuilder, GlobSet, GlobSetBuilder};
use url::Url;

use super::document::{Fields, Node};
use crate::auth::Grant;
use crate::base::layout::DataDir;

#[derive(Debug, Clone)]
pub struct Workspace {
    pub id: String,
    pub label: Option<String>,
    /// Absolute. Absent on disk only where there is a `url` to clone from.
    pub root: PathBuf,
    /// The ref that is indexed; none: the remote's default branch, without a remote HEAD.
    pub reference: Option<String>,
    /// Other refs that a call may ask for.
    pub refs: RefGlobs,
    pub url: Option<GitUrl>,
    /// What it shares with the others of that name: which words mean alike.
    pub group: Option<String>,
}

/// The workspaces that are declared as groups: whoever sees one of a group sees all of it, because what is learned
/// of one member shows in the ranking of the others.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Groups(BTreeMap<String, BTreeSet<String>>);

/// A grant that shows a part of a group.
#[derive(Debug, PartialEq, Eq)]
pub struct Torn<'g> {
    pub group: &'g str,
    pub seen: Vec<&'g str>,
    pub missing: Vec<&'g str>,
}

impl Groups {
    pub fn of(workspaces: &[Workspace]) -> Self {
        let mut groups: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for workspace in workspaces {
            if let Some(group) = &workspace.group {
                groups.entry(group.clone()).or_default().insert(workspace.id.clone());
            }
        }
        Self(groups)
    }

    /// The ids of a group's members.
    pub fn members(&self, group: &str) -> BTreeSet<String> {
        self.0.get(group).cloned().unwrap_or_default()
    }

    /// The groups of which a grant shows some members and not others.
    pub fn torn_by<'g>(&'g self, grant: &Grant) -> Vec<Torn<'g>> {
        let torn = |(group, members): (&'g String, &'g BTreeSet<String>)| {
            let ids = members.iter().map(String::as_str);
            let (seen, missing): (Vec<_>, Vec<_>) = ids.partition(|id| grant.covers(id));
            (!seen.is_empty() && !missing.is_empty()).then_some(Torn { group, seen, missing })
        };
        self.0.iter().filter_map(torn).collect()
    }

    pub(super) fn warn_of_lonely(&self, workspaces: &Node) {
        for (group, members) in &self.0 {
            if let (1, Some(only)) = (members.len(), members.first()) {
                workspaces.warn(
                    format!("`{only}` is alone in the group `{group}`: it shares nothing"),
                    "write the same `group` at the workspaces that it is to share with",
                );
            }
        }
    }
}

impl Torn<'_> {
    pub fn told_of(&self, token: &str) -> String {
        format!(
            "the token `{token}` would see {} of the group `{}` and not {}",
            named(&self.seen),
            self.group,
            named(&self.missing)
        )
    }

    pub fn remedy(&self) -> String {
        format!(
            "a group is seen whole or not at all: add {}, or leave out {}",
            named(&self.missing),
            named(&self.seen)
        )
    }
}

fn named(ids: &[&str]) -> String {
    ids.iter().map(|id| format!("`{id}`")).collect::<Vec<_>>().join(", ")
}

/// Patterns over ref names, short or full; `*` stays within a part, `**` does not.
#[derive(Debug, Clone)]
pub struct RefGlobs {
    pub patterns: Vec<String>,
    set: GlobSet,
}

impl PartialEq for RefGlobs {
    fn eq(&self, other: &Self) -> bool {
        self.patterns == other.patterns
    }
}

impl Eq for RefGlobs {}

impl RefGlobs {
    pub fn none() -> Self {
        Self { patterns: Vec::new(), set: GlobSet::empty() }
    }

    pub fn matches(&self, reference: &str) -> bool {
        self.set.is_match(reference)
    }
}

/// Where a repository is cloned from: https, ssh, `git@host:path` or file. It holds no password.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GitUrl(String);

impl GitUrl {
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// # Errors
    /// What is wrong with it, and what to write instead.
    pub fn parse(text: &str) -> Result<Self, (String, &'static str)> {
        const FORMS: &str = "write `https://…`, `ssh://…`, `git@host:path` or `file:///…`";
        if is_scp_like(text) {
            return Ok(Self(text.into()));
        }
        let url = Url::parse(text).map_err(|_| (format!("`{text}` is not a git URL"), FORMS))?;
        if url.password().is_some() || (url.scheme() == "https" && !url.username().is_empty()) {
            // The text is left out on purpose: it holds a secret.
            return Err((
                "holds a user or password".into(),
                "leave it out; set LEAN_CTX_GIT_TOKEN or use git's credential helper",
            ));
        }
        // `url` forgives what git does not: a third slash, a backslash, a space.
        let strict = !text.contains(['\\', ' '])
            && text.split_once("://").is_some_and(|(_, rest)| !rest.starts_with('/'));
        match url.scheme() {
            "https" | "ssh" if url.has_host() && strict => Ok(Self(text.into())),
            "file" if text.starts_with("file:///") => Ok(Self(text.into())),
            "http" | "git" => {
                Err((format!("`{}` is neither encrypted nor authentic", shown(url)), FORMS))
            }
            _ => Err((format!("`{text}` is not a git URL"), FORMS)),
        }
    }
}

/// A URL without the parts that may hold a secret.
fn shown(mut url: Url) -> Url {
    // It fails only where there is no user to take away.
    let _ = url.set_username("");
    url.set_query(None);
    url.set_fragment(None);
    url
}

/// `user@host:path`, git's short form of ssh.
fn is_scp_like(text: &str) -> bool {
    let Some((user_host, path)) = text.split_once(':') else { return false };
    let Some((user, host)) = user_host.split_once('@') else { return false };
    let plain = |part: &str| {
        !part.is_empty()
            && !part.starts_with('-')
            && part.bytes().all(|b| b.is_ascii_alphanumeric() || b"._-".contains(&b))
    };
    plain(user) && plain(host) && !path.is_empty() && !path.starts_with("//")
}

/// Ids name directories: `.` and `..` would leave theirs.
pub fn is_id(text: &str) -> bool {
    let plain = |b: u8| b.is_ascii_alphanumeric() || b"._-".contains(&b);
    (1..=64).contains(&text.len()) && text.bytes().all(plain) && !matches!(text, "." | "..")
}

/// What git accepts as a ref's name (git-check-ref-format), and never an option.
pub fn is_ref(text: &str) -> bool {
    let odd = |c: char| c.is_ascii_control() || " ~^:?*[\\\u{7f}".contains(c);
    let part = |p: &str| !p.is_empty() && !p.starts_with('.') && !p.ends_with(".lock");
    !text.contains(odd)
        && text.split('/').all(part)
        && !text.contains("..")
        && !text.contains("@{")
        && !text.ends_with('.')
        && !text.starts_with('-')
        && text != "@"
}

pub(super) const ID_REMEDY: &str = "write 1 to 64 of the characters A-Z a-z 0-9 . _ -";

/// Reads `workspaces`. `base` is what relative roots start from.
pub(super) fn read_all(node: &Node, base: &std::path::Path, data: &DataDir) -> Vec<Workspace> {
    let mut found: Vec<Workspace> = Vec::new();
    let nodes = node.list();
    if nodes.is_empty() {
        let _: Option<()> =
            node.fault("names no workspace", "add one: `lean-ctx team workspace add PATH`");
    }
    for element in nodes {
        let Some(workspace) = element.object(|o| read(o, base, data)) else { continue };
        if found.iter().any(|other| other.id == workspace.id) {
            let message = format!("the id `{}` is taken", workspace.id);
            let _: Option<()> = element.fault(message, "give each workspace its own id");
        }
        found.push(workspace);
    }
    found
}

fn read(o: &Fields, base: &std::path::Path, data: &DataDir) -> Option<Workspace> {
    let id = o.need("id", ID_REMEDY).and_then(|n| {
        let text = n.text()?;
        if is_id(&text) { Some(text) } else { n.fault(format!("`{text}` is not an id"), ID_REMEDY) }
    });
    let label = o.words("label");
    let reference = o.get("ref").and_then(|n| {
        let text = n.text()?;
        let remedy = "write a branch, tag or full ref, such as `main` or `refs/heads/main`";
        if is_ref(&text) { Some(text) } else { n.fault(format!("`{text}` is not a ref"), remedy) }
    });
    let refs = o.get("refs").map_or_else(RefGlobs::none, |n| globs(&n));
    let group = o.get("group").and_then(|n| {
        let text = n.text()?;
        if is_id(&text) {
            Some(text)
        } else {
            n.fault(format!("`{text}` is not a group's name"), ID_REMEDY)
        }
    });
    let url_node = o.get("url");
    let url = url_node.as_ref().and_then(|n| match GitUrl::parse(&n.text()?) {
        Ok(url) => Some(url),
        Err((message, remedy)) => n.fault(message, remedy),
    });
    let root = match o.get("root") {
        Some(n) => n.text().and_then(|text| existing_root(&n, base.join(text), url_node.is_some())),
        None if url_node.is_some() => id.as_deref().map(|id| data.clone_of(id)),
        None => {
            o.fault("root", "is missing", "write the repository's path, or a `url` to clone from");
            None
        }
    };
    Some(Workspace { id: id?, label, root: root.unwrap_or_default(), reference, refs, url, group })
}

fn existing_root(n: &Node, root: PathBuf, clonable: bool) -> Option<PathBuf> {
    match std::fs::metadata(&root) {
        Ok(meta) if meta.is_dir() => Some(root),
        Ok(_) => n.fault(
            format!("`{}` is not a directory", root.display()),
            "write the path of a repository or folder",
        ),
        Err(e) if e.kind() == std::io::ErrorKind::NotFound && clonable => Some(root),
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => n.fault(
            format!("`{}` does not exist", root.display()),
            "write the path of a repository on this machine, or add a `url` to clone it from",
        ),
        Err(e) => n.fault(
            format!("`{}` cannot be looked at: {e}", root.display()),
            "let the server's user enter every directory above it",
        ),
    }
}

fn globs(node: &Node) -> RefGlobs {
    let mut globs = GlobSetBuilder::new();
    let mut patterns = Vec::new();
    for (n, text) in node.texts() {
        match GlobBuilder::new(&text).literal_separator(true).build() {
            Ok(glob) => {
                globs.add(glob);
                patterns.push(text);
            }
            Err(e) => {
                let message = format!("`{text}` is not a pattern: {}", e.kind());
                let _: Option<()> = n.fault(message, "write ref names, with `*` or `**`");
            }
        }
    }
    // Each part was built above; only their sum can still be too large.
    let set = globs.build().unwrap_or_else(|e| {
        let _: Option<()> =
            node.fault(format!("cannot be used: {}", e.kind()), "use fewer patterns");
        GlobSet::empty()
    });
    RefGlobs { patterns, set }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn git_urls_are_authentic_and_hold_no_secret() {
        for good in [
            "https://example.com/a/b.git",
            "ssh://git@example.com:2222/a.git",
            "git@example.com:a/b.git",
            "file:///srv/git/a.git",
        ] {
            assert!(GitUrl::parse(good).is_ok(), "{good}");
        }
        for bad in [
            "http://example.com/a",
            "git://example.com/a",
            "ext::sh -c id",
            "-oProxyCommand=x@h:p",
            "git@-h:p",
            "/srv/git/a",
            "file://host/share",
            "https:///a",
            "javascript:1",
        ] {
            assert!(GitUrl::parse(bad).is_err(), "{bad}");
        }
        let (message, _) = GitUrl::parse("http://hunter2@e.com/a?t=hunter2#hunter2").unwrap_err();
        assert_eq!(message, "`http://e.com/a` is neither encrypted nor authentic");
        for secret in ["https://u:hunter2@e.com/a", "https://hunter2@e.com/a"] {
            let (message, remedy) = GitUrl::parse(secret).unwrap_err();
            assert!(!message.contains("hunter2") && remedy.contains("LEAN_CTX_GIT_TOKEN"));
        }
    }

    #[test]
    fn ids_and_refs_stay_names() {
        for good in ["a", "core-api", "A.b_c", "..."] {
            assert!(is_id(good), "{good}");
        }
        for bad in ["", ".", "..", "a/b", "a b", "é", &"x".repeat(65)] {
            assert!(!is_id(bad), "{bad}");
        }
        for good in ["main", "feature/x", "refs/heads/main", "v1.2.3", "@me"] {
            assert!(is_ref(good), "{good}");
        }
        for bad in ["", "-x", "a..b", "a b", "a~1", "a^", "/a", "a/", "a.lock", "@", "a@{0}", "a:"]
        {
            assert!(!is_ref(bad), "{bad}");
        }
    }
}
