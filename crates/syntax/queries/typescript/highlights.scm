; Over the patterns of JavaScript: types.

[
  "abstract" "accessor" "assert" "asserts" "declare" "enum" "implements" "infer" "interface" "is"
  "keyof" "module" "namespace" "override" "private" "protected" "public" "readonly" "satisfies"
  "type"
] @keyword

(type_identifier) @type
(predefined_type) @type
(literal_type (_) @constant)
(literal_type (string) @string)
(literal_type (number) @number)
(type_arguments ["<" ">"] @punctuation)
(type_parameters ["<" ">"] @punctuation)
(nested_type_identifier module: (identifier) @namespace)
(internal_module name: (identifier) @namespace)

(required_parameter pattern: (identifier) @parameter)
(required_parameter pattern: (rest_pattern (identifier) @parameter))
(required_parameter pattern: (object_pattern (shorthand_property_identifier_pattern) @parameter))
(optional_parameter pattern: (identifier) @parameter)
(required_parameter pattern: (this) @builtin)

(method_signature name: (property_identifier) @function)
(abstract_method_signature name: (property_identifier) @function)
(function_signature name: (identifier) @function)
(public_field_definition name: (property_identifier) @function value: [(function_expression) (arrow_function)])
(enum_declaration name: (identifier) @type)
(enum_body name: (property_identifier) @constant)
(enum_assignment name: (property_identifier) @constant)
