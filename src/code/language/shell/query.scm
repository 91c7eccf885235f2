(command name: (command_name (word) @_source) argument: (_) (#any-of? @_source "source" ".")) @import

(function_definition name: (word) @name body: (_) @body) @definition.function
(program (variable_assignment name: (variable_name) @name) @definition.variable)
(program (declaration_command (variable_assignment name: (variable_name) @name)) @definition.variable)

(function_definition
  body: (_ (declaration_command "local" (variable_assignment name: (variable_name) @local))))
(function_definition body: (_ (declaration_command "local" (variable_name) @local)))
(command_name [
  (simple_expansion) (expansion) (string) (concatenation) (command_substitution) (raw_string)
]) @label
