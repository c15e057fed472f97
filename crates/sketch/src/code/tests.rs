//! Tests of the printers of the web on a page with repeated items and a form.

use super::dom::{Child, Declaration, Document, Element};
use super::*;
use crate::layout;
use crate::samples;

mod edits;
mod looks;
mod meaning;

fn element(tag: &str, id: &str, name: &str, children: Vec<Child>) -> Element {
    Element { tag: tag.into(), id: id.into(), name: name.into(), children, ..Element::default() }
}

fn styled(mut element: Element, style: &[(&str, &str)]) -> Element {
    element.style = style
        .iter()
        .map(|(property, value)| Declaration { property: (*property).into(), value: (*value).into() })
        .collect();
    element
}

fn with(mut element: Element, attributes: &[(&str, Option<&str>)]) -> Element {
    element.attributes =
        attributes.iter().map(|(name, value)| ((*name).into(), value.map(str::to_owned))).collect();
    element
}

fn text(words: &str) -> Vec<Child> {
    vec![Child::Text(words.into())]
}

fn page() -> Document {
    let card = |id: &str, title: &str, words: &str| {
        let heading =
            styled(element("h3", &format!("{id}-h"), "title", text(title)), &[("font-size", "18px")]);
        let words = element("p", &format!("{id}-p"), "text", text(words));
        let children = vec![Child::Element(heading), Child::Element(words)];
        Child::Element(styled(element("article", id, "card", children), &[("padding", "16px")]))
    };
    let label = with(element("label", "l", "label", text("Email")), &[("for", Some("email"))]);
    let field = with(
        element("input", "f", "field", Vec::new()),
        &[("id", Some("email")), ("type", Some("email")), ("value", Some("a@b.c")), ("required", None)],
    );
    let mut cards = styled(
        element(
            "div",
            "cards",
            "cards",
            vec![
                card("a", "One", "First."),
                card("b", "Two {2}", "Second."),
                card("c", "\"Three\"", "Third."),
            ],
        ),
        &[("display", "flex"), ("gap", "16px")],
    );
    cards.narrow =
        vec![(600.0, vec![Declaration { property: "flex-direction".into(), value: "column".into() }])];
    let form = element("form", "form", "form", vec![Child::Element(label), Child::Element(field)]);
    Document {
        title: "My page".into(),
        rules: "body {\n  margin: 0;\n}\n".into(),
        body: styled(
            element("body", "root", "page", vec![Child::Element(cards), Child::Element(form)]),
            &[("margin", "0")],
        ),
        ..Document::default()
    }
}

fn of<'a>(files: &'a [File], path: &str) -> &'a File {
    files.iter().find(|file| file.path == path).expect(path)
}

#[test]
fn react_has_components_for_what_is_repeated() {
    let files = react::print(&page(), react::Look::Modules);
    let source = of(&files, "MyPage.tsx");
    assert_eq!(
        source.text,
        r#"import "./theme.css";
import styles from "./MyPage.module.css";

interface CardProps {
  id: string;
  title: string;
  text: string;
}

function Card({ id, title, text }: CardProps) {
  return (
    <article className={styles.card} data-sketch={id}>
      <h3 className={styles.title}>{title}</h3>
      <p>{text}</p>
    </article>
  );
}

const cards: CardProps[] = [
  { id: "a", title: "One", text: "First." },
  { id: "b", title: "Two {2}", text: "Second." },
  { id: "c", title: '"Three"', text: "Third." },
];

export default function MyPage() {
  return (
    <main className={styles.page} data-sketch="root">
      <div className={styles.cards} data-sketch="cards">
        {cards.map((card) => (
          <Card key={card.id} {...card} />
        ))}
      </div>
      <form data-sketch="form">
        <label htmlFor="email" data-sketch="l">
          Email
        </label>
        <input
          id="email"
          type="email"
          defaultValue="a@b.c"
          required
          data-sketch="f"
        />
      </form>
    </main>
  );
}
"#
    );
    let at = |words: &str| source.text.find(words).expect(words);
    assert_eq!(source.part_at(at("Second.")), Some("b"));
    assert_eq!(source.part_at(at("defaultValue")), Some("f"));
    assert_eq!(source.ranges("c").count(), 2, "its data, and the component");
    assert_eq!(
        of(&files, "MyPage.module.css").text,
        ".page {\n  margin: 0;\n}\n\n.cards {\n  display: flex;\n  gap: 16px;\n}\n\n.card {\n  padding: 16px;\n}\n\n.title {\n  font-size: 18px;\n}\n\n@media (max-width: 599.98px) {\n  .cards {\n    flex-direction: column;\n  }\n}\n"
    );
    assert_eq!(of(&files, "theme.css").text, "body {\n  margin: 0;\n}\n");
}

#[test]
fn react_with_utilities() {
    let files = react::print(&page(), react::Look::Tailwind);
    let source = &of(&files, "MyPage.tsx").text;
    assert!(source.contains("<article className=\"p-4\" data-sketch={id}>"), "{source}");
    assert!(
        source.contains("<div className=\"flex gap-4 max-[600px]:flex-col\" data-sketch=\"cards\">"),
        "{source}"
    );
    assert!(of(&files, "app.css").text.starts_with("@import \"tailwindcss\";\n"));
}

#[test]
fn svelte_has_lists_for_what_is_repeated() {
    let files = svelte::print(&page());
    let source = &of(&files, "MyPage.svelte").text;
    assert!(
        source.starts_with(
            "<script lang=\"ts\">\n  const cards = [\n    { id: \"a\", title: \"One\", text: \"First.\" },\n"
        ),
        "{source}"
    );
    let each = "    {#each cards as card (card.id)}\n      <article class=\"card\" data-sketch={card.id}>\n        <h3 class=\"title\">{card.title}</h3>\n        <p>{card.text}</p>\n      </article>\n    {/each}\n";
    assert!(source.contains(each), "{source}");
    assert!(
        source.contains("<style>\n  :global {\n    body {\n      margin: 0;\n    }\n  }\n\n  .page {\n"),
        "{source}"
    );
}

#[test]
fn html_has_classes_and_ids() {
    let files = html::print(&page());
    let source = of(&files, "index.html");
    assert!(source.text.contains("      <article class=\"card\" data-sketch=\"b\">\n        <h3 class=\"title\" data-sketch=\"b-h\">Two {2}</h3>\n"), "{}", source.text);
    assert!(source.text.contains("value=\"a@b.c\""));
    let sheet = of(&files, "style.css");
    assert_eq!(
        sheet.ranges("b").map(|range| &sheet.text[range]).collect::<Vec<_>>(),
        [".card {\n  padding: 16px;\n}\n"]
    );
}

#[test]
fn words_that_mean_something_to_a_language_are_escaped() {
    let mut document = page();
    document.title = "</title><script>".into();
    document.body.children = vec![Child::Element(with(
        element(
            "p",
            "x\"y",
            "text",
            vec![Child::Text("a < b && {c} > `d`".into()), Child::Break, Child::Text("</p>".into())],
        ),
        &[("title", Some("\"{a}\" & 'b'"))],
    ))];
    let html = &of(&html::print(&document), "index.html").text.clone();
    assert!(html.contains("<title>&lt;/title>&lt;script></title>"), "{html}");
    assert!(html.contains("a &lt; b &amp;&amp; {c} &gt; `d`<br />") && html.contains("&lt;/p&gt;"), "{html}");
    assert!(html.contains("title=\"&quot;{a}&quot; &amp; 'b'\" data-sketch='x\"y'"), "{html}");
    let jsx = &react::print(&document, react::Look::Modules)[0].text;
    assert!(jsx.contains("a &lt; b &amp;&amp; &#123;c&#125; &gt; `d`"), "{jsx}");
    let svelte = &svelte::print(&document)[0].text;
    assert!(svelte.contains("title=\"&quot;&#123;a}&quot;"), "{svelte}");
}

#[test]
fn deep_and_empty_pages_are_printed() {
    let mut deep = element("p", "leaf", "text", text("deep"));
    for depth in 0..5000 {
        deep = element("div", &format!("d{depth}"), "box", vec![Child::Element(deep)]);
    }
    let deep = Document { body: deep, ..Document::default() };
    for document in [&deep, &Document::default()] {
        for files in [
            html::print(document),
            tailwind::print(document),
            react::print(document, react::Look::Modules),
            react::print(document, react::Look::Tailwind),
            svelte::print(document),
        ] {
            assert!(files.iter().all(|file| !file.path.is_empty()));
        }
    }
    // So that dropping it does not need a stack as deep as the page.
    drop_slowly(deep.body);
}

fn drop_slowly(element: Element) {
    let mut rest = vec![element];
    while let Some(mut element) = rest.pop() {
        rest.extend(element.children.drain(..).filter_map(|child| match child {
            Child::Element(element) => Some(element),
            _ => None,
        }));
    }
}

#[test]
fn samples_become_the_same_files_every_time() {
    for (name, sketch) in samples::all() {
        let page = &sketch.pages[0];
        for target in Target::ALL {
            assert_eq!(Target::of(target.name()), Some(target));
            let (first, second) =
                (layout::infer(&sketch, page, None).0, layout::infer(&sketch, page, None).0);
            let files = generate(&first, target);
            assert_eq!(files, generate(&second, target), "{name}, {}", target.name());
            // Every part of the drawing is in the code, and a click on it finds it again.
            let source = files.iter().max_by_key(|file| file.parts.len()).expect("a file");
            for (id, at) in &source.parts {
                assert!(source.text.get(at.clone()).is_some());
                assert!(source.ranges(id).any(|range| range == *at));
            }
            let mut missing = Vec::new();
            leaves(&first.root, &mut |node| {
                if !files.iter().any(|file| file.ranges(&node.id).next().is_some()) {
                    missing.push(node.id.clone());
                }
            });
            assert!(missing.is_empty(), "{name}, {}: no code for {missing:?}", target.name());
        }
    }
}

fn leaves(node: &layout::Node, see: &mut impl FnMut(&layout::Node)) {
    if node.children.is_empty() {
        see(node);
    }
    node.children.iter().for_each(|child| leaves(child, see));
}

#[test]
fn hand_edits_of_generated_code_survive_a_change_of_the_drawing() {
    let (_, mut sketch) = samples::all().swap_remove(1);
    let generated = |sketch: &crate::scene::Sketch| {
        let (tree, _) = layout::infer(sketch, &sketch.pages[0], None);
        generate(&tree, Target::Html)
    };
    let last = generated(&sketch);
    let page = of(&last, "index.html");
    let edited = page.text.replace("Welcome back. Please enter your details.", "Good to see you again.");
    assert_ne!(edited, page.text);
    // Another word on the drawing, far from there.
    for element in &mut sketch.pages[0].elements {
        let element = std::sync::Arc::make_mut(element);
        if element.id.as_str() == "join"
            && let crate::scene::Kind::Text(text) = &mut element.kind
        {
            text.text = "No account? Make one".into();
        }
    }
    let new = generated(&sketch);
    let merged = merge::merge(page, &edited, of(&new, "index.html"));
    assert!(merged.conflicts.is_empty(), "{}", merged.text);
    assert!(merged.text.contains("Good to see you again.") && merged.text.contains("No account? Make one"));
    assert!(!merged.text.contains("Create an account"));
}
