//! P10: what a run holds in memory does not grow with the number of customers; but for the cleanup, which holds the keys
//! of both sides, and no more of each record than those.

use std::process::{Command, Stdio};

#[test]
fn ten_times_the_customers_take_at_most_a_third_more_memory_and_their_keys() {
    let peaks_mb = |customers: &str| -> (u64, u64) {
        let output = Command::new(env!("CARGO_BIN_EXE_koppel"))
            .args(["--once", "--apart", "--customers", customers])
            .stdin(Stdio::null())
            .output()
            .unwrap();
        let text = String::from_utf8_lossy(&output.stdout);
        assert!(output.status.success(), "{text}{}", String::from_utf8_lossy(&output.stderr));
        // The packages and the database are in a process of their own.
        let line = text.lines().find(|line| line.starts_with("This process held at most")).unwrap();
        let mut numbers = line.split_whitespace().filter_map(|word| word.parse().ok());
        (numbers.next().unwrap(), numbers.next().unwrap())
    };
    // Both are more than two pages of customers, so that pages follow each other while others are written.
    let ((few, _), (many, with_keys)) = (peaks_mb("3000"), peaks_mb("30000"));
    assert!(few > 0 && many * 3 <= few * 4, "{few} MB for 3,000 customers, {many} MB for 30,000");
    // 1.5 kB of each record: its key on both sides and its link.
    assert!(with_keys - many <= 45, "{many} MB for 30,000 customers, {with_keys} MB with a cleanup");
}
