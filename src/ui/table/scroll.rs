//! Which rows are in sight: plain arithmetic between the scroll bar and the rows.
//!
//! A browser cannot scroll over more than some 10 to 30 million pixels, which a million rows exceed.
//! Beyond [`MAX_PX`] the scroll bar covers a shorter stretch than the rows: a wheel still moves row by
//! row (`shift` stays), a drag of the scroll bar moves in proportion (`shift` jumps).

use std::ops::Range;

/// Exact in a 32-bit float, and below every engine's limit.
const MAX_PX: f64 = 8_000_000.0;
/// Rows drawn beyond the edges, so that a wheel turn shows no gap.
const OVERSCAN_ROWS: usize = 6;
/// The caller is asked for rows in steps of so many.
pub const STEP_ROWS: usize = 32;

/// The sizes that matter.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Extent {
    pub rows: usize,
    pub row_px: f64,
    /// The height in which rows are seen.
    pub view_px: f64,
}

/// Where the scroll bar is, and how far the rows are from it: a row's place in the rows less `shift_px`
/// is its place on the page.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Position {
    pub top_px: f64,
    pub shift_px: f64,
}

impl Position {
    /// The place in the rows that is at the top of the view.
    pub fn rows_top_px(self) -> f64 {
        self.top_px + self.shift_px
    }
}

impl Extent {
    fn all_px(self) -> f64 {
        self.rows as f64 * self.row_px
    }

    /// How tall the scrolled page is.
    pub fn page_px(self) -> f64 {
        self.all_px().min(MAX_PX)
    }

    fn is_scaled(self) -> bool {
        self.all_px() > MAX_PX
    }

    /// The furthest the rows and the page can be scrolled.
    fn ends_px(self) -> (f64, f64) {
        ((self.all_px() - self.view_px).max(0.0), (self.page_px() - self.view_px).max(0.0))
    }

    /// The position that shows this place of the rows at the top, with the scroll bar in proportion.
    pub fn position_at(self, rows_top_px: f64) -> Position {
        let (rows_end, page_end) = self.ends_px();
        let rows_top = rows_top_px.clamp(0.0, rows_end);
        if !self.is_scaled() {
            return Position { top_px: rows_top, shift_px: 0.0 };
        }
        let in_proportion = (rows_top / rows_end * page_end).round();
        // At an end of the bar only when at that end of the rows: else nothing were left to scroll.
        let inside = in_proportion.clamp(1.0, page_end - 1.0);
        let top_px = if rows_top > 0.0 && rows_top < rows_end { inside } else { in_proportion };
        Position { top_px, shift_px: rows_top - top_px }
    }

    /// Where the rows are after the browser scrolled to `top_px`.
    pub fn scrolled(self, before: Position, top_px: f64) -> Position {
        if !self.is_scaled() {
            return Position { top_px, shift_px: 0.0 };
        }
        let (rows_end, page_end) = self.ends_px();
        let jumped = (top_px - before.top_px).abs() > 2.0 * self.view_px;
        let at_edge = top_px <= 0.0 || top_px >= page_end;
        if jumped {
            let rows_top = (top_px / page_end * rows_end).clamp(0.0, rows_end);
            return Position { top_px, shift_px: rows_top - top_px };
        }
        let rows_top = (top_px + before.shift_px).clamp(0.0, rows_end);
        if at_edge && rows_top > 0.0 && rows_top < rows_end {
            // The bar ran out before the rows did: put it back in proportion.
            return self.position_at(rows_top);
        }
        Position { top_px, shift_px: rows_top - top_px }
    }

    /// The rows to draw.
    pub fn drawn(self, position: Position) -> Range<usize> {
        let first = (position.rows_top_px() / self.row_px).floor().max(0.0) as usize;
        let end = ((position.rows_top_px() + self.view_px) / self.row_px).ceil().max(0.0) as usize;
        first.saturating_sub(OVERSCAN_ROWS).min(self.rows)..(end + OVERSCAN_ROWS).min(self.rows)
    }

    /// The rows to ask for: those drawn and a step around them, in whole steps, so that scrolling asks
    /// only once in a while.
    pub fn wanted(self, drawn: &Range<usize>) -> Range<usize> {
        let start = drawn.start.saturating_sub(STEP_ROWS / 2) / STEP_ROWS * STEP_ROWS;
        let end = (drawn.end + STEP_ROWS / 2).div_ceil(STEP_ROWS) * STEP_ROWS;
        start..end
    }

    /// The position nearest to this one that shows the whole row.
    pub fn revealing(self, position: Position, row: usize) -> Position {
        let row_top = row as f64 * self.row_px;
        let top = position.rows_top_px();
        let to = if row_top < top {
            row_top
        } else if row_top + self.row_px > top + self.view_px {
            row_top + self.row_px - self.view_px
        } else {
            return position;
        };
        if !self.is_scaled() || (to - top).abs() > 2.0 * self.view_px {
            return self.position_at(to);
        }
        let top_px = to - position.shift_px;
        if top_px < 0.0 || top_px > self.ends_px().1 {
            self.position_at(to)
        } else {
            Position { top_px, ..position }
        }
    }

    /// How many rows a page key moves.
    pub fn page_rows(self) -> usize {
        ((self.view_px / self.row_px) as usize).saturating_sub(1).max(1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use wasm_bindgen_test::wasm_bindgen_test as test;

    const SMALL: Extent = Extent { rows: 100_000, row_px: 36.0, view_px: 700.0 };
    const LARGE: Extent = Extent { rows: 1_000_000, row_px: 36.0, view_px: 700.0 };

    #[test]
    fn a_hundred_thousand_rows_scroll_one_to_one() {
        let at = SMALL.scrolled(Position::default(), 3600.0);
        assert_eq!(at, Position { top_px: 3600.0, shift_px: 0.0 });
        assert_eq!(SMALL.drawn(at), 94..126);
        assert_eq!(SMALL.wanted(&(94..126)), 64..160);
    }

    #[test]
    fn a_million_rows_reach_both_ends() {
        let end_px = LARGE.page_px() - LARGE.view_px;
        let at = LARGE.scrolled(Position::default(), end_px);
        assert_eq!(LARGE.drawn(at).end, 1_000_000);
        let back = LARGE.scrolled(at, 0.0);
        assert_eq!(LARGE.drawn(back).start, 0);
        assert_eq!(back.shift_px, 0.0);
    }

    #[test]
    fn a_wheel_moves_row_by_row_however_many_rows() {
        let middle = LARGE.position_at(18_000_000.0);
        let after = LARGE.scrolled(middle, middle.top_px + 36.0);
        assert_eq!(after.rows_top_px() - middle.rows_top_px(), 36.0);
    }

    #[test]
    fn the_wheel_never_gets_stuck_before_the_end() {
        let mut at = LARGE.position_at(40_000.0);
        for _ in 0..200 {
            at = LARGE.scrolled(at, (at.top_px - 400.0).max(0.0));
        }
        assert_eq!(at.rows_top_px(), 0.0);
    }

    #[test]
    fn a_row_is_revealed_by_the_shortest_way() {
        let at = SMALL.position_at(360.0);
        assert_eq!(SMALL.revealing(at, 12), at);
        assert_eq!(SMALL.revealing(at, 3).top_px, 108.0);
        assert_eq!(SMALL.revealing(at, 99_999).top_px, 100_000.0 * 36.0 - 700.0);
        let far = LARGE.revealing(Position::default(), 999_999);
        assert_eq!(LARGE.drawn(far).end, 1_000_000);
    }

    #[test]
    fn few_rows_do_not_scroll() {
        let few = Extent { rows: 3, ..SMALL };
        assert_eq!(few.position_at(500.0), Position::default());
        assert_eq!(few.drawn(Position::default()), 0..3);
    }
}
