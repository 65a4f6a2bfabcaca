"""Which crates are in the program: those that are linked, without what only runs while it is compiled or tested."""
import re, subprocess, sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
import notice

def linked(target):
    """Each linked package as cargo describes it, ours first, and what each needs: both by (name, version)."""
    said = subprocess.run(["cargo", "tree", "--locked", "--edges", "normal,no-proc-macro", "--target", target, "--prefix", "depth",
                           "--format", " {p}"], cwd=notice.HERE, capture_output=True, text=True)
    if said.returncode: sys.exit(said.stderr)
    known, needs, above = notice.packages(), {}, []
    for line in said.stdout.splitlines():
        # "3 hybrid-array v0.4.15 (*)": a crate that was shown before is shown without what it needs.
        depth, name, version = re.match(r"(\d+) (\S+) v(\S+)", line).groups()
        crate, depth = (name, version), int(depth)
        needs.setdefault(crate, set())
        if depth: needs[above[depth - 1]].add(crate)
        above[depth:] = [crate]
    return {crate: known[crate] for crate in needs}, needs

def licence(crate):
    """Its licence as an SPDX expression; older crates wrote a stroke for "or"."""
    written = crate["license"]
    if not written: sys.exit(f"{crate['name']} {crate['version']} names no licence: look at its licence file, and say here what it is")
    return re.sub(r"\s*/\s*", " OR ", written)
