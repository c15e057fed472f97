//! Small drawings and the trees they become.

use super::*;
use crate::scene::{Element, Kind, Text, Vertical};
use crate::scene::{Page, Sketch};
use kurbo::Vec2;
use std::sync::Arc;

/// A drawing from lines `box ID X Y W H`, `text ID X Y SIZE words`, `picture ID X Y W H`, `line ID X0 Y0 X1 Y1`.
fn sketch(lines: &str) -> Sketch {
    let mut page = Page { id: "page".into(), ..Page::default() };
    for line in lines.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let words: Vec<&str> = line.split(' ').collect();
        let number = |at: usize| words[at].parse::<f64>().unwrap();
        let (x, y) = (number(2), number(3));
        let mut element = match words[0] {
            "frame" => Element::new(words[1], Kind::Frame, Rect::new(x, y, x + number(4), y + number(5))),
            "box" => Element::new(words[1], Kind::Rectangle, Rect::new(x, y, x + number(4), y + number(5))),
            "picture" => Element::new(
                words[1],
                Kind::Image { picture: None },
                Rect::new(x, y, x + number(4), y + number(5)),
            ),
            "line" => {
                let end = kurbo::Point::new(number(4) - x, number(5) - y);
                let path =
                    crate::scene::Linear { points: vec![kurbo::Point::ZERO, end], ..Default::default() };
                let mut line = Element::new(
                    words[1],
                    Kind::Line(path),
                    Rect::from_points((x, y), (number(4), number(5))),
                );
                (line.x, line.y) = (x, y);
                line
            }
            _ => {
                let (size, text) = (number(4), words[5..].join(" ").replace('/', "\n"));
                let longest = text
                    .split('\n')
                    .map(|line| metrics::width(line, size, Family::Sans, false))
                    .fold(0.0, f64::max);
                let high = text.split('\n').count() as f64 * size * 1.25;
                let kind = Kind::Text(Text {
                    text: text.replace('\n', " "),
                    size,
                    family: Family::Sans,
                    weight: 400,
                    italic: false,
                    line_height: 1.25,
                    align: Align::Start,
                    vertical: Vertical::Top,
                    auto_width: !text.contains('\n'),
                    wrapped: Some(text),
                });
                Element::new(words[1], kind, Rect::new(x, y, x + longest, y + high))
            }
        };
        element.style.stroke = "#222222".into();
        page.elements.push(Arc::new(element));
    }
    Sketch { pages: vec![page], ..Sketch::default() }
}

/// The tree of a drawing, as text.
fn tree(lines: &str) -> String {
    let sketch = sketch(lines);
    print::text(&infer(&sketch, &sketch.pages[0], None).0)
}

/// Compares without the indentation of the source.
#[track_caller]
fn same(got: &str, want: &str) {
    let want: Vec<&str> = want.lines().filter(|line| !line.trim().is_empty()).collect();
    let indent = want.iter().map(|line| line.len() - line.trim_start().len()).min().unwrap_or(0);
    let want: Vec<&str> = want.iter().map(|line| &line[indent..]).collect();
    assert_eq!(got.trim_end(), want.join("\n"), "\n{got}");
}

#[test]
fn nothing_is_an_empty_screen() {
    let empty = Sketch::default();
    let (tree, diagnostics) = infer(&empty, &Page::default(), None);
    assert!(tree.root.children.is_empty() && diagnostics.is_empty());
}

#[test]
fn what_has_no_place_is_left_out_and_named() {
    let mut sketch = sketch("frame f 0 0 400 300\nbox a 10 10 100 50\nbox b 10 80 100 50");
    Arc::make_mut(&mut sketch.pages[0].elements[1]).x = f64::NAN;
    Arc::make_mut(&mut sketch.pages[0].elements[2]).width = f64::INFINITY;
    let (tree, diagnostics) = infer(&sketch, &sketch.pages[0], None);
    assert_eq!(diagnostics.len(), 2, "{diagnostics:?}");
    assert!(tree.root.children.is_empty());
}

#[test]
fn parents_in_a_circle_do_no_harm() {
    let mut sketch = sketch("frame f 0 0 400 300\nbox a 10 10 100 50\nbox b 10 80 100 50");
    Arc::make_mut(&mut sketch.pages[0].elements[1]).parent = Some("b".into());
    Arc::make_mut(&mut sketch.pages[0].elements[2]).parent = Some("a".into());
    let (tree, _) = infer(&sketch, &sketch.pages[0], None);
    assert_eq!(tree.root.children.len(), 2);
}

#[test]
fn a_group_with_a_cross_is_a_picture() {
    let text =
        tree("frame f 0 0 400 300\nbox a 100 50 200 100\nline b 100 50 300 150\nline c 100 150 300 50");
    assert!(text.contains("picture") && text.contains("#a") && !text.contains("#b"), "{text}");
}

#[test]
fn evenly_spaced_boxes_are_a_column_with_a_gap() {
    same(
        &tree("frame f 0 0 400 300\nbox a 20 20 360 60\nbox b 20 100 360 60\nbox c 20 180 360 60"),
        "
        screen 400 × 300
          main:column gap 20 padding 20 20 60 20  #f
            box height 60  #a
            box height 60  #b
            box height 60  #c
        ",
    );
}

#[test]
fn cards_beside_each_other_share_the_room() {
    same(
        &tree(
            "frame f 0 0 680 140\nbox a 20 20 200 100\nbox b 240 20 200 100\nbox c 460 20 200 100\ntext ta 36 36 16 One\ntext tb 256 36 16 Two\ntext tc 476 36 16 Three",
        ),
        "
        screen 680 × 140
          main:row gap 20 across start padding 20 20 20 20  #f
            text padding 14 14 62 14 width fill 200  #a \"One\"
            text padding 14 14 62 14 width fill 200  #b \"Two\"
            text padding 14 14 62 14 width fill 200  #c \"Three\"
        ",
    );
}

#[test]
fn a_wrapped_text_gets_a_width_in_which_it_breaks_as_drawn() {
    let sketch = sketch(
        "frame f 0 0 800 200\ntext t 20 20 16 All happy families are alike; every/unhappy family is unhappy in its/own way.",
    );
    let (tree, _) = infer(&sketch, &sketch.pages[0], None);
    let solved = solve::boxes(&tree, 800.0);
    let text = &solved.iter().find(|(id, _)| id == "t").unwrap().1;
    assert_eq!(text.height(), 60.0, "{}", print::text(&tree));
    let narrow = solve::boxes(&tree, 200.0);
    let text = &narrow.iter().find(|(id, _)| id == "t").unwrap().1;
    assert!(text.height() > 60.0 && text.x1 <= 200.0, "reflows in a narrow window");
}

#[test]
fn true_overlaps_are_layers_in_one_cell() {
    let text = tree("frame f 0 0 400 300\npicture a 20 20 200 200\nbox b 120 120 200 120");
    assert!(text.contains("layers") && !text.contains("over"), "{text}");
}

#[test]
fn a_shaky_hand_does_not_change_the_tree() {
    let clean = "frame f 0 0 680 400\nbox a 20 20 640 60\nbox b 20 100 200 100\nbox c 240 100 200 100\nbox d 460 100 200 100\nbox e 20 220 640 60\nbox g 20 300 640 60";
    let mut shaky = sketch(clean);
    let slips = [1.7, -1.2, 0.4, -1.9, 1.1, -0.6, 1.5, -1.4, 0.9];
    for (at, element) in shaky.pages[0].elements.iter_mut().enumerate().skip(1) {
        let element = Arc::make_mut(element);
        element.x += slips[at % 9];
        element.y += slips[(at * 5 + 2) % 9];
        element.width += slips[(at * 3 + 1) % 9];
        element.height += slips[(at * 7 + 4) % 9];
    }
    let shape = |tree: &Tree| {
        infer::nodes(&tree.root).iter().map(|node| (node.id.clone(), node.children.len())).collect::<Vec<_>>()
    };
    let (a, b) =
        (infer(&sketch(clean), &sketch(clean).pages[0], None).0, infer(&shaky, &shaky.pages[0], None).0);
    assert_eq!(shape(&a), shape(&b), "\n{}\n{}", print::text(&a), print::text(&b));
}

#[test]
fn a_label_over_an_empty_box_is_a_field() {
    let text = tree(
        "frame f 0 0 400 300\ntext l 20 20 16 Email\nbox i 20 46 360 40\ntext m 20 110 16 Password\nbox j 20 136 360 40",
    );
    assert!(text.contains("label(\"i\"):text") && text.contains("control(input):control"), "{text}");
}

#[test]
fn short_texts_beside_each_other_are_navigation() {
    let text = tree(
        "frame f 0 0 800 300\ntext a 20 20 16 Home\ntext b 120 20 16 Work\ntext c 220 20 16 About us\nbox d 20 80 760 200",
    );
    assert!(text.contains("navigation:row") && text.matches("link:text").count() == 3, "{text}");
}

#[test]
fn the_same_drawing_gives_the_same_tree() {
    let lines = "frame f 0 0 680 400\nbox a 20 20 640 60\nbox b 25 100 200 100\nbox c 200 90 200 100\ntext t 30 30 20 Hello there";
    assert_eq!(tree(lines), tree(lines));
}

#[test]
fn boxes_are_read_as_lists_and_as_objects() {
    let lists = boxes::read("[[0, 0, 100, 50], [0, 60, 100, 50]]").unwrap();
    let objects = boxes::read(
        r#"{"boxes": [{"x": 0, "y": 0, "width": 100, "height": 50}, {"x": 0, "y": 60, "w": 100, "h": 50}]}"#,
    );
    assert_eq!(lists.len(), 2);
    assert!(objects.is_ok());
    assert!(boxes::read("[]").is_err() && boxes::read("7").is_err() && boxes::read("{").is_err());
    let tree = boxes::layout(&lists);
    assert_eq!(solve::boxes(&tree, 100.0).len(), 3);
}

#[test]
fn drawings_moved_as_a_whole_give_the_same_tree() {
    let lines = "frame f 0 0 680 400\nbox a 20 20 640 60\nbox b 20 100 200 100\nbox c 240 100 200 100";
    let mut moved = sketch(lines);
    for element in &mut moved.pages[0].elements {
        let element = Arc::make_mut(element);
        let at = element.rect().origin() + Vec2::new(-1234.0, 77.0);
        (element.x, element.y) = (at.x, at.y);
    }
    let (a, _) = infer(&sketch(lines), &sketch(lines).pages[0], None);
    let (b, _) = infer(&moved, &moved.pages[0], None);
    assert_eq!(print::text(&a), print::text(&b));
}

#[test]
fn equal_rows_of_boxes_are_a_grid() {
    let text = tree(
        "frame f 0 0 680 260\nbox a 20 20 200 100\nbox b 240 20 200 100\nbox c 460 20 200 100\nbox d 20 140 200 100\nbox e 240 140 200 100\nbox g 460 140 200 100",
    );
    assert!(text.contains("grid") && text.matches("box").count() == 6, "{text}");
}

#[test]
fn a_small_box_with_words_after_it_is_a_box_to_tick_with_its_label() {
    let text =
        tree("frame f 0 0 400 300\nbox a 20 20 16 16\ntext t 44 18 14 Remember me\nbox d 20 80 360 200");
    assert!(text.contains("control(checkbox)") && text.contains("label(\"a\")"), "{text}");
}

#[test]
fn rows_between_rules_are_a_table() {
    let text = tree(
        "frame f 0 0 680 300\nbox k 0 0 680 140\nbox z 0 160 680 120\ntext a 20 20 16 Name\ntext b 240 20 16 Price\ntext c 460 20 16 Stock\nline l 20 50 660 50\ntext d 20 60 16 Chair\ntext e 240 60 16 12.00\ntext g 460 60 16 3\nline m 20 90 660 90\ntext h 20 100 16 Table\ntext i 240 100 16 80.00\ntext j 460 100 16 12",
    );
    assert!(
        text.contains("table:column")
            && text.matches("tablerow").count() == 3
            && !text.contains("navigation"),
        "{text}"
    );
}

#[test]
fn columns_of_words_stand_below_each_other_in_a_narrow_window() {
    let words = "All happy families are alike; every/unhappy family is unhappy in its/own way.";
    let sketch = sketch(&format!("frame f 0 0 800 200\ntext a 20 20 16 {words}\ntext b 420 20 16 {words}"));
    let (tree, _) = infer(&sketch, &sketch.pages[0], None);
    let at = |width: f64, id: &str| {
        solve::boxes(&tree, width).into_iter().find(|(found, _)| found == id).unwrap().1
    };
    assert!((at(800.0, "a").y0 - at(800.0, "b").y0).abs() < 1.0, "{}", print::text(&tree));
    assert!(at(600.0, "b").y0 >= at(600.0, "a").y1, "{}", print::text(&tree));
}

#[test]
fn boxes_that_share_a_border_do_not_drift() {
    let rows: Vec<String> = (0..9).map(|at| format!("box b{at} 20 {} 360 41", 20 + 40 * at)).collect();
    let sketch = sketch(&format!("frame f 0 0 400 420\n{}", rows.join("\n")));
    let (tree, _) = infer(&sketch, &sketch.pages[0], None);
    let last = solve::boxes(&tree, 400.0).into_iter().find(|(id, _)| id == "b8").unwrap().1;
    assert!((last.y0 - 340.0).abs() <= 1.0, "{last:?}\n{}", print::text(&tree));
}

#[test]
fn shaken_edges_settle_where_most_of_them_are() {
    let mut lines = String::from("frame f 0 0 800 900\n");
    for at in 0..12 {
        lines += &format!("text t{at} 40 {} 16 Line number {at}\n", 40 + 30 * at);
    }
    let mut shaky = sketch(&lines);
    let slips = [1.7, -1.2, 0.4, -1.9, 1.1, -0.6, 1.5, -1.4, 0.9, 1.9, -0.3];
    for (at, element) in shaky.pages[0].elements.iter_mut().enumerate().skip(1) {
        let element = Arc::make_mut(element);
        element.x += slips[at % 11];
        element.y += slips[(at * 5 + 2) % 11];
    }
    let (tree, _) = infer(&shaky, &shaky.pages[0], None);
    let solved = solve::boxes(&tree, 800.0);
    for at in 0..12 {
        let rect = solved.iter().find(|(id, _)| *id == format!("t{at}")).unwrap().1;
        let meant = (40.0, 40.0 + 30.0 * f64::from(at));
        assert!((rect.x0 - meant.0).abs() <= 1.0, "{at}: {rect:?}\n{}", print::text(&tree));
        assert!((rect.y0 - meant.1).abs() <= 1.2, "{at}: {rect:?}\n{}", print::text(&tree));
    }
}

#[test]
fn layers_whose_words_would_touch_stand_below_each_other_in_narrow_windows() {
    // The words over the box overlap nothing as drawn; in a narrow window those in the box reach them.
    let drawing = "frame f 0 0 1280 400
         box back 0 0 1280 200
         text long 40 60 20 Words that run on and on across most of the box and end just before the small one
         box over 1000 40 240 200
         text short 1020 62 20 Words on their own";
    let (tree, _) = infer(&sketch(drawing), &sketch(drawing).pages[0], None);
    let parted: Vec<&Node> =
        infer::nodes(&tree.root).into_iter().filter(|node| node.apart.is_some()).collect();
    assert_eq!(parted.len(), 1, "{}", print::text(&tree));
    assert!(parted[0].id.contains("over"), "{}", parted[0].id);
    let css = crate::code::generate(&tree, crate::code::Target::Html);
    let css = &css.iter().find(|file| file.path == "style.css").unwrap().text;
    assert!(css.contains("grid-area: auto;"), "{css}");
    // Far from each other nothing has to move.
    let calm = drawing.replace("across most of the box and end just before the small one", "");
    let (tree, _) = infer(&sketch(&calm), &sketch(&calm).pages[0], None);
    assert!(infer::nodes(&tree.root).iter().all(|node| node.apart.is_none()), "{}", print::text(&tree));
}

#[test]
fn words_that_slipped_onto_each_other_are_moved_apart() {
    let text = |id: &str, y: f64| piece::Piece {
        elements: vec![id.into()],
        rect: Rect::new(100.0, y, 180.0, y + 16.0),
        what: piece::What::Text(piece::plain_run("words", 14.0), metrics::Fit::ANY),
        ..piece::Piece::default()
    };
    let gap = |apart: f64| {
        let mut screen = piece::Screen { width: 400.0, height: 400.0, ..piece::Screen::default() };
        screen.pieces = vec![text("a", 100.0), text("b", 100.0 + apart)];
        settle::settle(&mut screen, 2.0);
        screen.pieces[1].rect.y0 - screen.pieces[0].rect.y0
    };
    assert!(gap(12.0) > 13.5, "{}", gap(12.0));
    // On top of each other: that was meant.
    assert!(gap(5.0) < 6.0, "{}", gap(5.0));
}

#[test]
fn letters_in_no_table_are_as_wide_as_drawn() {
    let measure = |line: &str| metrics::width(line, 20.0, Family::Sans, false);
    let words = "国際物流のジュピター";
    assert_eq!(metrics::Fit::of(words, &[words], 120.0, measure).least, 120.0);
    // Letters that are known are not: what is narrower was cut off.
    let words = "International";
    assert_eq!(metrics::Fit::of(words, &[words], 80.0, measure).least, measure(words));
}

#[test]
fn a_label_settles_with_its_box() {
    let place =
        |id: &str, rect: Rect| piece::Piece { elements: vec![id.into()], rect, ..piece::Piece::default() };
    let mut screen = piece::Screen { width: 800.0, height: 600.0, ..piece::Screen::default() };
    // Four boxes on one line but for a slip; the label goes where the slipped one goes.
    for (at, y) in [100.0, 100.0, 100.0, 103.0].into_iter().enumerate() {
        let x = 20.0 + 190.0 * at as f64;
        screen.pieces.push(place(&format!("b{at}"), Rect::new(x, y, x + 120.0, y + 60.0)));
    }
    let mut label = place("label", Rect::new(620.0, 122.0, 680.0, 141.0));
    label.what = piece::What::Text(piece::plain_run("Press", 16.0), metrics::Fit::ANY);
    label.label_of = Some("b3".into());
    screen.pieces.push(label);
    settle::settle(&mut screen, 2.0);
    let (own, label) = (screen.pieces[3].rect, screen.pieces[4].rect);
    assert!(own.y0 < 101.5, "{own:?}");
    assert!((label.y0 - own.y0 - 19.0).abs() < 0.01 && (label.x0 - own.x0 - 30.0).abs() < 0.01, "{label:?}");
}

#[test]
fn a_column_that_goes_on_between_the_lines_of_another_stays_a_column() {
    // The text on the right begins where the first line of the list on the left has its last pixels.
    let drawing = "frame f 0 0 900 300
         text a 40 40 16 Articles
         text b 40 64 16 Numbers
         text c 40 88 16 Healthy living
         text w 300 58.5 16 All happy families are alike; every/unhappy family is unhappy in its/own way.";
    let (tree, _) = infer(&sketch(drawing), &sketch(drawing).pages[0], None);
    let text = print::text(&tree);
    assert!(text.contains("#column-a"), "{text}");
    let solved = solve::boxes(&tree, 900.0);
    for (id, y) in [("a", 40.0), ("b", 64.0), ("c", 88.0), ("w", 58.5)] {
        let rect = solved.iter().find(|(found, _)| found == id).unwrap().1;
        assert!((rect.y0 - y).abs() < 0.6, "{id}: {rect:?}\n{text}");
    }
}

#[test]
fn lengths_are_counted_as_a_browser_does() {
    let run = |size: f64, line_height: f64| Run { line_height, ..piece::plain_run("words", size) };
    assert_eq!(size::pitch(&run(16.0, 1.25)), 20.0);
    // 18.4 px are 1177.6 units of 1/64 px.
    assert_eq!(size::pitch(&run(16.0, 1.15)), 1177.0 / 64.0);
    assert_eq!(size::counted(0.1), 6.0 / 64.0);
    assert_eq!(size::counted(10.0), 10.0);
}

#[test]
fn nothing_drifts_down_a_long_page() {
    // Lines of 18.2 px: a browser makes them 18.1875 px high.
    let lines: Vec<String> = (0..90)
        .map(|at| format!("text t{at} 40 {} 14.56 Line number {at}", 40.0 + 28.2 * f64::from(at)))
        .collect();
    let sketch = sketch(&format!("frame f 0 0 800 2620\n{}", lines.join("\n")));
    let (tree, _) = infer(&sketch, &sketch.pages[0], None);
    let texts: Vec<&Node> = infer::nodes(&tree.root)
        .into_iter()
        .filter(|node| matches!(node.content, Content::Text(_)))
        .collect();
    let gap = infer::nodes(&tree.root)
        .into_iter()
        .find_map(|node| match node.layout {
            Layout::Column(line) if node.children.len() == 90 => Some((line.gap, node.padding.top)),
            _ => None,
        })
        .unwrap();
    let mut at = size::counted(gap.1);
    let mut corrected = 0;
    for (index, text) in texts.iter().enumerate() {
        let Content::Text(run) = &text.content else { continue };
        if index > 0 {
            at += size::counted(gap.0) + size::counted(text.margin.top);
            corrected += usize::from(text.margin.top > 0.0);
        }
        let meant = 40.0 + 28.2 * index as f64;
        assert!((at - meant).abs() <= 0.35, "{index}: {at} for {meant}\n{}", print::text(&tree));
        at += size::pitch(run);
    }
    assert!(corrected < 12, "most spaces are the same: {corrected}");
}

#[test]
fn a_row_in_the_middle_of_a_page_keeps_its_indent_at_the_end() {
    let drawing = "frame f 0 0 1280 400
         box a 70 100 1140 80
         box b 70 200 1140 80
         text logo 70 30 20 Makers
         text one 1000 30 16 Support
         text two 1120 30 16 Contact";
    let (tree, _) = infer(&sketch(drawing), &sketch(drawing).pages[0], None);
    let solved = solve::boxes(&tree, 1280.0);
    let two = solved.iter().find(|(id, _)| id == "two").unwrap().1;
    assert!((two.x0 - 1120.0).abs() < 1.0, "{two:?}\n{}", print::text(&tree));
}

#[test]
fn a_shaken_box_settles_inside_the_border_of_its_box() {
    let place =
        |id: &str, rect: Rect| piece::Piece { elements: vec![id.into()], rect, ..piece::Piece::default() };
    let border = |width: f64| {
        let mut screen = piece::Screen { width: 800.0, height: 600.0, ..piece::Screen::default() };
        let slips = [0.6, -0.4, 0.9, -0.7];
        for (at, slip) in slips.into_iter().enumerate() {
            let (x, y) = (40.0, 40.0 + 120.0 * at as f64);
            let mut card = place(&format!("card{at}"), Rect::new(x, y, x + 400.0, y + 100.0));
            card.paint.borders = std::array::from_fn(|_| (width > 0.0).then(|| (width, "#000".into())));
            screen.pieces.push(card);
            let head = Rect::new(x + width + slip, y + width - slip, x + 400.0 - width, y + 30.0);
            screen.pieces.push(place(&format!("head{at}"), head));
        }
        settle::settle(&mut screen, 2.0);
        let inset = |at: usize| screen.pieces[2 * at + 1].rect.x0 - screen.pieces[2 * at].rect.x0;
        (0..4).map(inset).sum::<f64>() / 4.0
    };
    assert!((border(2.0) - 2.0).abs() < 0.4, "{}", border(2.0));
    assert!(border(0.0).abs() < 0.4, "{}", border(0.0));
}

#[test]
fn a_shaken_header_begins_with_the_screen() {
    let mut screen = piece::Screen { width: 800.0, height: 600.0, ..piece::Screen::default() };
    let rects = [(0.0, -1.9, 800.0, 80.0), (40.0, 120.0, 340.0, 200.0), (420.0, 120.0, 340.0, 200.0)];
    for (at, (x, y, width, height)) in rects.into_iter().enumerate() {
        let slip = [0.7, -1.3, 1.1][at];
        screen.pieces.push(piece::Piece {
            elements: vec![format!("b{at}").into()],
            rect: Rect::new(x + slip, y, x + width - slip, y + height + slip),
            ..piece::Piece::default()
        });
    }
    let nested = nest::nest(&mut screen, 0.9);
    let cutter = cut::Cutter { screen: &screen, noise: 0.9 };
    let parts: Vec<cut::Part> = nested.iter().map(|nested| cutter.part(nested)).collect();
    let (shape, parts) = cutter.arrange(parts, 0);
    let mut whole = cut::wrap(shape, parts);
    level::level(&screen, &mut whole, 0.3);
    assert!(whole.parts.iter().all(|part| part.rect.y0 >= 0.0), "{whole:?}");
}

#[test]
fn measured_words_break_as_written_ones() {
    let measure = |line: &str| metrics::width(line, 16.0, Family::Sans, false);
    for text in [
        "",
        "one",
        "All happy families are alike; every unhappy family",
        "two\n\nparagraphs of words",
        " a  b ",
    ] {
        let measured = metrics::Measured::of(text, measure);
        for room in [0.0, 40.0, 90.0, 250.0, f64::INFINITY] {
            let lines: Vec<f64> = measured.lines(room).collect();
            let want: Vec<f64> =
                metrics::wrap(text, room, measure).iter().map(|line| measure(line)).collect();
            assert_eq!(lines.len(), want.len(), "{text:?} in {room}");
            assert!(lines.iter().zip(&want).all(|(a, b)| (a - b).abs() < 1e-6), "{lines:?} {want:?}");
        }
    }
}

#[test]
fn a_small_screen_is_laid_out_as_drawn_at_its_own_width() {
    let card = |id: char, x: u32, y: u32| {
        format!(
            "box {id} {x} {y} 160 100\ntext t{id} {} {} 16 Some words that/wrap in here\n",
            x + 12,
            y + 12
        )
    };
    let phone = sketch(&format!(
        "frame f 0 0 375 400\n{}{}{}{}",
        card('a', 20, 40),
        card('b', 196, 40),
        card('c', 20, 160),
        card('d', 196, 160)
    ));
    let (tree, _) = infer(&phone, &phone.pages[0], None);
    let at = |id: &str| solve::boxes(&tree, 375.0).into_iter().find(|(found, _)| found == id).unwrap().1;
    assert!((at("a").y0 - at("b").y0).abs() < 1.0 && at("c").y0 > at("a").y1, "{}", print::text(&tree));
    let files = crate::code::generate(&tree, crate::code::Target::Html);
    let css = &files.iter().find(|file| file.path == "style.css").unwrap().text;
    assert!(css.contains("grid-template-columns"), "{css}");
    assert!(!css.contains("max-width: 767") && !css.contains("max-width: 639"), "{css}");
    // Columns of words without boxes too.
    let words = "All happy families/are alike; every";
    let phone = sketch(&format!("frame f 0 0 375 200\ntext a 20 20 16 {words}\ntext b 200 20 16 {words}"));
    let (tree, _) = infer(&phone, &phone.pages[0], None);
    let at = |id: &str| solve::boxes(&tree, 375.0).into_iter().find(|(found, _)| found == id).unwrap().1;
    assert!((at("a").y0 - at("b").y0).abs() < 1.0, "{}", print::text(&tree));
}
