using System.Numerics;
using Espalier.Certificates.Steps;
using Espalier.Graphs.LinearMaps;

namespace Espalier.Certificates.Exact;

/// <summary>The outputs of a network in real arithmetic: every product and sum is exact.</summary>
internal static class ExactForward
{
    public static ExactVector Run(StepGraph graph, ReadOnlySpan<double> point, int threads) =>
        Run(graph, ExactVector.Of(point), BigInteger.One, threads);

    /// <summary>The outputs times a whole number, for inputs times that number.</summary>
    public static ExactVector Run(StepGraph graph, ExactVector point, BigInteger scale, int threads) =>
        graph.Slots.Walk(point, (step, reads) => Through(graph.Steps[step], reads, scale, threads));

    private static ExactVector Through(AffineStep step, ExactVector[] reads, BigInteger scale, int threads)
    {
        int[] weightExponents = [.. step.Terms.Select(term => ExactVector.SmallestExponent(term.Map.Numbers))];
        int exponent = ExactVector.SmallestExponent(step.Bias);
        for (int k = 0; k < reads.Length; k++) exponent = Math.Min(exponent, reads[k].Exponent + weightExponents[k]);
        var results = new BigInteger[step.Outputs];
        Parallel.For(0, step.Outputs, new ParallelOptions { MaxDegreeOfParallelism = threads }, () => new MapRow(), (output, _, row) =>
        {
            (long bias, int biasExponent) = ExactVector.Parts(step.Bias[output]);
            BigInteger sum = bias == 0 ? BigInteger.Zero : bias * scale << (biasExponent - exponent);
            for (int k = 0; k < reads.Length; k++)
            {
                step.Terms[k].Map.Row(output, row);
                sum += Product(row, weightExponents[k], reads[k].Mantissas) << (reads[k].Exponent + weightExponents[k] - exponent);
            }

            results[output] = step.Rectified && sum.Sign < 0 ? BigInteger.Zero : sum;
            return row;
        }, static _ => { });
        return new ExactVector(results, exponent);
    }

    private static BigInteger Product(MapRow row, int weightExponent, BigInteger[] values)
    {
        BigInteger sum = BigInteger.Zero;
        for (int k = 0; k < row.Count; k++)
        {
            BigInteger value = values[row.Columns[k]];
            if (row.Weights[k] == 0 || value.IsZero) continue;
            (long mantissa, int exponent) = ExactVector.Parts(row.Weights[k]);
            sum += value * mantissa << (exponent - weightExponent);
        }

        return sum;
    }
}
