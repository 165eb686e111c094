namespace Espalier.Lab.Reproductions;

/// <summary>Experiment 2, published beside measured.</summary>
internal static class PensiaExperiment2Rows
{
    /// <summary>Above this, accuracies of single runs lie close together; below, a search is near collapse and runs differ widely.</summary>
    private const double Stable = 0.9;
    private const double StableDistance = 0.015;
    private const double CollapseDistance = 0.15;

    public static IReadOnlyList<ReproductionRow> Of(PensiaExperiment2Results results)
    {
        var rows = new List<ReproductionRow>();
        bool isPublished = results.Plan.Data == "mnist";
        foreach (PanelPlan panel in results.Plan.PanelsInOrder())
        {
            TrainedPoint trained = results.TrainedOf(panel.Network);
            rows.Add(
                Row(
                    Invariant($"{panel.Network}, trained, {trained.Epochs} epochs: accuracy"),
                    isPublished ? PensiaExperiment2Published.Trained[panel.Network] : null,
                    trained.Accuracy,
                    trained.Epochs,
                    Difference(results.Plan, panel.Network, "wide")));
            foreach (string structure in PensiaExperiment2Plan.Structures) rows.AddRange(Curve(results, panel.Network, structure, isPublished));
        }

        return rows;
    }

    private static IEnumerable<ReproductionRow> Curve(PensiaExperiment2Results results, string network, string structure, bool isPublished)
    {
        foreach (SearchPoint point in results.Curve(network, structure))
        {
            string name = Invariant($"{network}, {structure}, removed {point.Removed}: accuracy");
            if (point.Removed == 0)
            {
                yield return ReproductionRow.Within(name, TrainedPoint.Chance, point.Accuracy, 0.1,
                    "near chance: nothing is searched where all is kept") with
                { Published = isPublished ? TrainedPoint.Chance : null };
                continue;
            }

            double? published = isPublished
                ? PensiaExperiment2Published.Searches.FirstOrDefault(
                    each => each.Network == network && each.Structure == structure && each.Removed == point.Removed)?.Accuracy
                : null;
            yield return Row(
                Invariant($"{name}, {point.Epochs} epochs"), published, point.Accuracy, point.Epochs, Difference(results.Plan, network, structure));
        }
    }

    /// <summary>What keeps a published reading from being held against ours, or null.</summary>
    private static string? Difference(PensiaExperiment2Plan plan, string network, string structure)
    {
        if (plan.Examples < PensiaExperiment2Plan.AllExamples) return "ours saw fewer images";
        if (network == "lenet" && plan.Convolutions != "trained") return "ours has other convolutions";
        return PensiaExperiment2Plan.PixelsOf(network, structure) == "unit"
            ? "ours sees pixel/255, theirs standardised pixels, on which this structure cannot be searched here"
            : null;
    }

    private static ReproductionRow Row(string quantity, double? published, double measured, int epochs, string? difference)
    {
        if (published is not { } value) return ReproductionRow.Ours(quantity, measured);
        if (difference is not null) return new ReproductionRow(quantity, value, measured, null, $"no verdict: {difference}");
        double distance = value >= Stable ? StableDistance : CollapseDistance;
        string points = value >= Stable ? "1.5 percentage points" : "15 percentage points, because near collapse single runs differ widely,";
        return epochs > PensiaExperiment2Published.Epochs
            ? new ReproductionRow(
                quantity, value, measured, measured >= value - distance, $"no more than {points} below the published 10 epochs, ours being longer")
            : ReproductionRow.Within(quantity, value, measured, distance, $"within {points} of the published 10 epochs");
    }
}
