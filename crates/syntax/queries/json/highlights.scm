; Later patterns win over earlier ones on the same node.

["{" "}" "[" "]" "," ":"] @punctuation
(string) @string
(pair key: (string) @property)
(number) @number
[(null) (true) (false)] @constant
(escape_sequence) @escape
(comment) @comment
