; Later patterns win over earlier ones on the same node.

[
  "(" ")" "[" "]" "{" "}" "." "," ";" ":"
] @punctuation

[
  "!=" "%" "%=" "&" "&=" "*" "**" "**=" "*=" "+" "+=" "-" "-=" "->" "/" "//=" "/=" ":=" "<" "<<"
  "<<=" "<=" "<>" "=" "==" ">" ">=" ">>" ">>=" "@=" "^" "^=" "|" "|=" "~"
] @operator

[
  "is not" "not in" "and" "as" "assert" "async" "await" "break" "case" "class" "continue" "def"
  "del" "elif" "else" "except" "exec" "finally" "for" "from" "global" "if" "import" "in" "is"
  "lambda" "match" "nonlocal" "not" "or" "pass" "print" "raise" "return" "try" "type" "while" "with"
  "yield"
] @keyword

((identifier) @type (#match? @type "^_*[A-Z]"))
((identifier) @constant (#match? @constant "^_*[A-Z][A-Z0-9_]+$"))
((identifier) @builtin (#any-of? @builtin "self" "cls" "__name__" "__file__" "__doc__" "__all__"))

(attribute attribute: (identifier) @property)
(keyword_argument name: (identifier) @parameter)
(parameters (identifier) @parameter)
(lambda_parameters (identifier) @parameter)
(default_parameter name: (identifier) @parameter)
(typed_parameter . (identifier) @parameter)
(typed_default_parameter name: (identifier) @parameter)
(list_splat_pattern (identifier) @parameter)
(dictionary_splat_pattern (identifier) @parameter)
((parameters (identifier) @builtin) (#any-of? @builtin "self" "cls"))

(type (identifier) @type)
(type (attribute attribute: (identifier) @type))
(generic_type (identifier) @type)
(class_definition name: (identifier) @type)
(class_definition superclasses: (argument_list (identifier) @type))

(import_statement name: (dotted_name (identifier) @namespace))
(import_statement name: (aliased_import name: (dotted_name (identifier) @namespace)))
(import_from_statement module_name: (dotted_name (identifier) @namespace))
(import_from_statement module_name: (relative_import (dotted_name (identifier) @namespace)))

(call function: (identifier) @function)
(call function: (attribute attribute: (identifier) @function))
((call function: (identifier) @type) (#match? @type "^_*[A-Z]"))
((call function: (attribute attribute: (identifier) @type)) (#match? @type "^[A-Z]"))
((call function: (identifier) @function.builtin)
 (#any-of? @function.builtin
   "abs" "all" "any" "ascii" "bin" "bool" "breakpoint" "bytearray" "bytes" "callable" "chr" "classmethod" "compile"
   "complex" "delattr" "dict" "dir" "divmod" "enumerate" "eval" "exec" "filter" "float" "format" "frozenset" "getattr"
   "globals" "hasattr" "hash" "help" "hex" "id" "input" "int" "isinstance" "issubclass" "iter" "len" "list" "locals"
   "map" "max" "memoryview" "min" "next" "object" "oct" "open" "ord" "pow" "print" "property" "range" "repr" "reversed"
   "round" "set" "setattr" "slice" "sorted" "staticmethod" "str" "sum" "super" "tuple" "type" "vars" "zip" "__import__"))
(function_definition name: (identifier) @function)

(decorator "@" @attribute)
(decorator (identifier) @attribute)
(decorator (attribute attribute: (identifier) @attribute))
(decorator (call function: (identifier) @attribute))
(decorator (call function: (attribute attribute: (identifier) @attribute)))

[(none) (true) (false) (ellipsis)] @constant
[(integer) (float)] @number
(comment) @comment
(string) @string
(escape_sequence) @escape
(escape_interpolation) @escape
(interpolation) @none
(interpolation ["{" "}"] @escape)
(type_conversion) @escape
(format_specifier) @escape

; A string alone is documentation.
(module . (expression_statement (string) @comment.documentation))
(class_definition body: (block . (expression_statement (string) @comment.documentation)))
(function_definition body: (block . (expression_statement (string) @comment.documentation)))
