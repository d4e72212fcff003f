//! What a model is made of: the properties that an answer shows and a body may fill (SnelStart fact sheet §8).

/// A property.
#[derive(Debug)]
pub(super) struct Field {
    /// As the JSON spells it; `$filter` and `$select` want the first letter in upper case.
    pub(super) name: &'static str,
    pub(super) kind: Kind,
    /// A body that fills it is passed over.
    pub(super) read_only: bool,
}

/// What a property holds; every one may be null.
#[derive(Clone, Copy, Debug)]
pub(super) enum Kind {
    Id,
    /// The path of a record or a list; no filter may name it.
    Uri,
    /// Text, with the most UTF-16 units it takes.
    Text(Option<usize>),
    Whole,
    Decimal,
    Flag,
    /// A moment without a zone.
    Moment,
    /// One of these words.
    Word(&'static [&'static str]),
    /// A list of these words.
    Words(&'static [&'static str]),
    /// `{id, uri}` of a record of this resource.
    Reference(&'static str),
    /// A part that has properties of its own.
    Part(&'static Model),
    /// A list of such parts.
    Parts(&'static Model),
}

/// A model.
#[derive(Debug)]
pub(super) struct Model {
    /// As a refused body names it: `relatie` in `relatie.Naam`.
    pub(super) name: &'static str,
    /// As a refused filter names it.
    pub(super) type_name: &'static str,
    pub(super) fields: &'static [Field],
}

impl Model {
    /// A property by the name that the JSON uses.
    pub(super) fn field(&self, name: &str) -> Option<&'static Field> {
        self.fields.iter().find(|field| field.name == name)
    }
}

/// A property that a body may fill.
pub(super) const fn field(name: &'static str, kind: Kind) -> Field {
    Field { name, kind, read_only: false }
}

/// A property that is SnelStart's own.
pub(super) const fn own(name: &'static str, kind: Kind) -> Field {
    Field { name, kind, read_only: true }
}

/// A name with its first letter in upper case.
pub(super) fn pascal(name: &str) -> String {
    let mut letters = name.chars();
    letters.next().map(|first| first.to_ascii_uppercase()).into_iter().chain(letters).collect()
}
