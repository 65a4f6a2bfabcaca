//! A meeting's papers: the agenda, what it names opened, and the pack of it all.
//!
//! `agenda` is what the clerk wrote; `sections` opens what it names, of ours and of others (`handed_in`); `book` counts pages,
//! sets those of ours between the papers and hands all to `pack`, which knows nothing of meetings. Where the agenda says under
//! which rules the meeting is held (`restricted`), `editions` makes a public edition beside the full one, with the same pages.

pub mod agenda;
mod book;
pub mod editions;
mod handed_in;
mod hides;
mod planned;
mod restricted;
mod sections;
mod standing;

pub use self::agenda::Agenda;
pub use self::book::Book;
pub use self::sections::section;
