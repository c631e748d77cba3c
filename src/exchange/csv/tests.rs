#![allow(clippy::unwrap_used)]

use std::path::PathBuf;

use super::*;
use crate::change::Record;
use crate::exchange::book::{Book, NOW};
use crate::model::{ContactPoint, CustomKind, Table, Value, custom_field, customer};
use crate::wire::{AddressPart, CsvPlan, RowFate};

fn csv(text: &str) -> Csv {
    Csv::open(text.as_bytes().to_vec()).unwrap()
}

fn guess(text: &str) -> CsvSettings {
    csv(text).guess(&Schema::default())
}

fn plan(book: &mut Book, csv: &Csv, settings: &CsvSettings) -> Plan {
    let mut new_id = book.new_id();
    csv.plan(settings, book, NOW, &mut new_id, 0..1000).unwrap()
}

fn import(book: &mut Book, csv: &Csv, settings: &CsvSettings) -> CsvPlan {
    let plan = plan(book, csv, settings);
    book.commit(plan.drafts);
    plan.summary
}

fn counts(plan: &CsvPlan) -> [u32; 5] {
    [plan.new, plan.changed, plan.unchanged, plan.skipped, plan.broken]
}

fn named<'b>(book: &'b Book, first: &str) -> &'b Record {
    book.all(Table::Customer).into_iter().find(|record| record.text(&customer::FIRST_NAME) == first).unwrap()
}

fn field(field: Field) -> ColumnTarget {
    ColumnTarget::Field(field)
}

fn email(label: &str) -> ColumnTarget {
    ColumnTarget::Contact(customer::EMAILS, label.into())
}

fn phone(label: &str) -> ColumnTarget {
    ColumnTarget::Contact(customer::PHONES, label.into())
}

/// Real files, outside the project. Says so when they are not there.
fn shared(path: &str) -> Option<Csv> {
    let folder = std::env::var_os("CLIENTELE_DATA")
        .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared/data"), PathBuf::from);
    let path = folder.join(path);
    match std::fs::read(&path) {
        Ok(bytes) => Some(Csv::open(bytes).unwrap()),
        Err(error) => {
            eprintln!(
                "SKIPPED: {} cannot be read ({error}); set CLIENTELE_DATA to the folder of real data",
                path.display()
            );
            None
        }
    }
}

#[test]
fn contacts_of_another_crm_need_no_correction() {
    let Some(file) = shared("contacts/atomic-crm-contacts.csv") else { return };
    let mut book = Book::default();
    let settings = file.guess(&book.schema);
    use ColumnTarget::Skip;
    assert_eq!(
        settings.columns,
        [
            field(customer::EXTERNAL_ID),
            field(customer::FIRST_NAME),
            field(customer::LAST_NAME),
            Skip,
            field(customer::JOB_TITLE),
            field(customer::NOTES),
            Skip,
            Skip,
            ColumnTarget::Consent("email".into()),
            field(customer::STAGE),
            field(customer::TAGS),
            Skip,
            Skip,
            Skip,
            field(customer::COMPANY),
            Skip,
            Skip,
            field(customer::OWNER),
            email("work"),
            email("home"),
            email("other"),
            phone("work"),
            phone("home"),
            phone("other"),
        ]
    );
    let first = import(&mut book, &file, &settings);
    assert_eq!((first.rows, counts(&first), first.companies), (500, [500, 0, 0, 0, 0], 55));
    assert_eq!(first.remarks, []);
    let added: Vec<_> = first.additions.iter().map(|(to, name)| format!("{to}: {name}")).collect();
    assert_eq!(
        added,
        ["Stage: warm", "Members: Jane Doe", "Stage: cold", "Stage: hot", "Stage: in-contract"]
    );
    assert_eq!(book.all(Table::Customer).len(), 555);

    let robin = named(&book, "Robin");
    let tags: Vec<_> = robin.elements(&customer::TAGS).map(|(tag, _)| tag).collect();
    assert_eq!(tags, ["football-fan", "musician"]);
    assert_eq!(robin.text(&customer::STAGE), "cold");
    let employer =
        book.record(Table::Customer, robin.value(&customer::COMPANY).unwrap().as_ref_id().unwrap()).unwrap();
    assert_eq!(
        (employer.text(&customer::NAME), employer.text(&customer::KIND)),
        ("Schmitt and Sons", "company")
    );
    let points: Vec<_> = robin
        .elements(&customer::EMAILS)
        .chain(robin.elements(&customer::PHONES))
        .map(|(_, v)| v.clone())
        .collect();
    let point =
        |value: &str| Value::Contact(ContactPoint { value: value.into(), label: "other".into(), rank: 0 });
    assert_eq!(points, [point("Robin27@gmail.com"), point("621.669.1184")]);

    let again = file.guess(&book.schema);
    assert_eq!(again, settings, "what the import added changes nothing about the guess");
    for duplicates in [Duplicates::Fill, Duplicates::Overwrite, Duplicates::Skip] {
        let second = plan(&mut book, &file, &CsvSettings { duplicates, ..again.clone() });
        assert_eq!(second.drafts, []);
        let all = if duplicates == Duplicates::Skip { [0, 0, 0, 500, 0] } else { [0, 0, 500, 0, 0] };
        assert_eq!(
            (counts(&second.summary), second.summary.companies, second.summary.additions.len()),
            (all, 0, 0)
        );
    }
}

#[test]
fn its_own_export_brings_new_fields() {
    let Some(file) = shared("import/atomic-crm-export.csv") else { return };
    let mut book = Book::default();
    let settings = file.guess(&book.schema);
    assert_eq!(settings.columns[10], ColumnTarget::NewField("LinkedIn".into(), CustomKind::Link));
    assert_eq!(settings.columns[11], field(customer::COMPANY));
    let plan = import(&mut book, &file, &settings);
    assert_eq!((counts(&plan), plan.companies), ([2, 0, 0, 0, 0], 1));
    let linkedin = book.all(Table::CustomField)[0];
    assert_eq!(linkedin.text(&custom_field::LABEL), "LinkedIn");
    assert_eq!(named(&book, "John").text(&Field::Custom(linkedin.id)), "https://www.linkedin.com/in/johndoe");
    assert_eq!(named(&book, "John").elements(&customer::EMAILS).count(), 3);
    let again = file.guess(&book.schema);
    assert_eq!(again.columns[10], field(Field::Custom(linkedin.id)));
    assert_eq!(counts(&import(&mut book, &file, &again)), [0, 0, 2, 0, 0]);
    assert_eq!(
        counts(&import(&mut book, &file, &settings)),
        [0, 0, 2, 0, 0],
        "a field of that name is there"
    );
}

#[test]
fn accounts_with_api_names_in_windows_1252_are_companies() {
    let Some(file) = shared("import/salesforce-accounts.csv") else { return };
    let mut book = Book::default();
    let settings = file.guess(&book.schema);
    assert_eq!(settings.encoding, "windows-1252");
    let at = |name: &str| {
        let plan = file.plan(&settings, &Book::default(), NOW, &mut || Id::from_u128(1), 0..0).unwrap();
        let column = plan.summary.headers.iter().position(|header| header == name).unwrap();
        settings.columns[column].clone()
    };
    let address = |part, label: &str| ColumnTarget::AddressPart(part, label.into());
    for (header, target) in [
        ("ID", field(customer::EXTERNAL_ID)),
        ("NAME", field(customer::NAME)),
        ("TYPE", field(customer::STAGE)),
        ("BILLINGSTREET", address(AddressPart::Street, "billing")),
        ("BILLINGCITY", address(AddressPart::City, "billing")),
        ("BILLINGSTATE", address(AddressPart::Region, "billing")),
        ("BILLINGPOSTALCODE", address(AddressPart::PostalCode, "billing")),
        ("BILLINGCOUNTRY", address(AddressPart::Country, "billing")),
        ("SHIPPINGCITY", address(AddressPart::City, "shipping")),
        ("PHONE", phone("")),
        ("FAX", phone("fax")),
        ("WEBSITE", field(customer::WEBSITE)),
        ("DESCRIPTION", field(customer::NOTES)),
        ("OWNERID", ColumnTarget::Skip),
        ("ISDELETED", ColumnTarget::Skip),
        ("ORACLE_ID__C", ColumnTarget::Skip),
    ] {
        assert_eq!(at(header), target, "{header}");
    }
    let first = import(&mut book, &file, &settings);
    assert_eq!(counts(&first), [423, 0, 0, 0, 0], "{:?}", first.remarks.first());
    assert!(book.all(Table::Customer).iter().all(|record| record.text(&customer::KIND) == "company"));
    assert!(
        book.all(Table::Customer).iter().any(|record| record.text(&customer::NAME) == "Pébéo of America")
    );
    assert_eq!(counts(&import(&mut book, &file, &settings)), [0, 0, 423, 0, 0]);
}

#[test]
fn heads_are_read_however_they_are_written() {
    let targets = |head: &str| guess(&format!("{head}\n")).columns;
    assert_eq!(
        targets("First Name,lastName,E-Mail 1 - Value,Mobile Phone,HomePhone"),
        [field(customer::FIRST_NAME), field(customer::LAST_NAME), email(""), phone("mobile"), phone("home"),]
    );
    let address = |part, label: &str| ColumnTarget::AddressPart(part, label.into());
    assert_eq!(
        targets("Vorname,MailingCity,Business Postal Code,Country,Address 2"),
        [
            field(customer::FIRST_NAME),
            address(AddressPart::City, "mailing"),
            address(AddressPart::PostalCode, "work"),
            address(AddressPart::Country, ""),
            address(AddressPart::Street, ""),
        ]
    );
    assert_eq!(
        targets("Name,Email,Account Name,Opt-in"),
        [
            field(customer::DISPLAY_NAME),
            email(""),
            field(customer::COMPANY),
            ColumnTarget::Consent("email".into()),
        ]
    );
    assert_eq!(targets("Company,Website,Phone")[0], field(customer::NAME));
    assert_eq!(targets("Name,Industry")[0], field(customer::NAME));
}

#[test]
fn without_a_head_the_values_speak() {
    let settings =
        guess("Jane Doe;jane@example.com;+44 20 7946 0001\nBob Roe;bob@example.com;+44 20 7946 0002\n");
    assert!(!settings.has_header);
    assert_eq!(settings.delimiter, b';');
    assert_eq!(settings.columns, [ColumnTarget::Skip, email(""), phone("")]);
    let chosen = CsvSettings { has_header: true, ..settings };
    let again = csv("name;mail\nJane;jane@example.com\n").guess_again(&chosen, &Schema::default()).unwrap();
    assert_eq!(again.columns, [field(customer::DISPLAY_NAME), email("")]);
}

#[test]
fn a_value_that_cannot_be_read_costs_that_value_only() {
    let text = "name,email,birthday,newsletter,tags\nJane Doe,not an address,2000-01-01,perhaps,\"a, b;A\"\n\
                Bob,bob@example.com,31.31.2000,yes,\n,,,yes,x\nToo,many,,,,values,here\nZoe,zoe@example.com,\u{0}1999-05-05\n";
    let mut book = Book::default();
    let file = csv(text);
    let settings = CsvSettings {
        columns: vec![
            field(customer::DISPLAY_NAME),
            email(""),
            field(customer::BIRTH_DATE),
            ColumnTarget::Consent("email".into()),
            field(customer::TAGS),
        ],
        ..file.guess(&book.schema)
    };
    let plan = import(&mut book, &file, &settings);
    assert_eq!(counts(&plan), [3, 0, 0, 0, 2]);
    let remarks: Vec<_> = plan
        .remarks
        .iter()
        .map(|row| format!("{} {:?} {}", row.line, row.fate, row.reasons.join(" ")))
        .collect();
    assert_eq!(
        remarks,
        [
            "2 New E-mail: “not an address” is no e-mail address, left out. Consent (email): “perhaps” is neither yes nor no, left out.",
            "3 New Date of birth: “31.31.2000” is no date, left out.",
            "4 Broken It has no name, e-mail address or phone number.",
            "5 Broken It has 7 values for 5 columns: a separator or quotation mark is wrong.",
            "6 New Date of birth: characters that cannot be shown were left out.",
        ]
    );
    let jane = named(&book, "Jane");
    assert_eq!(jane.text(&customer::LAST_NAME), "Doe");
    assert_eq!(jane.elements(&customer::TAGS).map(|(tag, _)| tag).collect::<Vec<_>>(), ["a", "b"]);
    assert!(named(&book, "Zoe").value(&customer::BIRTH_DATE).is_some());
    assert_eq!(plan.preview[0].values[0], ("Name".to_owned(), "Jane Doe".to_owned()));
}

#[test]
fn who_is_the_same_and_who_is_not() {
    let text = "first name,last name,email,phone,company,title\n\
        Ann,Lee,ann@example.com,,Acme,Clerk\n\
        ANN,Lee,Ann@Example.com,+44 20 7946 0001,,Manager\n\
        Ben,Lee,ann@example.com,,,\n\
        Ann,Lee,other@example.com,020 1,,\n\
        Ann,Lee,,,ACME,\n\
        Cid,Roe,,,,\n\
        Cid,Roe,,,,Boss\n";
    let file = csv(text);
    let mut book = Book::default();
    let mut settings = file.guess(&book.schema);
    let plan = import(&mut book, &file, &settings);
    let fates: Vec<_> = plan.preview.iter().map(|row| row.fate).collect();
    use RowFate::*;
    assert_eq!(fates, [New, Changed, New, New, Unchanged, New, Changed]);
    assert_eq!(plan.preview[1].reasons, ["The same customer as in line 2."]);
    assert_eq!(named(&book, "Ann").text(&customer::JOB_TITLE), "Clerk", "the first row holds");
    assert_eq!(counts(&import(&mut book, &file, &settings)), [0, 0, 7, 0, 0]);

    settings.duplicates = Duplicates::Overwrite;
    import(&mut book, &file, &settings);
    assert_eq!(named(&book, "Ann").text(&customer::JOB_TITLE), "Manager", "the last row holds");
    assert_eq!(counts(&import(&mut book, &file, &settings)), [0, 0, 7, 0, 0]);
}

#[test]
fn filling_keeps_what_is_there_and_overwriting_does_not() {
    let mut book = Book::default();
    let old = csv("first name,email,title,tags,newsletter\nAnn,ann@example.com,Clerk,vip,no\n");
    let settings = old.guess(&book.schema);
    import(&mut book, &old, &settings);
    let new = csv(
        "first name,email,title,tags,birthday,newsletter\nAnn,ann@example.com,Boss,\"VIP,golf\",2000-05-05,yes\n",
    );
    let mut settings = new.guess(&book.schema);
    assert_eq!(counts(&import(&mut book, &new, &settings)), [0, 1, 0, 0, 0]);
    let ann = named(&book, "Ann");
    assert_eq!(ann.text(&customer::JOB_TITLE), "Clerk");
    assert!(ann.value(&customer::BIRTH_DATE).is_some());
    assert_eq!(ann.elements(&customer::TAGS).count(), 2);
    settings.duplicates = Duplicates::Overwrite;
    assert_eq!(counts(&import(&mut book, &new, &settings)), [0, 1, 0, 0, 0]);
    let ann = named(&book, "Ann");
    assert_eq!(ann.text(&customer::JOB_TITLE), "Boss");
    assert!(
        matches!(ann.elements(&customer::CONSENTS).next(), Some(("email", Value::Consent(c))) if c.given)
    );
}

#[test]
fn what_is_no_table_is_refused_and_odd_tables_are_not() {
    for bytes in [
        b"".to_vec(),
        b" \n\n ".to_vec(),
        b"PK\x03\x04zip".to_vec(),
        b"%PDF-1.7".to_vec(),
        vec![1, 2, 0, 3, 0, 0, 7],
    ] {
        assert!(Csv::open(bytes).is_err());
    }
    let mut book = Book::default();
    let only_header = csv("first name,last name\n");
    let settings = only_header.guess(&book.schema);
    let plan = import(&mut book, &only_header, &settings);
    assert_eq!((plan.rows, plan.headers.len()), (0, 2));

    let huge = csv(&format!("first name,notes\nAnn,{}\nBob,short\n", "x".repeat(MAX_HUGE)));
    let settings = huge.guess(&book.schema);
    let plan = import(&mut book, &huge, &settings);
    assert_eq!(counts(&plan), [2, 0, 0, 0, 0]);
    assert_eq!(plan.remarks[0].reasons, ["Notes: more than 100,000 characters, left out."]);

    let unclosed = csv("first name,notes\nAnn,\"open\nBob,fine\n");
    let settings = unclosed.guess(&book.schema);
    let plan = plan_fresh(&unclosed, &settings);
    assert_eq!(counts(&plan), [1, 0, 0, 0, 1]);
    assert_eq!(plan.remarks[0].line, 2);
}

const MAX_HUGE: usize = 200_000;

fn plan_fresh(csv: &Csv, settings: &CsvSettings) -> CsvPlan {
    plan(&mut Book::default(), csv, settings).summary
}

#[test]
fn choices_numbers_and_new_fields() {
    let mut book = Book::default();
    let file = csv(
        "name;Budget;Plan;Since\nAnn;1.234,50 €;Gold;3/4/2024\nBob;7 USD;gold;25/4/2024\nCid;x;Silver;\n",
    );
    let new = |name: &str, kind| ColumnTarget::NewField(name.into(), kind);
    let guessed = file.guess(&book.schema);
    let settings = CsvSettings {
        columns: vec![
            field(customer::DISPLAY_NAME),
            new("Budget", CustomKind::Money),
            new("Plan", CustomKind::Choice),
            new("Since", CustomKind::Date),
        ],
        ..guessed
    };
    let plan = import(&mut book, &file, &settings);
    assert_eq!(counts(&plan), [3, 0, 0, 0, 0]);
    let names: Vec<_> = plan.additions.iter().map(|(_, name)| name.as_str()).collect();
    assert_eq!(names, ["Budget", "Plan", "Since", "Gold", "Silver"]);
    assert_eq!(plan.preview[0].values[1].1, "1234.50 EUR");
    assert_eq!(plan.preview[1].values[2].1, "Gold");
    assert_eq!(plan.preview[1].values[3].1, "2024-04-25");
    assert_eq!(plan.remarks[0].reasons, ["Budget: “x” is no amount in a known currency, left out."]);
    assert_eq!(counts(&import(&mut book, &file, &settings)), [0, 0, 3, 0, 0]);
}

#[test]
fn any_bytes_are_read_without_a_panic() {
    use proptest::prelude::*;
    proptest!(ProptestConfig::with_cases(500), |(text in "[a,;\"\n\r@1é\u{0}'= ]{0,80}", head in "(name|email|phone|birthday|tags|notes|city)(,(name|email|company|type)){0,3}")| {
        let bytes = format!("{head}\n{text}").into_bytes();
        if let Ok(file) = Csv::open(bytes) {
            let mut book = Book::default();
            let settings = file.guess(&book.schema);
            let first = import(&mut book, &file, &settings);
            prop_assert_eq!(counts(&first).iter().sum::<u32>(), first.rows);
            let second = plan(&mut book, &file, &settings);
            prop_assert_eq!(second.drafts, vec![], "{}", text);
        }
    });
}

#[test]
fn cards_of_every_version_are_customers() {
    let mut book = Book::default();
    let file = csv(concat!(
        "BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Ada Lovelace\r\nN:Lovelace;Ada;;Lady;\r\nitem1.EMAIL;TYPE=INTERNET:ada@ex",
        "\r\n ample.com\r\nitem1.X-ABLabel:_$!<Work>!$_\r\nTEL;TYPE=WORK,FAX:+44 20 1\\,\r\nTEL;TYPE=CELL:+44 77 22 33\r\n",
        "ADR;TYPE=HOME:;;12 St James\\nSquare;London;;SW1;UK\r\nBDAY:18151210\r\nORG:Analytical;Engines\r\n",
        "CATEGORIES:Friends,VIP\r\nNOTE:one\\ntwo\\; three\r\nURL:http\\://ada.example\r\nPHOTO;ENCODING=b:AAAA\r\nEND:VCARD\r\n",
        "BEGIN:VCARD\nVERSION:2.1\nN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:M=C3=BC=\nller;J=C3=B6rg\nTEL;HOME:030 11 22\n",
        "TEL;HOME:030 33 44\nEND:VCARD\n",
        "BEGIN:VCARD\nVERSION:4.0\nFN:Harbour Ltd\nORG:Harbour Ltd\nTEL;VALUE=uri;TYPE=\"work,voice\":tel:+1-418;ext=102\nEND:VCARD\n",
        "BEGIN:VCARD\nVERSION:4.0\nFN:Bob van Dyke\nBDAY:--0203\nEND:VCARD\n",
        "BEGIN:VCARD\nVERSION:4.0\nNOTE:of nobody\nEND:VCARD",
    ));
    assert!(file.is_cards());
    let settings = file.guess(&book.schema);
    let plan = import(&mut book, &file, &settings);
    assert_eq!((plan.rows, counts(&plan), plan.companies), (5, [4, 0, 0, 0, 1], 1));
    assert_eq!(plan.remarks[0].line, 31);
    assert_eq!(plan.remarks[0].reasons, ["Date of birth: “--0203” is no date, left out."]);

    let text = |record: &Record, field: Field| {
        let elements = record.elements(&field).map(|(_, value)| match value {
            Value::Contact(point) => format!("{} {}", point.label, point.value),
            Value::Address(address) => {
                format!("{} {}", address.label, address.parts().collect::<Vec<_>>().join("|"))
            }
            _ => String::new(),
        });
        let mut all: Vec<_> = elements.collect();
        all.sort();
        all.join(", ")
    };
    let ada = named(&book, "Ada");
    assert_eq!(text(ada, customer::EMAILS), "work ada@example.com");
    assert_eq!(text(ada, customer::ADDRESSES), "home 12 St James\nSquare|SW1|London|UK");
    assert_eq!(ada.value(&customer::BIRTH_DATE).unwrap().as_date().unwrap().to_string(), "1815-12-10");
    assert_eq!(ada.text(&customer::NOTES), "one\ntwo; three");
    assert_eq!(ada.text(&customer::WEBSITE), "http://ada.example");
    let tags: Vec<_> = ada.elements(&customer::TAGS).map(|(tag, _)| tag).collect();
    assert_eq!(tags, ["Friends", "VIP"]);
    let joerg = named(&book, "Jörg");
    assert_eq!(
        (joerg.text(&customer::LAST_NAME), text(joerg, customer::PHONES)),
        ("Müller", "home 030 11 22, home 030 33 44".into())
    );
    assert_eq!(named(&book, "Bob").text(&customer::LAST_NAME), "van Dyke");
    let harbour = book
        .all(Table::Customer)
        .into_iter()
        .find(|record| record.text(&customer::NAME) == "Harbour Ltd")
        .unwrap();
    assert_eq!(text(harbour, customer::PHONES), "work +1-418 ext. 102");

    assert_eq!(counts(&import(&mut book, &file, &settings)), [0, 0, 4, 0, 1]);
}

#[test]
fn real_cards_are_customers() {
    let expected = [
        ("john-doe-android.vcf", [6, 0, 0, 0, 0]),
        ("john-doe-evolution.vcf", [1, 0, 0, 0, 0]),
        ("john-doe-gmail.vcf", [1, 0, 0, 0, 0]),
        ("john-doe-ms-outlook.vcf", [1, 0, 0, 0, 0]),
        ("rfc6350-example.vcf", [1, 0, 0, 0, 0]),
    ];
    for (name, expected) in expected {
        let Some(file) = shared(&format!("import/{name}")) else { return };
        let mut book = Book::default();
        let settings = file.guess(&book.schema);
        let first = import(&mut book, &file, &settings);
        assert_eq!(counts(&first), expected, "{name}: {:?}", first.remarks);
        assert_eq!(plan(&mut book, &file, &settings).drafts, vec![], "{name}");
    }
}

#[test]
fn any_cards_are_read_without_a_panic() {
    use proptest::prelude::*;
    proptest!(ProptestConfig::with_cases(500), |(body in "((N|FN|TEL|EMAIL|ADR|BDAY|item1.X-ABLabel|ORG|END)(;TYPE=\"?(work|cell)|;QUOTED-PRINTABLE|;CHARSET=x)?:[a-z@0-9;,=\\\\é \n:-]{0,20}\r?\n){0,8}")| {
        let file = csv(&format!("BEGIN:VCARD\n{body}"));
        let mut book = Book::default();
        let settings = file.guess(&book.schema);
        import(&mut book, &file, &settings);
        prop_assert_eq!(plan(&mut book, &file, &settings).drafts, vec![], "{}", body);
    });
}
