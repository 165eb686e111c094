using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using Espalier.SubsetSums.Coded;

namespace Espalier.Parents.Masks;

/// <summary>
/// Masks that are codewords of a convolutional code: all weights of a grid choose among the same few random numbers, and what they keep takes
/// k bits per weight. Rows may fall into two bands of different k. Biases are carried.
/// </summary>
public sealed class CodedMask : GridMask
{
    private readonly double[] _biases;

    /// <summary>Puts a mask together.</summary>
    /// <param name="bands">The rows of one k each, one or two.</param>
    /// <param name="rows">Which rows belong to the first of two bands; null if there is one.</param>
    /// <param name="biases">The carried biases; empty without.</param>
    /// <exception cref="ArgumentException">The parts do not fit each other.</exception>
    internal CodedMask(ImmutableArray<CodedGrid> bands, TensorMask? rows, double[] biases)
    {
        if (bands.Length is not (1 or 2) || bands[0].Columns != bands[^1].Columns)
            throw new ArgumentException("a coded mask has one or two bands of equal rows");
        if ((bands.Length == 2) != (rows is not null)) throw new ArgumentException("two bands, and only two, need to know their rows");
        if (rows is not null && (rows.Kept != bands[0].Rows || rows.Length != bands[0].Rows + bands[1].Rows))
            throw new ArgumentException("the bands do not have the rows that are theirs");
        Bands = bands;
        Rows = rows;
        _biases = biases;
    }

    /// <summary>The rows of one number of bits each.</summary>
    public ImmutableArray<CodedGrid> Bands { get; }

    /// <summary>Which rows belong to the first of two bands.</summary>
    public TensorMask? Rows { get; }

    /// <summary>The carried biases.</summary>
    public ReadOnlySpan<double> Biases => _biases;

    /// <inheritdoc/>
    public override long Weights => Bands.Sum(band => (long)band.Rows * band.Columns) + _biases.Length;

    /// <summary>The weights of all outputs, row-major, without biases.</summary>
    internal float[] Decode() => Gather(static (band, weights) => band.Decode(weights));

    internal override float[] KeptOfWeights(ParentGrid grid) => Gather(static (band, counts) => band.ReadKept(counts));

    /// <summary>The band that holds a row, and which of its rows that is.</summary>
    internal (CodedGrid Band, int Row) BandOf(int row)
    {
        if (Rows is null) return (Bands[0], row);
        int before = Rows.KeptWithin(0, row);
        return Rows[row] ? (Bands[0], before) : (Bands[1], row - before);
    }

    /// <summary>What the bands hold for their weights, in the order of the rows.</summary>
    private float[] Gather(Action<CodedGrid, float[]> read)
    {
        int columns = Bands[0].Columns;
        var all = new float[checked(Bands.Sum(band => band.Rows) * columns)];
        if (Rows is null)
        {
            read(Bands[0], all);
            return all;
        }

        for (int i = 0; i < 2; i++)
        {
            var own = new float[Bands[i].Rows * columns];
            read(Bands[i], own);
            int next = 0;
            for (int row = 0; row < Rows.Length; row++)
                if (Rows[row] == (i == 0)) own.AsSpan(next++ * columns, columns).CopyTo(all.AsSpan(row * columns));
        }

        return all;
    }

    /// <summary>A bias takes no more than it has: most fit float32.</summary>
    internal bool HasSingleBiases => Array.TrueForAll(_biases, bias => (float)bias == bias);

    /// <summary>What the carried biases take.</summary>
    internal double BiasBits => (HasSingleBiases ? 32.0 : 64.0) * _biases.Length;

    internal override void AppendTo(IncrementalHash hash)
    {
        foreach (CodedGrid band in Bands)
        {
            GridCoding code = band.Coding;
            (string turned, string order) = (code.Rotated ? "rotated" : "plain", code.ByColumns ? "columns" : "rows");
            hash.AppendData(Encoding.UTF8.GetBytes(
                Invariant($"coded {code.BitsPerWeight} {code.WindowBits} {code.CodeNumber} {turned} {order} {band.Rows}\n")));
            hash.AppendData(MemoryMarshal.AsBytes<float>([band.ScaleBase]));
            hash.AppendData(band.Scales.Span);
            hash.AppendData(band.Word.Span);
        }

        if (Rows is not null) hash.AppendData(MemoryMarshal.AsBytes(Rows.Words));
        hash.AppendData(MemoryMarshal.AsBytes<double>(_biases));
    }

    internal override KeptCounts Count(ParentGrid grid) => new(Bands.Sum(band => band.CountKept()), 0);

    /// <summary>The words, the scales, which rows are whose, and the biases; a code leaves nothing to an entropy coder.</summary>
    internal override MaskBits Bits(ulong seed, ParentGrid grid)
    {
        double bits = Bands.Sum(band => (double)band.Bits) + (Rows?.Length ?? 0) + BiasBits;
        return new MaskBits(bits, bits);
    }

    internal override RealisedRows Realise(ulong seed, ParentGrid grid) => new DecodedRows(grid, Decode(), _biases);

    /// <summary>Every weight is a float32 number, so nothing strays.</summary>
    private sealed class DecodedRows : RealisedRows
    {
        private readonly ParentGrid _grid;
        private readonly float[] _weights;
        private readonly double[] _biases;

        public DecodedRows(ParentGrid grid, float[] weights, double[] biases)
            : base(grid) => (_grid, _weights, _biases) = (grid, weights, biases);

        public override void Realise(int channel)
        {
            int kernel = _grid.Shape.Kernel;
            for (int i = 0; i < kernel; i++) Set(i, _weights[(channel * kernel) + i]);
            if (_biases.Length > 0) Set(kernel, _biases[channel]);
        }

        public override RealisedRows ForAnotherThread() => new DecodedRows(_grid, _weights, _biases);

        private void Set(int position, double value)
        {
            Positive[position] = value;
            Magnitudes[position] = Math.Abs(value);
        }
    }
}
