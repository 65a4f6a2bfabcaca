//! A meeting's papers: the agenda, what it names opened, the pack of it all, and what of it was sent out.
//!
//! `agenda` is what the clerk wrote, with why something came `late`; `sections` opens what it names, of ours and of others
//! (`handed_in`, each `opened` once); `book` counts pages, sets those of ours between the papers and hands all to `pack`, which knows nothing of
//! meetings. Where the agenda says under which rules the meeting is held (`restricted`), `editions` makes a public edition beside
//! the full one, with the same pages. `issued` is the record of what was sent out, by what its pages say (`said`); a `supplement`
//! has what came after it, `differences` are the `changes` since, and `submission` has the files of a zip.

pub mod agenda;
mod book;
mod changes;
mod differences;
pub mod editions;
mod handed_in;
mod hides;
mod issued;
mod late;
pub mod looked_at;
mod opened;
mod planned;
mod restricted;
mod said;
mod sections;
mod standing;
mod submission;
mod supplement;

pub use self::agenda::Agenda;
pub use self::book::Book;
pub use self::changes::{Changes, called};
pub use self::differences::since;
pub use self::issued::{FILE, Issue, Issued, Kind};
pub use self::opened::Opened;
pub use self::planned::{Planned, Section};
pub use self::sections::{Tell, files, section};
pub use self::submission::entries;
pub use self::supplement::{is_anything_late, late_papers};
