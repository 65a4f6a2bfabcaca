//! The one test target: each further one would link the typesetting engine again.

mod cases;
mod claims;
mod editions_kept;
mod facts;
mod fuzz;
mod gallery;
mod headlines;
mod hostile_files;
mod layout;
mod limits;
mod mutation;
mod one_set;
mod one_truth;
mod notice;
mod oracle;
mod papers;
mod provenance;
mod recognised;
mod recomputed;
mod sample;
mod sample_area;
mod scheme;
mod support;
mod tidy;
mod voice;
mod xmr;
