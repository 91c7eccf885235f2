//! From which files and lines was an answer made?

use std::sync::Arc;

use crate::workspace::source::BlobId;

/// Lines of one file that an answer shows or stands for. A proof binds them; the ledger counts them.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Cited {
    /// Id of the workspace.
    pub workspace: Arc<str>,
    pub path: Arc<str>,
    pub blob: BlobId,
    /// First and last, 1-based and inclusive; `None` where only the file's being there was used.
    pub lines: Option<(u32, u32)>,
}

/// Collects what an answer shows, in the order in which it shows it. Lines that touch those cited
/// just before are cited with them, so that a hit and its context are one range.
#[derive(Debug, Default)]
pub struct Citing(Vec<Cited>);

impl Citing {
    pub fn with_capacity(n: usize) -> Self {
        Self(Vec::with_capacity(n))
    }

    /// Lines `first` to `last`, 1-based and inclusive; the file as a whole where `first` is 0.
    pub fn lines(
        &mut self,
        workspace: &Arc<str>,
        path: &Arc<str>,
        blob: BlobId,
        first: u32,
        last: u32,
    ) {
        if let Some(before) = self.0.last_mut()
            && let Some((start, end)) = &mut before.lines
            && *start <= first
            && first <= end.saturating_add(1)
            && before.blob == blob
            && before.path == *path
            && before.workspace == *workspace
        {
            *end = (*end).max(last);
            return;
        }
        self.0.push(Cited {
            workspace: Arc::clone(workspace),
            path: Arc::clone(path),
            blob,
            lines: (first > 0).then_some((first, last.max(first))),
        });
    }

    /// That the file is there.
    pub fn file(&mut self, workspace: &Arc<str>, path: &Arc<str>, blob: BlobId) {
        self.lines(workspace, path, blob, 0, 0);
    }

    pub fn done(self) -> Vec<Cited> {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_that_touch_are_one() {
        let (space, a, b) = (Arc::from("core"), Arc::from("a"), Arc::from("b"));
        let blob = BlobId([1; 20]);
        let mut citing = Citing::default();
        citing.lines(&space, &a, blob, 3, 5);
        citing.lines(&space, &a, blob, 5, 7);
        citing.lines(&space, &a, blob, 8, 8);
        citing.lines(&space, &a, blob, 10, 9);
        citing.lines(&space, &b, blob, 10, 12);
        citing.lines(&space, &b, blob, 9, 9);
        citing.file(&space, &b, blob);
        citing.file(&space, &a, blob);
        let lines: Vec<_> =
            citing.done().into_iter().map(|c| (c.path.to_string(), c.lines)).collect();
        let at = |path: &str, lines| (path.to_owned(), lines);
        let wanted = [
            at("a", Some((3, 8))),
            at("a", Some((10, 10))),
            at("b", Some((10, 12))),
            at("b", Some((9, 9))),
            at("b", None),
            at("a", None),
        ];
        assert_eq!(lines, wanted);
    }
}
