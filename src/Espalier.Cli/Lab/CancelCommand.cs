using System.CommandLine;
using Espalier.Cli.Frame;
using Espalier.Work.Inputs;
using Espalier.Work.Lab;

namespace Espalier.Cli.Lab;

/// <summary><c>espalier lab cancel STORE</c>.</summary>
internal static class CancelCommand
{
    public static Command Create()
    {
        Argument<string> store = StoreArgument.Create();
        Option<string?> sweep = StoreArgument.Sweep();
        return new Verb(
            "cancel", "End the workers that were submitted for a sweep; what is done is kept", "espalier lab cancel results.db") { store, sweep }
            .Runs(call => call.Do(new CancelJob(), new() { Store = call.Value(store), Sweep = call.Value(sweep) }, Show));
    }

    private static void Show(CancelAnswer found, Page page) => page.Fields(
        ("job", $"{found.Engine} {found.Job}"),
        ("sweep", found.Sweep),
        ("ended", $"{Numerals.Text(found.Running)} workers, and {Numerals.Text(found.Waiting)} in the queue"));
}
