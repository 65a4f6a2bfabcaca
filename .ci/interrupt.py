#!/usr/bin/env python3
"""Builds that are killed, made twice at once, or find no room: does the folder have one set each time?

usage: interrupt.py [--kills N] [--doubles N] [--fills N] BOARDPACK AREA

Two sets of papers are made, of the area and of the same one under another programme's name. Then one is built over the
other and broken off, again and again; after each, `verify` must find the old set or the new one in order. The full disk
needs a small file system of its own (a tmpfs), and so the rights to mount one; without them it is skipped, and said so.
"""
import argparse, hashlib, os, random, re, shutil, signal, subprocess, sys, tempfile, time
from pathlib import Path

asked = argparse.ArgumentParser(usage=__doc__)
for name, count in (("kills", 10), ("doubles", 3), ("fills", 3)): asked.add_argument(f"--{name}", type=int, default=count)
asked.add_argument("boardpack", type=Path)
asked.add_argument("area", type=Path)
asked = asked.parse_args()
program, dice, faults = str(asked.boardpack.resolve()), random.Random(11), []

def start(*words): return subprocess.Popen([program, *map(str, words)], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, start_new_session=True)
def end(process): said = process.communicate()[0]; return process.returncode, said
def run(*words): return end(start(*words))
def papers(folder): return {f.name: hashlib.sha256(f.read_bytes()).hexdigest() for f in folder.glob("*.pdf")}

def judge(what, out, sets):
    code, said = run("verify", out)
    if code != 0 or papers(out) not in sets: faults.append(f"{what}: verify ends with {code}\n{said}")

with tempfile.TemporaryDirectory() as root:
    root = Path(root)
    areas = [root / "one" / "area", root / "two" / "area"]
    for area in areas: shutil.copytree(asked.area, area)
    settings = areas[1] / "boardpack.toml"
    settings.write_text(re.sub("(?m)^name = .*", 'name = "Another programme"', settings.read_text(), count=1))
    seconds, sets = 0, []
    for number, area in enumerate(areas):
        began = time.monotonic()
        code, said = run("build", area, "--out", root / f"set{number}")
        assert code in (0, 1), said
        seconds, sets = time.monotonic() - began, [*sets, papers(root / f"set{number}")]
    assert sets[0] != sets[1] and len(sets[0]) > 1

    out = root / "killed"
    run("build", areas[0], "--out", out)
    for turn in range(asked.kills):
        building = start("build", "--force", areas[(turn + 1) % 2], "--out", out)
        time.sleep(dice.uniform(0, seconds * 1.1))
        if building.poll() is None: os.killpg(building.pid, signal.SIGKILL)
        building.communicate()
        judge(f"kill {turn}", out, sets)
    code, said = run("build", areas[0], "--out", out)
    if code not in (0, 1) or papers(out) != sets[0] or (out / ".boardpack-build").exists(): faults.append(f"after the kills: {said}")

    for turn in range(asked.doubles):
        out = root / f"double{turn}"
        both = [end(process) for process in [start("build", area, "--out", out) for area in areas]]
        refused = [said for code, said in both if code == 2]
        if len(refused) > 1 or any("is in use" not in said for said in refused): faults.append(f"double {turn}: {refused}")
        judge(f"double {turn}", out, sets)

    disk = root / "disk"
    disk.mkdir()
    fills = asked.fills
    if fills and subprocess.run(["mount", "-t", "tmpfs", "-o", "size=6m", "tmpfs", disk], capture_output=True).returncode:
        print("skipped: no small file system can be mounted, so no disk was filled")
        fills = 0
    try:
        for turn in range(fills):
            for old in disk.iterdir(): shutil.rmtree(old) if old.is_dir() else old.unlink()
            run("build", areas[0], "--out", disk / "out")
            room = os.statvfs(disk)
            free = room.f_bavail * room.f_frsize
            need = sum(f.stat().st_size for f in (disk / "out").iterdir())
            left = int(need * 1.2 * turn / max(1, fills - 1))
            (disk / "ballast").write_bytes(b"x" * max(0, free - left))
            code, said = run("build", areas[1], "--out", disk / "out")
            if code == 2 and "space" not in said: faults.append(f"fill {turn}: no word of space\n{said}")
            if code == 2 and papers(disk / "out") != sets[0]: faults.append(f"fill {turn}: the old set is not whole")
            (disk / "ballast").unlink()
            judge(f"fill {turn}", disk / "out", sets)
    finally:
        if fills: subprocess.run(["umount", disk], check=True)

print("\n".join(faults) or "each time one whole set")
print(f"{asked.kills + asked.doubles + fills - len(faults)} passed, {len(faults)} failed")
sys.exit(bool(faults))
