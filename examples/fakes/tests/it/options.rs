//! Options, variables and shutdown.

use serde_json::json;

use crate::program::{Program, command, ended};

#[tokio::test]
async fn start_prints_url_and_curl_lines() {
    let front = Program::front(&[]);
    assert_eq!(front.lines[0], format!("Fake Front at http://{}", front.authority));
    assert_eq!(front.lines[1], format!("FRONT_BASE_URL=http://{} FRONT_API_TOKEN=t", front.authority));
    let desk = Program::desk(&[]);
    assert_eq!(desk.lines[0], format!("Fake FuseDesk at http://{}", desk.authority));
    let variables = "FUSEDESK_APP=acme FUSEDESK_API_KEY=t";
    assert_eq!(desk.lines[1], format!("FUSEDESK_BASE_URL=http://{} {variables}", desk.authority));
    for program in [front, desk] {
        for line in &program.lines[2..] {
            let path = line.rsplit_once(&program.authority).unwrap().1;
            assert!(line.starts_with("curl -s ") && !path.is_empty(), "{line}");
            assert_eq!(program.get(path).await.status, 200, "{line}");
        }
    }
}

#[test]
fn sigterm_exits_with_0() {
    let (code, rest) = Program::front(&[]).stop();
    assert_eq!((code, rest.as_str()), (Some(0), ""));
}

#[tokio::test]
async fn sigterm_does_not_wait_for_hanging_requests() {
    let front = Program::front(&["--fault", "hang"]);
    let hangs =
        tokio::time::timeout(std::time::Duration::from_millis(200), front.call("GET", "/me", None)).await;
    assert!(hangs.is_err());
    assert_eq!(front.stop().0, Some(0));
}

#[test]
fn port_in_use_exits_with_1() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let (code, says) = ended("fake_desk", &["--bind", &address]);
    assert_eq!(code, Some(1), "{says}");
    assert!(says.contains(&format!("{address} is in use")) && says.contains("--bind 127.0.0.1:0"), "{says}");
}

#[test]
fn invalid_options_exit_with_2_and_list_valid_ones() {
    for (program, options, says) in [
        ("fake_front", ["--bind", "banana"], "HOST:PORT"),
        ("fake_front", ["--bind", "::1:0"], "HOST:PORT"),
        ("fake_front", ["--rate-limit", "50"], "50/min"),
        ("fake_front", ["--rate-limit", "50/hour"], "50/min"),
        ("fake_front", ["--per-resource", "5/min"], "5/s, or off"),
        ("fake_front", ["--latency", "200"], "200ms"),
        ("fake_front", ["--links", "localhost"], "http://localhost:8849"),
        ("fake_front", ["--merged-location", "home"], "company_host"),
        ("fake_front", ["--token", "a b"], "letters"),
        ("fake_front", ["--fault", "statis=500"], "`status`"),
        ("fake_front", ["--fault", "{"], "invalid JSON"),
        ("fake_front", ["--fault", "status=500,status=501"], "repeated"),
        ("fake_front", ["--fault", "php_warning"], "`status`"),
        ("fake_front", ["--quirks", "all"], "unexpected argument"),
        ("fake_desk", ["--rate-limit", "50/min"], "1800/hour"),
        ("fake_desk", ["--quirks", "errors_with_404"], "errors_with_200"),
        ("fake_desk", ["--fault", "statis=500"], "`php_warning`"),
    ] {
        let (code, found) = ended(program, &options);
        assert_eq!(code, Some(2), "{options:?}: {found}");
        assert!(found.contains(says), "{options:?}: {found}");
    }
}

#[test]
fn help_has_every_option_with_its_variable() {
    for program in ["fake_front", "fake_desk"] {
        let (code, help) = ended(program, &["--help"]);
        assert_eq!(code, Some(0));
        for part in
            ["--bind", "FAKE_BIND", "FAKE_FAULT", "FAKE_LATENCY", "/_fake/reset", "curl http://127.0.0.1:88"]
        {
            assert!(help.contains(part), "{part} is not in {help}");
        }
        assert!(!help.contains("URL/") && !help.contains("EXAMPLES"), "{help}");
    }
}

#[tokio::test]
async fn variables_are_settings_and_an_option_wins() {
    let mut command = command("fake_front", &["--latency", "1ms"]);
    let variables = [
        ("FAKE_BIND", "127.0.0.1:0"),
        ("FAKE_TOKEN", "t"),
        ("FAKE_EMPTY", "true"),
        ("FAKE_RATE_LIMIT", "50/min"),
        ("FAKE_LATENCY", "9s"),
        ("FAKE_FAULT", r#"[{"status": 500}, {"drop": true}]"#),
        ("FAKE_RATELIMIT", "1/min"),
    ];
    let front = Program::start(command.envs(variables));
    let state = front.control("GET", "", None).await;
    let settings = &state["settings"];
    assert_eq!((&settings["rate_limit"], &settings["burst"]), (&json!("50/min"), &json!(25)));
    assert_eq!(settings["latency"], "1ms");
    assert_eq!(state["faults"].as_array().unwrap().len(), 2);
    front.control("DELETE", "/faults", None).await;
    assert_eq!(front.get("/conversations").await.json()["_results"], json!([]));
    let (code, said) = front.stop();
    assert_eq!(code, Some(0));
    assert!(said.contains("FAKE_RATELIMIT is not a setting"), "{said}");
}

#[tokio::test]
async fn public_address_prints_a_warning() {
    let front = Program::start(command("fake_front", &[]).args(["--bind", "0.0.0.0:0", "--token", "t"]));
    assert!(front.lines[0].contains("http://127.0.0.1:"), "{:?}", front.lines);
    let (code, said) = front.stop();
    assert_eq!(code, Some(0));
    assert!(said.contains("everyone who can reach it"), "{said}");
}
