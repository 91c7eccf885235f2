complete --keep-order --exclusive --command lean-ctx --arguments "(COMPLETE=fish lean-ctx -- (commandline --current-process --tokenize --cut-at-cursor) (commandline --current-token))"
