; Symbols.

(pair key: (string (string_content) @name)) @symbol.key
