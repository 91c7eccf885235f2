//! Do scripts lead to what they source?

use crate::graph::tests::{edges, graph, unresolved, uses};

#[test]
fn scripts_source_one_another() {
    let graph = graph(&[
        (
            "bin/run.sh",
            "#!/bin/bash\nHERE=\"$(cd \"$(dirname \"${BASH_SOURCE[0]}\")/..\" && pwd)\"\n. \"$HERE/lib/log.sh\"\nsource \"$(dirname \"$0\")/env.sh\"\nsource \"$ROOT/lib/net/http.sh\"\nsource \"$CONFIG\"\n. /etc/profile\nsource lib/log.sh\nsource ./gone.sh\nlog hello\n",
        ),
        ("bin/env.sh", "A=1\n"),
        ("lib/log.sh", "log() { echo \"$1\"; }\n"),
        ("lib/net/http.sh", "get() { :; }\n"),
    ]);
    assert_eq!(
        edges(&graph),
        [
            "bin/run.sh → bin/env.sh include relative certain 4",
            "bin/run.sh → lib/log.sh include relative certain 3",
            "bin/run.sh → lib/log.sh include search likely 8",
            // A variable of another script's: the one file that ends so.
            "bin/run.sh → lib/net/http.sh include name possible 5",
        ]
    );
    assert_eq!(
        unresolved(&graph),
        [
            "bin/run.sh $CONFIG ambiguous 6",
            "bin/run.sh ./gone.sh missing 9",
            "bin/run.sh /etc/profile external 7",
        ]
    );
    assert_eq!(uses(&graph), ["lib/log.sh log ← bin/run.sh call certain 10"]);
}
