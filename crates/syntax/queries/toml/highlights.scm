; Later patterns win over earlier ones on the same node.

["[" "]" "[[" "]]" "{" "}" "." ","] @punctuation
"=" @operator
(bare_key) @property
(quoted_key) @property
(table (bare_key) @type)
(table (quoted_key) @type)
(table (dotted_key (bare_key) @type))
(table_array_element (bare_key) @type)
(table_array_element (dotted_key (bare_key) @type))
(boolean) @constant
(string) @string
(escape_sequence) @escape
[(integer) (float)] @number
[(offset_date_time) (local_date_time) (local_date) (local_time)] @number
(comment) @comment
