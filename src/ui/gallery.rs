//! Every widget on one page, for whoever works on them: `#/gallery` in a debug build. Not part of the
//! product, so its words are not translated.

use super::chart::{Bar, BarChart, ChartData, ColumnChart, Series};
use super::theme::{Density, Theme, use_appearance};
use super::*;
use leptos::prelude::*;

/// Mounted in place of the app.
#[component]
pub fn Gallery() -> impl IntoView {
    theme::provide_appearance();
    provide_toaster();
    format::install();
    let drawer = RwSignal::new(false);
    let section = RwSignal::new(location_section());
    let item = move |name: &'static str, icon: Icon| {
        view! {
            <a
                class="nav-item"
                href=format!("#/gallery/{name}")
                aria-current=move || (section.get() == name).then_some("page")
                on:click=move |_| {
                    section.set(name.to_owned());
                    drawer.set(false);
                }
            >
                <IconView icon />
                {name}
            </a>
        }
    };
    let page = move || match section.get().as_str() {
        "table" => view! { <TablePage /> }.into_any(),
        "fields" => view! { <FieldsPage /> }.into_any(),
        "record" => view! { <RecordPage /> }.into_any(),
        _ => view! { <WidgetsPage /> }.into_any(),
    };
    view! {
        <div class="shell" data-drawer=move || drawer.get().then_some("")>
            <nav class="sidebar" aria-label="Main">
                <div class="sidebar-head">
                    <Avatar name="Acme Works" id="acme" square=true />
                    <span class="grow truncate">"Acme Works"</span>
                    <Button label="Search" icon=Icon::Search kind=ButtonKind::Ghost small=true icon_only=true keys="Ctrl K" />
                </div>
                <div class="sidebar-body">
                    <div class="nav">
                        {item("widgets", Icon::Grid)} {item("fields", Icon::Edit)} {item("table", Icon::Users)}
                        {item("record", Icon::User)}
                    </div>
                    <div class="nav">
                        <div class="nav-title">"Segments"</div>
                        <a class="nav-item" href="#/gallery/widgets">
                            <Dot hue=Hue::Green />
                            "Loyal, spoke lately"
                            <span class="count">"42"</span>
                        </a>
                        <a class="nav-item" href="#/gallery/widgets">
                            <Dot hue=Hue::Amber />
                            "At risk"
                            <span class="count">"7"</span>
                        </a>
                    </div>
                </div>
                <div class="sidebar-foot">
                    <a class="nav-item" href="#/gallery/widgets">
                        <IconView icon=Icon::Database />
                        "All saved"
                        <span class="quiet small">"12 MB"</span>
                    </a>
                </div>
            </nav>
            <button class="drawer-scrim" aria-label="Close the menu" on:click=move |_| drawer.set(false)></button>
            <main class="main">
                <header class="toolbar">
                    <div class="toolbar-start">
                        <Button
                            label="Menu"
                            icon=Icon::Menu
                            kind=ButtonKind::Ghost
                            icon_only=true
                            on_click=move || drawer.set(true)
                            attr:class="button ghost icon-only sidebar-toggle"
                        />
                        <h1>{move || section.get()}</h1>
                    </div>
                    <div class="toolbar-end">
                        <ThemeMenu />
                        <Button label="New customer" icon=Icon::Plus kind=ButtonKind::Primary keys="C" />
                    </div>
                </header>
                {page}
            </main>
        </div>
        <ToastStack />
        <TooltipLayer />
    }
}

fn location_section() -> String {
    let hash = window().location().hash().unwrap_or_default();
    hash.rsplit('/').next().filter(|it| *it != "gallery").unwrap_or("widgets").to_owned()
}

#[component]
fn ThemeMenu() -> impl IntoView {
    let appearance = use_appearance();
    let entries = Signal::derive(move || {
        let theme = move |name: &str, icon, theme| {
            let item = MenuItem::new(name, move || appearance.theme.set(theme)).icon(icon);
            item.checked(appearance.theme.get() == theme).into()
        };
        let density = move |name: &str, density| {
            let item = MenuItem::new(name, move || appearance.density.set(density));
            item.checked(appearance.density.get() == density).into()
        };
        vec![
            theme("As the system", Icon::Laptop, Theme::System),
            theme("Light", Icon::Sun, Theme::Light),
            theme("Dark", Icon::Moon, Theme::Dark),
            MenuEntry::Line,
            MenuEntry::Title("Rows".to_owned()),
            density("Compact", Density::Compact),
            density("Normal", Density::Normal),
            density("Comfortable", Density::Comfortable),
        ]
    });
    view! { <MenuButton label="Appearance" icon=Icon::Sun icon_only=true kind=ButtonKind::Ghost align_end=true entries /> }
}

#[component]
fn WidgetsPage() -> impl IntoView {
    let toaster = expect_context::<Toaster>();
    let dialog = RwSignal::new(false);
    let panel = RwSignal::new(false);
    let name = RwSignal::new(String::new());
    let at = RwSignal::new(None);
    let entries = Signal::derive(move || {
        vec![
            MenuItem::new("Edit", || ()).icon(Icon::Edit).keys("E").into(),
            MenuItem::new("Merge with…", || ()).icon(Icon::Merge).disabled(Some("Select two".into())).into(),
            MenuEntry::Line,
            MenuItem::new("Delete", move || {
                toaster.show(Toast::done("1 customer deleted").action("Undo", || ()));
            })
            .icon(Icon::Trash)
            .danger()
            .into(),
        ]
    });
    let bars = ChartData {
        title: "Lifecycle stage".into(),
        note: "Share of customers in each stage".into(),
        series: vec![
            Series { name: "This segment".into(), hue: Hue::Indigo },
            Series { name: "Everyone else".into(), hue: Hue::Grey },
        ],
        bars: [("Lead", 0.12, 0.34), ("Prospect", 0.2, 0.22), ("Active", 0.41, 0.3), ("Loyal", 0.27, 0.14)]
            .map(|(label, a, b)| Bar {
                label: label.into(),
                values: vec![(a, format::percent(a)), (b, format::percent(b))],
            })
            .to_vec(),
    };
    let months = ChartData {
        title: "Interactions a month".into(),
        note: String::new(),
        series: vec![Series { name: "Interactions".into(), hue: Hue::Indigo }],
        bars: (1..=18)
            .map(|n: i64| {
                let value = ((n * 37) % 23 + n) as f64;
                Bar {
                    label: format::month(1_700_000_000_000 + n * 2_629_800_000),
                    values: vec![(value, format::number(value))],
                }
            })
            .collect(),
    };
    let icons = Icon::ALL
        .iter()
        .map(|&icon| view! { <span data-tip=format!("{icon:?}")><IconView icon large=true /></span> })
        .collect::<Vec<_>>();
    let now = 1_770_000_000_000;
    view! {
        <Banner text="The last export is 31 days old." icon=Icon::Clock>
            <Button label="Export now" small=true />
            <Button label="Later" small=true kind=ButtonKind::Ghost />
        </Banner>
        <div class="content">
            <div class="page wide">
                <Card title="Buttons and layers">
                    <div class="row">
                        <Button label="Save" kind=ButtonKind::Primary />
                        <Button label="Import" icon=Icon::Import />
                        <Button label="Cancel" kind=ButtonKind::Ghost />
                        <Button label="Delete" icon=Icon::Trash kind=ButtonKind::Danger />
                        <Button label="Undo" icon=Icon::Undo disabled_reason="Nothing to undo" />
                        <Button label="Small" icon=Icon::Filter small=true />
                        <Button label="More" icon=Icon::More icon_only=true />
                        <LinkButton label="Link" href="#/gallery/table" icon=Icon::ArrowOut />
                        <MenuButton label="Actions" icon=Icon::ChevronDown entries />
                        <PopoverButton label="Columns" icon=Icon::Columns>
                            <Checkbox label="E-mail" value=RwSignal::new(true) />
                        </PopoverButton>
                        <Button label="Dialog" on_click=move || dialog.set(true) />
                        <Button label="Panel" on_click=move || panel.set(true) />
                        <Button
                            label="Toast"
                            on_click=move || {
                                toaster.show(Toast::done("Customer archived").detail("Ada Lovelace").action("Undo", || ()))
                            }
                        />
                        <Button label="Error" on_click=move || toaster.show(Toast::error("The file could not be read")) />
                    </div>
                    <p
                        class="quiet"
                        on:contextmenu=move |event| {
                            event.prevent_default();
                            at.set(Some((event.client_x().into(), event.client_y().into())));
                        }
                    >
                        "Right click here for a menu. "
                        <Kbd keys="Ctrl K" />
                    </p>
                    <ContextMenu at label="Customer" entries />
                </Card>
                <Card title="Marks">
                    <div class="stack">
                        <div class="chips">
                            {Hue::ALL.into_iter().map(|hue| view! { <Chip label=hue.name() hue dot=true /> }).collect_view()}
                        </div>
                        <div class="chips">
                            <Chip label="vip" hue=Hue::Violet on_remove=|| () />
                            <Chip label="E-mail" icon=Icon::Mail />
                            <Chip label="Complaint" icon=Icon::Complaint hue=Hue::Red />
                            <Stars value=4 />
                            <span class="count">"128"</span>
                            <Spinner />
                        </div>
                        <div class="row">
                            {["Ada Lovelace", "Grace Hopper", "Alan Turing", "Edsger Dijkstra", "Mary Shaw"]
                                .into_iter()
                                .map(|name| view! { <Avatar name id=name size=AvatarSize::Large /> })
                                .collect_view()}
                            <Avatar name="Acme Works" id="acme" square=true />
                            <Avatar name="Ada Lovelace" id="ada" size=AvatarSize::Small />
                        </div>
                        <Progress label="Importing contacts" share=Some(0.42) detail="4,200 of 10,000" />
                        <Progress label="Reading the file" share=None />
                        <Meter label="Satisfaction" share=0.72 hue=Hue::Green />
                    </div>
                </Card>
                <div class="grid">
                    <Card title="Segment against everyone"><BarChart data=bars /></Card>
                    <Card title="Course"><ColumnChart data=months /></Card>
                </div>
                <div class="grid">
                    <Card title="Nothing yet">
                        <EmptyState
                            icon=Icon::Users
                            title="No customers yet"
                            text="Customers are the people and companies you deal with. Create one, bring a file, or look around with the sample company."
                        >
                            <Button label="New customer" icon=Icon::Plus kind=ButtonKind::Primary />
                            <Button label="Import" icon=Icon::Import />
                        </EmptyState>
                    </Card>
                    <Card title="Loading"><Skeleton lines=5 /></Card>
                    <Card title="In the user's words">
                        <Attributes>
                            <Attribute term="Number">{format::number(1234567.891)}</Attribute>
                            <Attribute term="Money">{format::money(123456, "EUR")} " " {format::money(5000, "JPY")}</Attribute>
                            <Attribute term="Moment">{format::date_time(now)}</Attribute>
                            <Attribute term="Day">{format::day("1815-12-10")}</Attribute>
                            <Attribute term="Relative">
                                {format::relative(now - 90_000_000, now)} ", " {format::relative(now + 7_200_000, now)}
                            </Attribute>
                            <Attribute term="Sizes">{format::bytes(12_345_678.0)} ", " {format::compact(123_456.0)}</Attribute>
                            <Attribute term="Minutes">{format::minutes(80)}</Attribute>
                        </Attributes>
                    </Card>
                </div>
                <Card title="Icons"><div class="row gap-4">{icons}</div></Card>
            </div>
        </div>
        <Dialog open=dialog title="New customer">
            <form on:submit=move |event| {
                event.prevent_default();
                dialog.set(false);
            }>
                <DialogBody>
                    <div class="form">
                        <TextField label="Name" value=name required=true autofocus=true />
                        <TextField label="E-mail" value=name kind=InputKind::Email error="This is no e-mail address" />
                    </div>
                </DialogBody>
                <DialogFooter>
                    <Button label="Cancel" on_click=move || dialog.set(false) />
                    <Button label="Create" kind=ButtonKind::Primary submit=true />
                </DialogFooter>
            </form>
        </Dialog>
        <Dialog open=panel title="Ada Lovelace" kind=DialogKind::Panel light=true>
            <DialogBody>
                <Skeleton lines=8 />
            </DialogBody>
        </Dialog>
    }
}

#[component]
fn FieldsPage() -> impl IntoView {
    let text = RwSignal::new("Ada Lovelace".to_owned());
    let choices = || {
        vec![
            ("phone".to_owned(), "Phone".to_owned()),
            ("mail".to_owned(), "E-mail".to_owned()),
            ("visit".to_owned(), "Visit".to_owned()),
        ]
    };
    let companies = ["Crooks Group", "Swift and Sons", "Kunde Group", "Orn, Adams and Koelpin"];
    let query = RwSignal::new(String::new());
    let options = Signal::derive(move || {
        let query = query.get().to_lowercase();
        let hits = companies.iter().filter(|name| name.to_lowercase().contains(&query));
        hits.map(|name| PickOption { detail: Some("Berlin".into()), ..PickOption::text(*name) })
            .collect::<Vec<_>>()
    });
    let tag_query = RwSignal::new(String::new());
    let tags = RwSignal::new(vec![PickOption::text("vip"), PickOption::text("newsletter")]);
    let tag_options = Signal::derive(|| ["vip", "newsletter", "trade fair"].map(PickOption::text).to_vec());
    let channel = RwSignal::new("mail".to_owned());
    let stars = RwSignal::new("4".to_owned());
    view! {
        <div class="content">
            <div class="page">
                <Card title="A form">
                    <div class="form">
                        <TextField label="Name" value=text required=true />
                        <TextField label="E-mail" value=RwSignal::new("ada@".to_owned()) kind=InputKind::Email error="This is no e-mail address" />
                        <TextField label="Phone" value=RwSignal::default() kind=InputKind::Phone placeholder="+49 30 123456" />
                        <NumberField label="Employees" value=RwSignal::new("42".to_owned()) hint="As far as known" />
                        <DateField label="Born" value=RwSignal::new("1815-12-10".to_owned()) />
                        <DateTimeField label="When" value=RwSignal::new("2026-03-04T17:30".to_owned()) />
                        <SelectField label="Channel" value=channel options=Signal::derive(choices) empty="Not said" />
                        <Combobox label="Company" value=RwSignal::new(None) query options create=|name: String| PickOption::new("", name) placeholder="Find or create" />
                        <div class="wide">
                            <TagInput label="Tags" value=tags query=tag_query options=tag_options create=|tag: String| PickOption::text(tag) />
                        </div>
                        <div class="wide">
                            <TextArea label="Notes" value=RwSignal::new("Prefers a call in the morning.\nSpeaks French.".to_owned()) />
                        </div>
                        <Segmented label="Direction" value=channel options=Signal::derive(choices) />
                        <Rating label="Satisfaction" value=stars />
                        <Checkbox label="May be written to" value=RwSignal::new(true) hint="Given on March 4, 2026" />
                        <Switch label="Newsletter" value=RwSignal::new(true) />
                    </div>
                </Card>
            </div>
        </div>
    }
}

#[component]
fn RecordPage() -> impl IntoView {
    let name = RwSignal::new("Ada Lovelace".to_owned());
    let draft = RwSignal::new(String::new());
    let tab = RwSignal::new("all".to_owned());
    let tabs = Signal::derive(|| {
        let tab = |key, label: &str, count| Tab { key, label: label.into(), count };
        vec![
            tab("all", "Timeline", Some(128)),
            tab("tasks", "Follow-ups", Some(2)),
            tab("history", "History", None),
        ]
    });
    view! {
        <div class="content">
            <div class="record">
                <aside class="record-side stack" aria-label="Attributes">
                    <div class="row no-wrap">
                        <Avatar name id="ada" size=AvatarSize::Large />
                        <div class="grow">
                            <h2 class="truncate">{name}</h2>
                            <p class="quiet truncate">"Analyst at Crooks Group"</p>
                        </div>
                    </div>
                    <div class="chips">
                        <Chip label="Loyal" hue=Hue::Green dot=true />
                        <Chip label="vip" hue=Hue::Violet />
                    </div>
                    <Attributes>
                        <Attribute term="Name">
                            <Editable
                                label="Name"
                                view=move || view! { <span>{name}</span> }
                                editor=move || view! { <TextField label="Name" value=draft hide_label=true /> }
                                on_start=move || draft.set(name.get_untracked())
                                on_end=move |end: EditEnd| {
                                    if end == EditEnd::Commit {
                                        name.set(draft.get_untracked());
                                    }
                                    true
                                }
                            />
                        </Attribute>
                        <Attribute term="E-mail"><a href="mailto:ada@example.org">"ada@example.org"</a></Attribute>
                        <Attribute term="Owner">"Grace Hopper"</Attribute>
                        <Attribute term="Language">"English"</Attribute>
                    </Attributes>
                </aside>
                <section class="record-main stack">
                    <Tabs id="record" label="Customer" tabs chosen=tab on_choose=move |key: &'static str| tab.set(key.to_owned()) />
                    <div role="tabpanel" id=tab_panel_id("record") tabindex="0">
                        <Skeleton lines=6 />
                    </div>
                </section>
                <aside class="record-related stack" aria-label="Related">
                    <Card title="Segments">"Loyal, spoke lately"</Card>
                </aside>
            </div>
        </div>
    }
}

#[derive(Clone, PartialEq)]
struct Person(usize);

impl TableRow for Person {
    type Key = usize;

    fn key(&self) -> usize {
        self.0
    }
}

#[component]
fn TablePage() -> impl IntoView {
    // More than a scroll bar covers, to see that both ends are reached.
    let total = 1_000_000;
    let state = TableState::<usize>::new(vec![
        Column::new("name", "Name", 220.0),
        Column::new("stage", "Stage", 120.0),
        Column::new("email", "E-mail", 240.0),
        Column::new("tags", "Tags", 200.0).unsortable(),
        Column::new("count", "Interactions", 120.0).end(),
        Column::new("value", "Value", 140.0).end(),
        Column::new("last", "Last contact", 160.0),
    ]);
    // Rows arrive a moment later, as they would from a worker.
    let rows = RwSignal::new(RowWindow::default());
    Effect::new(move || {
        let range = state.wanted.get();
        let arrive = move || {
            rows.try_update(|rows| {
                *rows = RowWindow { offset: range.start, rows: range.clone().map(Person).collect() }
            });
        };
        set_timeout(arrive, std::time::Duration::from_millis(30));
    });
    let names =
        ["Ada Lovelace", "Grace Hopper", "Alan Turing", "Edsger Dijkstra", "Mary Shaw", "Barbara Liskov"];
    let stages = [
        ("Lead", Hue::Grey),
        ("Prospect", Hue::Blue),
        ("Active", Hue::Teal),
        ("Loyal", Hue::Green),
        ("At risk", Hue::Amber),
        ("Lost", Hue::Red),
    ];
    let cell = move |Person(n): Person, column: String| match column.as_str() {
        "name" => {
            let name = names[n * 7 % names.len()];
            view! {
                <Avatar name id=n.to_string() />
                <a href="#/gallery/record">{name}</a>
            }
            .into_any()
        }
        "stage" => {
            let (label, hue) = stages[n * 5 % 6];
            view! { <Chip label hue dot=true /> }.into_any()
        }
        "email" => view! { <span class="quiet">{format!("customer{n}@example.org")}</span> }.into_any(),
        "tags" => view! { <Chip label="vip" hue=Hue::Violet /> <Chip label="newsletter" hue=Hue::Pink /> }
            .into_any(),
        "count" => view! { <span>{format::number((n % 97) as f64)}</span> }.into_any(),
        "value" => view! { <span>{format::money((n * 977 % 1_000_000) as i64, "EUR")}</span> }.into_any(),
        _ => view! { <span class="quiet">{format::relative(-(n as i64) * 7_000_000, 0)}</span> }.into_any(),
    };
    let count = Memo::new(move |_| state.selection.with(|selection| selection.count(total)));
    view! {
        <div class="subbar">
            <Button label="Stage is Active" icon=Icon::Filter small=true />
            <Button label="Filter" icon=Icon::Plus small=true kind=ButtonKind::Ghost />
            <span class="grow"></span>
            <Button label="Columns" icon=Icon::Columns small=true kind=ButtonKind::Ghost />
        </div>
        <div class="content fixed">
            <DataTable
                label="Customers"
                state
                total=Some(total)
                rows
                cell
                empty=|| view! { <EmptyState icon=Icon::Users title="Nobody" text="No customer matches." /> }
            />
            <div class="table-foot">{format::number(total as f64)} " customers"</div>
        </div>
        {move || {
            (count.get() > 0)
                .then(|| {
                    view! {
                        <div class="selection-bar" role="region" aria-label="Selection">
                            <strong>{format::number(count.get() as f64)} " selected"</strong>
                            <Button label="Tag" icon=Icon::Tag small=true />
                            <Button label="Delete" icon=Icon::Trash small=true />
                            <Button
                                label="Clear"
                                icon=Icon::X
                                kind=ButtonKind::Ghost
                                small=true
                                icon_only=true
                                on_click=move || state.selection.set(Selection::default())
                            />
                        </div>
                    }
                })
        }}
    }
}
