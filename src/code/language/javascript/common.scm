; What JavaScript and TypeScript share. Functions are declarations at any depth; other values only
; where they are a file's or a namespace's own. Of two patterns that take the same name over the
; same range the later one counts.

(function_declaration name: (_) @name body: (_) @body) @definition.function
(generator_function_declaration name: (_) @name body: (_) @body) @definition.function
(export_statement
  declaration: (function_declaration name: (_) @name body: (_) @body)) @definition.function
(export_statement
  declaration: (generator_function_declaration name: (_) @name body: (_) @body)) @definition.function
(class_declaration name: (_) @name body: (_) @body) @definition.class
(export_statement declaration: (class_declaration name: (_) @name body: (_) @body)) @definition.class

; A file's own values. What is long in them is left out of a signature.
(program
  (lexical_declaration "const"
    . (variable_declarator
        name: (identifier) @name
        value: [(object) (array) (template_string) (call_expression arguments: (_) @body)]? @body) .)
  @definition.constant)
(program
  (lexical_declaration "const" (variable_declarator name: (identifier) @name) @definition.constant))
(program
  (lexical_declaration "let" (variable_declarator name: (identifier) @name) @definition.variable))
(program
  (variable_declaration (variable_declarator name: (identifier) @name) @definition.variable))
(export_statement
  declaration: (lexical_declaration "const"
    . (variable_declarator
        name: (identifier) @name
        value: [(object) (array) (template_string) (call_expression arguments: (_) @body)]? @body) .))
  @definition.constant
(export_statement
  declaration: (lexical_declaration "const"
    (variable_declarator name: (identifier) @name) @definition.constant))
(export_statement
  declaration: (lexical_declaration "let"
    (variable_declarator name: (identifier) @name) @definition.variable))
(export_statement
  declaration: (variable_declaration
    (variable_declarator name: (identifier) @name) @definition.variable))
(program
  [(lexical_declaration (variable_declarator name: (object_pattern [
      (shorthand_property_identifier_pattern) @name @definition.variable
      (pair_pattern value: (identifier) @name @definition.variable)
      (object_assignment_pattern
        left: (shorthand_property_identifier_pattern) @name @definition.variable)])))
   (export_statement (lexical_declaration (variable_declarator name: (object_pattern [
      (shorthand_property_identifier_pattern) @name @definition.variable
      (pair_pattern value: (identifier) @name @definition.variable)]))))
   (lexical_declaration (variable_declarator name: (array_pattern
      (identifier) @name @definition.variable)))])

; A function that is kept in a variable.
(lexical_declaration
  . (variable_declarator
      name: (identifier) @name
      value: [
        (arrow_function body: (_) @body)
        (function_expression body: (_) @body)
        (generator_function body: (_) @body)
      ]) .) @definition.function
(variable_declaration
  . (variable_declarator
      name: (identifier) @name
      value: [
        (arrow_function body: (_) @body)
        (function_expression body: (_) @body)
        (generator_function body: (_) @body)
      ]) .) @definition.function
(export_statement
  declaration: (_
    . (variable_declarator
        name: (identifier) @name
        value: [
          (arrow_function body: (_) @body)
          (function_expression body: (_) @body)
          (generator_function body: (_) @body)
        ]) .)) @definition.function
(variable_declarator
  name: (identifier) @name
  value: [
    (arrow_function body: (_) @body)
    (function_expression body: (_) @body)
    (generator_function body: (_) @body)
  ]) @definition.function
(program (_
  (variable_declarator name: (identifier) @name value: (class body: (_) @body)) @definition.class))
(export_statement
  declaration: (_
    . (variable_declarator name: (identifier) @name value: (class body: (_) @body)) .)) @definition.class

; What has no name but `default`.
(export_statement
  "default" @name
  value: [
    (arrow_function body: (_) @body)
    (function_expression !name body: (_) @body)
    (generator_function !name body: (_) @body)
  ]) @definition.function
(export_statement "default" @name value: (class !name body: (_) @body)) @definition.class
(export_statement "default" @name value: (object) @body) @definition.constant
(export_statement
  "default" @name value: (call_expression arguments: (_) @body)) @definition.constant

; Members of classes and of objects.
(method_definition
  name: [(property_identifier) (private_property_identifier)] @name
  body: (_) @body) @definition.method
((method_definition name: (property_identifier) @name body: (_) @body) @definition.constructor
  (#eq? @name "constructor"))
(method_definition name: (string (string_fragment) @name) body: (_) @body) @definition.method
(variable_declarator value: (object
  (pair
    key: (property_identifier) @name
    value: [(arrow_function body: (_) @body) (function_expression body: (_) @body)])
  @definition.method))
(export_statement value: (object
  (pair
    key: (property_identifier) @name
    value: [(arrow_function body: (_) @body) (function_expression body: (_) @body)])
  @definition.method))
(program (expression_statement (assignment_expression right: (object
  (pair
    key: (property_identifier) @name
    value: [(arrow_function body: (_) @body) (function_expression body: (_) @body)])
  @definition.method))))

; Functions that are hung on something: `exports.a`, `A.prototype.b`, `app.c`.
((program (expression_statement
  (assignment_expression
    left: (member_expression object: (_) @_exports property: (property_identifier) @name)
    right: [
      (arrow_function body: (_) @body)
      (function_expression body: (_) @body)
      (generator_function body: (_) @body)
    ])) @definition.function)
  (#any-of? @_exports "exports" "module" "module.exports"))
((program (expression_statement
  (assignment_expression
    left: (member_expression object: (identifier) @owner property: (property_identifier) @name)
    right: [
      (arrow_function body: (_) @body)
      (function_expression body: (_) @body)
      (generator_function body: (_) @body)
      (assignment_expression right: (function_expression body: (_) @body))
    ])) @definition.method)
  (#not-any-of? @owner "exports" "module"))
((program (expression_statement
  (assignment_expression
    left: (member_expression
      object: (member_expression
        object: (identifier) @owner
        property: (property_identifier) @_prototype)
      property: (property_identifier) @name)
    right: [
      (arrow_function body: (_) @body)
      (function_expression body: (_) @body)
      (generator_function body: (_) @body)
    ])) @definition.method)
  (#eq? @_prototype "prototype"))
((program (expression_statement
  (assignment_expression
    left: (member_expression
      object: (_) @_exports
      property: (property_identifier) @name)
    right: (class body: (_) @body))) @definition.class)
  (#any-of? @_exports "exports" "module" "module.exports"))
((program (expression_statement
  (assignment_expression
    left: (member_expression
      object: (_) @_exports
      property: (property_identifier) @name)
    right: [
      (object) (array) (string) (template_string) (number) (true) (false) (null) (regex)
      (binary_expression) (member_expression) (new_expression)
      (call_expression function: (_) @_call)
    ])) @definition.variable)
  (#any-of? @_exports "exports" "module.exports")
  (#not-eq? @_call "require"))

; Imports and exports.
(import_statement) @import
(export_statement source: (_)) @import
(export_statement !source (export_clause)) @export
(export_specifier alias: (_) @label)
(export_statement "default") @export
((variable_declarator
  value: [
    (call_expression function: (identifier) @_require
      arguments: (arguments . [(string) (template_string)]))
    (member_expression object: (call_expression function: (identifier) @_require
      arguments: (arguments . [(string) (template_string)])))
  ]) @import
  (#eq? @_require "require"))
(variable_declarator
  value: (await_expression (call_expression function: (import)
    arguments: (arguments . [(string) (template_string)])))) @import
((call_expression
  function: (identifier) @_require
  arguments: (arguments . [(string) (template_string)])) @import
  (#eq? @_require "require"))
(call_expression
  function: (import)
  arguments: (arguments . [(string) (template_string)])) @import
(program (expression_statement (assignment_expression) @export))
(program (_ (variable_declarator value: (assignment_expression)) @export))
((program (comment) @import) (#match? @import "^///[ \t]*<reference[ \t]"))

; What is bound within functions.
(catch_clause parameter: (identifier) @local)
(for_in_statement left: (identifier) @local)
(arrow_function parameter: (identifier) @local)
(function_expression name: (identifier) @local)
(object_pattern (shorthand_property_identifier_pattern) @local)
(object_pattern (object_assignment_pattern
  left: (shorthand_property_identifier_pattern) @local))
(pair_pattern value: (identifier) @local)
(pair_pattern value: (assignment_pattern left: (identifier) @local))
(array_pattern (identifier) @local)
(rest_pattern (identifier) @local)
(statement_block [
  (lexical_declaration (variable_declarator name: (identifier) @local))
  (variable_declaration (variable_declarator name: (identifier) @local))])
(switch_case (lexical_declaration (variable_declarator name: (identifier) @local)))
(for_statement initializer: (_ (variable_declarator name: (identifier) @local)))

; Routes.
((call_expression
  function: (member_expression property: (property_identifier) @_method)
  arguments: (arguments . [(string) (template_string) (array) (object)])) @route
  (#any-of? @_method
    "get" "post" "put" "delete" "del" "patch" "head" "options" "all" "route" "on"))
((call_expression
  function: (member_expression
    object: (call_expression)
    property: (property_identifier) @_method)) @route
  (#any-of? @_method "get" "post" "put" "delete" "patch" "head" "options" "all"))
((export_statement declaration: (function_declaration name: (_) @_method)) @route
  (#any-of? @_method "GET" "POST" "PUT" "DELETE" "PATCH" "HEAD" "OPTIONS"))
((export_statement declaration: (lexical_declaration (variable_declarator name: (_) @_method))) @route
  (#any-of? @_method "GET" "POST" "PUT" "DELETE" "PATCH" "HEAD" "OPTIONS"))
