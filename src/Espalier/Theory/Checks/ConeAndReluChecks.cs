using Espalier.Theory.Proven;

namespace Espalier.Theory.Checks;

/// <summary>Theorem C, and the parts of Theorem E.</summary>
internal static class ConeAndReluChecks
{
    /// <summary>The error of a network is at most the constant 1 times the bound; one neuron of coefficient 1 attains it.</summary>
    public static CheckTally Cone(CheckInput input)
    {
        var draws = new Draws(input, 80);
        var tally = new CheckTally();
        for (int trial = 0; trial < input.Trials; trial++)
        {
            int count = trial % 2 == 0 ? 1 : draws.Integer(0, 6);
            double[] angles = [.. Enumerable.Range(0, count).Select(_ => draws.Uniform(-2, 2))];
            double[] coefficients = count == 1 ? [1] : [.. angles.Select(_ => draws.Normal())];
            double bound = ConeBound.Error(coefficients, [.. angles.Select(angle => ConeBound.Cost(Math.Cos(angle), Math.Abs(Math.Sin(angle))))]);
            tally.Add((input.Constant * bound / PlaneNetwork.Supremum([(0, -1), .. angles.Zip(coefficients)])) - 1);
        }

        return tally;
    }

    /// <summary>Behind a ReLU a kept coefficient is at most the constant 1 times its bound.</summary>
    public static CheckTally Coefficients(CheckInput input)
    {
        var draws = new Draws(input, 81);
        var tally = new CheckTally();
        for (int trial = 0; trial < input.Trials; trial++)
        {
            List<(double Angle, double Coefficient)> kept = trial % 2 == 0 ? HiddenBump(draws.Uniform(0.002, 0.1)) : Near(draws);
            double error = PlaneNetwork.SupremumBehindRelu(kept);
            for (int j = 0; j < kept.Count; j++)
            {
                double sine = Math.Abs(Math.Sin(kept[j].Angle));
                double cotangents = kept.Where((_, i) => i != j).Append((0, 0)).Sum(other => Math.Abs(1 / Math.Tan(other.Item1 - kept[j].Angle)));
                if (error >= sine || error < 1e-9 || !double.IsFinite(cotangents)) continue;
                tally.Add((input.Constant * PlankBound.LargestCoefficientBehindRelu(error, cotangents, sine) / Math.Abs(kept[j].Coefficient)) - 1);
            }
        }

        return tally;
    }

    /// <summary>The mean of Π(1 + 2s_j) over random lines is at most the constant 1 times a_k; for k = 1 it is equal.</summary>
    public static CheckTally Products(CheckInput input)
    {
        var draws = new Draws(input, 82);
        var tally = new CheckTally();
        foreach ((int dimension, int kept) in (ReadOnlySpan<(int, int)>)[(12, 1), (12, 2), (16, 3), (20, 4)])
        {
            double sum = 0;
            double squares = 0;
            for (int trial = 0; trial < input.Trials; trial++)
            {
                double product = Product(draws, dimension, kept);
                sum += product;
                squares += product * product;
            }

            double mean = sum / input.Trials;
            double deviation = Math.Sqrt(Math.Max(0, (squares / input.Trials) - (mean * mean)) / input.Trials);
            double logFactorial = HalfIntegerGamma.Log(2 * (kept + 1)).Upper;
            double bound = input.Constant * Math.Exp(new CotangentProducts(dimension, kept).LogTerm(kept) + logFactorial);
            tally.Add((bound - mean + (6 * deviation)) / bound);
        }

        return tally;
    }

    /// <summary>w* is within ε of the span of k random directions with probability I_{ε²}((d − k)/2, k/2), times the constant 1.</summary>
    public static CheckTally Spans(CheckInput input)
    {
        var draws = new Draws(input, 83);
        var tally = new CheckTally();
        foreach ((int dimension, int kept, double epsilon) in (ReadOnlySpan<(int, int, double)>)[(4, 2, 0.3), (6, 5, 0.1), (9, 4, 0.6)])
        {
            long within = 0;
            for (int trial = 0; trial < input.Trials; trial++) within += DistanceToSpan(draws, dimension, kept) <= epsilon ? 1 : 0;
            double probability = Math.Exp(new HalfIntegerBeta(dimension - kept, kept).Log(epsilon * epsilon).Middle);
            tally.AddFrequency(within, input.Trials, Math.Min(0.999, input.Constant * probability));
        }

        return tally;
    }

    /// <summary>A kink at w* itself between two of half the size, and the target: half of the bound is attained as the kinks move together.</summary>
    private static List<(double Angle, double Coefficient)> HiddenBump(double gap) =>
    [
        (0, 1 + (0.25 * gap)), (0.5 * Math.PI, 1), ((0.5 * Math.PI) + gap, -0.5), ((0.5 * Math.PI) - gap, -0.5),
    ];

    private static List<(double Angle, double Coefficient)> Near(Draws draws)
    {
        List<(double, double)> kept = [(0, draws.Uniform(0.8, 1.2))];
        for (int left = draws.Integer(1, 4); left > 0; left--) kept.Add((draws.Uniform(-3, 3), 0.2 * draws.Normal()));
        return kept;
    }

    private static double Product(Draws draws, int dimension, int kept)
    {
        double[] target = new double[dimension];
        target[0] = 1;
        double[][] lines = [target, .. Enumerable.Range(0, kept).Select(_ => draws.Direction(dimension))];
        double product = 1;
        for (int j = 1; j <= kept; j++)
        {
            double sum = 0;
            for (int i = 0; i <= kept; i++)
            {
                if (i == j) continue;
                double cosine = Math.Abs(lines[i].Zip(lines[j], (a, b) => a * b).Sum());
                sum += cosine / Math.Sqrt((1 - cosine) * (1 + cosine));
            }

            product *= 1 + (2 * sum);
        }

        return product;
    }

    /// <summary>By Gram–Schmidt.</summary>
    private static double DistanceToSpan(Draws draws, int dimension, int kept)
    {
        double[] rest = new double[dimension];
        rest[0] = 1;
        var basis = new List<double[]>();
        for (int k = 0; k < kept; k++)
        {
            double[] vector = draws.Normals(dimension);
            foreach (double[] axis in basis) Remove(vector, axis);
            double norm = Math.Sqrt(vector.Sum(x => x * x));
            double[] unit = Array.ConvertAll(vector, x => x / norm);
            basis.Add(unit);
            Remove(rest, unit);
        }

        return Math.Sqrt(rest.Sum(x => x * x));
    }

    private static void Remove(double[] vector, double[] axis)
    {
        double along = vector.Zip(axis, (a, b) => a * b).Sum();
        for (int i = 0; i < vector.Length; i++) vector[i] -= along * axis[i];
    }
}
