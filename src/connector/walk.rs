//! How far has a connector come, and what does it ask next? A walk over pages, newest first, that goes on after a crash.
//!
//! The first walk, and one a day, is a full one: it asks for what the connector's `state` leaves, and what it does not
//! meet is gone at the provider. Between them a walk goes from the newest item to where the last one began, whatever
//! its state, so that what was closed is seen. Pages that are sorted by their last change, newest first, move away from
//! the walk when something changes meanwhile: an item may be met twice, and is not missed.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::item::{Item, Page, Query};

/// What changed shortly before the newest item that was seen is looked at again: two may have changed in one second,
/// and a provider's own index may lag.
const OVERLAP: SignedDuration = SignedDuration::from_mins(2);
/// A full walk again after this.
const FULL_EVERY: SignedDuration = SignedDuration::from_hours(24);
/// What has not ended after this is no longer waited for.
const PATIENCE: SignedDuration = SignedDuration::from_hours(7 * 24);
/// Items of one walk; what is older is left out.
pub const MOST: u64 = 10_000;

/// What is kept between runs, as JSON.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    /// All that changed until then has been seen.
    since: Option<Timestamp>,
    /// What the first page from `since` on was marked with.
    etag: Option<String>,
    /// When the last full walk ended.
    full_at: Option<Timestamp>,
    /// Of the last full walk that began.
    pub round: i64,
    walk: Option<Walk>,
}

/// A walk under way.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Walk {
    full: bool,
    next: Option<String>,
    /// By what pages are sorted: of the newest item, and of the oldest that has not ended.
    newest: Option<Timestamp>,
    unfinished: Option<Timestamp>,
    seen: u64,
}

impl Place {
    /// What can no longer be read begins anew.
    pub fn read(text: &str) -> Self {
        serde_json::from_str(text).unwrap_or_default()
    }

    pub fn written(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }

    /// Has everything been fetched once?
    pub const fn complete(&self) -> bool {
        self.full_at.is_some()
    }

    /// Is it in the middle of a walk?
    pub const fn walking(&self) -> bool {
        self.walk.is_some()
    }

    /// Is it past the first page of one, which only this walk can name?
    pub fn midway(&self) -> bool {
        self.walk.as_ref().is_some_and(|walk| walk.next.is_some())
    }

    pub fn is_full(&self) -> bool {
        self.walk.as_ref().is_some_and(|walk| walk.full)
    }

    /// Gives up the walk that is under way.
    pub fn leave(&mut self) {
        self.walk = None;
    }

    /// What to ask next. `always`: each walk is a full one.
    pub fn ask(&mut self, state: Option<&str>, limit: u64, always: bool, now: Timestamp) -> Query {
        let stale = |at: Timestamp| now.duration_since(at) >= FULL_EVERY;
        if self.walk.is_none() {
            let full = always || self.since.is_none() || self.full_at.is_none_or(stale);
            self.round += i64::from(full);
            self.walk = Some(Walk { full, ..Walk::default() });
        }
        let walk = self.walk.clone().unwrap_or_default();
        let first = walk.next.is_none() && !walk.full;
        Query {
            since: self.floor().filter(|_| !walk.full),
            state: state.filter(|_| walk.full).map(str::to_owned),
            limit,
            next: walk.next,
            etag: self.etag.clone().filter(|_| first),
        }
    }

    fn floor(&self) -> Option<Timestamp> {
        self.since.and_then(|since| since.checked_sub(OVERLAP).ok())
    }

    /// Takes a page. True where the walk ends with it.
    pub fn take(&mut self, page: &Page, now: Timestamp) -> bool {
        let floor = self.floor();
        let Some(walk) = &mut self.walk else { return true };
        let first = walk.next.is_none() && walk.seen == 0;
        walk.seen += page.items.len() as u64;
        walk.newest = walk.newest.max(page.items.iter().filter_map(Item::place).max());
        let waiting = page.items.iter().filter(|item| item.unfinished).filter_map(Item::place);
        walk.unfinished = [walk.unfinished, waiting.min()].into_iter().flatten().min();
        walk.next.clone_from(&page.next);
        let old = |item: &Item| item.place().zip(floor).is_some_and(|(at, floor)| at < floor);
        let over = !walk.full && page.items.last().is_some_and(old);
        let ends = page.next.is_none() || page.unchanged || over || walk.seen >= MOST;
        let (full, newest, unfinished) = (walk.full, walk.newest, walk.unfinished);
        if !full && first && !page.unchanged {
            self.etag.clone_from(&page.etag);
        }
        if ends {
            let waits = |at: &Timestamp| now.duration_since(*at) < PATIENCE;
            let newest = self.since.max(newest);
            let since = [newest, unfinished.filter(waits)].into_iter().flatten().min();
            if since != self.since {
                // The mark was of another question.
                self.etag = None;
                self.since = since;
            }
            if full {
                self.full_at = Some(now);
                // Of what was empty something may come: it is asked for from now on.
                self.since = self.since.or(Some(now));
            }
            self.walk = None;
        }
        ends
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(1_790_000_000 + second).unwrap()
    }

    fn item(id: usize, second: i64) -> Item {
        Item { id: id.to_string(), updated: Some(at(second)), ..Item::default() }
    }

    /// A provider that sorts by the last change and pages by number, as most do.
    fn answer(all: &[(usize, i64)], asked: &Query) -> Page {
        let mut list: Vec<_> = all.to_vec();
        list.sort_by_key(|(id, second)| std::cmp::Reverse((*second, *id)));
        let kept =
            |(_, second): &&(usize, i64)| asked.since.is_none_or(|since| at(*second) >= since);
        let from: usize = asked.next.as_deref().map_or(0, |n| n.parse().unwrap());
        let left: Vec<_> = list.iter().filter(kept).skip(from).collect();
        let limit = asked.limit as usize;
        let items = left.iter().take(limit).map(|(id, second)| item(*id, *second)).collect();
        let next = (left.len() > limit).then(|| (from + limit).to_string());
        Page { items, next, ..Page::default() }
    }

    proptest! {
        /// Whatever changes between pages, and whenever it dies: a walk and the next see all.
        #[test]
        fn nothing_is_missed(
            mut all in prop::collection::vec(0i64..100, 1..30).prop_map(|s| s.into_iter().enumerate().collect::<Vec<_>>()),
            changes in prop::collection::vec((any::<prop::sample::Index>(), any::<bool>()), 0..60),
        ) {
            let mut known = std::collections::BTreeMap::new();
            let mut place = Place::default();
            let mut clock = 1000;
            let mut step = |place: &mut Place, all: &[(usize, i64)], clock: i64, dies: bool| {
                let mut trial = Place::read(&place.written());
                let page = answer(all, &trial.ask(None, 3, false, at(clock)));
                let ends = trial.take(&page, at(clock));
                if dies {
                    return false;
                }
                for item in page.items {
                    known.insert(item.id.clone(), item.updated.unwrap());
                }
                *place = trial;
                ends
            };
            for (index, dies) in &changes {
                step(&mut place, &all, clock, *dies);
                clock += 1;
                let which = index.index(all.len());
                all[which].1 = clock;
            }
            for _ in 0..2 {
                while !step(&mut place, &all, clock, false) {}
            }
            for (id, second) in &all {
                prop_assert_eq!(known.get(&id.to_string()), Some(&at(*second)));
            }
        }
    }

    #[test]
    fn full_walks_are_rare_and_others_short() {
        let all: Vec<_> = (0..50).map(|n| (n, n as i64 * 600)).collect();
        let mut place = Place::default();
        let walk = |place: &mut Place, all: &[(usize, i64)], now: i64| {
            let mut pages = 0;
            loop {
                let asked = place.ask(Some("open"), 10, false, at(now));
                assert_eq!(asked.state.is_some(), place.is_full());
                pages += 1;
                if place.take(&answer(all, &asked), at(now)) {
                    return pages;
                }
            }
        };
        assert_eq!((walk(&mut place, &all, 40_000), place.round), (5, 1));
        assert_eq!((walk(&mut place, &all, 40_100), place.round), (1, 1));
        assert_eq!((walk(&mut place, &all, 40_000 + 86_400), place.round), (5, 2));
        assert!(place.complete() && !place.walking());
    }

    #[test]
    fn what_has_not_ended_is_looked_at_again_for_a_week() {
        let run =
            |second, unfinished| Item { unfinished, created: Some(at(second)), ..item(1, second) };
        let mut place = Place::default();
        let page = Page { items: vec![run(5000, false), run(1000, true)], ..Page::default() };
        place.ask(None, 10, false, at(6000));
        assert!(place.take(&page, at(6000)));
        assert_eq!(place.since, Some(at(1000)));
        let mut place = Place::default();
        place.ask(None, 10, false, at(6000));
        let later = at(6000 + 8 * 86_400);
        assert!(place.take(&page, later));
        assert_eq!(place.since, Some(at(5000)));
    }

    #[test]
    fn a_mark_is_shown_for_the_very_question_that_it_is_of() {
        let mut place = Place::default();
        let page = |tag: &str| Page {
            items: vec![item(1, 100)],
            etag: Some(tag.to_owned()),
            ..Page::default()
        };
        assert_eq!(place.ask(None, 10, false, at(200)).etag, None);
        place.take(&page("full"), at(200));
        assert_eq!(place.ask(None, 10, false, at(300)).etag, None, "of the full walk's question");
        place.take(&page("one"), at(300));
        assert_eq!(place.ask(None, 10, false, at(400)).etag.as_deref(), Some("one"));
        let unchanged = Page { unchanged: true, ..Page::default() };
        assert!(place.take(&unchanged, at(400)));
        assert_eq!(place.ask(None, 10, false, at(500)).etag.as_deref(), Some("one"));
    }
}
