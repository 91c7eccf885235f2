"""What the scripts of this folder share: the graph's lines, and the comparison with a truth."""
import os, subprocess, sys, tempfile
from pathlib import Path

HOME = Path(__file__).resolve().parents[2]
# Tools and sources that were fetched.
PLACE = Path(os.environ.get("LEAN_CTX_ACCURACY", HOME / "target" / "accuracy"))


def lines(root, *kinds):
    """The graph of the directory; see src/graph/tests/tree.rs for the fields."""
    with tempfile.TemporaryDirectory() as scratch:
        out = Path(scratch) / "lines"
        env = dict(os.environ, LEAN_CTX_TREE=str(root), LEAN_CTX_LINES=str(out))
        command = ["cargo", "test", "--quiet", "--lib", "graph::tests::tree", "--",
                   "--ignored", "--nocapture"]
        done = subprocess.run(command, cwd=HOME, env=env, capture_output=True, text=True)
        if done.returncode:
            sys.exit(done.stdout + done.stderr)
        print(next((line for line in done.stderr.splitlines() if " files, " in line), ""))
        for line in out.read_text().splitlines():
            kind, *fields = line.split("\t")
            if kind in kinds:
                yield fields if len(kinds) == 1 else (kind, *fields)


def report(truth_name, ours, truth, precision, recall, examples=12):
    """`ours`: edge → how it was found. Exits with 1 below a mark."""
    shared = truth & ours.keys()
    found = len(shared) / max(len(ours), 1), len(shared) / max(len(truth), 1)
    for title, edges in (("not in the truth", ours.keys() - truth), ("not found", truth - ours.keys())):
        if edges:
            print(f"{len(edges)} {title}:")
        for edge in sorted(edges)[:examples]:
            print("  ", " → ".join(map(str, edge)), ours.get(edge, ""))
    print(f"{truth_name}: {len(truth)} edges, ours {len(ours)}, precision {found[0]:.4f}, recall {found[1]:.4f}")
    if found[0] < precision or found[1] < recall:
        sys.exit(f"below the mark: precision {precision}, recall {recall}")
