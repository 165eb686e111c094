using Espalier.Numerics;

namespace Espalier.Graphs.LinearMaps;

/// <summary>x ↦ A·x with a constant matrix A, known by what it does to vectors and by its rows; nobody needs to write A out.</summary>
/// <remarks>
/// Every element of a result is a chain of at most <see cref="MostTerms"/> fused multiply-adds, so whoever bounds rounding needs no
/// more than that. A map that does better than row by row says so by overriding.
/// </remarks>
internal abstract class LinearMap(int outputs, int inputs)
{
    /// <summary>The number of rows.</summary>
    public int Outputs { get; } = outputs;

    /// <summary>The number of columns.</summary>
    public int Inputs { get; } = inputs;

    /// <summary>The most entries that a row may have.</summary>
    public abstract int MostTerms { get; }

    /// <summary>Numbers among which every entry is, itself or its negative.</summary>
    public abstract ReadOnlySpan<double> Numbers { get; }

    /// <summary>A, row after row, where it is stored in this way; else nothing.</summary>
    public virtual ReadOnlySpan<double> Matrix => [];

    /// <summary>Fills in one row of A.</summary>
    public abstract void Row(int output, MapRow row);

    /// <summary>y ← A·x, or y ← y + A·x, for vectors one after the other.</summary>
    public virtual void Apply(ReadOnlySpan<double> inputs, Span<double> outputs, int count, bool accumulate, MapWorkspace workspace)
    {
        var row = new MapRow();
        for (int i = 0; i < Outputs; i++)
        {
            Row(i, row);
            for (int n = 0; n < count; n++)
            {
                ref double y = ref outputs[(n * Outputs) + i];
                y = row.Times(inputs.Slice(n * Inputs, Inputs), accumulate ? y : 0);
            }
        }
    }

    /// <summary>x ← Aᵀ·y, or x ← x + Aᵀ·y, for vectors one after the other.</summary>
    public virtual void ApplyTransposed(ReadOnlySpan<double> outputs, Span<double> inputs, int count, bool accumulate, MapWorkspace workspace)
    {
        if (!accumulate) inputs[..(count * Inputs)].Clear();
        var row = new MapRow();
        for (int i = 0; i < Outputs; i++)
        {
            Row(i, row);
            for (int n = 0; n < count; n++) AddMultiple(row, outputs[(n * Outputs) + i], inputs.Slice(n * Inputs, Inputs));
        }
    }

    /// <summary>y ← y + |A|·x.</summary>
    public virtual void AddAbsolute(ReadOnlySpan<double> inputs, Span<double> outputs, MapWorkspace workspace)
    {
        var row = new MapRow();
        for (int i = 0; i < Outputs; i++)
        {
            Row(i, row);
            for (int k = 0; k < row.Count; k++) outputs[i] = Math.FusedMultiplyAdd(Math.Abs(row.Weights[k]), inputs[row.Columns[k]], outputs[i]);
        }
    }

    /// <summary>y ← y + A·x and s ← s + |A|·r together; y and s are filled up to a multiple of 8 numbers.</summary>
    public virtual void AddEnclosed(
        ReadOnlySpan<double> inputs, ReadOnlySpan<double> radii, Span<double> outputs, Span<double> outputRadii, MapWorkspace workspace)
    {
        Apply(inputs, outputs, 1, accumulate: true, workspace);
        AddAbsolute(radii, outputRadii, workspace);
    }

    /// <summary>x ← x + factor·(row of A).</summary>
    public void AddRow(int output, double factor, Span<double> inputs)
    {
        var row = new MapRow();
        Row(output, row);
        AddMultiple(row, factor, inputs);
    }

    /// <summary>The map as it acts on rows of a matrix that stand for some of its inputs, in rising order; the others are 0.</summary>
    /// <param name="inputs">The input that each row stands for.</param>
    /// <param name="buffer">Memory that the result may use; it is lost when the buffer is used again.</param>
    public virtual MapOnRows OnInputs(ReadOnlySpan<int> inputs, ref double[] buffer) => new SparseOnRows(this, MapOnRows.Slots(inputs, Inputs));

    /// <summary>Puts columns of A, each times a factor, beside each other into rows of a matrix, or adds them to what is there.</summary>
    /// <param name="columns">The columns, in rising order.</param>
    /// <param name="factors">The factor of each.</param>
    /// <param name="to">The first number of the first of them; what follows is <paramref name="stride"/> apart.</param>
    /// <param name="stride">The distance between rows.</param>
    /// <param name="accumulate">Whether they are added.</param>
    public virtual void ScaledColumns(ReadOnlySpan<int> columns, ReadOnlySpan<double> factors, Span<double> to, int stride, bool accumulate)
    {
        int[] slots = MapOnRows.Slots(columns, Inputs) ?? [.. Enumerable.Range(0, Inputs)];
        var row = new MapRow();
        for (int i = 0; i < Outputs; i++)
        {
            Span<double> target = to.Slice(i * stride, columns.Length);
            if (!accumulate) target.Clear();
            Row(i, row);
            for (int k = 0; k < row.Count; k++)
            {
                int slot = slots[row.Columns[k]];
                if (slot >= 0) target[slot] += row.Weights[k] * factors[slot];
            }
        }
    }

    /// <summary>The map to one of the outputs alone.</summary>
    public virtual LinearMap ForOutput(int output) => TapMap.Of(1, Inputs, (_, row) => Row(output, row));

    /// <summary>The same map of values v that stand there as (relu(v), relu(−v)): [A, −A].</summary>
    public virtual LinearMap AfterSplit() => TapMap.Of(Outputs, checked(2 * Inputs), (output, row) =>
    {
        Row(output, row);
        for (int k = 0, count = row.Count; k < count; k++) row.Add(Inputs + row.Columns[k], -row.Weights[k]);
    });

    /// <summary>
    /// A − B with every entry rounded to nearest, so within 2⁻⁵³ of itself (a difference of float64 never underflows); null where
    /// all are 0.
    /// </summary>
    public virtual LinearMap? Minus(LinearMap other) => ReferenceEquals(this, other) ? null : TapMap.Difference(this, other);

    /// <summary>Upper bounds on the largest sum of magnitudes in a row, and in a column.</summary>
    public virtual (double Row, double Column) LargestSums()
    {
        var row = new MapRow();
        var columns = new double[Inputs];
        double largest = 0;
        for (int i = 0; i < Outputs; i++)
        {
            Row(i, row);
            double sum = 0;
            for (int k = 0; k < row.Count; k++)
            {
                double magnitude = Math.Abs(row.Weights[k]);
                sum = Outward.AddUp(sum, magnitude);
                ref double column = ref columns[row.Columns[k]];
                column = Outward.AddUp(column, magnitude);
            }

            largest = Math.Max(largest, sum);
        }

        return (largest, columns.Max());
    }

    private static void AddMultiple(MapRow row, double factor, Span<double> inputs)
    {
        for (int k = 0; k < row.Count; k++)
        {
            ref double x = ref inputs[row.Columns[k]];
            x = Math.FusedMultiplyAdd(row.Weights[k], factor, x);
        }
    }
}
