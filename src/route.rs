//! Every address of the app. They live behind `#`, so that any static host serves them.
//!
//! `parse` and `href` round-trip; whatever cannot be read is `NotFound`, never a panic.

use std::fmt::Write;

use crate::model::{ChoiceList, Id, Layout, Rule};

#[derive(Clone, PartialEq, Debug)]
pub enum Route {
    Customers(CustomersPage),
    Customer { id: Id, timeline: TimelinePage },
    Interactions(TimelinePage),
    Segments,
    NewSegment { rule: Rule },
    Segment(Id),
    Import,
    Data,
    Activity,
    Bin,
    Reviews,
    Settings(Settings),
    NotFound(String),
}

/// What the customer list shows.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct CustomersPage {
    /// The saved view it starts from.
    pub view: Option<Id>,
    /// What differs from the view (or from the plain list).
    pub layout: Option<Layout>,
    pub search: String,
    /// The customer shown in the side panel.
    pub peek: Option<Id>,
}

/// What a timeline shows.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct TimelinePage {
    pub filter: Rule,
    pub text: String,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Settings {
    #[default]
    Workspace,
    Fields,
    Choices(ChoiceList),
    Members,
    Appearance,
}

impl Settings {
    pub const ALL: [Settings; 5] = [
        Settings::Workspace,
        Settings::Fields,
        Settings::Choices(ChoiceList::Stage),
        Settings::Members,
        Settings::Appearance,
    ];

    fn key(self) -> &'static str {
        match self {
            Settings::Workspace => "workspace",
            Settings::Fields => "fields",
            Settings::Choices(_) => "choices",
            Settings::Members => "members",
            Settings::Appearance => "appearance",
        }
    }
}

impl Route {
    pub fn customer(id: Id) -> Self {
        Route::Customer { id, timeline: TimelinePage::default() }
    }

    /// The address from `#` on.
    pub fn href(&self) -> String {
        let mut href = Href(String::from("#/"));
        match self {
            Route::Customers(page) => {
                href.push("customers");
                href.query("view", &page.view.map(|id| id.to_string()).unwrap_or_default());
                href.query("q", &page.search);
                if let Some(layout) = &page.layout {
                    href.json("list", layout);
                }
                href.query("peek", &page.peek.map(|id| id.to_string()).unwrap_or_default());
            }
            Route::Customer { id, timeline } => {
                href.push(&format!("customers/{id}"));
                href.timeline(timeline);
            }
            Route::Interactions(timeline) => {
                href.push("interactions");
                href.timeline(timeline);
            }
            Route::Segments => href.push("segments"),
            Route::NewSegment { rule } => {
                href.push("segments/new");
                if !rule.is_everybody() {
                    href.json("rule", rule);
                }
            }
            Route::Segment(id) => href.push(&format!("segments/{id}")),
            Route::Import => href.push("import"),
            Route::Data => href.push("data"),
            Route::Activity => href.push("activity"),
            Route::Bin => href.push("bin"),
            Route::Reviews => href.push("reviews"),
            Route::Settings(Settings::Choices(list)) => {
                href.push(&format!("settings/choices/{}", list.key()))
            }
            Route::Settings(section) => href.push(&format!("settings/{}", section.key())),
            Route::NotFound(address) => return format!("#{address}"),
        }
        href.0
    }

    /// The address without what only changes how the same page is shown.
    pub fn page(&self) -> String {
        let mut href = self.href();
        href.truncate(href.find('?').unwrap_or(href.len()));
        href
    }

    /// Reads the part of an address from `#` on, with or without the `#`.
    pub fn parse(hash: &str) -> Self {
        let address = hash.strip_prefix('#').unwrap_or(hash);
        Self::read(address).unwrap_or_else(|| Route::NotFound(address.to_owned()))
    }

    fn read(address: &str) -> Option<Self> {
        let (path, query) = address.split_once('?').unwrap_or((address, ""));
        let query = Query(query);
        let segments: Vec<&str> = path.split('/').filter(|segment| !segment.is_empty()).collect();
        Some(match segments[..] {
            [] | ["customers"] => Route::Customers(CustomersPage {
                view: query.id("view")?,
                layout: query.json("list")?,
                search: query.text("q")?,
                peek: query.id("peek")?,
            }),
            ["customers", id] => Route::Customer { id: id.parse().ok()?, timeline: query.timeline()? },
            ["interactions"] => Route::Interactions(query.timeline()?),
            ["segments"] => Route::Segments,
            ["segments", "new"] => Route::NewSegment { rule: query.json("rule")?.unwrap_or_default() },
            ["segments", id] => Route::Segment(id.parse().ok()?),
            ["import"] => Route::Import,
            ["data"] => Route::Data,
            ["activity"] => Route::Activity,
            ["bin"] => Route::Bin,
            ["reviews"] => Route::Reviews,
            ["settings"] => Route::Settings(Settings::default()),
            ["settings", "choices", list] => Route::Settings(Settings::Choices(ChoiceList::from_key(list)?)),
            ["settings", key] => {
                Route::Settings(Settings::ALL.into_iter().find(|section| section.key() == key)?)
            }
            _ => return None,
        })
    }
}

struct Href(String);

impl Href {
    fn push(&mut self, text: &str) {
        self.0.push_str(text);
    }

    fn query(&mut self, key: &str, value: &str) {
        if value.is_empty() {
            return;
        }
        self.0.push(if self.0.contains('?') { '&' } else { '?' });
        self.0.push_str(key);
        self.0.push('=');
        for byte in value.bytes() {
            match byte {
                b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' | b':' | b',' => {
                    self.0.push(byte as char);
                }
                _ => {
                    // Writing into a String cannot fail.
                    let _ = write!(self.0, "%{byte:02X}");
                }
            }
        }
    }

    fn json(&mut self, key: &str, value: &impl serde::Serialize) {
        self.query(key, &serde_json::to_string(value).unwrap_or_default());
    }

    fn timeline(&mut self, page: &TimelinePage) {
        if !page.filter.is_everybody() {
            self.json("filter", &page.filter);
        }
        self.query("q", &page.text);
    }
}

/// The parts behind `?`. A part that is there but cannot be read gives `None`.
struct Query<'a>(&'a str);

impl Query<'_> {
    fn text(&self, key: &str) -> Option<String> {
        let value = self.0.split('&').find_map(|part| part.split_once('=').filter(|(name, _)| *name == key));
        match value {
            Some((_, value)) => decode(value),
            None => Some(String::new()),
        }
    }

    fn id(&self, key: &str) -> Option<Option<Id>> {
        let text = self.text(key)?;
        if text.is_empty() { Some(None) } else { text.parse().ok().map(Some) }
    }

    fn json<T: serde::de::DeserializeOwned>(&self, key: &str) -> Option<Option<T>> {
        let text = self.text(key)?;
        if text.is_empty() { Some(None) } else { serde_json::from_str(&text).ok().map(Some) }
    }

    fn timeline(&self) -> Option<TimelinePage> {
        Some(TimelinePage { filter: self.json("filter")?.unwrap_or_default(), text: self.text("q")? })
    }
}

fn decode(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        bytes.push(match byte {
            b'%' => {
                let digit = |byte: Option<u8>| (byte? as char).to_digit(16);
                (digit(rest.next())? * 16 + digit(rest.next())?) as u8
            }
            b'+' => b' ',
            byte => byte,
        });
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Op, SortKey, Value, customer};

    #[test]
    fn every_address_round_trips() {
        let id = Id::from_u128(123_456);
        let rule = Rule::All(vec![Rule::field(customer::STAGE, Op::Is(Value::text("at risk & 50% ü")))]);
        let timeline = TimelinePage { filter: rule.clone(), text: "a+b?".into() };
        let layout = Layout {
            filter: rule.clone(),
            sort: vec![SortKey { field: customer::CITY, descending: true }],
            columns: vec![],
        };
        let mut routes = vec![
            Route::Customers(CustomersPage::default()),
            Route::Customers(CustomersPage {
                view: Some(id),
                layout: Some(layout),
                search: "müller #1".into(),
                peek: Some(id),
            }),
            Route::customer(id),
            Route::Customer { id, timeline: timeline.clone() },
            Route::Interactions(timeline),
            Route::Segments,
            Route::NewSegment { rule },
            Route::NewSegment { rule: Rule::default() },
            Route::Segment(id),
            Route::Import,
            Route::Data,
            Route::Activity,
            Route::Bin,
            Route::Reviews,
            Route::NotFound("/nowhere".into()),
        ];
        routes.extend(Settings::ALL.map(Route::Settings));
        routes.push(Route::Settings(Settings::Choices(ChoiceList::Custom(id))));
        for route in routes {
            assert_eq!(Route::parse(&route.href()), route, "{}", route.href());
        }
    }

    #[test]
    fn a_filter_does_not_make_another_page() {
        let filtered = Route::Customers(CustomersPage { search: "x".into(), ..Default::default() });
        assert_eq!(filtered.page(), Route::Customers(CustomersPage::default()).page());
        assert_ne!(filtered.page(), Route::customer(Id::from_u128(1)).page());
    }

    #[test]
    fn a_broken_address_is_not_found() {
        for address in
            ["#/customers/xyz", "#/customers?list=%7B", "#/customers?q=%f", "#/customers?q=%FF", "#/a/b/c"]
        {
            assert!(matches!(Route::parse(address), Route::NotFound(_)), "{address}");
        }
        assert_eq!(Route::parse(""), Route::Customers(CustomersPage::default()));
    }
}
