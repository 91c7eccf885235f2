//! Is C# read as it is meant?

use crate::code::tests::{imports, outline, read, references, routes};

const TEXT: &str = r##"using System;
using static System.Math;
using U = Acme.Model.User;
global using Acme.Core;
namespace Acme.Web;
[ApiController, Route("api/[controller]")]
public class UsersController<T> : ControllerBase, IUsers<T>, X.Y where T : Foo
{
  private readonly IRepo _repo, _b;
  public const int Max = 3;
  public event EventHandler Changed;
  public string Name { get; set; } = "";
  public int this[int i] => 1;
  public UsersController(IRepo repo) : base(repo) { _repo = repo; }
  ~UsersController() {}
  [HttpGet("{id:int}")] [Authorize]
  public async Task<ActionResult<User>> Get(int id) { var u = await _repo.Find<User>(id)?.Foo(); if (u is User x) { x.Bar(); } foreach (var i in list) i.Do(y => y.Z); return Ok(new Acme.Dto.UserDto<T>(u) { A = 1 }); }
  public static UsersController operator +(UsersController a, UsersController b) => a;
  delegate void D(int a);
  enum E { A, B = 2 }
  struct S { int q; }
  interface I { void F(); }
  record R(int A, string B);
}
public record struct P(int X);
namespace Other.Deep { namespace In { class Z { } } }
class Prog { static void Main(string[] args) { var app = WebApplication.Create(args); app.MapGet("/x/{id}", (int id) => id); app.MapPost("/y", Handlers.Post); var g = app.MapGroup("/api"); g.MapDelete("/z", H); typeof(Foo.Bar); nameof(Baz); } }
"##;

#[test]
fn declarations() {
    assert_eq!(
        outline(&read("a.cs", TEXT)),
        [
            "class UsersController 6-24",
            "-field UsersController._repo 9-9",
            "-field UsersController._b 9-9",
            "constant UsersController.Max 10-10",
            "field UsersController.Changed 11-11",
            "field UsersController.Name 12-12",
            "constructor UsersController.UsersController 14-14",
            "method UsersController.Get 16-17",
            "-type UsersController.D 19-19",
            "-enum UsersController.E 20-20",
            "variant UsersController.E.A 20-20",
            "variant UsersController.E.B 20-20",
            "-struct UsersController.S 21-21",
            "-field UsersController.S.q 21-21",
            "-interface UsersController.I 22-22",
            "method UsersController.I.F 22-22",
            "-class UsersController.R 23-23",
            "field UsersController.R.A 23-23",
            "field UsersController.R.B 23-23",
            "class P 25-25",
            "field P.X 25-25",
            "module Other.Deep 26-26",
            "module Other.Deep.In 26-26",
            "class Other.Deep.In.Z 26-26",
            "class Prog 27-27",
            "-method Prog.Main 27-27"
        ]
    );
}

#[test]
fn imports_and_uses() {
    let facts = read("a.cs", TEXT);
    assert_eq!(facts.package.map(|name| &facts[name]), Some("Acme.Web"));
    assert_eq!(
        imports(&facts),
        [
            "Wildcard System 1",
            "Wildcard System.Math 2",
            "Names Acme.Model (User as U) 3",
            "re Wildcard Acme.Core 4"
        ]
    );
    assert_eq!(
        references(&facts),
        [
            "Call ApiController 6 in UsersController",
            "Call Route 6 in UsersController",
            "Inherit ControllerBase 7 in UsersController",
            "Inherit IUsers 7 in UsersController",
            "Inherit X.Y 7 in UsersController",
            "Type Foo 7 in UsersController",
            "Type IRepo 9 in _b",
            "Type EventHandler 11 in Changed",
            "Type IRepo 14 in UsersController",
            "Use base 14 in UsersController",
            "Use _repo 14 in UsersController",
            "Use UsersController 15 in UsersController",
            "Call HttpGet 16 in Get",
            "Call Authorize 16 in Get",
            "Type Task 17 in Get",
            "Type ActionResult 17 in Get",
            "Type User 17 in Get",
            "Call .Foo 17 in Get",
            "Call _repo.Find 17 in Get",
            "Type User 17 in Get",
            "Call .Bar 17 in Get",
            "Use list 17 in Get",
            "Call .Do 17 in Get",
            "Use .Z 17 in Get",
            "Call Ok 17 in Get",
            "Call Acme.Dto.UserDto 17 in Get",
            "Type u 17 in Get",
            "Type UsersController 18 in UsersController",
            "Type UsersController 18 in UsersController",
            "Type UsersController 18 in UsersController",
            "Call WebApplication.Create 27 in Main",
            "Call .MapGet 27 in Main",
            "Call .MapPost 27 in Main",
            "Use Handlers.Post 27 in Main",
            "Call .MapGroup 27 in Main",
            "Call .MapDelete 27 in Main",
            "Use H 27 in Main",
            "Type Foo.Bar 27 in Main",
            "Use Baz 27 in Main"
        ]
    );
}

#[test]
fn routes_of_frameworks() {
    assert_eq!(
        routes(&read("a.cs", TEXT)),
        [
            "asp.net GET /api/Users/{id:int} UsersController.Get 16",
            "asp.net GET /x/{id}  27",
            "asp.net POST /y Handlers.Post 27",
            "asp.net DELETE /z H 27"
        ]
    );
}
