//! Facts of small JavaScript texts.

use crate::code::facts::Facts;
use crate::code::tests::{imports, outline, read, routes};

fn exports(facts: &Facts) -> Vec<String> {
    let line = |t: &crate::code::facts::Taken| {
        let alias = t.alias.map_or(String::new(), |alias| format!(" as {}", &facts[alias]));
        format!("{}{alias}", &facts[t.name])
    };
    facts.exports.iter().map(line).collect()
}

#[test]
fn commonjs_is_read() {
    let facts = read(
        "a.js",
        "'use strict'\n\
         const a = require('./a')\n\
         var { b, c: d } = require('./b'), e = require('./e').f\n\
         require('./run')\n\
         const made = require('./make')(a)\n\
         function load() {\n  const g = require('./g')\n  return require(name)\n}\n\
         exports.static = require('serve-static')\n\
         module.exports = {\n  a, load, other: d,\n  h: require('./h'),\n  run() {},\n  stop: function () {},\n}\n",
    );
    assert_eq!(
        imports(&facts),
        [
            "Module ./a as a 2",
            "Names ./b (b) (c as d) 3",
            "Names ./e (f as e) 3",
            "Effect ./run 4",
            "Dynamic ./make 5",
            "Dynamic ./g as g 7",
            "re Module serve-static as static 10",
            "re Module ./h as h 13",
        ]
    );
    assert_eq!(
        outline(&facts),
        ["-constant made 5-5", "function load 6-9", "method run 14-14", "method stop 15-15"]
    );
    assert_eq!(exports(&facts), ["a", "load", "d as other"]);
}

#[test]
fn what_is_hung_on_exports_is_declared() {
    let facts = read(
        "a.js",
        "var app = exports = module.exports = {}\n\
         app.use = function use(fn) {\n  return fn\n}\n\
         exports.limit = 5\n\
         exports.proto = app\n\
         View.prototype.render = function () {}\n\
         class K { static a = 1; #b() {} c = () => {} }\n\
         function* gen() {}\n",
    );
    assert_eq!(
        outline(&facts),
        [
            "variable app 1-1",
            "method app.use 2-4",
            "variable limit 5-5",
            "method View.render 7-7",
            "-class K 8-8",
            "field K.a 8-8",
            "-method K.#b 8-8",
            "method K.c 8-8",
            "-function gen 9-9",
        ]
    );
    assert_eq!(exports(&facts), ["app as default", "app as proto"]);
    let facts = read("a.js", "exports = module.exports = create\nfunction create() {}\n");
    assert_eq!(exports(&facts), ["create as default"]);
    let facts = read("a.js", "module.exports = require('./lib/a')\n");
    assert_eq!(imports(&facts), ["re Wildcard ./lib/a 1"]);
    let facts = read("a.js", "module.exports = class extends B {}\n");
    assert_eq!(outline(&facts), ["class exports 1-1"]);
    assert_eq!(exports(&facts), ["exports as default"]);
}

#[test]
fn routes_of_frameworks() {
    let text = "const express = require('express')\n\
         app.get('/a', auth, list)\n\
         router.route('/b').get(users.one).post((q, s) => {})\n\
         app.all(['/c', `/d`], handler)\n\
         axios.get('/no', done)\nreq.get('/no', done)\nmap.get('key', done)\nrequest(app).get('/no', done)\n";
    assert_eq!(
        routes(&read("a.js", text)),
        [
            "express GET /a list 2",
            "express GET /b users.one 3",
            "express POST /b  3",
            "express ANY /c handler 4",
            "express ANY /d handler 4",
        ]
    );
    let text = "import Fastify from 'fastify'\n\
         fastify.get('/a', { schema, handler: one })\n\
         f.route({ method: ['GET', 'HEAD'], url: '/b', handler: this.two })\n";
    assert_eq!(
        routes(&read("a.ts", text)),
        ["fastify GET /a one 2", "fastify GET /b this.two 3", "fastify HEAD /b this.two 3"]
    );
    let text =
        "import Router from '@koa/router'\nrouter.get('name', '/a', one)\nrouter.del('/b', two)\n";
    assert_eq!(routes(&read("a.ts", text)), ["koa GET /a one 2", "koa DELETE /b two 3"]);
    let text = "import { Hono } from 'hono'\nh.get('/a', c => c.text('')).post('/b', two)\nh.on('PURGE', '/c', c)\n";
    let mut found = routes(&read("a.ts", text));
    found.sort();
    assert_eq!(found, ["hono GET /a  2", "hono POST /b two 2", "hono PURGE /c c 3"]);
    let text = "@Controller('cats')\nexport class Cats {\n  @Get(':id')\n  @Use()\n  one() {}\n  @Post()\n  make() {}\n}\n";
    assert_eq!(routes(&read("a.ts", text)), ["nest GET /cats/:id one 3", "nest POST /cats make 6"]);
    let text = "export async function GET(request) {}\nexport const POST = () => {}\n";
    assert_eq!(routes(&read("route.ts", text)), ["place GET  GET 1", "place POST  POST 2"]);
}

#[test]
fn what_is_nested_deeply_takes_no_stack() {
    for (open, close) in [
        ("f(", ")"),
        ("[", "]"),
        ("x => (", ")"),
        ("a.get('/', ", ")"),
        ("{ if (a) ", "}"),
        ("require('a')(", ")"),
    ] {
        let text = open.repeat(20_000) + "import('a')" + &close.repeat(20_000);
        let facts = read("a.js", &text);
        assert_ne!(facts.health, crate::code::facts::Health::Failed, "{open}");
    }
}
