//! Tests of emission that need no description.

use super::{Options, Root, emit, sample};

#[test]
fn every_node_is_written_and_always_in_the_same_way() {
    let api = sample::api();
    let options = Options { source_name: "sample", guide: None, root: Root::Crate };
    let files = emit(&api, &options);
    assert_eq!(files, emit(&api, &options));
    let names: Vec<&str> = files.iter().map(|file| file.path.as_str()).collect();
    assert_eq!(
        names,
        [
            "lib.rs",
            "types.rs",
            "codecs.rs",
            "deserialize.rs",
            "client.rs",
            "headers.rs",
            "xml.rs",
            "things.rs"
        ]
    );
}
