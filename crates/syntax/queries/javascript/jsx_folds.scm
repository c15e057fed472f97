; Elements of JSX.

[(jsx_element) (jsx_self_closing_element) (jsx_opening_element)] @fold
