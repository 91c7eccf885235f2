//! Does a server rank by the model that its operator names, say when that is damaged, and leave it when it is switched off?

use std::path::Path;

use serde_json::{Value, json};

use crate::harness::{Home, PATIENCE, Server, eventually};

const FILES: &[(&str, &str)] = &[
    ("src/a.rs", "/// Destroys the handle.\nfn first() {}\n"),
    ("src/z.rs", "/// Acquires the handle.\nfn other() {}\n"),
    ("notes.md", "# Open\n\nHow to open and acquire.\n"),
];

/// Saves a model of four words as model2vec does.
fn save(folder: &Path) {
    std::fs::create_dir(folder).unwrap();
    let vocabulary = json!({"[UNK]": 0, "open": 1, "acquire": 2, "##s": 3, "destroy": 4});
    let tokenizer = json!({
        "normalizer": {"type": "BertNormalizer", "lowercase": true},
        "pre_tokenizer": {"type": "BertPreTokenizer"},
        "model": {"type": "WordPiece", "unk_token": "[UNK]", "vocab": vocabulary},
    });
    let rows: [[f32; 2]; 5] = [[0.0, 0.0], [1.0, 0.0], [1.0, 0.1], [0.0, 0.0], [-1.0, 0.0]];
    let header = json!({"embeddings": {"dtype": "F32", "shape": [5, 2], "data_offsets": [0, 40]}});
    let header = header.to_string();
    let mut tensors = (header.len() as u64).to_le_bytes().to_vec();
    tensors.extend_from_slice(header.as_bytes());
    tensors.extend(rows.iter().flatten().flat_map(|value| value.to_le_bytes()));
    std::fs::write(folder.join("config.json"), "{\"normalize\": true}").unwrap();
    std::fs::write(folder.join("tokenizer.json"), tokenizer.to_string()).unwrap();
    std::fs::write(folder.join("model.safetensors"), tensors).unwrap();
}

/// The paths in their order, and whether meaning counted.
fn ranked(server: &Server, token: &str) -> (Vec<String>, bool) {
    let asked = json!({"query": "open the handle", "explain": true});
    let answer = server.ask(token, "ctx_semantic_search", asked);
    let results = answer["results"].as_array().unwrap_or_else(|| panic!("{answer}"));
    let path = |hit: &Value| hit["path"].as_str().expect("a path").to_owned();
    (results.iter().map(path).collect(), answer.to_string().contains(", embedding +"))
}

#[test]
fn a_model_is_used_until_it_is_switched_off() {
    let home = Home::new();
    let repo = home.repo("core", FILES);
    let folder = home.join("model");
    save(&folder);
    let set = |file: &Path, embedding: Value| {
        let mut config: Value =
            serde_json::from_str(&std::fs::read_to_string(file).unwrap()).unwrap();
        config["index"]["embedding"] = embedding;
        let aside = file.with_extension("new");
        std::fs::write(&aside, config.to_string()).unwrap();
        std::fs::rename(aside, file).unwrap();
    };
    let more = json!({"index": {"embedding": {"model": folder}}});
    let team = home.team_with(&[("core", &repo.path)], more);
    let token = team.token("dev", &["--role", "member"]);
    let file = team.file.display().to_string();
    home.run(["team", "check", "--config", &file]).ok();
    let server = team.serve();
    let before = |paths: &[String]| {
        let at = |path: &str| paths.iter().position(|p| p == path).expect("a place");
        at("src/z.rs") < at("src/a.rs")
    };
    eventually("the model is used", PATIENCE, || {
        let (paths, meaning) = ranked(&server, &token);
        (meaning && before(&paths)).then_some(())
    });
    set(&team.file, json!("off"));
    eventually("it is not used any more", PATIENCE, || {
        let (paths, meaning) = ranked(&server, &token);
        (!meaning && !before(&paths)).then_some(())
    });
    set(&team.file, json!({"model": folder}));
    eventually("it is used again", PATIENCE, || ranked(&server, &token).1.then_some(()));

    std::fs::write(folder.join("model.safetensors"), [9; 64]).unwrap();
    let said = home.run(["team", "check", "--config", &file]).exits(2);
    assert!(said.stdout.contains("`index.embedding.model`"), "{}", said.stdout);
    assert!(said.stdout.contains("has a header of"), "{}", said.stdout);
    assert!(said.stdout.contains("save_pretrained"), "{}", said.stdout);
    std::fs::remove_file(folder.join("tokenizer.json")).unwrap();
    let said = home.run(["team", "check", "--config", &file]).exits(2);
    assert!(said.stdout.contains("tokenizer.json` is not a file"), "{}", said.stdout);
}

/// Comments that say one word where the code says another, a hundred a file.
fn library(pairs: usize, prefix: &str) -> Vec<(String, String)> {
    let meanings =
        [("open", "acquire"), ("send", "transmit"), ("delete", "purge"), ("sort", "arrange")];
    let file = |n: usize| {
        let function = |i: usize| {
            let (said, done) = meanings[(i * 7 + n) % 4];
            let (a, b, c) = ((i * 13 + n) % 40, (i * 29 + n * 3) % 40, (i + n * 11) % 40);
            format!(
                "/// {said} wordy{a} wordy{b} wordy{c} always\nfn {done}_{prefix}{n}_{i}() {{ {done}(w{b}) }}\n\n"
            )
        };
        (format!("src/part{n}.rs"), (0..100).map(function).collect::<String>())
    };
    (0..pairs / 100).map(file).collect()
}

#[test]
fn a_group_learns_together_and_a_stranger_gets_nothing_of_it() {
    let home = Home::new();
    let repo = |id: &str, pairs: usize| {
        let files = library(pairs, id);
        let files: Vec<(&str, &str)> = files.iter().map(|(p, t)| (&**p, &**t)).collect();
        home.repo(id, &files)
    };
    // Neither has the 2,000 pairs alone.
    let repos = [repo("api", 1200), repo("web", 1000), repo("alone", 1000)];
    let spaces: Vec<(&str, &Path)> =
        ["api", "web", "alone"].into_iter().zip(repos.iter().map(|r| &*r.path)).collect();
    let team = home.team(&spaces);
    let mut config: Value =
        serde_json::from_str(&std::fs::read_to_string(&team.file).unwrap()).unwrap();
    for at in [0, 1] {
        config["workspaces"][at]["group"] = json!("shop");
    }
    std::fs::write(&team.file, config.to_string()).unwrap();
    let both = team.token("both", &["--role", "member", "--workspaces", "api,web"]);
    let all = team.token("all", &["--role", "member"]);
    let server = team.serve();
    let counts = |token: &str, id: &str| {
        let asked = json!({"query": "open wordy1", "workspaceId": id, "explain": true});
        let answer = server.ask(token, "ctx_semantic_search", asked);
        assert!(!answer["results"].as_array().unwrap().is_empty(), "{answer}");
        answer.to_string().contains(", embedding +")
    };
    eventually("each says how it stands", 2 * PATIENCE, || {
        let (_, seen) = server.get("/v1/workspaces", &all);
        let of = |id: &str| {
            let list = seen["workspaces"].as_array()?;
            list.iter().find(|w| w["id"] == id)?["embedding"].as_str()
        };
        let told = ["api", "web", "alone"].map(of);
        (told == [Some("group"), Some("group"), Some("too_little")]).then_some(())
    });
    for token in [&both, &all] {
        assert!(counts(token, "api") && counts(token, "web"));
    }
    assert!(!counts(&all, "alone"), "what a group learned is not for others");
    let index = server.ask(&all, "ctx_index", json!({"workspaceId": "api"}));
    assert_eq!(index["embedding"], "group", "{index}");
}
