//! The two schemes: what is signed, by which key, and how the signature is written down.

use hkdf::Hkdf;
use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256};

use crate::Error;
use crate::canonical::Request;

/// What is between the name of an instance and its region in a host.
const INSTANCE: &str = ".iotda-app.";
/// The service whose instances need the derived scheme.
const SERVICE: &str = "iotdm";

/// How a request is signed.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Scheme {
    /// `SDK-HMAC-SHA256`: the secret key signs.
    Plain,
    /// `V11-HMAC-SHA256`: a key signs that is derived from the secret for one day and one region.
    Derived {
        /// The region, such as `cn-north-4`.
        region: String,
    },
}

impl Scheme {
    /// The scheme for a host: the derived one for the address of an instance of IoTDA, such as
    /// `9bc34xxxxx.st1.iotda-app.cn-north-4.myhuaweicloud.com`, the plain one for any other.
    ///
    /// # Errors
    ///
    /// The host is that of an instance, and no region follows.
    pub fn of(host: &str) -> Result<Self, Error> {
        let host = host.to_ascii_lowercase();
        let Some((_, rest)) = host.split_once(INSTANCE) else { return Ok(Self::Plain) };
        match rest.split_once('.') {
            Some((region, domain)) if !region.is_empty() && !domain.is_empty() => {
                Ok(Self::Derived { region: region.to_owned() })
            }
            _ => Err(Error::Region),
        }
    }

    /// The name of the scheme in `Authorization`.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::Plain => "SDK-HMAC-SHA256",
            Self::Derived { .. } => "V11-HMAC-SHA256",
        }
    }

    /// The value of `Authorization`.
    pub(crate) fn sign(
        &self,
        id: &str,
        secret: &str,
        date: &str,
        request: &Request,
    ) -> Result<String, Error> {
        let name = self.name();
        let hash = hex::encode(Sha256::digest(&request.text));
        let (credential, key, text) = match self {
            Self::Plain => {
                let text = [name, date, &hash].join("\n");
                (format!("Access={id}"), secret.to_owned(), text)
            }
            Self::Derived { region } => {
                let day = date.split_once('T').map_or(date, |(day, _)| day);
                let info = [day, region, SERVICE].join("/");
                let text = [name, date, &info, &hash].join("\n");
                (format!("Credential={id}/{info}"), derive(id, secret, &info)?, text)
            }
        };
        let signature = hex::encode(authenticate(key.as_bytes(), text.as_bytes()));
        let signed = &request.signed_headers;
        Ok(format!("{name} {credential}, SignedHeaders={signed}, Signature={signature}"))
    }
}

/// The key of the derived scheme (RFC 5869): 32 bytes as text, and the text is the key.
fn derive(id: &str, secret: &str, info: &str) -> Result<String, Error> {
    let mut key = [0; 32];
    Hkdf::<Sha256>::new(Some(id.as_bytes()), secret.as_bytes())
        .expand(info.as_bytes(), &mut key)
        .map_err(|_| Error::Header)?;
    Ok(hex::encode(key))
}

/// HMAC (RFC 2104), whose key may have any length.
fn authenticate(key: &[u8], text: &[u8]) -> impl AsRef<[u8]> {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("a key of any length");
    mac.update(text);
    mac.finalize().into_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_derived_key_is_that_of_the_vector() {
        let secret = "FAKEsk00000000000000000000000000examples";
        let key = derive("FAKEAK0000000000EXMP", secret, "20241106/cn-north-4/iotdm");
        assert_eq!(
            key.expect("a key"),
            "48f659b4e0aa435aff5ede413512c87339aebf8d80aad9b585dcfb520a25fe2a"
        );
    }

    #[test]
    fn the_host_says_which_scheme() {
        let derived = |region: &str| Ok(Scheme::Derived { region: region.to_owned() });
        assert_eq!(Scheme::of("iotda.cn-north-4.myhuaweicloud.com"), Ok(Scheme::Plain));
        assert_eq!(Scheme::of("127.0.0.1:8080"), Ok(Scheme::Plain));
        let host = "9bc34xxxxx.st1.iotda-app.cn-north-4.myhuaweicloud.com:8443";
        assert_eq!(Scheme::of(host), derived("cn-north-4"));
        assert_eq!(Scheme::of("A.IOTDA-APP.AP-SOUTHEAST-1.example"), derived("ap-southeast-1"));
        for host in ["a.iotda-app.", "a.iotda-app..com", "a.iotda-app.cn-north-4", "a.iotda-app.x."]
        {
            assert_eq!(Scheme::of(host), Err(Error::Region), "{host}");
        }
        // A name that only looks like one.
        assert_eq!(Scheme::of("iotda-app.cn-north-4.example"), Ok(Scheme::Plain));
    }
}
