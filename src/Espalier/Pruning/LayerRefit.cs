using Espalier.Graphs;
using Espalier.Graphs.Calibration;
using Espalier.Graphs.Operators;

namespace Espalier.Pruning;

/// <summary>
/// Solves the layers behind removed units anew, in the order of the graph: on calibration inputs every weight grid shall make of what it reads
/// in the pruned network what it made in the whole one, by least squares with a ridge around the weights that it had.
/// </summary>
/// <remarks>
/// With W the kept weights, X̂ what is read and Y the outputs wanted, the change D minimises ‖(W + D)·X̂ − Y‖² + λ‖D‖², λ relative to the mean
/// square of what is read. Biases are solved with them. Means of a normalisation, and variances where the layer before was not solved, are moved as
/// those of what it reads moved. Grids of several groups stay as they are, and those of more than 8192 weights an output.
/// </remarks>
internal sealed class LayerRefit(Dependencies dependencies, bool[] removed, CalibrationSet inputs, double ridge, int threads)
{
    /// <summary>The most places of a sliding kernel that are looked at of one input.</summary>
    private const int MostPlaces = 128;

    /// <summary>The most weights of an output that are solved: the normal equations of so many take a gigabyte.</summary>
    private const int MostColumns = 8192;

    /// <summary>Numbers of one batch, about.</summary>
    private const int BatchNumbers = 1 << 22;

    private Network Whole => dependencies.Network;

    /// <summary>The pruned network with other weights.</summary>
    /// <exception cref="InvalidInputException">What a layer reads is not finite.</exception>
    public Network Run(Network pruned, IProgress<double>? progress, CancellationToken cancel)
    {
        bool[] isChanged = new bool[Whole.Nodes.Length + 1], isSolved = new bool[isChanged.Length];
        for (int node = 0; node < Whole.Nodes.Length; node++)
        {
            cancel.ThrowIfCancellationRequested();
            Operator made = pruned.Nodes[node].Operator;
            if (Whole.Nodes[node].Reads.Any(value => isChanged[value]))
            {
                isChanged[node + 1] = true;
                isSolved[node + 1] = made.Grid is { Groups: 1 } grid && grid.Inputs * grid.Places <= MostColumns;
                Operator other = isSolved[node + 1] ? Solved(pruned, node, cancel)
                    : HasStatistics(made) ? Renewed(pruned, node, !isSolved[Whole.Nodes[node].Reads[0]], cancel)
                    : made;
                if (!ReferenceEquals(other, made)) pruned = pruned.Map((old, i) => i == node ? other : old);
            }
            else
            {
                isChanged[node + 1] = !ReferenceEquals(made, Whole.Nodes[node].Operator);
            }

            progress?.Report((node + 1.0) / Whole.Nodes.Length);
        }

        return pruned;
    }

    private static bool HasStatistics(Operator made) => made.NamedParameters.Any(parameter => parameter.Role == Role.Variance);

    private Operator Solved(Network pruned, int node, CancellationToken cancel)
    {
        WeightGrid grid = pruned.Nodes[node].Operator.Grid!;
        int columns = grid.Inputs * grid.Places, all = columns + (grid.Bias is null ? 0 : 1);
        var sums = new NormalSums(all, grid.Channels, threads);
        int[]? kept = Compaction.Left(dependencies.Values[node + 1], removed);
        int value = pruned.Nodes[node].Reads[0];
        var rows = new Rows(grid, pruned.Shapes[value], pruned.Shapes[node + 1], Whole.Shapes[node + 1], kept);
        Watch(pruned, value, node + 1, (read, wanted, first, count) => rows.Add(sums, read, wanted, first, count), cancel);
        double[] weights = grid.Weights.ToDoubles();
        double[] change = sums.Change(weights, grid.Bias?.ToDoubles(), ridge) ?? throw ReadActivity.NotFinite(pruned, node);
        for (int channel = 0; channel < grid.Channels; channel++)
            for (int column = 0; column < columns; column++) weights[(channel * columns) + column] += change[(column * grid.Channels) + channel];
        Tensor? bias = grid.Bias is null
            ? null
            : Kept.Like(grid.Bias, [.. Enumerable.Range(0, grid.Channels).Select(i => grid.Bias[i] + change[(columns * grid.Channels) + i])]);
        return pruned.Nodes[node].Operator.Form.WithWeights(Kept.Like(grid.Weights, weights), bias);
    }

    /// <summary>Behind a solved layer the variance stays: least squares make it smaller on purpose.</summary>
    private Operator Renewed(Network pruned, int node, bool withVariance, CancellationToken cancel)
    {
        Operator made = pruned.Nodes[node].Operator;
        int value = pruned.Nodes[node].Reads[0];
        int[]? kept = dependencies.Values[value] is { Axis: 0 } channels ? Compaction.Left(channels, removed) : null;
        var now = new ChannelStatistics(pruned.Shapes[value]);
        var before = new ChannelStatistics(Whole.Shapes[value]);
        void Hear(ReadOnlySpan<float> read, ReadOnlySpan<float> wanted, int first, int count)
        {
            now.Add(read, count);
            before.Add(wanted, count);
        }

        Watch(pruned, value, value, Hear, cancel);
        if (!now.IsFinite || !before.IsFinite) throw ReadActivity.NotFinite(pruned, node);
        int Before(int channel) => kept is null ? channel : kept[channel];
        Tensor Moved(string role, Tensor tensor) => role switch
        {
            Role.Mean => Kept.Like(tensor, [.. Enumerable.Range(0, tensor.Length).Select(i => tensor[i] + now.Mean(i) - before.Mean(Before(i)))]),
            Role.Variance when withVariance => Kept.Like(
                tensor, [.. Enumerable.Range(0, tensor.Length).Select(i => tensor[i] * Ratio(now.Variance(i), before.Variance(Before(i))))]),
            _ => tensor,
        };
        return made.Form.Make(
            role => made.NamedParameters.Where(each => each.Role == role).Select(each => Moved(role, each.Tensor)).FirstOrDefault());
    }

    private static double Ratio(double now, double before) => before > 0 && now > 0 ? now / before : 1;

    /// <summary>Evaluates a value of the pruned network and one of the whole one side by side, batch after batch.</summary>
    private void Watch(Network pruned, int value, int wholeValue, Heard heard, CancellationToken cancel)
    {
        ForwardPass<float>? now = PassTo(pruned, value), before = PassTo(Whole, wholeValue);
        int input = Whole.InputShape.Length, made = pruned.Shapes[value].Length, wanted = Whole.Shapes[wholeValue].Length;
        int batch = Math.Clamp(BatchNumbers / Math.Max(made, wanted), 1, inputs.Count);
        float[] read = new float[batch * made], target = new float[batch * wanted];
        for (int first = 0; first < inputs.Count; first += batch)
        {
            int count = Math.Min(batch, inputs.Count - first);
            ReadOnlySpan<float> entering = inputs.Values.Span.Slice(first * input, count * input);
            Evaluate(now, entering, read.AsSpan(0, count * made), count, cancel);
            Evaluate(before, entering, target.AsSpan(0, count * wanted), count, cancel);
            heard(read.AsSpan(0, count * made), target.AsSpan(0, count * wanted), first, count);
        }
    }

    private void Evaluate(ForwardPass<float>? pass, ReadOnlySpan<float> entering, Span<float> made, int count, CancellationToken cancel)
    {
        if (pass is null) entering.CopyTo(made);
        else pass.Run(entering, made, count, threads, cancel);
    }

    /// <summary>What computes a value; null for the network's input.</summary>
    private static ForwardPass<float>? PassTo(Network network, int value)
    {
        if (value == GraphBuilder.Input) return null;
        var builder = new GraphBuilder(network.InputShape);
        for (int i = 0; i < value; i++) builder.Add(network.Nodes[i].Operator, network.Nodes[i].Reads.AsSpan());
        return new ForwardPass<float>(builder.Build(value));
    }

    private delegate void Heard(ReadOnlySpan<float> read, ReadOnlySpan<float> wanted, int first, int count);

    /// <summary>What a grid meets, and what it should make of that, as rows of two matrices.</summary>
    private sealed class Rows(WeightGrid grid, Shape read, Shape made, Shape wanted, int[]? kept)
    {
        private readonly PatchReader? _patches = grid.Window is { } window ? new PatchReader(grid, read, made, window) : null;

        public void Add(NormalSums sums, ReadOnlySpan<float> values, ReadOnlySpan<float> targets, int first, int count)
        {
            int columns = grid.Inputs * grid.Places;
            int vectors = _patches?.Places ?? read.Length / columns, places = Math.Min(vectors, _patches is null ? vectors : MostPlaces);
            for (int i = 0; i < count; i++)
            {
                ReadOnlySpan<float> value = values.Slice(i * read.Length, read.Length), target = targets.Slice(i * wanted.Length, wanted.Length);
                for (int j = 0; j < places; j++)
                {
                    // Another offset for every input, so that all places come into sight.
                    int place = (int)((((long)j * vectors / places) + ((first + i) * 7919L)) % vectors);
                    sums.Next(out Span<float> x, out Span<float> y);
                    if (_patches is null) value.Slice(place * columns, columns).CopyTo(x);
                    else _patches.Read(value, place, x[..columns]);
                    if (columns < x.Length) x[columns] = 1;
                    for (int o = 0; o < y.Length; o++) y[o] = target[At(kept is null ? o : kept[o], place, vectors)];
                }
            }
        }

        private int At(int channel, int place, int vectors) =>
            _patches is null ? (place * wanted[wanted.Rank - 1]) + channel : (channel * vectors) + place;
    }

    /// <summary>Sums of a value's channels, which are its first extent.</summary>
    private sealed class ChannelStatistics(Shape shape)
    {
        private readonly double[] _sums = new double[shape[0]];
        private readonly double[] _squares = new double[shape[0]];
        private long _count;

        public bool IsFinite => _squares.All(double.IsFinite);

        public void Add(ReadOnlySpan<float> values, int count)
        {
            int run = shape.Length / shape[0];
            for (int first = 0; first < values.Length; first += run)
            {
                int channel = first / run % _sums.Length;
                foreach (float value in values.Slice(first, run))
                {
                    _sums[channel] += value;
                    _squares[channel] += (double)value * value;
                }
            }

            _count += (long)count * run;
        }

        public double Mean(int channel) => _sums[channel] / _count;

        public double Variance(int channel) => Math.Max(0, (_squares[channel] / _count) - (Mean(channel) * Mean(channel)));
    }
}
