; Later patterns win over earlier ones on the same node.

[
  "(" ")" "[" "]" "{" "}" "." "," ";" ":" "::"
] @punctuation

[
  "!" "!=" "%" "%=" "&" "&&" "&=" "*" "*=" "+" "+=" "-" "-=" "->" ".." "..." "..=" "/" "/=" "<" "<<"
  "<<=" "<=" "=" "==" "=>" ">" ">=" ">>" ">>=" "?" "^" "^=" "|" "|=" "||"
] @operator

[
  "as" "async" "await" "break" "const" "continue" "default" "dyn" "else" "enum" "extern" "fn" "for"
  "gen" "if" "impl" "in" "let" "loop" "macro_rules!" "match" "mod" "move" "pub" "raw" "ref" "return"
  "static" "struct" "trait" "try" "type" "union" "unsafe" "use" "where" "while" "yield"
] @keyword

(type_arguments ["<" ">"] @punctuation)
(type_parameters ["<" ">"] @punctuation)
(reference_type "&" @operator)

(type_identifier) @type
(primitive_type) @type
(field_identifier) @property
(shorthand_field_identifier) @property
(shorthand_field_initializer (identifier) @property)

((identifier) @type (#match? @type "^_*[A-Z][A-Za-z0-9]*[a-z]"))
((identifier) @constant (#match? @constant "^_*[A-Z][A-Z0-9_]*$"))

(scoped_identifier path: (identifier) @namespace)
((scoped_identifier path: (identifier) @type) (#match? @type "^[A-Z]"))
(scoped_identifier path: (scoped_identifier name: (identifier) @namespace))
((scoped_identifier path: (scoped_identifier name: (identifier) @type)) (#match? @type "^[A-Z]"))
(scoped_type_identifier path: (identifier) @namespace)
((scoped_type_identifier path: (identifier) @type) (#match? @type "^[A-Z]"))
(scoped_type_identifier path: (scoped_identifier name: (identifier) @namespace))
(mod_item name: (identifier) @namespace)
(use_declaration argument: (identifier) @namespace)
(scoped_use_list path: (identifier) @namespace)
(scoped_use_list path: (scoped_identifier name: (identifier) @namespace))
(extern_crate_declaration name: (identifier) @namespace)

(enum_variant name: (identifier) @constant)
(const_item name: (identifier) @constant)
(static_item name: (identifier) @constant)

(parameter pattern: (identifier) @parameter)
(parameter pattern: (mut_pattern (identifier) @parameter))
(parameter pattern: (reference_pattern (identifier) @parameter))
(closure_parameters (identifier) @parameter)
(closure_parameters (reference_pattern (identifier) @parameter))

(function_item name: (identifier) @function)
(function_signature_item name: (identifier) @function)
(call_expression function: (identifier) @function)
(call_expression function: (field_expression field: (field_identifier) @function))
(call_expression function: (scoped_identifier name: (identifier) @function))
(generic_function function: (identifier) @function)
(generic_function function: (scoped_identifier name: (identifier) @function))
(generic_function function: (field_expression field: (field_identifier) @function))
((call_expression function: (identifier) @constant) (#match? @constant "^[A-Z]"))
((call_expression function: (scoped_identifier name: (identifier) @constant)) (#match? @constant "^[A-Z]"))
(tuple_struct_pattern type: (identifier) @constant)
(tuple_struct_pattern type: (scoped_identifier name: (identifier) @constant))

; Inside macros there are only tokens: a name before a parenthesis is a call.
((token_tree (identifier) @function . (token_tree) @_arguments) (#match? @function "^[a-z_]"))

(macro_invocation macro: (identifier) @macro "!" @macro)
(macro_invocation macro: (scoped_identifier name: (identifier) @macro) "!" @macro)
(macro_definition name: (identifier) @macro)
(metavariable) @macro
(fragment_specifier) @type

(attribute_item) @attribute
(inner_attribute_item) @attribute
(attribute (identifier) @attribute)
(attribute (scoped_identifier) @attribute)

(lifetime "'" @label (identifier) @label)
(label "'" @label (identifier) @label)

(crate) @keyword
(super) @keyword
(mutable_specifier) @keyword
(self) @builtin
(use_list (self) @keyword)
(scoped_use_list (self) @keyword)

(boolean_literal) @constant
(integer_literal) @number
(float_literal) @number
(char_literal) @string
(string_literal) @string
(raw_string_literal) @string
(escape_sequence) @escape

(line_comment) @comment
(block_comment) @comment
(line_comment (doc_comment)) @comment.documentation
(block_comment (doc_comment)) @comment.documentation
(outer_doc_comment_marker _ @comment.documentation)
(inner_doc_comment_marker _ @comment.documentation)
(shebang) @comment
