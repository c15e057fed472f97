; Symbols.

(element (start_tag (tag_name) @name)) @symbol.tag
(element (self_closing_tag (tag_name) @name)) @symbol.tag
(script_element (start_tag (tag_name) @name)) @symbol.tag
(style_element (start_tag (tag_name) @name)) @symbol.tag
