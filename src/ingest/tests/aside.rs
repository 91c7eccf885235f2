//! Is another commit, laid over the published one, what an index of that commit alone would be?

use super::*;
use crate::base::Kind;
use crate::graph::Graph;
use crate::workspace::manifest::{OVERSIZED, Reason};
use crate::workspace::snapshot::Origin;

/// A generator of its own: the same changes at each run.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % sides
    }
}

fn path(n: u64) -> String {
    match n % 5 {
        0 => format!("src/part{}/mod{n}.py", n % 3),
        1 => format!("src/item{n}.rs"),
        2 => format!("docs/page{n}.md"),
        3 => format!("vendor/dep{n}.c"),
        _ => format!("web/view{n}.ts"),
    }
}

fn text(dice: &mut Dice) -> Vec<u8> {
    let (a, b) = (dice.roll(40), dice.roll(40));
    match dice.roll(12) {
        0 => Vec::new(),
        1 => b"\x89PNG\0\0".to_vec(),
        2 => format!("# Page {a}\n\nAbout item_{b} and the needle.\n").into_bytes(),
        3 => format!("from src.part1.mod{b} import item_{b}\n\ndef item_{a}():\n    return item_{b}()\n")
            .into_bytes(),
        4 => format!("import {{ item_{b} }} from './view{b}';\nexport function item_{a}() {{ item_{b}(); }}\n")
            .into_bytes(),
        _ => format!("fn item_{a}() {{ item_{b}(); }} // needle {a}\n").repeat(1 + b as usize).into_bytes(),
    }
}

fn change(source: &Memory, dice: &mut Dice) {
    let at = path(dice.roll(60));
    let there = source.files.lock().unwrap().contains_key(&at);
    match dice.roll(10) {
        0 if there => source.remove(&at),
        1 if there => source.rename(&at, &path(dice.roll(60))),
        2 => source.link(&format!("link{}", dice.roll(4)), &at),
        3 => {
            let generated = Attributes { generated: Some(true), ..Attributes::default() };
            source.put_as(&at, &text(dice), FileKind::File, generated);
        }
        _ => source.put(&at, text(dice)),
    }
}

fn aside(engine: &Engine, source: &Memory) -> Result<View> {
    let head = source.head().unwrap();
    engine.aside(engine.current().unwrap(), &head, &|_| {}, &Deadline::none())
}

/// All that a graph says, in its order.
fn told(graph: &Graph) -> Vec<String> {
    let symbols = graph.symbols().map(|s| format!("{} {:?}", graph.qualified(s), graph.symbol(s)));
    let paths = graph.files().map(|f| format!("{} {}", graph.path(f), graph.rank(f)));
    let edges = graph.edges().iter().map(|edge| format!("{edge:?}"));
    let uses = graph.uses().iter().map(|one| format!("{one:?}"));
    let rest = graph.unresolved().iter().map(|one| format!("{one:?}"));
    paths.chain(symbols).chain(edges).chain(uses).chain(rest).collect()
}

#[test]
fn it_equals_an_index_of_its_own() {
    for seed in 1..=6 {
        let (dir, dice) = (scratch(), &mut Dice(seed));
        let source = Arc::new(Memory::default());
        for _ in 0..70 {
            change(&source, dice);
        }
        let engine = engine(dir.path(), &source);
        refresh(&engine);
        let base = contents(&view(&engine));
        for changes in [1, 8, 60] {
            for _ in 0..changes {
                change(&source, dice);
            }
            let own = aside(&engine, &source).unwrap();
            assert!(!own.dirty());
            assert_eq!(own.snapshot().head(), &source.head().unwrap());
            let questions = ["needle", "item 7", "page about item_3", "mod12"];
            assert_fresh(&own, &source, &["item_1", "needle \\d", "^fn", "import"], &questions);
            let fresh_dir = scratch();
            let fresh = super::engine(fresh_dir.path(), &source);
            refresh(&fresh);
            let fresh = view(&fresh);
            assert_eq!(told(&own.graph().unwrap()), told(&fresh.graph().unwrap()));
            for question in questions {
                // What it covers counts no longer; what is left is the rounding of lengths.
                let [ours, theirs] = [&own, &fresh].map(|view| ask(view, question));
                assert_eq!(paths(&ours), paths(&theirs), "{question}");
                for (ours, theirs) in ours.iter().zip(&theirs) {
                    let off = (ours.score - theirs.score).abs();
                    assert!(off < 2e-3, "{question}: {} {off}", ours.path);
                    assert_eq!(ours.start_line, theirs.start_line);
                }
            }
            for entry in fresh.snapshot().entries() {
                let path = JailedPath::parse(&entry.path).unwrap();
                let [ours, theirs] = [&own, &fresh].map(|view| {
                    view.read(&path)
                        .map(|file| {
                            (file.path, file.bytes.to_vec(), file.lines, file.from, file.left_out)
                        })
                        .map_err(|e| e.message().to_owned())
                });
                assert_eq!(ours, theirs);
            }
            let root = JailedPath::parse(".").unwrap();
            assert_eq!(own.tree(&root, 3).unwrap(), fresh.tree(&root, 3).unwrap());
        }
        assert_eq!(contents(&view(&engine)), base, "what is served stays");
        let left = std::fs::read_dir(dir.path().join("aside")).unwrap().count();
        assert_eq!(left, 0, "a pack has no name once it is mapped");
    }
}

#[test]
fn only_what_differs_is_read_and_it_outlives_the_next_publication() {
    let (dir, source) = (scratch(), Arc::new(Memory::default()));
    for n in 0..50 {
        source.put(&format!("src/f{n}.rs"), format!("fn old_{n}() {{}}\n"));
    }
    let engine = engine(dir.path(), &source);
    refresh(&engine);
    source.put("src/f7.rs", "fn changed() {}\n");
    source.put("vendor/lib.c", "int vendored;\n");
    source.rename("src/f8.rs", "src/moved.rs");
    let before = source.reads.load(Ordering::Relaxed);
    let own = aside(&engine, &source).unwrap();
    assert_eq!(
        source.reads.load(Ordering::Relaxed) - before,
        1,
        "the one new text that is indexed"
    );
    source.put("src/f9.rs", "fn later() {}\n");
    refresh(&engine);
    engine.rebuild(&|_| {}, &Deadline::none()).unwrap();
    assert_eq!(read(&own, "src/f7.rs").unwrap(), "fn changed() {}\n");
    assert_eq!(read(&own, "src/f9.rs").unwrap(), "fn old_9() {}\n");
    assert_eq!(read(&own, "src/moved.rs").unwrap(), "fn old_8() {}\n");
    let file = own.read(&JailedPath::parse("vendor/lib.c").unwrap()).unwrap();
    assert_eq!((file.from, file.left_out), (Origin::Source, Some(Reason::Vendored)));
    assert_eq!(search(&own, "changed|later").matches.len(), 1);
    assert!(own.overlay().unwrap().bytes() > 0);
}

#[test]
fn too_much_is_refused_before_it_is_read_and_a_deadline_ends_it() {
    let (dir, source) = (scratch(), Arc::new(Memory::default()));
    source.put("a", "a\n");
    let engine = engine(dir.path(), &source);
    refresh(&engine);
    source.put("b", "b\n");
    let late = Deadline::none();
    late.cancel();
    let head = source.head().unwrap();
    let error = engine.aside(engine.current().unwrap(), &head, &|_| {}, &late).err().unwrap();
    assert_eq!(error.kind(), Kind::RequestTimeout);
    let text = vec![b'x'; usize::try_from(OVERSIZED).unwrap()];
    for n in 0..10_001u32 {
        source.put(&format!("many/{n}"), [&n.to_be_bytes(), &text[..4]].concat());
    }
    let before = source.reads.load(Ordering::Relaxed);
    let error = aside(&engine, &source).err().unwrap();
    assert_eq!(error.kind(), Kind::ToolError);
    assert!(error.message().contains("10002 files") && error.hint_text().is_some());
    assert_eq!(source.reads.load(Ordering::Relaxed), before);
}
