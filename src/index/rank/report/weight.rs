//! What counts how much in a report? Written by `scripts/issues --fit`; not by hand.

use super::{file, function};

pub const FILE: file::Values = [
    0.50,  // all words
    1.14,  // title
    0.91,  // prose
    -0.04, // code
    1.56,  // best chunk
    1.23,  // best chunk for title
    1.31,  // path
    0.58,  // path in title
    0.62,  // declared
    0.79,  // declared in title
    1.40,  // docs
    0.19,  // stem back
    0.41,  // named in title
    0.44,  // named in prose
    0.69,  // named in code
    0.23,  // best name
    -0.12, // share of names
    0.86,  // folder
    0.69,  // mentioned
    0.23,  // module
    0.59,  // frame
    1.52,  // last frame
    0.30,  // quoted
    -6.00, // test
    -5.00, // document
    -5.00, // data
    -1.57, // aside
    0.15,  // derived
    -0.43, // package file
    0.67,  // length
    0.17,  // depth
    0.07,  // known
];

pub const FUNCTION: function::Values = [
    0.80,  // file
    1.60,  // first file
    2.41,  // words
    1.57,  // words in file
    1.14,  // title
    -0.12, // code
    1.62,  // chunk
    1.94,  // covers
    0.87,  // covers title
    -0.25, // named in title
    1.10,  // named in prose
    0.71,  // named in code
    0.71,  // within named
    1.79,  // within named in title
    1.17,  // running
    0.48,  // frame
    1.95,  // last frame
    1.06,  // quoted
    1.13,  // length
    -0.17, // constructor
    -0.03, // method
];
