namespace Espalier.Certificates.Relaxations;

/// <summary>Narrower ranges of the values and differences that a step's ReLUs read, where that is not too much work.</summary>
internal sealed class RowEnds
{
    private readonly double[] _lowerB, _upperB, _lowerD, _upperD;

    private RowEnds(int rows) => (_lowerB, _upperB, _lowerD, _upperD) = (new double[rows], new double[rows], new double[rows], new double[rows]);

    /// <summary>The ranges, or null where there is nothing to choose or too much.</summary>
    /// <param name="forms">The forms of the step before its ReLUs.</param>
    /// <param name="rows">How many there are.</param>
    /// <param name="magnitudes">What the symbols stand for.</param>
    /// <param name="mostWork">The most multiplications of a step of the search.</param>
    /// <param name="threads">The number of threads.</param>
    public static RowEnds? Of(PairForms forms, int rows, Magnitudes magnitudes, double mostWork, int threads)
    {
        if (forms.SharedColumns <= forms.InputBlock && (forms.IsSame || forms.OwnColumns == 0)) return null;
        double work = 0;
        for (int i = 0; i < rows && work <= mostWork; i++)
        {
            work += (double)ChosenSlopes.Choices(forms, forms.B.Row(i), []) * forms.B.Stride;
            if (!forms.IsSame) work += (double)ChosenSlopes.Choices(forms, forms.D.Row(i), OwnOf(forms, i)) * forms.D.Stride;
        }

        if (work > mostWork) return null;
        var ends = new RowEnds(rows);
        var limits = new ParallelOptions { MaxDegreeOfParallelism = threads };
        Parallel.For(0, rows, limits, () => new ChosenSlopes(forms, magnitudes), (i, _, slopes) =>
        {
            double rest = forms.Remainders.B[i];
            (ends._lowerB[i], ends._upperB[i]) = (-slopes.Reach(forms.B.Row(i), [], -1, rest), slopes.Reach(forms.B.Row(i), [], 1, rest));
            if (forms.IsSame) return slopes;
            rest = forms.Remainders.D[i];
            Span<double> own = OwnOf(forms, i);
            (ends._lowerD[i], ends._upperD[i]) = (-slopes.Reach(forms.D.Row(i), own, -1, rest), slopes.Reach(forms.D.Row(i), own, 1, rest));
            return slopes;
        }, static _ => { });
        return ends;
    }

    /// <summary>Narrows the range of B's value. False if nothing is left of it.</summary>
    public bool NarrowB(int row, ref double lower, ref double upper) => Narrow(_lowerB[row], _upperB[row], ref lower, ref upper);

    /// <summary>The same for the difference.</summary>
    public bool NarrowD(int row, ref double lower, ref double upper) => Narrow(_lowerD[row], _upperD[row], ref lower, ref upper);

    private static Span<double> OwnOf(PairForms forms, int row) => forms.OwnColumns > 0 ? forms.Own.Row(row) : [];

    private static bool Narrow(double least, double most, ref double lower, ref double upper)
    {
        (lower, upper) = (Math.Max(lower, least), Math.Min(upper, most));
        return lower <= upper;
    }
}
