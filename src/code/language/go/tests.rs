//! Go's facts.

use crate::code::tests::{imports, outline, read, references};

#[test]
fn declarations() {
    let facts = read(
        "a.go",
        "package a\n\ntype T struct {\n\tA, b int\n\tio.Reader\n}\n\ntype (\n\tI interface {\n\t\tF(x int) error\n\t}\n\tM map[string]T\n\tN = T\n)\n\n\
         const X, y = 1, 2\n\nvar _ I = (*T)(nil)\nvar (\n\tz = 3\n)\n\nfunc (t *T) F(x int) error {\n\tvar q int\n\tconst r = 1\n\treturn nil\n}\n\n\
         func (g G[K]) Len() int { return 0 }\nfunc New() *T { return &T{} }\nfunc asm()\n",
    );
    assert_eq!(
        outline(&facts),
        [
            "struct T 3-6",
            "field T.A 4-4",
            "-field T.b 4-4",
            "interface I 9-11",
            "method I.F 10-10",
            "type M 12-12",
            "type N 13-13",
            "constant X 16-16",
            "-constant y 16-16",
            "-variable z 20-20",
            "method T.F 23-27",
            "method G.Len 29-29",
            "function New 30-30",
            "-function asm 31-31",
        ]
    );
    assert_eq!(facts.package.map(|p| &facts[p]), Some("a"));
}

#[test]
fn imports_of_every_form() {
    let facts = read(
        "a.go",
        "package a\nimport \"fmt\"\nimport (\n\tp \"x.org/a/b\"\n\t. \"c\"\n\t_ `d/e`\n)\nimport \"C\"\n",
    );
    assert_eq!(
        imports(&facts),
        ["Module fmt 2", "Module x.org/a/b as p 4", "Wildcard c 5", "Effect d/e 6", "Module C 8",]
    );
}

#[test]
fn references_to_packages_and_their_own() {
    let facts = read(
        "a.go",
        "package a\nimport \"b\"\ntype S struct {\n\tb.Base\n\tt T\n}\nfunc f(b2 b.T) T {\n\tx := b.New(LIMIT)\n\treturn T{Key: g(x)}\n}\n",
    );
    let found = references(&facts);
    for expected in [
        "Inherit b.Base 4 in S",
        "Type T 5 in t",
        "Type b.T 7 in f",
        "Type T 7 in f",
        "Call b.New 8 in f",
        "Use LIMIT 8 in f",
        "Type T 9 in f",
        "Call g 9 in f",
    ] {
        assert!(found.contains(&expected.to_owned()), "{expected}: {found:#?}");
    }
    assert!(!found.iter().any(|line| line.contains(" Key ") || line.contains("b2")), "{found:#?}");
}

#[test]
fn routes() {
    let routes = |import: &str, text: &str| -> Vec<String> {
        let facts = read(
            "a.go",
            &format!(
                "package a\nimport \"net/http\"\nimport \"{import}\"\nfunc f() {{\n{text}\n}}\n"
            ),
        );
        let line = |r: &crate::code::facts::Route| {
            let handler = r.handler.map_or("-", |handler| &facts[handler]);
            format!("{} {} {} {handler}", &facts[r.framework], &facts[r.method], &facts[r.path])
        };
        facts.routes.iter().map(line).collect()
    };
    assert_eq!(
        routes(
            "os",
            "http.HandleFunc(\"/a\", a)\nmux.Handle(\"POST /b/{id}\", auth(s.b))\nhttp.Get(\"/c\")"
        ),
        ["net/http ANY /a a", "net/http POST /b/{id} s.b"]
    );
    assert_eq!(
        routes(
            "github.com/gin-gonic/gin",
            "r.GET(\"/a/:id\", mw, h.Get)\nr.Handle(\"PUT\", \"/b\", b)\nc.Get(\"key\", x)"
        ),
        ["gin GET /a/:id h.Get", "gin PUT /b b"]
    );
    assert_eq!(
        routes(
            "github.com/go-chi/chi/v5",
            "r.Get(\"/a\", a)\nr.Method(http.MethodPost, \"/b\", b)"
        ),
        ["chi GET /a a", "chi POST /b b"]
    );
    assert_eq!(
        routes(
            "github.com/gorilla/mux",
            "r.HandleFunc(\"/a\", a).Methods(\"GET\", http.MethodPost)"
        ),
        ["gorilla GET /a a", "gorilla POST /a a"]
    );
    assert_eq!(routes("github.com/labstack/echo/v4", "e.DELETE(\"/a\", a)"), ["echo DELETE /a a"]);
}
