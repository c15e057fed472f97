; Later patterns win over earlier ones on the same node.

(code_span) @markup.raw
(latex_block) @markup.raw
[(code_span_delimiter) (latex_span_delimiter)] @punctuation
(emphasis) @markup.italic
(strong_emphasis) @markup.bold
(strikethrough) @markup.strikethrough
(emphasis_delimiter) @punctuation
(link_text) @markup.link
(image_description) @markup.link
(link_label) @markup.link
(link_destination) @markup.link
[(uri_autolink) (email_autolink)] @markup.link
(link_title) @string
(inline_link ["[" "]" "(" ")"] @punctuation)
(image ["!" "[" "]" "(" ")"] @punctuation)
(full_reference_link ["[" "]"] @punctuation)
(collapsed_reference_link ["[" "]"] @punctuation)
(shortcut_link ["[" "]"] @punctuation)
(html_tag) @tag
[(backslash_escape) (hard_line_break) (entity_reference) (numeric_character_reference)] @escape
