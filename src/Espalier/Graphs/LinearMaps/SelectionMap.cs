namespace Espalier.Graphs.LinearMaps;

/// <summary>Every output is an input, or the negative of one, or 0: the identity, the split of signs, the places of a concatenation.</summary>
internal sealed class SelectionMap : LinearMap
{
    private static readonly double[] Units = [1];

    private readonly int[] _sources;
    private readonly double[] _signs;

    private SelectionMap(int inputs, int[] sources, double[] signs)
        : base(sources.Length, inputs)
    {
        _sources = sources;
        _signs = signs;
    }

    /// <inheritdoc/>
    public override int MostTerms => 1;

    /// <inheritdoc/>
    public override ReadOnlySpan<double> Numbers => Units;

    /// <summary>x, or −x.</summary>
    public static SelectionMap Identity(int size, double sign = 1) => new(size, [.. Enumerable.Range(0, size)], [.. Enumerable.Repeat(sign, size)]);

    /// <summary>(x, −x).</summary>
    public static SelectionMap Split(int size) =>
        new(size, [.. Enumerable.Range(0, 2 * size).Select(i => i % size)], [.. Enumerable.Range(0, 2 * size).Select(i => i < size ? 1.0 : -1)]);

    /// <summary>(0, −x).</summary>
    public static SelectionMap NegativeLast(int size) =>
        new(size, [.. Enumerable.Range(0, 2 * size).Select(i => i - size)], [.. Enumerable.Range(0, 2 * size).Select(i => i < size ? 0.0 : -1)]);

    /// <summary>For each output the input that it is, or −1 for 0.</summary>
    public static SelectionMap Of(int inputs, int[] sources) => new(inputs, sources, [.. sources.Select(source => source < 0 ? 0.0 : 1)]);

    /// <summary>0 whatever comes in.</summary>
    public static SelectionMap Nothing(int outputs, int inputs) => new(inputs, [.. Enumerable.Repeat(-1, outputs)], new double[outputs]);

    /// <summary>Inputs in runs, each of which stands between others in every stretch of the output.</summary>
    /// <param name="run">The length of a run.</param>
    /// <param name="runs">How many there are.</param>
    /// <param name="before">What stands before a run in its stretch.</param>
    /// <param name="stretch">The length of a stretch.</param>
    public static SelectionMap Placed(int run, int runs, int before, int stretch)
    {
        var sources = new int[runs * stretch];
        Array.Fill(sources, -1);
        for (int i = 0; i < run * runs; i++) sources[(i / run * stretch) + before + (i % run)] = i;
        return Of(run * runs, sources);
    }

    /// <inheritdoc/>
    public override void Row(int output, MapRow row)
    {
        row.Clear();
        if (_sources[output] >= 0) row.Add(_sources[output], _signs[output]);
    }

    /// <inheritdoc/>
    public override LinearMap? Minus(LinearMap other) =>
        other is SelectionMap same && _sources.AsSpan().SequenceEqual(same._sources)
            && _signs.AsSpan().SequenceEqual(same._signs) ? null : base.Minus(other);
}
