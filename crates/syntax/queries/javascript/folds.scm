; What can be folded.

[
  (statement_block) (class_body) (object) (array) (arguments) (formal_parameters) (switch_body) (switch_case)
  (switch_default) (named_imports) (export_clause) (object_pattern) (template_string) (comment)
  (parenthesized_expression)
] @fold

(comment) @fold.run
(import_statement) @fold.run
