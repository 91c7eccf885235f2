; What C++ adds to C.
(namespace_definition name: (_) @name body: (declaration_list) @body) @definition.module
(namespace_alias_definition name: (namespace_identifier) @name) @definition.module
(class_specifier name: (type_identifier) @name body: (field_declaration_list) @body) @definition.class
(template_declaration (class_specifier name: (type_identifier) @name
  body: (field_declaration_list) @body)) @definition.class
(class_specifier name: (template_type name: (type_identifier) @name)
  body: (field_declaration_list) @body) @definition.class
(template_declaration (struct_specifier name: (type_identifier) @name
  body: (field_declaration_list) @body)) @definition.struct
(struct_specifier name: (template_type name: (type_identifier) @name)
  body: (field_declaration_list) @body) @definition.struct
(base_class_clause [(type_identifier) (qualified_identifier)] @inherit)
(base_class_clause (template_type name: (_) @inherit))

(alias_declaration name: (type_identifier) @name) @definition.type
(template_declaration (alias_declaration name: (type_identifier) @name)) @definition.type
(concept_definition name: (identifier) @name) @definition.type

; Functions in classes, and of classes outside of them.
(function_definition
  declarator: [
    (function_declarator declarator: [(field_identifier) (operator_name) (destructor_name)] @name)
    (pointer_declarator declarator: (function_declarator
      declarator: [(field_identifier) (operator_name)] @name))
    (reference_declarator (function_declarator
      declarator: [(identifier) (field_identifier) (operator_name)] @name))
  ]
  body: (_)? @body) @definition.function
(function_definition
  declarator: [
    (function_declarator declarator: (qualified_identifier
      scope: [(namespace_identifier) @owner (template_type name: (type_identifier) @owner)]
      name: [(identifier) (destructor_name) (operator_name)] @name))
    (pointer_declarator declarator: (function_declarator declarator: (qualified_identifier
      scope: [(namespace_identifier) @owner (template_type name: (type_identifier) @owner)]
      name: [(identifier) (destructor_name) (operator_name)] @name)))
    (reference_declarator (function_declarator declarator: (qualified_identifier
      scope: [(namespace_identifier) @owner (template_type name: (type_identifier) @owner)]
      name: [(identifier) (destructor_name) (operator_name)] @name)))
  ]
  body: (_)? @body) @definition.method
(function_definition
  declarator: [
    (function_declarator declarator: (qualified_identifier name: (qualified_identifier
      scope: [(namespace_identifier) @owner (template_type name: (type_identifier) @owner)]
      name: [(identifier) (destructor_name) (operator_name)] @name)))
    (pointer_declarator declarator: (function_declarator declarator: (qualified_identifier name: (qualified_identifier
      scope: [(namespace_identifier) @owner (template_type name: (type_identifier) @owner)]
      name: [(identifier) (destructor_name) (operator_name)] @name))))
    (reference_declarator (function_declarator declarator: (qualified_identifier name: (qualified_identifier
      scope: [(namespace_identifier) @owner (template_type name: (type_identifier) @owner)]
      name: [(identifier) (destructor_name) (operator_name)] @name))))
  ]
  body: (_)? @body) @definition.method
(field_declaration declarator: [
  (function_declarator declarator: [(field_identifier) (operator_name) (destructor_name)] @name)
  (pointer_declarator declarator: (function_declarator
    declarator: [(field_identifier) (operator_name)] @name))
  (reference_declarator (function_declarator
    declarator: [(field_identifier) (operator_name)] @name))
]) @definition.method
(field_declaration_list (declaration declarator: (function_declarator
  declarator: [(identifier) (destructor_name)] @name)) @definition.method)
(field_declaration declarator: (reference_declarator (field_identifier) @name)) @definition.field

(optional_parameter_declaration declarator: (identifier) @local)
(type_parameter_declaration (type_identifier) @local.type)
(for_range_loop declarator: (identifier) @local)
