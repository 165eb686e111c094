using System.Numerics;
using Espalier.Numerics;
using Espalier.SubsetSums;

namespace Espalier.Neurons;

/// <summary>d = 1, where pruning neurons reduces to pruning weights: each neuron acts on one of the two rays, so each ray is a subset sum.</summary>
internal static class RaySubsets
{
    /// <summary>Products up to 2 to this times the target may be rounded: what that changes is far below what a proof allows.</summary>
    private const int Ordinary = 4;

    private const double Rounding = 1e-15;

    /// <summary>The best subset, or null if a ray has more neurons than subset sums can be solved for.</summary>
    /// <returns>The subset, and more than the rounding of products can have changed in its error on the ball.</returns>
    public static (int[] Kept, double Slack)? Best(NeuronProblem problem, int[] neurons)
    {
        var kept = new List<int>();
        double slack = 0;
        foreach (double side in (ReadOnlySpan<double>)[1, -1])
        {
            int[] ray = [.. neurons.Where(j => problem.Weight(j)[0] * side > 0)];
            double target = Math.Max(0, side * problem.Target[0]);
            if (ray.Length > SubsetSum.MaxCandidates) return null;
            if (ray.Length == 0 || target == 0) continue;
            Number[] products = Array.ConvertAll(ray, j => Number.Product(problem.Coefficients[j], Math.Abs(problem.Weight(j)[0])));
            (ulong mask, double rounded) = Solve(products, Number.Product(1, target));
            slack = Math.Max(slack, rounded);
            for (int i = 0; i < ray.Length; i++)
            {
                if (((mask >> i) & 1) != 0) kept.Add(ray[i]);
            }
        }

        kept.Sort();
        return ([.. kept], Outward.MultiplyUp(slack, problem.Radius));
    }

    /// <summary>By float64 near the target where no product is far above it, else by integers that hold every product.</summary>
    private static (ulong Mask, double Slack) Solve(Number[] products, Number target)
    {
        int largest = products.Max(product => product.Size);
        if (largest > target.Size + Ordinary)
        {
            int unit = Math.Min(target.Exponent, products.Min(product => product.Exponent));
            return (FourListSearch<BigInteger>.Solve(Array.ConvertAll(products, product => product.In(unit)), target.In(unit)), 0);
        }

        double[] values = Array.ConvertAll(products, product => product.Rounded(target.Size));
        ulong mask = SubsetSum.Solve(values, target.Rounded(target.Size), SubsetSumObjective.Error).Mask;
        return (mask, Math.ScaleB(Rounding * values.Sum(Math.Abs), target.Size));
    }

    /// <summary>An integer times a power of two: the product of two float64, exactly.</summary>
    private readonly record struct Number(BigInteger Mantissa, int Exponent)
    {
        /// <summary>About log₂ of the magnitude.</summary>
        public int Size => Exponent + (int)BigInteger.Abs(Mantissa).GetBitLength();

        public static Number Product(double a, double b)
        {
            (long mantissaA, int exponentA) = Parts(a);
            (long mantissaB, int exponentB) = Parts(b);
            return new Number((BigInteger)mantissaA * mantissaB, exponentA + exponentB);
        }

        public BigInteger In(int unit) => Mantissa << (Exponent - unit);

        public double Rounded(int unit) => Math.ScaleB((double)Mantissa, Exponent - unit);

        /// <summary>The 53 bits of a float64 that is not 0 and where they stand.</summary>
        private static (long Mantissa, int Exponent) Parts(double value)
        {
            int exponent = Math.ILogB(value) - 52;

            // In two steps, as 2 to the whole exponent of a tiny number is no float64.
            return ((long)Math.ScaleB(Math.ScaleB(value, -exponent / 2), -exponent - (-exponent / 2)), exponent);
        }
    }
}
