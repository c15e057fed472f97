; Symbols.

(create_table (object_reference) @name) @symbol.table
(create_view (object_reference) @name) @symbol.table
(create_materialized_view (object_reference) @name) @symbol.table
(create_function (object_reference) @name) @symbol.function
(create_type (object_reference) @name) @symbol.type
(create_index column: (identifier) @name) @symbol.key
(create_trigger . (keyword_create) (keyword_trigger) . (object_reference) @name) @symbol.function
(create_schema (identifier) @name) @symbol.module
(column_definition name: (identifier) @name) @symbol.field
(cte . (identifier) @name) @symbol.table
