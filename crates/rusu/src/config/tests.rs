use super::typed::Origin;
use super::*;

fn environment(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

fn file(text: &str) -> tempfile::NamedTempFile {
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), text).unwrap();
    file
}

fn typed(toml: &str, variables: &[(&str, &str)], flags: &[(&'static str, &str)]) -> anyhow::Result<Typed> {
    let file = file(toml);
    let flags: Vec<(&'static str, String)> = flags.iter().map(|(n, v)| (*n, (*v).to_owned())).collect();
    Typed::read(Some(file.path()), &environment(variables), &flags)
}

fn checked(toml: &str, variables: &[(&str, &str)], flags: &[(&'static str, &str)]) -> Config {
    Config::check(&typed(toml, variables, flags).unwrap()).unwrap()
}

#[test]
fn nothing_said_gives_the_defaults() {
    let config = checked("", &[], &[]);
    assert_eq!(config.listen.to_string(), "127.0.0.1:8480");
    assert_eq!(config.data_dir, PathBuf::from("./data-dir"));
    assert_eq!(config.registry_url, None);
    assert!(!config.sample_data);
}

#[test]
fn the_environment_wins_over_the_file() {
    let config = checked("listen = \"127.0.0.1:1\"", &[("RUSU_LISTEN", "127.0.0.1:2")], &[]);
    assert_eq!(config.listen.port(), 2);
}

#[test]
fn a_flag_wins_over_the_environment() {
    let config = checked("", &[("RUSU_LISTEN", "127.0.0.1:2")], &[("listen", "127.0.0.1:3")]);
    assert_eq!(config.listen.port(), 3);
}

#[test]
fn every_setting_is_read_from_the_file() {
    let toml = r#"
        listen = "0.0.0.0:80"
        data_dir = "/var/lib/rusu"
        registry_url = "postgres://rusu:secret@db/rusu"
        public_url = "https://trace.example.cn/"
        log = "warn,rusu_intake=debug"
        log_format = "json"
        code_cache_bytes = 1073741824
        sample_data = true
        server = "https://trace.example.cn"
        key = "rusu_abc"
        operator_key = "rusu_op_abc"
        embed_origins = "https://www.gov.example, http://127.0.0.1:8499"
        client_address_header = "X-Real-IP"
    "#;
    let config = checked(toml, &[], &[]);
    assert_eq!(config.public_url.as_deref(), Some("https://trace.example.cn"), "without the last slash");
    assert_eq!(config.log_format, LogFormat::Json);
    assert_eq!(config.code_cache_bytes, 1 << 30);
    assert!(config.sample_data);
    assert_eq!(config.key.as_deref(), Some("rusu_abc"));
    assert_eq!(config.operator_key.as_deref(), Some("rusu_op_abc"));
    assert_eq!(config.embed_origins, ["https://www.gov.example", "http://127.0.0.1:8499"]);
    assert_eq!(config.client_address_header.as_deref(), Some("x-real-ip"));
}

#[test]
fn only_origins_may_frame_the_small_form() {
    for wrong in
        ["http://www.gov.example", "*", "https://", "https://a.example;script-src", "https://a.example/x"]
    {
        let typed = typed("", &[("RUSU_EMBED_ORIGINS", wrong)], &[]).unwrap();
        assert!(Config::check(&typed).is_err(), "{wrong}");
    }
}

#[test]
fn every_setting_is_read_from_its_variable() {
    for setting in SETTINGS {
        let variable = format!("RUSU_{}", setting.name.to_ascii_uppercase());
        let typed = typed("", &[(&variable, "x")], &[]).unwrap();
        assert_eq!(typed.get(setting.name).unwrap().origin, Origin::Environment(variable));
    }
}

#[test]
fn an_unknown_key_is_named_with_the_nearest_known_one() {
    let error = typed("listn = \"x\"", &[], &[]).unwrap_err().to_string();
    assert!(error.contains("unknown key `listn`") && error.contains("`listen`"), "{error}");
}

#[test]
fn an_unknown_variable_is_named_with_the_nearest_known_one() {
    let error = typed("", &[("RUSU_DATADIR", "x")], &[]).unwrap_err().to_string();
    assert!(error.contains("`RUSU_DATADIR`") && error.contains("`RUSU_DATA_DIR`"), "{error}");
}

#[test]
fn variables_of_tests_and_of_others_are_left_alone() {
    assert!(typed("", &[("RUSU_TEST_SEED", "1"), ("PATH", "/bin"), ("RUST_LOG", "x")], &[]).is_ok());
}

#[test]
fn a_value_of_the_wrong_form_is_named_with_where_it_came_from() {
    let typed = typed("", &[("RUSU_LISTEN", "nowhere")], &[]).unwrap();
    let lines = Config::check(&typed).unwrap_err();
    assert_eq!(
        lines,
        [
            "listen is `nowhere` (environment RUSU_LISTEN), expected an address and a port, such as 127.0.0.1:8480"
        ]
    );
}

#[test]
fn everything_wrong_is_told_at_once() {
    let typed = typed("", &[("RUSU_LISTEN", "x"), ("RUSU_LOG_FORMAT", "xml")], &[]).unwrap();
    assert_eq!(Config::check(&typed).unwrap_err().len(), 2);
}

#[test]
fn a_secret_of_the_wrong_form_is_not_shown() {
    let typed = typed("", &[("RUSU_KEY", "hunter2")], &[]).unwrap();
    let lines = Config::check(&typed).unwrap_err().join(" ");
    assert!(!lines.contains("hunter2") && lines.contains("(not shown)"), "{lines}");
}

#[test]
fn what_is_shown_tells_origins_and_masks_secrets() {
    let typed = typed("log = \"warn\"", &[("RUSU_KEY", "rusu_abc")], &[("listen", "127.0.0.1:1")]).unwrap();
    let text = shown(&typed);
    assert!(text.contains("listen = \"127.0.0.1:1\"  # flag --listen"), "{text}");
    assert!(text.contains("log = \"warn\"  # file "), "{text}");
    assert!(text.contains("key = \"********\"  # environment RUSU_KEY"), "{text}");
    assert!(text.contains("data_dir = \"./data-dir\"  # default"), "{text}");
    assert!(!text.contains("rusu_abc"));
}

#[test]
fn a_list_where_a_text_is_needed_is_refused() {
    let error = typed("listen = [1]", &[], &[]).unwrap_err().to_string();
    assert!(error.contains("is array"), "{error}");
}

#[test]
fn every_sample_file_of_the_reference_is_accepted() {
    let reference = include_str!("../../../../docs/configuration.md");
    let samples: Vec<&str> =
        reference.split("```toml\n").skip(1).filter_map(|rest| rest.split("```").next()).collect();
    assert_eq!(samples.len(), 4);
    for sample in samples {
        checked(sample, &[], &[]);
    }
}
