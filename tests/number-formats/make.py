#!/usr/bin/env python3
"""Makes libreoffice.tsv: how LibreOffice shows numbers in number formats, a line for each: code, number, what is shown.

    python3 make.py          needs openpyxl, and LibreOffice Calc (soffice) on the path

Each pair is written into a workbook, and LibreOffice saves the workbook as text "as shown". Run it again only to add
pairs; the differences that are meant are listed in exceptions.tsv, each with its reason.
"""
import csv
import os
import subprocess
import tempfile

import openpyxl

DAY = 45869          # 31 July 2025
MOMENT = 45854.4375  # 16 July 2025, 10:30
NUMBERS = [0, 1, -1, 0.5, 12.5, -12.5, 1234.567, 0.005]
PLAIN = ["General", "0", "0.0", "0.00", "0.000", "#", "#.#", "#.##", "0.##", "0.0#", "#,##0", "#,##0.00", "0%", "0.0%",
         "0.00%", "#%", "000", "00.00", "0.00E+00", "##0.0E+0", "0E+0", "# ?/?", "# ??/??", "?/?"]
PAIRS = [(code, number) for code in PLAIN for number in NUMBERS]
PAIRS += [
    # Halves, and what binary numbers make of decimal ones.
    ("0", 2.5), ("0", 3.5), ("0", 0.5), ("0", 1.4999999999), ("0.00", 1.005), ("0.00", 2.675), ("0.0", 0.25),
    ("0.0", 0.35), ("0%", 0.125), ("0%", 0.135), ("0%", 0.285), ("0.0%", 0.8125), ("0.0%", 0.0005), ("0%", 0.995),
    ("0.00", 9.995), ("0", 99.5), ("0.0", -0.25), ("0%", -0.125), ("0.00", 1e-7), ("0", 1e15), ("0.00", 123456789.125),
    # General.
    ("General", 0.1), ("General", 0.30000000000000004), ("General", 1 / 3), ("General", 2 / 3),
    ("General", 12345.678901234), ("General", 123456789.123), ("General", 0.00012345678), ("General", 0.0001),
    ("General", -1 / 3), ("General", 1234567890), ("General", 100), ("General", 1.10),
    ("General\" days\"", 3), ("\"R\"General", 7), ("GENERAL", 2.5), ("general", 2.5),
    # Words, signs and gaps around digits.
    ("\"R\"000", 7), ("\"R\"000", 1234), ("\"Due \"0", 5), ("0\" days\"", 5), ("0.00\" days\"", 2.5), ("0\\ \"weeks\"", 18),
    ("0.0\"%\"", 0.8), ("0.0\\%", 85.5), ("0 %", 0.8), ("(0)", 5), ("+0", 5), ("-0", 5), ("0\\.0", 12), ("00\\-00", 1234),
    ("000\\-00\\-0000", 123456789), ("(000) 000\\-0000", 2071234567), ("00000", 123), ("0\"x\"0\"y\"0", 123),
    ("\"£\"#,##0.00", 1234.5), ("\"£\"#,##0.00", -1234.5), ("[$£-809]#,##0", 1200), ("[$£-809]#,##0.00", 1200.5),
    ("[$€-2] #,##0", 1200), ("$#,##0", 1200), ("#,##0\\ [$€-407]", 1200), ("_-* #,##0_-", 1234), ("#,##0_)", 1234),
    ("_-£* #,##0.00_-", 1234), ("0_-\"days\"", 3), ("0*-", 5), ("0_x", 5), ("?0.0?", 1.5), ("0.???", 1.5), ("??0", 5),
    # Thousands.
    ("#,##0", 1234567), ("#,##0", 999999.5), ("0,000", 12), ("#,###", 1234), ("0,", 12500), ("#,##0,", 1234567),
    ("0.0,", 12345), ("0.00,,", 1234567), ("#,##0.0,\"k\"", 12345), ("0.0,,\"m\"", 1250000), ("#,##0.000", 0.5),
    # Sections.
    ("0;-0", -5), ("0;(0)", -5), ("0;(0)", 5), ("0;(0)", 0), ("0.0;(0.0);\"-\"", 0), ("0.0;(0.0);\"-\"", -2.5),
    ("0%;-0%;\"-\"", 0), ("0%;-0%;\"-\"", 0.5), ("0%;-0%;\"-\"", -0.5), ("#,##0_);(#,##0)", -1234),
    ("#,##0_);[Red](#,##0)", -1234), ("0;;", -3), ("0;0", -3), ("0;[Red]0", -3), ("[Red]0;[Blue]0", -3),
    ("[red]0.0", 1.5), ("[COLOR10]0.0", 1.5), ("[Color 3]0", 1), ("0;-0;0;@", 3), ("\"up\";\"down\";\"same\"", 4),
    ("\"up\";\"down\";\"same\"", -4), ("\"up\";\"down\";\"same\"", 0), ("0.00;-0.00;0.0", 0), ("+0%;-0%;0%", 0.05),
    ("▲0%;▼0%;→", 0.05), ("▲0%;▼0%;→", -0.05), ("▲0%;▼0%;→", 0),
    ("_-* #,##0_-;-* #,##0_-;_-* \"-\"_-;_-@_-", 0), ("_-* #,##0_-;-* #,##0_-;_-* \"-\"_-;_-@_-", -1200),
    ("_-£* #,##0.00_-;-£* #,##0.00_-;_-£* \"-\"??_-;_-@_-", 12.5),
    # Conditions.
    ("[=0]\"-\";0%", 0), ("[=0]\"-\";0%", 0.85), ("[=0]\"-\";0%", -0.1), ("[<1]0.0;0", 0.5), ("[<1]0.0;0", 12),
    ("[<0.005]\"<0.5%\";0%", 0.001), ("[<0.005]\"<0.5%\";0%", 0.85), ("[<5]\"<5\";0", 3), ("[<5]\"<5\";0", 5),
    ("[>=1000]#,##0;0.0", 1500), ("[>=1000]#,##0;0.0", 15), ("[>999]0.0,\"k\";0", 1500), ("[>999]0.0,\"k\";0", 150),
    ("[>100]\"many\";[<0]\"few\";0", 150), ("[>100]\"many\";[<0]\"few\";0", -5), ("[>100]\"many\";[<0]\"few\";0", 50),
    ("[Red][<10]0;[Blue][>=10]0.0", 5), ("[Red][<10]0;[Blue][>=10]0.0", 15), ("[<=3]\"low\";[<=6]\"medium\";\"high\"", 2),
    ("[<=3]\"low\";[<=6]\"medium\";\"high\"", 5), ("[<=3]\"low\";[<=6]\"medium\";\"high\"", 9), ("[<>0]0.0;\"nil\"", 0),
    ("[<>0]0.0;\"nil\"", 2), ("[>=0]0;(0)", -4), ("[<0](0);0", -4), ("[<0](0);0", 4), ("[=1]\"Yes\";[=0]\"No\";General", 1),
    ("[=1]\"Yes\";[=0]\"No\";General", 0), ("[=1]\"Yes\";[=0]\"No\";General", 7), ("[<45000]\"before\";dd/mm/yyyy", DAY),
    ("[<45000]\"before\";dd/mm/yyyy", 44000), ("[=0]\"\";dd/mm/yyyy", DAY),
    # Scientific and fractions.
    ("0.00E+00", 123456), ("0.00E+00", 0.00012), ("0.0E-0", 123456), ("##0.0E+0", 0.00012345), ("##0.0E+0", 999950),
    ("0.0E+0", 9.96), ("00.0E+0", 12345), ("# ?/?", 0.75), ("# ?/?", 2.3333), ("# ??/??", 3.14159), ("# ???/???", 3.14159),
    ("# ?/8", 0.3), ("# ?/2", 2.5), ("# ?/4", 1.25), ("# ??/16", 0.7), ("# ??/100", 0.57), ("?/?", 2.5), ("0 ?/?", 0.5),
    ("# ?/?", 0.96), ("# ?/?", -1.5), ("# ?/?", 5),
    # Days, months, years.
    *[(code, DAY) for code in (
        "dd/mm/yyyy", "d/m/yy", "d.m", "dd-mmm-yy", "d mmmm yyyy", "dddd d mmmm yyyy", "ddd dd mmm", "mmm-yy", "mmm\\ yy",
        "mmm yyyy", "mmmm", "mmmm yyyy", "mmm", "mmmmm", "m/yyyy", "mm/yy", "yyyy", "yy", "yyyy\\-mm\\-dd", "yyyymmdd",
        "[$-809]dd mmmm yyyy", "[$-809]d\\ mmmm\\ yyyy;@", "dd/mm/yyyy;@", "\"Due \"dd/mm/yyyy", "\"by \"mmmm", "d\"th\" mmmm",
        "[magenta]dd/mm/yyyy", "[Red]dd/mm/yyyy", "dd/mm/yyyy\\ hh:mm", "d\\ mmm\\,\\ yyyy", "dd.mm.yyyy", "\"M\"m", "\"Q\"0",
        "DD/MM/YYYY", "d-mmm", "mmm-d", "\"w/c \"dd mmm", "yyyy\"/\"mm", "dd mmm yy \"(day)\"",
    )],
    # Times.
    *[(code, MOMENT) for code in (
        "hh:mm", "h:mm", "hh:mm:ss", "h:mm AM/PM", "hh:mm dd/mm/yyyy", "dd/mm/yyyy hh:mm", "dd/mm/yyyy h:mm:ss", "mm:ss",
        "hh\"h\"mm", "d/m/yy h:mm AM/PM", "h", "yyyy-mm-dd\\Thh:mm:ss", "ss.00", "h:mm:ss.0", "h:m:s",
    )],
    ("hh:mm:ss", 45854.999988), ("hh:mm", 0.75), ("h:mm AM/PM", 0.0), ("h:mm AM/PM", 0.5), ("h:mm a/p", 0.75),
    ("mm:ss.0", 0.0012345), ("hh:mm:ss", 0.5000058),
    # Times that go past a day.
    ("[h]:mm", 1.5), ("[h]:mm", 2.25), ("[hh]:mm", 0.25), ("[h]:mm:ss", 1.50001), ("[mm]:ss", 0.05), ("[m]", 1.5),
    ("[ss]", 0.01), ("[h]", 2.99), ("[h]\"h\" mm\"m\"", 1.26), ("[h]:mm", 0), ("[h]:mm;-[h]:mm", -0.5),
    ("[h]\" hours\"", 1.5),
]


def main():
    seen, pairs = set(), []
    for pair in PAIRS:
        if pair not in seen:
            seen.add(pair)
            pairs.append(pair)
    with tempfile.TemporaryDirectory() as folder:
        book = openpyxl.Workbook()
        for row, (code, number) in enumerate(pairs, 1):
            cell = book.active.cell(row, 1, number)
            cell.number_format = code
        path = os.path.join(folder, "formats.xlsx")
        book.save(path)
        # Field separator tab, quotation mark, UTF-8, from line 1, no column formats, English (UK), values as shown.
        options = "csv:Text - txt - csv (StarCalc):9,34,76,1,,2057,false,true"
        subprocess.run(["soffice", "--headless", f"-env:UserInstallation=file://{folder}/profile", "--convert-to", options,
                        "--outdir", folder, path], check=True, stdout=subprocess.DEVNULL)
        with open(os.path.join(folder, "formats.csv"), encoding="utf-8", newline="") as file:
            shown = [row[0] if row else "" for row in csv.reader(file, delimiter="\t")]
    shown += [""] * (len(pairs) - len(shown))
    here = os.path.dirname(os.path.abspath(__file__))
    with open(os.path.join(here, "libreoffice.tsv"), "w", encoding="utf-8") as file:
        for (code, number), text in zip(pairs, shown):
            file.write(f"{code}\t{number!r}\t{text}\n")
    print(len(pairs), "pairs")


if __name__ == "__main__":
    main()
