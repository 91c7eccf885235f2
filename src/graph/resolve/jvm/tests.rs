//! Do the packages of Java, Kotlin and Scala lead to the right files?

use crate::graph::tests::{edges, graph, unresolved, uses};

#[test]
fn java_packages_wildcards_statics_and_neighbours() {
    let graph = graph(&[
        (
            "src/main/java/com/acme/shop/Cart.java",
            "package com.acme.shop;\nimport com.acme.model.*;\nimport static com.acme.util.Money.round;\nimport static com.acme.util.Limits.*;\nimport java.util.List;\nimport org.slf4j.Logger;\nimport com.acme.gen.Stub;\nimport com.acme.model.Gone;\npublic class Cart extends Base {\n  private List<Item> items;\n  long total(Tax tax) { check(MAX); return round(tax.of(items)); }\n  Outer.Inner inner() { return new com.acme.util.Money.Unit(); }\n}\n",
        ),
        (
            "src/main/java/com/acme/shop/Base.java",
            "package com.acme.shop;\nclass Base { void check(int n) {} }\n",
        ),
        ("src/main/java/com/acme/shop/Tax.java", "package com.acme.shop;\nclass Tax {}\n"),
        (
            "src/main/java/com/acme/shop/Outer.java",
            "package com.acme.shop;\nclass Outer { static class Inner {} }\n",
        ),
        (
            "src/main/java/com/acme/model/Item.java",
            "package com.acme.model;\npublic class Item {}\n",
        ),
        (
            "src/main/java/com/acme/model/Unused.java",
            "package com.acme.model;\npublic class Unused {}\n",
        ),
        // The own package goes before what is imported whole.
        ("src/main/java/com/acme/model/Tax.java", "package com.acme.model;\npublic class Tax {}\n"),
        (
            "src/main/java/com/acme/util/Money.java",
            "package com.acme.util;\npublic class Money { public static long round(long n) { return n; } public static class Unit {} }\n",
        ),
        (
            "src/main/java/com/acme/util/Limits.java",
            "package com.acme.util;\npublic class Limits { public static final int MAX = 1; }\n",
        ),
        (
            "src/test/java/com/acme/shop/CartTest.java",
            "package com.acme.shop;\nclass CartTest { void t() { new Cart().total(null); } }\n",
        ),
    ]);
    let cart = "src/main/java/com/acme/shop/Cart.java";
    let of = |from: &str| -> Vec<String> {
        let start = format!("{from} → src/main/java/com/acme/");
        edges(&graph).iter().filter_map(|e| e.strip_prefix(&start).map(str::to_owned)).collect()
    };
    assert_eq!(
        of(cart),
        [
            "model/Item.java import namespace certain 2",
            "shop/Base.java use namespace certain 9",
            "shop/Outer.java use namespace certain 12",
            "shop/Tax.java use namespace certain 11",
            "util/Limits.java import namespace certain 4",
            "util/Money.java import namespace certain 3",
        ]
    );
    assert_eq!(
        of("src/test/java/com/acme/shop/CartTest.java"),
        ["shop/Cart.java use namespace certain 2"]
    );
    let said: Vec<String> =
        unresolved(&graph).iter().map(|u| u[cart.len() + 1..].to_owned()).collect();
    assert_eq!(
        said,
        [
            "com.acme.gen.Stub external 7",
            "com.acme.model.Gone missing 8",
            "java.util.List standard 5",
            "org.slf4j.Logger external 6",
        ]
    );
    let uses = uses(&graph).join("\n");
    for expected in [
        "Base.check ← src/main/java/com/acme/shop/Cart.java Cart.total call likely 11",
        "Money.round ← src/main/java/com/acme/shop/Cart.java Cart.total call certain 11",
        "Limits.MAX ← src/main/java/com/acme/shop/Cart.java Cart.total use likely 11",
        "Outer.Inner ← src/main/java/com/acme/shop/Cart.java Cart.inner type certain 12",
        "Money.Unit ← src/main/java/com/acme/shop/Cart.java Cart.inner call certain 12",
    ] {
        assert!(uses.contains(expected), "{expected}\n{uses}");
    }
}

#[test]
fn kotlin_functions_of_files_aliases_and_platforms() {
    let graph = graph(&[
        (
            "src/commonMain/kotlin/io/app/Main.kt",
            "package io.app\nimport io.text.shout\nimport io.text.Case as C\nimport io.text.Case.UPPER\nimport io.java.Old\nimport io.plat.clock\nfun main() {\n  shout(UPPER)\n  helper(C.LOWER)\n  Old.run()\n  clock()\n}\n",
        ),
        (
            "src/commonMain/kotlin/io/app/Helpers.kt",
            "package io.app\nfun helper(x: Any) {}\nval quiet = 1\n",
        ),
        (
            "src/commonMain/kotlin/io/text/Text.kt",
            "package io.text\nfun shout(x: Any) {}\nenum class Case { UPPER, LOWER }\n",
        ),
        (
            "src/jvmMain/java/io/java/Old.java",
            "package io.java;\npublic class Old { public static void run() {} }\n",
        ),
        ("src/jvmMain/kotlin/io/plat/Clock.kt", "package io.plat\nactual fun clock() {}\n"),
        ("src/nativeMain/kotlin/io/plat/Clock.kt", "package io.plat\nactual fun clock() {}\n"),
    ]);
    let main = "src/commonMain/kotlin/io/app/Main.kt → ";
    let of: Vec<String> =
        edges(&graph).iter().filter_map(|e| e.strip_prefix(main).map(str::to_owned)).collect();
    assert_eq!(
        of,
        [
            "src/commonMain/kotlin/io/app/Helpers.kt use namespace likely 9",
            "src/commonMain/kotlin/io/text/Text.kt import namespace certain 2",
            "src/commonMain/kotlin/io/text/Text.kt import namespace certain 3",
            "src/commonMain/kotlin/io/text/Text.kt import namespace certain 4",
            "src/jvmMain/java/io/java/Old.java import namespace certain 5",
            // Nothing says for which platform this is built.
            "src/jvmMain/kotlin/io/plat/Clock.kt import namespace likely 6",
            "src/nativeMain/kotlin/io/plat/Clock.kt import namespace likely 6",
        ]
    );
    assert!(unresolved(&graph).is_empty());
}

#[test]
fn scala_packages_within_packages() {
    let graph = graph(&[
        (
            "core/A.scala",
            "package com.acme\npackage web\nimport model.User\nimport com.acme.syntax._\nimport com.acme.model\nimport scala.util.Try\nclass A extends Root { def f(u: User): model.Role = g(u) }\n",
        ),
        ("core/Root.scala", "package com.acme\nclass Root { def g(x: Any) = x }\n"),
        ("core/model.scala", "package com.acme.model\ncase class User(name: String)\nclass Role\n"),
        ("core/syntax.scala", "package com.acme\npackage object syntax { type Id = Int }\n"),
    ]);
    assert_eq!(
        edges(&graph),
        [
            "core/A.scala → core/Root.scala use namespace certain 7",
            "core/A.scala → core/model.scala import namespace certain 3",
        ]
    );
    assert_eq!(unresolved(&graph), ["core/A.scala scala.util.Try standard 6"]);
    let uses = uses(&graph).join("\n");
    assert!(uses.contains("core/model.scala Role ← core/A.scala A.f type certain 7"), "{uses}");
}

#[test]
fn circles_of_bases_end() {
    let names = ["A", "B", "C", "D", "E", "F", "G", "H"];
    let file = |own: &str| {
        let bases: Vec<&str> = names.iter().filter(|n| **n != own).copied().collect();
        format!(
            "package p;\ninterface {own} extends {} {{ default void f() {{ gone(); }} }}\n",
            bases.join(", ")
        )
    };
    let texts: Vec<(String, String)> =
        names.iter().map(|n| (format!("p/{n}.java"), file(n))).collect();
    let texts: Vec<(&str, &str)> = texts.iter().map(|(p, t)| (p.as_str(), t.as_str())).collect();
    assert_eq!(edges(&graph(&texts)).len(), 56);
}
