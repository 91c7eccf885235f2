//! What would change in a file? One hunk of a unified diff: our changes lie close together.

/// Lines of context, as `diff -u` shows.
const AROUND: usize = 3;

/// The change from `old` (none: no file) to `new`; empty where there is none.
pub fn unified(path: &str, old: Option<&str>, new: &str) -> String {
    let before: Vec<&str> = lines(old.unwrap_or_default());
    let after: Vec<&str> = lines(new);
    let head = before.iter().zip(&after).take_while(|(a, b)| a == b).count();
    let most = before.len().min(after.len()) - head;
    let tail =
        before.iter().rev().zip(after.iter().rev()).take(most).take_while(|(a, b)| a == b).count();
    if head == before.len() && head == after.len() {
        return String::new();
    }
    let from = head.saturating_sub(AROUND);
    let (old_end, new_end) = (before.len() - tail, after.len() - tail);
    let past = (old_end + AROUND).min(before.len());
    let shown = (past - from, past - from + new_end - old_end.min(new_end));
    let new_count = if new_end >= old_end { shown.1 } else { past - from - (old_end - new_end) };
    let name = if old.is_some() { path } else { "/dev/null" };
    let mut text = format!("--- {name}\n+++ {path}\n");
    text += &format!("@@ -{} +{} @@\n", span(from, shown.0), span(from, new_count));
    for (sign, lines) in [
        (' ', &before[from..head]),
        ('-', &before[head..old_end]),
        ('+', &after[head..new_end]),
        (' ', &before[old_end..past]),
    ] {
        for line in lines {
            text.push(sign);
            text += line;
            if !line.ends_with('\n') {
                text += "\n\\ No newline at end of file\n";
            }
        }
    }
    text
}

fn lines(text: &str) -> Vec<&str> {
    text.split_inclusive('\n').collect()
}

/// `START,COUNT`; an empty range stands behind the line before it.
fn span(from: usize, count: usize) -> String {
    format!("{},{count}", if count == 0 { from } else { from + 1 })
}

#[cfg(test)]
mod tests {
    use super::unified;

    #[test]
    fn a_change_is_shown_with_its_surroundings() {
        let old = "a\nb\nc\nd\ne\nf\ng\n";
        assert_eq!(
            unified("f", Some(old), "a\nb\nc\nd\nX\nY\nf\ng\n"),
            "--- f\n+++ f\n@@ -2,6 +2,7 @@\n b\n c\n d\n-e\n+X\n+Y\n f\n g\n"
        );
        assert_eq!(
            unified("f", Some(old), "a\nb\nc\ne\nf\ng\n"),
            "--- f\n+++ f\n@@ -1,7 +1,6 @@\n a\n b\n c\n-d\n e\n f\n g\n"
        );
        assert_eq!(unified("f", None, "a\n"), "--- /dev/null\n+++ f\n@@ -0,0 +1,1 @@\n+a\n");
        assert_eq!(
            unified("f", Some("a"), "a\n"),
            "--- f\n+++ f\n@@ -1,1 +1,1 @@\n-a\n\\ No newline at end of file\n+a\n"
        );
        assert_eq!(unified("f", Some("a\n"), "a\n"), "");
    }
}
