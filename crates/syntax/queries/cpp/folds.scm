; Over those of C.

[(template_parameter_list) (raw_string_literal)] @fold
