//! What a call of a generated client costs, against the same written by hand with `serde`: decoding of answers, encoding of requests, and a
//! whole call, over a transport in the process and over the loopback interface.
//!
//! `cargo bench -p clientwright-speed` measures and ends with the ratios. Time is that of the processor, not of the clock, so that other work of
//! the machine disturbs little. Both sides read the same bytes, and each gives up its values within what is measured.

use std::collections::BTreeMap;
use std::hint::black_box;
use std::path::Path;
use std::time::Duration;

use cpu_time::ThreadTime;
use criterion::measurement::{Measurement, ValueFormatter, WallTime};
use criterion::{Criterion, Throughput};
use serde::Serialize;
use serde::de::DeserializeOwned;
use shapes::runtime::codec;

#[expect(dead_code, unused_imports, reason = "only types and their codecs are measured")]
mod shapes {
    include!(concat!(env!("OUT_DIR"), "/api/mod.rs"));
}
mod call;
mod derived;
mod loopback;
mod samples;

/// The time that the thread had on a processor.
struct ProcessorTime;

impl Measurement for ProcessorTime {
    type Intermediate = ThreadTime;
    type Value = Duration;

    fn start(&self) -> ThreadTime {
        ThreadTime::now()
    }

    fn end(&self, begun: ThreadTime) -> Duration {
        begun.elapsed()
    }

    fn add(&self, one: &Duration, other: &Duration) -> Duration {
        *one + *other
    }

    fn zero(&self) -> Duration {
        Duration::ZERO
    }

    fn to_f64(&self, value: &Duration) -> f64 {
        value.as_nanos() as f64
    }

    fn formatter(&self) -> &dyn ValueFormatter {
        WallTime.formatter()
    }
}

type Bench = Criterion<ProcessorTime>;

/// Measures what the generated code does against what is written by hand, for so many bytes of JSON.
fn compare<G, D>(
    bench: &mut Bench,
    name: &str,
    bytes: usize,
    generated: impl Fn() -> G,
    by_hand: impl Fn() -> D,
) {
    let mut group = bench.benchmark_group(name);
    group.throughput(Throughput::Bytes(bytes as u64));
    group.bench_function("generated", |bencher| bencher.iter(&generated));
    group.bench_function("by-hand", |bencher| bencher.iter(&by_hand));
}

/// Decodes the same text into a generated type and into one with `serde_derive`, and encodes the two.
fn both<G, D>(bench: &mut Bench, name: &str, text: &str)
where
    G: codec::Decode + Serialize,
    D: DeserializeOwned + Serialize,
{
    let bytes = text.len();
    let text = text.as_bytes();
    let generated = || generated::<G>(black_box(text));
    let by_hand = || by_hand::<D>(black_box(text));
    compare(bench, &format!("decode-{name}"), bytes, generated, by_hand);
    let (one, other) = (generated(), by_hand());
    let generated = || encoded(black_box(&one));
    let by_hand = || encoded(black_box(&other));
    compare(bench, &format!("encode-{name}"), bytes, generated, by_hand);
}

fn generated<T: codec::Decode>(text: &[u8]) -> T {
    codec::from_text(text).expect("it is as described")
}

fn by_hand<T: DeserializeOwned>(text: &[u8]) -> T {
    serde_json::from_slice(text).expect("it is as described")
}

fn encoded<T: Serialize>(value: &T) -> Vec<u8> {
    serde_json::to_vec(value).expect("the value has a text")
}

/// The ratios of what criterion has kept, by their medians.
fn report(folder: &Path) {
    let median = |group: &str, side: &str| -> Option<f64> {
        let path = folder.join(group).join(side).join("new/estimates.json");
        let estimates: serde_json::Value =
            serde_json::from_slice(&std::fs::read(path).ok()?).ok()?;
        estimates["median"]["point_estimate"].as_f64()
    };
    println!("\n{:<28} {:>12} {:>12} {:>6}", "", "generated", "by hand", "ratio");
    for group in GROUPS {
        if let (Some(one), Some(other)) = (median(group, "generated"), median(group, "by-hand")) {
            println!("{group:<28} {one:>9.0} ns {other:>9.0} ns {:>6.2}", one / other);
        }
    }
}

const GROUPS: [&str; 13] = [
    "decode-certificates",
    "decode-repositories",
    "decode-events",
    "decode-texts",
    "encode-repositories",
    "encode-events",
    "encode-texts",
    "call-show-certificate",
    "call-list-certificates",
    "call-add-certificate",
    "loopback-show-certificate",
    "loopback-list-certificates",
    "loopback-add-certificate",
];

fn main() {
    let kept = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../target/criterion"));
    let mut bench = Criterion::default()
        .with_measurement(ProcessorTime)
        .output_directory(kept)
        .configure_from_args();
    call::bench(&mut bench);
    loopback::bench(&mut bench);
    let text = samples::repositories(100);
    both::<Vec<shapes::types::Repository>, Vec<derived::Repository>>(
        &mut bench,
        "repositories",
        &text,
    );
    let text = samples::events(1000);
    both::<Vec<shapes::types::Event>, Vec<derived::Event>>(&mut bench, "events", &text);
    let text = samples::texts(2000);
    both::<BTreeMap<String, String>, BTreeMap<String, String>>(&mut bench, "texts", &text);
    bench.final_summary();
    report(kept);
}
