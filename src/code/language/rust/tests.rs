//! What is read off Rust: items, imports, references, routes?

use crate::code::tests::{imports, outline, read, references};

#[test]
fn items_are_declared_with_their_visibility() {
    let facts = read(
        "a.rs",
        "use q::Base; pub struct A<T> { pub x: T, y: u8 }\nenum E { One, Two(u8) }\n\
         pub(crate) trait T: Base { type Out; const N: u8; fn f(&self); fn g(&self) {} }\n\
         impl<T> fmt::Display for a::A<T> { fn fmt(&self) {} }\nimpl A<u8> { pub fn new() {}\n fn own() {} }\n\
         impl T for &mut [u8] { fn f(&self) {} }\n\
         #[macro_export]\nmacro_rules! m { () => {} }\nmacro_rules! n { () => {} }\n\
         mod inner { pub(self) static S: u8 = 1; pub(super) const C: u8 = 1; type X = u8; union U { a: u8 } }\n",
    );
    assert_eq!(
        outline(&facts),
        [
            "struct A 1-1",
            "field A.x 1-1",
            "-field A.y 1-1",
            "-enum E 2-2",
            "variant E.One 2-2",
            "variant E.Two 2-2",
            "trait T 3-3",
            "type T.Out 3-3",
            "constant T.N 3-3",
            "method T.f 3-3",
            "method T.g 3-3",
            "implementation A 4-4",
            "method A.fmt 4-4",
            "implementation A 5-6",
            "method A.new 5-5",
            "-method A.own 6-6",
            "implementation &mut [u8] 7-7",
            "method &mut [u8].f 7-7",
            "macro m 8-9",
            "-macro n 10-10",
            "-module inner 11-11",
            "-variable inner.S 11-11",
            "constant inner.C 11-11",
            "-type inner.X 11-11",
            "-union inner.U 11-11",
            "-field inner.U.a 11-11",
        ]
    );
    let inherited: Vec<_> =
        references(&facts).into_iter().filter(|line| line.starts_with("Inherit")).collect();
    assert_eq!(
        inherited,
        ["Inherit Base 3 in T", "Inherit fmt::Display 4 in A", "Inherit T 7 in &mut [u8]"]
    );
}

#[test]
fn a_tree_of_use_is_one_import_for_each_path() {
    let facts = read(
        "a.rs",
        "use a;\nuse ::b::c as d;\npub use crate::x::{self, y as z, w, v::{*, self, U}, super_::t};\n\
         use super::super::q::*;\nuse {m, n::o};\nuse std::io::Read as _;\npub(crate) extern crate alloc as al;\n\
         fn f() { use self::E::*; }\nuse self::{g, h};\nuse a::{b::{c,d},e};\n",
    );
    assert_eq!(
        imports(&facts),
        [
            "Names  (a) 1",
            "Names ::b (c as d) 2",
            "re Names crate::x (self) (y as z) (w) 3",
            "re Wildcard crate::x::v 3",
            "re Names crate::x::v (self) (U) 3",
            "re Names crate::x::super_ (t) 3",
            "Wildcard super::super::q 4",
            "Names  (m) 5",
            "Names n (o) 5",
            "Names std::io (Read as _) 6",
            "re Module alloc as al 7",
            "Wildcard self::E 8",
            "Names self (g) (h) 9",
            "Names a::b (c) (d) 10",
            "Names a (e) 10",
        ]
    );
    assert_eq!(facts.imports[11].within, Some(0));
}

#[test]
fn a_submodule_says_where_it_is() {
    let facts = read(
        "a.rs",
        "mod a;\n#[cfg(test)]\npub mod b;\n/// Doc.\n#[path = \"c/d.rs\"]\n// Why.\nmod e;\n\
         #[cfg_attr(unix, path = \"unix.rs\")]\n#[cfg_attr(windows, path=\"win.rs\")]\nmod sys;\n\
         mod inner { mod f; }\n",
    );
    assert_eq!(
        imports(&facts),
        [
            "Submodule a 1",
            "re Submodule b 3",
            "Submodule c/d.rs as e 7",
            "Submodule win.rs as sys 10",
            "Submodule unix.rs as sys 10",
            "Submodule f 11",
        ]
    );
    assert_eq!(
        facts.symbols
            [facts.symbols[facts.imports[5].within.unwrap() as usize].parent.unwrap() as usize]
            .lines,
        (11, 11)
    );
}

fn routes(path: &str, text: &str) -> Vec<String> {
    let facts = read(path, text);
    let line = |r: &crate::code::facts::Route| {
        let handler = r.handler.map_or("-", |handler| &facts[handler]);
        format!(
            "{} {} {} {handler} {}",
            &facts[r.framework], &facts[r.method], &facts[r.path], r.line
        )
    };
    facts.routes.iter().map(line).collect()
}

#[test]
fn axum() {
    let text = "fn app() -> Router {\n Router::new()\n  .route(\"/\", get(root))\n  .route(\"/users/{id}\", get(users::show).post(users::save))\n  \
                .route(\"/x\", axum::routing::any(|| async {}))\n  .nest(\"/api\", Router::new().route(\"/y\", put_service(s)))\n  \
                .route_service(\"/z\", service)\n  .route(PATH, get(root))\n}";
    let mut found = routes("a.rs", text);
    found.sort();
    assert_eq!(
        found,
        [
            "axum ANY /x - 5",
            "axum ANY /z - 2",
            "axum GET / root 3",
            "axum GET /users/{id} users::show 4",
            "axum POST /users/{id} users::save 4",
            "axum PUT /api/y s 6",
        ]
    );
}

#[test]
fn actix() {
    let text = "#[get(\"/a/{id}\")]\n#[has(auth)]\npub async fn a() {}\n\
                #[route(\"/b\", method = \"GET\", method = \"POST\")]\nasync fn b() {}\n\
                fn c(cfg: &mut C) { cfg.service(web::resource(\"/c\").route(web::get().to(c1)).route(web::post().to(c2)))\n\
                .service(web::scope(\"/s\").route(\"/d\", web::put().to(d)).service(web::resource(\"/e\").to(m::e)))\n\
                .route(\"/f\", web::to(f)); }\n#[test]\nfn t() {}\n";
    let mut found = routes("a.rs", text);
    found.sort();
    assert_eq!(
        found,
        [
            "actix-web ANY /f f 6",
            "actix-web ANY /s/e m::e 7",
            "actix-web GET /a/{id} a 3",
            "actix-web GET /b b 5",
            "actix-web GET /c c1 6",
            "actix-web POST /b b 5",
            "actix-web POST /c c2 6",
            "actix-web PUT /s/d d 7",
        ]
    );
}

#[test]
fn rocket() {
    let text = "#[macro_use] extern crate rocket;\n#[post(\"/a?<q>\", data = \"<d>\")]\nfn a(q: u8, d: D) {}\n\
                #[rocket::delete(\"/b/<id>\")]\nfn b(id: u8) {}\n";
    assert_eq!(routes("a.rs", text), ["rocket POST /a?<q> a 3", "rocket DELETE /b/<id> b 5"]);
}

#[test]
fn items_in_a_macros_braces_are_items() {
    let facts = read(
        "a.rs",
        "cfg_rt! {\n    mod a;\n    pub use a::B;\n    cfg_time!{\n        pub mod c;\n    }\n}\n\
         impl D {\n    cfg_io! {\n        /// Doc.\n        pub fn f(&self) { g() }\n    }\n}\n\
         bitflags! { struct E: u8 { const A = 1; } }\nquote! { a + b }\nfn g() {}\n",
    );
    assert_eq!(imports(&facts), ["Submodule a 2", "re Names a (B) 3", "re Submodule c 5"]);
    assert_eq!(
        outline(&facts),
        [
            "-module a 2-2",
            "module c 5-5",
            "implementation D 8-13",
            "method D.f 11-11",
            "-function g 16-16",
        ]
    );
    assert!(references(&facts).contains(&"Call g 11 in f".to_owned()));
}

#[test]
fn an_import_says_under_what_it_is_compiled() {
    let facts = read(
        "a.rs",
        "#![cfg(unix)]\n#[cfg(feature = \"x\")]\nmod a;\n#[cfg( all(\n  test,\n  loom ) )]\nmod b {\n    use c;\n    \
         #[cfg(not(miri))]\n    use d;\n}\ncfg_rt! {\n    #[cfg(windows)]\n    use e;\n}\n",
    );
    let conditions: Vec<&str> =
        facts.imports.iter().map(|import| import.condition.map_or("", |c| &facts[c])).collect();
    assert_eq!(
        conditions,
        [
            "feature = \"x\" & unix",
            "all( test, loom ) & unix",
            "not(miri) & all( test, loom ) & unix",
            "windows & unix & cfg_rt!",
        ]
    );
}

#[test]
fn attributes_belong_to_what_they_stand_before() {
    let facts = read(
        "a.rs",
        "use x;\n#[derive(Debug)]\n/// Doc.\n#[serde(rename = \"y\")]\npub struct A {\n    #[serde(skip)]\n    b: u8,\n}\n\n\
         // Apart.\nfn f() {}\n#[cfg(test)]\nmod tests {\n    #[test]\n    fn g() {}\n}\n",
    );
    assert_eq!(
        outline(&facts),
        [
            "struct A 2-8",
            "-field A.b 6-7",
            "-function f 11-11",
            "-module tests 12-16",
            "-function tests.g 14-15",
        ]
    );
}

#[test]
fn names_in_a_macros_arguments_are_used() {
    let facts = read(
        "a.rs",
        "use m::{C, f};\nfn g(x: u8) {\n    assert_eq!(a::b::c(1).d(), C::new::<u8>(x).e, vec![f; x.len()]);\n    \
         x.h(self.i);\n    let f = |c| c;\n    f(2);\n}\nmacro_rules! m { ($y:expr) => { $crate::k::l($y, C) } }\n",
    );
    assert_eq!(
        references(&facts),
        [
            "Call a::b::c 3 in g",
            "Call .d 3 in g",
            "Use C::new 3 in g",
            "Call .len 3 in g",
            "Call .h 4 in g",
            "Use self.i 4 in g",
            "Call crate::k::l 8 in m",
            "Use C 8 in m",
        ]
    );
}
