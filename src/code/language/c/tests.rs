//! C's facts.

use crate::code::tests::{imports, outline, read, references};

#[test]
fn declarations() {
    let facts = read(
        "a.c",
        "#ifdef X\n#define MAX 3\n#define SQ(x) ((x)*(x))\n#endif\nstruct a { int b, *c; void (*d)(int); char e[4][2]; };\n\
         typedef struct { int f; } g;\ntypedef struct a a;\ntypedef struct a *h;\ntypedef int (*i)(void);\ntypedef unsigned long j;\n\
         enum k { L, M = 3 };\nstatic int n = 1, *o;\nextern char *p[];\nint q(int r);\n\
         static char *s(int t)\n{\n\tint u = t;\n\treturn 0;\n}\nint v(void) { return q(MAX); }\nunion w { int x; };\nint (*y)(int);\n",
    );
    assert_eq!(
        outline(&facts),
        [
            "macro MAX 2-2",
            "macro SQ 3-3",
            "struct a 5-5",
            "field a.b 5-5",
            "field a.c 5-5",
            "field a.d 5-5",
            "field a.e 5-5",
            "struct g 6-6",
            "field g.f 6-6",
            "type h 8-8",
            "type i 9-9",
            "type j 10-10",
            "enum k 11-11",
            "variant k.L 11-11",
            "variant k.M 11-11",
            "-variable n 12-12",
            "-variable o 12-12",
            "variable p 13-13",
            "-function s 15-19",
            "function v 20-20",
            "union w 21-21",
            "field w.x 21-21",
            "variable y 22-22",
        ]
    );
    assert!(references(&facts).contains(&"Call q 20 in v".into()));
}

#[test]
fn includes() {
    let facts = read("a.c", "#include <sys/types.h>\n#include \"../b.h\"\n#include MACRO\n");
    assert_eq!(imports(&facts), ["SystemInclude sys/types.h 1", "Include ../b.h 2"]);
}

#[test]
fn a_header_declares_functions() {
    let facts = read(
        "a.h",
        "#ifndef A_H\nint f(int x);\nextern char *g(void);\nstatic inline int h(void) { return f(1); }\n#endif\n",
    );
    assert_eq!(outline(&facts), ["function f 2-2", "function g 3-3", "-function h 4-4"]);
}
