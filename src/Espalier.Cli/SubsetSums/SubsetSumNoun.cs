using System.CommandLine;

namespace Espalier.Cli.SubsetSums;

/// <summary><c>espalier subset-sum …</c>.</summary>
internal static class SubsetSumNoun
{
    public static Command Create() => new("subset-sum", "Solve subset sums exactly, and measure the law of random ones")
    {
        SolveCommand.Create(),
        LawCommand.Create(),
        WidthsCommand.Create(),
        CoverCommand.Create(),
    };
}
