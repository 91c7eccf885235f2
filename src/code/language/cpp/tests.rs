//! C++'s facts.

use crate::code::tests::{outline, read, references};

#[test]
fn classes_and_what_is_defined_outside_of_them() {
    let facts = read(
        "a.cpp",
        "namespace n {\ntemplate <class T> class A : public B<T>, c::D {\npublic:\n  A();\n  ~A() {}\n  T get() const;\n  int &ref() { return x; }\n  bool operator==(const A &o) const;\nprivate:\n  int x, *y = nullptr;\n  enum class E { F };\n};\nusing G = A<int>;\nstruct H final { int i; };\n}\n\
         n::A::A() : x(1) {}\nvoid *A::make(int k) {\n  Foo z(k);\n  return run(k);\n}\ntemplate <class T> T max(T a, T b) { return a; }\nstatic int j;\n",
    );
    assert_eq!(
        outline(&facts),
        [
            "module n 1-15",
            "class n.A 2-12",
            "method n.A.A 4-4",
            "method n.A.~A 5-5",
            "method n.A.get 6-6",
            "method n.A.ref 7-7",
            "method n.A.operator== 8-8",
            "field n.A.x 10-10",
            "field n.A.y 10-10",
            "enum n.A.E 11-11",
            "variant n.A.E.F 11-11",
            "type n.G 13-13",
            "struct n.H 14-14",
            "field n.H.i 14-14",
            "method A.A 16-16",
            "method A.make 17-20",
            "function max 21-21",
            "-variable j 22-22",
        ]
    );
    let found = references(&facts);
    for expected in ["Inherit B 2 in A", "Inherit c::D 2 in A", "Call run 19 in make"] {
        assert!(found.contains(&expected.to_owned()), "{expected}: {found:#?}");
    }
}

#[test]
fn headers_of_either_name() {
    for path in ["a.h", "a.hpp"] {
        let facts =
            read(path, "namespace n {\nint f();\nclass A;\ninline void g() { Lock l(m); }\n}\n");
        assert_eq!(
            outline(&facts),
            ["module n 1-5", "function n.f 2-2", "function n.g 4-4"],
            "{path}"
        );
    }
}
