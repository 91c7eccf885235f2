//! Do Swift's names lead to the files of the right module?

use crate::graph::tests::{edges, graph, unresolved, uses};

#[test]
fn modules_and_the_files_within() {
    let graph = graph(&[
        (
            "Package.swift",
            "import PackageDescription\nlet package = Package(name: \"Net\", targets: [\n  .target(name: \"Net\", path: \"Source\"),\n  .target(name: \"Extra\", dependencies: [.target(name: \"Net\")]),\n  .testTarget(name: \"NetTests\", dependencies: [\"Net\"]),\n])\n",
        ),
        (
            "Source/Client.swift",
            "import Foundation\npublic class Client: Base {\n  func send(_ r: Request) -> Reply { helper(r); return Reply() }\n}\n",
        ),
        ("Source/Base.swift", "public class Base { }\n"),
        ("Source/Request.swift", "public struct Request { }\nfunc helper(_ r: Request) { }\n"),
        ("Source/Reply.swift", "public struct Reply { }\n"),
        // Another module's type of the same name.
        ("Sources/Extra/Reply.swift", "public struct Reply { }\n"),
        (
            "Sources/Extra/More.swift",
            "import Net\nimport Alamofire\nlet c = Client()\nlet r = Reply()\n",
        ),
        (
            "Tests/NetTests/ClientTests.swift",
            "import XCTest\n@testable import Net\nclass ClientTests: XCTestCase { let c = Client() }\n",
        ),
    ]);
    assert_eq!(
        edges(&graph),
        [
            "Source/Client.swift → Source/Base.swift use namespace likely 2",
            "Source/Client.swift → Source/Reply.swift use namespace likely 3",
            "Source/Client.swift → Source/Request.swift use namespace likely 3",
            "Sources/Extra/More.swift → Source/Client.swift import namespace likely 1",
            "Sources/Extra/More.swift → Sources/Extra/Reply.swift use namespace likely 4",
            "Tests/NetTests/ClientTests.swift → Source/Client.swift import namespace likely 2",
        ]
    );
    assert_eq!(
        unresolved(&graph),
        [
            "Package.swift PackageDescription standard 1",
            "Source/Client.swift Foundation standard 1",
            "Sources/Extra/More.swift Alamofire external 2",
            "Tests/NetTests/ClientTests.swift XCTest standard 1",
        ]
    );
    let uses = uses(&graph).join("\n");
    assert!(uses.contains("helper ← Source/Client.swift Client.send call likely 3"), "{uses}");
}
