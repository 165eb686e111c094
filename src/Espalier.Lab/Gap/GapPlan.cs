using Espalier.Lab.Experiments.Gap;
using Espalier.Lab.Specifications;

namespace Espalier.Lab.Gap;

/// <summary>A request as a sweep: which points, how many draws, fixed before the first one.</summary>
public static class GapPlan
{
    private static readonly WidthNeededExperiment Experiment = new();

    /// <summary>Plans the sweep.</summary>
    /// <exception cref="InvalidInputException">The request cannot be measured.</exception>
    public static Sweep Sweep(GapRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        request.Check();
        return SweepPlan.Of(Experiment, Grids(request), request.Trials, "gap");
    }

    private static IEnumerable<GridOf<WidthNeededParameters>> Grids(GapRequest request)
    {
        foreach (GapMethod method in request.Methods)
        {
            foreach (int dimension in request.Dimensions.Distinct())
            {
                GapReach reach = GapReach.Of(method, dimension, request);
                WidthNeededParameters at = new()
                {
                    Method = method.Name,
                    Dimension = dimension,
                    MostWidth = reach.MostWidth,
                    Effort = reach.Effort,
                    Seed = (long)request.Seed
                };
                yield return new GridOf<WidthNeededParameters>(at).Over(point => point.Epsilon, reach.Epsilons);
            }
        }
    }
}
