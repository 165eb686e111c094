using System.Numerics;

namespace Espalier.Checker;

/// <summary>Two networks at one point in whole numbers times a power of two: nothing is rounded. Where there are curves, enclosures do.</summary>
internal static class ExactDifference
{
    /// <summary>Whether the difference of some output that counts is at least a number.</summary>
    public static bool Reaches(Step[] a, Step[] b, double[] point, int? output, double least)
    {
        if (a.Concat(b).Any(static step => step.Curve is not null)) return SurelyReaches(a, b, point, output, least);
        Exact[] first = Outputs(a, point), second = Outputs(b, point);
        Exact most = Exact.Of(least);
        for (int i = 0; i < first.Length; i++)
        {
            if (output is { } only && i != only) continue;
            Exact difference = first[i] + (Exact.Of(-1) * second[i]);
            if (difference.Mantissa.Sign < 0) difference = Exact.Of(-1) * difference;
            if ((difference + (Exact.Of(-1) * most)).Mantissa.Sign >= 0) return true;
        }

        return false;
    }

    private static bool SurelyReaches(Step[] a, Step[] b, double[] point, int? output, double least)
    {
        Enclosure[] first = Enclosed(a, point), second = Enclosed(b, point);
        return first.Zip(second, static (x, y) => x - y).Where((_, i) => output is null || i == output).Any(
            difference => difference.Low >= least || -difference.High >= least);
    }

    private static Enclosure[] Enclosed(Step[] steps, double[] point)
    {
        var values = new Enclosure[steps.Length + 1][];
        values[0] = [.. point.Select(static x => (Enclosure)x)];
        for (int s = 0; s < steps.Length; s++)
        {
            values[s + 1] = new Enclosure[steps[s].Outputs];
            for (int i = 0; i < steps[s].Outputs; i++)
            {
                Enclosure sum = steps[s].Bias[i];
                foreach (Part part in steps[s].Parts)
                {
                    SparseRow row = part.Rows[i];
                    for (int k = 0; k < row.Columns.Length; k++) sum += row.Weights[k] * values[part.Read][row.Columns[k]];
                }

                if (steps[s].Curve is { } curve) sum = curve.On((sum.Low, sum.High));
                values[s + 1][i] = steps[s].IsRelu ? new(Math.Max(sum.Low, 0), Math.Max(sum.High, 0)) : sum;
            }
        }

        return values[^1];
    }

    /// <summary>Whether a point surely is no farther from a centre than a radius.</summary>
    public static bool IsInBall(double[] point, double[] centre, double radius)
    {
        var rest = Exact.Of(radius) * Exact.Of(radius);
        for (int i = 0; i < point.Length; i++)
        {
            Exact distance = Exact.Of(point[i]) + (Exact.Of(-1) * Exact.Of(centre[i]));
            rest += Exact.Of(-1) * distance * distance;
        }

        return rest.Mantissa.Sign >= 0;
    }

    private static Exact[] Outputs(Step[] steps, double[] point)
    {
        var values = new Exact[steps.Length + 1][];
        values[0] = [.. point.Select(Exact.Of)];
        for (int s = 0; s < steps.Length; s++)
        {
            values[s + 1] = new Exact[steps[s].Outputs];
            for (int i = 0; i < steps[s].Outputs; i++)
            {
                var sum = Exact.Of(steps[s].Bias[i]);
                foreach (Part part in steps[s].Parts)
                {
                    SparseRow row = part.Rows[i];
                    for (int k = 0; k < row.Columns.Length; k++) sum += Exact.Of(row.Weights[k]) * values[part.Read][row.Columns[k]];
                }

                values[s + 1][i] = steps[s].IsRelu && sum.Mantissa.Sign < 0 ? default : sum;
            }
        }

        return values[^1];
    }

    private readonly record struct Exact(BigInteger Mantissa, int Exponent)
    {
        public static Exact operator +(Exact a, Exact b)
        {
            if (a.Mantissa.IsZero) return b;
            if (b.Mantissa.IsZero) return a;
            int common = Math.Min(a.Exponent, b.Exponent);
            return new((a.Mantissa << (a.Exponent - common)) + (b.Mantissa << (b.Exponent - common)), common);
        }

        public static Exact operator *(Exact a, Exact b) => new(a.Mantissa * b.Mantissa, a.Exponent + b.Exponent);

        public static Exact Of(double value)
        {
            long bits = BitConverter.DoubleToInt64Bits(value);
            int field = (int)(bits >> 52) & 0x7FF;
            long magnitude = (bits & 0x000F_FFFF_FFFF_FFFF) | (field == 0 ? 0 : 1L << 52);
            return new(bits < 0 ? -magnitude : magnitude, Math.Max(field, 1) - 1075);
        }
    }
}
