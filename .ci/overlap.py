#!/usr/bin/env python3
"""Asks of every page of PDFs whether one line of text lies over another.

    overlap.py report.pdf …      needs pdfminer.six

A run of letters on one base line is taken from its base line to the height of a capital. Two runs that share more than
a hair's breadth of it are named. Kerning lets letters of one line stand a little into each other; that is no fault.
Exit 0 only where nothing overlaps and text was found at all.
"""
import sys

from pdfminer.converter import PDFPageAggregator
from pdfminer.layout import LTChar, LTContainer
from pdfminer.pdfinterp import PDFPageInterpreter, PDFResourceManager
from pdfminer.pdfpage import PDFPage

CAPITAL = 0.66  # of the size of the letters


def letters(item):
    if isinstance(item, LTChar):
        if item.get_text().strip():
            yield item
    elif isinstance(item, LTContainer):
        for inner in item:
            yield from letters(inner)


def runs(page):
    """Letters that follow one another on one base line, as [left, base, right, top, size, text]."""
    found = []
    for letter in letters(page):
        base, size = letter.matrix[5], letter.size
        last = found[-1] if found else None
        if last and abs(last[1] - base) < 0.01 and -0.3 * size < letter.x0 - last[2] < 0.5 * size:
            last[2], last[5] = letter.x1, last[5] + letter.get_text()
        else:
            found.append([letter.x0, base, letter.x1, base + CAPITAL * size, size, letter.get_text()])
    return found


faults, count = [], 0
for name in sys.argv[1:]:
    resources = PDFResourceManager()
    device = PDFPageAggregator(resources, laparams=None)
    interpreter = PDFPageInterpreter(resources, device)
    with open(name, "rb") as file:
        for number, page in enumerate(PDFPage.get_pages(file), 1):
            interpreter.process_page(page)
            lines = sorted(runs(device.get_result()))
            count += len(lines)
            for at, a in enumerate(lines):
                for b in lines[at + 1:]:
                    if b[0] >= a[2]:
                        break
                    across = min(a[2], b[2]) - b[0]
                    up = min(a[3], b[3]) - max(a[1], b[1])
                    one_line = abs(a[1] - b[1]) < 0.01 and across < 0.3 * a[4]
                    if across > 0.5 and up > 0.3 and not one_line:
                        faults.append(f"{name}, page {number}: “{a[5]}” and “{b[5]}” overlap by {across:.1f} × {up:.1f} pt")
print(f"{count} runs of text, {len(faults)} over another")
print("\n".join(faults[:40]))
sys.exit(1 if faults or not count else 0)
