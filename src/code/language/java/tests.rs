//! Is Java read as it is meant?

use crate::code::tests::{imports, outline, read, references, routes};

const TEXT: &str = r#"package com.acme.web;
import java.util.*;
import static com.acme.Util.join;
import com.acme.model.User;
@RestController @RequestMapping({"/api", "/v1"})
public class A<T> extends Base<T> implements I, J.K {
  private static final int X = 1, y;
  enum E { ONE(1) { void f() {} }, TWO; int q; }
  record P(int a) { P { } }
  @interface An { String value() default ""; }
  A(int a) { this.x = a; super.f(); }
  @GetMapping(value = "/u/{id}", produces = MediaType.JSON)
  public List<User> get(@PathVariable("id") String id) {
    Map.Entry<K, V> e = new HashMap<>().get(id).foo(top);
    for (User u : users) { u.save(x -> x.y()); Foo.bar(User::getName); }
    return service.find(id).map(v -> v);
  }
}
interface I extends J { int Z = 1; void g(); }
"#;

#[test]
fn declarations() {
    assert_eq!(
        outline(&read("A.java", TEXT)),
        [
            "class A 5-18",
            "-field A.X 7-7",
            "-field A.y 7-7",
            "enum A.E 8-8",
            "variant A.E.ONE 8-8",
            "method A.E.ONE.f 8-8",
            "variant A.E.TWO 8-8",
            "field A.E.q 8-8",
            "class A.P 9-9",
            "field A.P.a 9-9",
            "constructor A.P.P 9-9",
            "interface A.An 10-10",
            "method A.An.value 10-10",
            "constructor A.A 11-11",
            "method A.get 12-17",
            "interface I 19-19",
            "constant I.Z 19-19",
            "method I.g 19-19",
        ]
    );
}

#[test]
fn imports_and_uses() {
    let facts = read("A.java", TEXT);
    assert_eq!(facts.package.map(|name| facts[name].to_owned()).as_deref(), Some("com.acme.web"));
    assert_eq!(
        imports(&facts),
        ["Wildcard java.util 2", "Names com.acme.Util (join) 3", "Names com.acme.model (User) 4",]
    );
    let all = references(&facts);
    let of = |line: u32| -> Vec<&str> {
        let line = format!(" {line} in ");
        all.iter().filter_map(|r| r.split_once(&line).map(|(chain, _)| chain)).collect()
    };
    assert_eq!(of(5), ["Call RestController", "Call RequestMapping"]);
    assert_eq!(of(6), ["Inherit Base", "Inherit I", "Inherit J.K"]);
    assert_eq!(of(11), ["Use this.x", "Call super.f"]);
    assert_eq!(
        of(14),
        ["Type Map.Entry", "Type K", "Type V", "Call .foo", "Call .get", "Type HashMap", "Use top"]
    );
    assert_eq!(
        of(15),
        ["Type User", "Use users", "Call .save", "Call .y", "Call Foo.bar", "Use User::getName"]
    );
    assert_eq!(of(16), ["Call .map", "Call service.find"]);
}

#[test]
fn routes_of_spring_jaxrs_and_micronaut() {
    assert_eq!(
        routes(&read("A.java", TEXT)),
        ["spring GET /api/u/{id} A.get 12", "spring GET /v1/u/{id} A.get 12"]
    );
    let text = r#"
@Path("/shop") class S {
  @GET @Path("{id}") Item one() {}
  @POST void add() {}
  @RequestMapping(path = "/x", method = {RequestMethod.PUT, RequestMethod.POST}) void x() {}
}
@Controller("/m") class M {
  @Get("/all") void all() {}
  @Override void no() {}
}"#;
    assert_eq!(
        routes(&read("S.java", text)),
        [
            "jax-rs GET /shop/{id} S.one 3",
            "jax-rs POST /shop S.add 4",
            "spring PUT /x S.x 5",
            "spring POST /x S.x 5",
            "micronaut GET /m/all M.all 8",
        ]
    );
}
