; Over those of C.

(class_specifier name: (_) @name body: (_)) @symbol.class
(namespace_definition name: (_) @name) @symbol.module
(function_definition declarator: (function_declarator declarator: (field_identifier) @name)) @symbol.method
(function_definition declarator: (function_declarator declarator: (destructor_name) @name)) @symbol.method
(function_definition declarator: (function_declarator declarator: (operator_name) @name)) @symbol.method
(function_definition declarator: (function_declarator declarator: (qualified_identifier) @name)) @symbol.method
(function_definition declarator: (reference_declarator (function_declarator declarator: (_) @name))) @symbol.function
(field_declaration declarator: (function_declarator declarator: (field_identifier) @name)) @symbol.method
(concept_definition name: (identifier) @name) @symbol.type
(alias_declaration name: (type_identifier) @name) @symbol.type
