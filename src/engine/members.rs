//! Members that leave: what is theirs is handed over, in the same transaction.

use super::{Engine, Outcome, plan, write};
use crate::change::Label;
use crate::model::{Field, Id, Now, Op, Rule, Table, Value, customer, interaction};
use crate::wire::{Draft, MemberUse, Problem, RemoveMember};

/// What names a member.
const THEIRS: [(Table, Field); 2] =
    [(Table::Customer, customer::OWNER), (Table::Interaction, interaction::HANDLED_BY)];

impl Engine {
    pub(super) fn member_use(&self, member: Id, now: Now) -> Result<MemberUse, Problem> {
        let [customers, interactions] = self.theirs(member, now)?.map(|ids| ids.len() as u32);
        Ok(MemberUse { customers, interactions })
    }

    pub(super) fn remove_member(&mut self, ask: &RemoveMember, now: Now) -> Result<Outcome, Problem> {
        if self.me == Some(ask.member) {
            return Err(Problem::new("You cannot remove yourself.")
                .advice("Say first that somebody else sits at this browser."));
        }
        let to = ask.hand_over_to.map(Value::Ref);
        let theirs = THEIRS.into_iter().zip(self.theirs(ask.member, now)?);
        let mut drafts: Vec<Draft> = theirs
            .flat_map(|((table, field), ids)| {
                let to = to.clone();
                ids.into_iter().map(move |id| Draft::new(table, id).set(field.clone(), to.clone()))
            })
            .collect();
        let label = Label::new("Remove member", plan::name_of(&self.state, Table::Member, ask.member));
        drafts.push(Draft::delete(Table::Member, ask.member));
        let writer = self.writer(now);
        Ok(write(plan::commit(&self.state, writer, label, drafts)?, 0))
    }

    fn theirs(&self, member: Id, now: Now) -> Result<[Vec<Id>; 2], Problem> {
        let query = self.query(now);
        let ids = |(table, field): &(Table, Field)| -> Result<Vec<Id>, Problem> {
            let rule = Rule::field(field.clone(), Op::Is(Value::Ref(member)));
            let data = self.state.table(*table);
            Ok(query.select(*table, &rule)?.iter().map(|row| data.id(row)).collect())
        };
        Ok([ids(&THEIRS[0])?, ids(&THEIRS[1])?])
    }
}
