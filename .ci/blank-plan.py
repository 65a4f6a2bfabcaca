#!/usr/bin/env python3
"""Holds what `boardpack check --format json` finds in the published plan (no status yet) against the plan's own faults.

    blank-plan.py < findings.json

The faults are those that a careful reader lists: due dates that are missing or are none, milestones after the action's
own due date, actions without milestones, areas without a lead officer, sentences with two targets for one thing.
"""
import json
import sys

EXPECTED = {
    "no-due-date": {"1.5.2", "2.3.2"},
    "due-date-not-a-date": {"2.4.2"},
    "recurring-without-next-date": {"2.1.1", "2.1.2", "2.1.3"},
    "milestone-after-due": {"1.2.5", "1.3.2", "1.3.3", "1.4.2", "1.5.1", "2.5.1", "3.1.1", "3.1.2"},
    "no-milestones": {"1.3.7", "1.4.1a", "1.4.1b", "2.1.2", "2.1.3", "2.2.4", "2.3.2", "2.4.2", "2.5.2", "4.1.6"},
    "no-lead-officer": {"AFI1", "AFI2"},
    "two-targets": {"2.1.4", "2.2.3"},
}
# Two more milestones after their action's due date, true ones: "April 2024" of March, "From August 2024" of July.
ALSO_TRUE = {"milestone-after-due": {"2.1.5", "2.1.7"}, "two-targets": {"2.5.1"}}

findings = json.load(sys.stdin)["findings"]
wrong = 0
for code, refs in EXPECTED.items():
    found = {f["ref"] for f in findings if f["code"] == code}
    missing, extra = refs - found, found - refs - ALSO_TRUE.get(code, set())
    placeless = [f["ref"] for f in findings if f["code"] == code and not f["at"]]
    wrong += bool(missing or extra or placeless)
    print(f"{code}: {len(found)} found", f"missing {sorted(missing)} extra {sorted(extra)}" if missing or extra else "")
print("the plan's own faults are found" if not wrong else f"{wrong} kinds of fault are not as expected")
sys.exit(1 if wrong else 0)
