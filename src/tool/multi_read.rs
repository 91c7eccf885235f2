//! ctx_multi_read: what stands in these files?

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::sync::Arc;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::read::{Lines, Place};
use super::{
    Answer, Arguments, Call, Citing, Frame, SEARCH, Span, Spec, Stands, Tool, counted, schema,
};
use crate::base::{Error, Result};
use crate::index::view::View;
use crate::savings::Mechanism;
use crate::view::{budget, cursor, token};
use crate::workspace::path::JailedPath;
use crate::workspace::source::BlobId;

pub struct MultiRead;

/// Files of one call at most.
const MOST: usize = 50;

/// Arguments of ctx_multi_read.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Input {
    /// Files, relative to the workspace root.
    #[schemars(length(min = 1, max = 50))]
    paths: Vec<String>,
    /// From an earlier answer: goes on where that ended.
    cursor: Option<String>,
}

#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct Output<'a> {
    #[serde(flatten)]
    frame: &'a Frame,
    files: Vec<File>,
    /// Tokens of the files' `text`.
    delivered_tokens: usize,
    /// Tokens of the files that are shown, whole.
    source_tokens: usize,
    truncated: bool,
    /// Hand it back for the rest.
    #[serde(skip_serializing_if = "Option::is_none")]
    cursor: Option<String>,
}

#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct File {
    path: String,
    /// First line shown, 1-based; 0 where none is.
    start_line: usize,
    end_line: usize,
    total_lines: usize,
    text: String,
    /// Why this file cannot be shown; the others are.
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<String>,
}

const SPEC: Spec = Spec {
    name: "ctx_multi_read",
    title: "Read files",
    description: "Reads up to 50 files in one call, in the order given, within one token budget. \
A file that cannot be shown says why; the rest comes with `cursor`.",
    scopes: SEARCH,
    read_only: true,
};

/// What can be cut off a page's end: a piece of a file, or the note that a file has none.
enum Item<'a> {
    Piece { file: usize, place: Place, text: &'a str },
    Empty { file: usize },
}

impl Tool for MultiRead {
    fn spec(&self) -> &'static Spec {
        &SPEC
    }

    fn input_schema(&self) -> Value {
        schema::input::<Input>()
    }

    fn output_schema(&self) -> Value {
        schema::output::<Output>()
    }

    fn run(&self, call: &Call, arguments: Arguments) -> Result<Answer> {
        let question = arguments.question(SPEC.name);
        let input: Input = arguments.read()?;
        if input.paths.is_empty() || input.paths.len() > MOST {
            return Err(Error::invalid(format!("`paths` must name 1 to {MOST} files")));
        }
        let view = call.view()?;
        let frame = call.frame(&view);
        let (first, from) = match &input.cursor {
            Some(c) => cursor::decode::<(usize, Place)>(&question, c)?,
            None => (0, Place { line: 1, byte: 0 }),
        };
        let texts: Vec<Result<Text>> =
            input.paths.iter().map(|path| text_of(&view, path)).collect();
        let lines: Vec<Option<Lines>> =
            texts.iter().map(|t| t.as_ref().ok().map(|text| Lines::of(&text.text))).collect();
        let mut items = Vec::new();
        for file in first..input.paths.len() {
            call.permit.deadline().check()?;
            let from = if file == first { from } else { Place { line: 1, byte: 0 } };
            match &lines[file] {
                Some(lines) if lines.len() > 0 => {
                    let pieces = lines.pieces(from, lines.len());
                    items.extend(pieces.into_iter().map(|p| Item::Piece {
                        file,
                        place: p.place,
                        text: p.text,
                    }));
                }
                _ => items.push(Item::Empty { file }),
            }
        }
        let sizes: Vec<usize> = items
            .iter()
            .map(|item| match item {
                Item::Piece { text, .. } => text.len(),
                Item::Empty { .. } => 100,
            })
            .collect();
        // Of a file as a whole, counted once a commit.
        let whole = |file: usize| match (&texts[file], &lines[file]) {
            (Ok(text), Some(lines)) => {
                let span = (1, lines.len());
                call.space().tokens(&view, &text.path, span, || token::count(&text.text))
            }
            _ => 0,
        };
        let render = |n: usize| {
            let files = files(&items[..n], &input.paths, &texts, &lines);
            let cursor = items.get(n).map(|item| match item {
                Item::Piece { file, place, .. } => cursor::encode(&question, &(*file, *place)),
                Item::Empty { file } => {
                    cursor::encode(&question, &(*file, Place { line: 1, byte: 0 }))
                }
            });
            let text = text(&files, cursor.as_deref(), &frame);
            let truncated = cursor.is_some();
            let delivered_tokens = files.iter().map(|file| token::count(&file.text)).sum();
            let shown = items[..n].iter().filter_map(|item| match item {
                Item::Piece { file, .. } => Some(*file),
                Item::Empty { .. } => None,
            });
            let shown: BTreeSet<usize> = shown.collect();
            let source_tokens = shown.into_iter().map(whole).sum();
            let frame = &frame;
            let output =
                Output { frame, files, delivered_tokens, source_tokens, truncated, cursor };
            Answer::new(text, &output, frame)
        };
        let (answer, shown) = budget::fit(&sizes, call.max_tokens, render)?;
        let (mut citing, id) = (Citing::default(), Arc::from(call.space().id()));
        for item in &items[..shown] {
            let (file, line) = match item {
                Item::Piece { file, place, .. } => (*file, place.line as u32),
                Item::Empty { file } => (*file, 0),
            };
            if let Ok(text) = &texts[file] {
                citing.lines(&id, &text.path, text.blob, line, line);
            }
        }
        let mut runs: Vec<(usize, usize, usize)> = Vec::new();
        for item in &items[..shown] {
            if let Item::Piece { file, place, .. } = item {
                match runs.last_mut() {
                    Some((before, _, last)) if before == file => *last = place.line,
                    _ => runs.push((*file, place.line, place.line)),
                }
            }
        }
        let spans = runs.into_iter().filter_map(|(file, first, last)| {
            let (text, lines) = (texts[file].as_ref().ok()?, lines[file].as_ref()?);
            let count = |first: usize, last: usize| token::count(lines.text(first, last));
            let tokens =
                if (first, last) == (1, lines.len()) { whole(file) } else { count(first, last) };
            Some(Span::new(call, text.blob, (first, last), (tokens, false), count))
        });
        let stands = Stands::Lines(Mechanism::Compression, spans.collect());
        Ok(answer.citing(citing.done()).standing(stands))
    }
}

/// A file that was read.
struct Text {
    path: Arc<str>,
    blob: BlobId,
    text: String,
}

fn text_of(view: &View, path: &str) -> Result<Text> {
    let content = view.read(&JailedPath::parse(path)?)?;
    let text = String::from_utf8_lossy(&content.bytes).into_owned();
    Ok(Text { path: content.path, blob: content.blob, text })
}

fn files(
    items: &[Item],
    paths: &[String],
    texts: &[Result<Text>],
    lines: &[Option<Lines>],
) -> Vec<File> {
    let mut files: Vec<(usize, File)> = Vec::new();
    for item in items {
        let index = match item {
            Item::Piece { file, .. } | Item::Empty { file } => *file,
        };
        if files.last().is_none_or(|(last, _)| *last != index) {
            let shown = File {
                path: paths[index].clone(),
                start_line: 0,
                end_line: 0,
                total_lines: lines[index].as_ref().map_or(0, Lines::len),
                text: String::new(),
                error: texts[index].as_ref().err().map(|e| e.message().to_owned()),
            };
            files.push((index, shown));
        }
        if let (Item::Piece { place, text, .. }, Some((_, file))) = (item, files.last_mut()) {
            if file.start_line == 0 {
                file.start_line = place.line;
            }
            file.end_line = place.line;
            file.text.push_str(text);
        }
    }
    files.into_iter().map(|(_, file)| file).collect()
}

fn text(files: &[File], cursor: Option<&str>, frame: &Frame) -> String {
    let mut text = format!("{} ({})\n", counted(files.len(), "file"), frame.label());
    for file in files {
        match &file.error {
            Some(error) => {
                let _ = writeln!(text, "== {}: {error}", file.path);
            }
            None => {
                let _ = writeln!(
                    text,
                    "== {} lines {}-{} of {}",
                    file.path, file.start_line, file.end_line, file.total_lines
                );
                text.push_str(&file.text);
                if !file.text.ends_with('\n') {
                    text.push('\n');
                }
            }
        }
    }
    if let Some(cursor) = cursor {
        let _ = write!(text, "[more: cursor {cursor}]");
    }
    text
}
