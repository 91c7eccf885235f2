; Three levels of keys; what lists hold has no name.
(stream (document (block_node (block_mapping (block_mapping_pair
  key: (flow_node [(plain_scalar) (double_quote_scalar) (single_quote_scalar)] @name)
  value: (block_node (block_mapping))? @body
  (#not-eq? @name "<<")) @definition.key))))
(stream (document (block_node (block_mapping (block_mapping_pair value: (block_node (block_mapping (block_mapping_pair
  key: (flow_node [(plain_scalar) (double_quote_scalar) (single_quote_scalar)] @name)
  value: (block_node (block_mapping))? @body
  (#not-eq? @name "<<")) @definition.key)))))))
(stream (document (block_node (block_mapping (block_mapping_pair value: (block_node (block_mapping (block_mapping_pair value: (block_node (block_mapping (block_mapping_pair
  key: (flow_node [(plain_scalar) (double_quote_scalar) (single_quote_scalar)] @name)
  value: (block_node (block_mapping))? @body
  (#not-eq? @name "<<")) @definition.key))))))))))
