//! The merged blocks of a sheet, found by cell in about the same time however many there are.

use std::collections::BTreeMap;

use super::Region;

/// The merged blocks of a sheet. In a sound file they do not overlap.
#[derive(Clone, Debug, Default)]
pub struct Merges {
    /// Blocks of at most [`TALL`] rows, under each of their rows, by first column.
    by_row: BTreeMap<u32, Vec<Region>>,
    tall: Vec<Region>,
    count: usize,
}

const TALL: usize = 1_000;
/// Taller blocks are looked through one by one, so they are few.
const MOST_TALL: usize = 64;
impl Merges {
    /// Gives the blocks and how many were too many to keep. `rows_left` is how many rows of blocks may be kept.
    pub fn new(regions: Vec<Region>, rows_left: &mut usize) -> (Merges, usize) {
        let mut merges = Merges::default();
        let mut lost = 0;
        for region in regions {
            let height = (region.last_row - region.first_row) as usize + 1;
            if height > TALL {
                if merges.tall.len() < MOST_TALL {
                    merges.tall.push(region)
                } else {
                    lost += 1
                }
                continue;
            }
            if height > *rows_left {
                lost += 1;
                continue;
            }
            *rows_left -= height;
            merges.count += 1;
            for row in region.first_row..=region.last_row {
                merges.by_row.entry(row).or_default().push(region);
            }
        }
        merges.by_row.values_mut().for_each(|row| row.sort_by_key(|region| region.first_column));
        merges.count += merges.tall.len();
        (merges, lost)
    }

    /// The block that a cell belongs to.
    pub fn at(&self, row: u32, column: u32) -> Option<Region> {
        let beside = self.by_row.get(&row).and_then(|row| {
            let after = row.partition_point(|region| region.first_column <= column);
            row[..after].last()
        });
        beside.into_iter().chain(&self.tall).copied().find(|region| region.contains(row, column))
    }

    pub fn len(&self) -> usize {
        self.count
    }

    pub fn is_empty(&self) -> bool {
        self.count == 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn block(first_row: u32, first_column: u32, last_row: u32, last_column: u32) -> Region {
        Region { first_row, first_column, last_row, last_column }
    }

    #[test]
    fn a_cell_finds_the_block_it_is_in() {
        let blocks = vec![block(2, 0, 4, 0), block(0, 0, 0, 9), block(2, 3, 2, 5), block(10, 1, 1_048_575, 1)];
        let (merges, lost) = Merges::new(blocks.clone(), &mut 1_000);
        assert_eq!((merges.len(), lost), (4, 0));
        assert_eq!(merges.at(3, 0), Some(blocks[0]));
        assert_eq!(merges.at(0, 9), Some(blocks[1]));
        assert_eq!(merges.at(2, 4), Some(blocks[2]));
        assert_eq!(merges.at(500_000, 1), Some(blocks[3]));
        assert_eq!((merges.at(2, 2), merges.at(5, 0)), (None, None));
    }

    #[test]
    fn absurdly_many_blocks_are_cut_short() {
        let (merges, lost) = Merges::new((0..20).map(|column| block(0, column, 99, column)).collect(), &mut 1_550);
        assert_eq!((merges.len(), lost), (15, 5));
        let (merges, lost) = Merges::new((0..100).map(|column| block(0, column, 1_048_575, column)).collect(), &mut 10);
        assert_eq!((merges.len(), lost), (64, 36));
    }
}
