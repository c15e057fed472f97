; Later patterns win over earlier ones on the same node.

["<" ">" "</" "/>" "<!"] @punctuation
"=" @operator
(tag_name) @tag
(erroneous_end_tag_name) @error
(doctype) @macro
(attribute_name) @attribute
(attribute_value) @string
(quoted_attribute_value) @string
(entity) @escape
(comment) @comment
