//! Lists that arrive in pages, and what leads from one page to the next.

use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::vec;

use bytes::Bytes;
use futures_core::Stream;
use serde::Serialize;
use url::Url;

use super::answer::{Answer, BodyError, BodyErrorKind};
use super::argument::Argument;
#[cfg(feature = "blocking")]
use super::blocking;
use super::client::{Client, outcome};
use super::delivery::Call;
use super::error::Error;
use super::link;
use super::operation::Operation;
use super::parameter::Arguments;
use super::response::Response;
use super::sending::Sending;
use super::serializer;

/// An operation whose answer is one page of a list.
pub trait Paginated: Operation {
    /// What is in the list.
    type Item;

    /// How the next page is asked for.
    const PAGINATION: Pagination;

    /// The items of a page.
    fn items(page: &mut Self::Success) -> Option<&mut Vec<Self::Item>>;

    /// What the page says of the next one, where it is the body that does.
    fn next(_page: &Self::Success) -> Option<Next> {
        None
    }
}

/// How the next page is asked for. Parameters are meant by their position in [`Spec::parameters`](super::Spec::parameters).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Pagination {
    /// The parameter is what the page names; the list ends where it names nothing. A page may be empty and not be the last.
    Cursor(usize),
    /// The parameter is what the page names, mostly its last item; the list ends where it names nothing, or is empty.
    Marker(usize),
    /// The parameter is how many items came before, from the second number if nobody says it; the list ends with an empty page. One that comes
    /// twice is an error.
    Offset(usize, i64),
    /// The parameter counts the pages, from the second number; the list ends with an empty page. One that comes twice is an error.
    PageNumber(usize, i64),
    /// The next page has an address, in the page or in a `Link` with `rel="next"` (RFC 8288); the list ends where there is none.
    Link,
}

/// What a page says of the next one.
#[derive(Clone, Debug)]
pub struct Next(Argument);

impl Next {
    /// A value of the page; `None` if it is absent, null or an empty text.
    #[must_use]
    pub fn of<T: Serialize + ?Sized>(value: &T) -> Option<Self> {
        match serializer::argument(value).ok()? {
            Argument::Absent | Argument::Null => None,
            Argument::Text(text) if text.is_empty() => None,
            argument => Some(Self(argument)),
        }
    }
}

/// What is done after a page.
enum Step {
    /// The request is sent as it is.
    First,
    /// It is sent with this value of the parameter.
    Argument(Argument),
    /// It is sent to this address.
    Address(Url),
    /// The page that came leads nowhere.
    Lost(BodyError),
    /// There is nothing more.
    End,
}

/// The way through the pages. It is the same for all operations.
struct Walk {
    how: Pagination,
    step: Step,
    /// The offset, or the number of the page, that was asked for last.
    number: i128,
    /// What was sent last for a cursor, a marker or an address.
    sent: Option<String>,
    /// One of those that were sent before, and how many pages from now on it is replaced: a server that leads in a circle comes
    /// by again before that, as soon as the distance is long enough (Brent's algorithm).
    kept: Option<String>,
    left: usize,
    distance: usize,
    /// The page that came last, where pages are only counted.
    page: Option<Bytes>,
}

impl Walk {
    fn new(how: Pagination) -> Self {
        let (kept, left, distance) = (None, 1, 1);
        Self { how, step: Step::First, number: 0, sent: None, kept, left, distance, page: None }
    }

    /// Sets the parameter of the next request. Gives its address where it is another one.
    fn apply(&mut self, step: Step, arguments: &mut Arguments<'_>) -> Option<Url> {
        match (step, self.how) {
            (Step::Address(address), _) => return Some(address),
            (Step::Argument(value), Pagination::Cursor(index) | Pagination::Marker(index)) => {
                arguments.set(index, value);
            }
            (
                Step::Argument(value),
                Pagination::Offset(index, _) | Pagination::PageNumber(index, _),
            ) => {
                arguments.set(index, value);
            }
            (_, Pagination::Cursor(index) | Pagination::Marker(index)) => {
                self.sent = arguments.get(index).and_then(text);
            }
            (_, Pagination::Offset(index, first) | Pagination::PageNumber(index, first)) => {
                let given = arguments.get(index).and_then(number);
                self.number = given.unwrap_or_else(|| i128::from(first));
            }
            (_, Pagination::Link) => {}
        }
        None
    }

    /// Takes note of a page that came.
    fn arrived(&mut self, count: usize, next: Option<Next>, answer: &Answer) {
        self.step = match self.how {
            Pagination::Link => self.link(next, answer),
            Pagination::Cursor(_) => self.follow(next, answer),
            _ if count == 0 => Step::End,
            Pagination::Marker(_) => self.follow(next, answer),
            Pagination::Offset(..) => self.count(count as i128, answer),
            Pagination::PageNumber(..) => self.count(1, answer),
        };
    }

    /// A server that does not know the parameter answers with the same page for ever.
    fn count(&mut self, more: i128, answer: &Answer) -> Step {
        if self.page.as_ref() == Some(answer.body()) {
            return lost(answer, "it is the same as the page before");
        }
        self.page = Some(answer.body().clone());
        self.number += more;
        Step::Argument(Argument::Integer(self.number))
    }

    fn follow(&mut self, next: Option<Next>, answer: &Answer) -> Step {
        let Some(Next(value)) = next else { return Step::End };
        match text(&value) {
            Some(text) if self.advances(&text) => Step::Argument(value),
            Some(_) => lost(answer, "it names a page that was read already as the next one"),
            None => lost(answer, "what it names as the next page is no single value"),
        }
    }

    fn link(&mut self, next: Option<Next>, answer: &Answer) -> Step {
        let named = next.and_then(|Next(value)| text(&value));
        let Some(target) = named.or_else(|| link::target(answer.headers(), "next")) else {
            return Step::End;
        };
        let Some(base) = self.sent.as_deref().and_then(|sent| Url::parse(sent).ok()) else {
            return lost(answer, "its request had no address");
        };
        let Ok(mut address) = answer.address().unwrap_or(&base).join(&target) else {
            return lost(answer, "the address of the next page is none");
        };
        // Credentials go along, so that no answer may choose who gets them.
        if address.origin() != base.origin() {
            let other = address.origin().ascii_serialization();
            return lost(answer, &format!("the next page is at another origin, {other}"));
        }
        address.set_fragment(None);
        if address.set_username("").and_then(|()| address.set_password(None)).is_err() {
            return lost(answer, "the address of the next page is none");
        }
        if !self.advances(address.as_str()) {
            return lost(answer, "its link leads to a page that was read already");
        }
        Step::Address(address)
    }

    /// Whether this was not sent before, as far as is remembered; it is what is sent next.
    fn advances(&mut self, next: &str) -> bool {
        if [&self.sent, &self.kept].into_iter().flatten().any(|known| known == next) {
            return false;
        }
        self.left -= 1;
        if self.left == 0 {
            self.distance = self.distance.saturating_mul(2);
            self.left = self.distance;
            self.kept = Some(next.to_owned());
        }
        self.sent = Some(next.to_owned());
        true
    }
}

/// A page that leads nowhere.
fn lost(answer: &Answer, problem: &str) -> Step {
    let problem = problem.to_owned();
    Step::Lost(BodyError::new(answer, BodyErrorKind::NextPage, String::new(), problem))
}

/// A value as text, if it is a single one.
fn text(value: &Argument) -> Option<String> {
    match value {
        Argument::Text(_) | Argument::Integer(_) | Argument::Float(_) | Argument::Bool(_) => {
            value.text().ok().map(|text| text.into_owned())
        }
        _ => None,
    }
}

/// A value as a number without a fraction.
fn number(value: &Argument) -> Option<i128> {
    match value {
        Argument::Integer(number) => Some(*number),
        Argument::Text(text) => text.parse().ok(),
        _ => None,
    }
}

/// A request, and the way from each of its pages to the next.
struct Route<'c, O> {
    client: &'c Client,
    operation: O,
    walk: Walk,
}

/// What comes of asking for a page.
type Page<O> = Result<Response<<O as Operation>::Success>, Error<<O as Operation>::Failure>>;

/// A page that is on its way.
type Coming<'c, O> =
    Sending<'c, Response<<O as Operation>::Success>, Error<<O as Operation>::Failure>>;

impl<'c, O: Paginated> Route<'c, O> {
    fn new(client: &'c Client, operation: O) -> Self {
        Self { client, operation, walk: Walk::new(O::PAGINATION) }
    }

    /// The request for the next page, or why there is none; `None` at the end. Until the page is there, nothing follows on it.
    fn call(&mut self) -> Option<Result<Box<Call>, Error<O::Failure>>> {
        let step = match std::mem::replace(&mut self.walk.step, Step::End) {
            Step::End => return None,
            Step::Lost(error) => return Some(Err(Error::Body(error))),
            step => step,
        };
        let mut arguments = Arguments::new(O::SPEC.parameters);
        self.operation.arguments(&mut arguments);
        let address = self.walk.apply(step, &mut arguments);
        let (shared, options) = (&self.client.shared, &self.client.options);
        let call = (O::SPEC, options, O::SPEC.accept);
        let call = shared.prepare_at(address.as_ref(), call, arguments, self.operation.body());
        if let (Pagination::Link, None, Ok(call)) = (self.walk.how, &address, &call) {
            self.walk.sent = Some(call.request.uri().to_string());
        }
        Some(call.map_err(Error::Request))
    }

    fn arrived(&mut self, mut page: Page<O>) -> Page<O> {
        if let Ok(page) = &mut page {
            let next = O::next(page);
            let count = O::items(page).map_or(0, |items| items.len());
            self.walk.arrived(count, next, page.answer());
        }
        page
    }
}

/// The items of a page, out of it.
fn taken<O: Paginated>(page: Response<O::Success>) -> vec::IntoIter<O::Item> {
    let mut page = page.into_inner();
    O::items(&mut page).map(std::mem::take).unwrap_or_default().into_iter()
}

/// The pages of a list: a [`Stream`]. Each is asked for when it is wanted; after an error there is nothing more.
#[must_use = "nothing is sent until it is polled"]
pub struct Pages<'c, O: Paginated> {
    route: Route<'c, O>,
    coming: Option<Coming<'c, O>>,
}

/// Nothing in it is pinned: what is under way is behind a pointer.
impl<O: Paginated> Unpin for Pages<'_, O> {}

impl<'c, O: Paginated> Pages<'c, O> {
    /// The pages from the one on that the request asks for.
    pub fn new(client: &'c Client, operation: O) -> Self {
        Self { route: Route::new(client, operation), coming: None }
    }

    /// The next page; `None` at the end.
    pub async fn next(&mut self) -> Option<Result<Response<O::Success>, Error<O::Failure>>> {
        std::future::poll_fn(|context| Pin::new(&mut *self).poll_next(context)).await
    }
}

impl<O: Paginated> Stream for Pages<'_, O> {
    type Item = Result<Response<O::Success>, Error<O::Failure>>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let pages = self.get_mut();
        if pages.coming.is_none() {
            match pages.route.call() {
                None => return Poll::Ready(None),
                Some(Err(error)) => return Poll::Ready(Some(Err(error))),
                Some(Ok(call)) => {
                    let coming = pages.route.client.shared.carry(call);
                    pages.coming = Some(Sending::new(coming, outcome::<O>));
                }
            }
        }
        let Some(coming) = &mut pages.coming else { return Poll::Ready(None) };
        let page = ready!(Pin::new(coming).poll(context));
        pages.coming = None;
        Poll::Ready(Some(pages.route.arrived(page)))
    }
}

/// The items of a list, page after page: a [`Stream`]. After an error there is nothing more.
#[must_use = "nothing is sent until it is polled"]
pub struct Items<'c, O: Paginated> {
    pages: Pages<'c, O>,
    arrived: vec::IntoIter<O::Item>,
}

/// As of the pages; items are handed over, and not polled.
impl<O: Paginated> Unpin for Items<'_, O> {}

impl<'c, O: Paginated> Items<'c, O> {
    /// The items from the page on that the request asks for.
    pub fn new(client: &'c Client, operation: O) -> Self {
        Self { pages: Pages::new(client, operation), arrived: Vec::new().into_iter() }
    }

    /// The next item; `None` at the end.
    pub async fn next(&mut self) -> Option<Result<O::Item, Error<O::Failure>>> {
        std::future::poll_fn(|context| Pin::new(&mut *self).poll_next(context)).await
    }
}

impl<O: Paginated> Stream for Items<'_, O> {
    type Item = Result<O::Item, Error<O::Failure>>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let items = self.get_mut();
        loop {
            if let Some(item) = items.arrived.next() {
                return Poll::Ready(Some(Ok(item)));
            }
            match ready!(Pin::new(&mut items.pages).poll_next(context)) {
                None => return Poll::Ready(None),
                Some(Ok(page)) => items.arrived = taken::<O>(page),
                Some(Err(error)) => return Poll::Ready(Some(Err(error))),
            }
        }
    }
}

/// The pages of a list: an iterator, each step of which blocks the thread until the page is there. After an error there is nothing more.
#[cfg(feature = "blocking")]
#[must_use = "nothing is sent until the first page is asked for"]
pub struct PagesBlocking<'c, O: Paginated> {
    route: Route<'c, O>,
}

#[cfg(feature = "blocking")]
impl<'c, O: Paginated> PagesBlocking<'c, O> {
    /// The pages from the one on that the request asks for.
    pub fn new(client: &'c Client, operation: O) -> Self {
        Self { route: Route::new(client, operation) }
    }
}

#[cfg(feature = "blocking")]
impl<O: Paginated> Iterator for PagesBlocking<'_, O> {
    type Item = Result<Response<O::Success>, Error<O::Failure>>;

    fn next(&mut self) -> Option<Self::Item> {
        let call = self.route.call()?;
        let call = call.and_then(|call| {
            blocking::refuse_tasks("pages").map(|()| call).map_err(Error::Request)
        });
        Some(call.and_then(|call| {
            let page = outcome::<O>(self.route.client.shared.carry_blocking(call));
            self.route.arrived(page)
        }))
    }
}

/// The items of a list: an iterator, which blocks the thread where a page has to come first. After an error there is nothing more.
#[cfg(feature = "blocking")]
#[must_use = "nothing is sent until the first item is asked for"]
pub struct ItemsBlocking<'c, O: Paginated> {
    pages: PagesBlocking<'c, O>,
    arrived: vec::IntoIter<O::Item>,
}

#[cfg(feature = "blocking")]
impl<'c, O: Paginated> ItemsBlocking<'c, O> {
    /// The items from the page on that the request asks for.
    pub fn new(client: &'c Client, operation: O) -> Self {
        Self { pages: PagesBlocking::new(client, operation), arrived: Vec::new().into_iter() }
    }
}

#[cfg(feature = "blocking")]
impl<O: Paginated> Iterator for ItemsBlocking<'_, O> {
    type Item = Result<O::Item, Error<O::Failure>>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(item) = self.arrived.next() {
                return Some(Ok(item));
            }
            match self.pages.next()? {
                Ok(page) => self.arrived = taken::<O>(page),
                Err(error) => return Some(Err(error)),
            }
        }
    }
}

macro_rules! shown {
    ($($name:ident)*) => {
        $(impl<O: Paginated> fmt::Debug for $name<'_, O> {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.debug_struct(stringify!($name)).finish_non_exhaustive()
            }
        })*
    };
}

shown!(Pages Items);
#[cfg(feature = "blocking")]
shown!(PagesBlocking ItemsBlocking);
