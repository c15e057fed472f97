; What can be folded.

[
  (block) (declaration_list) (field_declaration_list) (ordered_field_declaration_list) (enum_variant_list)
  (match_block) (use_list) (arguments) (parameters) (array_expression) (tuple_expression) (struct_expression)
  (field_initializer_list) (token_tree) (macro_definition) (block_comment) (raw_string_literal) (where_clause)
] @fold

(line_comment) @fold.run
(use_declaration) @fold.run
