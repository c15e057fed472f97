; Symbols.

(table . "[" . (_) @name) @symbol.table
(table_array_element . "[[" . (_) @name) @symbol.table
(pair . (_) @name) @symbol.key
