//! Invalid arguments and settings: one clear line, and the exit code for scripts.

use std::net::TcpListener;

use crate::program::run;

/// Returns exit code and the one line on stderr.
fn refused(args: &[&str], variables: &[(&str, &str)]) -> (Option<i32>, String) {
    let output = run(args, variables);
    let stderr = String::from_utf8(output.stderr).unwrap();
    assert_eq!(stderr.lines().count(), 1, "{stderr}");
    assert!(output.stdout.is_empty(), "nothing is promised on stdout");
    (output.status.code(), stderr)
}

#[test]
fn wrong_settings_exit_with_2() {
    for (variables, part) in [
        (&[("MCP_BIND", "0.0.0.0:8848")][..], "set MCP_KEYS"),
        (&[("MCP_BIND", "nonsense")], "is not an address"),
        (&[("MCP_TOOLSETS", "front,nonsense")], "there is no tool set \"nonsense\"; tool sets are front"),
        (&[("FRONT_TOKEN", "t")], "did you mean FRONT_API_TOKEN?"),
        (&[("MCP_TOOLSET", "front")], "did you mean MCP_TOOLSETS?"),
        (&[("FRONT_AUTHOR_ID", "tea_mia")], "no credential"),
        (&[("FRONT_API_TOKEN", "t"), ("MCP_TOOLSETS", "front,fusedesk")], "no account of FuseDesk"),
        (&[("MCP_ALLOW", "read,serch")], "there is no access class \"serch\""),
        (&[("MCP_ALLOW", r#"["read","serch_contacts"]"#)], "method \"serch_co…\""),
        (&[("MCP_ALLOW", r#"{"tags":["contatcs"]}"#)], "contatcs"),
        (&[("MCP_KEYS", "/nonexistent")], "cannot be read"),
        (&[("MCP_LOG_FORMAT", "xml")], "use text or json"),
        (&[("MCP_CALL_TIMEOUT", "1m"), ("MCP_SHUTDOWN_GRACE", "30s")], "would be cut off"),
        (&[("RUST_LOG", "mcp_tower=loud")], "RUST_LOG cannot be read"),
        (&[("FRONT_BASE_URL", "http://127.0.0.1:1")], "FRONT_API_TOKEN is not"),
        (&[("FRONT_API_TOKEN", "t"), ("FRONT_BASE_URL", "nonsense")], "is not a base URL"),
        (
            &[("FRONT_API_TOKEN", "t"), ("FRONT_BASE_URL", "http://front.example")],
            "FRONT_BASE_URL cannot be used",
        ),
    ] {
        let (code, stderr) = refused(&[], variables);
        assert_eq!(code, Some(2), "{stderr}");
        assert!(stderr.contains(part), "{part:?} is not in {stderr:?}");
    }
}

#[test]
fn invalid_token_is_refused_and_not_printed() {
    let (code, stderr) = refused(&[], &[("FRONT_API_TOKEN", "s3cr\u{7f}et")]);
    assert_eq!(code, Some(2));
    assert!(!stderr.contains("s3cr"), "{stderr}");
}

#[test]
fn wrong_arguments_exit_with_2() {
    for (args, part) in [
        (&["--config=x.toml"][..], "unexpected argument '--config'"),
        (&["nonsense"], "unrecognized subcommand \"nonsense\""),
        (&["--stdio"], "pass --demo"),
        (&["--demo", "--allow", "nothing"], "no access class"),
    ] {
        let (code, stderr) = refused(args, &[]);
        assert_eq!(code, Some(2), "{stderr}");
        assert!(stderr.contains(part), "{part:?} is not in {stderr:?}");
    }
}

#[test]
fn demo_with_account_is_refused() {
    let (code, stderr) = refused(&["--demo"], &[("FRONT_API_TOKEN", "t")]);
    assert_eq!(code, Some(2));
    assert!(stderr.contains("leave out one of the two"), "{stderr}");
}

#[test]
fn port_in_use_error_names_the_port() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let (code, stderr) = refused(&[], &[("MCP_BIND", &address)]);
    assert_eq!(code, Some(1));
    assert!(stderr.contains(&format!("{address} is in use")), "{stderr}");
}

#[test]
fn help_and_version_print_and_end() {
    let help = run(&["--help"], &[]);
    assert!(help.status.success());
    let text = String::from_utf8(help.stdout).unwrap();
    for name in ["MCP_BIND", "MCP_ALLOW", "MCP_KEYS", "FRONT_API_TOKEN", "FUSEDESK_API_KEY", "RUST_LOG"] {
        assert!(text.contains(name), "{name}");
    }
    let version = run(&["--version"], &[]);
    assert_eq!(
        String::from_utf8(version.stdout).unwrap(),
        format!("standalone {}\n", env!("CARGO_PKG_VERSION"))
    );
}

#[test]
fn tools_are_listed_without_serving() {
    let run = |args: &[&str], variables: &[(&str, &str)]| {
        let output = run(args, variables);
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    };
    let table = run(&["tools", "--demo"], &[("MCP_TOOLSETS", "front"), ("MCP_ALLOW", "read")]);
    assert!(table.contains("search_conversations") && !table.contains("send_reply"), "{table}");
    let json = run(&["tools", "--json"], &[("FRONT_API_TOKEN", "t")]);
    let list: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(list["tools"].as_array().unwrap().len(), 17, "an account sends nothing by default");
    assert!(list["tools"][0]["inputSchema"].is_object());
    let clients = run(&["clients"], &[("FRONT_API_TOKEN", "s3cret"), ("FRONT_AUTHOR_ID", "tea_mia")]);
    assert!(clients.contains("\"FRONT_AUTHOR_ID\":\"tea_mia\"") && !clients.contains("s3cret"), "{clients}");
    assert!(run(&["completions", "bash"], &[]).contains("healthcheck"));
}
