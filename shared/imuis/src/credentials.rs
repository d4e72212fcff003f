//! What lets a company in: who the vendor is, and which administration is meant.

use secrecy::SecretString;

/// The two halves of access to one administration (iMUIS fact sheet §3.1). Its `Debug` shows neither.
#[derive(Clone, Debug)]
pub struct Credentials {
    /// The partner key: one per software vendor, thus Koppel's own.
    pub partner_key: SecretString,
    /// The environment code (omgevingscode): one per linked administration, made by its owner.
    pub environment_code: SecretString,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_shows_no_secret() {
        let credentials =
            Credentials { partner_key: "geheim-sleutel".into(), environment_code: "geheim-code".into() };
        assert!(!format!("{credentials:?}").contains("geheim"));
    }
}
