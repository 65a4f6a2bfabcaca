#!/usr/bin/env bash
# Forty papers of some thousand pages as one pack, beside bare concatenation of the same files by qpdf.
#
# usage: [BOARDPACK=target/release/boardpack] benches/pack/compare.sh [FOLDER]
#
# The papers are of made-up areas (benches/areas/make.py), made once into FOLDER, which may be kept for another run. Told are
# the medians of five runs, taken in turn, and the most memory of a run. qpdf keeps no tags: it is the least that can be done.
set -euo pipefail
cd "$(dirname "$0")/../.."
boardpack=$(realpath "${BOARDPACK:-target/release/boardpack}")
to=$(realpath -m "${1:-$(mktemp -d)}")
papers="$to/area/2025-07/papers"
if [ ! -d "$papers" ]; then
    mkdir -p "$to"
    python3 benches/areas/make.py "$to/areas" 40 >/dev/null
    cp -r inputs/ashmere "$to/area"
    mkdir "$papers"
    for area in "$to"/areas/*/; do
        name=$(basename "$area")
        # What is wrong with the made-up workbooks is no part of the job.
        "$boardpack" build "$area" --only stocktake-deck --out "$to/out/$name" >/dev/null 2>&1 || [ $? = 1 ]
        cp "$to/out/$name/stocktake-deck.pdf" "$papers/$name.pdf"
    done
    {
        printf 'meeting = "Board"\ndate = 2025-08-20\n'
        for pdf in "$papers"/*.pdf; do printf '[[item]]\ntitle = "%s"\npapers = ["%s"]\n' "$(basename "$pdf" .pdf)" "$(basename "$pdf")"; done
    } >"$to/area/2025-07/agenda.toml"
fi
measured() { # NAME COMMAND…: seconds and KiB are added to NAME's file
    local name=$1
    shift
    /usr/bin/time -f '%e %U %M' -a -o "$to/$name.times" "$@" >/dev/null 2>"$to/$name.said" || [ $? = 1 ]
}
rm -f "$to"/*.times
for _ in 1 2 3 4 5; do
    measured qpdf qpdf --empty --pages "$papers"/*.pdf -- "$to/qpdf.pdf"
    measured boardpack "$boardpack" pack "$to/area" --edition 2025-07 --out "$to/pack.pdf"
done
told() { # NAME
    grep -v Command "$to/$1.times" | sort -n | awk -v name="$1" -v bytes="$(stat -c %s "$to/$2.pdf")" \
        '{ wall[NR] = $1; cpu[NR] = $2; if ($3 > most) most = $3 } END { printf "%s: %.2f s, of it %.2f s on a processor; %d MiB; %.1f MiB of PDF\n", name, wall[int((NR + 1) / 2)], cpu[int((NR + 1) / 2)], most / 1024, bytes / 1048576 }'
}
echo "$(find "$papers" -name '*.pdf' | wc -l) papers, $(qpdf --show-npages "$to/qpdf.pdf") pages, $(du -cb "$papers"/*.pdf | tail -1 | cut -f1) bytes"
told qpdf qpdf
told boardpack pack
