(call !receiver method: (identifier) @_require arguments: (argument_list)
  (#any-of? @_require "require" "require_relative" "load" "autoload")) @import

(module name: (_) @name body: (_)? @body) @definition.module
(class name: (_) @name body: (_)? @body) @definition.class
(method name: (_) @name body: (_)? @body) @definition.function
(module body: (body_statement (method name: (_) @name body: (_)? @body) @definition.method))
(singleton_class
  body: (body_statement (method name: (_) @name body: (_)? @body) @definition.method))
(singleton_method name: (_) @name body: (_)? @body) @definition.method
(alias name: (identifier) @name) @definition.method
(program (assignment left: (constant) @name) @definition.constant)
(body_statement (assignment left: (constant) @name) @definition.constant)
((call !receiver method: (identifier) @_attr arguments: (argument_list (simple_symbol) @name))
  @definition.field
  (#any-of? @_attr "attr_accessor" "attr_reader" "attr_writer"))
((call !receiver method: (identifier) @_define arguments: (argument_list . (simple_symbol) @name))
  @definition.method
  (#any-of? @_define "alias_method" "define_method"))

(superclass [(constant) (scope_resolution)] @inherit)
(call !receiver method: (identifier) @_mixin
  arguments: (argument_list [(constant) (scope_resolution)] @inherit)
  (#any-of? @_mixin "include" "extend" "prepend"))

(method_parameters [
  (identifier) @local
  (optional_parameter name: (identifier) @local)
  (keyword_parameter name: (identifier) @local)
  (splat_parameter name: (identifier) @local)
  (hash_splat_parameter name: (identifier) @local)
  (block_parameter name: (identifier) @local)
])
(block_parameters [
  (identifier) @local
  (optional_parameter name: (identifier) @local)
  (keyword_parameter name: (identifier) @local)
  (splat_parameter name: (identifier) @local)
  (destructured_parameter (identifier) @local)
])
(lambda_parameters (identifier) @local)
(assignment left: (identifier) @local)
(left_assignment_list (identifier) @local)
(operator_assignment left: (identifier) @local)
(exception_variable (identifier) @local)
(for pattern: (identifier) @local)

((call !receiver method: (identifier) @_verb arguments: (argument_list)) @route
  (#any-of? @_verb
    "get" "post" "put" "patch" "delete" "head" "options" "match" "root" "resources" "resource"))
