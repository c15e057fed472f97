; Over the patterns of C.

[
  "()" "->*" ".*" "<=>" "[]"
] @operator

[
  "and" "and_eq" "bitand" "bitor" "catch" "class" "co_await" "co_return" "co_yield" "compl"
  "concept" "consteval" "constinit" "decltype" "delete" "explicit" "final" "friend" "mutable"
  "namespace" "new" "noexcept" "not" "not_eq" "operator" "or" "or_eq" "override" "private"
  "protected" "public" "requires" "static_assert" "template" "throw" "try" "typename" "using"
  "virtual" "xor" "xor_eq"
] @keyword

(access_specifier) @keyword
(template_argument_list ["<" ">"] @punctuation)
(template_parameter_list ["<" ">"] @punctuation)
(namespace_identifier) @namespace
((namespace_identifier) @type (#match? @type "^[A-Z]"))
(namespace_definition name: (_) @namespace)
(auto) @keyword
(this) @builtin
(call_expression function: (qualified_identifier name: (identifier) @function))
(call_expression function: (template_function name: (identifier) @function))
(template_function name: (identifier) @function)
(template_method name: (field_identifier) @function)
(function_declarator declarator: (qualified_identifier name: (identifier) @function))
(function_declarator declarator: (qualified_identifier name: (qualified_identifier name: (identifier) @function)))
(function_declarator declarator: (field_identifier) @function)
(function_declarator declarator: (destructor_name (identifier) @function))
(operator_name) @function
(parameter_declaration declarator: (reference_declarator (identifier) @parameter))
(optional_parameter_declaration declarator: (identifier) @parameter)
(raw_string_literal) @string
(literal_suffix) @number
(attribute_declaration) @attribute
