//! The curl lines of the README and of `--help`, exactly as documented.

use crate::program::{Program, ended};

const README: &str = include_str!("../../README.md");

#[tokio::test]
async fn every_documented_curl_line_works() {
    let mut asked = 0;
    for (program, name) in [(Program::front(&[]), "fake_front"), (Program::desk(&[]), "fake_desk")] {
        let (_, help) = ended(name, &["--help"]);
        let readme = if name == "fake_front" { README } else { "" };
        for line in readme.lines().chain(help.lines()).map(str::trim).filter(|line| line.starts_with("curl "))
        {
            let body = line.split_once("-d '").map(|(_, body)| body.trim_end_matches('\''));
            let default = if body.is_some() { "POST" } else { "GET" };
            let method = line.split_once("-X ").map_or(default, |(_, rest)| rest.split(' ').next().unwrap());
            let (_, path) = line
                .split_once("127.0.0.1:88")
                .map(|(_, rest)| rest.split_once('/').unwrap())
                .unwrap_or_else(|| line.split_once("$fake/").expect(line));
            let path = format!("/{}", path.split([' ', '"', '\'']).next().unwrap());
            let body = body.map(|body| serde_json::from_str(body).expect(line));
            let answer = program.call(method, &path, body).await.expect(line);
            let expected = if path.starts_with("/_fake") { 200 } else { 301 };
            assert_eq!(answer.status, expected, "{line}: {}", answer.text);
            asked += 1;
            // Undo the previous line.
            program.control("DELETE", "/faults", None).await;
            program.control("PATCH", "/settings", serde_json::json!({ "latency": null })).await;
        }
    }
    assert!(asked > 20, "{asked}");
}

#[tokio::test]
async fn every_fault_of_the_readme_is_known() {
    let desk = Program::desk(&[]);
    let rows = README.lines().filter(|line| line.starts_with("| `{\""));
    let faults =
        rows.flat_map(|row| row.split('|').nth(1).unwrap().split('`').filter(|cell| cell.starts_with('{')));
    let mut known = 0;
    for fault in faults {
        desk.control("POST", "/faults", serde_json::from_str::<serde_json::Value>(fault).expect(fault)).await;
        known += 1;
    }
    assert_eq!(desk.control("GET", "/faults", None).await.as_array().unwrap().len(), known);
    assert!(known >= 10, "{known}");
}
