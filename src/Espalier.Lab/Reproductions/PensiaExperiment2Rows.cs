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
        bool isPublished = results.Plan is { Data: "mnist", Convolutions: "trained" };
        foreach (PanelPlan panel in results.Plan.PanelsInOrder())
        {
            TrainedPoint trained = results.TrainedOf(panel.Network);
            rows.Add(Row($"{panel.Network}, trained, {trained.Epochs} epochs: accuracy", isPublished ? PensiaExperiment2Published.Trained[panel.Network] : null, trained.Accuracy, "standard"));
            foreach (string structure in PensiaExperiment2Plan.Structures) rows.AddRange(Curve(results, panel.Network, structure, isPublished));
        }

        return rows;
    }

    private static IEnumerable<ReproductionRow> Curve(PensiaExperiment2Results results, string network, string structure, bool isPublished)
    {
        foreach (SearchPoint point in results.Curve(network, structure))
        {
            string name = $"{network}, {structure}, removed {point.Removed}: accuracy";
            if (point.Removed == 0)
            {
                yield return ReproductionRow.Within(name, TrainedPoint.Chance, point.Accuracy, 0.1, "near chance: nothing is searched where all is kept");
                continue;
            }

            double? published = isPublished
                ? PensiaExperiment2Published.Searches.FirstOrDefault(each => each.Network == network && each.Structure == structure && each.Removed == point.Removed)?.Accuracy
                : null;
            yield return Row($"{name}, {point.Epochs} epochs", published, point.Accuracy, PensiaExperiment2Plan.PixelsOf(network, structure));
        }
    }

    private static ReproductionRow Row(string quantity, double? published, double measured, string pixels) => published switch
    {
        null => ReproductionRow.Ours(quantity, measured),
        { } value when pixels == "unit" => new ReproductionRow(
            quantity, value, measured, null, "no verdict: ours sees pixel/255, theirs standardised pixels, which this structure cannot be searched on here"),
        >= Stable => ReproductionRow.Within(quantity, published.Value, measured, StableDistance, "within 1.5 percentage points of the published 10 epochs, one run each"),
        _ => ReproductionRow.Within(quantity, published.Value, measured, CollapseDistance, "within 15 percentage points: near collapse single runs differ widely"),
    };
}
