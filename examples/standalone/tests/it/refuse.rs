//! Wrong arguments and settings: one clear line, and the exit code that scripts look at.

use std::net::TcpListener;

use crate::program::run;

/// Exit code and the one line on stderr.
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
        (&[("MCP_BIND", "0.0.0.0:8848")][..], "no authentication"),
        (&[("MCP_BIND", "nonsense")], "is not an address"),
        (&[("MCP_TOOLSETS", "front,nonsense")], "there is no tool set \"nonsense\"; served are: front"),
        (&[("MCP_TOOLSETS", "search")], "not served yet"),
        (&[("RUST_LOG", "mcp_tower=loud")], "RUST_LOG cannot be read"),
        (&[("FRONT_BASE_URL", "http://127.0.0.1:1")], "FRONT_API_TOKEN is not"),
        (&[("FRONT_API_TOKEN", "t"), ("FRONT_BASE_URL", "nonsense")], "FRONT_BASE_URL cannot be used"),
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
fn a_token_that_cannot_be_sent_is_refused_and_not_repeated() {
    let (code, stderr) = refused(&[], &[("FRONT_API_TOKEN", "s3cr\u{7f}et")]);
    assert_eq!(code, Some(2));
    assert!(!stderr.contains("s3cr"), "{stderr}");
}

#[test]
fn wrong_arguments_exit_with_2() {
    for (args, part) in [
        (&["--redis", "redis://127.0.0.1"][..], "--redis is not supported yet"),
        (&["--config=x.toml"], "--config is not supported yet"),
        (&["nonsense"], "unknown argument \"nonsense\""),
    ] {
        let (code, stderr) = refused(args, &[]);
        assert_eq!(code, Some(2), "{stderr}");
        assert!(stderr.contains(part), "{part:?} is not in {stderr:?}");
    }
}

#[test]
fn a_port_in_use_is_named() {
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
    for name in ["MCP_BIND", "MCP_TOOLSETS", "FRONT_API_TOKEN", "FRONT_BASE_URL", "FRONT_AUTHOR_ID"] {
        assert!(text.contains(name), "{name}");
    }
    let version = run(&["--version"], &[]);
    assert_eq!(
        String::from_utf8(version.stdout).unwrap(),
        format!("standalone {}\n", env!("CARGO_PKG_VERSION"))
    );
}
