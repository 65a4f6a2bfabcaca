"""Whether HTML editions can be used by all: axe-core's rules of WCAG 2.2 AA in a real browser, on a desk and on a telephone.

Usage: axe.py axe.min.js FILE.html…

Each file is opened in headless Chromium, in a frame 1280 and one 320 pixels wide. It must break no rule, need no sideways
scrolling of the page itself (tables and charts scroll in boxes of their own, which the keyboard reaches), fetch nothing, and
print to a PDF that has its title. A copy with known faults must be found faulty. Exit code 1 if anything fails."""

import html
import json
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]

# Runs within the paper's own page, once it is laid out.
LOOK = """
window.addEventListener("load", async () => {
  const found = {violations: [], checked: 0};
  try {
    const result = await axe.run(document, {runOnly: {type: "tag", values: %s}});
    found.checked = result.passes.length;
    found.violations = result.violations.map(v => `${v.id}: ${v.help}: ${v.nodes.length} times, first ${v.nodes[0].html.slice(0, 160)} ${(v.nodes[0].failureSummary || "").slice(0, 200)}`);
    // What a box has scrolled out of sight cannot be judged, nor what stands on a drawing; all else is to be.
    const doubtful = result.incomplete.filter(v => v.id === "color-contrast").flatMap(v => v.nodes).filter(n => {
      const drawn = document.querySelector(n.target[0]).closest("svg");
      return !drawn && !n.any.some(check => ["shortTextContent", "nonBmp", "elmPartiallyObscured", "elmPartiallyObscuring", "outsideViewport"].includes(check.data && check.data.messageKey));
    });
    if (innerWidth > 1000 && doubtful.length) found.violations.push(`contrast not judged: ${doubtful.length} times, first ${doubtful[0].html.slice(0, 160)} ${JSON.stringify(doubtful[0].any.map(check => [check.message, check.data]))}`);
    const page = document.documentElement;
    if (page.scrollWidth > page.clientWidth) {
      const wide = [...document.querySelectorAll("main *, header *")].find(e => !e.closest(".wide") && e.getBoundingClientRect().right > page.clientWidth + 1);
      found.violations.push(`the page is ${page.scrollWidth} pixels wide, ${page.clientWidth} are there: ${wide ? wide.outerHTML.slice(0, 160) : "?"}`);
    }
    for (const box of document.querySelectorAll("main *")) {
      const scrolls = box.scrollWidth > box.clientWidth + 1 && /auto|scroll/.test(getComputedStyle(box).overflowX);
      if (scrolls && box.tabIndex < 0) found.violations.push(`the keyboard cannot scroll ${box.outerHTML.slice(0, 160)}`);
    }
    const fetched = performance.getEntriesByType("resource").map(entry => entry.name);
    if (fetched.length) found.violations.push(`it fetches ${fetched.join(", ")}`);
  } catch (why) { found.violations.push(String(why)); }
  parent.postMessage(JSON.stringify(found), "*");
});
"""

# The frame around it, whose text is what is found.
FRAME = """<!DOCTYPE html><meta charset="utf-8"><title>frame</title><pre id="found"></pre>
<iframe src="paper.html" style="width:%dpx;height:900px;border:0"></iframe>
<script>addEventListener("message", event => { document.getElementById("found").textContent = event.data; });</script>"""


def chromium(*arguments):
    browser = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    command = [browser, "--headless=new", "--no-sandbox", "--disable-gpu", "--allow-file-access-from-files", *arguments]
    return subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, timeout=300, text=True)


def look(page, axe, width, folder):
    """What is wrong with a page at a width, and how many rules were looked at."""
    script = axe + LOOK % json.dumps(RULES)
    (folder / "paper.html").write_text(page.replace("</body>", f"<script>{script}</script></body>"), encoding="utf-8")
    (folder / "frame.html").write_text(FRAME % width, encoding="utf-8")
    shown = chromium("--virtual-time-budget=120000", "--dump-dom", "--window-size=1400,1000", f"file://{folder}/frame.html").stdout
    found = re.search(r'<pre id="found">(.*?)</pre>', shown, re.S)
    if not found or not found.group(1):
        return ["the browser gave no answer"], 0
    found = json.loads(html.unescape(found.group(1)))
    return found["violations"], found["checked"]


def printed(path, title, folder):
    """What is wrong with the page as it is printed."""
    out = folder / "printed.pdf"
    out.unlink(missing_ok=True)
    chromium(f"--print-to-pdf={out}", "--no-pdf-header-footer", f"file://{path.resolve()}")
    if not out.exists() or out.stat().st_size < 2000:
        return ["it cannot be printed"]
    if not shutil.which("pdftotext"):
        return []
    text = subprocess.run(["pdftotext", str(out), "-"], stdout=subprocess.PIPE, text=True).stdout
    return [] if title in " ".join(text.split()) else [f"the print lacks its title, {title}"]


def main():
    axe = Path(sys.argv[1]).read_text(encoding="utf-8")
    files = [Path(name) for name in sys.argv[2:]]
    failed = not files
    with tempfile.TemporaryDirectory() as folder:
        folder = Path(folder)
        for path in files:
            page = path.read_text(encoding="utf-8")
            faults, checked = [], []
            for width in (1280, 320):
                wrong, rules = look(page, axe, width, folder)
                faults += [f"{width} pixels wide: {fault}" for fault in wrong]
                checked.append(rules)
            heading = re.search(r"<h1[^>]*>(.*?)</h1>", page, re.S)
            title = html.unescape(re.sub(r"<[^>]*>", "", heading.group(1))).strip() if heading else ""
            faults += printed(path, " ".join(title.split()), folder)
            failed |= bool(faults) or min(checked) < 10
            print(f"{path.name}: {'OK' if not faults else 'faults'} ({checked[0]} and {checked[1]} rules pass)")
            for fault in faults:
                print(f"  {fault}")
        # A control: with its faults put in, a page is found faulty.
        page = files[0].read_text(encoding="utf-8")
        spoilt = re.sub(r"<html[^>]*>", "<html>", page)
        spoilt = re.sub(r' role="img" aria-label="[^"]*"', ' role="img"', spoilt)
        spoilt = spoilt.replace("</main>", '<p style="width:2000px;color:#bbb">pale and wide</p></main>')
        wrong = " ".join(look(spoilt, axe, 320, folder)[0])
        expected = ["html-has-lang", "color-contrast", "pixels wide"] + (["svg-img-alt"] if 'role="img"' in page else [])
        missed = [fault for fault in expected if fault not in wrong]
        if missed:
            print(f"the control is not found faulty: {', '.join(missed)}")
            failed = True
    if not failed:
        print(f"{len(files)} HTML editions pass axe-core's rules of WCAG 2.2 AA, fit a telephone, and print")
    return failed


sys.exit(main())
