; Three levels of keys; what lists hold has no name.
(document (object (pair key: (string) @name value: (object)? @body) @definition.key))
(document (object (pair value: (object
  (pair key: (string) @name value: (object)? @body) @definition.key))))
(document (object (pair value: (object (pair value: (object
  (pair key: (string) @name value: (object)? @body) @definition.key))))))
