using Espalier.Numerics;

namespace Espalier.Certificates.Relaxations;

/// <summary>Collects rows of forms over the inputs and all symbols, for a product whose factors are bounded together.</summary>
internal sealed class MagnitudeRows(PairForms forms, Magnitudes magnitudes)
{
    private readonly List<(double[]? Inputs, int Row, double Weight)> _rows = [];

    public int Count => _rows.Count;

    /// <summary>Coefficients of inputs alone; what stands where the constant would is taken to be 0.</summary>
    public void Add(ReadOnlySpan<double> inputs)
    {
        double[] copy = inputs.ToArray();
        copy[0] = 0;
        _rows.Add((copy, -1, 1));
    }

    /// <summary>A multiple of a form that was kept.</summary>
    public void Add(int row, double weight) => _rows.Add((null, row, weight));

    /// <summary>A constant, as a multiple of one more input in [−1, 1], in the column that no input has; not in a ball.</summary>
    public void AddConstant()
    {
        var one = new double[forms.InputBlock];
        one[0] = 1;
        _rows.Add((one, -1, 1));
    }

    /// <summary>All rows behind a matrix.</summary>
    public CoupledProduct Product(double[] left, int outputs)
    {
        int block = forms.InputBlock, shared = 0, own = 0;
        foreach ((double[]? inputs, int row, _) in _rows)
        {
            if (inputs is not null) continue;
            shared = Math.Max(shared, magnitudes.SharedPart(row, forms).Length - block);
            own = Math.Max(own, magnitudes.OwnPart(row, forms).Length);
        }

        int stride = block + shared + own;
        var right = new double[_rows.Count * stride];
        for (int k = 0; k < _rows.Count; k++)
        {
            Span<double> to = right.AsSpan(k * stride, stride);
            if (_rows[k].Inputs is { } alone)
            {
                alone.CopyTo(to);
                continue;
            }

            PaddedRows.Scale(_rows[k].Weight, magnitudes.SharedPart(_rows[k].Row, forms), to);
            PaddedRows.Scale(_rows[k].Weight, magnitudes.OwnPart(_rows[k].Row, forms), to[(block + shared)..]);
        }

        return new CoupledProduct(left, outputs, right, _rows.Count, forms.IsBall ? block : 0);
    }
}
