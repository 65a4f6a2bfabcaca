#!/usr/bin/env python3
"""Renders the status charts of PDFs in grey and asks whether the statuses can still be told apart by shape.

    grey.py report.pdf gallery.pdf …      needs pdftoppm, pdfminer.six and pillow

Each small shape that stands on the fill of a status is cut out of the grey picture. Shape against fill must have a
contrast of 3:1 at least, the shapes of one status must be alike wherever they stand, and those of two statuses must
differ. Exit 0 only then, and only if every status was met.
"""
import subprocess
import sys
import tempfile
from itertools import combinations
from pathlib import Path

from pdfminer.high_level import extract_pages
from pdfminer.layout import LTContainer, LTCurve, LTLine
from PIL import Image

FILLS = {"Blue": "12436d", "Green": "28a197", "Amber": "ffbf00", "Red": "b10e1e", "Grey": "dee0e2"}
DPI, SIDE = 288, 24


def walk(item):
    yield item
    if isinstance(item, LTContainer):
        for inner in item:
            yield from walk(inner)


def colour(item):
    value = item.non_stroking_color
    parts = value if isinstance(value, (tuple, list)) else (value,) * 3
    return tuple(round(255 * part) for part in parts) if len(parts) == 3 else None


def status_of(item):
    for word, fill in FILLS.items():
        if item.fill and colour(item) == tuple(bytes.fromhex(fill)):
            return word
    return None


def within(inner, outer):
    return (outer.x0 - 0.1 <= inner.x0 and inner.x1 <= outer.x1 + 0.1
            and outer.y0 - 0.1 <= inner.y0 and inner.y1 <= outer.y1 + 0.1)


def light(grey):
    """The relative luminance of a grey of 0 to 255, after WCAG 2.2."""
    part = grey / 255
    return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4


def contrast(a, b):
    bright, dark = sorted((light(a), light(b)), reverse=True)
    return (bright + 0.05) / (dark + 0.05)


def cut_out(picture, shape, height):
    """The shape in a square box, as a set of its pixels, and its contrast with the ground."""
    scale = DPI / 72
    # With some of the ground around it: a square would fill its box.
    side = 1.3 * max(shape.width, shape.height)
    middle = ((shape.x0 + shape.x1) / 2, height - (shape.y0 + shape.y1) / 2)
    box = [round(scale * (at + move)) for move in (-side / 2, side / 2) for at in middle]
    cut = picture.crop(box).resize((SIDE, SIDE))
    greys = sorted(cut.tobytes())
    low, high = greys[len(greys) // 20], greys[-len(greys) // 20 - 1]
    ground_is_dark = colour(shape) == (255, 255, 255)
    half = (low + high) / 2
    ink = {at for at in range(SIDE * SIDE) if (cut.getpixel((at % SIDE, at // SIDE)) > half) == ground_is_dark}
    return ink, contrast(low, high)


def likeness(a, b):
    return len(a & b) / max(len(a | b), 1)


found, weakest = {}, {}
for name in sys.argv[1:]:
    for number, page in enumerate(extract_pages(name), 1):
        drawn = [item for item in walk(page) if isinstance(item, LTCurve) and not isinstance(item, LTLine) and item.fill]
        grounds = [(item, status_of(item)) for item in drawn if status_of(item)]
        small = [item for item in drawn if 1 < max(item.width, item.height) <= 16 and not status_of(item)]
        pairs = []
        for shape in small:
            holding = [(ground.width * ground.height, word) for ground, word in grounds
                       if within(shape, ground) and ground.width > shape.width * 1.2]
            if holding:
                pairs.append((shape, min(holding)[1]))
        if not pairs:
            continue
        with tempfile.TemporaryDirectory() as folder:
            subprocess.run(["pdftoppm", "-gray", "-r", str(DPI), "-f", str(number), "-l", str(number), name, f"{folder}/p"], check=True)
            picture = Image.open(next(Path(folder).iterdir())).convert("L")
            for shape, word in pairs:
                ink, against = cut_out(picture, shape, page.height)
                found.setdefault(word, []).append(ink)
                weakest[word] = min(weakest.get(word, 99), against)

wrong = [f"{word} was not met" for word in FILLS if word not in found]
for word, contrast_found in weakest.items():
    if contrast_found < 3:
        wrong.append(f"{word}: shape against fill is {contrast_found:.1f}:1 in grey")
typical = {}
for word, inks in found.items():
    # The pixels that most of a status's shapes have.
    typical[word] = {at for at in range(SIDE * SIDE) if 2 * sum(at in ink for ink in inks) > len(inks)}
    odd = [ink for ink in inks if likeness(ink, typical[word]) < 0.6]
    # The fill of Red is also that of a very high risk, on which the marks of movement stand.
    if len(odd) > max(1, len(inks) // 10):
        wrong.append(f"{word}: {len(odd)} of {len(inks)} shapes are unlike the others")
for (a, first), (b, second) in combinations(sorted(typical.items()), 2):
    if likeness(first, second) > 0.87:
        wrong.append(f"{a} and {b} have nearly one shape in grey: {likeness(first, second):.2f} alike")
print("shapes in grey: " + ", ".join(f"{word} {len(inks)} ({weakest[word]:.1f}:1)" for word, inks in sorted(found.items())))
print("\n".join(wrong))
sys.exit(1 if wrong else 0)
