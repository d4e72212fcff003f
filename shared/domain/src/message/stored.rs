//! How the messages are read back from where they were stored.
//!
//! Guarantees: the very form that serde's `tag = "message"` reads, unknown fields ignored and a missing optional one `None`.
//!
//! Written by a macro of our own, since what serde derives for a tagged enum holds every field of every variant anew: of
//! these messages alone it was 140 KB of each function, against a tenth of that.

use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

/// The fields of one stored message.
pub(super) type Fields = Map<String, Value>;

/// Takes one field; a missing one is as good as `null`.
#[inline(never)]
pub(super) fn take<T: DeserializeOwned>(fields: &mut Fields, name: &'static str) -> Result<T, String> {
    let value = fields.remove(name).unwrap_or_default();
    serde_json::from_value(value).map_err(|error| format!("`{name}`: {error}"))
}

/// Defines [`super::Message`] from its variants, and how it is read.
macro_rules! messages {
    (
        $(#[$about:meta])*
        pub enum Message {
            $( $(#[$doc:meta])* $variant:ident { $( $field:ident: $kind:ty ),* $(,)? }, )*
        }
    ) => {
        $(#[$about])*
        pub enum Message {
            $( $(#[$doc])* $variant { $( $field: $kind ),* }, )*
        }

        impl Message {
            fn read(mut fields: $crate::message::stored::Fields) -> Result<Self, String> {
                use $crate::message::stored::take;
                let name: String = take(&mut fields, "message")?;
                let fields = &mut fields;
                pastey::paste! {
                    $(
                        if name == stringify!([<$variant:snake>]) {
                            return Ok(Self::$variant { $( $field: take(fields, stringify!($field))? ),* });
                        }
                    )*
                }
                Err(format!("`{name}` is no message"))
            }
        }

        impl<'de> serde::Deserialize<'de> for Message {
            fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
                let fields = $crate::message::stored::Fields::deserialize(from)?;
                Self::read(fields).map_err(serde::de::Error::custom)
            }
        }
    };
}

pub(super) use messages;
