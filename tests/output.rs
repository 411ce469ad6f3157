//! What a run does to a folder: only what is needed, nothing that is not ours, and nothing at all when it fails.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::SystemTime;

use clientwright::emit::File;
use clientwright::output::{self, Changes, Step};
use clientwright::{Error, Generator};
use tempfile::TempDir;

const DESCRIPTION: &str = "
openapi: 3.0.3
info: {title: Small, version: '1'}
paths:
  /a:
    get: {operationId: readA, tags: [Alpha], responses: {'204': {description: Fine.}}}
  /b:
    get: {operationId: readB, tags: [Beta], responses: {'204': {description: Fine.}}}
";

struct Project {
    folder: TempDir,
}

impl Project {
    fn new() -> Self {
        let project = Self { folder: TempDir::new().expect("a temporary folder") };
        project.describe(DESCRIPTION);
        project
    }

    fn describe(&self, text: &str) {
        fs::write(self.folder.path().join("api.yaml"), text)
            .expect("the description can be written");
    }

    fn out(&self) -> PathBuf {
        self.folder.path().join("out")
    }

    fn generate(&self) -> Result<Changes, Error> {
        Generator::new(self.folder.path().join("api.yaml")).generate()?.write(&self.out())
    }

    fn check(&self) -> Changes {
        let generated =
            Generator::new(self.folder.path().join("api.yaml")).generate().expect("it generates");
        output::check(&self.out(), &generated.sources).expect("the folder can be read")
    }

    fn snapshot(&self) -> BTreeMap<PathBuf, (Vec<u8>, SystemTime)> {
        let mut files = BTreeMap::new();
        collect(&self.out(), &mut files);
        files
    }
}

fn collect(folder: &Path, files: &mut BTreeMap<PathBuf, (Vec<u8>, SystemTime)>) {
    for entry in fs::read_dir(folder).into_iter().flatten() {
        let path = entry.expect("the folder can be listed").path();
        if path.is_dir() {
            collect(&path, files);
        } else {
            let modified = fs::metadata(&path).and_then(|data| data.modified()).expect("a time");
            files.insert(path.clone(), (fs::read(&path).expect("a file"), modified));
        }
    }
}

#[test]
fn a_second_run_touches_nothing() {
    let project = Project::new();
    let first = project.generate().expect("the first run");
    assert!(first.written.contains(&"alpha.rs".to_owned()), "{first:?}");
    let before = project.snapshot();
    let second = project.generate().expect("the second run");
    assert!(second.is_empty(), "{second:?}");
    assert_eq!(before, project.snapshot());
}

#[test]
fn what_is_no_longer_described_is_removed_and_what_others_wrote_stays() {
    let project = Project::new();
    project.generate().expect("the first run");
    fs::write(project.out().join("mine.rs"), "// mine").expect("a file of mine");
    project.describe(&DESCRIPTION.replace("tags: [Beta]", "tags: [Alpha]"));
    let changes = project.generate().expect("the second run");
    assert_eq!(changes.removed, ["beta.rs"]);
    assert!(changes.edited.is_empty(), "{changes:?}");
    assert!(!project.out().join("beta.rs").exists());
    assert_eq!(fs::read_to_string(project.out().join("mine.rs")).expect("still there"), "// mine");
}

#[test]
fn an_edit_by_hand_is_put_back_and_named() {
    let project = Project::new();
    project.generate().expect("the first run");
    let file = project.out().join("alpha.rs");
    let original = fs::read_to_string(&file).expect("the file");
    fs::write(&file, format!("{original}// mine\n")).expect("an edit");
    assert_eq!(project.check().edited, ["alpha.rs"]);
    let changes = project.generate().expect("the second run");
    assert_eq!(
        (changes.written, changes.edited),
        (vec!["alpha.rs".to_owned()], vec!["alpha.rs".to_owned()])
    );
    assert_eq!(fs::read_to_string(&file).expect("the file"), original);
}

#[test]
fn a_manifest_belongs_to_whoever_edits_it() {
    let project = Project::new();
    let generate = || {
        let generator = Generator::new(project.folder.path().join("api.yaml"));
        generator.generate_crate().and_then(|generated| generated.write(&project.out()))
    };
    generate().expect("the first run");
    project.describe(&DESCRIPTION.replace("Small", "Smaller"));
    let changes = generate().expect("a run before any edit");
    assert!(changes.written.contains(&"Cargo.toml".to_owned()), "{changes:?}");

    let manifest = project.out().join("Cargo.toml");
    let mine = fs::read_to_string(&manifest).expect("a manifest").replace("0.1.0", "7.0.0");
    fs::write(&manifest, &mine).expect("an edit");
    project.describe(DESCRIPTION);
    for record in ["with the record", "without the record"] {
        let changes = generate().expect("a run after the edit");
        assert_eq!(changes.kept, ["Cargo.toml"], "{record}");
        assert!(changes.edited.is_empty(), "{changes:?}");
        assert_eq!(fs::read_to_string(&manifest).expect("a manifest"), mine);
        fs::remove_file(project.out().join(output::RECORD)).expect("the record");
    }
    let without = Generator::new(project.folder.path().join("api.yaml")).generate();
    without.and_then(|generated| generated.write(&project.out())).expect("sources only");
    assert!(manifest.exists(), "it stays when nothing is generated there any more");
}

#[test]
fn a_crate_brings_the_style_of_its_sources() {
    let project = Project::new();
    let generator = Generator::new(project.folder.path().join("api.yaml"));
    let generated = generator.generate_crate().expect("it generates");
    generated.write(&project.out()).expect("it can be written");
    let format = Command::new("cargo").args(["fmt", "--check"]).current_dir(project.out()).output();
    let format = format.expect("cargo can be run");
    assert!(format.status.success(), "{}", String::from_utf8_lossy(&format.stdout));
    // Somebody may have chosen a style before.
    let style = project.out().join("rustfmt.toml");
    fs::write(&style, "max_width = 80\n").expect("a style");
    fs::remove_file(project.out().join(output::RECORD)).expect("the record");
    let changes = generated.write(&project.out()).expect("it can be written");
    assert_eq!(changes.kept, ["rustfmt.toml"]);
}

#[test]
fn folders_go_with_the_last_of_their_files() {
    let project = Project::new();
    let generator = Generator::new(project.folder.path().join("api.yaml"));
    let whole = generator.generate_crate().expect("it generates");
    whole.write(&project.out()).expect("it can be written");
    assert!(project.out().join("tests/contract").is_dir());
    let untested = generator.contract_tests(false).generate_crate().expect("it generates");
    untested.write(&project.out()).expect("it can be written");
    assert!(!project.out().join("tests").exists(), "nothing is left of the tests");
    fs::create_dir(project.out().join("src/mine")).expect("a folder");
    output::write(&project.out(), &[]).expect("it can be written");
    assert!(project.out().join("src/mine").exists(), "what others made stays");
}

/// An error says what the run was about, and so whether anything was changed.
#[cfg(unix)]
#[test]
fn a_run_that_fails_says_how_far_it_came() {
    let project = Project::new();
    let fails = |paths: &[&str]| {
        let file = |path: &&str| File { path: (*path).to_owned(), text: "text".to_owned() };
        let files: Vec<File> = paths.iter().map(file).collect();
        let error = output::write(&project.out(), &files).expect_err("it cannot be written");
        (error.step, error.to_string())
    };
    fs::create_dir_all(project.out().join("folder.rs")).expect("a folder");
    let (step, message) = fails(&["a.rs", "folder.rs"]);
    assert!(step == Step::Read && message.starts_with("cannot read "), "{message}");
    std::os::unix::fs::symlink("nowhere", project.out().join("link")).expect("a link");
    let (step, message) = fails(&["a.rs", "link/b.rs"]);
    assert!(step == Step::Stage && message.starts_with("cannot write "), "{message}");
    assert!(!project.out().join("a.rs").exists(), "nothing was put in place");
    // One file where another needs a folder.
    let (step, message) = fails(&["a.rs", "x", "x/b.rs"]);
    assert!(step == Step::Replace && message.starts_with("cannot write "), "{message}");
    assert!(project.out().join("a.rs").exists(), "what came before is in place");
}

#[test]
fn without_a_record_our_files_are_known_by_their_first_line() {
    let project = Project::new();
    project.generate().expect("the first run");
    fs::remove_file(project.out().join(output::RECORD)).expect("the record");
    for file in ["alpha.rs", "runtime/client.rs"] {
        let path = project.out().join(file);
        let text = fs::read_to_string(&path).expect("a file");
        fs::write(&path, text + "// of an older run\n").expect("a change");
    }
    let changes = project.generate().expect("they are ours");
    assert_eq!(changes.written, ["alpha.rs", "runtime/client.rs"]);
}

#[test]
fn a_changed_description_is_no_edit() {
    let project = Project::new();
    project.generate().expect("the first run");
    project.describe(&DESCRIPTION.replace("readA", "fetchA"));
    let changes = project.generate().expect("the second run");
    assert_eq!(changes.written, ["alpha.rs"]);
    assert!(changes.edited.is_empty(), "{changes:?}");
}

#[test]
fn a_file_of_somebody_else_is_not_overwritten() {
    let project = Project::new();
    fs::create_dir_all(project.out()).expect("a folder");
    fs::write(project.out().join("alpha.rs"), "// mine").expect("a file of mine");
    let error = project.generate().expect_err("it must refuse");
    assert!(error.to_string().contains("was not written by clientwright"), "{error}");
    assert_eq!(project.snapshot().len(), 1, "nothing else was written");
}

#[test]
fn a_broken_description_leaves_the_old_output_whole() {
    let project = Project::new();
    project.generate().expect("the first run");
    let before = project.snapshot();
    project.describe(&DESCRIPTION.replace("{description: Fine.}", "{$ref: '#/nowhere'}"));
    assert!(matches!(project.generate(), Err(Error::Description(_))));
    assert_eq!(before, project.snapshot());
}

#[test]
fn a_damaged_record_neither_panics_nor_removes_what_lies_outside() {
    let project = Project::new();
    project.generate().expect("the first run");
    let outside = project.folder.path().join("outside.rs");
    fs::write(&outside, "// outside").expect("a file outside");
    fs::write(
        project.out().join(output::RECORD),
        b"\xff\n0000000000000000 ../outside.rs\nzz top\n",
    )
    .expect("damage");
    let _ = project.generate();
    assert!(outside.exists());
}

#[test]
fn the_output_depends_on_the_description_alone() {
    let (one, two) = (Project::new(), Project::new());
    one.generate().expect("one");
    two.generate().expect("two");
    let contents = |project: &Project| -> Vec<(PathBuf, Vec<u8>)> {
        let root = project.out();
        let relative = |path: PathBuf| path.strip_prefix(&root).expect("below").to_owned();
        project.snapshot().into_iter().map(|(path, (bytes, _))| (relative(path), bytes)).collect()
    };
    assert_eq!(contents(&one), contents(&two));
}
