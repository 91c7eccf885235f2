//! What may be allowed? The eight scopes and the roles that bundle them (CONTRACT §1).

use std::fmt;

/// One permission. Closed: a ninth scope stops the build wherever it needs an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum Scope {
    Search,
    Graph,
    Artifacts,
    Index,
    Events,
    SessionMutations,
    Knowledge,
    Audit,
}

impl Scope {
    pub const ALL: [Self; 8] = [
        Self::Search,
        Self::Graph,
        Self::Artifacts,
        Self::Index,
        Self::Events,
        Self::SessionMutations,
        Self::Knowledge,
        Self::Audit,
    ];

    /// The spelling that is written.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Search => "search",
            Self::Graph => "graph",
            Self::Artifacts => "artifacts",
            Self::Index => "index",
            Self::Events => "events",
            Self::SessionMutations => "sessionmutations",
            Self::Knowledge => "knowledge",
            Self::Audit => "audit",
        }
    }

    /// Reads a scope word; `sessionMutations` is read as well.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|s| s.word() == word)
            .or_else(|| (word == "sessionMutations").then_some(Self::SessionMutations))
    }
}

impl fmt::Display for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

/// A set of scopes, in a byte.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ScopeSet(u8);

impl ScopeSet {
    pub const NONE: Self = Self(0);
    pub const ALL: Self = Self(u8::MAX);

    pub const fn of(scopes: &[Scope]) -> Self {
        let mut bits = 0;
        let mut i = 0;
        while i < scopes.len() {
            bits |= 1 << scopes[i] as u8;
            i += 1;
        }
        Self(bits)
    }

    pub const fn has(self, scope: Scope) -> bool {
        self.0 & (1 << scope as u8) != 0
    }

    pub const fn covers(self, needed: Self) -> bool {
        self.0 & needed.0 == needed.0
    }

    #[must_use]
    pub const fn union(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    #[must_use]
    pub const fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    pub fn iter(self) -> impl Iterator<Item = Scope> {
        Scope::ALL.into_iter().filter(move |s| self.has(*s))
    }
}

impl FromIterator<Scope> for ScopeSet {
    fn from_iter<I: IntoIterator<Item = Scope>>(scopes: I) -> Self {
        scopes.into_iter().fold(Self::NONE, |set, s| set.union(Self::of(&[s])))
    }
}

/// Comma-separated words: `search,graph`.
impl fmt::Display for ScopeSet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, scope) in self.iter().enumerate() {
            if i > 0 {
                f.write_str(",")?;
            }
            f.write_str(scope.word())?;
        }
        Ok(())
    }
}

/// A named bundle of scopes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    Viewer,
    Member,
    Admin,
    Owner,
}

impl Role {
    pub const ALL: [Self; 4] = [Self::Viewer, Self::Member, Self::Admin, Self::Owner];

    pub const fn word(self) -> &'static str {
        match self {
            Self::Viewer => "viewer",
            Self::Member => "member",
            Self::Admin => "admin",
            Self::Owner => "owner",
        }
    }

    /// Reads a role of team.json.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|r| r.word() == word)
    }

    /// Reads a role as people type it: the synonyms of CONTRACT §1 join.
    pub fn parse_typed(word: &str) -> Option<Self> {
        match word {
            "read" | "readonly" => Some(Self::Viewer),
            "contributor" | "write" => Some(Self::Member),
            _ => Self::parse(word),
        }
    }

    pub const fn scopes(self) -> ScopeSet {
        match self {
            Self::Viewer => ScopeSet::of(&[Scope::Search]),
            Self::Member => ScopeSet::of(&[
                Scope::Search,
                Scope::Graph,
                Scope::Index,
                Scope::Knowledge,
                Scope::Events,
            ]),
            Self::Admin | Self::Owner => ScopeSet::ALL,
        }
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}
