//! What values look like to people: what would be sent, without secrets.

use std::fmt;

use serde::{Serialize, Serializer};
use serde_json::json;

use crate::runtime::{
    Answer, Arguments, Decoded, File, NoFailure, Operation, Parameter, Password, Payload, Rules,
    Spec, codec, debug,
};

struct Account {
    name: Option<String>,
    nickname: Option<String>,
    password: Password,
    balance: f64,
    avatar: File,
    tags: serde_json::Value,
}

impl Serialize for Account {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        codec::Writer::new(serializer)
            .optional("name", &self.name)
            .optional("nickname", &self.nickname)
            .required("password", &self.password)
            .required("balance", &self.balance)
            .required("avatar", &self.avatar)
            .required("tags", &self.tags)
            .end()
    }
}

impl fmt::Debug for Account {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        debug::value("Account", self, formatter)
    }
}

#[test]
fn a_value_is_shown_without_its_secrets_and_what_is_absent() {
    let account = Account {
        name: Some("a".to_owned()),
        nickname: None,
        password: Password::from("hunter2"),
        // No JSON could say it, and it is shown all the same.
        balance: f64::NAN,
        avatar: File::new(&b"\xFF\xFE"[..]),
        tags: json!([{"x": null}, true]),
    };
    assert_eq!(
        format!("{account:?}"),
        "Account { name: \"a\", password: \"(hidden)\", balance: NaN, \
         avatar: File { name: None, content_type: None, length: Some(2) }, tags: [{x: null}, true] }"
    );
}

struct Upload {
    key: Password,
    page: Option<i64>,
    file: File,
}

impl Operation for Upload {
    type Success = ();
    type Failure = NoFailure;

    const SPEC: &'static Spec = &Spec {
        id: "upload",
        method: "PUT",
        path: "/upload",
        parameters: &[
            Parameter::header("X-Key").rules(Rules::new().max_length(1)),
            Parameter::query("page"),
        ],
        accept: None,
        security: &[],
        server: None,
    };

    fn arguments(&self, arguments: &mut Arguments<'_>) {
        arguments.add(&self.key);
        arguments.add(&self.page);
    }

    fn body(&self) -> Payload {
        Payload::file("text/plain", &self.file)
    }

    fn success(answer: &Answer) -> Option<Decoded<()>> {
        Some(answer.empty())
    }
}

impl fmt::Debug for Upload {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        debug::request(self, formatter)
    }
}

/// A request that could not be sent is shown as well: to see why is what it is for.
#[test]
fn a_request_is_shown_by_its_parameters() {
    let upload = Upload { key: Password::from("hunter2"), page: None, file: File::from("text") };
    let shown = format!("{upload:?}");
    assert!(shown.starts_with("upload { X-Key: \"(hidden)\", body: "), "{shown}");
    assert!(!shown.contains("hunter2") && !shown.contains("page"), "{shown}");
}
