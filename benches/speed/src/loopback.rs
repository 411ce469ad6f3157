//! Whole calls over the loopback interface: the generated client as it comes, against `reqwest` and `serde_json` as one calls them by hand.

use std::hint::black_box;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::time::Duration;

use iotda_certificates::Client;
use iotda_certificates::types::NewCertificate;
use reqwest::header::{ACCEPT, CONTENT_TYPE};
use serde::de::DeserializeOwned;
use tokio::runtime::{Builder, Runtime};

use crate::call::{CERTIFICATE, PROJECT, TOKEN};
use crate::{Bench, by_hand, compare, derived, encoded, samples};

/// The times that the generated client has unless others are set.
const CONNECT: Duration = Duration::from_secs(10);
const TIMEOUT: Duration = Duration::from_secs(60);

/// Answers each request of a connection, until that ends: a `POST` and a request for one certificate with that one, others with many.
fn serve(stream: TcpStream, (one, many): &(String, String)) -> std::io::Result<()> {
    stream.set_nodelay(true)?;
    let mut writer = stream.try_clone()?;
    let mut reader = BufReader::new(stream);
    let (mut line, mut body) = (String::new(), Vec::new());
    loop {
        line.clear();
        if reader.read_line(&mut line)? == 0 {
            return Ok(());
        }
        let is_post = line.starts_with("POST ");
        let is_one = is_post || line.contains(CERTIFICATE);
        let mut length = 0;
        loop {
            line.clear();
            reader.read_line(&mut line)?;
            let Some((name, value)) = line.split_once(':') else { break };
            if name.eq_ignore_ascii_case("content-length") {
                length = value.trim().parse().unwrap_or(0);
            }
        }
        body.resize(length, 0);
        reader.read_exact(&mut body)?;
        let status = if is_post { "201 Created" } else { "200 OK" };
        let answer = if is_one { one } else { many };
        let head = format!(
            "HTTP/1.1 {status}\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n",
            answer.len()
        );
        writer.write_all(&[head.as_bytes(), answer.as_bytes()].concat())?;
    }
}

/// A server in threads of its own.
fn start(answers: (String, String)) -> std::io::Result<SocketAddr> {
    let listener = TcpListener::bind(("127.0.0.1", 0))?;
    let address = listener.local_addr()?;
    let answers = Arc::new(answers);
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let answers = Arc::clone(&answers);
            std::thread::spawn(move || serve(stream, &answers));
        }
    });
    Ok(address)
}

/// The same calls as one writes them with `reqwest`.
struct ByHand {
    base: String,
    client: reqwest::Client,
}

impl ByHand {
    fn certificates(&self) -> String {
        format!("{}/v5/iot/{PROJECT}/certificates", self.base)
    }

    async fn send<T: DeserializeOwned>(&self, request: reqwest::RequestBuilder) -> T {
        let request = request.header(ACCEPT, "application/json").header("X-Auth-Token", TOKEN);
        let response = request.send().await.expect("there is an answer");
        let response = response.error_for_status().expect("the answer is a success");
        by_hand(&response.bytes().await.expect("the answer is whole"))
    }

    async fn show(&self) -> derived::CertificateDetail {
        self.send(self.client.get(format!("{}/{CERTIFICATE}", self.certificates()))).await
    }

    async fn list(&self) -> derived::CertificateList {
        self.send(self.client.get(format!("{}?limit=50", self.certificates()))).await
    }

    async fn add(&self, new: &derived::NewCertificate) -> derived::Certificate {
        let request = self.client.post(self.certificates());
        self.send(request.header(CONTENT_TYPE, "application/json").body(encoded(new))).await
    }
}

pub fn bench(bench: &mut Bench) {
    let (one, many) = (samples::certificate(), samples::certificates(100));
    let (short, long) = (one.len(), many.len());
    let address = start((one, many)).expect("there is a port");
    let base = format!("http://{address}");
    // All of a client happens in this thread, whose processor time is measured.
    let runtime: Runtime =
        Builder::new_current_thread().enable_all().build().expect("there is a runtime");
    let client = Client::builder(&base).iam_token(TOKEN).build().expect("the settings are good");
    let own = reqwest::Client::builder().connect_timeout(CONNECT).timeout(TIMEOUT).build();
    let own = ByHand { base, client: own.expect("the settings are good") };
    // Connections are opened, and what is made with the first request is made, before anything is measured.
    runtime.block_on(client.show_certificate(PROJECT, CERTIFICATE).send()).expect("it is shown");
    runtime.block_on(own.show());

    let generated = || runtime.block_on(client.show_certificate(PROJECT, CERTIFICATE).send());
    let by_hand = || runtime.block_on(own.show());
    compare(bench, "loopback-show-certificate", short, generated, by_hand);

    let generated = || runtime.block_on(client.list_certificates(PROJECT).limit(50).send());
    let by_hand = || runtime.block_on(own.list());
    compare(bench, "loopback-list-certificates", long, generated, by_hand);

    let pem = samples::pem();
    let generated = || {
        let new = NewCertificate::new(black_box(&*pem));
        runtime.block_on(client.add_certificate(PROJECT, new).send())
    };
    let by_hand = || {
        let new = derived::NewCertificate { content: black_box(&pem).clone(), app_id: None };
        runtime.block_on(own.add(&new))
    };
    compare(bench, "loopback-add-certificate", short + pem.len(), generated, by_hand);
}
