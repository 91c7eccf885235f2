; Functions and classes at any depth.
(function_definition name: (identifier) @name body: (block) @body) @definition.function
(class_definition name: (identifier) @name body: (block) @body) @definition.class
(decorated_definition
  definition: (function_definition name: (identifier) @name body: (block) @body)) @definition.function
(decorated_definition
  definition: (class_definition name: (identifier) @name body: (block) @body)) @definition.class
(class_definition superclasses: (argument_list [(identifier) (attribute) (call)] @inherit))
(class_definition superclasses: (argument_list (subscript value: (_) @inherit)))

; Assignments in blocks of any kind; the engine tells a module's, a class's and a function's apart.
(expression_statement (assignment left: (identifier) @name !type)) @definition.variable
(expression_statement (assignment
  left: (identifier) @name
  type: (type) @_type
  (#not-match? @_type "TypeAlias$"))) @definition.variable
(expression_statement (assignment
  left: (identifier) @name
  type: (type) @_type
  (#match? @_type "TypeAlias$"))) @definition.type
(expression_statement (assignment left: (pattern_list (identifier) @name))) @definition.variable
(expression_statement (assignment left: (tuple_pattern (identifier) @name))) @definition.variable
(expression_statement
  (assignment right: (assignment left: (identifier) @name))) @definition.variable
(type_alias_statement left: (type (identifier) @name)) @definition.type
(type_alias_statement left: (type (generic_type . (identifier) @name))) @definition.type

(keyword_argument name: (identifier) @label)
(parameters . (identifier) @label)
(parameters (identifier) @local (#not-any-of? @local "self" "cls"))
(parameters [(typed_parameter . (identifier) @local)
             (default_parameter name: (identifier) @local)
             (typed_default_parameter name: (identifier) @local)])
(parameters [(list_splat_pattern (identifier) @local) (dictionary_splat_pattern (identifier) @local)])
(lambda_parameters (identifier) @local)
(for_statement left: (identifier) @local)
(for_statement left: (pattern_list (identifier) @local))
(for_in_clause left: (identifier) @local)
(for_in_clause left: (pattern_list (identifier) @local))
(as_pattern_target (identifier) @local)
(named_expression name: (identifier) @local)

(import_statement) @import
(import_from_statement) @import
(future_import_statement) @import
(call
  function: [(identifier) @_f (attribute attribute: (identifier) @_f)]
  arguments: (argument_list . (string))
  (#any-of? @_f "import_module" "__import__" "import_string" "include")) @import

(expression_statement (assignment left: (identifier) @_all (#eq? @_all "__all__"))) @export
(expression_statement (augmented_assignment left: (identifier) @_all (#eq? @_all "__all__"))) @export

; Routes: a decorator, or a call in a table of them.
(decorator
  (call
    function: (attribute attribute: (identifier) @_verb)
    arguments: (argument_list . (string)))
  (#any-of? @_verb
    "route" "get" "post" "put" "patch" "delete" "head" "options" "trace" "api_route" "websocket"
    "view")) @route
(call
  function: [(identifier) @_f (attribute attribute: (identifier) @_f)]
  arguments: (argument_list . (string))
  (#any-of? @_f
    "path" "re_path" "url" "register" "Route" "WebSocketRoute"
    "add_url_rule" "add_api_route" "add_route" "add_get" "add_post" "add_put" "add_patch"
    "add_delete" "add_head" "add_options" "add_view")) @route
(call
  function: (attribute object: (identifier) @_web attribute: (identifier))
  arguments: (argument_list . (string))
  (#eq? @_web "web")) @route
