use serde::{Deserialize, Serialize};

use super::{Field, Rule};

/// How a table is shown: a saved view holds one, and so does the address of a list.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Layout {
    pub filter: Rule,
    pub sort: Vec<SortKey>,
    /// Empty: the table's own columns.
    pub columns: Vec<ColumnLayout>,
}

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct SortKey {
    pub field: Field,
    #[serde(default)]
    pub descending: bool,
}

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct ColumnLayout {
    pub field: Field,
    pub width_px: u16,
}
