//! Do C#'s namespaces lead to the right files?

use crate::graph::tests::{edges, graph, unresolved, uses};

#[test]
fn a_using_leads_to_the_files_whose_types_are_used() {
    let graph = graph(&[
        ("App/App.csproj", "<Project/>"),
        ("App/Globals.cs", "global using Acme.Shared;\n"),
        (
            "App/Web/Cart.cs",
            "using System.Linq;\nusing Acme.Model;\nusing static Acme.Util.Money;\nusing Line = Acme.Model.OrderLine;\nusing Acme.Unused;\nusing Newtonsoft.Json;\nnamespace Acme.Web;\npublic class Cart : Base, ITotal\n{\n  private readonly Item _item;\n  public Line First { get; set; }\n  [Audit] public int Total(Clock clock) => Round(_item.Price) + Model.Tax.Rate;\n}\n",
        ),
        ("App/Web/Base.cs", "namespace Acme.Web { public class Base { } }\n"),
        ("App/ITotal.cs", "namespace Acme { public interface ITotal { } }\n"),
        (
            "App/Model/Item.cs",
            "namespace Acme.Model;\npublic partial class Item { public int Price; }\n",
        ),
        (
            "App/Model/Item.Parts.cs",
            "namespace Acme.Model;\npublic partial class Item { public int Weight; }\n",
        ),
        ("App/Model/OrderLine.cs", "namespace Acme.Model;\npublic class OrderLine { }\n"),
        (
            "App/Model/Tax.cs",
            "namespace Acme.Model;\npublic static class Tax { public const int Rate = 1; }\n",
        ),
        ("App/Model/Other.cs", "namespace Acme.Model;\npublic class Other { }\n"),
        (
            "App/Util/Money.cs",
            "namespace Acme.Util;\npublic static class Money { public static int Round(int n) => n; }\n",
        ),
        ("App/Unused.cs", "namespace Acme.Unused;\npublic class Thing { }\n"),
        ("App/Shared/Clock.cs", "namespace Acme.Shared;\npublic class Clock { }\n"),
        ("App/Shared/Audit.cs", "namespace Acme.Shared;\npublic class AuditAttribute { }\n"),
    ]);
    let of: Vec<String> = edges(&graph)
        .iter()
        .filter_map(|e| e.strip_prefix("App/Web/Cart.cs → App/").map(str::to_owned))
        .collect();
    assert_eq!(
        of,
        [
            "ITotal.cs use namespace certain 8",
            "Model/Item.Parts.cs import namespace likely 2",
            "Model/Item.cs import namespace likely 2",
            "Model/OrderLine.cs import namespace certain 4",
            "Model/Tax.cs use namespace certain 12",
            "Shared/Audit.cs use namespace likely 12",
            "Shared/Clock.cs use namespace certain 12",
            "Util/Money.cs import namespace certain 3",
            "Web/Base.cs use namespace certain 8",
        ]
    );
    assert_eq!(
        unresolved(&graph),
        ["App/Web/Cart.cs Newtonsoft.Json external 6", "App/Web/Cart.cs System.Linq standard 1"]
    );
    let uses = uses(&graph).join("\n");
    assert!(
        uses.contains("App/Util/Money.cs Money.Round ← App/Web/Cart.cs Cart.Total call"),
        "{uses}"
    );
    assert!(
        uses.contains("App/Model/Tax.cs Tax.Rate ← App/Web/Cart.cs Cart.Total use certain"),
        "{uses}"
    );
}
