//! Regenerates `generated/src` when the description in `spec/` changed.

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    #[cfg(feature = "regenerate")]
    if std::path::Path::new("spec").is_dir()
        && let Err(error) = regenerate()
    {
        eprintln!("{error}");
        std::process::exit(1);
    }
}

/// A packaged crate comes without `spec/` and is used as it is.
#[cfg(feature = "regenerate")]
fn regenerate() -> Result<(), clientwright::Error> {
    clientwright::Generator::project(".")?.write_sources("generated/src")?;
    Ok(())
}
