//! A stand-in for the certificate service: its six operations with state, on a free port of the loopback interface.
//!
//! It is strict about what it is sent, stricter than the service is known to be, and keeps every request as it came.

use std::collections::{BTreeMap, HashMap};
use std::fmt;
use std::io;
use std::ops::RangeInclusive;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{Path, Query, Request, State};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use serde_json::{Map, Value, json};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

#[path = "signature.rs"]
pub mod signature;

/// A running server, which stops when it is dropped.
pub struct Server {
    url: String,
    state: Shared,
    task: JoinHandle<io::Result<()>>,
}

/// A request exactly as it was received.
#[derive(Clone, Debug)]
pub struct Recorded {
    pub method: Method,
    pub path_and_query: String,
    pub headers: HeaderMap,
    pub body: Bytes,
}

impl Server {
    /// Starts a server without certificates.
    pub async fn start() -> Self {
        let listener =
            TcpListener::bind("127.0.0.1:0").await.expect("a free port of the loopback interface");
        let address = listener.local_addr().expect("a bound listener has an address");
        let state = Shared::default();
        let router = Router::new()
            .route("/v5/iot/{project_id}/certificates", post(add).get(list))
            .route(
                "/v5/iot/{project_id}/certificates/{certificate_id}",
                get(show).put(update).delete(delete),
            )
            .route("/v5/iot/{project_id}/certificates/{certificate_id}/action", post(check))
            .fallback(|| async {
                refuse(StatusCode::NOT_FOUND, "APIG.0101", "There is no such address.")
            })
            .layer(middleware::from_fn_with_state(state.clone(), record))
            .with_state(state.clone());
        let task = tokio::spawn(async move { axum::serve(listener, router).await });
        Self { url: format!("http://{address}"), state, task }
    }

    /// The base address, without a slash at the end.
    pub fn url(&self) -> String {
        self.url.clone()
    }

    /// All requests so far, in order.
    pub fn requests(&self) -> Vec<Recorded> {
        lock(&self.state).requests.clone()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// The request line, the type of the body, and the body.
impl fmt::Display for Recorded {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.method, self.path_and_query)?;
        if let Some(kind) = self.headers.get("content-type") {
            write!(f, " [{}]", String::from_utf8_lossy(kind.as_bytes()))?;
        }
        if self.body.is_empty() {
            Ok(())
        } else {
            write!(f, " {}", String::from_utf8_lossy(&self.body))
        }
    }
}

type Shared = Arc<Mutex<Store>>;

#[derive(Default)]
struct Store {
    requests: Vec<Recorded>,
    /// By project and identifier.
    certificates: BTreeMap<(String, String), Stored>,
    /// How many were ever added; identifiers and verify codes are made from it.
    added: u64,
}

struct Stored {
    app_id: Option<String>,
    content: String,
    /// What the answers show, in their order.
    fields: Map<String, Value>,
}

/// A failed assertion of one test must not hide itself behind a poisoned lock in another.
fn lock(state: &Mutex<Store>) -> MutexGuard<'_, Store> {
    state.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Keeps the request, asks for a token or a signature, and numbers the answer.
async fn record(State(state): State<Shared>, request: Request, next: Next) -> Response {
    let (head, body) = request.into_parts();
    let Ok(body) = to_bytes(body, usize::MAX).await else {
        return invalid("the body ended early").into_response();
    };
    let number = {
        let requests = &mut lock(&state).requests;
        requests.push(Recorded {
            method: head.method.clone(),
            path_and_query: head.uri.path_and_query().map(ToString::to_string).unwrap_or_default(),
            headers: head.headers.clone(),
            body: body.clone(),
        });
        requests.len()
    };
    let has_token = head.headers.get("x-auth-token").is_some_and(|token| !token.is_empty());
    let refusal = if let (false, Err(problem)) = (has_token, signature::verify(&head, &body)) {
        let message = format!("The authentication failed: {problem}.");
        Some(refuse(StatusCode::UNAUTHORIZED, "IOTDA.000002", &message))
    } else if !head
        .headers
        .get("instance-id")
        .is_none_or(|id| is_identifier(id.as_bytes(), is_hex_or_dash))
    {
        Some(invalid("Instance-Id"))
    } else {
        None
    };
    let mut answer = match refusal {
        Some(refusal) => refusal.into_response(),
        None => next.run(Request::from_parts(head, Body::from(body))).await,
    };
    let id = HeaderValue::try_from(format!("{number:032x}"))
        .expect("hexadecimal digits are a header value");
    answer.headers_mut().insert("x-request-id", id);
    answer
}

async fn add(
    State(state): State<Shared>,
    Path(project): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, Refusal> {
    let body = object(&headers, &body, &["content", "app_id"])?;
    let content = pem(&body, "content")?;
    let app_id = match body.get("app_id") {
        None => None,
        Some(Value::String(id)) if is_identifier(id.as_bytes(), is_word) => Some(id.clone()),
        Some(_) => return Err(invalid("app_id")),
    };
    let mut store = lock(&state);
    store.added += 1;
    let id = format!("{:024x}", 0x61c9_70ce_2d63_eb6e_e655_db00_u128 + u128::from(store.added));
    let fields = json!({
        "certificate_id": id,
        "cn_name": "Example Device CA",
        "owner": "Example Corporation",
        "status": false,
        "verify_code": verify_code(store.added),
        "provision_enable": false,
        "create_date": "20241106T123456Z",
        "effective_date": "20241101T000000Z",
        "expiry_date": "20341030T000000Z",
    });
    let Value::Object(fields) = fields else { unreachable!("the literal above is an object") };
    let answer = (StatusCode::CREATED, Json(fields.clone())).into_response();
    store.certificates.insert((project, id), Stored { app_id, content, fields });
    Ok(answer)
}

async fn list(
    State(state): State<Shared>,
    Path(project): Path<String>,
    Query(query): Query<HashMap<String, String>>,
) -> Result<Json<Value>, Refusal> {
    if let Some(name) =
        query.keys().find(|name| !["app_id", "limit", "marker", "offset"].contains(&name.as_str()))
    {
        return Err(invalid(name));
    }
    let limit = number(&query, "limit", 10, 1..=50)?;
    let offset = number(&query, "offset", 0, 0..=500)?;
    for name in ["app_id", "marker"] {
        if query.get(name).is_some_and(|value| !is_identifier(value.as_bytes(), is_word)) {
            return Err(invalid(name));
        }
    }
    let store = lock(&state);
    let matching: Vec<(&String, &Stored)> = store
        .certificates
        .iter()
        .rev()
        .filter(|((owner, _), stored)| {
            *owner == project
                && query.get("app_id").is_none_or(|app| stored.app_id.as_ref() == Some(app))
        })
        .map(|((_, id), stored)| (id, stored))
        .collect();
    let count = matching.len();
    let page: Vec<(&String, &Stored)> = matching
        .into_iter()
        .filter(|(id, _)| query.get("marker").is_none_or(|marker| *id < marker))
        .skip(offset)
        .take(limit)
        .collect();
    let certificates: Vec<&Map<String, Value>> =
        page.iter().map(|(_, stored)| &stored.fields).collect();
    let marker = page.last().map_or("", |(id, _)| id.as_str());
    Ok(Json(json!({ "certificates": certificates, "page": { "count": count, "marker": marker } })))
}

async fn show(
    State(state): State<Shared>,
    Path(key): Path<(String, String)>,
) -> Result<Json<Value>, Refusal> {
    let mut store = lock(&state);
    let stored = find(&mut store, &key)?;
    let mut fields = stored.fields.clone();
    fields.insert("name".to_owned(), json!("example-device-ca"));
    fields.insert("content".to_owned(), json!(stored.content));
    Ok(Json(Value::Object(fields)))
}

async fn update(
    State(state): State<Shared>,
    Path(key): Path<(String, String)>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Json<Value>, Refusal> {
    const SETTINGS: [&str; 5] =
        ["provision_enable", "template_id", "ocsp_enable", "ocsp_ssl_enable", "ocsp_server_ca_id"];
    let mut store = lock(&state);
    let stored = find(&mut store, &key)?;
    let mut fields = stored.fields.clone();
    for (name, value) in object(&headers, &body, &SETTINGS)? {
        match (name.as_str(), &value) {
            // Null has a meaning for the template alone, and absence keeps what was set: neither can be told from the other
            // once they are decoded into an optional field, so the body is read as it stands.
            ("template_id", Value::Null) => {
                fields.remove("template_id");
                continue;
            }
            ("template_id", Value::String(id))
                if id.len() == 24 && id.bytes().all(|b| b.is_ascii_hexdigit()) => {}
            ("ocsp_server_ca_id", Value::String(id))
                if is_identifier(id.as_bytes(), is_hex_or_dash) => {}
            ("provision_enable" | "ocsp_enable" | "ocsp_ssl_enable", Value::Bool(_)) => {}
            _ => return Err(invalid(&name)),
        }
        fields.insert(name, value);
    }
    if fields.get("ocsp_ssl_enable") == Some(&json!(true))
        && !fields.contains_key("ocsp_server_ca_id")
    {
        return Err(invalid("ocsp_ssl_enable without ocsp_server_ca_id"));
    }
    stored.fields = fields;
    Ok(Json(Value::Object(stored.fields.clone())))
}

async fn delete(
    State(state): State<Shared>,
    Path(key): Path<(String, String)>,
) -> Result<StatusCode, Refusal> {
    let mut store = lock(&state);
    find(&mut store, &key)?;
    store.certificates.remove(&key);
    Ok(StatusCode::NO_CONTENT)
}

async fn check(
    State(state): State<Shared>,
    Path(key): Path<(String, String)>,
    Query(query): Query<HashMap<String, String>>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<StatusCode, Refusal> {
    if query.len() != 1 || query.get("action_id").map(String::as_str) != Some("verify") {
        return Err(invalid("action_id"));
    }
    let proof = pem(&object(&headers, &body, &["verify_content"])?, "verify_content")?;
    let mut store = lock(&state);
    let stored = find(&mut store, &key)?;
    // No X.509 here: whoever can name the code counts as the holder of the key.
    if !stored.fields["verify_code"].as_str().is_some_and(|code| proof.contains(code)) {
        return Err(bad(
            "IOTDA.014307",
            "The common name of the certificate is not the verify code.",
        ));
    }
    stored.fields.insert("status".to_owned(), json!(true));
    Ok(StatusCode::OK)
}

/// A request that is not granted.
struct Refusal {
    status: StatusCode,
    code: &'static str,
    message: String,
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        (self.status, Json(json!({ "error_code": self.code, "error_msg": self.message })))
            .into_response()
    }
}

fn refuse(status: StatusCode, code: &'static str, message: &str) -> Refusal {
    Refusal { status, code, message: message.to_owned() }
}

fn bad(code: &'static str, message: &str) -> Refusal {
    refuse(StatusCode::BAD_REQUEST, code, message)
}

fn invalid(what: &str) -> Refusal {
    bad("IOTDA.000006", &format!("Invalid input data: {what}."))
}

fn find<'s>(store: &'s mut Store, key: &(String, String)) -> Result<&'s mut Stored, Refusal> {
    if !is_identifier(key.1.as_bytes(), is_hex_or_dash) {
        return Err(invalid("certificate_id"));
    }
    // The documentation names no code for a missing certificate; this one stands for it.
    let missing =
        || refuse(StatusCode::NOT_FOUND, "IOTDA.000000", "The certificate does not exist.");
    store.certificates.get_mut(key).ok_or_else(missing)
}

/// The JSON object of a body that has no other fields than `known`.
fn object(headers: &HeaderMap, body: &[u8], known: &[&str]) -> Result<Map<String, Value>, Refusal> {
    if headers.get("content-type").is_none_or(|kind| kind != "application/json") {
        return Err(invalid("Content-Type"));
    }
    let Ok(Value::Object(fields)) = serde_json::from_slice(body) else {
        return Err(invalid("the body is not a JSON object"));
    };
    match fields.keys().find(|name| !known.contains(&name.as_str())) {
        Some(name) => Err(invalid(name)),
        None => Ok(fields),
    }
}

fn pem(fields: &Map<String, Value>, name: &str) -> Result<String, Refusal> {
    match fields.get(name) {
        Some(Value::String(text)) if (1..=65535).contains(&text.chars().count()) => {
            if text.contains("-----BEGIN CERTIFICATE-----") {
                Ok(text.clone())
            } else {
                Err(bad("IOTDA.014301", &format!("No certificate in {name}.")))
            }
        }
        _ => Err(invalid(name)),
    }
}

fn number(
    query: &HashMap<String, String>,
    name: &str,
    default: usize,
    range: RangeInclusive<usize>,
) -> Result<usize, Refusal> {
    let Some(text) = query.get(name) else { return Ok(default) };
    text.parse().ok().filter(|number| range.contains(number)).ok_or_else(|| invalid(name))
}

fn is_identifier(text: &[u8], allowed: fn(u8) -> bool) -> bool {
    (1..=36).contains(&text.len()) && text.iter().all(|byte| allowed(*byte))
}

fn is_hex_or_dash(byte: u8) -> bool {
    matches!(byte, b'a'..=b'f' | b'0'..=b'9' | b'-')
}

fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-')
}

/// Looks random and is the same in every run.
fn verify_code(number: u64) -> String {
    format!("{:032x}", u128::from(number).wrapping_mul(0x9e37_79b9_7f4a_7c15_f39c_c060_5ced_c835))
}
