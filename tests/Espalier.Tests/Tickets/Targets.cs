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

    /// <summary>Strides, padding that differs from side to side, biases, and two paths that are added.</summary>
    public static Network Residual(ulong seed)
    {
        var builder = new GraphBuilder(new Shape(2, 7, 6));
        int stem = builder.Add(
            new Convolution(Values(seed, 0, 4, 2, 3, 3), Values(seed, 1, 4), new Window(2, 1, 1, 1, 1, 1)), GraphBuilder.Input);
        int inner = builder.Add(
            new Convolution(Values(seed, 2, 4, 4, 3, 3), Values(seed, 3, 4), Window.Uniform(1, 1)), builder.Add(new Relu(), stem));
        int side = builder.Add(new Convolution(Values(seed, 4, 4, 4, 1, 1), null, new Window()), stem);
        int sum = builder.Add(new Add(), inner, side);
        int last = builder.Add(new Dense(Values(seed, 5, 3, 4 * 4 * 6), Values(seed, 6, 3)), builder.Add(new Flatten(), sum));
        return builder.Build(last);
    }

    /// <summary>Groups, dilation, and a channel by itself.</summary>
    public static Network Grouped(ulong seed) => new(
        new Shape(4, 9, 8),
        new Convolution(Values(seed, 0, 6, 2, 3, 3), Values(seed, 1, 6), new Window(1, 2, 2, 2, 2, 2, 2, 2), groups: 2),
        new Relu(),
        new Convolution(Values(seed, 2, 6, 1, 3, 3), Values(seed, 3, 6), Window.Uniform(2, 1), groups: 6),
        new Flatten(),
        new Dense(Values(seed, 4, 3, 6 * 5 * 2), null));

    /// <summary>Few weights over an image so large that nothing is certified of it.</summary>
    public static Network Large() => new(
        new Shape(1, 2000, 2000),
        new Convolution(
            new Tensor(new Shape(2, 1, 3, 3), [.. Enumerable.Range(0, 18).Select(i => (float)(i - 9) / 10)]), null, Window.Uniform(1, 1)),
        new Relu(),
        new Convolution(new Tensor(new Shape(1, 2, 1, 1), [0.5f, -0.25f]), null, Window.Uniform(1, 0)));

    /// <summary>A map on each of several vectors.</summary>
    public static Network Sequence(ulong seed) => new(
        new Shape(3, 4), new Dense(Values(seed, 0, 5, 4), Values(seed, 1, 5)), new Relu(), new Dense(Values(seed, 2, 2, 5), null));

    /// <summary>Every weight within its tolerance, laws grid by grid.</summary>
    public static TicketRecipe Hitting(Construction construction, bool nonNegative = false, Tolerance? tolerance = null, ulong seed = 7) => new(
        seed, construction, CandidateShare.Weight, SubsetSumObjective.Error, null, tolerance ?? Tolerance.Default, null, nonNegative);

    public static TicketRecipe Recipe(Construction construction, int candidates, double epsilon = 0.02,
        SubsetSumObjective objective = SubsetSumObjective.Error,
        CandidateShare share = CandidateShare.Weight, bool nonNegative = false, ulong seed = 7) =>
        new(seed, construction, share, objective, new UniformDistribution(-1, 1), epsilon, candidates, nonNegative);

    /// <summary>Every construction, with and without known signs, each with a target that it suits.</summary>
    public static IEnumerable<(string Name, Network Target, TicketRecipe Recipe)> All()
    {
        yield return ("relu", Dense(1, false, 6, 5, 4), Recipe(Construction.Relu, 44));
        yield return ("relu, edges", Dense(2, true, 6, 5, 4), Recipe(Construction.Relu, 44, objective: SubsetSumObjective.Edges));
        yield return ("relu, pixels", Dense(3, true, 6, 5, 4), Recipe(Construction.Relu, 48, nonNegative: true));
        yield return ("linear", Dense(4, true, 6, 5, 4), Recipe(Construction.Linear, 22));
        yield return ("linear, rows", Dense(5, true, 6, 5, 4), Recipe(Construction.Linear, 22, share: CandidateShare.Row));
        yield return ("single", Dense(6, true, 6, 5, 4), Recipe(Construction.Single, 300, 0.05));
        yield return ("single, pixels", Dense(7, false, 6, 5, 4), Recipe(Construction.Single, 300, 0.05, nonNegative: true));
        yield return ("image", Image(8), Recipe(Construction.Relu, 44));
        yield return ("hitting", Dense(10, true, 6, 5, 4), Hitting(Construction.Relu));
        yield return ("hitting, pixels", Dense(11, false, 6, 5, 4), Hitting(Construction.Relu, nonNegative: true, tolerance: 0.003));
        yield return ("hitting, linear", Dense(12, true, 6, 5, 4), Hitting(Construction.Linear, tolerance: new Tolerance(1e-3, IsRelative: true)));
        yield return ("hitting, image", Image(13), Hitting(Construction.Relu));
        yield return ("hitting, residual", Residual(14), Hitting(Construction.Relu));
        yield return ("hitting, residual, linear", Residual(15), Hitting(Construction.Linear, nonNegative: true));
        yield return ("hitting, grouped", Grouped(18), Hitting(Construction.Relu));
        yield return ("hitting, grouped, linear", Grouped(19), Hitting(Construction.Linear));
        yield return ("grouped", Grouped(20), Recipe(Construction.Relu, 44, epsilon: 0.05));
        yield return ("hitting, sequence", Sequence(21), Hitting(Construction.Relu));
        yield return ("hitting, sequence, linear", Sequence(22), Hitting(Construction.Linear, nonNegative: true));
        yield return ("kernels", Residual(16), Recipe(Construction.Relu, 56, epsilon: 0.05));
        yield return ("kernels, linear", Residual(17), Recipe(Construction.Linear, 22));
        yield return ("shallow", Dense(23, true, 6, 5, 4), Hitting(Construction.Shallow));
        yield return ("shallow, pixels", Dense(24, true, 4, 3, 3, 2), Hitting(Construction.Shallow, nonNegative: true, tolerance: 0.02));
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
