//! The sample company: a small coffee roastery with offices, cafés and private subscribers for
//! customers, three and a half years of them.

use super::people::{COUNTRIES, Country, handle};
use super::random::Random;
use super::texts::{self, Said};
use crate::model::{
    CellKey, ChoiceList, ColumnLayout, Comparison, Consent, ContactPoint, Currency, Date, Field, History, Id,
    Layout, Measure, Moment, Money, Now, Op, Period, Rule, SortKey, Table, Value, choice, custom_field,
    customer, interaction, member, note, segment, view,
};
use crate::wire::Draft;

const COMPANIES: usize = 60;
const AT_COMPANIES: usize = 130;
const PRIVATE: usize = 150;
const DAYS: i32 = 1280;

/// Everything of the sample company as of `now`.
pub fn sample(now: Now, seed: u64) -> Vec<Draft> {
    let mut maker = Maker { random: Random::new(seed), now, drafts: Vec::new() };
    let members = maker.members();
    let own = maker.own_fields();
    let customers = maker.customers(&members, &own);
    maker.views(&own);
    maker.segments(&customers);
    maker.drafts
}

struct Maker {
    random: Random,
    now: Now,
    drafts: Vec<Draft>,
}

/// How somebody's story goes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Arc {
    New,
    Considering,
    Regular,
    Devoted,
    Drifting,
    Gone,
}

struct Story {
    id: Id,
    arc: Arc,
    company: bool,
    owner: Id,
    /// Days before today of the first and the last contact.
    from_day: i32,
    to_day: i32,
    /// What people usually feel about us, 1 to 5.
    mood: f64,
}

struct OwnFields {
    plan: Id,
    cups: Id,
    spend: Id,
    contract: Id,
    loan: Id,
}

const PLANS: [(&str, &str, &str); 4] = [
    ("house", "House", "brown"),
    ("single_origin", "Single origin", "teal"),
    ("decaf", "Decaf", "violet"),
    ("mixed", "Mixed", "amber"),
];

impl Maker {
    /// A new id, as old as the day it stands for.
    fn id(&mut self, days_ago: i32) -> Id {
        let ms = self.now.utc_ms - i64::from(days_ago) * 86_400_000;
        Id::new(ms.max(0) as u64, self.random.bits() >> 48)
    }

    fn day(&self, days_ago: i32) -> Date {
        self.now.today().plus_days(-days_ago)
    }

    fn members(&mut self) -> Vec<Id> {
        let names = ["Maren Ostergaard", "Theo Lindgren", "Sunita Rao", "Piet Hollander"];
        names
            .into_iter()
            .map(|name| {
                let id = self.id(DAYS);
                self.drafts.push(
                    Draft::new(Table::Member, id)
                        .set(member::NAME, Some(Value::text(name)))
                        .set(member::EMAIL, Some(Value::Text(format!("{}@roastery.example", handle(name)))))
                        .set(member::SAMPLE, Some(Value::Bool(true))),
                );
                id
            })
            .collect()
    }

    fn own_fields(&mut self) -> OwnFields {
        let mut order = 0;
        let mut add = |label: &str, kind: &str| {
            let id = self.id(DAYS);
            let mut draft = Draft::new(Table::CustomField, id)
                .set(custom_field::LABEL, Some(Value::text(label)))
                .set(custom_field::KIND, Some(Value::text(kind)))
                .set(custom_field::ORDER, Some(Value::Int(order)))
                .set(custom_field::SAMPLE, Some(Value::Bool(true)));
            if kind == "money" {
                draft = draft.set(custom_field::CURRENCY, Some(Value::text("EUR")));
            }
            self.drafts.push(draft);
            order += 1;
            id
        };
        let own = OwnFields {
            plan: add("Coffee plan", "choice"),
            cups: add("Cups a day", "number"),
            spend: add("Spend a month", "money"),
            contract: add("Contract until", "date"),
            loan: add("Machine on loan", "yes_no"),
        };
        let list = ChoiceList::Custom(own.plan);
        for (order, (key, label, hue)) in (0..).zip(PLANS) {
            self.drafts.push(
                Draft::new(Table::Choice, list.record_id(key))
                    .set(
                        choice::LIST,
                        Some(Value::Json(serde_json::to_string(&list.key()).unwrap_or_default())),
                    )
                    .set(choice::KEY, Some(Value::text(key)))
                    .set(choice::LABEL, Some(Value::text(label)))
                    .set(choice::HUE, Some(Value::text(hue)))
                    .set(choice::ORDER, Some(Value::Int(order)))
                    .set(choice::SAMPLE, Some(Value::Bool(true))),
            );
        }
        own
    }

    fn customers(&mut self, members: &[Id], own: &OwnFields) -> Vec<(Id, Arc)> {
        let mut all = Vec::new();
        let mut companies = Vec::new();
        for n in 0..COMPANIES {
            let country = self.random.weighted(&COUNTRIES);
            let story = self.story(true, members);
            let name = country.company(&mut self.random, n);
            let domain = format!("{}.example", handle(&name).replace('.', "-").trim_matches('-'));
            self.company(&story, country, &name, &domain, own);
            all.push((story.id, story.arc));
            companies.push((story, country, domain, name));
        }
        for n in 0..AT_COMPANIES {
            // The first have one contact each, then some have more.
            let at = if n < COMPANIES { n } else { self.random.between(0, COMPANIES as i32 - 1) as usize };
            let (employer, country, domain, name) = &companies[at];
            let story = Story { id: self.id(employer.from_day), ..*employer };
            self.person(&story, country, Some((employer.id, domain.as_str(), name.as_str())), own);
            // A company's history is its people's; only every third speaks for itself too.
            self.history(&story, members, if n < COMPANIES { 1.0 } else { 0.35 });
            all.push((story.id, story.arc));
        }
        for (story, ..) in companies.iter().step_by(3) {
            self.history(story, members, 0.3);
        }
        for _ in 0..PRIVATE {
            let country = self.random.weighted(&COUNTRIES);
            let story = self.story(false, members);
            self.person(&story, country, None, own);
            self.history(&story, members, 0.7);
            all.push((story.id, story.arc));
        }
        all
    }

    fn story(&mut self, company: bool, members: &[Id]) -> Story {
        let random = &mut self.random;
        let arc = random.weighted(&[
            (Arc::New, 12),
            (Arc::Considering, 13),
            (Arc::Regular, 34),
            (Arc::Devoted, 18),
            (Arc::Drifting, 12),
            (Arc::Gone, 11),
        ]);
        let (from_day, to_day) = match arc {
            Arc::New => (random.between(2, 45), 0),
            Arc::Considering => (random.between(30, 160), random.between(0, 25)),
            Arc::Regular => (random.between(120, 1000), random.between(0, 25)),
            Arc::Devoted => (random.between(600, DAYS - 10), random.between(0, 14)),
            Arc::Drifting => (random.between(400, 1100), random.between(100, 190)),
            Arc::Gone => (random.between(600, DAYS - 10), random.between(250, 500)),
        };
        let mood = match arc {
            Arc::Devoted => 4.7,
            Arc::Regular | Arc::New | Arc::Considering => 4.0,
            Arc::Drifting => 3.0,
            Arc::Gone => 2.6,
        };
        Story {
            id: self.id(from_day),
            arc,
            company,
            owner: self.random.pick(members),
            from_day,
            to_day,
            mood,
        }
    }

    /// What people and companies have alike.
    fn customer(&mut self, story: &Story, country: &Country, own: &OwnFields) -> Draft {
        let stage = match story.arc {
            Arc::New => "lead",
            Arc::Considering => "prospect",
            Arc::Regular => "active",
            Arc::Devoted => "loyal",
            Arc::Drifting => "at_risk",
            Arc::Gone => "lost",
        };
        let source = self.random.weighted(&[
            ("referral", 26),
            ("website", 30),
            ("event", 14),
            ("advertising", 9),
            ("cold_contact", 8),
            ("partner", 7),
            ("other", 6),
        ]);
        let mut draft = Draft::new(Table::Customer, story.id)
            .set(customer::KIND, Some(Value::text(if story.company { "company" } else { "person" })))
            .set(customer::STAGE, Some(Value::text(stage)))
            .set(customer::SOURCE, Some(Value::text(source)))
            .set(customer::OWNER, Some(Value::Ref(story.owner)))
            .set(customer::LANGUAGE, Some(Value::text(country.language)))
            .set(customer::SAMPLE, Some(Value::Bool(true)));
        for _ in 0..self.random.weighted(&[(0, 4), (1, 5), (2, 3), (3, 1)]) {
            let tag = self.random.weighted(&texts::TAGS);
            draft.cells.push((CellKey::element(customer::TAGS, tag), Some(Value::Bool(true))));
        }
        if story.arc == Arc::Gone && self.random.chance(0.25) {
            draft = draft.set(customer::ARCHIVED, Some(Value::Bool(true)));
        }
        if matches!(story.arc, Arc::Regular | Arc::Devoted | Arc::Drifting) {
            let cups = self.random.between(2, if story.company { 160 } else { 6 });
            let (plan, _, _) = self.random.pick(&PLANS);
            draft = draft
                .set(Field::Custom(own.plan), Some(Value::text(plan)))
                .set(Field::Custom(own.cups), Some(Value::Number(f64::from(cups))));
            if let Some(currency) = Currency::new("EUR") {
                let minor = i64::from(cups) * i64::from(self.random.between(380, 620));
                draft = draft.set(Field::Custom(own.spend), Some(Value::Money(Money { currency, minor })));
            }
        }
        draft
    }

    fn company(&mut self, story: &Story, country: &Country, name: &str, domain: &str, own: &OwnFields) {
        let mut draft = self
            .customer(story, country, own)
            .set(customer::NAME, Some(Value::text(name)))
            .set(customer::WEBSITE, Some(Value::Text(format!("https://{domain}"))));
        let loan = self.random.chance(0.45) && !matches!(story.arc, Arc::New | Arc::Considering);
        if loan {
            let left = self.random.between(-60, 500);
            let until = self.day(-left);
            draft = draft
                .set(Field::Custom(own.loan), Some(Value::Bool(true)))
                .set(Field::Custom(own.contract), Some(Value::Date(until)));
        }
        push_email(&mut draft, format!("hello@{domain}"), "work", 0);
        if let Some(phone) = country.phone(&mut self.random) {
            push_phone(&mut draft, phone, "work", 0);
        }
        let labels: &[&str] = if self.random.chance(0.25) { &["billing", "shipping"] } else { &["billing"] };
        for (rank, label) in (0..).zip(labels) {
            self.push_address(&mut draft, country, label, rank);
        }
        self.drafts.push(draft);
        self.remarks(story);
    }

    fn person(
        &mut self,
        story: &Story,
        country: &Country,
        employer: Option<(Id, &str, &str)>,
        own: &OwnFields,
    ) {
        let story = &Story { company: false, ..*story };
        let (first, last) = country.person(&mut self.random);
        let mut draft = self
            .customer(story, country, own)
            .set(customer::FIRST_NAME, Some(Value::text(first)))
            .set(customer::LAST_NAME, Some(Value::text(last)));
        let written = handle(&format!("{first} {last}"));
        let home = self.random.pick(&["example.com", "example.org", "example.net"]);
        match employer {
            Some((company, domain, _)) => {
                let job = self.random.pick(&texts::JOBS);
                draft = draft
                    .set(customer::COMPANY, Some(Value::Ref(company)))
                    .set(customer::JOB_TITLE, Some(Value::text(job)));
                push_email(&mut draft, format!("{written}@{domain}"), "work", 0);
                if self.random.chance(0.2) {
                    push_email(&mut draft, format!("{written}@{home}"), "home", 1);
                }
            }
            None => {
                // A number keeps namesakes apart.
                push_email(&mut draft, format!("{written}{}@{home}", self.random.between(1, 99)), "home", 0);
                if self.random.chance(0.7) {
                    self.push_address(&mut draft, country, "home", 0);
                }
            }
        }
        if self.random.chance(0.75)
            && let Some(phone) = country.phone(&mut self.random)
        {
            let label = if self.random.chance(0.6) { "mobile" } else { "work" };
            push_phone(&mut draft, phone, label, 0);
        }
        if self.random.chance(0.45) {
            let age_days = self.random.between(21 * 365, 72 * 365);
            let born = self.day(age_days);
            draft = draft.set(customer::BIRTH_DATE, Some(Value::Date(born)));
        }
        if self.random.chance(0.5) {
            let channel = self.random.weighted(&[
                ("email", 10),
                ("phone", 7),
                ("chat", 3),
                ("post", 1),
                ("in_person", 2),
            ]);
            draft = draft.set(customer::PREFERRED_CHANNEL, Some(Value::text(channel)));
        }
        for (channel, asked, given) in [("email", 0.8, 0.72), ("phone", 0.5, 0.45), ("post", 0.25, 0.6)] {
            if self.random.chance(asked) {
                let given = self.random.chance(given) && !(story.arc == Arc::Gone && self.random.chance(0.5));
                let days_ago = self.random.between(story.to_day, story.from_day);
                let on = Some(self.day(days_ago));
                draft.cells.push((
                    CellKey::element(customer::CONSENTS, channel),
                    Some(Value::Consent(Consent { given, on })),
                ));
            }
        }
        self.drafts.push(draft);
        self.remarks(story);
    }

    /// Preferences and concerns.
    fn remarks(&mut self, story: &Story) {
        let worried = matches!(story.arc, Arc::Drifting | Arc::Gone);
        for (kind, from, share) in [
            ("preference", &texts::PREFERENCES[..], 0.3),
            ("concern", &texts::CONCERNS[..], if worried { 0.5 } else { 0.12 }),
        ] {
            if self.random.chance(share) {
                let days_ago = self.random.between(story.to_day, story.from_day);
                let (id, text, at) = (self.id(days_ago), self.random.pick(from), self.day(days_ago));
                self.drafts.push(
                    Draft::new(Table::Note, id)
                        .set(note::CUSTOMER, Some(Value::Ref(story.id)))
                        .set(note::KIND, Some(Value::text(kind)))
                        .set(note::TEXT, Some(Value::text(text)))
                        .set(note::AT, Some(Value::Date(at)))
                        .set(note::SAMPLE, Some(Value::Bool(true))),
                );
            }
        }
    }

    fn push_address(&mut self, draft: &mut Draft, country: &Country, label: &str, rank: i32) {
        let address = crate::model::Address { rank, ..country.address(&mut self.random, label) };
        let element = Id::derived(&["address", label, &address.street]).to_string();
        draft.cells.push((CellKey::element(customer::ADDRESSES, &element), Some(Value::Address(address))));
    }

    /// Somebody's interactions from first to last: an enquiry, then orders, questions, complaints.
    fn history(&mut self, story: &Story, members: &[Id], share: f64) {
        let mut talk = Talk { maker: self, story, members };
        let mut day = f64::from(story.from_day);
        let last = f64::from(story.to_day);
        talk.enquiry(day as i32);
        let mean = match story.arc {
            Arc::New | Arc::Considering => 18.0,
            Arc::Devoted => 38.0,
            _ => 55.0,
        } / share;
        loop {
            let wait = talk.maker.random.wait(mean).max(1.0);
            // What went wrong for many at once, on the way to the next event.
            for (at, said) in texts::INCIDENTS {
                let incident = f64::from(DAYS) * (1.0 - at);
                if incident < day && incident >= (day - wait).max(last) && talk.maker.random.chance(0.4) {
                    let spread = talk.maker.random.wait(4.0) as i32;
                    talk.complaint((incident as i32 - spread).max(story.to_day), said);
                }
            }
            day -= wait;
            if day < last {
                break;
            }
            talk.event(day as i32);
        }
        talk.ending();
    }

    fn views(&mut self, own: &OwnFields) {
        let column = |field: Field, width_px| ColumnLayout { field, width_px };
        let stage = |key: &str| Rule::field(customer::STAGE, Op::Is(Value::text(key)));
        let views = [
            (
                "Follow-ups due",
                Layout {
                    filter: Rule::field(customer::FOLLOW_UP_DUE, Op::Filled),
                    sort: vec![SortKey { field: customer::FOLLOW_UP_DUE, descending: false }],
                    columns: vec![
                        column(customer::DISPLAY_NAME, 220),
                        column(customer::FOLLOW_UP_DUE, 140),
                        column(customer::PHONE, 170),
                        column(customer::OWNER, 150),
                        column(customer::LAST_CONTACT, 150),
                    ],
                },
            ),
            (
                "Contracts",
                Layout {
                    filter: Rule::field(Field::Custom(own.loan), Op::Is(Value::Bool(true))),
                    sort: vec![SortKey { field: Field::Custom(own.contract), descending: false }],
                    columns: vec![
                        column(customer::DISPLAY_NAME, 240),
                        column(Field::Custom(own.contract), 140),
                        column(Field::Custom(own.cups), 120),
                        column(Field::Custom(own.spend), 140),
                        column(customer::STAGE, 120),
                    ],
                },
            ),
            (
                "New people",
                Layout {
                    filter: Rule::Any(vec![stage("lead"), stage("prospect")]),
                    sort: vec![SortKey { field: customer::FIRST_CONTACT, descending: true }],
                    columns: vec![
                        column(customer::DISPLAY_NAME, 220),
                        column(customer::STAGE, 120),
                        column(customer::SOURCE, 130),
                        column(customer::EMAIL, 240),
                        column(customer::FIRST_CONTACT, 150),
                    ],
                },
            ),
        ];
        for (name, layout) in views {
            let id = self.id(200);
            self.drafts.push(
                Draft::new(Table::View, id)
                    .set(view::NAME, Some(Value::text(name)))
                    .set(view::LAYOUT, Some(Value::Json(serde_json::to_string(&layout).unwrap_or_default())))
                    .set(view::SAMPLE, Some(Value::Bool(true))),
            );
        }
    }

    fn segments(&mut self, customers: &[(Id, Arc)]) {
        let history =
            |which: Rule, period, measure| Rule::History(History { which: Box::new(which), period, measure });
        let sale = || Rule::field(interaction::KIND, Op::Is(Value::text("sale")));
        let complaint = Rule::field(interaction::KIND, Op::Is(Value::text("complaint")));
        let segments = [
            (
                "Regulars",
                "Bought at least three times in the last half year.",
                "green",
                history(sale(), Period::LastDays(182), Measure::Count(Comparison::AtLeast, 3)),
            ),
            (
                "Going quiet",
                "Bought before, and nobody spoke to them for three months.",
                "amber",
                Rule::All(vec![
                    history(sale(), Period::Ever, Measure::Count(Comparison::AtLeast, 2)),
                    history(Rule::default(), Period::Ever, Measure::Last(Op::MoreThanDaysAgo(90))),
                    Rule::Not(Box::new(Rule::field(customer::STAGE, Op::Is(Value::text("lost"))))),
                ]),
            ),
            (
                "Unhappy lately",
                "Complained in the last three months, or rates us below three.",
                "red",
                Rule::Any(vec![
                    history(complaint, Period::LastDays(90), Measure::Count(Comparison::AtLeast, 1)),
                    history(
                        Rule::default(),
                        Period::LastDays(180),
                        Measure::Satisfaction(Comparison::Less, 3.0),
                    ),
                ]),
            ),
            (
                "May be written to",
                "Agreed to e-mail and is not lost.",
                "indigo",
                Rule::All(vec![
                    Rule::field(customer::CONSENTS, Op::Is(Value::text("email"))),
                    Rule::field(customer::STAGE, Op::IsNot(Value::text("lost"))),
                ]),
            ),
            (
                "Tasting panel",
                "Birthdays this month, and friends of the house added by hand.",
                "violet",
                Rule::field(customer::BIRTH_DATE, Op::AnniversaryNextDays(30)),
            ),
        ];
        for (at, (name, description, hue, rule)) in segments.into_iter().enumerate() {
            let id = self.id(150);
            let mut draft = Draft::new(Table::Segment, id)
                .set(segment::NAME, Some(Value::text(name)))
                .set(segment::DESCRIPTION, Some(Value::text(description)))
                .set(segment::HUE, Some(Value::text(hue)))
                .set(segment::RULE, Some(Value::Json(serde_json::to_string(&rule).unwrap_or_default())))
                .set(segment::SAMPLE, Some(Value::Bool(true)));
            if at == 4 {
                for (friend, _) in customers.iter().filter(|(_, arc)| *arc == Arc::Devoted).take(4) {
                    draft.cells.push((
                        CellKey::element(segment::INCLUDED, &friend.to_string()),
                        Some(Value::Bool(true)),
                    ));
                }
            }
            self.drafts.push(draft);
        }
    }
}

fn push_email(draft: &mut Draft, value: String, label: &str, rank: i32) {
    let key = CellKey::element(customer::EMAILS, &value);
    draft.cells.push((key, Some(Value::Contact(ContactPoint { value, label: label.to_owned(), rank }))));
}

fn push_phone(draft: &mut Draft, value: String, label: &str, rank: i32) {
    let key = CellKey::element(customer::PHONES, &crate::model::digits(&value));
    draft.cells.push((key, Some(Value::Contact(ContactPoint { value, label: label.to_owned(), rank }))));
}

/// One customer's conversation with the roastery.
struct Talk<'m> {
    maker: &'m mut Maker,
    story: &'m Story,
    members: &'m [Id],
}

/// What differs from one interaction to the next.
struct Turn {
    kind: &'static str,
    inbound: bool,
    channel: &'static str,
    said: Said,
    outcome: Option<&'static str>,
    satisfaction: Option<i64>,
}

impl Talk<'_> {
    fn random(&mut self) -> &mut Random {
        &mut self.maker.random
    }

    fn enquiry(&mut self, day: i32) {
        let channel = self.random().weighted(&[
            ("web", 9),
            ("email", 9),
            ("phone", 7),
            ("social", 3),
            ("in_person", 3),
        ]);
        let said = self.random().pick(&texts::ENQUIRIES);
        self.turn(
            day,
            Turn {
                kind: "question",
                inbound: true,
                channel,
                said,
                outcome: Some("interested"),
                satisfaction: None,
            },
        );
        let said = self.random().pick(&texts::OFFERS);
        let outcome = match self.story.arc {
            Arc::New => "open",
            Arc::Considering => "interested",
            _ => "sold",
        };
        let later = self.later(day, 4);
        let asked = matches!(self.story.arc, Arc::New | Arc::Considering);
        let follow_up = (asked && self.random().chance(0.6)).then(|| self.random().between(-12, 6));
        self.turn_due(
            later,
            Turn {
                kind: "offer",
                inbound: false,
                channel: "email",
                said,
                outcome: Some(outcome),
                satisfaction: None,
            },
            follow_up,
        );
    }

    /// Something that happens while somebody is a customer.
    fn event(&mut self, day: i32) {
        let buys = !matches!(self.story.arc, Arc::New | Arc::Considering);
        let unhappy = if matches!(self.story.arc, Arc::Drifting | Arc::Gone) { 14 } else { 5 };
        let what = self.random().weighted(&[
            ("order", if buys { 46 } else { 0 }),
            ("question", 20),
            ("complaint", if buys { unhappy } else { 0 }),
            ("check", 12),
            ("feedback", if buys { 10 } else { 0 }),
            ("offer", 7),
            ("note", 4),
            ("meeting", 4),
        ]);
        match what {
            "order" => {
                let channel =
                    self.random().weighted(&[("web", 12), ("email", 7), ("phone", 6), ("in_person", 2)]);
                let said = self.random().pick(&texts::ORDERS);
                self.turn(
                    day,
                    Turn {
                        kind: "sale",
                        inbound: true,
                        channel,
                        said,
                        outcome: Some("sold"),
                        satisfaction: None,
                    },
                );
                if self.random().chance(0.35) {
                    let said = self.random().pick(&texts::DELIVERIES);
                    let (day, mood) = (self.later(day, 3), self.mood(0.3, 0.15));
                    self.turn(
                        day,
                        Turn {
                            kind: "service",
                            inbound: false,
                            channel: "in_person",
                            said,
                            outcome: Some("resolved"),
                            satisfaction: mood,
                        },
                    );
                }
            }
            "question" => {
                let channel =
                    self.random().weighted(&[("email", 9), ("phone", 8), ("chat", 6), ("social", 2)]);
                let said = self.random().pick(&texts::QUESTIONS);
                self.turn(
                    day,
                    Turn {
                        kind: "question",
                        inbound: true,
                        channel,
                        said,
                        outcome: Some("open"),
                        satisfaction: None,
                    },
                );
                let said = self.random().pick(&texts::ANSWERS);
                let outcome = if said.0 == "Left a message" { "left_message" } else { "resolved" };
                let (day, mood) = (self.later(day, 2), self.mood(0.2, 0.3));
                let channel = if channel == "social" { "chat" } else { channel };
                self.turn(
                    day,
                    Turn {
                        kind: "service",
                        inbound: false,
                        channel,
                        said,
                        outcome: Some(outcome),
                        satisfaction: mood,
                    },
                );
            }
            "complaint" => {
                let said = self.random().pick(&texts::COMPLAINTS);
                self.complaint(day, said);
            }
            "check" => {
                let said = self.random().pick(&texts::CHECKS);
                let reached = said.0 != "No answer";
                let mood = if reached { self.mood(0.1, 0.4) } else { None };
                let outcome = Some(if reached { "reached" } else { "not_reached" });
                self.turn(
                    day,
                    Turn {
                        kind: "follow_up",
                        inbound: false,
                        channel: "phone",
                        said,
                        outcome,
                        satisfaction: mood,
                    },
                );
            }
            "feedback" => {
                let channel = self.random().weighted(&[("web", 8), ("email", 5), ("social", 3), ("post", 1)]);
                let (said, mood) = (self.random().pick(&texts::FEEDBACK), self.mood(0.0, 1.0));
                self.turn(
                    day,
                    Turn {
                        kind: "feedback",
                        inbound: true,
                        channel,
                        said,
                        outcome: None,
                        satisfaction: mood,
                    },
                );
            }
            "offer" => {
                let said = self.random().pick(&texts::OFFERS);
                let outcome =
                    self.random().weighted(&[("interested", 5), ("declined", 3), ("sold", 3), ("open", 2)]);
                let follow_up =
                    (day < 40 && self.random().chance(0.7)).then(|| self.random().between(-14, 8));
                self.turn_due(
                    day,
                    Turn {
                        kind: "offer",
                        inbound: false,
                        channel: "email",
                        said,
                        outcome: Some(outcome),
                        satisfaction: None,
                    },
                    follow_up,
                );
            }
            "meeting" => {
                let (said, mood) = (self.random().pick(&texts::CHECKS), self.mood(0.4, 0.5));
                self.turn(
                    day,
                    Turn {
                        kind: "follow_up",
                        inbound: false,
                        channel: "meeting",
                        said,
                        outcome: Some("reached"),
                        satisfaction: mood,
                    },
                );
            }
            _ => {
                let said = self.random().pick(&texts::NOTES);
                self.turn(
                    day,
                    Turn {
                        kind: "note",
                        inbound: false,
                        channel: "other",
                        said,
                        outcome: None,
                        satisfaction: None,
                    },
                );
            }
        }
    }

    /// They complain, we answer within two days, and ask later how it went.
    fn complaint(&mut self, day: i32, said: Said) {
        let channel = self.random().weighted(&[("phone", 10), ("email", 8), ("chat", 3), ("social", 2)]);
        let score = self.random().weighted(&[(1, 5), (2, 4), (3, 1)]);
        self.turn(
            day,
            Turn {
                kind: "complaint",
                inbound: true,
                channel,
                said,
                outcome: Some("open"),
                satisfaction: Some(score),
            },
        );
        let lost = matches!(self.story.arc, Arc::Drifting | Arc::Gone);
        let said = self.random().pick(if lost { &texts::REPAIRS[3..] } else { &texts::REPAIRS[..4] });
        let day = self.later(day, 2);
        let outcome = Some(if lost && self.random().chance(0.6) { "open" } else { "resolved" });
        let follow_up = (day < 30).then(|| self.random().between(-10, 5));
        self.turn_due(
            day,
            Turn { kind: "service", inbound: false, channel: "phone", said, outcome, satisfaction: None },
            follow_up,
        );
        if self.random().chance(0.6) {
            let (day, said) = (self.later(day, 12), texts::CHECKS[1]);
            let score = if lost { self.random().between(1, 3) } else { self.random().between(3, 5) };
            self.turn(
                day,
                Turn {
                    kind: "follow_up",
                    inbound: false,
                    channel: "phone",
                    said,
                    outcome: Some("reached"),
                    satisfaction: Some(score.into()),
                },
            );
        }
    }

    /// What the stage says must show in the last thing that happened.
    fn ending(&mut self) {
        if !matches!(self.story.arc, Arc::New | Arc::Gone) {
            self.event(self.story.to_day);
        }
        if self.story.arc == Arc::Gone && self.random().chance(0.8) {
            let said = self.random().pick(&texts::GOODBYES);
            let mood = self.mood(-0.8, 0.5);
            self.turn(
                self.story.to_day,
                Turn {
                    kind: "feedback",
                    inbound: true,
                    channel: "email",
                    said,
                    outcome: Some("declined"),
                    satisfaction: mood,
                },
            );
        }
    }

    /// A few days later, but not after the story ends.
    fn later(&mut self, day: i32, most: i32) -> i32 {
        (day - self.random().between(0, most)).max(self.story.to_day.min(day))
    }

    /// How content they say they are, if they are asked.
    fn mood(&mut self, lift: f64, asked: f64) -> Option<i64> {
        let spread = (self.random().unit() + self.random().unit() + self.random().unit() - 1.5) * 1.6;
        let score = (self.story.mood + lift + spread).round().clamp(1.0, 5.0) as i64;
        self.random().chance(asked).then_some(score)
    }

    fn turn(&mut self, day: i32, turn: Turn) {
        self.turn_due(day, turn, None);
    }

    /// `follow_up`: due so many days before today (negative: after today).
    fn turn_due(&mut self, day: i32, turn: Turn, follow_up: Option<i32>) {
        let at = moment(&mut self.maker.random, self.maker.now, day, turn.channel);
        let id = self.maker.id(day);
        let (subject, text) = (self.fill(turn.said.0), self.fill(turn.said.1));
        // Mostly the owner, sometimes whoever was there.
        let by =
            if self.random().chance(0.8) { self.story.owner } else { self.maker.random.pick(self.members) };
        let minutes = match turn.channel {
            "phone" => Some(self.random().between(2, 24)),
            "meeting" => Some(self.random().between(25, 110)),
            "chat" | "in_person" => Some(self.random().between(3, 18)),
            _ => None,
        };
        let direction = if turn.inbound { "in" } else { "out" };
        let mut draft = Draft::new(Table::Interaction, id)
            .set(interaction::CUSTOMER, Some(Value::Ref(self.story.id)))
            .set(interaction::AT, Some(Value::Moment(at)))
            .set(interaction::DIRECTION, Some(Value::text(direction)))
            .set(interaction::CHANNEL, Some(Value::text(turn.channel)))
            .set(interaction::KIND, Some(Value::text(turn.kind)))
            .set(interaction::SUBJECT, Some(Value::Text(subject)))
            .set(interaction::TEXT, Some(Value::Text(text)))
            .set(interaction::HANDLED_BY, Some(Value::Ref(by)))
            .set(interaction::SAMPLE, Some(Value::Bool(true)));
        let optional = [
            (interaction::OUTCOME, turn.outcome.map(Value::text)),
            (interaction::SATISFACTION, turn.satisfaction.map(Value::Int)),
            (interaction::MINUTES, minutes.map(|minutes| Value::Int(minutes.into()))),
            (interaction::FOLLOW_UP, follow_up.map(|days| Value::Date(self.maker.day(days)))),
        ];
        draft.cells.extend(
            optional
                .into_iter()
                .filter(|(_, value)| value.is_some())
                .map(|(field, value)| (field.into(), value)),
        );
        // What was due more than a few days ago has mostly been done.
        if follow_up.is_some_and(|days| days > 2) && self.random().chance(0.85) {
            draft = draft.set(interaction::FOLLOW_UP_DONE, Some(Value::Bool(true)));
        }
        self.maker.drafts.push(draft);
    }

    fn fill(&mut self, text: &str) -> String {
        fill(&mut self.maker.random, text)
    }
}

pub fn fill(random: &mut Random, text: &str) -> String {
    if !text.contains('{') {
        return text.to_owned();
    }
    let n = random.between(2, 24).to_string();
    text.replace("{product}", random.pick(&texts::PRODUCTS))
        .replace("{place}", random.pick(&texts::PLACES))
        .replace("{day}", random.pick(&texts::DAYS))
        .replace("{n}", &n)
}

/// A time on the wall `days_ago`: working hours with a lunch break for people who talk, evenings
/// and some weekends for those who write. Never later than now.
pub fn moment(random: &mut Random, now: Now, days_ago: i32, channel: &str) -> Moment {
    let written = matches!(channel, "web" | "email" | "social" | "chat");
    let mut day = now.today().plus_days(-days_ago);
    // 1970-01-01 was a Thursday.
    let weekday = |day: Date| (day.days() + 3).rem_euclid(7);
    if weekday(day) >= 5 && !(written && random.chance(0.3)) {
        day = day.plus_days(4 - weekday(day));
    }
    let hour = if written && random.chance(0.25) {
        random.weighted(&[(6, 1), (7, 3), (18, 4), (19, 5), (20, 5), (21, 4), (22, 2)])
    } else {
        random.weighted(&[
            (8, 5),
            (9, 10),
            (10, 13),
            (11, 11),
            (12, 4),
            (13, 6),
            (14, 10),
            (15, 9),
            (16, 7),
            (17, 4),
        ])
    };
    let at = Moment::at(day, hour * 60 + random.between(0, 59) as u16, now.offset_min);
    if at.utc_ms <= now.utc_ms {
        at
    } else {
        Moment { utc_ms: now.utc_ms - i64::from(random.between(1, 180)) * 60_000, ..at }
    }
}
