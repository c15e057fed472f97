; Later patterns win over earlier ones on the same node.

["," "-" ":" ">" "?" "|" "[" "]" "{" "}"] @punctuation
["*" "&" "---" "..."] @operator
[(double_quote_scalar) (single_quote_scalar) (block_scalar) (string_scalar)] @string
(boolean_scalar) @constant
(null_scalar) @constant
[(integer_scalar) (float_scalar) (timestamp_scalar)] @number
(escape_sequence) @escape
(comment) @comment
[(anchor_name) (alias_name)] @label
(tag) @type
[(yaml_directive) (tag_directive) (reserved_directive)] @macro
(block_mapping_pair key: (flow_node [(double_quote_scalar) (single_quote_scalar)] @property))
(block_mapping_pair key: (flow_node (plain_scalar (_) @property)))
(flow_pair key: (flow_node [(double_quote_scalar) (single_quote_scalar)] @property))
(flow_pair key: (flow_node (plain_scalar (_) @property)))
