using System.CommandLine;
using Espalier.Cli.Frame;
using Espalier.Lab.Statistics;
using Espalier.SubsetSums;
using Espalier.SubsetSums.Law;
using Espalier.Work.Inputs;
using Espalier.Work.SubsetSums;
using LawRequest = Espalier.Work.SubsetSums.LawRequest;

namespace Espalier.Cli.SubsetSums;

/// <summary><c>espalier subset-sum law</c>: how often random candidates serve a random target, and how many are needed.</summary>
internal sealed class LawCommand
{
    private static readonly LawRequest Standard = new();

    private readonly Option<int> _candidates = Options.Integer(
        "--candidates", "N", "how many random candidates", Standard.Candidates, minimum: 1, maximum: SubsetSum.MaxCandidates);
    private readonly Option<string?> _distribution = LawOption();
    private readonly Option<int> _kept = Options.Integer(
        "--kept", "K", "subsets of exactly K candidates, N at most 28 [default: of any size]", minimum: 0, maximum: FixedSizeSubset.MostCandidates);
    private readonly Option<double> _epsilon = Options.Number(
        "--epsilon", "E", "the tolerance", Standard.Epsilon, "a number above 0", value => value > 0);
    private readonly Option<int> _trials = Options.Integer(
        "--trials", "T", "random targets, each with fresh candidates", Standard.Trials, minimum: 1, maximum: 100_000_000);
    private readonly Option<int> _radiusTrials = Options.Integer(
        "--radius-trials",
        "T",
        "candidate lists whose covering radius is found; 0 for none [default: as many as some seconds allow]",
        minimum: 0,
        maximum: 1_000_000);
    private readonly Option<double> _delta = Options.Number(
        "--delta",
        "D",
        "also find the smallest N whose failure probability is at most D",
        null,
        "a number between 0 and 1",
        value => value is > 0 and < 1);
    private readonly Choice<LawNotion> _targets = Options.Choice<LawNotion>(
        "--targets", "for --delta: one random target, or all of [-1,1] or [-1/2,1/2] at once (slow for a small D)", Standard.Targets);

    public static Command Create()
    {
        var command = new LawCommand();
        return new Verb(
            "law",
            "Measure how often random candidates come within a tolerance of a random target",
            "espalier subset-sum law --candidates 15 --distribution product --epsilon 0.01 --delta 0.01")
        {
            command._candidates, command._distribution, command._epsilon, command._trials, command._kept, command._radiusTrials, command._delta,
            command._targets,
        }.Runs(call => call.Do(new LawJob(), command.Request(call), Show));
    }

    /// <summary>The law of a candidate.</summary>
    public static Option<string?> LawOption() => Options.Text(
        "--distribution",
        "LAW",
        "the law of a candidate: uniform (on [-1,1]), product (of two of them), normal (of variance 1), any other such as laplace(0.7) or "
            + "mixture(0.5,uniform(-1,1),normal(1)), or product(LAW)",
        Standard.Distribution);

    /// <summary>A share of trials with its interval.</summary>
    public static string Share(double share, ConfidenceInterval interval) =>
        $"{Numerals.Short(share)}, 95 % interval {Numerals.Short(interval.Lower)} to {Numerals.Short(interval.Upper)}";

    private LawRequest Request(Call call) => new()
    {
        Candidates = call.Value(_candidates),
        Distribution = call.Value(_distribution)!,
        Kept = call.Maybe(_kept),
        Epsilon = call.Value(_epsilon),
        Trials = call.Value(_trials),
        RadiusTrials = call.Maybe(_radiusTrials),
        Delta = call.Maybe(_delta),
        Targets = call.Value(_targets),
        Seed = call.Seed,
    };

    private static void Show(LawAnswer found, Page page)
    {
        page.Fields(
            ("trials", Numerals.Text(found.Trials)),
            ("failures", Numerals.Text(found.Failures)),
            ("failure probability", Share(found.FailureProbability, found.Interval)),
            ("kept within tolerance", found.MeanKept is { } kept ? $"{Numerals.Short(kept)} on average, at the fewest" : string.Empty),
            ("smallest N", found.Smallest is { } smallest ? Text(smallest) : string.Empty));
        page.Table(
            ["quantile", "best error", "covering radius"],
            [
                .. found.ErrorQuantiles.Select(
                    (row, i) =>
                        new[]
                        {
                            Numerals.Text(row.Probability),
                            Numerals.Short(row.Value),
                            found.CoveringRadiusQuantiles is { } radii ? Numerals.Short(radii[i].Value) : "-",
                        }),
            ]);
        if (found.RadiusTrials > 0) page.Line($"covering radius over [-1,1], from {found.RadiusTrials} lists");
    }

    private static string Text(NeededCandidates found)
    {
        string scope = found.Targets switch
        {
            LawNotion.AllTargets => "all targets of [-1,1]",
            LawNotion.AllTargetsOfHalf => "all targets of [-1/2,1/2]",
            _ => "a random target",
        };
        if (found.Candidates is not { } number) return $"none found for {scope}";
        return $"{(found.IsSmallest ? string.Empty : "at most ")}{number} for {scope}; C = {found.Constant:0.###} in N = C·log2(2/min(E,D))";
    }
}
