//! Which plans are there, and what does each comprise? CONTRACT §6.

use serde::Serialize;

use crate::base::{Error, Kind, Result};

/// No bound. 0 is none at all; the two are never mixed up. Readers have always known it as this.
pub const UNBOUNDED: u32 = u32::MAX;

/// From the smallest to the largest: each has what those before it have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Plan {
    Free,
    Team,
    Enterprise,
}

/// What a plan comprises in a managed offering. A server of one's own needs none of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Entitlements {
    pub plan: Plan,
    pub seats: u32,
    pub hosted_index_mb: u32,
    pub managed_connectors: u32,
    pub private_registry: bool,
    pub sso_oidc: bool,
    pub sso_scim: bool,
    pub audit_retention_days: u32,
    pub revenue_share: bool,
    pub supporter: bool,
    pub cloud_sync: bool,
}

impl Plan {
    pub const ALL: [Self; 3] = [Self::Free, Self::Team, Self::Enterprise];

    pub const fn name(self) -> &'static str {
        match self {
            Self::Free => "free",
            Self::Team => "team",
            Self::Enterprise => "enterprise",
        }
    }

    /// # Errors
    /// `usage` for what is no plan.
    pub fn parse(text: &str) -> Result<Self> {
        let named = |plan: &Self| plan.name().eq_ignore_ascii_case(text.trim());
        Self::ALL.into_iter().find(named).ok_or_else(|| {
            Error::new(Kind::Usage, format!("there is no plan `{}`", text.escape_debug()))
                .hint("the plans are `free`, `team` and `enterprise`")
        })
    }

    pub const fn entitlements(self) -> Entitlements {
        match self {
            Self::Free => Entitlements {
                plan: self,
                seats: 1,
                hosted_index_mb: 0,
                managed_connectors: 0,
                private_registry: false,
                sso_oidc: false,
                sso_scim: false,
                audit_retention_days: 0,
                revenue_share: false,
                supporter: false,
                cloud_sync: false,
            },
            Self::Team => Entitlements {
                plan: self,
                seats: 25,
                hosted_index_mb: 5000,
                managed_connectors: 5,
                private_registry: true,
                sso_oidc: false,
                sso_scim: false,
                audit_retention_days: 90,
                revenue_share: true,
                supporter: true,
                cloud_sync: true,
            },
            Self::Enterprise => Entitlements {
                plan: self,
                seats: UNBOUNDED,
                hosted_index_mb: UNBOUNDED,
                managed_connectors: UNBOUNDED,
                private_registry: true,
                sso_oidc: true,
                sso_scim: true,
                audit_retention_days: 3650,
                revenue_share: true,
                supporter: true,
                cloud_sync: true,
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_that_of_the_contract() {
        let lines: Vec<String> =
            Plan::ALL.iter().map(|p| serde_json::to_string(&p.entitlements()).unwrap()).collect();
        assert_eq!(
            lines,
            [
                r#"{"plan":"free","seats":1,"hosted_index_mb":0,"managed_connectors":0,"private_registry":false,"sso_oidc":false,"sso_scim":false,"audit_retention_days":0,"revenue_share":false,"supporter":false,"cloud_sync":false}"#,
                r#"{"plan":"team","seats":25,"hosted_index_mb":5000,"managed_connectors":5,"private_registry":true,"sso_oidc":false,"sso_scim":false,"audit_retention_days":90,"revenue_share":true,"supporter":true,"cloud_sync":true}"#,
                r#"{"plan":"enterprise","seats":4294967295,"hosted_index_mb":4294967295,"managed_connectors":4294967295,"private_registry":true,"sso_oidc":true,"sso_scim":true,"audit_retention_days":3650,"revenue_share":true,"supporter":true,"cloud_sync":true}"#,
            ]
        );
    }

    #[test]
    fn a_larger_plan_lacks_nothing_of_a_smaller() {
        for pair in Plan::ALL.windows(2) {
            let (a, b) = (pair[0].entitlements(), pair[1].entitlements());
            let counts = |e: Entitlements| {
                [e.seats, e.hosted_index_mb, e.managed_connectors, e.audit_retention_days]
            };
            let flags = |e: Entitlements| {
                [
                    e.private_registry,
                    e.sso_oidc,
                    e.sso_scim,
                    e.revenue_share,
                    e.supporter,
                    e.cloud_sync,
                ]
            };
            assert!(counts(a).iter().zip(counts(b)).all(|(a, b)| *a <= b));
            assert!(flags(a).iter().zip(flags(b)).all(|(a, b)| *a <= b));
        }
        assert_eq!(Plan::parse(" Enterprise ").unwrap(), Plan::Enterprise);
        for wrong in ["", "pro", "teams", "free\n\u{1b}[2J"] {
            assert_eq!(Plan::parse(wrong).unwrap_err().kind(), Kind::Usage);
        }
    }
}
