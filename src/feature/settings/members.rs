use leptos::prelude::*;
use leptos::task::spawn_local;

use super::rename::Rename;
use crate::app;
use crate::app::commands::offer_undo;
use crate::app::workspace::{use_schema, use_workspace};
use crate::feature::shared::entry::member_options;
use crate::model::{Id, Member, Table, Value, member};
use crate::platform::ids::new_id;
use crate::text::{tr, tr_n, tr_with};
use crate::ui::{
    Avatar, Button, ButtonKind, Card, Chip, Dialog, DialogBody, DialogFooter, Hue, Icon, SelectField,
    TextField,
};
use crate::wire::{Commit, Draft, GetMemberUse, Label, MemberUse, RemoveMember, SetMe};

/// Who works in this workspace, and who of them sits here.
#[component]
pub(super) fn MemberList() -> impl IntoView {
    let schema = use_schema();
    let members = Memo::new(move |_| schema.with(|schema| schema.members.clone()));
    let rows = move || members.get().into_iter().map(|member| view! { <MemberRow member /> }).collect_view();
    view! {
        <Card title=tr("Members") flush=true>
            <p class="rows-note quiet">
                {tr("Members own customers and handle interactions. There are no accounts: each browser says who sits at it.")}
            </p>
            <ul class="rows">{rows}</ul>
            <AddMember />
        </Card>
    }
}

#[component]
fn MemberRow(member: Member) -> impl IntoView {
    let Member { id, name } = member;
    let welcome = use_workspace().welcome;
    let is_me = Memo::new(move |_| welcome.with(|welcome| welcome.me == Some(id)));
    let rename = move |new: String| {
        let draft = Draft::new(Table::Member, id).set(member::NAME, Some(Value::text(&new)));
        write("Rename member", new, draft);
    };
    let be = move || {
        spawn_local(async move {
            app::run(SetMe { member: id }).await;
        });
    };
    let removing = RwSignal::new(None::<MemberUse>);
    let remove = move || {
        spawn_local(async move {
            match app::run(GetMemberUse { member: id }).await {
                None => {}
                Some(MemberUse { customers: 0, interactions: 0 }) => take_out(id, None).await,
                Some(theirs) => drop(removing.try_set(Some(theirs))),
            }
        });
    };
    let remove_label = tr_with("Remove {what}", &[("what", &name)]);
    // Whoever sits here stays.
    let remove_button = move || {
        (!is_me.get()).then(|| {
            view! {
                <Button
                    label=remove_label.clone()
                    icon=Icon::Trash
                    kind=ButtonKind::Ghost
                    small=true
                    icon_only=true
                    on_click=remove
                />
            }
        })
    };
    let leaving = name.clone();
    let me_or_button = {
        let name = name.clone();
        move || match is_me.get() {
            true => view! { <Chip label=tr("You, in this browser") hue=Hue::Indigo /> }.into_any(),
            false => {
                let label = tr("This is me");
                let described = tr_with("Use this browser as {name}", &[("name", &name)]);
                view! { <Button label small=true on_click=be attr:aria-description=described /> }.into_any()
            }
        }
    };
    view! {
        <li class="rows-item">
            <Avatar name=name.clone() id=id.to_string() />
            <div class="grow">
                <Rename label=tr("Name of the member") name=name.clone() on_rename=rename />
            </div>
            {me_or_button}
            {remove_button}
            <HandOver member=id name=leaving removing />
        </li>
    }
}

/// Asks who takes over what a member leaves behind.
#[component]
fn HandOver(member: Id, name: String, removing: RwSignal<Option<MemberUse>>) -> impl IntoView {
    let schema = use_schema();
    let open = RwSignal::new(false);
    Effect::new(move || {
        if removing.with(Option::is_some) {
            open.set(true);
        }
    });
    let to = RwSignal::new(String::new());
    let others = Signal::derive(move || {
        let mut options = schema.with(member_options);
        options.retain(|(key, _)| *key != member.to_string());
        options
    });
    let told = move || {
        removing.get().map(|MemberUse { customers, interactions }| {
            tr_with(
                "{customers} and {interactions} are theirs.",
                &[
                    ("customers", &tr_n("{n} customer", "{n} customers", customers as usize)),
                    ("interactions", &tr_n("{n} interaction", "{n} interactions", interactions as usize)),
                ],
            )
        })
    };
    let remove = move || {
        let to = to.get_untracked().parse().ok();
        open.set(false);
        spawn_local(take_out(member, to));
    };
    let title = tr_with("Remove {what}", &[("what", &name)]);
    view! {
        <Dialog open title on_close=move || removing.set(None)>
            <DialogBody>
                <div class="stack">
                    <p>{told}</p>
                    <SelectField label=tr("Hand over to") value=to options=others empty=tr("Nobody") />
                </div>
            </DialogBody>
            <DialogFooter>
                <Button label=tr("Cancel") kind=ButtonKind::Ghost on_click=move || open.set(false) />
                <Button label=tr("Remove and hand over") kind=ButtonKind::Danger on_click=remove />
            </DialogFooter>
        </Dialog>
    }
}

async fn take_out(member: Id, hand_over_to: Option<Id>) {
    if let Some(committed) = app::run(RemoveMember { member, hand_over_to }).await {
        offer_undo(&committed);
    }
}

#[component]
fn AddMember() -> impl IntoView {
    let schema = use_schema();
    let name = RwSignal::new(String::new());
    let error = RwSignal::new(None::<String>);
    let add = move || {
        let text = name.with_untracked(|name| name.trim().to_owned());
        if text.is_empty() {
            return error.set(Some(tr("A name is needed.").to_owned()));
        }
        if schema.with_untracked(|schema| schema.members.iter().any(|member| member.name == text)) {
            return error.set(Some(tr("There is a member of that name.").to_owned()));
        }
        error.set(None);
        let draft = Draft::new(Table::Member, new_id()).set(member::NAME, Some(Value::text(&text)));
        write("Add member", text, draft);
        name.set(String::new());
    };
    view! {
        <form
            class="rows-add row no-wrap"
            on:submit=move |event| {
                event.prevent_default();
                add();
            }
        >
            <div class="grow">
                <TextField label=tr("New member") value=name error hide_label=true placeholder=tr("New member") />
            </div>
            <Button label=tr("Add") icon=Icon::UserPlus kind=ButtonKind::Default submit=true />
        </form>
    }
}

fn write(action: &str, subject: String, draft: Draft) {
    let commit = Commit { label: Label::new(action, subject), drafts: vec![draft] };
    spawn_local(async move {
        app::commit(commit).await;
    });
}
