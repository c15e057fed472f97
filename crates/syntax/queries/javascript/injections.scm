; Other languages in template strings.

((call_expression
   function: (identifier) @injection.language
   arguments: (template_string (string_fragment) @injection.content))
 (#any-of? @injection.language "css" "html" "sql" "markdown" "md"))

((call_expression
   function: (member_expression object: (identifier) @_object)
   arguments: (template_string (string_fragment) @injection.content))
 (#eq? @_object "styled")
 (#set! injection.language "css"))
