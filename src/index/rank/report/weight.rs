//! What counts how much in a report? Written by `scripts/issues --fit`; not by hand.

use super::{file, function};

pub const FILE: file::Values = [
    0.52,  // all words
    1.21,  // title
    0.92,  // prose
    -0.11, // code
    1.61,  // best chunk
    1.30,  // best chunk for title
    1.35,  // path
    0.60,  // path in title
    0.63,  // declared
    0.82,  // declared in title
    1.34,  // docs
    0.18,  // stem back
    0.42,  // named in title
    0.42,  // named in prose
    0.82,  // named in code
    0.15,  // best name
    0.30,  // share of names
    0.30,  // folder
    0.59,  // mentioned
    0.46,  // module
    0.61,  // frame
    1.48,  // last frame
    0.36,  // quoted
    -6.00, // test
    -5.00, // document
    -5.00, // data
    -0.88, // aside
    0.15,  // derived
    -0.55, // package file
    0.71,  // length
    0.19,  // depth
    0.15,  // known
];

pub const FUNCTION: function::Values = [
    0.51,  // file
    1.62,  // first file
    2.15,  // words
    1.76,  // words in file
    1.11,  // title
    -0.20, // code
    1.70,  // chunk
    2.02,  // covers
    0.87,  // covers title
    -0.27, // named in title
    1.11,  // named in prose
    0.71,  // named in code
    0.83,  // within named
    1.75,  // within named in title
    1.21,  // running
    0.50,  // frame
    1.88,  // last frame
    1.08,  // quoted
    1.97,  // length
    0.09,  // constructor
    -0.04, // method
];
