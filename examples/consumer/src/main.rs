//! Calls a service through a client that the build script generated from `api.yaml`.

use std::error::Error;
use std::io::{self, BufRead, BufReader, Write};
use std::net::{SocketAddr, TcpListener};
use std::thread;

use api::Client;
use api::types::TideKind;

#[expect(dead_code, unused_imports, reason = "a program uses part of its client")]
mod api {
    include!(concat!(env!("OUT_DIR"), "/api/mod.rs"));
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let client = Client::builder(format!("http://{}", serve()?)).build()?;
    let tide = client.get_next_tide("Saint-Malo").kind(TideKind::High).send().await?;
    println!("{}: {} tide in {} minutes", tide.harbour, tide.kind, tide.minutes);
    if tide.kind == TideKind::High {
        Ok(())
    } else {
        Err("this is not the tide that was asked for".into())
    }
}

/// Answers one request, in a thread of its own.
fn serve() -> io::Result<SocketAddr> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let address = listener.local_addr()?;
    thread::spawn(move || {
        if let Err(error) = answer(&listener) {
            eprintln!("the service failed: {error}");
        }
    });
    Ok(address)
}

fn answer(listener: &TcpListener) -> io::Result<()> {
    let (mut stream, _) = listener.accept()?;
    let mut lines = BufReader::new(stream.try_clone()?).lines();
    let request = lines.next().transpose()?.unwrap_or_default();
    for line in lines {
        if line?.is_empty() {
            break;
        }
    }
    let (status, body) = if request.starts_with("GET /harbours/Saint-Malo/tides/next?kind=high ") {
        ("200 OK", r#"{"harbour":"Saint-Malo","kind":"high","minutes":135,"height":11.4}"#)
    } else {
        ("404 Not Found", r#"{"message":"There is no harbour of that name."}"#)
    };
    let length = body.len();
    write!(
        stream,
        "HTTP/1.1 {status}\r\nContent-Type: application/json\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n{body}"
    )
}
