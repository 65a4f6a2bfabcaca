//! Compound files, the container of Excel 97–2003: a small file system of streams in sectors.
//!
//! Deliberately absent: writing, folders below the root. A chain of sectors is followed no further than the file has
//! sectors, so a chain that bites its own tail ends.

/// The first bytes of every compound file.
pub const MAGIC: [u8; 8] = [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1];

/// The streams of a compound file.
pub struct CompoundFile<'b> {
    bytes: &'b [u8],
    sector: usize,
    table: Vec<u32>,
    small_table: Vec<u32>,
    small: Vec<u8>,
    smallest_large: u64,
    entries: Vec<Entry>,
}

struct Entry {
    name: String,
    start: u32,
    size: u64,
}

impl<'b> CompoundFile<'b> {
    /// Opens a compound file; `None` where its header or tables are not sound.
    pub fn open(bytes: &'b [u8]) -> Option<CompoundFile<'b>> {
        let word = |at: usize| u32_at(bytes, at);
        let shift = u16_at(bytes, 30)?;
        if !bytes.starts_with(&MAGIC) || !matches!(shift, 9 | 12) {
            return None;
        }
        let sector = 1usize << shift;
        let most = bytes.len() / sector + 1;
        let mut file = CompoundFile {
            bytes,
            sector,
            table: Vec::new(),
            small_table: Vec::new(),
            small: Vec::new(),
            smallest_large: u64::from(word(56)?),
            entries: Vec::new(),
        };
        // The table of sectors is listed in the header and, beyond 109 of its sectors, in a chain of lists.
        let mut places: Vec<u32> = (0..109).filter_map(|index| word(76 + index * 4)).collect();
        let mut list = word(68)?;
        for _ in 0..most {
            let Some(held) = file.sector(list) else { break };
            let numbers: Vec<u32> = held.chunks_exact(4).map(le_u32).collect();
            let (next, listed) = numbers.split_last()?;
            places.extend(listed);
            list = *next;
        }
        for place in places.into_iter().filter(|place| *place < 0xFFFF_FFFC).take(most) {
            if let Some(held) = file.sector(place) {
                file.table.extend(held.chunks_exact(4).map(le_u32));
            }
        }
        let directory = file.chain(word(48)?);
        let mut root = (0, 0);
        for entry in directory.chunks_exact(128).take(10_000) {
            let length = usize::from(u16_at(entry, 64)?).clamp(2, 64) - 2;
            let name: Vec<u16> =
                entry[..length].chunks_exact(2).map(|pair| u16::from_le_bytes([pair[0], pair[1]])).collect();
            let (start, size) = (u32_at(entry, 116)?, u64::from(u32_at(entry, 120)?));
            match entry[66] {
                5 => root = (start, size),
                2 => file.entries.push(Entry { name: String::from_utf16_lossy(&name), start, size }),
                _ => {}
            }
        }
        file.small_table = file.chain(word(60)?).chunks_exact(4).map(le_u32).collect();
        file.small = file.chain(root.0);
        file.small.truncate(usize::try_from(root.1).unwrap_or(usize::MAX));
        Some(file)
    }

    pub fn has(&self, name: &str) -> bool {
        self.entries.iter().any(|entry| entry.name.eq_ignore_ascii_case(name))
    }

    pub fn stream(&self, name: &str) -> Option<Vec<u8>> {
        let entry = self.entries.iter().find(|entry| entry.name.eq_ignore_ascii_case(name))?;
        let mut bytes =
            if entry.size < self.smallest_large { self.small_chain(entry.start) } else { self.chain(entry.start) };
        bytes.truncate(usize::try_from(entry.size).unwrap_or(usize::MAX));
        Some(bytes)
    }

    /// A sector, or what the file holds of it.
    fn sector(&self, number: u32) -> Option<&'b [u8]> {
        let start = (number as usize).checked_add(1)?.checked_mul(self.sector)?;
        let end = start.checked_add(self.sector)?.min(self.bytes.len());
        self.bytes.get(start..end).filter(|held| !held.is_empty())
    }

    fn chain(&self, start: u32) -> Vec<u8> {
        let mut bytes = Vec::new();
        let mut number = start;
        while bytes.len() <= self.bytes.len()
            && let Some(held) = self.sector(number)
        {
            bytes.extend_from_slice(held);
            match self.table.get(number as usize) {
                Some(next) => number = *next,
                None => break,
            }
        }
        bytes
    }

    fn small_chain(&self, start: u32) -> Vec<u8> {
        let mut bytes = Vec::new();
        let mut number = start as usize;
        while bytes.len() <= self.small.len()
            && let Some(held) = number.checked_mul(64).and_then(|at| self.small.get(at..self.small.len().min(at + 64)))
            && !held.is_empty()
        {
            bytes.extend_from_slice(held);
            match self.small_table.get(number) {
                Some(next) => number = *next as usize,
                None => break,
            }
        }
        bytes
    }
}

fn le_u32(bytes: &[u8]) -> u32 {
    u32::from_le_bytes([bytes[0], bytes[1], bytes[2], bytes[3]])
}

pub fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    bytes.get(at..at + 2).map(|pair| u16::from_le_bytes([pair[0], pair[1]]))
}

pub fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    bytes.get(at..at + 4).map(le_u32)
}

pub fn f64_at(bytes: &[u8], at: usize) -> Option<f64> {
    bytes.get(at..at + 8).map(|held| f64::from_le_bytes(held.try_into().expect("eight bytes were taken")))
}
