//! Resolution in small workspaces.

use crate::graph::tests::{edges, graph, uses};

#[test]
fn endings_and_directories_are_filled_in() {
    let graph = graph(&[
        (
            "src/a.ts",
            "import './b'\nimport './c.js'\nimport './d'\nimport './e.json'\nimport './f/'\nimport './gone'\nimport '..'\n",
        ),
        ("src/b.ts", ""),
        ("src/b.js", ""),
        ("src/c.ts", ""),
        ("src/d/index.tsx", ""),
        ("src/e.json", "{}"),
        ("src/f/package.json", "{\"main\": \"./lib/g.js\"}"),
        ("src/f/lib/g.js", ""),
        ("src/old.js", "require('./b'); require('./c.js')\n"),
        ("index.js", ""),
    ]);
    assert_eq!(
        edges(&graph),
        [
            "src/a.ts → index.js import relative certain 7",
            "src/a.ts → src/b.ts import relative certain 1",
            "src/a.ts → src/c.ts import relative certain 2",
            "src/a.ts → src/d/index.tsx import relative certain 3",
            "src/a.ts → src/e.json import relative certain 4",
            "src/a.ts → src/f/lib/g.js import relative certain 5",
            "src/old.js → src/b.js import relative certain 1",
            "src/old.js → src/c.ts import relative certain 1",
        ]
    );
    let lost = graph.unresolved();
    assert_eq!(lost.len(), 1);
    assert_eq!((&*lost[0].module, lost[0].line), ("./gone", 6));
}

#[test]
fn aliases_of_a_configuration() {
    let graph = graph(&[
        (
            "tsconfig.base.json",
            "{ // shared\n \"compilerOptions\": { \"paths\": { \"@lib/*\": [\"./gone/*\", \"./lib/*\"], }, } }",
        ),
        (
            "app/tsconfig.json",
            "{\"extends\": [\"../tsconfig.base.json\"], \"references\": [{\"path\": \"./t.test.json\"}], \"exclude\": [\"test\"]}",
        ),
        (
            "app/t.test.json",
            "{\"compilerOptions\": {\"baseUrl\": \".\", \"paths\": {\"~\": [\"help\"]}}, \"include\": [\"test/**/*.ts\"]}",
        ),
        ("app/a.ts", "import '@lib/x'\nimport '~'\nimport '@lib/none'\nimport 'fs'\n"),
        ("app/test/a.ts", "import '~'\nimport 'a'\nimport 'react'\n"),
        ("app/help.ts", ""),
        ("lib/x.ts", ""),
    ]);
    assert_eq!(
        edges(&graph),
        [
            "app/a.ts → lib/x.ts import alias certain 1",
            "app/test/a.ts → app/a.ts import root certain 2",
            "app/test/a.ts → app/help.ts import alias certain 1",
        ]
    );
    let lost: Vec<String> =
        graph.unresolved().iter().map(|one| format!("{} {:?}", one.module, one.reason)).collect();
    assert_eq!(lost, ["@lib/none Missing", "fs Standard", "~ External", "react External"]);
}

#[test]
fn packages_of_a_workspace_know_one_another() {
    let graph = graph(&[
        ("package.json", "{\"workspaces\": [\"packages/*\"]}"),
        ("pnpm-workspace.yaml", "packages:\n  - 'tools'\n"),
        (
            "packages/a/package.json",
            "{\"name\": \"@x/a\", \"exports\": {\".\": {\"types\": \"./dist/index.d.ts\"}, \"./sub/*\": \"./src/sub/*.ts\", \"./none\": \"./none.js\"}, \"imports\": {\"#in/*\": \"./src/*.ts\"}}",
        ),
        (
            "packages/a/src/index.ts",
            "import '#in/sub/one'\nimport '@x/a/sub/one'\nimport '#other'\n",
        ),
        ("packages/a/src/sub/one.ts", ""),
        ("packages/b/package.json", "{\"name\": \"b\", \"main\": \"lib/b.js\"}"),
        ("packages/b/lib/b.js", "require('@x/a'); require('tool'); require('stray')\n"),
        ("packages/b/lib/deep.js", "require('@x/a/sub/one'); require('@x/a/none')\n"),
        ("tools/package.json", "{\"name\": \"tool\"}"),
        ("tools/index.js", "require('b'); require('b/lib/deep')\n"),
        ("fixtures/package.json", "{\"name\": \"stray\"}"),
        ("fixtures/index.js", ""),
    ]);
    assert_eq!(
        edges(&graph),
        [
            "packages/a/src/index.ts → packages/a/src/sub/one.ts import package certain 2",
            "packages/a/src/index.ts → packages/a/src/sub/one.ts import alias certain 1",
            "packages/b/lib/b.js → packages/a/src/index.ts import package likely 1",
            "packages/b/lib/b.js → tools/index.js import package certain 1",
            "packages/b/lib/deep.js → packages/a/src/sub/one.ts import package certain 1",
            "tools/index.js → packages/b/lib/b.js import package certain 1",
            "tools/index.js → packages/b/lib/deep.js import package certain 1",
        ]
    );
    assert_eq!(graph.unresolved().len(), 3);
}

#[test]
fn names_are_followed_to_where_they_are_declared() {
    let graph = graph(&[
        (
            "a.ts",
            "import whole, { B as Bee, three } from './index'\nimport * as ns from './index'\n\
             export function run() {\n  new Bee()\n  whole()\n  ns.sub.two()\n  three()\n}\n",
        ),
        (
            "index.ts",
            "export * from './b'\nexport * as sub from './c'\nimport { three } from './c'\nexport { three }\nexport { default } from './d'\n",
        ),
        ("b.ts", "class A {}\nexport { A as B }\n"),
        ("c.ts", "export function two() {}\nexport const three = () => 3\n"),
        ("d.ts", "export default function whole() {}\n"),
        (
            "e.js",
            "const f = require('./f')\nconst { g } = require('./f')\nfunction go() {\n  f()\n  f.g()\n  g()\n}\n",
        ),
        ("f.js", "module.exports = make\nfunction make() {}\nexports.g = function () {}\n"),
    ]);
    assert_eq!(
        uses(&graph),
        [
            "b.ts A ← a.ts run call certain 4",
            "b.ts A ← b.ts use certain 2",
            "c.ts two ← a.ts run call certain 6",
            "c.ts three ← a.ts run call certain 7",
            "c.ts three ← index.ts use certain 4",
            "d.ts whole ← a.ts run call certain 5",
            "d.ts whole ← index.ts use certain 5",
            "f.js make ← e.js go call certain 4",
            "f.js make ← f.js use certain 1",
            "f.js g ← e.js go call certain 5",
            "f.js g ← e.js go call certain 6",
        ]
    );
}
