//! Includes, by each rule.

use crate::graph::tests::{edges, graph, unresolved, uses};

#[test]
fn beside_the_file_first_then_near_then_by_name() {
    let graph = graph(&[
        (
            "p/src/a.c",
            "#include \"b.h\"\n#include <p/c.h>\n#include \"d/e.h\"\n#include \"far.h\"\n#include \"two.h\"\n#include <stdio.h>\n#include <zlib.h>\n#include \"gone.h\"\n#include \"../q.h\"\n",
        ),
        ("p/src/b.h", ""),
        ("b.h", ""),
        ("p/include/p/c.h", ""),
        ("include/p/c.h", ""),
        ("p/d/e.h", ""),
        ("other/x/far.h", ""),
        ("one/two.h", ""),
        ("three/two.h", ""),
        ("libc/include/sub/stdio.h", ""),
        ("p/q.h", ""),
    ]);
    assert_eq!(
        edges(&graph),
        [
            "p/src/a.c → one/two.h include name possible 5",
            "p/src/a.c → other/x/far.h include name likely 4",
            "p/src/a.c → p/d/e.h include search likely 3",
            "p/src/a.c → p/include/p/c.h include search likely 2",
            "p/src/a.c → p/q.h include relative certain 9",
            "p/src/a.c → p/src/b.h include relative certain 1",
            "p/src/a.c → three/two.h include name possible 5",
        ]
    );
    assert_eq!(
        unresolved(&graph),
        [
            "p/src/a.c gone.h missing 8",
            "p/src/a.c stdio.h standard 6",
            "p/src/a.c zlib.h external 7",
        ]
    );
}

#[test]
fn what_a_build_says_is_certain() {
    let sources = [("src/a.cpp", "#include <x.h>\n"), ("third/one/x.h", ""), ("third/two/x.h", "")];
    for build in [
        (
            "CMakeLists.txt",
            "add_library(a src/a.cpp) # a\ntarget_include_directories(a PRIVATE\n  ${CMAKE_CURRENT_SOURCE_DIR}/third/two /usr/include)\n",
        ),
        (
            "build/compile_commands.json",
            "[{\"directory\": \"/home/me/p/build\", \"file\": \"../src/a.cpp\", \"command\": \"c++ -I../third/two -I ../third/one -c a\"}]",
        ),
        (
            "compile_commands.json",
            "[{\"directory\": \"/p\", \"file\": \"/p/src/a.cpp\", \"arguments\": [\"c++\", \"-isystem\", \"/p/third/two\"]}]",
        ),
    ] {
        let texts: Vec<_> = sources.iter().copied().chain([build]).collect();
        assert_eq!(
            edges(&graph(&texts)),
            ["src/a.cpp → third/two/x.h include search certain 1"],
            "{build:?}"
        );
    }
}

#[test]
fn names_are_of_the_whole_program() {
    let graph = graph(&[
        ("a.h", "int run(int);\n#define MAX 3\nstruct s { int x; };\n"),
        (
            "a.c",
            "#include \"a.h\"\nstatic int own(void) { return 1; }\nint run(int n) { return own() + MAX; }\n",
        ),
        (
            "b.c",
            "#include \"a.h\"\nstatic int own(void) { return 2; }\nint main(void) { struct s v; int n = run(MAX); return own() + n; }\n",
        ),
        ("c/other.h", "#define MAX 4\n"),
    ]);
    assert_eq!(
        uses(&graph),
        [
            "a.c own ← a.c run call certain 3",
            "a.c run ← b.c main call likely 3",
            "a.h MAX ← a.c run use likely 3",
            "a.h MAX ← b.c main use likely 3",
            "a.h s ← b.c main type likely 3",
            "b.c own ← b.c main call certain 3",
        ]
    );
}
