//! Is Kotlin read as it is meant?

use crate::code::tests::{imports, outline, read, references, routes};

const TEXT: &str = r#"package com.acme.web
import java.util.*
import com.acme.model.User as U
private val top: Int by lazy { 3 }
typealias Id = String
fun String.ext(a: Int = 3): List<User> = listOf(a).map { it.x }
@Controller("/api")
data class A<T : Foo>(val x: Int, private var y: String = "", z: Z) : Base<T>(x), I by z, J.K {
  companion object { const val C = 1 }
  constructor(a: Int) : this(a, "", z) { }
  val p: Int get() = 3
  @Get("/u", produces = ["x"])
  suspend fun get(@Path id: String): Map.Entry<K, V> {
    val u: User? = repo.find(id)?.foo() ?: return
    for (i in 0..3) u.save { x -> x.y() }
    return A.make().z
  }
}
enum class E(val n: Int) { ONE(1), TWO(2) { override fun f() {} }; abstract fun f() }
object O : I { }
sealed interface S
const val MAX = 3
"#;

#[test]
fn declarations() {
    assert_eq!(
        outline(&read("a.kt", TEXT)),
        [
            "-variable top 4-4",
            "type Id 5-5",
            "function ext 6-6",
            "class A 7-18",
            "field A.x 8-8",
            "-field A.y 8-8",
            "constant A.C 9-9",
            "constructor A.constructor 10-10",
            "field A.p 11-11",
            "method A.get 12-17",
            "enum E 19-19",
            "field E.n 19-19",
            "variant E.ONE 19-19",
            "variant E.TWO 19-19",
            "method E.TWO.f 19-19",
            "method E.f 19-19",
            "class O 20-20",
            "interface S 21-21",
            "constant MAX 22-22",
        ]
    );
}

#[test]
fn what_the_grammar_does_not_know() {
    let text = "package a\n@Target(B)\nannotation class A\n";
    assert_eq!(outline(&read("a.kt", text)), ["class A 3-3"]);
    let text = "package a\nclass A : B() {\n  fun f(x: Any) = when (x) {\n    is C if x.y() -> 1\n    else -> 2\n  }\n  fun g() {}\n}\n";
    let found = outline(&read("b.kt", text));
    assert!(found.iter().any(|line| line.starts_with("class A ")), "{found:?}");
}

#[test]
fn imports_and_uses() {
    let facts = read("a.kt", TEXT);
    assert_eq!(facts.package.map(|name| facts[name].to_owned()).as_deref(), Some("com.acme.web"));
    assert_eq!(imports(&facts), ["Wildcard java.util 2", "Names com.acme.model (User as U) 3"]);
    let all = references(&facts);
    let of = |line: u32| -> Vec<&str> {
        let line = format!(" {line} in ");
        all.iter().filter_map(|r| r.split_once(&line).map(|(chain, _)| chain)).collect()
    };
    assert_eq!(
        of(8),
        [
            "Type Foo",
            "Type Int",
            "Type String",
            "Use z",
            "Type Z",
            "Inherit Base",
            "Use x",
            "Inherit I",
            "Use z",
            "Inherit J.K",
        ]
    );
    assert_eq!(of(14), ["Type User", "Call .foo", "Call repo.find"]);
    assert_eq!(of(15), ["Call .save", "Call .y"]);
    assert_eq!(of(16), ["Use .z", "Call A.make"]);
}

#[test]
fn routes_of_annotations_and_ktor() {
    assert_eq!(routes(&read("a.kt", TEXT)), ["micronaut GET /api/u A.get 12"]);
    let text = r#"
fun Application.module() {
  routing {
    route("/api") {
      get("/x/{id}") { call.respond(1) }
      post("y") { }
    }
  }
}
fun Route.users() { delete("/z") { } }
fun other() { get("/no") { } }
"#;
    assert_eq!(
        routes(&read("b.kt", text)),
        ["ktor GET /api/x/{id}  5", "ktor POST /api/y  6", "ktor DELETE /z  10"]
    );
}
