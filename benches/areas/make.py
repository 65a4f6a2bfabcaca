#!/usr/bin/env python3
"""Writes areas to measure with: folders as officers keep them, each other than the next, the same whenever it is run.

usage: make.py FOLDER [COUNT]      153 areas unless COUNT says otherwise, as many as there are in England

Each area has two months. What differs from one to the next: how many priority areas, actions, risks and measures it has,
whether its sheets are one workbook or several, its headings, how it writes dates, whether it keeps a log, and whether the
Board's approval of what is closed is on record. All names and figures are made up.
"""
import csv, io, random, sys, zipfile
from datetime import date, timedelta
from pathlib import Path
from xml.sax.saxutils import escape

FIRST = "Alder Beck Clay Dun Elm Fair Glen Hazel Iron Kings Lark Marsh North Oak Pen Quarry Raven Stone Thorn Under Vale West Yarrow".split()
LAST = "brook combe dale field ford gate ham ley mere mouth port stead ton wick worth".split()
LEADS = ["Head of SEND", "Designated Clinical Officer", "Head of Commissioning", "Principal Educational Psychologist",
         "Virtual School Head", "Head of Inclusion", "Designated Social Care Officer", "Head of Performance", "Parent Carer Forum Chair"]
AREAS = ["Education, health and care plans", "Therapies and waiting times", "Preparing for adulthood", "Inclusion in schools",
         "Joint commissioning", "Families' voice"]
DO = ["Agree", "Write", "Publish", "Review", "Train schools in", "Audit", "Commission", "Map", "Consult families on", "Recruit to"]
WHAT = ["the quality assurance framework", "the pathway for speech and language", "the local offer", "annual reviews",
        "the dynamic support register", "transition plans from Year 9", "the sufficiency strategy", "alternative provision",
        "the joint data set", "the neurodevelopmental pathway", "the outreach service", "short breaks"]
UPDATES = ["Drafted and shared with partners; comments are due back next month.", "Delayed: the post was vacant until May. A recovery plan is agreed.",
           "Done and in use by all teams.", "Begun; the first workshop was held.", "Signed off by the partnership's executive group.",
           "Waits for the budget decision of the Integrated Care Board.", "Half of schools have taken part; the rest follow in autumn."]
RISKS = ["Therapist posts stay vacant", "Demand grows faster than capacity", "Data of partners do not agree", "The budget is overspent",
         "Families lose trust in the process", "Placements are not to be had locally", "A provider hands back its contract"]
MEASURES = ["Plans issued within 20 weeks", "Annual reviews on time", "Advice within six weeks", "Initial health assessments on time",
            "Young people in education or training at 17", "Families satisfied with their plan", "Schools trained", "Plans audited as good"]
COUNTED = ["Waiting over 18 weeks for therapy", "Permanent exclusions", "Tribunal appeals lodged", "Complaints", "Children missing education"]
MONTHS = [date(2025, 6, 30), date(2025, 7, 31)]

def month_before(day, back):
    number = day.year * 12 + day.month - 1 - back
    return date(number // 12, number % 12 + 1, 1)

class Area:
    def __init__(self, number):
        self.dice = dice = random.Random(f"area {number}")
        name = FIRST[number % len(FIRST)] + LAST[number * 7 % len(LAST)]
        self.name = name if number < len(FIRST) * len(LAST) else f"{name} {number}"
        self.one_workbook, self.as_csv = number % 3 != 0, number % 11 == 5
        self.date = ["%-d %B %Y", "%d/%m/%Y", "%Y-%m-%d", "%b %Y"][number % 4]
        self.heads = ["Ref/ Aim|Action|Due date|Lead|Action BRAG|Impact BRAG|Progress update|Date completed|Board approval",
                      "Ref|Action|Completion date|Responsible lead|Action RAG|Impact RAG|Update|Completed on|Board approval"][number % 2].split("|")
        self.approved = number % 9 != 0
        self.log, self.size = number % 4 != 1, dice.choice([0.6, 1, 1, 1, 1.6])
        self.actions = [[self.action(dice, area, n) for n in range(round(dice.randint(6, 14) * self.size))] for area in range(dice.randint(3, 6))]
        self.risks = [self.risk(dice, n) for n in range(round(dice.randint(6, 14) * self.size))]
        self.measures = [self.measure(dice, n) for n in range(round(dice.randint(6, 12) * self.size))]

    def action(self, dice, area, n):
        return {"area": area, "ref": f"{area + 1}.{n // 4 + 1}.{n % 4 + 1}", "text": f"{dice.choice(DO)} {dice.choice(WHAT)}",
                "due": date(2025, 3, 1) + timedelta(days=dice.randint(0, 420)), "lead": dice.choice(LEADS), "stage": dice.randint(0, 3), "update": dice.choice(UPDATES)}

    def risk(self, dice, n):
        likelihood, impact = dice.randint(1, 5), dice.randint(2, 5)
        return [f"R{n + 1:02}", f"{RISKS[n % len(RISKS)]}{'' if n < len(RISKS) else f' ({n // len(RISKS) + 1})'}", dice.choice(LEADS), likelihood, impact]

    def measure(self, dice, n):
        percent = n % 3 != 2
        level, drift = (dice.randint(35, 80), dice.uniform(-0.5, 1.6)) if percent else (dice.randint(20, 300), dice.uniform(-5, 2))
        names = MEASURES if percent else COUNTED
        name = names[n % len(names)] + (f", group {n // len(names) + 1}" if n >= len(names) else "")
        values = [max(0, min(100, level + drift * m + dice.gauss(0, 3))) if percent else max(0, level + drift * m + dice.gauss(0, 8)) for m in range(18)]
        shown = [f"{value:.1f}%" if percent else str(round(value)) for value in values]
        return [f"K{n + 1:02}", name, "High" if percent else "Low", f"{dice.randint(70, 95)}%" if percent else "", shown]

    def sheets(self, at, day):
        """The tables of a month: name and rows."""
        dice = random.Random(f"{self.name} {at}")
        out = []
        for area, actions in enumerate(self.actions):
            rows = [self.heads]
            for action in actions:
                stage = action["stage"] + at
                late = action["due"] < day and stage < 4
                status = "Blue" if stage >= 4 else "Grey" if stage == 0 else ("Red" if dice.random() < 0.4 else "Amber") if late else "Green"
                impact = "Blue" if status == "Blue" and dice.random() < 0.7 else "Green" if stage > 2 else "Grey"
                closed = "2025-05-21" if status == "Blue" and (self.approved or dice.random() < 0.7) else ""
                rows.append([action["ref"], action["text"], action["due"].strftime(self.date), action["lead"], status, impact,
                             f"{action['update']} Position at {day:%-d %B}." if dice.random() < 0.6 else action["update"],
                             "2025-05-14" if status == "Blue" else "", closed])
            out.append((f"PA{area + 1} {AREAS[area]}"[:31].replace("'", ""), rows))
        rows = [["Risk ID", "Risk description", "Risk owner", "Current likelihood", "Current impact", "Current score", "Target score", "Mitigation"]]
        for ref, text, owner, likelihood, impact in self.risks:
            likelihood = max(1, min(5, likelihood + (dice.choice([-1, 0, 0, 1]) if at else 0)))
            rows.append([ref, text, owner, likelihood, impact, likelihood * impact, max(1, likelihood - 1) * impact, "Reviewed each month by the executive group."])
        out.append(("Risks", rows))
        first = month_before(MONTHS[-1], 17)
        months = [month_before(MONTHS[-1], back) for back in range(17, len(MONTHS) - 2 - at, -1)]
        months = [month for month in months if first <= month <= day]
        rows = [["KPI", "Measure", "Good is", "Target"] + [f"{month:%b %Y}" for month in months]]
        out.append(("Dashboard", rows + [[ref, name, good, target] + values[:len(months)] for ref, name, good, target, values in self.measures]))
        if self.log:
            rows = [["Ref", "Date of meeting", "Action agreed", "Owner", "Due date", "Status"]]
            for n in range(6 + 3 * at):
                held = day - timedelta(days=45 + 14 * (n % 3))
                rows.append([f"{n + 1}", f"{held:%Y-%m-%d}", f"{dice.choice(DO)} {dice.choice(WHAT)}", dice.choice(LEADS), f"{held + timedelta(days=30):%Y-%m-%d}", "Closed" if n < 4 else "Open"])
            out.append(("Log", rows))
        return out

    def write(self, root):
        folder = root / self.name.lower()
        for at, day in enumerate(MONTHS):
            month = folder / f"{day:%Y-%m}"
            month.mkdir(parents=True, exist_ok=True)
            sheets = self.sheets(at, day)
            if self.as_csv:
                for name, rows in sheets:
                    text = io.StringIO()
                    csv.writer(text).writerows(rows)
                    (month / f"{name}.csv").write_text(text.getvalue(), "utf-8", newline="")
            elif self.one_workbook:
                workbook(month / "Improvement programme.xlsx", sheets)
            else:
                areas = [sheet for sheet in sheets if sheet[0].startswith("PA")]
                workbook(month / "Action tracker.xlsx", areas)
                for name, rows in sheets[len(areas):]: workbook(month / f"{name}.xlsx", [(name, rows)])
        (folder / "boardpack.toml").write_text(
            f'scheme = "send"\n\n[partnership]\nname = "{self.name} Local Area Partnership"\nprogramme = "SEND improvement programme"\n\n'
            '[board]\nname = "SEND Improvement Board"\nchair = "Independent Chair"\nmeetings = ["2025-07-16", "2025-08-20"]\n', "utf-8")

def workbook(path, sheets):
    head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    ns, rel = "http://schemas.openxmlformats.org/spreadsheetml/2006/main", "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006"
    parts = {"[Content_Types].xml": f'{head}<Types xmlns="{package}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>'
             + "".join(f'<Override PartName="/xl/worksheets/sheet{n + 1}.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/>' for n in range(len(sheets))) + "</Types>",
             "_rels/.rels": f'{head}<Relationships xmlns="{package}/relationships"><Relationship Id="r1" Type="{rel}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
             "xl/workbook.xml": f'{head}<workbook xmlns="{ns}" xmlns:r="{rel}"><sheets>' + "".join(f'<sheet name="{escape(name)}" sheetId="{n + 1}" r:id="r{n + 1}"/>' for n, (name, _) in enumerate(sheets)) + "</sheets></workbook>",
             "xl/_rels/workbook.xml.rels": f'{head}<Relationships xmlns="{package}/relationships">' + "".join(f'<Relationship Id="r{n + 1}" Type="{rel}/worksheet" Target="worksheets/sheet{n + 1}.xml"/>' for n in range(len(sheets))) + "</Relationships>"}
    for n, (_, rows) in enumerate(sheets):
        cells = "".join(f'<row r="{y + 1}">' + "".join(cell(x, y, value) for x, value in enumerate(row) if value != "") + "</row>" for y, row in enumerate(rows))
        parts[f"xl/worksheets/sheet{n + 1}.xml"] = f'{head}<worksheet xmlns="{ns}"><sheetData>{cells}</sheetData></worksheet>'
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as out:
        for name, text in parts.items():
            # The same bytes on every day.
            about = zipfile.ZipInfo(name, (2025, 8, 1, 9, 0, 0))
            about.compress_type = zipfile.ZIP_DEFLATED
            out.writestr(about, text)

def cell(x, y, value):
    at = (chr(64 + x // 26) if x >= 26 else "") + chr(65 + x % 26) + str(y + 1)
    if isinstance(value, int): return f'<c r="{at}"><v>{value}</v></c>'
    return f'<c r="{at}" t="inlineStr"><is><t>{escape(value)}</t></is></c>'

if __name__ == "__main__":
    if len(sys.argv) not in (2, 3) or sys.argv[1].startswith("-"): sys.exit(__doc__)
    root, count = Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) == 3 else 153
    for number in range(count): Area(number).write(root)
    print(f"{count} areas in {root}")
