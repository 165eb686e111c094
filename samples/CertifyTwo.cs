using Espalier.Certificates;
using Espalier.Graphs;
using Espalier.Numerics;

namespace Espalier.Samples;

/// <summary>Bounds from both sides how far a network and its copy in float16 can be apart, then decides a question about it.</summary>
internal static class CertifyTwo
{
    public static void Run(TextWriter output)
    {
        Network network = SmallNetwork.Dense(seed: 5, inputs: 4, hidden: 12, outputs: 2);
        Network rounded = WeightRounding.Round(network, NumberType.Float16);
        var pair = new NetworkPair(network, rounded);
        var everywhere = new DifferenceQuestion(BoxDomain.Cube(pair.Inputs, -1, 1));

        // The upper bound is proved with all rounding outward; the lower one is attained at the witness, evaluated in exact arithmetic.
        Certificate found = Certifier.Bound(pair, everywhere, new CertifierOptions(Tolerance: 0.01), Environment.ProcessorCount);
        output.WriteLine(Invariant($"the largest difference is between {found.Lower:G4} and {found.Upper:G4}"));
        output.WriteLine($"it is attained at ({string.Join(", ", found.Witness!.Point.Select(x => Invariant($"{x:G3}")))})");

        // A decision stops as soon as it can. Half of what was just attained must be refuted.
        Certificate decided = Certifier.Bound(
            pair, everywhere, new CertifierOptions(Epsilon: found.Lower / 2), Environment.ProcessorCount);
        output.WriteLine(Invariant($"below {found.Lower / 2:G3} everywhere: {decided.Status}"));
    }
}
