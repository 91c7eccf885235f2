//! Python's imports, by each rule.

use crate::graph::tests::{edges, graph, unresolved, uses};

/// `FROM → TO` of every edge, without how.
fn pairs(texts: &[(&str, &str)]) -> Vec<String> {
    let short = |line: &String| line.split(' ').take(3).collect::<Vec<_>>().join(" ");
    edges(&graph(texts)).iter().map(short).collect()
}

#[test]
fn a_submodule_is_a_file_of_its_own() {
    let texts = [
        ("a/__init__.py", "from . import b\nfrom .b import C as D\n"),
        ("a/b.py", "class C: pass\n"),
        ("a/c/__init__.py", "from .. import b, D\nfrom ..b import C\n"),
        ("use.py", "from a import b, D\nimport a.b\nx = b.C()\ny = a.b.C\nz = D\n"),
    ];
    assert_eq!(
        pairs(&texts),
        [
            "a/__init__.py → a/b.py",
            "a/__init__.py → a/b.py",
            "a/c/__init__.py → a/__init__.py",
            "a/c/__init__.py → a/b.py",
            "a/c/__init__.py → a/b.py",
            "use.py → a/__init__.py",
            "use.py → a/b.py",
            "use.py → a/b.py",
        ]
    );
    assert_eq!(
        uses(&graph(&texts)),
        [
            "a/b.py C ← a/__init__.py use certain 2",
            "a/b.py C ← a/c/__init__.py use certain 1",
            "a/b.py C ← a/c/__init__.py use certain 2",
            "a/b.py C ← use.py x call certain 3",
            "a/b.py C ← use.py y use certain 4",
            "a/b.py C ← use.py z use certain 5",
        ]
    );
}

#[test]
fn what_a_package_declares_comes_before_its_submodule() {
    let texts = [
        ("a/__init__.py", "from .b import b\n"),
        ("a/b.py", "def b(): pass\n"),
        ("use.py", "from a import b\nb()\n"),
    ];
    let found = ["a/b.py b ← a/__init__.py use certain 1", "a/b.py b ← use.py call certain 2"];
    assert_eq!(uses(&graph(&texts)), found);
}

#[test]
fn source_trees_and_what_configures_them() {
    for (config, root) in [
        (("p/pyproject.toml", "[project]\n"), "p/src"),
        (("p/pyproject.toml", "[tool.setuptools.packages.find]\nwhere = [\"lib\"]\n"), "p/lib"),
        (("p/setup.cfg", "[options]\npackage_dir =\n    = lib\n"), "p/lib"),
        (("p/setup.py", "setup(package_dir={'': 'lib'})\n"), "p/lib"),
        (("p/pyproject.toml", "[tool.hatch]\npackages = [\"lib/a\"]\n"), "p/lib"),
    ] {
        let (init, module) = (format!("{root}/a/__init__.py"), format!("{root}/a/b.py"));
        let texts = [config, (&init, ""), (&module, ""), ("p/tests/test_b.py", "import a.b\n")];
        assert_eq!(
            edges(&graph(&texts)),
            [format!("p/tests/test_b.py → {module} import root certain 1")]
        );
    }
}

#[test]
fn namespace_packages_have_no_file() {
    let texts = [
        (
            "src/n/one/__init__.py",
            "from n import two\nfrom n.two import f\nimport n.two.x\nn.two.x.g()\nfrom n import gone\n",
        ),
        ("src/n/two/__init__.py", "def f(): pass\n"),
        ("src/n/two/x.py", "def g(): pass\n"),
        ("pyproject.toml", ""),
    ];
    let graph = graph(&texts);
    assert_eq!(
        edges(&graph),
        [
            "src/n/one/__init__.py → src/n/two/__init__.py import root certain 1",
            "src/n/one/__init__.py → src/n/two/__init__.py import root certain 2",
            "src/n/one/__init__.py → src/n/two/x.py import root certain 3",
        ]
    );
    assert_eq!(
        uses(&graph),
        [
            "src/n/two/__init__.py f ← src/n/one/__init__.py use certain 2",
            "src/n/two/x.py g ← src/n/one/__init__.py call certain 4",
        ]
    );
    assert_eq!(unresolved(&graph), ["src/n/one/__init__.py src.n.gone missing 5"]);
}

#[test]
fn what_is_not_here_says_why() {
    let graph = graph(&[
        (
            "a/__init__.py",
            "import os.path, requests\nfrom .gone import x\nimport a.gone\nfrom ... import y\n",
        ),
        ("one/lib/__init__.py", ""),
        ("two/lib/__init__.py", ""),
        ("three/main.py", "import lib\n"),
    ]);
    assert_eq!(
        unresolved(&graph),
        [
            "a/__init__.py ... missing 4",
            "a/__init__.py .gone missing 2",
            "a/__init__.py a.gone missing 3",
            "a/__init__.py os.path standard 1",
            "a/__init__.py requests external 1",
            "three/main.py lib ambiguous 1",
        ]
    );
}

#[test]
fn another_project_is_likely_and_stubs_stand_in() {
    let texts = [
        ("one/pyproject.toml", ""),
        ("one/lib/__init__.pyi", ""),
        ("one/lib/m.py", ""),
        ("one/lib/m.pyi", ""),
        ("two/main.py", "import lib\nfrom lib import m\nimport helper\n"),
        ("two/helper.py", "import importlib\nimportlib.import_module('lib.m')\n"),
    ];
    assert_eq!(
        edges(&graph(&texts)),
        [
            "two/helper.py → one/lib/m.py dynamic package likely 2",
            "two/main.py → one/lib/__init__.pyi import package likely 1",
            "two/main.py → one/lib/m.py import package likely 2",
            "two/main.py → two/helper.py import root certain 3",
        ]
    );
}

#[test]
fn a_class_is_used_by_way_of_its_members_and_a_module_may_be_called_base() {
    let texts = [
        ("p/__init__.py", ""),
        (
            "p/base.py",
            "class View:\n    @classmethod\n    def as_view(cls): pass\nclass Home(View): pass\n",
        ),
        ("p/urls.py", "from p import base\nclass Own:\n    view = base.Home.as_view()\n"),
    ];
    assert_eq!(
        uses(&graph(&texts)),
        [
            "p/base.py View ← p/base.py Home inherit certain 4",
            "p/base.py View.as_view ← p/urls.py Own.view call likely 3",
            "p/base.py Home ← p/urls.py Own.view use certain 3",
        ]
    );
}
