; What can be folded.

[
  (compound_statement) (field_declaration_list) (enumerator_list) (initializer_list) (argument_list)
  (parameter_list) (preproc_if) (preproc_ifdef) (preproc_else) (preproc_elif) (declaration_list) (case_statement)
  (comment)
] @fold
(comment) @fold.run
(preproc_include) @fold.run
