//! The fonts that papers are set in: those inside the program and, before them, those of folders: one that the user names,
//! and that of an area's theme.
//!
//! Input: font files (ttf, otf, ttc, otc). Output: [`Fonts`], which Typst chooses from and which knows whether a
//! character can be printed. Deliberately absent: the fonts of the system, for the same inputs must give the same
//! paper on every machine.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use include_dir::{Dir, include_dir};
use typst::foundations::Bytes;
use typst::text::Font;
use typst_kit::fonts::FontStore;

use super::{guard, sfnt};
use crate::diagnostic::{Error, Result};
use crate::digest;
use crate::files;

static SHIPPED: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/fonts");

/// The most bytes that the fonts of a folder may have, together: they are all in memory.
const MOST: u64 = 256 << 20;

/// The fonts at hand.
pub struct Fonts {
    pub(super) store: FontStore,
    faces: Vec<Font>,
    files: BTreeMap<String, String>,
}

impl Fonts {
    /// The fonts inside the program, with those of `folder` and the folders in it. Where both have the same face the
    /// folder's is taken.
    pub fn open(folder: Option<&Path>) -> Result<Fonts> {
        let own: Vec<(&str, &Path)> = folder.map(|folder| ("own", folder)).into_iter().collect();
        Fonts::of_folders(&own)
    }

    /// The same with the fonts of several folders, the first before the others. Each has a name of its own, under which its
    /// files are on record.
    pub fn of_folders(folders: &[(&str, &Path)]) -> Result<Fonts> {
        let mut faces = Vec::new();
        let mut files = BTreeMap::new();
        let mut left = MOST;
        for (known_as, folder) in folders {
            for path in font_files(folder)? {
                let bytes = files::bytes(&path, left)
                    .map_err(|why| Error::new(format!("the font {} cannot be read: {why}", path.display())))?;
                left -= bytes.len() as u64;
                let name = path.strip_prefix(folder).unwrap_or(&path);
                let parts: Vec<_> = name.iter().map(|part| part.to_string_lossy()).collect();
                files.insert(format!("{known_as}/{}", parts.join("/")), digest::of(&bytes));
                let own = faces_of(bytes).map_err(|why| {
                    Error::new(format!("{} is not a font that can be used: {why}", path.display()))
                        .hint("get the file again from where it came from, or take it out of the folder; TrueType and OpenType files can be used (.ttf, .otf)")
                })?;
                faces.extend(own);
            }
        }
        let mut shipped = Vec::new();
        collect_fonts(&SHIPPED, &mut shipped);
        files.extend(shipped.iter().map(|(path, data)| (path.clone(), digest::of(data))));
        faces.extend(shipped.into_iter().flat_map(|(_, data)| Font::iter(Bytes::new(data))));

        let mut store = FontStore::new();
        for face in &faces {
            store.push((face.clone(), face.info().clone()));
        }
        Ok(Fonts { store, faces, files })
    }

    /// The font files with their digests; those of a folder stand under its name.
    pub fn files(&self) -> &BTreeMap<String, String> {
        &self.files
    }

    /// Whether one of the fonts has a glyph for the character.
    pub fn covers(&self, c: char) -> bool {
        self.faces.iter().any(|face| face.info().coverage.contains(u32::from(c)))
    }

    /// The names of the families, in the order they were found.
    pub fn families(&self) -> Vec<&str> {
        let mut families: Vec<&str> = Vec::new();
        for face in &self.faces {
            let family = face.info().family.as_str();
            if !families.contains(&family) {
                families.push(family);
            }
        }
        families
    }
}

/// The faces of a font file that is not the program's own.
fn faces_of(bytes: Vec<u8>) -> std::result::Result<Vec<Font>, String> {
    let count = sfnt::faces(&bytes)?;
    let bytes = Bytes::new(bytes);
    let faces: Option<Vec<Font>> =
        guard::quietly(|| (0..count).filter_map(|face| Font::new(bytes.clone(), face)).collect());
    match faces {
        Some(faces) if !faces.is_empty() => Ok(faces),
        _ => Err("it has no face with a name and characters".to_owned()),
    }
}

/// The font files within a folder, in the order of their paths. Web fonts are refused by name: Typst cannot read them,
/// and a family that silently is not there would only be missed in the finished paper.
fn font_files(folder: &Path) -> Result<Vec<PathBuf>> {
    let listing = fs::read_dir(folder).map_err(|why| {
        Error::new(format!("the fonts folder {} cannot be opened: {}", folder.display(), files::plainly(&why)))
            .hint("see whether its name is right, and whether you may read it")
    })?;
    let mut entries: Vec<PathBuf> = listing.flatten().map(|entry| entry.path()).collect();
    entries.sort();
    let mut files = Vec::new();
    for path in entries {
        let ending = path.extension().map(|ending| ending.to_string_lossy().to_lowercase()).unwrap_or_default();
        // A link to a folder is not followed, for it could lead round in a circle.
        if path.is_dir() && !path.is_symlink() {
            files.extend(font_files(&path)?);
        } else if ["ttf", "otf", "ttc", "otc"].contains(&ending.as_str()) {
            files.push(path);
        } else if ["woff", "woff2"].contains(&ending.as_str()) {
            return Err(Error::new(format!("{} is a web font, which cannot be used in a PDF", path.display()))
                .hint("get the family as .ttf or .otf"));
        }
    }
    Ok(files)
}

fn collect_fonts(dir: &'static Dir<'static>, into: &mut Vec<(String, &'static [u8])>) {
    let name = |path: &Path| path.iter().map(|part| part.to_string_lossy()).collect::<Vec<_>>().join("/");
    let is_font = |path: &Path| path.extension().is_some_and(|ending| ending == "ttf" || ending == "otf");
    into.extend(dir.files().filter(|file| is_font(file.path())).map(|file| (name(file.path()), file.contents())));
    dir.dirs().for_each(|inner| collect_fonts(inner, into));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shipped_fonts_print_what_papers_need() {
        let fonts = Fonts::open(None).unwrap();
        assert!(!fonts.families().is_empty());
        for c in "aéŵ£€–—‘’“”…•→✓−×±≥½".chars() {
            assert!(fonts.covers(c), "no glyph for {c}");
        }
        assert!(!fonts.covers('🔵'));
    }

    #[test]
    fn a_folder_of_fonts_is_checked() {
        let folder = tempfile::tempdir().unwrap();
        let none = Fonts::open(Some(&folder.path().join("none"))).err().unwrap();
        assert!(none.message.contains("cannot be opened: it is not there") && none.hint.is_some(), "{}", none.message);
        fs::write(folder.path().join("a.ttf"), "no font").unwrap();
        assert!(Fonts::open(Some(folder.path())).err().unwrap().message.contains("a.ttf is not a font"));
        fs::remove_file(folder.path().join("a.ttf")).unwrap();
        fs::write(folder.path().join("a.woff2"), "").unwrap();
        assert!(Fonts::open(Some(folder.path())).err().unwrap().message.contains("web font"));
    }
}
