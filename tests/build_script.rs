//! The build script of a consumer, driven by Cargo: regenerate on change, put back edits, leave a fresh tree alone.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

const DESCRIPTION: &str = "
openapi: 3.0.3
info: {title: Small, version: '1'}
paths:
  /a:
    get: {operationId: readA, tags: [Alpha], responses: {'204': {description: Fine.}}}
";

const MAIN: &str = "
//! Runs what a build script would run.
fn main() -> Result<(), clientwright::Error> {
    clientwright::Generator::project(\".\")?.write_sources(\"out\")?;
    Ok(())
}
";

/// A package whose program does what its build script would do, so that no client has to be compiled to see it work.
struct Package {
    folder: PathBuf,
}

impl Package {
    fn new(name: &str) -> Self {
        let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("build_script").join(name);
        let _ = fs::remove_dir_all(&folder);
        for part in ["spec", "script"] {
            fs::create_dir_all(folder.join(part)).expect("a folder");
        }
        let generator = Path::new(env!("CARGO_MANIFEST_DIR")).join("generator");
        let manifest = format!(
            "[package]\nname = \"script\"\nversion = \"0.0.0\"\nedition = \"2024\"\n[workspace]\n\
             [[bin]]\nname = \"script\"\npath = \"script/main.rs\"\n[dependencies]\nclientwright = {{ path = {generator:?} }}\n"
        );
        fs::write(folder.join("Cargo.toml"), manifest).expect("a manifest");
        fs::copy("Cargo.lock", folder.join("Cargo.lock")).expect("the lock file");
        fs::write(folder.join("script/main.rs"), MAIN).expect("a program");
        fs::write(folder.join("spec/api.yaml"), DESCRIPTION).expect("a description");
        Self { folder }
    }

    fn run(&self) -> Output {
        Command::new(env!("CARGO"))
            .args(["run", "--quiet"])
            .current_dir(&self.folder)
            .env(
                "CARGO_TARGET_DIR",
                Path::new(env!("CARGO_TARGET_TMPDIR")).join("build_script/target"),
            )
            .output()
            .expect("cargo can be run")
    }

    fn lines(&self) -> String {
        let output = self.run();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).expect("text")
    }
}

#[test]
fn a_build_script_tells_cargo_what_it_needs_to_know() {
    let package = Package::new("lines");

    let first = package.lines();
    assert!(first.contains("cargo::rerun-if-changed=spec/api.yaml\n"), "{first}");
    assert!(first.contains("cargo::rerun-if-changed=out/alpha.rs\n"), "{first}");
    assert!(!first.contains("cargo::warning"), "{first}");
    let file = package.folder.join("out/alpha.rs");
    let original = fs::read_to_string(&file).expect("it was generated");

    fs::write(&file, "// edited").expect("an edit");
    let edited = package.lines();
    assert!(edited.contains("cargo::warning=out/alpha.rs was edited by hand"), "{edited}");
    assert_eq!(fs::read_to_string(&file).expect("the file"), original);

    fs::write(package.folder.join("spec/api.yaml"), DESCRIPTION.replace("readA", "fetchA"))
        .expect("a change");
    let changed = package.lines();
    assert!(!changed.contains("cargo::warning"), "{changed}");
    assert!(
        fs::read_to_string(&file).expect("the file").contains("fetch_a"),
        "the method did not change"
    );

    fs::write(
        package.folder.join("spec/api.yaml"),
        DESCRIPTION.replace("operationId", "operationID"),
    )
    .expect("a typo");
    let warned = package.lines();
    assert!(warned.contains("cargo::warning=spec/api.yaml:6:11: "), "{warned}");

    fs::write(
        package.folder.join("spec/api.yaml"),
        DESCRIPTION.replace("{description: Fine.}", "{$ref: '#/components/responses/Nobody'}"),
    )
    .expect("a reference that leads nowhere");
    let broken = package.run();
    let text = String::from_utf8_lossy(&broken.stdout);
    assert!(!broken.status.success(), "a broken description must fail the build");
    assert!(text.contains("cargo::error=spec/api.yaml:6:"), "{text}");
}

#[cfg(unix)]
#[test]
fn a_fresh_tree_that_cannot_be_written_is_left_alone() {
    use std::os::unix::fs::PermissionsExt;
    let package = Package::new("read_only");
    package.lines();
    let source = package.folder.join("out");
    let set = |mode: u32| {
        fs::set_permissions(&source, fs::Permissions::from_mode(mode)).expect("permissions")
    };
    set(0o555);
    let output = package.run();
    set(0o755);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
}
