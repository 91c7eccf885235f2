//! Which MCP clients do we know, by what are they found, and what do they want to be told?
//!
//! Sources, each client's own documentation: code.claude.com/docs/en/mcp, modelcontextprotocol.io
//! (Claude Desktop), cursor.com/docs/mcp, code.visualstudio.com/docs/copilot/reference/mcp-configuration,
//! developers.openai.com/codex/mcp, google-gemini/gemini-cli docs/tools/mcp-server.md,
//! docs.windsurf.com/windsurf/cascade/mcp, zed.dev/docs/ai/mcp, opencode.ai/docs/mcp-servers,
//! docs.cline.bot/mcp (`${env:…}` since cline/cline#8079), docs.continue.dev/customize/deep-dives/mcp,
//! jetbrains.com/help/junie/model-context-protocol-mcp.html (shared with AI Assistant).

use std::path::PathBuf;

use super::machine::{Base, Machine};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// JSON; comments and trailing commas are kept where the client allows them.
    Json,
    Toml,
}

/// A client. Entries are JSON with these words in strings: `{program}`, `{url}`, `{token}` (the
/// secret itself), and `{workspace}`, an argument of its own that becomes `--workspace PATH` where
/// setup stands in a repository.
#[derive(Debug)]
pub struct Client {
    pub id: &'static str,
    pub title: &'static str,
    programs: &'static [&'static str],
    marks: &'static [(Base, &'static str)],
    /// The first that is there is edited, else the first is made.
    files: &'static [(Base, &'static str)],
    pub format: Format,
    /// The key that holds the servers.
    pub under: &'static str,
    /// The entry for `lean-ctx serve` on this machine.
    pub local: &'static str,
    /// The entry for a team's server.
    pub team: &'static str,
}

impl Client {
    /// Whether it is installed: its folder is there, or its program can be called.
    pub fn is_installed(&self, machine: &Machine) -> bool {
        let there = |(base, below): &(Base, &str)| machine.place(*base, below).exists();
        self.marks.iter().chain(self.files).any(there)
            || self.programs.iter().any(|name| machine.has_program(name))
    }

    /// The file that it reads.
    pub fn file(&self, machine: &Machine) -> PathBuf {
        let paths: Vec<PathBuf> = self.files.iter().map(|(b, p)| machine.place(*b, p)).collect();
        let there = paths.iter().find(|path| path.symlink_metadata().is_ok());
        // Of a client with two homes (an extension and a program), the home that is there.
        let at_home = || paths.iter().find(|path| home(path).is_some_and(|dir| dir.exists()));
        there.or_else(at_home).unwrap_or(&paths[0]).clone()
    }

    /// Whether the team's entry holds the secret itself: this client reads no environment there.
    pub fn holds_token(&self) -> bool {
        self.team.contains("{token}")
    }

    /// Whether it does not say which folder is open, so that its entry names one.
    pub fn is_pinned(&self) -> bool {
        self.local.contains("{workspace}")
    }
}

/// The folder two above a settings file: `…/saoudrizwan.claude-dev`, `~/.cline/data`.
fn home(file: &std::path::Path) -> Option<&std::path::Path> {
    file.parent().and_then(std::path::Path::parent)
}

const STDIO: &str = r#"{"type": "stdio", "command": "{program}", "args": ["serve"]}"#;
const PINNED: &str = r#"{"command": "{program}", "args": ["serve", "{workspace}"]}"#;
/// For clients that speak stdio alone: the binary carries each message to the server.
const BRIDGE: &str = r#"{"command": "{program}", "args": ["serve", "--team", "{url}"],
    "env": {"LEAN_CTX_TEAM_TOKEN": "{token}"}}"#;

pub const CLIENTS: [Client; 12] = [
    Client {
        id: "claude-code",
        title: "Claude Code",
        programs: &["claude"],
        marks: &[(Base::Home, ".claude"), (Base::Claude, ".claude.json")],
        files: &[(Base::Claude, ".claude.json")],
        format: Format::Json,
        under: "mcpServers",
        local: STDIO,
        team: r#"{"type": "http", "url": "{url}",
            "headers": {"Authorization": "Bearer ${LEAN_CTX_TEAM_TOKEN}"}}"#,
    },
    Client {
        id: "claude-desktop",
        title: "Claude Desktop",
        programs: &["claude-desktop"],
        marks: &[(Base::Settings, "Claude")],
        files: &[(Base::Settings, "Claude/claude_desktop_config.json")],
        format: Format::Json,
        under: "mcpServers",
        local: PINNED,
        team: BRIDGE,
    },
    Client {
        id: "cursor",
        title: "Cursor",
        programs: &["cursor", "cursor-agent"],
        marks: &[(Base::Home, ".cursor"), (Base::Settings, "Cursor")],
        files: &[(Base::Home, ".cursor/mcp.json")],
        format: Format::Json,
        under: "mcpServers",
        local: STDIO,
        team: r#"{"url": "{url}",
            "headers": {"Authorization": "Bearer ${env:LEAN_CTX_TEAM_TOKEN}"}}"#,
    },
    Client {
        id: "vscode",
        title: "VS Code",
        programs: &["code"],
        marks: &[(Base::Settings, "Code")],
        files: &[(Base::Settings, "Code/User/mcp.json")],
        format: Format::Json,
        under: "servers",
        local: r#"{"type": "stdio", "command": "{program}", "args": ["serve"],
            "cwd": "${workspaceFolder}"}"#,
        team: r#"{"type": "http", "url": "{url}",
            "headers": {"Authorization": "Bearer ${env:LEAN_CTX_TEAM_TOKEN}"}}"#,
    },
    Client {
        id: "codex",
        title: "Codex CLI",
        programs: &["codex"],
        marks: &[(Base::Codex, "")],
        files: &[(Base::Codex, "config.toml")],
        format: Format::Toml,
        under: "mcp_servers",
        local: r#"{"command": "{program}", "args": ["serve"]}"#,
        team: r#"{"url": "{url}", "bearer_token_env_var": "LEAN_CTX_TEAM_TOKEN"}"#,
    },
    Client {
        id: "gemini",
        title: "Gemini CLI",
        programs: &["gemini"],
        marks: &[(Base::Home, ".gemini")],
        files: &[(Base::Home, ".gemini/settings.json")],
        format: Format::Json,
        under: "mcpServers",
        local: r#"{"command": "{program}", "args": ["serve"]}"#,
        team: r#"{"httpUrl": "{url}",
            "headers": {"Authorization": "Bearer ${LEAN_CTX_TEAM_TOKEN}"}}"#,
    },
    Client {
        id: "windsurf",
        title: "Windsurf",
        programs: &["windsurf"],
        marks: &[(Base::Home, ".codeium/windsurf"), (Base::Settings, "Windsurf")],
        files: &[(Base::Home, ".codeium/windsurf/mcp_config.json")],
        format: Format::Json,
        under: "mcpServers",
        local: PINNED,
        team: r#"{"serverUrl": "{url}",
            "headers": {"Authorization": "Bearer ${env:LEAN_CTX_TEAM_TOKEN}"}}"#,
    },
    Client {
        id: "zed",
        title: "Zed",
        // `zed` alone is also the event daemon of ZFS.
        programs: &["zeditor"],
        marks: &[(Base::Config, "zed"), (Base::Home, ".local/zed.app")],
        files: &[(Base::Config, "zed/settings.json")],
        format: Format::Json,
        under: "context_servers",
        local: r#"{"source": "custom", "command": "{program}", "args": ["serve"], "env": {}}"#,
        team: r#"{"source": "custom", "url": "{url}",
            "headers": {"Authorization": "Bearer {token}"}}"#,
    },
    Client {
        id: "opencode",
        title: "opencode",
        programs: &["opencode"],
        marks: &[(Base::Config, "opencode"), (Base::Home, ".opencode")],
        files: &[
            (Base::Config, "opencode/opencode.json"),
            (Base::Config, "opencode/opencode.jsonc"),
        ],
        format: Format::Json,
        under: "mcp",
        local: r#"{"type": "local", "command": ["{program}", "serve"], "enabled": true}"#,
        team: r#"{"type": "remote", "url": "{url}", "enabled": true,
            "headers": {"Authorization": "Bearer {env:LEAN_CTX_TEAM_TOKEN}"}}"#,
    },
    Client {
        id: "cline",
        title: "Cline",
        programs: &["cline"],
        marks: &[
            (Base::Settings, "Code/User/globalStorage/saoudrizwan.claude-dev"),
            (Base::Home, ".cline"),
        ],
        files: &[
            (
                Base::Settings,
                "Code/User/globalStorage/saoudrizwan.claude-dev/settings/cline_mcp_settings.json",
            ),
            (Base::Home, ".cline/data/settings/cline_mcp_settings.json"),
        ],
        format: Format::Json,
        under: "mcpServers",
        local: PINNED,
        team: r#"{"type": "streamableHttp", "url": "{url}",
            "headers": {"Authorization": "Bearer ${env:LEAN_CTX_TEAM_TOKEN}"}}"#,
    },
    Client {
        id: "continue",
        title: "Continue",
        programs: &[],
        marks: &[(Base::Home, ".continue")],
        // Beside `config.yaml`, Continue reads every JSON file of this folder.
        files: &[(Base::Home, ".continue/mcpServers/mcp.json")],
        format: Format::Json,
        under: "mcpServers",
        local: PINNED,
        team: r#"{"type": "http", "url": "{url}",
            "headers": {"Authorization": "Bearer {token}"}}"#,
    },
    Client {
        id: "jetbrains",
        title: "JetBrains AI",
        programs: &[
            "junie",
            "idea",
            "pycharm",
            "webstorm",
            "goland",
            "clion",
            "rustrover",
            "phpstorm",
            "rubymine",
            "rider",
        ],
        marks: &[(Base::Home, ".junie"), (Base::Settings, "JetBrains")],
        files: &[(Base::Home, ".junie/mcp/mcp.json")],
        format: Format::Json,
        under: "mcpServers",
        local: PINNED,
        team: BRIDGE,
    },
];

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;

    #[test]
    fn the_table_is_sound() {
        for (at, client) in CLIENTS.iter().enumerate() {
            for entry in [client.local, client.team] {
                let value: Value = serde_json::from_str(entry).unwrap();
                assert!(value.is_object(), "{}", client.id);
            }
            assert!(client.local.contains("{program}"), "{}", client.id);
            assert!(client.team.contains("{url}"), "{}", client.id);
            assert!(client.team.contains("TOKEN") || client.holds_token(), "{}", client.id);
            assert!(!CLIENTS[..at].iter().any(|c| c.id == client.id), "{} twice", client.id);
        }
    }
}
