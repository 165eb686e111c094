using System.CommandLine;

namespace Espalier.Cli.Lab;

/// <summary>The argument STORE.</summary>
internal static class StoreArgument
{
    public static Argument<string> Create() => new("STORE") { Description = "a folder that `espalier lab run` made" };
}
