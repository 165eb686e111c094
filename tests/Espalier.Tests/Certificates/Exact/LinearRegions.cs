using Espalier.Graphs;
using Espalier.Graphs.Operators;

namespace Espalier.Tests.Certificates.Exact;

/// <summary>
/// All linear regions of a pair of networks over a box, as polytopes given by their vertices. A vertex carries what both
/// networks compute there; a cut interpolates it along the edges, so no affine map is ever formed.
/// </summary>
internal sealed class LinearRegions<T>
    where T : IExactField<T>
{
    private readonly Network[] _networks;
    private readonly int _dimension;
    private readonly List<Cell> _finished = [];
    private int _cuts;

    private LinearRegions(Network a, Network b)
    {
        _networks = [a, b];
        _dimension = a.InputShape.Length;
    }

    /// <summary>A corner of a region: the point, both networks' current values, and the cuts on which it lies.</summary>
    public sealed record Vertex(T[] Point, T[][] Values, HashSet<int> Cuts);

    /// <summary>A region.</summary>
    public sealed record Cell(List<Vertex> Vertices);

    /// <summary>Every region, with the outputs of both networks at its corners.</summary>
    public static IReadOnlyList<Cell> Of(Network a, Network b, double[] lower, double[] upper)
    {
        var regions = new LinearRegions<T>(a, b);
        regions.Split(regions.Box(lower, upper), network: 0, layer: 0);
        return regions._finished;
    }

    private Cell Box(double[] lower, double[] upper)
    {
        var vertices = new List<Vertex>();
        int[] free = [.. Enumerable.Range(0, _dimension).Where(i => lower[i] < upper[i])];
        for (int corner = 0; corner < 1 << free.Length; corner++)
        {
            T[] point = [.. lower.Select(T.Of)];
            var cuts = new HashSet<int>();
            for (int j = 0; j < free.Length; j++)
            {
                bool high = (corner >> j & 1) != 0;
                if (high) point[free[j]] = T.Of(upper[free[j]]);
                cuts.Add((2 * j) + (high ? 1 : 0));
            }

            vertices.Add(new Vertex(point, [[.. point], [.. point]], cuts));
        }

        _cuts = 2 * _dimension;
        return new Cell(vertices);
    }

    private void Split(Cell cell, int network, int layer)
    {
        while (network < 2 && layer == _networks[network].Layers.Length) (network, layer) = (network + 1, 0);
        if (network == 2)
        {
            _finished.Add(cell);
            return;
        }

        switch (_networks[network].Layers[layer])
        {
            case Dense dense:
                Split(Mapped(cell, network, values => Through(dense, values)), network, layer + 1);
                return;
            case Relu:
                List<Cell> pieces = [cell];
                for (int i = 0; i < cell.Vertices[0].Values[network].Length; i++) pieces = [.. pieces.SelectMany(piece => Halves(piece, network, i))];
                foreach (Cell piece in pieces) Split(Mapped(piece, network, Rectified), network, layer + 1);
                return;
            default:
                throw new NotSupportedException("dense layers and ReLUs only");
        }
    }

    private static Cell Mapped(Cell cell, int network, Func<T[], T[]> map) =>
        new([.. cell.Vertices.Select(vertex => vertex with { Values = network == 0 ? [map(vertex.Values[0]), vertex.Values[1]] : [vertex.Values[0], map(vertex.Values[1])] })]);

    private static T[] Through(Dense dense, T[] values)
    {
        var results = new T[dense.Outputs];
        for (int i = 0; i < results.Length; i++)
        {
            results[i] = T.Of(dense.Bias?[i] ?? 0);
            for (int j = 0; j < values.Length; j++)
                if (dense.Weights[(i * values.Length) + j] is not 0 and var weight) results[i] += T.Of(weight) * values[j];
        }

        return results;
    }

    /// <summary>All values of one neuron in a region have one sign, so this is affine there.</summary>
    private static T[] Rectified(T[] values) => [.. values.Select(value => value.Sign(0) > 0 ? value : T.Of(0))];

    private IEnumerable<Cell> Halves(Cell cell, int network, int neuron)
    {
        T[] heights = [.. cell.Vertices.Select(vertex => vertex.Values[network][neuron])];
        double scale = heights.Max(height => Math.Abs(height.Near));
        int[] signs = [.. heights.Select(height => height.Sign(scale))];
        if (!signs.Contains(1) || !signs.Contains(-1)) return [cell];
        int cut = _cuts++;
        var between = new List<Vertex>();
        for (int i = 0; i < signs.Length; i++)
        {
            if (signs[i] == 0) between.Add(cell.Vertices[i] with { Cuts = [.. cell.Vertices[i].Cuts, cut] });
            for (int j = 0; j < signs.Length; j++)
                if (signs[i] > 0 && signs[j] < 0 && AreNeighbours(cell, i, j)) between.Add(Between(cell.Vertices[i], cell.Vertices[j], heights[i], heights[j], cut));
        }

        return
        [
            new Cell([.. cell.Vertices.Where((_, i) => signs[i] > 0), .. between]),
            new Cell([.. cell.Vertices.Where((_, i) => signs[i] < 0), .. between]),
        ];
    }

    /// <summary>Two corners share an edge if no third one lies on all cuts that they have in common.</summary>
    private bool AreNeighbours(Cell cell, int first, int second)
    {
        HashSet<int> common = [.. cell.Vertices[first].Cuts.Where(cell.Vertices[second].Cuts.Contains)];
        if (_dimension == 1 || cell.Vertices.Count == 2) return true;
        for (int k = 0; k < cell.Vertices.Count; k++)
            if (k != first && k != second && common.IsSubsetOf(cell.Vertices[k].Cuts)) return false;
        return true;
    }

    private static Vertex Between(Vertex above, Vertex below, T high, T low, int cut)
    {
        T share = high / (high - low);
        T[] Mix(T[] from, T[] to) => [.. from.Zip(to, (a, b) => a + (share * (b - a)))];
        return new Vertex(
            Mix(above.Point, below.Point),
            [Mix(above.Values[0], below.Values[0]), Mix(above.Values[1], below.Values[1])],
            [.. above.Cuts.Where(below.Cuts.Contains), cut]);
    }
}
