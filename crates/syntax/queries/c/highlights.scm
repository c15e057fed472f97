; Later patterns win over earlier ones on the same node.

[
  "(" ")" "[" "]" "{" "}" "." "," ";" ":" "::"
] @punctuation

[
  "!" "!=" "%" "%=" "&" "&&" "&=" "*" "*=" "+" "++" "+=" "-" "--" "-=" "->" "..." "/" "/=" "<" "<<"
  "<<=" "<=" "=" "==" ">" ">=" ">>" ">>=" "?" "[[" "]]" "^" "^=" "|" "|=" "||" "~"
] @operator

[
  "_Alignas" "_Alignof" "_Atomic" "_Generic" "_Nonnull" "_Noreturn" "__alignof" "__alignof__"
  "__asm" "__asm__" "__attribute" "__attribute__" "__based" "__cdecl" "__clrcall" "__declspec"
  "__except" "__extension__" "__fastcall" "__finally" "__forceinline" "__inline" "__inline__"
  "__leave" "__restrict__" "__stdcall" "__thiscall" "__thread" "__try" "__unaligned" "__vectorcall"
  "__volatile__" "_alignof" "_unaligned" "alignas" "alignof" "asm" "break" "case" "const"
  "constexpr" "continue" "default" "defined" "do" "else" "enum" "extern" "for" "goto" "if" "inline"
  "noreturn" "offsetof" "register" "restrict" "return" "sizeof" "static" "struct" "switch"
  "thread_local" "typedef" "union" "volatile" "while"
] @keyword

["#define" "#elif" "#elifdef" "#elifndef" "#else" "#endif" "#if" "#ifdef" "#ifndef" "#include"] @macro
(preproc_directive) @macro
(preproc_def name: (identifier) @constant)
((identifier) @constant (#match? @constant "^_*[A-Z][A-Z0-9_]+$"))
(preproc_function_def name: (identifier) @macro)
(preproc_params (identifier) @parameter)
(field_identifier) @property
(field_designator (field_identifier) @property)
(statement_identifier) @label
(type_identifier) @type
(primitive_type) @type
(sized_type_specifier) @type
["unsigned" "signed" "short" "long"] @type
(enumerator name: (identifier) @constant)
(parameter_declaration declarator: (identifier) @parameter)
(parameter_declaration declarator: (pointer_declarator declarator: (identifier) @parameter))
(parameter_declaration declarator: (array_declarator declarator: (identifier) @parameter))

(call_expression function: (identifier) @function)
(call_expression function: (field_expression field: (field_identifier) @function))
((call_expression function: (identifier) @macro) (#match? @macro "^[A-Z][A-Z0-9_]+$"))
(function_declarator declarator: (identifier) @function)

(null) @constant
[(true) (false)] @constant
(number_literal) @number
(char_literal) @string
(string_literal) @string
(system_lib_string) @string
(escape_sequence) @escape
(comment) @comment
((comment) @comment.documentation (#match? @comment.documentation "^(/\\*\\*[^*/]|///[^/]|/\\*!|//!)"))
(attribute_specifier) @attribute
