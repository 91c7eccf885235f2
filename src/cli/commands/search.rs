//! `search`: where does this text stand, in the repository here?

use serde_json::{Map, Value};

use super::tool::print_as;
use crate::base::Result;
use crate::cli::complete::Names;
use crate::cli::local::{AtArg, Local};
use crate::cli::ui::Ui;

const EXAMPLES: &str = "\
Examples:
  lean-ctx search 'fn \\w+_token'
  lean-ctx search --fixed 'foo(bar:' --path src --context 2
  lean-ctx search -U 'if \\w+ \\{\\s*return' --within function
  lean-ctx search TODO --count
  lean-ctx search TODO --path '**/*.py' --limit 20 --json
  lean-ctx search --ranked 'where are tokens compared'";

/// Search the repository you stand in: by a regular expression, or ranked by meaning.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// A regular expression; with --fixed the text itself, with --ranked a question.
    pattern: String,
    /// A folder, a file, or a glob, from where you stand.
    #[arg(long, short, add = Names::Path)]
    path: Option<String>,
    /// A language such as rust, py or ts.
    #[arg(long, short, add = Names::Language)]
    language: Option<String>,
    /// Take the pattern as it stands.
    #[arg(long, short = 'F', conflicts_with = "ranked")]
    fixed: bool,
    /// Ignore case; by default only a pattern without capitals does.
    #[arg(long, short, conflicts_with = "ranked")]
    ignore_case: bool,
    /// Whole words only.
    #[arg(long, short, conflicts_with = "ranked")]
    word: bool,
    /// Lines to show around each match.
    #[arg(long, short = 'C', value_name = "LINES", conflicts_with = "ranked")]
    context: Option<u32>,
    /// Lines to show before each match.
    #[arg(long, short = 'B', value_name = "LINES", conflicts_with = "ranked")]
    before: Option<u32>,
    /// Lines to show after each match.
    #[arg(long, short = 'A', value_name = "LINES", conflicts_with = "ranked")]
    after: Option<u32>,
    /// Let a match reach over line ends: \n and \s match them, . does with (?s).
    #[arg(long, short = 'U', conflicts_with = "ranked")]
    multiline: bool,
    /// Only within declarations of this kind, such as function, class or heading.
    #[arg(long, value_name = "KIND", add = Names::SymbolKind, conflicts_with = "ranked")]
    within: Option<String>,
    /// List the files with a match and how many each has.
    #[arg(long, short, conflicts_with_all = ["ranked", "files"])]
    count: bool,
    /// List the files with a match.
    #[arg(long, conflicts_with = "ranked")]
    files: bool,
    /// Rank places by how well they answer a question.
    #[arg(long, short)]
    ranked: bool,
    /// Results to show.
    #[arg(long, value_name = "COUNT")]
    limit: Option<u32>,
    /// Largest size of the answer in tokens.
    #[arg(long, value_name = "TOKENS")]
    max_tokens: Option<u32>,
    /// Go on where an earlier answer ended.
    #[arg(long, conflicts_with = "ranked")]
    cursor: Option<String>,
    #[command(flatten)]
    workspace: AtArg,
    /// Print the structured result for programs.
    #[arg(long)]
    json: bool,
}

impl Args {
    pub fn run(self, ui: &Ui) -> Result<()> {
        let local = self.workspace.open(ui)?;
        let (tool, arguments) = self.arguments(&local);
        let answer = local.call(tool, Value::Object(arguments))?;
        print_as(ui, tool, &answer, self.json)
    }

    fn arguments(&self, local: &Local) -> (&'static str, Map<String, Value>) {
        let mut arguments = Map::new();
        let mut put = |name: &str, value: Value| {
            arguments.insert(name.to_owned(), value);
        };
        if let Some(path) = &self.path {
            put("path", local.rooted(path).into());
        }
        if let Some(language) = &self.language {
            put("language", language.clone().into());
        }
        if let Some(limit) = self.limit {
            put("limit", limit.into());
        }
        if let Some(tokens) = self.max_tokens {
            put("maxTokens", tokens.into());
        }
        if self.ranked {
            put("query", self.pattern.clone().into());
            return ("ctx_semantic_search", arguments);
        }
        put("pattern", self.pattern.clone().into());
        put("regex", (!self.fixed).into());
        put("word", self.word.into());
        if self.ignore_case {
            put("caseSensitive", false.into());
        }
        put("multiline", self.multiline.into());
        let lines =
            [("contextLines", self.context), ("before", self.before), ("after", self.after)];
        for (name, lines) in lines.into_iter().filter_map(|(n, l)| Some((n, l?))) {
            put(name, lines.into());
        }
        if let Some(kind) = &self.within {
            put("symbolKind", kind.clone().into());
        }
        match (self.count, self.files) {
            (true, _) => put("output", "counts".into()),
            (_, true) => put("output", "files".into()),
            _ => {}
        }
        if let Some(cursor) = &self.cursor {
            put("cursor", cursor.clone().into());
        }
        ("ctx_search", arguments)
    }
}
