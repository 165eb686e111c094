using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Espalier.Formats.Onnx;
using Espalier.Formats.Onnx.Schema;
using Espalier.Graphs;
using Espalier.Numerics;
using Espalier.Numerics.Random;
using Espalier.OnnxRuntime;
using Espalier.Tests.Formats;
using Espalier.Tests.Formats.Onnx;
using Espalier.Tickets;
using Espalier.Tickets.Costs;
using Espalier.Tickets.Drawing;
using Espalier.Tickets.Files;
using Espalier.Tickets.Forms;
using Espalier.Tickets.Parts;
using Espalier.Tickets.Verification;

namespace Espalier.Tests.Tickets;

/// <summary>Tickets of models with operators that are not ours: drawn, read, folded, run by the other engine, and damaged.</summary>
public sealed class ModelTicketTests
{
    private static readonly ConcurrentDictionary<string, Lazy<ClaimedTicket>> Known = new(StringComparer.Ordinal);

    public static TheoryData<string> Names => new(Models().Select(each => each.Name));

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_weight_is_within_its_tolerance_and_the_rest_is_as_it_was(string name)
    {
        (byte[] model, string[] tensors) = Model(name);
        ClaimedTicket drawn = Drawn(name);
        Assert.Equal(tensors, drawn.Ticket.Model!.Grids.Select(grid => grid.Name));
        Assert.Equal(0, drawn.Claims.Infeasible);
        byte[] file = TicketFile.Write(drawn);
        ClaimedTicket read = TicketFile.Read(file, "ticket");
        Assert.Equal(file, TicketFile.Write(read));

        byte[] folded = TicketForms.Model(read.Ticket);
        Assert.Equal(model.Length, folded.Length);
        var inGrids = new HashSet<int>();
        foreach (StoredGrid grid in read.Ticket.Model!.Grids) inGrids.UnionWith(Enumerable.Range(grid.Offset, (int)grid.Length));
        Assert.All(Enumerable.Range(0, model.Length).Where(at => !inGrids.Contains(at)), at => Assert.Equal(model[at], folded[at]));
        foreach (StoredGrid grid in read.Ticket.Model.Grids)
        {
            (WeightGrid wanted, WeightGrid found) = (grid.Read(model), grid.Read(folded));
            double[] tolerances = RowTolerances.Of(wanted, new Tolerance(0.003, IsRelative: true));
            for (int i = 0; i < wanted.Weights.Length; i++)
                Assert.InRange(found.Weights[i] - wanted.Weights[i], -Rounded(tolerances[i / wanted.Inputs]), Rounded(tolerances[i / wanted.Inputs]));
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void The_other_engine_computes_nearly_the_same_with_the_folded_model(string name)
    {
        (byte[] model, _) = Model(name);
        double[] wanted = Run(model), found = Run(TicketForms.Model(Drawn(name).Ticket));
        Assert.Equal(wanted.Length, found.Length);
        double error = Math.Sqrt(wanted.Zip(found, (a, b) => (a - b) * (a - b)).Sum() / wanted.Sum(a => a * a));
        Assert.InRange(error, 1e-12, 0.02);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void It_verifies_from_the_file_alone_and_beside_its_model(string name)
    {
        (byte[] model, _) = Model(name);
        ClaimedTicket read = TicketFile.Read(TicketFile.Write(Drawn(name)), "ticket");
        var alone = TicketVerification.Of(read, null, 1, TestContext.Current.CancellationToken);
        Assert.Empty(alone.Problems);
        Assert.Null(alone.IsValid);
        Assert.True(TicketVerification.OfModel(read, model, 1, TestContext.Current.CancellationToken).IsValid);
        byte[] other = (byte[])model.Clone();
        other[read.Ticket.Model!.Grids[0].Offset] ^= 1;
        Assert.False(TicketVerification.OfModel(read, other, 1, TestContext.Current.CancellationToken).IsValid);
        var forged = new ClaimedTicket(read.Ticket, read.Claims with { Grids = read.Claims.Grids.SetItem(0, new GridClaims(1, 0)) });
        Assert.False(TicketVerification.Of(forged, null, 1, TestContext.Current.CancellationToken).IsValid);
    }

    [Fact]
    public void Rows_of_a_grid_are_what_an_output_adds_up()
    {
        Assert.Equal([1, 3, 5, 2, 4, 6], Stored("MatMul", [3, 2]));
        Assert.Equal([1, 2, 3, 4, 5, 6], Stored("Gemm", [3, 2], ModelBuilder.I("transB", 1)));
        Assert.Equal([1, 3, 5, 2, 4, 6], Stored("Gemm", [3, 2]));
        Assert.Equal([1, 3, 5, 2, 4, 6], Stored("Gather", [3, 2]));
        Assert.Equal([1, 2, 3, 4], Stored("Conv", [2, 1, 2]));
        Assert.Equal([1, 3, 2, 4, 5, 7, 6, 8], Stored("MatMul", [2, 2, 2]));

        // Two groups of two inputs each, three outputs for both, two places: row f of group g has w[2g + i, f, p].
        double[] wanted =
        [
            .. from g in Enumerable.Range(0, 2) from f in Enumerable.Range(0, 3) from i in Enumerable.Range(0, 2) from p in Enumerable.Range(0, 2)
               select 1.0 + (((((2 * g) + i) * 3) + f) * 2) + p,
        ];
        Assert.Equal(wanted, Stored("ConvTranspose", [4, 3, 2], ModelBuilder.I("group", 2)));
    }

    [Fact]
    public void A_transposed_constant_is_read_as_the_node_sees_it_and_tied_weights_once()
    {
        byte[] model = new ModelBuilder().Input("x", -1, 2).Constant("w", [3, 2], 1, 2, 3, 4, 5, 6)
            .Node("Identity", "w", "v").Node("Transpose", "v", "t", ModelBuilder.L("perm", 1, 0))
            .Node("MatMul", "x t", "y").Node("Sinh", "y", "z").Node("MatMul", "z w", "u").Output("u").Bytes();
        StoredGrid grid = Assert.Single(StoredGrids.Of(model, "model"));
        Assert.Equal([1, 2, 3, 4, 5, 6], Values(grid, model));
        Assert.Equal((3, 2), (grid.Order.Channels, grid.Order.Kernel));
    }

    [Fact]
    public void Nothing_else_is_taken_for_a_grid()
    {
        byte[] model = new ModelBuilder().Input("x", -1, 2).Constant("half", 10, [2, 2], new byte[8]).Constant("flat", [2], 1, 2)
            .Constant("odd", [2, 2], float.NaN, 1, 2, 3).Constant("list", [1, 2], 1, 2).Constant("w", [2, 1], 1, 2)
            .Node("MatMul", "x half", "a").Node("MatMul", "x flat", "b").Node("MatMul", "x odd", "c").Node("Mul", "x list", "d")
            .Node("MatMul", "x w", "e").Output("e").Bytes();
        Assert.Equal(["odd", "w"], StoredGrids.Of(model, "model").Select(grid => grid.Name));
        ClaimedTicket drawn = Draw(model, 1).Ticket;
        Assert.Equal("w", Assert.Single(drawn.Ticket.Model!.Grids).Name);
        Assert.True(float.IsNaN(BitConverter.ToSingle(TicketForms.Model(drawn.Ticket), StoredGrids.Of(model, "model")[0].Offset)));
    }

    [Fact]
    public void Numbers_in_lists_and_in_nodes_are_found_where_they_stand()
    {
        var list = new TensorMessage { Name = "w", ElementType = 1, Extents = { 2, 2 } };
        list.PackedSingles.Add(Google.Protobuf.ByteString.CopyFrom([.. new float[] { 1, 2, 3, 4 }.SelectMany(BitConverter.GetBytes)]));
        byte[] model = new ModelBuilder().Input("x", -1, 2).Node("Constant", "", "v", ModelBuilder.T("value", list.Clone()))
            .Change(message => message.Graph.Constants.Add(list)).Node("MatMul", "x w", "y").Node("Sinh", "y", "s").Node("MatMul", "s v", "z")
            .Output("z").Bytes();
        IReadOnlyList<StoredGrid> grids = StoredGrids.Of(model, "model");
        Assert.Equal(2, grids.Count);
        Assert.All(grids, grid => Assert.Equal([1, 3, 2, 4], Values(grid, model)));
    }

    [Fact]
    public void The_bytes_do_not_depend_on_threads()
    {
        (byte[] model, _) = Model("images");
        Assert.Equal(TicketFile.Write(Draw(model, 1).Ticket), TicketFile.Write(Draw(model, 2).Ticket));
    }

    [Theory]
    [InlineData("vectors", 2)]
    [InlineData("doubles", 1)]
    [InlineData("sequence", 2)]
    [InlineData("words", 5)]
    public void Joined_parts_are_the_same_file_to_the_byte(string name, int count)
    {
        (byte[] model, _) = Model(name);
        (ReadOnlyMemory<byte> Content, string Source)[] parts = Parts(model, count);
        Array.Reverse(parts);
        Assert.Equal(TicketFile.Write(Drawn(name)), TicketFile.Write(PartFile.Join(parts, null, threads: 1)));
        // One part alone carries what is no grid.
        int rest = Drawn(name).Ticket.Model!.Rest.Length;
        Assert.InRange(parts[^1].Content.Length, rest, int.MaxValue);
        if (count > 3) Assert.All(parts[..^1], part => Assert.InRange(part.Content.Length, 1, rest + 2000));
    }

    [Fact]
    public void Parts_that_do_not_fit_or_are_damaged_are_refused()
    {
        (byte[] model, _) = Model("vectors");
        (ReadOnlyMemory<byte> Content, string Source)[] parts = Parts(model, 2);
        Refused([parts[0]]);
        Refused([parts[0], Parts(Model("words").Bytes, 2)[1]]);
        byte[] other = [.. model];
        other[Drawn("vectors").Ticket.Model!.Grids[0].Offset] ^= 1;
        Refused([parts[0], Parts(other, 2)[1]]);
        Assert.Throws<InvalidInputException>(() => PartFile.Join(parts, Targets.Dense(1, true, 6, 5, 4), threads: 1));
        for (int part = 0; part < 2; part++)
        {
            byte[] whole = parts[part].Content.ToArray();
            byte[] older = [.. whole];
            older[8] = 1;
            Forgery.Seal(older);
            Refused(part == 0 ? [(older, "older"), parts[1]] : [parts[0], (older, "older")]);
            foreach (Action<JsonNode> edit in (Action<JsonNode>[])
            [
                ticket => ticket["model"]!["rest"] = -1,
                ticket => ticket["model"]!["rest"] = 5,
                ticket => ticket["model"]!["grids"]![0]!["offset"] = 1,
                ticket => ticket["model"] = null,
                ticket => ticket["nodes"]!.AsArray().RemoveAt(0),
            ])
            {
                byte[] forged = Forgery.WithHeader(whole, header => edit(header["ticket"]!));
                Refused(part == 0 ? [(forged, "forged"), parts[1]] : [parts[0], (forged, "forged")]);
            }

            for (int at = 0; at < whole.Length; at += 5)
            {
                byte[] flipped = [.. whole];
                flipped[at] ^= (byte)(1 << (at % 8));
                Refused(part == 0 ? [(flipped, "flipped"), parts[1]] : [parts[0], (flipped, "flipped")]);
            }
        }

        static void Refused((ReadOnlyMemory<byte> Content, string Source)[] some) =>
            Assert.Throws<InvalidInputException>(() => PartFile.Join(some, null, threads: 1));
    }

    [Fact]
    public void Coded_masks_are_drawn_and_verified_alike()
    {
        (byte[] model, _) = Model("wide");
        ModelTarget drawn = ModelTicketDrawing.DrawCoded(
            model, "model", new CodedOptions(3, 3), 2, null, TestContext.Current.CancellationToken);
        ClaimedTicket read = TicketFile.Read(TicketFile.Write(drawn.Ticket), "ticket");
        Assert.True(TicketVerification.OfModel(read, model, 1, TestContext.Current.CancellationToken).IsValid);
        Assert.InRange(GridRates.Of(read.Ticket, drawn.Grids)[0].RelativeError, 0.05, 0.25);
        double[] wanted = Run(model), found = Run(TicketForms.Model(read.Ticket));
        Assert.InRange(Math.Sqrt(wanted.Zip(found, (a, b) => (a - b) * (a - b)).Sum() / wanted.Sum(a => a * a)), 1e-3, 0.4);
    }

    [Fact]
    public void What_cannot_be_had_is_refused_by_name()
    {
        (byte[] model, _) = Model("doubles");
        Assert.Contains("construction", Assert.Throws<InvalidInputException>(() => ModelTicketDrawing.Draw(
            model, "model", new DrawingOptions(Targets.Hitting(Construction.Relu)), 1)).Message);
        byte[] empty = new ModelBuilder().Input("x", -1, 2).Node("Sinh", "x", "y").Output("y").Bytes();
        Assert.Contains("no weights", Assert.Throws<InvalidInputException>(() => Draw(empty, 1)).Message);
        byte[] beside = new ModelBuilder().Input("x", -1, 2).Constant("w", [2, 2], 1, 2, 3, 4)
            .Change(message => message.Graph.Constants[0].Location = 1).Node("MatMul", "x w", "y").Output("y").Bytes();
        Assert.Contains("other files", Assert.Throws<InvalidInputException>(() => Draw(beside, 1)).Message);
        Assert.Throws<InvalidInputException>(() => StoredGrids.Of(new byte[100], "model"));
        Ticket ticket = Drawn("doubles").Ticket;
        Assert.Contains("ONNX Runtime", Assert.Throws<InvalidInputException>(() => TicketForms.Folded(ticket)).Message);
        Assert.Contains("ONNX Runtime", Assert.Throws<InvalidInputException>(() => TicketForms.Masked(ticket)).Message);
        Assert.Throws<ArgumentException>(() => TicketForms.Model(Targets.Drawn("linear").Ticket.Ticket));
        Assert.False(TicketVerification.OfModel(
            Targets.Drawn("linear").Ticket, model, 1, TestContext.Current.CancellationToken).IsValid);
    }

    [Fact]
    public void A_flipped_bit_anywhere_is_caught()
    {
        byte[] file = TicketFile.Write(Drawn("doubles"));
        int sections = 16 + BitConverter.ToInt32(file, 12);
        for (int at = 0; at < file.Length; at++)
        {
            var damaged = (byte[])file.Clone();
            damaged[at] ^= (byte)(1 << (at % 8));
            Assert.Throws<InvalidInputException>(() => TicketFile.Read(damaged, "damaged"));

            // With a checksum that fits, the bytes of the model still contradict the digest; a code of masks may end in idle bits.
            if (at < sections || at >= sections + Drawn("doubles").Ticket.Model!.Rest.Length) continue;
            byte[] forged = Forgery.WithFlippedSectionBit(file, at - sections, at % 8);
            Assert.True(Forgery.IsCaught(forged), $"byte {at}");
        }
    }

    [Theory]
    [InlineData("offset", "0")]
    [InlineData("offset", "-1")]
    [InlineData("offset", "2147483647")]
    [InlineData("blocks", "0")]
    [InlineData("blocks", "2")]
    [InlineData("rows", "-3")]
    [InlineData("rows", "2147483647")]
    [InlineData("inputs", "2147483647")]
    [InlineData("places", "2")]
    [InlineData("inputsFirst", "false")]
    [InlineData("inputsFirst", "null")]
    [InlineData("precision", "\"single\"")]
    [InlineData("precision", "\"half\"")]
    [InlineData("name", "\"x\"")]
    [InlineData("name", "null")]
    [InlineData("other", "1")]
    public void A_forged_place_of_a_grid_is_refused(string field, string value) =>
        Refused(header => header["model"]!["grids"]![0]![field] = JsonNode.Parse(value));

    [Fact]
    public void Other_forged_headers_are_refused()
    {
        Refused(header => header["model"]!["rest"] = 5);
        Refused(header => header["model"]!["rest"] = -5);
        Refused(header => header["model"] = null);
        Refused(header => header["model"]!["grids"] = new JsonArray());
        Refused(header => header["input"] = new JsonArray(2));
        Refused(header => header["nonNegativeInputs"] = true);
        Refused(header => header["nodes"]![0]!["reads"] = new JsonArray(0));
        Refused(header => header["nodes"]![0]!["operator"] = "relu");
        Refused(header => Forgery.Grid(header, 0)["channels"] = 3);
        Refused(header => header["nodes"]!.AsArray().RemoveAt(0));
        byte[] earlier = TicketFile.Write(Drawn("doubles"));
        earlier[8] = TicketFile.Version;
        Forgery.Seal(earlier);
        Assert.True(Forgery.IsCaught(earlier));
        byte[] later = TicketFile.Write(Targets.Drawn("linear").Ticket);
        later[8] = TicketFile.ModelVersion;
        Forgery.Seal(later);
        Assert.True(Forgery.IsCaught(later));
    }

    [Fact]
    [Slow]
    public void Damaged_files_with_a_fitting_checksum_end_in_a_typed_error_or_a_ticket() =>
        Mutations.Check(
            TicketFile.Write(Drawn("sequence")),
            bytes =>
            {
                ClaimedTicket ticket = TicketFile.Read(Forgery.Sealed(bytes), "mutated");
                _ = TicketVerification.Of(ticket, null, threads: 1);
                if (ticket.Ticket.Model is not null) _ = TicketForms.Model(ticket.Ticket);
            },
            count: Mutations.Count / 4);

    private static void Refused(Action<JsonObject> edit) =>
        Assert.True(Forgery.IsCaught(Forgery.WithHeader(TicketFile.Write(Drawn("doubles")), edit)));

    private static DrawingOptions Options { get; } =
        new(Targets.Hitting(Construction.Linear, tolerance: new Tolerance(0.003, IsRelative: true)));

    private static double Rounded(double tolerance) => tolerance + 1e-6;

    private static ClaimedTicket Drawn(string name) => Known.GetOrAdd(
        name, static wanted => new Lazy<ClaimedTicket>(() => Draw(Model(wanted).Bytes, 1).Ticket)).Value;

    private static ModelTarget Draw(byte[] model, int threads) => ModelTicketDrawing.Draw(model, "model", Options, threads);

    private static (ReadOnlyMemory<byte> Content, string Source)[] Parts(byte[] model, int count) =>
    [
        .. Enumerable.Range(1, count).Select(index => (
            (ReadOnlyMemory<byte>)PartFile.Write(ModelTicketDrawing.DrawPart(model, "model", Options, new PartShare(index, count), threads: 1)),
            $"part {index}")),
    ];

    /// <summary>The weights of a node that reads the numbers 1, 2, … as its constant, in the order of a grid.</summary>
    private static double[] Stored(string op, long[] extents, params AttributeMessage[] attributes)
    {
        int count = (int)extents.Aggregate(1L, (product, extent) => product * extent);
        byte[] model = new ModelBuilder().Input("x", -1, 2).Constant("w", extents, [.. Enumerable.Range(1, count).Select(i => (float)i)])
            .Node(op, op == "Gather" ? "w x" : "x w", "y", attributes).Output("y").Bytes();
        return Values(Assert.Single(StoredGrids.Of(model, "model")), model);
    }

    private static double[] Values(StoredGrid grid, byte[] model)
    {
        Tensor weights = grid.Read(model).Weights;
        return [.. Enumerable.Range(0, weights.Length).Select(i => weights[i])];
    }

    private static double[] Run(byte[] model)
    {
        using var engine = OnnxEngine.Of(model, "model");
        var stream = new RandomStream(5, 0, StreamPurpose.Sampling);
        var inputs = new Dictionary<string, EngineTensor>(StringComparer.Ordinal);
        foreach (EngineValue input in engine.Inputs)
        {
            long[] extents = [.. input.Extents.Select(extent => extent < 0 ? 3L : extent)];
            int length = (int)extents.Aggregate(1L, (product, extent) => product * extent);
            double[] values =
                [.. Enumerable.Range(0, length).Select(i => input.Type == NumberType.Int64 ? i % 5 : (double)(float)stream.Uniform((ulong)i))];
            inputs[input.Name] = new EngineTensor(input.Type, extents, values);
        }

        return engine.Run(inputs)[engine.Outputs[0].Name].Values;
    }

    private static (byte[] Bytes, string[] Tensors) Model(string name)
    {
        (_, Func<byte[]> make, string[] tensors) = Models().Single(each => each.Name == name);
        return (make(), tensors);
    }

    /// <summary>Small models, each with an operator of no kind of ours, and the names of their grids.</summary>
    private static IEnumerable<(string Name, Func<byte[]> Make, string[] Tensors)> Models()
    {
        yield return ("vectors", () => new ModelBuilder().Input("x", -1, 6)
            .Constant("w", [6, 5], Numbers(1, 30)).Constant("v", [4, 5], Numbers(2, 20)).Constant("b", [4], 1, 2, 3, 4)
            .Node("MatMul", "x w", "a").Node("Sinh", "a", "s").Node("Gemm", "s v b", "y", ModelBuilder.I("transB", 1)).Output("y")
            .Bytes(), ["w", "v"]);
        yield return ("doubles", () => new ModelBuilder(type: 11).Input("x", -1, 3)
            .Doubles("w", [3, 4], [.. Numbers(3, 12).Select(value => value * 1.1)])
            .Node("MatMul", "x w", "a").Node("Sign", "a", "s").Node("Add", "a s", "y").Output("y").Bytes(), ["w"]);
        yield return ("images", () => new ModelBuilder().Input("x", 1, 2, 6, 5)
            .Constant("w", [4, 1, 3, 3], Numbers(4, 36)).Constant("t", [4, 2, 2, 2], Numbers(5, 32)).Constant("b", [4], 1, 0, -1, 0)
            .Node("Conv", "x w b", "a", ModelBuilder.I("group", 2), ModelBuilder.L("kernel_shape", 3, 3)).Node("Sinh", "a", "s")
            .Node("ConvTranspose", "s t", "y", ModelBuilder.I("group", 2), ModelBuilder.L("kernel_shape", 2, 2)).Output("y").Bytes(), ["w", "t"]);
        yield return ("sequence", () => new ModelBuilder().Input("x", 3, 1, 2)
            .Constant("w", [1, 12, 2], Numbers(6, 24)).Constant("r", [1, 12, 3], Numbers(7, 36)).Constant("m", [2, 3, 2], Numbers(8, 12))
            .Node("LSTM", "x w r", "a", ModelBuilder.I("hidden_size", 3)).Node("MatMul", "a m", "y").Output("y").Bytes(), ["w", "r", "m"]);
        yield return ("words", () => new ModelBuilder().Input("ids", -1, 4).Change(model => model.Graph.Inputs[0].Type.Tensor.ElementType = 7)
            .Constant("table", [7, 5], Numbers(9, 35)).Constant("w", [5, 3], Numbers(10, 15))
            .Node("Gather", "table ids", "a").Node("Sinh", "a", "s").Node("MatMul", "s w", "y").Output("y").Bytes(), ["table", "w"]);
        yield return ("wide", () => new ModelBuilder().Input("x", -1, 40)
            .Constant("w", [40, 60], Numbers(11, 2400)).Node("MatMul", "x w", "a").Node("Sign", "a", "s").Node("Mul", "a s", "y")
            .Output("y").Bytes(), ["w"]);
    }

    private static float[] Numbers(uint tensor, int count)
    {
        var stream = new RandomStream(12, tensor, StreamPurpose.Sampling);
        return [.. Enumerable.Range(0, count).Select(i => 0.8f * stream.UniformSingle((ulong)i))];
    }
}
