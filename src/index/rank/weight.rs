//! What counts how much? Written by `scripts/fit`; not by hand.

use super::score::Values;

pub const QUESTION: Values = [
    1.88,  // body
    1.36,  // body share
    0.60,  // covered
    0.24,  // path
    1.01,  // names
    1.09,  // docs
    0.63,  // docs share
    1.95,  // stem back
    1.09,  // stem both
    1.34,  // declared
    -0.45, // declared value
    -0.25, // heading
    0.00,  // defines
    0.00,  // defines value
    0.87,  // stem is name
    0.74,  // names defined
    0.00,  // embedding
    0.00,  // mentioned
    -2.13, // test
    -1.30, // document
    -0.43, // data
    -0.63, // aside
    -2.19, // derived
    -0.54, // header
    0.24,  // hands on
    2.12,  // length
    0.29,  // known
    -0.84, // depth
];

pub const SYMBOL: Values = [
    0.95,  // body
    1.12,  // body share
    -0.99, // covered
    0.48,  // path
    0.70,  // names
    1.12,  // docs
    1.44,  // docs share
    1.36,  // stem back
    1.09,  // stem both
    0.97,  // declared
    -0.12, // declared value
    -0.05, // heading
    2.31,  // defines
    1.46,  // defines value
    1.88,  // stem is name
    0.00,  // names defined
    0.00,  // embedding
    0.00,  // mentioned
    -0.84, // test
    -0.23, // document
    -0.23, // data
    -0.01, // aside
    -1.72, // derived
    0.69,  // header
    0.26,  // hands on
    0.89,  // length
    0.27,  // known
    0.59,  // depth
];
