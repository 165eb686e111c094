using System.Numerics;
using Espalier.Certificates.Chains;

namespace Espalier.Certificates.Exact;

/// <summary>The outputs of a network in real arithmetic: every product and sum is exact.</summary>
internal static class ExactForward
{
    public static ExactVector Run(ReluChain chain, ReadOnlySpan<double> point, int threads)
    {
        ExactVector values = ExactVector.Of(point);
        foreach (AffineStage stage in chain.Stages) values = Through(stage, values, threads);
        return values;
    }

    private static ExactVector Through(AffineStage stage, ExactVector values, int threads)
    {
        int weightExponent = ExactVector.SmallestExponent(stage.Weights);
        int productExponent = values.Exponent + weightExponent;
        int exponent = Math.Min(productExponent, ExactVector.SmallestExponent(stage.Bias));
        var results = new BigInteger[stage.Outputs];
        Parallel.For(0, stage.Outputs, new ParallelOptions { MaxDegreeOfParallelism = threads }, row =>
        {
            BigInteger sum = Product(stage.Weights.AsSpan(row * stage.Inputs, stage.Inputs), weightExponent, values.Mantissas) << (productExponent - exponent);
            (long bias, int biasExponent) = ExactVector.Parts(stage.Bias[row]);
            if (bias != 0) sum += (BigInteger)bias << (biasExponent - exponent);
            results[row] = stage.Rectified && sum.Sign < 0 ? BigInteger.Zero : sum;
        });
        return new ExactVector(results, exponent);
    }

    private static BigInteger Product(ReadOnlySpan<double> weights, int weightExponent, BigInteger[] values)
    {
        BigInteger sum = BigInteger.Zero;
        for (int j = 0; j < weights.Length; j++)
        {
            if (weights[j] == 0 || values[j].IsZero) continue;
            (long mantissa, int exponent) = ExactVector.Parts(weights[j]);
            sum += values[j] * mantissa << (exponent - weightExponent);
        }

        return sum;
    }
}
