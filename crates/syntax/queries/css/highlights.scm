; Later patterns win over earlier ones on the same node.

[
  "(" ")" "[" "]" "{" "}" "." "," ";" ":" "::" "#"
] @punctuation

[
  "$=" "*" "*=" "+" "-" "/" "=" ">" "^=" "|" "|=" "~" "~="
] @operator

["@charset" "@import" "@keyframes" "@media" "@namespace" "@scope" "@supports"] @keyword
["and" "not" "only" "or" "selector"] @keyword
(at_keyword) @keyword
(to) @keyword
(from) @keyword
(important) @keyword
(keyword_query) @keyword
(tag_name) @tag
(nesting_selector) @tag
(universal_selector) @tag
(class_name) @type
(id_name) @label
(pseudo_class_selector (class_name) @attribute)
(pseudo_element_selector (tag_name) @attribute)
(attribute_name) @attribute
(property_name) @property
(feature_name) @property
((property_name) @variable.named (#match? @variable.named "^--"))
((plain_value) @variable.named (#match? @variable.named "^--"))
(keyframes_name) @function
(function_name) @function
(string_value) @string
(escape_sequence) @escape
(attribute_selector (plain_value) @string)
(color_value) @number
(color_value "#" @number)
(integer_value) @number
(float_value) @number
(unit) @type
(comment) @comment
(js_comment) @comment
