use clientwright::{
    diagnostic::{self, Diagnostics, Severity},
    dialect, lower,
    source::Sources,
};
use std::time::Instant;
fn main() {
    let formats = Default::default();
    let verbose = std::env::var("V").is_ok();
    for path in std::env::args().skip(1) {
        let start = Instant::now();
        let mut d = Diagnostics::default();
        let s = Sources::read(path.as_ref(), &mut d);
        let t1 = start.elapsed();
        let Some((doc, reader)) = dialect::read(&s, &mut d) else {
            let l = diagnostic::locate(&d, &s);
            println!(
                "NONE {path} {}",
                l.first()
                    .map(|l| l.human().lines().take(2).collect::<Vec<_>>().join(" "))
                    .unwrap_or_default()
            );
            continue;
        };
        let t2 = start.elapsed();
        let api = lower::lower(&doc, reader, &lower::Options { formats: &formats }, &mut d);
        let t3 = start.elapsed();
        let e = d.iter().filter(|d| d.severity == Severity::Error).count();
        let w = d.iter().count() - e;
        let ops: usize = api.modules.iter().map(|m| m.operations.len()).sum();
        println!(
            "{} {path} ops {ops}/{} types {} errors {e} warnings {w} omitted {} read {t1:?} dialect {:?} lower {:?}",
            if e > 0 { "ERR" } else { "ok" },
            doc.operation_count,
            api.types.len(),
            api.omissions.len(),
            t2 - t1,
            t3 - t2
        );
        if verbose {
            for l in diagnostic::locate(&d, &s)
                .iter()
                .filter(|l| l.severity == Severity::Error || std::env::var("W").is_ok())
            {
                println!("{}", l.human());
            }
        }
        if std::env::var("J").is_ok() {
            println!("{}", serde_json::to_string_pretty(&api).unwrap());
        }
        let st = std::fs::read_to_string("/proc/self/status").unwrap();
        if std::env::var("M").is_ok() {
            println!("{}", st.lines().find(|l| l.starts_with("VmHWM")).unwrap());
        }
    }
}
