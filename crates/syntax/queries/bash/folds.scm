; What can be folded.

[
  (compound_statement) (if_statement) (elif_clause) (else_clause) (for_statement)
  (c_style_for_statement) (while_statement) (case_statement) (case_item) (do_group) (subshell) (array)
  (heredoc_body)
] @fold
(comment) @fold.run
