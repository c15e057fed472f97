; What can be folded.

[
  (block) (class_body) (interface_body) (enum_body) (annotation_type_body) (constructor_body) (switch_block)
  (array_initializer) (argument_list) (formal_parameters) (block_comment) (switch_block_statement_group)
] @fold
(line_comment) @fold.run
(import_declaration) @fold.run
