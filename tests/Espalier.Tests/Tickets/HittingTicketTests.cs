using System.Numerics;
using Espalier.Formats.Architectures;
using Espalier.Graphs;
using Espalier.Graphs.Operators;
using Espalier.Numerics.Random;
using Espalier.Parents;
using Espalier.Parents.Masks;
using Espalier.SubsetSums;
using Espalier.Tickets;
using Espalier.Tickets.Costs;
using Espalier.Tickets.Drawing;
using Espalier.Tickets.Files;
using Espalier.Tickets.Forms;
using Espalier.Tickets.Verification;

namespace Espalier.Tests.Tickets;

/// <summary>Tickets in which every weight has the candidates that it needs.</summary>
public sealed class HittingTicketTests
{
    [Theory]
    [InlineData("hitting")]
    [InlineData("hitting, linear")]
    [InlineData("hitting, image")]
    [InlineData("hitting, residual")]
    [InlineData("hitting, residual, linear")]
    public void Every_weight_is_within_the_tolerance_of_its_row(string name)
    {
        (Network target, TicketRecipe recipe, ClaimedTicket claimed, _) = Targets.Drawn(name);
        Assert.Equal(0, claimed.Claims.Infeasible);
        foreach ((PrunedNode node, int i) in claimed.Ticket.Pruned.Select((node, i) => (node, i)))
        {
            PrunableGrid each = PrunableGrids.Of(target, recipe.NonNegativeInputs).ElementAt(i);
            Assert.Equal(recipe.IsPair && !each.NonNegative, node.Parent.IsTwoSided);
            double[] tolerances = Tolerances(each.Grid, recipe.Tolerance.Value);
            for (int channel = 0; channel < each.Grid.Channels; channel++)
            {
                for (int position = 0; position < node.Parent.Shape.RowLength; position++)
                {
                    bool isBias = position == node.Parent.Shape.Kernel;
                    double weight = isBias ? each.Grid.Bias![channel] : each.Grid.Weights[(channel * node.Parent.Shape.Kernel) + position];
                    (double positive, double negative) = Realised(claimed.Ticket.Seed, node, channel, position);
                    Assert.InRange(Math.Abs(weight - positive), 0, tolerances[channel] * (1 + 1e-12));
                    if (node.Parent.IsTwoSided && !isBias) Assert.InRange(Math.Abs(weight - negative), 0, tolerances[channel] * (1 + 1e-12));
                }
            }
        }
    }

    [Theory]
    [InlineData("hitting, pixels")]
    [InlineData("hitting, residual, linear")]
    [InlineData("hitting, grouped, linear")]
    [InlineData("hitting, sequence, linear")]
    public void Known_signs_keep_the_targets_shape(string name)
    {
        (Network target, _, ClaimedTicket claimed, _) = Targets.Drawn(name);
        Network folded = TicketForms.Folded(claimed.Ticket);
        Assert.Equal(target.ParameterCount, folded.ParameterCount);
        Assert.Equal(target.Nodes.Select(node => node.Operator.Form), folded.Nodes.Select(node => node.Operator.Form));
    }

    [Theory]
    [InlineData(Construction.Linear)]
    [InlineData(Construction.Relu)]
    public void Short_words_cost_less_and_no_weight_is_beyond_its_tolerance(Construction construction)
    {
        Network target = Targets.Dense(32, true, 60, 60, 4);
        TicketRecipe recipe = Targets.Hitting(construction, nonNegative: true, tolerance: new Tolerance(0.2, IsRelative: true));
        ClaimedTicket prefixes = Targets.Draw(target, recipe), words = Targets.Draw(target, recipe with { Objective = SubsetSumObjective.Bits });
        Assert.Equal(0, words.Claims.Infeasible);
        ClaimedTicket read = TicketFile.Read(TicketFile.Write(words), "ticket");
        Assert.Empty(TicketVerification.Of(read, target, threads: 1).Problems);
        Assert.Equal(SubsetSumObjective.Bits, ((DrawnOrigin)read.Ticket.Origin).Objective);
        double saved = TicketCost.Of(prefixes.Ticket).CodedMaskBits - TicketCost.Of(words.Ticket).CodedMaskBits;
        Assert.True(saved > 0.1, $"only {saved} bits of a weight are saved");
        if (construction == Construction.Linear) Assert.All(words.Ticket.Pruned, node => Assert.IsType<ExponentialDistribution>(node.Parent.Last));
        InvalidInputException refused = Assert.Throws<InvalidInputException>(
            () => Targets.Draw(target, Targets.Recipe(construction, 12, objective: SubsetSumObjective.Bits)));
        Assert.Equal("objective", refused.InputSource);
    }

    [Fact]
    public void The_width_is_what_the_worst_weight_needs()
    {
        (_, _, ClaimedTicket claimed, byte[] file) = Targets.Drawn("hitting, linear");
        foreach (PrunedNode node in claimed.Ticket.Pruned)
        {
            var mask = (PrefixMask)node.Mask;
            Assert.Equal(node.Parent.Candidates, Array.FindLastIndex(mask.Widths(), count => count > 0));
            Assert.Equal(node.Parent.Shape.Weights, mask.Widths().Sum());
        }

        Assert.InRange(TicketCost.Of(claimed.Ticket).CodedMaskBits, 1, 8.0 * file.Length / claimed.Ticket.Weights);
    }

    [Fact]
    public void A_wider_parent_begins_with_the_narrower_one()
    {
        Network target = Targets.Dense(31, false, 6, 5, 4);
        Ticket fine = Targets.Draw(target, Targets.Hitting(Construction.Linear, tolerance: 1e-4)).Ticket;
        Ticket coarse = Targets.Draw(target, Targets.Hitting(Construction.Linear, tolerance: 0.1)).Ticket;
        Assert.True(coarse.Pruned[0].Parent.Candidates < fine.Pruned[0].Parent.Candidates);
        Assert.Equal(Number(coarse.Seed, coarse.Pruned[0].Parent, 2, 3, 1), Number(fine.Seed, fine.Pruned[0].Parent, 2, 3, 1));
    }

    [Fact]
    [Slow]
    public void Weights_in_float64_of_any_size()
    {
        foreach (double scale in new[] { 1e-35, 1e-12, 1.0 / 3, 1e12, 1e35 })
        {
            var weights = new Tensor(new Shape(2, 3), new double[] { scale, -0.7 * scale, 0.2 * scale, 0, 0.01 * scale, 0.5 * scale });
            ClaimedTicket claimed = Targets.Draw(new Network(new Shape(3), new Dense(weights)), Targets.Hitting(Construction.Relu));
            bool fits = scale is > 1e-30 and < 1e30;
            if (fits) Assert.Equal(0, claimed.Claims.Infeasible);
            Assert.Empty(TicketVerification.Of(claimed, new Network(new Shape(3), new Dense(weights)), 1).Problems);
        }
    }

    [Theory]
    [InlineData("leakyrelu 0.1", Construction.Relu)]
    [InlineData("tanh", Construction.Relu)]
    [InlineData("sigmoid", Construction.Relu)]
    [InlineData("identity", Construction.Relu)]
    [InlineData("tanh", Construction.Linear)]
    [InlineData("identity", Construction.Linear)]
    public void Even_layers_of_a_parent_carry_the_targets_activation(string activation, Construction construction)
    {
        // Remark 2 of Pensia et al. 2020: 2l layers, every odd one with a ReLU or linear, every even one with the target's 1-Lipschitz activation.
        Operator[] between = activation == "identity" ? [] : [ArchitectureText.ParseForm(activation, "test", "layer").Make(_ => null)];
        IEnumerable<Operator> layers = Targets.Dense(41, false, 6, 5, 4, 3).Layers.SelectMany(layer => layer is Relu ? between : [layer]);
        var target = new Network(new Shape(6), [.. layers]);
        ClaimedTicket claimed = Targets.Draw(target, Targets.Hitting(construction, tolerance: 0.01));
        Assert.Equal(0, claimed.Claims.Infeasible);
        Network masked = TicketForms.Masked(claimed.Ticket);
        string[] forms = [.. masked.Nodes.Select(node => node.Operator.Form.Text).Where(text => text != "dense")];
        string[] odd = construction == Construction.Relu ? ["relu"] : [];
        string[] even = activation == "identity" ? [] : [activation];
        Assert.Equal([.. odd, .. even, .. odd, .. even, .. odd], forms);
        Assert.Equal(6, masked.Nodes.Count(node => node.Operator is Dense));

        double[] inputs = [.. Targets.Inputs(6 * 50, nonNegative: false).Chunk(6).SelectMany(input => input.Select(x => x / 3))];
        double[] wanted = Targets.Run(target, inputs), found = Targets.Run(masked, inputs);
        double[] folded = Targets.Run(TicketForms.Folded(claimed.Ticket), inputs);
        double largest = 0;
        for (int i = 0; i < wanted.Length; i += 3)
            largest = Math.Max(largest, Math.Sqrt(Enumerable.Range(i, 3).Sum(j => (wanted[j] - found[j]) * (wanted[j] - found[j]))));
        Assert.InRange(largest, 1e-6, claimed.Claims.Certified!.BallError);
        Assert.All(found.Zip(folded), pair => Assert.Equal(pair.First, pair.Second, 1e-9));
    }

    [Fact]
    public void A_dead_row_and_a_dominant_bias_cost_little()
    {
        var weights = new double[4 * 20];
        for (int i = 0; i < weights.Length; i++) weights[i] = (i < 20 ? 0 : i < 40 ? 1e-13 : 0.1) * Math.Sin(i + 1);
        var target = new Network(
            new Shape(20), new Dense(new Tensor(new Shape(4, 20), weights), new Tensor(new Shape(4), new double[] { 0, 50, -50, 0.01 })));
        ClaimedTicket claimed = Targets.Draw(target, Targets.Hitting(Construction.Linear));
        Assert.Equal(0, claimed.Claims.Infeasible);
        Assert.InRange(claimed.Ticket.Pruned[0].Parent.Candidates, 1, 40);
    }

    [Theory]
    [InlineData("hyperbolic(0.02,1)")]
    [InlineData("laplace(0.3)")]
    [InlineData("exponential(0.01,0.3)")]
    [InlineData("normal(0.5)")]
    [InlineData("mixture(0.5,uniform(-1,1),laplace(0.1))")]
    public void Every_law_meets_every_weight(string law)
    {
        Network target = Targets.Dense(33, true, 12, 8, 4);
        TicketRecipe recipe = Targets.Hitting(Construction.Linear) with { Distribution = Distribution.Parse(law) };
        ClaimedTicket claimed = Targets.Draw(target, recipe);
        Assert.Equal(0, claimed.Claims.Infeasible);
        Assert.Empty(TicketVerification.Of(claimed, target, threads: 1).Problems);
    }

    [Fact]
    public void Weights_on_a_lattice_are_represented_and_not_approximated()
    {
        var weights = new float[40 * 30];
        for (int i = 0; i < weights.Length; i++) weights[i] = ((i * 7919 % 31) - 15) / 16f;
        var target = new Network(new Shape(30), new Dense(new Tensor(new Shape(40, 30), weights)));
        TicketRecipe recipe = Targets.Hitting(Construction.Linear, tolerance: 0.03) with { Distribution = new LatticeDistribution(1.0 / 16, 15) };
        ClaimedTicket claimed = Targets.Draw(target, recipe);
        Assert.Equal((0, 0.0), (claimed.Claims.Infeasible, claimed.Claims.MaxWeightError));
        Assert.InRange(claimed.Claims.Certified!.BoxError, 0, 1e-20);
        Assert.Equal(Targets.Run(target, Targets.Inputs(300, false)), Targets.Run(TicketForms.Folded(claimed.Ticket), Targets.Inputs(300, false)));
    }

    [Theory]
    [InlineData(Construction.Single, CandidateShare.Weight, "construction")]
    [InlineData(Construction.Linear, CandidateShare.Row, "share")]
    public void What_has_no_widths_is_refused(Construction construction, CandidateShare share, string field)
    {
        TicketRecipe recipe = Targets.Hitting(construction) with { Share = share };
        Assert.Equal(field, Assert.Throws<InvalidInputException>(() => Targets.Draw(Targets.Dense(1, false, 3, 2), recipe)).InputSource);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(1e-300)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void A_tolerance_that_nothing_can_meet_is_refused_at_once(double value)
    {
        Network target = Targets.Dense(1, false, 3, 2);
        Assert.Equal(
            "epsilon",
            Assert.Throws<InvalidInputException>(() => Targets.Draw(target, Targets.Hitting(Construction.Relu, tolerance: value))).InputSource);
        Assert.Equal(
            "relative",
            Assert.Throws<InvalidInputException>(
                () => Targets.Draw(target, Targets.Hitting(Construction.Relu, tolerance: new Tolerance(value, true)))).InputSource);
    }

    /// <summary>ε times the standard deviation of each row, in the textbook's two passes.</summary>
    private static double[] Tolerances(WeightGrid grid, double share)
    {
        int length = grid.Inputs * grid.Places;
        var tolerances = new double[grid.Channels];
        for (int channel = 0; channel < tolerances.Length; channel++)
        {
            double[] row = [.. Enumerable.Range(channel * length, length).Select(i => grid.Weights[i])];
            double mean = row.Average();
            tolerances[channel] = share * Math.Sqrt(row.Average(weight => (weight - mean) * (weight - mean)));
        }

        return tolerances;
    }

    /// <summary>The sums of a weight, from the words of the mask and the streams as docs/formats.md describes them.</summary>
    private static (double Positive, double Negative) Realised(ulong seed, PrunedNode node, int channel, int position)
    {
        ParentGrid parent = node.Parent;
        var mask = (PrefixMask)node.Mask;
        GridShape shape = parent.Shape;
        bool isBias = position == shape.Kernel;
        int number = isBias ? (shape.Channels * shape.Kernel) + channel : (channel * shape.Kernel) + position;
        int column = isBias ? shape.Inputs : position / shape.Places;
        double[] sums = [0, 0];
        if (!parent.IsPair)
        {
            for (ulong rest = mask.Word(0, number); rest != 0; rest &= rest - 1)
                sums[0] += Number(seed, parent, channel, position, BitOperations.TrailingZeroCount(rest));
            return (sums[0], sums[0]);
        }

        int[] places = [0, 0];
        for (int k = 0; k < parent.Candidates; k++)
        {
            float u = parent.First.At(new RandomStream(seed, parent.Tensor), ((ulong)k * (ulong)shape.Columns) + (ulong)column);
            int side = u > 0 ? 0 : 1;
            int place = places[side]++;
            if (place >= 44 || side >= mask.Sides || ((mask.Word(side, number) >> place) & 1) == 0) continue;
            sums[side] += (double)u * Number(seed, parent, channel, position, k);
        }

        return (sums[0], sums[1]);
    }

    private static float Number(ulong seed, ParentGrid parent, int channel, int position, int candidate)
    {
        GridShape shape = parent.Shape;
        bool isBias = position == shape.Kernel;
        int number = isBias ? (shape.Channels * shape.Kernel) + channel : (channel * shape.Kernel) + position;
        Distribution law = isBias ? parent.Bias! : parent.Last;
        return law.At(
            new RandomStream(seed, parent.IsPair ? parent.Tensor + 1 : parent.Tensor), ((ulong)candidate * (ulong)shape.Weights) + (ulong)number);
    }
}
