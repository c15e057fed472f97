; Later patterns win over earlier ones on the same node.

[
  "(" ")" "[" "]" "{" "}" "." "," ";" ":" "::"
] @punctuation

[
  "!" "!=" "%" "%=" "&" "&&" "&=" "*" "*=" "+" "++" "+=" "-" "--" "-=" "->" "..." "/" "/=" "<" "<<"
  "<<=" "<=" "=" "==" ">" ">=" ">>" ">>=" ">>>" ">>>=" "?" "^" "^=" "|" "|=" "||" "~"
] @operator

[
  "@interface" "abstract" "assert" "break" "case" "catch" "class" "continue" "default" "do" "else"
  "enum" "exports" "extends" "final" "finally" "for" "if" "implements" "import" "instanceof"
  "interface" "module" "native" "new" "open" "opens" "package" "permits" "private" "protected"
  "provides" "public" "record" "requires" "return" "sealed" "static" "strictfp" "switch"
  "synchronized" "throw" "throws" "to" "transient" "transitive" "try" "uses" "volatile" "when"
  "while" "with" "yield"
] @keyword

((identifier) @constant (#match? @constant "^_*[A-Z][A-Z0-9_]+$"))
(type_identifier) @type
[(boolean_type) (integral_type) (floating_point_type) (void_type)] @type
(interface_declaration name: (identifier) @type)
(class_declaration name: (identifier) @type)
(enum_declaration name: (identifier) @type)
(record_declaration name: (identifier) @type)
(annotation_type_declaration name: (identifier) @type)
(constructor_declaration name: (identifier) @type)
(compact_constructor_declaration name: (identifier) @type)
((field_access object: (identifier) @type) (#match? @type "^[A-Z][A-Za-z0-9]*[a-z]"))
((method_invocation object: (identifier) @type) (#match? @type "^[A-Z][A-Za-z0-9]*[a-z]"))
((method_reference . (identifier) @type) (#match? @type "^[A-Z]"))
((scoped_identifier scope: (identifier) @type) (#match? @type "^[A-Z]"))
(package_declaration (scoped_identifier) @namespace)
(package_declaration (identifier) @namespace)
(import_declaration (scoped_identifier scope: (_) @namespace))
((import_declaration (scoped_identifier name: (identifier) @type)) (#match? @type "^[A-Z]"))
(enum_constant name: (identifier) @constant)
(field_declaration declarator: (variable_declarator name: (identifier) @property))
((field_declaration declarator: (variable_declarator name: (identifier) @constant))
 (#match? @constant "^[A-Z][A-Z0-9_]+$"))
(field_access field: (identifier) @property)
(formal_parameter name: (identifier) @parameter)
(catch_formal_parameter name: (identifier) @parameter)
(spread_parameter (variable_declarator name: (identifier) @parameter))
(inferred_parameters (identifier) @parameter)
(lambda_expression parameters: (identifier) @parameter)
(method_declaration name: (identifier) @function)
(method_invocation name: (identifier) @function)
(annotation "@" @attribute name: (_) @attribute)
(marker_annotation "@" @attribute name: (_) @attribute)
(labeled_statement (identifier) @label)
[(this) (super)] @builtin
[
  (hex_integer_literal) (decimal_integer_literal) (octal_integer_literal) (binary_integer_literal)
  (decimal_floating_point_literal) (hex_floating_point_literal)
] @number
[(character_literal) (string_literal)] @string
(escape_sequence) @escape
(string_interpolation) @none
[(true) (false) (null_literal)] @constant
[(line_comment) (block_comment)] @comment
((block_comment) @comment.documentation (#match? @comment.documentation "^/\\*\\*[^*/]"))
