//! What can one client do over a pipe beside asking one thing after the other: call off, hear how far it is, listen?

use std::fs::{File, OpenOptions};
use std::io::{BufRead as _, BufReader, Write as _};
use std::process::{Child, ChildStdin, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use serde_json::{Value, json};

use crate::harness::{Home, PATIENCE, Repo, wait};

struct Client {
    child: Child,
    input: Option<ChildStdin>,
    output: Receiver<Value>,
}

impl Client {
    fn start(home: &Home, repo: &Repo) -> Self {
        let mut command = home.command();
        command.arg("serve").current_dir(&repo.path).stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut child = command.stderr(Stdio::null()).spawn().expect("the binary");
        let output = BufReader::new(child.stdout.take().expect("piped"));
        let (sender, receiver) = channel();
        std::thread::spawn(move || {
            for line in output.lines() {
                let message = serde_json::from_str(&line.expect("a line")).expect("JSON");
                if sender.send(message).is_err() {
                    return;
                }
            }
        });
        Self { input: child.stdin.take(), child, output: receiver }
    }

    fn send(&mut self, message: &Value) {
        writeln!(self.input.as_mut().expect("open"), "{message}").expect("a pipe");
    }

    fn ask(&mut self, id: u64, method: &str, params: Value) {
        self.send(&json!({"jsonrpc": "2.0", "id": id, "method": method, "params": params}));
    }

    fn call(&mut self, id: u64, name: &str, arguments: Value) {
        let meta = json!({"progressToken": id});
        self.ask(id, "tools/call", json!({"name": name, "arguments": arguments, "_meta": meta}));
    }

    fn call_off(&mut self, id: &Value) {
        let params = json!({"requestId": id});
        self.send(
            &json!({"jsonrpc": "2.0", "method": "notifications/cancelled", "params": params}),
        );
    }

    #[track_caller]
    fn next(&self) -> Value {
        self.output.recv_timeout(PATIENCE).expect("a message")
    }

    /// The next message that is no progress.
    #[track_caller]
    fn answer(&self) -> Value {
        loop {
            let message = self.next();
            if message["method"] != "notifications/progress" {
                return message;
            }
        }
    }

    /// The end of input; what is said until the end.
    fn end(mut self) -> Vec<Value> {
        drop(self.input.take());
        let status = wait(&mut self.child, PATIENCE).expect("the end of input ends it");
        assert_eq!(status.code(), Some(0));
        self.output.iter().collect()
    }
}

/// Keeps the home's one index from being written.
fn held(home: &Home) -> File {
    let index = home.join(".lean-ctx").join("index");
    let dir = std::fs::read_dir(index).expect("an index").next().expect("one").expect("one").path();
    let file = OpenOptions::new().write(true).open(dir.join("lock")).expect("a lock file");
    file.lock().expect("a lock");
    file
}

fn repo(home: &Home) -> Repo {
    home.repo("core", &[("a.rs", "fn committed() {}\n"), ("b.rs", "fn other() {}\n")])
}

#[test]
fn a_running_request_is_called_off_and_gets_no_answer() {
    let home = Home::new();
    let repo = repo(&home);
    let mut client = Client::start(&home, &repo);
    // Who comes before the first index waits for it.
    client.call(1, "ctx_search", json!({"pattern": "fn"}));
    assert_eq!(client.answer()["result"]["structuredContent"]["total"], 2);
    let lock = held(&home);
    client.call(2, "ctx_index", json!({"action": "rebuild"}));
    client.ask(3, "ping", json!({}));
    assert_eq!(client.answer()["id"], 3);
    // A change waits for its turn, which a request that waits gives away.
    client.call(4, "ctx_session", json!({"action": "set_task", "task": "mend it"}));
    assert_eq!(client.answer()["id"], 4);
    client.call(5, "ctx_search", json!({"pattern": "other"}));
    assert_eq!(client.answer()["result"]["structuredContent"]["total"], 1);
    client.call_off(&json!(2));
    client.call_off(&json!("nothing of this name"));
    client.ask(6, "ping", json!({}));
    assert_eq!(client.answer()["id"], 6);
    lock.unlock().expect("unlocked");
    client.call(7, "ctx_index", json!({"action": "rebuild"}));
    let built = client.answer();
    assert_eq!(
        (&built["id"], &built["result"]["structuredContent"]["rebuilt"]),
        (&json!(7), &json!(true))
    );
    assert!(client.end().is_empty());
}

#[test]
fn what_was_asked_before_the_end_is_answered_in_a_sound_order() {
    let home = Home::new();
    let repo = repo(&home);
    let mut client = Client::start(&home, &repo);
    for round in 0..4 {
        let value = format!("value {round}");
        let fact = json!({"action": "remember", "key": "k", "value": value});
        client.call(round * 2, "ctx_knowledge", fact);
        client.call(round * 2 + 1, "ctx_knowledge", json!({"action": "recall", "key": "k"}));
    }
    let said = client.end();
    let mut answered = 0;
    for message in said.iter().filter(|m| m["id"].is_u64()) {
        let id = message["id"].as_u64().unwrap();
        let text = message["result"]["content"][0]["text"].as_str().unwrap();
        assert!(id % 2 == 0 || text.contains(&format!("value {}", id / 2)), "{message}");
        answered += 1;
    }
    assert_eq!(answered, 8);
}

#[test]
fn who_listens_hears_of_commits_edits_and_what_is_stored() {
    let home = Home::new();
    let repo = repo(&home);
    let mut client = Client::start(&home, &repo);
    let uri = |rest: &str| format!("leanctx://core/{rest}");
    let (file, artifact, fact) =
        (uri("file/a.rs"), uri("artifact/notes.md"), uri("knowledge/general/k"));
    let meta = json!({
        "io.modelcontextprotocol/protocolVersion": "2026-07-28",
        "io.modelcontextprotocol/clientCapabilities": {},
    });
    let discovered =
        json!({"jsonrpc": "2.0", "id": 1, "method": "server/discover", "params": {"_meta": meta}});
    client.send(&discovered);
    let offered = client.answer()["result"]["capabilities"]["resources"].clone();
    assert_eq!(offered, json!({"subscribe": true, "listChanged": true}));
    let wanted = json!({"resourceSubscriptions": [file, artifact, fact]});
    let listen = json!({"jsonrpc": "2.0", "id": "sub", "method": "subscriptions/listen",
        "params": {"_meta": meta, "notifications": wanted}});
    client.send(&listen);
    let first = client.answer();
    assert_eq!(first["method"], "notifications/subscriptions/acknowledged", "{first}");
    assert_eq!(first["params"]["notifications"], wanted);
    let told = |message: Value, uri: &str| {
        assert_eq!(message["method"], "notifications/resources/updated", "{message}");
        assert_eq!(message["params"]["uri"], uri);
        assert_eq!(message["params"]["_meta"]["io.modelcontextprotocol/subscriptionId"], "sub");
    };
    repo.write("a.rs", "fn edited() {}\n");
    told(client.answer(), &file);
    repo.write("a.rs", "fn edited_again() {}\n");
    repo.commit("second");
    told(client.answer(), &file);
    for (id, tool, arguments, uri) in [
        (
            2,
            "ctx_artifacts",
            json!({"action": "store", "name": "notes.md", "content": "x"}),
            &artifact,
        ),
        (3, "ctx_knowledge", json!({"action": "remember", "key": "k", "value": "v"}), &fact),
        (4, "ctx_artifacts", json!({"action": "remove", "name": "notes.md"}), &artifact),
    ] {
        client.call(id, tool, arguments);
        let mut messages = [client.answer(), client.answer()];
        messages.sort_by_key(|message| message["id"].is_null());
        let [answer, news] = messages;
        assert_eq!((&answer["id"], &answer["result"]["isError"]), (&json!(id), &json!(false)));
        told(news, uri);
    }
    client.call_off(&json!("sub"));
    client.call(5, "ctx_knowledge", json!({"action": "remember", "key": "k", "value": "w"}));
    assert_eq!(client.answer()["id"], 5);
    assert!(client.output.recv_timeout(Duration::from_secs(2)).is_err(), "it listens no more");
    assert!(client.end().is_empty());
}

#[test]
fn a_legacy_client_subscribes_to_what_it_names() {
    let home = Home::new();
    let repo = repo(&home);
    let mut client = Client::start(&home, &repo);
    client.ask(1, "initialize", json!({"protocolVersion": "2025-11-25", "capabilities": {}}));
    let offered = client.answer()["result"]["capabilities"]["resources"].clone();
    assert_eq!(offered, json!({"subscribe": true}));
    let uri = json!({"uri": "leanctx://core/file/b.rs"});
    client.ask(2, "resources/subscribe", uri.clone());
    let done = client.answer();
    assert_eq!((&done["id"], &done["result"]), (&json!(2), &json!({})));
    repo.write("b.rs", "fn edited() {}\n");
    let told = client.answer();
    assert_eq!(
        (&told["method"], &told["params"]),
        (&json!("notifications/resources/updated"), &uri)
    );
    client.ask(3, "resources/unsubscribe", uri);
    assert_eq!(client.answer()["id"], 3);
    client.ask(4, "resources/subscribe", json!({"uri": "leanctx://nowhere/file/b.rs"}));
    assert_eq!(client.answer()["error"]["code"], -32002);
    client.ask(5, "resources/subscribe", json!({}));
    assert_eq!(client.answer()["error"]["code"], -32602);
    assert!(client.end().is_empty());
}
