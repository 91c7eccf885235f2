//! Which provider is asked for what, with which credentials? One question over all of them.

use url::Url;

use super::address::api;
use super::auth::Auth;
use super::github::Github;
use super::gitlab::Gitlab;
use super::http::Http;
use super::item::{Item, Page, Query};
use super::jira::Jira;
use super::postgres::Postgres;
use super::trouble::{Fault, Outcome, Trouble};
use crate::auth::Secret;
use crate::base::clock::Deadline;
use crate::config::connector::{Connector, Provider, Resource, address};
use crate::config::environment::{Outside, Site};

/// One resource of one project, ready to be asked. No `Debug`: it holds credentials.
pub struct Source {
    provider: Provider,
    resource: Resource,
    project: Option<String>,
    of: Of,
}

enum Of {
    Github(Github),
    Gitlab(Gitlab),
    Jira(Jira),
    Postgres(Postgres),
}

impl Source {
    /// Of the person at the terminal, with what the environment says. Where a provider is, nobody says but the
    /// environment: a model that could name a host could have the token sent there.
    pub fn local(
        provider: Provider,
        resource: Resource,
        project: Option<&str>,
        outside: &Outside,
    ) -> Outcome<Self> {
        let site = site(outside, provider);
        let host = match &site.address {
            Some(text) => Some(address(text).map_err(|why| {
                Trouble::new(
                    Fault::Config,
                    format!("the environment's address of {} {why}", provider.word()),
                )
            })?),
            None => None,
        };
        let secret = match provider {
            Provider::Postgres => outside.database.clone(),
            _ => site.secret.clone(),
        };
        Self::new(provider, resource, project, (host, site.exact), (site.user, secret))
    }

    /// Of a server's connector: with its own secret, else with the environment's if that is meant for this address.
    pub fn of(connector: &Connector, outside: &Outside) -> Outcome<Self> {
        let provider = connector.provider;
        let site = site(outside, provider);
        let theirs = site.address.as_deref().and_then(|text| address(text).ok());
        let (host, exact) = match &connector.host {
            Some(host) => (Some(host.clone()), false),
            None => (theirs.clone(), site.exact),
        };
        let own = match &connector.secret {
            Some(source) => {
                Some(source.resolve().map_err(|e| Trouble::new(Fault::Config, e.message()))?)
            }
            None => None,
        };
        let same = || {
            let ours = api(provider, host.as_ref(), exact).ok();
            ours.is_some() && ours == api(provider, theirs.as_ref(), site.exact).ok()
        };
        let (user, secret) = match own {
            Some(secret) => split(provider, secret),
            None if provider == Provider::Postgres => (None, outside.database.clone()),
            None if same() => (site.user.clone(), site.secret.clone()),
            None => (None, None),
        };
        let project = connector.project.as_deref();
        Self::new(provider, connector.resource, project, (host, exact), (user, secret))
    }

    fn new(
        provider: Provider,
        resource: Resource,
        project: Option<&str>,
        (host, exact): (Option<Url>, bool),
        (user, secret): (Option<String>, Option<Secret>),
    ) -> Outcome<Self> {
        if !provider.resources().contains(&resource) {
            let message = format!("{} has no {}", provider.word(), resource.word());
            return Err(Trouble::new(Fault::Config, message));
        }
        let http = || -> Outcome<Http> {
            let auth = match (provider, user.clone(), secret.clone()) {
                (_, _, None) => Auth::Nobody,
                (Provider::Gitlab, _, Some(secret)) => Auth::PrivateToken(secret),
                (Provider::Jira, Some(user), Some(secret)) => Auth::Basic { user, secret },
                (_, _, Some(secret)) => Auth::Bearer(secret),
            };
            Ok(Http::new(api(provider, host.as_ref(), exact)?, auth))
        };
        let named = || {
            project.ok_or_else(|| {
                Trouble::new(Fault::Config, "no `project` is named")
                    .hint("name it as in its address: `owner/name`")
            })
        };
        let of = match provider {
            Provider::Github => Of::Github(Github::new(http()?, named()?, resource)?),
            Provider::Gitlab => Of::Gitlab(Gitlab::new(http()?, named()?, resource)?),
            Provider::Jira => {
                let has_account = user.is_some() && secret.is_some();
                Of::Jira(Jira::new(http()?, project, has_account)?)
            }
            Provider::Postgres => Of::Postgres(Postgres::new(secret, project)?),
        };
        Ok(Self { provider, resource, project: project.map(str::to_owned), of })
    }

    /// One page, newest first.
    ///
    /// # Errors
    /// Why it could not be had.
    pub fn page(&self, query: &Query, deadline: &Deadline) -> Outcome<Page> {
        match &self.of {
            Of::Github(github) => github.page(query, deadline),
            Of::Gitlab(gitlab) => gitlab.page(query, deadline),
            Of::Jira(jira) => jira.page(query, deadline),
            Of::Postgres(database) => database.page(query, deadline),
        }
    }

    /// One item with its comments; none where it is not of this resource.
    ///
    /// # Errors
    /// As [`Source::page`].
    pub fn one(&self, id: &str, deadline: &Deadline) -> Outcome<Option<Item>> {
        match &self.of {
            Of::Github(github) => github.one(id, deadline),
            Of::Gitlab(gitlab) => gitlab.one(id, deadline),
            Of::Jira(jira) => jira.one(id, deadline),
            Of::Postgres(database) => database.one(id, deadline),
        }
    }

    /// `acme/app on github`, for people.
    pub fn label(&self) -> String {
        label(self.provider, self.project.as_deref())
    }

    /// Under which path an item stands among the places of code: `github:acme/app/issues/42`.
    pub fn path(&self, id: &str) -> String {
        path(self.provider, self.resource, self.project.as_deref(), id)
    }
}

pub fn label(provider: Provider, project: Option<&str>) -> String {
    match project {
        Some(project) => format!("{project} on {}", provider.word()),
        None => provider.word().to_owned(),
    }
}

pub fn path(provider: Provider, resource: Resource, project: Option<&str>, id: &str) -> String {
    let word = provider.word();
    match (provider, project) {
        (Provider::Jira | Provider::Postgres, _) | (_, None) => format!("{word}:{id}"),
        (_, Some(project)) => format!("{word}:{project}/{}/{id}", resource.word()),
    }
}

fn site(outside: &Outside, provider: Provider) -> Site {
    match provider {
        Provider::Github => outside.github.clone(),
        Provider::Gitlab => outside.gitlab.clone(),
        Provider::Jira => outside.jira.clone(),
        Provider::Postgres => Site::default(),
    }
}

/// A connector's one secret for Jira's Cloud is `address:token`; a token alone is a Data Center's.
fn split(provider: Provider, secret: Secret) -> (Option<String>, Option<Secret>) {
    match secret.expose().split_once(':') {
        Some((user, token)) if provider == Provider::Jira && user.contains('@') => {
            (Some(user.to_owned()), Some(Secret::new(token)))
        }
        _ => (None, Some(secret)),
    }
}
