//! What is given out beside the program says what the manual says, and no exception stands without its reason.

use std::fs;

use crate::support::project;

fn text(path: &str) -> String {
    fs::read_to_string(project().join(path)).unwrap_or_else(|why| panic!("{path}: {why}"))
}

#[test]
fn the_units_of_systemd_are_those_of_the_manual() {
    let manual = text("docs/scheduled-builds.md");
    for unit in ["boardpack.service", "boardpack.timer"] {
        let unit = text(&format!("packaging/systemd/{unit}"));
        assert!(manual.contains(&format!("```ini\n{unit}```")), "docs/scheduled-builds.md has another\n{unit}");
    }
}

#[test]
fn each_override_of_lintian_has_its_reason_above_it() {
    let overrides = text("packaging/lintian-overrides");
    let lines: Vec<&str> = overrides.lines().collect();
    assert!(lines.len().is_multiple_of(2) && !lines.is_empty(), "a reason and an override take turns");
    for pair in lines.chunks(2) {
        assert!(pair[0].starts_with("# ") && pair[0].len() > 30, "{}", pair[0]);
        assert!(pair[1].starts_with("boardpack: "), "{}", pair[1]);
    }
}

#[test]
fn each_exception_of_cargo_deny_has_its_reason() {
    let deny: toml::Table = toml::from_str(&text("deny.toml")).unwrap();
    let exceptions = [&deny["advisories"]["ignore"], &deny["bans"]["deny"]];
    let exceptions: Vec<_> = exceptions.into_iter().flat_map(|list| list.as_array().unwrap()).collect();
    assert!(!exceptions.is_empty());
    for exception in exceptions {
        let reason = exception.get("reason").and_then(toml::Value::as_str).unwrap_or_default();
        assert!(reason.len() > 25, "{exception}");
    }
}

#[test]
fn the_package_has_what_the_release_script_lays_out() {
    let cargo: toml::Table = toml::from_str(&text("Cargo.toml")).unwrap();
    let assets = cargo["package"]["metadata"]["deb"]["assets"].as_array().unwrap();
    let script = text(".ci/release");
    for asset in assets {
        let from = asset[0].as_str().unwrap().split('*').next().unwrap().trim_end_matches('/');
        let (root, within) = from.split_at("target/debian".len());
        assert!(script.contains(&format!("root={root}")) && script.contains(&format!("\"$root\"{within}")), "{from}");
    }
}
