; What JavaScript's grammar names in its own way.
(class_body member: (field_definition
  property: [(property_identifier) (private_property_identifier)] @name) @definition.field)
(class_body member: (field_definition
  property: [(property_identifier) (private_property_identifier)] @name
  value: [(arrow_function body: (_) @body) (function_expression body: (_) @body)]) @definition.method)
(class_heritage (_) @inherit)

(formal_parameters (identifier) @local)
(formal_parameters (assignment_pattern left: (identifier) @local))
