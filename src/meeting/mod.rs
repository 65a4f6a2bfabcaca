//! A meeting's papers: the agenda, what it names opened, and the pack of it all.
//!
//! `agenda` is what the clerk wrote; `sections` opens what it names, of ours and of others (`handed_in`); `book` counts pages,
//! sets those of ours between the papers and hands all to `pack`, which knows nothing of meetings.

pub mod agenda;
mod book;
mod handed_in;
mod planned;
mod sections;

pub use self::agenda::Agenda;
pub use self::book::Book;
pub use self::sections::section;
