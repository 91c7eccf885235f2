#!/usr/bin/env python3
"""Does a savings report hold? A second verifier, which shares no code with lean-ctx.

    roi-verify.py savings-roi-2026-10.dsse.json --key server.vkey [--ledger ledger.jsonl ...]

Exit codes: 0 valid, 4 not valid, 2 misuse. Needs Python 3.8 and `cryptography`. The format is in docs/savings.md.
"""
import argparse
import base64
import binascii
import hashlib
import json
import os
import sys
from decimal import Decimal

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

PAYLOAD, STATEMENT = "application/vnd.in-toto+json", "https://in-toto.io/Statement/v1"
PREDICATE = "urn:lean-ctx:savings-roi:v1"


class Fault(Exception):
    """What does not hold."""


def need(holds, why):
    if not holds:
        raise Fault(why)


def b64(text, what):
    try:
        raw = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError, TypeError):
        raise Fault(f"{what} is not base64")
    need(base64.b64encode(raw).decode() == text, f"{what} is base64 of another spelling")
    return raw


def parse(raw, what):
    def once(pairs):
        need(len({key for key, _ in pairs}) == len(pairs), f"{what}: a key is given twice")
        return dict(pairs)

    def refuse(name):
        raise Fault(f"{what}: {name} is no number")

    try:
        return json.loads(raw.decode("utf-8"), object_pairs_hook=once, parse_float=Decimal, parse_constant=refuse)
    except (ValueError, RecursionError) as error:
        raise Fault(f"{what} is not JSON: {error}")


def public_key(text):
    """The key, and the name under which it signs: 64 hex digits, `name+id+base64`, or a file with either."""
    if os.path.exists(text):
        with open(text, encoding="utf-8") as file:
            text = file.read(4096)
    text = text.strip()
    raw = bytes.fromhex(text) if "+" not in text else base64.b64decode(text.split("+", 2)[2], validate=True)[1:]
    name = "lean-ctx/" + hashlib.sha256(raw).hexdigest()[:8]
    if "+" in text and text.split("+", 2)[0] != name:
        raise ValueError("its name is that of another key")
    return Ed25519PublicKey.from_public_bytes(raw), raw, name


def statement(raw, key, key_raw):
    """DSSE v1: one signature, over the exact bytes of the payload and their type."""
    raw = raw[:-1] if raw.endswith(b"\n") else raw
    outer = parse(raw, "the file")
    need(isinstance(outer, dict), "the file is not an object")
    envelope = outer.get("envelope", outer)
    need(isinstance(envelope, dict) and set(envelope) == {"payload", "payloadType", "signatures"}, "no DSSE envelope")
    signatures = envelope["signatures"]
    need(isinstance(signatures, list) and len(signatures) == 1, "it has not one signature")
    need(isinstance(signatures[0], dict) and set(signatures[0]) == {"keyid", "sig"}, "its signature is no object")
    need(envelope["payloadType"] == PAYLOAD, "the payload is of another type")
    need(signatures[0]["keyid"] == key_raw.hex(), "it is signed with another key")
    if envelope is outer:
        need(json.dumps(outer, separators=(",", ":")).encode() == raw, "the file is not spelled as it was written")
    payload = b64(envelope["payload"], "the payload")
    pae = b"DSSEv1 %d %s %d %s" % (len(PAYLOAD), PAYLOAD.encode(), len(payload), payload)
    key.verify(b64(signatures[0]["sig"], "the signature"), pae)
    stated = parse(payload, "the payload")
    need(set(stated) == {"_type", "subject", "predicateType", "predicate"}, "it is no in-toto statement")
    need(stated["_type"] == STATEMENT and stated["predicateType"] == PREDICATE, "a statement about something else")
    if envelope is not outer:
        shown = {name: value for name, value in outer.items() if name != "envelope"}
        need(shown == stated["predicate"], "the report beside the envelope is another than the signed one")
    return stated


def check_head(stated, key, key_raw, name):
    """The subject is the SHA-256 of the ledger's head, a C2SP checkpoint; the report names the same head."""
    report, subjects = stated["predicate"], stated["subject"]
    note = report["ledger"]["note"]
    need(isinstance(note, str) and len(subjects) == 1, "it does not name one head")
    need(subjects[0]["name"] == f"{name}/savings", "it is about another ledger")
    need(subjects[0]["digest"] == {"sha256": hashlib.sha256(note.encode()).hexdigest()}, "the subject is another head")
    text, _, signature = note.rpartition("\n\n")
    text, words = text + "\n", signature.split()
    need(len(words) == 3 and words[:2] == ["\u2014", name], "the head is signed by another name")
    raw = b64(words[2], "the head's signature")
    need(raw[:4] == hashlib.sha256(name.encode() + b"\n\x01" + key_raw).digest()[:4], "the head has another key's id")
    key.verify(raw[4:], text.encode())
    lines = text.split("\n")
    ledger = report["ledger"]
    need(lines[0] == f"{name}/savings" and lines[1] == str(ledger["size"]), "the head is of another ledger or length")
    need(b64(lines[2], "the root").hex() == ledger["root"], "the root is not that of the head")
    need(lines[3] == f"chain {report['last_entry_hash']}", "the last hash is not that of the head")
    need(report["chain_valid"] is True and report["signed"] is True, "the ledger did not hold")
    need(report["signer_public_key"] == key_raw.hex() and report["agent_id"] == name, "it names another signer")


def check_sums(report):
    total, schemas = report["measured"]["total"], report["debits"]["schemas"]
    for field in ("saved_tokens", "net_saved_tokens", "saved_usd", "net_saved_usd"):
        need(report[field] == total[field], f"`{field}` is not what was measured")
    need(report["total_events"] == total["events"], "`total_events` is not what was measured")
    need(report["net_saved_tokens"] == report["saved_tokens"] - total["bounce_tokens"], "gross less bounce is not net")
    need((report["turns"], report["injected_overhead_total_tokens"]) == (schemas["events"], schemas["tokens"]), "overhead")
    need(report["net_after_overhead_tokens"] == report["net_saved_tokens"] - schemas["tokens"], "net less overhead")
    for name in ("measured", "modelled"):
        for rows in ("by_tool", "by_model", "by_mechanism"):
            for field in ("events", "saved_tokens", "net_saved_tokens", "priced_events"):
                found = sum(row[field] for row in report[name][rows])
                need(found == report[name]["total"][field], f"the rows of {name} {rows} do not add up: {field}")
    net = sum(day["net_after_overhead_tokens"] for day in report["series"])
    need(net == report["net_after_overhead_tokens"], "the days do not add up to the period")


def check_ledger(files, report):
    """The chain from `genesis`, the RFC 6962 root of the records the report is about, and their tokens."""
    size, previous, peaks, count = report["ledger"]["size"], "genesis", [], 0
    saved = net = events = sent = 0
    period = "" if report["period"] == "all" else report["period"]
    for raw in (line for file in files for line in open(file, "rb")):
        if count == size:
            break
        body, mark, end = raw.rstrip(b"\n").rpartition(b',"entry_hash":"')
        entry = parse(raw, f"record {count + 1}")
        need(mark and entry["prev_hash"] == previous, f"record {count + 1} does not continue the one before")
        previous = hashlib.sha256(body + b"}").hexdigest()
        need(end.decode() == previous + '"}', f"record {count + 1} was edited")
        node, full = hashlib.sha256(b"\0" + raw.rstrip(b"\n")).digest(), count
        while full & 1:
            node, full = hashlib.sha256(b"\1" + peaks.pop() + node).digest(), full >> 1
        peaks.append(node)
        count += 1
        if "note" in entry or not entry["ts"].startswith(period) or entry["evidence_class"] != "measured":
            continue
        if entry["tool"] == "tools/list":
            sent += entry["actual_tokens"]
        else:
            events, saved = events + 1, saved + entry["saved_tokens"]
            net += entry["saved_tokens"] - entry["bounce_adjustment"]
    root = peaks.pop() if peaks else hashlib.sha256(b"").digest()
    while peaks:
        root = hashlib.sha256(b"\1" + peaks.pop() + root).digest()
    need((count, root.hex()) == (size, report["ledger"]["root"]), "the ledger is another than the report's")
    wanted = (report["total_events"], report["saved_tokens"], report["net_saved_tokens"])
    need((events, saved, net) == wanted, "the ledger does not add up to the report")
    need(sent == report["injected_overhead_total_tokens"], "the schemas in the ledger do not add up to the overhead")


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("file")
    arguments.add_argument("--key", required=True)
    arguments.add_argument("--ledger", nargs="+", default=[])
    given = arguments.parse_args()
    try:
        key, key_raw, name = public_key(given.key)
        with open(given.file, "rb") as file:
            raw = file.read()
        _ = [open(path, "rb").close() for path in given.ledger]
    except (OSError, ValueError, IndexError) as error:
        print(f"misuse: {error}", file=sys.stderr)
        return 2
    try:
        stated = statement(raw, key, key_raw)
        check_head(stated, key, key_raw, name)
        check_sums(stated["predicate"])
        if given.ledger:
            check_ledger(given.ledger, stated["predicate"])
    except InvalidSignature:
        print("not valid: a signature does not hold")
        return 4
    except (Fault, KeyError, TypeError, AttributeError, IndexError, ValueError) as fault:
        print(f"not valid: {fault if isinstance(fault, Fault) else repr(fault)}")
        return 4
    report = stated["predicate"]
    print(f"valid: {report['net_after_overhead_tokens']} tokens saved net in {report['period']}, by {name}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
