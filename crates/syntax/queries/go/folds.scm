; What can be folded.

[
  (block) (literal_value) (field_declaration_list) (interface_type) (import_spec_list) (argument_list)
  (parameter_list) (expression_case) (type_case) (default_case) (communication_case) (const_declaration)
  (var_spec_list) (raw_string_literal) (expression_switch_statement) (type_switch_statement)
  (select_statement)
] @fold
(comment) @fold.run
