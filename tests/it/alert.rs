//! Do the alert rules name what the server exports, come when they should, and stand in the operator's page?

use std::collections::BTreeSet;
use std::path::Path;

use crate::harness::{Home, finish, not_run};

const RULES: &str = include_str!("../../deploy/prometheus-rules.yml");
const OPERATING: &str = include_str!("../../docs/operating.md");

fn words<'t>(text: &'t str, prefix: &str) -> BTreeSet<&'t str> {
    let word = |c: char| c.is_ascii_alphanumeric() || c == '_';
    text.split(|c| !word(c)).filter(|w| w.starts_with(prefix)).collect()
}

#[test]
fn every_metric_of_a_rule_is_exported() {
    let home = Home::new();
    let repo = home.repo("core", &[("src/lib.rs", "pub fn compare() {}\n")]);
    let team = home.team(&[("core", &repo.path)]);
    let admin = team.token("admin", &["--role", "admin"]);
    let server = team.serve();
    let (status, text) = server.get("/v1/metrics?format=prometheus", &admin);
    let text = text.as_str().expect("text").to_owned();
    assert_eq!(status, 200, "{text}");
    let families: BTreeSet<&str> =
        text.lines().filter_map(|l| l.strip_prefix("# TYPE ")?.split(' ').next()).collect();
    for (what, page) in [("the rules", RULES), ("docs/operating.md", OPERATING)] {
        for name in words(page, "leanctx_team_") {
            let family = name.trim_end_matches("_bucket");
            assert!(families.contains(family), "{what} name `{name}`, which nothing exports");
        }
    }
    assert!(text.contains("leanctx_team_workspace_serving{workspace=\"core\"} 1\n"), "{text}");
}

#[test]
fn every_alert_has_its_line_for_the_operator() {
    let alerts: BTreeSet<&str> =
        RULES.lines().filter_map(|l| l.trim().strip_prefix("- alert: ")).collect();
    assert!(alerts.len() > 10, "{alerts:?}");
    assert_eq!(alerts, words(OPERATING, "LeanCtx"), "docs/operating.md and the rules differ");
}

#[test]
fn the_alerts_come_when_they_should_and_not_before() {
    let home = Home::new();
    let has = home.program("promtool").arg("--version").output().is_ok_and(|o| o.status.success());
    if !has {
        // CI says that it has one: then a pass without it would be a lie.
        assert!(std::env::var_os("LEAN_CTX_TEST_PROMTOOL").is_none(), "promtool is not there");
        return not_run(
            "the alert rules: promtool is not installed (Debian: apt install prometheus)",
        );
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    for file in ["deploy/prometheus-rules.yml", "tests/prometheus-rules.test.yml"] {
        let from = root.join(file);
        std::fs::copy(&from, home.join(from.file_name().expect("a name").to_str().expect("UTF-8")))
            .expect("a copy");
    }
    for arguments in
        [["check", "rules", "prometheus-rules.yml"], ["test", "rules", "prometheus-rules.test.yml"]]
    {
        let mut command = home.program("promtool");
        command.args(arguments);
        finish(command).ok().says("SUCCESS");
    }
}
