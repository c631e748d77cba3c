//! The hues of chips, avatars and charts. A hue is a class that sets `--hue-3 … --hue-12`.

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Hue {
    #[default]
    Grey,
    Indigo,
    Blue,
    Teal,
    Green,
    Amber,
    Orange,
    Red,
    Pink,
    Violet,
}

impl Hue {
    pub const ALL: [Hue; 10] = [
        Hue::Grey,
        Hue::Indigo,
        Hue::Blue,
        Hue::Teal,
        Hue::Green,
        Hue::Amber,
        Hue::Orange,
        Hue::Red,
        Hue::Pink,
        Hue::Violet,
    ];

    pub fn class(self) -> &'static str {
        match self {
            Hue::Grey => "hue-grey",
            Hue::Indigo => "hue-indigo",
            Hue::Blue => "hue-blue",
            Hue::Teal => "hue-teal",
            Hue::Green => "hue-green",
            Hue::Amber => "hue-amber",
            Hue::Orange => "hue-orange",
            Hue::Red => "hue-red",
            Hue::Pink => "hue-pink",
            Hue::Violet => "hue-violet",
        }
    }

    /// The hue's own name, as data keeps it.
    pub fn name(self) -> &'static str {
        &self.class()["hue-".len()..]
    }

    pub fn from_name(name: &str) -> Option<Hue> {
        Hue::ALL.into_iter().find(|hue| hue.name() == name)
    }

    /// The same hue for the same text, always; never grey, which means "nothing said".
    pub fn of(text: &str) -> Hue {
        let hash = text
            .bytes()
            .fold(0xcbf2_9ce4_u32, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193));
        Hue::ALL[1 + (hash as usize >> 3) % (Hue::ALL.len() - 1)]
    }
}
