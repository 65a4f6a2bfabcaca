//! A small tree of an XML text, for tests that look at what a page is made of.

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

/// An element, or the root.
#[derive(Clone, Debug, Default)]
pub struct Node {
    pub name: String,
    pub attributes: Vec<(String, String)>,
    pub inside: Vec<Inside>,
}

#[derive(Clone, Debug)]
pub enum Inside {
    Node(Node),
    Words(String),
}

impl Node {
    pub fn get(&self, key: &str) -> Option<&str> {
        self.attributes.iter().find(|(name, _)| name == key).map(|(_, value)| value.as_str())
    }

    pub fn children(&self) -> impl Iterator<Item = &Node> {
        self.inside.iter().filter_map(|inside| match inside {
            Inside::Node(node) => Some(node),
            Inside::Words(_) => None,
        })
    }

    /// It and all that is within it, as it is written; nothing that is not wanted, nor what is within that.
    pub fn all(&self, wanted: &dyn Fn(&Node) -> bool) -> Vec<&Node> {
        let mut found = Vec::new();
        self.collect(wanted, &mut found);
        found
    }

    fn collect<'n>(&'n self, wanted: &dyn Fn(&Node) -> bool, found: &mut Vec<&'n Node>) {
        if wanted(self) {
            found.push(self);
            self.children().for_each(|node| node.collect(wanted, found));
        }
    }

    /// The words within it, but for those within what is not wanted.
    pub fn words(&self, wanted: &dyn Fn(&Node) -> bool) -> String {
        let mut words = String::new();
        for inside in &self.inside {
            match inside {
                Inside::Words(more) => words.push_str(more),
                Inside::Node(node) if node.name == "br" => words.push('\n'),
                Inside::Node(node) if wanted(node) => words.push_str(&node.words(wanted)),
                Inside::Node(_) => {}
            }
        }
        words
    }
}

/// Reads a text that must be well formed; gives its root element.
pub fn parse(text: &str) -> Node {
    let mut reader = Reader::from_str(text);
    let mut open = vec![Node::default()];
    let close = |open: &mut Vec<Node>| {
        let node = open.pop().unwrap();
        open.last_mut().expect("no more ends than beginnings").inside.push(Inside::Node(node));
    };
    loop {
        match reader.read_event().expect("a page that is well formed") {
            Event::Start(tag) => open.push(node(&tag)),
            Event::Empty(tag) => {
                open.push(node(&tag));
                close(&mut open);
            }
            Event::End(_) => close(&mut open),
            Event::Text(words) => {
                let words = (*words).to_string();
                open.last_mut().unwrap().inside.push(Inside::Words(words));
            }
            Event::GeneralRef(name) => {
                let word = quick_xml::escape::unescape(&format!("&{};", &*name)).unwrap().into_owned();
                open.last_mut().unwrap().inside.push(Inside::Words(word));
            }
            Event::Eof => break,
            _ => {}
        }
    }
    assert_eq!(open.len(), 1, "every beginning has its end");
    let root = open.pop().unwrap();
    root.children().next().expect("an element").clone()
}

fn node(tag: &BytesStart<'_>) -> Node {
    let attributes = tag.attributes().map(|attribute| {
        let attribute = attribute.expect("an attribute that is well formed");
        let value = quick_xml::escape::unescape(&attribute.value).unwrap().into_owned();
        (attribute.key.as_ref().to_owned(), value)
    });
    Node { name: tag.name().as_ref().to_owned(), attributes: attributes.collect(), inside: Vec::new() }
}
