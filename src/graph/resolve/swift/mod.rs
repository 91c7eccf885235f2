//! To which files do names of Swift lead? An import names a whole module, and within a module every
//! file sees every other: a file is found by the names it declares.

use foldhash::{HashMap, HashMapExt as _, HashSet, HashSetExt as _};

use super::space::{Place, Spaces, Usage, enclosing_type, used};
use super::{Found, Links, Resolver, Target};
use crate::code::facts::{Facts, Import, SymbolKind};
use crate::graph::edge::{Confidence, FileId, How, Unfound};
use crate::graph::layout::{Layout, join};
use crate::workspace::language::Language;

pub const LANGUAGES: &[Language] = &[Language::Swift];

/// Modules of the toolchain and of the systems it is for. What begins with `Core` is Apple's too.
const STANDARD: &[&str] = &[
    "Swift",
    "Foundation",
    "FoundationNetworking",
    "FoundationEssentials",
    "FoundationXML",
    "UIKit",
    "AppKit",
    "SwiftUI",
    "Combine",
    "Dispatch",
    "XCTest",
    "Testing",
    "os",
    "OSLog",
    "Darwin",
    "Glibc",
    "Musl",
    "WinSDK",
    "CRT",
    "Android",
    "ObjectiveC",
    "Security",
    "SystemConfiguration",
    "MobileCoreServices",
    "UniformTypeIdentifiers",
    "WatchKit",
    "WatchConnectivity",
    "StoreKit",
    "MapKit",
    "Metal",
    "MetalKit",
    "QuartzCore",
    "AVFoundation",
    "AVKit",
    "Photos",
    "PhotosUI",
    "CloudKit",
    "GameKit",
    "SpriteKit",
    "SceneKit",
    "ARKit",
    "WebKit",
    "SafariServices",
    "Network",
    "NaturalLanguage",
    "Vision",
    "Accelerate",
    "simd",
    "Charts",
    "WidgetKit",
    "AppIntents",
    "SwiftData",
    "Observation",
    "Synchronization",
    "RegexBuilder",
    "Distributed",
    "PackageDescription",
    "Cocoa",
    "IOKit",
    "LocalAuthentication",
    "UserNotifications",
    "AuthenticationServices",
    "CryptoKit",
];

pub fn prepare<'a>(layout: &'a Layout<'a>) -> Box<dyn Resolver + 'a> {
    let targets = targets(layout);
    let mut spaces = Spaces::new(layout);
    let mut modules = HashMap::new();
    for file in layout.of_languages(LANGUAGES) {
        let Some(facts) = layout.facts(file) else { continue };
        let module = module(layout, &targets, file);
        for (symbol, declared) in (0..).zip(&facts.symbols) {
            let extends = declared.kind == SymbolKind::Implementation;
            if declared.parent.is_none() && declared.public && !extends {
                spaces.declare(&module, &facts[declared.name], Place { file, symbol });
            }
        }
        modules.insert(file, module);
    }
    Box::new(Swift { layout, spaces, modules })
}

struct Swift<'a> {
    layout: &'a Layout<'a>,
    spaces: Spaces<'a>,
    modules: HashMap<FileId, String>,
}

/// A target of a package: its module's name and its directory.
type Module = (String, String);

/// The targets of every `Package.swift`: `.target(name: "A", path: "Source")`, the path being
/// `Sources/A` or `Tests/A` where none is given.
fn targets(layout: &Layout<'_>) -> Vec<Module> {
    let mut found = Vec::new();
    for file in layout.named("Package.swift") {
        let text = layout.text(*file);
        let kinds = [".target(", ".executableTarget(", ".testTarget(", ".macro("];
        let mut starts: Vec<usize> =
            kinds.iter().flat_map(|kind| text.match_indices(kind).map(|(at, _)| at)).collect();
        starts.sort_unstable();
        for (at, start) in starts.iter().enumerate() {
            let end = starts.get(at + 1).copied().unwrap_or(text.len());
            let declaration = &text[*start..end];
            let Some(name) = argument(declaration, "name:") else { continue };
            let path = argument(declaration, "path:");
            let base = if declaration.starts_with(".testTarget") { "Tests" } else { "Sources" };
            let path = path.map_or_else(|| format!("{base}/{name}"), str::to_owned);
            let Some(dir) = join(layout.dir(*file), &path) else { continue };
            // A dependency of another target is written alike; it has no directory.
            if layout.is_dir(&dir) {
                found.push((name.to_owned(), dir));
            }
        }
    }
    // The innermost directory first.
    found.sort_by_key(|(_, dir)| std::cmp::Reverse(dir.len()));
    found
}

fn argument<'t>(declaration: &'t str, label: &str) -> Option<&'t str> {
    let rest = declaration[declaration.find(label)? + label.len()..].trim_start();
    rest.strip_prefix('"')?.split('"').next()
}

/// The module a file is part of: its target's, else by the usual directories, else the one of all.
fn module(layout: &Layout<'_>, targets: &[Module], file: FileId) -> String {
    let path = layout.path(file);
    let inside = |dir: &str| path.strip_prefix(dir).is_some_and(|rest| rest.starts_with('/'));
    if let Some((name, _)) = targets.iter().find(|(_, dir)| dir.is_empty() || inside(dir)) {
        return name.clone();
    }
    let parts: Vec<&str> = path.split('/').collect();
    let usual = parts.windows(3).find(|three| matches!(three[0], "Sources" | "Tests"));
    usual.map_or(String::new(), |three| three[1].to_owned())
}

impl Resolver for Swift<'_> {
    fn imports(&self, from: FileId, out: &mut Links<'_>) {
        let Some(facts) = self.layout.facts(from) else { return };
        let used = used(facts);
        for import in &facts.imports {
            self.import(from, facts, import, &used, out);
        }
    }

    fn visible(&self, from: FileId, name: &str) -> Option<Found> {
        let places = self.spaces.near(from, self.modules.get(&from)?, name);
        // Several: declared once for each platform, and no rule here tells which.
        let found = self.spaces.found(&places).filter(|_| places.len() == 1)?;
        Some(Found { confidence: Confidence::Likely, ..found })
    }

    fn region(&self, from: FileId, within: Option<u32>) -> Option<u32> {
        enclosing_type(self.layout, from, within)
    }

    fn implicit(&self) -> bool {
        true
    }
}

impl Swift<'_> {
    /// `import A`: of the module's files those that declare a name which is used here and which the
    /// file's own module does not declare.
    fn import(
        &self,
        from: FileId,
        facts: &Facts,
        import: &Import,
        used: &std::collections::BTreeMap<&str, Usage>,
        out: &mut Links<'_>,
    ) {
        let module = &facts[import.module];
        if !self.spaces.has(module) {
            let first = module.split('.').next().unwrap_or(module);
            let standard = STANDARD.contains(&first) || first.starts_with("Core");
            let reason = if standard { Unfound::Standard } else { Unfound::External };
            out.unresolved(import, module, reason);
            return;
        }
        let own = self.modules.get(&from).map_or("", String::as_str);
        let mut entered: HashSet<FileId> = HashSet::new();
        for name in used.keys() {
            let own = facts.symbols.iter().any(|s| s.parent.is_none() && &facts[s.name] == *name)
                || !self.spaces.all(own, name).is_empty();
            let places = self.spaces.near(from, module, name);
            if own || places.len() != 1 {
                continue;
            }
            let place = places[0];
            if entered.insert(place.file) {
                out.edge(import, place.file, How::Namespace, Confidence::Likely);
            }
            let target = Target::Symbol(place.file, place.symbol);
            out.bind(name, target, Confidence::Likely, false);
        }
    }
}

#[cfg(test)]
mod tests;
