//! Is PHP read as it is meant?

use crate::code::tests::{imports, outline, read, references, routes};

const TEXT: &str = r##"<?php
declare(strict_types=1);
namespace App\Http;
use App\Models\User;
use App\Models\{Item, Order as O, function f1, const C1};
use function App\helpers\foo as bar;
use const App\X;
require_once __DIR__ . '/../a.php';
include 'b.php';
require dirname(__FILE__) . '/c.php';
const LIM = 3;
define('OLD', 1);
#[Route('/api', name: 'api')]
abstract class A extends Base implements I, \Foo\J
{
    use SomeTrait, Other { a as b; }
    const X = 1, Y = 2;
    public static ?string $name = null, $q;
    private User $user;
    public function __construct(private readonly User $u, int $n = 1) { $this->u = $u; parent::__construct(); }
    #[Route('/x/{id}', methods: ['GET', 'POST'])]
    public function show(int $id): ?User { $u = User::find($id)->load(); $v = new \App\Y($u); self::X; return O::class; foo\bar(); $f = fn($x) => $x->y(); baz(); static::$name; $v instanceof Item; try {} catch (E1 | E2 $e) {} }
    abstract protected function no(): void;
}
interface I extends K, L { const Z = 1; }
trait T { }
enum Suit: string implements HasX { case Hearts = 'H'; case Spades = 'S'; const D = self::Hearts; }
function top(User|Item $x) { global $g; }
Route::get('/u/{id}', [UserController::class, 'show']);
Route::prefix('admin')->group(function () { Route::post('/y', fn() => 1); });
Route::match(['get', 'post'], '/z', 'C@m');
$app->get('/slim', H::class);
"##;

#[test]
fn declarations() {
    assert_eq!(
        outline(&read("a.php", TEXT)),
        [
            "constant LIM 11-11",
            "constant OLD 12-12",
            "class A 13-24",
            "constant A.X 17-17",
            "constant A.Y 17-17",
            "field A.name 18-18",
            "field A.q 18-18",
            "-field A.user 19-19",
            "constructor A.__construct 20-20",
            "-field A.u 20-20",
            "method A.show 21-22",
            "method A.no 23-23",
            "interface I 25-25",
            "constant I.Z 25-25",
            "trait T 26-26",
            "enum Suit 27-27",
            "variant Suit.Hearts 27-27",
            "variant Suit.Spades 27-27",
            "constant Suit.D 27-27",
            "function top 28-28"
        ]
    );
}

#[test]
fn imports_and_uses() {
    let facts = read("a.php", TEXT);
    assert_eq!(facts.package.map(|name| &facts[name]), Some("App\\Http"));
    assert_eq!(
        imports(&facts),
        [
            "Names App\\Models (User) 4",
            "Names App\\Models (Item) 5",
            "Names App\\Models (Order as O) 5",
            "Names App\\Models (f1) 5",
            "Names App\\Models (C1) 5",
            "Names App\\helpers (foo as bar) 6",
            "Names App (X) 7",
            "Include ./../a.php 8",
            "Include b.php 9",
            "Include ./c.php 10"
        ]
    );
    assert_eq!(
        references(&facts),
        [
            "Call define 12 in OLD",
            "Call Route 13 in A",
            "Inherit Base 14 in A",
            "Inherit I 14 in A",
            "Inherit \\Foo\\J 14 in A",
            "Inherit SomeTrait 16 in A",
            "Inherit Other 16 in A",
            "Type User 19 in user",
            "Type User 20 in u",
            "Use this->u 20 in __construct",
            "Call parent::__construct 20 in __construct",
            "Call Route 21 in show",
            "Type User 22 in show",
            "Call ->load 22 in show",
            "Call User::find 22 in show",
            "Call \\App\\Y 22 in show",
            "Use self::X 22 in show",
            "Use O::class 22 in show",
            "Call foo\\bar 22 in show",
            "Call ->y 22 in show",
            "Call baz 22 in show",
            "Use static::$name 22 in show",
            "Use Item 22 in show",
            "Type E1 22 in show",
            "Type E2 22 in show",
            "Inherit K 25 in I",
            "Inherit L 25 in I",
            "Inherit HasX 27 in Suit",
            "Use self::Hearts 27 in D",
            "Type User 28 in top",
            "Type Item 28 in top",
            "Call Route::get 29",
            "Use UserController::class 29",
            "Call ->group 30",
            "Call Route::prefix 30",
            "Call Route::post 30",
            "Call Route::match 31",
            "Call ->get 32",
            "Use H::class 32"
        ]
    );
}

#[test]
fn routes_of_frameworks() {
    assert_eq!(
        routes(&read("a.php", TEXT)),
        [
            "symfony GET /api/x/{id} A.show 21",
            "symfony POST /api/x/{id} A.show 21",
            "laravel GET /u/{id} UserController.show 29",
            "laravel POST /admin/y  30",
            "laravel GET /z C.m 31",
            "laravel POST /z C.m 31",
            "slim GET /slim H 32"
        ]
    );
}
