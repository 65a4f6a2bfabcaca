//! An area's look: `theme.toml` in its folder, read and checked, as files that the shared templates read.
//!
//! A name, colours, a logo and a font family → [`Theme`], which hands `_theme/theme.toml` and the logo to Typst. Being
//! files that Typst reads, they are in each paper's digest, in the manifest and in the key like any other template. What
//! cannot be used is refused with its line: a paper in half a look is nobody's.
//!
//! Deliberately absent: how a status or a level of risk looks, which is the scheme's; whether a font has the family and
//! whether the logo is a picture, which only the typesetter knows.

use std::collections::BTreeMap;
use std::fs;
use std::ops::Range;
use std::path::{Path, PathBuf};

use schemars::{JsonSchema, SchemaGenerator};
use serde::{Deserialize, Serialize};
use toml::Spanned;

use crate::area::settings_file::parse_toml;
use crate::diagnostic::{Error, Result};
use crate::files;
use crate::programme::scheme::colour;

/// The name of the file in an area's folder.
pub const FILE: &str = "theme.toml";

/// Where the files stand for Typst.
pub const FOLDER: &str = "_theme/";

/// What words are printed on: the page, and the wash behind what a reader must not miss, as `_shared/theme.typ` has it.
const GROUNDS: [(&str, &str); 2] = [("the white page", "#ffffff"), ("the grey behind what is set apart", "#f3f2f5")];

/// How an area's papers look, as far as they look otherwise than the program has it.
#[derive(Clone, Debug, Default)]
pub struct Theme {
    look: Look,
    pub logo: Option<Logo>,
    pub fonts: Option<OwnFonts>,
}

/// What `_shared/theme.typ` reads.
#[derive(Clone, Debug, Default, Serialize)]
struct Look {
    name: Option<String>,
    accent: Option<String>,
    text: Option<String>,
    quiet: Option<String>,
    family: Option<String>,
    logo: Option<String>,
    logo_alt: Option<String>,
    logo_height_mm: Option<f64>,
}

/// A picture that stands at the head of each paper.
#[derive(Clone, Debug)]
pub struct Logo {
    /// Its path for Typst.
    pub path: String,
    bytes: Vec<u8>,
    /// As the file names it, and the line that does.
    pub file: String,
    pub line: usize,
}

/// The fonts of an area.
#[derive(Clone, Debug)]
pub struct OwnFonts {
    /// None where the family is one of the program's.
    pub folder: Option<PathBuf>,
    /// The family that papers are set in, and the line that names it.
    pub family: Option<(String, usize)>,
}

/// How an area's papers look. Every key may be left out.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(title = "theme.toml of an area")]
struct Written {
    /// The name at the head of each paper.
    #[schemars(with = "Option<String>", example = &"Brookdale Council")]
    name: Option<Spanned<String>>,
    /// The colours of papers. Statuses and levels of risk have their own, in boardpack.toml.
    #[serde(default)]
    colours: Colours,
    /// A picture at the head of each paper.
    logo: Option<WrittenLogo>,
    /// The fonts that papers are set in.
    fonts: Option<WrittenFonts>,
}

/// The colours of papers. Words in each have to be readable on white: 4.5 to 1.
#[derive(Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "colours")]
struct Colours {
    /// Of headings and rules.
    #[serde(default)]
    #[schemars(schema_with = "colour_in_words", extend("examples" = ["#00594f"]))]
    accent: Option<Spanned<String>>,
    /// Of what is read.
    #[serde(default)]
    #[schemars(schema_with = "colour_in_words", extend("examples" = ["#1d1d1b"]))]
    text: Option<Spanned<String>>,
    /// Of what stands back: captions, sources, page numbers.
    #[serde(default)]
    #[schemars(schema_with = "colour_in_words", extend("examples" = ["#575756"]))]
    quiet: Option<Spanned<String>>,
}

/// A picture at the head of each paper.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "logo")]
struct WrittenLogo {
    /// Its file in the area's folder, an svg or a png.
    #[schemars(with = "String", example = &"logo.svg")]
    file: Spanned<String>,
    /// What is read out to those who do not see it.
    #[schemars(with = "String", example = &"Brookdale Council")]
    alt: Spanned<String>,
    /// How high it is, in millimetres. Without it 13.
    #[schemars(with = "Option<f64>", range(min = 6, max = 30), example = 13)]
    height_mm: Option<Spanned<f64>>,
}

/// The fonts that papers are set in.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "fonts")]
struct WrittenFonts {
    /// The folder in the area's with their files. Without it "fonts".
    #[schemars(with = "Option<String>", example = &"fonts")]
    folder: Option<Spanned<String>>,
    /// The name of the family.
    #[schemars(with = "Option<String>", example = &"Public Sans")]
    family: Option<Spanned<String>>,
}

fn colour_in_words(_: &mut SchemaGenerator) -> schemars::Schema {
    schemars::json_schema!({"type": "string", "pattern": "^ *#[0-9A-Fa-f]{6} *$"})
}

/// The schema of the file, for editors.
pub fn schema(generator: SchemaGenerator) -> serde_json::Value {
    generator.into_root_schema_for::<Written>().to_value()
}

/// The folder that fonts are looked for in where none is named.
const FONTS: &str = "fonts";

/// How high a logo may be, in millimetres, and how high it is where nothing is said.
const HEIGHTS: std::ops::RangeInclusive<f64> = 6.0..=30.0;
const HEIGHT: f64 = 13.0;

impl Theme {
    /// Reads the theme in an area's folder; `None` where there is none.
    pub fn of(area: &Path) -> Result<Option<Theme>> {
        let path = area.join(FILE);
        if !files::is_there(&path) {
            return Ok(None);
        }
        let bytes = files::bytes(&path, files::WRITTEN)
            .map_err(|why| Error::new(format!("{} cannot be read: {why}", path.display())))?;
        let text = String::from_utf8(bytes)
            .map_err(|_| Error::new(format!("{FILE} is not a text in UTF-8")).hint("save it as UTF-8"))?;
        // Editors on Windows may put a byte order mark first.
        Reading { area, text: text.trim_start_matches('\u{feff}') }.theme().map(Some)
    }

    /// The files that Typst reads, by their paths.
    pub fn files(&self) -> BTreeMap<String, Vec<u8>> {
        let look = toml::to_string(&self.look).unwrap_or_default();
        let logo = self.logo.iter().map(|logo| (logo.path.clone(), logo.bytes.clone()));
        [(format!("{FOLDER}{FILE}"), look.into_bytes())].into_iter().chain(logo).collect()
    }
}

/// A theme while it is read.
struct Reading<'a> {
    area: &'a Path,
    text: &'a str,
}

impl Reading<'_> {
    fn theme(&self) -> Result<Theme> {
        let written: Written = parse_toml(self.text, FILE)?;
        let Colours { accent, text, quiet } = &written.colours;
        let mut look = Look {
            name: written.name.as_ref().map(|name| self.words("name", name)).transpose()?,
            accent: self.colour("accent", accent)?,
            text: self.colour("text", text)?,
            quiet: self.colour("quiet", quiet)?,
            ..Look::default()
        };
        let logo = written.logo.as_ref().map(|logo| self.logo(logo, &mut look)).transpose()?;
        let fonts = written.fonts.as_ref().map(|fonts| self.fonts(fonts)).transpose()?;
        look.family = fonts.as_ref().and_then(|fonts| fonts.family.as_ref()).map(|(family, _)| family.clone());
        Ok(Theme { look, logo, fonts })
    }

    fn line(&self, span: Range<usize>) -> usize {
        self.text.get(..span.start).map_or(0, |before| before.matches('\n').count()) + 1
    }

    fn wrong(&self, span: Range<usize>, what: &str) -> Error {
        Error::new(format!("{FILE}, line {}: {what}", self.line(span)))
    }

    /// A text that says something, on one line.
    fn words(&self, key: &str, text: &Spanned<String>) -> Result<String> {
        let words = text.get_ref().trim();
        if words.is_empty() || words.contains(char::is_control) {
            let what = if words.is_empty() { "is empty" } else { "has a line end or another control character" };
            return Err(self.wrong(text.span(), &format!("`{key}` {what}")).hint("write it in words on one line"));
        }
        Ok(words.to_owned())
    }

    /// A colour in which words can be read wherever they are printed in it.
    fn colour(&self, key: &str, text: &Option<Spanned<String>>) -> Result<Option<String>> {
        let Some(text) = text else { return Ok(None) };
        let written = text.get_ref().trim().to_lowercase();
        let Some(colour) = colour::parse(&written) else {
            return Err(self
                .wrong(text.span(), &format!("`{key}` is \"{}\", which is no colour", text.get_ref()))
                .hint("write it as # and six digits, such as \"#00594f\""));
        };
        for (ground, on) in GROUNDS {
            let contrast = colour::parse(on).map_or(0.0, |on| colour::contrast(colour, on));
            if contrast < colour::LEAST_CONTRAST {
                // Rounded down, so that 4.49 does not read as enough.
                let shown = (contrast * 10.0).floor() / 10.0;
                let what = format!("`{key}` is {written}, which has a contrast of {shown:.1} to 1 with {ground}");
                let hint = "words in it could not be read by everyone: choose a darker colour, of at least 4.5 to 1";
                return Err(self.wrong(text.span(), &what).hint(hint));
            }
        }
        Ok(Some(written))
    }

    /// A path below the area's folder, where there is something and no link leads out.
    fn within(&self, key: &str, text: &Spanned<String>) -> Result<PathBuf> {
        let wrong = |what: &str| self.wrong(text.span(), &format!("`{key}` is \"{}\", {what}", text.get_ref()));
        let real = |path: &Path| fs::canonicalize(path).ok();
        let Some(found) = real(&self.area.join(text.get_ref())) else {
            return Err(wrong("which is not in the area's folder")
                .hint("write its path from that folder, such as \"logo.svg\", or put it there"));
        };
        if !real(self.area).is_some_and(|area| found.starts_with(area)) {
            return Err(wrong("which leads out of the area's folder").hint("copy it into that folder"));
        }
        Ok(found)
    }

    fn logo(&self, written: &WrittenLogo, look: &mut Look) -> Result<Logo> {
        let path = self.within("file", &written.file)?;
        let line = self.line(written.file.span());
        let file = written.file.get_ref().clone();
        let wrong = |what: &str| self.wrong(written.file.span(), &format!("the logo {file} {what}"));
        let ending = path.extension().map(|ending| ending.to_string_lossy().to_lowercase()).unwrap_or_default();
        if !["svg", "png"].contains(&ending.as_str()) {
            return Err(wrong("is neither an SVG nor a PNG picture").hint("save it as .svg, or else as .png"));
        }
        let bytes = files::bytes(&path, files::PICTURE).map_err(|why| wrong(&format!("cannot be read: {why}")))?;
        let height =
            match &written.height_mm {
                Some(height) if !HEIGHTS.contains(height.get_ref()) => {
                    return Err(self
                        .wrong(height.span(), &format!("`height_mm` is {}", height.get_ref()))
                        .hint(format!("a logo is {} to {} millimetres high", HEIGHTS.start(), HEIGHTS.end())));
                }
                Some(height) => *height.get_ref(),
                None => HEIGHT,
            };
        let path = format!("{FOLDER}logo.{ending}");
        look.logo = Some(format!("/{path}"));
        look.logo_alt = Some(self.words("alt", &written.alt)?);
        look.logo_height_mm = Some(height);
        Ok(Logo { path, bytes, file, line })
    }

    fn fonts(&self, written: &WrittenFonts) -> Result<OwnFonts> {
        let folder = match &written.folder {
            Some(folder) => {
                let path = self.within("folder", folder)?;
                if !path.is_dir() {
                    return Err(self
                        .wrong(folder.span(), &format!("`folder` is \"{}\", which is a file", folder.get_ref()))
                        .hint("name the folder that the font files are in"));
                }
                Some(path)
            }
            None => Some(self.area.join(FONTS)).filter(|path| path.is_dir()),
        };
        let family = match &written.family {
            Some(family) => Some((self.words("family", family)?, self.line(family.span()))),
            None => None,
        };
        Ok(OwnFonts { folder, family })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Theme> {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("logo.svg"), "<svg/>").unwrap();
        fs::write(folder.path().join("logo.gif"), "GIF89a").unwrap();
        fs::write(folder.path().join(FILE), text).unwrap();
        Theme::of(folder.path()).map(Option::unwrap)
    }

    #[test]
    fn what_is_written_reaches_the_templates() {
        let theme = read(
            "name = \"Brookdale Council\"\n[colours]\naccent = \"#00594F\"\n[logo]\nfile = \"logo.svg\"\nalt = \"Brookdale Council\"\n\
             [fonts]\nfamily = \"Public Sans\"\n",
        )
        .unwrap();
        let files = theme.files();
        assert_eq!(files.keys().collect::<Vec<_>>(), ["_theme/logo.svg", "_theme/theme.toml"]);
        let look: toml::Table = toml::from_str(std::str::from_utf8(&files["_theme/theme.toml"]).unwrap()).unwrap();
        assert_eq!(look["accent"].as_str(), Some("#00594f"));
        assert_eq!(look["logo"].as_str(), Some("/_theme/logo.svg"));
        assert_eq!(look["family"].as_str(), Some("Public Sans"));
        assert_eq!(look["logo_height_mm"].as_float(), Some(HEIGHT));
        assert_eq!(theme.fonts.unwrap().family, Some(("Public Sans".to_owned(), 8)));
    }

    #[test]
    fn no_theme_is_an_empty_one() {
        let folder = tempfile::tempdir().unwrap();
        assert!(Theme::of(folder.path()).unwrap().is_none());
        assert_eq!(Theme::default().files()["_theme/theme.toml"], b"");
    }

    #[test]
    fn what_cannot_be_used_is_refused_with_its_line() {
        for (text, said) in [
            ("colour = 1\n", "theme.toml, line 1: \"colour\" is not a key here"),
            ("\n[colours]\naccent = \"teal\"\n", "line 3: `accent` is \"teal\", which is no colour"),
            (
                "[colours]\naccent = \"#ffbf00\"\n",
                "line 2: `accent` is #ffbf00, which has a contrast of 1.6 to 1 with the white page",
            ),
            ("[colours]\nquiet = \"#757575\"\n", "with the grey behind what is set apart"),
            (
                "[logo]\nfile = \"crest.svg\"\nalt = \"Crest\"\n",
                "line 2: `file` is \"crest.svg\", which is not in the area's folder",
            ),
            ("[logo]\nfile = \"..\"\nalt = \"Crest\"\n", "which leads out of the area's folder"),
            ("[logo]\nfile = \"logo.gif\"\nalt = \"Crest\"\n", "neither an SVG nor a PNG"),
            ("[logo]\nfile = \"logo.svg\"\n", "\"alt\" is missing here"),
            ("[logo]\nfile = \"logo.svg\"\nalt = \" \"\n", "line 3: `alt` is empty"),
            ("[logo]\nfile = \"logo.svg\"\nalt = \"A\"\nheight_mm = 90\n", "line 4: `height_mm` is 90"),
            ("[fonts]\nfolder = \"logo.svg\"\n", "which is a file"),
            ("name = \"\"\n", "line 1: `name` is empty"),
            ("name = 3\n", "line 1"),
        ] {
            let error = read(text).unwrap_err().to_string();
            assert!(error.contains(said), "{error}");
        }
    }

    #[test]
    fn the_grey_is_the_one_that_is_drawn() {
        let text = include_str!("../../templates/_shared/theme.typ");
        assert!(text.contains(&format!("#let wash = rgb(\"{}\")", GROUNDS[1].1)));
    }
}
