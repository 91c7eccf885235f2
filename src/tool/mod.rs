//! What can be asked? The tools, each in its own file, and the one way in which any of them is called.

mod argument;
mod artifacts;
mod booking;
mod callgraph;
mod cited;
mod code;
mod declared;
mod expand;
mod graph;
mod impact;
mod outline;
mod overview;
mod pack;
mod page;
pub mod provider;
mod routes;
mod schema;
mod symbol;

mod glob;
mod handoff;
mod index;
mod knowledge;
mod knowledge_relations;
mod multi_read;
mod proof;
pub mod read;
pub mod resource;
mod search;
mod semantic_search;
mod session;
mod share;
mod sight;
mod told;
mod tree;
mod verify;
mod wait;

use std::cell::Cell;
use std::sync::{Arc, LazyLock, OnceLock};

use serde::Serialize;
use serde_json::value::RawValue;
use serde_json::{Map, Value};

use crate::app::{App, Space};
use crate::artifact::Shelf;
use crate::auth::{Principal, Scope, ScopeSet};
use crate::base::digest::sha256_hex;
use crate::base::{Error, Kind, Result, clock};
use crate::gate::{self, Ask, Caller, Effect, Permit};
use crate::index::view::View;
use crate::knowledge::Memory;
use crate::session::Desk;
use crate::store::{Shared, Store};
use crate::view::budget::{self, Cost};
use crate::view::token;

pub use argument::Arguments;
pub use booking::schemas;
use booking::{Due, Span, Stands};
pub use cited::{Cited, Citing};
pub use proof::without_note;
pub use sight::Frame;
use sight::{EVERYWHERE, Origin, Sights};
use told::{Deed, Telling};

/// What a tool is, for those who choose one.
#[derive(Debug)]
pub struct Spec {
    pub name: &'static str,
    /// For people: two or three words.
    pub title: &'static str,
    /// For a model: when to use it and what comes back.
    pub description: &'static str,
    /// Needed for every call.
    pub scopes: ScopeSet,
    /// Changes nothing: clients may call it without asking their user.
    pub read_only: bool,
}

/// One thing that can be asked. Arguments and results have types, from which the schemas come.
pub trait Tool: Sync {
    fn spec(&self) -> &'static Spec;

    /// Scopes that these arguments need beyond those of every call.
    fn extra_scopes(&self, _arguments: &Map<String, Value>) -> ScopeSet {
        ScopeSet::NONE
    }

    fn effect(&self, _arguments: &Map<String, Value>) -> Effect {
        Effect::Read
    }

    /// Can it ask several workspaces at once (`workspaceId: "*"`)?
    fn spans(&self) -> bool {
        false
    }

    /// Is its answer made from a commit, so that `ref` can ask for another one than is served?
    fn at_refs(&self) -> bool {
        let spec = self.spec();
        spec.read_only && spec.scopes.without(OF_COMMITS).is_empty()
    }

    /// Can it take away or replace what somebody else wrote?
    fn destroys(&self) -> bool {
        false
    }

    /// Does the same call again change nothing more?
    fn repeats(&self) -> bool {
        true
    }

    /// Is the answer to these arguments a function of the commit, so that a proof can bind it?
    fn provable(&self, arguments: &Map<String, Value>) -> bool {
        self.at_refs()
            && self.effect(arguments) == Effect::Read
            && self.extra_scopes(arguments).without(OF_COMMITS).is_empty()
    }

    /// Does it ask what others hold, outside of the workspaces?
    fn reaches_out(&self) -> bool {
        false
    }

    fn input_schema(&self) -> Value;
    fn output_schema(&self) -> Value;

    /// Does it say where something is, so that whole files need not be read to find it?
    fn points(&self) -> bool {
        false
    }

    /// Do the files of its answer deserve links of their own, for clients that open resources?
    fn links(&self) -> bool {
        false
    }

    /// # Errors
    /// `invalid_arguments` where the caller can mend the call, else `tool_error`.
    fn run(&self, call: &Call, arguments: Arguments) -> Result<Answer>;
}

/// Every tool, in the order in which clients see them.
pub const TOOLS: &[&dyn Tool] = &[
    &search::Search,
    &semantic_search::SemanticSearch,
    &read::Read,
    &multi_read::MultiRead,
    &tree::Tree,
    &glob::Glob,
    &expand::Expand,
    &outline::Outline,
    &symbol::FindSymbol,
    &graph::Graph,
    &impact::Impact,
    &callgraph::CallGraph,
    &routes::Routes,
    &overview::Overview,
    &pack::Pack,
    &index::Index,
    &provider::Provider,
    &artifacts::Artifacts,
    &proof::Proof,
    &verify::Verify,
    &knowledge::Knowledge,
    &knowledge_relations::KnowledgeRelations,
    &session::Session,
    &handoff::Handoff,
    &share::Share,
];

/// A tool as it is described to those who choose one: made once, asked for at every connection.
pub struct Described {
    pub tool: &'static dyn Tool,
    pub input_schema: Value,
    /// An entry of MCP's `tools/list`.
    pub listing: Box<RawValue>,
    /// What that costs its reader, counted when it is first sent.
    tokens: OnceLock<usize>,
}

impl Described {
    fn tokens(&self) -> usize {
        *self.tokens.get_or_init(|| token::count(self.listing.get()))
    }
}

/// All tools, described.
pub fn catalogue() -> &'static [Described] {
    static CATALOGUE: LazyLock<Vec<Described>> =
        LazyLock::new(|| TOOLS.iter().map(|tool| describe(*tool)).collect());
    &CATALOGUE
}

/// A tool, described.
pub fn described(name: &str) -> Option<&'static Described> {
    catalogue().iter().find(|described| described.tool.spec().name == name)
}

fn describe(tool: &'static dyn Tool) -> Described {
    let (spec, mut input_schema) = (tool.spec(), tool.input_schema());
    if tool.at_refs() {
        schema::add_ref(&mut input_schema);
    }
    let listing = serde_json::json!({
        "name": spec.name,
        "title": spec.title,
        "description": spec.description,
        "inputSchema": input_schema,
        "outputSchema": tool.output_schema(),
        "annotations": {
            "readOnlyHint": spec.read_only,
            "destructiveHint": tool.destroys(),
            "idempotentHint": tool.repeats(),
            "openWorldHint": tool.reaches_out(),
        },
    });
    let listing = RawValue::from_string(listing.to_string()).expect("a Value prints as JSON");
    Described { tool, input_schema, listing, tokens: OnceLock::new() }
}

/// Names that are refused to everyone: a shared server hands out context, not remote shells.
const NEVER: [&str; 7] =
    ["ctx_shell", "ctx_execute", "ctx_edit", "ctx_patch", "shell", "execute", "edit"];

/// The name under which any tool can be called as `{tool, …}`.
pub const META: &str = "ctx";

pub fn find(name: &str) -> Option<&'static dyn Tool> {
    TOOLS.iter().copied().find(|t| t.spec().name == name)
}

/// Is this a name that a call can be made under?
pub fn exists(name: &str) -> bool {
    name == META || find(name).is_some()
}

/// Would this call change something that outlives it?
pub fn changes(name: &str, arguments: Option<&Value>) -> bool {
    let Some(Value::Object(fields)) = arguments else { return false };
    let tool = match fields.get("tool").and_then(Value::as_str).filter(|_| name == META) {
        Some(named) => find(&meant(named)),
        None => find(name),
    };
    tool.is_some_and(|tool| tool.effect(fields) == Effect::Change)
}

/// The tools that a principal may call; nobody is shown a door that is shut to them.
pub fn visible(principal: &Principal) -> impl Iterator<Item = &'static Described> {
    let scopes = principal.scopes;
    catalogue().iter().filter(move |t| scopes.covers(t.tool.spec().scopes))
}

/// What is left of a call when the transport is taken off.
#[derive(Debug)]
pub struct Invocation<'a> {
    pub caller: &'a Caller,
    /// `/v1/tools/call` or `tools/call`: the word of the book.
    pub method: &'static str,
    pub name: &'a str,
    pub arguments: Option<Value>,
    /// From the body (REST), then from the header; one in the arguments comes before both.
    pub workspace: Option<String>,
    /// From the body (REST); one in the arguments comes before it.
    pub channel: Option<String>,
}

/// The method of a call that came over MCP.
pub const OVER_MCP: &str = "tools/call";

/// The channel of a call that names none.
pub const DEFAULT_CHANNEL: &str = "default";
/// Longest name of a channel, in characters.
pub const LONGEST_CHANNEL: usize = 128;

/// A call that was let through.
#[derive(Clone, Copy)]
pub struct Call<'a> {
    pub app: &'a App,
    pub caller: &'a Caller,
    /// As in [`Invocation`].
    pub method: &'static str,
    pub permit: &'a Permit,
    /// At least one; several only for a tool that spans workspaces.
    pub spaces: &'a [Arc<Space>],
    /// All workspaces were asked for, even if that is one.
    pub everywhere: bool,
    /// Largest cost of the answer, in tokens.
    pub max_tokens: usize,
    /// The conversation within the workspace.
    pub channel: &'a str,
    /// The ref that is asked about; none: what is served.
    pub reference: Option<&'a str>,
    /// What callers write and share.
    pub store: &'a Store,
    /// Bytes of it that all may take up; none: no limit.
    pub storage_quota: Option<u64>,
    /// The answer is to be a function of the commit alone: it will be proved.
    pub from_commit: bool,
    telling: &'a Telling<'a>,
    /// Comes before the answer's text: that the caller's view of the channel is old.
    preface: &'a str,
}

impl Call<'_> {
    /// The workspace of a tool that asks one.
    pub fn space(&self) -> &Space {
        &self.spaces[0]
    }

    /// What this call sees of its one workspace.
    ///
    /// # Errors
    /// `tool_error` while the workspace has never been indexed.
    pub fn view(&self) -> Result<View> {
        self.open(self.space())
    }

    /// What this call sees of one of its workspaces.
    ///
    /// # Errors
    /// As [`Call::view`].
    pub fn open(&self, space: &Space) -> Result<View> {
        self.await_first(space)?;
        let (line, deadline) = (&self.caller.line, self.permit.deadline());
        let tell = |progress| wait::tell(line, progress);
        let Some(reference) = self.reference else { return space.view_for(deadline, &tell) };
        let asked = space.ask(reference, deadline, &tell)?;
        let ready = space.is_ready(&asked);
        if !ready {
            line.park();
        }
        let view = space.view_of(asked, deadline, &tell)?;
        if !ready {
            self.app.bound_asides();
        }
        Ok(view)
    }

    /// Where an answer is from that no file was read for: it needs no index.
    pub fn place(&self) -> Frame {
        Frame::unread(self.space())
    }

    /// The workspace's name in the shared memory.
    pub fn memory(&self) -> &str {
        self.space().memory()
    }

    /// The artifacts of the workspace.
    pub fn shelf(&self) -> Shelf<'_> {
        Shelf { store: self.shared(), workspace: self.memory() }
    }

    /// What callers write and share; each change is told of in its own transaction.
    fn shared(&self) -> Shared<'_> {
        Shared::with(self.store, self.telling)
    }

    /// The caller's own place in this channel.
    pub fn desk(&self) -> Desk<'_> {
        Desk {
            store: self.shared(),
            workspace: self.memory(),
            channel: self.channel,
            agent: self.agent(),
            quota: self.storage_quota,
        }
    }

    /// What is known about the workspace, to be added to under the caller's name.
    pub fn knowledge(&self) -> Memory<'_> {
        Memory {
            store: self.shared(),
            workspace: self.memory(),
            agent: self.agent(),
            quota: self.storage_quota,
        }
    }

    /// Under which name this caller writes.
    pub fn agent(&self) -> &str {
        &self.permit.principal().agent
    }

    pub fn frame(&self, view: &View) -> Frame {
        Frame::of(self.space(), view, self.reference)
    }

    /// What this call sees of all its workspaces.
    ///
    /// # Errors
    /// `tool_error` while none of them has been indexed.
    pub fn sights(&self) -> Result<Sights> {
        sight::sights(self)
    }
}

/// A tool's reply: a text for a model, the same as data, and where it is from.
#[derive(Debug)]
pub struct Answer {
    pub text: String,
    /// An object.
    pub structured: Box<RawValue>,
    pub frame: Frame,
    /// Everything it was made from.
    pub cited: Vec<Cited>,
    /// What it would have taken to say the same without us.
    stands: Stands,
    /// Resources to go on with; over MCP alone.
    links: Vec<Content>,
}

impl Answer {
    pub fn new(text: String, output: &impl Serialize, frame: &Frame) -> Result<Self> {
        let structured = serde_json::value::to_raw_value(output)
            .map_err(|e| Error::internal("a result does not serialise").source(e))?;
        let (cited, links, stands) = (Vec::new(), Vec::new(), Stands::Nothing);
        Ok(Self { text, structured, frame: frame.clone(), cited, stands, links })
    }

    /// Says what the answer stands for.
    #[must_use]
    fn standing(mut self, stands: Stands) -> Self {
        self.stands = stands;
        self
    }

    /// Says what the answer was made from.
    #[must_use]
    pub fn citing(mut self, cited: Vec<Cited>) -> Self {
        self.cited = cited;
        self
    }

    /// The links as a client might show them.
    fn shown_links(&self) -> String {
        if self.links.is_empty() {
            return String::new();
        }
        serde_json::to_string(&self.links).unwrap_or_default()
    }

    /// Links the files that it was made from, the first first, as far as there is room.
    fn linked(mut self, max_tokens: usize, reference: Option<&str>) -> Self {
        let mut seen = std::collections::HashSet::new();
        for cited in &self.cited {
            if self.links.len() == MOST_LINKS || !seen.insert((&cited.workspace, &cited.path)) {
                continue;
            }
            self.links.push(resource::link(&cited.workspace, &cited.path, reference));
        }
        while !self.links.is_empty() && !budget::fits(&self, max_tokens) {
            self.links.pop();
        }
        self
    }

    /// Refuses to be larger than it may be: for answers that cannot be cut.
    pub fn within(self, max_tokens: usize) -> Result<Self> {
        if budget::fits(&self, max_tokens) {
            return Ok(self);
        }
        let tokens = self.tokens();
        Err(Error::invalid(format!(
            "the answer takes {tokens} tokens, more than `maxTokens` {max_tokens}"
        ))
        .hint("ask with a larger `maxTokens` or for less"))
    }

    /// What was changed cannot be taken back for want of room to say so: then less is said.
    ///
    /// # Errors
    /// What `brief` fails with.
    pub fn or_brief(self, max_tokens: usize, brief: impl FnOnce() -> Result<Self>) -> Result<Self> {
        if budget::fits(&self, max_tokens) { Ok(self) } else { brief() }
    }

    /// MCP's CallToolResult. The structured half is already JSON and is not parsed again.
    pub fn into_result(self) -> CallToolResult {
        let text = Content::Text { text: self.text };
        CallToolResult {
            content: std::iter::once(text).chain(self.links).collect(),
            structured_content: self.structured,
            is_error: false,
            result_type: None,
        }
    }
}

/// What a tool call gives back, over REST and MCP alike.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct CallToolResult {
    content: Vec<Content>,
    structured_content: Box<RawValue>,
    is_error: bool,
    /// `complete`, from MCP 2026-07-28 on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub result_type: Option<&'static str>,
}

/// One item of a result's content.
#[derive(Debug, Serialize)]
#[serde(tag = "type", rename_all = "snake_case", rename_all_fields = "camelCase")]
pub enum Content {
    Text { text: String },
    ResourceLink { uri: String, name: String, mime_type: &'static str },
}

/// Links of one answer: each costs a client that shows them about 40 tokens.
const MOST_LINKS: usize = 5;

impl CallToolResult {
    /// A failure that a model can read and mend: message and hint, with the envelope as data.
    pub fn failure(error: &Error) -> Self {
        let text = match error.hint_text() {
            Some(hint) => format!("{}\nhint: {hint}", public_message(error)),
            None => public_message(error).to_owned(),
        };
        let json = envelope(error).to_string();
        Self {
            content: vec![Content::Text { text }],
            structured_content: RawValue::from_string(json).expect("a Value prints as JSON"),
            is_error: true,
            result_type: None,
        }
    }
}

/// The error envelope of every surface (CONTRACT §3).
pub fn envelope(error: &Error) -> Value {
    let message = match error.hint_text() {
        Some(hint) => format!("{}; {hint}", public_message(error)),
        None => public_message(error).to_owned(),
    };
    serde_json::json!({"error": message, "error_code": error.kind().code()})
}

/// What a remote caller may read: our own faults stay with us.
fn public_message(error: &Error) -> &str {
    match error.kind() {
        Kind::Internal => "internal error",
        _ => error.message(),
    }
}

impl Cost for Answer {
    fn bytes(&self) -> usize {
        (self.text.len() + self.shown_links().len()).max(self.structured.get().len())
    }

    fn tokens(&self) -> usize {
        let links = token::count(&self.shown_links());
        (token::count(&self.text) + links).max(token::count(self.structured.get()))
    }
}

/// Resolves the tool and the workspace, goes through the gate, runs the tool and books what its
/// answer saved.
///
/// # Errors
/// Every refusal and failure of CONTRACT §3; each is in the audit log when this returns.
pub fn call(app: &App, invocation: Invocation) -> Result<Answer> {
    let caller = invocation.caller;
    let (answer, due) = enter(app, invocation, |tool, call, arguments| {
        let answer = tool.run(call, arguments)?.led_by(call.preface);
        let answer = match tool.links() && call.method == OVER_MCP {
            true => answer.linked(call.max_tokens, call.reference),
            false => answer,
        };
        let name = tool.spec().name;
        debug_assert!(budget::fits(&answer, call.max_tokens), "{name} overran its budget");
        Ok((answer, Due::new(tool, call)))
    })?;
    due.book(app, caller, &answer);
    Ok(answer)
}

/// As [`call`], with `work` in place of the tool's own run.
///
/// # Errors
/// As `call`, and those of `work`.
pub fn enter<T>(
    app: &App,
    invocation: Invocation,
    work: impl FnOnce(&'static dyn Tool, &Call, Arguments) -> Result<T>,
) -> Result<T> {
    let trace = &invocation.caller.trace;
    entered(app, invocation, work).inspect_err(|e| trace.failed(e.kind().code()))
}

fn entered<T>(
    app: &App,
    invocation: Invocation,
    work: impl FnOnce(&'static dyn Tool, &Call, Arguments) -> Result<T>,
) -> Result<T> {
    let Invocation { caller, method, name, arguments, workspace, channel } = invocation;
    let raw = arguments.unwrap_or_else(|| Value::Object(Map::new()));
    let mut ask = Ask {
        caller,
        tool: Some(name),
        method,
        workspace: None,
        needs: ScopeSet::NONE,
        effect: Effect::Read,
        arguments_sha256: Some(sha256_hex(raw.to_string().as_bytes())),
    };
    let gate = app.gate();
    let mut arguments = match Arguments::new(raw) {
        Ok(arguments) => arguments,
        Err(e) => return Err(gate.refuse(&ask, e)),
    };
    let named = match resolve(name, &mut arguments) {
        Ok(named) => named,
        Err(e) => return Err(gate.refuse(&ask, e)),
    };
    ask.tool = Some(&named);
    if NEVER.contains(&named.as_str()) {
        return Err(gate.refuse(&ask, never(&named)));
    }
    let Some(tool) = find(&named) else {
        return Err(gate.refuse(&ask, unknown_tool(&named)));
    };
    let common = match arguments.take_common() {
        Ok(common) => common,
        Err(e) => return Err(gate.refuse(&ask, e)),
    };
    let channel = match channel_name(common.channel.or(channel)) {
        Ok(channel) => channel,
        Err(e) => return Err(gate.refuse(&ask, e)),
    };
    let reference = match tool.at_refs().then(|| arguments.take_ref()).transpose() {
        Ok(reference) => reference.flatten(),
        Err(e) => return Err(gate.refuse(&ask, e)),
    };
    ask.needs = tool.spec().scopes.union(tool.extra_scopes(arguments.fields()));
    ask.effect = tool.effect(arguments.fields());
    let state = app.state();
    let id = common.workspace.or(workspace).unwrap_or_else(|| state.default_workspace().to_owned());
    ask.workspace = Some(&id);
    let seen = state.visible(&caller.principal).any(|space| space.id() == id);
    caller.trace.about(tool.spec().name, seen.then_some(&*id));
    let everywhere = id == EVERYWHERE;
    let spaces: Vec<Arc<Space>> = if everywhere {
        state.visible(&caller.principal).cloned().collect()
    } else {
        state.space(&id).cloned().into_iter().collect()
    };
    // Scopes are asked first: a viewer learns nothing about workspaces from a tool it may not call.
    let missing = ask.needs.without(caller.principal.scopes);
    let one_only = everywhere && (!tool.spans() || reference.is_some());
    let refusal = match (missing.is_empty(), one_only, spaces.is_empty()) {
        (false, _, _) => Some(gate::scope_denied(&named, missing)),
        (true, true, _) if reference.is_some() => Some(one_of_a_ref()),
        (true, true, _) => Some(one_workspace(&named)),
        (true, false, true) => Some(gate::unknown_workspace(&id)),
        (true, false, false) => None,
    };
    if let Some(refusal) = refusal {
        return Err(gate.refuse(&ask, refusal));
    }
    let began = clock::instant();
    let telling = Telling {
        log: app.events(),
        tool: tool.spec().name,
        deed: Deed::of(&named, arguments.fields()),
        spaces: &spaces,
        channel: &channel,
        agent: &caller.principal.agent,
        changes: Cell::new(0),
    };
    let answer = gate.enter(&ask, |permit| {
        permit.deadline().check()?;
        let (stale, max_tokens) = match everywhere {
            true => (String::new(), common.max_tokens),
            false => telling.stale(common.max_tokens),
        };
        let call = Call {
            app,
            caller,
            method,
            permit,
            spaces: &spaces,
            everywhere,
            max_tokens,
            channel: &channel,
            reference: reference.as_deref(),
            store: app.store(),
            storage_quota: state.storage_quota,
            from_commit: false,
            telling: &telling,
            preface: &stale,
        };
        work(tool, &call, arguments)
    });
    app.meter().call(tool.spec().name, began.elapsed(), answer.is_err());
    telling.finish(answer.is_ok());
    answer
}

/// # Errors
/// `invalid_arguments` for what is no name of a channel.
pub fn channel_name(named: Option<String>) -> Result<String> {
    let name = named.unwrap_or_else(|| DEFAULT_CHANNEL.into());
    if name.is_empty()
        || name.chars().count() > LONGEST_CHANNEL
        || name.chars().any(char::is_control)
    {
        return Err(Error::invalid(format!(
            "`channelId` must be a name of 1 to {LONGEST_CHANNEL} characters without control characters"
        )));
    }
    Ok(name)
}

fn one_workspace(name: &str) -> Error {
    Error::invalid(format!("`{name}` asks one workspace, not `{EVERYWHERE}`"))
        .hint("name it in `workspaceId`; ctx_search and ctx_semantic_search can ask all at once")
}

fn one_of_a_ref() -> Error {
    Error::invalid(format!("`ref` is of one workspace, not of `{EVERYWHERE}`"))
        .hint("name the workspace in `workspaceId`")
}

/// The meta tool's `{tool, …}` becomes the named tool with the rest, the prefix being optional.
fn resolve(name: &str, arguments: &mut Arguments) -> Result<String> {
    if name != META {
        return Ok(name.to_owned());
    }
    let named = arguments.take_text("tool")?.ok_or_else(|| {
        Error::invalid("`ctx` needs `tool`, the name of the tool to call")
            .hint("for example {\"tool\": \"search\", \"pattern\": \"fn main\"}")
    })?;
    Ok(meant(&named))
}

/// The tool that is meant in `ctx`, where its name may stand without `ctx_`.
fn meant(named: &str) -> String {
    let prefixed = format!("ctx_{named}");
    if find(&prefixed).is_some() || NEVER.contains(&prefixed.as_str()) {
        prefixed
    } else {
        named.to_owned()
    }
}

fn never(name: &str) -> Error {
    Error::new(Kind::ScopeDenied, format!("`{name}` is not served to anyone"))
        .hint("the team surface is read-first: it runs and edits nothing")
}

fn unknown_tool(name: &str) -> Error {
    Error::invalid(format!("there is no tool `{}`", gate::clip(name)))
        .hint("tools/list (or GET /v1/tools) names those this token may call")
}

/// `1 file`, `2 files`; `1 match`, `2 matches`.
fn counted(n: usize, noun: &str) -> String {
    let ending = match n {
        1 => "",
        _ if noun.ends_with("ch") => "es",
        _ => "s",
    };
    format!("{n} {noun}{ending}")
}

/// What these need is told by a commit alone.
const OF_COMMITS: ScopeSet = ScopeSet::of(&[Scope::Search, Scope::Graph]);

/// The scopes of the search tools.
const SEARCH: ScopeSet = ScopeSet::of(&[Scope::Search]);

/// Default of `maxTokens`, for the schemas.
pub const fn default_max_tokens() -> usize {
    budget::DEFAULT_TOKENS
}
