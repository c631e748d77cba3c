//! Invented names, towns and numbers of several countries.

use super::random::Random;
use crate::model::{Address, fold};

pub struct Country {
    pub name: &'static str,
    pub language: &'static str,
    firsts: &'static [&'static str],
    lasts: &'static [&'static str],
    /// Town, region, and the beginning of its postal codes.
    towns: &'static [(&'static str, &'static str, &'static str)],
    streets: &'static [&'static str],
    /// Numbers that are kept free for fiction; `#` is any digit. None where no such range is known.
    phones: &'static [&'static str],
    number_first: bool,
    company_forms: &'static [&'static str],
}

pub const COUNTRIES: [(&Country, u32); 8] = [
    (&BRITAIN, 30),
    (&GERMANY, 16),
    (&USA, 16),
    (&FRANCE, 10),
    (&IRELAND, 9),
    (&SWEDEN, 7),
    (&NETHERLANDS, 7),
    (&SPAIN, 5),
];

static BRITAIN: Country = Country {
    name: "United Kingdom",
    language: "en",
    firsts: &[
        "Amelia", "Rowan", "Priya", "Callum", "Imogen", "Tariq", "Bethan", "Oliver", "Nadia", "Fergus",
        "Harriet", "Kwame", "Isla", "Declan", "Yasmin", "Toby", "Morag", "Leo", "Shanice", "Edmund", "Zara",
        "Gareth", "Poppy", "Idris",
    ],
    lasts: &[
        "Ashdown",
        "Birtwistle",
        "Chaudhry",
        "Dunmore",
        "Ellerby",
        "Fairhurst",
        "Gillingham",
        "Hargreave",
        "Iveson",
        "Jessop",
        "Kinnaird",
        "Lovatt",
        "Mbeki-Shaw",
        "Nettleton",
        "Okafor",
        "Pemberley",
        "Quarmby",
        "Rothwell",
        "Sandhu",
        "Thackray",
        "Underhill",
        "Venning",
        "Wetherby",
        "Yardley",
    ],
    towns: &[
        ("London", "", "EC1"),
        ("Edinburgh", "Scotland", "EH8"),
        ("Birmingham", "West Midlands", "B5"),
        ("Leeds", "West Yorkshire", "LS2"),
        ("Bristol", "", "BS1"),
        ("Cardiff", "Wales", "CF10"),
        ("Whitby", "North Yorkshire", "YO21"),
    ],
    streets: &[
        "Harbour Lane",
        "Mill Street",
        "Rope Walk",
        "Station Road",
        "Chapel Yard",
        "Quayside",
        "Foundry Row",
        "Orchard Close",
    ],
    phones: &["+44 20 7946 0###", "+44 121 496 0###", "+44 131 496 0###", "+44 7700 900###"],
    number_first: true,
    company_forms: &["Ltd", "& Sons", "Group", "LLP"],
};

static IRELAND: Country = Country {
    name: "Ireland",
    language: "en",
    firsts: &[
        "Aoife", "Cillian", "Niamh", "Oisín", "Saoirse", "Eoghan", "Róisín", "Fionn", "Gráinne", "Tadhg",
    ],
    lasts: &[
        "Ní Dhónaill",
        "Kavanagh",
        "O’Rourke",
        "Brannigan",
        "Mac Giolla",
        "Tierney",
        "Considine",
        "Hanratty",
    ],
    towns: &[("Dublin", "", "D02"), ("Cork", "Munster", "T12"), ("Galway", "Connacht", "H91")],
    streets: &["Bridge Street", "Abbey Road", "Fishmarket", "College Green"],
    phones: &["+353 20 91# ####"],
    number_first: true,
    company_forms: &["Ltd", "DAC", "Partners"],
};

static GERMANY: Country = Country {
    name: "Germany",
    language: "de",
    firsts: &[
        "Anneliese",
        "Bastian",
        "Cosima",
        "Dirk",
        "Elif",
        "Florian",
        "Greta",
        "Hannes",
        "Ilka",
        "Jürgen",
        "Käthe",
        "Lorenz",
        "Mehmet",
        "Nele",
        "Ottilie",
        "Raphael",
        "Sönke",
        "Ute",
    ],
    lasts: &[
        "Achterberg",
        "Brüggemann",
        "Düsterhöft",
        "Ehlers",
        "Fassbender",
        "Großkreutz",
        "Hinrichsen",
        "Jäckel",
        "Kowalczyk",
        "Lindenthal",
        "Möllers",
        "Nachtigall",
        "Öztürk",
        "Petersen",
        "Rübsam",
        "Schätzle",
        "Tiedemann",
        "Vogelsang",
    ],
    towns: &[
        ("Berlin", "", "101"),
        ("Hamburg", "", "203"),
        ("Köln", "Nordrhein-Westfalen", "506"),
        ("München", "Bayern", "803"),
        ("Frankfurt am Main", "Hessen", "603"),
    ],
    streets: &["Lindenstraße", "Am Alten Hafen", "Gartenweg", "Marktplatz", "Kastanienallee", "Mühlengasse"],
    phones: &[
        "+49 30 23125 ###",
        "+49 40 66969 ###",
        "+49 221 4710 ###",
        "+49 89 99998 ###",
        "+49 69 90009 ###",
    ],
    number_first: false,
    company_forms: &["GmbH", "KG", "AG", "eG"],
};

static USA: Country = Country {
    name: "United States",
    language: "en",
    firsts: &[
        "Marisol", "Dwayne", "Hattie", "Jamal", "Skyler", "Rosalind", "Tobias", "Keiko", "Wendell",
        "Xiomara", "Brock", "Delphine", "Ezra", "Lashonda", "Quincy", "Thuy",
    ],
    lasts: &[
        "Abernathy",
        "Bellweather",
        "Castellanos",
        "Dufresne",
        "Eastlake",
        "Fontaine",
        "Goldwyn",
        "Hightower",
        "Ikeda",
        "Jorgenson",
        "Kowalski",
        "Larkspur",
        "Montoya",
        "Nguyen-Bell",
        "Ostrander",
        "Prudhomme",
    ],
    towns: &[
        ("Portland", "OR", "972"),
        ("Boston", "MA", "021"),
        ("Chicago", "IL", "606"),
        ("Austin", "TX", "787"),
        ("Seattle", "WA", "981"),
    ],
    streets: &["Maple Avenue", "Pier 14 Road", "Cedar Street", "Union Square", "Lakeview Drive"],
    phones: &["+1 503 555 01##", "+1 617 555 01##", "+1 312 555 01##", "+1 512 555 01##", "+1 206 555 01##"],
    number_first: true,
    company_forms: &["Inc.", "LLC", "Co.", "Partners"],
};

static FRANCE: Country = Country {
    name: "France",
    language: "fr",
    firsts: &[
        "Anaïs",
        "Baptiste",
        "Clémence",
        "Dorian",
        "Élodie",
        "Fabrice",
        "Gaëlle",
        "Hugo",
        "Inès",
        "Jérôme",
        "Léa",
        "Mathéo",
    ],
    lasts: &[
        "Aubertin",
        "Beauchêne",
        "Charpentier",
        "Delacroix",
        "Estève",
        "Fournil",
        "Gauthereau",
        "Lhermitte",
        "Montclar",
        "Pérignon",
    ],
    towns: &[
        ("Paris", "Île-de-France", "750"),
        ("Lyon", "Rhône", "690"),
        ("Nantes", "Loire-Atlantique", "440"),
        ("Marseille", "", "130"),
    ],
    streets: &[
        "rue des Lilas",
        "quai de la Fosse",
        "place du Marché",
        "avenue de la Gare",
        "impasse du Moulin",
    ],
    phones: &["+33 1 99 00 ## ##", "+33 4 65 71 ## ##", "+33 2 61 91 ## ##", "+33 6 39 98 ## ##"],
    number_first: true,
    company_forms: &["SARL", "SAS", "et Fils"],
};

static SWEDEN: Country = Country {
    name: "Sweden",
    language: "sv",
    firsts: &["Astrid", "Björn", "Ebba", "Gustav", "Linnéa", "Måns", "Siv", "Torbjörn", "Ylva", "Åke"],
    lasts: &[
        "Ahlström",
        "Björkman",
        "Ekdahl",
        "Forsgren",
        "Hägglund",
        "Lindqvist",
        "Nordenskjöld",
        "Sjöberg",
        "Åkesson",
    ],
    towns: &[("Stockholm", "", "111"), ("Göteborg", "", "411"), ("Malmö", "Skåne", "211")],
    streets: &["Storgatan", "Hamngatan", "Björkvägen", "Skeppsbron"],
    phones: &["+46 8 465 004 ##", "+46 31 390 06 ##", "+46 40 628 04 ##"],
    number_first: false,
    company_forms: &["AB", "HB"],
};

static NETHERLANDS: Country = Country {
    name: "Netherlands",
    language: "nl",
    firsts: &["Anouk", "Bram", "Femke", "Joost", "Lotte", "Maarten", "Sanne", "Thijs", "Willemijn"],
    lasts: &[
        "van den Akker",
        "Bakhuizen",
        "de Graaf",
        "Hoogland",
        "Kuipers",
        "van der Meulen",
        "Terpstra",
        "Zijlstra",
    ],
    towns: &[("Amsterdam", "", "101"), ("Utrecht", "", "351"), ("Groningen", "", "971")],
    streets: &["Havenkade", "Prinsengracht", "Molenweg", "Kerkstraat"],
    phones: &[],
    number_first: false,
    company_forms: &["B.V.", "VOF"],
};

static SPAIN: Country = Country {
    name: "Spain",
    language: "es",
    firsts: &["Álvaro", "Begoña", "Itziar", "Joaquín", "Lucía", "Nicolás", "Rocío", "Íñigo"],
    lasts: &["Arriaga Peña", "Castaño", "Echeverría", "Ibáñez Soler", "Mondragón", "Quiroga", "Zubiri"],
    towns: &[("Bilbao", "Bizkaia", "480"), ("Sevilla", "Andalucía", "410"), ("València", "", "460")],
    streets: &["calle Mayor", "paseo del Puerto", "plaza Nueva"],
    phones: &[],
    number_first: false,
    company_forms: &["S.L.", "S.A."],
};

const BUSINESS: [&str; 40] = [
    "Lantern Books",
    "Saltmarsh Kitchen",
    "Brightwater Dental",
    "Tallow & Wick",
    "Northgate Architects",
    "Copper Kettle Café",
    "Juniper Legal",
    "Ostrich Studio",
    "Hearth Bakery",
    "Periscope Media",
    "Fernbank Clinic",
    "Otter Logistics",
    "Meridian Yoga",
    "Bluebell Nursery",
    "Anvil Cycles",
    "Kestrel Insurance",
    "Thimble Tailors",
    "Marrow & Fig",
    "Pebble Hotel",
    "Quill Accounting",
    "Sandpiper Hostel",
    "Gable Property",
    "Rook Brewing",
    "Velvet Cinema",
    "Wren Robotics",
    "Yarrow Pharmacy",
    "Zephyr Travel",
    "Almanac Press",
    "Birchwood School",
    "Cinder Climbing",
    "Driftwood Café",
    "Eiderdown Spa",
    "Foxglove Florists",
    "Granary Deli",
    "Halyard Marine",
    "Ibis Consulting",
    "Jetty Seafood",
    "Kiln Ceramics",
    "Loom Textiles",
    "Moss & Stone Gardens",
];

impl Country {
    pub fn person(&self, random: &mut Random) -> (&'static str, &'static str) {
        (random.pick(self.firsts), random.pick(self.lasts))
    }

    /// A company's name; `n` tells companies with the same words apart.
    pub fn company(&self, random: &mut Random, n: usize) -> String {
        let base = BUSINESS[n % BUSINESS.len()];
        match n / BUSINESS.len() {
            0 => format!("{base} {}", random.pick(self.company_forms)),
            _ => format!(
                "{} {} {}",
                base.split(' ').next().unwrap_or(base),
                random.pick(self.lasts),
                random.pick(self.company_forms)
            ),
        }
    }

    pub fn phone(&self, random: &mut Random) -> Option<String> {
        let pattern = if self.phones.is_empty() { return None } else { random.pick(self.phones) };
        let digit = |c: char| if c == '#' { char::from(b'0' + random.between(0, 9) as u8) } else { c };
        Some(pattern.chars().map(digit).collect())
    }

    pub fn address(&self, random: &mut Random, label: &str) -> Address {
        let (city, region, code) = random.pick(self.towns);
        let (street, number) = (random.pick(self.streets), random.between(1, 148));
        let postal_code = match self.language {
            "en" if code.starts_with(|c: char| c.is_ascii_alphabetic()) => {
                format!("{code} {}ZZ", random.between(1, 9))
            }
            "nl" => format!("{code}{} ZZ", random.between(1, 9)),
            _ => format!("{code}{:02}", random.between(1, 99)),
        };
        Address {
            label: label.to_owned(),
            rank: 0,
            street: if self.number_first {
                format!("{number} {street}")
            } else {
                format!("{street} {number}")
            },
            city: city.to_owned(),
            region: region.to_owned(),
            postal_code,
            country: self.name.to_owned(),
        }
    }
}

/// Letters and digits that may stand in an address: "Björn O’Rourke" becomes "bjorn.orourke".
pub fn handle(text: &str) -> String {
    let folded = fold(text).replace(' ', ".");
    folded
        .chars()
        .filter(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-'))
        .collect::<String>()
        .replace("..", ".")
}
