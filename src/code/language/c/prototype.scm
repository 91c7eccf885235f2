; In a header, a function's declaration is what others see of it; the same text in a function may be
; a variable with arguments for its constructor.
(translation_unit [
  (declaration declarator: (function_declarator declarator: (identifier) @name))
  (declaration declarator: (pointer_declarator
    declarator: (function_declarator declarator: (identifier) @name)))
] @definition.function)
(declaration_list [
  (declaration declarator: (function_declarator declarator: (identifier) @name))
  (declaration declarator: (pointer_declarator
    declarator: (function_declarator declarator: (identifier) @name)))
] @definition.function)
(preproc_ifdef [
  (declaration declarator: (function_declarator declarator: (identifier) @name))
  (declaration declarator: (pointer_declarator
    declarator: (function_declarator declarator: (identifier) @name)))
] @definition.function)
(preproc_if [
  (declaration declarator: (function_declarator declarator: (identifier) @name))
  (declaration declarator: (pointer_declarator
    declarator: (function_declarator declarator: (identifier) @name)))
] @definition.function)
(preproc_else [
  (declaration declarator: (function_declarator declarator: (identifier) @name))
  (declaration declarator: (pointer_declarator
    declarator: (function_declarator declarator: (identifier) @name)))
] @definition.function)
(template_declaration [
  (declaration declarator: (function_declarator declarator: (identifier) @name))
  (declaration declarator: (pointer_declarator
    declarator: (function_declarator declarator: (identifier) @name)))
] @definition.function)
(linkage_specification [
  (declaration declarator: (function_declarator declarator: (identifier) @name))
  (declaration declarator: (pointer_declarator
    declarator: (function_declarator declarator: (identifier) @name)))
] @definition.function)
