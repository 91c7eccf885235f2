//! What does TypeScript's grammar not read, and how is it told the same? Call signatures that begin with
//! `<` on a line of their own: it takes them for what follows the member before.

/// The text with a semicolon before each such line, in the place of a blank, so that every byte keeps
/// its place; `None` where there is no such line.
pub fn mend(text: &[u8]) -> Option<Vec<u8>> {
    let mut mended: Option<Vec<u8>> = None;
    let mut start = 0;
    while let Some(end) = text[start..].iter().position(|byte| *byte == b'\n') {
        start += end + 1;
        let blanks = text[start..].iter().take_while(|byte| matches!(byte, b' ' | b'\t')).count();
        if blanks > 0 && text.get(start + blanks) == Some(&b'<') {
            mended.get_or_insert_with(|| text.to_vec())[start + blanks - 1] = b';';
        }
    }
    mended
}
