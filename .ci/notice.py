#!/usr/bin/env python3
"""Writes NOTICE: every crate that Cargo.lock names, its licence, and the words its authors want to be kept with it.

usage: notice.py            writes NOTICE
       notice.py --check    says whether NOTICE is what it would write (exit 1 if not)

Reads `cargo metadata`, and the licence files of each crate where cargo has unpacked it, those of C sources and
fonts within it too; what the compiler brings is in packaging/runtime-licences.txt. Of several licences that a crate
leaves the choice of, the words of the first in CHOSEN are given.
"""
import json, re, subprocess, sys
from pathlib import Path

HERE = Path(__file__).resolve().parent.parent
CHOSEN = ["MIT", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "Zlib", "Unicode-3.0", "0BSD", "BSL-1.0", "CC0-1.0", "Unlicense"]
# How the files that crates bring call the licence within; a file called only LICENSE fits each.
NAMED = {"MIT": "mit", "Apache-2.0": "apache", "Zlib": "zlib", "BSL-1.0": "bsl|boost", "0BSD": "0bsd", "Unlicense": "unlicense",
         "BSD-2-Clause": "bsd", "BSD-3-Clause": "bsd", "Unicode-3.0": "unicode", "CC0-1.0": "cc0"}
HEAD = """boardpack is distributed with the work of others. This file names every crate that it is built with or tested with, its
licence, and the words that its authors want to be kept with it. The fonts, Source Sans 3, are under the SIL Open Font
License 1.1, whose words stand at the end. The program prints this file: `boardpack licences`.

Written by .ci/notice.py from Cargo.lock; a change there needs it run again.
"""

LICENCE = r"(licen[sc]e|copying|unlicense|notice|copyright)"
# Folders of a crate of which nothing comes into a program.
LEFT_OUT = {"tests", "scripts", "wasm", "examples", "benches"}

def files_within(folder):
    """The licence files below a crate's own: of C sources, fonts and tables that it brings along."""
    below = (f for f in folder.rglob("*") if f.is_file() and f.parent != folder and re.match(LICENCE, f.name, re.I))
    return sorted(f for f in below if not LEFT_OUT & set(f.relative_to(folder).parts))

def words(crate):
    """The licence files of a crate that are needed, each a text on its own."""
    folder, licence = Path(crate["manifest_path"]).parent, crate["license"] or ""
    files = sorted(f for f in folder.iterdir() if f.is_file() and re.match(LICENCE, f.name, re.I))
    if "AND" not in licence:
        for chosen in CHOSEN:
            fitting = [f for f in files if re.search(NAMED[chosen], f.name, re.I)]
            if chosen in licence and fitting:
                files = fitting + [f for f in files if re.match("notice|copyright", f.name, re.I)]
                break
    files += files_within(folder)
    return ["\n".join(line.rstrip() for line in f.read_text("utf-8", "replace").strip().splitlines()) for f in files]

def packages():
    """Every package that Cargo.lock names, ours too, by name and version."""
    said = subprocess.run(["cargo", "metadata", "--format-version", "1", "--locked"], cwd=HERE, capture_output=True, text=True)
    if said.returncode: sys.exit(said.stderr)
    return {(c["name"], c["version"]): c for c in json.loads(said.stdout)["packages"]}

def notice():
    crates = [crate for _, crate in sorted(packages().items()) if crate["source"]]
    lines, texts = [HEAD, f"{len(crates)} crates:\n"], {}
    for crate in crates:
        lines.append(f"  {crate['name']} {crate['version']}: {crate['license'] or 'see its licence file'}")
        own = words(crate)
        if not own and crate["authors"]: lines.append("      by " + ", ".join(re.sub(r" <[^>]*>", "", a) for a in crate["authors"]))
        # Two of a crate's files may say the same.
        for text in {re.sub(r"\s+", " ", text): text for text in own}.values():
            texts.setdefault(re.sub(r"\s+", " ", text), (text, []))[1].append(f"{crate['name']} {crate['version']}")
    for text, whose in texts.values(): lines.append(f"\n{'=' * 80}\nOf {', '.join(whose)}:\n\n{text}")
    runtime = (HERE / "packaging/runtime-licences.txt").read_text("utf-8").strip()
    fonts = next((HERE / "fonts").rglob("OFL.txt")).read_text("utf-8").strip()
    lines.append(f"\n{'=' * 80}\n{runtime}")
    return "\n".join([*lines, f"\n{'=' * 80}\nOf the fonts Source Sans 3:\n\n{fonts}\n"])

if __name__ == "__main__":
    path, new = HERE / "NOTICE", notice()
    if "--check" not in sys.argv: path.write_text(new, "utf-8")
    elif not path.exists() or path.read_text("utf-8") != new: sys.exit("NOTICE is not what Cargo.lock gives: run .ci/notice.py")
