(package_clause (package_identifier) @package)
(import_spec) @import

(function_declaration name: (identifier) @name body: (block)? @body) @definition.function
(method_declaration name: (field_identifier) @name body: (block)? @body) @definition.method
(method_declaration
  receiver: (parameter_list (parameter_declaration
    type: [
      (type_identifier) @owner
      (pointer_type (type_identifier) @owner)
      (generic_type type: (type_identifier) @owner)
      (pointer_type (generic_type type: (type_identifier) @owner))
    ]))
  name: (field_identifier) @name
  body: (block)? @body) @definition.method

; A declaration of one thing is shown with its keyword, one of several without.
(type_spec name: (type_identifier) @name
  type: (struct_type (field_declaration_list) @body)) @definition.struct
(type_declaration . (type_spec name: (type_identifier) @name
  type: (struct_type (field_declaration_list) @body)) .) @definition.struct
(type_spec name: (type_identifier) @name type: (interface_type)) @definition.interface
(type_declaration . (type_spec name: (type_identifier) @name
  type: (interface_type)) .) @definition.interface
(type_spec name: (type_identifier) @name type: [
  (type_identifier) (qualified_type) (pointer_type) (array_type) (slice_type) (map_type)
  (channel_type) (function_type) (generic_type) (parenthesized_type)
]) @definition.type
(type_declaration . (type_spec name: (type_identifier) @name type: [
  (type_identifier) (qualified_type) (pointer_type) (array_type) (slice_type) (map_type)
  (channel_type) (function_type) (generic_type) (parenthesized_type)
]) .) @definition.type
(type_alias name: (type_identifier) @name) @definition.type
(type_declaration . (type_alias name: (type_identifier) @name) .) @definition.type

(const_spec (identifier) @name (#not-eq? @name "_")) @definition.constant
(const_declaration . (const_spec (identifier) @name (#not-eq? @name "_")) .) @definition.constant
(var_spec name: (identifier) @name (#not-eq? @name "_")) @definition.variable
(var_declaration . (var_spec name: (identifier) @name (#not-eq? @name "_")) .) @definition.variable
(field_declaration name: (field_identifier) @name) @definition.field
(method_elem name: (field_identifier) @name) @definition.method

; What is embedded gives its members.
(field_declaration !name type: (_) @inherit)
(interface_type (type_elem . [(type_identifier) (qualified_type) (generic_type)] @inherit .))

(method_declaration receiver: (parameter_list (parameter_declaration name: (identifier) @receiver)))
(function_declaration
  parameters: (parameter_list (parameter_declaration name: (identifier) @local)))
(method_declaration
  parameters: (parameter_list (parameter_declaration name: (identifier) @local)))
(func_literal parameters: (parameter_list (parameter_declaration name: (identifier) @local)))
(parameter_list (parameter_declaration name: (identifier) @label))
(variadic_parameter_declaration name: (identifier) @local)
(type_parameter_declaration name: (identifier) @local.type)
(short_var_declaration left: (expression_list (identifier) @local))
(range_clause left: (expression_list (identifier) @local))
(receive_statement left: (expression_list (identifier) @local))
(type_switch_statement alias: (expression_list (identifier) @local))

; Keys of a struct's literal are its fields; a map's are values.
(composite_literal
  type: [(type_identifier) (qualified_type) (generic_type)]
  body: (literal_value (keyed_element . (literal_element (identifier) @label))))

(call_expression
  function: [(identifier) @_f (selector_expression field: (field_identifier) @_f)]
  arguments: (argument_list . [(interpreted_string_literal) (raw_string_literal) (selector_expression)])
  (#match? @_f "^(Handle(Func)?|GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS|Any|Get|Post|Put|Patch|Delete|Head|Options|Connect|Trace|Method(Func)?|Match|Add)$")) @route
