; What TypeScript adds, and what its grammar names in its own way.
(function_signature name: (_) @name) @definition.function
(export_statement declaration: (function_signature name: (_) @name)) @definition.function
(ambient_declaration (function_signature name: (_) @name)) @definition.function
(export_statement
  declaration: (ambient_declaration (function_signature name: (_) @name))) @definition.function

(abstract_class_declaration name: (_) @name body: (_) @body) @definition.class
(export_statement
  declaration: (abstract_class_declaration name: (_) @name body: (_) @body)) @definition.class
(ambient_declaration [
  (class_declaration name: (_) @name body: (_) @body)
  (abstract_class_declaration name: (_) @name body: (_) @body)]) @definition.class
(export_statement declaration: (ambient_declaration [
  (class_declaration name: (_) @name body: (_) @body)
  (abstract_class_declaration name: (_) @name body: (_) @body)])) @definition.class

(interface_declaration name: (_) @name body: (_) @body) @definition.interface
(export_statement
  declaration: (interface_declaration name: (_) @name body: (_) @body)) @definition.interface
(export_statement
  "default" (interface_declaration name: (_) @name body: (_) @body)) @definition.interface
(ambient_declaration (interface_declaration name: (_) @name body: (_) @body)) @definition.interface
(export_statement declaration: (ambient_declaration
  (interface_declaration name: (_) @name body: (_) @body))) @definition.interface

(type_alias_declaration name: (_) @name) @definition.type
(export_statement declaration: (type_alias_declaration name: (_) @name)) @definition.type
(ambient_declaration (type_alias_declaration name: (_) @name)) @definition.type
(export_statement
  declaration: (ambient_declaration (type_alias_declaration name: (_) @name))) @definition.type

(enum_declaration name: (_) @name body: (_) @body) @definition.enum
(export_statement declaration: (enum_declaration name: (_) @name body: (_) @body)) @definition.enum
(ambient_declaration (enum_declaration name: (_) @name body: (_) @body)) @definition.enum
(export_statement declaration: (ambient_declaration
  (enum_declaration name: (_) @name body: (_) @body))) @definition.enum
(enum_body name: (property_identifier) @name @definition.variant)
(enum_body name: (string (string_fragment) @name) @definition.variant)
(enum_body (enum_assignment name: (property_identifier) @name) @definition.variant)
(enum_body (enum_assignment name: (string (string_fragment) @name)) @definition.variant)

(internal_module name: [(identifier) (nested_identifier)] @name body: (_) @body) @definition.module
(export_statement declaration: (internal_module
  name: [(identifier) (nested_identifier)] @name body: (_) @body)) @definition.module
(ambient_declaration (internal_module
  name: [(identifier) (nested_identifier)] @name body: (_) @body)) @definition.module
(export_statement declaration: (ambient_declaration (internal_module
  name: [(identifier) (nested_identifier)] @name body: (_) @body))) @definition.module
(ambient_declaration (module
  name: [(identifier) (nested_identifier)] @name body: (_) @body)) @definition.module
(ambient_declaration
  (module name: (string (string_fragment) @name) body: (_)? @body)) @definition.module

; Values of a namespace, and those that are only said to exist.
(internal_module body: (statement_block
  (lexical_declaration "const" (variable_declarator name: (identifier) @name) @definition.constant)))
(internal_module body: (statement_block
  (lexical_declaration "let" (variable_declarator name: (identifier) @name) @definition.variable)))
(module body: (statement_block
  (lexical_declaration (variable_declarator name: (identifier) @name) @definition.constant)))
(ambient_declaration
  (lexical_declaration "const" (variable_declarator name: (identifier) @name))) @definition.constant
(ambient_declaration
  [(lexical_declaration "let" (variable_declarator name: (identifier) @name))
   (variable_declaration (variable_declarator name: (identifier) @name))]) @definition.variable
(export_statement declaration: (ambient_declaration
  (lexical_declaration "const" (variable_declarator name: (identifier) @name)))) @definition.constant
(export_statement declaration: (ambient_declaration
  [(lexical_declaration "let" (variable_declarator name: (identifier) @name))
   (variable_declaration (variable_declarator name: (identifier) @name))])) @definition.variable
(program (lexical_declaration "const"
  . (variable_declarator
      name: (identifier) @name
      value: [
        (as_expression . [(object) (array)] @body)
        (satisfies_expression . [(object) (array)] @body)
        (satisfies_expression . (as_expression . [(object) (array)] @body))
      ]) .) @definition.constant)
(export_statement declaration: (lexical_declaration "const"
  . (variable_declarator
      name: (identifier) @name
      value: [
        (as_expression . [(object) (array)] @body)
        (satisfies_expression . [(object) (array)] @body)
        (satisfies_expression . (as_expression . [(object) (array)] @body))
      ]) .)) @definition.constant

; Members.
(public_field_definition
  name: [(property_identifier) (private_property_identifier)] @name) @definition.field
(public_field_definition
  name: [(property_identifier) (private_property_identifier)] @name
  value: [(arrow_function body: (_) @body) (function_expression body: (_) @body)]) @definition.method
(method_signature name: [(property_identifier) (private_property_identifier)] @name) @definition.method
((method_signature name: (property_identifier) @name) @definition.constructor
  (#eq? @name "constructor"))
(method_signature name: (string (string_fragment) @name)) @definition.method
(abstract_method_signature name: (property_identifier) @name) @definition.method
(interface_body (property_signature name: (property_identifier) @name) @definition.field)
(interface_body (property_signature name: (string (string_fragment) @name)) @definition.field)
(type_alias_declaration value: (object_type
  (property_signature name: (property_identifier) @name) @definition.field))

(extends_clause value: (_) @inherit)
(implements_clause [
  (type_identifier) @inherit
  (nested_type_identifier) @inherit
  (generic_type name: (_) @inherit)])
(extends_type_clause type: [
  (type_identifier) @inherit
  (nested_type_identifier) @inherit
  (generic_type name: (_) @inherit)])

; `export = a`.
(export_statement "=") @export

; A constructor's parameter that is a field too.
(required_parameter (accessibility_modifier) pattern: (identifier) @name) @definition.field
(required_parameter "readonly" pattern: (identifier) @name) @definition.field

; What is bound within functions.
(arrow_function parameters: (formal_parameters [
  (required_parameter pattern: (identifier) @local)
  (optional_parameter pattern: (identifier) @local)]))
(function_declaration parameters: (formal_parameters [
  (required_parameter pattern: (identifier) @local)
  (optional_parameter pattern: (identifier) @local)]))
(generator_function_declaration parameters: (formal_parameters [
  (required_parameter pattern: (identifier) @local)
  (optional_parameter pattern: (identifier) @local)]))
(function_expression parameters: (formal_parameters [
  (required_parameter pattern: (identifier) @local)
  (optional_parameter pattern: (identifier) @local)]))
(generator_function parameters: (formal_parameters [
  (required_parameter pattern: (identifier) @local)
  (optional_parameter pattern: (identifier) @local)]))
(method_definition parameters: (formal_parameters [
  (required_parameter pattern: (identifier) @local)
  (optional_parameter pattern: (identifier) @local)]))
; In signatures the names of parameters bind nothing.
(required_parameter pattern: (identifier) @label)
(optional_parameter pattern: (identifier) @label)
(tuple_type (required_parameter name: (identifier) @label))
(tuple_type (optional_parameter name: (identifier) @label))
(type_parameter name: (type_identifier) @local.type)
(infer_type (type_identifier) @local.type)
(mapped_type_clause name: (type_identifier) @local.type)
(type_predicate name: (identifier) @label)
(asserts (identifier) @label)
(index_signature name: (identifier) @label)

; Routes of nest.
((class_body (decorator (call_expression function: (identifier) @_method)) @route)
  (#any-of? @_method "Get" "Post" "Put" "Delete" "Patch" "Head" "Options" "All" "Sse"))
