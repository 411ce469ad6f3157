//! The origin that the requests of a client have in common.

use std::fmt;
use std::sync::OnceLock;

use http::Uri;
use url::{ParseError, Url};

/// Makes addresses of the type that `reqwest` takes. Those of one client mostly have one origin, which is parsed with the first of them.
#[derive(Default)]
pub(super) struct Origin {
    first: OnceLock<Option<Known>>,
}

/// An origin, as it is spelled and as it was understood.
struct Known {
    scheme: String,
    authority: String,
    url: Url,
}

impl Origin {
    /// The address as a [`Url`].
    pub(super) fn url(&self, address: &Uri) -> Result<Url, ParseError> {
        match self.first.get_or_init(|| Known::of(address)) {
            Some(known) if known.is_of(address) => {
                let mut url = known.url.clone();
                url.set_path(address.path());
                url.set_query(address.query());
                Ok(url)
            }
            _ => Url::parse(&address.to_string()),
        }
    }
}

impl Known {
    fn of(address: &Uri) -> Option<Self> {
        let (scheme, authority) = spelled(address)?;
        // Of other schemes a path may mean something else.
        let is_http = matches!(scheme, "http" | "https");
        let url = is_http.then(|| Url::parse(&format!("{scheme}://{authority}/")))?.ok()?;
        Some(Self { scheme: scheme.to_owned(), authority: authority.to_owned(), url })
    }

    fn is_of(&self, address: &Uri) -> bool {
        spelled(address) == Some((&self.scheme, &self.authority))
    }
}

fn spelled(address: &Uri) -> Option<(&str, &str)> {
    Some((address.scheme_str()?, address.authority()?.as_str()))
}

/// Nothing is shown of it, because an authority may hold a password.
impl fmt::Debug for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Origin").finish_non_exhaustive()
    }
}
