; Symbols.

(function_declaration name: (identifier) @name) @symbol.function
(generator_function_declaration name: (identifier) @name) @symbol.function
(class_declaration name: (_) @name) @symbol.class
(method_definition name: (_) @name) @symbol.method
(pair key: (property_identifier) @name value: [(arrow_function) (function_expression)]) @symbol.method
(program (lexical_declaration (variable_declarator name: (identifier) @name) @symbol.variable))
(program (variable_declaration (variable_declarator name: (identifier) @name) @symbol.variable))
(program (export_statement declaration: (lexical_declaration (variable_declarator name: (identifier) @name) @symbol.variable)))
(assignment_expression
  left: (member_expression property: (property_identifier) @name)
  right: [(arrow_function) (function_expression)]) @symbol.function
(variable_declarator name: (identifier) @name value: [(arrow_function) (function_expression)]) @symbol.function
