//! `docs/pictures.md`: the first page of each document, or of slides the second, drawn from what the sample area's build makes, so that no picture shows
//! a paper of yesterday.
//!
//! A picture is held against the page drawn now, and not byte for byte: another processor may round a colour otherwise.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use boardpack::area::settings::Settings;
use boardpack::template::store::{DocumentKind, Form, Templates};
use boardpack::typeset::page_texts;
use hayro::hayro_interpret::InterpreterSettings;
use hayro::hayro_syntax::Pdf;
use hayro::vello_cpu::color::palette::css::WHITE;
use hayro::{RenderCache, RenderSettings, render};
use tempfile::TempDir;

use crate::support::papers::{built, built_on_request};
use crate::support::{ashmere, boardpack, pdf, project, updating};

/// How wide a picture is, of an upright page and of one on its side.
const WIDTHS: [u16; 2] = [420, 480];
/// The most bytes of a picture.
const MOST: u64 = 60_000;
/// By how much a colour may differ where the palette or the processor rounds it, and in how many places by more.
const ROUNDED: u8 = 56;
const PLACES: usize = 12;

#[test]
fn the_pictures_show_the_papers_of_today() {
    let images = project().join("docs/images");
    let mut page = String::from(
        "# The papers in pictures\n\nThe first page of each document, and of slides the second, as `boardpack build inputs/ashmere` makes it. Ashmere is a \
         fictional area, and everything in its workbooks is invented: what you see is illustrative.\n\nWritten by `UPDATE=1 cargo test \
         --release pictures`; do not edit it by hand.\n",
    );
    let mut stale = Vec::new();
    let mut names = Vec::new();
    for document in documents() {
        let path = first_paper(&document);
        let bytes = fs::read(&path).unwrap();
        let picture = Picture::of_page(&bytes, page_shown(&document));
        let file = format!("{}.png", document.name);
        let to = images.join(&file);
        if updating() && !Picture::read(&to).is_some_and(|there| there.shows(&picture)) {
            fs::write(&to, picture.png()).unwrap();
        }
        match Picture::read(&to) {
            Some(there) if there.shows(&picture) => {}
            Some(_) => stale.push(format!("{file} shows another page")),
            None => stale.push(format!("{file} is not there")),
        }
        assert!(fs::metadata(&to).map_or(0, |about| about.len()) <= MOST, "{file} is too large");
        let alt = described(&document, &bytes);
        write!(page, "\n## {}\n\n{}\n\n![{alt}](images/{file})\n", document.title, document.about).unwrap();
        let how = match document.on_request || document.notes_of.is_some() {
            true => format!("boardpack build AREA --only {}", document.name),
            false => "boardpack build AREA".to_owned(),
        };
        write!(page, "\n`{how}`\n").unwrap();
        names.push(file);
    }
    let file = project().join("docs/pictures.md");
    if updating() {
        fs::write(&file, &page).unwrap();
    }
    assert!(stale.is_empty(), "remake them: UPDATE=1 cargo test --release pictures\n{}", stale.join("\n"));
    assert!(fs::read_to_string(&file).unwrap_or_default() == page, "remake it: UPDATE=1 cargo test --release pictures");
    assert!(names.len() > 15, "{names:?}");
    // What the page and the README name is there, and nothing else.
    let readme = fs::read_to_string(project().join("README.md")).unwrap();
    for entry in fs::read_dir(&images).unwrap().flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        assert!(names.contains(&name), "{name} is a picture of no document");
    }
    assert!(readme.contains("docs/pictures.md"), "the README does not lead there");
}

/// A control: a word that is another one is seen, and a colour that is rounded otherwise is not.
#[test]
fn a_picture_of_another_page_is_told_from_one_that_is_rounded_otherwise() {
    let bytes = fs::read(built().join("risk-register.pdf")).unwrap();
    let picture = Picture::of_page(&bytes, 0);
    let there = Picture::decoded(&picture.png());
    assert!(there.shows(&picture), "what was written is not what was drawn");
    let mut rounded = picture.clone();
    rounded.pixels.iter_mut().for_each(|[red, ..]| *red = red.saturating_sub(3));
    assert!(there.shows(&rounded));
    let mut other = picture.clone();
    for y in 40..46 {
        for x in 60..70 {
            let at = y * usize::from(other.width) + x;
            other.pixels[at] = other.pixels[at].map(|part| 255 - part);
        }
    }
    assert!(!there.shows(&other), "a word that is another one was not seen");
    let scorecard = fs::read(built().join("performance-scorecard.pdf")).unwrap();
    assert!(!there.shows(&Picture::of_page(&scorecard, 0)));
}

/// The documents that have a picture: all but those that only show invented data to whoever writes templates.
fn documents() -> Vec<DocumentKind> {
    let settings = Settings::read(&ashmere()).unwrap();
    let all = Templates::open(None).unwrap().documents().unwrap();
    all.into_iter().filter(|document| !document.sample).map(|document| document.spoken(settings.scheme())).collect()
}

/// The first paper of a document, of those that the sample area's builds make.
fn first_paper(document: &DocumentKind) -> PathBuf {
    let mut papers = Vec::new();
    for folder in [built(), built_on_request(), built_besides()] {
        for entry in fs::read_dir(folder).unwrap().flatten() {
            let name = entry.file_name().to_string_lossy().into_owned();
            if name.ends_with(".pdf") && document.has_file(&name) {
                papers.push(entry.path());
            }
        }
    }
    papers.sort_by_key(|path| path.file_name().unwrap().len());
    papers.sort_by(|one, other| {
        let own = |path: &Path| path.file_stem().is_some_and(|stem| *stem == *document.file);
        own(other).cmp(&own(one)).then(one.file_name().cmp(&other.file_name()))
    });
    papers.into_iter().next().unwrap_or_else(|| panic!("no build made {}", document.name))
}

/// What the other builds of the tests do not make.
fn built_besides() -> &'static Path {
    static BUILT: OnceLock<TempDir> = OnceLock::new();
    let folder = BUILT.get_or_init(|| {
        let out = tempfile::tempdir().unwrap();
        let area = ashmere().display().to_string();
        let output = boardpack(
            out.path(),
            &["build", &area, "--out", ".", "--only", "chase-list", "--only", "stocktake-deck-notes"],
        );
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        out
    });
    folder.path()
}

/// The page that has a picture, counted from 0: the first slide has only a title.
fn page_shown(document: &DocumentKind) -> usize {
    usize::from(document.form == Form::Slides)
}

/// What a reader who does not see the picture is told: the headings of the page.
fn described(document: &DocumentKind, bytes: &[u8]) -> String {
    let plain = |text: &str| text.chars().filter(|c| c.is_alphanumeric()).collect::<String>().to_lowercase();
    let page = plain(&page_texts(bytes).unwrap()[page_shown(document)]);
    let mut headings: Vec<String> = pdf::bookmarks(bytes).iter().map(|heading| pdf::one_line(heading)).collect();
    // A ref says nothing to whoever does not see what it is of.
    let says_something = |heading: &String| heading.chars().filter(|c| c.is_alphabetic()).count() > 5;
    headings.retain(|heading| page.contains(&plain(heading)) && *heading != document.title && says_something(heading));
    headings.dedup();
    let headings: Vec<String> =
        headings.into_iter().take(4).map(|heading| format!("“{}”", heading.replace(['[', ']'], ""))).collect();
    let kind = if document.form == Form::Slides { "second slide" } else { "first page" };
    match headings.split_last() {
        None => format!("The {kind} of the document “{}”", document.title),
        Some((last, [])) => format!("The {kind} of the document “{}”, with the heading {last}", document.title),
        Some((last, rest)) => {
            format!("The {kind} of the document “{}”, with the headings {} and {last}", document.title, rest.join(", "))
        }
    }
}

/// A picture in memory.
#[derive(Clone)]
struct Picture {
    width: u16,
    pixels: Vec<[u8; 3]>,
}

impl Picture {
    fn of_page(bytes: &[u8], at: usize) -> Picture {
        let pdf = Pdf::new(bytes.to_vec()).unwrap();
        let page = &pdf.pages()[at];
        let (width, height) = page.render_dimensions();
        let wanted = if width > height { WIDTHS[1] } else { WIDTHS[0] };
        let scale = f32::from(wanted) / width;
        let settings = RenderSettings {
            x_scale: scale,
            y_scale: scale,
            width: Some(wanted),
            height: Some((height * scale).round() as u16),
            bg_color: WHITE,
        };
        let drawn = render(page, &RenderCache::new(), &InterpreterSettings::default(), &settings);
        // The ground is white, so nothing can be seen through.
        let pixels = drawn.data_as_u8_slice().chunks_exact(4).map(|part| [part[0], part[1], part[2]]).collect();
        Picture { width: wanted, pixels }
    }

    /// The picture in at most 256 colours: those that most of it has, and for each other one the nearest of them.
    fn png(&self) -> Vec<u8> {
        let mut counts: BTreeMap<[u8; 3], (usize, [usize; 3])> = BTreeMap::new();
        for pixel in &self.pixels {
            let known = counts.entry(pixel.map(|part| part >> 3)).or_default();
            known.0 += 1;
            (0..3).for_each(|part| known.1[part] += usize::from(pixel[part]));
        }
        let mut common: Vec<_> = counts.into_values().collect();
        common.sort_by_key(|(count, sums)| (std::cmp::Reverse(*count), *sums));
        let palette: Vec<[u8; 3]> =
            common.iter().take(256).map(|(count, sums)| sums.map(|sum| ((sum + count / 2) / count) as u8)).collect();
        let mut nearest: BTreeMap<[u8; 3], u8> = BTreeMap::new();
        let away = |one: [u8; 3], other: [u8; 3]| -> u32 {
            (0..3).map(|part| u32::from(one[part].abs_diff(other[part])).pow(2)).sum()
        };
        let mut index = |pixel: [u8; 3]| {
            *nearest.entry(pixel).or_insert_with(|| {
                (0..palette.len()).min_by_key(|at| away(palette[*at], pixel)).unwrap_or_default() as u8
            })
        };
        let indices: Vec<u8> = self.pixels.iter().map(|pixel| index(*pixel)).collect();
        let mut out = Vec::new();
        let mut encoder = png::Encoder::new(&mut out, self.width.into(), self.height());
        encoder.set_color(png::ColorType::Indexed);
        encoder.set_depth(png::BitDepth::Eight);
        encoder.set_palette(palette.concat());
        encoder.set_compression(png::Compression::High);
        encoder.set_filter(png::Filter::NoFilter);
        let mut writer = encoder.write_header().unwrap();
        writer.write_image_data(&indices).unwrap();
        writer.finish().unwrap();
        out
    }

    fn height(&self) -> u32 {
        self.pixels.len() as u32 / u32::from(self.width)
    }

    fn read(path: &Path) -> Option<Picture> {
        fs::read(path).ok().map(|bytes| Picture::decoded(&bytes))
    }

    fn decoded(bytes: &[u8]) -> Picture {
        let mut decoder = png::Decoder::new(std::io::Cursor::new(bytes));
        decoder.set_transformations(png::Transformations::EXPAND | png::Transformations::STRIP_16);
        let mut reader = decoder.read_info().unwrap();
        let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
        let about = reader.next_frame(&mut pixels).unwrap();
        let parts = about.color_type.samples();
        let rgb = |part: &[u8]| if parts < 3 { [part[0]; 3] } else { [part[0], part[1], part[2]] };
        Picture { width: about.width as u16, pixels: pixels.chunks_exact(parts).map(rgb).collect() }
    }

    /// Whether it shows what another one does, but for how colours are rounded.
    fn shows(&self, other: &Picture) -> bool {
        let is_other = |(one, other): &(&[u8; 3], &[u8; 3])| {
            one.iter().zip(other.iter()).any(|(one, other)| one.abs_diff(*other) > ROUNDED)
        };
        self.width == other.width
            && self.pixels.len() == other.pixels.len()
            && self.pixels.iter().zip(&other.pixels).filter(is_other).count() <= PLACES
    }
}
