//! The origin that the requests of a client have in common.

use std::fmt;

use http::Uri;
use url::{ParseError, Url};

/// Makes addresses of the type that `reqwest` takes. Those of one client mostly have the origin of its base, which is parsed already.
pub(super) struct Origin {
    /// The base without its path.
    root: Url,
}

impl Origin {
    pub(super) fn of(base: &Url) -> Self {
        let mut root = base.clone();
        root.set_path("/");
        root.set_query(None);
        root.set_fragment(None);
        Self { root }
    }

    /// The address as a [`Url`].
    pub(super) fn url(&self, address: &Uri) -> Result<Url, ParseError> {
        if spelled(address) != Some((self.root.scheme(), self.root.authority())) {
            return Url::parse(&address.to_string());
        }
        let mut url = self.root.clone();
        url.set_path(address.path());
        url.set_query(address.query());
        Ok(url)
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
