//! Zipped workbooks (xlsx, xlsb, ods): the parts of the package and how they relate, under one budget of bytes.

use std::collections::BTreeMap;
use std::io::{Cursor, Read};

use quick_xml::events::Event;
use zip::ZipArchive;
use zip::read::ZipFile;

use super::xml::{self, Broken, Xml};
use super::{DAMAGED, Limits, Unreadable, limits};

/// A workbook's zip archive. What is unpacked from it is counted; when the budget is spent, reading ends.
pub struct Package<'b> {
    archive: ZipArchive<Cursor<&'b [u8]>>,
    /// Each part's place in the archive, by its name in lower case with `/` between folders.
    places: BTreeMap<String, usize>,
    budget: u64,
}

/// A part's relation to another: `id` → what it is and where.
#[derive(Clone, Debug)]
pub struct Relation {
    pub id: String,
    /// The last word of the relation's type: `worksheet`, `comments`, `sharedStrings`.
    pub kind: String,
    pub part: String,
}

pub type Part<'p, 'b> = ZipFile<'p, Cursor<&'b [u8]>>;

impl<'b> Package<'b> {
    pub fn open(bytes: &'b [u8], limits: &Limits) -> Result<Package<'b>, Unreadable> {
        // Each entry of a zip directory begins with these four bytes, so their number bounds the entries before the
        // directory is taken into memory.
        let entries = memchr::memmem::find_iter(bytes, b"PK\x01\x02").take(limits::PARTS + 1).count();
        if entries > limits::PARTS {
            return Err(Unreadable::new("it is a zip file of too many parts to be a workbook", DAMAGED));
        }
        let archive = ZipArchive::new(Cursor::new(bytes)).map_err(|_| {
            Unreadable::new(
                "the file is damaged: its zip directory cannot be read, as if its end were cut off",
                "fetch it again from where it is kept; it may have been cut off while it was copied",
            )
        })?;
        let mut package = Package { archive, places: BTreeMap::new(), budget: limits.unpacked_bytes };
        let mut unpacked = 0u64;
        for index in 0..package.archive.len() {
            // The size that the directory gives may lie; the budget holds in any case, but this refusal is clearer.
            if let Ok(part) = package.archive.by_index_raw(index) {
                unpacked = unpacked.saturating_add(part.size());
            }
            if let Some(Ok(name)) = package.archive.name_for_index(index) {
                package.places.entry(plain_name(&name)).or_insert(index);
            }
        }
        if unpacked > limits.unpacked_bytes {
            return Err(Unreadable::new(
                format!(
                    "it would unpack to {} MB, more than the {} MB that is read",
                    unpacked >> 20,
                    limits.unpacked_bytes >> 20
                ),
                "remove pictures and old sheets, or raise unpacked_megabytes under [limits] in boardpack.toml",
            ));
        }
        Ok(package)
    }

    pub fn has(&self, part: &str) -> bool {
        self.places.contains_key(&plain_name(part))
    }

    /// Whether some part's name begins or ends so.
    pub fn has_any(&self, test: impl Fn(&str) -> bool) -> bool {
        self.places.keys().any(|name| test(name))
    }

    /// Opens a part and the budget it is read under; `None` where there is no such part.
    pub fn part(&mut self, name: &str) -> Result<Option<(Part<'_, 'b>, &mut u64)>, Broken> {
        let Some(&place) = self.places.get(&plain_name(name)) else { return Ok(None) };
        match self.archive.by_index(place) {
            Ok(part) => Ok(Some((part, &mut self.budget))),
            Err(zip::result::ZipError::UnsupportedArchive(why)) if why.contains("assword") => {
                Err(Broken::off("it is locked by a password"))
            }
            Err(_) => Err(Broken { why: format!("its part {name} cannot be unpacked"), corrupt: true }),
        }
    }

    /// Opens a part as XML; `None` where there is no such part.
    pub fn xml(&mut self, name: &str) -> Result<Option<Xml<'_, Part<'_, 'b>>>, Broken> {
        Ok(self.part(name)?.map(|(part, budget)| Xml::new(part, budget)))
    }

    /// Reads a part whole.
    pub fn bytes(&mut self, name: &str) -> Result<Option<Vec<u8>>, Broken> {
        let Some((part, budget)) = self.part(name)? else { return Ok(None) };
        let mut bytes = Vec::new();
        let read = part.take(*budget + 1).read_to_end(&mut bytes);
        if bytes.len() as u64 > *budget {
            *budget = 0;
            return Err(Broken::off("the file unpacks to more than is read (unpacked_megabytes under [limits])"));
        }
        *budget -= bytes.len() as u64;
        match read {
            Ok(_) => Ok(Some(bytes)),
            Err(_) => Err(Broken { why: format!("its part {name} is damaged"), corrupt: true }),
        }
    }

    /// The relations of a part; of the package itself where `part` is `""`. None where they cannot be read.
    pub fn relations(&mut self, part: &str) -> Vec<Relation> {
        let (folder, file) = part.rsplit_once('/').unwrap_or(("", part));
        let slash = if folder.is_empty() { "" } else { "/" };
        let mut relations = Vec::new();
        let Ok(Some(mut source)) = self.xml(&format!("{folder}{slash}_rels/{file}.rels")) else { return relations };
        while let Ok(Some(event)) = source.next() {
            let (Event::Start(tag) | Event::Empty(tag)) = event else { continue };
            if xml::name(&tag) != "Relationship" || relations.len() >= limits::PARTS {
                continue;
            }
            let (mut id, mut kind, mut target, mut outside) = (String::new(), String::new(), String::new(), false);
            for (key, value) in xml::attributes(&tag) {
                match key {
                    "Id" => id = xml::unescape(value).into_owned(),
                    "Type" => kind = value.rsplit('/').next().unwrap_or_default().to_owned(),
                    "Target" => target = xml::unescape(value).into_owned(),
                    "TargetMode" => outside = value.eq_ignore_ascii_case("external"),
                    _ => {}
                }
            }
            if !outside {
                relations.push(Relation { id, kind, part: resolve(folder, &target) });
            }
        }
        relations
    }
}

/// A relation's target as the name of a part. A target that climbs out of the package ends at its top.
fn resolve(folder: &str, target: &str) -> String {
    let target = target.replace('\\', "/");
    let mut path: Vec<&str> = if target.starts_with('/') { Vec::new() } else { folder.split('/').collect() };
    for step in target.split('/') {
        match step {
            "" | "." => {}
            ".." => {
                path.pop();
            }
            step => path.push(step),
        }
    }
    path.retain(|step| !step.is_empty());
    path.join("/")
}

fn plain_name(name: &str) -> String {
    name.replace('\\', "/").trim_start_matches('/').to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn targets_are_resolved_from_the_part_that_names_them() {
        assert_eq!(resolve("xl", "worksheets/sheet1.xml"), "xl/worksheets/sheet1.xml");
        assert_eq!(resolve("xl/worksheets", "../comments1.xml"), "xl/comments1.xml");
        assert_eq!(resolve("xl", "/xl/styles.xml"), "xl/styles.xml");
        assert_eq!(resolve("xl", "../../../drawing.xml"), "drawing.xml");
        assert_eq!(resolve("", "xl\\workbook.xml"), "xl/workbook.xml");
    }
}
