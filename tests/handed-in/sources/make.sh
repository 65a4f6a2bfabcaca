#!/usr/bin/env bash
# Makes the PDFs of this folder anew from what is beside this script. They are kept, so that tests need none of these programs.
set -euo pipefail
export SOURCE_DATE_EPOCH=1755648000
cd "$(dirname "$0")"
from=$(pwd)
to=$(mktemp -d)
trap 'rm -rf "$to"' EXIT
office() { # NAME OPTIONS
    timeout 60 soffice --headless "-env:UserInstallation=file://$to/profile" --convert-to "pdf:writer_pdf_Export:$2" --outdir "$to" "$1.fodt" >/dev/null 2>&1
}
yes='{"type":"boolean","value":"true"}' no='{"type":"boolean","value":"false"}'
office health-report "{\"UseTaggedPDF\":$yes,\"PDFUACompliance\":$yes,\"ExportBookmarks\":$yes}"
office minutes "{\"UseTaggedPDF\":$no,\"ExportBookmarks\":$no}"
office return-form "{\"UseTaggedPDF\":$yes,\"ExportFormFields\":$yes}"
timeout 60 chromium --headless --no-sandbox --disable-gpu --no-pdf-header-footer --generate-pdf-document-outline --print-to-pdf="$to/transport.pdf" transport.html >/dev/null 2>&1
timeout 60 weasyprint -q youth-justice.html "$to/youth-justice.pdf"
(cd "$to" && cp "$from/demand.tex" . && timeout 60 lualatex -interaction=nonstopmode demand.tex </dev/null >/dev/null)
(cd "$to" && cp "$from/demand.tex" . && timeout 60 lualatex -interaction=nonstopmode demand.tex </dev/null >/dev/null)
(cd "$to" && cp "$from/letter.tex" . && timeout 60 pdflatex -interaction=nonstopmode letter.tex </dev/null >/dev/null)
(cd "$to" && cp "$from/letter.tex" . && timeout 60 pdflatex -interaction=nonstopmode letter.tex </dev/null >/dev/null)
# A scan: the minutes as a picture of a page, slightly turned as on a scanner's glass.
pdftoppm -r 75 -mono -png -singlefile "$to/minutes.pdf" "$to/scan"
img2pdf --nodate --output "$to/scan.pdf" "$to/scan.png"
# Written anew by a printer driver: what it was made from is lost.
gs -q -dNOPAUSE -dBATCH -sDEVICE=pdfwrite -dCompatibilityLevel=1.4 -sOutputFile="$to/printed.pdf" "$to/youth-justice.pdf"
qpdf --deterministic-id --linearize --object-streams=generate "$to/transport.pdf" "$to/for-the-web.pdf"
qpdf --allow-weak-crypto --object-streams=generate --encrypt "" owner 40 -- "$to/transport.pdf" "$to/protected-rc4-40.pdf"
qpdf --allow-weak-crypto --encrypt "" owner 128 --use-aes=n -- "$to/transport.pdf" "$to/protected-rc4.pdf"
qpdf --object-streams=generate --encrypt "" owner 128 --use-aes=y --cleartext-metadata -- "$to/transport.pdf" "$to/protected-aes-128.pdf"
qpdf --encrypt "" owner 256 --modify=none -- --deterministic-id "$to/health-report.pdf" "$to/protected-rights.pdf" 2>/dev/null ||
    qpdf --encrypt "" owner 256 --modify=none -- "$to/health-report.pdf" "$to/protected-rights.pdf"
qpdf --encrypt secret owner 256 -- "$to/minutes.pdf" "$to/locked.pdf"
# Cut off on its way: the last third never came.
head -c $(($(stat -c %s "$to/health-report.pdf") * 2 / 3)) "$to/health-report.pdf" >"$to/cut-off.pdf"
for pdf in health-report minutes return-form transport youth-justice demand letter scan printed for-the-web protected-rights protected-rc4-40 protected-rc4 protected-aes-128 locked cut-off; do
    cp "$to/$pdf.pdf" "../$pdf.pdf"
done
