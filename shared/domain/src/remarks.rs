//! The remarks about one work order: warnings that go with a decision.
//!
//! Guarantees: never more than [`MOST`] and one that counts the rest, whatever was booked (P10): they are stored
//! together with the order, in one step.

use crate::message::{Message, Table};
use crate::text::{cut, utf16_len};

/// Most remarks about one work order; more than anyone reads.
const MOST: usize = 20;

/// The remarks made so far.
#[derive(Debug)]
pub(crate) struct Remarks<'a> {
    work_order: &'a str,
    kept: Vec<Message>,
    more: u64,
}

impl<'a> Remarks<'a> {
    /// None yet; `work_order` is its number as people see it.
    pub(crate) const fn about(work_order: &'a str) -> Self {
        Self { work_order, kept: Vec::new(), more: 0 }
    }

    /// One more.
    pub(crate) fn add(&mut self, remark: Message) {
        if self.kept.len() < MOST {
            self.kept.push(remark);
        } else {
            self.more = self.more.saturating_add(1);
        }
    }

    /// The text, cut to `limit` UTF-16 units, with a remark where something was cut off. `field` is the screen's
    /// word for it, `part` the part of the work order it belongs to, or empty.
    pub(crate) fn cut(&mut self, text: &str, limit: usize, field: &str, part: &str) -> String {
        if utf16_len(text) > limit {
            self.add(Message::TextCut {
                table: Table::WorkOrder,
                number: self.work_order.to_owned(),
                name: part.to_owned(),
                field: field.to_owned(),
                limit: u32::try_from(limit).unwrap_or(u32::MAX),
            });
        }
        cut(text, limit).into_owned()
    }

    /// All of them, and how many were left out.
    pub(crate) fn into_messages(self) -> Vec<Message> {
        let mut messages = self.kept;
        if self.more > 0 {
            messages.push(Message::MoreRemarks { work_order: self.work_order.to_owned(), count: self.more });
        }
        messages
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn beyond_the_most_they_are_only_counted() {
        for (added, kept, more) in [(0, 0, None), (20, 20, None), (21, 20, Some(1)), (300, 20, Some(280))] {
            let mut remarks = Remarks::about("W1");
            (0..added).for_each(|_| remarks.add(Message::OrderUnclear { work_order: "W1".into() }));
            let mut expected = vec![Message::OrderUnclear { work_order: "W1".into() }; kept];
            expected.extend(more.map(|count| Message::MoreRemarks { work_order: "W1".into(), count }));
            assert_eq!(remarks.into_messages(), expected);
        }
    }

    #[test]
    fn only_a_text_that_was_cut_is_remarked_upon() {
        let mut remarks = Remarks::about("W1");
        assert_eq!(remarks.cut("kraan", 5, "Omschrijving", ""), "kraan");
        assert_eq!(remarks.cut("kranen", 5, "Omschrijving", "K1"), "krane");
        let cut = Message::TextCut {
            table: Table::WorkOrder,
            number: "W1".into(),
            name: "K1".into(),
            field: "Omschrijving".into(),
            limit: 5,
        };
        assert_eq!(remarks.into_messages(), [cut]);
    }
}
