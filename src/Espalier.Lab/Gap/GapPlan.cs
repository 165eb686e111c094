using System.Globalization;
using System.Text;
using Espalier.Lab.Experiments;
using Espalier.Lab.Experiments.Gap;
using Espalier.Lab.Specifications;

namespace Espalier.Lab.Gap;

/// <summary>A request as a sweep: which points, how many draws, written down before the first one.</summary>
public static class GapPlan
{
    /// <summary>The specification, which the store keeps word for word.</summary>
    /// <exception cref="InvalidInputException">The request cannot be measured.</exception>
    public static Sweep Sweep(GapRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        request.Check();
        var grids = new StringBuilder();
        long points = 0;
        foreach (GapMethod method in request.Methods)
        {
            foreach (int dimension in request.Dimensions.Distinct())
            {
                GapReach reach = GapReach.Of(method, dimension, request);
                string epsilons = string.Join(", ", reach.Epsilons.Select(CanonicalJson.Text));
                grids.Append(CultureInfo.InvariantCulture, $"  - {{method: {method.Name}, dimension: {dimension}, epsilon: [{epsilons}], most-width: {reach.MostWidth}, effort: {reach.Effort}, seed: {request.Seed}}}\n");
                points += reach.Epsilons.Length;
            }
        }

        // Who asks for so many draws means it; a file that says so by mistake is another matter.
        string limit = points * request.Trials > Specifications.Sweep.StandardCellLimit ? Invariant($"cell-limit: {points * request.Trials}\n") : "";
        string text = Invariant($"experiment: {WidthNeededExperiment.ExperimentName}\nreplicates: {request.Trials}\n{limit}grid:\n{grids}");
        return SpecificationReader.Read("gap", text, ExperimentCatalogue.Find);
    }
}
