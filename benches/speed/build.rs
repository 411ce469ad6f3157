//! Generates the client of `api.yaml`.

use std::env;
use std::path::PathBuf;

fn main() -> Result<(), clientwright::Error> {
    let out_dir =
        PathBuf::from(env::var_os("OUT_DIR").expect("Cargo sets OUT_DIR for build scripts"));
    clientwright::Generator::new("api.yaml").module().write_sources(out_dir.join("api"))?;
    Ok(())
}
