//! What every part of the facts is made with: the edition, its figures, the ledger they are entered in, and the records
//! that stand in several places, each made once.

use std::collections::HashMap;
use std::sync::Arc;

use super::computed::Computed;
use super::given::Given;
use super::marks::Marks;
use super::{actions, measures, risks};
use crate::ledger::{Fact, Ledger};
use crate::programme::model::{Action, Measure, Risk};
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

impl<'a> Context<'a> {
    pub fn of(given: &'a Given<'a>, computed: &'a Computed<'a>, ledger: &'a Ledger) -> Context<'a> {
        let mut context = Context {
            given,
            computed,
            ledger,
            marks: computed.changes.as_ref().map(|movement| Marks::of(movement, ledger)).unwrap_or_default(),
            date: wording::day(given.status_date()),
            actions: HashMap::new(),
            measures: HashMap::new(),
            risks: HashMap::new(),
        };
        let programme = given.programme();
        let mut made = HashMap::new();
        for area in &programme.areas {
            for aim in &area.aims {
                for action in &aim.actions {
                    made.insert(std::ptr::from_ref(action), Arc::new(actions::action(&context, area, aim, action)));
                }
            }
        }
        context.actions = made;
        context.measures = computed
            .judged
            .iter()
            .map(|of| (std::ptr::from_ref(of.measure), Arc::new(measures::measure(&context, of))))
            .collect();
        context.risks = programme
            .risks
            .iter()
            .map(|risk| (std::ptr::from_ref(risk), Arc::new(risks::risk(&context, risk, context.marks.risk(risk)))))
            .collect();
        context
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
