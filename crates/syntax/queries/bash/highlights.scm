; Later patterns win over earlier ones on the same node.

["(" ")" "((" "))" "[" "]" "[[" "]]" "{" "}" ";" ";;" ";&" ";;&"] @punctuation
["|" "|&" "&&" "||" "&" "!" "=" "+=" "==" "!=" "=~" "<" ">" ">>" "<<" "<<-" "<<<" "&>" "&>>" "<&" ">&" ">|"] @operator
[
  "case" "declare" "do" "done" "elif" "else" "esac" "export" "fi" "for" "function" "if" "in" "local" "readonly"
  "select" "then" "typeset" "unset" "unsetenv" "until" "while"
] @keyword
(command_name (word) @function)
((command_name (word) @function.builtin)
 (#any-of? @function.builtin
   "alias" "bg" "bind" "break" "builtin" "cd" "command" "continue" "dirs" "disown" "echo" "enable" "eval" "exec" "exit"
   "fg" "getopts" "hash" "help" "history" "jobs" "kill" "let" "mapfile" "popd" "printf" "pushd" "pwd" "read" "readarray"
   "return" "set" "shift" "shopt" "source" "suspend" "test" "time" "times" "trap" "true" "false" "type" "ulimit" "umask"
   "unalias" "wait"))
((command_name (word) @keyword) (#any-of? @keyword "return" "exit" "break" "continue" "source" "." "eval" "exec"))
(function_definition name: (word) @function)
(variable_name) @property
(special_variable_name) @builtin
((command argument: (word) @constant) (#match? @constant "^-"))
(test_operator) @operator
(number) @number
(file_descriptor) @number
[(string) (raw_string) (ansi_c_string) (translated_string)] @string
[(heredoc_body) (heredoc_start) (heredoc_end)] @string
(regex) @regex
(extglob_pattern) @regex
(case_item value: (word) @string)
(simple_expansion "$" @escape)
(expansion ["${" "}"] @escape)
(command_substitution) @none
(command_substitution ["$(" ")"] @escape)
(arithmetic_expansion ["$((" "))"] @escape)
(simple_expansion (variable_name) @property)
(expansion (variable_name) @property)
(comment) @comment
