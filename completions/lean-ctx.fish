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
complete -c lean-ctx -n "__fish_lean_ctx_needs_command" -f -a "team" -d 'Describe and run a server for a team\'s repositories'
complete -c lean-ctx -n "__fish_lean_ctx_needs_command" -f -a "serve" -d 'Serve the repository you stand in over stdio (MCP), uncommitted files included'
complete -c lean-ctx -n "__fish_lean_ctx_needs_command" -f -a "search" -d 'Search the repository you stand in: by a regular expression, or ranked by meaning'
complete -c lean-ctx -n "__fish_lean_ctx_needs_command" -f -a "read" -d 'Read a file of the repository you stand in, whole, by lines or compressed, within a token budget'
complete -c lean-ctx -n "__fish_lean_ctx_needs_command" -f -a "tree" -d 'List folders and files of the repository you stand in'
complete -c lean-ctx -n "__fish_lean_ctx_needs_command" -f -a "call" -d 'Call any tool on the repository you stand in, as an MCP client would'
complete -c lean-ctx -n "__fish_lean_ctx_needs_command" -f -a "proof" -d 'Ask a tool and sign its answer: commit, files, lines and digests that it was made from'
complete -c lean-ctx -n "__fish_lean_ctx_needs_command" -f -a "verify" -d 'Check a proof: its signature, the answer, and every cited line against a repository'
complete -c lean-ctx -n "__fish_lean_ctx_needs_command" -f -a "savings" -d 'The savings ledger: what was metered, and whether it holds'
complete -c lean-ctx -n "__fish_lean_ctx_needs_command" -f -a "billing" -d 'Describe the plans of a managed offering, and what it would count; it changes nothing'
complete -c lean-ctx -n "__fish_lean_ctx_needs_command" -f -a "completions" -d 'Print a shell\'s completion script'
complete -c lean-ctx -n "__fish_lean_ctx_needs_command" -f -a "man" -d 'Print the manual page, or write one page a command'
complete -c lean-ctx -n "__fish_lean_ctx_needs_command" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
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
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand team; and __fish_seen_subcommand_from check" -l json -d 'Print `{ok, faults, warnings}` for programs'
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
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand serve" -l color -d 'Colour messages: `auto` does on a terminal, unless `NO_COLOR` is set' -r -f -a "auto\t''
always\t''
never\t''"
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand serve" -s q -l quiet -d 'Print results, warnings and errors only'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand serve" -s h -l help -d 'Print help'
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
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand savings; and not __fish_seen_subcommand_from verify sign verify-batch push team help" -l color -d 'Colour messages: `auto` does on a terminal, unless `NO_COLOR` is set' -r -f -a "auto\t''
always\t''
never\t''"
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand savings; and not __fish_seen_subcommand_from verify sign verify-batch push team help" -s q -l quiet -d 'Print results, warnings and errors only'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand savings; and not __fish_seen_subcommand_from verify sign verify-batch push team help" -s h -l help -d 'Print help'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand savings; and not __fish_seen_subcommand_from verify sign verify-batch push team help" -f -a "verify" -d 'Check the savings ledger: its chain, its signed head, and that nothing was cut off or put back'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand savings; and not __fish_seen_subcommand_from verify sign verify-batch push team help" -f -a "sign" -d 'Sign the ledger\'s totals as a batch that can be checked without the ledger'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand savings; and not __fish_seen_subcommand_from verify sign verify-batch push team help" -f -a "verify-batch" -d 'Check a signed batch of savings, without a ledger, a network or an account'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand savings; and not __fish_seen_subcommand_from verify sign verify-batch push team help" -f -a "push" -d 'Send the ledger\'s signed totals to a team\'s server'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand savings; and not __fish_seen_subcommand_from verify sign verify-batch push team help" -f -a "team" -d 'Show what the members of a team report to its server'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand savings; and not __fish_seen_subcommand_from verify sign verify-batch push team help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand savings; and __fish_seen_subcommand_from verify" -l head -d 'A head that was kept elsewhere, to tell an older ledger that was put back' -r -F
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand savings; and __fish_seen_subcommand_from verify" -l key -d 'The public key: what `team keys show` or `proof --public-key` printed, or a file that holds it; by default the data root\'s own' -r
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand savings; and __fish_seen_subcommand_from verify" -l config -d 'The team whose ledger is meant: a path, `-` (stdin) or `env:NAME`; by default the local user\'s own' -r
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand savings; and __fish_seen_subcommand_from verify" -l color -d 'Colour messages: `auto` does on a terminal, unless `NO_COLOR` is set' -r -f -a "auto\t''
always\t''
never\t''"
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand savings; and __fish_seen_subcommand_from verify" -l json -d 'Print the report for programs'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand savings; and __fish_seen_subcommand_from verify" -s q -l quiet -d 'Print results, warnings and errors only'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand savings; and __fish_seen_subcommand_from verify" -s h -l help -d 'Print help'
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
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand help; and not __fish_seen_subcommand_from team serve search read tree call proof verify savings billing completions man help" -f -a "team" -d 'Describe and run a server for a team\'s repositories'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand help; and not __fish_seen_subcommand_from team serve search read tree call proof verify savings billing completions man help" -f -a "serve" -d 'Serve the repository you stand in over stdio (MCP), uncommitted files included'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand help; and not __fish_seen_subcommand_from team serve search read tree call proof verify savings billing completions man help" -f -a "search" -d 'Search the repository you stand in: by a regular expression, or ranked by meaning'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand help; and not __fish_seen_subcommand_from team serve search read tree call proof verify savings billing completions man help" -f -a "read" -d 'Read a file of the repository you stand in, whole, by lines or compressed, within a token budget'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand help; and not __fish_seen_subcommand_from team serve search read tree call proof verify savings billing completions man help" -f -a "tree" -d 'List folders and files of the repository you stand in'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand help; and not __fish_seen_subcommand_from team serve search read tree call proof verify savings billing completions man help" -f -a "call" -d 'Call any tool on the repository you stand in, as an MCP client would'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand help; and not __fish_seen_subcommand_from team serve search read tree call proof verify savings billing completions man help" -f -a "proof" -d 'Ask a tool and sign its answer: commit, files, lines and digests that it was made from'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand help; and not __fish_seen_subcommand_from team serve search read tree call proof verify savings billing completions man help" -f -a "verify" -d 'Check a proof: its signature, the answer, and every cited line against a repository'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand help; and not __fish_seen_subcommand_from team serve search read tree call proof verify savings billing completions man help" -f -a "savings" -d 'The savings ledger: what was metered, and whether it holds'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand help; and not __fish_seen_subcommand_from team serve search read tree call proof verify savings billing completions man help" -f -a "billing" -d 'Describe the plans of a managed offering, and what it would count; it changes nothing'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand help; and not __fish_seen_subcommand_from team serve search read tree call proof verify savings billing completions man help" -f -a "completions" -d 'Print a shell\'s completion script'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand help; and not __fish_seen_subcommand_from team serve search read tree call proof verify savings billing completions man help" -f -a "man" -d 'Print the manual page, or write one page a command'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand help; and not __fish_seen_subcommand_from team serve search read tree call proof verify savings billing completions man help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
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
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand help; and __fish_seen_subcommand_from savings" -f -a "verify" -d 'Check the savings ledger: its chain, its signed head, and that nothing was cut off or put back'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand help; and __fish_seen_subcommand_from savings" -f -a "sign" -d 'Sign the ledger\'s totals as a batch that can be checked without the ledger'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand help; and __fish_seen_subcommand_from savings" -f -a "verify-batch" -d 'Check a signed batch of savings, without a ledger, a network or an account'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand help; and __fish_seen_subcommand_from savings" -f -a "push" -d 'Send the ledger\'s signed totals to a team\'s server'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand help; and __fish_seen_subcommand_from savings" -f -a "team" -d 'Show what the members of a team report to its server'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand help; and __fish_seen_subcommand_from billing" -f -a "plans" -d 'List the plans, from the smallest to the largest, with what each comprises'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand help; and __fish_seen_subcommand_from billing" -f -a "usage" -d 'Show what the savings ledger would be billed by'
complete -c lean-ctx -n "__fish_lean_ctx_using_subcommand help; and __fish_seen_subcommand_from billing" -f -a "entitlements" -d 'Show what a plan of a managed offering comprises'
