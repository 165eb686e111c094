using System.Collections.Concurrent;
using Espalier.Graphs;
using Espalier.Graphs.Operators;
using Espalier.Numerics.Random;
using Espalier.Parents;
using Espalier.SubsetSums;
using Espalier.Tickets;
using Espalier.Tickets.Drawing;
using Espalier.Tickets.Files;

namespace Espalier.Tests.Tickets;

/// <summary>A ticket of one of the <see cref="Targets"/>, and its file; nobody may change the bytes.</summary>
internal sealed record DrawnTicket(Network Target, TicketRecipe Recipe, ClaimedTicket Ticket, byte[] File);

/// <summary>Small random targets, each a pure function of its seed.</summary>
internal static class Targets
{
    private static readonly ConcurrentDictionary<string, Lazy<DrawnTicket>> Known = new(StringComparer.Ordinal);

    public static TheoryData<string> Names => new(All().Select(each => each.Name));

    public static Network Dense(ulong seed, bool bias, params ReadOnlySpan<int> widths)
    {
        var layers = new List<Operator>();
        for (int i = 0; i + 1 < widths.Length; i++)
        {
            if (i > 0) layers.Add(new Relu());
            layers.Add(
                new Dense(Values(seed, (uint)(2 * i), widths[i + 1], widths[i]), bias ? Values(seed, (uint)(2 * i) + 1, widths[i + 1]) : null));
        }

        return new Network(new Shape(widths[0]), [.. layers]);
    }

    public static Network Image(ulong seed) =>
        new(
            new Shape(1, 8, 8),
            new ElementwiseAffine(new Tensor(new Shape(1), [2f]), new Tensor(new Shape(1), [0.5f])),
            new Convolution(Values(seed, 0, 3, 1, 3, 3), Values(seed, 1, 3), new Window(1, 1, 1, 0, 1, 0)),
            new Relu(),
            new MaxPooling(2, 2, Window.Uniform(2, 0)),
            new Flatten(),
            new Dense(Values(seed, 2, 5, 36), Values(seed, 3, 5)),
            new Relu(),
            new Dense(Values(seed, 4, 4, 5)),
            new Softmax(true));

    public static TicketRecipe Recipe(Construction construction, int candidates, double epsilon = 0.02,
        SubsetSumObjective objective = SubsetSumObjective.Error,
        CandidateShare share = CandidateShare.Weight, bool nonNegative = false, ulong seed = 7) =>
        new(seed, construction, share, objective, new UniformDistribution(-1, 1), epsilon, candidates, nonNegative);

    /// <summary>Every construction, with and without known signs, each with a target that it suits.</summary>
    public static IEnumerable<(string Name, Network Target, TicketRecipe Recipe)> All()
    {
        yield return ("relu", Dense(1, false, 6, 5, 4), Recipe(Construction.Relu, 56));
        yield return ("relu, edges", Dense(2, true, 6, 5, 4), Recipe(Construction.Relu, 56, objective: SubsetSumObjective.Edges));
        yield return ("relu, pixels", Dense(3, true, 6, 5, 4), Recipe(Construction.Relu, 48, nonNegative: true));
        yield return ("linear", Dense(4, true, 6, 5, 4), Recipe(Construction.Linear, 22));
        yield return ("linear, rows", Dense(5, true, 6, 5, 4), Recipe(Construction.Linear, 22, share: CandidateShare.Row));
        yield return ("single", Dense(6, true, 6, 5, 4), Recipe(Construction.Single, 300, 0.05));
        yield return ("single, pixels", Dense(7, false, 6, 5, 4), Recipe(Construction.Single, 300, 0.05, nonNegative: true));
        yield return ("image", Image(8), Recipe(Construction.Relu, 48));
        yield return ("infeasible", Dense(9, true, 6, 5, 4), Recipe(Construction.Relu, 3));
    }

    /// <summary>The ticket of a target that has a name, drawn once.</summary>
    public static DrawnTicket Drawn(string name) => Known.GetOrAdd(name, static wanted => new Lazy<DrawnTicket>(() =>
    {
        (_, Network target, TicketRecipe recipe) = All().Single(each => each.Name == wanted);
        ClaimedTicket ticket = Draw(target, recipe);
        return new DrawnTicket(target, recipe, ticket, TicketFile.Write(ticket));
    })).Value;

    public static ClaimedTicket Draw(Network target, TicketRecipe recipe, int threads = 1) =>
        TicketDrawing.Draw(target, new DrawingOptions(recipe, BallRadius: 1), threads);

    /// <summary>So many numbers of [−1, 1], or of [0, 1].</summary>
    public static double[] Inputs(int count, bool nonNegative)
    {
        var stream = new RandomStream(11, 0, StreamPurpose.Sampling);
        return [.. Enumerable.Range(0, count).Select(i => nonNegative ? stream.Uniform((ulong)i, 0, 1) : stream.Uniform((ulong)i))];
    }

    /// <summary>What a network makes of inputs, one after the other.</summary>
    public static double[] Run(Network network, double[] inputs)
    {
        int count = inputs.Length / network.InputShape.Length;
        var outputs = new double[count * network.OutputShape.Length];
        Forward.Run(network, inputs, outputs, count, 1);
        return outputs;
    }

    private static Tensor Values(ulong seed, uint tensor, params int[] extents)
    {
        var shape = new Shape(extents);
        var values = new float[shape.Length];
        var stream = new RandomStream(seed, tensor, StreamPurpose.Sampling);
        for (int i = 0; i < values.Length; i++) values[i] = 0.7f * stream.UniformSingle((ulong)i);
        return new Tensor(shape, values);
    }
}
