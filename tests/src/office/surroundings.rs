//! What stands around an office: the functions that schedules start, and who can sign in.

use koppel_platform::schedules::Targets;
use koppel_simulators::oidc::User;

use super::{ANJA, BRAM, NIEK, OTTO};

pub(super) fn targets() -> Targets {
    let function = |name: &str| format!("arn:aws:lambda:eu-west-1:000000000000:function:{name}");
    Targets {
        group: "koppel".to_owned(),
        period_minutes: 5,
        pull: function("pull"),
        push: function("push"),
        quotes: function("quotes"),
        cleanup: function("cleanup"),
        cleanup_days: Targets::nights(),
        wipe: function("wipe"),
        role: "arn:aws:iam::000000000000:role/scheduler".to_owned(),
        dead_letters: None,
    }
}

pub(super) fn users() -> Vec<User> {
    let user = |sub: &str, tenant: Option<&str>, groups: &[&str]| User {
        sub: sub.to_owned(),
        name: sub.to_owned(),
        email: format!("{sub}@korenaar.example"),
        tenant: tenant.map(str::to_owned),
        groups: groups.iter().map(|group| (*group).to_owned()).collect(),
    };
    vec![
        user(ANJA, Some("korenaar"), &[]),
        user(BRAM, Some("molen"), &[]),
        user(OTTO, None, &["operator"]),
        user(NIEK, None, &[]),
    ]
}
