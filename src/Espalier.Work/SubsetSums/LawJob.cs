using Espalier.Lab.Statistics;
using Espalier.SubsetSums;
using Espalier.SubsetSums.Law;
using Espalier.Work.Inputs;

namespace Espalier.Work.SubsetSums;

/// <summary>Measures how often random candidates come within a tolerance of a random target.</summary>
public sealed class LawJob : IJob<LawRequest, LawAnswer>
{
    private const int Batch = 1 << 18;
    private const int BatchOfSize = 256;
    private const int RadiusBatch = 64;
    private const int MostTrials = 100_000_000;
    private const int MostRadiusTrials = 1_000_000;
    private const double Confidence = 0.99;

    /// <inheritdoc/>
    public Outcome<LawAnswer> Run(LawRequest request, Workplace place)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(place);
        Check(request);
        var question = new SubsetSumQuestion(CandidateLaw.Parse(request.Distribution), request.Candidates, request.Epsilon, request.Seed);
        (double[] errors, long failures, double? meanKept) = request.Kept is { } kept
            ? TrialsOfSize(question, kept, request.Trials, place)
            : Trials(question, request.Trials, place);
        double[] radii = Radii(question, RadiusTrials(request), place);
        return Outcome.Of(new LawAnswer(
            errors.Length,
            failures,
            (double)failures / errors.Length,
            Proportion.ClopperPearson(failures, errors.Length),
            QuantileRow.Of(errors),
            radii.Length,
            radii.Length == 0 ? null : QuantileRow.Of(radii),
            meanKept,
            request.Delta is { } delta ? NeededCandidates.Of(Smallest(request, question.Distribution, delta, place)) : null));
    }

    private static void Check(LawRequest request)
    {
        Require.Whole("candidates", request.Candidates, 1, SubsetSum.MaxCandidates);
        Require.Positive("epsilon", request.Epsilon);
        Require.Whole("trials", request.Trials, 1, MostTrials);
        Require.Whole("radiusTrials", request.RadiusTrials, 0, MostRadiusTrials);
        Require.Probability("delta", request.Delta);
        if (request.Kept is { } kept)
        {
            Require.Whole("candidates", request.Candidates, 1, FixedSizeSubset.MostCandidates);
            Require.Whole("kept", kept, 0, request.Candidates);
            if (request.Delta is not null)
                throw new InvalidInputException("delta", null, "the smallest number is found for subsets of any size", "leave `kept` or `delta` out");
        }

        if (request.Candidates > CoveringRadius.MaxCandidates && request.RadiusTrials > 0)
        {
            throw new InvalidInputException(
                "radiusTrials", null, $"the covering radius is computed for up to {CoveringRadius.MaxCandidates} "
                    + $"candidates, not {request.Candidates}", "leave it out");
        }
    }

    private static (double[] Errors, long Failures, double? MeanKept) Trials(SubsetSumQuestion question, int trials, Workplace place)
    {
        IProgress<double>? progress = place.Stage("trials");
        var errors = new double[trials];
        long failures = 0;
        double keptSum = 0;
        for (int first = 0; first < trials; first += Batch)
        {
            int count = Math.Min(Batch, trials - first);
            SubsetSumTrials part = SubsetSumTrials.Run(question, first, count, place.Threads, null, place.Cancel)
                ?? throw new OperationCanceledException(place.Cancel);
            part.Errors.CopyTo(errors.AsMemory(first));
            failures += part.Failures;
            keptSum += (part.MeanKeptForEdges ?? 0) * (count - part.Failures);
            progress?.Report((double)(first + count) / trials);
        }

        return (errors, failures, failures == trials ? null : keptSum / (trials - failures));
    }

    private static (double[] Errors, long Failures, double? MeanKept) TrialsOfSize(SubsetSumQuestion question, int kept, int trials, Workplace place)
    {
        IProgress<double>? progress = place.Stage("trials");
        var errors = new double[trials];
        for (int first = 0; first < trials; first += BatchOfSize)
        {
            double[] part = new double[Math.Min(BatchOfSize, trials - first)];
            if (!FixedSizeSubset.Errors(question, kept, first, part, place.Threads, place.Cancel)) throw new OperationCanceledException(place.Cancel);
            part.CopyTo(errors, first);
            progress?.Report((double)(first + part.Length) / trials);
        }

        long failures = errors.LongCount(error => error > question.Epsilon);
        return (errors, failures, failures == trials ? null : kept);
    }

    /// <summary>All 2^n sums of a list are sorted: what fits into 2²⁸ sums in all, at most 10 000 lists.</summary>
    private static int RadiusTrials(LawRequest request)
    {
        if (request.RadiusTrials is { } given) return given;
        return request.Candidates > CoveringRadius.MaxCandidates || request.Kept is not null ? 0
            : Math.Clamp((1 << 28) >> request.Candidates, 16, 10_000);
    }

    private static double[] Radii(SubsetSumQuestion question, int trials, Workplace place)
    {
        IProgress<double>? progress = place.Stage("covering radius");
        var radii = new List<double>(trials);
        while (radii.Count < trials)
        {
            int count = Math.Min(RadiusBatch, trials - radii.Count);
            radii.AddRange(
                CoveringRadius.Sample(question, 1, radii.Count, count, place.Threads, place.Cancel)
                    ?? throw new OperationCanceledException(place.Cancel));
            progress?.Report((double)radii.Count / trials);
        }

        return [.. radii];
    }

    private static SmallestCandidates Smallest(LawRequest request, CandidateLaw law, double delta, Workplace place)
    {
        var wanted = new Espalier.SubsetSums.Law.LawRequest(law, request.Targets, request.Epsilon, delta, Confidence, request.Seed);
        IProgress<LawStep>? progress = place.Stage<LawStep>("smallest number", step => (double)step.Candidates / CoveringRadius.MaxCandidates);
        var found = SmallestCandidates.Find(wanted, place.Threads, progress, place.Cancel);
        return found.Status == LawStatus.Cancelled ? throw new OperationCanceledException(place.Cancel) : found;
    }
}
