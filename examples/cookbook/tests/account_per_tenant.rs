#[path = "../account_per_tenant.rs"]
mod recipe;

#[test]
fn the_program_runs() {
    recipe::main().unwrap();
}
