//! Which thing of which workspace does a `leanctx:` URI name?

use std::fmt;

use crate::base::{Error, Result};

/// The scheme; RFC 3986 applies to all of it.
const SCHEME: &str = "leanctx://";
/// What stands before the name of another ref.
const QUERY: &str = "?ref=";

/// What a workspace has that can be read by its name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Thing {
    /// Not checked yet: only a `JailedPath` reaches content.
    File {
        path: String,
    },
    Symbol {
        path: String,
        name: String,
    },
    Artifact {
        name: String,
    },
    Fact {
        category: String,
        key: String,
    },
}

/// `leanctx://<workspace>/file/<path>`, `/symbol/<path>#<name>`, `/artifact/<name>` or
/// `/knowledge/<category>/<key>`, each part percent-encoded. Behind a path `?ref=<ref>` asks for it as of another ref
/// than the one that is served.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Uri {
    pub workspace: String,
    pub thing: Thing,
    /// Of a file or a declaration.
    pub reference: Option<String>,
}

impl Uri {
    pub fn file(workspace: &str, path: &str) -> Self {
        let thing = Thing::File { path: path.to_owned() };
        Self { workspace: workspace.to_owned(), thing, reference: None }
    }

    /// As of another ref.
    #[must_use]
    pub fn at(self, reference: Option<&str>) -> Self {
        Self { reference: reference.map(str::to_owned), ..self }
    }

    /// Reads a URI. Slashes of paths, names and keys may stand as they are or encoded, as a client
    /// makes them that fills in a template.
    ///
    /// # Errors
    /// `invalid_arguments` for one of another scheme or form.
    pub fn parse(text: &str) -> Result<Self> {
        let wrong = || {
            let text = crate::gate::clip(text);
            Error::invalid(format!("`{text}` is not a URI of this server"))
                .hint("resources/templates/list has the forms")
        };
        let scheme = text.get(..SCHEME.len()).ok_or_else(wrong)?;
        if !scheme.eq_ignore_ascii_case(SCHEME) {
            return Err(wrong());
        }
        let (workspace, rest) = text[SCHEME.len()..].split_once('/').ok_or_else(wrong)?;
        let (kind, rest) = rest.split_once('/').ok_or_else(wrong)?;
        let some = |text: &str| decode(text).filter(|t| !t.is_empty()).ok_or_else(wrong);
        let mut reference = None;
        let mut at = |text: &str| match text.rsplit_once(QUERY) {
            Some((path, named)) => {
                reference = Some(some(named)?);
                some(path)
            }
            None => some(text),
        };
        let thing = match kind {
            "file" => Thing::File { path: at(rest)? },
            "symbol" => {
                let (path, name) = rest.split_once('#').ok_or_else(wrong)?;
                Thing::Symbol { path: at(path)?, name: some(name)? }
            }
            "artifact" => Thing::Artifact { name: some(rest)? },
            "knowledge" => {
                let (category, key) = rest.split_once('/').ok_or_else(wrong)?;
                Thing::Fact { category: some(category)?, key: some(key)? }
            }
            _ => return Err(wrong()),
        };
        Ok(Self { workspace: some(workspace)?, thing, reference })
    }
}

impl fmt::Display for Uri {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{SCHEME}{}/", Part(&self.workspace))?;
        match &self.thing {
            Thing::File { path } => write!(f, "file/{}{}", Parts(path), At(self)),
            Thing::Symbol { path, name } => {
                write!(f, "symbol/{}{}#{}", Parts(path), At(self), Part(name))
            }
            Thing::Artifact { name } => write!(f, "artifact/{}", Parts(name)),
            Thing::Fact { category, key } => {
                write!(f, "knowledge/{}/{}", Part(category), Part(key))
            }
        }
    }
}

/// The query that names another ref.
struct At<'a>(&'a Uri);

impl fmt::Display for At<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.reference.as_ref().map_or(Ok(()), |named| write!(f, "{QUERY}{}", Part(named)))
    }
}

/// Encoded but for what RFC 3986 calls unreserved.
struct Part<'a>(&'a str);

impl fmt::Display for Part<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        encode(f, self.0, false)
    }
}

/// The same, slashes kept.
struct Parts<'a>(&'a str);

impl fmt::Display for Parts<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        encode(f, self.0, true)
    }
}

fn encode(f: &mut fmt::Formatter<'_>, text: &str, slashes: bool) -> fmt::Result {
    for byte in text.bytes() {
        let plain = byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
        if plain || (slashes && byte == b'/') {
            write!(f, "{}", char::from(byte))?;
        } else {
            write!(f, "%{byte:02X}")?;
        }
    }
    Ok(())
}

/// `None` for a broken escape, and for bytes that are not UTF-8.
fn decode(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((first, more)) = rest.split_first() {
        if *first != b'%' {
            bytes.push(*first);
            rest = more;
            continue;
        }
        let (digits, more) = more.split_at_checked(2)?;
        bytes.extend(hex::decode(digits).ok()?);
        rest = more;
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn parsed(text: &str) -> Option<(String, Thing)> {
        Uri::parse(text).ok().map(|uri| (uri.workspace, uri.thing))
    }

    #[test]
    fn slashes_may_be_encoded_or_not() {
        let file = |path: &str| Some(("core".to_owned(), Thing::File { path: path.into() }));
        assert_eq!(parsed("leanctx://core/file/src/a%20b.rs"), file("src/a b.rs"));
        assert_eq!(parsed("LeanCtx://core/file/src%2Fa%20b.rs"), file("src/a b.rs"));
        // A template that is filled in without encoding leaves such signs as they are.
        assert_eq!(parsed("leanctx://core/file/src/a#b?c"), file("src/a#b?c"));
        let uri = Uri::file("core", "src/ü #%.rs").to_string();
        assert_eq!(uri, "leanctx://core/file/src/%C3%BC%20%23%25.rs");
    }

    #[test]
    fn another_ref_is_a_query() {
        let uri = Uri::parse("leanctx://core/file/src/a.rs?ref=release%2F1").unwrap();
        assert_eq!(uri, Uri::file("core", "src/a.rs").at(Some("release/1")));
        assert_eq!(uri.to_string(), "leanctx://core/file/src/a.rs?ref=release%2F1");
        assert_eq!(Uri::parse("leanctx://core/file/src/a.rs?ref=release/1").unwrap(), uri);
        let symbol = Uri::parse("leanctx://core/symbol/src/a.rs?ref=v1#Engine.go").unwrap();
        assert_eq!(symbol.reference.as_deref(), Some("v1"));
        assert_eq!(symbol.to_string(), "leanctx://core/symbol/src/a.rs?ref=v1#Engine.go");
        // A file of such a name can still be named.
        let odd = Uri::file("core", "a?ref=b");
        assert_eq!(Uri::parse(&odd.to_string()).unwrap(), odd);
    }

    #[test]
    fn what_names_nothing_is_refused() {
        for bad in [
            "",
            "leanctx:",
            "leanctx://",
            "leanctx://core",
            "leanctx://core/file/",
            "leanctx:///file/a",
            "file:///etc/passwd",
            "leanctx://core/file/%",
            "leanctx://core/file/%F",
            "leanctx://core/file/%FF",
            "leanctx://core/nothing/a",
            "leanctx://core/file/a?ref=",
            "leanctx://core/file/?ref=v1",
            "leanctx://core/symbol/a.rs",
            "leanctx://core/knowledge/a",
            "ü",
        ] {
            assert_eq!(parsed(bad), None, "{bad}");
        }
    }

    proptest! {
        #[test]
        fn a_uri_comes_back_as_it_was(workspace in ".{1,9}", path in ".{1,20}", name in ".{1,9}") {
            for thing in [
                Thing::File { path: path.clone() },
                Thing::Symbol { path: path.clone(), name: name.clone() },
                Thing::Artifact { name: path.clone() },
                Thing::Fact { category: name.clone(), key: path.clone() },
            ] {
                let own = matches!(thing, Thing::File { .. } | Thing::Symbol { .. });
                let reference = own.then(|| name.clone());
                let uri = Uri { workspace: workspace.clone(), thing, reference };
                let text = uri.to_string();
                prop_assert!(text.bytes().all(|b| b.is_ascii_graphic()));
                prop_assert_eq!(Uri::parse(&text).unwrap(), uri);
            }
        }

        #[test]
        fn no_text_panics(text in "(leanctx://)?.{0,40}") {
            let _ = Uri::parse(&text);
        }
    }
}
