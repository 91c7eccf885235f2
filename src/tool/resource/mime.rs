//! Which media type has a text or a file of bytes, told by its name?

pub const PLAIN: &str = "text/plain";

/// Of a file of a workspace: always text.
pub fn of_file(path: &str) -> &'static str {
    match extension(path).as_str() {
        "md" | "markdown" => "text/markdown",
        "html" | "htm" => "text/html",
        "css" => "text/css",
        "csv" => "text/csv",
        "js" | "mjs" | "cjs" => "text/javascript",
        "json" => "application/json",
        "xml" => "application/xml",
        "yaml" | "yml" => "application/yaml",
        "toml" => "application/toml",
        "svg" => "image/svg+xml",
        "rs" => "text/x-rust",
        "py" => "text/x-python",
        "go" => "text/x-go",
        "java" => "text/x-java",
        "ts" | "tsx" => "text/x-typescript",
        "c" | "h" => "text/x-c",
        "sh" => "text/x-shellscript",
        _ => PLAIN,
    }
}

pub fn of_artifact(name: &str, is_text: bool) -> &'static str {
    if is_text {
        return of_file(name);
    }
    match extension(name).as_str() {
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "gif" => "image/gif",
        "webp" => "image/webp",
        "pdf" => "application/pdf",
        "zip" => "application/zip",
        "gz" => "application/gzip",
        _ => "application/octet-stream",
    }
}

fn extension(path: &str) -> String {
    let name = path.rsplit('/').next().unwrap_or(path);
    name.rsplit_once('.').map_or(String::new(), |(_, end)| end.to_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn told_by_the_name() {
        assert_eq!(of_file("src/LIB.RS"), "text/x-rust");
        assert_eq!(of_file("a.md/Makefile"), PLAIN);
        assert_eq!(of_artifact("a/b.png", false), "image/png");
        assert_eq!(of_artifact("b", false), "application/octet-stream");
    }
}
