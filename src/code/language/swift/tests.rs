//! Is Swift read as it is meant?

use crate::code::tests::{imports, outline, read, references};

const TEXT: &str = r##"import Foundation
import struct Alamofire.Session
@testable import App
public class A<T: Foo>: Base, P, Q.R where T: X {
  static let shared = A()
  private var x: Int = 1, y = 2
  var c: Int { get { 1 } set { x = newValue } }
  init(a: Int) { self.x = a; super.init() }
  deinit {}
  func f(_ a: Int, with b: [User]?) -> User { let u = User(a).foo(); if let z = u { z.bar { q in q.baz() } }; guard let w = b else { return }; for i in b { i.go() }; Foo.bar(Kind.one, .two); switch a { case .x(let k): k }; return u }
  subscript(i: Int) -> Int { 1 }
  enum E: String { case a = "x", b; case c(Int) }
}
struct S { let q: Int }
protocol P: AnyObject { associatedtype T; func g(); var z: Int { get } }
extension A: Codable { func h() {} }
extension Foo.Bar where T == Int { }
actor Act { }
typealias Id = String
func top() {}
let glob = 3
var a = 1, b = 2
infix operator **
"##;

#[test]
fn declarations() {
    assert_eq!(
        outline(&read("a.swift", TEXT)),
        [
            "class A 4-13",
            "field A.shared 5-5",
            "-field A.x 6-6",
            "-field A.y 6-6",
            "field A.c 7-7",
            "constructor A.init 8-8",
            "method A.f 10-10",
            "enum A.E 12-12",
            "variant A.E.a 12-12",
            "variant A.E.b 12-12",
            "variant A.E.c 12-12",
            "struct S 14-14",
            "field S.q 14-14",
            "interface P 15-15",
            "type P.T 15-15",
            "method P.g 15-15",
            "field P.z 15-15",
            "implementation A 16-16",
            "method A.h 16-16",
            "implementation Foo.Bar 17-17",
            "class Act 18-18",
            "type Id 19-19",
            "function top 20-20",
            "variable glob 21-21",
            "variable a 22-22",
            "variable b 22-22"
        ]
    );
}

#[test]
fn imports_and_uses() {
    let facts = read("a.swift", TEXT);
    assert_eq!(
        imports(&facts),
        ["Wildcard Foundation 1", "Names Alamofire (Session) 2", "Wildcard App 3"]
    );
    assert_eq!(
        references(&facts),
        [
            "Type Foo 4 in A",
            "Inherit Base 4 in A",
            "Inherit P 4 in A",
            "Inherit Q.R 4 in A",
            "Type X 4 in A",
            "Call A 5 in shared",
            "Type Int 6 in y",
            "Type Int 7 in c",
            "Use x 7 in c",
            "Use newValue 7 in c",
            "Type Int 8 in init",
            "Use self.x 8 in init",
            "Call super.init 8 in init",
            "Type Int 10 in f",
            "Type User 10 in f",
            "Type User 10 in f",
            "Call .foo 10 in f",
            "Call User 10 in f",
            "Call .bar 10 in f",
            "Call .baz 10 in f",
            "Call .go 10 in f",
            "Call Foo.bar 10 in f",
            "Use Kind.one 10 in f",
            "Use x 10 in f",
            "Type Int 11 in A",
            "Type Int 11 in A",
            "Inherit String 12 in E",
            "Type Int 12 in c",
            "Type Int 14 in q",
            "Inherit AnyObject 15 in P",
            "Type Int 15 in z",
            "Inherit Codable 16 in A",
            "Use T 17 in Foo.Bar",
            "Type Int 17 in Foo.Bar",
            "Type String 19 in Id"
        ]
    );
}
