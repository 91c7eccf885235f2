//! GET /ui: the status page for people. Four files out of the binary, the same for everybody.
//!
//! What they show comes from the `/v1` routes under the caller's own token. The page may load these
//! four files and ask this server, and nothing else: no inline script or style, no other origin, no
//! frame around it. A browser keeps the files and asks each time whether they are still the same, so
//! that an old script never meets a newer server.

use std::sync::LazyLock;

use super::Context;
use crate::base::Result;
use crate::base::digest::sha256_hex;
use crate::server::http::Reply;

pub const HTML: &str = "text/html; charset=utf-8";
pub const SCRIPT: &str = "text/javascript; charset=utf-8";
pub const STYLE: &str = "text/css; charset=utf-8";
pub const ICON: &str = "image/svg+xml";

/// `require-trusted-types-for`: in browsers that know it, text cannot become markup at all.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; \
    connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; \
    require-trusted-types-for 'script'; trusted-types 'none'";

struct File {
    kind: &'static str,
    text: &'static str,
    /// Strong, of the text alone.
    tag: String,
}

impl File {
    fn new(kind: &'static str, text: &'static str) -> Self {
        Self { kind, text, tag: format!("\"{}\"", &sha256_hex(text.as_bytes())[..32]) }
    }

    fn reply(&self, context: &Context) -> Reply {
        let known = context.header("if-none-match").is_some_and(|known| names(known, &self.tag));
        let reply = if known { Reply::empty(304) } else { Reply::bytes(200, self.kind, self.text) };
        reply
            .header("ETag", self.tag.clone())
            .header("Cache-Control", "no-cache")
            .header("Content-Security-Policy", POLICY)
            .header("X-Content-Type-Options", "nosniff")
            .header("X-Frame-Options", "DENY")
            .header("Referrer-Policy", "no-referrer")
            .header("Cross-Origin-Opener-Policy", "same-origin")
            .header("Cross-Origin-Resource-Policy", "same-origin")
            .header("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
    }
}

/// Does an `If-None-Match` name this tag? Compared weakly (RFC 9110 §13.1.2): a proxy that packs
/// what it passes on marks the tag as weak.
fn names(known: &str, tag: &str) -> bool {
    known.split(',').map(str::trim).any(|k| k == "*" || k.trim_start_matches("W/") == tag)
}

static FILES: LazyLock<[File; 4]> = LazyLock::new(|| {
    [
        File::new(HTML, include_str!("index.html")),
        File::new(SCRIPT, include_str!("app.js")),
        File::new(STYLE, include_str!("app.css")),
        File::new(ICON, include_str!("icon.svg")),
    ]
});

pub fn index(context: &Context) -> Result<Reply> {
    Ok(FILES[0].reply(context))
}

pub fn script(context: &Context) -> Result<Reply> {
    Ok(FILES[1].reply(context))
}

pub fn style(context: &Context) -> Result<Reply> {
    Ok(FILES[2].reply(context))
}

pub fn icon(context: &Context) -> Result<Reply> {
    Ok(FILES[3].reply(context))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tag_is_found_in_a_list_and_when_it_became_weak() {
        let tag = FILES[0].tag.as_str();
        for known in [tag, &format!("W/{tag}"), &format!("\"a\", {tag}"), "*"] {
            assert!(names(known, tag), "{known}");
        }
        for known in ["", "\"a\"", &tag[..10]] {
            assert!(!names(known, tag), "{known}");
        }
    }

    #[test]
    fn the_page_is_small_and_has_nothing_inline() {
        let bytes: usize = FILES.iter().map(|f| f.text.len()).sum();
        assert!(bytes < 60_000, "{bytes} bytes");
        let html = FILES[0].text;
        for inline in ["<style", " style=", "<script>", "javascript:", " onclick=", "http://"] {
            assert!(!html.contains(inline), "{inline}");
        }
        let script = FILES[1].text;
        for sink in ["innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval("] {
            assert!(!script.contains(sink), "{sink}");
        }
    }
}
