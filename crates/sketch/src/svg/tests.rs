//! Pictures as elements.

use super::read;
use crate::scene::{Align, Element, Kind, StrokeStyle};
use justbuilt_testkit::random_cases;

fn elements(body: &str) -> (Vec<Element>, Vec<String>) {
    let svg = format!(
        "<svg xmlns='http://www.w3.org/2000/svg' xmlns:xlink='http://www.w3.org/1999/xlink' viewBox='0 0 100 100' width='200' height='200'>{body}</svg>"
    );
    let (sketch, told) = read(&svg).unwrap();
    let all = sketch.pages[0].elements.iter().map(|element| element.as_ref().clone()).collect();
    (all, told.into_iter().map(|one| one.message).collect())
}

#[track_caller]
fn place(element: &Element, wanted: [f64; 4]) {
    let found = [element.x, element.y, element.width, element.height];
    assert!(found.iter().zip(wanted).all(|(a, b)| (a - b).abs() < 0.01), "{found:?}, not {wanted:?}");
}

#[test]
fn shapes_come_in_at_their_places() {
    let (all, told) = elements(
        "<rect x='10' y='10' width='20' height='10' rx='2' fill='#f00' stroke='blue' stroke-width='2' stroke-dasharray='8 4'/>
         <g transform='translate(50 0)'><circle cx='10' cy='10' r='5' style='fill:none;stroke:#0f0'/><line x1='0' y1='0' x2='10' y2='20' stroke='#000'/></g>
         <rect x='0' y='40' width='10' height='10' transform='rotate(90 5 45)'/>
         <polygon points='0,60 10,60 5,70'/><path d='M20 60 H40 V80 H20 Z'/><path d='M50 60 C60 60 60 80 50 80' fill='none' stroke='red'/>",
    );
    assert_eq!(told, Vec::<String>::new());
    place(&all[0], [20.0, 20.0, 40.0, 20.0]);
    assert_eq!(
        (all[0].style.corner, all[0].style.fill.as_str(), all[0].style.stroke_width),
        (4.0, "#ff0000", 4.0)
    );
    assert_eq!(all[0].style.stroke_style, StrokeStyle::Dashed);
    assert_eq!(all[1].kind, Kind::Group);
    place(&all[2], [110.0, 10.0, 20.0, 20.0]);
    assert!(matches!(all[2].kind, Kind::Ellipse) && all[2].parent.as_ref() == Some(&all[1].id));
    place(&all[3], [100.0, 0.0, 20.0, 40.0]);
    assert!((all[4].angle - std::f64::consts::FRAC_PI_2).abs() < 1e-9);
    assert!(matches!(&all[5].kind, Kind::Line(line) if line.points.len() == 4));
    assert!(matches!(all[6].kind, Kind::Rectangle), "a path along a box is one");
    place(&all[6], [40.0, 120.0, 40.0, 40.0]);
    assert!(matches!(&all[7].kind, Kind::Line(line) if line.points.len() > 4));
}

#[test]
fn words_and_styles_are_understood() {
    let (all, told) = elements(
        "<style>.big{font-size:20px;fill:#123456} text{font-family:monospace}</style>
         <text class='big' x='50' y='30' text-anchor='middle' font-weight='bold'>Hello <tspan>world</tspan><tspan x='50' dy='1.2em'>below</tspan></text>
         <a href='https://example.org/'><rect width='5' height='5' fill='currentColor' color='green'/></a>",
    );
    assert_eq!(told, Vec::<String>::new());
    let Kind::Text(text) = &all[0].kind else { panic!("no text") };
    assert_eq!(
        (text.text.as_str(), text.size, text.weight, text.align),
        ("Hello world", 40.0, 700, Align::Middle)
    );
    assert_eq!(all[0].style.stroke, "#123456");
    assert!((all[0].rect().center().x - 100.0).abs() < 0.01);
    let Kind::Text(below) = &all[1].kind else { panic!("no text") };
    assert!(below.text == "below" && all[1].y > all[0].y + 30.0);
    assert_eq!(
        (all[2].link.as_deref(), all[2].style.fill.as_str()),
        (Some("https://example.org/"), "#008000")
    );
}

#[test]
fn what_a_sketch_has_not_is_told() {
    let (all, told) = elements(
        "<defs><linearGradient id='g'><stop stop-color='#abcdef'/></linearGradient><rect id='r' width='4' height='4'/></defs>
         <rect width='10' height='10' fill='url(#g)' filter='url(#f)'/><use href='#r' x='30'/><use href='#none'/>
         <foreignObject/><image width='5' height='5' href='https://example.org/x.png'/><image width='5' height='5' href='data:image/png;base64,AAEC'/>
         <path d='M 0 0 nonsense'/><g display='none'><rect width='9' height='9'/><rect width='9' height='9'/></g>",
    );
    assert_eq!(all[0].style.fill, "#abcdef");
    place(&all[1], [60.0, 0.0, 8.0, 8.0]);
    assert!(matches!(&all[2].kind, Kind::Image { picture: None }));
    assert!(matches!(&all[3].kind, Kind::Image { picture: Some(_) }));
    assert_eq!(all.len(), 4);
    for wanted in ["gradient", "`filter`", "not there", "foreignObject", "not in the file", "cannot be read"]
    {
        assert!(told.iter().any(|one| one.contains(wanted)), "{wanted}: {told:?}");
    }
    let (_, told) = elements("<g id='a'><use href='#a'/><use href='#a'/></g>");
    assert!(told.iter().any(|one| one.contains("too deep")), "{told:?}");
    assert!(read("<html/>").is_err() && read("<svg").is_err() && read("").is_err());
}

#[test]
fn our_own_pictures_come_back_as_shapes() {
    let (sketch, _) = crate::mermaid::read("flowchart LR\n a[One] --> b{Two}").unwrap();
    let svg = crate::render::svg::write(&crate::render::page(&sketch, 0));
    let (again, told) = read(&svg).unwrap();
    assert_eq!(told, vec![]);
    let boxes =
        again.pages[0].elements.iter().filter(|element| matches!(element.kind, Kind::Rectangle)).count();
    let words =
        again.pages[0].elements.iter().filter(|element| matches!(element.kind, Kind::Text(_))).count();
    assert!(boxes >= 1 && words == 2, "{boxes} {words}");
}

#[test]
fn damaged_pictures_are_read_without_a_crash() {
    let good = "<svg viewBox='0 0 10 10'><g transform='matrix(1 0 0 1 5 5)' style='fill:red'><path d='M0 0L5 5A3 3 0 0 1 9 9Z'/><text x='1' y='2'>a<tspan dy='1em'>b</tspan></text></g><use href='#q'/></svg>";
    let pieces = ["1e999", "-", "%", "NaN", "'", "rotate(", "0", ",", "<g>", "</g>", "é", "url(#", "1e30"];
    random_cases(1500, |random| {
        let mut text = good.to_owned();
        for _ in 0..=random.below(3) {
            let range = random.text_range(&text);
            let end = range.end.min(range.start + 8);
            let piece = *random.pick(&pieces);
            if text.is_char_boundary(end) {
                text.replace_range(range.start..end, piece);
            }
        }
        if let Ok((sketch, _)) = read(&text) {
            let all = &sketch.pages[0].elements;
            assert!(all.iter().all(|e| e.rect().is_finite() && e.angle.is_finite()), "{text}");
        }
    });
}
