using System.IO.Compression;
using Espalier.Graphs;
using Espalier.Numerics;
using Espalier.Pruning;
using Espalier.Pruning.Sparse;
using Espalier.Training.DataSets;
using Espalier.Work.Certificates;
using Espalier.Work.Data;
using Espalier.Work.Inputs;
using Espalier.Work.Models;

namespace Espalier.Work.Pruning;

/// <summary>Sets networks side by side: what they cost, what they do, and how long they take.</summary>
public sealed class CompareNetworksJob : IJob<CompareNetworksRequest, CompareNetworksAnswer>
{
    /// <summary>Inputs that are drawn where there are no examples.</summary>
    private const int Drawn = 1000;

    /// <summary>The most inputs that are computed at once, where an array holds their numbers.</summary>
    private const int MostInputs = 1 << 20;

    /// <inheritdoc/>
    public Outcome<CompareNetworksAnswer> Run(CompareNetworksRequest request, Workplace place)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(place);
        Require.Whole("rounds", request.Rounds, 0, 100_000);
        if (request.Centre is not null && request.Within is null)
            throw new InvalidInputException("centre", null, "it says no box by itself", "give `within` as well");
        if (request.Models.Length == 0) throw new InvalidInputException("models", null, "there is none", "name the networks to compare");
        Network[] networks = [.. request.Models.Select(path => Read(path, request, place))];
        for (int i = 1; i < networks.Length; i++) RequireAlike(request.Models[i], networks[i], networks[0]);
        ILabelledSet? set = request.Data is null ? null : DataSource.OpenSet(request, training: false, request.Limit, place);
        (Shape taken, Shape made) = (networks[0].InputShape, networks[0].OutputShape);
        foreach (int batch in request.Batches)
            Require.Whole("batches", batch, 1, Math.Min(MostInputs, Array.MaxLength / Math.Max(taken.Length, made.Length)));
        if (set is not null && (set.Count == 0 || set.Example.Length != taken.Length || set.Classes > made.Length))
            throw new InvalidInputException(
                "data", null, $"{set.Count} examples of {set.Example} do not fit the networks, which take {taken}", "name other examples");
        using var times = new CallTimes();
        if (request.Rounds > 0)
        {
            for (int i = 0; i < networks.Length; i++) times.Add(i, networks[i], request.Batches, place.Threads, request.Seed);
            times.Measure(request.Rounds, place);
        }

        int examples = set?.Count ?? Drawn;
        return Outcome.Of(new CompareNetworksAnswer(
            [.. networks.Select((network, i) => Compared(request, i, network, networks[0], set, times, place))], set?.Name, examples));
    }

    private static Network Read(string path, CompareNetworksRequest request, Workplace place)
    {
        Network network = Model.Read(path, request.Architecture, place).Network;
        return network.Precision == Precision.Double ? WeightRounding.Round(network, NumberType.Float32) : network;
    }

    private static void RequireAlike(string path, Network network, Network first)
    {
        if (!network.InputShape.Equals(first.InputShape) || network.OutputShape.Length != first.OutputShape.Length)
            throw new InvalidInputException(
                path,
                null,
                $"it computes {network.InputShape} to {network.OutputShape}, and the first {first.InputShape} to {first.OutputShape}",
                "compare networks of the same inputs and outputs");
    }

    private static ComparedNetwork Compared(
        CompareNetworksRequest request, int number, Network network, Network first, ILabelledSet? set, CallTimes times, Workplace place)
    {
        (Comparison found, int count) = set is null
            ? (OutputDifference.OfDrawn(network, first, Drawn, request.Seed, place), Drawn)
            : (OutputDifference.Of(network, first, set, place).Pruned, set.Count);
        CertifyAnswer? certificate = (request.Box is not null || request.Within is not null) && number > 0
            ? new CertifyJob().Run(
                new CertifyRequest
                {
                    A = request.Models[0],
                    B = request.Models[number],
                    Box = request.Box,
                    Within = request.Within,
                    Centre = request.Centre,
                    TimeLimit = request.TimeLimit,
                    Architecture = request.Architecture,
                },
                place).Answer
            : null;
        byte[] file = OnnxBytes.Of(network);
        return new ComparedNetwork(
            request.Models[number],
            network.ParameterCount,
            NetworkCost.Nonzero(network),
            file.Length,
            Compressed(file),
            NetworkCost.MultiplyAdds(network),
            NetworkCost.NonzeroMultiplyAdds(network),
            SparsePattern.Of(network) is var (kept, of) ? Invariant($"{kept}:{of}") : null,
            set is null ? null : (double)found.Correct / count,
            (double)found.Agreeing / count,
            found.RelativeError,
            certificate?.Lower,
            certificate?.Upper,
            times.Of(number));
    }

    private static long Compressed(byte[] file)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Optimal, leaveOpen: true)) gzip.Write(file);
        return packed.Length;
    }
}
