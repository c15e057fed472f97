; What can be folded.

[
  (function_definition) (class_definition) (if_statement) (elif_clause) (else_clause) (for_statement)
  (while_statement) (with_statement) (try_statement) (except_clause) (finally_clause) (match_statement)
  (case_clause) (list) (dictionary) (set) (tuple) (argument_list) (parameters) (parenthesized_expression)
  (list_comprehension) (dictionary_comprehension) (generator_expression) (string)
] @fold

(comment) @fold.run
(import_statement) @fold.run
(import_from_statement) @fold.run
