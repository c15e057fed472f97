; What can be folded.

[(element) (script_element) (style_element) (comment) (start_tag)] @fold
