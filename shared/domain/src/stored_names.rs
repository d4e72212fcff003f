//! Every value that has a name on the wire is stored under that very name: a row that was kept is looked up by it.

use serde::Serialize;

use crate::cleanup::Why;
use crate::health::Health;
use crate::integration::{Stage, Step};
use crate::message::{Concern, Table};
use crate::records::Stream;
use crate::settings::SettingName;
use crate::wipe::WipeTable;

fn agree<T: Serialize + Copy>(all: &[T], name: fn(T) -> &'static str) {
    for value in all {
        assert_eq!(serde_json::to_value(value).unwrap(), name(*value));
    }
}

#[test]
fn a_name_on_the_wire_is_the_name_in_what_is_stored() {
    agree(&Why::ALL, Why::as_str);
    agree(&[Health::Off, Health::Well, Health::Late, Health::Troubled], Health::as_str);
    agree(&Table::ALL, Table::as_str);
    agree(&Concern::ALL, Concern::as_str);
    agree(&Stream::ALL, Stream::as_str);
    agree(&SettingName::ALL, SettingName::as_str);
    agree(&WipeTable::ALL, WipeTable::as_str);
}

#[test]
fn so_are_the_stages_and_steps_of_an_integration() {
    use Stage::{Active, Connected, Deactivated, NeverActivated, SetUp, Wiped, Wiping};
    agree(&[NeverActivated, Wiping, Wiped, Connected, SetUp, Active, Deactivated], Stage::as_str);
    use Step::{Activation, Connect, Settings, SimpleSimon, Terms, Wipe};
    agree(&[SimpleSimon, Wipe, Connect, Terms, Settings, Activation], Step::as_str);
}

#[test]
fn a_stream_is_written_as_its_name_and_kept_in_its_table() {
    assert_eq!(Stream::ALL.map(|stream| stream.to_string()), ["article_groups", "articles", "customers"]);
    assert_eq!(Stream::ALL.map(Table::from), [Table::ArticleGroup, Table::Article, Table::Customer]);
}
