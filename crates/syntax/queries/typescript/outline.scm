; Over those of JavaScript.

(interface_declaration name: (type_identifier) @name) @symbol.interface
(type_alias_declaration name: (type_identifier) @name) @symbol.type
(enum_declaration name: (identifier) @name) @symbol.enum
(enum_body name: (property_identifier) @name @symbol.member)
(enum_assignment name: (property_identifier) @name) @symbol.member
(abstract_class_declaration name: (type_identifier) @name) @symbol.class
(internal_module name: (_) @name) @symbol.module
(module name: (_) @name) @symbol.module
(function_signature name: (identifier) @name) @symbol.function
(method_signature name: (_) @name) @symbol.method
(abstract_method_signature name: (_) @name) @symbol.method
(property_signature name: (_) @name) @symbol.field
(public_field_definition name: (_) @name) @symbol.field
