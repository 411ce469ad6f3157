//! What surrounds the sources of a standalone crate: `Cargo.toml` and `README.md`.

use crate::ir::{Api, Operation, SecurityKind};

use super::docs::{clean, code, sentence};
use super::xml;

const DEPENDENCIES: &str = r#"[features]
# Adds `send_blocking` to every request.
blocking = ["tokio/rt", "reqwest/blocking"]
# Makes a stream of bytes an `AsyncRead` of `futures-io`, and a file of one.
async-read = ["dep:futures-io"]
# Asks for answers that are compressed, and decompresses them.
gzip = ["reqwest/gzip"]
brotli = ["reqwest/brotli"]
zstd = ["reqwest/zstd"]
# Tells `tracing` of every operation, in a span.
tracing = ["dep:tracing"]
# Makes every type one that `serde` can read from anything; the client reads answers without.
deserialize = []

[dependencies]
base64 = "0.23"
bytes = "1.12"
futures-core = { version = "0.3.30", default-features = false }
futures-io = { version = "0.3.30", optional = true }
http = "1.5"
http-body = "1.0"
jiff = { version = "1.0", default-features = false, features = ["std"] }
percent-encoding = "2.3"
regress = "0.12"
reqwest = { version = "0.13", default-features = false, features = ["rustls", "http2"] }
serde = { version = "1", default-features = false, features = ["std"] }
serde_json = { version = "1.0.154", features = ["float_roundtrip"] }
tokio = { version = "1.47", default-features = false, features = ["sync", "time"] }
tracing = { version = "0.1.41", default-features = false, optional = true }
url = "2.5"

# What a browser has instead of sockets and a timer of the machine.
[target.'cfg(all(target_arch = "wasm32", target_os = "unknown"))'.dependencies]
gloo-timers = { version = "0.4", features = ["futures"] }
jiff = { version = "1.0", default-features = false, features = ["js"] }
js-sys = "0.3.107"
send_wrapper = { version = "0.6", features = ["futures"] }
wasm-bindgen = "0.2.130"
wasm-bindgen-futures = "0.4.80"
web-sys = { version = "0.3.107", features = ["AbortController", "AbortSignal", "Headers", "ReadableStream", "ReadableStreamDefaultReader", "Request", "RequestInit", "RequestRedirect", "Response", "ResponseType"] }
web-time = "1.1"

[dev-dependencies]
tokio = { version = "1.47", features = ["rt"] }
"#;

/// `rustfmt.toml`: how the sources are laid out, so that formatting a crate changes nothing that the next run would put back.
pub const STYLE: &str = "\
# The style of the generated sources, so that `cargo fmt` leaves them as they are.
edition = \"2024\"
use_small_heuristics = \"Max\"
";

/// `Cargo.toml`.
pub fn manifest(api: &Api, name: &str) -> String {
    let description = quoted(&format!("Client of {}", api.title));
    let head = [
        "[package]".to_owned(),
        format!("name = {}", quoted(name)),
        "version = \"0.1.0\"".to_owned(),
        format!("description = {description}"),
        "edition = \"2024\"".to_owned(),
        "rust-version = \"1.89\"".to_owned(),
        "readme = \"README.md\"".to_owned(),
        "publish = false".to_owned(),
    ];
    // A package may be called in upper case, and a module of Rust had better not.
    let library = library(name);
    let library = if library == name.replace('-', "_") {
        String::new()
    } else {
        format!("[lib]\nname = {}\n\n", quoted(&library))
    };
    let dependencies = match xml::is_used(api) {
        true => DEPENDENCIES.replace("\nregress = ", &format!("\n{XML}regress = ")),
        false => DEPENDENCIES.to_owned(),
    };
    format!("{}\n\n{library}{dependencies}", head.join("\n"))
}

/// What is added to them where XML is read.
const XML: &str = "quick-xml = \"0.42\"\n";

/// Whether a package has the name of one that every crate of the output can depend on: code that uses both could not tell which is meant.
#[must_use]
pub fn is_dependency(name: &str) -> bool {
    let tables = DEPENDENCIES.split_once("[dependencies]").map_or("", |(_, tables)| tables);
    let mut names = tables
        .lines()
        .chain(XML.lines())
        .filter_map(|line| line.split_once(" = "))
        .map(|line| line.0);
    names.any(|other| library(other) == library(name))
}

/// The name by which code calls the package.
#[must_use]
pub fn library(name: &str) -> String {
    name.replace('-', "_").to_ascii_lowercase()
}

/// A TOML string on one line.
fn quoted(text: &str) -> String {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let text: String = text.chars().filter(|c| !c.is_control()).collect();
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

/// `README.md`.
pub fn readme(api: &Api, name: &str) -> String {
    let mut output = format!("# {}\n\nClient of {}\n", code(name), sentence(&api.title));
    let description = api.docs.description.as_deref().map(clean).unwrap_or_default();
    if !description.is_empty() {
        output += &format!("\n{}\n", description.join("\n"));
    }
    let operations = || api.modules.iter().flat_map(|module| &module.operations);
    output += &usage(api, name, operations().next());
    if operations().next().is_some() {
        output += "\n## Operations\n\n| Method | Request | |\n| --- | --- | --- |\n";
        for operation in operations() {
            let summary = operation.docs.summary.as_deref().map(sentence).unwrap_or_default();
            output += &format!(
                "| `{}` | `{} {}` | {} |\n",
                operation.method_name,
                operation.method,
                code(&operation.path).replace('|', "\\|"),
                summary.replace('|', "\\|"),
            );
        }
    }
    if operations().any(|operation| !operation.exchanges.is_empty()) {
        output += "\n## Contract tests\n\n\
            `cargo test --test contract` holds each operation against the description. With `CONTRACT_BASE_URL` in the environment, the\n\
            requests go to the server at that address, which has to answer each of them as documented.\n";
    }
    output + "\nGenerated by clientwright.\n"
}

/// How a client is made and a request is sent.
fn usage(api: &Api, name: &str, operation: Option<&Operation>) -> String {
    let library = library(name);
    let mut lines = vec![format!("use {library}::Client;"), String::new()];
    let start = match api.servers.first().filter(|server| server.url.contains("://")) {
        Some(server) => {
            let values: Vec<String> =
                server.variables.iter().map(|variable| format!("{:?}", variable.default)).collect();
            format!("Client::{}({})", server.name, values.join(", "))
        }
        None => "Client::builder(\"https://example.com\")".to_owned(),
    };
    let mut schemes = api.schemes.iter().filter(|scheme| scheme.kind != SecurityKind::MutualTls);
    let credential = schemes.next().map(|scheme| match scheme.kind {
        SecurityKind::Basic => format!(".{}(user, password)", scheme.name),
        SecurityKind::Http(_) => format!(".{}(credentials)", scheme.name),
        _ => format!(".{}(token)", scheme.name),
    });
    lines.push(format!("let client = {start}{}.build()?;", credential.unwrap_or_default()));
    if let Some(operation) = operation {
        let parameters = operation.parameters.iter();
        let parameters = parameters.filter(|one| one.required && one.constant.is_none());
        let body =
            operation.body.iter().filter(|body| body.required).map(|body| body.name.as_str());
        let arguments: Vec<&str> =
            parameters.map(|parameter| parameter.name.as_str()).chain(body).collect();
        let call = format!("client.{}({})", operation.method_name, arguments.join(", "));
        lines.push(format!("let answer = {call}.send().await?;"));
    }
    format!("\n## Usage\n\n```rust,ignore\n{}\n```\n", lines.join("\n"))
}
