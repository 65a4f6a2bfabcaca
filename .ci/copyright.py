#!/usr/bin/env python3
"""Writes the Debian package's `copyright` (DEP-5): ours, the fonts', and each crate's that is linked.

usage: copyright.py TARGET    what the program was built for, such as x86_64-unknown-linux-musl

A crate is named by the folder that `cargo vendor` would give it. All words that its authors want to be kept are in NOTICE, which the
package has beside it; here is each licence once.
"""
import re, sys, textwrap
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
from linked import linked, licence
from notice import HERE, NAMED, words

# As Debian calls them. What its systems have under /usr/share/common-licenses need not be printed again.
CALLED = {"MIT": "Expat"}
COMMON = {"Apache-2.0": "Apache License 2.0", "CC0-1.0": "CC0 1.0 Universal"}
LLVM = "Apache-2.0 with LLVM exception"

def called(expression):
    """An SPDX expression in DEP-5's words: "(MIT OR Apache-2.0) AND Unicode-3.0" → "Expat or Apache-2.0, and Unicode-3.0"."""
    out = expression.replace(") AND ", ", and ").replace(" AND (", ", and ").strip("()")
    if "(" in out: sys.exit(f"{expression} cannot be said in DEP-5's words yet")
    out = out.replace(" OR ", " or ").replace(" AND ", " and ").replace(" WITH LLVM-exception", " with LLVM exception")
    return re.sub(r"\bMIT\b", CALLED["MIT"], out)

def holders(crate):
    """Who says in a crate's licence files that it is theirs; else its authors."""
    found = [" ".join(line.split()) for text in words(crate) for line in text.splitlines()
             if re.match(r"\W*copyright\W+(\(c\)|©|\d{4})", line, re.I) and not re.search(r"\[|\{|<year>|yyyy", line, re.I)]
    said = [re.sub(r"^\W*copyright[\s:]*(\(c\)|©)?\W*|[.,\s]*all rights reserved\.?$", "", line, flags=re.I) for line in found]
    said = list(dict.fromkeys(line for line in said if line)) or [re.sub(r" <[^>]*>", "", author) for author in crate["authors"]]
    return said or [f"the authors of {crate['name']}"]

def paragraph(name, text):
    lines = (" " + line.rstrip() if line.strip() else " ." for line in text.strip().splitlines())
    return f"License: {name}\n" + "\n".join(lines)

def without_holders(text):
    """A licence's words alone, without the lines that say whose work it is here."""
    kept = [line for line in text.splitlines() if not re.match(r"\W*(copyright\W+(\(c\)|©|\d{4}|<)|\(c\) \d{4}|all rights reserved)", line, re.I)]
    return textwrap.dedent("\n".join(kept)).strip()

def text_of(spdx, crates):
    """The words of a licence, of a crate that has no other: the shortest, for some files have more than one."""
    alone = [words(crate) for crate in crates.values() if crate["source"] and licence(crate) == spdx]
    if texts := [without_holders(own[0]) for own in alone if own]: return min(texts, key=len)
    named = "unicode" if spdx.startswith("Unicode") else NAMED[spdx]
    for crate in crates.values():
        if not crate["source"] or spdx not in licence(crate): continue
        for file in sorted(Path(crate["manifest_path"]).parent.iterdir()):
            if file.is_file() and re.search(r"licen[sc]e|copying", file.name, re.I) and re.search(named, file.name, re.I):
                return without_holders(file.read_text("utf-8", "replace"))
    sys.exit(f"no crate has the words of {spdx}")

def exception(crates):
    for crate in crates.values():
        for file in sorted(Path(crate["manifest_path"]).parent.glob("LICENSE*")):
            text = file.read_text("utf-8", "replace")
            if "LLVM Exceptions" in text: return text[text.index("---", text.index("LLVM Exceptions") - 10):]
    sys.exit("no crate has the words of LLVM's exception")

def main(target):
    crates, _ = linked(target)
    (_, ours), *others = crates.items()
    fonts = next((HERE / "fonts").rglob("OFL.txt")).read_text("utf-8").strip()
    mit = (HERE / "LICENSE-MIT").read_text("utf-8")
    line = re.search(r"^Copyright (?:\(c\) )?(.*)$", mit, re.M)[1]
    out = ["Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/\nUpstream-Name: boardpack\n"
           f"Comment: The program is linked with {len(others)} crates. Each is named here by the folder that\n"
           " \"cargo vendor\" gives it. All words that their authors want to be kept are in NOTICE.gz\n"
           " beside this file, and printed by \"boardpack licences\".",
           f"Files: *\nCopyright: {line}\nLicense: {called(licence(ours))}",
           f"Files: fonts/*\nCopyright: {re.sub(r'^Copyright *', '', fonts.splitlines()[0])}\nLicense: OFL-1.1"]
    if target.endswith("musl"):
        out.append("Files: musl/*\nCopyright: 2005-2020 Rich Felker, et al.\nLicense: Expat\nComment: The C library, linked into the program.")
    out.append("Files: rust-std/*\nCopyright: The Rust Project Contributors\nLicense: Expat or Apache-2.0\nComment: Rust's standard library.")
    names = set()
    for (name, version), crate in sorted(others):
        spdx = licence(crate)
        names |= set(re.split(r" (?:OR|AND) ", spdx.replace("(", "").replace(")", "")))
        out.append(f"Files: vendor/{name}-{version}/*\nCopyright: " + "\n ".join(holders(crate)) + f"\nLicense: {called(spdx)}")
    for spdx in sorted(names | {"MIT", "Apache-2.0"}):
        if spdx == "MIT": out.append(paragraph("Expat", without_holders(mit).removeprefix("MIT License").strip()))
        elif spdx in COMMON:
            out.append(paragraph(spdx, f"On Debian systems, the words of the {COMMON[spdx]} are in\n/usr/share/common-licenses/{spdx}."))
        elif spdx.endswith("LLVM-exception"):
            out.append(paragraph(LLVM, "The Apache License 2.0, whose words are in /usr/share/common-licenses/Apache-2.0 on\nDebian systems, with this exception:\n\n" + exception(crates)))
        else: out.append(paragraph(called(spdx), text_of(spdx, crates)))
    out.append(paragraph("OFL-1.1", without_holders(fonts)))
    print("\n\n".join(out))

if len(sys.argv) != 2: sys.exit(__doc__)
main(sys.argv[1])
