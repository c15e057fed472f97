//! The page of a drawing in a browser: begun, kept up to date, ended.

use parking_lot::Mutex;

use super::*;
use justbuilt_sketch::scene::Component;
use justbuilt_workspace::sketches::{PageServer, Served, ServedPage};
use justbuilt_workspace::{Abilities, Ability, Effect};

const URL: &str = "http://127.0.0.1:4711/secret/";

/// What a server was told.
#[derive(Default)]
struct Told {
    pages: Mutex<Vec<String>>,
    ended: Mutex<usize>,
}

struct Server(Arc<Told>);
struct Page(Arc<Told>);

impl PageServer for Server {
    fn serve(&self, page: ServedPage) -> Result<Arc<dyn Served>, String> {
        let shown = Page(Arc::clone(&self.0));
        shown.show(page);
        Ok(Arc::new(shown))
    }
}

impl Served for Page {
    fn url(&self) -> &str {
        URL
    }

    fn show(&self, page: ServedPage) {
        let (name, html) = &page.files[0];
        assert_eq!(name, "index.html");
        self.0.pages.lock().push(String::from_utf8(html.clone()).unwrap());
    }
}

impl Drop for Page {
    fn drop(&mut self) {
        *self.0.ended.lock() += 1;
    }
}

struct Refuses;

impl PageServer for Refuses {
    fn serve(&self, _: ServedPage) -> Result<Arc<dyn Served>, String> {
        Err("no port is free".to_owned())
    }
}

fn opened(window: &mut Window) -> Vec<String> {
    let url = |effect| match effect {
        Effect::OpenUrl(url) => Some(url),
        _ => None,
    };
    window.take_effects().into_iter().filter_map(url).collect()
}

fn with(server: Arc<dyn PageServer>) -> Window {
    let mut machine = Machine::new(&[("/p/login.sketch.json", LOGIN)]);
    machine.sketches.pages = Some(server);
    let mut window = machine.start(Some("/p"));
    window.open("/p/login.sketch.json");
    sketch(&mut window);
    window
}

#[test]
fn a_page_is_opened_follows_the_drawing_and_ends_with_its_tab() {
    let told = Arc::new(Told::default());
    let mut window = with(Arc::new(Server(Arc::clone(&told))));
    window.step("sketch.open_in_browser");
    assert_eq!(opened(&mut window), [URL]);
    assert_eq!(sketch(&mut window).served.as_deref(), Some(URL));
    let pages = || told.pages.lock().clone();
    let first = pages();
    assert!(first[0].contains("<!doctype html>") && !first[0].contains("<script"), "{first:?}");
    move_to(&mut window, "b", 430.0);
    draw(&mut window, |draft| {
        let button = Component { text: "Hello browser".to_owned(), ..Component::default() };
        let at = kurbo::Rect::new(60.0, 60.0, 200.0, 96.0);
        draft.set(Element::new("words", Kind::Component(button), at));
    });
    assert!(pages().last().unwrap().contains("Hello browser"), "{:?}", pages().last());
    window.step("sketch.open_in_browser");
    assert_eq!(opened(&mut window), [URL], "the same page again");
    assert_eq!(*told.ended.lock(), 0);
    window.step("file.save");
    window.step("tab.close");
    assert_eq!(*told.ended.lock(), 1);
}

#[test]
fn a_page_is_stopped_and_begun_anew() {
    let told = Arc::new(Told::default());
    let mut window = with(Arc::new(Server(Arc::clone(&told))));
    assert!(window.try_step("sketch.stop_serving").is_err(), "nothing is shown");
    window.step("sketch.open_in_browser");
    window.step("sketch.stop_serving");
    assert_eq!(*told.ended.lock(), 1);
    assert!(sketch(&mut window).served.is_none());
    let before = told.pages.lock().len();
    move_to(&mut window, "b", 430.0);
    assert_eq!(told.pages.lock().len(), before, "nobody looks");
    opened(&mut window);
    window.step("sketch.open_in_browser");
    assert_eq!(opened(&mut window), [URL]);
}

#[test]
fn where_pages_cannot_be_shown_it_is_said() {
    let mut window = with(Arc::new(Refuses));
    window.step("sketch.open_in_browser");
    assert!(opened(&mut window).is_empty());
    assert!(window.notices().iter().any(|said| said.contains("cannot be shown")), "{:?}", window.notices());
    let mut machine = Machine::new(&[("/p/login.sketch.json", LOGIN)]);
    machine.abilities = Abilities::without(&[Ability::ServePages], "Not possible in a browser");
    let mut window = machine.start(Some("/p"));
    window.open("/p/login.sketch.json");
    sketch(&mut window);
    assert!(window.try_step("sketch.open_in_browser").is_err());
}
