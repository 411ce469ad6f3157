//! Prism, a mock server that judges each request by the description and answers from it.

use std::fs::File;
use std::io;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use super::account::Judgement;

/// How long it may take until Prism listens.
const START: Duration = Duration::from_secs(120);

/// The program.
#[derive(Clone, Debug)]
pub struct Prism {
    program: PathBuf,
}

/// Prism as it serves one description, until this is dropped.
#[derive(Debug)]
pub struct Server {
    child: Child,
    address: String,
}

impl Prism {
    /// Prism by the path of its program.
    #[must_use]
    pub fn new(program: &Path) -> Self {
        Self { program: program.to_owned() }
    }

    /// Serves a description: `prism mock --errors`, so that a request that is not valid is answered by an error. The error says why it
    /// does not.
    ///
    /// # Errors
    ///
    /// It cannot be started.
    pub fn serve(&self, description: &Path, log: &Path) -> io::Result<Result<Server, String>> {
        // Nobody else takes the port in the moment between, as a rule; if so, Prism says it.
        let port = TcpListener::bind(("127.0.0.1", 0))?.local_addr()?.port();
        let description = beside_its_files(description, log)?;
        let output = File::create(log)?;
        let child = Command::new(&self.program)
            .args(["mock", "--errors", "--host", "127.0.0.1", "--port", &port.to_string()])
            .arg(description)
            .stdin(Stdio::null())
            .stdout(output.try_clone()?)
            .stderr(output)
            .spawn()
            .map_err(|error| {
                io::Error::new(error.kind(), format!("{}: {error}", self.program.display()))
            })?;
        let mut server = Server { child, address: format!("http://127.0.0.1:{port}") };
        let started = Instant::now();
        loop {
            let said = std::fs::read_to_string(log).unwrap_or_default();
            if said.contains("Prism is listening") {
                return Ok(Ok(server));
            }
            if server.child.try_wait()?.is_some() || started.elapsed() > START {
                let last = said.lines().map(str::trim).rfind(|line| !line.is_empty());
                return Ok(Err(format!("Prism does not serve it: {}", last.unwrap_or("no word"))));
            }
            thread::sleep(Duration::from_millis(50));
        }
    }
}

impl Server {
    /// Where it listens.
    #[must_use]
    pub fn address(&self) -> &str {
        &self.address
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The description as Prism can read it: it does not start where a file is missing that a reference names, even if nothing needs it. Such a
/// file is empty in a copy.
fn beside_its_files(description: &Path, log: &Path) -> io::Result<PathBuf> {
    let text = std::fs::read_to_string(description)?;
    let folder = description.parent().unwrap_or(Path::new("."));
    let named = text.split("$ref").skip(1).filter_map(|rest| {
        let value = rest.lines().next()?.trim_start_matches(['"', '\'', ':', ' ']);
        let value = value.split(['"', '\'', ',', '}', '#']).next()?.trim();
        (!value.is_empty() && !value.contains("://")).then(|| value.to_owned())
    });
    let missing: Vec<String> = named.filter(|file| !folder.join(file).exists()).collect();
    if missing.is_empty() {
        return std::path::absolute(description);
    }
    let copies = log.with_extension("files");
    let copy = copies.join(description.file_name().unwrap_or_default());
    std::fs::create_dir_all(&copies)?;
    std::fs::copy(description, &copy)?;
    for file in missing {
        let file = copies.join(file);
        std::fs::create_dir_all(file.parent().unwrap_or(&copies))?;
        std::fs::write(file, "{}")?;
    }
    std::path::absolute(copy)
}

/// What the log of Prism says of the requests that it got.
pub(super) fn judgement(log: &str) -> Judgement {
    let mut judgement = Judgement::default();
    for line in log.lines() {
        if line.contains("Request received") {
            judgement.requests += 1;
        } else if line.contains("The request passed the validation rules") {
            judgement.accepted += 1;
        } else if let Some((_, violation)) = line.split_once("Violation: request") {
            judgement.violations.push(format!("request{violation}"));
        }
    }
    judgement
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_log_tells_what_was_accepted() {
        let log = "\
[1:00:00 AM] › [HTTP SERVER] get /a ℹ  info      Request received
[1:00:00 AM] ›     [VALIDATOR] ✔  success   The request passed the validation rules. Looking for the best response
[1:00:00 AM] › [HTTP SERVER] put /a ℹ  info      Request received
[1:00:00 AM] ›     [VALIDATOR] ⚠  warning   Request did not pass the validation rules
[1:00:00 AM] ›     [VALIDATOR] ✖  error     Violation: request.body.a must be string
[1:00:00 AM] ›     [VALIDATOR] ✖  error     Violation: response.body.a must be string
";
        let judgement = judgement(log);
        assert_eq!((judgement.requests, judgement.accepted), (2, 1));
        assert_eq!(judgement.violations, ["request.body.a must be string"]);
    }
}
