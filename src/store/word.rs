//! Which words does a text hold, so that a question asked in others of their forms finds it?

/// Longest word that is kept, in characters; what is longer is no word.
const LONGEST: usize = 64;

/// The words of a text, lower case and without their endings; a name in camelCase or snake_case
/// gives its parts and itself. Scripts that write no spaces, and Hangul, give single characters and pairs.
pub fn words(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    for run in text.split(|c: char| !c.is_alphanumeric() && c != '_') {
        let mut parts = Vec::new();
        for piece in run.split('_').filter(|piece| !piece.is_empty()) {
            humps(piece, &mut parts);
        }
        if parts.len() > 1 {
            push(&mut found, &parts.concat());
        }
        for part in parts {
            if part.chars().any(unspaced) {
                pairs(part, &mut found)
            } else {
                push(&mut found, part)
            }
        }
    }
    found
}

fn push(found: &mut Vec<String>, word: &str) {
    let lower: String = word.chars().flat_map(char::to_lowercase).take(LONGEST).collect();
    found.push(stem(lower));
}

/// `parseHTTPHeader` → `parse`, `HTTP`, `Header`.
fn humps<'a>(piece: &'a str, parts: &mut Vec<&'a str>) {
    let mut start = 0;
    let mut before: Option<char> = None;
    let mut letters = piece.char_indices().peekable();
    while let Some((at, c)) = letters.next() {
        let next_lower = letters.peek().is_some_and(|(_, n)| n.is_lowercase());
        let boundary = before.is_some_and(|b| {
            c.is_uppercase() && (b.is_lowercase() || (b.is_uppercase() && next_lower))
        });
        if boundary {
            parts.push(&piece[start..at]);
            start = at;
        }
        before = Some(c);
    }
    parts.push(&piece[start..]);
}

/// Han, Kana and what lies between them; and Hangul, which writes endings onto its words.
const fn unspaced(c: char) -> bool {
    matches!(c as u32, 0x2e80..=0x9fff | 0xac00..=0xd7a3 | 0xf900..=0xfaff | 0x2_0000..=0x3_ffff)
}

fn pairs(part: &str, found: &mut Vec<String>) {
    let mut before = None;
    for c in part.chars() {
        found.push(c.to_string());
        if let Some(b) = before {
            found.push([b, c].iter().collect());
        }
        before = Some(c);
    }
}

/// Takes off English endings of number and tense: enough that `comparing`, `compares` and
/// `compare` meet. Not a dictionary; that two words meet which should not costs little.
fn stem(word: String) -> String {
    if word.len() < 4 || !word.bytes().all(|b| b.is_ascii_lowercase()) {
        return word;
    }
    let mut stem = word.as_str();
    if let Some(cut) = stem.strip_suffix("ies").filter(|cut| cut.len() > 1) {
        return format!("{cut}y");
    }
    let plural = !["ss", "us", "is"].iter().any(|end| stem.ends_with(end));
    if plural {
        stem = stem.strip_suffix('s').unwrap_or(stem);
    }
    for ending in ["ing", "ed"] {
        if let Some(cut) = stem.strip_suffix(ending)
            && cut.len() > 2
            && cut.contains(['a', 'e', 'i', 'o', 'u', 'y'])
        {
            return undoubled(cut).to_owned();
        }
    }
    if stem.len() > 4 { stem.strip_suffix('e').unwrap_or(stem) } else { stem }.to_owned()
}

/// `runn` → `run`, but `call` and `pass` stay.
fn undoubled(cut: &str) -> &str {
    let bytes = cut.as_bytes();
    match bytes {
        [.., a, b] if a == b && !b"aeioulsz".contains(b) => &cut[..cut.len() - 1],
        _ => cut,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn names_give_their_parts_and_themselves() {
        assert_eq!(words("parseHTTPHeader"), ["parsehttpheader", "pars", "http", "header"]);
        assert_eq!(words("max_body_bytes: 7"), ["maxbodybyt", "max", "body", "byte", "7"]);
        assert_eq!(words("  --  __ "), Vec::<String>::new());
        assert_eq!(words("über Straße"), ["über", "straße"]);
        assert_eq!(words("鍵を"), ["鍵", "を", "鍵を"]);
        let asked = words("카고");
        assert!(asked.iter().all(|word| words("빌드는 카고로 한다").contains(word)), "{asked:?}");
    }

    #[test]
    fn forms_of_a_word_meet() {
        for forms in [
            &["compare", "compares", "compared", "comparing"][..],
            &["run", "runs", "running"],
            &["policy", "policies"],
            &["cache", "caches", "cached", "caching"],
            &["token", "tokens", "Token", "TOKENS"],
            &["passes", "passed", "passing"],
        ] {
            let stems: Vec<_> = forms.iter().map(|f| words(f)).collect();
            assert!(stems.windows(2).all(|two| two[0] == two[1]), "{forms:?}: {stems:?}");
        }
        assert_ne!(words("status"), words("statu"));
    }

    proptest! {
        #[test]
        fn any_text_gives_words_without_spaces(text in "\\PC{0,80}") {
            for word in words(&text) {
                prop_assert!(!word.is_empty() && !word.contains(|c: char| c.is_whitespace() || c == '_'));
            }
        }
    }
}
