; Symbols.

(rule_set (selectors) @name) @symbol.selector
(media_statement "@media" @name (_) @name . (block)) @symbol.module
(keyframes_statement "@keyframes" @context (keyframes_name) @name) @symbol.function
(supports_statement "@supports" @name) @symbol.module
