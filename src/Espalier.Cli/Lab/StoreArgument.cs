using System.CommandLine;
using Espalier.Cli.Frame;

namespace Espalier.Cli.Lab;

/// <summary>The argument STORE, and the option that says which of its sweeps is meant.</summary>
internal static class StoreArgument
{
    public static Argument<string> Create() =>
        new("STORE") { Description = "a store that `espalier lab run` made: a file, or postgresql://user@host/database" };

    public static Option<string?> Sweep() => Options.Text("--sweep", "NAME", "the sweep of the store; not needed where there is one");
}
