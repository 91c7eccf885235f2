(package_header (qualified_identifier) @package)
(import) @import

(class_declaration "class" name: (identifier) @name (class_body)? @body) @definition.class
(class_declaration "class" name: (identifier) @name (enum_class_body) @body) @definition.enum
(class_declaration "interface" name: (identifier) @name (class_body)? @body) @definition.interface
(object_declaration name: (identifier) @name (class_body)? @body) @definition.class
(companion_object name: (identifier) @name (class_body)? @body) @definition.class
; Two errors of the grammar: `annotation class A` behind an annotation of its own, and a header whose
; body could not be read.
((infix_expression . (identifier) @_annotation . (identifier) @_class . (identifier) @name)
  @definition.class
  (#eq? @_annotation "annotation") (#eq? @_class "class"))
(ERROR "class" . (identifier) @name) @definition.class
(ERROR "interface" . (identifier) @name) @definition.interface
(ERROR "object" . (identifier) @name) @definition.class
(type_alias type: (identifier) @name) @definition.type

(function_declaration name: (identifier) @name (function_body)? @body) @definition.function
(secondary_constructor "constructor" @name (block)? @body) @definition.constructor
(enum_entry (identifier) @name (class_body)? @body) @definition.variant
(class_parameter ["val" "var"] . (identifier) @name) @definition.field

(source_file (property_declaration (variable_declaration (identifier) @name)) @definition.variable)
(source_file
  (property_declaration (modifiers (property_modifier)) (variable_declaration (identifier) @name))
  @definition.constant)
(class_body (property_declaration (variable_declaration (identifier) @name)) @definition.field)
(enum_class_body (property_declaration (variable_declaration (identifier) @name)) @definition.field)
(class_body
  (property_declaration (modifiers (property_modifier)) (variable_declaration (identifier) @name))
  @definition.constant)

(delegation_specifier [
  (user_type) @inherit
  (constructor_invocation (user_type) @inherit)
  (explicit_delegation (user_type) @inherit)
])

(type_parameter (identifier) @local.type)
(function_value_parameters (parameter (identifier) @local))
(lambda_parameters (variable_declaration (identifier) @local))
(lambda_parameters (multi_variable_declaration (variable_declaration (identifier) @local)))
(block (property_declaration (variable_declaration (identifier) @local)))
(block (property_declaration (multi_variable_declaration (variable_declaration (identifier) @local))))
(lambda_literal (property_declaration (variable_declaration (identifier) @local)))
(lambda_literal
  (property_declaration (multi_variable_declaration (variable_declaration (identifier) @local))))
(for_statement (variable_declaration (identifier) @local))
(for_statement (multi_variable_declaration (variable_declaration (identifier) @local)))
(when_subject (variable_declaration (identifier) @local))
(catch_block (identifier) @local)
(setter (identifier) @local)
(value_argument (identifier) @label "=")
(function_type_parameters (parameter (identifier) @label))

(function_declaration (modifiers (annotation))) @route
(call_expression
  (call_expression . (identifier) @_verb (value_arguments))
  (annotated_lambda)
  (#any-of? @_verb "get" "post" "put" "delete" "patch" "head" "options")) @route
