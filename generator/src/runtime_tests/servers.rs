//! Operations with servers and methods of their own.

use super::exchange;
use crate::runtime::{
    Answer, ClientBuilder, Credential, Decoded, InvalidRequest, NoFailure, Operation, Spec,
};

macro_rules! operation {
    ($name:ident, $method:expr, $server:expr) => {
        struct $name;
        impl Operation for $name {
            type Success = ();
            type Failure = NoFailure;
            const SPEC: &'static Spec = &Spec {
                id: "own",
                method: $method,
                path: "/x",
                parameters: &[],
                accept: None,
                security: &[&["key"], &[]],
                server: $server,
            };
            fn success(answer: &Answer) -> Option<Decoded<()>> {
                Some(answer.empty())
            }
        }
    };
}

operation!(Absolute, "GET", Some("https://uploads.example.com/v2/"));
operation!(Rooted, "GET", Some("/v2"));
operation!(Relative, "GET", Some("v2"));
operation!(Insecure, "GET", Some("http://uploads.example.com"));
operation!(Broken, "GET", Some("ftp://uploads.example.com"));
operation!(Query, "QUERY", None);
operation!(NoMethod, "NO METHOD", None);

fn described(_: ClientBuilder) -> ClientBuilder {
    ClientBuilder::from_template("https://api.example.com/v1", &[])
}

fn address(request: Result<http::Request<bytes::Bytes>, InvalidRequest>) -> String {
    request.map_or_else(|refused| refused.to_string(), |request| request.uri().to_string())
}

#[tokio::test]
async fn its_own_server_counts_for_a_client_of_the_description() {
    assert_eq!(address(exchange(&Absolute, described).await), "https://uploads.example.com/v2/x");
    assert_eq!(address(exchange(&Rooted, described).await), "https://api.example.com/v2/x");
    assert_eq!(address(exchange(&Relative, described).await), "https://api.example.com/v1/v2/x");
    assert_eq!(
        address(exchange(&Broken, described).await),
        "`server` of own: the base address has the scheme `ftp`; it must have http or https, and a host"
    );
}

#[tokio::test]
async fn a_base_of_ones_own_is_one_for_all_operations() {
    assert_eq!(address(exchange(&Absolute, |builder| builder).await), "https://h/x");
    assert_eq!(address(exchange(&Rooted, |builder| builder).await), "https://h/x");
}

#[tokio::test]
async fn a_credential_does_not_leave_tls() {
    let key = |builder| described(builder).credential("key", Credential::bearer("t"));
    assert_eq!(address(exchange(&Absolute, key).await), "https://uploads.example.com/v2/x");
    assert_eq!(
        address(exchange(&Insecure, key).await),
        "`server` of own has no TLS, and credentials need it"
    );
    assert_eq!(address(exchange(&Insecure, described).await), "http://uploads.example.com/x");
}

#[tokio::test]
async fn a_signature_does_not_leave_tls_either() {
    let signed =
        |builder| described(builder).signer(|_: &mut http::request::Parts, _: &[u8]| Ok(()));
    assert_eq!(address(exchange(&Absolute, signed).await), "https://uploads.example.com/v2/x");
    assert_eq!(
        address(exchange(&Insecure, signed).await),
        "`server` of own has no TLS, and credentials need it"
    );
}

#[tokio::test]
async fn any_method_is_sent_and_none_is_a_panic() {
    assert_eq!(exchange(&Query, |builder| builder).await.expect("sent").method().as_str(), "QUERY");
    assert_eq!(
        address(exchange(&NoMethod, |builder| builder).await),
        "`method` `NO METHOD` is none"
    );
}
