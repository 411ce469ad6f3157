//! The certificate client as one would write it by hand with `reqwest` and `serde`: the six operations, their types, no more.
//!
//! It is what the generated client's build time is compared with; see `benches/build-time`.

use reqwest::{Client, Method, RequestBuilder, Response, StatusCode};
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, Serialize)]
pub struct NewCertificate {
    pub content: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub app_id: Option<String>,
}

#[derive(Clone, Debug, Serialize)]
pub struct CertificateVerification {
    pub verify_content: String,
}

#[derive(Clone, Debug, Default, Serialize)]
pub struct CertificateUpdate {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub provision_enable: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub template_id: Option<Option<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ocsp_enable: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ocsp_ssl_enable: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ocsp_server_ca_id: Option<String>,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Certificate {
    pub certificate_id: Option<String>,
    pub name: Option<String>,
    pub content: Option<String>,
    pub cn_name: Option<String>,
    pub owner: Option<String>,
    pub status: Option<bool>,
    pub verify_code: Option<String>,
    pub provision_enable: Option<bool>,
    pub template_id: Option<String>,
    pub create_date: Option<String>,
    pub effective_date: Option<String>,
    pub expiry_date: Option<String>,
    pub ocsp_enable: Option<bool>,
    pub ocsp_ssl_enable: Option<bool>,
    pub ocsp_server_ca_id: Option<String>,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct CertificateList {
    pub certificates: Vec<Certificate>,
    pub page: Page,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Page {
    pub count: Option<i64>,
    pub marker: Option<String>,
}

#[derive(Clone, Debug, Deserialize)]
pub struct ApiError {
    pub error_code: Option<String>,
    pub error_msg: Option<String>,
}

#[derive(Debug)]
pub enum Error {
    Transport(reqwest::Error),
    Api(StatusCode, ApiError),
}

impl From<reqwest::Error> for Error {
    fn from(error: reqwest::Error) -> Self {
        Self::Transport(error)
    }
}

pub struct Certificates {
    pub http: Client,
    pub base: String,
    pub token: String,
    pub project: String,
}

impl Certificates {
    fn request(&self, method: Method, rest: &str) -> RequestBuilder {
        let url = format!("{}/v5/iot/{}/certificates{rest}", self.base, self.project);
        self.http.request(method, url).header("X-Auth-Token", &self.token)
    }

    async fn send(&self, request: RequestBuilder) -> Result<Response, Error> {
        let response = request.send().await?;
        let status = response.status();
        if status.is_success() { Ok(response) } else { Err(Error::Api(status, response.json().await?)) }
    }

    pub async fn add(&self, body: &NewCertificate) -> Result<Certificate, Error> {
        Ok(self.send(self.request(Method::POST, "").json(body)).await?.json().await?)
    }

    pub async fn list(&self, limit: u32, marker: &str) -> Result<CertificateList, Error> {
        let rest = format!("?limit={limit}&marker={marker}");
        Ok(self.send(self.request(Method::GET, &rest)).await?.json().await?)
    }

    pub async fn show(&self, id: &str) -> Result<Certificate, Error> {
        Ok(self.send(self.request(Method::GET, &format!("/{id}"))).await?.json().await?)
    }

    pub async fn update(&self, id: &str, body: &CertificateUpdate) -> Result<Certificate, Error> {
        Ok(self.send(self.request(Method::PUT, &format!("/{id}")).json(body)).await?.json().await?)
    }

    pub async fn delete(&self, id: &str) -> Result<(), Error> {
        self.send(self.request(Method::DELETE, &format!("/{id}"))).await.map(drop)
    }

    pub async fn check(&self, id: &str, body: &CertificateVerification) -> Result<(), Error> {
        let rest = format!("/{id}/action?action_id=verify");
        self.send(self.request(Method::POST, &rest).json(body)).await.map(drop)
    }
}
