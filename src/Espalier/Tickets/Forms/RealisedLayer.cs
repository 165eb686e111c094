using Espalier.Numerics;

namespace Espalier.Tickets.Forms;

/// <summary>What a pruned layer's kept candidates add up to.</summary>
/// <remarks>
/// For x ≥ 0 weight (i, j) acts as <see cref="PositiveRow"/>[j], for x &lt; 0 as <see cref="NegativeRow"/>[j]; direct candidates and
/// layers of one side know only the former. Sums are carried in double-double. One instance serves one thread.
/// </remarks>
internal sealed class RealisedLayer
{
    private readonly PrunedLayer _layer;
    private readonly ParentLayer _parent;
    private readonly float[]? _blocks;
    private readonly float[] _row;
    private readonly int[] _kept;

    public RealisedLayer(TicketRecipe recipe, PrunedLayer layer)
        : this(layer, new ParentLayer(recipe, layer.Ordinal, layer.Columns), null, recipe.IsTwoSided(layer))
    {
        if (!recipe.IsPair) return;
        _blocks = new float[checked(layer.Columns * layer.Candidates)];
        for (int j = 0; j < layer.Columns; j++) _parent.FillBlock(j, Block(j));
    }

    private RealisedLayer(PrunedLayer layer, ParentLayer parent, float[]? blocks, bool isTwoSided)
    {
        _layer = layer;
        _parent = parent;
        _blocks = blocks;
        IsTwoSided = isTwoSided;
        _row = new float[parent.RowLength];
        _kept = new int[layer.Mask.MostKept];
        PositiveRow = new DoubleDouble[layer.Columns];
        NegativeRow = IsTwoSided ? new DoubleDouble[layer.Columns] : PositiveRow;
        Magnitudes = new double[layer.Columns];
    }

    /// <summary>Whether weights act differently on positive and negative inputs.</summary>
    public bool IsTwoSided { get; }

    /// <summary>The realised weights of the current row for inputs ≥ 0.</summary>
    public DoubleDouble[] PositiveRow { get; }

    /// <summary>The realised weights of the current row for inputs &lt; 0; the same array where there is no difference.</summary>
    public DoubleDouble[] NegativeRow { get; }

    /// <summary>What the magnitudes of each weight's kept candidates add up to: how far double-double may have strayed.</summary>
    public double[] Magnitudes { get; }

    /// <summary>The u of every row of M, block by block; empty for direct candidates.</summary>
    public ReadOnlySpan<float> Blocks => _blocks;

    /// <summary>The parent numbers behind the current output row.</summary>
    public ReadOnlySpan<float> ParentRow => _row;

    /// <summary>The same layer for another thread; the blocks are shared.</summary>
    public RealisedLayer ForAnotherThread() => new(_layer, _parent, _blocks, IsTwoSided);

    /// <summary>Adds up the kept candidates of output row i.</summary>
    public void Realise(int output)
    {
        _parent.FillRow(output, _row);
        for (int j = 0; j < _layer.Columns; j++)
        {
            DoubleDouble positive = default;
            DoubleDouble negative = default;
            double magnitude = 0;
            int count = Kept(output, j);
            int offset = _parent.Offset(j);
            for (int index = 0; index < count; index++)
            {
                int k = _kept[index];
                double u = _blocks is null ? 1 : Block(j)[k];
                double product = u * _row[offset + k];
                magnitude += Math.Abs(product);
                if (u > 0) positive += product;
                else negative += product;
            }

            Magnitudes[j] = magnitude;
            PositiveRow[j] = positive;
            if (IsTwoSided) NegativeRow[j] = j < _layer.Inputs ? negative : positive;
        }
    }

    /// <summary>Fills <see cref="KeptIndices"/> for weight (i, j) and returns how many there are.</summary>
    public int Kept(int output, int column) => _layer.Mask.CopyKept(((long)output * _layer.Columns) + column, _kept);

    /// <summary>What <see cref="Kept"/> found.</summary>
    public ReadOnlySpan<int> KeptIndices => _kept;

    /// <summary>Where in <see cref="ParentRow"/> the candidates of a column begin.</summary>
    public int Offset(int column) => _parent.Offset(column);

    private Span<float> Block(int column) => _blocks.AsSpan(column * _layer.Candidates, _layer.Candidates);
}
