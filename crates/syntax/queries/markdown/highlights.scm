; Later patterns win over earlier ones on the same node.

(atx_heading (inline) @markup.heading)
(setext_heading (paragraph) @markup.heading)
[(atx_h1_marker) (atx_h2_marker) (atx_h3_marker) (atx_h4_marker) (atx_h5_marker) (atx_h6_marker)] @markup.heading
[(setext_h1_underline) (setext_h2_underline)] @markup.heading
(indented_code_block) @markup.raw
(code_fence_content) @markup.raw
(fenced_code_block_delimiter) @punctuation
(info_string) @label
(link_destination) @markup.link
(link_title) @string
(link_label) @markup.link
[(list_marker_plus) (list_marker_minus) (list_marker_star) (list_marker_dot) (list_marker_parenthesis)] @keyword
[(task_list_marker_checked) (task_list_marker_unchecked)] @constant
[(thematic_break) (pipe_table_delimiter_row)] @punctuation
(pipe_table_header (pipe_table_cell) @markup.bold)
(pipe_table_header "|" @punctuation)
(pipe_table_row "|" @punctuation)
[(block_continuation) (block_quote_marker)] @punctuation
(backslash_escape) @escape
[(entity_reference) (numeric_character_reference)] @escape
[(minus_metadata) (plus_metadata)] @comment
