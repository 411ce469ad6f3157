//! The build script of a consumer, driven by Cargo: regenerate on change, put back edits, leave a fresh tree alone.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::time::{Duration, SystemTime};

const DESCRIPTION: &str = "
openapi: 3.0.3
info: {title: Small, version: '1'}
paths:
  /a:
    get: {operationId: readA, tags: [Alpha], responses: {'204': {description: Fine.}}}
";

const SCRIPT: &str = r#"
//! A build script that counts its runs.
fn main() -> Result<(), clientwright::Error> {
    let runs = std::fs::read_to_string("runs").unwrap_or_default();
    std::fs::write("runs", runs + "x").expect("a count");
    clientwright::Generator::project(".")?.write_sources("out")?;
    Ok(())
}
"#;

/// A package with a build script and nothing else, so that no client has to be compiled to see it work.
struct Package {
    name: String,
    folder: PathBuf,
}

impl Package {
    fn new(name: &str) -> Self {
        let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("build_script").join(name);
        let _ = fs::remove_dir_all(&folder);
        for part in ["spec/part", "src"] {
            fs::create_dir_all(folder.join(part)).expect("a folder");
        }
        let generator = Path::new(env!("CARGO_MANIFEST_DIR")).join("generator");
        let manifest = format!(
            "[package]\nname = {name:?}\nversion = \"0.0.0\"\nedition = \"2024\"\n[workspace]\n\
             [build-dependencies]\nclientwright = {{ path = {generator:?} }}\n"
        );
        let package = Self { name: name.to_owned(), folder };
        package.write("Cargo.toml", &manifest);
        fs::copy("Cargo.lock", package.folder.join("Cargo.lock")).expect("the lock file");
        package.write("build.rs", SCRIPT);
        package.write("src/lib.rs", "");
        package.write("spec/api.yaml", DESCRIPTION);
        package
    }

    fn write(&self, file: &str, text: &str) {
        fs::write(self.folder.join(file), text).unwrap_or_else(|error| panic!("{file}: {error}"));
    }

    fn read(&self, file: &str) -> String {
        let text = fs::read_to_string(self.folder.join(file));
        text.unwrap_or_else(|error| panic!("{file}: {error}"))
    }

    fn target() -> PathBuf {
        Path::new(env!("CARGO_TARGET_TMPDIR")).join("build_script/target")
    }

    fn cargo_build(&self) -> Output {
        Command::new(env!("CARGO"))
            .arg("build")
            .current_dir(&self.folder)
            .env("CARGO_TARGET_DIR", Self::target())
            .env_remove("OUT_DIR")
            .output()
            .expect("cargo can be run")
    }

    /// Builds, and gives what Cargo showed of it.
    fn build(&self) -> String {
        let output = self.cargo_build();
        let shown = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(output.status.success(), "{shown}");
        shown
    }

    fn runs(&self) -> usize {
        self.read("runs").len()
    }

    /// Makes Cargo run the script again, as a checkout does that changes nothing.
    fn touch(&self, file: &str) {
        let file = fs::File::options().append(true).open(self.folder.join(file)).expect("a file");
        file.set_modified(SystemTime::now()).expect("a time");
    }

    /// The receipt that the script left in its `OUT_DIR`.
    fn receipt(&self) -> PathBuf {
        let build = Self::target().join("debug/build");
        let folders = fs::read_dir(build).expect("build scripts ran").flatten();
        let prefix = format!("{}-", self.name);
        let out = folders
            .filter(|folder| folder.file_name().to_string_lossy().starts_with(&prefix))
            .map(|folder| folder.path().join("out"));
        let files = out.flat_map(|out| fs::read_dir(out).into_iter().flatten().flatten());
        let mut files: Vec<PathBuf> = files
            .map(|file| file.path())
            .filter(|file| file.extension().is_some_and(|extension| extension == "receipt"))
            .collect();
        files.sort_by_key(|file| file.metadata().and_then(|data| data.modified()).ok());
        files.pop().expect("a receipt")
    }
}

#[test]
fn cargo_runs_the_script_when_something_changed() {
    let package = Package::new("changes");
    let first = package.build();
    assert!(!first.contains("warning"), "{first}");
    let original = package.read("out/alpha.rs");
    package.build();
    assert_eq!(package.runs(), 1, "nothing changed");

    package.write("out/alpha.rs", "// edited");
    let edited = package.build();
    assert!(edited.contains("out/alpha.rs was edited by hand"), "{edited}");
    assert_eq!((package.runs(), package.read("out/alpha.rs")), (2, original));

    let other =
        "{get: {operationId: readB, tags: [Alpha], responses: {'204': {description: Fine.}}}}";
    package.write("spec/part/b.yaml", other);
    package.write("spec/api.yaml", &format!("{DESCRIPTION}  /b: {{$ref: part/b.yaml}}\n"));
    package.build();
    assert!(package.read("out/alpha.rs").contains("fn read_b"), "the new operation");
    package.write("spec/part/b.yaml", &other.replace("readB", "fetchB"));
    package.build();
    assert!(package.read("out/alpha.rs").contains("fn fetch_b"), "the file referred to changed");
    assert_eq!(package.runs(), 4);

    package
        .write("spec/part/b.yaml", &other.replace("{description: Fine.}", "{$ref: '#/nowhere'}"));
    let broken = package.cargo_build();
    let shown = String::from_utf8_lossy(&broken.stderr);
    assert!(!broken.status.success(), "a broken description must fail the build");
    assert!(shown.contains("spec/part/b.yaml:1:"), "{shown}");
    assert!(shown.contains("  Error: the description has 1 error\n"), "{shown}");
    assert!(!shown.contains("Located {"), "{shown}");
    package.write("spec/part/b.yaml", other);
    package.build();
    assert!(
        package.read("out/alpha.rs").contains("fn read_b"),
        "the file was watched all the same"
    );
}

#[test]
fn a_run_that_would_change_nothing_reads_no_description() {
    let package = Package::new("unchanged");
    package.write("spec/api.yaml", &DESCRIPTION.replace("operationId", "operationID"));
    let first = package.build();
    assert!(first.contains("spec/api.yaml:6:11: "), "{first}");

    // Were the description read, its warning would not come out as the receipt has it.
    let receipt = package.receipt();
    let text = fs::read_to_string(&receipt).expect("a receipt");
    fs::write(&receipt, text.replace("spec/api.yaml:6:11: ", "as the receipt says: ")).expect("it");
    package.touch("spec/api.yaml");
    let second = package.build();
    assert_eq!(package.runs(), 2);
    assert!(second.contains("as the receipt says: "), "{second}");

    package.write("out/alpha.rs", "// edited");
    let third = package.build();
    assert_eq!(package.runs(), 3);
    assert!(third.contains("spec/api.yaml:6:11: ") && third.contains("edited by hand"), "{third}");
}

#[test]
fn what_is_written_is_young_and_brings_no_second_run() {
    const HOUR: Duration = Duration::from_secs(60 * 60);
    let package = Package::new("young");
    let description = fs::File::options().append(true).open(package.folder.join("spec/api.yaml"));
    let now = SystemTime::now();
    description.and_then(|file| file.set_modified(now - HOUR)).expect("an old description");
    package.build();
    package.build();
    assert_eq!(package.runs(), 1);
    // A build elsewhere that shares these sources, and compiled older ones before, must see that they changed.
    let written =
        fs::metadata(package.folder.join("out/alpha.rs")).and_then(|data| data.modified());
    assert!(written.expect("a time") > now - HOUR / 2);
}

#[cfg(unix)]
#[test]
fn a_fresh_tree_that_cannot_be_written_is_left_alone() {
    use std::os::unix::fs::PermissionsExt;
    let package = Package::new("read_only");
    package.build();
    let source = package.folder.join("out");
    let set = |mode: u32| {
        fs::set_permissions(&source, fs::Permissions::from_mode(mode)).expect("permissions")
    };
    fs::remove_file(package.receipt()).expect("a receipt");
    package.touch("spec/api.yaml");
    set(0o555);
    // The superuser writes everywhere, so what was not written shows by its time as well.
    let before = fs::metadata(source.join("alpha.rs")).and_then(|data| data.modified());
    let output = package.cargo_build();
    set(0o755);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert_eq!(package.runs(), 2);
    let after = fs::metadata(source.join("alpha.rs")).and_then(|data| data.modified());
    assert_eq!(before.expect("a time"), after.expect("a time"));
    let entries = fs::read_dir(&source).expect("a folder").flatten();
    let temporary = |name: &str| name.starts_with(".clientwright-");
    assert!(!entries.into_iter().any(|entry| temporary(&entry.file_name().to_string_lossy())));
}
