; Symbols.

(function_item name: (identifier) @name) @symbol.function
(function_signature_item name: (identifier) @name) @symbol.function
(impl_item body: (declaration_list (function_item name: (identifier) @name) @symbol.method))
(trait_item body: (declaration_list (function_item name: (identifier) @name) @symbol.method))
(trait_item body: (declaration_list (function_signature_item name: (identifier) @name) @symbol.method))
(struct_item name: (type_identifier) @name) @symbol.struct
(union_item name: (type_identifier) @name) @symbol.struct
(enum_item name: (type_identifier) @name) @symbol.enum
(enum_variant name: (identifier) @name) @symbol.member
(field_declaration name: (field_identifier) @name) @symbol.field
(trait_item name: (type_identifier) @name) @symbol.interface
(impl_item "impl" @context trait: (_)? @name "for"? @context type: (_) @name) @symbol.impl
(mod_item name: (identifier) @name) @symbol.module
(const_item name: (identifier) @name) @symbol.constant
(static_item name: (identifier) @name) @symbol.constant
(type_item name: (type_identifier) @name) @symbol.type
(associated_type name: (type_identifier) @name) @symbol.type
(macro_definition name: (identifier) @name) @symbol.macro
