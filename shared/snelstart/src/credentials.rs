//! What lets a company in: who the software partner is, and which administration is meant.

use secrecy::SecretString;

/// The two halves of access to one administration (SnelStart fact sheet §2.1). Its `Debug` shows neither.
#[derive(Clone, Debug)]
pub struct Credentials {
    /// The subscription key: one per software partner, thus Koppel's own. Every call carries it.
    pub subscription_key: SecretString,
    /// The link key (koppelsleutel): one per administration, made by its owner. Only a sign-in carries it.
    pub link_key: SecretString,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_shows_no_secret() {
        let credentials =
            Credentials { subscription_key: "geheim-abonnement".into(), link_key: "geheim-koppel".into() };
        assert!(!format!("{credentials:?}").contains("geheim"));
    }
}
