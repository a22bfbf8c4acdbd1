//! Cost of reading mail that is made to be costly: one body of 1 MB per kind.
//!
//! Prints the CPU time of each, and the ratio to a parser of style sheets that reads the same bytes and keeps nothing.
//! The ratio hardly depends on the machine, nor on what else it does.

use std::{hint::black_box, time::Duration};

use client_core::mcp::text::{TextOptions, clean_text, html_to_text};
use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use cssparser::Parser;

#[path = "../client-core/src/mcp/text/hostile.rs"]
mod hostile;

const BYTES: usize = 1_000_000;
/// Number of rounds, of which the fastest counts; one more warms up.
const ROUNDS: usize = 5;

/// CPU time of this thread.
#[cfg(target_os = "linux")]
fn now() -> Duration {
    use nix::time::{ClockId, clock_gettime};
    clock_gettime(ClockId::CLOCK_THREAD_CPUTIME_ID).expect("a clock").into()
}

#[cfg(not(target_os = "linux"))]
fn now() -> Duration {
    static START: std::sync::LazyLock<std::time::Instant> = std::sync::LazyLock::new(std::time::Instant::now);
    START.elapsed()
}

fn fastest<T>(mut work: impl FnMut() -> T) -> Duration {
    let mut best = Duration::MAX;
    for round in 0..=ROUNDS {
        let start = now();
        black_box(work());
        if round > 0 {
            best = best.min(now() - start);
        }
    }
    best
}

fn tokens(text: &str) -> usize {
    let mut input = Parser::new(text);
    let mut count = 0;
    while input.next_including_whitespace_and_comments().is_ok() {
        count += 1;
    }
    count
}

/// Prints a table of all kinds, the slowest first.
fn table() {
    let options = TextOptions::default();
    let mut rows = Vec::new();
    let mut add = |kind: &str, (name, body): (&str, String), read: &dyn Fn(&str)| {
        let (ours, plain) = (fastest(|| read(&body)), fastest(|| tokens(&body)));
        rows.push((ours, ours.as_secs_f64() / plain.as_secs_f64(), format!("{kind}: {name}")));
    };
    let html = |body: &str| drop(html_to_text(body, &options));
    hostile::html(BYTES).into_iter().for_each(|body| add("html", body, &html));
    hostile::styles(BYTES).into_iter().for_each(|body| add("styles", body, &html));
    hostile::text(BYTES)
        .into_iter()
        .for_each(|body| add("text", body, &|body| drop(clean_text(body, &options))));
    rows.sort_by_key(|(time, ..)| std::cmp::Reverse(*time));
    let mut out = String::from("\n     CPU  ratio  body of 1 MB\n");
    for (time, ratio, name) in rows {
        out.push_str(&format!("{:5.1} ms  {ratio:5.1}  {name}\n", time.as_secs_f64() * 1000.0));
    }
    eprintln!("{out}");
}

fn bench(criterion: &mut Criterion) {
    table();
    let options = TextOptions::default();
    let mut group = criterion.benchmark_group("text");
    group.throughput(Throughput::Bytes(BYTES as u64)).sample_size(10);
    let picked = ["siblings", "table", "rules", "inline styles", "no tag"];
    for (name, body) in hostile::html(BYTES).into_iter().chain(hostile::styles(BYTES)) {
        if picked.contains(&name) {
            group.bench_function(name, |bencher| bencher.iter(|| html_to_text(black_box(&body), &options)));
        }
    }
    group.finish();
}

criterion_group!(benches, bench);
criterion_main!(benches);
