//! The life of a CA certificate, from its upload to its removal.
//!
//! By default the service is a stand-in inside this process, and the walk is made three times: with a token, and with requests that are signed
//! with an access key, by either scheme. With `IOTDA_ENDPOINT` (such as `https://iotda.cn-north-4.myhuaweicloud.com`),
//! `IOTDA_PROJECT_ID` and either `IOTDA_TOKEN` or `IOTDA_ACCESS_KEY` and `IOTDA_SECRET_KEY` it is the real one, and its certificates are listed.
//! These are used if they are set:
//!
//! - `IOTDA_CA_PEM`: path of a CA certificate, which is taken through its whole life,
//! - `IOTDA_VERIFICATION_PEM`: path at which you put its verification certificate when the example asks for it; without it,
//!   `verification.pem` in this folder,
//! - `IOTDA_TEMPLATE_ID`: a template to bind the certificate to,
//! - `IOTDA_INSTANCE_ID`: the instance, where there are several.

use std::error::Error;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::{Duration, SystemTime};
use std::{env, fs, io};

use http::request::Parts;
use huaweicloud_signing::AccessKey;
use iotda_certificates::runtime::{ClientBuilder, SignError};
use iotda_certificates::types::{
    Certificate, CertificateUpdate, CertificateVerification, NewCertificate,
};
use iotda_certificates::{Client, Patch, headers};

#[path = "../tests/support/server.rs"]
mod server;

use server::Server;
use server::signature::{ACCESS_KEY, SECRET_KEY};

type Outcome<T> = Result<T, Box<dyn Error>>;

const PEM: &str = "-----BEGIN CERTIFICATE-----\nZXhhbXBsZQ==\n-----END CERTIFICATE-----\n";

/// What the steps share.
struct Session {
    client: Client,
    project: String,
    template: Option<String>,
    /// The CA certificate, if there is one to be taken through its life.
    ca: Option<String>,
    proof: Proof,
}

/// Where the verification certificate comes from.
enum Proof {
    /// The stand-in looks for the code in the text around the certificate.
    Pretended,
    /// A real one, which somebody has to issue.
    File(PathBuf),
}

#[tokio::main]
async fn main() -> ExitCode {
    match run().await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            let mut cause = error.source();
            while let Some(error) = cause {
                eprintln!("  because: {error}");
                cause = error.source();
            }
            ExitCode::FAILURE
        }
    }
}

async fn run() -> Outcome<()> {
    if let Some(session) = Session::from_environment()? {
        return session.run().await;
    }
    println!("IOTDA_ENDPOINT is not set: using a stand-in");
    let key = AccessKey::new(ACCESS_KEY, SECRET_KEY);
    let proofs = [
        ("a token", Identity::Token("example-token".to_owned())),
        ("an access key", Identity::Key(key.clone())),
        ("an access key, as an instance demands it", Identity::Key(key.derived("cn-north-4"))),
    ];
    for (what, identity) in proofs {
        let server = Server::start().await;
        println!("\nWith {what}, at {}", server.url());
        Session::pretended(&server, identity)?.run().await?;
        println!("The service received:");
        for request in server.requests() {
            println!("  {request}");
        }
    }
    Ok(())
}

/// What proves who sends a request.
enum Identity {
    /// A token of IAM.
    Token(String),
    /// An access key, which signs.
    Key(AccessKey),
}

impl Identity {
    /// Lets a client prove itself.
    fn apply(self, builder: ClientBuilder, project: &str) -> ClientBuilder {
        match self {
            Self::Token(token) => builder.iam_token(token),
            Self::Key(key) => builder.default_header("X-Project-Id", project).signer(
                move |head: &mut Parts, body: &[u8]| {
                    key.sign(head, body, SystemTime::now()).map_err(SignError::new)
                },
            ),
        }
    }
}

impl Session {
    /// A session with the stand-in.
    fn pretended(server: &Server, identity: Identity) -> Outcome<Self> {
        let project = "0123456789abcdef0123456789abcdef";
        Ok(Self {
            client: identity.apply(Client::builder(server.url()), project).build()?,
            project: project.to_owned(),
            template: Some("61c970ce2d63eb6ee655dbf0".to_owned()),
            ca: Some(PEM.to_owned()),
            proof: Proof::Pretended,
        })
    }

    /// A session with the real service, if one is named.
    fn from_environment() -> Outcome<Option<Self>> {
        let names = ["ENDPOINT", "PROJECT_ID", "TOKEN", "ACCESS_KEY", "SECRET_KEY"];
        let values = names.map(|name| env::var(format!("IOTDA_{name}")).ok());
        let [endpoint, project, token, access, secret] =
            values.map(|value| value.filter(|value| !value.is_empty()));
        if [&endpoint, &project, &token, &access, &secret].iter().all(|value| value.is_none()) {
            return Ok(None);
        }
        let identity = match (token, access, secret) {
            (Some(token), _, _) => Some(Identity::Token(token)),
            (None, Some(access), Some(secret)) => {
                Some(Identity::Key(AccessKey::new(access, secret)))
            }
            _ => None,
        };
        let (Some(endpoint), Some(project), Some(identity)) = (endpoint, project, identity) else {
            return Err("to use a real service, set IOTDA_ENDPOINT, IOTDA_PROJECT_ID, and either IOTDA_TOKEN \
                or both IOTDA_ACCESS_KEY and IOTDA_SECRET_KEY"
                .into());
        };
        let read = |path: String| {
            let text = fs::read_to_string(&path);
            text.map_err(|error| format!("IOTDA_CA_PEM: cannot read {path}: {error}"))
        };
        let proof = env::var("IOTDA_VERIFICATION_PEM").unwrap_or("verification.pem".to_owned());
        let mut builder = identity.apply(Client::builder(endpoint), &project);
        if let Ok(instance) = env::var("IOTDA_INSTANCE_ID") {
            builder = builder.default_header("Instance-Id", &instance);
        }
        Ok(Some(Self {
            client: builder.build()?,
            project,
            template: env::var("IOTDA_TEMPLATE_ID").ok(),
            ca: env::var("IOTDA_CA_PEM").ok().map(read).transpose()?,
            proof: Proof::File(proof.into()),
        }))
    }

    /// Adds the certificate, takes it through its life, and removes it again, whatever happened in between.
    async fn run(&self) -> Outcome<()> {
        let Some(ca) = &self.ca else {
            for certificate in self.list().await? {
                let id = certificate.certificate_id.as_deref().unwrap_or("without id");
                println!("{id}  {}", certificate.cn_name.as_deref().unwrap_or_default());
            }
            println!("To take a certificate through its life, set IOTDA_CA_PEM.");
            return Ok(());
        };
        let added = self
            .client
            .add_certificate(&self.project, NewCertificate::new(ca.clone()))
            .send()
            .await?;
        let id = added.certificate_id.clone().ok_or("the answer has no certificate_id")?;
        let request = added.header(headers::X_REQUEST_ID)?;
        println!("1. added       {id}, request {}", request.as_deref().unwrap_or("without id"));
        let outcome = self.live(&id, &added).await;
        let deleted = self.client.delete_certificate(&self.project, &id).send().await;
        if deleted.is_ok() {
            println!("7. deleted     {id}");
        }
        outcome?;
        deleted?;
        Ok(())
    }

    async fn live(&self, id: &str, added: &Certificate) -> Outcome<()> {
        let code = added.verify_code.as_deref().ok_or("the answer has no verify_code")?;
        let proof = CertificateVerification::new(self.proof.read(code)?);
        self.client.check_certificate(&self.project, id, proof).send().await?;
        println!("2. checked     verify code {code}");

        self.wait_until_verified(id).await?;
        println!("3. verified");

        match &self.template {
            Some(template) => self.bind_and_unbind(id, template).await?,
            None => println!("4. and 5. left out: IOTDA_TEMPLATE_ID is not set"),
        }

        let certificates = self.list().await?;
        let found = certificates
            .iter()
            .any(|certificate| certificate.certificate_id.as_deref() == Some(id));
        println!("6. listed      {} certificates", certificates.len());
        if found { Ok(()) } else { Err("the certificate is not in the list".into()) }
    }

    async fn wait_until_verified(&self, id: &str) -> Outcome<()> {
        for _ in 0..30 {
            let shown = self.client.show_certificate(&self.project, id).send().await?;
            if shown.status == Some(true) {
                return Ok(());
            }
            tokio::time::sleep(Duration::from_secs(1)).await;
        }
        Err("the certificate was not verified within 30 seconds".into())
    }

    async fn bind_and_unbind(&self, id: &str, template: &str) -> Outcome<()> {
        let settings = CertificateUpdate {
            template_id: Patch::Value(template.to_owned()),
            provision_enable: Some(true),
            ..CertificateUpdate::default()
        };
        let bound = self.client.update_certificate(&self.project, id, settings).send().await?;
        println!("4. bound       template {}", bound.template_id.as_deref().unwrap_or("none"));

        let settings = CertificateUpdate {
            template_id: Patch::Null,
            provision_enable: Some(false),
            ..CertificateUpdate::default()
        };
        let unbound = self.client.update_certificate(&self.project, id, settings).send().await?;
        println!("5. unbound     template {}", unbound.template_id.as_deref().unwrap_or("none"));
        match unbound.template_id.as_deref() {
            None | Some("") => Ok(()),
            Some(still) => Err(format!("template {still} is still bound").into()),
        }
    }

    /// All certificates of the project, page by page.
    async fn list(&self) -> Outcome<Vec<Certificate>> {
        let mut all = Vec::new();
        let mut items = self.client.list_certificates(&self.project).limit(50).items();
        while let Some(certificate) = items.next().await {
            all.push(certificate?);
        }
        Ok(all)
    }
}

impl Proof {
    /// The verification certificate for `code`.
    fn read(&self, code: &str) -> Outcome<String> {
        let path = match self {
            Self::Pretended => return Ok(format!("Subject: CN = {code}\n{PEM}")),
            Self::File(path) => path,
        };
        println!(
            "   Issue a certificate with the key of the CA, as PEM text in {}:",
            path.display()
        );
        println!("     its common name (CN) must be {code}");
        println!("   Then press Enter.");
        io::stdin().read_line(&mut String::new())?;
        fs::read_to_string(path).map_err(|error| {
            format!("IOTDA_VERIFICATION_PEM: cannot read {}: {error}", path.display()).into()
        })
    }
}
