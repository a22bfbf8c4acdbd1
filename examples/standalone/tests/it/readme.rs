//! The tool table in the README of the repository matches the program.

use std::{fmt::Write as _, path::Path};

use crate::program::run;

const BEGIN: &str = "<!-- tools: generated and checked by a test of examples/standalone -->\n";
const END: &str = "<!-- /tools -->\n";

/// Returns the names of the tools of a set with this access, as `frontdesk tools` prints them.
fn tools(set: &str, access: &str) -> Vec<String> {
    let output = run(&["tools", "--demo"], &[("MCP_TOOLSETS", set)]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8(output.stdout).unwrap();
    let rows = text.lines().skip(1).map_while(|line| {
        let mut words = line.split_whitespace();
        Some((words.next()?.to_owned(), words.next()?.to_owned()))
    });
    rows.filter(|(_, word)| word == access).map(|(name, _)| name).collect()
}

fn table() -> String {
    let mut table = "| vendor | access | tools |\n| --- | --- | --- |\n".to_owned();
    for (vendor, set) in [("Front", "front"), ("FuseDesk", "fusedesk")] {
        for access in ["read", "write", "send"] {
            let names: Vec<String> = tools(set, access).iter().map(|name| format!("`{name}`")).collect();
            assert!(!names.is_empty(), "{vendor} {access}");
            writeln!(table, "| {vendor} | {access} | {} |", names.join(", ")).unwrap();
        }
    }
    table
}

#[test]
fn the_table_of_tools_is_up_to_date() {
    let readme = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../README.md");
    let text = std::fs::read_to_string(&readme).unwrap();
    let (before, rest) = text.split_once(BEGIN).expect("the README has the table's beginning");
    let (shown, after) = rest.split_once(END).expect("the README has the table's end");
    let table = table();
    if std::env::var_os("UPDATE_README").is_some() {
        std::fs::write(&readme, format!("{before}{BEGIN}{table}{END}{after}")).unwrap();
    } else {
        assert_eq!(shown, table, "update it: UPDATE_README=1 cargo test -p standalone --test it readme");
    }
}
