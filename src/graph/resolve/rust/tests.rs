//! Do Rust's imports and names lead where rustc finds them?

use crate::graph::tests::{edges, graph, unresolved, uses};

#[test]
fn modules_are_found_by_their_declarations() {
    let graph = graph(&[
        ("Cargo.toml", "[package]\nname = \"a-b\"\nedition = \"2021\"\n"),
        (
            "src/lib.rs",
            "mod one;\npub mod two;\n#[path = \"odd/x.rs\"]\nmod three;\nmod inner { mod four; }\nmod gone;\n",
        ),
        ("src/one.rs", "mod deep;\n"),
        ("src/one/deep.rs", ""),
        ("src/two/mod.rs", "mod deep;\n"),
        ("src/two/deep/mod.rs", ""),
        ("src/odd/x.rs", "mod y;\n"),
        ("src/odd/y.rs", ""),
        ("src/inner/four.rs", ""),
    ]);
    assert_eq!(
        edges(&graph),
        [
            "src/lib.rs → src/inner/four.rs submodule relative certain 5",
            "src/lib.rs → src/odd/x.rs submodule relative certain 4",
            "src/lib.rs → src/one.rs submodule relative certain 1",
            "src/lib.rs → src/two/mod.rs submodule relative certain 2",
            "src/odd/x.rs → src/odd/y.rs submodule relative certain 1",
            "src/one.rs → src/one/deep.rs submodule relative certain 1",
            "src/two/mod.rs → src/two/deep/mod.rs submodule relative certain 1",
        ]
    );
    assert_eq!(unresolved(&graph), ["src/lib.rs gone missing 6"]);
}

#[test]
fn names_are_followed_to_where_they_are_declared() {
    let graph = graph(&[
        ("Cargo.toml", "[package]\nname = \"a\"\nedition = \"2021\"\n"),
        ("src/lib.rs", "mod a;\nmod b;\nmod user;\npub use b::*;\npub use a::Deep as Renamed;\n"),
        (
            "src/a.rs",
            "pub struct Deep;\nimpl Deep { pub fn new() {} }\npub enum E { One }\nfn own() {}\n",
        ),
        ("src/b.rs", "pub use super::a::E;\npub fn f() {}\nuse std::fmt;\nuse nowhere::x;\n"),
        (
            "src/user.rs",
            "use crate::{f, Renamed, E::One};\nuse super::a::{self, Deep};\nfn go() {\n    f();\n    \
             Renamed::new();\n    a::Deep::new();\n    crate::b::f();\n}\n\
             mod tests {\n    use super::*;\n    fn t() { go(); Deep::new(); }\n}\nuse crate::Absent;\n",
        ),
    ]);
    let of = |list: Vec<String>, file: &str| -> Vec<String> {
        list.into_iter().filter(|line| line.starts_with(file)).collect()
    };
    assert_eq!(
        of(edges(&graph), "src/user.rs"),
        [
            "src/user.rs → src/a.rs import relative certain 2",
            "src/user.rs → src/a.rs import reexport certain 1",
            "src/user.rs → src/b.rs import reexport certain 1",
            "src/user.rs → src/lib.rs import name likely 13",
        ]
    );
    assert_eq!(
        of(unresolved(&graph), "src/"),
        [
            "src/b.rs nowhere::x missing 4",
            "src/b.rs std::fmt standard 3",
            "src/user.rs crate::Absent missing 13",
        ]
    );
    assert_eq!(
        of(uses(&graph), "src/"),
        [
            "src/a.rs Deep ← src/user.rs go use certain 5",
            "src/a.rs Deep ← src/user.rs go use certain 6",
            "src/a.rs Deep ← src/user.rs tests.t use certain 11",
            "src/a.rs Deep.new ← src/user.rs go call certain 5",
            "src/a.rs Deep.new ← src/user.rs go call certain 6",
            "src/a.rs Deep.new ← src/user.rs tests.t call certain 11",
            "src/b.rs f ← src/user.rs go call certain 4",
            "src/b.rs f ← src/user.rs go call certain 7",
            "src/user.rs go ← src/user.rs tests.t call certain 11",
        ]
    );
}

#[test]
fn crates_of_a_workspace_know_each_other_as_cargo_says() {
    let graph = graph(&[
        (
            "Cargo.toml",
            "[workspace]\nmembers = [\"crates/*\"]\n[workspace.dependencies]\nshared-one = { path = \"crates/shared\" }\n\
             [workspace.package]\nedition = \"2021\"\n",
        ),
        (
            "crates/shared/Cargo.toml",
            "[package]\nname = \"shared-one\"\nedition.workspace = true\n[lib]\nname = \"shared_lib\"\npath = \"lib/it.rs\"\n",
        ),
        ("crates/shared/lib/it.rs", "pub fn f() {}\n"),
        (
            "crates/app/Cargo.toml",
            "[package]\nname = \"app\"\nedition.workspace = true\n[dependencies]\nshared-one.workspace = true\n\
             short = { path = \"../other-crate\", package = \"other-crate\" }\nserde = \"1\"\n\
             [[bin]]\nname = \"tool\"\npath = \"cmd/tool.rs\"\n",
        ),
        (
            "crates/app/src/lib.rs",
            "use shared_lib::f;\nuse short::g;\nuse serde::Serialize;\npub fn own() {}\n",
        ),
        ("crates/app/src/main.rs", "use app::own;\n"),
        ("crates/app/cmd/tool.rs", "use ::app::own;\n"),
        ("crates/app/tests/it/main.rs", "mod part;\n"),
        ("crates/app/tests/it/part.rs", "use crate::part;\nuse app as renamed;\n"),
        ("crates/app/examples/e.rs", "fn main() { app::own(); }\n"),
        ("crates/other-crate/Cargo.toml", "[package]\nname = \"other-crate\"\n"),
        ("crates/other-crate/src/lib.rs", "mod m;\nuse m::g2;\npub fn g() {}\n"),
        ("crates/other-crate/src/m.rs", "use m::g2 as g3;\nuse g;\npub fn g2() {}\n"),
    ]);
    assert_eq!(
        edges(&graph),
        [
            "crates/app/cmd/tool.rs → crates/app/src/lib.rs import package certain 1",
            "crates/app/examples/e.rs → crates/app/src/lib.rs use namespace certain 1",
            "crates/app/src/lib.rs → crates/other-crate/src/lib.rs import package certain 2",
            "crates/app/src/lib.rs → crates/shared/lib/it.rs import package certain 1",
            "crates/app/src/main.rs → crates/app/src/lib.rs import package certain 1",
            "crates/app/tests/it/main.rs → crates/app/tests/it/part.rs submodule relative certain 1",
            "crates/app/tests/it/part.rs → crates/app/src/lib.rs import package certain 2",
            "crates/other-crate/src/lib.rs → crates/other-crate/src/m.rs import package certain 2",
            "crates/other-crate/src/lib.rs → crates/other-crate/src/m.rs submodule relative certain 1",
            "crates/other-crate/src/m.rs → crates/other-crate/src/lib.rs import package certain 2",
        ]
    );
    assert_eq!(unresolved(&graph), ["crates/app/src/lib.rs serde::Serialize external 3"]);
}

#[test]
fn circles_of_use_end() {
    let graph = graph(&[
        ("Cargo.toml", "[package]\nname = \"a\"\nedition = \"2021\"\n"),
        ("src/lib.rs", "mod a;\nmod b;\n"),
        ("src/a.rs", "pub use crate::b::*;\npub use crate::b::x;\n"),
        ("src/b.rs", "pub use crate::a::*;\npub use crate::a::x;\n"),
    ]);
    // The globs lead to each other, the names nowhere but to the modules that should have them.
    assert_eq!(
        edges(&graph),
        [
            "src/a.rs → src/b.rs reexport root certain 1",
            "src/a.rs → src/b.rs reexport name likely 2",
            "src/b.rs → src/a.rs reexport root certain 1",
            "src/b.rs → src/a.rs reexport name likely 2",
            "src/lib.rs → src/a.rs submodule relative certain 1",
            "src/lib.rs → src/b.rs submodule relative certain 2",
        ]
    );
}

#[test]
fn a_block_and_a_macro_have_their_own_rules() {
    let graph = graph(&[
        ("Cargo.toml", "[package]\nname = \"a\"\nedition = \"2021\"\n"),
        ("src/lib.rs", "#[macro_use]\nmod m;\nmod a;\nmod b;\n"),
        ("src/m.rs", "#[macro_export]\nmacro_rules! mac { () => { $crate::a::f() } }\n"),
        ("src/a.rs", "pub fn f() {}\n"),
        (
            "src/b.rs",
            "fn g() {\n    use crate::a::f;\n    f();\n    crate::mac!();\n}\nfn h() { f(); }\n",
        ),
    ]);
    let found = uses(&graph);
    assert!(found.contains(&"src/a.rs f ← src/b.rs g call certain 3".to_owned()), "{found:?}");
    assert!(found.contains(&"src/m.rs mac ← src/b.rs g call certain 4".to_owned()), "{found:?}");
    assert!(!found.iter().any(|line| line.contains("src/b.rs h")), "{found:?}");
}

#[test]
fn a_renamed_crate_and_one_without_a_manifest() {
    let named = graph(&[
        (
            "Cargo.toml",
            "[package]\nname = \"a\"\nedition = \"2021\"\n[dependencies]\nlong-name = \"1\"\n",
        ),
        (
            "src/lib.rs",
            "extern crate long_name as short;\nextern crate self as me;\nmod b;\npub struct S;\n",
        ),
        ("src/b.rs", "use short::X;\nuse me::S;\nuse other::Y;\n"),
    ]);
    assert!(edges(&named).contains(&"src/b.rs → src/lib.rs import package certain 2".to_owned()));
    assert_eq!(
        unresolved(&named),
        [
            "src/b.rs other::Y missing 3",
            "src/b.rs short::X external 1",
            "src/lib.rs long_name external 1",
        ]
    );
    let bare = graph(&[
        ("x/main.rs", "mod y;\nuse serde::De;\nuse y::f;\n"),
        ("x/y.rs", "pub fn f() {}\n"),
    ]);
    assert_eq!(unresolved(&bare), ["x/main.rs serde::De external 2"]);
    assert_eq!(
        edges(&bare),
        [
            "x/main.rs → x/y.rs import package certain 3",
            "x/main.rs → x/y.rs submodule relative certain 1",
        ]
    );
}

#[test]
fn what_the_usual_build_leaves_out_is_likely() {
    let graph = graph(&[
        ("Cargo.toml", "[package]\nname = \"a\"\nedition = \"2021\"\n"),
        (
            "src/lib.rs",
            "mod macros;\n#[cfg(windows)]\nmod win;\nmod a;\ncfg_loom! { mod loom; }\ncfg_rt! { mod rt; }\n",
        ),
        (
            "src/macros.rs",
            "macro_rules! cfg_loom { ($($i:item)*) => { $( #[cfg(loom)] $i )* } }\n\
             macro_rules! cfg_rt { ($($i:item)*) => { $( #[cfg(feature = \"rt\")] $i )* } }\n",
        ),
        ("src/win.rs", "use crate::a::f;\n"),
        ("src/a.rs", "pub fn f() {}\n#[cfg(test)]\nuse crate::rt::g;\n"),
        ("src/loom.rs", ""),
        ("src/rt.rs", "pub fn g() {}\nuse crate::a::f;\n"),
    ]);
    let sure: Vec<String> =
        edges(&graph).into_iter().filter(|line| line.contains("certain")).collect();
    assert_eq!(
        sure,
        [
            "src/lib.rs → src/a.rs submodule relative certain 4",
            "src/lib.rs → src/macros.rs submodule relative certain 1",
            "src/lib.rs → src/rt.rs submodule relative certain 6",
            "src/rt.rs → src/a.rs import root certain 2",
        ]
    );
    assert_eq!(edges(&graph).len(), 8, "the others are there, and likely");
}
