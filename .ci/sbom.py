#!/usr/bin/env python3
"""Writes what the program is made of as CycloneDX 1.6: every crate that is linked, fonts, and what the compiler brings.

usage: sbom.py PROGRAM TARGET [--built FOLDER]    prints it
       sbom.py --check FILE                       says what is wrong with one (exit 1)

PROGRAM is the built program, TARGET what it was built for, such as x86_64-unknown-linux-musl. With --built, the libraries that
the compiler left in FOLDER (…/release/deps) must be those that are listed. The time is that of SOURCE_DATE_EPOCH. --check
holds the file against the standard's schema where the package cyclonedx-python-lib[json-validation] is there.
"""
import datetime, hashlib, json, os, re, subprocess, sys, tomllib, uuid
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
from linked import linked, licence
from notice import HERE

def sha256(path): return [{"alg": "SHA-256", "content": hashlib.sha256(path.read_bytes()).hexdigest()}]

def of_crate(key, crate, sums):
    name, version = key
    elsewhere = [{"type": kind, "url": crate[field]} for kind, field in (("website", "homepage"), ("vcs", "repository")) if crate[field]]
    made = {"type": "library", "bom-ref": f"pkg:cargo/{name}@{version}", "name": name, "version": version,
            "purl": f"pkg:cargo/{name}@{version}", "licenses": [{"expression": licence(crate)}],
            "hashes": [{"alg": "SHA-256", "content": sums[key]}]}
    if crate["description"]: made["description"] = " ".join(crate["description"].split())
    if elsewhere: made["externalReferences"] = elsewhere
    return made

def brought(target):
    """What the compiler puts into the program, as far as it is no crate of ours."""
    rust = re.search(r"release: (\S+)", subprocess.run(["rustc", "-vV"], cwd=HERE, capture_output=True, text=True, check=True).stdout)[1]
    std = {"type": "library", "bom-ref": "rust-std", "name": "Rust standard library", "version": rust,
           "licenses": [{"expression": "MIT OR Apache-2.0"}]}
    # Its version is that which this version of Rust brings, and is written nowhere.
    musl = {"type": "library", "bom-ref": "musl", "name": "musl", "description": f"as Rust {rust} brings it", "licenses": [{"license": {"id": "MIT"}}]}
    return [std, musl] if target.endswith("musl") else [std]

def fonts():
    for path in sorted((HERE / "fonts").rglob("*.ttf")):
        yield {"type": "file", "bom-ref": f"font/{path.name}", "name": f"fonts/{path.relative_to(HERE / 'fonts').as_posix()}",
               "description": "Source Sans 3, in the program and in its papers", "licenses": [{"license": {"id": "OFL-1.1"}}], "hashes": sha256(path)}

def refuse_other_libraries(crates, folder):
    """What was linked and what is listed are the same."""
    built = {re.fullmatch(r"lib(.+)-[0-9a-f]{16}\.rlib", path.name)[1] for path in folder.glob("*.rlib")}
    kinds = {"lib", "rlib"}
    listed = {target["name"].replace("-", "_") for crate in crates.values() for target in crate["targets"] if kinds & set(target["kind"])}
    # Our own library may not be left there.
    built, listed = built - {"boardpack"}, listed - {"boardpack"}
    if not built: sys.exit(f"{folder} has no libraries")
    if built != listed:
        sys.exit(f"built and not listed: {sorted(built - listed)}; listed and not built: {sorted(listed - built)}. Is {folder} "
                 "that of this build alone?")

def main(program, target, built):
    crates, needs = linked(target)
    if built: refuse_other_libraries(crates, built)
    sums = {(p["name"], p["version"]): p.get("checksum") for p in tomllib.loads((HERE / "Cargo.lock").read_text("utf-8"))["package"]}
    (own, ours), *others = crates.items()
    ref = {key: f"pkg:cargo/{key[0]}@{key[1]}" for key in crates} | {own: "boardpack"}
    brings, files = brought(target), list(fonts())
    about = {"type": "application", "bom-ref": "boardpack", "name": own[0], "version": own[1], "description": ours["description"],
             "licenses": [{"expression": licence(ours)}], "hashes": sha256(program),
             "properties": [{"name": "boardpack:target", "value": target}]}
    components = [of_crate(key, crate, sums) for key, crate in sorted(others)] + brings + files
    depends = [{"ref": ref[key], "dependsOn": sorted(ref[need] for need in needs[key])} for key in sorted(crates)]
    of_ours = next(one for one in depends if one["ref"] == "boardpack")
    of_ours["dependsOn"] = sorted(of_ours["dependsOn"] + [one["bom-ref"] for one in brings + files])
    when = datetime.datetime.fromtimestamp(int(os.environ["SOURCE_DATE_EPOCH"]), datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
    bom = {"$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json", "bomFormat": "CycloneDX", "specVersion": "1.6", "version": 1,
           "metadata": {"timestamp": when, "component": about}, "components": components, "dependencies": depends}
    # The same contents have the same number.
    bom["serialNumber"] = f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, json.dumps(bom, sort_keys=True))}"
    json.dump(bom, sys.stdout, indent=1, ensure_ascii=False)
    print()

def check(path):
    text = path.read_text("utf-8")
    bom = json.loads(text)
    parts = [bom["metadata"]["component"], *bom["components"]]
    refs = [part["bom-ref"] for part in parts]
    if len(refs) != len(set(refs)): sys.exit(f"{path}: a bom-ref is there twice")
    known = set(refs)
    for one in bom["dependencies"]:
        if lost := {one["ref"], *one["dependsOn"]} - known: sys.exit(f"{path}: {sorted(lost)} is needed and not there")
    for part in parts:
        if not part.get("licenses"): sys.exit(f"{path}: {part['name']} has no licence")
        if not part.get("hashes") and part["bom-ref"] not in ("rust-std", "musl"): sys.exit(f"{path}: {part['name']} has no hash")
    reached, new = set(), {"boardpack"}
    needs = {one["ref"]: one["dependsOn"] for one in bom["dependencies"]}
    while new:
        reached |= new
        new = {need for ref in new for need in needs.get(ref, [])} - reached
    if known != reached: sys.exit(f"{path}: nothing needs {sorted(known - reached)}")
    try:
        from cyclonedx.schema import SchemaVersion
        from cyclonedx.validation.json import JsonStrictValidator
    except ImportError:
        held = "skipped: the schema's validator is not here"
    else:
        if wrong := JsonStrictValidator(SchemaVersion.V1_6).validate_str(text): sys.exit(f"{path}: {wrong}")
        held = "it is as the schema of CycloneDX 1.6 wants it"
    crates = sum(ref.startswith("pkg:cargo/") for ref in known)
    print(f"{crates} crates, {sum(ref.startswith('font/') for ref in known)} fonts; {held}")

arguments = sys.argv[1:]
if len(arguments) == 2 and arguments[0] == "--check":
    check(Path(arguments[1]))
    sys.exit()
built = Path(arguments.pop()) if len(arguments) == 4 and arguments.pop(2) == "--built" else None
if len(arguments) != 2: sys.exit(__doc__)
main(Path(arguments[0]), arguments[1], built)
