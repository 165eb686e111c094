using Espalier.Formats.Onnx;
using Espalier.Formats.Onnx.Schema;
using Espalier.Graphs;
using Espalier.Tests.Graphs;

namespace Espalier.Tests.Formats.Onnx;

/// <summary>Damaged models end in a typed error or a network, and a network is the one that the graph describes.</summary>
public sealed class DamagedModelTests
{
    /// <summary>Of each graph's changed forms that were read, so many are evaluated by another program.</summary>
    private const int Compared = 60;

    /// <summary>As many graphs of all operators.</summary>
    private const int Operators = 40;

    /// <summary>Eight graphs share the count that a whole file format gets.</summary>
    private static int PerGraph => Mutations.Count / 8;

    [Slow]
    [Fact]
    public void Damaged_bytes_of_every_graph()
    {
        IReadOnlyList<ModelBuilder> graphs = SeedModels.All();
        for (int i = 0; i < graphs.Count; i++)
        {
            (int accepted, int refused) = Mutations.Check(graphs[i].Bytes(), Read, (ulong)i, PerGraph);
            Assert.True(accepted > 0 && refused > 0, $"graph {i}: {accepted} accepted, {refused} refused");
        }
    }

    [Fact]
    [Slow]
    public void Damaged_bytes_of_every_operator()
    {
        for (int number = 0; number < Operators; number++)
        {
            byte[] model = RoundTripTests.Bytes(RandomGraphs.At(number));
            (int accepted, int refused) = Mutations.Check(model, Read, (ulong)number, Mutations.Count / Operators);
            Assert.True(accepted > 0 && refused > 0, $"graph {number}: {accepted} accepted, {refused} refused");
        }
    }

    [Fact]
    [Slow]
    public void Changed_structures_of_every_operator_are_refused_or_read_rightly()
    {
        int accepted = 0, agreed = 0;
        for (int number = 0; number < Operators; number++)
        {
            byte[] original = RoundTripTests.Bytes(RandomGraphs.At(number));
            for (int index = 0; index < Mutations.Count / Operators; index++)
            {
                byte[] model = StructureMutations.At(original, (ulong)number, index);
                string replay = $"StructureMutations.At(RandomGraphs.At({number}), {number}, {index})";
                if (Accepted(model, replay) is not { } network || network.Shapes.Any(shape => shape.Length >= 100_000)) continue;

                // Another session for every model costs milliseconds.
                if (accepted++ % 20 != 0) continue;
                string verdict = Oracle.Verdict(model, network);
                Assert.True(verdict is "ok" or "refused", $"{replay}: {verdict}");
                if (verdict == "ok") agreed++;
            }
        }

        Assert.True(accepted > Mutations.Count / 10 && agreed > accepted / 100, $"{accepted} were read, {agreed} compared");
    }

    [Slow]
    [Fact]
    public void Damaged_bytes_of_samples()
    {
        Mutations.Check(File.ReadAllBytes(SampleFiles.Network("test_small.onnx")), Read, 100, 3000);
        Mutations.Check(File.ReadAllBytes(SampleFiles.Network("ACASXU_run2a_1_1_batch_2000.onnx")), Read, 101, 600);
        Mutations.Check(File.ReadAllBytes(SampleFiles.Network("mnist-net_256x2.onnx")), Read, 102, 150);
    }

    [Fact]
    [Slow]
    public void Changed_structures_are_refused_or_read_rightly()
    {
        int accepted = 0;
        var compared = new List<(byte[] Model, Network Network)>();
        IReadOnlyList<ModelBuilder> graphs = SeedModels.All();
        for (int i = 0; i < graphs.Count; i++)
        {
            byte[] original = graphs[i].Bytes();
            int enough = compared.Count + Compared;
            for (int index = 0; index < PerGraph; index++)
            {
                byte[] model = StructureMutations.At(original, (ulong)i, index);
                if (Accepted(model, $"StructureMutations.At(SeedModels.All()[{i}].Bytes(), {i}, {index})") is not { } network) continue;
                accepted++;
                if (compared.Count < enough && network.Shapes.All(shape => shape.Length < 100_000)) compared.Add((model, network));
            }
        }

        int agreed = 0;
        Assert.All(compared, pair =>
        {
            string verdict = Oracle.Verdict(pair.Model, pair.Network);
            Assert.True(verdict is "ok" or "refused", $"{verdict}: {ModelMessage.Parser.ParseFrom(pair.Model)}");
            if (verdict == "ok") agreed++;
        });
        Assert.True(accepted > PerGraph / 4 && agreed > compared.Count / 2, $"{accepted} were read, {agreed} of {compared.Count} compared");
    }

    private static Network? Accepted(byte[] model, string replay)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        try
        {
            return OnnxFormat.Read(model, "model");
        }
        catch (InvalidInputException)
        {
            return null;
        }
        catch (Exception failure)
        {
            throw new Xunit.Sdk.XunitException($"{replay} ends in {failure.GetType().Name}: {failure.Message}", failure);
        }
        finally
        {
            long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            Assert.True(allocated <= (4L * model.Length) + (64L << 20), $"{replay} allocates {allocated} bytes");
        }
    }

    private static void Read(byte[] model) => OnnxFormat.Read(model, "model");
}
