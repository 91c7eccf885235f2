//! What counts how much? Written by `scripts/fit`; not by hand.

use super::{line, score};

pub const QUESTION: score::Values = [
    2.12,  // body
    1.05,  // body share
    0.56,  // covered
    0.20,  // path
    1.01,  // names
    1.11,  // docs
    0.47,  // docs share
    1.99,  // stem back
    1.06,  // stem both
    1.37,  // declared
    -0.33, // declared value
    -0.26, // heading
    0.00,  // defines
    0.00,  // defines value
    0.00,  // defines alike
    0.96,  // stem is name
    0.68,  // names defined
    0.63,  // embedding
    0.00,  // mentioned
    -2.09, // test
    -1.32, // document
    -0.43, // data
    -0.59, // aside
    -2.52, // derived
    -0.54, // header
    0.25,  // hands on
    2.18,  // length
    0.30,  // known
    -1.00, // depth
];

pub const SYMBOL: score::Values = [
    0.97,  // body
    1.36,  // body share
    -1.07, // covered
    0.16,  // path
    0.55,  // names
    1.29,  // docs
    1.33,  // docs share
    1.67,  // stem back
    0.89,  // stem both
    0.79,  // declared
    0.37,  // declared value
    -0.09, // heading
    2.48,  // defines
    0.28,  // defines value
    1.26,  // defines alike
    1.96,  // stem is name
    0.00,  // names defined
    0.17,  // embedding
    0.00,  // mentioned
    -1.18, // test
    -0.34, // document
    -0.32, // data
    -0.01, // aside
    -3.29, // derived
    0.14,  // header
    0.26,  // hands on
    0.99,  // length
    0.17,  // known
    0.01,  // depth
];

pub const PIECE: line::Values = [
    1.29,  // piece: body
    1.87,  // piece: covered
    0.84,  // piece: declared
    -0.02, // piece: named
    1.13,  // piece: declared share
    0.25,  // piece: callable
    -0.68, // piece: type
    -1.37, // piece: test
    -0.58, // piece: head
    0.63,  // piece: length
    1.14,  // piece: body here
    0.95,  // piece: declared here
];
