//! The runtime as text: the files of `runtime/`, as they are copied into each output.

use crate::emit::File;

macro_rules! runtime {
    ($($name:literal,)*) => {
        &[$((concat!("runtime/", $name), include_str!(concat!("runtime/", $name))),)*]
    };
}

/// Every file of the runtime; a test of the whole project holds this list against the folder.
const RUNTIME: &[(&str, &str)] = runtime![
    "address.rs",
    "answer.rs",
    "argument.rs",
    "base64.rs",
    "builder.rs",
    "check.rs",
    "client.rs",
    "codec.rs",
    "credential.rs",
    "date.rs",
    "decode.rs",
    "enumeration.rs",
    "error.rs",
    "escape.rs",
    "file.rs",
    "form.rs",
    "headers.rs",
    "http_client.rs",
    "media_type.rs",
    "mod.rs",
    "multipart.rs",
    "operation.rs",
    "parameter.rs",
    "patch.rs",
    "pattern.rs",
    "payload.rs",
    "response.rs",
    "rules.rs",
    "sending.rs",
    "serializer.rs",
    "style.rs",
    "text.rs",
    "trace.rs",
    "transport.rs",
    "tuple.rs",
    "union.rs",
];

/// The files of the runtime, relative to the root of the sources.
pub(crate) fn files() -> impl Iterator<Item = File> {
    RUNTIME.iter().map(|(path, text)| File { path: (*path).to_owned(), text: (*text).to_owned() })
}
