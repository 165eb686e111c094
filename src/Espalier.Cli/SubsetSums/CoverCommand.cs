using System.CommandLine;
using Espalier.Cli.Frame;
using Espalier.SubsetSums.Law;
using Espalier.Work.Inputs;
using Espalier.Work.SubsetSums;

namespace Espalier.Cli.SubsetSums;

/// <summary><c>espalier subset-sum cover</c>: how often sums of random vectors come near every point of a cube.</summary>
internal sealed class CoverCommand
{
    private static readonly CoverRequest Standard = new();

    private readonly Option<int> _dimension = Options.Integer(
        "--dimension", "D", "coordinates of a vector", Standard.Dimension, minimum: 1, maximum: CubeCovering.MostDimensions);
    private readonly Option<int> _candidates = Options.Integer(
        "--candidates", "N", "how many random vectors", Standard.Candidates, minimum: 1, maximum: CubeCovering.MostCandidates);
    private readonly Option<string?> _distribution = LawCommand.LawOption();
    private readonly Option<double> _epsilon = Options.Number(
        "--epsilon", "E", "how near in every coordinate", Standard.Epsilon, "a number above 0", value => value > 0);
    private readonly Option<int> _trials = Options.Integer("--trials", "T", "lists of vectors", Standard.Trials, minimum: 1, maximum: 1_000_000);

    public static Command Create()
    {
        var command = new CoverCommand();
        return new Verb(
            "cover",
            "Decide how often the subset sums of random vectors come near every point of [-1,1]^D",
            "espalier subset-sum cover --dimension 2 --candidates 10 --epsilon 0.2")
        {
            command._dimension, command._candidates, command._distribution, command._epsilon, command._trials,
        }.Runs(call => call.Do(new CoverJob(), command.Request(call), Show));
    }

    private CoverRequest Request(Call call) => new()
    {
        Dimension = call.Value(_dimension),
        Candidates = call.Value(_candidates),
        Distribution = call.Value(_distribution)!,
        Epsilon = call.Value(_epsilon),
        Trials = call.Value(_trials),
        Seed = call.Seed,
    };

    private static void Show(CoverAnswer found, Page page) => page.Fields(
        ("lists", Numerals.Text(found.Trials)),
        ("cover the cube", Numerals.Text(found.Covered)),
        ("share", LawCommand.Share(found.Share, found.Interval)));
}
