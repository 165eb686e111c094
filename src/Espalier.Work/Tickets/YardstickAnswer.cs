using System.Collections.Immutable;
using Espalier.Graphs;
using Espalier.SubsetSums.Yardsticks;
using Espalier.Tickets.Costs;

namespace Espalier.Work.Tickets;

/// <summary>Another way to hold the same weights.</summary>
public sealed record YardstickAnswer(string Name, double BitsPerWeight, double RelativeError)
{
    /// <summary>What about so many bits per weight buy elsewhere, by the keys of the yardsticks.</summary>
    internal static ImmutableSortedDictionary<string, YardstickAnswer> Measure(double bits, IReadOnlyList<WeightGrid> target, Workplace place)
    {
        var answers = ImmutableSortedDictionary.CreateBuilder<string, YardstickAnswer>(StringComparer.Ordinal);
        ImmutableArray<Yardstick> all = Yardstick.Usual.AddRange(Yardstick.At(bits));
        IProgress<double>? progress = place.Stage("measuring yardsticks");
        for (int i = 0; i < all.Length; i++)
        {
            place.Cancel.ThrowIfCancellationRequested();
            YardstickResult result = GridRates.Of(all[i], target);
            answers.Add(all[i].Key, new YardstickAnswer(all[i].Name, result.BitsPerWeight, result.RelativeError));
            progress?.Report((i + 1.0) / all.Length);
        }

        return answers.ToImmutable();
    }
}
