using Espalier.Formats.Onnx;
using Espalier.Formats.Onnx.Schema;
using Espalier.Graphs;

namespace Espalier.Tests.Formats.Onnx;

/// <summary>Damaged models end in a typed error or a network, and a network is the one that the graph describes.</summary>
public sealed class DamagedModelTests
{
    /// <summary>Of each graph's changed forms that were read, so many are evaluated by another program.</summary>
    private const int Compared = 200;

    /// <summary>Eight graphs share the count that a whole file format gets.</summary>
    private static int PerGraph => Mutations.Count / 8;

    [Fact]
    public void Damaged_bytes_of_every_graph()
    {
        IReadOnlyList<ModelBuilder> graphs = Graphs.All();
        for (int i = 0; i < graphs.Count; i++)
        {
            (int accepted, int refused) = Mutations.Check(graphs[i].Bytes(), Read, (ulong)i, PerGraph);
            Assert.True(accepted > 0 && refused > 0, $"graph {i}: {accepted} accepted, {refused} refused");
        }
    }

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
        IReadOnlyList<ModelBuilder> graphs = Graphs.All();
        for (int i = 0; i < graphs.Count; i++)
        {
            byte[] original = graphs[i].Bytes();
            int enough = compared.Count + Compared;
            for (int index = 0; index < PerGraph; index++)
            {
                byte[] model = StructureMutations.At(original, (ulong)i, index);
                if (Accepted(model, $"StructureMutations.At(Graphs.All()[{i}].Bytes(), {i}, {index})") is not { } network) continue;
                accepted++;
                if (compared.Count < enough && network.Shapes.All(shape => shape.Length < 100_000)) compared.Add((model, network));
            }
        }

        Assert.True(accepted > PerGraph / 4, $"only {accepted} changed graphs were read");
        string[] verdicts = ReferenceEvaluation.Verdicts(compared, isChecked: false);
        Assert.All(
            verdicts.Zip(compared), pair => Assert.True(pair.First == "ok", $"{pair.First}: {ModelMessage.Parser.ParseFrom(pair.Second.Model)}"));
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
