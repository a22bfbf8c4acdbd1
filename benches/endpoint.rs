//! Cost of converting a request struct to an HTTP request.

use std::hint::black_box;

use criterion::{Criterion, criterion_group, criterion_main};
use front_client::{
    Endpoint,
    api::conversations::{AssignConversation, GetConversation, ListConversations, StatusFilter},
};

fn encode(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("endpoint");
    let get = GetConversation::new("cnv_55c8c149");
    group.bench_function("path", |bencher| bencher.iter(|| black_box(&get).to_request()));
    let list =
        ListConversations::new().limit(50).statuses([StatusFilter::Unassigned, StatusFilter::Assigned]);
    group.bench_function("query", |bencher| bencher.iter(|| black_box(&list).to_request()));
    let assign = AssignConversation::to("cnv_55c8c149", "tea_55c8c149");
    group.bench_function("body", |bencher| bencher.iter(|| black_box(&assign).to_request()));
    group.finish();
}

criterion_group!(benches, encode);
criterion_main!(benches);
