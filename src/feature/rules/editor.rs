//! Groups of conditions, nested to any depth, and what can be done with a part.

use std::collections::BTreeSet;

use leptos::prelude::*;

use super::condition::ConditionView;
use super::labels;
use super::names::Names;
use crate::app::workspace::use_schema;
use crate::model::rule_draft::{DraftProblem, DraftTree, FieldQuestion, Join, Node, NodeKey, Question};
use crate::model::{FieldKind, Id, Rule, Schema, Table, customer, interaction};
use crate::text::tr;
use crate::ui::{
    Button, ButtonKind, Icon, IconView, MenuButton, MenuEntry, MenuItem, focus_drawn, unique_id,
};
use crate::wire::Named;

/// What every part of one editor shares.
#[derive(Clone, Copy)]
pub struct Editor {
    pub tree: RwSignal<DraftTree>,
    pub schema: Signal<Schema>,
    pub names: Names,
    /// The segment whose rule this is: it cannot be part of itself.
    pub this_segment: Option<Id>,
    rule: RwSignal<Rule>,
    /// The rule as it last left or entered the editor.
    published: StoredValue<Rule>,
    faults: Memo<Vec<(NodeKey, DraftProblem)>>,
    /// Parts that somebody has left: only their problems are marked as errors.
    left: RwSignal<BTreeSet<NodeKey>>,
    id: StoredValue<String>,
}

impl Editor {
    /// Changes the tree, and the caller's rule when all of the tree is finished.
    pub fn edit<T>(self, edit: impl FnOnce(&mut DraftTree) -> T) -> Option<T> {
        let done = self.tree.try_update(edit);
        let finished =
            self.tree.with_untracked(|tree| self.schema.with_untracked(|schema| tree.rule(schema)));
        if let Ok(rule) = finished
            && self.published.with_value(|last| *last != rule)
        {
            self.published.set_value(rule.clone());
            self.rule.set(rule);
        }
        done
    }

    pub fn problem(self, key: NodeKey) -> Signal<Option<DraftProblem>> {
        let faults = self.faults;
        Signal::derive(move || {
            faults.with(|faults| faults.iter().find(|(of, _)| *of == key).map(|(_, problem)| *problem))
        })
    }

    pub fn was_left(self, key: NodeKey) -> bool {
        self.left.with(|left| left.contains(&key))
    }

    pub fn leave(self, key: NodeKey) {
        // A part that goes away while it has the focus is left after the editor is gone.
        if self.left.try_with_untracked(|left| left.contains(&key)) == Some(false) {
            self.left.update(|left| {
                left.insert(key);
            });
        }
    }

    /// The name of a part in the page, to move the focus to it.
    pub fn element_id(self, key: NodeKey) -> String {
        format!("{}-{key}", self.id.get_value())
    }

    /// Moves the focus to the first control of a part that fits, once it is drawn.
    pub fn focus(self, key: NodeKey, selector: &'static str) {
        let id = self.element_id(key);
        focus_drawn(move || document().get_element_by_id(&id)?.query_selector(selector).ok().flatten());
    }

    /// What a new condition asks before anybody chose.
    fn new_question(self, table: Table) -> Question {
        let (field, kind) = match table {
            Table::Interaction => {
                (interaction::KIND, FieldKind::Choice(crate::model::ChoiceList::InteractionKind))
            }
            _ => (customer::STAGE, FieldKind::Choice(crate::model::ChoiceList::Stage)),
        };
        Question::Field(FieldQuestion::new(field, kind))
    }
}

/// Edits `rule`, which changes only when every condition is finished; `unfinished` counts those that
/// are not. When somebody else sets `rule`, the editor shows that.
#[component]
pub fn RuleEditor(
    rule: RwSignal<Rule>,
    /// Customers, or interactions (which have no history and no segments).
    #[prop(default = Table::Customer)]
    table: Table,
    #[prop(optional)] unfinished: Option<RwSignal<usize>>,
    /// Names the caller knows already, of companies and customers in the rule.
    #[prop(optional, into)]
    names: Signal<Vec<Named>>,
    #[prop(optional)] this_segment: Option<Id>,
) -> impl IntoView {
    let schema = use_schema();
    let tree = schema.with_untracked(|schema| rule.with_untracked(|rule| DraftTree::read(rule, schema)));
    let tree = RwSignal::new(tree);
    let faults = Memo::new(move |_| {
        tree.with(|tree| schema.with(|schema| tree.rule(schema))).err().unwrap_or_default()
    });
    let editor = Editor {
        tree,
        schema,
        names: Names::new(names),
        this_segment,
        rule,
        published: StoredValue::new(rule.get_untracked()),
        faults,
        left: RwSignal::default(),
        id: StoredValue::new(unique_id("rule")),
    };
    // A rule from outside (another view, discarded changes) replaces what is shown; one from here does not.
    Effect::new(move |_| {
        let rule = rule.get();
        if editor.published.with_value(|last| *last != rule) {
            editor.published.set_value(rule.clone());
            editor.left.update(BTreeSet::clear);
            tree.update(|tree| schema.with_untracked(|schema| tree.replace(&rule, schema)));
        }
    });
    if let Some(unfinished) = unfinished {
        Effect::new(move |_| unfinished.set(faults.with(Vec::len)));
    }
    let root = Memo::new(move |_| tree.with(|tree| tree.root.key));
    view! {
        <div class="rule-editor">
            {move || view! { <GroupView editor key=root.get() table /> }}
        </div>
    }
}

/// A group: how its parts are joined, the parts, and buttons to add to it.
#[component]
pub fn GroupView(
    editor: Editor,
    key: NodeKey,
    table: Table,
    /// The word before the first choice, such as "Customers for whom".
    #[prop(optional)]
    lead: Option<&'static str>,
) -> impl IntoView {
    let tree = editor.tree;
    let is_root = Memo::new(move |_| tree.with(|tree| tree.root.key == key));
    let join = Memo::new(move |_| tree.with(|tree| tree.group(key).map_or(Join::All, |group| group.join)));
    let parts = Memo::new(move |_| {
        let part = |node: &Node| (node.key(), matches!(node, Node::Group(_)));
        tree.with(|tree| {
            tree.group(key).map(|group| group.parts.iter().map(part).collect::<Vec<_>>()).unwrap_or_default()
        })
    });
    let problem = editor.problem(key);
    let is_history = lead.is_some();
    let add = move || {
        let asks = editor.new_question(table);
        if let Some(new) = editor.edit(|tree| tree.add(key, asks)) {
            editor.focus(new, "select");
        }
    };
    let add_group = move || {
        let asks = editor.new_question(table);
        // The other way round than the group it stands in: that is what a group is for.
        let inner = if join.get_untracked() == Join::All { Join::Any } else { Join::All };
        if let Some(new) = editor.edit(|tree| tree.add_group(key, inner, asks)) {
            editor.focus(new, "select");
        }
    };
    let head = move || {
        let is_group = !is_root.get() && !is_history;
        (is_group || !parts.with(Vec::is_empty)).then(|| {
            view! {
                <div class="rule-head">
                    <span>
                        {move || match (lead, is_root.get()) {
                            (Some(lead), _) => lead,
                            (None, true) if table == Table::Customer => tr("Customers who fulfil"),
                            (None, true) => tr("Those that fulfil"),
                            (None, false) => "",
                        }}
                    </span>
                    <select
                        class="input rule-join"
                        aria-label=tr("How the conditions are joined")
                        on:change=move |event| {
                            let chosen = event_target_value(&event).parse().ok();
                            if let Some(join) = chosen.and_then(|at: usize| labels::JOINS.get(at)) {
                                editor.edit(|tree| tree.set_join(key, *join));
                            }
                        }
                    >
                        {labels::JOINS
                            .iter()
                            .enumerate()
                            .map(|(at, one)| {
                                view! {
                                    <option value=at.to_string() selected=move || join.get() == *one>
                                        {labels::join(*one)}
                                    </option>
                                }
                            })
                            .collect::<Vec<_>>()}
                    </select>
                    {move || {
                        (!is_root.get() && !is_history).then(|| view! { <PartMenu editor key is_group=true /> })
                    }}
                </div>
            }
        })
    };
    let part = move |(part, is_group): (NodeKey, bool)| {
        let is_first =
            Memo::new(move |_| parts.with(|parts| parts.first().map(|(first, _)| *first) == Some(part)));
        let word = move || if is_first.get() { "" } else { labels::between(join.get()) };
        view! {
            <li class="rule-part" id=editor.element_id(part)>
                <span class="rule-word">{word}</span>
                {if is_group {
                    // Any, or the compiler would look for a view of endless depth.
                    view! { <GroupView editor key=part table /> }.into_any()
                } else {
                    view! { <ConditionView editor key=part table /> }.into_any()
                }}
            </li>
        }
    };
    view! {
        <div
            class="rule-group"
            class:root=is_root
            class:history=is_history
            id=(is_history || is_root.get_untracked()).then(|| editor.element_id(key))
            role="group"
            aria-label=move || labels::join(join.get())
        >
            {head}
            <ul class="rule-parts">
                <For each=move || parts.get() key=|part| *part children=part />
            </ul>
            {move || {
                problem.get().map(|problem| view! { <p class="field-error"><IconView icon=Icon::Alert /> <span>{problem.text()}</span></p> })
            }}
            <div class="row gap-1 rule-add">
                <Button
                    label=Signal::derive(move || {
                        let first_of_history = is_history && parts.with(Vec::is_empty);
                        if first_of_history { tr("Only some interactions…") } else { tr("Add condition") }.to_owned()
                    })
                    icon=Icon::Plus
                    kind=ButtonKind::Ghost
                    small=true
                    on_click=add
                />
                {move || {
                    (!parts.with(Vec::is_empty))
                        .then(|| {
                            view! {
                                <Button label=tr("Add group") icon=Icon::Plus kind=ButtonKind::Ghost small=true on_click=add_group />
                            }
                        })
                }}
            </div>
        </div>
    }
    .into_any()
}

/// Everything that can be done with a part of a group.
#[component]
pub fn PartMenu(editor: Editor, key: NodeKey, #[prop(optional)] is_group: bool) -> impl IntoView {
    let tree = editor.tree;
    let shift = move |up| {
        editor.edit(|tree| tree.shift(key, up));
        editor.focus(key, ".rule-menu button");
    };
    let stuck = move |up| {
        let can = tree.with(|tree| tree.can_shift(key, up));
        (!can).then(|| {
            if up { tr("It is the first already.") } else { tr("It is the last already.") }.to_owned()
        })
    };
    let duplicate = move || {
        if let Some(Some(copy)) = editor.edit(|tree| tree.duplicate(key)) {
            editor.focus(copy, "select");
        }
    };
    let wrap = move || {
        editor.edit(|tree| tree.wrap(key));
        editor.focus(key, ".rule-menu button");
    };
    let entries = Signal::derive(move || {
        let mut entries: Vec<MenuEntry> = vec![
            MenuItem::new(tr("Move up"), move || shift(true))
                .icon(Icon::ArrowUp)
                .disabled(stuck(true))
                .into(),
            MenuItem::new(tr("Move down"), move || shift(false))
                .icon(Icon::ArrowDown)
                .disabled(stuck(false))
                .into(),
            MenuItem::new(tr("Put into a group"), wrap).icon(Icon::Segment).into(),
            MenuItem::new(tr("Duplicate"), duplicate).icon(Icon::Copy).into(),
        ];
        entries.push(MenuEntry::Line);
        entries
            .push(MenuItem::new(tr("Remove"), move || remove(editor, key)).icon(Icon::Trash).danger().into());
        entries
    });
    let label =
        if is_group { tr("What to do with this group") } else { tr("What to do with this condition") };
    view! {
        <span class="rule-menu">
            <MenuButton label entries icon=Icon::More kind=ButtonKind::Ghost small=true icon_only=true align_end=true />
        </span>
    }
}

/// Takes a part away; the focus goes to the button that adds one.
pub fn remove(editor: Editor, key: NodeKey) {
    let holder = editor.tree.with_untracked(|tree| tree.holder(key));
    editor.edit(|tree| tree.remove(key));
    // The group is gone, too, when this was its last part.
    let left = editor.tree.with_untracked(|tree| {
        holder.filter(|holder| tree.group(*holder).is_some()).unwrap_or(tree.root.key)
    });
    editor.focus(left, ".rule-add button");
}
