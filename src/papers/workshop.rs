//! What papers are made with: templates, fonts and parsed files, for one area or many.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::area::AreaFolder;
use crate::diagnostic::{Error, Result};
use crate::suggest::nearest;
use crate::template::store::Templates;
use crate::template::theme;
use crate::template::theme::Theme;
use crate::typeset;
use crate::typeset::Fonts;

/// What papers are made with. May be used for several editions at once.
#[derive(Clone)]
pub struct Workshop {
    pub templates: Templates,
    pub fonts: Arc<Fonts>,
    pub(super) files: Arc<typeset::Files>,
    /// The folder of fonts that the user named.
    pub(super) fonts_folder: Option<PathBuf>,
}

impl Workshop {
    /// The program's own templates and fonts, with those of the folders over them.
    pub fn open(templates: Option<&Path>, fonts: Option<&Path>) -> Result<Workshop> {
        let templates = Templates::open(templates)?;
        Ok(Workshop {
            files: Arc::new(typeset::Files::of(&templates)),
            templates,
            fonts: Arc::new(Fonts::open(fonts)?),
            fonts_folder: fonts.map(Path::to_owned),
        })
    }

    /// The workshop for an area, given its folder or that of an edition: with the templates of its own, under those that the
    /// user named, and in its look. Where it has neither, it is the one that all areas share.
    pub fn for_area(&self, area: &Path) -> Result<Workshop> {
        let area = AreaFolder::home(area);
        let theme = Theme::of(&area)?;
        let mut templates = self.templates.for_area(&area)?;
        if theme.is_none() && templates.folders() == self.templates.folders() {
            return Ok(self.clone());
        }
        if let Some(theme) = &theme {
            templates = templates.in_theme(theme);
        }
        let files = Arc::new(typeset::Files::of(&templates));
        let workshop = Workshop { templates, files, ..self.clone() };
        match &theme {
            Some(theme) => workshop.in_fonts_of(theme)?.with_logo_seen(theme),
            None => Ok(workshop),
        }
    }

    /// The same with the fonts of a theme, which must have the family that it names.
    fn in_fonts_of(mut self, theme: &Theme) -> Result<Workshop> {
        let Some(own) = &theme.fonts else { return Ok(self) };
        if let Some(folder) = &own.folder {
            let named = self.fonts_folder.as_deref().map(|folder| ("own", folder));
            let all: Vec<(&str, &Path)> = named.into_iter().chain([("theme", folder.as_path())]).collect();
            self.fonts = Arc::new(Fonts::of_folders(&all)?);
        }
        if let Some((family, line)) = &own.family {
            let known = self.fonts.families();
            if !known.contains(&family.as_str()) {
                let hint = match nearest(family, known.iter().copied()) {
                    Some(near) => format!("did you mean \"{near}\"?"),
                    None => format!(
                        "put its files into the folder fonts beside {}; there are {}",
                        theme::FILE,
                        known.join(", ")
                    ),
                };
                let what = format!("{}, line {line}: there is no font family \"{family}\"", theme::FILE);
                return Err(Error::new(what).hint(hint));
            }
        }
        Ok(self)
    }

    /// The same, once it is certain that the logo of a theme can be printed.
    fn with_logo_seen(self, theme: &Theme) -> Result<Workshop> {
        let Some(logo) = &theme.logo else { return Ok(self) };
        typeset::can_print(&logo.path, &self.fonts, &self.files).map_err(|why| {
            Error::new(format!("{}, line {}: the logo {} cannot be printed: {why}", theme::FILE, logo.line, logo.file))
                .hint("save the picture again, as plain SVG or as PNG")
        })?;
        Ok(self)
    }

    /// Parses what all papers share while the workbooks are read.
    pub fn read_ahead(&self) {
        self.files.read_ahead(self.templates.shared());
    }
}
