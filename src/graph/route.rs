//! Which path does a route have that its file's place gives? Next's and SvelteKit's.

/// The path, and by whose rule; `None` where the file is none that answers.
pub fn of_place(file: &str) -> Option<(String, &'static str)> {
    let (dir, name) = file.rsplit_once('/')?;
    let (stem, _) = name.rsplit_once('.')?;
    let (root, framework) = match stem {
        "route" => ("app", "next"),
        "+server" => ("routes", "sveltekit"),
        _ => return None,
    };
    let parts: Vec<&str> = dir.split('/').collect();
    let at = parts.iter().position(|part| *part == root)?;
    // Groups and slots order files and are no part of the path.
    let parts = parts[at + 1..].iter().filter(|part| !part.starts_with(['(', '@']));
    let path: String = parts.flat_map(|part| ["/", part]).collect();
    Some((if path.is_empty() { "/".into() } else { path }, framework))
}

#[cfg(test)]
mod tests {
    use super::of_place;

    #[test]
    fn the_place_is_the_path() {
        let of = |file: &str| of_place(file).map(|(path, by)| format!("{by} {path}"));
        assert_eq!(of("src/app/(shop)/cart/[id]/route.ts").as_deref(), Some("next /cart/[id]"));
        assert_eq!(of("app/route.js").as_deref(), Some("next /"));
        assert_eq!(of("web/src/routes/a/+server.ts").as_deref(), Some("sveltekit /a"));
        assert_eq!(of("src/methods.ts"), None);
    }
}
