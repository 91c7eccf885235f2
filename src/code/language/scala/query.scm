(package_clause name: (package_identifier) @package)
(import_declaration) @import

(class_definition name: (identifier) @name body: (_)? @body) @definition.class
(trait_definition name: (identifier) @name body: (_)? @body) @definition.trait
(object_definition name: (identifier) @name body: (_)? @body) @definition.class
(package_object name: (identifier) @name body: (_)? @body) @definition.module
(enum_definition name: (identifier) @name body: (_) @body) @definition.enum
(simple_enum_case name: (identifier) @name) @definition.variant
(full_enum_case name: (identifier) @name) @definition.variant
(type_definition name: (type_identifier) @name) @definition.type
(given_definition name: (identifier) @name body: (_)? @body) @definition.variable

(function_definition name: (_) @name body: (_) @body) @definition.function
((function_definition name: (_) @name body: (_) @body) @definition.constructor (#eq? @name "this"))
(function_declaration name: (_) @name) @definition.function

(compilation_unit [
  (val_definition pattern: (identifier) @name)
  (var_definition pattern: (identifier) @name)
] @definition.variable)
(package_clause body: (template_body [
  (val_definition pattern: (identifier) @name)
  (var_definition pattern: (identifier) @name)
] @definition.variable))
(template_body [
  (val_definition pattern: (identifier) @name)
  (var_definition pattern: (identifier) @name)
  (val_declaration name: (identifier) @name)
  (var_declaration name: (identifier) @name)
] @definition.field)
(with_template_body [
  (val_definition pattern: (identifier) @name)
  (var_definition pattern: (identifier) @name)
] @definition.field)
(enum_body [
  (val_definition pattern: (identifier) @name)
  (var_definition pattern: (identifier) @name)
] @definition.field)
(class_parameter ["val" "var"] name: (identifier) @name) @definition.field
(class_definition "case"
  class_parameters: (class_parameters (class_parameter name: (identifier) @name) @definition.field))

(extends_clause type: [(type_identifier) (stable_type_identifier)] @inherit)
(extends_clause type: (generic_type type: (_) @inherit))

(access_qualifier (identifier) @label)
(type_parameters name: (identifier) @local.type)
(parameter name: (identifier) @local)
(bindings (binding name: (identifier) @local))
(lambda_expression parameters: (identifier) @local)
(block (val_definition pattern: (identifier) @local))
(block (var_definition pattern: (identifier) @local))
(block (val_definition pattern: (tuple_pattern (identifier) @local)))
(indented_block (val_definition pattern: (identifier) @local))
(indented_block (var_definition pattern: (identifier) @local))
(enumerator . (identifier) @local)
(enumerator . (tuple_pattern (identifier) @local))
(typed_pattern pattern: (identifier) @local)
(capture_pattern name: (identifier) @local)
((case_clause pattern: (identifier) @local) (#match? @local "^[a-z_]"))
((case_class_pattern pattern: (identifier) @local) (#match? @local "^[a-z_]"))
((case_clause pattern: (tuple_pattern (identifier) @local)) (#match? @local "^[a-z_]"))
