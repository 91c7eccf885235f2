//! Facts of small TypeScript texts.

use crate::code::facts::Facts;
use crate::code::tests::{imports, outline, read, references};

fn exports(facts: &Facts) -> Vec<String> {
    let line = |t: &crate::code::facts::Taken| {
        let alias = t.alias.map_or(String::new(), |alias| format!(" as {}", &facts[alias]));
        format!("{}{alias}", &facts[t.name])
    };
    facts.exports.iter().map(line).collect()
}

#[test]
fn imports_in_every_form() {
    let facts = read(
        "a.ts",
        "import a, { b, c as d, type E } from './a'\n\
         import * as ns from \"ns\"\n\
         import type { T } from './t'\n\
         import type U, { V } from './t'\n\
         import { type W } from './w'\n\
         import './run'\n\
         import f, * as g from './g'\n\
         import x = require('./x')\n\
         export * from './all'\n\
         export * as sub from './sub'\n\
         export { h, default as i, j as default } from './h'\n\
         export type { K } from './k'\n\
         export type * from './l'\n\
         async function later() {\n  const { m: n } = await import('./m')\n  await import(`./o`)\n  return import(name)\n}\n\
         type Q = typeof import('./q')\n\
         import data from './r.json' with { type: 'json' }\n\
         /// <reference path=\"global.d.ts\" />\n\
         type P = import('./p').P\n",
    );
    assert_eq!(
        imports(&facts),
        [
            "Names ./a (default as a) (b) (c as d) (E) 1",
            "Module ns as ns 2",
            "type Names ./t (T) 3",
            "type Names ./t (default as U) (V) 4",
            "type Names ./w (W) 5",
            "Effect ./run 6",
            "Module ./g as g 7",
            "Names ./g (default as f) 7",
            "Module ./x as x 8",
            "re Wildcard ./all 9",
            "re Module ./sub as sub 10",
            "re Names ./h (h) (default as i) (j as default) 11",
            "re type Names ./k (K) 12",
            "re type Wildcard ./l 13",
            "Dynamic ./m (m as n) 15",
            "Dynamic ./o 16",
            "type Dynamic ./q 19",
            "Names ./r.json (default as data) 20",
            "type Effect ./global.d.ts 21",
            "type Dynamic ./p 22",
        ]
    );
}

#[test]
fn declarations_of_every_kind() {
    let facts = read(
        "a.ts",
        "export const one = 1, two = 2\n\
         const table = {\n  size: 3,\n  make() { const local = 1 },\n  drop: (a: string) => a,\n}\n\
         export const arrow = async (x: number) => {\n  const inner = () => x\n  return inner\n}\n\
         let count = 0\n\
         export default abstract class Base<T> extends Other<T> implements I, N.J<T> {\n\
         \x20 static limit = 1\n  #secret = 2\n  private hidden(): void {}\n  constructor(readonly name: string) { super() }\n\
         \x20 handle = () => this.name\n  abstract go(): void\n  get size() { return 1 }\n}\n\
         export interface Shape extends A, B.C<string> { area(): number; kind: string }\n\
         export type Alias = { x: number } \n\
         export enum Color { Red, Green = 'g' }\n\
         declare const enum Level { Low }\n\
         export namespace Space.Inner { export function f() {} ; const g = 1 }\n\
         export function over(a: string): void\nexport function over(a: any) {}\n\
         declare module 'ext' { export function h(): void }\n\
         declare function ambient(): void\n\
         const { left, right: other } = pair\n",
    );
    assert_eq!(
        outline(&facts),
        [
            "constant one 1-1",
            "constant two 1-1",
            "-constant table 2-6",
            "method table.make 4-4",
            "method table.drop 5-5",
            "function arrow 7-10",
            "-function arrow.inner 8-8",
            "-variable count 11-11",
            "class Base 12-20",
            "field Base.limit 13-13",
            "-field Base.#secret 14-14",
            "-method Base.hidden 15-15",
            "constructor Base.constructor 16-16",
            "field Base.name 16-16",
            "method Base.handle 17-17",
            "method Base.go 18-18",
            "method Base.size 19-19",
            "interface Shape 21-21",
            "method Shape.area 21-21",
            "field Shape.kind 21-21",
            "type Alias 22-22",
            "field Alias.x 22-22",
            "enum Color 23-23",
            "variant Color.Red 23-23",
            "variant Color.Green 23-23",
            "enum Level 24-24",
            "variant Level.Low 24-24",
            "module Space.Inner 25-25",
            "function Space.Inner.f 25-25",
            "-constant Space.Inner.g 25-25",
            "function over 26-26",
            "function over 27-27",
            "module ext 28-28",
            "function ext.h 28-28",
            "function ambient 29-29",
            "-variable left 30-30",
            "-variable other 30-30",
        ]
    );
    assert_eq!(exports(&facts), ["Base as default"]);
}

#[test]
fn what_is_exported_by_name_is_public() {
    let facts = read("a.ts", "class A {}\nconst b = 1, c = 2\nexport { A as B, b }\nexport = c\n");
    assert_eq!(outline(&facts), ["class A 1-1", "constant b 2-2", "constant c 2-2"]);
    assert_eq!(exports(&facts), ["A as B", "b", "c as default"]);
    let facts = read("a.ts", "export default () => {\n  run()\n}\n");
    assert_eq!(outline(&facts), ["function default 1-3"]);
    let facts = read("a.ts", "const a = 1\nexport default a\n");
    assert_eq!(exports(&facts), ["a as default"]);
    let facts = read("a.ts", "export default defineConfig({\n  a: 1 })\n");
    assert_eq!(outline(&facts), ["constant default 1-2"]);
}

#[test]
fn uses_are_told_apart() {
    let facts = read(
        "a.tsx",
        "import { A, B, Box, dec, type T } from './a'\n\
         @dec()\nclass C extends A<T> implements B {\n  f(p: T) { this.g(); B.h(p); new A(); local.x(); return [B] }\n}\n\
         const view = <Box.Item a={B}><Box /></Box.Item>\n",
    );
    assert_eq!(
        references(&facts),
        [
            "Call dec 2 in C",
            "Inherit A 3 in C",
            "Type T 3 in C",
            "Inherit B 3 in C",
            "Type T 4 in f",
            "Call this.g 4 in f",
            "Call B.h 4 in f",
            "Call A 4 in f",
            "Call local.x 4 in f",
            "Use B 4 in f",
            "Call Box.Item 6 in view",
            "Use B 6 in view",
            "Call Box 6 in view",
            "Use Box.Item 6 in view",
        ]
    );
}

#[test]
fn call_signatures_follow_one_another_without_a_mark() {
    let facts = read(
        "a.ts",
        "export interface H<E> {\n  // one\n  <\n    P = 1,\n  >(\n    handler: H<P>\n  ): B<P>\n\n  // two\n  <\n    Q,\n  >(\n    ...handlers: [H<Q>, H<Q>]\n  ): B<Q>\n}\nexport type F = 1\n",
    );
    assert_eq!(outline(&facts), ["interface H 1-15", "type F 16-16"]);
    assert_eq!(facts.health, crate::code::facts::Health::Clean);
}
