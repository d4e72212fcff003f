//! Secrets at rest: sealed with AES-256-GCM under a data key that is itself wrapped (by KMS on AWS, by a file of mode
//! 0600 on one machine).
//!
//! Guarantees: a sealed secret opens for its own tenant and name only (both are authenticated with it, P6); it carries
//! the id of its key, so keys rotate by adding one: the newest seals, all of them open. Under an id that is unknown, for
//! instance of a key that was renamed, every key is tried: the cipher itself tells the right one.
//!
//! Leaves out: where a sealed secret is kept (`koppel-store`).

use std::collections::BTreeSet;
use std::fs;
use std::io::{self, Write as _};
use std::os::unix::fs::{OpenOptionsExt as _, PermissionsExt as _};
use std::path::Path;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD as BASE64;
use koppel_domain::tenant::TenantId;
use koppel_store::Sealed;
use ring::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};

/// Bytes of a data key.
pub const KEY_BYTES: usize = 32;
/// Longest id of a key that is told; what is longer was put there by nobody who seals.
const ID_MAX: usize = 100;
/// What a sealed secret begins with; a later format gets another.
const FORMAT: &str = "k1";

/// Seals and opens secrets.
pub struct Vault {
    /// Newest first; never empty.
    keys: Vec<(String, LessSafeKey)>,
}

impl std::fmt::Debug for Vault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_list().entries(self.keys.iter().map(|(id, _)| id)).finish()
    }
}

/// Why a secret cannot be sealed or opened.
#[derive(Debug, thiserror::Error)]
pub enum VaultError {
    /// No data key, or one of the wrong length.
    #[error("the vault needs at least one data key of {KEY_BYTES} bytes")]
    Key,
    /// Two keys under one id: a secret would be tried with the wrong one.
    #[error("two data keys have the same id: give each a name of its own")]
    SameId,
    /// The key that sealed it is not among ours.
    #[error("the secret was sealed with key {0}, which this vault does not have")]
    UnknownKey(String),
    /// It was not sealed by a vault, or for another tenant or name, or was altered.
    #[error("the secret does not open")]
    DoesNotOpen,
    /// No random numbers, or the cipher failed.
    #[error("the secret cannot be sealed")]
    DoesNotSeal,
    /// The key file.
    #[error("the key file {path} cannot be used")]
    File {
        /// Its path.
        path: String,
        /// Why.
        #[source]
        source: io::Error,
    },
}

impl Vault {
    /// A vault over data keys, newest first, each with the id that its secrets carry.
    ///
    /// # Errors
    /// Without a key, or with one of the wrong length.
    pub fn new(keys: Vec<(String, Vec<u8>)>) -> Result<Self, VaultError> {
        let keys = keys
            .into_iter()
            .map(|(id, key)| {
                let key = UnboundKey::new(&AES_256_GCM, &key).map_err(|_| VaultError::Key)?;
                Ok((id, LessSafeKey::new(key)))
            })
            .collect::<Result<Vec<_>, VaultError>>()?;
        let ids: BTreeSet<&String> = keys.iter().map(|(id, _)| id).collect();
        if ids.len() != keys.len() {
            return Err(VaultError::SameId);
        }
        if keys.is_empty() { Err(VaultError::Key) } else { Ok(Self { keys }) }
    }

    /// A vault whose key lies in a file that only its owner may read; made where there is none.
    ///
    /// # Errors
    /// Where the file cannot be read or made, others may read it, or it holds no key.
    pub fn of_file(path: &Path) -> Result<Self, VaultError> {
        let failed = |source| VaultError::File { path: path.display().to_string(), source };
        match fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(path) {
            Ok(mut file) => {
                let mut key = [0_u8; KEY_BYTES];
                getrandom::fill(&mut key).map_err(|_| VaultError::DoesNotSeal)?;
                file.write_all(BASE64.encode(key).as_bytes())
                    .and_then(|()| file.sync_all())
                    .map_err(failed)?;
            }
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            Err(error) => return Err(failed(error)),
        }
        let mode = fs::metadata(path).map_err(failed)?.permissions().mode();
        if mode & 0o077 != 0 {
            return Err(failed(io::Error::other("others may read it: set its mode to 0600")));
        }
        let text = fs::read_to_string(path).map_err(failed)?;
        let key = BASE64.decode(text.trim()).map_err(|_| VaultError::Key)?;
        Self::new(vec![("file".to_owned(), key)])
    }

    /// Seals a secret for one tenant under one name.
    ///
    /// # Errors
    /// Where the machine gives no random numbers.
    pub fn seal(&self, tenant: &TenantId, name: &str, secret: &[u8]) -> Result<Sealed, VaultError> {
        let (id, key) = self.keys.first().ok_or(VaultError::Key)?;
        let mut nonce = [0_u8; NONCE_LEN];
        getrandom::fill(&mut nonce).map_err(|_| VaultError::DoesNotSeal)?;
        let mut sealed = secret.to_vec();
        key.seal_in_place_append_tag(Nonce::assume_unique_for_key(nonce), aad(tenant, name), &mut sealed)
            .map_err(|_| VaultError::DoesNotSeal)?;
        let mut body = nonce.to_vec();
        body.append(&mut sealed);
        Ok(Sealed(format!("{FORMAT}.{id}.{}", BASE64.encode(body))))
    }

    /// Sealed with the newest key, as every new secret is.
    #[must_use]
    pub fn is_newest(&self, sealed: &Sealed) -> bool {
        let id = sealed.0.split('.').nth(1);
        self.keys.first().is_some_and(|(newest, _)| Some(newest.as_str()) == id)
    }

    /// Seals a secret anew with the newest key.
    ///
    /// # Errors
    /// Where it does not open, or the machine gives no random numbers.
    pub fn reseal(&self, tenant: &TenantId, name: &str, sealed: &Sealed) -> Result<Sealed, VaultError> {
        self.seal(tenant, name, &self.open(tenant, name, sealed)?)
    }

    /// Opens a secret of one tenant under one name.
    ///
    /// # Errors
    /// Where the key is not ours, or it was sealed for somebody or something else, or altered.
    pub fn open(&self, tenant: &TenantId, name: &str, sealed: &Sealed) -> Result<Vec<u8>, VaultError> {
        let mut parts = sealed.0.splitn(3, '.');
        let (Some(FORMAT), Some(id), Some(body)) = (parts.next(), parts.next(), parts.next()) else {
            return Err(VaultError::DoesNotOpen);
        };
        let body = BASE64.decode(body).map_err(|_| VaultError::DoesNotOpen)?;
        let open = |key: &LessSafeKey| {
            let (nonce, secret) = body.split_at_checked(NONCE_LEN)?;
            let nonce = Nonce::try_assume_unique_for_key(nonce).ok()?;
            let mut secret = secret.to_vec();
            key.open_in_place(nonce, aad(tenant, name), &mut secret).ok().map(|opened| opened.to_vec())
        };
        match self.keys.iter().find(|(known, _)| known == id) {
            Some((_, key)) => open(key).ok_or(VaultError::DoesNotOpen),
            None => {
                let opened = self.keys.iter().find_map(|(_, key)| open(key));
                opened.ok_or_else(|| unknown(id))
            }
        }
    }
}

/// The key's id is told only where it can be one: what no vault sealed may be the secret itself.
fn unknown(id: &str) -> VaultError {
    let can_be = |byte: u8| byte.is_ascii_alphanumeric() || b"-_:/".contains(&byte);
    if id.len() <= ID_MAX && id.bytes().all(can_be) {
        VaultError::UnknownKey(id.to_owned())
    } else {
        VaultError::DoesNotOpen
    }
}

/// What is authenticated with a secret: whose it is, and what it is. A tenant id holds no `/`.
fn aad(tenant: &TenantId, name: &str) -> Aad<Vec<u8>> {
    Aad::from(format!("{tenant}/{name}").into_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tenant(id: &str) -> TenantId {
        id.parse().unwrap()
    }

    fn vault(ids: &[(&str, u8)]) -> Vault {
        Vault::new(ids.iter().map(|(id, byte)| ((*id).to_owned(), vec![*byte; KEY_BYTES])).collect()).unwrap()
    }

    #[test]
    fn a_secret_opens_for_its_own_tenant_and_name_only() {
        let vault = vault(&[("a", 1)]);
        let sealed = vault.seal(&tenant("korenaar"), "imuis", b"12345").unwrap();
        assert_eq!(vault.open(&tenant("korenaar"), "imuis", &sealed).unwrap(), b"12345");
        for (other, name) in [("korenbloem", "imuis"), ("korenaar", "simple-simon")] {
            let opened = vault.open(&tenant(other), name, &sealed);
            assert!(matches!(opened, Err(VaultError::DoesNotOpen)), "{other} {name}");
        }
    }

    #[test]
    fn an_altered_secret_does_not_open() {
        let vault = vault(&[("a", 1)]);
        let sealed = vault.seal(&tenant("korenaar"), "imuis", b"12345").unwrap();
        // Its third part is the name of the key, which only tells which key to try first.
        for index in (0..sealed.0.len()).filter(|index| *index != 3) {
            let mut bytes = sealed.0.clone().into_bytes();
            bytes[index] = if bytes[index] == b'A' { b'B' } else { b'A' };
            let altered = Sealed(String::from_utf8(bytes).unwrap());
            let opened = vault.open(&tenant("korenaar"), "imuis", &altered);
            assert!(opened.is_err(), "byte {index} of {} was altered", sealed.0.len());
        }
        for short in ["", "k1", "k1.a", "k1.a.", "k1.a.AAAA", "k2.a.AAAA"] {
            assert!(vault.open(&tenant("korenaar"), "imuis", &Sealed(short.to_owned())).is_err(), "{short}");
        }
    }

    #[test]
    fn keys_rotate_without_a_pause() {
        let old = vault(&[("2026-10", 1)]).seal(&tenant("korenaar"), "imuis", b"12345").unwrap();
        let both = vault(&[("2026-11", 2), ("2026-10", 1)]);
        assert_eq!(both.open(&tenant("korenaar"), "imuis", &old).unwrap(), b"12345");
        let new = both.seal(&tenant("korenaar"), "imuis", b"12345").unwrap();
        let only_new = vault(&[("2026-11", 2)]);
        assert_eq!(only_new.open(&tenant("korenaar"), "imuis", &new).unwrap(), b"12345");
        assert!(both.is_newest(&new) && !both.is_newest(&old));
        let resealed = both.reseal(&tenant("korenaar"), "imuis", &old).unwrap();
        assert_eq!(only_new.open(&tenant("korenaar"), "imuis", &resealed).unwrap(), b"12345");
        let opened = only_new.open(&tenant("korenaar"), "imuis", &old);
        assert!(matches!(opened, Err(VaultError::UnknownKey(id)) if id == "2026-10"));
    }

    #[test]
    fn a_key_under_another_id_opens_what_it_sealed() {
        let old = vault(&[("a", 1)]).seal(&tenant("korenaar"), "imuis", b"12345").unwrap();
        let renamed = vault(&[("b", 2), ("2026-10", 1)]);
        assert_eq!(renamed.open(&tenant("korenaar"), "imuis", &old).unwrap(), b"12345");
        assert!(!renamed.is_newest(&old));
        assert!(renamed.open(&tenant("korenbloem"), "imuis", &old).is_err(), "for its own tenant only");
    }

    #[test]
    fn a_key_of_the_wrong_length_is_refused() {
        assert!(matches!(Vault::new(vec![("a".to_owned(), vec![1; 16])]), Err(VaultError::Key)));
        assert!(matches!(Vault::new(Vec::new()), Err(VaultError::Key)));
        let twice = vec![("a".to_owned(), vec![1; KEY_BYTES]), ("a".to_owned(), vec![2; KEY_BYTES])];
        assert!(matches!(Vault::new(twice), Err(VaultError::SameId)));
    }

    #[test]
    fn what_was_never_sealed_is_not_told() {
        let vault = vault(&[("a", 1)]);
        for stored in ["k1.het geheim.AAAA", "k1.\"geheim\":{.AAAA", &format!("k1.{}.AAAA", "a".repeat(101))]
        {
            let opened = vault.open(&tenant("korenaar"), "imuis", &Sealed(stored.to_owned()));
            assert!(matches!(opened, Err(VaultError::DoesNotOpen)), "{stored}");
        }
    }
}
