//! `boardpack attack`: public outputs do not give their hidden counts away, and what would is found.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use boardpack::attack::{Attacked, Known, attack};
use boardpack::examine::{Readers, examine_for};
use serde_json::Value;

use crate::support::boardpack;

const BELOW: u32 = 5;
const MONTHS: [&str; 6] = ["February 2025", "March 2025", "April 2025", "May 2025", "June 2025", "July 2025"];
const IDS: [&str; 6] = ["2025-02", "2025-03", "2025-04", "2025-05", "2025-06", "2025-07"];
/// Two totals that share a part, a total of totals, and a percentage.
const SETTINGS: &str = "scheme = \"send\"\n[disclosure]\nnot_of_people = [\"V1\"]\n[disclosure.totals]\n\
     T1 = [\"A1\", \"A2\", \"A3\"]\nT2 = [\"A1\", \"B1\", \"B2\"]\nT3 = [\"T1\", \"C1\"]\n\
     [disclosure.shares]\nS1 = [\"A2\", \"T1\"]\n";
const COUNTS: [&str; 10] = ["A1", "A2", "A3", "B1", "B2", "C1", "T1", "T2", "T3", "V1"];

/// Numbers that are the same in every run.
struct Chance(u64);

impl Chance {
    fn below(&mut self, most: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
        (self.0 >> 33) % most
    }

    /// Mostly small, sometimes not.
    fn count(&mut self) -> i64 {
        match self.below(5) {
            0 => self.below(5) as i64,
            1 => self.below(12) as i64,
            _ => 5 + self.below(40) as i64,
        }
    }
}

/// The counts of each month.
type Truth = BTreeMap<&'static str, Vec<i64>>;

fn programme(chance: &mut Chance) -> Truth {
    let mut truth: Truth = COUNTS.iter().map(|of| (*of, MONTHS.iter().map(|_| chance.count()).collect())).collect();
    add_up(&mut truth);
    truth
}

fn add_up(truth: &mut Truth) {
    for (total, parts) in [("T1", ["A1", "A2", "A3"].as_slice()), ("T2", &["A1", "B1", "B2"]), ("T3", &["T1", "C1"])] {
        let sums = (0..MONTHS.len()).map(|at| parts.iter().map(|part| truth[part][at]).sum()).collect();
        truth.insert(total, sums);
    }
}

/// The dashboard of an edition: `shown` says what of a count.
fn table(truth: &Truth, months: usize, shown: impl Fn(&str, usize) -> bool) -> String {
    let mut text = format!("Ref,Measure,Unit,Good is,{}\n", MONTHS[..months].join(","));
    let mut row = |reference: &str, unit: &str, value: &dyn Fn(usize) -> String| {
        let cells: Vec<String> =
            (0..months).map(|at| if shown(reference, at) { value(at) } else { "[c]".to_owned() }).collect();
        let _ = writeln!(text, "{reference},Children {reference},{unit},Low,{}", cells.join(","));
    };
    for (reference, values) in truth {
        row(reference, "number", &|at| values[at].to_string());
    }
    let share = |at: usize| format!("{:.1}%", 100.0 * truth["A2"][at] as f64 / truth["T1"][at].max(1) as f64);
    row("S1", "%", &share);
    text
}

/// An area with an edition for each of these, the first of `MONTHS` up to the edition's.
fn area(home: &Path, editions: &[(usize, &Truth)]) {
    for (months, truth) in editions {
        let folder = home.join(IDS[months - 1]);
        fs::create_dir_all(&folder).unwrap();
        fs::write(home.join("boardpack.toml"), SETTINGS).unwrap();
        fs::write(folder.join("dashboard.csv"), table(truth, *months, |_, _| true)).unwrap();
        let tracker = "Ref,Action,Due date,Lead,Action BRAG,Update\n1.1.1,Publish the offer,May 2026,Head of SEND,Green,On time.\n";
        fs::write(folder.join("tracker.csv"), tracker).unwrap();
    }
}

fn known() -> Known {
    let list = |parts: &[&str]| parts.iter().map(|part| (*part).to_owned()).collect::<Vec<_>>();
    Known {
        below: BELOW,
        totals: [("T1", ["A1", "A2", "A3"].as_slice()), ("T2", &["A1", "B1", "B2"]), ("T3", &["T1", "C1"])]
            .map(|(total, parts)| (total.to_owned(), list(parts)))
            .into(),
        shares: [("S1".to_owned(), ["A2".to_owned(), "T1".to_owned()])].into(),
    }
}

/// Attacks tables that are written as csv files, each an output of its own.
fn attacked(folder: &Path, tables: &[&str], known: Known) -> Vec<Attacked> {
    let paths: Vec<PathBuf> = (0..tables.len()).map(|at| folder.join(format!("{at}.csv"))).collect();
    paths.iter().zip(tables).for_each(|(path, text)| fs::write(path, text).unwrap());
    attack(&paths, known).unwrap().solved.hidden
}

fn narrow(hidden: &[Attacked]) -> Vec<String> {
    let narrow = hidden.iter().filter(|hidden| hidden.is_narrow);
    narrow.map(|hidden| format!("{} {}: {:?} by {:?}", hidden.record, hidden.period, hidden.range, hidden.by)).collect()
}

/// What a public edition of an area shows, as the same kind of table; nothing is typeset for it.
fn public(home: &Path, months: usize, truth: &Truth) -> String {
    let examined = examine_for(Readers::Public, home, Some(IDS[months - 1]), &[]).unwrap();
    let measures = &examined.edition.programme.measures;
    let is_shown = |reference: &str, at: usize| {
        let measure = measures.iter().find(|measure| measure.reference.value == reference).unwrap();
        measure.series.iter().find(|entry| entry.month.id() == IDS[at]).unwrap().value.is_ok()
    };
    table(truth, months, is_shown)
}

/// Random programmes of totals that share parts, in two editions one after the other, the second with figures restated. What
/// is worked out is true, and never too narrow; where small counts alone are hidden, most are broken.
#[test]
fn random_programmes_do_not_give_their_hidden_counts_away() {
    let folder = tempfile::tempdir().unwrap();
    let mut chance = Chance(7);
    let (mut hidden_counts, mut broken, mut shown_again) = (0, 0, 0);
    for run in 0..60 {
        let june = programme(&mut chance);
        let mut july = june.clone();
        if chance.below(2) == 0 {
            let (which, at) =
                (["A1", "A2", "A3", "B1", "B2", "C1"][chance.below(6) as usize], chance.below(5) as usize);
            july.get_mut(which).unwrap()[at] = chance.count();
            add_up(&mut july);
        }
        let home = folder.path().join(format!("area{run}"));
        area(&home, &[(5, &june), (6, &july)]);
        let tables = [public(&home, 5, &june), public(&home, 6, &july)];
        let hidden = attacked(folder.path(), &[&tables[0], &tables[1]], known());
        assert_eq!(narrow(&hidden), Vec::<String>::new(), "run {run}\n{}\n{}", tables[0], tables[1]);
        for of in hidden.iter().filter(|of| !of.is_percentage) {
            let at = IDS.iter().position(|id| *id == of.period).unwrap();
            let truths = [june[of.record.as_str()][at], july[of.record.as_str()][at]];
            let is_within = |truth: &i64| of.range.least <= *truth && *truth <= of.range.most;
            assert!(truths.iter().any(is_within), "{} {}: {:?} is not {truths:?}", of.record, of.period, of.range);
        }
        hidden_counts += hidden.len();

        let is_small = |truth: &Truth, reference: &str, at: usize| {
            COUNTS.contains(&reference) && reference != "V1" && truth[reference][at] < i64::from(BELOW)
        };
        let naive = table(&july, 6, |reference, at| !is_small(&july, reference, at));
        broken += usize::from(!narrow(&attacked(folder.path(), &[&naive], known())).is_empty());
        // What the first edition hides the second shows.
        let careless = [tables[0].as_str(), &table(&june, 6, |_, _| true)];
        shown_again += usize::from(!narrow(&attacked(folder.path(), &careless, known())).is_empty());
    }
    assert!(hidden_counts > 500, "{hidden_counts}");
    assert!(broken > 50, "a naive suppression was broken {broken} times");
    assert!(shown_again > 50, "a figure shown by a later edition was found {shown_again} times");
}

/// Totals that nobody told are found where they hold in enough months.
#[test]
fn what_adds_up_is_found_in_the_figures() {
    let folder = tempfile::tempdir().unwrap();
    let text = "Ref,March 2025,April 2025,May 2025,June 2025,July 2025\nK1,60,61,70,64,62\nK2,20,21,28,22,[c]\nK3,19,30,20,21,19\nK4,21,10,22,21,40\n";
    let hidden = attacked(folder.path(), &[text], Known { below: BELOW, ..Known::default() });
    assert_eq!(narrow(&hidden).len(), 1, "{hidden:?}");
    assert_eq!((hidden[0].range.least, hidden[0].range.most), (3, 3));
    assert!(hidden[0].by[0].contains("K1 = K2 + K3 + K4"), "{:?}", hidden[0].by);
    // With a second one hidden nothing follows.
    let hidden =
        attacked(folder.path(), &[&text.replace("21,19", "21,[c]")], Known { below: BELOW, ..Known::default() });
    assert_eq!((hidden.len(), narrow(&hidden)), (2, vec![]));
}

/// Each way by which a hidden count follows from something shown, and beside it the same without that.
#[test]
fn changes_means_percentages_totals_and_other_editions_give_counts_away() {
    let folder = tempfile::tempdir().unwrap();
    let share = || Known {
        below: BELOW,
        shares: [("S1".to_owned(), ["K1".to_owned(), "K2".to_owned()])].into(),
        ..Known::default()
    };
    let plain = || Known { below: BELOW, ..Known::default() };
    for (what, given, away, narrowed) in [
        (
            "movement",
            vec!["Ref,June 2025,July 2025,Change\nK1,[c],9,up 6\n"],
            vec!["Ref,June 2025,July 2025,Change\nK1,[c],9,\n"],
            (3, 3),
        ),
        (
            "movement of the latest figure",
            vec!["Measure,Latest,Previous,Change\nK1 Children,9 July 2025,June 2025: [c],up 6\n"],
            vec!["Measure,Latest,Previous,Change\nK1 Children,9 July 2025,June 2025: [c],not known\n"],
            (3, 3),
        ),
        (
            "a mean",
            vec!["Ref,May 2025,June 2025,July 2025,Mean\nK1,10,[c],8,7.0\n"],
            vec!["Ref,May 2025,June 2025,July 2025,Mean\nK1,10,[c],8,\n"],
            (3, 3),
        ),
        (
            "a total over months",
            vec!["Ref,May 2025,June 2025,July 2025,Total\nK1,10,[c],8,21\n"],
            vec!["Ref,May 2025,June 2025,July 2025,Total\nK1,10,[c],[c],29\n"],
            (3, 3),
        ),
        (
            "a percentage",
            vec!["Ref,July 2025\nK1,[c]\nK2,60\nS1,5.0%\n"],
            vec!["Ref,July 2025\nK1,[c]\nK2,60\nS1,[c]\n"],
            (3, 3),
        ),
        (
            "a row of totals",
            vec!["Reason,Boys,Girls,Total\nMoved,[c],9,12\nIll,8,7,15\nTotal,11,16,27\n"],
            vec!["Reason,Boys,Girls,Total\nMoved,[c],[c],12\nIll,[c],[c],15\nTotal,11,16,27\n"],
            (3, 3),
        ),
        (
            "an edition that shows it",
            vec!["Ref,July 2025\nK1,[c]\n", "Ref,July 2025\nK1,3\n"],
            vec!["Ref,July 2025\nK1,[c]\n"],
            (3, 3),
        ),
    ] {
        let rules = if what == "a percentage" { share } else { plain };
        let hidden = attacked(folder.path(), &given, rules());
        let found: Vec<&Attacked> = hidden.iter().filter(|hidden| hidden.is_narrow).collect();
        let ends: Vec<(i64, i64)> = found.iter().map(|found| (found.range.least, found.range.most)).collect();
        assert_eq!(ends, [narrowed], "{what}: {hidden:?}");
        assert!(!found[0].by.is_empty(), "{what}");
        assert_eq!(narrow(&attacked(folder.path(), &away, rules())), Vec::<String>::new(), "{what}");
    }
}

fn say(output: &std::process::Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr)
}

/// Real public editions, two in a row: by their folders, and by a PDF alone.
#[test]
fn public_editions_stand_the_attack() {
    let folder = tempfile::tempdir().unwrap();
    let home = folder.path().join("area");
    let mut chance = Chance(3);
    let june = programme(&mut chance);
    let mut july = june.clone();
    july.get_mut("A3").unwrap()[5] = 3;
    add_up(&mut july);
    area(&home, &[(5, &june), (6, &july)]);
    let asked = ["--only", "performance-scorecard", "--companions", "--trace", "--html"];
    for month in ["2025-06", "2025-07"] {
        let output =
            boardpack(folder.path(), &[["build", "area", "--public", "--edition", month].as_slice(), &asked].concat());
        assert!(matches!(output.status.code(), Some(0 | 1)), "{}", say(&output));
    }
    let attacked = |paths: &[&str]| {
        let output = boardpack(folder.path(), &[["attack", "--format", "json"].as_slice(), paths].concat());
        let code = output.status.code();
        (serde_json::from_slice::<Value>(&output.stdout).unwrap_or_else(|_| panic!("{}", say(&output))), code)
    };
    let (found, code) = attacked(&["out/area/2025-06-public", "out/area/2025-07-public"]);
    assert_eq!(code, Some(0), "{found:#}");
    let hidden = found["hidden"].as_array().unwrap();
    let of = |hidden: &[Value], record: &str, period: &str| {
        hidden.iter().find(|hidden| hidden["record"] == record && hidden["period"] == period).cloned()
    };
    assert!(of(hidden, "A3", "2025-07").is_some() && hidden.len() > 10, "{found:#}");
    // What adds up is on record, and the outputs are two editions.
    assert_eq!(found["totals"]["T1"], serde_json::json!(["A1", "A2", "A3"]));
    assert_eq!(found["outputs"].as_array().unwrap().len(), 2);

    let (found, code) = attacked(&["out/area/2025-07-public/performance-scorecard.pdf"]);
    assert_eq!(code, Some(0), "{found:#}");
    let of_pdf = found["hidden"].as_array().unwrap();
    assert!(of(of_pdf, "A3", "2025-07").is_some(), "{found:#}");
    assert!(
        of_pdf.iter().all(|one| of(hidden, one["record"].as_str().unwrap(), one["period"].as_str().unwrap()).is_some())
    );

    // The control: the Board's edition beside it shows them all.
    let output = boardpack(folder.path(), &[["build", "area"].as_slice(), &asked].concat());
    assert!(matches!(output.status.code(), Some(0 | 1)), "{}", say(&output));
    let (found, code) = attacked(&["out/area/2025-07-public", "out/area/2025-07"]);
    assert_eq!(code, Some(1));
    let of_both = of(found["hidden"].as_array().unwrap(), "A3", "2025-07").unwrap();
    assert_eq!((&of_both["least"], &of_both["most"]), (&3.into(), &3.into()), "{of_both:#}");

    let text = say(&boardpack(folder.path(), &["attack", "out/area/2025-07-public"]));
    assert!(text.contains("none can be worked out") && text.contains("are not read"), "{text}");
}

/// What cannot be read is an error of the command, or told.
#[test]
fn what_cannot_be_read_is_said() {
    let folder = tempfile::tempdir().unwrap();
    let home = folder.path();
    fs::create_dir(home.join("papers")).unwrap();
    fs::write(home.join("papers/a.csv"), "Ref,July 2025\nK1,[c]\n").unwrap();
    fs::write(home.join("papers/b.pdf"), "no PDF").unwrap();
    fs::write(home.join("papers/c.html"), "<table></table>").unwrap();
    let run = |arguments: &[&str]| {
        let output = boardpack(home, arguments);
        (output.status.code(), say(&output))
    };
    let (code, text) = run(&["attack", "papers"]);
    assert_eq!(code, Some(0), "{text}");
    assert!(text.contains("not read: b.pdf") && text.contains("not read: c.html"), "{text}");
    assert!(text.contains("K1, July 2025: 0 to 4, 5 values"), "{text}");
    for (arguments, says) in [
        (["attack", "nowhere"].as_slice(), "nowhere is not there"),
        (&["attack", "papers/b.pdf"], "cannot be read"),
        (&["attack", "papers", "--total", "K1"], "does not name what adds up"),
        (&["attack", "papers", "--share", "K1=K2,K3,K4"], "does not name what adds up"),
    ] {
        let (code, text) = run(arguments);
        assert_eq!(code, Some(2), "{text}");
        assert!(text.contains(says), "{text}");
    }
}
