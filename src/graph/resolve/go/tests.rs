//! Do Go's imports lead where the go command leads them? The fixture's edges were written by hand, rule by rule.

use crate::graph::tests::{edges, graph, unresolved, uses};

const FIXTURE: [(&str, &str); 17] = [
    (
        "go.mod",
        "module x.org/a // why\n\ngo 1.22\n\nreplace (\n\tx.org/r v1.0.0 => ./r\n)\nreplace x.org/far => ../far\n",
    ),
    (
        "main.go",
        "package main\n\nimport (\n\t\"fmt\"\n\tb2 \"x.org/a/b\"\n\t\"x.org/a/internal/in\"\n\t\"x.org/a/nested\"\n\t\"x.org/r/sub\"\n)\n\nfunc main() {\n\tfmt.Println(b2.New().Run(in.F, nested.X, sub.Y))\n\thelp()\n}\n",
    ),
    ("help.go", "package main\n\nfunc help() {}\n"),
    (
        "b/b.go",
        "package bee\n\ntype T struct{ n int }\n\nfunc New() *T { return &T{n: where()} }\n",
    ),
    ("b/run.go", "package bee\n\nfunc (t *T) Run(x ...any) int { return t.stop() }\n"),
    (
        "b/stop_linux.go",
        "package bee\n\nfunc (t *T) stop() int { return t.n }\nfunc where() int { return 1 }\n",
    ),
    ("b/stop_windows.go", "package bee\n\nfunc where() int { return 2 }\n"),
    (
        "b/gen.go",
        "//go:build ignore\n\npackage main\n\nimport \"x.org/a/b\"\n\nfunc main() { bee.New() }\n",
    ),
    ("b/b_test.go", "package bee\n\nfunc helper() { New() }\n"),
    ("b/x_test.go", "package bee_test\n\nimport . \"x.org/a/b\"\n\nvar t = New()\n"),
    ("b/use_windows.go", "package bee\n\nimport _ \"x.org/a/c\"\n"),
    ("c/c_linux.go", "package c\n"),
    ("c/c.go", "package c\n"),
    ("internal/in/in.go", "package in\n\nfunc F() {}\n"),
    ("nested/go.mod", "module x.org/a/nested\n"),
    (
        "nested/n.go",
        "package nested\n\nimport (\n\t\"x.org/a/gone\"\n\t\"y.org/v\"\n)\n\nvar X = 1\n",
    ),
    ("vendor/y.org/v/v.go", "package v\n"),
];

fn with(more: &[(&'static str, &'static str)]) -> Vec<(&'static str, &'static str)> {
    FIXTURE
        .iter()
        .copied()
        .chain([("r/sub/s.go", "package sub\n\nconst Y = 2\n")])
        .chain(more.iter().copied())
        .collect()
}

#[test]
fn an_import_leads_to_the_files_of_a_package() {
    let graph = graph(&with(&[]));
    let imports: Vec<String> =
        edges(&graph).into_iter().filter(|edge| !edge.contains(" use ")).collect();
    assert_eq!(
        imports,
        [
            "b/gen.go → b/b.go import package likely 5",
            "b/gen.go → b/run.go import package likely 5",
            "b/gen.go → b/stop_linux.go import package likely 5",
            "b/gen.go → b/stop_windows.go import package likely 5",
            "b/gen.go → b/use_windows.go import package likely 5",
            "b/use_windows.go → c/c.go import package certain 3",
            "b/x_test.go → b/b.go import package certain 3",
            "b/x_test.go → b/run.go import package certain 3",
            "b/x_test.go → b/stop_linux.go import package certain 3",
            "b/x_test.go → b/stop_windows.go import package certain 3",
            "b/x_test.go → b/use_windows.go import package certain 3",
            "main.go → b/b.go import package certain 5",
            "main.go → b/run.go import package certain 5",
            "main.go → b/stop_linux.go import package certain 5",
            "main.go → b/stop_windows.go import package certain 5",
            "main.go → b/use_windows.go import package certain 5",
            "main.go → internal/in/in.go import package certain 6",
            "main.go → nested/n.go import package likely 7",
            "main.go → r/sub/s.go import alias certain 8",
        ]
    );
    assert_eq!(
        unresolved(&graph),
        [
            "main.go fmt standard 4",
            "nested/n.go x.org/a/gone external 4",
            "nested/n.go y.org/v external 5",
        ]
    );
}

#[test]
fn names_of_the_package_need_no_import() {
    let found = uses(&graph(&with(&[])));
    for expected in [
        "help.go help ← main.go main call certain 13",
        "b/b.go New ← main.go main call certain 12",
        "b/b.go New ← b/b_test.go helper call certain 3",
        "b/b.go New ← b/x_test.go t call certain 5",
        "b/b.go T ← b/run.go T.Run type certain 3",
        "b/stop_linux.go T.stop ← b/run.go T.Run call certain 3",
        "b/b.go T.n ← b/stop_linux.go T.stop use certain 3",
        "b/stop_linux.go where ← b/b.go New call likely 5",
        "internal/in/in.go F ← main.go main use certain 12",
    ] {
        assert!(found.contains(&expected.to_owned()), "{expected}: {found:#?}");
    }
    assert!(!found.iter().any(|line| line.contains("gen.go main ←")), "{found:#?}");
}

#[test]
fn a_workspace_joins_its_modules() {
    let graph = graph(&with(&[("go.work", "go 1.22\n\nuse (\n\t.\n\t./nested\n)\n")]));
    let joined = "main.go → nested/n.go import package certain 7";
    assert!(edges(&graph).contains(&joined.to_owned()));
}

#[test]
fn internal_packages_and_those_without_a_module() {
    let texts = [
        ("a/go.mod", "module a.org/a\n"),
        ("a/internal/i.go", "package internal\n"),
        ("b/go.mod", "module a.org/b\n"),
        ("b/b.go", "package b\n\nimport \"a.org/a/internal\"\n"),
    ];
    assert!(edges(&graph(&texts)).is_empty());
    let texts = [
        ("main.go", "package main\n\nimport \"github.com/o/r/pkg/p\"\n"),
        ("pkg/p/p.go", "package p\n"),
    ];
    assert_eq!(edges(&graph(&texts)), ["main.go → pkg/p/p.go import name likely 3"]);
}
