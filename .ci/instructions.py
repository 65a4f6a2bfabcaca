#!/usr/bin/env python3
"""Counts the instructions of a fixed small build and fails where they have grown by more than 15%.

    instructions.py BOARDPACK            compare with benches/instructions.txt
    instructions.py BOARDPACK --update   write it anew, when the growth is meant

Instructions are counted by callgrind, so that a busy machine changes nothing. A newer compiler may: then write them anew
in a change of its own.
"""

import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

MOST = 1.15
ROOT = pathlib.Path(__file__).resolve().parent.parent
KNOWN = ROOT / "benches" / "instructions.txt"


def count(program):
    with tempfile.TemporaryDirectory() as folder:
        run = subprocess.run(
            ["valgrind", "--tool=callgrind", f"--callgrind-out-file={folder}/profile", program, "build",
             str(ROOT / "inputs" / "ashmere"), "--only", "risk-register", "--out", f"{folder}/out"],
            capture_output=True, text=True, check=False)
        found = re.search(r"I\s+refs:\s+([\d,]+)", run.stderr)
        if run.returncode != 0 or not found:
            sys.exit(f"the build could not be counted:\n{run.stderr[-2000:]}")
        return int(found.group(1).replace(",", ""))


def main():
    if not shutil.which("valgrind"):
        print("skipped: valgrind cannot be installed here; the instructions of a build are not counted")
        return
    now = count(sys.argv[1])
    if "--update" in sys.argv:
        KNOWN.write_text(f"{now}\n")
        print(f"{now / 1e6:,.0f} million instructions, written to {KNOWN.relative_to(ROOT)}")
        return
    known = int(KNOWN.read_text())
    print(f"the risk register of the sample: {now / 1e6:,.0f} million instructions, {now / known:.2f} of what is on record")
    if now > known * MOST:
        sys.exit(f"that is more than {MOST} times as many: see docs/performance.md, or --update where it is meant")


if __name__ == "__main__":
    main()
