; What can be folded.

[(statement) (column_definitions) (subquery) (cte) (case) (block) (function_body) (marginalia) (list)] @fold
(comment) @fold.run
