namespace Espalier.Checker;

/// <summary>Linear forms of one value, one for each neuron: of B's value b, and of the difference d of A's value from it.</summary>
/// <remarks>
/// A form is constant + Σ coefficient·input + Σ coefficient·symbol ± loss with inputs and symbols in [−1, 1] (or the inputs in the unit ball).
/// A symbol that has just been made occurs in one row only, and stands beside it until the row is used.
/// </remarks>
internal sealed class Forms
{
    /// <summary>The most numbers of one array of rows: 2 GiB.</summary>
    private const long MostNumbers = 1L << 28;

    private double[] _b = [], _d = [], _own = [];

    /// <summary>How many columns of b and d, and of d's own symbols, stand in rows.</summary>
    public int Columns { get; private set; }

    public int OwnColumns { get; private set; }

    /// <summary>Whether d is 0 throughout.</summary>
    public bool IsSame { get; set; }

    public bool[] IsZero { get; private set; } = [];

    public double[] LossB { get; private set; } = [];

    public double[] LossD { get; private set; } = [];

    /// <summary>At least the sum of the magnitudes of all parts.</summary>
    public double[] SizeB { get; private set; } = [];

    public double[] SizeD { get; private set; } = [];

    /// <summary>The column of the newest symbol of each row, or −1, and its coefficient.</summary>
    public int[] SymbolB { get; private set; } = [];

    public int[] SymbolD { get; private set; } = [];

    public double[] CoefficientB { get; private set; } = [];

    public double[] CoefficientD { get; private set; } = [];

    /// <summary>Makes room for rows of zeros.</summary>
    /// <exception cref="RefusalException">They would take too much memory.</exception>
    public void Reset(int rows, int columns, int ownColumns)
    {
        (Columns, OwnColumns, IsSame) = (columns, ownColumns, false);
        if ((long)rows * Math.Max(columns, ownColumns) > MostNumbers) throw new RefusalException("the networks are too large for the checker");
        _b = Cleared(_b, rows * columns);
        _d = Cleared(_d, rows * columns);
        _own = Cleared(_own, rows * ownColumns);
        if (IsZero.Length < rows)
        {
            (IsZero, SymbolB, SymbolD) = (new bool[rows], new int[rows], new int[rows]);
            (LossB, LossD, SizeB, SizeD, CoefficientB, CoefficientD) =
                (new double[rows], new double[rows], new double[rows], new double[rows], new double[rows], new double[rows]);
        }

        for (int i = 0; i < rows; i++)
        {
            IsZero[i] = false;
            SymbolB[i] = SymbolD[i] = -1;
            LossB[i] = LossD[i] = SizeB[i] = SizeD[i] = 0;
        }
    }

    public Span<double> B(int row) => _b.AsSpan(row * Columns, Columns);

    public Span<double> D(int row) => _d.AsSpan(row * Columns, Columns);

    public Span<double> Own(int row) => _own.AsSpan(row * OwnColumns, OwnColumns);

    private static double[] Cleared(double[] array, int length)
    {
        if (array.Length < length) return new double[length];
        array.AsSpan(0, length).Clear();
        return array;
    }
}
