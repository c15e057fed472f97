; Symbols.

(section . (atx_heading (inline) @name)) @symbol.heading
(section . (setext_heading (paragraph) @name)) @symbol.heading
