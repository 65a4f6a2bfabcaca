//! Whether a font file is in order as far as its reader takes it at its word: looked at within bounds before Typst is
//! given a font that is not the program's own.
//!
//! Bytes → how many faces the file has, or what is wrong with it. What is looked at: how many faces it claims, that its
//! tables lie within it, and which characters it claims to have, for each of them is listed in memory. Deliberately
//! absent: outlines, and all else that is read by place and ends by itself.

/// The most faces in one file: collections of whole families have some two hundred.
const FACES: u32 = 256;

/// The most characters that the faces of one file may claim, together, a table of them counted as often as it is named.
const CHARACTERS: u64 = 16_000_000;

const LAST_CHARACTER: u32 = 0x10_ffff;

const CUT: &str = "it ends before its tables do";

/// The number of faces in a font file.
pub fn faces(bytes: &[u8]) -> Result<u32, String> {
    let font = Bytes(bytes);
    let mut characters = CHARACTERS;
    if font.tag(0) != Some(*b"ttcf") {
        face(font, 0, &mut characters)?;
        return Ok(1);
    }
    let count = font.u32(8).ok_or(CUT)?;
    if count > FACES {
        return Err(format!("it claims to have {count} faces, and no more than {FACES} are read"));
    }
    for number in 0..count as usize {
        let at = font.u32(12 + 4 * number).ok_or(CUT)? as usize;
        face(font, at, &mut characters)?;
    }
    Ok(count)
}

fn face(font: Bytes<'_>, at: usize, characters: &mut u64) -> Result<(), String> {
    let kind = font.tag(at).ok_or(CUT)?;
    if ![*b"\0\x01\0\0", *b"OTTO", *b"true"].contains(&kind) {
        return Err("it does not begin as a TrueType or OpenType font does".to_owned());
    }
    let tables = font.u16(at + 4).ok_or(CUT)? as usize;
    for number in 0..tables {
        let record = at + 12 + 16 * number;
        let name = font.tag(record).ok_or(CUT)?;
        let (from, length) = (font.u32(record + 8).ok_or(CUT)? as usize, font.u32(record + 12).ok_or(CUT)? as usize);
        let table = font.part(from, length).ok_or(CUT)?;
        if name == *b"cmap" {
            count_characters(table, characters)?;
        }
    }
    Ok(())
}

fn count_characters(cmap: Bytes<'_>, left: &mut u64) -> Result<(), String> {
    const TORN: &str = "its table of characters is damaged";
    let mut take = |count: u64| match left.checked_sub(count) {
        Some(rest) => {
            *left = rest;
            Ok(())
        }
        None => Err("its table of characters has more of them than there are".to_owned()),
    };
    for number in 0..cmap.u16(2).ok_or(TORN)? as usize {
        let at = cmap.u32(4 + 8 * number + 4).ok_or(TORN)? as usize;
        take(1)?;
        match cmap.u16(at).ok_or(TORN)? {
            0 => take(256)?,
            2 => take(65_536)?,
            4 => {
                let segments = cmap.u16(at + 6).ok_or(TORN)? as usize / 2;
                for segment in 0..segments {
                    let end = cmap.u16(at + 14 + 2 * segment).ok_or(TORN)?;
                    let start = cmap.u16(at + 16 + 2 * segments + 2 * segment).ok_or(TORN)?;
                    take(1 + u64::from(end.saturating_sub(start)))?;
                }
            }
            6 => take(u64::from(cmap.u16(at + 8).ok_or(TORN)?))?,
            10 => {
                let (first, count) = (cmap.u32(at + 12).ok_or(TORN)?, cmap.u32(at + 16).ok_or(TORN)?);
                if first.checked_add(count).is_none_or(|end| end > LAST_CHARACTER + 1) {
                    return Err(TORN.to_owned());
                }
                take(u64::from(count))?;
            }
            12 | 13 => {
                for group in 0..cmap.u32(at + 12).ok_or(TORN)? as usize {
                    let at = at + 16 + 12 * group;
                    let (start, end) = (cmap.u32(at).ok_or(TORN)?, cmap.u32(at + 4).ok_or(TORN)?);
                    if end > LAST_CHARACTER {
                        return Err("it claims to have characters beyond the last that there is".to_owned());
                    }
                    take(1 + u64::from(end.saturating_sub(start)))?;
                }
            }
            // Other kinds are of no use to Typst, which passes them over.
            _ => {}
        }
    }
    Ok(())
}

/// Numbers by their place, the highest byte first; `None` beyond the end.
#[derive(Clone, Copy)]
struct Bytes<'b>(&'b [u8]);

impl<'b> Bytes<'b> {
    fn part(self, from: usize, length: usize) -> Option<Bytes<'b>> {
        self.0.get(from..from.checked_add(length)?).map(Bytes)
    }

    fn tag(self, at: usize) -> Option<[u8; 4]> {
        self.0.get(at..)?.first_chunk().copied()
    }

    fn u16(self, at: usize) -> Option<u16> {
        Some(u16::from_be_bytes(*self.0.get(at..)?.first_chunk()?))
    }

    fn u32(self, at: usize) -> Option<u32> {
        self.tag(at).map(u32::from_be_bytes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SHIPPED: &[u8] = include_bytes!("../../fonts/source-sans-3/SourceSans3_400Regular.ttf");

    fn refused(bytes: &[u8]) -> String {
        faces(bytes).unwrap_err()
    }

    #[test]
    fn what_a_font_claims_is_held_against_what_it_has() {
        assert_eq!(faces(SHIPPED), Ok(1));
        assert_eq!(refused(&SHIPPED[..SHIPPED.len() / 2]), CUT);
        assert_eq!(refused(b"no font"), "it does not begin as a TrueType or OpenType font does");
        assert_eq!(
            refused(b"ttcf\0\x01\0\0\xff\xff\xff\xff"),
            "it claims to have 4294967295 faces, and no more than 256 are read"
        );
        assert_eq!(refused(b"ttcf\0\x01\0\0\0\0\0\x02"), CUT);
        assert_eq!(refused(b""), CUT);
    }

    #[test]
    fn a_range_of_characters_without_end_is_refused() {
        let mut endless = SHIPPED.to_vec();
        let cmap = endless.windows(8).position(|bytes| bytes == [0, 0, 0, 4, 0, 0, 0, 3]).unwrap();
        let at = cmap + endless[cmap..].windows(4).position(|bytes| bytes == [0, 12, 0, 0]).unwrap();
        endless[at + 20] = 0xe0;
        assert_eq!(refused(&endless), "it claims to have characters beyond the last that there is");
    }

    #[test]
    fn a_table_that_is_named_again_and_again_is_counted_each_time() {
        // One face with one table, whose 60,000 records all lead to one range of a million characters.
        let mut cmap = vec![0, 0, 0xea, 0x60];
        let at = 4 + 8 * 60_000_u32;
        (0..60_000).for_each(|_| cmap.extend([[0, 3, 0, 10], at.to_be_bytes()].concat()));
        cmap.extend([0, 12, 0, 0, 0, 0, 0, 28, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0x0f, 0xff, 0xff, 0, 0, 0, 1]);
        let mut font = b"\0\x01\0\0\0\x01\0\0\0\0\0\0cmap\0\0\0\0\0\0\0\x1c".to_vec();
        font.extend((cmap.len() as u32).to_be_bytes());
        font.extend(cmap);
        assert!(refused(&font).contains("more of them than there are"), "{}", refused(&font));
    }
}
