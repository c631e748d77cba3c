//! Files a user has opened: kept until they are imported or closed.

use crate::wire::Problem;

#[derive(Default)]
pub struct Files {
    open: Vec<(u32, OpenFile)>,
    last: u32,
}

pub struct OpenFile {
    pub name: String,
    pub bytes: Vec<u8>,
}

impl Files {
    pub fn open(&mut self, file: OpenFile) -> u32 {
        self.last += 1;
        self.open.push((self.last, file));
        self.last
    }

    pub fn get(&self, number: u32) -> Result<&OpenFile, Problem> {
        let found = self.open.iter().find(|(of, _)| *of == number).map(|(_, file)| file);
        found.ok_or_else(|| Problem::new("This file is no longer open.").advice("Choose it again."))
    }

    pub fn close(&mut self, number: u32) {
        self.open.retain(|(of, _)| *of != number);
    }
}
