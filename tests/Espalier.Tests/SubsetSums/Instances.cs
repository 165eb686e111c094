using CsCheck;

namespace Espalier.Tests.SubsetSums;

/// <summary>One subset-sum instance.</summary>
internal sealed record Instance(string Kind, double[] Candidates, double Target, double Epsilon)
{
    public override string ToString() =>
        FormattableString.Invariant($"{Kind}: candidates [{string.Join(", ", Candidates.Select(a => FormattableString.Invariant($"{a:R}")))}], ")
        + FormattableString.Invariant($"target {Target:R}, epsilon {Epsilon:R}");
}

/// <summary>Random and adversarial instances; a failing one is made smaller and printed with the seed that makes it again.</summary>
internal static class Instances
{
    private static readonly Gen<double> Uniform = Gen.Double[-1, 1];

    private static readonly (string Name, Gen<double> Values)[] Kinds =
    [
        ("uniform", Uniform),
        ("products of float32", Gen.Select(Gen.Float[-1, 1], Gen.Float[-1, 1], (a, b) => (double)a * b)),
        ("all equal", Gen.Const(0.37)),
        ("all zero", Gen.Const(0.0)),
        ("small whole numbers", Gen.Int[-3, 3].Select(i => (double)i)),
        ("negative only", Gen.Double[-1, 0]),
        ("powers of two", Gen.Int[-20, 19].Select(i => Math.ScaleB(1, i))),
        ("huge and tiny", Gen.Select(Uniform, Gen.Bool, (a, huge) => a * (huge ? 1e300 : 1e-300))),
        ("many scales", Gen.Select(Uniform, Gen.Int[-70, 29], Math.ScaleB)),
        ("subnormal", Gen.Int[-50, 49].Select(i => i * double.Epsilon)),
        ("two values", Gen.OneOf(0.1, 0.30000000000000004)),
        ("one large", Gen.Frequency((1, Gen.Const(1e9)), (7, Uniform))),
        ("near cancelling", Gen.Select(Gen.Bool, Gen.Int[0, 3], (plus, ulps) => (plus ? 1 : -1) * (1 + (ulps * 2.220446049250313e-16)))),
    ];

    /// <summary>Instances of <paramref name="smallest"/> to <paramref name="largest"/> candidates, a third of them uniform.</summary>
    public static Gen<Instance> Of(int smallest, int largest) =>
        from kind in Gen.Frequency((1, Gen.Const(Kinds[0])), (2, Gen.OneOf(Kinds)))
        from candidates in kind.Values.Array[smallest, largest]
        from target in Target(candidates, kind.Values)
        from epsilon in Epsilon(candidates, target)
        select new Instance(kind.Name, candidates, target, epsilon);

    private static Gen<double> Target(double[] candidates, Gen<double> values)
    {
        double all = candidates.Sum(Math.Abs);
        Gen<double> planted = Gen.Bool.Array[candidates.Length].Select(kept => candidates.Where((_, i) => kept[i]).Sum());
        return Gen.OneOf(
            Gen.Const(0.0), values, Gen.Const(2 * all), Gen.Const(-3 * all), planted, Gen.Select(
                planted, values, (sum, a) => sum + (1e-3 * a)), Uniform);
    }

    private static Gen<double> Epsilon(double[] candidates, double target) => Gen.OneOf(
        Gen.OneOf(
            0.01,
            double.Epsilon,
            double.PositiveInfinity,
            Math.Max(double.Epsilon, Math.Abs(target - candidates.FirstOrDefault())),
            Math.Max(double.Epsilon, 0.01 * candidates.Sum(Math.Abs))),
        Gen.Int[-30, 1].Select(i => Math.ScaleB(1, i)));
}
