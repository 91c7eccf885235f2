//! Do PHP's names lead where composer loads them from?

use crate::graph::tests::{edges, graph, unresolved, uses};

#[test]
fn names_are_found_as_composer_loads_them() {
    let graph = graph(&[
        (
            "composer.json",
            r#"{"autoload": {"psr-4": {"App\\": "src/"}, "psr-0": {"Old_": "legacy/"}}, "autoload-dev": {"psr-4": {"App\\Tests\\": ["tests/"]}}}"#,
        ),
        (
            "src/Http/Cart.php",
            "<?php\nnamespace App\\Http;\nuse App\\Model\\{Item, Gone};\nuse App\\Model as M;\nuse function App\\helper;\nuse Psr\\Log\\LoggerInterface;\nuse Exception;\nrequire_once __DIR__ . '/../boot.php';\ninclude $dynamic;\nclass Cart extends Base\n{\n    use Sums;\n    public function total(Item $i, M\\Tax $t): int { helper(); $this->sum(); return \\App\\Model\\Rate::of($t); }\n}\n",
        ),
        ("src/Http/Base.php", "<?php\nnamespace App\\Http;\nabstract class Base {}\n"),
        ("src/Http/Sums.php", "<?php\nnamespace App\\Http;\ntrait Sums { function sum() {} }\n"),
        ("src/Model/Item.php", "<?php\nnamespace App\\Model;\nclass Item {}\n"),
        ("src/Model/Tax.php", "<?php\nnamespace App\\Model;\nclass Tax {}\n"),
        (
            "src/Model/Rate.php",
            "<?php\nnamespace App\\Model;\nclass Rate { static function of($t) {} }\n",
        ),
        ("src/functions.php", "<?php\nnamespace App;\nfunction helper() {}\n"),
        ("src/boot.php", "<?php\nfunction boot() {}\n"),
        ("legacy/Old/Thing.php", "<?php\nclass Old_Thing {}\n"),
        (
            "tests/CartTest.php",
            "<?php\nnamespace App\\Tests;\nuse App\\Http\\Cart;\nclass CartTest { function t() { new Cart(); new \\Old_Thing(); } }\n",
        ),
    ]);
    assert_eq!(
        edges(&graph),
        [
            "src/Http/Cart.php → src/Http/Base.php use namespace certain 10",
            "src/Http/Cart.php → src/Http/Sums.php use namespace certain 12",
            "src/Http/Cart.php → src/Model/Item.php import alias certain 3",
            "src/Http/Cart.php → src/Model/Rate.php use namespace certain 13",
            "src/Http/Cart.php → src/Model/Tax.php use namespace certain 13",
            "src/Http/Cart.php → src/boot.php include relative certain 8",
            "src/Http/Cart.php → src/functions.php import namespace certain 5",
            "tests/CartTest.php → legacy/Old/Thing.php use namespace certain 4",
            "tests/CartTest.php → src/Http/Cart.php import alias certain 3",
        ]
    );
    assert_eq!(
        unresolved(&graph),
        [
            "src/Http/Cart.php $dynamic ambiguous 9",
            "src/Http/Cart.php App\\Model\\Gone missing 3",
            "src/Http/Cart.php Exception standard 7",
            "src/Http/Cart.php Psr\\Log\\LoggerInterface external 6",
        ]
    );
    let uses = uses(&graph).join("\n");
    assert!(uses.contains("Sums.sum ← src/Http/Cart.php Cart.total call likely 13"), "{uses}");
    assert!(uses.contains("Rate.of ← src/Http/Cart.php Cart.total call certain 13"), "{uses}");
}
