using Espalier.Graphs;
using Espalier.Graphs.Operators;
using Espalier.Numerics;

namespace Espalier.Pruning;

/// <summary>Which units fire alike over calibration inputs, so that one may stand in for another.</summary>
/// <remarks>
/// Where a layer reads x_a and x_b, the best multiple of x_b in the place of x_a is c = E[x_a·x_b]/E[x_b²], and it misses
/// E[x_a²] − E[x_a·x_b]²/E[x_b²], which counts by the squared norm of the weights that read x_a. Those weights, times c, are added to those of x_b.
/// </remarks>
internal sealed class Likeness : INodeReader<float>
{
    /// <summary>The most places of an image that are looked at, evenly spaced.</summary>
    private const int MostPlaces = 256;

    private readonly Dependencies _dependencies;
    private readonly int _threads;
    private readonly Reading?[] _readings;

    private Likeness(Dependencies dependencies, int threads)
    {
        (_dependencies, _threads) = (dependencies, threads);
        Network network = dependencies.Network;
        _readings =
        [
            .. network.Nodes.Select((node, i) => dependencies.Begins(i) && dependencies.Values[node.Reads[0]] is { } read
                ? new Reading(read, network.Shapes[node.Reads[0]], UnitScores.ColumnSquares(node.Operator.Grid!))
                : null),
        ];
        Scores = new double[dependencies.Units];
    }

    /// <summary>What is lost by a unit's stand-in at the time when it is the least, of those that are left then.</summary>
    public double[] Scores { get; }

    /// <summary>Compares all units of a network over calibration inputs.</summary>
    /// <exception cref="InvalidInputException">A value is not finite.</exception>
    public static Likeness Of(Dependencies dependencies, CalibrationSet inputs, int threads, CancellationToken cancel)
    {
        var likeness = new Likeness(dependencies, threads);
        new ForwardPass<float>(dependencies.Network).Watch(inputs.Values.Span, inputs.Count, likeness, null, cancel);
        for (int node = 0; node < likeness._readings.Length; node++)
            if (likeness._readings[node]?.IsFinite == false) throw ReadActivity.NotFinite(dependencies.Network, node);
        foreach (DependencyGroup group in RemovalOrder.Free(dependencies)) likeness.Rank(group, cancel);
        return likeness;
    }

    /// <summary>The network with the weights of every removed unit added to those of the kept one that stands in for it best.</summary>
    public Network Merged(bool[] removed)
    {
        var stands = new Dictionary<int, int>();
        foreach (DependencyGroup group in RemovalOrder.Free(_dependencies))
        {
            int[] kept = [.. group.Units.Where(unit => !removed[unit])];
            if (kept.Length == 0) continue;
            foreach (int unit in group.Units.Where(unit => removed[unit])) stands.Add(unit, kept.MinBy(other => Loss(unit, other)));
        }

        return _dependencies.Network.Map((made, node) => _readings[node] is { } reading ? reading.Merged(made, stands) : made);
    }

    void INodeReader<float>.Read(int node, ReadOnlySpan<float> value, int count) => _readings[node]?.Add(value, count, _threads);

    private double Loss(int unit, int other) => _readings.Sum(reading => reading?.Loss(unit, other) ?? 0);

    /// <summary>Removes by turns what is missed least.</summary>
    private void Rank(DependencyGroup group, CancellationToken cancel)
    {
        int[] units = [.. group.Units];
        var losses = new double[units.Length, units.Length];
        for (int i = 0; i < units.Length; i++)
            for (int j = 0; j < units.Length; j++) losses[i, j] = i == j ? double.PositiveInfinity : Loss(units[i], units[j]);
        var isLeft = Enumerable.Repeat(true, units.Length).ToArray();
        int[] best = [.. Enumerable.Range(0, units.Length).Select(i => Best(losses, isLeft, i))];
        double largest = 0;
        for (int done = 0; done + 1 < units.Length; done++)
        {
            cancel.ThrowIfCancellationRequested();
            int next = Enumerable.Range(0, units.Length).Where(i => isLeft[i]).MinBy(i => losses[i, best[i]]);
            isLeft[next] = false;
            largest = Math.Max(largest, losses[next, best[next]]);
            Scores[units[next]] = largest;
            for (int i = 0; i < units.Length; i++)
                if (isLeft[i] && best[i] == next) best[i] = Best(losses, isLeft, i);
        }

        Scores[units[Array.IndexOf(isLeft, true)]] = double.MaxValue;
    }

    private static int Best(double[,] losses, bool[] isLeft, int i)
    {
        int best = i;
        for (int j = 0; j < isLeft.Length; j++)
            if (j != i && isLeft[j] && (best == i || losses[i, j] < losses[i, best])) best = j;
        return best;
    }

    /// <summary>The products of all units that one layer reads; a unit of several places is compared place by place.</summary>
    private sealed class Reading
    {
        private readonly int[] _units;
        private readonly int[][] _places;
        private readonly Dictionary<int, int> _numbers = [];
        private readonly double[] _products;
        private readonly double[] _norms;
        private readonly int _run;
        private readonly int _extent;
        private long _count;

        public Reading(Channels read, Shape shape, double[] columnSquares)
        {
            _extent = read.Units.Length;
            _run = Rearrangement.RowMajor(shape)[read.Axis];
            IGrouping<int, int>[] places = [.. Enumerable.Range(0, _extent).GroupBy(place => read.Units[place])];
            _units = [.. places.Select(unit => unit.Key)];
            _places = [.. places.Select(unit => unit.ToArray())];
            for (int i = 0; i < _units.Length; i++) _numbers.Add(_units[i], i);
            _norms = [.. _places.Select(all => all.Sum(place => columnSquares[place]))];
            _products = new double[_units.Length * _units.Length];
        }

        public bool IsFinite => _products.All(double.IsFinite);

        public void Add(ReadOnlySpan<float> value, int count, int threads)
        {
            int outer = value.Length / (_extent * _run), places = Math.Min(_run, MostPlaces);
            var rows = new float[outer * places * _units.Length];
            var sums = new float[_products.Length];
            for (int turn = 0; turn < _places.Max(all => all.Length); turn++)
            {
                Gather(value, rows, places, turn);
                var view = new MatrixView<float>(rows, outer * places, _units.Length);
                MatrixProduct.Multiply(view.Transposed, view, sums, threads: threads);
                for (int i = 0; i < sums.Length; i++) _products[i] += sums[i];
            }

            _count += outer * places;
        }

        /// <summary>0 where a layer does not read it, infinite where the two have another number of places.</summary>
        public double Loss(int unit, int other)
        {
            if (!_numbers.TryGetValue(unit, out int a)) return 0;
            double square = _products[(a * _units.Length) + a] * _norms[a] / _count;
            if (!_numbers.TryGetValue(other, out int b) || _places[a].Length != _places[b].Length) return square;
            double product = _products[(a * _units.Length) + b], divisor = _products[(b * _units.Length) + b];
            return divisor > 0 ? Math.Max(0, square - (product / divisor * product * _norms[a] / _count)) : square;
        }

        public Operator Merged(Operator made, Dictionary<int, int> stands)
        {
            WeightGrid grid = made.Grid!;
            double[] weights = grid.Weights.ToDoubles();
            int perGroup = grid.Channels / grid.Groups;
            foreach ((int unit, int other) in stands)
            {
                if (!_numbers.TryGetValue(unit, out int a) || !_numbers.TryGetValue(other, out int b)) continue;
                double divisor = _products[(b * _units.Length) + b];
                if (_places[a].Length != _places[b].Length || !(divisor > 0)) continue;
                double factor = _products[(a * _units.Length) + b] / divisor;
                for (int i = 0; i < _places[a].Length; i++)
                {
                    (int from, int to) = (_places[a][i], _places[b][i]);
                    int group = from / grid.Inputs;
                    for (int channel = group * perGroup; channel < (group + 1) * perGroup; channel++)
                    {
                        for (int place = 0; place < grid.Places; place++)
                        {
                            int source = grid.Index(channel, place, from % grid.Inputs);
                            weights[grid.Index(channel, place, to % grid.Inputs)] += factor * weights[source];
                        }
                    }
                }
            }

            return made.Form.WithWeights(Kept.Like(grid.Weights, weights), grid.Bias);
        }

        private void Gather(ReadOnlySpan<float> value, float[] rows, int places, int turn)
        {
            for (int row = 0; row < rows.Length / _units.Length; row++)
            {
                int first = row / places * _extent * _run, at = (int)((long)(row % places) * _run / places);
                for (int i = 0; i < _units.Length; i++)
                    rows[(row * _units.Length) + i] = turn < _places[i].Length ? value[first + (_places[i][turn] * _run) + at] : 0;
            }
        }
    }
}
