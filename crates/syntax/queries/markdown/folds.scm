; What can be folded.

[(section) (fenced_code_block) (list_item) (html_block) (minus_metadata) (plus_metadata) (block_quote) (pipe_table)] @fold
