
use builtin;
use str;

set edit:completion:arg-completer[lean-ctx] = {|@words|
    fn spaces {|n|
        builtin:repeat $n ' ' | str:join ''
    }
    fn cand {|text desc|
        edit:complex-candidate $text &display=$text' '(spaces (- 14 (wcswidth $text)))$desc
    }
    var command = 'lean-ctx'
    for word $words[1..-1] {
        if (str:has-prefix $word '-') {
            break
        }
        set command = $command';'$word
    }
    var completions = [
        &'lean-ctx'= {
            cand --color 'Colour messages: `auto` does on a terminal, unless `NO_COLOR` is set'
            cand -q 'Print results, warnings and errors only'
            cand --quiet 'Print results, warnings and errors only'
            cand -h 'Print help'
            cand --help 'Print help'
            cand -V 'Print version'
            cand --version 'Print version'
            cand setup 'Connect the AI clients of this machine, index the repository here, and check that all works'
            cand bootstrap 'Set this machine up without a question: `setup --non-interactive --yes --fix`'
            cand doctor 'Check this installation, its clients, the index here and, with --team, a team''s server'
            cand team 'Describe and run a server for a team''s repositories'
            cand serve 'Serve the repository you stand in over stdio (MCP), uncommitted files included'
            cand daemon 'Keep the indexes of this user''s repositories open in one background process'
            cand search 'Search the repository you stand in: by a regular expression, or ranked by meaning'
            cand read 'Read a file of the repository you stand in, whole, by lines or compressed, within a token budget'
            cand tree 'List folders and files of the repository you stand in'
            cand call 'Call any tool on the repository you stand in, as an MCP client would'
            cand proof 'Ask a tool and sign its answer: commit, files, lines and digests that it was made from'
            cand verify 'Check a proof: its signature, the answer, and every cited line against a repository'
            cand savings 'What the answers saved: tokens and money, measured, in a ledger that can be checked'
            cand billing 'Describe the plans of a managed offering, and what it would count; it changes nothing'
            cand register 'Make an account for syncing between machines; its recovery phrase is printed, this once'
            cand login 'Sign this machine in to an account. The account''s key opens with the password, here and nowhere else'
            cand logout 'Sign this machine out: its API key ceases to count, and the account''s key is removed from it'
            cand forgot-password 'Get a new password by mail. The data stay only if you have the recovery phrase'
            cand sync 'Bring this machine and the account to the same, each section by itself'
            cand cloud 'Share an account between machines, and run the server behind it'
            cand contribute 'Send what your reads teach about read modes, without your name: at most 500 rows of four fields'
            cand gotchas 'Patterns that were met in a repository, each with what helped'
            cand buddy 'A small JSON of your tools, the same on all your machines'
            cand completions 'Print a shell''s completion script'
            cand man 'Print the manual page, or write one page a command'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'lean-ctx;setup'= {
            cand --team 'Connect to a team''s server, with the token in LEAN_CTX_TEAM_TOKEN, instead of this machine''s'
            cand --only 'Only these steps and clients'
            cand --skip 'All but these steps and clients'
            cand --workspace 'The repository or folder to ask; by default the one you stand in'
            cand --color 'Colour messages: `auto` does on a terminal, unless `NO_COLOR` is set'
            cand --dry-run 'Change nothing; show what would change'
            cand --undo 'Restore every file that setup has changed or made'
            cand --json 'Print the report for programs'
            cand -y 'Answer every question with yes'
            cand --yes 'Answer every question with yes'
            cand --non-interactive 'Never ask; without --yes nothing is then changed'
            cand --fix 'Mend what the doctor finds and can mend'
            cand -q 'Print results, warnings and errors only'
            cand --quiet 'Print results, warnings and errors only'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'lean-ctx;bootstrap'= {
            cand --team 'Connect to a team''s server, with the token in LEAN_CTX_TEAM_TOKEN, instead of this machine''s'
            cand --only 'Only these steps and clients'
            cand --skip 'All but these steps and clients'
            cand --workspace 'The repository or folder to ask; by default the one you stand in'
            cand --color 'Colour messages: `auto` does on a terminal, unless `NO_COLOR` is set'
            cand --dry-run 'Change nothing; show what would change'
            cand --undo 'Restore every file that setup has changed or made'
            cand --json 'Print the report for programs'
            cand -q 'Print results, warnings and errors only'
            cand --quiet 'Print results, warnings and errors only'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'lean-ctx;doctor'= {
            cand --team 'A team''s server to check as well, with the token in LEAN_CTX_TEAM_TOKEN'
            cand --workspace 'The repository or folder to ask; by default the one you stand in'
            cand --color 'Colour messages: `auto` does on a terminal, unless `NO_COLOR` is set'
            cand --fix 'Mend what can be mended: rights, and an index that is damaged or missing'
            cand --json 'Print `{schema_version, ok, checks}` for programs'
            cand -q 'Print results, warnings and errors only'
            cand --quiet 'Print results, warnings and errors only'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'lean-ctx;team'= {
            cand --color 'Colour messages: `auto` does on a terminal, unless `NO_COLOR` is set'
            cand -q 'Print results, warnings and errors only'
            cand --quiet 'Print results, warnings and errors only'
            cand -h 'Print help'
            cand --help 'Print help'
            cand quickstart 'Describe, index and serve repositories on 127.0.0.1, with one command'
            cand init 'Write .lean-ctx/team.json for your repositories; never over an existing one'
            cand check 'Check team.json: every fault at once, with its place and what to write instead'
            cand serve 'Serve the team''s repositories to MCP clients and scripts, until SIGTERM'
            cand sync 'Fetch every workspace''s remote, and clone those that are not there yet'
            cand token 'Mint, list, rotate and revoke bearer tokens'
            cand workspace 'Add, list and remove the repositories that are served'
            cand audit 'The audit log'
            cand keys 'The server''s signing key'
            cand slo-report 'Check a running server''s availability, latency and index lag; exit 4 when one is violated'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'lean-ctx;team;quickstart'= {
            cand --port 'The port to write into a new team.json; by default a free one from 8080 on'
            cand --color 'Colour messages: `auto` does on a terminal, unless `NO_COLOR` is set'
            cand -q 'Print results, warnings and errors only'
            cand --quiet 'Print results, warnings and errors only'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'lean-ctx;team;init'= {
            cand --workspace 'A repository or folder on this machine, or a git URL to clone; may be given again'
            cand --host 'The address to listen on; 0.0.0.0 listens on all'
            cand --port 'The port to listen on; 0 takes any free one'
            cand --dir 'Where the .lean-ctx folder is made'
            cand --color 'Colour messages: `auto` does on a terminal, unless `NO_COLOR` is set'
            cand -y 'Ask nothing: take the flags, and defaults for the rest'
            cand --yes 'Ask nothing: take the flags, and defaults for the rest'
            cand -q 'Print results, warnings and errors only'
            cand --quiet 'Print results, warnings and errors only'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'lean-ctx;team;check'= {
            cand --config 'The team''s configuration: a path, `-` (stdin) or `env:NAME`; by default .lean-ctx/team.json or team.json, whichever is here'
            cand --color 'Colour messages: `auto` does on a terminal, unless `NO_COLOR` is set'
            cand --data 'Also examine the database of what callers share: every page and every reference'
            cand --json 'Print `{ok, faults, warnings, database?}` for programs'
            cand -q 'Print results, warnings and errors only'
            cand --quiet 'Print results, warnings and errors only'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'lean-ctx;team;serve'= {
            cand --config 'The team''s configuration: a path, `-` (stdin) or `env:NAME`; by default .lean-ctx/team.json or team.json, whichever is here'
            cand --color 'Colour messages: `auto` does on a terminal, unless `NO_COLOR` is set'
            cand -q 'Print results, warnings and errors only'
            cand --quiet 'Print results, warnings and errors only'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'lean-ctx;team;sync'= {
            cand --config 'The team''s configuration: a path, `-` (stdin) or `env:NAME`; by default .lean-ctx/team.json or team.json, whichever is here'
            cand --workspace 'Only this workspace; may be given again'
            cand --color 'Colour messages: `auto` does on a terminal, unless `NO_COLOR` is set'
            cand --json 'Print an array of outcomes for programs'
            cand -q 'Print results, warnings and errors only'
            cand --quiet 'Print results, warnings and errors only'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'lean-ctx;team;token'= {
            cand --color 'Colour messages: `auto` does on a terminal, unless `NO_COLOR` is set'
            cand -q 'Print results, warnings and errors only'
            cand --quiet 'Print results, warnings and errors only'
            cand -h 'Print help'
            cand --help 'Print help'
            cand create 'Mint a token: the secret is printed once, team.json keeps its hash'
            cand list 'List tokens: what they grant, when they were made and last used, when they expire'
            cand rotate 'Give a token a new secret: same id, same grants; the old one works until the cut-off'
            cand revoke 'Take a token away for good; a running server refuses it within two seconds'
            cand expiring 'List tokens that expire soon; exit 4 when there are any'
            cand inspect 'Tell whose a secret is, whether it is still good, and whether it was mistyped'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'lean-ctx;team;token;create'= {
            cand --config 'The team''s configuration: a path, `-` (stdin) or `env:NAME`; by default .lean-ctx/team.json or team.json, whichever is here'
            cand --id 'The person or job that will hold it; the audit log names it'
            cand --role 'What the holder may do: viewer, member, admin or owner'
            cand --scopes 'Single permissions, beside or instead of a role'
            cand --workspaces 'The workspaces it may see; by default all'
            cand --expires 'How long it lives: a number and s, m, h, d or w; by default for ever'
            cand --color 'Colour messages: `auto` does on a terminal, unless `NO_COLOR` is set'
            cand --print-entry 'Change no file: print the JSON entry to add on stderr'
            cand -q 'Print results, warnings and errors only'
            cand --quiet 'Print results, warnings and errors only'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'lean-ctx;team;token;list'= {
            cand --config 'The team''s configuration: a path, `-` (stdin) or `env:NAME`; by default .lean-ctx/team.json or team.json, whichever is here'
            cand --color 'Colour messages: `auto` does on a terminal, unless `NO_COLOR` is set'
            cand --json 'Print an array for programs'
            cand -q 'Print results, warnings and errors only'
            cand --quiet 'Print results, warnings and errors only'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'lean-ctx;team;token;rotate'= {
            cand --config 'The team''s configuration: a path, `-` (stdin) or `env:NAME`; by default .lean-ctx/team.json or team.json, whichever is here'
            cand --overlap 'How long the old secret still works; 0: not at all'
            cand --expires 'How long the new secret lives'
            cand --color 'Colour messages: `auto` does on a terminal, unless `NO_COLOR` is set'
            cand -q 'Print results, warnings and errors only'
            cand --quiet 'Print results, warnings and errors only'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'lean-ctx;team;token;revoke'= {
            cand --config 'The team''s configuration: a path, `-` (stdin) or `env:NAME`; by default .lean-ctx/team.json or team.json, whichever is here'
            cand --color 'Colour messages: `auto` does on a terminal, unless `NO_COLOR` is set'
            cand -y 'Do not ask'
            cand --yes 'Do not ask'
            cand -q 'Print results, warnings and errors only'
            cand --quiet 'Print results, warnings and errors only'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'lean-ctx;team;token;expiring'= {
            cand --config 'The team''s configuration: a path, `-` (stdin) or `env:NAME`; by default .lean-ctx/team.json or team.json, whichever is here'
            cand --within 'How soon'
            cand --color 'Colour messages: `auto` does on a terminal, unless `NO_COLOR` is set'
            cand --json 'Print an array for programs'
            cand -q 'Print results, warnings and errors only'
            cand --quiet 'Print results, warnings and errors only'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'lean-ctx;team;token;inspect'= {
            cand --config 'The team''s configuration: a path, `-` (stdin) or `env:NAME`; by default .lean-ctx/team.json or team.json, whichever is here'
            cand --color 'Colour messages: `auto` does on a terminal, unless `NO_COLOR` is set'
            cand --json 'Print `{shape, id, expired, previous}` for programs'
            cand -q 'Print results, warnings and errors only'
            cand --quiet 'Print results, warnings and errors only'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'lean-ctx;team;token;help'= {
            cand create 'Mint a token: the secret is printed once, team.json keeps its hash'
            cand list 'List tokens: what they grant, when they were made and last used, when they expire'
            cand rotate 'Give a token a new secret: same id, same grants; the old one works until the cut-off'
            cand revoke 'Take a token away for good; a running server refuses it within two seconds'
            cand expiring 'List tokens that expire soon; exit 4 when there are any'
            cand inspect 'Tell whose a secret is, whether it is still good, and whether it was mistyped'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'lean-ctx;team;token;help;create'= {
        }
        &'lean-ctx;team;token;help;list'= {
        }
        &'lean-ctx;team;token;help;rotate'= {
        }
        &'lean-ctx;team;token;help;revoke'= {
        }
        &'lean-ctx;team;token;help;expiring'= {
        }
        &'lean-ctx;team;token;help;inspect'= {
        }
        &'lean-ctx;team;token;help;help'= {
        }
        &'lean-ctx;team;workspace'= {
            cand --color 'Colour messages: `auto` does on a terminal, unless `NO_COLOR` is set'
            cand -q 'Print results, warnings and errors only'
            cand --quiet 'Print results, warnings and errors only'
            cand -h 'Print help'
            cand --help 'Print help'
            cand add 'Add a repository, a folder or a git URL to team.json'
            cand list 'List the workspaces of team.json'
            cand remove 'Take a workspace out of team.json, and out of the tokens that name it'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'lean-ctx;team;workspace;add'= {
            cand --config 'The team''s configuration: a path, `-` (stdin) or `env:NAME`; by default .lean-ctx/team.json or team.json, whichever is here'
            cand --id 'Its id; by default made from the last part of the place'
            cand --label 'Its name for people'
            cand --ref 'The ref to index; by default the remote''s default branch'
            cand --color 'Colour messages: `auto` does on a terminal, unless `NO_COLOR` is set'
            cand -q 'Print results, warnings and errors only'
            cand --quiet 'Print results, warnings and errors only'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'lean-ctx;team;workspace;list'= {
            cand --config 'The team''s configuration: a path, `-` (stdin) or `env:NAME`; by default .lean-ctx/team.json or team.json, whichever is here'
            cand --color 'Colour messages: `auto` does on a terminal, unless `NO_COLOR` is set'
            cand --json 'Print an array for programs'
            cand -q 'Print results, warnings and errors only'
            cand --quiet 'Print results, warnings and errors only'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'lean-ctx;team;workspace;remove'= {
            cand --config 'The team''s configuration: a path, `-` (stdin) or `env:NAME`; by default .lean-ctx/team.json or team.json, whichever is here'
            cand --new-default 'Which workspace is the default from now on'
            cand --color 'Colour messages: `auto` does on a terminal, unless `NO_COLOR` is set'
            cand -y 'Do not ask'
            cand --yes 'Do not ask'
            cand -q 'Print results, warnings and errors only'
            cand --quiet 'Print results, warnings and errors only'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'lean-ctx;team;workspace;help'= {
            cand add 'Add a repository, a folder or a git URL to team.json'
            cand list 'List the workspaces of team.json'
            cand remove 'Take a workspace out of team.json, and out of the tokens that name it'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'lean-ctx;team;workspace;help;add'= {
        }
        &'lean-ctx;team;workspace;help;list'= {
        }
        &'lean-ctx;team;workspace;help;remove'= {
        }
        &'lean-ctx;team;workspace;help;help'= {
        }
        &'lean-ctx;team;audit'= {
            cand --color 'Colour messages: `auto` does on a terminal, unless `NO_COLOR` is set'
            cand -q 'Print results, warnings and errors only'
            cand --quiet 'Print results, warnings and errors only'
            cand -h 'Print help'
            cand --help 'Print help'
            cand verify 'Check the audit log: its chain, its signed head, and that nothing was cut off or put back'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'lean-ctx;team;audit;verify'= {
            cand --head 'A head that was kept elsewhere, to tell an older log that was put back'
            cand --key 'The public key: what `team keys show` printed, or a file that holds it, with `--rotations` behind it where it was rotated; by default the server''s own'
            cand --config 'The team''s configuration: a path, `-` (stdin) or `env:NAME`; by default .lean-ctx/team.json or team.json, whichever is here'
            cand --color 'Colour messages: `auto` does on a terminal, unless `NO_COLOR` is set'
            cand --partial 'Old files were removed on purpose: that they are missing is no fault'
            cand --json 'Print the report for programs'
            cand -q 'Print results, warnings and errors only'
            cand --quiet 'Print results, warnings and errors only'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'lean-ctx;team;audit;help'= {
            cand verify 'Check the audit log: its chain, its signed head, and that nothing was cut off or put back'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'lean-ctx;team;audit;help;verify'= {
        }
        &'lean-ctx;team;audit;help;help'= {
        }
        &'lean-ctx;team;keys'= {
            cand --color 'Colour messages: `auto` does on a terminal, unless `NO_COLOR` is set'
            cand -q 'Print results, warnings and errors only'
            cand --quiet 'Print results, warnings and errors only'
            cand -h 'Print help'
            cand --help 'Print help'
            cand show 'Print the public half of the server''s Ed25519 key'
            cand rotate 'Put a new key in the old one''s place, signed by the old one'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'lean-ctx;team;keys;show'= {
            cand --config 'The team''s configuration: a path, `-` (stdin) or `env:NAME`; by default .lean-ctx/team.json or team.json, whichever is here'
            cand --color 'Colour messages: `auto` does on a terminal, unless `NO_COLOR` is set'
            cand --rotations 'Print the records of its rotations instead: behind a key that was kept, in the same file, they lead to the present one'
            cand --json 'Print `{algorithm, hex, verifierKey}` for programs'
            cand -q 'Print results, warnings and errors only'
            cand --quiet 'Print results, warnings and errors only'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'lean-ctx;team;keys;rotate'= {
            cand --config 'The team''s configuration: a path, `-` (stdin) or `env:NAME`; by default .lean-ctx/team.json or team.json, whichever is here'
            cand --color 'Colour messages: `auto` does on a terminal, unless `NO_COLOR` is set'
            cand --json 'Print `{old, new, resumed, rotations}` for programs'
            cand -q 'Print results, warnings and errors only'
            cand --quiet 'Print results, warnings and errors only'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'lean-ctx;team;keys;help'= {
            cand show 'Print the public half of the server''s Ed25519 key'
            cand rotate 'Put a new key in the old one''s place, signed by the old one'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'lean-ctx;team;keys;help;show'= {
        }
        &'lean-ctx;team;keys;help;rotate'= {
        }
        &'lean-ctx;team;keys;help;help'= {
        }
        &'lean-ctx;team;slo-report'= {
            cand --server 'Address of the server'
            cand --token-file 'A file whose first line is the token'
            cand --color 'Colour messages: `auto` does on a terminal, unless `NO_COLOR` is set'
            cand --json 'Print the report for programs'
            cand -q 'Print results, warnings and errors only'
            cand --quiet 'Print results, warnings and errors only'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'lean-ctx;team;help'= {
            cand quickstart 'Describe, index and serve repositories on 127.0.0.1, with one command'
            cand init 'Write .lean-ctx/team.json for your repositories; never over an existing one'
            cand check 'Check team.json: every fault at once, with its place and what to write instead'
            cand serve 'Serve the team''s repositories to MCP clients and scripts, until SIGTERM'
            cand sync 'Fetch every workspace''s remote, and clone those that are not there yet'
            cand token 'Mint, list, rotate and revoke bearer tokens'
            cand workspace 'Add, list and remove the repositories that are served'
            cand audit 'The audit log'
            cand keys 'The server''s signing key'
            cand slo-report 'Check a running server''s availability, latency and index lag; exit 4 when one is violated'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'lean-ctx;team;help;quickstart'= {
        }
        &'lean-ctx;team;help;init'= {
        }
        &'lean-ctx;team;help;check'= {
        }
        &'lean-ctx;team;help;serve'= {
        }
        &'lean-ctx;team;help;sync'= {
        }
        &'lean-ctx;team;help;token'= {
            cand create 'Mint a token: the secret is printed once, team.json keeps its hash'
            cand list 'List tokens: what they grant, when they were made and last used, when they expire'
            cand rotate 'Give a token a new secret: same id, same grants; the old one works until the cut-off'
            cand revoke 'Take a token away for good; a running server refuses it within two seconds'
            cand expiring 'List tokens that expire soon; exit 4 when there are any'
            cand inspect 'Tell whose a secret is, whether it is still good, and whether it was mistyped'
        }
        &'lean-ctx;team;help;token;create'= {
        }
        &'lean-ctx;team;help;token;list'= {
        }
        &'lean-ctx;team;help;token;rotate'= {
        }
        &'lean-ctx;team;help;token;revoke'= {
        }
        &'lean-ctx;team;help;token;expiring'= {
        }
        &'lean-ctx;team;help;token;inspect'= {
        }
        &'lean-ctx;team;help;workspace'= {
            cand add 'Add a repository, a folder or a git URL to team.json'
            cand list 'List the workspaces of team.json'
            cand remove 'Take a workspace out of team.json, and out of the tokens that name it'
        }
        &'lean-ctx;team;help;workspace;add'= {
        }
        &'lean-ctx;team;help;workspace;list'= {
        }
        &'lean-ctx;team;help;workspace;remove'= {
        }
        &'lean-ctx;team;help;audit'= {
            cand verify 'Check the audit log: its chain, its signed head, and that nothing was cut off or put back'
        }
        &'lean-ctx;team;help;audit;verify'= {
        }
        &'lean-ctx;team;help;keys'= {
            cand show 'Print the public half of the server''s Ed25519 key'
            cand rotate 'Put a new key in the old one''s place, signed by the old one'
        }
        &'lean-ctx;team;help;keys;show'= {
        }
        &'lean-ctx;team;help;keys;rotate'= {
        }
        &'lean-ctx;team;help;slo-report'= {
        }
        &'lean-ctx;team;help;help'= {
        }
        &'lean-ctx;serve'= {
            cand --workspace 'The repository or folder to ask; by default the one you stand in'
            cand --team 'Carry the messages to a team''s server, with the token in LEAN_CTX_TEAM_TOKEN'
            cand --color 'Colour messages: `auto` does on a terminal, unless `NO_COLOR` is set'
            cand -q 'Print results, warnings and errors only'
            cand --quiet 'Print results, warnings and errors only'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'lean-ctx;daemon'= {
            cand --color 'Colour messages: `auto` does on a terminal, unless `NO_COLOR` is set'
            cand --json 'Print the result for programs'
            cand -q 'Print results, warnings and errors only'
            cand --quiet 'Print results, warnings and errors only'
            cand -h 'Print help'
            cand --help 'Print help'
            cand start 'Start it, unless it runs'
            cand stop 'End it; what was asked is answered first'
            cand restart 'End it and start it again, after an update for example'
            cand status 'Does it run, what does it hold?'
            cand logs 'Show the end of its log'
            cand enable 'Have the service manager start it at every login (systemd; launchd on macOS)'
            cand disable 'Take that back'
            cand run 'Run it in the foreground, as a service manager wants it'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'lean-ctx;daemon;start'= {
            cand --memory-mb 'Unload the least recently used workspaces above this much memory; the last used one stays. [default: 1024]'
            cand --unload-after 'Unload a workspace that nobody has asked for this long. [default: 30m]'
            cand --max-watches 'Watch at most so many folders; workspaces beyond are looked at every ten seconds. [default: 100000]'
            cand --color 'Colour messages: `auto` does on a terminal, unless `NO_COLOR` is set'
            cand --json 'Print the result for programs'
            cand -q 'Print results, warnings and errors only'
            cand --quiet 'Print results, warnings and errors only'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'lean-ctx;daemon;stop'= {
            cand --color 'Colour messages: `auto` does on a terminal, unless `NO_COLOR` is set'
            cand --json 'Print the result for programs'
            cand -q 'Print results, warnings and errors only'
            cand --quiet 'Print results, warnings and errors only'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'lean-ctx;daemon;restart'= {
            cand --memory-mb 'Unload the least recently used workspaces above this much memory; the last used one stays. [default: 1024]'
            cand --unload-after 'Unload a workspace that nobody has asked for this long. [default: 30m]'
            cand --max-watches 'Watch at most so many folders; workspaces beyond are looked at every ten seconds. [default: 100000]'
            cand --color 'Colour messages: `auto` does on a terminal, unless `NO_COLOR` is set'
            cand --json 'Print the result for programs'
            cand -q 'Print results, warnings and errors only'
            cand --quiet 'Print results, warnings and errors only'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'lean-ctx;daemon;status'= {
            cand --color 'Colour messages: `auto` does on a terminal, unless `NO_COLOR` is set'
            cand --json 'Print the result for programs'
            cand -q 'Print results, warnings and errors only'
            cand --quiet 'Print results, warnings and errors only'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'lean-ctx;daemon;logs'= {
            cand -n 'Lines to show'
            cand --lines 'Lines to show'
            cand --color 'Colour messages: `auto` does on a terminal, unless `NO_COLOR` is set'
            cand -f 'Go on showing what is added'
            cand --follow 'Go on showing what is added'
            cand --json 'Print the result for programs'
            cand -q 'Print results, warnings and errors only'
            cand --quiet 'Print results, warnings and errors only'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'lean-ctx;daemon;enable'= {
            cand --memory-mb 'Unload the least recently used workspaces above this much memory; the last used one stays. [default: 1024]'
            cand --unload-after 'Unload a workspace that nobody has asked for this long. [default: 30m]'
            cand --max-watches 'Watch at most so many folders; workspaces beyond are looked at every ten seconds. [default: 100000]'
            cand --color 'Colour messages: `auto` does on a terminal, unless `NO_COLOR` is set'
            cand --dry-run 'Show what would be written and run'
            cand --json 'Print the result for programs'
            cand -q 'Print results, warnings and errors only'
            cand --quiet 'Print results, warnings and errors only'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'lean-ctx;daemon;disable'= {
            cand --color 'Colour messages: `auto` does on a terminal, unless `NO_COLOR` is set'
            cand --dry-run 'Show what would be removed and run'
            cand --json 'Print the result for programs'
            cand -q 'Print results, warnings and errors only'
            cand --quiet 'Print results, warnings and errors only'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'lean-ctx;daemon;run'= {
            cand --memory-mb 'Unload the least recently used workspaces above this much memory; the last used one stays. [default: 1024]'
            cand --unload-after 'Unload a workspace that nobody has asked for this long. [default: 30m]'
            cand --max-watches 'Watch at most so many folders; workspaces beyond are looked at every ten seconds. [default: 100000]'
            cand --color 'Colour messages: `auto` does on a terminal, unless `NO_COLOR` is set'
            cand --detached 'Leave the terminal''s session; `daemon start` asks for it'
            cand --json 'Print the result for programs'
            cand -q 'Print results, warnings and errors only'
            cand --quiet 'Print results, warnings and errors only'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'lean-ctx;daemon;help'= {
            cand start 'Start it, unless it runs'
            cand stop 'End it; what was asked is answered first'
            cand restart 'End it and start it again, after an update for example'
            cand status 'Does it run, what does it hold?'
            cand logs 'Show the end of its log'
            cand enable 'Have the service manager start it at every login (systemd; launchd on macOS)'
            cand disable 'Take that back'
            cand run 'Run it in the foreground, as a service manager wants it'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'lean-ctx;daemon;help;start'= {
        }
        &'lean-ctx;daemon;help;stop'= {
        }
        &'lean-ctx;daemon;help;restart'= {
        }
        &'lean-ctx;daemon;help;status'= {
        }
        &'lean-ctx;daemon;help;logs'= {
        }
        &'lean-ctx;daemon;help;enable'= {
        }
        &'lean-ctx;daemon;help;disable'= {
        }
        &'lean-ctx;daemon;help;run'= {
        }
        &'lean-ctx;daemon;help;help'= {
        }
        &'lean-ctx;search'= {
            cand -p 'A folder, a file, or a glob, from where you stand'
            cand --path 'A folder, a file, or a glob, from where you stand'
            cand -l 'A language such as rust, py or ts'
            cand --language 'A language such as rust, py or ts'
            cand -C 'Lines to show around each match'
            cand --context 'Lines to show around each match'
            cand --limit 'Results to show'
            cand --cursor 'Go on where an earlier answer ended'
            cand --workspace 'The repository or folder to ask; by default the one you stand in'
            cand --color 'Colour messages: `auto` does on a terminal, unless `NO_COLOR` is set'
            cand -F 'Take the pattern as it stands'
            cand --fixed 'Take the pattern as it stands'
            cand -i 'Ignore case; by default only a pattern without capitals does'
            cand --ignore-case 'Ignore case; by default only a pattern without capitals does'
            cand -w 'Whole words only'
            cand --word 'Whole words only'
            cand -r 'Rank places by how well they answer a question'
            cand --ranked 'Rank places by how well they answer a question'
            cand --json 'Print the structured result for programs'
            cand -q 'Print results, warnings and errors only'
            cand --quiet 'Print results, warnings and errors only'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'lean-ctx;read'= {
            cand -l 'First and last line, counted from 1'
            cand --lines 'First and last line, counted from 1'
            cand -m 'What of it: `full`, `signatures` (bodies left out), `map` (what is declared where), `diff:REV`, `symbol:NAME`, or `auto`: the fullest that fits'
            cand --mode 'What of it: `full`, `signatures` (bodies left out), `map` (what is declared where), `diff:REV`, `symbol:NAME`, or `auto`: the fullest that fits'
            cand --max-tokens 'Most tokens to print'
            cand --cursor 'Go on where an earlier answer ended'
            cand --workspace 'The repository or folder to ask; by default the one you stand in'
            cand --color 'Colour messages: `auto` does on a terminal, unless `NO_COLOR` is set'
            cand --json 'Print the structured result for programs'
            cand -q 'Print results, warnings and errors only'
            cand --quiet 'Print results, warnings and errors only'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'lean-ctx;tree'= {
            cand -d 'Levels to show'
            cand --depth 'Levels to show'
            cand --cursor 'Go on where an earlier answer ended'
            cand --workspace 'The repository or folder to ask; by default the one you stand in'
            cand --color 'Colour messages: `auto` does on a terminal, unless `NO_COLOR` is set'
            cand --json 'Print the structured result for programs'
            cand -q 'Print results, warnings and errors only'
            cand --quiet 'Print results, warnings and errors only'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'lean-ctx;call'= {
            cand --workspace 'The repository or folder to ask; by default the one you stand in'
            cand --color 'Colour messages: `auto` does on a terminal, unless `NO_COLOR` is set'
            cand --json 'Print the structured result for programs'
            cand -q 'Print results, warnings and errors only'
            cand --quiet 'Print results, warnings and errors only'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'lean-ctx;proof'= {
            cand --arguments 'Its arguments, a JSON object: as it stands, @FILE, or - for stdin'
            cand --config 'Answer for this team, signed with its server''s key: a path, `-` (stdin) or `env:NAME`'
            cand --workspace 'The repository to ask, by default the one you stand in; with --config the workspace''s id'
            cand --out 'Write the proof to this file, and print the answer'
            cand --color 'Colour messages: `auto` does on a terminal, unless `NO_COLOR` is set'
            cand --committed 'Leave uncommitted files out, and answer from the commit alone'
            cand --json 'With --out: print the answer''s structured result for programs'
            cand --public-key 'Print the public key that a verifier needs, and do nothing else'
            cand -q 'Print results, warnings and errors only'
            cand --quiet 'Print results, warnings and errors only'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'lean-ctx;verify'= {
            cand --key 'The server''s public key: what `team keys show` printed, or a file that holds it'
            cand --repo 'A repository that holds the proof''s commit'
            cand --answer 'The answer to compare with the proof: a structured result, or a reply that carries one'
            cand --arguments 'The arguments to compare with the proof: JSON as it stands, @FILE, or - for stdin'
            cand --color 'Colour messages: `auto` does on a terminal, unless `NO_COLOR` is set'
            cand --json 'Print the report for programs'
            cand -q 'Print results, warnings and errors only'
            cand --quiet 'Print results, warnings and errors only'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'lean-ctx;savings'= {
            cand --period 'The days that count, UTC: a month (2026-10), a day (2026-10-31), a year (2026), or all'
            cand --prices 'Value the tokens with this price list, in place of the prices they were booked with'
            cand --config 'The team whose ledger is meant: a path, `-` (stdin) or `env:NAME`; by default the local user''s own'
            cand --color 'Colour messages: `auto` does on a terminal, unless `NO_COLOR` is set'
            cand --json 'Print the numbers for programs: the fields of `savings roi --json`, unsigned'
            cand -q 'Print results, warnings and errors only'
            cand --quiet 'Print results, warnings and errors only'
            cand -h 'Print help'
            cand --help 'Print help'
            cand verify 'Check the savings ledger: its chain, its signed head, and that nothing was cut off or put back'
            cand export 'Print the metered events: as JSON, CSV, or as a FOCUS dataset'
            cand prove 'Prove that an entry is in the ledger, or check such a proof'
            cand keys 'The key that signs a local user''s books'
            cand roi 'Make a signed report of what was saved: tokens, money, and on what that rests'
            cand sign 'Sign the ledger''s totals as a batch that can be checked without the ledger'
            cand verify-batch 'Check a signed batch of savings, without a ledger, a network or an account'
            cand push 'Send the ledger''s signed totals to a team''s server'
            cand team 'Show what the members of a team report to its server'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'lean-ctx;savings;verify'= {
            cand --head 'A head that was kept elsewhere, to tell an older ledger that was put back'
            cand --key 'The public key: what `savings keys show` or `team keys show` printed, or a file that holds it, with `--rotations` behind it where it was rotated; by default the data root''s own'
            cand --config 'The team whose ledger is meant: a path, `-` (stdin) or `env:NAME`; by default the local user''s own'
            cand --color 'Colour messages: `auto` does on a terminal, unless `NO_COLOR` is set'
            cand --partial 'Old files were removed on purpose: that they are missing is no fault'
            cand --json 'Print the report for programs'
            cand -q 'Print results, warnings and errors only'
            cand --quiet 'Print results, warnings and errors only'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'lean-ctx;savings;export'= {
            cand --format 'How they are spelled'
            cand --period 'The days that count, UTC: a month (2026-10), a day (2026-10-31), a year (2026), or all'
            cand --prices 'Value the tokens with this price list, in place of the prices they were booked with'
            cand --config 'The team whose ledger is meant: a path, `-` (stdin) or `env:NAME`; by default the local user''s own'
            cand --color 'Colour messages: `auto` does on a terminal, unless `NO_COLOR` is set'
            cand -q 'Print results, warnings and errors only'
            cand --quiet 'Print results, warnings and errors only'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'lean-ctx;savings;prove'= {
            cand --number 'The entry, by its `seq`'
            cand --entry 'The entry, by its `entry_hash`'
            cand --check 'A proof to check; - for stdin'
            cand --key 'Of --check: the public key that is trusted, or a file that holds it'
            cand --config 'The team whose ledger is meant: a path, `-` (stdin) or `env:NAME`; by default the local user''s own'
            cand --color 'Colour messages: `auto` does on a terminal, unless `NO_COLOR` is set'
            cand --json 'Of --check: print what was proved for programs'
            cand -q 'Print results, warnings and errors only'
            cand --quiet 'Print results, warnings and errors only'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'lean-ctx;savings;keys'= {
            cand --color 'Colour messages: `auto` does on a terminal, unless `NO_COLOR` is set'
            cand -q 'Print results, warnings and errors only'
            cand --quiet 'Print results, warnings and errors only'
            cand -h 'Print help'
            cand --help 'Print help'
            cand show 'Print the public half of the local Ed25519 key'
            cand rotate 'Put a new key in the old one''s place, signed by the old one'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'lean-ctx;savings;keys;show'= {
            cand --color 'Colour messages: `auto` does on a terminal, unless `NO_COLOR` is set'
            cand --rotations 'Print the records of its rotations instead: behind a key that was kept, in the same file, they lead to the present one'
            cand --json 'Print `{algorithm, hex, verifierKey}` for programs'
            cand -q 'Print results, warnings and errors only'
            cand --quiet 'Print results, warnings and errors only'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'lean-ctx;savings;keys;rotate'= {
            cand --color 'Colour messages: `auto` does on a terminal, unless `NO_COLOR` is set'
            cand --json 'Print `{old, new, resumed, rotations}` for programs'
            cand -q 'Print results, warnings and errors only'
            cand --quiet 'Print results, warnings and errors only'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'lean-ctx;savings;keys;help'= {
            cand show 'Print the public half of the local Ed25519 key'
            cand rotate 'Put a new key in the old one''s place, signed by the old one'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'lean-ctx;savings;keys;help;show'= {
        }
        &'lean-ctx;savings;keys;help;rotate'= {
        }
        &'lean-ctx;savings;keys;help;help'= {
        }
        &'lean-ctx;savings;roi'= {
            cand --period 'The days that count, UTC: a month (2026-10), a day (2026-10-31), a year (2026), or all'
            cand --prices 'Value the tokens with this price list, in place of the prices they were booked with'
            cand --config 'The team whose ledger is meant: a path, `-` (stdin) or `env:NAME`; by default the local user''s own'
            cand --out 'Write the report''s files into this folder; it is made where it is missing'
            cand --color 'Colour messages: `auto` does on a terminal, unless `NO_COLOR` is set'
            cand --json 'Print the report for programs, with its envelope'
            cand -q 'Print results, warnings and errors only'
            cand --quiet 'Print results, warnings and errors only'
            cand -h 'Print help'
            cand --help 'Print help'
            cand verify 'Check a signed report: its signature, the ledger''s head that it is about, and its sums'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'lean-ctx;savings;roi;verify'= {
            cand --key 'The public key of who made it: what `team keys show` or `proof --public-key` printed, or a file that holds it'
            cand --ledger 'The ledger, to add it up again; its rotated files and its head beside it'
            cand --prices 'Value the tokens with this price list, in place of the prices they were booked with'
            cand --color 'Colour messages: `auto` does on a terminal, unless `NO_COLOR` is set'
            cand --json 'Print what was found for programs'
            cand -q 'Print results, warnings and errors only'
            cand --quiet 'Print results, warnings and errors only'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'lean-ctx;savings;roi;help'= {
            cand verify 'Check a signed report: its signature, the ledger''s head that it is about, and its sums'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'lean-ctx;savings;roi;help;verify'= {
        }
        &'lean-ctx;savings;roi;help;help'= {
        }
        &'lean-ctx;savings;sign'= {
            cand --period 'A month, such as 2026-10 (UTC), or `all`'
            cand --out 'Where to write the batch; by default to stdout'
            cand --config 'The team whose ledger is meant: a path, `-` (stdin) or `env:NAME`; by default the local user''s own'
            cand --color 'Colour messages: `auto` does on a terminal, unless `NO_COLOR` is set'
            cand -q 'Print results, warnings and errors only'
            cand --quiet 'Print results, warnings and errors only'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'lean-ctx;savings;verify-batch'= {
            cand --key 'Whose it must be: a public key as `team keys show` prints it, or a file that holds one'
            cand --color 'Colour messages: `auto` does on a terminal, unless `NO_COLOR` is set'
            cand --json 'Print the result for programs'
            cand -q 'Print results, warnings and errors only'
            cand --quiet 'Print results, warnings and errors only'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'lean-ctx;savings;push'= {
            cand --server 'Address of the server'
            cand --token-file 'A file whose first line is the token'
            cand --period 'A month, such as 2026-10 (UTC), or `all`'
            cand --config 'The team whose ledger is meant: a path, `-` (stdin) or `env:NAME`; by default the local user''s own'
            cand --color 'Colour messages: `auto` does on a terminal, unless `NO_COLOR` is set'
            cand --json 'Print the server''s answer for programs'
            cand -q 'Print results, warnings and errors only'
            cand --quiet 'Print results, warnings and errors only'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'lean-ctx;savings;team'= {
            cand --server 'Address of the server'
            cand --token-file 'A file whose first line is the token'
            cand --color 'Colour messages: `auto` does on a terminal, unless `NO_COLOR` is set'
            cand --json 'Print the summary for programs'
            cand -q 'Print results, warnings and errors only'
            cand --quiet 'Print results, warnings and errors only'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'lean-ctx;savings;help'= {
            cand verify 'Check the savings ledger: its chain, its signed head, and that nothing was cut off or put back'
            cand export 'Print the metered events: as JSON, CSV, or as a FOCUS dataset'
            cand prove 'Prove that an entry is in the ledger, or check such a proof'
            cand keys 'The key that signs a local user''s books'
            cand roi 'Make a signed report of what was saved: tokens, money, and on what that rests'
            cand sign 'Sign the ledger''s totals as a batch that can be checked without the ledger'
            cand verify-batch 'Check a signed batch of savings, without a ledger, a network or an account'
            cand push 'Send the ledger''s signed totals to a team''s server'
            cand team 'Show what the members of a team report to its server'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'lean-ctx;savings;help;verify'= {
        }
        &'lean-ctx;savings;help;export'= {
        }
        &'lean-ctx;savings;help;prove'= {
        }
        &'lean-ctx;savings;help;keys'= {
            cand show 'Print the public half of the local Ed25519 key'
            cand rotate 'Put a new key in the old one''s place, signed by the old one'
        }
        &'lean-ctx;savings;help;keys;show'= {
        }
        &'lean-ctx;savings;help;keys;rotate'= {
        }
        &'lean-ctx;savings;help;roi'= {
            cand verify 'Check a signed report: its signature, the ledger''s head that it is about, and its sums'
        }
        &'lean-ctx;savings;help;roi;verify'= {
        }
        &'lean-ctx;savings;help;sign'= {
        }
        &'lean-ctx;savings;help;verify-batch'= {
        }
        &'lean-ctx;savings;help;push'= {
        }
        &'lean-ctx;savings;help;team'= {
        }
        &'lean-ctx;savings;help;help'= {
        }
        &'lean-ctx;billing'= {
            cand --color 'Colour messages: `auto` does on a terminal, unless `NO_COLOR` is set'
            cand -q 'Print results, warnings and errors only'
            cand --quiet 'Print results, warnings and errors only'
            cand -h 'Print help'
            cand --help 'Print help'
            cand plans 'List the plans, from the smallest to the largest, with what each comprises'
            cand usage 'Show what the savings ledger would be billed by'
            cand entitlements 'Show what a plan of a managed offering comprises'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'lean-ctx;billing;plans'= {
            cand --color 'Colour messages: `auto` does on a terminal, unless `NO_COLOR` is set'
            cand --json 'Print the plans for programs'
            cand -q 'Print results, warnings and errors only'
            cand --quiet 'Print results, warnings and errors only'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'lean-ctx;billing;usage'= {
            cand --period 'A month, such as 2026-10 (UTC), or `all`'
            cand --config 'The team whose ledger is meant: a path, `-` (stdin) or `env:NAME`; by default the local user''s own'
            cand --color 'Colour messages: `auto` does on a terminal, unless `NO_COLOR` is set'
            cand --json 'Print the usage for programs'
            cand -q 'Print results, warnings and errors only'
            cand --quiet 'Print results, warnings and errors only'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'lean-ctx;billing;entitlements'= {
            cand --color 'Colour messages: `auto` does on a terminal, unless `NO_COLOR` is set'
            cand --json 'Print the entitlements for programs'
            cand -q 'Print results, warnings and errors only'
            cand --quiet 'Print results, warnings and errors only'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'lean-ctx;billing;help'= {
            cand plans 'List the plans, from the smallest to the largest, with what each comprises'
            cand usage 'Show what the savings ledger would be billed by'
            cand entitlements 'Show what a plan of a managed offering comprises'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'lean-ctx;billing;help;plans'= {
        }
        &'lean-ctx;billing;help;usage'= {
        }
        &'lean-ctx;billing;help;entitlements'= {
        }
        &'lean-ctx;billing;help;help'= {
        }
        &'lean-ctx;register'= {
            cand --invite 'The invite, where the server asks for one'
            cand --password-file 'Read the password from the first line of a file (`-`: the standard input); by default it is asked for, or is in LEAN_CTX_PASSWORD'
            cand --color 'Colour messages: `auto` does on a terminal, unless `NO_COLOR` is set'
            cand -q 'Print results, warnings and errors only'
            cand --quiet 'Print results, warnings and errors only'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'lean-ctx;login'= {
            cand --device 'What the account''s other machines call this one; by default its host name'
            cand --password-file 'Read the password from the first line of a file (`-`: the standard input); by default it is asked for, or is in LEAN_CTX_PASSWORD'
            cand --color 'Colour messages: `auto` does on a terminal, unless `NO_COLOR` is set'
            cand --new-key 'Join although the account''s key is another than this machine knew: after a reset without the phrase'
            cand -q 'Print results, warnings and errors only'
            cand --quiet 'Print results, warnings and errors only'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'lean-ctx;logout'= {
            cand --color 'Colour messages: `auto` does on a terminal, unless `NO_COLOR` is set'
            cand -q 'Print results, warnings and errors only'
            cand --quiet 'Print results, warnings and errors only'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'lean-ctx;forgot-password'= {
            cand --token-file 'The token from the mail, or from the server''s operator: the first line of this file'
            cand --phrase-file 'The recovery phrase: the first line of this file; by default it is asked for, or is in LEAN_CTX_RECOVERY_PHRASE'
            cand --password-file 'Read the password from the first line of a file (`-`: the standard input); by default it is asked for, or is in LEAN_CTX_PASSWORD'
            cand --color 'Colour messages: `auto` does on a terminal, unless `NO_COLOR` is set'
            cand --discard 'Give up all data that the server keeps: for when the phrase is lost'
            cand --yes 'Do not ask before giving up the data'
            cand -q 'Print results, warnings and errors only'
            cand --quiet 'Print results, warnings and errors only'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'lean-ctx;sync'= {
            cand --color 'Colour messages: `auto` does on a terminal, unless `NO_COLOR` is set'
            cand --json 'Print the result for programs'
            cand --dry-run 'Only say what would be sent; nobody is asked and nothing is changed'
            cand --accept-older 'Believe a server that has gone back to an older state than this machine has seen: after its operator restored a backup. What this machine has is sent again'
            cand -q 'Print results, warnings and errors only'
            cand --quiet 'Print results, warnings and errors only'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'lean-ctx;cloud'= {
            cand --color 'Colour messages: `auto` does on a terminal, unless `NO_COLOR` is set'
            cand -q 'Print results, warnings and errors only'
            cand --quiet 'Print results, warnings and errors only'
            cand -h 'Print help'
            cand --help 'Print help'
            cand status 'Show whether this machine is signed in, where, and what the account holds'
            cand pull 'Bring what other machines wrote to this one; what this one wrote is not sent'
            cand devices 'The machines of the account'
            cand key 'The account''s key: it is made on your machine and never leaves your machines unsealed'
            cand password 'Change the account''s password: its key is wrapped anew, no record is touched, no machine is signed out'
            cand autosync 'Let tools sync behind them, or not'
            cand pull-models 'Fetch the signed model of read modes; `ctx_read mode:auto` then follows it where it fits'
            cand serve 'Serve accounts to people''s machines, until SIGTERM. It stores only what it cannot read'
            cand invite 'Make, list and revoke invites'
            cand user 'List, confirm, disable, reset, export and delete accounts, beside a running server'
            cand backup 'Copy all accounts into a new folder, beside a running server, and verify the copy'
            cand restore 'Restore a backup into an empty place'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'lean-ctx;cloud;status'= {
            cand --color 'Colour messages: `auto` does on a terminal, unless `NO_COLOR` is set'
            cand --json 'Print an object for programs'
            cand -q 'Print results, warnings and errors only'
            cand --quiet 'Print results, warnings and errors only'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'lean-ctx;cloud;pull'= {
            cand --color 'Colour messages: `auto` does on a terminal, unless `NO_COLOR` is set'
            cand --json 'Print the result for programs'
            cand --accept-older 'Believe a server that has gone back to an older state than this machine has seen'
            cand -q 'Print results, warnings and errors only'
            cand --quiet 'Print results, warnings and errors only'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'lean-ctx;cloud;devices'= {
            cand --color 'Colour messages: `auto` does on a terminal, unless `NO_COLOR` is set'
            cand -q 'Print results, warnings and errors only'
            cand --quiet 'Print results, warnings and errors only'
            cand -h 'Print help'
            cand --help 'Print help'
            cand list 'Show them, and what each says it has seen'
            cand revoke 'Take one machine''s API key away, and no other''s. What it has it keeps'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'lean-ctx;cloud;devices;list'= {
            cand --color 'Colour messages: `auto` does on a terminal, unless `NO_COLOR` is set'
            cand --json 'Print an array for programs'
            cand -q 'Print results, warnings and errors only'
            cand --quiet 'Print results, warnings and errors only'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'lean-ctx;cloud;devices;revoke'= {
            cand --color 'Colour messages: `auto` does on a terminal, unless `NO_COLOR` is set'
            cand --yes 'Do not ask'
            cand -q 'Print results, warnings and errors only'
            cand --quiet 'Print results, warnings and errors only'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'lean-ctx;cloud;devices;help'= {
            cand list 'Show them, and what each says it has seen'
            cand revoke 'Take one machine''s API key away, and no other''s. What it has it keeps'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'lean-ctx;cloud;devices;help;list'= {
        }
        &'lean-ctx;cloud;devices;help;revoke'= {
        }
        &'lean-ctx;cloud;devices;help;help'= {
        }
        &'lean-ctx;cloud;key'= {
            cand --color 'Colour messages: `auto` does on a terminal, unless `NO_COLOR` is set'
            cand -q 'Print results, warnings and errors only'
            cand --quiet 'Print results, warnings and errors only'
            cand -h 'Print help'
            cand --help 'Print help'
            cand show 'Print the recovery phrase: whoever has it can read everything'
            cand restore 'Put the key back from the recovery phrase; one of another account is refused before anything is written'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'lean-ctx;cloud;key;show'= {
            cand --color 'Colour messages: `auto` does on a terminal, unless `NO_COLOR` is set'
            cand -q 'Print results, warnings and errors only'
            cand --quiet 'Print results, warnings and errors only'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'lean-ctx;cloud;key;restore'= {
            cand --phrase-file 'The recovery phrase: the first line of this file; by default it is asked for, or is in LEAN_CTX_RECOVERY_PHRASE'
            cand --color 'Colour messages: `auto` does on a terminal, unless `NO_COLOR` is set'
            cand -q 'Print results, warnings and errors only'
            cand --quiet 'Print results, warnings and errors only'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'lean-ctx;cloud;key;help'= {
            cand show 'Print the recovery phrase: whoever has it can read everything'
            cand restore 'Put the key back from the recovery phrase; one of another account is refused before anything is written'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'lean-ctx;cloud;key;help;show'= {
        }
        &'lean-ctx;cloud;key;help;restore'= {
        }
        &'lean-ctx;cloud;key;help;help'= {
        }
        &'lean-ctx;cloud;password'= {
            cand --password-file 'Read the password from the first line of a file (`-`: the standard input); by default it is asked for, or is in LEAN_CTX_PASSWORD'
            cand --new-password-file 'Read the new password from the first line of a file; by default it is asked for, or is in LEAN_CTX_NEW_PASSWORD'
            cand --color 'Colour messages: `auto` does on a terminal, unless `NO_COLOR` is set'
            cand -q 'Print results, warnings and errors only'
            cand --quiet 'Print results, warnings and errors only'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'lean-ctx;cloud;autosync'= {
            cand --color 'Colour messages: `auto` does on a terminal, unless `NO_COLOR` is set'
            cand -q 'Print results, warnings and errors only'
            cand --quiet 'Print results, warnings and errors only'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'lean-ctx;cloud;pull-models'= {
            cand --color 'Colour messages: `auto` does on a terminal, unless `NO_COLOR` is set'
            cand --json 'Print an object for programs'
            cand --new-key 'Take a model that is signed by another key than the one before'
            cand -q 'Print results, warnings and errors only'
            cand --quiet 'Print results, warnings and errors only'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'lean-ctx;cloud;serve'= {
            cand --config 'The account server''s configuration: a path, `-` (stdin) or `env:NAME`; by default cloud.json, if it is here'
            cand --color 'Colour messages: `auto` does on a terminal, unless `NO_COLOR` is set'
            cand -q 'Print results, warnings and errors only'
            cand --quiet 'Print results, warnings and errors only'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'lean-ctx;cloud;invite'= {
            cand --color 'Colour messages: `auto` does on a terminal, unless `NO_COLOR` is set'
            cand -q 'Print results, warnings and errors only'
            cand --quiet 'Print results, warnings and errors only'
            cand -h 'Print help'
            cand --help 'Print help'
            cand create 'Make an invite: its code is printed once, the server keeps its hash'
            cand list 'List invites: whom they are for, how often they were used, when they expire'
            cand revoke 'Take an invite back; accounts that were made with it stay'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'lean-ctx;cloud;invite;create'= {
            cand --config 'The account server''s configuration: a path, `-` (stdin) or `env:NAME`; by default cloud.json, if it is here'
            cand --email 'The one address that may use it; by default any'
            cand --uses 'How often it can be used'
            cand --expires 'How long it lives: a number and s, m, h, d or w'
            cand --color 'Colour messages: `auto` does on a terminal, unless `NO_COLOR` is set'
            cand -q 'Print results, warnings and errors only'
            cand --quiet 'Print results, warnings and errors only'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'lean-ctx;cloud;invite;list'= {
            cand --config 'The account server''s configuration: a path, `-` (stdin) or `env:NAME`; by default cloud.json, if it is here'
            cand --color 'Colour messages: `auto` does on a terminal, unless `NO_COLOR` is set'
            cand --json 'Print an array for programs'
            cand -q 'Print results, warnings and errors only'
            cand --quiet 'Print results, warnings and errors only'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'lean-ctx;cloud;invite;revoke'= {
            cand --config 'The account server''s configuration: a path, `-` (stdin) or `env:NAME`; by default cloud.json, if it is here'
            cand --color 'Colour messages: `auto` does on a terminal, unless `NO_COLOR` is set'
            cand -q 'Print results, warnings and errors only'
            cand --quiet 'Print results, warnings and errors only'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'lean-ctx;cloud;invite;help'= {
            cand create 'Make an invite: its code is printed once, the server keeps its hash'
            cand list 'List invites: whom they are for, how often they were used, when they expire'
            cand revoke 'Take an invite back; accounts that were made with it stay'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'lean-ctx;cloud;invite;help;create'= {
        }
        &'lean-ctx;cloud;invite;help;list'= {
        }
        &'lean-ctx;cloud;invite;help;revoke'= {
        }
        &'lean-ctx;cloud;invite;help;help'= {
        }
        &'lean-ctx;cloud;user'= {
            cand --color 'Colour messages: `auto` does on a terminal, unless `NO_COLOR` is set'
            cand -q 'Print results, warnings and errors only'
            cand --quiet 'Print results, warnings and errors only'
            cand -h 'Print help'
            cand --help 'Print help'
            cand list 'List accounts, and registrations that wait to be confirmed'
            cand confirm 'Confirm a registration: its address is the person''s own'
            cand disable 'Shut an account out; its data stays'
            cand enable 'Let a disabled account in again'
            cand reset 'Print a token with which a lost password is reset, once and within an hour'
            cand export 'Write out everything that the server holds of an account'
            cand delete 'Delete an account and everything in it'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'lean-ctx;cloud;user;list'= {
            cand --config 'The account server''s configuration: a path, `-` (stdin) or `env:NAME`; by default cloud.json, if it is here'
            cand --color 'Colour messages: `auto` does on a terminal, unless `NO_COLOR` is set'
            cand --json 'Print an array for programs'
            cand -q 'Print results, warnings and errors only'
            cand --quiet 'Print results, warnings and errors only'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'lean-ctx;cloud;user;confirm'= {
            cand --config 'The account server''s configuration: a path, `-` (stdin) or `env:NAME`; by default cloud.json, if it is here'
            cand --id 'Which registration, where the address has several; `cloud user list` shows the numbers'
            cand --color 'Colour messages: `auto` does on a terminal, unless `NO_COLOR` is set'
            cand -q 'Print results, warnings and errors only'
            cand --quiet 'Print results, warnings and errors only'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'lean-ctx;cloud;user;disable'= {
            cand --config 'The account server''s configuration: a path, `-` (stdin) or `env:NAME`; by default cloud.json, if it is here'
            cand --color 'Colour messages: `auto` does on a terminal, unless `NO_COLOR` is set'
            cand -q 'Print results, warnings and errors only'
            cand --quiet 'Print results, warnings and errors only'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'lean-ctx;cloud;user;enable'= {
            cand --config 'The account server''s configuration: a path, `-` (stdin) or `env:NAME`; by default cloud.json, if it is here'
            cand --color 'Colour messages: `auto` does on a terminal, unless `NO_COLOR` is set'
            cand -q 'Print results, warnings and errors only'
            cand --quiet 'Print results, warnings and errors only'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'lean-ctx;cloud;user;reset'= {
            cand --config 'The account server''s configuration: a path, `-` (stdin) or `env:NAME`; by default cloud.json, if it is here'
            cand --color 'Colour messages: `auto` does on a terminal, unless `NO_COLOR` is set'
            cand -q 'Print results, warnings and errors only'
            cand --quiet 'Print results, warnings and errors only'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'lean-ctx;cloud;user;export'= {
            cand --config 'The account server''s configuration: a path, `-` (stdin) or `env:NAME`; by default cloud.json, if it is here'
            cand --out 'The file; by default the standard output'
            cand --color 'Colour messages: `auto` does on a terminal, unless `NO_COLOR` is set'
            cand -q 'Print results, warnings and errors only'
            cand --quiet 'Print results, warnings and errors only'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'lean-ctx;cloud;user;delete'= {
            cand --config 'The account server''s configuration: a path, `-` (stdin) or `env:NAME`; by default cloud.json, if it is here'
            cand --color 'Colour messages: `auto` does on a terminal, unless `NO_COLOR` is set'
            cand -y 'Do not ask'
            cand --yes 'Do not ask'
            cand -q 'Print results, warnings and errors only'
            cand --quiet 'Print results, warnings and errors only'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'lean-ctx;cloud;user;help'= {
            cand list 'List accounts, and registrations that wait to be confirmed'
            cand confirm 'Confirm a registration: its address is the person''s own'
            cand disable 'Shut an account out; its data stays'
            cand enable 'Let a disabled account in again'
            cand reset 'Print a token with which a lost password is reset, once and within an hour'
            cand export 'Write out everything that the server holds of an account'
            cand delete 'Delete an account and everything in it'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'lean-ctx;cloud;user;help;list'= {
        }
        &'lean-ctx;cloud;user;help;confirm'= {
        }
        &'lean-ctx;cloud;user;help;disable'= {
        }
        &'lean-ctx;cloud;user;help;enable'= {
        }
        &'lean-ctx;cloud;user;help;reset'= {
        }
        &'lean-ctx;cloud;user;help;export'= {
        }
        &'lean-ctx;cloud;user;help;delete'= {
        }
        &'lean-ctx;cloud;user;help;help'= {
        }
        &'lean-ctx;cloud;backup'= {
            cand --config 'The account server''s configuration: a path, `-` (stdin) or `env:NAME`; by default cloud.json, if it is here'
            cand --color 'Colour messages: `auto` does on a terminal, unless `NO_COLOR` is set'
            cand --verify 'Check the backup in this folder instead'
            cand --json 'Print what is in the backup, for programs'
            cand -q 'Print results, warnings and errors only'
            cand --quiet 'Print results, warnings and errors only'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'lean-ctx;cloud;restore'= {
            cand --config 'The account server''s configuration: a path, `-` (stdin) or `env:NAME`; by default cloud.json, if it is here'
            cand --color 'Colour messages: `auto` does on a terminal, unless `NO_COLOR` is set'
            cand -q 'Print results, warnings and errors only'
            cand --quiet 'Print results, warnings and errors only'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'lean-ctx;cloud;help'= {
            cand status 'Show whether this machine is signed in, where, and what the account holds'
            cand pull 'Bring what other machines wrote to this one; what this one wrote is not sent'
            cand devices 'The machines of the account'
            cand key 'The account''s key: it is made on your machine and never leaves your machines unsealed'
            cand password 'Change the account''s password: its key is wrapped anew, no record is touched, no machine is signed out'
            cand autosync 'Let tools sync behind them, or not'
            cand pull-models 'Fetch the signed model of read modes; `ctx_read mode:auto` then follows it where it fits'
            cand serve 'Serve accounts to people''s machines, until SIGTERM. It stores only what it cannot read'
            cand invite 'Make, list and revoke invites'
            cand user 'List, confirm, disable, reset, export and delete accounts, beside a running server'
            cand backup 'Copy all accounts into a new folder, beside a running server, and verify the copy'
            cand restore 'Restore a backup into an empty place'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'lean-ctx;cloud;help;status'= {
        }
        &'lean-ctx;cloud;help;pull'= {
        }
        &'lean-ctx;cloud;help;devices'= {
            cand list 'Show them, and what each says it has seen'
            cand revoke 'Take one machine''s API key away, and no other''s. What it has it keeps'
        }
        &'lean-ctx;cloud;help;devices;list'= {
        }
        &'lean-ctx;cloud;help;devices;revoke'= {
        }
        &'lean-ctx;cloud;help;key'= {
            cand show 'Print the recovery phrase: whoever has it can read everything'
            cand restore 'Put the key back from the recovery phrase; one of another account is refused before anything is written'
        }
        &'lean-ctx;cloud;help;key;show'= {
        }
        &'lean-ctx;cloud;help;key;restore'= {
        }
        &'lean-ctx;cloud;help;password'= {
        }
        &'lean-ctx;cloud;help;autosync'= {
        }
        &'lean-ctx;cloud;help;pull-models'= {
        }
        &'lean-ctx;cloud;help;serve'= {
        }
        &'lean-ctx;cloud;help;invite'= {
            cand create 'Make an invite: its code is printed once, the server keeps its hash'
            cand list 'List invites: whom they are for, how often they were used, when they expire'
            cand revoke 'Take an invite back; accounts that were made with it stay'
        }
        &'lean-ctx;cloud;help;invite;create'= {
        }
        &'lean-ctx;cloud;help;invite;list'= {
        }
        &'lean-ctx;cloud;help;invite;revoke'= {
        }
        &'lean-ctx;cloud;help;user'= {
            cand list 'List accounts, and registrations that wait to be confirmed'
            cand confirm 'Confirm a registration: its address is the person''s own'
            cand disable 'Shut an account out; its data stays'
            cand enable 'Let a disabled account in again'
            cand reset 'Print a token with which a lost password is reset, once and within an hour'
            cand export 'Write out everything that the server holds of an account'
            cand delete 'Delete an account and everything in it'
        }
        &'lean-ctx;cloud;help;user;list'= {
        }
        &'lean-ctx;cloud;help;user;confirm'= {
        }
        &'lean-ctx;cloud;help;user;disable'= {
        }
        &'lean-ctx;cloud;help;user;enable'= {
        }
        &'lean-ctx;cloud;help;user;reset'= {
        }
        &'lean-ctx;cloud;help;user;export'= {
        }
        &'lean-ctx;cloud;help;user;delete'= {
        }
        &'lean-ctx;cloud;help;backup'= {
        }
        &'lean-ctx;cloud;help;restore'= {
        }
        &'lean-ctx;cloud;help;help'= {
        }
        &'lean-ctx;contribute'= {
            cand --color 'Colour messages: `auto` does on a terminal, unless `NO_COLOR` is set'
            cand --dry-run 'Print the bytes that would be sent, and send nothing'
            cand -q 'Print results, warnings and errors only'
            cand --quiet 'Print results, warnings and errors only'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'lean-ctx;gotchas'= {
            cand --color 'Colour messages: `auto` does on a terminal, unless `NO_COLOR` is set'
            cand -q 'Print results, warnings and errors only'
            cand --quiet 'Print results, warnings and errors only'
            cand -h 'Print help'
            cand --help 'Print help'
            cand add 'Keep a fix for a pattern'
            cand list 'Show them all'
            cand remove 'Forget one'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'lean-ctx;gotchas;add'= {
            cand --workspace 'The repository or folder; by default the one you stand in'
            cand --color 'Colour messages: `auto` does on a terminal, unless `NO_COLOR` is set'
            cand -q 'Print results, warnings and errors only'
            cand --quiet 'Print results, warnings and errors only'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'lean-ctx;gotchas;list'= {
            cand --workspace 'The repository or folder; by default the one you stand in'
            cand --color 'Colour messages: `auto` does on a terminal, unless `NO_COLOR` is set'
            cand --json 'Print an array for programs'
            cand -q 'Print results, warnings and errors only'
            cand --quiet 'Print results, warnings and errors only'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'lean-ctx;gotchas;remove'= {
            cand --workspace 'The repository or folder; by default the one you stand in'
            cand --color 'Colour messages: `auto` does on a terminal, unless `NO_COLOR` is set'
            cand -q 'Print results, warnings and errors only'
            cand --quiet 'Print results, warnings and errors only'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'lean-ctx;gotchas;help'= {
            cand add 'Keep a fix for a pattern'
            cand list 'Show them all'
            cand remove 'Forget one'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'lean-ctx;gotchas;help;add'= {
        }
        &'lean-ctx;gotchas;help;list'= {
        }
        &'lean-ctx;gotchas;help;remove'= {
        }
        &'lean-ctx;gotchas;help;help'= {
        }
        &'lean-ctx;buddy'= {
            cand --color 'Colour messages: `auto` does on a terminal, unless `NO_COLOR` is set'
            cand -q 'Print results, warnings and errors only'
            cand --quiet 'Print results, warnings and errors only'
            cand -h 'Print help'
            cand --help 'Print help'
            cand set 'Replace it'
            cand show 'Print it'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'lean-ctx;buddy;set'= {
            cand --color 'Colour messages: `auto` does on a terminal, unless `NO_COLOR` is set'
            cand -q 'Print results, warnings and errors only'
            cand --quiet 'Print results, warnings and errors only'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'lean-ctx;buddy;show'= {
            cand --color 'Colour messages: `auto` does on a terminal, unless `NO_COLOR` is set'
            cand --json 'Print JSON for programs; it is JSON anyway'
            cand -q 'Print results, warnings and errors only'
            cand --quiet 'Print results, warnings and errors only'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'lean-ctx;buddy;help'= {
            cand set 'Replace it'
            cand show 'Print it'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'lean-ctx;buddy;help;set'= {
        }
        &'lean-ctx;buddy;help;show'= {
        }
        &'lean-ctx;buddy;help;help'= {
        }
        &'lean-ctx;completions'= {
            cand --out 'Write the scripts of all shells into this directory instead (for packagers)'
            cand --color 'Colour messages: `auto` does on a terminal, unless `NO_COLOR` is set'
            cand -q 'Print results, warnings and errors only'
            cand --quiet 'Print results, warnings and errors only'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'lean-ctx;man'= {
            cand --out 'Write all pages into this directory instead'
            cand --color 'Colour messages: `auto` does on a terminal, unless `NO_COLOR` is set'
            cand -q 'Print results, warnings and errors only'
            cand --quiet 'Print results, warnings and errors only'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'lean-ctx;help'= {
            cand setup 'Connect the AI clients of this machine, index the repository here, and check that all works'
            cand bootstrap 'Set this machine up without a question: `setup --non-interactive --yes --fix`'
            cand doctor 'Check this installation, its clients, the index here and, with --team, a team''s server'
            cand team 'Describe and run a server for a team''s repositories'
            cand serve 'Serve the repository you stand in over stdio (MCP), uncommitted files included'
            cand daemon 'Keep the indexes of this user''s repositories open in one background process'
            cand search 'Search the repository you stand in: by a regular expression, or ranked by meaning'
            cand read 'Read a file of the repository you stand in, whole, by lines or compressed, within a token budget'
            cand tree 'List folders and files of the repository you stand in'
            cand call 'Call any tool on the repository you stand in, as an MCP client would'
            cand proof 'Ask a tool and sign its answer: commit, files, lines and digests that it was made from'
            cand verify 'Check a proof: its signature, the answer, and every cited line against a repository'
            cand savings 'What the answers saved: tokens and money, measured, in a ledger that can be checked'
            cand billing 'Describe the plans of a managed offering, and what it would count; it changes nothing'
            cand register 'Make an account for syncing between machines; its recovery phrase is printed, this once'
            cand login 'Sign this machine in to an account. The account''s key opens with the password, here and nowhere else'
            cand logout 'Sign this machine out: its API key ceases to count, and the account''s key is removed from it'
            cand forgot-password 'Get a new password by mail. The data stay only if you have the recovery phrase'
            cand sync 'Bring this machine and the account to the same, each section by itself'
            cand cloud 'Share an account between machines, and run the server behind it'
            cand contribute 'Send what your reads teach about read modes, without your name: at most 500 rows of four fields'
            cand gotchas 'Patterns that were met in a repository, each with what helped'
            cand buddy 'A small JSON of your tools, the same on all your machines'
            cand completions 'Print a shell''s completion script'
            cand man 'Print the manual page, or write one page a command'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'lean-ctx;help;setup'= {
        }
        &'lean-ctx;help;bootstrap'= {
        }
        &'lean-ctx;help;doctor'= {
        }
        &'lean-ctx;help;team'= {
            cand quickstart 'Describe, index and serve repositories on 127.0.0.1, with one command'
            cand init 'Write .lean-ctx/team.json for your repositories; never over an existing one'
            cand check 'Check team.json: every fault at once, with its place and what to write instead'
            cand serve 'Serve the team''s repositories to MCP clients and scripts, until SIGTERM'
            cand sync 'Fetch every workspace''s remote, and clone those that are not there yet'
            cand token 'Mint, list, rotate and revoke bearer tokens'
            cand workspace 'Add, list and remove the repositories that are served'
            cand audit 'The audit log'
            cand keys 'The server''s signing key'
            cand slo-report 'Check a running server''s availability, latency and index lag; exit 4 when one is violated'
        }
        &'lean-ctx;help;team;quickstart'= {
        }
        &'lean-ctx;help;team;init'= {
        }
        &'lean-ctx;help;team;check'= {
        }
        &'lean-ctx;help;team;serve'= {
        }
        &'lean-ctx;help;team;sync'= {
        }
        &'lean-ctx;help;team;token'= {
            cand create 'Mint a token: the secret is printed once, team.json keeps its hash'
            cand list 'List tokens: what they grant, when they were made and last used, when they expire'
            cand rotate 'Give a token a new secret: same id, same grants; the old one works until the cut-off'
            cand revoke 'Take a token away for good; a running server refuses it within two seconds'
            cand expiring 'List tokens that expire soon; exit 4 when there are any'
            cand inspect 'Tell whose a secret is, whether it is still good, and whether it was mistyped'
        }
        &'lean-ctx;help;team;token;create'= {
        }
        &'lean-ctx;help;team;token;list'= {
        }
        &'lean-ctx;help;team;token;rotate'= {
        }
        &'lean-ctx;help;team;token;revoke'= {
        }
        &'lean-ctx;help;team;token;expiring'= {
        }
        &'lean-ctx;help;team;token;inspect'= {
        }
        &'lean-ctx;help;team;workspace'= {
            cand add 'Add a repository, a folder or a git URL to team.json'
            cand list 'List the workspaces of team.json'
            cand remove 'Take a workspace out of team.json, and out of the tokens that name it'
        }
        &'lean-ctx;help;team;workspace;add'= {
        }
        &'lean-ctx;help;team;workspace;list'= {
        }
        &'lean-ctx;help;team;workspace;remove'= {
        }
        &'lean-ctx;help;team;audit'= {
            cand verify 'Check the audit log: its chain, its signed head, and that nothing was cut off or put back'
        }
        &'lean-ctx;help;team;audit;verify'= {
        }
        &'lean-ctx;help;team;keys'= {
            cand show 'Print the public half of the server''s Ed25519 key'
            cand rotate 'Put a new key in the old one''s place, signed by the old one'
        }
        &'lean-ctx;help;team;keys;show'= {
        }
        &'lean-ctx;help;team;keys;rotate'= {
        }
        &'lean-ctx;help;team;slo-report'= {
        }
        &'lean-ctx;help;serve'= {
        }
        &'lean-ctx;help;daemon'= {
            cand start 'Start it, unless it runs'
            cand stop 'End it; what was asked is answered first'
            cand restart 'End it and start it again, after an update for example'
            cand status 'Does it run, what does it hold?'
            cand logs 'Show the end of its log'
            cand enable 'Have the service manager start it at every login (systemd; launchd on macOS)'
            cand disable 'Take that back'
            cand run 'Run it in the foreground, as a service manager wants it'
        }
        &'lean-ctx;help;daemon;start'= {
        }
        &'lean-ctx;help;daemon;stop'= {
        }
        &'lean-ctx;help;daemon;restart'= {
        }
        &'lean-ctx;help;daemon;status'= {
        }
        &'lean-ctx;help;daemon;logs'= {
        }
        &'lean-ctx;help;daemon;enable'= {
        }
        &'lean-ctx;help;daemon;disable'= {
        }
        &'lean-ctx;help;daemon;run'= {
        }
        &'lean-ctx;help;search'= {
        }
        &'lean-ctx;help;read'= {
        }
        &'lean-ctx;help;tree'= {
        }
        &'lean-ctx;help;call'= {
        }
        &'lean-ctx;help;proof'= {
        }
        &'lean-ctx;help;verify'= {
        }
        &'lean-ctx;help;savings'= {
            cand verify 'Check the savings ledger: its chain, its signed head, and that nothing was cut off or put back'
            cand export 'Print the metered events: as JSON, CSV, or as a FOCUS dataset'
            cand prove 'Prove that an entry is in the ledger, or check such a proof'
            cand keys 'The key that signs a local user''s books'
            cand roi 'Make a signed report of what was saved: tokens, money, and on what that rests'
            cand sign 'Sign the ledger''s totals as a batch that can be checked without the ledger'
            cand verify-batch 'Check a signed batch of savings, without a ledger, a network or an account'
            cand push 'Send the ledger''s signed totals to a team''s server'
            cand team 'Show what the members of a team report to its server'
        }
        &'lean-ctx;help;savings;verify'= {
        }
        &'lean-ctx;help;savings;export'= {
        }
        &'lean-ctx;help;savings;prove'= {
        }
        &'lean-ctx;help;savings;keys'= {
            cand show 'Print the public half of the local Ed25519 key'
            cand rotate 'Put a new key in the old one''s place, signed by the old one'
        }
        &'lean-ctx;help;savings;keys;show'= {
        }
        &'lean-ctx;help;savings;keys;rotate'= {
        }
        &'lean-ctx;help;savings;roi'= {
            cand verify 'Check a signed report: its signature, the ledger''s head that it is about, and its sums'
        }
        &'lean-ctx;help;savings;roi;verify'= {
        }
        &'lean-ctx;help;savings;sign'= {
        }
        &'lean-ctx;help;savings;verify-batch'= {
        }
        &'lean-ctx;help;savings;push'= {
        }
        &'lean-ctx;help;savings;team'= {
        }
        &'lean-ctx;help;billing'= {
            cand plans 'List the plans, from the smallest to the largest, with what each comprises'
            cand usage 'Show what the savings ledger would be billed by'
            cand entitlements 'Show what a plan of a managed offering comprises'
        }
        &'lean-ctx;help;billing;plans'= {
        }
        &'lean-ctx;help;billing;usage'= {
        }
        &'lean-ctx;help;billing;entitlements'= {
        }
        &'lean-ctx;help;register'= {
        }
        &'lean-ctx;help;login'= {
        }
        &'lean-ctx;help;logout'= {
        }
        &'lean-ctx;help;forgot-password'= {
        }
        &'lean-ctx;help;sync'= {
        }
        &'lean-ctx;help;cloud'= {
            cand status 'Show whether this machine is signed in, where, and what the account holds'
            cand pull 'Bring what other machines wrote to this one; what this one wrote is not sent'
            cand devices 'The machines of the account'
            cand key 'The account''s key: it is made on your machine and never leaves your machines unsealed'
            cand password 'Change the account''s password: its key is wrapped anew, no record is touched, no machine is signed out'
            cand autosync 'Let tools sync behind them, or not'
            cand pull-models 'Fetch the signed model of read modes; `ctx_read mode:auto` then follows it where it fits'
            cand serve 'Serve accounts to people''s machines, until SIGTERM. It stores only what it cannot read'
            cand invite 'Make, list and revoke invites'
            cand user 'List, confirm, disable, reset, export and delete accounts, beside a running server'
            cand backup 'Copy all accounts into a new folder, beside a running server, and verify the copy'
            cand restore 'Restore a backup into an empty place'
        }
        &'lean-ctx;help;cloud;status'= {
        }
        &'lean-ctx;help;cloud;pull'= {
        }
        &'lean-ctx;help;cloud;devices'= {
            cand list 'Show them, and what each says it has seen'
            cand revoke 'Take one machine''s API key away, and no other''s. What it has it keeps'
        }
        &'lean-ctx;help;cloud;devices;list'= {
        }
        &'lean-ctx;help;cloud;devices;revoke'= {
        }
        &'lean-ctx;help;cloud;key'= {
            cand show 'Print the recovery phrase: whoever has it can read everything'
            cand restore 'Put the key back from the recovery phrase; one of another account is refused before anything is written'
        }
        &'lean-ctx;help;cloud;key;show'= {
        }
        &'lean-ctx;help;cloud;key;restore'= {
        }
        &'lean-ctx;help;cloud;password'= {
        }
        &'lean-ctx;help;cloud;autosync'= {
        }
        &'lean-ctx;help;cloud;pull-models'= {
        }
        &'lean-ctx;help;cloud;serve'= {
        }
        &'lean-ctx;help;cloud;invite'= {
            cand create 'Make an invite: its code is printed once, the server keeps its hash'
            cand list 'List invites: whom they are for, how often they were used, when they expire'
            cand revoke 'Take an invite back; accounts that were made with it stay'
        }
        &'lean-ctx;help;cloud;invite;create'= {
        }
        &'lean-ctx;help;cloud;invite;list'= {
        }
        &'lean-ctx;help;cloud;invite;revoke'= {
        }
        &'lean-ctx;help;cloud;user'= {
            cand list 'List accounts, and registrations that wait to be confirmed'
            cand confirm 'Confirm a registration: its address is the person''s own'
            cand disable 'Shut an account out; its data stays'
            cand enable 'Let a disabled account in again'
            cand reset 'Print a token with which a lost password is reset, once and within an hour'
            cand export 'Write out everything that the server holds of an account'
            cand delete 'Delete an account and everything in it'
        }
        &'lean-ctx;help;cloud;user;list'= {
        }
        &'lean-ctx;help;cloud;user;confirm'= {
        }
        &'lean-ctx;help;cloud;user;disable'= {
        }
        &'lean-ctx;help;cloud;user;enable'= {
        }
        &'lean-ctx;help;cloud;user;reset'= {
        }
        &'lean-ctx;help;cloud;user;export'= {
        }
        &'lean-ctx;help;cloud;user;delete'= {
        }
        &'lean-ctx;help;cloud;backup'= {
        }
        &'lean-ctx;help;cloud;restore'= {
        }
        &'lean-ctx;help;contribute'= {
        }
        &'lean-ctx;help;gotchas'= {
            cand add 'Keep a fix for a pattern'
            cand list 'Show them all'
            cand remove 'Forget one'
        }
        &'lean-ctx;help;gotchas;add'= {
        }
        &'lean-ctx;help;gotchas;list'= {
        }
        &'lean-ctx;help;gotchas;remove'= {
        }
        &'lean-ctx;help;buddy'= {
            cand set 'Replace it'
            cand show 'Print it'
        }
        &'lean-ctx;help;buddy;set'= {
        }
        &'lean-ctx;help;buddy;show'= {
        }
        &'lean-ctx;help;completions'= {
        }
        &'lean-ctx;help;man'= {
        }
        &'lean-ctx;help;help'= {
        }
    ]
    $completions[$command]
}
