//! Is Scala read as it is meant?

use crate::code::tests::{imports, outline, read, references};

const TEXT: &str = r##"package com.acme
package web
import scala.collection.mutable
import com.acme.model.{User, Item => It, _}
import a.b.C, d.E
import x.y.*
import cats.syntax.all.given
import p.q as r
package object util { val z = 1 }
sealed trait Shape extends Base with Other[Int] { def area: Double; val n = 1; type T = Int }
case class Circle(r: Double, private val k: Int = 1)(implicit ec: EC) extends Shape { override def area: Double = math.Pi * r }
object Main extends App { val (a, b) = f(1); def main(args: Array[String]): Unit = { val u = User.find[Int](1).map(_.name); for (x <- xs; y = x) yield x.foo(y); u match { case Circle(r, _) => r; case o: Other => o } } 
  implicit val x: Int = 3; lazy val q = new Foo(1) with Bar; private[acme] var s = 1
}
enum Color(val rgb: Int) { case Red extends Color(1); case Green, Blue; case C(x: Int) }
given ord: Ordering[Int] with { def compare(x: Int, y: Int) = 0 }
extension (s: String) def shout: String = s.toUpperCase
type Id = String
def top(x: Int)(using c: Ctx): Id = x.toString
val t = 3
class K[T <: Foo](x: Int) { def this() = this(1); def +(o: K[T]) = this }
"##;

#[test]
fn declarations() {
    assert_eq!(
        outline(&read("a.scala", TEXT)),
        [
            "module util 9-9",
            "field util.z 9-9",
            "trait Shape 10-10",
            "method Shape.area 10-10",
            "field Shape.n 10-10",
            "type Shape.T 10-10",
            "class Circle 11-11",
            "field Circle.r 11-11",
            "-field Circle.k 11-11",
            "method Circle.area 11-11",
            "class Main 12-14",
            "method Main.main 12-12",
            "field Main.x 13-13",
            "field Main.q 13-13",
            "field Main.s 13-13",
            "enum Color 15-15",
            "field Color.rgb 15-15",
            "variant Color.Red 15-15",
            "variant Color.Green 15-15",
            "variant Color.Blue 15-15",
            "variant Color.C 15-15",
            "variable ord 16-16",
            "function ord.compare 16-16",
            "function shout 17-17",
            "type Id 18-18",
            "function top 19-19",
            "variable t 20-20",
            "class K 21-21",
            "constructor K.this 21-21",
            "method K.+ 21-21"
        ]
    );
}

#[test]
fn imports_and_uses() {
    let facts = read("a.scala", TEXT);
    assert_eq!(facts.package.map(|name| &facts[name]), Some("com.acme web"));
    assert_eq!(
        imports(&facts),
        [
            "Names scala.collection (mutable) 3",
            "Names com.acme.model (User) (Item as It) 4",
            "Wildcard com.acme.model 4",
            "Names a.b (C) 5",
            "Names d (E) 5",
            "Wildcard x.y 6",
            "Wildcard cats.syntax.all 7",
            "Names p (q as r) 8"
        ]
    );
    assert_eq!(
        references(&facts),
        [
            "Inherit Base 10 in Shape",
            "Type Other 10 in Shape",
            "Type Int 10 in Shape",
            "Type Double 10 in area",
            "Type Int 10 in T",
            "Type Double 11 in r",
            "Type Int 11 in k",
            "Use ec 11 in Circle",
            "Type EC 11 in Circle",
            "Inherit Shape 11 in Circle",
            "Type Double 11 in area",
            "Use math.Pi 11 in area",
            "Use r 11 in area",
            "Inherit App 12 in Main",
            "Use a 12 in Main",
            "Use b 12 in Main",
            "Call f 12 in Main",
            "Type Array 12 in main",
            "Type String 12 in main",
            "Type Unit 12 in main",
            "Call .map 12 in main",
            "Call User.find 12 in main",
            "Type Int 12 in main",
            "Use .name 12 in main",
            "Use xs 12 in main",
            "Call .foo 12 in main",
            "Type Circle 12 in main",
            "Type Other 12 in main",
            "Type Int 13 in x",
            "Type Foo 13 in q",
            "Type Bar 13 in q",
            "Type Int 15 in rgb",
            "Inherit Color 15 in Red",
            "Use x 15 in C",
            "Type Int 15 in C",
            "Type Ordering 16 in ord",
            "Type Int 16 in ord",
            "Type Int 16 in compare",
            "Type Int 16 in compare",
            "Type String 17",
            "Type String 17 in shout",
            "Use s.toUpperCase 17 in shout",
            "Type String 18 in Id",
            "Type Int 19 in top",
            "Type Ctx 19 in top",
            "Type Id 19 in top",
            "Use .toString 19 in top",
            "Type Foo 21 in K",
            "Use x 21 in K",
            "Type Int 21 in K",
            "Call this 21 in this",
            "Type K 21 in +"
        ]
    );
}
