(file_scoped_namespace_declaration name: (_) @package)
(using_directive) @import

(namespace_declaration name: (_) @name body: (_) @body) @definition.module
(class_declaration name: (identifier) @name body: (_)? @body) @definition.class
(record_declaration name: (identifier) @name body: (_)? @body) @definition.class
(struct_declaration name: (identifier) @name body: (_)? @body) @definition.struct
(interface_declaration name: (identifier) @name body: (_)? @body) @definition.interface
(enum_declaration name: (identifier) @name body: (_)? @body) @definition.enum
(enum_member_declaration name: (identifier) @name) @definition.variant
(delegate_declaration name: (identifier) @name) @definition.type

(method_declaration name: (identifier) @name body: (_)? @body) @definition.method
(local_function_statement name: (identifier) @name body: (_)? @body) @definition.function
(constructor_declaration name: (identifier) @name body: (_)? @body) @definition.constructor
(property_declaration name: (identifier) @name) @definition.field
(property_declaration name: (identifier) @name value: (arrow_expression_clause) @body)
@definition.field
(property_declaration name: (identifier) @name
  accessors: (accessor_list (accessor_declaration body: (_))) @body) @definition.field
(event_declaration name: (identifier) @name) @definition.field
(event_field_declaration (variable_declaration (variable_declarator name: (identifier) @name)))
@definition.field
(field_declaration (variable_declaration (variable_declarator name: (identifier) @name)))
@definition.field
(field_declaration (modifier "const")
  (variable_declaration (variable_declarator name: (identifier) @name))) @definition.constant
(record_declaration
  (parameter_list (parameter name: (identifier) @name) @definition.field))

(base_list [(identifier) (qualified_name) (generic_name)] @inherit)
(base_list (primary_constructor_base_type type: (_) @inherit))

(_ type: [(identifier) (qualified_name) (generic_name)] @type)
(method_declaration returns: [(identifier) (qualified_name) (generic_name)] @type)
(type_argument_list [(identifier) (qualified_name) (generic_name)] @type)

(type_parameter name: (identifier) @local.type)
(parameter name: (identifier) @local)
(implicit_parameter) @local
(local_declaration_statement
  (variable_declaration (variable_declarator name: (identifier) @local)))
(using_statement (variable_declaration (variable_declarator name: (identifier) @local)))
(for_statement (variable_declaration (variable_declarator name: (identifier) @local)))
(foreach_statement left: (identifier) @local)
(declaration_pattern name: (identifier) @local)
(declaration_expression name: (identifier) @local)
(catch_declaration name: (identifier) @local)
(argument name: (identifier) @label)
(attribute_argument name: (identifier) @label)
(initializer_expression (assignment_expression left: (identifier) @label))

(method_declaration (attribute_list)) @route
(invocation_expression
  function: (member_access_expression name: (identifier) @_verb)
  (#any-of? @_verb "MapGet" "MapPost" "MapPut" "MapDelete" "MapPatch")) @route
