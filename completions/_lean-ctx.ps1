
using namespace System.Management.Automation
using namespace System.Management.Automation.Language

Register-ArgumentCompleter -Native -CommandName 'lean-ctx' -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)

    $commandElements = $commandAst.CommandElements
    $command = @(
        'lean-ctx'
        for ($i = 1; $i -lt $commandElements.Count; $i++) {
            $element = $commandElements[$i]
            if ($element -isnot [StringConstantExpressionAst] -or
                $element.StringConstantType -ne [StringConstantType]::BareWord -or
                $element.Value.StartsWith('-') -or
                $element.Value -eq $wordToComplete) {
                break
        }
        $element.Value
    }) -join ';'

    $completions = @(switch ($command) {
        'lean-ctx' {
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour messages: `auto` does on a terminal, unless `NO_COLOR` is set')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print results, warnings and errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print results, warnings and errors only')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('setup', 'setup', [CompletionResultType]::ParameterValue, 'Connect the AI clients of this machine, index the repository here, and check that all works')
            [CompletionResult]::new('bootstrap', 'bootstrap', [CompletionResultType]::ParameterValue, 'Set this machine up without a question: `setup --non-interactive --yes --fix`')
            [CompletionResult]::new('doctor', 'doctor', [CompletionResultType]::ParameterValue, 'Check this installation, its clients, the index here and, with --team, a team''s server')
            [CompletionResult]::new('team', 'team', [CompletionResultType]::ParameterValue, 'Describe and run a server for a team''s repositories')
            [CompletionResult]::new('serve', 'serve', [CompletionResultType]::ParameterValue, 'Serve the repository you stand in over stdio (MCP), uncommitted files included')
            [CompletionResult]::new('daemon', 'daemon', [CompletionResultType]::ParameterValue, 'Keep the indexes of this user''s repositories open in one background process')
            [CompletionResult]::new('search', 'search', [CompletionResultType]::ParameterValue, 'Search the repository you stand in: by a regular expression, or ranked by meaning')
            [CompletionResult]::new('read', 'read', [CompletionResultType]::ParameterValue, 'Read a file of the repository you stand in, whole, by lines or compressed, within a token budget')
            [CompletionResult]::new('tree', 'tree', [CompletionResultType]::ParameterValue, 'List folders and files of the repository you stand in')
            [CompletionResult]::new('call', 'call', [CompletionResultType]::ParameterValue, 'Call any tool on the repository you stand in, as an MCP client would')
            [CompletionResult]::new('proof', 'proof', [CompletionResultType]::ParameterValue, 'Ask a tool and sign its answer: commit, files, lines and digests that it was made from')
            [CompletionResult]::new('verify', 'verify', [CompletionResultType]::ParameterValue, 'Check a proof: its signature, the answer, and every cited line against a repository')
            [CompletionResult]::new('savings', 'savings', [CompletionResultType]::ParameterValue, 'What the answers saved: tokens and money, measured, in a ledger that can be checked')
            [CompletionResult]::new('billing', 'billing', [CompletionResultType]::ParameterValue, 'Describe the plans of a managed offering, and what it would count; it changes nothing')
            [CompletionResult]::new('register', 'register', [CompletionResultType]::ParameterValue, 'Make an account for syncing between machines; its recovery phrase is printed, this once')
            [CompletionResult]::new('login', 'login', [CompletionResultType]::ParameterValue, 'Sign this machine in to an account. The account''s key opens with the password, here and nowhere else')
            [CompletionResult]::new('logout', 'logout', [CompletionResultType]::ParameterValue, 'Sign this machine out: its API key ceases to count, and the account''s key is removed from it')
            [CompletionResult]::new('forgot-password', 'forgot-password', [CompletionResultType]::ParameterValue, 'Get a new password by mail. The data stay only if you have the recovery phrase')
            [CompletionResult]::new('sync', 'sync', [CompletionResultType]::ParameterValue, 'Bring this machine and the account to the same, each section by itself')
            [CompletionResult]::new('cloud', 'cloud', [CompletionResultType]::ParameterValue, 'Share an account between machines, and run the server behind it')
            [CompletionResult]::new('contribute', 'contribute', [CompletionResultType]::ParameterValue, 'Send what your reads teach about read modes, without your name: at most 500 rows of four fields')
            [CompletionResult]::new('gotchas', 'gotchas', [CompletionResultType]::ParameterValue, 'Patterns that were met in a repository, each with what helped')
            [CompletionResult]::new('buddy', 'buddy', [CompletionResultType]::ParameterValue, 'A small JSON of your tools, the same on all your machines')
            [CompletionResult]::new('completions', 'completions', [CompletionResultType]::ParameterValue, 'Print a shell''s completion script')
            [CompletionResult]::new('man', 'man', [CompletionResultType]::ParameterValue, 'Print the manual page, or write one page a command')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'lean-ctx;setup' {
            [CompletionResult]::new('--team', '--team', [CompletionResultType]::ParameterName, 'Connect to a team''s server, with the token in LEAN_CTX_TEAM_TOKEN, instead of this machine''s')
            [CompletionResult]::new('--only', '--only', [CompletionResultType]::ParameterName, 'Only these steps and clients')
            [CompletionResult]::new('--skip', '--skip', [CompletionResultType]::ParameterName, 'All but these steps and clients')
            [CompletionResult]::new('--workspace', '--workspace', [CompletionResultType]::ParameterName, 'The repository or folder to ask; by default the one you stand in')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour messages: `auto` does on a terminal, unless `NO_COLOR` is set')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Change nothing; show what would change')
            [CompletionResult]::new('--undo', '--undo', [CompletionResultType]::ParameterName, 'Restore every file that setup has changed or made')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print the report for programs')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Answer every question with yes')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer every question with yes')
            [CompletionResult]::new('--non-interactive', '--non-interactive', [CompletionResultType]::ParameterName, 'Never ask; without --yes nothing is then changed')
            [CompletionResult]::new('--fix', '--fix', [CompletionResultType]::ParameterName, 'Mend what the doctor finds and can mend')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print results, warnings and errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print results, warnings and errors only')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'lean-ctx;bootstrap' {
            [CompletionResult]::new('--team', '--team', [CompletionResultType]::ParameterName, 'Connect to a team''s server, with the token in LEAN_CTX_TEAM_TOKEN, instead of this machine''s')
            [CompletionResult]::new('--only', '--only', [CompletionResultType]::ParameterName, 'Only these steps and clients')
            [CompletionResult]::new('--skip', '--skip', [CompletionResultType]::ParameterName, 'All but these steps and clients')
            [CompletionResult]::new('--workspace', '--workspace', [CompletionResultType]::ParameterName, 'The repository or folder to ask; by default the one you stand in')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour messages: `auto` does on a terminal, unless `NO_COLOR` is set')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Change nothing; show what would change')
            [CompletionResult]::new('--undo', '--undo', [CompletionResultType]::ParameterName, 'Restore every file that setup has changed or made')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print the report for programs')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print results, warnings and errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print results, warnings and errors only')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'lean-ctx;doctor' {
            [CompletionResult]::new('--team', '--team', [CompletionResultType]::ParameterName, 'A team''s server to check as well, with the token in LEAN_CTX_TEAM_TOKEN')
            [CompletionResult]::new('--workspace', '--workspace', [CompletionResultType]::ParameterName, 'The repository or folder to ask; by default the one you stand in')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour messages: `auto` does on a terminal, unless `NO_COLOR` is set')
            [CompletionResult]::new('--fix', '--fix', [CompletionResultType]::ParameterName, 'Mend what can be mended: rights, and an index that is damaged or missing')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print `{schema_version, ok, checks}` for programs')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print results, warnings and errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print results, warnings and errors only')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'lean-ctx;team' {
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour messages: `auto` does on a terminal, unless `NO_COLOR` is set')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print results, warnings and errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print results, warnings and errors only')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('quickstart', 'quickstart', [CompletionResultType]::ParameterValue, 'Describe, index and serve repositories on 127.0.0.1, with one command')
            [CompletionResult]::new('init', 'init', [CompletionResultType]::ParameterValue, 'Write .lean-ctx/team.json for your repositories; never over an existing one')
            [CompletionResult]::new('check', 'check', [CompletionResultType]::ParameterValue, 'Check team.json: every fault at once, with its place and what to write instead')
            [CompletionResult]::new('serve', 'serve', [CompletionResultType]::ParameterValue, 'Serve the team''s repositories to MCP clients and scripts, until SIGTERM')
            [CompletionResult]::new('sync', 'sync', [CompletionResultType]::ParameterValue, 'Fetch every workspace''s remote, and clone those that are not there yet')
            [CompletionResult]::new('token', 'token', [CompletionResultType]::ParameterValue, 'Mint, list, rotate and revoke bearer tokens')
            [CompletionResult]::new('workspace', 'workspace', [CompletionResultType]::ParameterValue, 'Add, list and remove the repositories that are served')
            [CompletionResult]::new('audit', 'audit', [CompletionResultType]::ParameterValue, 'The audit log')
            [CompletionResult]::new('keys', 'keys', [CompletionResultType]::ParameterValue, 'The server''s signing key')
            [CompletionResult]::new('slo-report', 'slo-report', [CompletionResultType]::ParameterValue, 'Check a running server''s availability, latency and index lag; exit 4 when one is violated')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'lean-ctx;team;quickstart' {
            [CompletionResult]::new('--port', '--port', [CompletionResultType]::ParameterName, 'The port to write into a new team.json; by default a free one from 8080 on')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour messages: `auto` does on a terminal, unless `NO_COLOR` is set')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print results, warnings and errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print results, warnings and errors only')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'lean-ctx;team;init' {
            [CompletionResult]::new('--workspace', '--workspace', [CompletionResultType]::ParameterName, 'A repository or folder on this machine, or a git URL to clone; may be given again')
            [CompletionResult]::new('--host', '--host', [CompletionResultType]::ParameterName, 'The address to listen on; 0.0.0.0 listens on all')
            [CompletionResult]::new('--port', '--port', [CompletionResultType]::ParameterName, 'The port to listen on; 0 takes any free one')
            [CompletionResult]::new('--dir', '--dir', [CompletionResultType]::ParameterName, 'Where the .lean-ctx folder is made')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour messages: `auto` does on a terminal, unless `NO_COLOR` is set')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Ask nothing: take the flags, and defaults for the rest')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Ask nothing: take the flags, and defaults for the rest')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print results, warnings and errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print results, warnings and errors only')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'lean-ctx;team;check' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The team''s configuration: a path, `-` (stdin) or `env:NAME`; by default .lean-ctx/team.json or team.json, whichever is here')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour messages: `auto` does on a terminal, unless `NO_COLOR` is set')
            [CompletionResult]::new('--data', '--data', [CompletionResultType]::ParameterName, 'Also examine the database of what callers share: every page and every reference')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print `{ok, faults, warnings, database?}` for programs')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print results, warnings and errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print results, warnings and errors only')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'lean-ctx;team;serve' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The team''s configuration: a path, `-` (stdin) or `env:NAME`; by default .lean-ctx/team.json or team.json, whichever is here')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour messages: `auto` does on a terminal, unless `NO_COLOR` is set')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print results, warnings and errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print results, warnings and errors only')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'lean-ctx;team;sync' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The team''s configuration: a path, `-` (stdin) or `env:NAME`; by default .lean-ctx/team.json or team.json, whichever is here')
            [CompletionResult]::new('--workspace', '--workspace', [CompletionResultType]::ParameterName, 'Only this workspace; may be given again')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour messages: `auto` does on a terminal, unless `NO_COLOR` is set')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print an array of outcomes for programs')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print results, warnings and errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print results, warnings and errors only')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'lean-ctx;team;token' {
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour messages: `auto` does on a terminal, unless `NO_COLOR` is set')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print results, warnings and errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print results, warnings and errors only')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('create', 'create', [CompletionResultType]::ParameterValue, 'Mint a token: the secret is printed once, team.json keeps its hash')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List tokens: what they grant, when they were made and last used, when they expire')
            [CompletionResult]::new('rotate', 'rotate', [CompletionResultType]::ParameterValue, 'Give a token a new secret: same id, same grants; the old one works until the cut-off')
            [CompletionResult]::new('revoke', 'revoke', [CompletionResultType]::ParameterValue, 'Take a token away for good; a running server refuses it within two seconds')
            [CompletionResult]::new('expiring', 'expiring', [CompletionResultType]::ParameterValue, 'List tokens that expire soon; exit 4 when there are any')
            [CompletionResult]::new('inspect', 'inspect', [CompletionResultType]::ParameterValue, 'Tell whose a secret is, whether it is still good, and whether it was mistyped')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'lean-ctx;team;token;create' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The team''s configuration: a path, `-` (stdin) or `env:NAME`; by default .lean-ctx/team.json or team.json, whichever is here')
            [CompletionResult]::new('--id', '--id', [CompletionResultType]::ParameterName, 'The person or job that will hold it; the audit log names it')
            [CompletionResult]::new('--role', '--role', [CompletionResultType]::ParameterName, 'What the holder may do: viewer, member, admin or owner')
            [CompletionResult]::new('--scopes', '--scopes', [CompletionResultType]::ParameterName, 'Single permissions, beside or instead of a role')
            [CompletionResult]::new('--workspaces', '--workspaces', [CompletionResultType]::ParameterName, 'The workspaces it may see; by default all')
            [CompletionResult]::new('--expires', '--expires', [CompletionResultType]::ParameterName, 'How long it lives: a number and s, m, h, d or w; by default for ever')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour messages: `auto` does on a terminal, unless `NO_COLOR` is set')
            [CompletionResult]::new('--print-entry', '--print-entry', [CompletionResultType]::ParameterName, 'Change no file: print the JSON entry to add on stderr')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print results, warnings and errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print results, warnings and errors only')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'lean-ctx;team;token;list' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The team''s configuration: a path, `-` (stdin) or `env:NAME`; by default .lean-ctx/team.json or team.json, whichever is here')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour messages: `auto` does on a terminal, unless `NO_COLOR` is set')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print an array for programs')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print results, warnings and errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print results, warnings and errors only')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'lean-ctx;team;token;rotate' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The team''s configuration: a path, `-` (stdin) or `env:NAME`; by default .lean-ctx/team.json or team.json, whichever is here')
            [CompletionResult]::new('--overlap', '--overlap', [CompletionResultType]::ParameterName, 'How long the old secret still works; 0: not at all')
            [CompletionResult]::new('--expires', '--expires', [CompletionResultType]::ParameterName, 'How long the new secret lives')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour messages: `auto` does on a terminal, unless `NO_COLOR` is set')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print results, warnings and errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print results, warnings and errors only')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'lean-ctx;team;token;revoke' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The team''s configuration: a path, `-` (stdin) or `env:NAME`; by default .lean-ctx/team.json or team.json, whichever is here')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour messages: `auto` does on a terminal, unless `NO_COLOR` is set')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Do not ask')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Do not ask')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print results, warnings and errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print results, warnings and errors only')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'lean-ctx;team;token;expiring' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The team''s configuration: a path, `-` (stdin) or `env:NAME`; by default .lean-ctx/team.json or team.json, whichever is here')
            [CompletionResult]::new('--within', '--within', [CompletionResultType]::ParameterName, 'How soon')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour messages: `auto` does on a terminal, unless `NO_COLOR` is set')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print an array for programs')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print results, warnings and errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print results, warnings and errors only')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'lean-ctx;team;token;inspect' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The team''s configuration: a path, `-` (stdin) or `env:NAME`; by default .lean-ctx/team.json or team.json, whichever is here')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour messages: `auto` does on a terminal, unless `NO_COLOR` is set')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print `{shape, id, expired, previous}` for programs')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print results, warnings and errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print results, warnings and errors only')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'lean-ctx;team;token;help' {
            [CompletionResult]::new('create', 'create', [CompletionResultType]::ParameterValue, 'Mint a token: the secret is printed once, team.json keeps its hash')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List tokens: what they grant, when they were made and last used, when they expire')
            [CompletionResult]::new('rotate', 'rotate', [CompletionResultType]::ParameterValue, 'Give a token a new secret: same id, same grants; the old one works until the cut-off')
            [CompletionResult]::new('revoke', 'revoke', [CompletionResultType]::ParameterValue, 'Take a token away for good; a running server refuses it within two seconds')
            [CompletionResult]::new('expiring', 'expiring', [CompletionResultType]::ParameterValue, 'List tokens that expire soon; exit 4 when there are any')
            [CompletionResult]::new('inspect', 'inspect', [CompletionResultType]::ParameterValue, 'Tell whose a secret is, whether it is still good, and whether it was mistyped')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'lean-ctx;team;token;help;create' {
            break
        }
        'lean-ctx;team;token;help;list' {
            break
        }
        'lean-ctx;team;token;help;rotate' {
            break
        }
        'lean-ctx;team;token;help;revoke' {
            break
        }
        'lean-ctx;team;token;help;expiring' {
            break
        }
        'lean-ctx;team;token;help;inspect' {
            break
        }
        'lean-ctx;team;token;help;help' {
            break
        }
        'lean-ctx;team;workspace' {
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour messages: `auto` does on a terminal, unless `NO_COLOR` is set')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print results, warnings and errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print results, warnings and errors only')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('add', 'add', [CompletionResultType]::ParameterValue, 'Add a repository, a folder or a git URL to team.json')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List the workspaces of team.json')
            [CompletionResult]::new('remove', 'remove', [CompletionResultType]::ParameterValue, 'Take a workspace out of team.json, and out of the tokens that name it')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'lean-ctx;team;workspace;add' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The team''s configuration: a path, `-` (stdin) or `env:NAME`; by default .lean-ctx/team.json or team.json, whichever is here')
            [CompletionResult]::new('--id', '--id', [CompletionResultType]::ParameterName, 'Its id; by default made from the last part of the place')
            [CompletionResult]::new('--label', '--label', [CompletionResultType]::ParameterName, 'Its name for people')
            [CompletionResult]::new('--ref', '--ref', [CompletionResultType]::ParameterName, 'The ref to index; by default the remote''s default branch')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour messages: `auto` does on a terminal, unless `NO_COLOR` is set')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print results, warnings and errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print results, warnings and errors only')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'lean-ctx;team;workspace;list' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The team''s configuration: a path, `-` (stdin) or `env:NAME`; by default .lean-ctx/team.json or team.json, whichever is here')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour messages: `auto` does on a terminal, unless `NO_COLOR` is set')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print an array for programs')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print results, warnings and errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print results, warnings and errors only')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'lean-ctx;team;workspace;remove' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The team''s configuration: a path, `-` (stdin) or `env:NAME`; by default .lean-ctx/team.json or team.json, whichever is here')
            [CompletionResult]::new('--new-default', '--new-default', [CompletionResultType]::ParameterName, 'Which workspace is the default from now on')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour messages: `auto` does on a terminal, unless `NO_COLOR` is set')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Do not ask')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Do not ask')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print results, warnings and errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print results, warnings and errors only')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'lean-ctx;team;workspace;help' {
            [CompletionResult]::new('add', 'add', [CompletionResultType]::ParameterValue, 'Add a repository, a folder or a git URL to team.json')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List the workspaces of team.json')
            [CompletionResult]::new('remove', 'remove', [CompletionResultType]::ParameterValue, 'Take a workspace out of team.json, and out of the tokens that name it')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'lean-ctx;team;workspace;help;add' {
            break
        }
        'lean-ctx;team;workspace;help;list' {
            break
        }
        'lean-ctx;team;workspace;help;remove' {
            break
        }
        'lean-ctx;team;workspace;help;help' {
            break
        }
        'lean-ctx;team;audit' {
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour messages: `auto` does on a terminal, unless `NO_COLOR` is set')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print results, warnings and errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print results, warnings and errors only')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('verify', 'verify', [CompletionResultType]::ParameterValue, 'Check the audit log: its chain, its signed head, and that nothing was cut off or put back')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'lean-ctx;team;audit;verify' {
            [CompletionResult]::new('--head', '--head', [CompletionResultType]::ParameterName, 'A head that was kept elsewhere, to tell an older log that was put back')
            [CompletionResult]::new('--key', '--key', [CompletionResultType]::ParameterName, 'The public key: what `team keys show` printed, or a file that holds it, with `--rotations` behind it where it was rotated; by default the server''s own')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The team''s configuration: a path, `-` (stdin) or `env:NAME`; by default .lean-ctx/team.json or team.json, whichever is here')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour messages: `auto` does on a terminal, unless `NO_COLOR` is set')
            [CompletionResult]::new('--partial', '--partial', [CompletionResultType]::ParameterName, 'Old files were removed on purpose: that they are missing is no fault')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print the report for programs')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print results, warnings and errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print results, warnings and errors only')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'lean-ctx;team;audit;help' {
            [CompletionResult]::new('verify', 'verify', [CompletionResultType]::ParameterValue, 'Check the audit log: its chain, its signed head, and that nothing was cut off or put back')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'lean-ctx;team;audit;help;verify' {
            break
        }
        'lean-ctx;team;audit;help;help' {
            break
        }
        'lean-ctx;team;keys' {
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour messages: `auto` does on a terminal, unless `NO_COLOR` is set')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print results, warnings and errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print results, warnings and errors only')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'Print the public half of the server''s Ed25519 key')
            [CompletionResult]::new('rotate', 'rotate', [CompletionResultType]::ParameterValue, 'Put a new key in the old one''s place, signed by the old one')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'lean-ctx;team;keys;show' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The team''s configuration: a path, `-` (stdin) or `env:NAME`; by default .lean-ctx/team.json or team.json, whichever is here')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour messages: `auto` does on a terminal, unless `NO_COLOR` is set')
            [CompletionResult]::new('--rotations', '--rotations', [CompletionResultType]::ParameterName, 'Print the records of its rotations instead: behind a key that was kept, in the same file, they lead to the present one')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print `{algorithm, hex, verifierKey}` for programs')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print results, warnings and errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print results, warnings and errors only')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'lean-ctx;team;keys;rotate' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The team''s configuration: a path, `-` (stdin) or `env:NAME`; by default .lean-ctx/team.json or team.json, whichever is here')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour messages: `auto` does on a terminal, unless `NO_COLOR` is set')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print `{old, new, resumed, rotations}` for programs')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print results, warnings and errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print results, warnings and errors only')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'lean-ctx;team;keys;help' {
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'Print the public half of the server''s Ed25519 key')
            [CompletionResult]::new('rotate', 'rotate', [CompletionResultType]::ParameterValue, 'Put a new key in the old one''s place, signed by the old one')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'lean-ctx;team;keys;help;show' {
            break
        }
        'lean-ctx;team;keys;help;rotate' {
            break
        }
        'lean-ctx;team;keys;help;help' {
            break
        }
        'lean-ctx;team;slo-report' {
            [CompletionResult]::new('--server', '--server', [CompletionResultType]::ParameterName, 'Address of the server')
            [CompletionResult]::new('--token-file', '--token-file', [CompletionResultType]::ParameterName, 'A file whose first line is the token')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour messages: `auto` does on a terminal, unless `NO_COLOR` is set')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print the report for programs')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print results, warnings and errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print results, warnings and errors only')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'lean-ctx;team;help' {
            [CompletionResult]::new('quickstart', 'quickstart', [CompletionResultType]::ParameterValue, 'Describe, index and serve repositories on 127.0.0.1, with one command')
            [CompletionResult]::new('init', 'init', [CompletionResultType]::ParameterValue, 'Write .lean-ctx/team.json for your repositories; never over an existing one')
            [CompletionResult]::new('check', 'check', [CompletionResultType]::ParameterValue, 'Check team.json: every fault at once, with its place and what to write instead')
            [CompletionResult]::new('serve', 'serve', [CompletionResultType]::ParameterValue, 'Serve the team''s repositories to MCP clients and scripts, until SIGTERM')
            [CompletionResult]::new('sync', 'sync', [CompletionResultType]::ParameterValue, 'Fetch every workspace''s remote, and clone those that are not there yet')
            [CompletionResult]::new('token', 'token', [CompletionResultType]::ParameterValue, 'Mint, list, rotate and revoke bearer tokens')
            [CompletionResult]::new('workspace', 'workspace', [CompletionResultType]::ParameterValue, 'Add, list and remove the repositories that are served')
            [CompletionResult]::new('audit', 'audit', [CompletionResultType]::ParameterValue, 'The audit log')
            [CompletionResult]::new('keys', 'keys', [CompletionResultType]::ParameterValue, 'The server''s signing key')
            [CompletionResult]::new('slo-report', 'slo-report', [CompletionResultType]::ParameterValue, 'Check a running server''s availability, latency and index lag; exit 4 when one is violated')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'lean-ctx;team;help;quickstart' {
            break
        }
        'lean-ctx;team;help;init' {
            break
        }
        'lean-ctx;team;help;check' {
            break
        }
        'lean-ctx;team;help;serve' {
            break
        }
        'lean-ctx;team;help;sync' {
            break
        }
        'lean-ctx;team;help;token' {
            [CompletionResult]::new('create', 'create', [CompletionResultType]::ParameterValue, 'Mint a token: the secret is printed once, team.json keeps its hash')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List tokens: what they grant, when they were made and last used, when they expire')
            [CompletionResult]::new('rotate', 'rotate', [CompletionResultType]::ParameterValue, 'Give a token a new secret: same id, same grants; the old one works until the cut-off')
            [CompletionResult]::new('revoke', 'revoke', [CompletionResultType]::ParameterValue, 'Take a token away for good; a running server refuses it within two seconds')
            [CompletionResult]::new('expiring', 'expiring', [CompletionResultType]::ParameterValue, 'List tokens that expire soon; exit 4 when there are any')
            [CompletionResult]::new('inspect', 'inspect', [CompletionResultType]::ParameterValue, 'Tell whose a secret is, whether it is still good, and whether it was mistyped')
            break
        }
        'lean-ctx;team;help;token;create' {
            break
        }
        'lean-ctx;team;help;token;list' {
            break
        }
        'lean-ctx;team;help;token;rotate' {
            break
        }
        'lean-ctx;team;help;token;revoke' {
            break
        }
        'lean-ctx;team;help;token;expiring' {
            break
        }
        'lean-ctx;team;help;token;inspect' {
            break
        }
        'lean-ctx;team;help;workspace' {
            [CompletionResult]::new('add', 'add', [CompletionResultType]::ParameterValue, 'Add a repository, a folder or a git URL to team.json')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List the workspaces of team.json')
            [CompletionResult]::new('remove', 'remove', [CompletionResultType]::ParameterValue, 'Take a workspace out of team.json, and out of the tokens that name it')
            break
        }
        'lean-ctx;team;help;workspace;add' {
            break
        }
        'lean-ctx;team;help;workspace;list' {
            break
        }
        'lean-ctx;team;help;workspace;remove' {
            break
        }
        'lean-ctx;team;help;audit' {
            [CompletionResult]::new('verify', 'verify', [CompletionResultType]::ParameterValue, 'Check the audit log: its chain, its signed head, and that nothing was cut off or put back')
            break
        }
        'lean-ctx;team;help;audit;verify' {
            break
        }
        'lean-ctx;team;help;keys' {
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'Print the public half of the server''s Ed25519 key')
            [CompletionResult]::new('rotate', 'rotate', [CompletionResultType]::ParameterValue, 'Put a new key in the old one''s place, signed by the old one')
            break
        }
        'lean-ctx;team;help;keys;show' {
            break
        }
        'lean-ctx;team;help;keys;rotate' {
            break
        }
        'lean-ctx;team;help;slo-report' {
            break
        }
        'lean-ctx;team;help;help' {
            break
        }
        'lean-ctx;serve' {
            [CompletionResult]::new('--workspace', '--workspace', [CompletionResultType]::ParameterName, 'The repository or folder to ask; by default the one you stand in')
            [CompletionResult]::new('--team', '--team', [CompletionResultType]::ParameterName, 'Carry the messages to a team''s server, with the token in LEAN_CTX_TEAM_TOKEN')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour messages: `auto` does on a terminal, unless `NO_COLOR` is set')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print results, warnings and errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print results, warnings and errors only')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'lean-ctx;daemon' {
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour messages: `auto` does on a terminal, unless `NO_COLOR` is set')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print the result for programs')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print results, warnings and errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print results, warnings and errors only')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('start', 'start', [CompletionResultType]::ParameterValue, 'Start it, unless it runs')
            [CompletionResult]::new('stop', 'stop', [CompletionResultType]::ParameterValue, 'End it; what was asked is answered first')
            [CompletionResult]::new('restart', 'restart', [CompletionResultType]::ParameterValue, 'End it and start it again, after an update for example')
            [CompletionResult]::new('status', 'status', [CompletionResultType]::ParameterValue, 'Does it run, what does it hold?')
            [CompletionResult]::new('logs', 'logs', [CompletionResultType]::ParameterValue, 'Show the end of its log')
            [CompletionResult]::new('enable', 'enable', [CompletionResultType]::ParameterValue, 'Have the service manager start it at every login (systemd; launchd on macOS)')
            [CompletionResult]::new('disable', 'disable', [CompletionResultType]::ParameterValue, 'Take that back')
            [CompletionResult]::new('run', 'run', [CompletionResultType]::ParameterValue, 'Run it in the foreground, as a service manager wants it')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'lean-ctx;daemon;start' {
            [CompletionResult]::new('--memory-mb', '--memory-mb', [CompletionResultType]::ParameterName, 'Unload the least recently used workspaces above this much memory; the last used one stays. [default: 1024]')
            [CompletionResult]::new('--unload-after', '--unload-after', [CompletionResultType]::ParameterName, 'Unload a workspace that nobody has asked for this long. [default: 30m]')
            [CompletionResult]::new('--max-watches', '--max-watches', [CompletionResultType]::ParameterName, 'Watch at most so many folders; workspaces beyond are looked at every ten seconds. [default: 100000]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour messages: `auto` does on a terminal, unless `NO_COLOR` is set')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print the result for programs')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print results, warnings and errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print results, warnings and errors only')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'lean-ctx;daemon;stop' {
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour messages: `auto` does on a terminal, unless `NO_COLOR` is set')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print the result for programs')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print results, warnings and errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print results, warnings and errors only')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'lean-ctx;daemon;restart' {
            [CompletionResult]::new('--memory-mb', '--memory-mb', [CompletionResultType]::ParameterName, 'Unload the least recently used workspaces above this much memory; the last used one stays. [default: 1024]')
            [CompletionResult]::new('--unload-after', '--unload-after', [CompletionResultType]::ParameterName, 'Unload a workspace that nobody has asked for this long. [default: 30m]')
            [CompletionResult]::new('--max-watches', '--max-watches', [CompletionResultType]::ParameterName, 'Watch at most so many folders; workspaces beyond are looked at every ten seconds. [default: 100000]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour messages: `auto` does on a terminal, unless `NO_COLOR` is set')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print the result for programs')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print results, warnings and errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print results, warnings and errors only')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'lean-ctx;daemon;status' {
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour messages: `auto` does on a terminal, unless `NO_COLOR` is set')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print the result for programs')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print results, warnings and errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print results, warnings and errors only')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'lean-ctx;daemon;logs' {
            [CompletionResult]::new('-n', '-n', [CompletionResultType]::ParameterName, 'Lines to show')
            [CompletionResult]::new('--lines', '--lines', [CompletionResultType]::ParameterName, 'Lines to show')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour messages: `auto` does on a terminal, unless `NO_COLOR` is set')
            [CompletionResult]::new('-f', '-f', [CompletionResultType]::ParameterName, 'Go on showing what is added')
            [CompletionResult]::new('--follow', '--follow', [CompletionResultType]::ParameterName, 'Go on showing what is added')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print the result for programs')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print results, warnings and errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print results, warnings and errors only')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'lean-ctx;daemon;enable' {
            [CompletionResult]::new('--memory-mb', '--memory-mb', [CompletionResultType]::ParameterName, 'Unload the least recently used workspaces above this much memory; the last used one stays. [default: 1024]')
            [CompletionResult]::new('--unload-after', '--unload-after', [CompletionResultType]::ParameterName, 'Unload a workspace that nobody has asked for this long. [default: 30m]')
            [CompletionResult]::new('--max-watches', '--max-watches', [CompletionResultType]::ParameterName, 'Watch at most so many folders; workspaces beyond are looked at every ten seconds. [default: 100000]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour messages: `auto` does on a terminal, unless `NO_COLOR` is set')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Show what would be written and run')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print the result for programs')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print results, warnings and errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print results, warnings and errors only')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'lean-ctx;daemon;disable' {
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour messages: `auto` does on a terminal, unless `NO_COLOR` is set')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Show what would be removed and run')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print the result for programs')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print results, warnings and errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print results, warnings and errors only')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'lean-ctx;daemon;run' {
            [CompletionResult]::new('--memory-mb', '--memory-mb', [CompletionResultType]::ParameterName, 'Unload the least recently used workspaces above this much memory; the last used one stays. [default: 1024]')
            [CompletionResult]::new('--unload-after', '--unload-after', [CompletionResultType]::ParameterName, 'Unload a workspace that nobody has asked for this long. [default: 30m]')
            [CompletionResult]::new('--max-watches', '--max-watches', [CompletionResultType]::ParameterName, 'Watch at most so many folders; workspaces beyond are looked at every ten seconds. [default: 100000]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour messages: `auto` does on a terminal, unless `NO_COLOR` is set')
            [CompletionResult]::new('--detached', '--detached', [CompletionResultType]::ParameterName, 'Leave the terminal''s session; `daemon start` asks for it')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print the result for programs')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print results, warnings and errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print results, warnings and errors only')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'lean-ctx;daemon;help' {
            [CompletionResult]::new('start', 'start', [CompletionResultType]::ParameterValue, 'Start it, unless it runs')
            [CompletionResult]::new('stop', 'stop', [CompletionResultType]::ParameterValue, 'End it; what was asked is answered first')
            [CompletionResult]::new('restart', 'restart', [CompletionResultType]::ParameterValue, 'End it and start it again, after an update for example')
            [CompletionResult]::new('status', 'status', [CompletionResultType]::ParameterValue, 'Does it run, what does it hold?')
            [CompletionResult]::new('logs', 'logs', [CompletionResultType]::ParameterValue, 'Show the end of its log')
            [CompletionResult]::new('enable', 'enable', [CompletionResultType]::ParameterValue, 'Have the service manager start it at every login (systemd; launchd on macOS)')
            [CompletionResult]::new('disable', 'disable', [CompletionResultType]::ParameterValue, 'Take that back')
            [CompletionResult]::new('run', 'run', [CompletionResultType]::ParameterValue, 'Run it in the foreground, as a service manager wants it')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'lean-ctx;daemon;help;start' {
            break
        }
        'lean-ctx;daemon;help;stop' {
            break
        }
        'lean-ctx;daemon;help;restart' {
            break
        }
        'lean-ctx;daemon;help;status' {
            break
        }
        'lean-ctx;daemon;help;logs' {
            break
        }
        'lean-ctx;daemon;help;enable' {
            break
        }
        'lean-ctx;daemon;help;disable' {
            break
        }
        'lean-ctx;daemon;help;run' {
            break
        }
        'lean-ctx;daemon;help;help' {
            break
        }
        'lean-ctx;search' {
            [CompletionResult]::new('-p', '-p', [CompletionResultType]::ParameterName, 'A folder, a file, or a glob, from where you stand')
            [CompletionResult]::new('--path', '--path', [CompletionResultType]::ParameterName, 'A folder, a file, or a glob, from where you stand')
            [CompletionResult]::new('-l', '-l', [CompletionResultType]::ParameterName, 'A language such as rust, py or ts')
            [CompletionResult]::new('--language', '--language', [CompletionResultType]::ParameterName, 'A language such as rust, py or ts')
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Lines to show around each match')
            [CompletionResult]::new('--context', '--context', [CompletionResultType]::ParameterName, 'Lines to show around each match')
            [CompletionResult]::new('--limit', '--limit', [CompletionResultType]::ParameterName, 'Results to show')
            [CompletionResult]::new('--cursor', '--cursor', [CompletionResultType]::ParameterName, 'Go on where an earlier answer ended')
            [CompletionResult]::new('--workspace', '--workspace', [CompletionResultType]::ParameterName, 'The repository or folder to ask; by default the one you stand in')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour messages: `auto` does on a terminal, unless `NO_COLOR` is set')
            [CompletionResult]::new('-F', '-F ', [CompletionResultType]::ParameterName, 'Take the pattern as it stands')
            [CompletionResult]::new('--fixed', '--fixed', [CompletionResultType]::ParameterName, 'Take the pattern as it stands')
            [CompletionResult]::new('-i', '-i', [CompletionResultType]::ParameterName, 'Ignore case; by default only a pattern without capitals does')
            [CompletionResult]::new('--ignore-case', '--ignore-case', [CompletionResultType]::ParameterName, 'Ignore case; by default only a pattern without capitals does')
            [CompletionResult]::new('-w', '-w', [CompletionResultType]::ParameterName, 'Whole words only')
            [CompletionResult]::new('--word', '--word', [CompletionResultType]::ParameterName, 'Whole words only')
            [CompletionResult]::new('-r', '-r', [CompletionResultType]::ParameterName, 'Rank places by how well they answer a question')
            [CompletionResult]::new('--ranked', '--ranked', [CompletionResultType]::ParameterName, 'Rank places by how well they answer a question')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print the structured result for programs')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print results, warnings and errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print results, warnings and errors only')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'lean-ctx;read' {
            [CompletionResult]::new('-l', '-l', [CompletionResultType]::ParameterName, 'First and last line, counted from 1')
            [CompletionResult]::new('--lines', '--lines', [CompletionResultType]::ParameterName, 'First and last line, counted from 1')
            [CompletionResult]::new('-m', '-m', [CompletionResultType]::ParameterName, 'What of it: `full`, `signatures` (bodies left out), `map` (what is declared where), `diff:REV`, `symbol:NAME`, or `auto`: the fullest that fits')
            [CompletionResult]::new('--mode', '--mode', [CompletionResultType]::ParameterName, 'What of it: `full`, `signatures` (bodies left out), `map` (what is declared where), `diff:REV`, `symbol:NAME`, or `auto`: the fullest that fits')
            [CompletionResult]::new('--max-tokens', '--max-tokens', [CompletionResultType]::ParameterName, 'Most tokens to print')
            [CompletionResult]::new('--cursor', '--cursor', [CompletionResultType]::ParameterName, 'Go on where an earlier answer ended')
            [CompletionResult]::new('--workspace', '--workspace', [CompletionResultType]::ParameterName, 'The repository or folder to ask; by default the one you stand in')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour messages: `auto` does on a terminal, unless `NO_COLOR` is set')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print the structured result for programs')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print results, warnings and errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print results, warnings and errors only')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'lean-ctx;tree' {
            [CompletionResult]::new('-d', '-d', [CompletionResultType]::ParameterName, 'Levels to show')
            [CompletionResult]::new('--depth', '--depth', [CompletionResultType]::ParameterName, 'Levels to show')
            [CompletionResult]::new('--cursor', '--cursor', [CompletionResultType]::ParameterName, 'Go on where an earlier answer ended')
            [CompletionResult]::new('--workspace', '--workspace', [CompletionResultType]::ParameterName, 'The repository or folder to ask; by default the one you stand in')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour messages: `auto` does on a terminal, unless `NO_COLOR` is set')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print the structured result for programs')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print results, warnings and errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print results, warnings and errors only')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'lean-ctx;call' {
            [CompletionResult]::new('--workspace', '--workspace', [CompletionResultType]::ParameterName, 'The repository or folder to ask; by default the one you stand in')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour messages: `auto` does on a terminal, unless `NO_COLOR` is set')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print the structured result for programs')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print results, warnings and errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print results, warnings and errors only')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'lean-ctx;proof' {
            [CompletionResult]::new('--arguments', '--arguments', [CompletionResultType]::ParameterName, 'Its arguments, a JSON object: as it stands, @FILE, or - for stdin')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Answer for this team, signed with its server''s key: a path, `-` (stdin) or `env:NAME`')
            [CompletionResult]::new('--workspace', '--workspace', [CompletionResultType]::ParameterName, 'The repository to ask, by default the one you stand in; with --config the workspace''s id')
            [CompletionResult]::new('--out', '--out', [CompletionResultType]::ParameterName, 'Write the proof to this file, and print the answer')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour messages: `auto` does on a terminal, unless `NO_COLOR` is set')
            [CompletionResult]::new('--committed', '--committed', [CompletionResultType]::ParameterName, 'Leave uncommitted files out, and answer from the commit alone')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'With --out: print the answer''s structured result for programs')
            [CompletionResult]::new('--public-key', '--public-key', [CompletionResultType]::ParameterName, 'Print the public key that a verifier needs, and do nothing else')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print results, warnings and errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print results, warnings and errors only')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'lean-ctx;verify' {
            [CompletionResult]::new('--key', '--key', [CompletionResultType]::ParameterName, 'The server''s public key: what `team keys show` printed, or a file that holds it')
            [CompletionResult]::new('--repo', '--repo', [CompletionResultType]::ParameterName, 'A repository that holds the proof''s commit')
            [CompletionResult]::new('--answer', '--answer', [CompletionResultType]::ParameterName, 'The answer to compare with the proof: a structured result, or a reply that carries one')
            [CompletionResult]::new('--arguments', '--arguments', [CompletionResultType]::ParameterName, 'The arguments to compare with the proof: JSON as it stands, @FILE, or - for stdin')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour messages: `auto` does on a terminal, unless `NO_COLOR` is set')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print the report for programs')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print results, warnings and errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print results, warnings and errors only')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'lean-ctx;savings' {
            [CompletionResult]::new('--period', '--period', [CompletionResultType]::ParameterName, 'The days that count, UTC: a month (2026-10), a day (2026-10-31), a year (2026), or all')
            [CompletionResult]::new('--prices', '--prices', [CompletionResultType]::ParameterName, 'Value the tokens with this price list, in place of the prices they were booked with')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The team whose ledger is meant: a path, `-` (stdin) or `env:NAME`; by default the local user''s own')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour messages: `auto` does on a terminal, unless `NO_COLOR` is set')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print the numbers for programs: the fields of `savings roi --json`, unsigned')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print results, warnings and errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print results, warnings and errors only')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('verify', 'verify', [CompletionResultType]::ParameterValue, 'Check the savings ledger: its chain, its signed head, and that nothing was cut off or put back')
            [CompletionResult]::new('export', 'export', [CompletionResultType]::ParameterValue, 'Print the metered events: as JSON, CSV, or as a FOCUS dataset')
            [CompletionResult]::new('prove', 'prove', [CompletionResultType]::ParameterValue, 'Prove that an entry is in the ledger, or check such a proof')
            [CompletionResult]::new('keys', 'keys', [CompletionResultType]::ParameterValue, 'The key that signs a local user''s books')
            [CompletionResult]::new('roi', 'roi', [CompletionResultType]::ParameterValue, 'Make a signed report of what was saved: tokens, money, and on what that rests')
            [CompletionResult]::new('sign', 'sign', [CompletionResultType]::ParameterValue, 'Sign the ledger''s totals as a batch that can be checked without the ledger')
            [CompletionResult]::new('verify-batch', 'verify-batch', [CompletionResultType]::ParameterValue, 'Check a signed batch of savings, without a ledger, a network or an account')
            [CompletionResult]::new('push', 'push', [CompletionResultType]::ParameterValue, 'Send the ledger''s signed totals to a team''s server')
            [CompletionResult]::new('team', 'team', [CompletionResultType]::ParameterValue, 'Show what the members of a team report to its server')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'lean-ctx;savings;verify' {
            [CompletionResult]::new('--head', '--head', [CompletionResultType]::ParameterName, 'A head that was kept elsewhere, to tell an older ledger that was put back')
            [CompletionResult]::new('--key', '--key', [CompletionResultType]::ParameterName, 'The public key: what `savings keys show` or `team keys show` printed, or a file that holds it, with `--rotations` behind it where it was rotated; by default the data root''s own')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The team whose ledger is meant: a path, `-` (stdin) or `env:NAME`; by default the local user''s own')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour messages: `auto` does on a terminal, unless `NO_COLOR` is set')
            [CompletionResult]::new('--partial', '--partial', [CompletionResultType]::ParameterName, 'Old files were removed on purpose: that they are missing is no fault')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print the report for programs')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print results, warnings and errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print results, warnings and errors only')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'lean-ctx;savings;export' {
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How they are spelled')
            [CompletionResult]::new('--period', '--period', [CompletionResultType]::ParameterName, 'The days that count, UTC: a month (2026-10), a day (2026-10-31), a year (2026), or all')
            [CompletionResult]::new('--prices', '--prices', [CompletionResultType]::ParameterName, 'Value the tokens with this price list, in place of the prices they were booked with')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The team whose ledger is meant: a path, `-` (stdin) or `env:NAME`; by default the local user''s own')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour messages: `auto` does on a terminal, unless `NO_COLOR` is set')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print results, warnings and errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print results, warnings and errors only')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'lean-ctx;savings;prove' {
            [CompletionResult]::new('--number', '--number', [CompletionResultType]::ParameterName, 'The entry, by its `seq`')
            [CompletionResult]::new('--entry', '--entry', [CompletionResultType]::ParameterName, 'The entry, by its `entry_hash`')
            [CompletionResult]::new('--check', '--check', [CompletionResultType]::ParameterName, 'A proof to check; - for stdin')
            [CompletionResult]::new('--key', '--key', [CompletionResultType]::ParameterName, 'Of --check: the public key that is trusted, or a file that holds it')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The team whose ledger is meant: a path, `-` (stdin) or `env:NAME`; by default the local user''s own')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour messages: `auto` does on a terminal, unless `NO_COLOR` is set')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Of --check: print what was proved for programs')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print results, warnings and errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print results, warnings and errors only')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'lean-ctx;savings;keys' {
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour messages: `auto` does on a terminal, unless `NO_COLOR` is set')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print results, warnings and errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print results, warnings and errors only')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'Print the public half of the local Ed25519 key')
            [CompletionResult]::new('rotate', 'rotate', [CompletionResultType]::ParameterValue, 'Put a new key in the old one''s place, signed by the old one')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'lean-ctx;savings;keys;show' {
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour messages: `auto` does on a terminal, unless `NO_COLOR` is set')
            [CompletionResult]::new('--rotations', '--rotations', [CompletionResultType]::ParameterName, 'Print the records of its rotations instead: behind a key that was kept, in the same file, they lead to the present one')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print `{algorithm, hex, verifierKey}` for programs')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print results, warnings and errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print results, warnings and errors only')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'lean-ctx;savings;keys;rotate' {
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour messages: `auto` does on a terminal, unless `NO_COLOR` is set')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print `{old, new, resumed, rotations}` for programs')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print results, warnings and errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print results, warnings and errors only')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'lean-ctx;savings;keys;help' {
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'Print the public half of the local Ed25519 key')
            [CompletionResult]::new('rotate', 'rotate', [CompletionResultType]::ParameterValue, 'Put a new key in the old one''s place, signed by the old one')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'lean-ctx;savings;keys;help;show' {
            break
        }
        'lean-ctx;savings;keys;help;rotate' {
            break
        }
        'lean-ctx;savings;keys;help;help' {
            break
        }
        'lean-ctx;savings;roi' {
            [CompletionResult]::new('--period', '--period', [CompletionResultType]::ParameterName, 'The days that count, UTC: a month (2026-10), a day (2026-10-31), a year (2026), or all')
            [CompletionResult]::new('--prices', '--prices', [CompletionResultType]::ParameterName, 'Value the tokens with this price list, in place of the prices they were booked with')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The team whose ledger is meant: a path, `-` (stdin) or `env:NAME`; by default the local user''s own')
            [CompletionResult]::new('--out', '--out', [CompletionResultType]::ParameterName, 'Write the report''s files into this folder; it is made where it is missing')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour messages: `auto` does on a terminal, unless `NO_COLOR` is set')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print the report for programs, with its envelope')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print results, warnings and errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print results, warnings and errors only')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('verify', 'verify', [CompletionResultType]::ParameterValue, 'Check a signed report: its signature, the ledger''s head that it is about, and its sums')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'lean-ctx;savings;roi;verify' {
            [CompletionResult]::new('--key', '--key', [CompletionResultType]::ParameterName, 'The public key of who made it: what `team keys show` or `proof --public-key` printed, or a file that holds it')
            [CompletionResult]::new('--ledger', '--ledger', [CompletionResultType]::ParameterName, 'The ledger, to add it up again; its rotated files and its head beside it')
            [CompletionResult]::new('--prices', '--prices', [CompletionResultType]::ParameterName, 'Value the tokens with this price list, in place of the prices they were booked with')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour messages: `auto` does on a terminal, unless `NO_COLOR` is set')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print what was found for programs')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print results, warnings and errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print results, warnings and errors only')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'lean-ctx;savings;roi;help' {
            [CompletionResult]::new('verify', 'verify', [CompletionResultType]::ParameterValue, 'Check a signed report: its signature, the ledger''s head that it is about, and its sums')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'lean-ctx;savings;roi;help;verify' {
            break
        }
        'lean-ctx;savings;roi;help;help' {
            break
        }
        'lean-ctx;savings;sign' {
            [CompletionResult]::new('--period', '--period', [CompletionResultType]::ParameterName, 'A month, such as 2026-10 (UTC), or `all`')
            [CompletionResult]::new('--out', '--out', [CompletionResultType]::ParameterName, 'Where to write the batch; by default to stdout')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The team whose ledger is meant: a path, `-` (stdin) or `env:NAME`; by default the local user''s own')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour messages: `auto` does on a terminal, unless `NO_COLOR` is set')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print results, warnings and errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print results, warnings and errors only')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'lean-ctx;savings;verify-batch' {
            [CompletionResult]::new('--key', '--key', [CompletionResultType]::ParameterName, 'Whose it must be: a public key as `team keys show` prints it, or a file that holds one')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour messages: `auto` does on a terminal, unless `NO_COLOR` is set')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print the result for programs')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print results, warnings and errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print results, warnings and errors only')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'lean-ctx;savings;push' {
            [CompletionResult]::new('--server', '--server', [CompletionResultType]::ParameterName, 'Address of the server')
            [CompletionResult]::new('--token-file', '--token-file', [CompletionResultType]::ParameterName, 'A file whose first line is the token')
            [CompletionResult]::new('--period', '--period', [CompletionResultType]::ParameterName, 'A month, such as 2026-10 (UTC), or `all`')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The team whose ledger is meant: a path, `-` (stdin) or `env:NAME`; by default the local user''s own')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour messages: `auto` does on a terminal, unless `NO_COLOR` is set')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print the server''s answer for programs')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print results, warnings and errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print results, warnings and errors only')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'lean-ctx;savings;team' {
            [CompletionResult]::new('--server', '--server', [CompletionResultType]::ParameterName, 'Address of the server')
            [CompletionResult]::new('--token-file', '--token-file', [CompletionResultType]::ParameterName, 'A file whose first line is the token')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour messages: `auto` does on a terminal, unless `NO_COLOR` is set')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print the summary for programs')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print results, warnings and errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print results, warnings and errors only')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'lean-ctx;savings;help' {
            [CompletionResult]::new('verify', 'verify', [CompletionResultType]::ParameterValue, 'Check the savings ledger: its chain, its signed head, and that nothing was cut off or put back')
            [CompletionResult]::new('export', 'export', [CompletionResultType]::ParameterValue, 'Print the metered events: as JSON, CSV, or as a FOCUS dataset')
            [CompletionResult]::new('prove', 'prove', [CompletionResultType]::ParameterValue, 'Prove that an entry is in the ledger, or check such a proof')
            [CompletionResult]::new('keys', 'keys', [CompletionResultType]::ParameterValue, 'The key that signs a local user''s books')
            [CompletionResult]::new('roi', 'roi', [CompletionResultType]::ParameterValue, 'Make a signed report of what was saved: tokens, money, and on what that rests')
            [CompletionResult]::new('sign', 'sign', [CompletionResultType]::ParameterValue, 'Sign the ledger''s totals as a batch that can be checked without the ledger')
            [CompletionResult]::new('verify-batch', 'verify-batch', [CompletionResultType]::ParameterValue, 'Check a signed batch of savings, without a ledger, a network or an account')
            [CompletionResult]::new('push', 'push', [CompletionResultType]::ParameterValue, 'Send the ledger''s signed totals to a team''s server')
            [CompletionResult]::new('team', 'team', [CompletionResultType]::ParameterValue, 'Show what the members of a team report to its server')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'lean-ctx;savings;help;verify' {
            break
        }
        'lean-ctx;savings;help;export' {
            break
        }
        'lean-ctx;savings;help;prove' {
            break
        }
        'lean-ctx;savings;help;keys' {
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'Print the public half of the local Ed25519 key')
            [CompletionResult]::new('rotate', 'rotate', [CompletionResultType]::ParameterValue, 'Put a new key in the old one''s place, signed by the old one')
            break
        }
        'lean-ctx;savings;help;keys;show' {
            break
        }
        'lean-ctx;savings;help;keys;rotate' {
            break
        }
        'lean-ctx;savings;help;roi' {
            [CompletionResult]::new('verify', 'verify', [CompletionResultType]::ParameterValue, 'Check a signed report: its signature, the ledger''s head that it is about, and its sums')
            break
        }
        'lean-ctx;savings;help;roi;verify' {
            break
        }
        'lean-ctx;savings;help;sign' {
            break
        }
        'lean-ctx;savings;help;verify-batch' {
            break
        }
        'lean-ctx;savings;help;push' {
            break
        }
        'lean-ctx;savings;help;team' {
            break
        }
        'lean-ctx;savings;help;help' {
            break
        }
        'lean-ctx;billing' {
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour messages: `auto` does on a terminal, unless `NO_COLOR` is set')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print results, warnings and errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print results, warnings and errors only')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('plans', 'plans', [CompletionResultType]::ParameterValue, 'List the plans, from the smallest to the largest, with what each comprises')
            [CompletionResult]::new('usage', 'usage', [CompletionResultType]::ParameterValue, 'Show what the savings ledger would be billed by')
            [CompletionResult]::new('entitlements', 'entitlements', [CompletionResultType]::ParameterValue, 'Show what a plan of a managed offering comprises')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'lean-ctx;billing;plans' {
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour messages: `auto` does on a terminal, unless `NO_COLOR` is set')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print the plans for programs')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print results, warnings and errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print results, warnings and errors only')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'lean-ctx;billing;usage' {
            [CompletionResult]::new('--period', '--period', [CompletionResultType]::ParameterName, 'A month, such as 2026-10 (UTC), or `all`')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The team whose ledger is meant: a path, `-` (stdin) or `env:NAME`; by default the local user''s own')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour messages: `auto` does on a terminal, unless `NO_COLOR` is set')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print the usage for programs')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print results, warnings and errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print results, warnings and errors only')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'lean-ctx;billing;entitlements' {
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour messages: `auto` does on a terminal, unless `NO_COLOR` is set')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print the entitlements for programs')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print results, warnings and errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print results, warnings and errors only')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'lean-ctx;billing;help' {
            [CompletionResult]::new('plans', 'plans', [CompletionResultType]::ParameterValue, 'List the plans, from the smallest to the largest, with what each comprises')
            [CompletionResult]::new('usage', 'usage', [CompletionResultType]::ParameterValue, 'Show what the savings ledger would be billed by')
            [CompletionResult]::new('entitlements', 'entitlements', [CompletionResultType]::ParameterValue, 'Show what a plan of a managed offering comprises')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'lean-ctx;billing;help;plans' {
            break
        }
        'lean-ctx;billing;help;usage' {
            break
        }
        'lean-ctx;billing;help;entitlements' {
            break
        }
        'lean-ctx;billing;help;help' {
            break
        }
        'lean-ctx;register' {
            [CompletionResult]::new('--invite', '--invite', [CompletionResultType]::ParameterName, 'The invite, where the server asks for one')
            [CompletionResult]::new('--password-file', '--password-file', [CompletionResultType]::ParameterName, 'Read the password from the first line of a file (`-`: the standard input); by default it is asked for, or is in LEAN_CTX_PASSWORD')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour messages: `auto` does on a terminal, unless `NO_COLOR` is set')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print results, warnings and errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print results, warnings and errors only')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'lean-ctx;login' {
            [CompletionResult]::new('--device', '--device', [CompletionResultType]::ParameterName, 'What the account''s other machines call this one; by default its host name')
            [CompletionResult]::new('--password-file', '--password-file', [CompletionResultType]::ParameterName, 'Read the password from the first line of a file (`-`: the standard input); by default it is asked for, or is in LEAN_CTX_PASSWORD')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour messages: `auto` does on a terminal, unless `NO_COLOR` is set')
            [CompletionResult]::new('--new-key', '--new-key', [CompletionResultType]::ParameterName, 'Join although the account''s key is another than this machine knew: after a reset without the phrase')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print results, warnings and errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print results, warnings and errors only')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'lean-ctx;logout' {
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour messages: `auto` does on a terminal, unless `NO_COLOR` is set')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print results, warnings and errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print results, warnings and errors only')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'lean-ctx;forgot-password' {
            [CompletionResult]::new('--token-file', '--token-file', [CompletionResultType]::ParameterName, 'The token from the mail, or from the server''s operator: the first line of this file')
            [CompletionResult]::new('--phrase-file', '--phrase-file', [CompletionResultType]::ParameterName, 'The recovery phrase: the first line of this file; by default it is asked for, or is in LEAN_CTX_RECOVERY_PHRASE')
            [CompletionResult]::new('--password-file', '--password-file', [CompletionResultType]::ParameterName, 'Read the password from the first line of a file (`-`: the standard input); by default it is asked for, or is in LEAN_CTX_PASSWORD')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour messages: `auto` does on a terminal, unless `NO_COLOR` is set')
            [CompletionResult]::new('--discard', '--discard', [CompletionResultType]::ParameterName, 'Give up all data that the server keeps: for when the phrase is lost')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Do not ask before giving up the data')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print results, warnings and errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print results, warnings and errors only')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'lean-ctx;sync' {
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour messages: `auto` does on a terminal, unless `NO_COLOR` is set')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print the result for programs')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Only say what would be sent; nobody is asked and nothing is changed')
            [CompletionResult]::new('--accept-older', '--accept-older', [CompletionResultType]::ParameterName, 'Believe a server that has gone back to an older state than this machine has seen: after its operator restored a backup. What this machine has is sent again')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print results, warnings and errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print results, warnings and errors only')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'lean-ctx;cloud' {
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour messages: `auto` does on a terminal, unless `NO_COLOR` is set')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print results, warnings and errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print results, warnings and errors only')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('status', 'status', [CompletionResultType]::ParameterValue, 'Show whether this machine is signed in, where, and what the account holds')
            [CompletionResult]::new('pull', 'pull', [CompletionResultType]::ParameterValue, 'Bring what other machines wrote to this one; what this one wrote is not sent')
            [CompletionResult]::new('devices', 'devices', [CompletionResultType]::ParameterValue, 'The machines of the account')
            [CompletionResult]::new('key', 'key', [CompletionResultType]::ParameterValue, 'The account''s key: it is made on your machine and never leaves your machines unsealed')
            [CompletionResult]::new('password', 'password', [CompletionResultType]::ParameterValue, 'Change the account''s password: its key is wrapped anew, no record is touched, no machine is signed out')
            [CompletionResult]::new('autosync', 'autosync', [CompletionResultType]::ParameterValue, 'Let tools sync behind them, or not')
            [CompletionResult]::new('pull-models', 'pull-models', [CompletionResultType]::ParameterValue, 'Fetch the signed model of read modes; `ctx_read mode:auto` then follows it where it fits')
            [CompletionResult]::new('serve', 'serve', [CompletionResultType]::ParameterValue, 'Serve accounts to people''s machines, until SIGTERM. It stores only what it cannot read')
            [CompletionResult]::new('invite', 'invite', [CompletionResultType]::ParameterValue, 'Make, list and revoke invites')
            [CompletionResult]::new('user', 'user', [CompletionResultType]::ParameterValue, 'List, confirm, disable, reset, export and delete accounts, beside a running server')
            [CompletionResult]::new('backup', 'backup', [CompletionResultType]::ParameterValue, 'Copy all accounts into a new folder, beside a running server, and verify the copy')
            [CompletionResult]::new('restore', 'restore', [CompletionResultType]::ParameterValue, 'Restore a backup into an empty place')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'lean-ctx;cloud;status' {
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour messages: `auto` does on a terminal, unless `NO_COLOR` is set')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print an object for programs')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print results, warnings and errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print results, warnings and errors only')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'lean-ctx;cloud;pull' {
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour messages: `auto` does on a terminal, unless `NO_COLOR` is set')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print the result for programs')
            [CompletionResult]::new('--accept-older', '--accept-older', [CompletionResultType]::ParameterName, 'Believe a server that has gone back to an older state than this machine has seen')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print results, warnings and errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print results, warnings and errors only')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'lean-ctx;cloud;devices' {
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour messages: `auto` does on a terminal, unless `NO_COLOR` is set')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print results, warnings and errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print results, warnings and errors only')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'Show them, and what each says it has seen')
            [CompletionResult]::new('revoke', 'revoke', [CompletionResultType]::ParameterValue, 'Take one machine''s API key away, and no other''s. What it has it keeps')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'lean-ctx;cloud;devices;list' {
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour messages: `auto` does on a terminal, unless `NO_COLOR` is set')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print an array for programs')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print results, warnings and errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print results, warnings and errors only')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'lean-ctx;cloud;devices;revoke' {
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour messages: `auto` does on a terminal, unless `NO_COLOR` is set')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Do not ask')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print results, warnings and errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print results, warnings and errors only')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'lean-ctx;cloud;devices;help' {
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'Show them, and what each says it has seen')
            [CompletionResult]::new('revoke', 'revoke', [CompletionResultType]::ParameterValue, 'Take one machine''s API key away, and no other''s. What it has it keeps')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'lean-ctx;cloud;devices;help;list' {
            break
        }
        'lean-ctx;cloud;devices;help;revoke' {
            break
        }
        'lean-ctx;cloud;devices;help;help' {
            break
        }
        'lean-ctx;cloud;key' {
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour messages: `auto` does on a terminal, unless `NO_COLOR` is set')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print results, warnings and errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print results, warnings and errors only')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'Print the recovery phrase: whoever has it can read everything')
            [CompletionResult]::new('restore', 'restore', [CompletionResultType]::ParameterValue, 'Put the key back from the recovery phrase; one of another account is refused before anything is written')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'lean-ctx;cloud;key;show' {
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour messages: `auto` does on a terminal, unless `NO_COLOR` is set')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print results, warnings and errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print results, warnings and errors only')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'lean-ctx;cloud;key;restore' {
            [CompletionResult]::new('--phrase-file', '--phrase-file', [CompletionResultType]::ParameterName, 'The recovery phrase: the first line of this file; by default it is asked for, or is in LEAN_CTX_RECOVERY_PHRASE')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour messages: `auto` does on a terminal, unless `NO_COLOR` is set')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print results, warnings and errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print results, warnings and errors only')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'lean-ctx;cloud;key;help' {
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'Print the recovery phrase: whoever has it can read everything')
            [CompletionResult]::new('restore', 'restore', [CompletionResultType]::ParameterValue, 'Put the key back from the recovery phrase; one of another account is refused before anything is written')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'lean-ctx;cloud;key;help;show' {
            break
        }
        'lean-ctx;cloud;key;help;restore' {
            break
        }
        'lean-ctx;cloud;key;help;help' {
            break
        }
        'lean-ctx;cloud;password' {
            [CompletionResult]::new('--password-file', '--password-file', [CompletionResultType]::ParameterName, 'Read the password from the first line of a file (`-`: the standard input); by default it is asked for, or is in LEAN_CTX_PASSWORD')
            [CompletionResult]::new('--new-password-file', '--new-password-file', [CompletionResultType]::ParameterName, 'Read the new password from the first line of a file; by default it is asked for, or is in LEAN_CTX_NEW_PASSWORD')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour messages: `auto` does on a terminal, unless `NO_COLOR` is set')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print results, warnings and errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print results, warnings and errors only')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'lean-ctx;cloud;autosync' {
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour messages: `auto` does on a terminal, unless `NO_COLOR` is set')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print results, warnings and errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print results, warnings and errors only')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'lean-ctx;cloud;pull-models' {
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour messages: `auto` does on a terminal, unless `NO_COLOR` is set')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print an object for programs')
            [CompletionResult]::new('--new-key', '--new-key', [CompletionResultType]::ParameterName, 'Take a model that is signed by another key than the one before')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print results, warnings and errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print results, warnings and errors only')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'lean-ctx;cloud;serve' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The account server''s configuration: a path, `-` (stdin) or `env:NAME`; by default cloud.json, if it is here')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour messages: `auto` does on a terminal, unless `NO_COLOR` is set')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print results, warnings and errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print results, warnings and errors only')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'lean-ctx;cloud;invite' {
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour messages: `auto` does on a terminal, unless `NO_COLOR` is set')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print results, warnings and errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print results, warnings and errors only')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('create', 'create', [CompletionResultType]::ParameterValue, 'Make an invite: its code is printed once, the server keeps its hash')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List invites: whom they are for, how often they were used, when they expire')
            [CompletionResult]::new('revoke', 'revoke', [CompletionResultType]::ParameterValue, 'Take an invite back; accounts that were made with it stay')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'lean-ctx;cloud;invite;create' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The account server''s configuration: a path, `-` (stdin) or `env:NAME`; by default cloud.json, if it is here')
            [CompletionResult]::new('--email', '--email', [CompletionResultType]::ParameterName, 'The one address that may use it; by default any')
            [CompletionResult]::new('--uses', '--uses', [CompletionResultType]::ParameterName, 'How often it can be used')
            [CompletionResult]::new('--expires', '--expires', [CompletionResultType]::ParameterName, 'How long it lives: a number and s, m, h, d or w')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour messages: `auto` does on a terminal, unless `NO_COLOR` is set')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print results, warnings and errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print results, warnings and errors only')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'lean-ctx;cloud;invite;list' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The account server''s configuration: a path, `-` (stdin) or `env:NAME`; by default cloud.json, if it is here')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour messages: `auto` does on a terminal, unless `NO_COLOR` is set')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print an array for programs')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print results, warnings and errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print results, warnings and errors only')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'lean-ctx;cloud;invite;revoke' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The account server''s configuration: a path, `-` (stdin) or `env:NAME`; by default cloud.json, if it is here')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour messages: `auto` does on a terminal, unless `NO_COLOR` is set')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print results, warnings and errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print results, warnings and errors only')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'lean-ctx;cloud;invite;help' {
            [CompletionResult]::new('create', 'create', [CompletionResultType]::ParameterValue, 'Make an invite: its code is printed once, the server keeps its hash')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List invites: whom they are for, how often they were used, when they expire')
            [CompletionResult]::new('revoke', 'revoke', [CompletionResultType]::ParameterValue, 'Take an invite back; accounts that were made with it stay')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'lean-ctx;cloud;invite;help;create' {
            break
        }
        'lean-ctx;cloud;invite;help;list' {
            break
        }
        'lean-ctx;cloud;invite;help;revoke' {
            break
        }
        'lean-ctx;cloud;invite;help;help' {
            break
        }
        'lean-ctx;cloud;user' {
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour messages: `auto` does on a terminal, unless `NO_COLOR` is set')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print results, warnings and errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print results, warnings and errors only')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List accounts, and registrations that wait to be confirmed')
            [CompletionResult]::new('confirm', 'confirm', [CompletionResultType]::ParameterValue, 'Confirm a registration: its address is the person''s own')
            [CompletionResult]::new('disable', 'disable', [CompletionResultType]::ParameterValue, 'Shut an account out; its data stays')
            [CompletionResult]::new('enable', 'enable', [CompletionResultType]::ParameterValue, 'Let a disabled account in again')
            [CompletionResult]::new('reset', 'reset', [CompletionResultType]::ParameterValue, 'Print a token with which a lost password is reset, once and within an hour')
            [CompletionResult]::new('export', 'export', [CompletionResultType]::ParameterValue, 'Write out everything that the server holds of an account')
            [CompletionResult]::new('delete', 'delete', [CompletionResultType]::ParameterValue, 'Delete an account and everything in it')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'lean-ctx;cloud;user;list' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The account server''s configuration: a path, `-` (stdin) or `env:NAME`; by default cloud.json, if it is here')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour messages: `auto` does on a terminal, unless `NO_COLOR` is set')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print an array for programs')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print results, warnings and errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print results, warnings and errors only')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'lean-ctx;cloud;user;confirm' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The account server''s configuration: a path, `-` (stdin) or `env:NAME`; by default cloud.json, if it is here')
            [CompletionResult]::new('--id', '--id', [CompletionResultType]::ParameterName, 'Which registration, where the address has several; `cloud user list` shows the numbers')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour messages: `auto` does on a terminal, unless `NO_COLOR` is set')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print results, warnings and errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print results, warnings and errors only')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'lean-ctx;cloud;user;disable' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The account server''s configuration: a path, `-` (stdin) or `env:NAME`; by default cloud.json, if it is here')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour messages: `auto` does on a terminal, unless `NO_COLOR` is set')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print results, warnings and errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print results, warnings and errors only')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'lean-ctx;cloud;user;enable' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The account server''s configuration: a path, `-` (stdin) or `env:NAME`; by default cloud.json, if it is here')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour messages: `auto` does on a terminal, unless `NO_COLOR` is set')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print results, warnings and errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print results, warnings and errors only')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'lean-ctx;cloud;user;reset' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The account server''s configuration: a path, `-` (stdin) or `env:NAME`; by default cloud.json, if it is here')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour messages: `auto` does on a terminal, unless `NO_COLOR` is set')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print results, warnings and errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print results, warnings and errors only')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'lean-ctx;cloud;user;export' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The account server''s configuration: a path, `-` (stdin) or `env:NAME`; by default cloud.json, if it is here')
            [CompletionResult]::new('--out', '--out', [CompletionResultType]::ParameterName, 'The file; by default the standard output')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour messages: `auto` does on a terminal, unless `NO_COLOR` is set')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print results, warnings and errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print results, warnings and errors only')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'lean-ctx;cloud;user;delete' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The account server''s configuration: a path, `-` (stdin) or `env:NAME`; by default cloud.json, if it is here')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour messages: `auto` does on a terminal, unless `NO_COLOR` is set')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Do not ask')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Do not ask')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print results, warnings and errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print results, warnings and errors only')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'lean-ctx;cloud;user;help' {
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List accounts, and registrations that wait to be confirmed')
            [CompletionResult]::new('confirm', 'confirm', [CompletionResultType]::ParameterValue, 'Confirm a registration: its address is the person''s own')
            [CompletionResult]::new('disable', 'disable', [CompletionResultType]::ParameterValue, 'Shut an account out; its data stays')
            [CompletionResult]::new('enable', 'enable', [CompletionResultType]::ParameterValue, 'Let a disabled account in again')
            [CompletionResult]::new('reset', 'reset', [CompletionResultType]::ParameterValue, 'Print a token with which a lost password is reset, once and within an hour')
            [CompletionResult]::new('export', 'export', [CompletionResultType]::ParameterValue, 'Write out everything that the server holds of an account')
            [CompletionResult]::new('delete', 'delete', [CompletionResultType]::ParameterValue, 'Delete an account and everything in it')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'lean-ctx;cloud;user;help;list' {
            break
        }
        'lean-ctx;cloud;user;help;confirm' {
            break
        }
        'lean-ctx;cloud;user;help;disable' {
            break
        }
        'lean-ctx;cloud;user;help;enable' {
            break
        }
        'lean-ctx;cloud;user;help;reset' {
            break
        }
        'lean-ctx;cloud;user;help;export' {
            break
        }
        'lean-ctx;cloud;user;help;delete' {
            break
        }
        'lean-ctx;cloud;user;help;help' {
            break
        }
        'lean-ctx;cloud;backup' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The account server''s configuration: a path, `-` (stdin) or `env:NAME`; by default cloud.json, if it is here')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour messages: `auto` does on a terminal, unless `NO_COLOR` is set')
            [CompletionResult]::new('--verify', '--verify', [CompletionResultType]::ParameterName, 'Check the backup in this folder instead')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print what is in the backup, for programs')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print results, warnings and errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print results, warnings and errors only')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'lean-ctx;cloud;restore' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The account server''s configuration: a path, `-` (stdin) or `env:NAME`; by default cloud.json, if it is here')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour messages: `auto` does on a terminal, unless `NO_COLOR` is set')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print results, warnings and errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print results, warnings and errors only')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'lean-ctx;cloud;help' {
            [CompletionResult]::new('status', 'status', [CompletionResultType]::ParameterValue, 'Show whether this machine is signed in, where, and what the account holds')
            [CompletionResult]::new('pull', 'pull', [CompletionResultType]::ParameterValue, 'Bring what other machines wrote to this one; what this one wrote is not sent')
            [CompletionResult]::new('devices', 'devices', [CompletionResultType]::ParameterValue, 'The machines of the account')
            [CompletionResult]::new('key', 'key', [CompletionResultType]::ParameterValue, 'The account''s key: it is made on your machine and never leaves your machines unsealed')
            [CompletionResult]::new('password', 'password', [CompletionResultType]::ParameterValue, 'Change the account''s password: its key is wrapped anew, no record is touched, no machine is signed out')
            [CompletionResult]::new('autosync', 'autosync', [CompletionResultType]::ParameterValue, 'Let tools sync behind them, or not')
            [CompletionResult]::new('pull-models', 'pull-models', [CompletionResultType]::ParameterValue, 'Fetch the signed model of read modes; `ctx_read mode:auto` then follows it where it fits')
            [CompletionResult]::new('serve', 'serve', [CompletionResultType]::ParameterValue, 'Serve accounts to people''s machines, until SIGTERM. It stores only what it cannot read')
            [CompletionResult]::new('invite', 'invite', [CompletionResultType]::ParameterValue, 'Make, list and revoke invites')
            [CompletionResult]::new('user', 'user', [CompletionResultType]::ParameterValue, 'List, confirm, disable, reset, export and delete accounts, beside a running server')
            [CompletionResult]::new('backup', 'backup', [CompletionResultType]::ParameterValue, 'Copy all accounts into a new folder, beside a running server, and verify the copy')
            [CompletionResult]::new('restore', 'restore', [CompletionResultType]::ParameterValue, 'Restore a backup into an empty place')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'lean-ctx;cloud;help;status' {
            break
        }
        'lean-ctx;cloud;help;pull' {
            break
        }
        'lean-ctx;cloud;help;devices' {
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'Show them, and what each says it has seen')
            [CompletionResult]::new('revoke', 'revoke', [CompletionResultType]::ParameterValue, 'Take one machine''s API key away, and no other''s. What it has it keeps')
            break
        }
        'lean-ctx;cloud;help;devices;list' {
            break
        }
        'lean-ctx;cloud;help;devices;revoke' {
            break
        }
        'lean-ctx;cloud;help;key' {
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'Print the recovery phrase: whoever has it can read everything')
            [CompletionResult]::new('restore', 'restore', [CompletionResultType]::ParameterValue, 'Put the key back from the recovery phrase; one of another account is refused before anything is written')
            break
        }
        'lean-ctx;cloud;help;key;show' {
            break
        }
        'lean-ctx;cloud;help;key;restore' {
            break
        }
        'lean-ctx;cloud;help;password' {
            break
        }
        'lean-ctx;cloud;help;autosync' {
            break
        }
        'lean-ctx;cloud;help;pull-models' {
            break
        }
        'lean-ctx;cloud;help;serve' {
            break
        }
        'lean-ctx;cloud;help;invite' {
            [CompletionResult]::new('create', 'create', [CompletionResultType]::ParameterValue, 'Make an invite: its code is printed once, the server keeps its hash')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List invites: whom they are for, how often they were used, when they expire')
            [CompletionResult]::new('revoke', 'revoke', [CompletionResultType]::ParameterValue, 'Take an invite back; accounts that were made with it stay')
            break
        }
        'lean-ctx;cloud;help;invite;create' {
            break
        }
        'lean-ctx;cloud;help;invite;list' {
            break
        }
        'lean-ctx;cloud;help;invite;revoke' {
            break
        }
        'lean-ctx;cloud;help;user' {
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List accounts, and registrations that wait to be confirmed')
            [CompletionResult]::new('confirm', 'confirm', [CompletionResultType]::ParameterValue, 'Confirm a registration: its address is the person''s own')
            [CompletionResult]::new('disable', 'disable', [CompletionResultType]::ParameterValue, 'Shut an account out; its data stays')
            [CompletionResult]::new('enable', 'enable', [CompletionResultType]::ParameterValue, 'Let a disabled account in again')
            [CompletionResult]::new('reset', 'reset', [CompletionResultType]::ParameterValue, 'Print a token with which a lost password is reset, once and within an hour')
            [CompletionResult]::new('export', 'export', [CompletionResultType]::ParameterValue, 'Write out everything that the server holds of an account')
            [CompletionResult]::new('delete', 'delete', [CompletionResultType]::ParameterValue, 'Delete an account and everything in it')
            break
        }
        'lean-ctx;cloud;help;user;list' {
            break
        }
        'lean-ctx;cloud;help;user;confirm' {
            break
        }
        'lean-ctx;cloud;help;user;disable' {
            break
        }
        'lean-ctx;cloud;help;user;enable' {
            break
        }
        'lean-ctx;cloud;help;user;reset' {
            break
        }
        'lean-ctx;cloud;help;user;export' {
            break
        }
        'lean-ctx;cloud;help;user;delete' {
            break
        }
        'lean-ctx;cloud;help;backup' {
            break
        }
        'lean-ctx;cloud;help;restore' {
            break
        }
        'lean-ctx;cloud;help;help' {
            break
        }
        'lean-ctx;contribute' {
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour messages: `auto` does on a terminal, unless `NO_COLOR` is set')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Print the bytes that would be sent, and send nothing')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print results, warnings and errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print results, warnings and errors only')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'lean-ctx;gotchas' {
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour messages: `auto` does on a terminal, unless `NO_COLOR` is set')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print results, warnings and errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print results, warnings and errors only')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('add', 'add', [CompletionResultType]::ParameterValue, 'Keep a fix for a pattern')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'Show them all')
            [CompletionResult]::new('remove', 'remove', [CompletionResultType]::ParameterValue, 'Forget one')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'lean-ctx;gotchas;add' {
            [CompletionResult]::new('--workspace', '--workspace', [CompletionResultType]::ParameterName, 'The repository or folder; by default the one you stand in')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour messages: `auto` does on a terminal, unless `NO_COLOR` is set')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print results, warnings and errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print results, warnings and errors only')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'lean-ctx;gotchas;list' {
            [CompletionResult]::new('--workspace', '--workspace', [CompletionResultType]::ParameterName, 'The repository or folder; by default the one you stand in')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour messages: `auto` does on a terminal, unless `NO_COLOR` is set')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print an array for programs')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print results, warnings and errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print results, warnings and errors only')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'lean-ctx;gotchas;remove' {
            [CompletionResult]::new('--workspace', '--workspace', [CompletionResultType]::ParameterName, 'The repository or folder; by default the one you stand in')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour messages: `auto` does on a terminal, unless `NO_COLOR` is set')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print results, warnings and errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print results, warnings and errors only')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'lean-ctx;gotchas;help' {
            [CompletionResult]::new('add', 'add', [CompletionResultType]::ParameterValue, 'Keep a fix for a pattern')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'Show them all')
            [CompletionResult]::new('remove', 'remove', [CompletionResultType]::ParameterValue, 'Forget one')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'lean-ctx;gotchas;help;add' {
            break
        }
        'lean-ctx;gotchas;help;list' {
            break
        }
        'lean-ctx;gotchas;help;remove' {
            break
        }
        'lean-ctx;gotchas;help;help' {
            break
        }
        'lean-ctx;buddy' {
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour messages: `auto` does on a terminal, unless `NO_COLOR` is set')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print results, warnings and errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print results, warnings and errors only')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('set', 'set', [CompletionResultType]::ParameterValue, 'Replace it')
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'Print it')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'lean-ctx;buddy;set' {
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour messages: `auto` does on a terminal, unless `NO_COLOR` is set')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print results, warnings and errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print results, warnings and errors only')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'lean-ctx;buddy;show' {
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour messages: `auto` does on a terminal, unless `NO_COLOR` is set')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print JSON for programs; it is JSON anyway')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print results, warnings and errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print results, warnings and errors only')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'lean-ctx;buddy;help' {
            [CompletionResult]::new('set', 'set', [CompletionResultType]::ParameterValue, 'Replace it')
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'Print it')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'lean-ctx;buddy;help;set' {
            break
        }
        'lean-ctx;buddy;help;show' {
            break
        }
        'lean-ctx;buddy;help;help' {
            break
        }
        'lean-ctx;completions' {
            [CompletionResult]::new('--out', '--out', [CompletionResultType]::ParameterName, 'Write the scripts of all shells into this directory instead (for packagers)')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour messages: `auto` does on a terminal, unless `NO_COLOR` is set')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print results, warnings and errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print results, warnings and errors only')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'lean-ctx;man' {
            [CompletionResult]::new('--out', '--out', [CompletionResultType]::ParameterName, 'Write all pages into this directory instead')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour messages: `auto` does on a terminal, unless `NO_COLOR` is set')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print results, warnings and errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print results, warnings and errors only')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'lean-ctx;help' {
            [CompletionResult]::new('setup', 'setup', [CompletionResultType]::ParameterValue, 'Connect the AI clients of this machine, index the repository here, and check that all works')
            [CompletionResult]::new('bootstrap', 'bootstrap', [CompletionResultType]::ParameterValue, 'Set this machine up without a question: `setup --non-interactive --yes --fix`')
            [CompletionResult]::new('doctor', 'doctor', [CompletionResultType]::ParameterValue, 'Check this installation, its clients, the index here and, with --team, a team''s server')
            [CompletionResult]::new('team', 'team', [CompletionResultType]::ParameterValue, 'Describe and run a server for a team''s repositories')
            [CompletionResult]::new('serve', 'serve', [CompletionResultType]::ParameterValue, 'Serve the repository you stand in over stdio (MCP), uncommitted files included')
            [CompletionResult]::new('daemon', 'daemon', [CompletionResultType]::ParameterValue, 'Keep the indexes of this user''s repositories open in one background process')
            [CompletionResult]::new('search', 'search', [CompletionResultType]::ParameterValue, 'Search the repository you stand in: by a regular expression, or ranked by meaning')
            [CompletionResult]::new('read', 'read', [CompletionResultType]::ParameterValue, 'Read a file of the repository you stand in, whole, by lines or compressed, within a token budget')
            [CompletionResult]::new('tree', 'tree', [CompletionResultType]::ParameterValue, 'List folders and files of the repository you stand in')
            [CompletionResult]::new('call', 'call', [CompletionResultType]::ParameterValue, 'Call any tool on the repository you stand in, as an MCP client would')
            [CompletionResult]::new('proof', 'proof', [CompletionResultType]::ParameterValue, 'Ask a tool and sign its answer: commit, files, lines and digests that it was made from')
            [CompletionResult]::new('verify', 'verify', [CompletionResultType]::ParameterValue, 'Check a proof: its signature, the answer, and every cited line against a repository')
            [CompletionResult]::new('savings', 'savings', [CompletionResultType]::ParameterValue, 'What the answers saved: tokens and money, measured, in a ledger that can be checked')
            [CompletionResult]::new('billing', 'billing', [CompletionResultType]::ParameterValue, 'Describe the plans of a managed offering, and what it would count; it changes nothing')
            [CompletionResult]::new('register', 'register', [CompletionResultType]::ParameterValue, 'Make an account for syncing between machines; its recovery phrase is printed, this once')
            [CompletionResult]::new('login', 'login', [CompletionResultType]::ParameterValue, 'Sign this machine in to an account. The account''s key opens with the password, here and nowhere else')
            [CompletionResult]::new('logout', 'logout', [CompletionResultType]::ParameterValue, 'Sign this machine out: its API key ceases to count, and the account''s key is removed from it')
            [CompletionResult]::new('forgot-password', 'forgot-password', [CompletionResultType]::ParameterValue, 'Get a new password by mail. The data stay only if you have the recovery phrase')
            [CompletionResult]::new('sync', 'sync', [CompletionResultType]::ParameterValue, 'Bring this machine and the account to the same, each section by itself')
            [CompletionResult]::new('cloud', 'cloud', [CompletionResultType]::ParameterValue, 'Share an account between machines, and run the server behind it')
            [CompletionResult]::new('contribute', 'contribute', [CompletionResultType]::ParameterValue, 'Send what your reads teach about read modes, without your name: at most 500 rows of four fields')
            [CompletionResult]::new('gotchas', 'gotchas', [CompletionResultType]::ParameterValue, 'Patterns that were met in a repository, each with what helped')
            [CompletionResult]::new('buddy', 'buddy', [CompletionResultType]::ParameterValue, 'A small JSON of your tools, the same on all your machines')
            [CompletionResult]::new('completions', 'completions', [CompletionResultType]::ParameterValue, 'Print a shell''s completion script')
            [CompletionResult]::new('man', 'man', [CompletionResultType]::ParameterValue, 'Print the manual page, or write one page a command')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'lean-ctx;help;setup' {
            break
        }
        'lean-ctx;help;bootstrap' {
            break
        }
        'lean-ctx;help;doctor' {
            break
        }
        'lean-ctx;help;team' {
            [CompletionResult]::new('quickstart', 'quickstart', [CompletionResultType]::ParameterValue, 'Describe, index and serve repositories on 127.0.0.1, with one command')
            [CompletionResult]::new('init', 'init', [CompletionResultType]::ParameterValue, 'Write .lean-ctx/team.json for your repositories; never over an existing one')
            [CompletionResult]::new('check', 'check', [CompletionResultType]::ParameterValue, 'Check team.json: every fault at once, with its place and what to write instead')
            [CompletionResult]::new('serve', 'serve', [CompletionResultType]::ParameterValue, 'Serve the team''s repositories to MCP clients and scripts, until SIGTERM')
            [CompletionResult]::new('sync', 'sync', [CompletionResultType]::ParameterValue, 'Fetch every workspace''s remote, and clone those that are not there yet')
            [CompletionResult]::new('token', 'token', [CompletionResultType]::ParameterValue, 'Mint, list, rotate and revoke bearer tokens')
            [CompletionResult]::new('workspace', 'workspace', [CompletionResultType]::ParameterValue, 'Add, list and remove the repositories that are served')
            [CompletionResult]::new('audit', 'audit', [CompletionResultType]::ParameterValue, 'The audit log')
            [CompletionResult]::new('keys', 'keys', [CompletionResultType]::ParameterValue, 'The server''s signing key')
            [CompletionResult]::new('slo-report', 'slo-report', [CompletionResultType]::ParameterValue, 'Check a running server''s availability, latency and index lag; exit 4 when one is violated')
            break
        }
        'lean-ctx;help;team;quickstart' {
            break
        }
        'lean-ctx;help;team;init' {
            break
        }
        'lean-ctx;help;team;check' {
            break
        }
        'lean-ctx;help;team;serve' {
            break
        }
        'lean-ctx;help;team;sync' {
            break
        }
        'lean-ctx;help;team;token' {
            [CompletionResult]::new('create', 'create', [CompletionResultType]::ParameterValue, 'Mint a token: the secret is printed once, team.json keeps its hash')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List tokens: what they grant, when they were made and last used, when they expire')
            [CompletionResult]::new('rotate', 'rotate', [CompletionResultType]::ParameterValue, 'Give a token a new secret: same id, same grants; the old one works until the cut-off')
            [CompletionResult]::new('revoke', 'revoke', [CompletionResultType]::ParameterValue, 'Take a token away for good; a running server refuses it within two seconds')
            [CompletionResult]::new('expiring', 'expiring', [CompletionResultType]::ParameterValue, 'List tokens that expire soon; exit 4 when there are any')
            [CompletionResult]::new('inspect', 'inspect', [CompletionResultType]::ParameterValue, 'Tell whose a secret is, whether it is still good, and whether it was mistyped')
            break
        }
        'lean-ctx;help;team;token;create' {
            break
        }
        'lean-ctx;help;team;token;list' {
            break
        }
        'lean-ctx;help;team;token;rotate' {
            break
        }
        'lean-ctx;help;team;token;revoke' {
            break
        }
        'lean-ctx;help;team;token;expiring' {
            break
        }
        'lean-ctx;help;team;token;inspect' {
            break
        }
        'lean-ctx;help;team;workspace' {
            [CompletionResult]::new('add', 'add', [CompletionResultType]::ParameterValue, 'Add a repository, a folder or a git URL to team.json')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List the workspaces of team.json')
            [CompletionResult]::new('remove', 'remove', [CompletionResultType]::ParameterValue, 'Take a workspace out of team.json, and out of the tokens that name it')
            break
        }
        'lean-ctx;help;team;workspace;add' {
            break
        }
        'lean-ctx;help;team;workspace;list' {
            break
        }
        'lean-ctx;help;team;workspace;remove' {
            break
        }
        'lean-ctx;help;team;audit' {
            [CompletionResult]::new('verify', 'verify', [CompletionResultType]::ParameterValue, 'Check the audit log: its chain, its signed head, and that nothing was cut off or put back')
            break
        }
        'lean-ctx;help;team;audit;verify' {
            break
        }
        'lean-ctx;help;team;keys' {
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'Print the public half of the server''s Ed25519 key')
            [CompletionResult]::new('rotate', 'rotate', [CompletionResultType]::ParameterValue, 'Put a new key in the old one''s place, signed by the old one')
            break
        }
        'lean-ctx;help;team;keys;show' {
            break
        }
        'lean-ctx;help;team;keys;rotate' {
            break
        }
        'lean-ctx;help;team;slo-report' {
            break
        }
        'lean-ctx;help;serve' {
            break
        }
        'lean-ctx;help;daemon' {
            [CompletionResult]::new('start', 'start', [CompletionResultType]::ParameterValue, 'Start it, unless it runs')
            [CompletionResult]::new('stop', 'stop', [CompletionResultType]::ParameterValue, 'End it; what was asked is answered first')
            [CompletionResult]::new('restart', 'restart', [CompletionResultType]::ParameterValue, 'End it and start it again, after an update for example')
            [CompletionResult]::new('status', 'status', [CompletionResultType]::ParameterValue, 'Does it run, what does it hold?')
            [CompletionResult]::new('logs', 'logs', [CompletionResultType]::ParameterValue, 'Show the end of its log')
            [CompletionResult]::new('enable', 'enable', [CompletionResultType]::ParameterValue, 'Have the service manager start it at every login (systemd; launchd on macOS)')
            [CompletionResult]::new('disable', 'disable', [CompletionResultType]::ParameterValue, 'Take that back')
            [CompletionResult]::new('run', 'run', [CompletionResultType]::ParameterValue, 'Run it in the foreground, as a service manager wants it')
            break
        }
        'lean-ctx;help;daemon;start' {
            break
        }
        'lean-ctx;help;daemon;stop' {
            break
        }
        'lean-ctx;help;daemon;restart' {
            break
        }
        'lean-ctx;help;daemon;status' {
            break
        }
        'lean-ctx;help;daemon;logs' {
            break
        }
        'lean-ctx;help;daemon;enable' {
            break
        }
        'lean-ctx;help;daemon;disable' {
            break
        }
        'lean-ctx;help;daemon;run' {
            break
        }
        'lean-ctx;help;search' {
            break
        }
        'lean-ctx;help;read' {
            break
        }
        'lean-ctx;help;tree' {
            break
        }
        'lean-ctx;help;call' {
            break
        }
        'lean-ctx;help;proof' {
            break
        }
        'lean-ctx;help;verify' {
            break
        }
        'lean-ctx;help;savings' {
            [CompletionResult]::new('verify', 'verify', [CompletionResultType]::ParameterValue, 'Check the savings ledger: its chain, its signed head, and that nothing was cut off or put back')
            [CompletionResult]::new('export', 'export', [CompletionResultType]::ParameterValue, 'Print the metered events: as JSON, CSV, or as a FOCUS dataset')
            [CompletionResult]::new('prove', 'prove', [CompletionResultType]::ParameterValue, 'Prove that an entry is in the ledger, or check such a proof')
            [CompletionResult]::new('keys', 'keys', [CompletionResultType]::ParameterValue, 'The key that signs a local user''s books')
            [CompletionResult]::new('roi', 'roi', [CompletionResultType]::ParameterValue, 'Make a signed report of what was saved: tokens, money, and on what that rests')
            [CompletionResult]::new('sign', 'sign', [CompletionResultType]::ParameterValue, 'Sign the ledger''s totals as a batch that can be checked without the ledger')
            [CompletionResult]::new('verify-batch', 'verify-batch', [CompletionResultType]::ParameterValue, 'Check a signed batch of savings, without a ledger, a network or an account')
            [CompletionResult]::new('push', 'push', [CompletionResultType]::ParameterValue, 'Send the ledger''s signed totals to a team''s server')
            [CompletionResult]::new('team', 'team', [CompletionResultType]::ParameterValue, 'Show what the members of a team report to its server')
            break
        }
        'lean-ctx;help;savings;verify' {
            break
        }
        'lean-ctx;help;savings;export' {
            break
        }
        'lean-ctx;help;savings;prove' {
            break
        }
        'lean-ctx;help;savings;keys' {
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'Print the public half of the local Ed25519 key')
            [CompletionResult]::new('rotate', 'rotate', [CompletionResultType]::ParameterValue, 'Put a new key in the old one''s place, signed by the old one')
            break
        }
        'lean-ctx;help;savings;keys;show' {
            break
        }
        'lean-ctx;help;savings;keys;rotate' {
            break
        }
        'lean-ctx;help;savings;roi' {
            [CompletionResult]::new('verify', 'verify', [CompletionResultType]::ParameterValue, 'Check a signed report: its signature, the ledger''s head that it is about, and its sums')
            break
        }
        'lean-ctx;help;savings;roi;verify' {
            break
        }
        'lean-ctx;help;savings;sign' {
            break
        }
        'lean-ctx;help;savings;verify-batch' {
            break
        }
        'lean-ctx;help;savings;push' {
            break
        }
        'lean-ctx;help;savings;team' {
            break
        }
        'lean-ctx;help;billing' {
            [CompletionResult]::new('plans', 'plans', [CompletionResultType]::ParameterValue, 'List the plans, from the smallest to the largest, with what each comprises')
            [CompletionResult]::new('usage', 'usage', [CompletionResultType]::ParameterValue, 'Show what the savings ledger would be billed by')
            [CompletionResult]::new('entitlements', 'entitlements', [CompletionResultType]::ParameterValue, 'Show what a plan of a managed offering comprises')
            break
        }
        'lean-ctx;help;billing;plans' {
            break
        }
        'lean-ctx;help;billing;usage' {
            break
        }
        'lean-ctx;help;billing;entitlements' {
            break
        }
        'lean-ctx;help;register' {
            break
        }
        'lean-ctx;help;login' {
            break
        }
        'lean-ctx;help;logout' {
            break
        }
        'lean-ctx;help;forgot-password' {
            break
        }
        'lean-ctx;help;sync' {
            break
        }
        'lean-ctx;help;cloud' {
            [CompletionResult]::new('status', 'status', [CompletionResultType]::ParameterValue, 'Show whether this machine is signed in, where, and what the account holds')
            [CompletionResult]::new('pull', 'pull', [CompletionResultType]::ParameterValue, 'Bring what other machines wrote to this one; what this one wrote is not sent')
            [CompletionResult]::new('devices', 'devices', [CompletionResultType]::ParameterValue, 'The machines of the account')
            [CompletionResult]::new('key', 'key', [CompletionResultType]::ParameterValue, 'The account''s key: it is made on your machine and never leaves your machines unsealed')
            [CompletionResult]::new('password', 'password', [CompletionResultType]::ParameterValue, 'Change the account''s password: its key is wrapped anew, no record is touched, no machine is signed out')
            [CompletionResult]::new('autosync', 'autosync', [CompletionResultType]::ParameterValue, 'Let tools sync behind them, or not')
            [CompletionResult]::new('pull-models', 'pull-models', [CompletionResultType]::ParameterValue, 'Fetch the signed model of read modes; `ctx_read mode:auto` then follows it where it fits')
            [CompletionResult]::new('serve', 'serve', [CompletionResultType]::ParameterValue, 'Serve accounts to people''s machines, until SIGTERM. It stores only what it cannot read')
            [CompletionResult]::new('invite', 'invite', [CompletionResultType]::ParameterValue, 'Make, list and revoke invites')
            [CompletionResult]::new('user', 'user', [CompletionResultType]::ParameterValue, 'List, confirm, disable, reset, export and delete accounts, beside a running server')
            [CompletionResult]::new('backup', 'backup', [CompletionResultType]::ParameterValue, 'Copy all accounts into a new folder, beside a running server, and verify the copy')
            [CompletionResult]::new('restore', 'restore', [CompletionResultType]::ParameterValue, 'Restore a backup into an empty place')
            break
        }
        'lean-ctx;help;cloud;status' {
            break
        }
        'lean-ctx;help;cloud;pull' {
            break
        }
        'lean-ctx;help;cloud;devices' {
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'Show them, and what each says it has seen')
            [CompletionResult]::new('revoke', 'revoke', [CompletionResultType]::ParameterValue, 'Take one machine''s API key away, and no other''s. What it has it keeps')
            break
        }
        'lean-ctx;help;cloud;devices;list' {
            break
        }
        'lean-ctx;help;cloud;devices;revoke' {
            break
        }
        'lean-ctx;help;cloud;key' {
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'Print the recovery phrase: whoever has it can read everything')
            [CompletionResult]::new('restore', 'restore', [CompletionResultType]::ParameterValue, 'Put the key back from the recovery phrase; one of another account is refused before anything is written')
            break
        }
        'lean-ctx;help;cloud;key;show' {
            break
        }
        'lean-ctx;help;cloud;key;restore' {
            break
        }
        'lean-ctx;help;cloud;password' {
            break
        }
        'lean-ctx;help;cloud;autosync' {
            break
        }
        'lean-ctx;help;cloud;pull-models' {
            break
        }
        'lean-ctx;help;cloud;serve' {
            break
        }
        'lean-ctx;help;cloud;invite' {
            [CompletionResult]::new('create', 'create', [CompletionResultType]::ParameterValue, 'Make an invite: its code is printed once, the server keeps its hash')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List invites: whom they are for, how often they were used, when they expire')
            [CompletionResult]::new('revoke', 'revoke', [CompletionResultType]::ParameterValue, 'Take an invite back; accounts that were made with it stay')
            break
        }
        'lean-ctx;help;cloud;invite;create' {
            break
        }
        'lean-ctx;help;cloud;invite;list' {
            break
        }
        'lean-ctx;help;cloud;invite;revoke' {
            break
        }
        'lean-ctx;help;cloud;user' {
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List accounts, and registrations that wait to be confirmed')
            [CompletionResult]::new('confirm', 'confirm', [CompletionResultType]::ParameterValue, 'Confirm a registration: its address is the person''s own')
            [CompletionResult]::new('disable', 'disable', [CompletionResultType]::ParameterValue, 'Shut an account out; its data stays')
            [CompletionResult]::new('enable', 'enable', [CompletionResultType]::ParameterValue, 'Let a disabled account in again')
            [CompletionResult]::new('reset', 'reset', [CompletionResultType]::ParameterValue, 'Print a token with which a lost password is reset, once and within an hour')
            [CompletionResult]::new('export', 'export', [CompletionResultType]::ParameterValue, 'Write out everything that the server holds of an account')
            [CompletionResult]::new('delete', 'delete', [CompletionResultType]::ParameterValue, 'Delete an account and everything in it')
            break
        }
        'lean-ctx;help;cloud;user;list' {
            break
        }
        'lean-ctx;help;cloud;user;confirm' {
            break
        }
        'lean-ctx;help;cloud;user;disable' {
            break
        }
        'lean-ctx;help;cloud;user;enable' {
            break
        }
        'lean-ctx;help;cloud;user;reset' {
            break
        }
        'lean-ctx;help;cloud;user;export' {
            break
        }
        'lean-ctx;help;cloud;user;delete' {
            break
        }
        'lean-ctx;help;cloud;backup' {
            break
        }
        'lean-ctx;help;cloud;restore' {
            break
        }
        'lean-ctx;help;contribute' {
            break
        }
        'lean-ctx;help;gotchas' {
            [CompletionResult]::new('add', 'add', [CompletionResultType]::ParameterValue, 'Keep a fix for a pattern')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'Show them all')
            [CompletionResult]::new('remove', 'remove', [CompletionResultType]::ParameterValue, 'Forget one')
            break
        }
        'lean-ctx;help;gotchas;add' {
            break
        }
        'lean-ctx;help;gotchas;list' {
            break
        }
        'lean-ctx;help;gotchas;remove' {
            break
        }
        'lean-ctx;help;buddy' {
            [CompletionResult]::new('set', 'set', [CompletionResultType]::ParameterValue, 'Replace it')
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'Print it')
            break
        }
        'lean-ctx;help;buddy;set' {
            break
        }
        'lean-ctx;help;buddy;show' {
            break
        }
        'lean-ctx;help;completions' {
            break
        }
        'lean-ctx;help;man' {
            break
        }
        'lean-ctx;help;help' {
            break
        }
    })

    $completions.Where{ $_.CompletionText -like "$wordToComplete*" } |
        Sort-Object -Property ListItemText
}
