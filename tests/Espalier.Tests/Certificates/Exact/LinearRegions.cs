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

    /// <summary>A corner of a region: the point, the values of both networks so far, and the cuts on which it lies.</summary>
    public sealed record Vertex(T[] Point, T[][][] Values, HashSet<int> Cuts)
    {
        public T[] Outputs(int network) => Values[network][^1];
    }

    /// <summary>A region.</summary>
    public sealed record Cell(List<Vertex> Vertices);

    /// <summary>Every region, with the outputs of both networks at its corners.</summary>
    public static IReadOnlyList<Cell> Of(Network a, Network b, double[] lower, double[] upper)
    {
        var regions = new LinearRegions<T>(a, b);
        regions.Split(regions.Box(lower, upper), network: 0, node: 0);
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

            vertices.Add(new Vertex(point, [[[.. point]], [[.. point]]], cuts));
        }

        _cuts = 2 * _dimension;
        return new Cell(vertices);
    }

    private void Split(Cell cell, int network, int node)
    {
        while (network < 2 && node == _networks[network].Nodes.Length) (network, node) = (network + 1, 0);
        if (network == 2)
        {
            _finished.Add(cell);
            return;
        }

        List<Cell> pieces = [cell];
        Node next = _networks[network].Nodes[node];
        if (next.Operator is Relu)
        {
            int read = next.Reads[0];
            for (int i = 0; i < cell.Vertices[0].Values[network][read].Length; i++)
                pieces = [.. pieces.SelectMany(piece => Halves(piece, network, read, i))];
        }

        foreach (Cell piece in pieces) Split(After(piece, network, node), network, node + 1);
    }

    /// <summary>The corners with what a node makes there. What nobody reads any more is let go, so that nothing has to be interpolated.</summary>
    private Cell After(Cell cell, int network, int node)
    {
        Network of = _networks[network];
        bool IsRead(int value) => value == of.Nodes.Length || of.Nodes.Skip(node + 1).Any(later => later.Reads.Contains(value));
        return new([.. cell.Vertices.Select(vertex =>
        {
            T[][] values = [.. vertex.Values[network], ExactOperator<T>.Of(of, node, vertex.Values[network])];
            values = [.. values.Select((value, i) => IsRead(i) ? value : [])];
            return vertex with { Values = network == 0 ? [values, vertex.Values[1]] : [vertex.Values[0], values] };
        })]);
    }

    private IEnumerable<Cell> Halves(Cell cell, int network, int value, int neuron)
    {
        T[] heights = [.. cell.Vertices.Select(vertex => vertex.Values[network][value][neuron])];
        double scale = heights.Max(height => Math.Abs(height.Near));
        int[] signs = [.. heights.Select(height => height.Sign(scale))];
        if (!signs.Contains(1) || !signs.Contains(-1)) return [cell];
        int cut = _cuts++;
        var between = new List<Vertex>();
        for (int i = 0; i < signs.Length; i++)
        {
            if (signs[i] == 0) between.Add(cell.Vertices[i] with { Cuts = [.. cell.Vertices[i].Cuts, cut] });
            for (int j = 0; j < signs.Length; j++)
            {
                if (signs[i] > 0 && signs[j] < 0 && AreNeighbours(cell, i, j))
                    between.Add(Between(cell.Vertices[i], cell.Vertices[j], heights[i], heights[j], cut));
            }
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
            [.. above.Values.Zip(below.Values, (from, to) => from.Zip(to, Mix).ToArray())],
            [.. above.Cuts.Where(below.Cuts.Contains), cut]);
    }
}
