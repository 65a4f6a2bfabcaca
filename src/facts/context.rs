//! What every part of the facts is made with: the edition, its figures, the ledger they are entered in, and the records
//! that stand in several places, each made once.

use std::collections::HashMap;
use std::sync::Arc;

use super::computed::Computed;
use super::given::Given;
use super::marks::Marks;
use crate::figures::Judged;
use crate::ledger::{Fact, Ledger};
use crate::programme::model::{Action, Aim, Area, Measure, Risk};
use crate::programme::scheme::Scheme;
use crate::wording;

/// Everything that a part of the facts may ask for.
pub struct Context<'a> {
    pub given: &'a Given<'a>,
    pub computed: &'a Computed<'a>,
    pub ledger: &'a Ledger,
    pub marks: Marks,
    /// The status date, written out.
    pub date: String,
    actions: HashMap<*const Action, Arc<Fact>>,
    measures: HashMap<*const Measure, Arc<Fact>>,
    risks: HashMap<*const Risk, Arc<Fact>>,
}

/// How the facts of each kind of record are made.
pub struct Makers {
    pub action: fn(&Context<'_>, &Area, &Aim, &Action) -> Fact,
    pub measure: fn(&Context<'_>, &Judged<'_>) -> Fact,
    pub risk: fn(&Context<'_>, &Risk, Fact) -> Fact,
}

impl<'a> Context<'a> {
    pub fn of(given: &'a Given<'a>, computed: &'a Computed<'a>, ledger: &'a Ledger) -> Context<'a> {
        Context {
            given,
            computed,
            ledger,
            marks: computed
                .changes
                .as_ref()
                .map(|movement| Marks::of(movement, &given.settings.scheme().risk, ledger))
                .unwrap_or_default(),
            date: wording::day(given.status_date()),
            actions: HashMap::new(),
            measures: HashMap::new(),
            risks: HashMap::new(),
        }
    }

    /// Makes the facts of every record once.
    pub fn make_records(mut self, makers: &Makers) -> Context<'a> {
        let programme = self.given.programme();
        let areas = programme.areas.iter().flat_map(|area| area.aims.iter().map(move |aim| (area, aim)));
        let actions = areas.flat_map(|(area, aim)| aim.actions.iter().map(move |action| (area, aim, action)));
        let made = |fact: Fact| Arc::new(fact);
        let actions: HashMap<_, _> = actions
            .map(|(area, aim, action)| (std::ptr::from_ref(action), made((makers.action)(&self, area, aim, action))))
            .collect();
        let judged = self.computed.judged.iter();
        let measures: HashMap<_, _> =
            judged.map(|of| (std::ptr::from_ref(of.measure), made((makers.measure)(&self, of)))).collect();
        let risks: HashMap<_, _> = programme
            .risks
            .iter()
            .map(|risk| (std::ptr::from_ref(risk), made((makers.risk)(&self, risk, self.marks.risk(risk)))))
            .collect();
        (self.actions, self.measures, self.risks) = (actions, measures, risks);
        self
    }

    /// By what the edition's programme goes.
    pub fn scheme(&self) -> &'a Scheme {
        self.given.settings.scheme()
    }

    /// The facts of an action of this edition.
    pub fn action(&self, action: &Action) -> Fact {
        self.actions.get(&std::ptr::from_ref(action)).map_or(Fact::Null, Fact::from)
    }

    pub fn actions<'b>(&self, actions: impl IntoIterator<Item = &'b Action>) -> Vec<Fact> {
        actions.into_iter().map(|action| self.action(action)).collect()
    }

    /// The facts of a measure of this edition.
    pub fn measure(&self, measure: &Measure) -> Fact {
        self.measures.get(&std::ptr::from_ref(measure)).map_or(Fact::Null, Fact::from)
    }

    /// The facts of a risk of this edition.
    pub fn risk(&self, risk: &Risk) -> Fact {
        self.risks.get(&std::ptr::from_ref(risk)).map_or(Fact::Null, Fact::from)
    }
}
