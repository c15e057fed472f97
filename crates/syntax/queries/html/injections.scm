; Scripts and styles.

((script_element (raw_text) @injection.content) (#set! injection.language "javascript"))
((style_element (raw_text) @injection.content) (#set! injection.language "css"))

((script_element
   (start_tag (attribute (attribute_name) @_name
     [(quoted_attribute_value (attribute_value) @_value) (attribute_value) @_value]))
   (raw_text) @injection.content)
 (#eq? @_name "type")
 (#match? @_value "json|importmap|speculationrules")
 (#set! injection.language "json"))

((script_element
   (start_tag (attribute (attribute_name) @_name
     [(quoted_attribute_value (attribute_value) @_value) (attribute_value) @_value]))
   (raw_text) @injection.content)
 (#eq? @_name "lang")
 (#match? @_value "^(ts|typescript)$")
 (#set! injection.language "typescript"))

((attribute
   (attribute_name) @_name
   (quoted_attribute_value (attribute_value) @injection.content))
 (#match? @_name "^on[a-z]+$")
 (#set! injection.language "javascript"))
