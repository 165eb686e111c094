using System.Collections.Immutable;
using System.Globalization;
using Espalier.Lab.Clusters;
using Espalier.Lab.Experiments.Gap;
using Espalier.Lab.Figures;
using Espalier.Lab.Gap;
using Espalier.Web.Jobs;

namespace Espalier.Web.Gap;

/// <summary>What is shown of the gap; it stands in the address.</summary>
public sealed record GapView
{
    /// <summary>The page.</summary>
    public const string Path = "/gap";

    private const string Nothing = "none";

    private static readonly ImmutableSortedSet<string> UsualMethods =
        [GapMethod.Weights, GapMethod.Neurons, GapMethod.WeightsAxis, GapMethod.WeightsOpen, GapMethod.NeuronsRelu];

    private static readonly ImmutableSortedSet<int> UsualDimensions = [2, 4, 8];

    /// <summary>A sweep of the store, or empty for the record that comes with the program.</summary>
    public string Sweep { get; init; } = "";

    /// <summary>The methods that are switched on.</summary>
    public ImmutableSortedSet<string> Methods { get; init; } = UsualMethods;

    /// <summary>The dimensions that are switched on.</summary>
    public ImmutableSortedSet<int> Dimensions { get; init; } = UsualDimensions;

    /// <summary>Whether proven regions are shown.</summary>
    public bool HasProven { get; init; } = true;

    /// <summary>Whether scaled bounds are shown.</summary>
    public bool HasScaled { get; init; }

    /// <summary>Reads what stands after the question mark.</summary>
    public static GapView Of(string query)
    {
        var read = new AddressReader(query);
        string methods = read.Text("methods");
        string dimensions = read.Text("dimensions");
        return new()
        {
            Sweep = read.Text("sweep"),
            Methods = methods.Length == 0 ? UsualMethods
                : [.. methods.Split(',').Where(name => GapMethod.All.Any(method => method.Name == name))],
            Dimensions = dimensions.Length == 0 ? UsualDimensions
                : [.. dimensions.Split(',').Select(Number).Where(d => d is >= 1 and <= 64)],
            HasProven = read.Text("proven") != "0",
            HasScaled = read.Flag("scaled"),
        };
    }

    private static int Number(string word) => int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : 0;

    /// <summary>What stands after the question mark, behind a path.</summary>
    public string Query(string path) => AddressWriter.Write(
        path,
        ("sweep", Sweep),
        ("methods", Methods.SetEquals(UsualMethods) ? "" : Methods.IsEmpty ? Nothing : string.Join(',', Methods)),
        ("dimensions", Dimensions.SetEquals(UsualDimensions) ? "" : Dimensions.IsEmpty ? Nothing : string.Join(',', Dimensions)),
        ("proven", HasProven ? "" : "0"),
        ("scaled", AddressWriter.Flag(HasScaled)));

    /// <summary>The figure.</summary>
    /// <exception cref="InvalidInputException">Nothing is chosen.</exception>
    public Figure Draw(GapTable table) => GapFigures.Chosen(
        table, new([.. Methods.Select(GapMethod.Find)], [.. Dimensions], HasProven, HasScaled));

    /// <summary>The command that measures and draws the same curves, or draws those of a sweep.</summary>
    /// <param name="store">The store of the sweep.</param>
    public string Command(string store)
    {
        if (Sweep.Length > 0)
            return $"espalier lab figure {ShellText.Quoted(store)} --sweep {ShellText.Quoted(Sweep)} --measure width --x epsilon --log-x --log-y";
        string dimensions = Dimensions.IsEmpty ? "" : $" --dimensions {string.Join(',', Dimensions)}";
        string methods = Methods.IsEmpty ? "" : $" --methods {string.Join(',', Methods)}";
        return $"espalier gap{dimensions}{methods} --out gap";
    }
}
