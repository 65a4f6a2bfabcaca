#!/usr/bin/env python3
"""Compares the days that `boardpack deadlines` gives with an independent calendar of England (PyPI's holidays), for every
weekday of twelve years.

    clear_days.py BOARDPACK
"""

import datetime
import pathlib
import subprocess
import sys
import tempfile

import holidays

YEARS = range(2017, 2029)
DAY = datetime.timedelta(days=1)


def main():
    closed = holidays.country_holidays("GB", subdiv="ENG", years=[YEARS[0] - 1, *YEARS])

    def works(day):
        return day.weekday() < 5 and day not in closed

    def published(meeting, clear):
        day = meeting - DAY
        while not works(day) or clear > 0:
            clear -= works(day)
            day -= DAY
        return day

    meetings = []
    day = datetime.date(YEARS[0], 2, 1)
    while day.year in YEARS:
        if day.weekday() < 5:
            meetings.append(day)
        day += DAY
    wrong = 0
    for clear in (3, 5):
        with tempfile.TemporaryDirectory() as folder:
            area = pathlib.Path(folder, "area")
            (area / "2017-01").mkdir(parents=True)
            (area / "2017-01" / "tracker.csv").write_text("Ref,Action,Due date,Lead,BRAG\n1.1.1,Publish,May 2017,Head of SEND,Green\n")
            days = ", ".join(f'"{day}"' for day in meetings)
            (area / "boardpack.toml").write_text(f"[board]\nmeetings = [{days}]\n[deadlines]\npublication = {clear}\n")
            run = subprocess.run([sys.argv[1], "deadlines", str(area)], capture_output=True, text=True, check=False)
        if run.returncode != 0:
            sys.exit(run.stderr)
        said = [line.split(None, 1)[1] for line in run.stdout.splitlines() if line.startswith("  publication")]
        if len(said) != len(meetings):
            sys.exit(f"{len(said)} days of publication for {len(meetings)} meetings")
        for meeting, found in zip(meetings, said):
            wanted = published(meeting, clear)
            if found != f"{wanted:%A} {wanted.day} {wanted:%B %Y}":
                wrong += 1
                print(f"{meeting}, {clear} clear days: {found}, and not {wanted}")
    if wrong:
        sys.exit(f"{wrong} days differ")
    print(f"{len(meetings)} meetings over {len(YEARS)} years: published on the same days as by the other calendar")


if __name__ == "__main__":
    main()
