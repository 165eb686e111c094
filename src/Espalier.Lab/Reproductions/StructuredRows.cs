namespace Espalier.Lab.Reproductions;

/// <summary>What is claimed of structured and unstructured pruning, beside what came out.</summary>
public static class StructuredRows
{
    /// <summary>The part of the saved multiplications that saved time is held against.</summary>
    private const double Proportion = 0.8;

    /// <summary>Times of one call on a busy machine lie so far apart.</summary>
    private const double Noise = 0.2;

    /// <summary>One row for each claim.</summary>
    public static IReadOnlyList<ReproductionRow> Of(StructuredResults results)
    {
        ArgumentNullException.ThrowIfNull(results);
        return [.. Rows(results).Select(row => results.Plan.HasVerdicts ? row : row with { Published = null, Agrees = null, Criterion = null })];
    }

    private static IEnumerable<ReproductionRow> Rows(StructuredResults results)
    {
        foreach (string data in results.Plan.Data)
            foreach (string network in results.Plan.Networks)
                foreach (ReproductionRow row in Accuracies(results, network, data)) yield return row;
        foreach (string network in results.Plan.Networks)
            foreach (ReproductionRow row in Times(results, network)) yield return row;
        if (results.Features is not { } features) yield break;
        yield return ReproductionRow.Ours("ResNet-18: share of the multiply-adds removed", features.Removed);
        yield return ReproductionRow.Ours("ResNet-18: relative error of the outputs", features.Plain);
        yield return ReproductionRow.AtMost("ResNet-18: the same refitted, of that without", 0.5, features.Refitted / features.Plain);
    }

    private static IEnumerable<ReproductionRow> Accuracies(StructuredResults results, string network, string data)
    {
        string name = $"{data}, {results.Plan.NameOf(network)}";
        double? Of(string way) => results.Of(network, data, way)?.Accuracy;
        if (Of(StructuredResults.Whole) is not { } whole) yield break;
        yield return ReproductionRow.Ours($"{name}: accuracy", whole);
        foreach (string share in new[] { "50", "90" })
        {
            StructuredPoint? weights = results.Of(network, data, $"weights-{share}"), neurons = results.Of(network, data, $"neurons-{share}");
            if (weights is null || neurons is null) continue;
            yield return AtLeast(
                $"{name}: accuracy lost, {share} % of the neurons, less {share} % of the weights",
                0,
                weights.Accuracy - neurons.Accuracy,
                weights.Interval?.Upper >= neurons.Interval?.Lower,
                "at least 0: without a refit neurons cost more accuracy than weights; undecided where it is not and the intervals overlap");
            if (Of($"refitted-{share}") is { } solved)
                yield return ReproductionRow.Ours($"{name}: the same, the neurons refitted", weights.Accuracy - solved);
        }

        if (Of("neurons-50") is { } plain && Of("refitted-50") is { } refitted)
            yield return AtLeast($"{name}: accuracy that a refit gives back, half of the neurons removed", 0, refitted - plain, false,
                "at least 0: a refit helps");
    }

    private static IEnumerable<ReproductionRow> Times(StructuredResults results, string network)
    {
        string name = results.Plan.NameOf(network);
        foreach (string way in new[] { "neurons-25", "neurons-50", "neurons-75", "neurons-90" })
        {
            if (results.TimeOf(network, way, "onnxruntime") is not { } time) continue;
            string quantity = $"{name}, {way}: time saved in ONNX Runtime, of the multiply-adds saved";
            double measured = (1 - time.Relative) / (1 - time.WorkShare);
            yield return network == "dense"
                ? AtLeast(
                    quantity,
                    Proportion,
                    measured,
                    time.Interval[0] is not { } low || (1 - low) / (1 - time.WorkShare) >= Proportion,
                    "at least 0.8: time falls with the multiplications; undecided where it is not and the interval reaches so far")
                : new ReproductionRow(
                    quantity, Proportion, measured, null, "no verdict: ONNX Runtime rounds few channels up to the width of its blocks");
        }

        if (results.TimeOf(network, "weights-90", "onnxruntime") is { } zeros)
            yield return ReproductionRow.Within(
                $"{name}, weights-90: time in ONNX Runtime, relative", 1, zeros.Relative, Noise, "within 0.2: zeros save nothing");
        if (results.TimeOf(network, "weights-90", "rows") is { } rows)
            yield return ReproductionRow.Ours($"{name}, weights-90: time in ours with zeros skipped, relative to ONNX Runtime", rows.Relative);
    }

    private static ReproductionRow AtLeast(string quantity, double claimed, double measured, bool isOpen, string criterion) =>
        new(quantity, claimed, measured, measured >= claimed ? true : isOpen ? null : false, criterion);
}
