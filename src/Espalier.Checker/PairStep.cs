namespace Espalier.Checker;

/// <summary>A step of two networks that have it at the same place: the maps of both, and the entries in which they differ.</summary>
internal sealed class PairStep
{
    private PairStep(Step a, Step b)
    {
        (A, B) = (a, b);
        Difference = [.. a.Parts.Zip(b.Parts, static (x, y) => new Part(x.Read, [.. x.Rows.Zip(y.Rows, Minus)]))];
        BiasDifference = [.. a.Bias.Zip(b.Bias, static (x, y) => x - y)];
        Differs = BiasDifference.Any(static x => x != 0) || Difference.Any(static part => part.Rows.Any(static row => row.Columns.Length > 0));
        Terms = 4;
        for (int i = 0; i < a.Outputs; i++)
            Terms = Math.Max(Terms, 4 + A.Parts.Concat(B.Parts).Concat(Difference).Sum(part => part.Rows[i].Columns.Length + 1));
    }

    public Step A { get; }

    public Step B { get; }

    /// <summary>A − B, each entry rounded to nearest.</summary>
    public Part[] Difference { get; }

    public double[] BiasDifference { get; }

    public bool Differs { get; }

    /// <summary>More than the products and sums that make one number of a row.</summary>
    public int Terms { get; }

    /// <summary>Two networks of one graph, step by step.</summary>
    /// <exception cref="RefusalException">Their graphs differ.</exception>
    public static PairStep[] Of(Step[] a, Step[] b)
    {
        bool fit = a.Length == b.Length
            && a.Zip(b).All(static pair => pair.First.IsRelu == pair.Second.IsRelu && pair.First.Curve == pair.Second.Curve
            && pair.First.Outputs == pair.Second.Outputs
            && pair.First.Parts.Select(static part => part.Read).SequenceEqual(pair.Second.Parts.Select(static part => part.Read)));
        return fit ? [.. a.Zip(b, static (x, y) => new PairStep(x, y))] : throw new RefusalException("the two networks do not have the same layers");
    }

    private static SparseRow Minus(SparseRow a, SparseRow b)
    {
        var columns = new List<int>();
        var weights = new List<double>();
        for (int i = 0, j = 0; i < a.Columns.Length || j < b.Columns.Length;)
        {
            int left = i < a.Columns.Length ? a.Columns[i] : int.MaxValue, right = j < b.Columns.Length ? b.Columns[j] : int.MaxValue;
            double weight = (left <= right ? a.Weights[i++] : 0) - (right <= left ? b.Weights[j++] : 0);
            if (weight == 0) continue;
            columns.Add(Math.Min(left, right));
            weights.Add(weight);
        }

        return new SparseRow([.. columns], [.. weights]);
    }
}
