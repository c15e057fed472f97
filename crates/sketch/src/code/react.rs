//! Prints a page as components of React in TypeScript.
//!
//! Repeated items become a component and a typed list of its properties. The look is in a CSS module or in utilities
//! of Tailwind. Fields begin with what was drawn and are the browser's from then on.
//!
//! Not here: which elements and declarations there are (`code::web`).

use super::classes::{Classes, Spelling};
use super::component::{self, Component, Page};
use super::dom::Document;
use super::html::{self, theme};
use super::markup::{self, Language, Value};
use super::writer::{WIDTH, Writer, columns};
use super::{File, tailwind};

/// Where the look of a component is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Look {
    /// In a CSS module beside it.
    #[default]
    Modules,
    /// In utilities of Tailwind 4.
    Tailwind,
}

/// The component of a page, and its style sheets.
#[must_use]
pub fn print(document: &Document, look: Look) -> Vec<File> {
    let mut files = match look {
        Look::Modules => {
            let classes = Classes::of(document, Spelling::Camel);
            let page = component::page(document, Language::Jsx, &|element| match classes
                .names(element)
                .as_slice()
            {
                [] => None,
                [name] => Some(Value::Code(format!("styles.{name}"))),
                names => {
                    let names: Vec<String> = names.iter().map(|name| format!("${{styles.{name}}}")).collect();
                    Some(Value::Code(format!("`{}`", names.join(" "))))
                }
            });
            let module = format!("{}.module.css", page.name);
            let mut imports = Vec::new();
            let theme = theme(document);
            if !theme.is_empty() {
                imports.push("import \"./theme.css\";".to_owned());
            }
            imports.push(format!("import styles from \"./{module}\";"));
            let mut sheet = Writer::default();
            classes.print(&mut sheet, 0);
            let mut files = vec![source(&page, &imports), sheet.file(module)];
            if !theme.is_empty() {
                files.push(File { path: "theme.css".into(), text: theme, ..File::default() });
            }
            files
        }
        Look::Tailwind => {
            let theme = tailwind::Theme::of(document);
            let page =
                component::page(document, Language::Jsx, &|element| theme.class(element).map(Value::Text));
            vec![source(&page, &["import \"./app.css\";".to_owned()]), theme.sheet()]
        }
    };
    files.extend(html::pictures(document));
    files
}

fn source(page: &Page, imports: &[String]) -> File {
    let mut out = Writer::default();
    for import in imports {
        out.line(0, "  ", import);
    }
    for (name, path) in &page.pictures {
        out.line(0, "  ", &format!("import {name} from \"./{path}\";"));
    }
    out.push("\n");
    for component in &page.components {
        item(&mut out, component);
    }
    out.line(0, "  ", &format!("export default function {}() {{", page.name));
    out.line(1, "  ", "return (");
    markup::print(&mut out, Language::Jsx, 2, &page.root);
    out.line(1, "  ", ");");
    out.line(0, "  ", "}");
    out.file(format!("{}.tsx", page.name))
}

fn item(out: &mut Writer, component: &Component) {
    let name = &component.name;
    out.line(0, "  ", &format!("interface {name}Props {{"));
    if component.drawn {
        out.line(1, "  ", "id: string;");
    }
    for field in &component.fields {
        let optional = if field.optional { "?" } else { "" };
        out.line(1, "  ", &format!("{}{optional}: {};", field.name, field.kind));
    }
    out.line(0, "  ", "}");
    out.push("\n");
    let id = component.drawn.then_some("id");
    let names: Vec<&str> =
        id.into_iter().chain(component.fields.iter().map(|field| field.name.as_str())).collect();
    let head = format!("function {name}({{ {} }}: {name}Props) {{", names.join(", "));
    if head.chars().count() <= WIDTH {
        out.line(0, "  ", &head);
    } else {
        out.line(0, "  ", &format!("function {name}({{"));
        for field in names {
            out.line(1, "  ", &format!("{field},"));
        }
        out.line(0, "  ", &format!("}}: {name}Props) {{"));
    }
    match markup::flat(Language::Jsx, &component.body).filter(|flat| columns(flat) + 10 <= WIDTH) {
        Some(flat) => {
            let mark = out.mark();
            out.line(1, "  ", &format!("return {flat};"));
            component.body.parts.iter().for_each(|part| out.part(part, mark));
        }
        None => {
            out.line(1, "  ", "return (");
            markup::print(out, Language::Jsx, 2, &component.body);
            out.line(1, "  ", ");");
        }
    }
    out.line(0, "  ", "}");
    out.push("\n");
    component.print_list(out, 0, &format!(": {name}Props[]"));
    out.push("\n");
}
