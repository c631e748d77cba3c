//! The customer list: filtered, searched, sorted; any window of it.

use std::rc::Rc;

use super::bitmap::Bitmap;
use super::column::key_of;
use super::derive;
use super::query::Query;
use super::test::Cell;
use super::{Engine, search};
use crate::change::Record;
use crate::model::{Date, Field, FieldKind, Now, Rule, SortKey, Table, customer, fold, interaction, words};
use crate::wire::{GetList, Hit, ListPage, ListRow, Problem, Search, SearchResults, Selection};

/// The last list, so that scrolling asks only for its windows.
#[derive(Default)]
pub struct Cache {
    asked: Option<Asked>,
    rows: Rc<Vec<u32>>,
}

/// What a list depends on.
#[derive(PartialEq)]
struct Asked {
    filter: Rule,
    search: String,
    sort: Vec<SortKey>,
    /// Of customers and interactions.
    revisions: [u64; 2],
    /// Other tables (segments, choices) can change what a rule or an order means.
    transactions: usize,
    today: Date,
}

/// The place a hit was found: better first.
const IN_NAME: u32 = 4;
const IN_CUSTOMER: u32 = 2;
const IN_HISTORY: u32 = 1;

impl Engine {
    pub(super) fn query(&self, now: Now) -> Query<'_> {
        Query { state: &self.state, now }
    }

    pub(super) fn list(&self, ask: &GetList, now: Now) -> Result<ListPage, Problem> {
        let rows = self.listed(&ask.filter, &ask.search, &ask.sort, now)?;
        let query = self.query(now);
        let customers = self.state.table(Table::Customer);
        let from = (ask.offset as usize).min(rows.len());
        let to = from.saturating_add(ask.limit as usize).min(rows.len());
        let shown = rows[from..to].iter().map(|row| {
            let record = customers.record(*row);
            ListRow {
                id: record.id,
                name: derive::display_name(&record),
                is_company: derive::is_company(&record),
                cells: ask.fields.iter().map(|field| query.shown(*row, &record, field)).collect(),
            }
        });
        Ok(ListPage {
            total: rows.len() as u32,
            offset: from as u32,
            rows: shown.collect(),
            indexing: !ask.search.trim().is_empty() && self.is_indexing(),
        })
    }

    /// The rows of a list in its order.
    fn listed(&self, filter: &Rule, text: &str, sort: &[SortKey], now: Now) -> Result<Rc<Vec<u32>>, Problem> {
        let asked = Asked {
            filter: filter.clone(),
            search: text.to_owned(),
            sort: sort.to_vec(),
            revisions: [Table::Customer, Table::Interaction].map(|table| self.state.table(table).revision()),
            transactions: self.state.log().entries().len(),
            today: now.today(),
        };
        if !self.is_indexing() || text.trim().is_empty() {
            let cache = self.lists.borrow();
            if cache.asked.as_ref() == Some(&asked) {
                return Ok(cache.rows.clone());
            }
        }
        let matching = self.matching(filter, now)?;
        let rows = if text.trim().is_empty() {
            self.sorted(matching.iter().collect(), sort, now)
        } else {
            let found = self.search_customers(text);
            let rows = matching.and(&found.rows);
            if sort.is_empty() {
                self.by_relevance(&rows, &found)
            } else {
                self.sorted(rows.iter().collect(), sort, now)
            }
        };
        let rows = Rc::new(rows);
        *self.lists.borrow_mut() = Cache { asked: Some(asked), rows: rows.clone() };
        Ok(rows)
    }

    /// Living customers whom the filter lets through; archived ones only where it speaks of them.
    fn matching(&self, filter: &Rule, now: Now) -> Result<Bitmap, Problem> {
        let query = self.query(now);
        let rows = query.select(Table::Customer, filter)?;
        Ok(if mentions(filter, &customer::ARCHIVED) { rows } else { rows.and(&query.living()) })
    }

    /// The rows of a selection.
    pub(super) fn selected(&self, which: &Selection, now: Now) -> Result<Vec<u32>, Problem> {
        let customers = self.state.table(Table::Customer);
        Ok(match which {
            Selection::Ids(ids) => ids.iter().filter_map(|id| customers.row(*id)).collect(),
            Selection::Matching { filter, search, except } => {
                let mut rows = self.matching(filter, now)?;
                if !search.trim().is_empty() {
                    rows = rows.and(&self.search_customers(search).rows);
                }
                for row in except.iter().filter_map(|id| customers.row(*id)) {
                    rows.set(row, false);
                }
                rows.iter().collect()
            }
        })
    }

    pub(super) fn sorted(&self, mut rows: Vec<u32>, sort: &[SortKey], now: Now) -> Vec<u32> {
        let by_name = [SortKey { field: customer::DISPLAY_NAME, descending: false }];
        let sort = if sort.is_empty() { &by_name[..] } else { sort };
        let keys: Vec<(Vec<u64>, bool)> =
            sort.iter().map(|key| (self.sort_keys(&key.field, now), key.descending)).collect();
        if let [(keys, descending)] = &keys[..] {
            // Empty ones come last both ways.
            let key = |row: u32| match keys[row as usize] {
                u64::MAX => u64::MAX,
                key if *descending => u64::MAX - 1 - key,
                key => key,
            };
            let mut keyed: Vec<(u64, u32)> = rows.into_iter().map(|row| (key(row), row)).collect();
            keyed.sort_unstable();
            return keyed.into_iter().map(|(_, row)| row).collect();
        }
        rows.sort_unstable_by(|a, b| {
            for (keys, descending) in &keys {
                let (a, b) = (keys[*a as usize], keys[*b as usize]);
                // Empty ones come last both ways.
                let order = match (*descending, a == u64::MAX || b == u64::MAX) {
                    (true, false) => b.cmp(&a),
                    _ => a.cmp(&b),
                };
                if order.is_ne() {
                    return order;
                }
            }
            a.cmp(b)
        });
        rows
    }

    fn sort_keys(&self, field: &Field, now: Now) -> Vec<u64> {
        let customers = self.state.table(Table::Customer);
        let len = customers.len();
        let schema = self.state.schema();
        let Some(kind) = schema.kind(field) else { return vec![u64::MAX; len as usize] };
        if let Some(column) = customers.column(field) {
            let choices = if let FieldKind::Choice(list) = kind { schema.choices(list) } else { Vec::new() };
            let names = match kind {
                FieldKind::Ref(Table::Customer) => self.sort_keys(&customer::DISPLAY_NAME, now),
                _ => Vec::new(),
            };
            return column.sort_keys(len, |cell| match (cell, kind) {
                (Cell::Text(key), FieldKind::Choice(_)) => {
                    let place = choices.iter().position(|choice| choice.key == key);
                    Some(place.map_or(u64::MAX - 1, |place| place as u64))
                }
                (Cell::Ref(id), FieldKind::Ref(Table::Customer)) => {
                    names.get(customers.row(id)? as usize).copied()
                }
                (Cell::Ref(id), _) => {
                    schema.members.iter().position(|member| member.id == id).map(|at| at as u64)
                }
                _ => None,
            });
        }
        let query = self.query(now);
        if field.def().is_some_and(crate::model::FieldDef::is_derived) {
            let people = (*field == customer::PEOPLE).then(|| query.people_counts());
            return (0..len)
                .map(|row| query.derived(row, field, people.as_deref()).map_or(u64::MAX, key_of))
                .collect();
        }
        // A long text: in the order of its spelling.
        let texts: Vec<String> = customers.records().map(|record| fold(record.text(field))).collect();
        let mut order: Vec<u32> = (0..len).collect();
        order.sort_by(|a, b| texts[*a as usize].cmp(&texts[*b as usize]));
        let mut keys = vec![u64::MAX; len as usize];
        for (rank, row) in (0..).zip(order) {
            if !texts[row as usize].is_empty() {
                keys[row as usize] = rank;
            }
        }
        keys
    }

    /// Customers in whose own fields, or in one of whose interactions, every word stands.
    fn search_customers(&self, text: &str) -> Hits {
        let folded = fold(text);
        let wanted: Vec<String> = words(&folded).map(str::to_owned).collect();
        let customers = self.state.table(Table::Customer).len();
        let interactions = self.state.table(Table::Interaction).len();
        // A word followed by a space is finished.
        let last_is_prefix = text.chars().last().is_some_and(char::is_alphanumeric);
        let mut rows = if wanted.is_empty() { Bitmap::none(customers) } else { Bitmap::all(customers) };
        let mut own = rows.clone();
        let mut in_history = Bitmap::all(interactions);
        for (at, word) in wanted.iter().enumerate() {
            let prefix = last_is_prefix && at + 1 == wanted.len();
            let mut here = self.customer_index.find(word, prefix, customers);
            let mut there = self.interaction_index.find(word, prefix, interactions);
            // A typo is forgiven only where nobody is called that.
            if here.typo != there.typo {
                let wrong = if here.typo { &mut here } else { &mut there };
                if wrong.typo {
                    wrong.rows = Bitmap::none(wrong.rows.len());
                }
            }
            let mut anywhere = here.rows.clone();
            for row in there.rows.iter() {
                if let Some(owner) = self.state.owner_of(row) {
                    anywhere.set(owner, true);
                }
            }
            rows = rows.and(&anywhere);
            own = own.and(&here.rows);
            in_history = in_history.and(&there.rows);
        }
        let alive = self.state.table(Table::Interaction).alive();
        Hits { words: wanted, rows, own, in_history: in_history.and(alive) }
    }

    /// Those found by name first, then by another field of their own, then by their history; within
    /// each the ones heard of last.
    fn by_relevance(&self, rows: &Bitmap, hits: &Hits) -> Vec<u32> {
        let customers = self.state.table(Table::Customer);
        let at = self.state.interaction_column(&interaction::AT);
        // Of very many, nobody reads far enough to see which were found by name.
        let are_few = rows.count() < 5_000;
        let mut ranked: Vec<(u32, i64, u32)> = rows
            .iter()
            .map(|row| {
                let place = if !hits.own.contains(row) {
                    IN_HISTORY
                } else if are_few {
                    let name = fold(&derive::display_name(&customers.record(row)));
                    let named =
                        hits.words.iter().filter(|word| words(&name).any(|part| part.starts_with(*word)));
                    if named.count() == hits.words.len() { IN_NAME } else { IN_CUSTOMER }
                } else {
                    IN_CUSTOMER
                };
                let last = self.state.facts(row).row_of(&customer::LAST_CONTACT);
                let heard = last.and_then(|row| at.and_then(|at| at.instant(row))).unwrap_or(i64::MIN);
                (place, heard, row)
            })
            .collect();
        ranked.sort_unstable_by(|a, b| (b.0, b.1).cmp(&(a.0, a.1)).then(a.2.cmp(&b.2)));
        ranked.into_iter().map(|(_, _, row)| row).collect()
    }

    pub(super) fn search(&self, ask: &Search) -> SearchResults {
        let hits = self.search_customers(&ask.text);
        let living = hits.rows.clone().and(self.state.table(Table::Customer).alive());
        let ranked = self.by_relevance(&living, &hits);
        SearchResults {
            total: ranked.len() as u32,
            hits: ranked.into_iter().take(ask.limit as usize).map(|row| self.hit(row, &hits)).collect(),
            indexing: self.is_indexing(),
        }
    }

    fn hit(&self, row: u32, hits: &Hits) -> Hit {
        let record = self.state.table(Table::Customer).record(row);
        let name = derive::display_name(&record);
        let in_name = fold(&name);
        let by_name =
            hits.words.iter().all(|word| words(&in_name).any(|part| part.starts_with(word.as_str())));
        let mut snippet = None;
        let mut interaction = None;
        if !by_name {
            snippet = self.own_text(&record).iter().find_map(|text| search::snippet(text, &hits.words));
            let of = self.state.interactions_of(row);
            if let Some(found) = of
                .iter()
                .rev()
                .find(|row| hits.in_history.contains(**row))
                .filter(|_| !hits.own.contains(row))
            {
                let found = self.state.table(Table::Interaction).record(*found);
                let text =
                    format!("{} {}", found.text(&interaction::SUBJECT), found.text(&interaction::TEXT));
                if let Some(piece) = search::snippet(text.trim(), &hits.words) {
                    snippet = Some(piece);
                    interaction = Some(found.id);
                }
            }
        }
        Hit {
            customer: crate::wire::Named { id: record.id, name },
            is_company: derive::is_company(&record),
            detail: self.detail(&record),
            snippet,
            interaction,
        }
    }

    fn own_text(&self, record: &Record) -> Vec<String> {
        let mut texts = Vec::new();
        for def in Table::Customer.fields().filter(|def| def.searched) {
            derive::cells(record, &Field::Builtin(def.code), def.kind, &mut |cells| {
                texts.extend(cells.iter().filter_map(|cell| match cell {
                    Cell::Text(text) => Some((*text).to_owned()),
                    _ => None,
                }));
            });
        }
        texts
    }

    /// What tells namesakes apart: job and company, else the first e-mail or town.
    pub(super) fn detail(&self, record: &Record) -> String {
        let company = record.value(&customer::COMPANY).and_then(|value| value.as_ref_id());
        let company = company.map(|id| super::name_of(&self.state, Table::Customer, id)).unwrap_or_default();
        let mut parts: Vec<String> = vec![record.text(&customer::JOB_TITLE).trim().to_owned(), company];
        for field in [customer::CITY, customer::EMAIL] {
            if parts.iter().filter(|part| !part.is_empty()).count() < 2 {
                derive::cells(record, &field, FieldKind::Text, &mut |cells| {
                    if let Some(Cell::Text(text)) = cells.first() {
                        parts.push((*text).to_owned());
                    }
                });
            }
        }
        parts.retain(|part| !part.is_empty());
        parts.dedup();
        parts.join(" · ")
    }
}

/// What a search found.
struct Hits {
    words: Vec<String>,
    rows: Bitmap,
    /// Every word stands in the customer's own fields.
    own: Bitmap,
    /// Interactions in which every word stands.
    in_history: Bitmap,
}

/// Whether a rule speaks of the field.
fn mentions(rule: &Rule, field: &Field) -> bool {
    match rule {
        Rule::All(rules) | Rule::Any(rules) => rules.iter().any(|rule| mentions(rule, field)),
        Rule::Not(rule) => mentions(rule, field),
        Rule::Field { field: of, .. } => of == field,
        Rule::History(_) | Rule::InSegment(_) => false,
    }
}

/// Text that a timeline searches for: every word somewhere in the subject or text.
pub fn text_matches(record: &Record, wanted: &[String]) -> bool {
    let text = fold(&format!("{} {}", record.text(&interaction::SUBJECT), record.text(&interaction::TEXT)));
    wanted.iter().all(|word| text.contains(word.as_str()))
}
