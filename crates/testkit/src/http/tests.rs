//! The server as a plain socket sees it.

use std::{
    io::{Read, Write},
    net::TcpStream,
};

use super::{Script, Server};

fn connect(server: &Server) -> TcpStream {
    TcpStream::connect(server.url().trim_start_matches("http://")).unwrap()
}

fn all(stream: &mut TcpStream) -> String {
    let mut text = String::new();
    stream.read_to_string(&mut text).unwrap();
    text
}

#[test]
fn scripts_are_played_in_order_over_one_connection() {
    let server = Server::start([
        Script::status(201).header("a", "b").bytes("one").single_bytes("tw"),
        Script::events().gate().bytes("x").cut(),
    ])
    .unwrap();
    let mut stream = connect(&server);
    stream.write_all(b"POST /p?q HTTP/1.1\r\nContent-Length: 2\r\nX-A: b c\r\n\r\nhi").unwrap();
    stream.write_all(b"GET / HTTP/1.1\r\n\r\n").unwrap();
    server.open_gate();
    assert_eq!(
        all(&mut stream),
        "HTTP/1.1 201 Scripted\r\ntransfer-encoding: chunked\r\na: b\r\n\r\n3\r\none\r\n1\r\nt\r\n1\r\nw\r\n0\r\n\r\n\
         HTTP/1.1 200 Scripted\r\ntransfer-encoding: chunked\r\ncontent-type: text/event-stream\r\n\r\n1\r\nx\r\n"
    );
    assert!(server.wait_for(2));
    let seen = server.seen();
    assert_eq!((seen[0].method.as_str(), seen[0].path.as_str()), ("POST", "/p?q"));
    assert_eq!((seen[0].header("x-a"), seen[0].body.as_slice()), (Some("b c"), b"hi".as_slice()));
    assert!(seen[1].at >= seen[0].at);
}

#[test]
fn a_client_that_goes_is_seen() {
    let server = Server::start([Script::silent().hold(), Script::silent()]).unwrap();
    let mut stream = connect(&server);
    stream.write_all(b"GET / HTTP/1.1\r\n\r\n").unwrap();
    assert!(server.wait_for(1));
    drop(stream);
    assert!(server.closed().is_some());
    let mut stream = connect(&server);
    stream.write_all(b"GET / HTTP/1.1\r\n\r\n").unwrap();
    assert_eq!(all(&mut stream), "");
    let mut stream = connect(&server);
    stream.write_all(b"GET / HTTP/1.1\r\n\r\n").unwrap();
    let mut head = [0; 12];
    stream.read_exact(&mut head).unwrap();
    assert_eq!(&head, b"HTTP/1.1 410");
}
