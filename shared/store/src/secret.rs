//! Credentials of a company, sealed before they come here: the store never sees one open.

use std::fmt;

use crate::TenantStore;
use crate::error::{ItemKind, StoreError};
use crate::item::{Attributes, text, text_of};
use crate::key;

/// Name of the secret for the company's bookkeeping package. It is named after the first package that there was: a name for
/// each would be asked for, and paid, at every read of every company.
pub const SECRET_BOOKKEEPING: &str = "imuis";
/// Name of the secret for Simple-Simon.
pub const SECRET_SIMPLE_SIMON: &str = "simple-simon";

/// Every secret that [`TenantStore::open`] brings along.
pub(crate) const SECRETS: [&str; 2] = [SECRET_BOOKKEEPING, SECRET_SIMPLE_SIMON];

/// Attribute that holds the sealed text.
const SEALED: &str = "sealed";

/// A sealed secret: text that only the vault can open. `Debug` hides it all the same (P9).
#[derive(Clone, PartialEq, Eq)]
pub struct Sealed(pub String);

impl Sealed {
    pub(crate) fn read(item: Attributes) -> Result<Self, StoreError> {
        let sealed = text_of(&item, SEALED).ok_or(StoreError::Malformed { item: ItemKind::Secret })?;
        Ok(Self(sealed.to_owned()))
    }

    pub(crate) fn attributes(&self) -> Attributes {
        Attributes::from([(SEALED.to_owned(), text(self.0.as_str()))])
    }
}

impl fmt::Debug for Sealed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Sealed(…)")
    }
}

impl TenantStore {
    /// Stores a secret under `name` (one of [`SECRET_BOOKKEEPING`], [`SECRET_SIMPLE_SIMON`]), whatever stood there: the
    /// secret that was proved last is the one that counts.
    ///
    /// # Errors
    /// [`StoreError::TooLarge`], [`StoreError::Unavailable`], [`StoreError::Refused`].
    pub async fn put_secret(&self, name: &str, sealed: &Sealed) -> Result<(), StoreError> {
        self.put(ItemKind::Secret, &key::secret(name)?, sealed.attributes()).await
    }
}
