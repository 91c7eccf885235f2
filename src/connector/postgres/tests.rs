//! What is known without a server; a real one is asked in `tests/it/database.rs`.

use super::place::{Host, Place, Tls};
use super::schema::{item, questions};
use super::*;

fn place(url: &str) -> Outcome<Place> {
    Place::parse(&Secret::new(url))
}

#[test]
fn urls_are_read_as_libpq_reads_them() {
    let p = place(
        "postgres://me:p%40ss%2Fw@db.example.com:6432/app?sslmode=verify-full&sslrootcert=/ca.pem",
    )
    .unwrap();
    assert_eq!((p.host, p.port), (Host::Name("db.example.com".into()), 6432));
    assert_eq!(
        (p.user.as_str(), p.password.unwrap().as_str(), p.database.as_str()),
        ("me", "p@ss/w", "app")
    );
    assert_eq!((p.tls, p.roots), (Tls::Always, Some("/ca.pem".into())));
    let p = place("postgresql:///app?host=/run/pg&port=7&user=me").unwrap();
    assert_eq!((p.host.clone(), p.port, p.tls), (Host::Folder("/run/pg".into()), 7, Tls::Prefer));
    assert!(p.is_here());
    let p = place("postgres://me:pw@/app?host=/run/pg").unwrap();
    assert_eq!((p.host, p.user.as_str()), (Host::Folder("/run/pg".into()), "me"));
    let p = place("postgres://me@%2Frun%2Fpg/app").unwrap();
    assert_eq!(p.host, Host::Folder("/run/pg".into()));
    let p = place("postgres://me@[::1]").unwrap();
    assert!(p.is_here() && p.database == "me");
    for bad in [
        "me@db",
        "mysql://a/b",
        "postgres://db/app",
        "postgres://a@b/c?sslmode=maybe",
        "postgres://a@b/c?port=x",
    ] {
        let trouble = place(bad).err().unwrap();
        assert_eq!(trouble.fault, Fault::Config);
        assert!(!trouble.message.contains(bad), "{trouble:?}");
    }
}

#[test]
fn schemas_are_literals() {
    let asked = questions(Some("public, o'brien"), 7);
    assert!(
        asked
            .iter()
            .all(|q| q.contains("n.nspname IN ('public', 'o''brien')") && q.ends_with("LIMIT 7"))
    );
    assert!(questions(None, 7)[0].contains("NOT LIKE 'pg\\_%'"));
}

#[test]
fn objects_read_as_text() {
    let row = r#"{"schema": "public", "name": "users", "kind": "r", "comment": "People\nwho log in",
        "columns": [{"name": "id", "type": "bigint", "required": true, "default": null, "identity": "a", "comment": null},
                    {"name": "email", "type": "text", "required": false, "default": "'x'::text", "identity": "", "comment": "unique"}],
        "constraints": ["users_pkey PRIMARY KEY (id)"], "indexes": null, "used": ["orders"], "definition": null}"#;
    let read = item(row).unwrap();
    assert_eq!((read.id.as_str(), read.title.as_str()), ("public.users", "table public.users"));
    assert_eq!(
        read.body,
        "People\nwho log in\ncolumns:\n- id bigint not null identity\n- email text default 'x'::text  -- unique\n\
         constraints:\n- users_pkey PRIMARY KEY (id)\nreferenced by:\n- orders"
    );
    assert!(item("{}").is_none() && item("x").is_none());
}

#[test]
fn what_says_too_much_or_nonsense_is_not_believed() {
    use std::io::Write as _;
    for (said, fault) in [
        (&b"R\xff\xff\xff\xff"[..], Fault::TooLarge),
        (b"R\0\0\0\x02", Fault::Malformed),
        (b"HTTP/1.1 400 Bad Request\r\n\r\n", Fault::TooLarge),
        (b"", Fault::Unavailable),
    ] {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let said = said.to_vec();
        let server = std::thread::spawn(move || {
            let (mut stream, _) = listener.accept().unwrap();
            let mut start = [0; 16];
            let _ = std::io::Read::read(&mut stream, &mut start);
            let _ = stream.write_all(&said);
            let _ = stream.shutdown(std::net::Shutdown::Write);
            let _ = std::io::copy(&mut stream, &mut std::io::sink());
        });
        let url = Secret::new(format!("postgres://me:hunter22@127.0.0.1:{port}/db"));
        let asked = Postgres::new(Some(url), None).unwrap();
        let trouble = asked.page(&Query::default(), &Deadline::after(PATIENCE)).unwrap_err();
        assert_eq!(trouble.fault, fault, "{trouble:?}");
        assert!(!format!("{trouble:?}").contains("hunter22"));
        server.join().unwrap();
    }
}
