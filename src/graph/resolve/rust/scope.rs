//! Which names does one file declare and bind, in each of its modules and blocks?

use foldhash::{HashMap, HashMapExt as _};

use crate::code::facts::{Facts, Form, Symbol, SymbolKind};

/// A file's module, one that is written out in it, or a function's block.
#[derive(Default)]
pub struct Scope<'a> {
    /// The symbol whose inside it is; `None` for the file.
    pub symbol: Option<u32>,
    pub parent: Option<u32>,
    pub block: bool,
    /// Declarations by name: places in the file's symbols.
    pub items: HashMap<&'a str, Vec<u32>>,
    /// What imports bind, by name.
    pub bound: HashMap<&'a str, Vec<Bound>>,
    /// Places in the file's imports.
    pub globs: Vec<u32>,
    /// `mod a;`: places in the file's imports.
    pub submodules: Vec<u32>,
    /// Modules that are written out in it: name and scope.
    pub inline: Vec<(&'a str, u32)>,
}

/// A name of an import: the import's place, and which of its names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bound {
    pub import: u32,
    pub taken: Option<u32>,
}

/// The scopes of one file; the first is the file's own.
pub struct Source<'a> {
    pub facts: &'a Facts,
    pub scopes: Vec<Scope<'a>>,
    /// By import: is it there in the usual build?
    pub holds: Vec<bool>,
    /// Symbol → scope that is its inside.
    inside: HashMap<u32, u32>,
}

/// A name without the mark of a raw identifier.
pub fn plain(name: &str) -> &str {
    name.strip_prefix("r#").unwrap_or(name)
}

impl<'a> Source<'a> {
    pub fn new(facts: &'a Facts) -> Self {
        let mut source = Self {
            facts,
            scopes: vec![Scope::default()],
            holds: Vec::new(),
            inside: HashMap::new(),
        };
        for (at, symbol) in (0..).zip(&facts.symbols) {
            if is_inline(symbol) {
                let (scope, parent) = (source.open(at), source.around(symbol.parent));
                source.scopes[parent as usize].inline.push((plain(&facts[symbol.name]), scope));
            } else {
                source.declare(at, symbol);
            }
        }
        for (at, import) in (0..).zip(&facts.imports) {
            let scope = source.around(import.within);
            let scope = &mut source.scopes[scope as usize];
            let mut bind = |name: &'a str, taken: Option<u32>| {
                let bound = Bound { import: at, taken };
                scope.bound.entry(plain(name)).or_default().push(bound);
            };
            match import.form {
                Form::Submodule => scope.submodules.push(at),
                Form::Wildcard => scope.globs.push(at),
                Form::Names => {
                    for (which, taken) in (0..).zip(&import.names) {
                        let name = match (taken.alias, &facts[taken.name]) {
                            (Some(alias), _) => &facts[alias],
                            (None, "self") => last(&facts[import.module]),
                            (None, name) => name,
                        };
                        bind(name, Some(which));
                    }
                }
                _ => bind(&facts[import.alias.unwrap_or(import.module)], None),
            }
        }
        source
    }

    /// Enters what is declared in a module or block; members of types are not names of a scope.
    fn declare(&mut self, at: u32, symbol: &Symbol) {
        let direct = symbol.parent.is_none_or(|parent| {
            let parent = &self.facts.symbols[parent as usize];
            is_inline(parent) || parent.kind.is_callable()
        });
        // A macro's name is found by other rules.
        let named = !matches!(
            symbol.kind,
            SymbolKind::Implementation
                | SymbolKind::Module
                | SymbolKind::Macro
                | SymbolKind::Variant
                | SymbolKind::Field
        );
        if direct && named {
            let scope = self.around(symbol.parent);
            let name = plain(&self.facts[symbol.name]);
            self.scopes[scope as usize].items.entry(name).or_default().push(at);
        }
    }

    /// The scope that is the inside of a module or function.
    fn open(&mut self, symbol: u32) -> u32 {
        if let Some(scope) = self.inside.get(&symbol) {
            return *scope;
        }
        let about = &self.facts.symbols[symbol as usize];
        let scope = Scope {
            symbol: Some(symbol),
            parent: Some(self.around(about.parent)),
            block: about.kind != SymbolKind::Module,
            ..Scope::default()
        };
        let at = u32::try_from(self.scopes.len()).unwrap_or(u32::MAX);
        self.scopes.push(scope);
        self.inside.insert(symbol, at);
        at
    }

    /// The scope in which something within a symbol stands; a function gets one of its own.
    fn around(&mut self, within: Option<u32>) -> u32 {
        let mut within = within;
        while let Some(at) = within {
            let symbol = &self.facts.symbols[at as usize];
            if is_inline(symbol) || symbol.kind.is_callable() {
                return self.open(at);
            }
            within = symbol.parent;
        }
        0
    }

    /// The innermost scope around a place: functions without names of their own have none.
    pub fn at(&self, within: Option<u32>) -> u32 {
        let mut within = within;
        while let Some(at) = within {
            if let Some(scope) = self.inside.get(&at) {
                return *scope;
            }
            within = self.facts.symbols.get(at as usize).and_then(|symbol| symbol.parent);
        }
        0
    }

    /// The module around a scope.
    pub fn module_of(&self, scope: u32) -> u32 {
        let mut scope = scope;
        while self.scopes[scope as usize].block {
            scope = self.scopes[scope as usize].parent.unwrap_or_default();
        }
        scope
    }
}

/// A module that is written out, not `mod a;`.
fn is_inline(symbol: &Symbol) -> bool {
    symbol.kind == SymbolKind::Module && symbol.body.is_some()
}

/// The last name of a path.
fn last(path: &str) -> &str {
    path.rsplit("::").next().unwrap_or(path)
}
