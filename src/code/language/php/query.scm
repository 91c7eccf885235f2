(namespace_definition name: (namespace_name) @package)
(namespace_use_declaration) @import
(include_expression) @import
(include_once_expression) @import
(require_expression) @import
(require_once_expression) @import

(class_declaration name: (name) @name body: (_) @body) @definition.class
(interface_declaration name: (name) @name body: (_) @body) @definition.interface
(trait_declaration name: (name) @name body: (_) @body) @definition.trait
(enum_declaration name: (name) @name body: (_) @body) @definition.enum
(enum_case name: (name) @name) @definition.variant
(function_definition name: (name) @name body: (_) @body) @definition.function
(method_declaration name: (name) @name body: (_)? @body) @definition.method
((method_declaration name: (name) @name body: (_)? @body) @definition.constructor
  (#eq? @name "__construct"))
(const_declaration (const_element . (name) @name)) @definition.constant
(property_declaration (property_element name: (variable_name (name) @name))) @definition.field
(property_promotion_parameter name: (variable_name (name) @name)) @definition.field
((function_call_expression
    function: (name) @_define
    arguments: (arguments . (argument (string (string_content) @name)))) @definition.constant
  (#eq? @_define "define"))

(base_clause (_) @inherit)
(class_interface_clause (_) @inherit)
(declaration_list (use_declaration [(name) (qualified_name)] @inherit))
(named_type (_) @type)

((variable_name) @local (#not-eq? @local "$this"))
(argument name: (name) @label)
(use_as_clause (name) @label)

(method_declaration attributes: (_)) @route
(scoped_call_expression scope: (name) @_route (#eq? @_route "Route")) @route
((member_call_expression
    object: (variable_name) @_app
    name: (name) @_verb
    arguments: (arguments . (argument (string)))) @route
  (#any-of? @_app "$app" "$router" "$group")
  (#any-of? @_verb "get" "post" "put" "patch" "delete" "options"))
