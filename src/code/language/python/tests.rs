//! Python's facts.

use crate::code::tests::{imports, outline, read, references};

fn routes(text: &str) -> Vec<String> {
    let facts = read("a.py", text);
    let line = |r: &crate::code::facts::Route| {
        let handler = r.handler.map_or("-", |handler| &facts[handler]);
        format!("{} {} {} {handler}", &facts[r.framework], &facts[r.method], &facts[r.path])
    };
    facts.routes.iter().map(line).collect()
}

#[test]
fn assignments_at_any_depth_but_in_functions() {
    let facts = read(
        "a.py",
        "if X:\n    a = 1\ntry:\n    b: int = 2\nexcept E:\n    b = c = 3\n\
         (d, e), f = g\nh, i = 1, 2\nclass K:\n    m = n = 1\n    if X:\n        o: int\n\
         \x20   def f(self):\n        p = 1\n        class L:\n            q = 2\n\
         type R[T] = list[T]\ntype S = int\nU: TypeAlias = int\nV: t.TypeAlias = int\n",
    );
    assert_eq!(
        outline(&facts),
        [
            "variable a 2-2",
            "variable b 4-4",
            "variable b 6-6",
            "variable c 6-6",
            "variable f 7-7",
            "variable h 8-8",
            "variable i 8-8",
            "class K 9-16",
            "field K.m 10-10",
            "field K.n 10-10",
            "field K.o 12-12",
            "method K.f 13-16",
            "class K.f.L 15-16",
            "field K.f.L.q 16-16",
            "type R 17-17",
            "type S 18-18",
            "type U 19-19",
            "type V 20-20",
        ]
    );
}

#[test]
fn imports_of_every_form() {
    let facts = read(
        "a.py",
        "__all__ = ['D', \"F\"]\nfrom __future__ import annotations\nif TYPE_CHECKING:\n    from a import B\nelse:\n    import c\n\
         try:\n    from ..d import D, E as F\nexcept ImportError:\n    D = None\n\
         def f():\n    import g.h as i\n    importlib.import_module('.j', __package__)\n    __import__(\"k.l\")\n\
         \x20   import_module(f'x.{y}')\n    include('z.urls')\nfrom m import n as n\n",
    );
    assert_eq!(
        imports(&facts),
        [
            "Names __future__ 2",
            "type Names a (B) 4",
            "Module c 6",
            "re Names ..d (D) (E as F) 8",
            "Module g.h as i 12",
            "Dynamic .j 13",
            "Dynamic k.l 14",
            "re Names m (n as n) 17",
        ]
    );
    let within =
        |at: usize| facts.imports[at].within.map(|s| &facts[facts.symbols[s as usize].name]);
    assert_eq!((within(3), within(4)), (None, Some("f")));
}

#[test]
fn parameters_and_keywords_are_no_references() {
    let facts = read(
        "a.py",
        "from b import size, Base, Meta, T\nclass A(Base[T], metaclass=Meta):\n    def f(self, size=1):\n        return g(size=3, size=size)\nsize\n",
    );
    assert_eq!(
        references(&facts),
        ["Inherit Base 2 in A", "Use T 2 in A", "Use Meta 2 in A", "Use size 5",]
    );
}

#[test]
fn routes_of_flask() {
    let text = "from flask import Blueprint\n@bp.route('/a/<int:b>', methods=['GET', 'POST'])\ndef a(b): pass\n\
                @bp.route('/c')\n@login\ndef c(): pass\n@bp.delete('/d')\nasync def d(): pass\n\
                app.add_url_rule('/e', view_func=views.E.as_view('e'))\n@mock.patch('os.path')\ndef f(): pass\n";
    assert_eq!(
        routes(text),
        [
            "flask GET /a/<int:b> a",
            "flask POST /a/<int:b> a",
            "flask GET /c c",
            "flask DELETE /d d",
            "flask GET /e views.E",
        ]
    );
}

#[test]
fn routes_of_fastapi_and_starlette() {
    let text = "from fastapi import APIRouter\n@router.get('/a/{b}', response_model=A)\nasync def a(b): pass\n\
                @app.websocket('/ws')\nasync def ws(s): pass\nrouter.add_api_route('/c', c, methods=['PUT'])\n\
                routes = [Route('/d', endpoint=d)]\n";
    assert_eq!(
        routes(text),
        ["fastapi GET /a/{b} a", "fastapi ANY /ws ws", "fastapi PUT /c c", "starlette ANY /d d",]
    );
}

#[test]
fn routes_of_django() {
    let text = "from django.urls import include, path, re_path\nfrom rest_framework import routers\n\
                router.register(r'users', UserViewSet)\nurlpatterns = [\n    path('', views.index, name='index'),\n\
                \x20   path('a/', include('blog.urls')),\n    re_path(r'^b/$', views.B.as_view()),\n    path('c', login_required(c)),\n]\n";
    assert_eq!(
        routes(text),
        [
            "rest_framework ANY users UserViewSet",
            "django ANY  views.index",
            "django ANY ^b/$ views.B",
            "django ANY c c",
        ]
    );
    let included = imports(&read("a.py", text));
    assert!(included.contains(&"Dynamic blog.urls 6".into()), "{included:?}");
}

#[test]
fn routes_of_aiohttp() {
    let text = "from aiohttp import web\n@routes.get('/a')\nasync def a(r): pass\n\
                app.router.add_post('/b', b)\napp.router.add_route('*', '/c', c)\napp.add_routes([web.put('/d', d)])\n";
    assert_eq!(
        routes(text),
        ["aiohttp GET /a a", "aiohttp POST /b b", "aiohttp ANY /c c", "aiohttp PUT /d d"]
    );
}
