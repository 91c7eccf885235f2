#!/usr/bin/env python3
"""Writes signed savings batches as the format's first maker does, to see that they are understood.

It shares no line with lean-ctx: the field order, the compact form that is signed, the pretty form
that is written, and serde_json's way with numbers are imitated here. Needs `cryptography`.

    python3 batch.py DIR    writes one file a case; the same bytes every time
"""

import json
import pathlib
import sys
from decimal import Decimal

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey


def number(value, plus):
    """A float as ryu (`1e16`) or its successor (`1e+16`) writes it; Rust's serde_json uses both."""
    if isinstance(value, int):
        return str(value)
    sign, digits, exponent = Decimal(repr(value)).normalize().as_tuple()
    digits = "".join(map(str, digits))
    point = len(digits) + exponent
    if value == 0:
        text = "0.0"
    elif exponent >= 0 and point <= 16:
        text = digits + "0" * exponent + ".0"
    elif 0 < point <= 16:
        text = digits[:point] + "." + digits[point:]
    elif -5 < point <= 0:
        text = "0." + "0" * -point + digits
    else:
        power = point - 1
        mantissa = digits[0] + ("." + digits[1:] if len(digits) > 1 else "")
        text = f"{mantissa}e{'+' if plus and power > 0 else ''}{power}"
    return "-" * sign + text


def dump(value, plus, indent=None, depth=0):
    """serde_json's compact form, and its pretty one."""
    if value is None or isinstance(value, (bool, str)):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, (int, float)):
        return number(value, plus)
    pairs = isinstance(value, dict)
    if pairs:
        colon = ": " if indent else ":"
        parts = [dump(k, plus) + colon + dump(v, plus, indent, depth + 1) for k, v in value.items()]
    else:
        parts = [dump(v, plus, indent, depth + 1) for v in value]
    left, right = "{}" if pairs else "[]"
    if not parts:
        return left + right
    if not indent:
        return left + ",".join(parts) + right
    pad = "\n" + indent * (depth + 1)
    return left + pad + ("," + pad).join(parts) + "\n" + indent * depth + right


def batch(seed, mechanism=True, usd=1.0, agent="local"):
    totals = {
        "total_events": 1240,
        "saved_tokens": 12_900_000,
        "net_saved_tokens": 12_800_000,
        "saved_usd": usd,
        "bounce_tokens": 100_000,
        "bounce_events": 7,
        "tokenizers": ["o200k_base"],
        "by_model": [["claude-opus", 12_800_000, usd], ["größe/模型", 1, 0.0]],
        "by_tool": [["ctx_read", 12_000_000], ["ctx_search", 900_000]],
    }
    if mechanism:
        totals["by_mechanism"] = [["compression", 12_900_000, usd], ["routing", 0, 0.1 + 0.2]]
    return {
        "schema_version": 1,
        "kind": "lean-ctx.savings-batch",
        "created_at": f"2026-06-0{seed % 9 + 1}T18:45:00.123456789+00:00",
        "lean_ctx_version": "3.9.13",
        "agent_id": agent,
        "period": "all",
        "first_entry_hash": "ab" * 32,
        "last_entry_hash": "cd" * 32,
        "chain_valid": True,
        "totals": totals,
        "signer_public_key": None,
        "signature": None,
    }


def signed(made, seed, plus):
    key = Ed25519PrivateKey.from_private_bytes(bytes([seed]) * 32)
    raw = (serialization.Encoding.Raw, serialization.PublicFormat.Raw)
    signature = key.sign(dump(made, plus).encode())
    made["signer_public_key"] = key.public_key().public_bytes(*raw).hex()
    made["signature"] = signature.hex()
    return made


CASES = {
    "compact": (batch(1), None, False),
    "pretty": (batch(2), "  ", False),
    "without-mechanism": (batch(3, mechanism=False), "  ", False),
    "tiny": (batch(4, usd=1e-7), None, False),
    "hundredth-of-a-cent": (batch(5, usd=0.0001234), None, False),
    "third": (batch(6, usd=0.1 + 0.2), "  ", False),
    "hundred": (batch(7, usd=100.0), None, False),
    "huge": (batch(8, usd=1e16), None, False),
    "huge-plus": (batch(9, usd=1.5e16), None, True),
    "largest": (batch(10, usd=1.7976931348623157e308), "  ", True),
    "nothing": (batch(11, usd=0.0), None, False),
    "quoted": (batch(12, agent='me "\\ / ü 🦀'), "  ", False),
}


def main(folder):
    for seed, (name, (made, indent, plus)) in enumerate(CASES.items(), start=1):
        text = dump(signed(made, seed, plus), plus, indent)
        (folder / f"{name}.json").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]))
