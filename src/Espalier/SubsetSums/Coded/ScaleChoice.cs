namespace Espalier.SubsetSums.Coded;

/// <summary>
/// The scale of every group of rows: its counted root mean square times how wide the code wants its values, times a widening that the whole
/// grid shares. Normal weights need none; heavy tails, which no value would reach, are tried on some rows.
/// </summary>
internal sealed class ScaleChoice(GridCoding coding, float[] values, int rows, int columns, double[] counts)
{
    private const int SampleWeights = 4096;

    /// <summary>The most widening that is tried: eightfold.</summary>
    private const int MostQuarterOctaves = 12;

    private readonly int _rowsPerScale = GridCoding.RowsPerScale(columns);

    /// <summary>The largest scale, and every group's step below it.</summary>
    public (float Top, byte[] Steps) Choose(Trellis trellis, ReadOnlySpan<float> targets, CodingWorkspace workspace)
    {
        double wide = TestedCodes.ValueScale(coding.BitsPerWeight) / WindowValues.RootMeanSquare(values);
        var scales = new double[GridCoding.ScaleCount(rows, columns)];
        for (int i = 0; i < scales.Length; i++)
            scales[i] = wide * RootMeanSquare(targets[(i * _rowsPerScale * columns)..(Math.Min(rows, (i + 1) * _rowsPerScale) * columns)]);
        double widening = Widening(trellis, targets, scales, workspace);
        float top = (float)Math.Min(scales.Max() * widening, float.MaxValue);
        return (top, Array.ConvertAll(scales, scale => ScaleSteps.Nearest(top, scale * widening)));
    }

    /// <summary>The scale of every row.</summary>
    public float[] OfRows(float top, ReadOnlySpan<byte> steps)
    {
        var scales = new float[rows];
        for (int row = 0; row < rows; row++) scales[row] = ScaleSteps.Scale(top, steps[row / _rowsPerScale]);
        return scales;
    }

    /// <summary>The first of 1, 2^¼, 2^½, … after which an error does not fall any more, and that error.</summary>
    public static (double Width, double Error) Widest(Func<double, double> errorOf)
    {
        (double width, double least) = (1, double.PositiveInfinity);
        for (int step = 0; step <= MostQuarterOctaves; step++)
        {
            double error = errorOf(Width(step));
            if (!(error < least)) break;
            (width, least) = (Width(step), error);
        }

        return (width, least);
    }

    /// <summary>The widening by the error on some rows, evenly spaced.</summary>
    private double Widening(Trellis trellis, ReadOnlySpan<float> targets, double[] scales, CodingWorkspace workspace)
    {
        int sampled = Math.Clamp(SampleWeights / columns, 1, rows);
        var sample = new float[sampled * columns];
        var norms = new double[sampled];
        for (int i = 0; i < sampled; i++)
        {
            int row = (int)((long)rows * i / sampled);
            targets.Slice(row * columns, columns).CopyTo(sample.AsSpan(i * columns));
            norms[i] = scales[row / _rowsPerScale];
        }

        return Widest(width => Error(trellis, sample, Array.ConvertAll(norms, norm => (float)(norm * width)), workspace)).Width;
    }

    /// <summary>2^(quarters/4), from constants: a library's power may differ from machine to machine.</summary>
    private static double Width(int quarters) => Math.ScaleB(
        (quarters & 3) switch { 0 => 1, 1 => 1.189207115002721, 2 => 1.4142135623730951, _ => 1.681792830507429 }, quarters >> 2);

    /// <summary>The counted squared error of rows at their scales, in units that the scales do not change.</summary>
    private double Error(Trellis trellis, ReadOnlySpan<float> sample, float[] rowScales, CodingWorkspace workspace)
    {
        float[] shifts = sample.ToArray();
        var factors = new float[shifts.Length];
        var symbols = new byte[shifts.Length];
        SearchMetric.Set(columns, rowScales, counts, factors, shifts);
        workspace.Search(trellis, values, factors, shifts, symbols);
        (double error, double total) = (0, 0);
        for (int i = 0; i < shifts.Length; i++)
        {
            double miss = ((double)factors[i] * values[ShortWord.Window(coding.WindowBits, coding.BitsPerWeight, symbols, i)]) + shifts[i];
            error += miss * miss;
            total += (double)shifts[i] * shifts[i];
        }

        return total > 0 ? error / total : 0;
    }

    /// <summary>√(Σ count·w² / Σ count) over whole rows; over all alike if no input counts.</summary>
    private double RootMeanSquare(ReadOnlySpan<float> group)
    {
        (double sum, double total, double plain) = (0, 0, 0);
        for (int i = 0; i < group.Length; i++)
        {
            double square = (double)group[i] * group[i];
            double count = counts[i % columns];
            sum += count * square;
            total += count;
            plain += square;
        }

        return Math.Sqrt(total > 0 ? sum / total : plain / group.Length);
    }
}
