using System.CommandLine;
using Espalier.Cli.Frame;
using Espalier.Lab.Statistics;
using Espalier.SubsetSums;
using Espalier.SubsetSums.Law;

namespace Espalier.Cli.SubsetSums;

/// <summary><c>espalier subset-sum law</c>: how often random candidates serve a random target, and how many are needed.</summary>
internal sealed class LawCommand
{
    private const int Batch = 1 << 18;
    private const int RadiusBatch = 64;

    private static readonly double[] Probabilities = [0.01, 0.1, 0.5, 0.9, 0.99];

    private readonly Option<int> _candidates = Options.Integer("--candidates", "N", "how many random candidates", 15, minimum: 1, maximum: SubsetSum.MaxCandidates);
    private readonly Option<CandidateDistribution> _distribution = Options.Choice<CandidateDistribution>("--distribution", "the law of a candidate: U[-1,1], the product of two of them, or N(0,1)", CandidateDistribution.Uniform);
    private readonly Option<double> _epsilon = Options.Number("--epsilon", "E", "the tolerance", 0.01, "a number above 0", value => value > 0);
    private readonly Option<int> _trials = Options.Integer("--trials", "T", "random targets, each with fresh candidates", 100_000, minimum: 1, maximum: 100_000_000);
    private readonly Option<int> _radiusTrials = Options.Integer("--radius-trials", "T", "candidate lists whose covering radius is found; 0 for none [default: as many as some seconds allow]", minimum: 0, maximum: 1_000_000);
    private readonly Option<double> _delta = Options.Number("--delta", "D", "also find the smallest N whose failure probability is at most D", null, "a number between 0 and 1", value => value is > 0 and < 1);
    private readonly Option<LawNotion> _targets = Options.Choice<LawNotion>("--targets", "for --delta: one random target, or all of [-1,1] or [-1/2,1/2] at once (slow for a small D)", LawNotion.RandomTarget);

    public static Command Create()
    {
        var command = new LawCommand();
        return new Verb("law", "Measure how often random candidates come within a tolerance of a random target", "espalier subset-sum law --candidates 15 --distribution product --epsilon 0.01 --delta 0.01")
        {
            command._candidates, command._distribution, command._epsilon, command._trials, command._radiusTrials, command._delta, command._targets,
        }.Runs(call => Answer.Of(command.Measure(call), Show));
    }

    private LawReport Measure(Call call)
    {
        var question = new SubsetSumQuestion(call.Value(_distribution), call.Value(_candidates), call.Value(_epsilon), call.Seed);
        (double[] errors, long failures, double? meanKept) = call.Follow("trials", progress => Trials(question, call.Value(_trials), call, progress));
        double[] radii = call.Follow("covering radius", progress => Radii(question, RadiusTrials(call, question.Candidates), call, progress));
        ConfidenceInterval interval = Proportion.ClopperPearson(failures, errors.Length);
        return new LawReport(
            errors.Length,
            failures,
            (double)failures / errors.Length,
            interval,
            Of(errors),
            radii.Length,
            radii.Length == 0 ? null : Of(radii),
            meanKept,
            call.Given(_delta) ? Needed.Of(Smallest(question, call)) : null);
    }

    private static (double[] Errors, long Failures, double? MeanKept) Trials(SubsetSumQuestion question, int trials, Call call, IProgress<double>? progress)
    {
        var errors = new double[trials];
        long failures = 0;
        double keptSum = 0;
        for (int first = 0; first < trials; first += Batch)
        {
            int count = Math.Min(Batch, trials - first);
            SubsetSumTrials part = SubsetSumTrials.Run(question, first, count, call.Threads, null, call.Cancel) ?? throw new OperationCanceledException(call.Cancel);
            part.Errors.CopyTo(errors.AsMemory(first));
            failures += part.Failures;
            keptSum += (part.MeanKeptForEdges ?? 0) * (count - part.Failures);
            progress?.Report((double)(first + count) / trials);
        }

        return (errors, failures, failures == trials ? null : keptSum / (trials - failures));
    }

    /// <summary>All 2^n sums of a list are sorted: what fits into 2²⁸ sums in all, at most 10 000 lists.</summary>
    private int RadiusTrials(Call call, int candidates)
    {
        if (call.Given(_radiusTrials))
        {
            if (candidates > CoveringRadius.MaxCandidates && call.Value(_radiusTrials) > 0)
                throw new InvalidInputException("--radius-trials", null, $"the covering radius is computed for up to {CoveringRadius.MaxCandidates} candidates, not {candidates}", "leave it out");
            return call.Value(_radiusTrials);
        }

        return candidates > CoveringRadius.MaxCandidates ? 0 : Math.Clamp((1 << 28) >> candidates, 16, 10_000);
    }

    private static double[] Radii(SubsetSumQuestion question, int trials, Call call, IProgress<double>? progress)
    {
        var radii = new List<double>(trials);
        while (radii.Count < trials)
        {
            int count = Math.Min(RadiusBatch, trials - radii.Count);
            radii.AddRange(CoveringRadius.Sample(question, 1, radii.Count, count, call.Threads, call.Cancel) ?? throw new OperationCanceledException(call.Cancel));
            progress?.Report((double)radii.Count / trials);
        }

        return [.. radii];
    }

    private SmallestCandidates Smallest(SubsetSumQuestion question, Call call)
    {
        var request = new LawRequest(question.Distribution, call.Value(_targets), question.Epsilon, call.Value(_delta), 0.99, call.Seed);
        SmallestCandidates found = call.Follow<LawStep, SmallestCandidates>(
            "smallest number", step => (double)step.Candidates / CoveringRadius.MaxCandidates, progress => SmallestCandidates.Find(request, call.Threads, progress, call.Cancel));
        return found.Status == LawStatus.Cancelled ? throw new OperationCanceledException(call.Cancel) : found;
    }

    private static QuantileRow[] Of(double[] sample)
    {
        double[] values = Quantiles.Values(sample, Probabilities);
        return [.. Probabilities.Zip(values, (probability, value) => new QuantileRow(probability, value))];
    }

    private static void Show(LawReport found, Page page)
    {
        page.Fields(
            ("trials", Numerals.Text(found.Trials)),
            ("failures", Numerals.Text(found.Failures)),
            ("failure probability", $"{Numerals.Text(found.FailureProbability)}, 95 % interval {Numerals.Text(found.Interval.Lower)} to {Numerals.Text(found.Interval.Upper)}"),
            ("kept within tolerance", found.MeanKept is { } kept ? $"{Numerals.Text(kept)} on average, at the fewest" : string.Empty),
            ("smallest N", found.Smallest is { } smallest ? smallest.Text() : string.Empty));
        page.Table(
            ["quantile", "best error", "covering radius"],
            [.. found.ErrorQuantiles.Select((row, i) => new[] { Numerals.Text(row.Probability), Numerals.Text(row.Value), found.CoveringRadiusQuantiles is { } radii ? Numerals.Text(radii[i].Value) : "-" })]);
        if (found.RadiusTrials > 0) page.Line($"covering radius over [-1,1], from {found.RadiusTrials} lists");
    }

    private sealed record QuantileRow(double Probability, double Value);

    private sealed record LawReport(
        long Trials,
        long Failures,
        double FailureProbability,
        ConfidenceInterval Interval,
        QuantileRow[] ErrorQuantiles,
        int RadiusTrials,
        QuantileRow[]? CoveringRadiusQuantiles,
        double? MeanKept,
        Needed? Smallest);

    /// <summary>The smallest N that was shown to suffice, whether it was shown to be the smallest, and C in N = C·log₂(2/min(ε, δ)).</summary>
    private sealed record Needed(LawNotion Targets, int? Candidates, bool IsSmallest, double? Constant)
    {
        public static Needed Of(SmallestCandidates found) => new(found.Request.Notion, found.Candidates, found.IsSmallest, found.Constant);

        public string Text()
        {
            string scope = Targets switch { LawNotion.AllTargets => "all targets of [-1,1]", LawNotion.AllTargetsOfHalf => "all targets of [-1/2,1/2]", _ => "a random target" };
            if (Candidates is not { } number) return $"none found for {scope}";
            return $"{(IsSmallest ? string.Empty : "at most ")}{number} for {scope}; C = {Constant:0.###} in N = C·log2(2/min(E,D))";
        }
    }
}
