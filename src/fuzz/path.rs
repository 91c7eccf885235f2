//! Does a path that passed the jail stay inside it?

use crate::base::Kind;
use crate::workspace::path::JailedPath;

/// A path as a caller writes it; only UTF-8 is one.
pub fn parse(bytes: &[u8]) {
    let Ok(raw) = std::str::from_utf8(bytes) else { return };
    let path = match JailedPath::parse(raw) {
        Ok(path) => path,
        Err(error) => {
            assert_eq!(error.kind(), Kind::InvalidArguments);
            return assert!(!error.message().chars().any(char::is_control));
        }
    };
    let text = path.as_str();
    assert!(!text.starts_with(['/', '\\']) && !text.chars().any(char::is_control));
    assert!(text.as_bytes().get(1) != Some(&b':') || !text.as_bytes()[0].is_ascii_alphabetic());
    for part in text.split('/').filter(|_| !path.is_root()) {
        assert!(!part.is_empty() && part != "." && part != "..");
        assert!(!part.eq_ignore_ascii_case(".git"));
        assert!(part.split('\\').all(|piece| piece.trim_end_matches(' ') != ".."));
    }
    assert!(path.covers(text) && JailedPath::root().covers(text));
    assert_eq!(JailedPath::parse(text).ok(), Some(path.clone()), "normal form is not stable");
    // Lexically below any root, whatever the root.
    let joined = std::path::Path::new("/srv/root").join(text);
    assert!(joined.starts_with("/srv/root"));
}
