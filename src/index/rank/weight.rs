//! What counts how much? Written by `scripts/fit`; not by hand.

use super::score::Values;

pub const QUESTION: Values = [
    1.86,  // body
    1.34,  // body share
    0.57,  // covered
    0.22,  // path
    1.02,  // names
    1.08,  // docs
    0.61,  // docs share
    1.96,  // stem back
    1.08,  // stem both
    1.32,  // declared
    -0.46, // declared value
    -0.25, // heading
    0.00,  // defines
    0.00,  // defines value
    0.00,  // defines alike
    0.86,  // stem is name
    0.75,  // names defined
    0.64,  // embedding
    0.00,  // mentioned
    -2.13, // test
    -1.31, // document
    -0.44, // data
    -0.63, // aside
    -2.20, // derived
    -0.53, // header
    0.24,  // hands on
    2.14,  // length
    0.30,  // known
    -0.84, // depth
];

pub const SYMBOL: Values = [
    0.94,  // body
    1.11,  // body share
    -0.99, // covered
    0.48,  // path
    0.70,  // names
    1.12,  // docs
    1.44,  // docs share
    1.37,  // stem back
    1.09,  // stem both
    0.97,  // declared
    -0.12, // declared value
    -0.05, // heading
    2.31,  // defines
    1.46,  // defines value
    0.00,  // defines alike
    1.87,  // stem is name
    0.00,  // names defined
    0.44,  // embedding
    0.00,  // mentioned
    -0.84, // test
    -0.23, // document
    -0.24, // data
    -0.02, // aside
    -1.71, // derived
    0.69,  // header
    0.26,  // hands on
    0.90,  // length
    0.27,  // known
    0.59,  // depth
];
