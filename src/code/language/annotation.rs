//! Which routes do the annotations of Java and Kotlin declare?

use tree_sitter::Node;

use crate::code::dialect::Out;

/// `@Name(key = "value", …)`; an argument without a key is `value`'s.
pub struct Annotation<'t> {
    pub name: &'t str,
    pub arguments: Vec<(&'t str, Vec<&'t str>)>,
}

impl<'t> Annotation<'t> {
    fn of(&self, keys: &[&str]) -> &[&'t str] {
        let own = self.arguments.iter().find(|(key, _)| keys.contains(key));
        own.map_or(&[], |(_, values)| values)
    }

    fn paths(&self) -> &[&'t str] {
        self.of(&["value", "path", "uri"])
    }
}

/// What stands before a declaration, each word and annotation by itself.
pub fn modifiers(declaration: Node<'_>) -> impl Iterator<Item = Node<'_>> {
    let list = (0..3)
        .filter_map(move |at| declaration.child(at))
        .find(|child| child.kind() == "modifiers");
    let count = list.map_or(0, |list| list.child_count());
    (0..count).filter_map(move |at| list.and_then(|list| list.child(at)))
}

const METHODS: [&str; 7] = ["Get", "Post", "Put", "Delete", "Patch", "Head", "Options"];

/// Enters the routes of a method with these annotations, in a class with those: Spring's
/// `@GetMapping` and `@RequestMapping`, JAX-RS's `@GET` and `@Path`, Micronaut's `@Get`.
pub fn routes(
    own: &[Annotation<'_>],
    outer: &[Annotation<'_>],
    handler: &str,
    at: Node<'_>,
    out: &mut Out<'_>,
) {
    let named = |all: &[Annotation<'_>], name: &str| -> Vec<String> {
        let found = all.iter().find(|annotation| annotation.name == name);
        found.map_or(Vec::new(), |a| a.paths().iter().map(|&path| path.to_owned()).collect())
    };
    let mut enter = |framework: &str, method: &str, above: &[String], below: &[String]| {
        let empty = [String::new()];
        for above in if above.is_empty() { &empty } else { above } {
            for below in if below.is_empty() { &empty } else { below } {
                out.route(framework, method, &joined(above, below), Some(handler), at);
            }
        }
    };
    for annotation in own {
        let below: Vec<String> = annotation.paths().iter().map(|&path| path.to_owned()).collect();
        let spring = || named(outer, "RequestMapping");
        if annotation.name == "RequestMapping" {
            let methods = annotation.of(&["method"]);
            for method in if methods.is_empty() { &["ANY"] } else { methods } {
                let method = method.rsplit('.').next().unwrap_or(method);
                enter("spring", method, &spring(), &below);
            }
        }
        for method in METHODS {
            let upper = method.to_ascii_uppercase();
            if annotation.name.strip_suffix("Mapping") == Some(method) {
                enter("spring", method, &spring(), &below);
            } else if annotation.name == upper {
                enter("jax-rs", method, &named(outer, "Path"), &named(own, "Path"));
            } else if annotation.name == method && named_any(outer, "Controller") {
                enter("micronaut", method, &named(outer, "Controller"), &below);
            }
        }
    }
}

fn named_any(all: &[Annotation<'_>], name: &str) -> bool {
    all.iter().any(|annotation| annotation.name == name)
}

/// One path of two: one slash between them, and one before.
pub fn joined(above: &str, below: &str) -> String {
    let mut path = String::new();
    for part in [above, below] {
        let part = part.trim_matches('/');
        if !part.is_empty() {
            path.push('/');
            path.push_str(part);
        }
    }
    if path.is_empty() { "/".into() } else { path }
}
