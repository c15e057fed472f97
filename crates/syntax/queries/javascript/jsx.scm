; Elements of JSX.

(jsx_opening_element ["<" ">"] @punctuation)
(jsx_closing_element ["</" ">"] @punctuation)
(jsx_self_closing_element ["<" "/>"] @punctuation)
(jsx_opening_element name: (_) @tag)
(jsx_closing_element name: (_) @tag)
(jsx_self_closing_element name: (_) @tag)
((jsx_opening_element name: (identifier) @type) (#match? @type "^[A-Z]"))
((jsx_closing_element name: (identifier) @type) (#match? @type "^[A-Z]"))
((jsx_self_closing_element name: (identifier) @type) (#match? @type "^[A-Z]"))
(jsx_attribute (property_identifier) @attribute)
(jsx_expression ["{" "}"] @escape)
(html_character_reference) @escape
