//! On which platforms is a Go file built? Its name and its `//go:build` line say so
//! (`go help buildconstraint`).

use crate::graph::edge::Confidence;

/// Systems and architectures that Go builds for (`go tool dist list` of 1.19 to 1.25, and z/OS, for
/// which there are sources). A set of them is a mask over this list.
const PLATFORMS: [(&str, &str); 51] = [
    ("linux", "amd64"),
    ("linux", "386"),
    ("linux", "arm"),
    ("linux", "arm64"),
    ("linux", "loong64"),
    ("linux", "mips"),
    ("linux", "mips64"),
    ("linux", "mips64le"),
    ("linux", "mipsle"),
    ("linux", "ppc64"),
    ("linux", "ppc64le"),
    ("linux", "riscv64"),
    ("linux", "s390x"),
    ("aix", "ppc64"),
    ("android", "386"),
    ("android", "amd64"),
    ("android", "arm"),
    ("android", "arm64"),
    ("darwin", "amd64"),
    ("darwin", "arm64"),
    ("dragonfly", "amd64"),
    ("freebsd", "386"),
    ("freebsd", "amd64"),
    ("freebsd", "arm"),
    ("freebsd", "arm64"),
    ("freebsd", "riscv64"),
    ("illumos", "amd64"),
    ("ios", "amd64"),
    ("ios", "arm64"),
    ("js", "wasm"),
    ("wasip1", "wasm"),
    ("netbsd", "386"),
    ("netbsd", "amd64"),
    ("netbsd", "arm"),
    ("netbsd", "arm64"),
    ("openbsd", "386"),
    ("openbsd", "amd64"),
    ("openbsd", "arm"),
    ("openbsd", "arm64"),
    ("openbsd", "mips64"),
    ("openbsd", "ppc64"),
    ("openbsd", "riscv64"),
    ("plan9", "386"),
    ("plan9", "amd64"),
    ("plan9", "arm"),
    ("solaris", "amd64"),
    ("windows", "386"),
    ("windows", "amd64"),
    ("windows", "arm"),
    ("windows", "arm64"),
    ("zos", "s390x"),
];

const ALL: u64 = (1 << PLATFORMS.len()) - 1;
/// Systems that the tag `unix` leaves out.
const NOT_UNIX: [&str; 5] = ["js", "plan9", "wasip1", "windows", "zos"];
/// Names in a file's name or a tag that are systems or architectures without being in the list.
const UNBUILT: [&str; 15] = [
    "nacl",
    "hurd",
    "amd64p32",
    "armbe",
    "arm64be",
    "mips64p32",
    "mips64p32le",
    "ppc",
    "riscv",
    "s390",
    "sparc",
    "sparc64",
    "wasm32",
    "arm64ilp32",
    "mipsn32",
];
/// Tags of its own that a file may have: what names more is taken to be built anywhere.
const MOST_TAGS: usize = 5;

/// Where a file is built, for each choice of the tags that are free.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Built {
    /// Sorted.
    tags: Vec<String>,
    /// By choice: bit `i` of its number says whether `tags[i]` is set.
    masks: Vec<u64>,
}

impl Built {
    /// `cgo`: it imports `C`.
    pub fn of(name: &str, text: &str, cgo: bool) -> Self {
        let mut all = vec![by_name(name)];
        all.extend(by_text(text));
        all.extend(cgo.then(|| Expr::Tag("cgo".to_owned())));
        Self::evaluate(&Expr::All(all))
    }

    fn evaluate(expr: &Expr) -> Self {
        let mut tags = Vec::new();
        expr.tags(&mut tags);
        tags.sort_unstable();
        tags.dedup();
        if tags.len() > MOST_TAGS {
            return Self { tags: Vec::new(), masks: vec![ALL] };
        }
        let masks = (0..1usize << tags.len())
            .map(|choice| {
                expr.mask(&|tag: &str| {
                    tags.binary_search_by(|own| own.as_str().cmp(tag))
                        .is_ok_and(|at| choice >> at & 1 == 1)
                })
            })
            .collect();
        Self { tags, masks }
    }

    /// Can one build hold both? `Likely` where it takes a tag that is not set by default, or a
    /// platform that is not known here.
    pub fn together(&self, other: &Self) -> Option<Confidence> {
        if self.masks == [ALL] && other.masks == [ALL] {
            return Some(Confidence::Certain);
        }
        if self.never() || other.never() {
            let anywhere = self.masks.contains(&ALL) || other.masks.contains(&ALL);
            return anywhere.then_some(Confidence::Likely);
        }
        let mut tags: Vec<&str> = self.tags.iter().chain(&other.tags).map(String::as_str).collect();
        tags.sort_unstable();
        tags.dedup();
        let mut found = None;
        for choice in 0..1usize << tags.len() {
            if self.under(&tags, choice) & other.under(&tags, choice) == 0 {
                continue;
            }
            // `cgo` is set where a C compiler is.
            let custom =
                tags.iter().enumerate().any(|(at, t)| choice >> at & 1 == 1 && *t != "cgo");
            if !custom {
                return Some(Confidence::Certain);
            }
            found = Some(Confidence::Likely);
        }
        found
    }

    fn never(&self) -> bool {
        self.masks.iter().all(|mask| *mask == 0)
    }

    fn under(&self, tags: &[&str], choice: usize) -> u64 {
        let own = (0..).zip(&self.tags).filter(|(_, tag)| {
            tags.binary_search(&tag.as_str()).is_ok_and(|at| choice >> at & 1 == 1)
        });
        self.masks[own.map(|(at, _): (usize, _)| 1 << at).sum::<usize>()]
    }

    /// Is it built where most are: Linux on amd64, no tag set but `cgo`?
    pub fn by_default(&self) -> bool {
        let cgo = self.tags.iter().position(|tag| tag == "cgo").map_or(0, |at| 1 << at);
        (self.masks[0] | self.masks[cgo]) & 1 == 1
    }
}

#[derive(Debug)]
enum Expr {
    Tag(String),
    /// Systems and architectures.
    Mask(u64),
    Not(Box<Self>),
    All(Vec<Self>),
    Any(Vec<Self>),
}

impl Expr {
    fn tags(&self, found: &mut Vec<String>) {
        match self {
            Self::Tag(tag) => found.push(tag.clone()),
            Self::Mask(_) => {}
            Self::Not(one) => one.tags(found),
            Self::All(list) | Self::Any(list) => list.iter().for_each(|one| one.tags(found)),
        }
    }

    fn mask(&self, set: &dyn Fn(&str) -> bool) -> u64 {
        match self {
            Self::Tag(tag) => u64::from(set(tag)) * ALL,
            Self::Mask(mask) => *mask,
            Self::Not(one) => !one.mask(set) & ALL,
            Self::All(list) => list.iter().fold(ALL, |mask, one| mask & one.mask(set)),
            Self::Any(list) => list.iter().fold(0, |mask, one| mask | one.mask(set)),
        }
    }

    fn tag(name: &str) -> Self {
        if let Some(mask) = platforms(name) {
            return Self::Mask(mask);
        }
        match name {
            "gc" => Self::Mask(ALL),
            _ if name.strip_prefix("go1.").is_some_and(|v| v.parse::<u32>().is_ok()) => {
                Self::Mask(ALL)
            }
            _ => Self::Tag(name.to_owned()),
        }
    }
}

/// What a system's or an architecture's name stands for.
fn platforms(name: &str) -> Option<u64> {
    let fits = |(system, architecture): &(&str, &str)| match name {
        "unix" => !NOT_UNIX.contains(system),
        "linux" => matches!(*system, "linux" | "android"),
        "darwin" => matches!(*system, "darwin" | "ios"),
        "solaris" => matches!(*system, "solaris" | "illumos"),
        _ => name == *system || name == *architecture,
    };
    let found = (0u32..).zip(&PLATFORMS).filter(|(_, platform)| fits(platform));
    let mask = found.fold(0, |mask, (at, _)| mask | 1 << at);
    (mask != 0 || UNBUILT.contains(&name)).then_some(mask)
}

/// `name_GOOS_GOARCH.go`, `name_GOOS_test.go`; what stands before the first `_` is free.
fn by_name(name: &str) -> Expr {
    let stem = name.strip_suffix(".go").unwrap_or(name);
    let stem = stem.strip_suffix("_test").unwrap_or(stem);
    let known = |word: &str| platforms(word).filter(|_| word != "unix");
    let mut words: Vec<&str> = stem.split('_').skip(1).collect();
    let Some(last) = words.pop().and_then(known) else { return Expr::Mask(ALL) };
    let is_system = |mask: u64| PLATFORMS.iter().any(|(s, _)| platforms(s) == Some(mask));
    match words.pop().and_then(known) {
        Some(before) if is_system(before) && !is_system(last) => Expr::Mask(before & last),
        _ => Expr::Mask(last),
    }
}

/// The line that says so, before the package clause; the older `// +build` lines where there is none.
fn by_text(text: &str) -> Option<Expr> {
    let mut older = Vec::new();
    for line in text.lines() {
        let line = line.trim();
        if line.starts_with("package ") {
            break;
        }
        if let Some(expr) = line.strip_prefix("//go:build ") {
            return Some(parse(expr));
        }
        let Some(terms) = line.strip_prefix("//").and_then(|l| l.trim().strip_prefix("+build "))
        else {
            continue;
        };
        let any = terms.split_whitespace().map(|term| {
            Expr::All(
                term.split(',')
                    .map(|tag| match tag.strip_prefix('!') {
                        Some(tag) => Expr::Not(Box::new(Expr::tag(tag))),
                        None => Expr::tag(tag),
                    })
                    .collect(),
            )
        });
        older.push(Expr::Any(any.collect()));
    }
    (!older.is_empty()).then_some(Expr::All(older))
}

/// `a && (b || !c)`. What is not understood is taken to hold.
fn parse(text: &str) -> Expr {
    // Brackets deeper than real ones are: no recursion without an end.
    const DEEPEST: usize = 32;
    fn any(text: &str, deep: usize) -> Expr {
        Expr::Any(split(text, "||").into_iter().map(|part| all(part, deep)).collect())
    }
    fn all(text: &str, deep: usize) -> Expr {
        Expr::All(split(text, "&&").into_iter().map(|part| one(part.trim(), deep)).collect())
    }
    fn one(text: &str, deep: usize) -> Expr {
        let Some(deep) = deep.checked_sub(1) else { return Expr::Mask(ALL) };
        if let Some(rest) = text.strip_prefix('!') {
            return Expr::Not(Box::new(one(rest.trim(), deep)));
        }
        match text.strip_prefix('(').and_then(|rest| rest.strip_suffix(')')) {
            Some(inner) => any(inner, deep),
            None => Expr::tag(text),
        }
    }
    /// At an operator outside of brackets.
    fn split<'t>(text: &'t str, operator: &str) -> Vec<&'t str> {
        let (mut parts, mut depth, mut start) = (Vec::new(), 0i32, 0);
        for (at, c) in text.char_indices() {
            match c {
                '(' => depth += 1,
                ')' => depth -= 1,
                _ if depth == 0 && at >= start && text[at..].starts_with(operator) => {
                    parts.push(&text[start..at]);
                    start = at + operator.len();
                }
                _ => {}
            }
        }
        parts.push(text.get(start..).unwrap_or_default());
        parts
    }
    let code = text.split("//").next().unwrap_or_default();
    any(code.trim(), DEEPEST)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn built(name: &str, line: &str) -> Built {
        Built::of(name, &format!("// c\n\n{line}\n\npackage a\n// +build ignore\n"), false)
    }

    #[test]
    fn files_that_are_built_together() {
        let sure = Some(Confidence::Certain);
        let likely = Some(Confidence::Likely);
        for (a, b, expected) in [
            (("a.go", ""), ("b.go", ""), sure),
            (("a_linux.go", ""), ("b_windows.go", ""), None),
            (("a_linux.go", ""), ("b_linux_arm64.go", ""), sure),
            (("a_linux.go", ""), ("b_unix.go", ""), sure),
            (("a_windows_test.go", ""), ("b.go", "//go:build unix"), None),
            (("linux.go", ""), ("windows.go", ""), sure),
            (("a_windows_386.go", ""), ("b_amd64.go", ""), None),
            (("a.go", "//go:build linux && !amd64"), ("b_amd64.go", ""), None),
            (("a.go", "//go:build (linux || darwin) && cgo"), ("b.go", "//go:build !cgo"), None),
            (("a.go", "//go:build cgo"), ("b.go", "//go:build darwin // why"), sure),
            (("a.go", "//go:build ignore"), ("b.go", ""), likely),
            (("a.go", "//go:build race"), ("b.go", "//go:build !race"), None),
            (("a.go", "//go:build android"), ("b_linux.go", ""), sure),
            (("a.go", "//go:build go1.18"), ("b.go", "//go:build !go1.18"), likely),
            (("a.go", "// +build linux,cgo darwin\n// +build !arm64"), ("b_arm64.go", ""), None),
            (("a_zos_s390x.go", ""), ("b.go", "//go:build !linux"), sure),
            (("a_sparc64.go", ""), ("b.go", ""), likely),
            (("a_sparc64.go", ""), ("b_linux.go", ""), None),
        ] {
            let (a, b) = (built(a.0, a.1), built(b.0, b.1));
            assert_eq!(a.together(&b), expected, "{a:?} {b:?}");
            assert_eq!(b.together(&a), expected);
        }
    }

    #[test]
    fn odd_lines_do_not_stop_it() {
        for line in ["(", ")", "!", "a &&", "((((", "&& ||", "a||", "!!!!a", "é && ü"] {
            built("a.go", &format!("//go:build {line}"));
        }
        let deep = "(".repeat(10_000) + "a" + &")".repeat(10_000);
        built("a.go", &format!("//go:build {deep}"));
        let many: Vec<String> = (0..40).map(|n| format!("t{n}")).collect();
        let many = built("a.go", &format!("//go:build {}", many.join(" || ")));
        assert!(many.by_default());
    }
}
