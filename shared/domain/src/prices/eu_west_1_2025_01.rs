//! Amazon's price list, as far as Koppel uses it: region eu-west-1 (Ireland), January 2025, US dollars, without tax and
//! without any free tier. The one place that prices stand in; a later list is a new file beside this one.
//!
//! Where each is published, and how far it was compared with anything but memory:
//!
//! | price | published at | compared |
//! | --- | --- | --- |
//! | read, write | aws.amazon.com/dynamodb/pricing/on-demand | only us-east-1 (0.125 and 0.625 a million, by several third parties); Ireland is half of its former price (0.283, 1.4135), rounded up |
//! | request | aws.amazon.com/lambda/pricing | 0.20 a million, by a copy of that page |
//! | gigabyte-second | aws.amazon.com/lambda/pricing (arm64, first tier) | not |
//! | start | aws.amazon.com/eventbridge/pricing | not for Ireland; Tokyo is 1.25 a million by Amazon's own price file, so it differs by region |
//! | log byte | aws.amazon.com/cloudwatch/pricing | only us-east-1 (0.50 a gigabyte) |
//! | key request | aws.amazon.com/kms/pricing | not |
//! | HTTP request | aws.amazon.com/api-gateway/pricing (HTTP API, first tier) | not |
//!
//! Frankfurt (eu-central-1) is dearer: about 0.763 and 0.153 a million writes and reads, 0.63 a gigabyte of log; not
//! compared either.

/// When the prices were current, as `2025-01`.
pub const AS_OF: &str = "2025-01";
/// The region they are of.
pub const REGION: &str = "eu-west-1";

// All in thousandths of a dollar.

/// A million read request units of DynamoDB.
pub(super) const MILLION_READS: i64 = 142;
/// A million write request units of DynamoDB.
pub(super) const MILLION_WRITES: i64 = 707;
/// A million requests of Lambda.
pub(super) const MILLION_REQUESTS: i64 = 200;
/// A million invocations by EventBridge Scheduler. Making, changing and deleting schedules costs nothing.
pub(super) const MILLION_STARTS: i64 = 1_000;
/// A million bytes taken in by CloudWatch Logs: a thousandth of a gigabyte at 0.57 dollars, in millionths of a dollar.
pub(super) const MILLION_LOG_BYTES_MICRO: i64 = 570;
/// A million requests of KMS: 0.03 dollars for ten thousand.
pub(super) const MILLION_KEY_REQUESTS: i64 = 3_000;
/// A million requests of an HTTP API.
pub(super) const MILLION_HTTP_REQUESTS: i64 = 1_110;
/// A gigabyte-second of Lambda on arm64: 0.0000133334 dollars.
pub(super) const GIGABYTE_SECOND: (i64, u32) = (133_334, 10);
