//! P10: what a run holds in memory does not grow with the number of customers.

use std::process::{Command, Stdio};

#[test]
fn ten_times_the_customers_take_at_most_a_third_more_memory() {
    let peak_mb = |customers: &str| -> u64 {
        let output = Command::new(env!("CARGO_BIN_EXE_koppel"))
            .args(["--once", "--apart", "--customers", customers])
            .stdin(Stdio::null())
            .output()
            .unwrap();
        let text = String::from_utf8_lossy(&output.stdout);
        assert!(output.status.success(), "{text}{}", String::from_utf8_lossy(&output.stderr));
        // The packages and the database are in a process of their own.
        let line = text.lines().find(|line| line.starts_with("This process held at most")).unwrap();
        line.split_whitespace().find_map(|word| word.parse().ok()).unwrap()
    };
    // Both are more than two pages of customers, so that pages follow each other while others are written.
    let (few, many) = (peak_mb("3000"), peak_mb("30000"));
    assert!(few > 0 && many * 3 <= few * 4, "{few} MB for 3,000 customers, {many} MB for 30,000");
}
