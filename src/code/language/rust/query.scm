; Items at any depth. What stands in a macro's braces is read where `wrapped` takes them off.
(function_item name: (identifier) @name body: (block) @body) @definition.function
(function_signature_item name: (identifier) @name) @definition.function
(struct_item name: (type_identifier) @name body: (field_declaration_list)? @body) @definition.struct
(union_item name: (type_identifier) @name body: (field_declaration_list) @body) @definition.union
(enum_item name: (type_identifier) @name body: (enum_variant_list) @body) @definition.enum
(enum_variant name: (identifier) @name) @definition.variant
(field_declaration name: (field_identifier) @name) @definition.field
(trait_item name: (type_identifier) @name body: (declaration_list) @body) @definition.trait
(mod_item name: (identifier) @name body: (declaration_list) @body) @definition.module
(mod_item name: (identifier) @name !body) @definition.module
(type_item name: (type_identifier) @name) @definition.type
(associated_type name: (type_identifier) @name) @definition.type
(const_item name: (identifier) @name) @definition.constant
(static_item name: (identifier) @name) @definition.variable
(macro_definition name: (identifier) @name) @definition.macro

; Named after the type alone, so that the parts of a type meet under one name.
(impl_item type: (type_identifier) @name body: (declaration_list)? @body) @definition.implementation
(impl_item type: (scoped_type_identifier name: (_) @name) body: (declaration_list)? @body) @definition.implementation
(impl_item type: (generic_type type: (type_identifier) @name) body: (declaration_list)? @body) @definition.implementation
(impl_item type: (generic_type type: (scoped_type_identifier name: (_) @name)) body: (declaration_list)? @body) @definition.implementation
(impl_item
  type: [(primitive_type) (reference_type) (pointer_type) (tuple_type) (unit_type) (array_type)
         (function_type) (dynamic_type) (abstract_type) (never_type) (bounded_type)] @name
  body: (declaration_list)? @body) @definition.implementation

(impl_item trait: (_) @inherit)
(trait_item bounds: (_) @inherit)

(use_declaration) @import
(extern_crate_declaration) @import
(mod_item !body) @import

; `#[get("/a")]`, `.route("/a", get(f))`, `.to(f)`
(attribute_item (attribute arguments: (token_tree . "(" . (string_literal)))) @route
(call_expression
  function: (field_expression field: (field_identifier) @_method)
  (#any-of? @_method "route" "route_service" "to")) @route

; What a function binds. A pattern's name with a capital is a constant or a variant.
(parameter pattern: (identifier) @local)
(closure_parameters (identifier) @local)
(let_declaration pattern: (identifier) @local)
(for_expression pattern: (identifier) @local)
(mut_pattern (identifier) @local)
(ref_pattern (identifier) @local)
(captured_pattern . (identifier) @local)
((tuple_pattern (identifier) @local) (#match? @local "^[a-z_]"))
((slice_pattern (identifier) @local) (#match? @local "^[a-z_]"))
((reference_pattern (identifier) @local) (#match? @local "^[a-z_]"))
((tuple_struct_pattern type: (_) (identifier) @local) (#match? @local "^[a-z_]"))
((field_pattern pattern: (identifier) @local) (#match? @local "^[a-z_]"))
((match_pattern . (identifier) @local) (#match? @local "^[a-z_]"))
((let_condition pattern: (identifier) @local) (#match? @local "^[a-z_]"))
(field_pattern name: (shorthand_field_identifier) @local)
(type_parameter name: (type_identifier) @local.type)
