; Symbols.

(package_clause "package" @context (package_identifier) @name) @symbol.module
(function_declaration name: (identifier) @name) @symbol.function
(method_declaration receiver: (parameter_list) @context name: (field_identifier) @name) @symbol.method
(type_spec name: (type_identifier) @name) @symbol.type
(type_spec name: (type_identifier) @name type: (struct_type)) @symbol.struct
(type_spec name: (type_identifier) @name type: (interface_type)) @symbol.interface
(type_alias name: (type_identifier) @name) @symbol.type
(method_elem name: (field_identifier) @name) @symbol.method
(field_declaration name: (field_identifier) @name) @symbol.field
(source_file (const_declaration (const_spec name: (identifier) @name) @symbol.constant))
(source_file (var_declaration (var_spec name: (identifier) @name) @symbol.variable))
(source_file (var_declaration (var_spec_list (var_spec name: (identifier) @name) @symbol.variable)))
