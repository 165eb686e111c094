using Espalier.Certificates;
using Espalier.Graphs;
using Espalier.Graphs.Operators;
using Espalier.Lab.Experiments;
using Espalier.Lab.Experiments.Tickets;
using Espalier.Lab.Storage;
using Espalier.Lab.Tests.Storage;
using Espalier.Numerics.Random;
using Espalier.Tickets;
using Espalier.Tickets.Forms;

namespace Espalier.Lab.Tests.Experiments;

public sealed class UniversalityTests
{
    private static readonly UniversalityExperiment Experiment = new();

    /// <summary>200 points per target, in balls of every size and on the axes; a parent of few rows serves some targets and misses others.</summary>
    [Theory]
    [InlineData(3, 2, 20, 0.02)]
    [InlineData(4, 3, 22, 0.05)]
    [InlineData(1, 1, 8, 0.02)]
    public void Sampling_never_finds_more_than_the_certified_error(int width, int depth, int candidates, double epsilon)
    {
        Cell cell = Case(width, depth, candidates, epsilon, 12);
        int served = 0;
        for (int i = 0; i < 12; i++)
        {
            Network target = UniversalityExperiment.Target(Parameters(cell), cell, i);
            ClaimedTicket ticket = UniversalityExperiment.Draw(Parameters(cell), cell, target, CancellationToken.None);
            Network folded = TicketForms.Folded(ticket.Ticket);
            double largest = 0;
            foreach (double[] point in Points(width, new RandomStream(7, (uint)i))) largest = Math.Max(largest, Distance(target, folded, point));
            Assert.True(largest <= ticket.Claims.Certified!.BallError, $"target {i}: {largest} above {ticket.Claims.Certified!.BallError}");
            Assert.True(largest > 0);
            if (ticket.Claims.Certified!.BallError <= epsilon) served++;
        }

        Assert.Equal(served, new Measured(Experiment, cell)["served"].Integer);
    }

    [Fact]
    public void Targets_have_norms_of_at_most_1_and_differ_while_the_parent_stays()
    {
        Cell cell = Case(5, 3, 8, 0.1, 4);
        Network[] targets = [.. Enumerable.Range(0, 4).Select(i => UniversalityExperiment.Target(Parameters(cell), cell, i))];
        foreach (Dense dense in targets.SelectMany(target => target.Layers.OfType<Dense>()))
        {
            var entries = new double[25];
            dense.Weights.CopyTo(entries);
            Assert.InRange(UpperNorms.Spectral(entries, 5, 5, 1), 0.99, 1);
        }

        Assert.Equal(4, targets.Select(target => ((Dense)target.Layers[0]).Weights[0]).Distinct().Count());
        ClaimedTicket[] tickets = [.. targets.Select(target => UniversalityExperiment.Draw(Parameters(cell), cell, target, CancellationToken.None))];
        Assert.Equal(cell.Address.Seed, Assert.Single(tickets.Select(ticket => ticket.Ticket.Seed).Distinct()));
    }

    /// <summary>The rule implies the certificate, sampling never contradicts it, and the counts say what the shares say.</summary>
    [Fact]
    public void The_measures_agree_with_each_other()
    {
        foreach (int candidates in (int[])[12, 20, 28, 36])
        {
            Measured found = new(Experiment, Case(3, 2, candidates, 0.05, 20));
            (long served, long byRule, long refuted) = (found["served"].Integer, found["served-by-rule"].Integer, found["refuted"].Integer);
            Assert.InRange(served, byRule, 20 - refuted);
            Assert.Equal(served == 20, found["all-served"].Flag);
            Assert.Equal(served == 20, found["largest-error"].Number <= 0.05);
            Assert.Equal(byRule == 20, found["weights-beyond"].Integer == 0);
            Assert.Equal(served / 20.0, found["served-share"].Number);
            Assert.True(found["largest-sampled-error"].Number <= found["largest-error"].Number);
            Assert.True(found["mean-error"].Number <= found["largest-error"].Number);
        }
    }

    /// <summary>Over 8 parents each. Fixed seeds; the steps of b are wide against the spread between parents.</summary>
    [Fact]
    [Slow]
    public void More_candidates_serve_more_targets_on_average()
    {
        double[] shares = [
            .. ((int[])[12, 20, 30, 44]).Select(
                candidates =>
                    Enumerable.Range(0, 8).Average(
                        replicate => new Measured(Experiment, Case(3, 2, candidates, 0.05, 10, replicate))["served-share"].Number)),
        ];
        Assert.Equal(shares.Order(), shares);
        Assert.True(shares[0] < 0.2 && shares[^1] > 0.8, string.Join(", ", shares));
    }

    [Fact]
    public void A_small_sweep_runs_to_the_end_and_repeats_itself()
    {
        const string Text =
            "replicates: 2\ngrid: {width: 2, depth: [1, 2], candidates: [6, 12], targets: 3, samples: [0, 10], distribution: [uniform, normal]}";
        using var one = new StoreFolder();
        using var other = new StoreFolder();
        one.Run(Experiment, Text, StoreFolder.Options(1));
        other.Run(Experiment, Text, StoreFolder.Options(3));
        Assert.Equal(32, one.SortedLines().Length);
        Assert.Equal(one.SortedLines(), other.SortedLines());
        var table = RecordTable.Load(one.Open());
        Assert.All(table.SortedRows(), row => Assert.Equal(table["samples"].Number(row) > 0, table["largest-sampled-error"].Has(row)));
    }

    [Theory]
    [InlineData("width: 0")]
    [InlineData("depth: 0")]
    [InlineData("candidates: 65")]
    [InlineData("epsilon: 0")]
    [InlineData("epsilon: .nan")]
    [InlineData("targets: 0")]
    [InlineData("samples: -1")]
    [InlineData("distribution: product")]
    public void Parameters_out_of_range_are_refused(string wrong) =>
        Assert.Throws<InvalidInputException>(() => StoreFolder.Sweep(Experiment, $"grid: {{{wrong}}}"));

    private static UniversalityParameters Parameters(Cell cell) => ParameterRecord<UniversalityParameters>.Read(cell.Parameters);

    private static Cell Case(int width, int depth, int candidates, double epsilon, int targets, int replicate = 0) => Cell.Create(
        Experiment.Schema,
        [Scalar.Of(width), Scalar.Of(depth), Scalar.Of(candidates), Scalar.Of(epsilon), Scalar.Of("uniform"), Scalar.Of(targets), Scalar.Of(50)],
        replicate);

    private static IEnumerable<double[]> Points(int dimensions, RandomStream stream)
    {
        for (int i = 0; i < 200; i++)
        {
            double[] point = new double[dimensions];
            bool isAxis = i < 2 * dimensions;
            for (int k = 0; k < dimensions; k++) point[k] = isAxis ? 0 : stream.Normal((ulong)((i * dimensions) + k));
            if (isAxis) point[i / 2] = i % 2 == 0 ? 1 : -1;
            double norm = Math.Sqrt(point.Sum(value => value * value));
            double radius = i % 4 == 3 && !isAxis ? 0.5 : 1;
            yield return [.. point.Select(value => radius * value / norm)];
        }
    }

    private static double Distance(Network left, Network right, double[] point)
    {
        var one = new double[left.OutputShape.Length];
        var other = new double[one.Length];
        Forward.Run(left, point, one, 1, 1);
        Forward.Run(right, point, other, 1, 1);
        return Math.Sqrt(one.Zip(other, (a, b) => (a - b) * (a - b)).Sum());
    }
}
