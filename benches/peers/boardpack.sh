#!/bin/sh
# The peers' job: boardpack.sh IN.xlsx OUT.pdf, with BOARDPACK naming the program.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
mkdir -p "$folder/area/2025-09"
ln "$1" "$folder/area/2025-09/board.xlsx" 2>/dev/null || cp "$1" "$folder/area/2025-09/board.xlsx"
# The findings are no part of the job; the paper is made whatever they are.
"${BOARDPACK:-boardpack}" build "$folder/area" --only peers-report --templates "$here/templates" --out "$folder/out" >/dev/null 2>&1 || [ $? -eq 1 ]
mv "$folder/out/peers-report.pdf" "$2"
