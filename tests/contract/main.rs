//! What every bookkeeping package keeps, whichever it is: the promises of the port `Bookkeeping`, as one suite.
//!
//! A package comes in by a [`house::House`]: its simulated books, a connector to them, and the faults of its line. To add one,
//! write that house in a file of its own beside `imuis.rs` and name it at the end of this file; every clause then holds for
//! it, or fails by name. A clause is about the port alone. Where a package cannot keep it, the clause is wrong or the port
//! is, and one of them changes for all; no package has an exception of its own.
//!
//! Leaves out: wire formats, and what a run makes of an answer (`flows`).

#![cfg(test)]

mod access;
mod changes;
mod failures;
mod house;
mod imuis;
mod orders;
mod quotes;
mod records;
mod snelstart;

/// Makes a module of tests for a package: one test for each clause.
macro_rules! contract {
    ($package:ident, $house:ty) => {
        mod $package {
            contract! { @ $house:
                access::the_administration_is_named,
                access::a_wrong_key_says_who_must_act,
                access::a_session_is_carried_to_the_next_run,
                access::a_session_that_ended_is_taken_anew,
                access::nothing_shows_a_secret,
                records::a_listing_has_every_record_once,
                records::a_mark_is_good_in_another_run,
                records::a_record_comes_as_it_is_in_the_books,
                records::what_is_blocked_says_so,
                records::a_record_is_found_by_its_number,
                records::an_empty_table_is_empty,
                changes::a_change_is_in_what_changed_since_then,
                changes::what_did_not_change_is_left_out_where_the_package_can_tell,
                quotes::a_quote_comes_with_its_lines_in_order,
                quotes::a_quote_that_is_not_there_is_not_there,
                quotes::a_changed_quote_comes_again,
                quotes::a_quote_of_a_blocked_customer_holds_up_no_other,
                orders::an_order_is_made_as_it_was_given,
                orders::an_order_is_found_by_its_reference_alone,
                orders::an_order_whose_reference_was_edited_is_found_by_its_other_mark,
                orders::orders_that_carry_a_reference_are_listed,
                orders::texts_up_to_the_limits_are_kept,
                orders::what_bookkeeping_does_not_know_is_refused,
                failures::a_read_that_fails_is_told_apart,
                failures::a_create_that_fails_is_told_apart,
                failures::what_surely_did_not_arrive_is_not_unclear,
                failures::an_order_that_may_have_been_made_can_be_looked_up,
                failures::an_order_whose_answer_was_lost_is_made_once,
            }
        }
    };
    (@ $house:ty: $($part:ident::$clause:ident,)*) => {
        $(
            #[tokio::test]
            async fn $clause() {
                crate::$part::$clause::<$house>().await;
            }
        )*
    };
}

contract!(imuis_keeps_the_contract, crate::imuis::ImuisHouse);
contract!(snelstart_keeps_the_contract, crate::snelstart::SnelStartHouse<true>);
contract!(snelstart_answering_otherwise_keeps_the_contract, crate::snelstart::SnelStartHouse<false>);
