#!/usr/bin/env python3
"""Compares what `boardpack changes --format json` prints with what a careful person sees move between two editions.

    boardpack changes AREA --edition 2025-07 --format json | movement.py MOVEMENT.json

Every pair that moved must be there and no other; exit 0 only then.
"""
import json
import sys

truth = json.load(open(sys.argv[1]))
found = json.load(sys.stdin)


def moved(pair):
    return pair[0] != pair[1]


expected, got = {}, {}
for ref, fields in truth["actions"].items():
    for theirs, ours in (("action_brag", "action_status"), ("impact_brag", "impact_status")):
        if theirs in fields and moved(fields[theirs]):
            expected["action", ref, ours] = [status.lower() for status in fields[theirs]]
for ref, pair in truth["risks"].items():
    if moved(pair):
        expected["risk", ref, "current"] = pair
for ref, pair in truth["kpis"].items():
    if moved(pair):
        expected["measure", ref, "latest"] = pair
for kind, records, fields in (
    ("action", found["actions"], ("action_status", "impact_status")),
    ("risk", found["risks"], ("current",)),
    ("measure", found["measures"], ("latest",)),
):
    for record in records:
        for field in fields:
            if field in record:
                got[kind, record["ref"], field] = record[field]


def same(a, b):
    close = [abs(x - y) < 5e-4 if isinstance(x, (int, float)) and isinstance(y, (int, float)) else x == y for x, y in zip(a, b)]
    return all(close)


wrong = [f"{key}: expected {expected.get(key)}, found {got.get(key)}" for key in sorted(expected.keys() | got.keys())
         if key not in expected or key not in got or not same(expected[key], got[key])]
print(f"movement: {len(expected)} pairs expected, {len(got)} found, {len(wrong)} wrong")
print("\n".join(wrong))
sys.exit(1 if wrong or not expected else 0)
