# Print an optspec for argparse to handle cmd's options that are independent of any subcommand.
function __fish_lean_ctx_global_optspecs
    string join \n color= q/quiet h/help V/version
end

function __fish_lean_ctx_needs_command
    # Figure out if the current invocation already has a command.
    set -l cmd (commandline -opc)
    set -e cmd[1]
    argparse -s (__fish_lean_ctx_global_optspecs) -- $cmd 2>/dev/null
    or return
    if set -q argv[1]
        # Also print the command, so this can be used to figure out what it is.
        echo $argv[1]
        return 1
    end
    return 0
end

function __fish_lean_ctx_using_subcommand
    set -l cmd (__fish_lean_ctx_needs_command)
    test -z "$cmd"
    and return 1
    contains -- $cmd[1] $argv
end

complete -c lean-ctx -n "__fish_lean_ctx_needs_command" -l color -d 'Colour messages: `auto` does on a terminal, unless `NO_COLOR` is set' -r -f -a "auto\t''
always\t''
never\t''"
complete -c lean-ctx -n "__fish_lean_ctx_needs_command" -s q -l quiet -d 'Print results, warnings and errors only'
complete -c lean-ctx -n "__fish_lean_ctx_needs_command" -s h -l help -d 'Print help'
complete -c lean-ctx -n "__fish_lean_ctx_needs_command" -s V -l version -d 'Print version'
complete -c lean-ctx -n "__fish_lean_ctx_needs_command" -f -a "setup" -d 'Connect the AI clients of this machine, index the repository here, and check that all works'
complete -c lean-ctx -n "__fish_lean_ctx_needs_command" -f -a "bootstrap" -d 'Set this machine up without a question: `setup --non-interactive --yes --fix`'
complete -c lean-ctx -n "__fish_lean_ctx_needs_command" -f -a "doctor" -d 'Check this installation, its clients, the index here and, with --team, a team\'s server'
complete -c lean-ctx -n "__fish_lean_ctx_needs_command" -f -a "team" -d 'Describe and run a server for a team\'s repositories'
complete -c lean-ctx -n "__fish_lean_ctx_needs_command" -f -a "serve" -d 'Serve the repository you stand in over stdio (MCP), uncommitted files included'
complete -c lean-ctx -n "__fish_lean_ctx_needs_command" -f -a "daemon" -d 'Keep the indexes of this user\'s repositories open in one background process'
complete -c lean-ctx -n "__fish_lean_ctx_needs_command" -f -a "search" -d 'Search the repository you stand in: by a regular expression, or ranked by meaning'
complete -c lean-ctx -n "__fish_lean_ctx_needs_command" -f -a "read" -d 'Read a file of the repository you stand in, whole, by lines or compressed, within a token budget'
complete -c lean-ctx -n "__fish_lean_ctx_needs_command" -f -a "tree" -d 'List folders and files of the repository you stand in'
complete -c lean-ctx -n "__fish_lean_ctx_needs_command" -f -a "call" -d 'Call any tool on the repository you stand in, as an MCP client would'
complete -c lean-ctx -n "__fish_lean_ctx_needs_command" -f -a "proof" -d 'Ask a tool and sign its answer: commit, files, lines and digests that it was made from'
complete -c lean-ctx -n "__fish_lean_ctx_needs_command" -f -a "verify" -d 'Check a proof: its signature, the answer, and every cited line against a repository'
complete -c lean-ctx -n "__fish_lean_ctx_needs_command" -f -a "savings" -d 'What the answers saved: tokens and money, measured, in a ledger that can be checked'
complete -c lean-ctx -n "__fish_lean_ctx_needs_command" -f -a "billing" -d 'Describe the plans of a managed offering, and what it would count; it changes nothing'
complete -c lean-ctx -n "__fish_lean_ctx_needs_command" -f -a "register" -d 'Make an account for syncing between machines; its recovery phrase is printed, this once'
complete -c lean-ctx -n "__fish_lean_ctx_needs_command" -f -a "login" -d 'Sign this machine in to an account. The account\'s key opens with the password, here and nowhere else'
complete -c lean-ctx -n "__fish_lean_ctx_needs_command" -f -a "logout" -d 'Sign this machine out: its API key ceases to count, and the account\'s key is removed from it'
complete -c lean-ctx -n "__fish_lean_ctx_needs_command" -f -a "forgot-password" -d 'Get a new password by mail. The data stay only if you have the recovery phrase'
complete -c lean-ctx -n "__fish_lean_ctx_needs_command" -f -a "sync" -d 'Bring this machine and the account to the same, each section by itself'
complete -c lean-ctx -n "__fish_lean_ctx_needs_command" -f -a "cloud" -d 'Share an account between machines, and run the server behind it'
complete -c lean-ctx -n "__fish_lean_ctx_needs_command" -f -a "contribute" -d 'Send what your reads teach about read modes, without your name: at most 500 rows of four fields'
complete -c lean-ctx -n "__fish_lean_ctx_needs_command" -f -a "gotchas" -d 'Patterns that were met in a repository, each with what helped'
complete -c lean-ctx -n "__fish_lean_ctx_needs_command" -f -a "buddy" -d 'A small JSON of your tools, the same on all your machines'
complete -c lean-ctx -n "__fish_lean_ctx_needs_command" -f -a "completions" -d 'Print a shell\'s completion script'
complete -c lean-ctx -n "__fish_lean_ctx_needs_command" -f -a "man" -d 'Print the manual page, or write one page a command'
complete -c lean-ctx -n "__fish_lean_ctx_needs_command" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand setup" -l team -d 'Connect to a team\'s server, with the token in LEAN_CTX_TEAM_TOKEN, instead of this machine\'s' -r
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand setup" -l only -d 'Only these steps and clients' -r -f -a "clients\t''
completions\t''
man\t''
index\t''
doctor\t''
claude-code\t''
claude-desktop\t''
cursor\t''
vscode\t''
codex\t''
gemini\t''
windsurf\t''
zed\t''
opencode\t''
cline\t''
continue\t''
jetbrains\t''"
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand setup" -l skip -d 'All but these steps and clients' -r -f -a "clients\t''
completions\t''
man\t''
index\t''
doctor\t''
claude-code\t''
claude-desktop\t''
cursor\t''
vscode\t''
codex\t''
gemini\t''
windsurf\t''
zed\t''
opencode\t''
cline\t''
continue\t''
jetbrains\t''"
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand setup" -l workspace -d 'The repository or folder to ask; by default the one you stand in' -r -F
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand setup" -l color -d 'Colour messages: `auto` does on a terminal, unless `NO_COLOR` is set' -r -f -a "auto\t''
always\t''
never\t''"
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand setup" -l dry-run -d 'Change nothing; show what would change'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand setup" -l undo -d 'Restore every file that setup has changed or made'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand setup" -l json -d 'Print the report for programs'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand setup" -s y -l yes -d 'Answer every question with yes'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand setup" -l non-interactive -d 'Never ask; without --yes nothing is then changed'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand setup" -l fix -d 'Mend what the doctor finds and can mend'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand setup" -s q -l quiet -d 'Print results, warnings and errors only'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand setup" -s h -l help -d 'Print help'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand bootstrap" -l team -d 'Connect to a team\'s server, with the token in LEAN_CTX_TEAM_TOKEN, instead of this machine\'s' -r
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand bootstrap" -l only -d 'Only these steps and clients' -r -f -a "clients\t''
completions\t''
man\t''
index\t''
doctor\t''
claude-code\t''
claude-desktop\t''
cursor\t''
vscode\t''
codex\t''
gemini\t''
windsurf\t''
zed\t''
opencode\t''
cline\t''
continue\t''
jetbrains\t''"
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand bootstrap" -l skip -d 'All but these steps and clients' -r -f -a "clients\t''
completions\t''
man\t''
index\t''
doctor\t''
claude-code\t''
claude-desktop\t''
cursor\t''
vscode\t''
codex\t''
gemini\t''
windsurf\t''
zed\t''
opencode\t''
cline\t''
continue\t''
jetbrains\t''"
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand bootstrap" -l workspace -d 'The repository or folder to ask; by default the one you stand in' -r -F
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand bootstrap" -l color -d 'Colour messages: `auto` does on a terminal, unless `NO_COLOR` is set' -r -f -a "auto\t''
always\t''
never\t''"
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand bootstrap" -l dry-run -d 'Change nothing; show what would change'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand bootstrap" -l undo -d 'Restore every file that setup has changed or made'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand bootstrap" -l json -d 'Print the report for programs'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand bootstrap" -s q -l quiet -d 'Print results, warnings and errors only'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand bootstrap" -s h -l help -d 'Print help'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand doctor" -l team -d 'A team\'s server to check as well, with the token in LEAN_CTX_TEAM_TOKEN' -r
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand doctor" -l workspace -d 'The repository or folder to ask; by default the one you stand in' -r -F
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand doctor" -l color -d 'Colour messages: `auto` does on a terminal, unless `NO_COLOR` is set' -r -f -a "auto\t''
always\t''
never\t''"
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand doctor" -l fix -d 'Mend what can be mended: rights, and an index that is damaged or missing'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand doctor" -l json -d 'Print `{schema_version, ok, checks}` for programs'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand doctor" -s q -l quiet -d 'Print results, warnings and errors only'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand doctor" -s h -l help -d 'Print help'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand team; and not __fish_seen_subcommand_from quickstart init check serve sync token workspace audit keys slo-report help" -l color -d 'Colour messages: `auto` does on a terminal, unless `NO_COLOR` is set' -r -f -a "auto\t''
always\t''
never\t''"
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand team; and not __fish_seen_subcommand_from quickstart init check serve sync token workspace audit keys slo-report help" -s q -l quiet -d 'Print results, warnings and errors only'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand team; and not __fish_seen_subcommand_from quickstart init check serve sync token workspace audit keys slo-report help" -s h -l help -d 'Print help'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand team; and not __fish_seen_subcommand_from quickstart init check serve sync token workspace audit keys slo-report help" -f -a "quickstart" -d 'Describe, index and serve repositories on 127.0.0.1, with one command'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand team; and not __fish_seen_subcommand_from quickstart init check serve sync token workspace audit keys slo-report help" -f -a "init" -d 'Write .lean-ctx/team.json for your repositories; never over an existing one'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand team; and not __fish_seen_subcommand_from quickstart init check serve sync token workspace audit keys slo-report help" -f -a "check" -d 'Check team.json: every fault at once, with its place and what to write instead'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand team; and not __fish_seen_subcommand_from quickstart init check serve sync token workspace audit keys slo-report help" -f -a "serve" -d 'Serve the team\'s repositories to MCP clients and scripts, until SIGTERM'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand team; and not __fish_seen_subcommand_from quickstart init check serve sync token workspace audit keys slo-report help" -f -a "sync" -d 'Fetch every workspace\'s remote, and clone those that are not there yet'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand team; and not __fish_seen_subcommand_from quickstart init check serve sync token workspace audit keys slo-report help" -f -a "token" -d 'Mint, list, rotate and revoke bearer tokens'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand team; and not __fish_seen_subcommand_from quickstart init check serve sync token workspace audit keys slo-report help" -f -a "workspace" -d 'Add, list and remove the repositories that are served'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand team; and not __fish_seen_subcommand_from quickstart init check serve sync token workspace audit keys slo-report help" -f -a "audit" -d 'The audit log'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand team; and not __fish_seen_subcommand_from quickstart init check serve sync token workspace audit keys slo-report help" -f -a "keys" -d 'The server\'s signing key'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand team; and not __fish_seen_subcommand_from quickstart init check serve sync token workspace audit keys slo-report help" -f -a "slo-report" -d 'Check a running server\'s availability, latency and index lag; exit 4 when one is violated'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand team; and not __fish_seen_subcommand_from quickstart init check serve sync token workspace audit keys slo-report help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand team; and __fish_seen_subcommand_from quickstart" -l port -d 'The port to write into a new team.json; by default a free one from 8080 on' -r
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand team; and __fish_seen_subcommand_from quickstart" -l color -d 'Colour messages: `auto` does on a terminal, unless `NO_COLOR` is set' -r -f -a "auto\t''
always\t''
never\t''"
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand team; and __fish_seen_subcommand_from quickstart" -s q -l quiet -d 'Print results, warnings and errors only'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand team; and __fish_seen_subcommand_from quickstart" -s h -l help -d 'Print help'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand team; and __fish_seen_subcommand_from init" -l workspace -d 'A repository or folder on this machine, or a git URL to clone; may be given again' -r
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand team; and __fish_seen_subcommand_from init" -l host -d 'The address to listen on; 0.0.0.0 listens on all' -r
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand team; and __fish_seen_subcommand_from init" -l port -d 'The port to listen on; 0 takes any free one' -r
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand team; and __fish_seen_subcommand_from init" -l dir -d 'Where the .lean-ctx folder is made' -r -F
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand team; and __fish_seen_subcommand_from init" -l color -d 'Colour messages: `auto` does on a terminal, unless `NO_COLOR` is set' -r -f -a "auto\t''
always\t''
never\t''"
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand team; and __fish_seen_subcommand_from init" -s y -l yes -d 'Ask nothing: take the flags, and defaults for the rest'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand team; and __fish_seen_subcommand_from init" -s q -l quiet -d 'Print results, warnings and errors only'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand team; and __fish_seen_subcommand_from init" -s h -l help -d 'Print help'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand team; and __fish_seen_subcommand_from check" -l config -d 'The team\'s configuration: a path, `-` (stdin) or `env:NAME`; by default .lean-ctx/team.json or team.json, whichever is here' -r
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand team; and __fish_seen_subcommand_from check" -l color -d 'Colour messages: `auto` does on a terminal, unless `NO_COLOR` is set' -r -f -a "auto\t''
always\t''
never\t''"
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand team; and __fish_seen_subcommand_from check" -l data -d 'Also examine the database of what callers share: every page and every reference'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand team; and __fish_seen_subcommand_from check" -l json -d 'Print `{ok, faults, warnings, database?}` for programs'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand team; and __fish_seen_subcommand_from check" -s q -l quiet -d 'Print results, warnings and errors only'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand team; and __fish_seen_subcommand_from check" -s h -l help -d 'Print help'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand team; and __fish_seen_subcommand_from serve" -l config -d 'The team\'s configuration: a path, `-` (stdin) or `env:NAME`; by default .lean-ctx/team.json or team.json, whichever is here' -r
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand team; and __fish_seen_subcommand_from serve" -l color -d 'Colour messages: `auto` does on a terminal, unless `NO_COLOR` is set' -r -f -a "auto\t''
always\t''
never\t''"
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand team; and __fish_seen_subcommand_from serve" -s q -l quiet -d 'Print results, warnings and errors only'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand team; and __fish_seen_subcommand_from serve" -s h -l help -d 'Print help'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand team; and __fish_seen_subcommand_from sync" -l config -d 'The team\'s configuration: a path, `-` (stdin) or `env:NAME`; by default .lean-ctx/team.json or team.json, whichever is here' -r
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand team; and __fish_seen_subcommand_from sync" -l workspace -d 'Only this workspace; may be given again' -r
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand team; and __fish_seen_subcommand_from sync" -l color -d 'Colour messages: `auto` does on a terminal, unless `NO_COLOR` is set' -r -f -a "auto\t''
always\t''
never\t''"
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand team; and __fish_seen_subcommand_from sync" -l json -d 'Print an array of outcomes for programs'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand team; and __fish_seen_subcommand_from sync" -s q -l quiet -d 'Print results, warnings and errors only'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand team; and __fish_seen_subcommand_from sync" -s h -l help -d 'Print help'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand team; and __fish_seen_subcommand_from token" -l color -d 'Colour messages: `auto` does on a terminal, unless `NO_COLOR` is set' -r -f -a "auto\t''
always\t''
never\t''"
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand team; and __fish_seen_subcommand_from token" -s q -l quiet -d 'Print results, warnings and errors only'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand team; and __fish_seen_subcommand_from token" -s h -l help -d 'Print help'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand team; and __fish_seen_subcommand_from token" -f -a "create" -d 'Mint a token: the secret is printed once, team.json keeps its hash'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand team; and __fish_seen_subcommand_from token" -f -a "list" -d 'List tokens: what they grant, when they were made and last used, when they expire'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand team; and __fish_seen_subcommand_from token" -f -a "rotate" -d 'Give a token a new secret: same id, same grants; the old one works until the cut-off'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand team; and __fish_seen_subcommand_from token" -f -a "revoke" -d 'Take a token away for good; a running server refuses it within two seconds'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand team; and __fish_seen_subcommand_from token" -f -a "expiring" -d 'List tokens that expire soon; exit 4 when there are any'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand team; and __fish_seen_subcommand_from token" -f -a "inspect" -d 'Tell whose a secret is, whether it is still good, and whether it was mistyped'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand team; and __fish_seen_subcommand_from token" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand team; and __fish_seen_subcommand_from workspace" -l color -d 'Colour messages: `auto` does on a terminal, unless `NO_COLOR` is set' -r -f -a "auto\t''
always\t''
never\t''"
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand team; and __fish_seen_subcommand_from workspace" -s q -l quiet -d 'Print results, warnings and errors only'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand team; and __fish_seen_subcommand_from workspace" -s h -l help -d 'Print help'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand team; and __fish_seen_subcommand_from workspace" -f -a "add" -d 'Add a repository, a folder or a git URL to team.json'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand team; and __fish_seen_subcommand_from workspace" -f -a "list" -d 'List the workspaces of team.json'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand team; and __fish_seen_subcommand_from workspace" -f -a "remove" -d 'Take a workspace out of team.json, and out of the tokens that name it'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand team; and __fish_seen_subcommand_from workspace" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand team; and __fish_seen_subcommand_from audit" -l color -d 'Colour messages: `auto` does on a terminal, unless `NO_COLOR` is set' -r -f -a "auto\t''
always\t''
never\t''"
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand team; and __fish_seen_subcommand_from audit" -s q -l quiet -d 'Print results, warnings and errors only'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand team; and __fish_seen_subcommand_from audit" -s h -l help -d 'Print help'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand team; and __fish_seen_subcommand_from audit" -f -a "verify" -d 'Check the audit log: its chain, its signed head, and that nothing was cut off or put back'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand team; and __fish_seen_subcommand_from audit" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand team; and __fish_seen_subcommand_from keys" -l color -d 'Colour messages: `auto` does on a terminal, unless `NO_COLOR` is set' -r -f -a "auto\t''
always\t''
never\t''"
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand team; and __fish_seen_subcommand_from keys" -s q -l quiet -d 'Print results, warnings and errors only'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand team; and __fish_seen_subcommand_from keys" -s h -l help -d 'Print help'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand team; and __fish_seen_subcommand_from keys" -f -a "show" -d 'Print the public half of the server\'s Ed25519 key'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand team; and __fish_seen_subcommand_from keys" -f -a "rotate" -d 'Put a new key in the old one\'s place, signed by the old one'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand team; and __fish_seen_subcommand_from keys" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand team; and __fish_seen_subcommand_from slo-report" -l server -d 'Address of the server' -r
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand team; and __fish_seen_subcommand_from slo-report" -l token-file -d 'A file whose first line is the token' -r -F
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand team; and __fish_seen_subcommand_from slo-report" -l color -d 'Colour messages: `auto` does on a terminal, unless `NO_COLOR` is set' -r -f -a "auto\t''
always\t''
never\t''"
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand team; and __fish_seen_subcommand_from slo-report" -l json -d 'Print the report for programs'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand team; and __fish_seen_subcommand_from slo-report" -s q -l quiet -d 'Print results, warnings and errors only'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand team; and __fish_seen_subcommand_from slo-report" -s h -l help -d 'Print help'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand team; and __fish_seen_subcommand_from help" -f -a "quickstart" -d 'Describe, index and serve repositories on 127.0.0.1, with one command'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand team; and __fish_seen_subcommand_from help" -f -a "init" -d 'Write .lean-ctx/team.json for your repositories; never over an existing one'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand team; and __fish_seen_subcommand_from help" -f -a "check" -d 'Check team.json: every fault at once, with its place and what to write instead'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand team; and __fish_seen_subcommand_from help" -f -a "serve" -d 'Serve the team\'s repositories to MCP clients and scripts, until SIGTERM'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand team; and __fish_seen_subcommand_from help" -f -a "sync" -d 'Fetch every workspace\'s remote, and clone those that are not there yet'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand team; and __fish_seen_subcommand_from help" -f -a "token" -d 'Mint, list, rotate and revoke bearer tokens'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand team; and __fish_seen_subcommand_from help" -f -a "workspace" -d 'Add, list and remove the repositories that are served'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand team; and __fish_seen_subcommand_from help" -f -a "audit" -d 'The audit log'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand team; and __fish_seen_subcommand_from help" -f -a "keys" -d 'The server\'s signing key'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand team; and __fish_seen_subcommand_from help" -f -a "slo-report" -d 'Check a running server\'s availability, latency and index lag; exit 4 when one is violated'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand team; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand serve" -l workspace -d 'The repository or folder to ask; by default the one you stand in' -r -F
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand serve" -l team -d 'Carry the messages to a team\'s server, with the token in LEAN_CTX_TEAM_TOKEN' -r
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand serve" -l color -d 'Colour messages: `auto` does on a terminal, unless `NO_COLOR` is set' -r -f -a "auto\t''
always\t''
never\t''"
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand serve" -s q -l quiet -d 'Print results, warnings and errors only'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand serve" -s h -l help -d 'Print help'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand daemon; and not __fish_seen_subcommand_from start stop restart status logs enable disable run help" -l color -d 'Colour messages: `auto` does on a terminal, unless `NO_COLOR` is set' -r -f -a "auto\t''
always\t''
never\t''"
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand daemon; and not __fish_seen_subcommand_from start stop restart status logs enable disable run help" -l json -d 'Print the result for programs'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand daemon; and not __fish_seen_subcommand_from start stop restart status logs enable disable run help" -s q -l quiet -d 'Print results, warnings and errors only'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand daemon; and not __fish_seen_subcommand_from start stop restart status logs enable disable run help" -s h -l help -d 'Print help'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand daemon; and not __fish_seen_subcommand_from start stop restart status logs enable disable run help" -f -a "start" -d 'Start it, unless it runs'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand daemon; and not __fish_seen_subcommand_from start stop restart status logs enable disable run help" -f -a "stop" -d 'End it; what was asked is answered first'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand daemon; and not __fish_seen_subcommand_from start stop restart status logs enable disable run help" -f -a "restart" -d 'End it and start it again, after an update for example'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand daemon; and not __fish_seen_subcommand_from start stop restart status logs enable disable run help" -f -a "status" -d 'Does it run, what does it hold?'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand daemon; and not __fish_seen_subcommand_from start stop restart status logs enable disable run help" -f -a "logs" -d 'Show the end of its log'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand daemon; and not __fish_seen_subcommand_from start stop restart status logs enable disable run help" -f -a "enable" -d 'Have the service manager start it at every login (systemd; launchd on macOS)'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand daemon; and not __fish_seen_subcommand_from start stop restart status logs enable disable run help" -f -a "disable" -d 'Take that back'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand daemon; and not __fish_seen_subcommand_from start stop restart status logs enable disable run help" -f -a "run" -d 'Run it in the foreground, as a service manager wants it'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand daemon; and not __fish_seen_subcommand_from start stop restart status logs enable disable run help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand daemon; and __fish_seen_subcommand_from start" -l memory-mb -d 'Unload the least recently used workspaces above this much memory; the last used one stays. [default: 1024]' -r
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand daemon; and __fish_seen_subcommand_from start" -l unload-after -d 'Unload a workspace that nobody has asked for this long. [default: 30m]' -r
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand daemon; and __fish_seen_subcommand_from start" -l max-watches -d 'Watch at most so many folders; workspaces beyond are looked at every ten seconds. [default: 100000]' -r
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand daemon; and __fish_seen_subcommand_from start" -l color -d 'Colour messages: `auto` does on a terminal, unless `NO_COLOR` is set' -r -f -a "auto\t''
always\t''
never\t''"
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand daemon; and __fish_seen_subcommand_from start" -l json -d 'Print the result for programs'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand daemon; and __fish_seen_subcommand_from start" -s q -l quiet -d 'Print results, warnings and errors only'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand daemon; and __fish_seen_subcommand_from start" -s h -l help -d 'Print help'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand daemon; and __fish_seen_subcommand_from stop" -l color -d 'Colour messages: `auto` does on a terminal, unless `NO_COLOR` is set' -r -f -a "auto\t''
always\t''
never\t''"
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand daemon; and __fish_seen_subcommand_from stop" -l json -d 'Print the result for programs'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand daemon; and __fish_seen_subcommand_from stop" -s q -l quiet -d 'Print results, warnings and errors only'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand daemon; and __fish_seen_subcommand_from stop" -s h -l help -d 'Print help'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand daemon; and __fish_seen_subcommand_from restart" -l memory-mb -d 'Unload the least recently used workspaces above this much memory; the last used one stays. [default: 1024]' -r
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand daemon; and __fish_seen_subcommand_from restart" -l unload-after -d 'Unload a workspace that nobody has asked for this long. [default: 30m]' -r
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand daemon; and __fish_seen_subcommand_from restart" -l max-watches -d 'Watch at most so many folders; workspaces beyond are looked at every ten seconds. [default: 100000]' -r
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand daemon; and __fish_seen_subcommand_from restart" -l color -d 'Colour messages: `auto` does on a terminal, unless `NO_COLOR` is set' -r -f -a "auto\t''
always\t''
never\t''"
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand daemon; and __fish_seen_subcommand_from restart" -l json -d 'Print the result for programs'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand daemon; and __fish_seen_subcommand_from restart" -s q -l quiet -d 'Print results, warnings and errors only'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand daemon; and __fish_seen_subcommand_from restart" -s h -l help -d 'Print help'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand daemon; and __fish_seen_subcommand_from status" -l color -d 'Colour messages: `auto` does on a terminal, unless `NO_COLOR` is set' -r -f -a "auto\t''
always\t''
never\t''"
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand daemon; and __fish_seen_subcommand_from status" -l json -d 'Print the result for programs'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand daemon; and __fish_seen_subcommand_from status" -s q -l quiet -d 'Print results, warnings and errors only'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand daemon; and __fish_seen_subcommand_from status" -s h -l help -d 'Print help'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand daemon; and __fish_seen_subcommand_from logs" -s n -l lines -d 'Lines to show' -r
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand daemon; and __fish_seen_subcommand_from logs" -l color -d 'Colour messages: `auto` does on a terminal, unless `NO_COLOR` is set' -r -f -a "auto\t''
always\t''
never\t''"
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand daemon; and __fish_seen_subcommand_from logs" -s f -l follow -d 'Go on showing what is added'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand daemon; and __fish_seen_subcommand_from logs" -l json -d 'Print the result for programs'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand daemon; and __fish_seen_subcommand_from logs" -s q -l quiet -d 'Print results, warnings and errors only'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand daemon; and __fish_seen_subcommand_from logs" -s h -l help -d 'Print help'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand daemon; and __fish_seen_subcommand_from enable" -l memory-mb -d 'Unload the least recently used workspaces above this much memory; the last used one stays. [default: 1024]' -r
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand daemon; and __fish_seen_subcommand_from enable" -l unload-after -d 'Unload a workspace that nobody has asked for this long. [default: 30m]' -r
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand daemon; and __fish_seen_subcommand_from enable" -l max-watches -d 'Watch at most so many folders; workspaces beyond are looked at every ten seconds. [default: 100000]' -r
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand daemon; and __fish_seen_subcommand_from enable" -l color -d 'Colour messages: `auto` does on a terminal, unless `NO_COLOR` is set' -r -f -a "auto\t''
always\t''
never\t''"
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand daemon; and __fish_seen_subcommand_from enable" -l dry-run -d 'Show what would be written and run'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand daemon; and __fish_seen_subcommand_from enable" -l json -d 'Print the result for programs'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand daemon; and __fish_seen_subcommand_from enable" -s q -l quiet -d 'Print results, warnings and errors only'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand daemon; and __fish_seen_subcommand_from enable" -s h -l help -d 'Print help'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand daemon; and __fish_seen_subcommand_from disable" -l color -d 'Colour messages: `auto` does on a terminal, unless `NO_COLOR` is set' -r -f -a "auto\t''
always\t''
never\t''"
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand daemon; and __fish_seen_subcommand_from disable" -l dry-run -d 'Show what would be removed and run'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand daemon; and __fish_seen_subcommand_from disable" -l json -d 'Print the result for programs'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand daemon; and __fish_seen_subcommand_from disable" -s q -l quiet -d 'Print results, warnings and errors only'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand daemon; and __fish_seen_subcommand_from disable" -s h -l help -d 'Print help'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand daemon; and __fish_seen_subcommand_from run" -l memory-mb -d 'Unload the least recently used workspaces above this much memory; the last used one stays. [default: 1024]' -r
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand daemon; and __fish_seen_subcommand_from run" -l unload-after -d 'Unload a workspace that nobody has asked for this long. [default: 30m]' -r
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand daemon; and __fish_seen_subcommand_from run" -l max-watches -d 'Watch at most so many folders; workspaces beyond are looked at every ten seconds. [default: 100000]' -r
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand daemon; and __fish_seen_subcommand_from run" -l color -d 'Colour messages: `auto` does on a terminal, unless `NO_COLOR` is set' -r -f -a "auto\t''
always\t''
never\t''"
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand daemon; and __fish_seen_subcommand_from run" -l detached -d 'Leave the terminal\'s session; `daemon start` asks for it'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand daemon; and __fish_seen_subcommand_from run" -l json -d 'Print the result for programs'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand daemon; and __fish_seen_subcommand_from run" -s q -l quiet -d 'Print results, warnings and errors only'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand daemon; and __fish_seen_subcommand_from run" -s h -l help -d 'Print help'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand daemon; and __fish_seen_subcommand_from help" -f -a "start" -d 'Start it, unless it runs'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand daemon; and __fish_seen_subcommand_from help" -f -a "stop" -d 'End it; what was asked is answered first'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand daemon; and __fish_seen_subcommand_from help" -f -a "restart" -d 'End it and start it again, after an update for example'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand daemon; and __fish_seen_subcommand_from help" -f -a "status" -d 'Does it run, what does it hold?'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand daemon; and __fish_seen_subcommand_from help" -f -a "logs" -d 'Show the end of its log'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand daemon; and __fish_seen_subcommand_from help" -f -a "enable" -d 'Have the service manager start it at every login (systemd; launchd on macOS)'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand daemon; and __fish_seen_subcommand_from help" -f -a "disable" -d 'Take that back'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand daemon; and __fish_seen_subcommand_from help" -f -a "run" -d 'Run it in the foreground, as a service manager wants it'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand daemon; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand search" -s p -l path -d 'A folder, a file, or a glob, from where you stand' -r
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand search" -s l -l language -d 'A language such as rust, py or ts' -r
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand search" -s C -l context -d 'Lines to show around each match' -r
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand search" -l limit -d 'Results to show' -r
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand search" -l cursor -d 'Go on where an earlier answer ended' -r
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand search" -l workspace -d 'The repository or folder to ask; by default the one you stand in' -r -F
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand search" -l color -d 'Colour messages: `auto` does on a terminal, unless `NO_COLOR` is set' -r -f -a "auto\t''
always\t''
never\t''"
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand search" -s F -l fixed -d 'Take the pattern as it stands'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand search" -s i -l ignore-case -d 'Ignore case; by default only a pattern without capitals does'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand search" -s w -l word -d 'Whole words only'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand search" -s r -l ranked -d 'Rank places by how well they answer a question'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand search" -l json -d 'Print the structured result for programs'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand search" -s q -l quiet -d 'Print results, warnings and errors only'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand search" -s h -l help -d 'Print help'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand read" -s l -l lines -d 'First and last line, counted from 1' -r
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand read" -s m -l mode -d 'What of it: `full`, `signatures` (bodies left out), `map` (what is declared where), `diff:REV`, `symbol:NAME`, or `auto`: the fullest that fits' -r
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand read" -l max-tokens -d 'Most tokens to print' -r
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand read" -l cursor -d 'Go on where an earlier answer ended' -r
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand read" -l workspace -d 'The repository or folder to ask; by default the one you stand in' -r -F
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand read" -l color -d 'Colour messages: `auto` does on a terminal, unless `NO_COLOR` is set' -r -f -a "auto\t''
always\t''
never\t''"
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand read" -l json -d 'Print the structured result for programs'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand read" -s q -l quiet -d 'Print results, warnings and errors only'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand read" -s h -l help -d 'Print help'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand tree" -s d -l depth -d 'Levels to show' -r
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand tree" -l cursor -d 'Go on where an earlier answer ended' -r
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand tree" -l workspace -d 'The repository or folder to ask; by default the one you stand in' -r -F
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand tree" -l color -d 'Colour messages: `auto` does on a terminal, unless `NO_COLOR` is set' -r -f -a "auto\t''
always\t''
never\t''"
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand tree" -l json -d 'Print the structured result for programs'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand tree" -s q -l quiet -d 'Print results, warnings and errors only'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand tree" -s h -l help -d 'Print help'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand call" -l workspace -d 'The repository or folder to ask; by default the one you stand in' -r -F
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand call" -l color -d 'Colour messages: `auto` does on a terminal, unless `NO_COLOR` is set' -r -f -a "auto\t''
always\t''
never\t''"
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand call" -l json -d 'Print the structured result for programs'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand call" -s q -l quiet -d 'Print results, warnings and errors only'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand call" -s h -l help -d 'Print help'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand proof" -l arguments -d 'Its arguments, a JSON object: as it stands, @FILE, or - for stdin' -r
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand proof" -l config -d 'Answer for this team, signed with its server\'s key: a path, `-` (stdin) or `env:NAME`' -r
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand proof" -l workspace -d 'The repository to ask, by default the one you stand in; with --config the workspace\'s id' -r
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand proof" -l out -d 'Write the proof to this file, and print the answer' -r -F
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand proof" -l color -d 'Colour messages: `auto` does on a terminal, unless `NO_COLOR` is set' -r -f -a "auto\t''
always\t''
never\t''"
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand proof" -l committed -d 'Leave uncommitted files out, and answer from the commit alone'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand proof" -l json -d 'With --out: print the answer\'s structured result for programs'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand proof" -l public-key -d 'Print the public key that a verifier needs, and do nothing else'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand proof" -s q -l quiet -d 'Print results, warnings and errors only'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand proof" -s h -l help -d 'Print help'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand verify" -l key -d 'The server\'s public key: what `team keys show` printed, or a file that holds it' -r
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand verify" -l repo -d 'A repository that holds the proof\'s commit' -r -F
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand verify" -l answer -d 'The answer to compare with the proof: a structured result, or a reply that carries one' -r -F
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand verify" -l arguments -d 'The arguments to compare with the proof: JSON as it stands, @FILE, or - for stdin' -r
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand verify" -l color -d 'Colour messages: `auto` does on a terminal, unless `NO_COLOR` is set' -r -f -a "auto\t''
always\t''
never\t''"
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand verify" -l json -d 'Print the report for programs'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand verify" -s q -l quiet -d 'Print results, warnings and errors only'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand verify" -s h -l help -d 'Print help'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand savings; and not __fish_seen_subcommand_from verify export prove keys roi sign verify-batch push team help" -l period -d 'The days that count, UTC: a month (2026-10), a day (2026-10-31), a year (2026), or all' -r
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand savings; and not __fish_seen_subcommand_from verify export prove keys roi sign verify-batch push team help" -l prices -d 'Value the tokens with this price list, in place of the prices they were booked with' -r -F
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand savings; and not __fish_seen_subcommand_from verify export prove keys roi sign verify-batch push team help" -l config -d 'The team whose ledger is meant: a path, `-` (stdin) or `env:NAME`; by default the local user\'s own' -r
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand savings; and not __fish_seen_subcommand_from verify export prove keys roi sign verify-batch push team help" -l color -d 'Colour messages: `auto` does on a terminal, unless `NO_COLOR` is set' -r -f -a "auto\t''
always\t''
never\t''"
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand savings; and not __fish_seen_subcommand_from verify export prove keys roi sign verify-batch push team help" -l json -d 'Print the numbers for programs: the fields of `savings roi --json`, unsigned'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand savings; and not __fish_seen_subcommand_from verify export prove keys roi sign verify-batch push team help" -s q -l quiet -d 'Print results, warnings and errors only'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand savings; and not __fish_seen_subcommand_from verify export prove keys roi sign verify-batch push team help" -s h -l help -d 'Print help'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand savings; and not __fish_seen_subcommand_from verify export prove keys roi sign verify-batch push team help" -f -a "verify" -d 'Check the savings ledger: its chain, its signed head, and that nothing was cut off or put back'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand savings; and not __fish_seen_subcommand_from verify export prove keys roi sign verify-batch push team help" -f -a "export" -d 'Print the metered events: as JSON, CSV, or as a FOCUS dataset'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand savings; and not __fish_seen_subcommand_from verify export prove keys roi sign verify-batch push team help" -f -a "prove" -d 'Prove that an entry is in the ledger, or check such a proof'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand savings; and not __fish_seen_subcommand_from verify export prove keys roi sign verify-batch push team help" -f -a "keys" -d 'The key that signs a local user\'s books'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand savings; and not __fish_seen_subcommand_from verify export prove keys roi sign verify-batch push team help" -f -a "roi" -d 'Make a signed report of what was saved: tokens, money, and on what that rests'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand savings; and not __fish_seen_subcommand_from verify export prove keys roi sign verify-batch push team help" -f -a "sign" -d 'Sign the ledger\'s totals as a batch that can be checked without the ledger'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand savings; and not __fish_seen_subcommand_from verify export prove keys roi sign verify-batch push team help" -f -a "verify-batch" -d 'Check a signed batch of savings, without a ledger, a network or an account'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand savings; and not __fish_seen_subcommand_from verify export prove keys roi sign verify-batch push team help" -f -a "push" -d 'Send the ledger\'s signed totals to a team\'s server'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand savings; and not __fish_seen_subcommand_from verify export prove keys roi sign verify-batch push team help" -f -a "team" -d 'Show what the members of a team report to its server'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand savings; and not __fish_seen_subcommand_from verify export prove keys roi sign verify-batch push team help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand savings; and __fish_seen_subcommand_from verify" -l head -d 'A head that was kept elsewhere, to tell an older ledger that was put back' -r -F
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand savings; and __fish_seen_subcommand_from verify" -l key -d 'The public key: what `savings keys show` or `team keys show` printed, or a file that holds it, with `--rotations` behind it where it was rotated; by default the data root\'s own' -r
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand savings; and __fish_seen_subcommand_from verify" -l config -d 'The team whose ledger is meant: a path, `-` (stdin) or `env:NAME`; by default the local user\'s own' -r
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand savings; and __fish_seen_subcommand_from verify" -l color -d 'Colour messages: `auto` does on a terminal, unless `NO_COLOR` is set' -r -f -a "auto\t''
always\t''
never\t''"
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand savings; and __fish_seen_subcommand_from verify" -l partial -d 'Old files were removed on purpose: that they are missing is no fault'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand savings; and __fish_seen_subcommand_from verify" -l json -d 'Print the report for programs'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand savings; and __fish_seen_subcommand_from verify" -s q -l quiet -d 'Print results, warnings and errors only'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand savings; and __fish_seen_subcommand_from verify" -s h -l help -d 'Print help'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand savings; and __fish_seen_subcommand_from export" -l format -d 'How they are spelled' -r -f -a "json\t''
csv\t''
focus\t''"
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand savings; and __fish_seen_subcommand_from export" -l period -d 'The days that count, UTC: a month (2026-10), a day (2026-10-31), a year (2026), or all' -r
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand savings; and __fish_seen_subcommand_from export" -l prices -d 'Value the tokens with this price list, in place of the prices they were booked with' -r -F
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand savings; and __fish_seen_subcommand_from export" -l config -d 'The team whose ledger is meant: a path, `-` (stdin) or `env:NAME`; by default the local user\'s own' -r
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand savings; and __fish_seen_subcommand_from export" -l color -d 'Colour messages: `auto` does on a terminal, unless `NO_COLOR` is set' -r -f -a "auto\t''
always\t''
never\t''"
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand savings; and __fish_seen_subcommand_from export" -s q -l quiet -d 'Print results, warnings and errors only'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand savings; and __fish_seen_subcommand_from export" -s h -l help -d 'Print help'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand savings; and __fish_seen_subcommand_from prove" -l number -d 'The entry, by its `seq`' -r
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand savings; and __fish_seen_subcommand_from prove" -l entry -d 'The entry, by its `entry_hash`' -r
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand savings; and __fish_seen_subcommand_from prove" -l check -d 'A proof to check; - for stdin' -r -F
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand savings; and __fish_seen_subcommand_from prove" -l key -d 'Of --check: the public key that is trusted, or a file that holds it' -r
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand savings; and __fish_seen_subcommand_from prove" -l config -d 'The team whose ledger is meant: a path, `-` (stdin) or `env:NAME`; by default the local user\'s own' -r
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand savings; and __fish_seen_subcommand_from prove" -l color -d 'Colour messages: `auto` does on a terminal, unless `NO_COLOR` is set' -r -f -a "auto\t''
always\t''
never\t''"
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand savings; and __fish_seen_subcommand_from prove" -l json -d 'Of --check: print what was proved for programs'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand savings; and __fish_seen_subcommand_from prove" -s q -l quiet -d 'Print results, warnings and errors only'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand savings; and __fish_seen_subcommand_from prove" -s h -l help -d 'Print help'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand savings; and __fish_seen_subcommand_from keys" -l color -d 'Colour messages: `auto` does on a terminal, unless `NO_COLOR` is set' -r -f -a "auto\t''
always\t''
never\t''"
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand savings; and __fish_seen_subcommand_from keys" -s q -l quiet -d 'Print results, warnings and errors only'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand savings; and __fish_seen_subcommand_from keys" -s h -l help -d 'Print help'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand savings; and __fish_seen_subcommand_from keys" -f -a "show" -d 'Print the public half of the local Ed25519 key'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand savings; and __fish_seen_subcommand_from keys" -f -a "rotate" -d 'Put a new key in the old one\'s place, signed by the old one'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand savings; and __fish_seen_subcommand_from keys" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand savings; and __fish_seen_subcommand_from roi" -l period -d 'The days that count, UTC: a month (2026-10), a day (2026-10-31), a year (2026), or all' -r
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand savings; and __fish_seen_subcommand_from roi" -l prices -d 'Value the tokens with this price list, in place of the prices they were booked with' -r -F
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand savings; and __fish_seen_subcommand_from roi" -l config -d 'The team whose ledger is meant: a path, `-` (stdin) or `env:NAME`; by default the local user\'s own' -r
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand savings; and __fish_seen_subcommand_from roi" -l out -d 'Write the report\'s files into this folder; it is made where it is missing' -r -F
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand savings; and __fish_seen_subcommand_from roi" -l color -d 'Colour messages: `auto` does on a terminal, unless `NO_COLOR` is set' -r -f -a "auto\t''
always\t''
never\t''"
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand savings; and __fish_seen_subcommand_from roi" -l json -d 'Print the report for programs, with its envelope'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand savings; and __fish_seen_subcommand_from roi" -s q -l quiet -d 'Print results, warnings and errors only'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand savings; and __fish_seen_subcommand_from roi" -s h -l help -d 'Print help'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand savings; and __fish_seen_subcommand_from roi" -f -a "verify" -d 'Check a signed report: its signature, the ledger\'s head that it is about, and its sums'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand savings; and __fish_seen_subcommand_from roi" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand savings; and __fish_seen_subcommand_from sign" -l period -d 'A month, such as 2026-10 (UTC), or `all`' -r
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand savings; and __fish_seen_subcommand_from sign" -l out -d 'Where to write the batch; by default to stdout' -r -F
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand savings; and __fish_seen_subcommand_from sign" -l config -d 'The team whose ledger is meant: a path, `-` (stdin) or `env:NAME`; by default the local user\'s own' -r
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand savings; and __fish_seen_subcommand_from sign" -l color -d 'Colour messages: `auto` does on a terminal, unless `NO_COLOR` is set' -r -f -a "auto\t''
always\t''
never\t''"
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand savings; and __fish_seen_subcommand_from sign" -s q -l quiet -d 'Print results, warnings and errors only'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand savings; and __fish_seen_subcommand_from sign" -s h -l help -d 'Print help'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand savings; and __fish_seen_subcommand_from verify-batch" -l key -d 'Whose it must be: a public key as `team keys show` prints it, or a file that holds one' -r
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand savings; and __fish_seen_subcommand_from verify-batch" -l color -d 'Colour messages: `auto` does on a terminal, unless `NO_COLOR` is set' -r -f -a "auto\t''
always\t''
never\t''"
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand savings; and __fish_seen_subcommand_from verify-batch" -l json -d 'Print the result for programs'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand savings; and __fish_seen_subcommand_from verify-batch" -s q -l quiet -d 'Print results, warnings and errors only'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand savings; and __fish_seen_subcommand_from verify-batch" -s h -l help -d 'Print help'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand savings; and __fish_seen_subcommand_from push" -l server -d 'Address of the server' -r
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand savings; and __fish_seen_subcommand_from push" -l token-file -d 'A file whose first line is the token' -r -F
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand savings; and __fish_seen_subcommand_from push" -l period -d 'A month, such as 2026-10 (UTC), or `all`' -r
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand savings; and __fish_seen_subcommand_from push" -l config -d 'The team whose ledger is meant: a path, `-` (stdin) or `env:NAME`; by default the local user\'s own' -r
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand savings; and __fish_seen_subcommand_from push" -l color -d 'Colour messages: `auto` does on a terminal, unless `NO_COLOR` is set' -r -f -a "auto\t''
always\t''
never\t''"
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand savings; and __fish_seen_subcommand_from push" -l json -d 'Print the server\'s answer for programs'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand savings; and __fish_seen_subcommand_from push" -s q -l quiet -d 'Print results, warnings and errors only'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand savings; and __fish_seen_subcommand_from push" -s h -l help -d 'Print help'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand savings; and __fish_seen_subcommand_from team" -l server -d 'Address of the server' -r
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand savings; and __fish_seen_subcommand_from team" -l token-file -d 'A file whose first line is the token' -r -F
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand savings; and __fish_seen_subcommand_from team" -l color -d 'Colour messages: `auto` does on a terminal, unless `NO_COLOR` is set' -r -f -a "auto\t''
always\t''
never\t''"
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand savings; and __fish_seen_subcommand_from team" -l json -d 'Print the summary for programs'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand savings; and __fish_seen_subcommand_from team" -s q -l quiet -d 'Print results, warnings and errors only'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand savings; and __fish_seen_subcommand_from team" -s h -l help -d 'Print help'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand savings; and __fish_seen_subcommand_from help" -f -a "verify" -d 'Check the savings ledger: its chain, its signed head, and that nothing was cut off or put back'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand savings; and __fish_seen_subcommand_from help" -f -a "export" -d 'Print the metered events: as JSON, CSV, or as a FOCUS dataset'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand savings; and __fish_seen_subcommand_from help" -f -a "prove" -d 'Prove that an entry is in the ledger, or check such a proof'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand savings; and __fish_seen_subcommand_from help" -f -a "keys" -d 'The key that signs a local user\'s books'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand savings; and __fish_seen_subcommand_from help" -f -a "roi" -d 'Make a signed report of what was saved: tokens, money, and on what that rests'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand savings; and __fish_seen_subcommand_from help" -f -a "sign" -d 'Sign the ledger\'s totals as a batch that can be checked without the ledger'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand savings; and __fish_seen_subcommand_from help" -f -a "verify-batch" -d 'Check a signed batch of savings, without a ledger, a network or an account'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand savings; and __fish_seen_subcommand_from help" -f -a "push" -d 'Send the ledger\'s signed totals to a team\'s server'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand savings; and __fish_seen_subcommand_from help" -f -a "team" -d 'Show what the members of a team report to its server'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand savings; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand billing; and not __fish_seen_subcommand_from plans usage entitlements help" -l color -d 'Colour messages: `auto` does on a terminal, unless `NO_COLOR` is set' -r -f -a "auto\t''
always\t''
never\t''"
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand billing; and not __fish_seen_subcommand_from plans usage entitlements help" -s q -l quiet -d 'Print results, warnings and errors only'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand billing; and not __fish_seen_subcommand_from plans usage entitlements help" -s h -l help -d 'Print help'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand billing; and not __fish_seen_subcommand_from plans usage entitlements help" -f -a "plans" -d 'List the plans, from the smallest to the largest, with what each comprises'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand billing; and not __fish_seen_subcommand_from plans usage entitlements help" -f -a "usage" -d 'Show what the savings ledger would be billed by'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand billing; and not __fish_seen_subcommand_from plans usage entitlements help" -f -a "entitlements" -d 'Show what a plan of a managed offering comprises'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand billing; and not __fish_seen_subcommand_from plans usage entitlements help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand billing; and __fish_seen_subcommand_from plans" -l color -d 'Colour messages: `auto` does on a terminal, unless `NO_COLOR` is set' -r -f -a "auto\t''
always\t''
never\t''"
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand billing; and __fish_seen_subcommand_from plans" -l json -d 'Print the plans for programs'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand billing; and __fish_seen_subcommand_from plans" -s q -l quiet -d 'Print results, warnings and errors only'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand billing; and __fish_seen_subcommand_from plans" -s h -l help -d 'Print help'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand billing; and __fish_seen_subcommand_from usage" -l period -d 'A month, such as 2026-10 (UTC), or `all`' -r
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand billing; and __fish_seen_subcommand_from usage" -l config -d 'The team whose ledger is meant: a path, `-` (stdin) or `env:NAME`; by default the local user\'s own' -r
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand billing; and __fish_seen_subcommand_from usage" -l color -d 'Colour messages: `auto` does on a terminal, unless `NO_COLOR` is set' -r -f -a "auto\t''
always\t''
never\t''"
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand billing; and __fish_seen_subcommand_from usage" -l json -d 'Print the usage for programs'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand billing; and __fish_seen_subcommand_from usage" -s q -l quiet -d 'Print results, warnings and errors only'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand billing; and __fish_seen_subcommand_from usage" -s h -l help -d 'Print help'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand billing; and __fish_seen_subcommand_from entitlements" -l color -d 'Colour messages: `auto` does on a terminal, unless `NO_COLOR` is set' -r -f -a "auto\t''
always\t''
never\t''"
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand billing; and __fish_seen_subcommand_from entitlements" -l json -d 'Print the entitlements for programs'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand billing; and __fish_seen_subcommand_from entitlements" -s q -l quiet -d 'Print results, warnings and errors only'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand billing; and __fish_seen_subcommand_from entitlements" -s h -l help -d 'Print help'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand billing; and __fish_seen_subcommand_from help" -f -a "plans" -d 'List the plans, from the smallest to the largest, with what each comprises'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand billing; and __fish_seen_subcommand_from help" -f -a "usage" -d 'Show what the savings ledger would be billed by'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand billing; and __fish_seen_subcommand_from help" -f -a "entitlements" -d 'Show what a plan of a managed offering comprises'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand billing; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand register" -l invite -d 'The invite, where the server asks for one' -r
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand register" -l password-file -d 'Read the password from the first line of a file (`-`: the standard input); by default it is asked for, or is in LEAN_CTX_PASSWORD' -r -F
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand register" -l color -d 'Colour messages: `auto` does on a terminal, unless `NO_COLOR` is set' -r -f -a "auto\t''
always\t''
never\t''"
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand register" -s q -l quiet -d 'Print results, warnings and errors only'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand register" -s h -l help -d 'Print help'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand login" -l device -d 'What the account\'s other machines call this one; by default its host name' -r
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand login" -l password-file -d 'Read the password from the first line of a file (`-`: the standard input); by default it is asked for, or is in LEAN_CTX_PASSWORD' -r -F
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand login" -l color -d 'Colour messages: `auto` does on a terminal, unless `NO_COLOR` is set' -r -f -a "auto\t''
always\t''
never\t''"
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand login" -l new-key -d 'Join although the account\'s key is another than this machine knew: after a reset without the phrase'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand login" -s q -l quiet -d 'Print results, warnings and errors only'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand login" -s h -l help -d 'Print help'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand logout" -l color -d 'Colour messages: `auto` does on a terminal, unless `NO_COLOR` is set' -r -f -a "auto\t''
always\t''
never\t''"
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand logout" -s q -l quiet -d 'Print results, warnings and errors only'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand logout" -s h -l help -d 'Print help'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand forgot-password" -l token-file -d 'The token from the mail, or from the server\'s operator: the first line of this file' -r -F
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand forgot-password" -l phrase-file -d 'The recovery phrase: the first line of this file; by default it is asked for, or is in LEAN_CTX_RECOVERY_PHRASE' -r -F
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand forgot-password" -l password-file -d 'Read the password from the first line of a file (`-`: the standard input); by default it is asked for, or is in LEAN_CTX_PASSWORD' -r -F
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand forgot-password" -l color -d 'Colour messages: `auto` does on a terminal, unless `NO_COLOR` is set' -r -f -a "auto\t''
always\t''
never\t''"
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand forgot-password" -l discard -d 'Give up all data that the server keeps: for when the phrase is lost'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand forgot-password" -l yes -d 'Do not ask before giving up the data'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand forgot-password" -s q -l quiet -d 'Print results, warnings and errors only'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand forgot-password" -s h -l help -d 'Print help'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand sync" -l color -d 'Colour messages: `auto` does on a terminal, unless `NO_COLOR` is set' -r -f -a "auto\t''
always\t''
never\t''"
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand sync" -l json -d 'Print the result for programs'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand sync" -l dry-run -d 'Only say what would be sent; nobody is asked and nothing is changed'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand sync" -l accept-older -d 'Believe a server that has gone back to an older state than this machine has seen: after its operator restored a backup. What this machine has is sent again'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand sync" -s q -l quiet -d 'Print results, warnings and errors only'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand sync" -s h -l help -d 'Print help'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand cloud; and not __fish_seen_subcommand_from status pull devices key password autosync pull-models serve invite user backup restore help" -l color -d 'Colour messages: `auto` does on a terminal, unless `NO_COLOR` is set' -r -f -a "auto\t''
always\t''
never\t''"
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand cloud; and not __fish_seen_subcommand_from status pull devices key password autosync pull-models serve invite user backup restore help" -s q -l quiet -d 'Print results, warnings and errors only'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand cloud; and not __fish_seen_subcommand_from status pull devices key password autosync pull-models serve invite user backup restore help" -s h -l help -d 'Print help'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand cloud; and not __fish_seen_subcommand_from status pull devices key password autosync pull-models serve invite user backup restore help" -f -a "status" -d 'Show whether this machine is signed in, where, and what the account holds'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand cloud; and not __fish_seen_subcommand_from status pull devices key password autosync pull-models serve invite user backup restore help" -f -a "pull" -d 'Bring what other machines wrote to this one; what this one wrote is not sent'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand cloud; and not __fish_seen_subcommand_from status pull devices key password autosync pull-models serve invite user backup restore help" -f -a "devices" -d 'The machines of the account'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand cloud; and not __fish_seen_subcommand_from status pull devices key password autosync pull-models serve invite user backup restore help" -f -a "key" -d 'The account\'s key: it is made on your machine and never leaves your machines unsealed'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand cloud; and not __fish_seen_subcommand_from status pull devices key password autosync pull-models serve invite user backup restore help" -f -a "password" -d 'Change the account\'s password: its key is wrapped anew, no record is touched, no machine is signed out'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand cloud; and not __fish_seen_subcommand_from status pull devices key password autosync pull-models serve invite user backup restore help" -f -a "autosync" -d 'Let tools sync behind them, or not'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand cloud; and not __fish_seen_subcommand_from status pull devices key password autosync pull-models serve invite user backup restore help" -f -a "pull-models" -d 'Fetch the signed model of read modes; `ctx_read mode:auto` then follows it where it fits'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand cloud; and not __fish_seen_subcommand_from status pull devices key password autosync pull-models serve invite user backup restore help" -f -a "serve" -d 'Serve accounts to people\'s machines, until SIGTERM. It stores only what it cannot read'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand cloud; and not __fish_seen_subcommand_from status pull devices key password autosync pull-models serve invite user backup restore help" -f -a "invite" -d 'Make, list and revoke invites'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand cloud; and not __fish_seen_subcommand_from status pull devices key password autosync pull-models serve invite user backup restore help" -f -a "user" -d 'List, confirm, disable, reset, export and delete accounts, beside a running server'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand cloud; and not __fish_seen_subcommand_from status pull devices key password autosync pull-models serve invite user backup restore help" -f -a "backup" -d 'Copy all accounts into a new folder, beside a running server, and verify the copy'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand cloud; and not __fish_seen_subcommand_from status pull devices key password autosync pull-models serve invite user backup restore help" -f -a "restore" -d 'Restore a backup into an empty place'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand cloud; and not __fish_seen_subcommand_from status pull devices key password autosync pull-models serve invite user backup restore help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand cloud; and __fish_seen_subcommand_from status" -l color -d 'Colour messages: `auto` does on a terminal, unless `NO_COLOR` is set' -r -f -a "auto\t''
always\t''
never\t''"
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand cloud; and __fish_seen_subcommand_from status" -l json -d 'Print an object for programs'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand cloud; and __fish_seen_subcommand_from status" -s q -l quiet -d 'Print results, warnings and errors only'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand cloud; and __fish_seen_subcommand_from status" -s h -l help -d 'Print help'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand cloud; and __fish_seen_subcommand_from pull" -l color -d 'Colour messages: `auto` does on a terminal, unless `NO_COLOR` is set' -r -f -a "auto\t''
always\t''
never\t''"
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand cloud; and __fish_seen_subcommand_from pull" -l json -d 'Print the result for programs'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand cloud; and __fish_seen_subcommand_from pull" -l accept-older -d 'Believe a server that has gone back to an older state than this machine has seen'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand cloud; and __fish_seen_subcommand_from pull" -s q -l quiet -d 'Print results, warnings and errors only'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand cloud; and __fish_seen_subcommand_from pull" -s h -l help -d 'Print help'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand cloud; and __fish_seen_subcommand_from devices" -l color -d 'Colour messages: `auto` does on a terminal, unless `NO_COLOR` is set' -r -f -a "auto\t''
always\t''
never\t''"
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand cloud; and __fish_seen_subcommand_from devices" -s q -l quiet -d 'Print results, warnings and errors only'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand cloud; and __fish_seen_subcommand_from devices" -s h -l help -d 'Print help'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand cloud; and __fish_seen_subcommand_from devices" -f -a "list" -d 'Show them, and what each says it has seen'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand cloud; and __fish_seen_subcommand_from devices" -f -a "revoke" -d 'Take one machine\'s API key away, and no other\'s. What it has it keeps'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand cloud; and __fish_seen_subcommand_from devices" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand cloud; and __fish_seen_subcommand_from key" -l color -d 'Colour messages: `auto` does on a terminal, unless `NO_COLOR` is set' -r -f -a "auto\t''
always\t''
never\t''"
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand cloud; and __fish_seen_subcommand_from key" -s q -l quiet -d 'Print results, warnings and errors only'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand cloud; and __fish_seen_subcommand_from key" -s h -l help -d 'Print help'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand cloud; and __fish_seen_subcommand_from key" -f -a "show" -d 'Print the recovery phrase: whoever has it can read everything'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand cloud; and __fish_seen_subcommand_from key" -f -a "restore" -d 'Put the key back from the recovery phrase; one of another account is refused before anything is written'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand cloud; and __fish_seen_subcommand_from key" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand cloud; and __fish_seen_subcommand_from password" -l password-file -d 'Read the password from the first line of a file (`-`: the standard input); by default it is asked for, or is in LEAN_CTX_PASSWORD' -r -F
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand cloud; and __fish_seen_subcommand_from password" -l new-password-file -d 'Read the new password from the first line of a file; by default it is asked for, or is in LEAN_CTX_NEW_PASSWORD' -r -F
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand cloud; and __fish_seen_subcommand_from password" -l color -d 'Colour messages: `auto` does on a terminal, unless `NO_COLOR` is set' -r -f -a "auto\t''
always\t''
never\t''"
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand cloud; and __fish_seen_subcommand_from password" -s q -l quiet -d 'Print results, warnings and errors only'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand cloud; and __fish_seen_subcommand_from password" -s h -l help -d 'Print help'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand cloud; and __fish_seen_subcommand_from autosync" -l color -d 'Colour messages: `auto` does on a terminal, unless `NO_COLOR` is set' -r -f -a "auto\t''
always\t''
never\t''"
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand cloud; and __fish_seen_subcommand_from autosync" -s q -l quiet -d 'Print results, warnings and errors only'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand cloud; and __fish_seen_subcommand_from autosync" -s h -l help -d 'Print help'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand cloud; and __fish_seen_subcommand_from pull-models" -l color -d 'Colour messages: `auto` does on a terminal, unless `NO_COLOR` is set' -r -f -a "auto\t''
always\t''
never\t''"
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand cloud; and __fish_seen_subcommand_from pull-models" -l json -d 'Print an object for programs'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand cloud; and __fish_seen_subcommand_from pull-models" -l new-key -d 'Take a model that is signed by another key than the one before'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand cloud; and __fish_seen_subcommand_from pull-models" -s q -l quiet -d 'Print results, warnings and errors only'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand cloud; and __fish_seen_subcommand_from pull-models" -s h -l help -d 'Print help'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand cloud; and __fish_seen_subcommand_from serve" -l config -d 'The account server\'s configuration: a path, `-` (stdin) or `env:NAME`; by default cloud.json, if it is here' -r
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand cloud; and __fish_seen_subcommand_from serve" -l color -d 'Colour messages: `auto` does on a terminal, unless `NO_COLOR` is set' -r -f -a "auto\t''
always\t''
never\t''"
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand cloud; and __fish_seen_subcommand_from serve" -s q -l quiet -d 'Print results, warnings and errors only'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand cloud; and __fish_seen_subcommand_from serve" -s h -l help -d 'Print help'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand cloud; and __fish_seen_subcommand_from invite" -l color -d 'Colour messages: `auto` does on a terminal, unless `NO_COLOR` is set' -r -f -a "auto\t''
always\t''
never\t''"
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand cloud; and __fish_seen_subcommand_from invite" -s q -l quiet -d 'Print results, warnings and errors only'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand cloud; and __fish_seen_subcommand_from invite" -s h -l help -d 'Print help'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand cloud; and __fish_seen_subcommand_from invite" -f -a "create" -d 'Make an invite: its code is printed once, the server keeps its hash'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand cloud; and __fish_seen_subcommand_from invite" -f -a "list" -d 'List invites: whom they are for, how often they were used, when they expire'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand cloud; and __fish_seen_subcommand_from invite" -f -a "revoke" -d 'Take an invite back; accounts that were made with it stay'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand cloud; and __fish_seen_subcommand_from invite" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand cloud; and __fish_seen_subcommand_from user" -l color -d 'Colour messages: `auto` does on a terminal, unless `NO_COLOR` is set' -r -f -a "auto\t''
always\t''
never\t''"
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand cloud; and __fish_seen_subcommand_from user" -s q -l quiet -d 'Print results, warnings and errors only'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand cloud; and __fish_seen_subcommand_from user" -s h -l help -d 'Print help'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand cloud; and __fish_seen_subcommand_from user" -f -a "list" -d 'List accounts, and registrations that wait to be confirmed'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand cloud; and __fish_seen_subcommand_from user" -f -a "confirm" -d 'Confirm a registration: its address is the person\'s own'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand cloud; and __fish_seen_subcommand_from user" -f -a "disable" -d 'Shut an account out; its data stays'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand cloud; and __fish_seen_subcommand_from user" -f -a "enable" -d 'Let a disabled account in again'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand cloud; and __fish_seen_subcommand_from user" -f -a "reset" -d 'Print a token with which a lost password is reset, once and within an hour'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand cloud; and __fish_seen_subcommand_from user" -f -a "export" -d 'Write out everything that the server holds of an account'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand cloud; and __fish_seen_subcommand_from user" -f -a "delete" -d 'Delete an account and everything in it'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand cloud; and __fish_seen_subcommand_from user" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand cloud; and __fish_seen_subcommand_from backup" -l config -d 'The account server\'s configuration: a path, `-` (stdin) or `env:NAME`; by default cloud.json, if it is here' -r
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand cloud; and __fish_seen_subcommand_from backup" -l color -d 'Colour messages: `auto` does on a terminal, unless `NO_COLOR` is set' -r -f -a "auto\t''
always\t''
never\t''"
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand cloud; and __fish_seen_subcommand_from backup" -l verify -d 'Check the backup in this folder instead'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand cloud; and __fish_seen_subcommand_from backup" -l json -d 'Print what is in the backup, for programs'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand cloud; and __fish_seen_subcommand_from backup" -s q -l quiet -d 'Print results, warnings and errors only'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand cloud; and __fish_seen_subcommand_from backup" -s h -l help -d 'Print help'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand cloud; and __fish_seen_subcommand_from restore" -l config -d 'The account server\'s configuration: a path, `-` (stdin) or `env:NAME`; by default cloud.json, if it is here' -r
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand cloud; and __fish_seen_subcommand_from restore" -l color -d 'Colour messages: `auto` does on a terminal, unless `NO_COLOR` is set' -r -f -a "auto\t''
always\t''
never\t''"
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand cloud; and __fish_seen_subcommand_from restore" -s q -l quiet -d 'Print results, warnings and errors only'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand cloud; and __fish_seen_subcommand_from restore" -s h -l help -d 'Print help'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand cloud; and __fish_seen_subcommand_from help" -f -a "status" -d 'Show whether this machine is signed in, where, and what the account holds'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand cloud; and __fish_seen_subcommand_from help" -f -a "pull" -d 'Bring what other machines wrote to this one; what this one wrote is not sent'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand cloud; and __fish_seen_subcommand_from help" -f -a "devices" -d 'The machines of the account'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand cloud; and __fish_seen_subcommand_from help" -f -a "key" -d 'The account\'s key: it is made on your machine and never leaves your machines unsealed'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand cloud; and __fish_seen_subcommand_from help" -f -a "password" -d 'Change the account\'s password: its key is wrapped anew, no record is touched, no machine is signed out'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand cloud; and __fish_seen_subcommand_from help" -f -a "autosync" -d 'Let tools sync behind them, or not'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand cloud; and __fish_seen_subcommand_from help" -f -a "pull-models" -d 'Fetch the signed model of read modes; `ctx_read mode:auto` then follows it where it fits'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand cloud; and __fish_seen_subcommand_from help" -f -a "serve" -d 'Serve accounts to people\'s machines, until SIGTERM. It stores only what it cannot read'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand cloud; and __fish_seen_subcommand_from help" -f -a "invite" -d 'Make, list and revoke invites'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand cloud; and __fish_seen_subcommand_from help" -f -a "user" -d 'List, confirm, disable, reset, export and delete accounts, beside a running server'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand cloud; and __fish_seen_subcommand_from help" -f -a "backup" -d 'Copy all accounts into a new folder, beside a running server, and verify the copy'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand cloud; and __fish_seen_subcommand_from help" -f -a "restore" -d 'Restore a backup into an empty place'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand cloud; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand contribute" -l color -d 'Colour messages: `auto` does on a terminal, unless `NO_COLOR` is set' -r -f -a "auto\t''
always\t''
never\t''"
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand contribute" -l dry-run -d 'Print the bytes that would be sent, and send nothing'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand contribute" -s q -l quiet -d 'Print results, warnings and errors only'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand contribute" -s h -l help -d 'Print help'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand gotchas; and not __fish_seen_subcommand_from add list remove help" -l color -d 'Colour messages: `auto` does on a terminal, unless `NO_COLOR` is set' -r -f -a "auto\t''
always\t''
never\t''"
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand gotchas; and not __fish_seen_subcommand_from add list remove help" -s q -l quiet -d 'Print results, warnings and errors only'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand gotchas; and not __fish_seen_subcommand_from add list remove help" -s h -l help -d 'Print help'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand gotchas; and not __fish_seen_subcommand_from add list remove help" -f -a "add" -d 'Keep a fix for a pattern'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand gotchas; and not __fish_seen_subcommand_from add list remove help" -f -a "list" -d 'Show them all'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand gotchas; and not __fish_seen_subcommand_from add list remove help" -f -a "remove" -d 'Forget one'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand gotchas; and not __fish_seen_subcommand_from add list remove help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand gotchas; and __fish_seen_subcommand_from add" -l workspace -d 'The repository or folder; by default the one you stand in' -r -F
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand gotchas; and __fish_seen_subcommand_from add" -l color -d 'Colour messages: `auto` does on a terminal, unless `NO_COLOR` is set' -r -f -a "auto\t''
always\t''
never\t''"
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand gotchas; and __fish_seen_subcommand_from add" -s q -l quiet -d 'Print results, warnings and errors only'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand gotchas; and __fish_seen_subcommand_from add" -s h -l help -d 'Print help'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand gotchas; and __fish_seen_subcommand_from list" -l workspace -d 'The repository or folder; by default the one you stand in' -r -F
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand gotchas; and __fish_seen_subcommand_from list" -l color -d 'Colour messages: `auto` does on a terminal, unless `NO_COLOR` is set' -r -f -a "auto\t''
always\t''
never\t''"
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand gotchas; and __fish_seen_subcommand_from list" -l json -d 'Print an array for programs'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand gotchas; and __fish_seen_subcommand_from list" -s q -l quiet -d 'Print results, warnings and errors only'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand gotchas; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand gotchas; and __fish_seen_subcommand_from remove" -l workspace -d 'The repository or folder; by default the one you stand in' -r -F
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand gotchas; and __fish_seen_subcommand_from remove" -l color -d 'Colour messages: `auto` does on a terminal, unless `NO_COLOR` is set' -r -f -a "auto\t''
always\t''
never\t''"
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand gotchas; and __fish_seen_subcommand_from remove" -s q -l quiet -d 'Print results, warnings and errors only'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand gotchas; and __fish_seen_subcommand_from remove" -s h -l help -d 'Print help'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand gotchas; and __fish_seen_subcommand_from help" -f -a "add" -d 'Keep a fix for a pattern'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand gotchas; and __fish_seen_subcommand_from help" -f -a "list" -d 'Show them all'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand gotchas; and __fish_seen_subcommand_from help" -f -a "remove" -d 'Forget one'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand gotchas; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand buddy; and not __fish_seen_subcommand_from set show help" -l color -d 'Colour messages: `auto` does on a terminal, unless `NO_COLOR` is set' -r -f -a "auto\t''
always\t''
never\t''"
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand buddy; and not __fish_seen_subcommand_from set show help" -s q -l quiet -d 'Print results, warnings and errors only'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand buddy; and not __fish_seen_subcommand_from set show help" -s h -l help -d 'Print help'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand buddy; and not __fish_seen_subcommand_from set show help" -f -a "set" -d 'Replace it'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand buddy; and not __fish_seen_subcommand_from set show help" -f -a "show" -d 'Print it'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand buddy; and not __fish_seen_subcommand_from set show help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand buddy; and __fish_seen_subcommand_from set" -l color -d 'Colour messages: `auto` does on a terminal, unless `NO_COLOR` is set' -r -f -a "auto\t''
always\t''
never\t''"
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand buddy; and __fish_seen_subcommand_from set" -s q -l quiet -d 'Print results, warnings and errors only'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand buddy; and __fish_seen_subcommand_from set" -s h -l help -d 'Print help'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand buddy; and __fish_seen_subcommand_from show" -l color -d 'Colour messages: `auto` does on a terminal, unless `NO_COLOR` is set' -r -f -a "auto\t''
always\t''
never\t''"
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand buddy; and __fish_seen_subcommand_from show" -l json -d 'Print JSON for programs; it is JSON anyway'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand buddy; and __fish_seen_subcommand_from show" -s q -l quiet -d 'Print results, warnings and errors only'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand buddy; and __fish_seen_subcommand_from show" -s h -l help -d 'Print help'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand buddy; and __fish_seen_subcommand_from help" -f -a "set" -d 'Replace it'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand buddy; and __fish_seen_subcommand_from help" -f -a "show" -d 'Print it'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand buddy; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand completions" -l out -d 'Write the scripts of all shells into this directory instead (for packagers)' -r -F
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand completions" -l color -d 'Colour messages: `auto` does on a terminal, unless `NO_COLOR` is set' -r -f -a "auto\t''
always\t''
never\t''"
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand completions" -s q -l quiet -d 'Print results, warnings and errors only'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand completions" -s h -l help -d 'Print help'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand man" -l out -d 'Write all pages into this directory instead' -r -F
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand man" -l color -d 'Colour messages: `auto` does on a terminal, unless `NO_COLOR` is set' -r -f -a "auto\t''
always\t''
never\t''"
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand man" -s q -l quiet -d 'Print results, warnings and errors only'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand man" -s h -l help -d 'Print help'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand help; and not __fish_seen_subcommand_from setup bootstrap doctor team serve daemon search read tree call proof verify savings billing register login logout forgot-password sync cloud contribute gotchas buddy completions man help" -f -a "setup" -d 'Connect the AI clients of this machine, index the repository here, and check that all works'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand help; and not __fish_seen_subcommand_from setup bootstrap doctor team serve daemon search read tree call proof verify savings billing register login logout forgot-password sync cloud contribute gotchas buddy completions man help" -f -a "bootstrap" -d 'Set this machine up without a question: `setup --non-interactive --yes --fix`'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand help; and not __fish_seen_subcommand_from setup bootstrap doctor team serve daemon search read tree call proof verify savings billing register login logout forgot-password sync cloud contribute gotchas buddy completions man help" -f -a "doctor" -d 'Check this installation, its clients, the index here and, with --team, a team\'s server'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand help; and not __fish_seen_subcommand_from setup bootstrap doctor team serve daemon search read tree call proof verify savings billing register login logout forgot-password sync cloud contribute gotchas buddy completions man help" -f -a "team" -d 'Describe and run a server for a team\'s repositories'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand help; and not __fish_seen_subcommand_from setup bootstrap doctor team serve daemon search read tree call proof verify savings billing register login logout forgot-password sync cloud contribute gotchas buddy completions man help" -f -a "serve" -d 'Serve the repository you stand in over stdio (MCP), uncommitted files included'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand help; and not __fish_seen_subcommand_from setup bootstrap doctor team serve daemon search read tree call proof verify savings billing register login logout forgot-password sync cloud contribute gotchas buddy completions man help" -f -a "daemon" -d 'Keep the indexes of this user\'s repositories open in one background process'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand help; and not __fish_seen_subcommand_from setup bootstrap doctor team serve daemon search read tree call proof verify savings billing register login logout forgot-password sync cloud contribute gotchas buddy completions man help" -f -a "search" -d 'Search the repository you stand in: by a regular expression, or ranked by meaning'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand help; and not __fish_seen_subcommand_from setup bootstrap doctor team serve daemon search read tree call proof verify savings billing register login logout forgot-password sync cloud contribute gotchas buddy completions man help" -f -a "read" -d 'Read a file of the repository you stand in, whole, by lines or compressed, within a token budget'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand help; and not __fish_seen_subcommand_from setup bootstrap doctor team serve daemon search read tree call proof verify savings billing register login logout forgot-password sync cloud contribute gotchas buddy completions man help" -f -a "tree" -d 'List folders and files of the repository you stand in'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand help; and not __fish_seen_subcommand_from setup bootstrap doctor team serve daemon search read tree call proof verify savings billing register login logout forgot-password sync cloud contribute gotchas buddy completions man help" -f -a "call" -d 'Call any tool on the repository you stand in, as an MCP client would'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand help; and not __fish_seen_subcommand_from setup bootstrap doctor team serve daemon search read tree call proof verify savings billing register login logout forgot-password sync cloud contribute gotchas buddy completions man help" -f -a "proof" -d 'Ask a tool and sign its answer: commit, files, lines and digests that it was made from'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand help; and not __fish_seen_subcommand_from setup bootstrap doctor team serve daemon search read tree call proof verify savings billing register login logout forgot-password sync cloud contribute gotchas buddy completions man help" -f -a "verify" -d 'Check a proof: its signature, the answer, and every cited line against a repository'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand help; and not __fish_seen_subcommand_from setup bootstrap doctor team serve daemon search read tree call proof verify savings billing register login logout forgot-password sync cloud contribute gotchas buddy completions man help" -f -a "savings" -d 'What the answers saved: tokens and money, measured, in a ledger that can be checked'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand help; and not __fish_seen_subcommand_from setup bootstrap doctor team serve daemon search read tree call proof verify savings billing register login logout forgot-password sync cloud contribute gotchas buddy completions man help" -f -a "billing" -d 'Describe the plans of a managed offering, and what it would count; it changes nothing'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand help; and not __fish_seen_subcommand_from setup bootstrap doctor team serve daemon search read tree call proof verify savings billing register login logout forgot-password sync cloud contribute gotchas buddy completions man help" -f -a "register" -d 'Make an account for syncing between machines; its recovery phrase is printed, this once'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand help; and not __fish_seen_subcommand_from setup bootstrap doctor team serve daemon search read tree call proof verify savings billing register login logout forgot-password sync cloud contribute gotchas buddy completions man help" -f -a "login" -d 'Sign this machine in to an account. The account\'s key opens with the password, here and nowhere else'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand help; and not __fish_seen_subcommand_from setup bootstrap doctor team serve daemon search read tree call proof verify savings billing register login logout forgot-password sync cloud contribute gotchas buddy completions man help" -f -a "logout" -d 'Sign this machine out: its API key ceases to count, and the account\'s key is removed from it'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand help; and not __fish_seen_subcommand_from setup bootstrap doctor team serve daemon search read tree call proof verify savings billing register login logout forgot-password sync cloud contribute gotchas buddy completions man help" -f -a "forgot-password" -d 'Get a new password by mail. The data stay only if you have the recovery phrase'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand help; and not __fish_seen_subcommand_from setup bootstrap doctor team serve daemon search read tree call proof verify savings billing register login logout forgot-password sync cloud contribute gotchas buddy completions man help" -f -a "sync" -d 'Bring this machine and the account to the same, each section by itself'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand help; and not __fish_seen_subcommand_from setup bootstrap doctor team serve daemon search read tree call proof verify savings billing register login logout forgot-password sync cloud contribute gotchas buddy completions man help" -f -a "cloud" -d 'Share an account between machines, and run the server behind it'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand help; and not __fish_seen_subcommand_from setup bootstrap doctor team serve daemon search read tree call proof verify savings billing register login logout forgot-password sync cloud contribute gotchas buddy completions man help" -f -a "contribute" -d 'Send what your reads teach about read modes, without your name: at most 500 rows of four fields'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand help; and not __fish_seen_subcommand_from setup bootstrap doctor team serve daemon search read tree call proof verify savings billing register login logout forgot-password sync cloud contribute gotchas buddy completions man help" -f -a "gotchas" -d 'Patterns that were met in a repository, each with what helped'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand help; and not __fish_seen_subcommand_from setup bootstrap doctor team serve daemon search read tree call proof verify savings billing register login logout forgot-password sync cloud contribute gotchas buddy completions man help" -f -a "buddy" -d 'A small JSON of your tools, the same on all your machines'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand help; and not __fish_seen_subcommand_from setup bootstrap doctor team serve daemon search read tree call proof verify savings billing register login logout forgot-password sync cloud contribute gotchas buddy completions man help" -f -a "completions" -d 'Print a shell\'s completion script'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand help; and not __fish_seen_subcommand_from setup bootstrap doctor team serve daemon search read tree call proof verify savings billing register login logout forgot-password sync cloud contribute gotchas buddy completions man help" -f -a "man" -d 'Print the manual page, or write one page a command'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand help; and not __fish_seen_subcommand_from setup bootstrap doctor team serve daemon search read tree call proof verify savings billing register login logout forgot-password sync cloud contribute gotchas buddy completions man help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand help; and __fish_seen_subcommand_from team" -f -a "quickstart" -d 'Describe, index and serve repositories on 127.0.0.1, with one command'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand help; and __fish_seen_subcommand_from team" -f -a "init" -d 'Write .lean-ctx/team.json for your repositories; never over an existing one'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand help; and __fish_seen_subcommand_from team" -f -a "check" -d 'Check team.json: every fault at once, with its place and what to write instead'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand help; and __fish_seen_subcommand_from team" -f -a "serve" -d 'Serve the team\'s repositories to MCP clients and scripts, until SIGTERM'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand help; and __fish_seen_subcommand_from team" -f -a "sync" -d 'Fetch every workspace\'s remote, and clone those that are not there yet'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand help; and __fish_seen_subcommand_from team" -f -a "token" -d 'Mint, list, rotate and revoke bearer tokens'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand help; and __fish_seen_subcommand_from team" -f -a "workspace" -d 'Add, list and remove the repositories that are served'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand help; and __fish_seen_subcommand_from team" -f -a "audit" -d 'The audit log'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand help; and __fish_seen_subcommand_from team" -f -a "keys" -d 'The server\'s signing key'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand help; and __fish_seen_subcommand_from team" -f -a "slo-report" -d 'Check a running server\'s availability, latency and index lag; exit 4 when one is violated'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand help; and __fish_seen_subcommand_from daemon" -f -a "start" -d 'Start it, unless it runs'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand help; and __fish_seen_subcommand_from daemon" -f -a "stop" -d 'End it; what was asked is answered first'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand help; and __fish_seen_subcommand_from daemon" -f -a "restart" -d 'End it and start it again, after an update for example'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand help; and __fish_seen_subcommand_from daemon" -f -a "status" -d 'Does it run, what does it hold?'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand help; and __fish_seen_subcommand_from daemon" -f -a "logs" -d 'Show the end of its log'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand help; and __fish_seen_subcommand_from daemon" -f -a "enable" -d 'Have the service manager start it at every login (systemd; launchd on macOS)'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand help; and __fish_seen_subcommand_from daemon" -f -a "disable" -d 'Take that back'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand help; and __fish_seen_subcommand_from daemon" -f -a "run" -d 'Run it in the foreground, as a service manager wants it'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand help; and __fish_seen_subcommand_from savings" -f -a "verify" -d 'Check the savings ledger: its chain, its signed head, and that nothing was cut off or put back'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand help; and __fish_seen_subcommand_from savings" -f -a "export" -d 'Print the metered events: as JSON, CSV, or as a FOCUS dataset'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand help; and __fish_seen_subcommand_from savings" -f -a "prove" -d 'Prove that an entry is in the ledger, or check such a proof'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand help; and __fish_seen_subcommand_from savings" -f -a "keys" -d 'The key that signs a local user\'s books'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand help; and __fish_seen_subcommand_from savings" -f -a "roi" -d 'Make a signed report of what was saved: tokens, money, and on what that rests'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand help; and __fish_seen_subcommand_from savings" -f -a "sign" -d 'Sign the ledger\'s totals as a batch that can be checked without the ledger'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand help; and __fish_seen_subcommand_from savings" -f -a "verify-batch" -d 'Check a signed batch of savings, without a ledger, a network or an account'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand help; and __fish_seen_subcommand_from savings" -f -a "push" -d 'Send the ledger\'s signed totals to a team\'s server'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand help; and __fish_seen_subcommand_from savings" -f -a "team" -d 'Show what the members of a team report to its server'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand help; and __fish_seen_subcommand_from billing" -f -a "plans" -d 'List the plans, from the smallest to the largest, with what each comprises'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand help; and __fish_seen_subcommand_from billing" -f -a "usage" -d 'Show what the savings ledger would be billed by'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand help; and __fish_seen_subcommand_from billing" -f -a "entitlements" -d 'Show what a plan of a managed offering comprises'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand help; and __fish_seen_subcommand_from cloud" -f -a "status" -d 'Show whether this machine is signed in, where, and what the account holds'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand help; and __fish_seen_subcommand_from cloud" -f -a "pull" -d 'Bring what other machines wrote to this one; what this one wrote is not sent'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand help; and __fish_seen_subcommand_from cloud" -f -a "devices" -d 'The machines of the account'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand help; and __fish_seen_subcommand_from cloud" -f -a "key" -d 'The account\'s key: it is made on your machine and never leaves your machines unsealed'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand help; and __fish_seen_subcommand_from cloud" -f -a "password" -d 'Change the account\'s password: its key is wrapped anew, no record is touched, no machine is signed out'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand help; and __fish_seen_subcommand_from cloud" -f -a "autosync" -d 'Let tools sync behind them, or not'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand help; and __fish_seen_subcommand_from cloud" -f -a "pull-models" -d 'Fetch the signed model of read modes; `ctx_read mode:auto` then follows it where it fits'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand help; and __fish_seen_subcommand_from cloud" -f -a "serve" -d 'Serve accounts to people\'s machines, until SIGTERM. It stores only what it cannot read'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand help; and __fish_seen_subcommand_from cloud" -f -a "invite" -d 'Make, list and revoke invites'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand help; and __fish_seen_subcommand_from cloud" -f -a "user" -d 'List, confirm, disable, reset, export and delete accounts, beside a running server'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand help; and __fish_seen_subcommand_from cloud" -f -a "backup" -d 'Copy all accounts into a new folder, beside a running server, and verify the copy'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand help; and __fish_seen_subcommand_from cloud" -f -a "restore" -d 'Restore a backup into an empty place'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand help; and __fish_seen_subcommand_from gotchas" -f -a "add" -d 'Keep a fix for a pattern'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand help; and __fish_seen_subcommand_from gotchas" -f -a "list" -d 'Show them all'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand help; and __fish_seen_subcommand_from gotchas" -f -a "remove" -d 'Forget one'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand help; and __fish_seen_subcommand_from buddy" -f -a "set" -d 'Replace it'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand help; and __fish_seen_subcommand_from buddy" -f -a "show" -d 'Print it'
