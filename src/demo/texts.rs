//! What people say to a coffee roastery, and what it says to them.
//!
//! `{product}`, `{n}`, `{place}` and `{day}` are filled in.

pub const PRODUCTS: [&str; 14] = [
    "House Blend",
    "Ethiopia Guji",
    "Colombia Huila",
    "Kenya Nyeri",
    "Sumatra Lintong",
    "Decaf Sugarcane",
    "Winter Espresso",
    "Filter Subscription",
    "Cold Brew Kit",
    "Barista Grinder",
    "Office Machine S2",
    "Descaling Set",
    "Cupping Workshop",
    "Gift Box",
];

pub const PLACES: [&str; 8] = [
    "the front desk",
    "the second floor kitchen",
    "the back entrance",
    "the warehouse gate",
    "the neighbours",
    "reception",
    "the loading bay",
    "the canteen",
];

pub const DAYS: [&str; 5] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday"];

/// Subject and text.
pub type Said = (&'static str, &'static str);

pub const ENQUIRIES: [Said; 8] = [
    (
        "Coffee for our office",
        "They are {n} people and drink a lot of filter. Looking for beans and a machine on loan. Saw us at the food fair.",
    ),
    (
        "Wholesale prices?",
        "Opening a small café in spring and comparing roasters. Asked for the price list and a sample of {product}.",
    ),
    (
        "Tasting for the team",
        "Wants to try three espressos with the team before deciding. Has a two-group machine already.",
    ),
    (
        "Subscription as a present",
        "Would like to give {product} to their father every month for a year. Asked whether it can be paused.",
    ),
    (
        "Heard about you from a friend",
        "A friend recommended us. Drinks mostly pour-over, dislikes dark roasts. Asked what we would suggest.",
    ),
    (
        "Organic certificate",
        "Can only buy certified organic. Sent the certificate and a list of what it covers.",
    ),
    (
        "Delivery area",
        "Asked whether we deliver to them and what it costs below {n} kg. They have a cargo bike courier nearby.",
    ),
    (
        "Machine rental terms",
        "How long does the contract run, who repairs, what if they close in August? Wants it in writing.",
    ),
];

pub const OFFERS: [Said; 6] = [
    (
        "Offer: {product}, {n} kg a month",
        "Sent a quote with delivery every second {day}. Price holds until the end of next month.",
    ),
    (
        "Quote for a machine on loan",
        "Office Machine S2 without rent from {n} kg a month, service included, twelve months' notice.",
    ),
    (
        "Sample box and price list",
        "Three samples of 250 g, grind settings on a card, and the wholesale list.",
    ),
    (
        "Offer for a cupping workshop",
        "Two hours for up to {n} people at their place, with {product} and two others.",
    ),
    (
        "Yearly plan instead of monthly",
        "Ten per cent less if they take the year. They can still pause for holidays.",
    ),
    (
        "Upgrade to a bigger grinder",
        "The old one is too slow in the morning. Offered the Barista Grinder with a trade-in.",
    ),
];

pub const ORDERS: [Said; 10] = [
    ("Order: {product}", "{n} bags of {product}, as always, to {place}."),
    (
        "Order: {product}, ground for filter",
        "{n} kg ground for filter. Please ring at {place}, the bell is broken.",
    ),
    ("Reorder {product}", "Running low sooner than planned, {n} kg by {day} if possible."),
    ("Order with a gift note", "{product} with a handwritten note. Invoice by e-mail, not in the parcel."),
    ("Bigger order for an event", "Needs {n} kg for a conference, plus two thermos jugs to borrow."),
    ("Monthly delivery confirmed", "Standing order of {product} went out to {place}."),
    (
        "Switch to {product}",
        "Wants to change the standing order to {product}; the guests asked for something fruitier.",
    ),
    ("Order by phone", "{n} bags, half {product}, half whatever is fresh. Pays on account."),
    ("Added to the subscription", "Took {product} on top of the usual, delivered every other {day}."),
    ("Christmas boxes", "{n} gift boxes for their clients, with cards they send us. Delivery to {place}."),
];

pub const DELIVERIES: [Said; 5] = [
    ("Delivered", "Left at {place}, signed for."),
    (
        "Delivered and machine checked",
        "Changed the water filter and reset the grinder while there. Next service in six months.",
    ),
    ("Parcel on its way", "Tracking number sent. Should arrive on {day}."),
    ("Delivered, empties taken back", "Took {n} empty tins back. They like the new lids."),
    ("Partial delivery", "{product} was short; the rest follows on {day} at no cost."),
];

pub const QUESTIONS: [Said; 12] = [
    (
        "How fine for a moka pot?",
        "Bought {product} as whole beans and the first pot was bitter. What grind setting?",
    ),
    ("Where is my parcel?", "The tracking has not moved for {n} days and the guests come on {day}."),
    ("Can we pause in August?", "The office is closed for three weeks and nobody will be at {place}."),
    (
        "Invoice address has changed",
        "New company name on invoices from next month. Asked for a corrected one.",
    ),
    ("Allergens", "Is {product} packed near nuts? One colleague is allergic."),
    ("Descaling light stays on", "They ran the program twice. Is it the sensor?"),
    (
        "How long do the beans keep?",
        "Found a bag of {product} at the back of the cupboard, roasted in spring.",
    ),
    ("Recyclable bags?", "Which bin does the bag go into, and do we take them back?"),
    ("Which decaf process?", "Asked how {product} is decaffeinated; the doctor wants to know."),
    ("Water hardness", "Their water is very hard. Which filter, and how often?"),
    (
        "Number of staff has doubled",
        "They are {n} now and the machine is not enough at nine o'clock. What next?",
    ),
    ("Latte art course", "When is the next course, and can two colleagues share a place?"),
];

pub const ANSWERS: [Said; 8] = [
    ("Answered", "Explained it on the phone, and sent the leaflet afterwards. Happy with that."),
    ("Answered by e-mail", "Sent a short how-to with pictures. Asked them to ring if it does not help."),
    (
        "Looked into it with the courier",
        "The parcel was at the depot because of the bell. It goes out again on {day}.",
    ),
    ("Changed it in the system", "Done from the next delivery on. Confirmed in writing."),
    ("Passed on to the roastery", "Nobody here knew for certain; the roaster rings back on {day}."),
    ("Sent a replacement part", "New sensor by post, it clips in without tools."),
    ("Booked", "Reserved for {n} people and sent the confirmation."),
    ("Left a message", "Nobody picked up. Left the answer on the machine and our direct number."),
];

pub const COMPLAINTS: [Said; 8] = [
    ("Bag was open", "{product} arrived with a torn bag, half of it in the box. Sent photographs."),
    ("Tastes burnt", "The last delivery of {product} is much darker than before. {n} guests complained."),
    ("Machine leaks", "Water under the machine every morning, the floor at {place} is swelling."),
    ("Late again", "Third time this year. They had to buy coffee at the supermarket."),
    ("Wrong coffee", "Ordered {product} and got decaf. Nobody noticed until the meeting."),
    ("Charged twice", "The card was charged twice for the same order. Wants it back today."),
    ("Rude courier", "The driver threw the box over the fence at {place}."),
    ("Grinder too loud", "The new grinder can be heard in the treatment rooms. They want the old one back."),
];

/// Things that went wrong for many at once, with when it was: the share of the whole period.
pub const INCIDENTS: [(f64, Said); 4] = [
    (
        0.24,
        (
            "Stale batch of {product}",
            "Bought last week and already flat. The roast date on the bag is wrong, it says next month.",
        ),
    ),
    (
        0.52,
        (
            "Courier strike: nothing delivered",
            "Nothing came since {day}. The depot does not answer. They open at seven and have no coffee left.",
        ),
    ),
    (
        0.73,
        (
            "Price increase without notice",
            "The invoice is higher and nobody told them. Says others are cheaper and wants to talk about the contract.",
        ),
    ),
    (
        0.94,
        (
            "Web shop lost the order",
            "Paid, got no confirmation, and the shop shows an empty basket. Ordered {product} for {day}.",
        ),
    ),
];

pub const REPAIRS: [Said; 6] = [
    (
        "Apologised and sent a new one",
        "Replacement went out the same day, plus a bag of {product} for the trouble.",
    ),
    ("Technician was there", "Replaced the seal and the hose. Ran it for half an hour, dry now."),
    ("Refunded", "Money back today. Explained how it happened and what we changed."),
    ("Talked it through", "Long call. They stay for now, but want to hear from us before the next invoice."),
    (
        "Cannot be mended quickly",
        "The part is on back-order for {n} weeks. Brought a spare machine meanwhile.",
    ),
    ("No agreement", "They do not accept the explanation. Will think about the contract."),
];

pub const CHECKS: [Said; 6] = [
    ("Checked whether all is well", "Rang to ask. Machine runs, coffee is good, nothing else needed."),
    ("Follow-up after the repair", "Works again. Still a little cross about the wait."),
    ("How was the workshop?", "Loved it. The team argues about acidity now."),
    (
        "After the first month",
        "They go through {n} kg a week, more than we thought. Adjusted the standing order.",
    ),
    ("Quarterly talk", "Went through numbers and plans. They may open a second place next year."),
    ("No answer", "Rang three times this week. Will write instead."),
];

pub const FEEDBACK: [Said; 8] = [
    ("Survey", "Quick, friendly, good coffee. Would like smaller bags."),
    ("A kind note", "Wrote that {product} is the best they ever had and that the roaster should know."),
    ("Survey", "Coffee fine, web shop confusing: could not find the invoice."),
    ("Idea", "Why not sell refills at {place}? They would bring their own tin."),
    ("Review on a map site", "Three stars: great beans, but the parcel came late."),
    ("Survey", "Support could not help the first time. Second time somebody knew the machine."),
    ("Recommended us", "Told the neighbours about us; two of them want a call."),
    ("Survey", "Everything as expected. Nothing to add."),
];

pub const GOODBYES: [Said; 5] = [
    (
        "Cancelled",
        "Changes to a supermarket brand to save money. Returns the machine at the end of the month.",
    ),
    ("Closing down", "They close the shop in summer and thanked us for the years."),
    ("Moved away", "Moves abroad and cannot take the subscription along."),
    ("Went to a competitor", "A roaster round the corner, cheaper by a pound a kilo and delivers by bike."),
    ("No reply any more", "Third message without an answer. Leaving it until they come back."),
];

/// Said within the house.
pub const NOTES: [Said; 5] = [
    ("Met at the food fair", "Talked for a quarter of an hour at the stand, took a bag of {product}."),
    ("New person in charge", "Purchasing is handled by somebody else from next month."),
    ("Credit check", "No concerns up to {n} hundred a month."),
    ("Visited the shop", "Machine well kept. Good place for a sign in the window."),
    ("Mentioned in the paper", "The local paper wrote about their new branch at the station."),
];

pub const PREFERENCES: [&str; 10] = [
    "Prefers e-mail; never ring before ten.",
    "Likes light, fruity roasts. No Sumatra.",
    "Wants a paper invoice for the tax adviser.",
    "Drinks decaf after two o'clock, orders both.",
    "Speaks English with us but reads everything in their own language.",
    "Always asks for recycled packaging.",
    "Collects the tins: send the limited ones first.",
    "Delivery only on Thursdays.",
    "Calls everybody by first name and wants the same.",
    "Pays within a day; no reminder ever needed.",
];

pub const CONCERNS: [&str; 8] = [
    "Was promised a call back twice and got none. Keep promises small.",
    "Finds us expensive; compare per cup, not per kilo.",
    "Nut allergy in the team.",
    "Worried about the notice period of the machine contract.",
    "Had a leak that damaged the floor; ask about it.",
    "Does not want their data passed to couriers beyond name and street.",
    "Disappointed by the last batch of espresso.",
    "Unsure whether organic really is: bring the certificate.",
];

pub const TAGS: [(&str, u32); 14] = [
    ("café", 8),
    ("office", 10),
    ("wholesale", 6),
    ("subscription", 12),
    ("machine on loan", 7),
    ("organic", 6),
    ("workshop", 5),
    ("gift buyer", 5),
    ("newsletter", 9),
    ("decaf", 4),
    ("press", 1),
    ("neighbour", 3),
    ("early bird", 2),
    ("vip", 3),
];

pub const JOBS: [&str; 16] = [
    "Office manager",
    "Owner",
    "Head of purchasing",
    "Barista",
    "Managing director",
    "Receptionist",
    "Chef",
    "Facility manager",
    "Team assistant",
    "Bookkeeper",
    "Head of people",
    "Shop manager",
    "Events coordinator",
    "Partner",
    "Director of operations",
    "Teacher",
];
