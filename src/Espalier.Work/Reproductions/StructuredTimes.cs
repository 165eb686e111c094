using System.Collections.Immutable;
using Espalier.Graphs;
using Espalier.Lab.Experiments.Pruning;
using Espalier.Lab.Reproductions;
using Espalier.Numerics.Random;
using Espalier.Pruning;
using Espalier.Work.Pruning;

namespace Espalier.Work.Reproductions;

/// <summary>
/// Times a plan's networks, pruned in every way, side by side. Their weights are random: what a call takes depends on shapes and on how many
/// weights are 0, and not on what the others are.
/// </summary>
internal static class StructuredTimes
{
    private const int Batch = 64;

    public static ImmutableArray<StructuredTime> Measure(StructuredPlan plan, int rounds, ulong seed, Workplace place)
    {
        if (rounds == 0) return [];
        var found = ImmutableArray.CreateBuilder<StructuredTime>();
        foreach (string name in plan.Networks)
        {
            Network whole = Filled(plan.Blueprint(name), seed);
            (string Way, Network Network)[] ways =
            [
                (StructuredResults.Whole, whole),
                .. from way in PruningWay.All
                   where way.Method != PruningWay.Refitted
                   let pruned = way.Prune(whole, null, place.Cancel)
                   where pruned is not null
                   select (way.Name, pruned),
            ];
            using var times = new CallTimes();
            for (int i = 0; i < ways.Length; i++) times.Add(i, ways[i].Network, [Batch], 1, seed);
            times.Measure(rounds, place);
            for (int i = 0; i < ways.Length; i++)
            {
                double work = (double)NetworkCost.NonzeroMultiplyAdds(ways[i].Network) / NetworkCost.MultiplyAdds(whole);
                found.AddRange(times.Of(i).Select(time => new StructuredTime(
                    name, ways[i].Way, time.Engine, time.ProcessorMilliseconds, time.Relative, time.RelativeInterval, work)));
            }
        }

        // A refit changes weights alone.
        return
        [
            .. found,
            .. found.Where(time => time.Way.StartsWith(PruningWay.Neurons, StringComparison.Ordinal)).Select(time => time with
            {
                Way = time.Way.Replace(PruningWay.Neurons, PruningWay.Refitted, StringComparison.Ordinal),
            }),
        ];
    }

    private static Network Filled(Network blueprint, ulong seed) => blueprint.Map((made, node) =>
    {
        if (made.Grid is not { } grid) return made;
        var weights = new float[grid.Weights.Length];
        float most = 1 / MathF.Sqrt(grid.Inputs * grid.Places);
        new RandomStream(seed, (uint)node, StreamPurpose.Sampling).FillUniform(0, -most, most, weights);
        return made.WithParameters(_ => new Tensor(grid.Weights.Shape, weights));
    });
}
