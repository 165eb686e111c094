using System.Collections.Concurrent;
using System.Collections.Immutable;
using Espalier.Graphs;
using Espalier.Graphs.Calibration;
using Espalier.Graphs.Operators;
using Espalier.Numerics.Random;
using Espalier.Parents;
using Espalier.Parents.Masks;
using Espalier.SubsetSums;
using Espalier.SubsetSums.Coded;
using Espalier.SubsetSums.Yardsticks;
using Espalier.Tests.Formats;
using Espalier.Tickets;
using Espalier.Tickets.Costs;
using Espalier.Tickets.Drawing;
using Espalier.Tickets.Files;
using Espalier.Tickets.Forms;
using Espalier.Tickets.Verification;

namespace Espalier.Tests.Tickets;

/// <summary>Tickets whose masks are codewords.</summary>
public sealed class CodedTicketTests
{
    private static readonly ConcurrentDictionary<(double Bits, bool Image, bool Calibrated), Lazy<(Network, ClaimedTicket)>> Known = new();

    public static TheoryData<double, bool, bool> Ways => new()
    {
        { 4, false, false }, { 4, true, false }, { 3, true, true }, { 2.5, false, false }, { 1.75, true, true }, { 5, false, true },
    };

    [Theory]
    [MemberData(nameof(Ways))]
    [Slow]
    public void A_ticket_verifies_and_reads_back(double bits, bool image, bool calibrated)
    {
        (Network target, ClaimedTicket claimed) = Drawn(bits, image, calibrated);
        Assert.Empty(TicketVerification.Of(claimed, target, threads: 1).Problems);
        byte[] file = TicketFile.Write(claimed);
        ClaimedTicket read = TicketFile.Read(file, "ticket");
        Assert.Equal(file, TicketFile.Write(read));
        Assert.Empty(TicketVerification.Of(read, target, threads: 2).Problems);
        Assert.Equal(bits, ((DrawnOrigin)read.Ticket.Origin).Bits);
        Assert.Equal(0, claimed.Claims.Infeasible);
    }

    [Slow]
    [Theory]
    [MemberData(nameof(Ways))]
    public void Bits_are_what_was_asked_for_and_biases_are_carried(double bits, bool image, bool calibrated)
    {
        (Network target, ClaimedTicket claimed) = Drawn(bits, image, calibrated);
        Network folded = TicketForms.Folded(claimed.Ticket);
        for (int i = 0; i < target.Nodes.Length; i++)
            if (target.Nodes[i].Operator.Grid is { Bias: { } bias } && claimed.Ticket.Nodes[i] is PrunedNode { Mask: CodedMask })
                for (int j = 0; j < bias.Length; j++) Assert.Equal(bias[j], folded.Nodes[i].Operator.Grid!.Bias![j]);
        YardstickResult all = GridRates.Of(claimed.Ticket, target).Aggregate((sum, rate) => sum + rate);
        // Scales and rows cost a little; small layers more.
        Assert.InRange(all.BitsPerWeight, bits - 0.2, bits + 0.7);
        Assert.InRange(all.RelativeError, 0.5 * Math.Pow(2, -bits), 3.5 * Math.Pow(2, -bits));
    }

    [Theory]
    [InlineData(4, false, false)]
    [InlineData(2.5, false, true)]
    [InlineData(3, true, false)]
    [Slow]
    public void Masked_and_folded_compute_the_same(double bits, bool image, bool calibrated)
    {
        (Network target, ClaimedTicket claimed) = Drawn(bits, image, calibrated);
        double[] inputs = Targets.Inputs(40 * target.InputShape.Length, nonNegative: false);
        double[] folded = Targets.Run(TicketForms.Folded(claimed.Ticket), inputs);
        double[] masked = Targets.Run(TicketForms.Masked(claimed.Ticket), inputs);
        // Decoding rounds to float32 at every step of the rotation.
        double largest = folded.Max(Math.Abs);
        for (int i = 0; i < folded.Length; i++) Assert.Equal(folded[i], masked[i], 2e-5 * (1 + largest));
    }

    [Fact]
    public void Bands_of_which_one_is_rotated_have_a_masked_form()
    {
        const int Columns = 40;
        float[] weights = [.. Targets.Dense(3, false, Columns, 5).Nodes[0].Operator.Grid!.Weights.ToDoubles().Select(weight => (float)weight)];
        ParentGrid parent = CodedDrawing.ParentOf(new GridShape(5, 1, Columns, HasBias: false), ordinal: 0);
        var mask = new CodedMask([Band(4, true, 0, 2), Band(3, false, 2, 3)], new TensorMask([true, true, false, false, false]), []);
        var origin = new DrawnOrigin(new string('0', 64), Construction.Linear, SubsetSumObjective.Error, Tolerance.Default, 3.4);
        var ticket = new Ticket(7, new Shape(Columns), false, [new PrunedNode(Dense.Plain, parent, mask, [], [0])], origin);
        double[] inputs = Targets.Inputs(20 * Columns, nonNegative: false);
        double[] folded = Targets.Run(TicketForms.Folded(ticket), inputs);
        double[] masked = Targets.Run(TicketForms.Masked(ticket), inputs);
        for (int i = 0; i < folded.Length; i++) Assert.Equal(folded[i], masked[i], 1e-4);

        CodedGrid Band(int bits, bool rotated, int first, int rows) => GridSearch.Code(
            GridCoding.Tested(bits, 7, parent.Tensor, rotated),
            rows,
            Columns,
            weights.AsSpan(first * Columns, rows * Columns),
            [],
            new CodingWorkspace(1));
    }

    [Fact]
    public void Every_weight_of_the_masked_form_keeps_parent_numbers_alone()
    {
        (Network target, ClaimedTicket claimed) = Drawn(4, image: false, calibrated: false);
        PrunedNode node = claimed.Ticket.Pruned[0];
        var mask = (CodedMask)node.Mask;
        Network masked = TicketForms.Masked(claimed.Ticket);
        Tensor last = masked.Nodes.Select(each => each.Operator).OfType<Dense>().First(dense => dense.Bias is not null).Weights;
        var numbers = new RandomStream(claimed.Ticket.Seed, node.Parent.Tensor);
        int copies = node.Parent.Candidates + 1;
        long kept = 0;
        for (int row = 0; row < last.Shape[0]; row++)
            for (int unit = 0; unit < last.Shape[1]; unit++)
            {
                double entry = last[(row * last.Shape[1]) + unit];
                if (entry == 0 || unit % copies == copies - 1) continue;
                kept++;
                Assert.Equal(mask.Bands[0].ScaleOf(row) * numbers.UniformSingle((ulong)(unit % copies)), (float)entry);
            }

        Assert.Equal(mask.Count(node.Parent).Edges, kept);
        Assert.Equal(target.OutputShape, masked.OutputShape);
    }

    [Slow]
    [Fact]
    public void Known_inputs_make_outputs_closer()
    {
        Network target = Wide();
        float[] inputs = Correlated(600, 64);
        ImmutableArray<InputMoments?> squares = InputCalibration.Of(target, inputs.AsSpan(0, 400 * 64), 400, products: false, threads: 2);
        ImmutableArray<InputMoments?> products = InputCalibration.Of(target, inputs.AsSpan(0, 400 * 64), 400, products: true, threads: 2);
        double plain = OutputError(target, inputs, null);
        double weighted = OutputError(target, inputs, squares);
        double feedback = OutputError(target, inputs, products);
        Assert.True(feedback < 0.7 * plain, $"{feedback} fed back, {plain} plain");
        Assert.True(weighted < 1.1 * plain, $"{weighted} weighted, {plain} plain");
    }

    [Fact]
    public void Grids_that_hardly_count_are_held_by_free_masks()
    {
        Network target = Targets.Dense(3, true, 70, 70, 1);
        ClaimedTicket claimed = CodedTicketDrawing.Draw(target, new CodedOptions(1, 3), threads: 1);
        Assert.IsType<CodedMask>(claimed.Ticket.Pruned[0].Mask);
        Assert.IsType<PrefixMask>(claimed.Ticket.Pruned[1].Mask);
        Assert.Empty(TicketVerification.Of(TicketFile.Read(TicketFile.Write(claimed), "ticket"), target, threads: 1).Problems);
        YardstickResult last = GridRates.Of(claimed.Ticket, target)[1];
        Assert.InRange(last.RelativeError, 0, 0.03);
    }

    [Slow]
    [Fact]
    public void Threads_do_not_change_a_byte()
    {
        Network target = Wide();
        var options = new CodedOptions(3, 2.25, InputCalibration.Of(target, Correlated(100, 64), 100, true, 2));
        byte[] one = TicketFile.Write(CodedTicketDrawing.Draw(target, options, threads: 1));
        Assert.Equal(one, TicketFile.Write(CodedTicketDrawing.Draw(target, options, threads: 2)));
    }

    [Theory]
    [InlineData(0.9)]
    [InlineData(5.1)]
    [InlineData(double.NaN)]
    public void Bits_out_of_range_are_refused(double bits) =>
        Assert.Throws<InvalidInputException>(() => CodedTicketDrawing.Draw(Wide(), new CodedOptions(1, bits), 1));

    [Fact]
    [Slow]
    public void Damaged_files_are_refused_or_read()
    {
        (_, ClaimedTicket claimed) = Drawn(2.5, image: true, calibrated: false);
        Mutations.Check(TicketFile.Write(claimed), bytes => TicketFile.Read(bytes, "ticket"), count: 2000);
    }

    /// <summary>A ticket of a way, drawn once.</summary>
    private static (Network Target, ClaimedTicket Ticket) Drawn(double bits, bool image, bool calibrated) => Known.GetOrAdd(
        (bits, image, calibrated), static way => new Lazy<(Network, ClaimedTicket)>(() => Draw(way.Bits, way.Image, way.Calibrated))).Value;

    private static (Network Target, ClaimedTicket Ticket) Draw(double bits, bool image, bool calibrated)
    {
        Network target = image ? Targets.Residual(5) : Targets.Dense(11, true, 40, 30, 12);
        ImmutableArray<InputMoments?>? inputs = null;
        if (calibrated)
        {
            float[] values = [.. Targets.Inputs(64 * target.InputShape.Length, nonNegative: false).Select(value => (float)value)];
            inputs = InputCalibration.Of(target, values, 64, products: true, threads: 1);
        }

        return (target, CodedTicketDrawing.Draw(target, new CodedOptions(7, bits, inputs), threads: 2));
    }

    private static Network Wide() => Targets.Dense(21, true, 64, 80, 16);

    private static double OutputError(Network target, float[] inputs, ImmutableArray<InputMoments?>? moments)
    {
        Network folded = TicketForms.Folded(CodedTicketDrawing.Draw(target, new CodedOptions(1, 3, moments), 2).Ticket);
        int count = inputs.Length / target.InputShape.Length;
        var outputs = new float[count * target.OutputShape.Length];
        var others = new float[outputs.Length];
        Forward.Run(target, inputs, outputs, count, 2);
        Forward.Run(folded, inputs, others, count, 2);
        return YardstickResult.Of(0, outputs, others).RelativeError;
    }

    /// <summary>Inputs that mostly move together.</summary>
    private static float[] Correlated(int count, int length)
    {
        var values = new float[count * length];
        var common = new float[count];
        new RandomStream(5, 0, StreamPurpose.Experiment).FillNormal(0, values);
        new RandomStream(6, 0, StreamPurpose.Experiment).FillNormal(0, common);
        for (int i = 0; i < values.Length; i++) values[i] = (0.4f * values[i]) + common[i / length];
        return values;
    }
}
