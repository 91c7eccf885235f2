; The parts of a dotted name before its last are its owner.
(table [(bare_key) (quoted_key)] @name) @definition.key
(table (dotted_key (_) @owner . (_) @name .)) @definition.key
(table_array_element [(bare_key) (quoted_key)] @name) @definition.key
(table_array_element (dotted_key (_) @owner . (_) @name .)) @definition.key

(document (pair . [(bare_key) (quoted_key)] @name) @definition.key)
(document (pair . (dotted_key) @name) @definition.key)
(table (pair . [(bare_key) (quoted_key)] @name) @definition.key)
(table (pair . (dotted_key) @name) @definition.key)
(table_array_element (pair . [(bare_key) (quoted_key)] @name) @definition.key)
(table_array_element (pair . (dotted_key) @name) @definition.key)
