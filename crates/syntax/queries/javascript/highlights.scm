; Later patterns win over earlier ones on the same node.

[
  "(" ")" "[" "]" "{" "}" "." "," ";" ":"
] @punctuation

[
  "!" "!=" "!==" "%" "%=" "&" "&&" "&&=" "&=" "*" "**" "**=" "*=" "+" "++" "+=" "-" "--" "-=" "..."
  "/" "/=" "<" "<<" "<<=" "<=" "=" "==" "===" "=>" ">" ">=" ">>" ">>=" ">>>" ">>>=" "?" "??" "??="
  "^" "^=" "|" "|=" "||" "||=" "~"
] @operator

[
  "as" "async" "await" "break" "case" "catch" "class" "const" "continue" "debugger" "default"
  "delete" "do" "else" "export" "extends" "finally" "for" "from" "function" "get" "if" "import" "in"
  "instanceof" "let" "new" "of" "return" "set" "static" "switch" "target" "throw" "try" "typeof"
  "using" "var" "void" "while" "with" "yield"
] @keyword

(property_identifier) @property
(private_property_identifier) @property
(shorthand_property_identifier) @property
(statement_identifier) @label

((identifier) @type (#match? @type "^[A-Z]"))
((identifier) @constant (#match? @constant "^[A-Z_][A-Z0-9_]+$"))
((identifier) @builtin
 (#any-of? @builtin "arguments" "module" "console" "window" "document" "globalThis" "process" "exports"))

(arrow_function parameter: (identifier) @parameter)

(function_expression name: (identifier) @function)
(function_declaration name: (identifier) @function)
(generator_function_declaration name: (identifier) @function)
(method_definition name: (property_identifier) @function)
(method_definition name: (private_property_identifier) @function)
(pair key: (property_identifier) @function value: [(function_expression) (arrow_function)])
(variable_declarator name: (identifier) @function value: [(function_expression) (arrow_function)])
(assignment_expression left: (identifier) @function right: [(function_expression) (arrow_function)])
(assignment_expression
  left: (member_expression property: (property_identifier) @function)
  right: [(function_expression) (arrow_function)])
(call_expression function: (identifier) @function)
(call_expression function: (member_expression property: (property_identifier) @function))
(call_expression function: (member_expression property: (private_property_identifier) @function))
((call_expression function: (identifier) @function.builtin) (#eq? @function.builtin "require"))
(new_expression constructor: (identifier) @type)
(class_declaration name: (_) @type)

(decorator "@" @attribute (identifier) @attribute)
(decorator "@" @attribute (call_expression function: (identifier) @attribute))

[(this) (super)] @builtin
[(true) (false) (null) (undefined)] @constant
(number) @number
(comment) @comment
(hash_bang_line) @comment
((comment) @comment.documentation (#match? @comment.documentation "^/\\*\\*[^*]"))
(string) @string
(template_string) @string
(escape_sequence) @escape
(template_substitution) @none
(template_substitution ["${" "}"] @escape)
(regex) @regex
