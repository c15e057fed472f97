//! The look and the widgets: design tokens, themes, icons, code editor, tree, list, palette.
