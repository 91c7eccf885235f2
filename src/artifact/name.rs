//! What may an artifact be called? Like a path that stays where it is.

use crate::base::{Error, Result};

/// Longest name, in bytes.
pub const LONGEST: usize = 200;

/// Parts between slashes, as `reports/2026-11/load.md`. A name is never used as a path here, but
/// whoever fetches an artifact may write it to a file of that name.
///
/// # Errors
/// `invalid_arguments` that says what is wrong with it.
pub fn check(name: &str) -> Result<()> {
    let wrong = |what: &str| {
        Err(Error::invalid(format!("`name` {what}"))
            .hint("a name is like `notes.md` or `reports/2026/load.md`"))
    };
    if name.is_empty() {
        return wrong("is empty");
    }
    if name.len() > LONGEST {
        return wrong(&format!("is longer than {LONGEST} bytes"));
    }
    if name.chars().any(|c| c.is_control() || c == '\\' || invisible(c)) {
        return wrong("has a backslash or a character that cannot be seen");
    }
    for part in name.split('/') {
        match part {
            "" => return wrong("begins or ends with a slash, or has two in a row"),
            "." | ".." => return wrong("has a part `.` or `..`"),
            _ if part.trim() != part => return wrong("has a space at the edge of a part"),
            _ => {}
        }
    }
    Ok(())
}

/// Characters that show nothing, or turn what follows about: two names that look alike are one
/// name to a reader.
const fn invisible(c: char) -> bool {
    matches!(c as u32, 0x00ad | 0x200b..=0x200f | 0x2028..=0x202e | 0x2060..=0x2069 | 0xfeff)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn names_are_plain_and_stay_below() {
        for good in
            ["a", "notes.md", "reports/2026/load.md", ".hidden", "ключ.txt", "a b", "...", "~"]
        {
            assert!(check(good).is_ok(), "{good}");
        }
        for bad in [
            "",
            "/",
            "/etc/passwd",
            "a/",
            "a//b",
            ".",
            "..",
            "../a",
            "a/../b",
            "a/./b",
            "a\\b",
            "a\0b",
            "a\nb",
            " a",
            "a ",
            "a/ b",
            "a\u{202e}b",
            "a\u{200b}",
        ] {
            assert!(check(bad).is_err(), "{bad:?}");
        }
        assert!(check(&"a".repeat(LONGEST)).is_ok() && check(&"a".repeat(LONGEST + 1)).is_err());
    }

    proptest! {
        #[test]
        fn a_good_name_never_leaves_a_folder(name in "[a./\\\\ ~]{0,12}") {
            if check(&name).is_ok() {
                let path = std::path::Path::new(&name);
                prop_assert!(path.components().all(|c| matches!(c, std::path::Component::Normal(_))));
            }
        }
    }
}
